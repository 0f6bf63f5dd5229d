//! Court performance indicators and their year-over-year changes.
pub mod error;
pub mod period;
pub mod quantity;
pub mod stats;

pub use error::{Error, ErrorKind, Result};
