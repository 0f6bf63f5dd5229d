//! Statistics over counts, fractions and mergeable distributions: how sure a figure and its change are.
pub mod count;
pub mod difference;
pub mod durations;
pub mod interval;
pub mod proportion;
pub mod special;
pub mod survival;
pub mod two_counts;
mod words;

pub use interval::{Estimate, Interval};
