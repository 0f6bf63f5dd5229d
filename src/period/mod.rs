//! Dates, reporting calendars, periods, and what a period is compared with.
//!
//! A [`Period`] knows its first and its last day, both counted, and its [`Calendar`]; so it knows its
//! neighbours: the same period of the year before (同比), the one just before (环比).
//!
//! The formula: the counterpart of a day is the day of the same date in the other year, never the day 365 days
//! away. Month ends pair with month ends: 29 February 2024 with 28 February 2023, and back.
//!
//! The source: the usual convention of official statistics for 同期 ("the same period of the year before").
//! How ours differs: a period that has no counterpart says so with `None`; it never borrows a neighbour's.
//! Use something else for times of day and for weeks: there are none here.
//!
//! ```
//! use courtmetrics::period::{Base, Calendar, Grain, Period};
//!
//! let february: Period = "2024-02".parse()?;
//! assert_eq!(february.days(), 29);
//! let before = Base::YearBefore.of(february).ok_or("no year before")?;
//! assert_eq!((before.to_string().as_str(), before.days()), ("2023-02", 28));
//!
//! // A court whose statistical year runs from December to November.
//! let calendar = Calendar::new(12)?;
//! let year = calendar.period_of(Grain::Year, "2023-12-01".parse()?);
//! assert_eq!(year.to_string(), "FY2024");
//! assert_eq!(year.end().to_string(), "2024-11-30");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod base;
mod calendar;
mod civil;
mod date;
mod grain;
mod label;
mod neighbours;
mod span;

pub use base::Base;
pub use calendar::{Calendar, YearName};
pub use date::Date;
pub use grain::Grain;
pub use span::{Period, PeriodKind};
