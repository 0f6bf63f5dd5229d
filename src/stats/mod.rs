//! Statistics over counts, fractions and mergeable distributions: how sure a figure and its change are.
//!
//! | question | module |
//! | --- | --- |
//! | a share of cases, with its interval | [`proportion`] |
//! | two shares: the difference, is it chance? | [`difference`] |
//! | a count or a rate per exposure | [`count`] |
//! | two counts: the ratio, the percent change | [`two_counts`] |
//! | the difference of any two estimates with intervals | [`mover`] |
//! | days of resolved cases: mean, median, their difference | [`durations`] |
//! | the mean of days by resampling | [`bootstrap`] |
//! | days with pending cases counted, competing outcomes | [`survival`] |
//! | why a rate moved: mix and performance | [`decomposition`] |
//! | a rate with the mix of a standard | [`standardisation`] |
//! | courts side by side: funnel limits, over-dispersion | [`funnel`] |
//! | ranks and who is first | [`ranks`] |
//! | many comparisons at once | [`comparisons`] |
//! | several years: slope, compound growth | [`trend`] |
//!
//! Everything takes counts, exact fractions or runs `(days, cases)`; nothing knows of tables. A method is an enum
//! whose word is the statistician's (`"wilson"`), and a result names it. No result is NaN or infinite: what does
//! not exist is `None` or an error that says why. How the numbers differ from other software's is written in
//! `docs/differences-from-other-software.md`.

// Formulas keep the letters of their sources.
#![allow(clippy::many_single_char_names)]

pub mod bootstrap;
pub mod comparisons;
pub mod count;
pub mod decomposition;
pub mod difference;
pub mod durations;
pub mod funnel;
pub mod interval;
pub mod mover;
pub mod proportion;
mod random;
pub mod ranks;
mod remembered;
pub mod special;
pub mod standardisation;
pub mod survival;
pub mod trend;
pub mod two_counts;
pub(crate) mod words;

pub use interval::{Estimate, Interval};
