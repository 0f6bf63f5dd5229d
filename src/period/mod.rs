//! Dates and periods of the reporting calendar.
mod civil;
mod date;
pub use date::Date;
