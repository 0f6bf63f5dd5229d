//! Dates, money and integers out of the bytes of a cell, checked and exact.
//!
//! **What it is.** One pass over the bytes, no allocation, no guessing: a layout is chosen for a column and
//! every cell either fits it or is refused. Spaces around a value are not taken away.
//!
//! **When to use something else.** To read one date a person has typed, [`Date`](crate::period::Date).
//!
//! ```
//! use courtmetrics::case::parse::{DateLayout, date, integer, money};
//!
//! assert_eq!(date(b"2023/1/5", DateLayout::YearSlash), Some(19362));
//! assert_eq!(money("￥1,234.5".as_bytes()), Some(123450));
//! assert_eq!(integer(b"2,339"), Some(2339));
//! ```

mod date;
mod head;
mod layout;
mod number;

pub use date::{Moment, Time, date, moment};
pub(crate) use head::{cents, short_date};
pub use layout::DateLayout;
pub use number::{integer, money};
