//! Dates and periods of the reporting calendar.
mod date;
pub use date::Date;
