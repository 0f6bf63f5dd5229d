//! Court performance indicators and their year-over-year changes.
pub mod error;
pub mod generate;
pub mod period;
pub mod quantity;

pub use error::{Error, ErrorKind, Result};
