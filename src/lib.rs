//! Court performance indicators and their year-over-year changes.
pub mod case;
pub mod cube;
pub mod error;
pub mod period;
pub mod quantity;

pub use error::{Error, ErrorKind, Result};
