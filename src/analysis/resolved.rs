//! The days of the cases that ended, by group: mean and quantiles with their intervals.
//!
//! Pending cases are left out, as published means and medians of duration leave them out; where they matter, the
//! curve of [`Survival`] counts them. The mean has Student's interval (`t`) or one by resampling (`bootstrap`), which
//! needs the distribution itself and so is no method of a table. Formulas:
//! [`stats::durations`](crate::stats::durations), [`stats::bootstrap`](crate::stats::bootstrap).

use super::Survival;
use crate::Result;
use crate::ledger::Group;
use crate::quantity::{Fraction, Level};
use crate::stats::bootstrap;
use crate::stats::durations::{Moments, quantile, quantile_interval};
use crate::stats::interval::Interval;
use crate::stats::words::words;

words! {
    /// How the interval of a mean of days is made.
    #[derive(Default)]
    MeanMethod, "method", {
        /// Student's t.
        #[default]
        T = "t",
        /// The percentiles of means of cases drawn anew.
        Bootstrap = "bootstrap",
    }
}

/// One statistic of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedRow {
    /// The words of the group.
    pub group: Group,
    /// Cases that ended.
    pub cases: u64,
    /// The share of a quantile, `None` for the mean.
    pub share: Option<f64>,
    /// In days; `None` where no case ended.
    pub value: Option<f64>,
    /// The standard error of a mean of two or more cases.
    pub standard_error: Option<f64>,
    /// The interval; `None` where one case shows no spread.
    pub interval: Option<Interval>,
}

/// The days of the cases that ended.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedDays {
    /// The grouping columns.
    pub by: Vec<String>,
    /// For each group the mean, then the quantiles in the order asked for.
    pub rows: Vec<ResolvedRow>,
}

impl Survival {
    /// The mean and the quantiles (type 7) of the days of the cases that ended, by group.
    ///
    /// `draws` and `seed` are those of the bootstrap.
    ///
    /// # Errors
    /// When a share is not strictly between 0 and 1, or the draws are fewer than 100.
    pub fn resolved_days(
        &self,
        shares: &[f64],
        level: Level,
        method: MeanMethod,
        (draws, seed): (u32, u64),
    ) -> Result<ResolvedDays> {
        let mut rows = Vec::new();
        for group in self.groups() {
            let events = group.table.any_outcome().rows().iter().filter(|r| r.events > 0);
            let runs: Vec<(i32, u64)> = events.map(|r| (r.time, r.events)).collect();
            let moments = Moments::of(&runs)?;
            let cases = moments.cases();
            let interval = match method {
                MeanMethod::T => moments.mean_interval(level),
                MeanMethod::Bootstrap if cases < 2 => None,
                MeanMethod::Bootstrap => Some(bootstrap::mean_interval(&runs, level, draws, seed)?),
            };
            rows.push(ResolvedRow {
                group: group.group.clone(),
                cases,
                share: None,
                value: moments.mean().ok().map(Fraction::to_f64),
                standard_error: moments.standard_error(),
                interval,
            });
            for share in shares {
                let p = exact(*share)?;
                let known = cases > 0;
                rows.push(ResolvedRow {
                    group: group.group.clone(),
                    cases,
                    share: Some(*share),
                    value: known.then(|| quantile(&runs, p)).transpose()?.map(Fraction::to_f64),
                    standard_error: None,
                    interval: known.then(|| quantile_interval(&runs, p, level)).transpose()?,
                });
            }
        }
        Ok(ResolvedDays { by: self.by().to_vec(), rows })
    }
}

/// The share as it was written: 0.9 is 9/10, not the double beside it.
fn exact(share: f64) -> Result<Fraction> {
    if !(share > 0.0 && share < 1.0) {
        return Err(crate::Error::new(crate::ErrorKind::Argument, format!("quantile {share}"))
            .rule("a quantile lies strictly between 0 and 1")
            .hint("the median is 0.5"));
    }
    let scale = 1_000_000_000_000i64;
    Fraction::new((share * scale as f64).round() as i64, scale)
}

#[cfg(feature = "arrow")]
impl ResolvedDays {
    /// A row for each group and statistic: cases, statistic (`mean` or `quantile`), share, days, standard_error,
    /// lower, upper, method.
    ///
    /// # Errors
    /// When a grouping column bears the name of another column.
    pub fn to_batch(&self) -> Result<arrow_array::RecordBatch> {
        let rows = &self.rows;
        let intervals: Vec<Option<Interval>> = rows.iter().map(|r| r.interval).collect();
        super::columns::Columns::default()
            .groups(&self.by, &rows.iter().map(|r| &r.group).collect::<Vec<_>>())
            .counts("cases", rows.iter().map(|r| Some(r.cases)))
            .words("statistic", rows.iter().map(|r| Some(r.share.map_or("mean", |_| "quantile"))))
            .floats("share", rows.iter().map(|r| r.share))
            .floats("days", rows.iter().map(|r| r.value))
            .floats("standard_error", rows.iter().map(|r| r.standard_error))
            .ends(["lower", "upper"], &intervals)
            .method("method", &intervals)
            .batch()
    }
}
