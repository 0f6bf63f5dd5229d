//! Court performance indicators and their year-over-year changes.
pub mod change;
pub mod error;
pub mod period;
pub mod quantity;

pub use error::{Error, ErrorKind, Result};
