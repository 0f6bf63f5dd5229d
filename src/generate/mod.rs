//! Invented case exports: seeded, deterministic, of any size.
//!
//! For trying the crate without anybody's records, for tests, and for measuring speed. The same seed gives
//! the same bytes on every machine. Nothing here describes a real case or a real person.
//!
//! - [`cases`] draws exports of any size, block by block, in bounded memory.
//! - [`pinghu_example`] draws one court over three years, with totals that a court has published.
//! - [`write_csv`] and [`write_csv_encoded`] write blocks as CSV.
//!
//! ```
//! use courtmetrics::generate::{Config, Headers, cases, write_csv};
//!
//! let mut csv = Vec::new();
//! write_csv(cases(Config { rows: 3, ..Config::default() })?, Headers::Chinese, &mut csv).unwrap();
//! let text = String::from_utf8(csv).unwrap();
//! assert_eq!(text.lines().count(), 4);
//! # Ok::<(), courtmetrics::Error>(())
//! ```

mod block;
mod cases;
mod config;
mod csv;
mod kinds;
mod pinghu;
mod plan;
mod random;
mod shape;

pub use block::{Block, Column, Field, NO_CODE, NO_DATE, NO_VALUE};
pub use cases::{BLOCK_ROWS, Cases, cases};
pub use config::{Config, Order};
pub use csv::{Headers, write_csv, write_csv_encoded};
pub use pinghu::pinghu_example;
