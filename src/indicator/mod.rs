//! Indicators as data: definitions, the sets they come in, and their values.
//!
//! A definition ([`Definition`]) is TOML, never a function: what is counted, over what, in which direction it
//! is better, how its change is reported, where it is published and whether anybody verified it. The shipped
//! sets are read by [`Set::named`]; users add their own in the same words.

mod definition;
mod formula;
mod set;

pub use definition::{Definition, Direction, Names, Standing};
pub use formula::{DayStatistic, Factor, Formula, Term};
pub use set::{Selection, Set};
