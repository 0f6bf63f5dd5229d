//! Survival: how long cases last when those still pending count too.
//!
//! Origin is the filing, the event the resolution, and a pending case is censored on the day of extraction. At
//! one time events come before censorings, and a case that enters late is at risk only after its entry, as in
//! R's `Surv(entry, exit, event]`. Ways of ending that exclude each other (judgment, settlement, withdrawal) are
//! competing outcomes, never censorings: [`CompetingTable`]. Cases that move between states and back have
//! [`state_probabilities`].
//!
//! Summaries merge exactly: the table of all courts is the merged tables of the courts.
//!
//! ```
//! use courtmetrics::quantity::Level;
//! use courtmetrics::stats::survival::{CurveMethod, RiskTable};
//! // resolved after 10, 20 and 30 days; two pending since 15 and 40 days
//! let table = RiskTable::new(&[(10, 1), (20, 1), (30, 1)], &[(15, 1), (40, 1)], &[])?;
//! let curve = table.kaplan_meier()?;
//! assert!((curve.survival(20) - 0.8 * 2.0 / 3.0).abs() < 1e-15);
//! assert_eq!(curve.quantile(0.5)?, Some(30));
//! let (lower, _) = curve.limits(20, Level::P95, CurveMethod::Log).ends().unwrap();
//! assert!((lower - 0.2145).abs() < 1e-3);
//! # Ok::<(), courtmetrics::Error>(())
//! ```

mod competing;
mod gray;
mod kaplan_meier;
mod log_rank;
mod multistate;
mod restricted_mean;
mod risk_table;

pub use competing::{CompetingTable, Incidence, IncidencePoint};
pub use gray::{GrayTest, gray_test};
pub use kaplan_meier::{Curve, CurveMethod, CurvePoint};
pub use log_rank::{LogRank, log_rank, stratified_log_rank};
pub use multistate::{Spell, StatePoint, state_probabilities};
pub use risk_table::{RiskRow, RiskTable};
