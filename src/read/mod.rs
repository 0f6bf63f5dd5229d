//! Files of rows, read in blocks by any number of threads, and the values out of their cells.
//!
//! Nothing here knows what a case is: columns are numbers, cells are bytes.

#[cfg(feature = "csv")]
pub mod csv;
pub mod parse;
