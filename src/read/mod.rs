//! Sources of case records: files, Arrow batches, rows pushed one by one; and the scan over them.
//!
//! A [`Source`] has a header and shows its rows in chunks, to as many workers as there are threads. Adding a
//! reader is one file here: something that makes [`Rows`](crate::case::Rows) out of what it reads.

#[cfg(feature = "arrow")]
pub mod arrow;
#[cfg(feature = "arrow")]
mod arrow_file;
mod buffer;
#[cfg(feature = "csv")]
pub mod csv;
#[cfg(feature = "csv")]
mod csv_source;
mod events;
mod files;
mod glob;
mod grid;
mod open;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "parquet")]
mod parquet_write;
mod scan;
#[cfg(feature = "arrow")]
mod shares;
#[cfg(feature = "xlsx")]
pub mod xlsx;

pub use buffer::{Cases, Value};
pub use files::Files;
pub use glob::glob;
pub use grid::{Grid, GridRow, GridText};
pub use open::{OpenOptions, open, open_all};
pub use scan::{ScanOptions, Source, Visit, scan, scan_lifetimes};
