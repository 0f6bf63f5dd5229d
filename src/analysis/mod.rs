//! Questions about tables and exports whose answers are tables again.
//!
//! | question | |
//! | --- | --- |
//! | how long do cases last, when the pending ones count too? | [`Survival`] |
//! | why did a rate move: mix of cases, or performance within each kind? | [`decompose`] |
//! | which courts differ more than chance? | [`funnel`] |
//! | is the first court first? | [`ranks`] |
//! | what would a court's rate be with the mix of all? | [`standardise`] |
//! | does it rise or fall over several years? | [`trends`] |
//!
//! Every answer has typed rows, and `to_batch` gives them as an Arrow record batch. The formulas, and what other
//! software does differently, are in [`stats`](crate::stats).

#[cfg(feature = "arrow")]
mod batches;
#[cfg(feature = "arrow")]
mod columns;
mod decompose;
mod funnel;
mod pace;
mod ranks;
mod resolved;
mod side;
mod standardise;
mod survival;
mod trends;

#[cfg(feature = "arrow")]
pub use batches::decomposed_batch;
pub use decompose::{Component, Decomposed, Effect, decompose};
pub use funnel::{Funnel, FunnelOptions, FunnelRow, Position, funnel};
pub use pace::{GrayTests, LogRankTest};
pub use ranks::{RankRow, Ranks, ranks};
pub use resolved::{MeanMethod, ResolvedDays, ResolvedRow};
pub use standardise::{How, Standardised, StandardisedRow, standardise};
pub use survival::{Survival, SurvivalGroup};
pub use trends::{TrendRow, Trends, trends};
