//! Court performance indicators and their year-over-year changes.
#[cfg(feature = "report")]
pub mod audit;
pub mod error;
pub mod period;
pub mod quantity;
#[cfg(feature = "report")]
pub mod report_text;

pub use error::{Error, ErrorKind, Result};
