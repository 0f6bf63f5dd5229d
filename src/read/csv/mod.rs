//! CSV files, plain or compressed by gzip or zstd, split by all threads at once and read as the `csv` crate reads.
//!
//! **What it is.** A scan cuts a file into blocks, finds the cells of the wanted columns in each and shows
//! them, block by block, as bytes in place. Nothing is copied and nothing decoded: a column of cases has few
//! distinct values, so the caller looks each of them up as bytes and decodes it once.
//!
//! **Rules.** Delimiter as given or found in the header; fields may be quoted by `"`, doubled inside; a quote
//! elsewhere is text; LF, CR LF and CR end records; empty lines are skipped; records may have any number of
//! fields. For every input the cells are exactly those of the `csv` crate in its flexible mode.
//!
//! **How it differs.** A separator index 64 bytes at a time, where quotes that open nothing cost nothing;
//! several threads on one file, also where quoted cells hold line ends; encodings without decoding the file;
//! memory that depends on the threads and not on the file.
//!
//! **When to use something else.** For one small file and serde, the `csv` crate.
//!
//! ```
//! use courtmetrics::read::csv::{CsvFile, CsvOptions, Watch};
//!
//! let text = "court,outcome\nPinghu,mediated\nPinghu,\"withdrawn, by plaintiff\"\n";
//! let file = CsvFile::from_bytes(text.into(), CsvOptions::default())?;
//! let outcome = file.header().iter().position(|name| name == "outcome").unwrap();
//! let mut mediated = [0; 2]; // one state for each thread
//! let report = file.scan(&[outcome], &mut mediated, Watch::default(), |count, block| {
//!     *count += block.column(0).iter().filter(|cell| *cell == b"mediated").count();
//!     Ok(())
//! })?;
//! assert_eq!((report.records, mediated.iter().sum()), (2, 1));
//! # Ok::<(), courtmetrics::Error>(())
//! ```

mod block;
mod cells;
mod chain;
mod chunks;
mod crew;
mod encoding;
mod feed;
mod file;
mod head;
mod index;
mod records;
mod simd;
mod source;
mod split;
mod stream;

pub use block::Block;
pub use cells::Column;
pub use crew::Watch;
pub use encoding::Encoding;
pub use file::{CsvFile, CsvOptions, ScanReport};

pub(crate) use records::{records, text};
