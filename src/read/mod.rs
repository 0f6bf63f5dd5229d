//! Files of rows, read in blocks by any number of threads.

#[cfg(feature = "csv")]
pub mod csv;
