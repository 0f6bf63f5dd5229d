//! Court performance indicators and their year-over-year changes.
#[cfg(feature = "report")]
pub mod audit;
pub mod case;
pub mod change;
pub mod cube;
pub mod error;
pub mod generate;
pub mod indicator;
pub mod ledger;
pub mod measure;
pub mod period;
#[cfg(feature = "python")]
mod python;
pub mod quantity;
pub mod read;
#[cfg(feature = "report")]
pub mod report_text;
pub mod stats;
pub mod table;

pub use error::{Error, ErrorKind, Result};
