//! Indicators as data: definitions, the sets they come in, and their values.
//!
//! A definition ([`Definition`]) is TOML, never a function: what is counted, over what, in which direction it
//! is better, how its change is reported, where it is published and whether anybody verified it. The shipped
//! sets are read by [`Set::named`]; users add their own in the same words, or extend a shipped set.

mod build;
mod concept;
mod definition;
mod form;
mod formula;
mod made;
mod number;
mod read;
mod reference;
mod selection;
mod set;
mod words;

pub use crate::ledger::DayStatistic;
pub use concept::Concept;
pub use definition::{Definition, Direction, InRange, Input, Names, Range, Standing};
pub use formula::{Factor, Formula, IndexMean, Member, MonthSpread, Term};
pub use selection::Selection;
pub use set::Set;
