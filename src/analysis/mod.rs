//! Questions about tables and exports whose answers are tables again.
//!
//! | question | |
//! | --- | --- |
//! | how long do cases last, when the pending ones count too? | [`Survival`] |
//! | why did a rate move: mix of cases, or performance within each kind? | [`decompose`] |
//! | which courts differ more than chance? | [`funnel`] |
//! | is the first court first? | [`ranks`] |
//!
//! Every answer has typed rows, and `to_batch` gives them as an Arrow record batch. The formulas, and what other
//! software does differently, are in [`stats`](crate::stats).

#[cfg(feature = "arrow")]
mod batches;
#[cfg(feature = "arrow")]
mod columns;
mod decompose;
mod funnel;
mod ranks;
mod side;
mod survival;

#[cfg(feature = "arrow")]
pub use batches::decomposed_batch;
pub use decompose::{Component, Decomposed, Effect, decompose};
pub use funnel::{Funnel, FunnelOptions, FunnelRow, Position, funnel};
pub use ranks::{RankRow, Ranks, ranks};
pub use survival::{Survival, SurvivalGroup};
