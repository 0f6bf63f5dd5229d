//! Court performance indicators and their year-over-year changes, from case exports and published reports.
//!
//! Data goes in one direction, through rooms whose names say what happens there:
//!
//! | room | what happens |
//! | --- | --- |
//! | [`case`] | codebooks name an export's columns and values; rows that cannot be counted are set aside |
//! | [`read`] | sources (CSV, Parquet, Arrow batches, rows one by one) and the scan over them |
//! | [`cube`] | exact, mergeable summaries of many cases |
//! | [`ledger`] | measures by group and period, roll-ups |
//! | [`aggregate`] | a ledger from a table of totals that somebody printed; what does not fit in it |
//! | [`indicator`] | definitions, as data |
//! | [`table`] | observations, their change, printing |
//! | [`analysis`] | survival, decomposition, funnels, ranks: questions about tables and exports |
//! | [`measure`] | the road in one call |
//! | [`measure_ledger`] | the same from an aggregate table |
//! | [`quantity`], [`period`], [`change`], [`stats`] | typed numbers, calendars, changes, statistics: of use alone |
//!
//! From rows to a year-over-year table:
//!
//! ```
//! use courtmetrics::measure::Request;
//! use courtmetrics::period::Base;
//! use courtmetrics::read::{Cases, ScanOptions};
//!
//! let mut cases = Cases::new(["court", "filed_on", "resolved_on"]);
//! cases.push(["A".into(), "2022-03-01".into(), "2022-09-01".into()])?;
//! cases.push(["A".into(), "2023-01-05".into(), "2023-03-01".into()])?;
//! let mut table = Request::new(&["clearance_rate"])?.run(&mut cases, ScanOptions::default())?.table;
//! table.compare(Base::YearBefore);
//! let row = table.find("clearance_rate", &[], "2023").unwrap();
//! assert_eq!((table.row(row).numerator, table.row(row).denominator), (1, 1));
//! # Ok::<(), courtmetrics::Error>(())
//! ```
//!
//! Numbers alone:
//!
//! ```
//! use courtmetrics::quantity::{Fraction, Rounding};
//! let acceptance = Fraction::new(5451, 5959)?;
//! assert_eq!(acceptance.times(100)?.round(2, Rounding::HalfAwayFromZero)?.to_string(), "91.48");
//! # Ok::<(), courtmetrics::Error>(())
//! ```
//!
//! It does not read PDF or Word files, guess what a column means, keep case records beyond the scan, or ship as
//! official an indicator whose text nobody has read.
//!
//! # Features
//!
//! Without any, everything but the readers of files is there, and no heavy crate. `csv` reads text exports,
//! `arrow` takes record batches, `parquet` reads and writes Parquet, `report` reads published reports; all are
//! on by default. `python` is for the Python package.

pub mod aggregate;
pub mod analysis;
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
pub mod measure_ledger;
pub mod period;
#[cfg(feature = "python")]
mod python;
pub mod quantity;
pub mod read;
#[cfg(feature = "report")]
pub mod report_text;
mod shipped;
pub mod stats;
pub mod table;
mod threads;

pub use error::{Error, ErrorKind, Result};
