//! Answers as Arrow record batches: one row for each group, time, kind or outcome.

use super::columns::Columns;
use super::{Decomposed, Effect, Funnel, FunnelRow, RankRow, Ranks, Survival, SurvivalGroup};
use crate::Result;
use crate::ledger::Group;
use crate::quantity::Level;
use crate::stats::Interval;
use crate::stats::survival::{CurveMethod, CurvePoint};
use arrow_array::RecordBatch;

impl Survival {
    /// The curves: a row for each group and day with an event or a censoring; `days` since filing, `survival` the
    /// share still pending in [0, 1] with its standard error and limits.
    ///
    /// # Errors
    /// When a grouping column bears the name of another column.
    pub fn curves(&self, level: Level, method: CurveMethod) -> Result<RecordBatch> {
        let rows: Vec<(&SurvivalGroup, &CurvePoint)> =
            self.groups().iter().flat_map(|g| g.curve.points().iter().map(move |p| (g, p))).collect();
        let limits: Vec<Option<Interval>> = rows.iter().map(|(_, p)| Some(p.limits(level, method))).collect();
        let groups: Vec<&Group> = rows.iter().map(|(g, _)| &g.group).collect();
        Columns::default()
            .groups(self.by(), &groups)
            .counts("days", rows.iter().map(|(_, p)| u64::try_from(p.time).ok()))
            .counts("at_risk", rows.iter().map(|(_, p)| Some(p.at_risk)))
            .counts("ended", rows.iter().map(|(_, p)| Some(p.events)))
            .counts("censored", rows.iter().map(|(_, p)| Some(p.censored)))
            .floats("survival", rows.iter().map(|(_, p)| Some(p.survival)))
            .floats("standard_error", rows.iter().map(|(_, p)| p.standard_error()))
            .ends(["lower", "upper"], &limits)
            .method("method", &limits)
            .batch()
    }

    /// A row for each group: cases, ended, pending and late ones, the median in days with its interval, and the
    /// mean number of days pending within `horizon` days; null where the curve does not reach so far.
    ///
    /// # Errors
    /// As [`Survival::curves`].
    pub fn summary(&self, level: Level, method: CurveMethod, horizon: Option<i32>) -> Result<RecordBatch> {
        let groups = self.groups();
        let medians = (groups.iter())
            .map(|g| g.curve.quantile_interval(0.5, level, method).map(Some))
            .collect::<Result<Vec<_>>>()?;
        let means: Vec<_> = groups.iter().map(|g| g.curve.restricted_mean(horizon?, level).ok()).collect();
        let of_means: Vec<Option<Interval>> = means.iter().map(|m| m.map(|m| m.interval)).collect();
        let words: Vec<&Group> = groups.iter().map(|g| &g.group).collect();
        Columns::default()
            .groups(self.by(), &words)
            .counts("cases", groups.iter().map(|g| Some(g.ended + g.pending)))
            .counts("ended", groups.iter().map(|g| Some(g.ended)))
            .counts("pending", groups.iter().map(|g| Some(g.pending)))
            .counts("late", groups.iter().map(|g| Some(g.late)))
            .floats("median", groups.iter().map(|g| g.curve.median().map(f64::from)))
            .ends(["lower", "upper"], &medians)
            .method("method", &medians)
            .constant("horizon", horizon.map(f64::from), groups.len())
            .floats("restricted_mean", means.iter().map(|m| m.map(|m| m.value)))
            .floats("standard_error", means.iter().map(|m| m.and_then(|m| m.standard_error)))
            .ends(["mean_lower", "mean_upper"], &of_means)
            .batch()
    }

    /// A row for each group and share: the day by which that share has ended, with its interval; null where the
    /// curve does not come down so far.
    ///
    /// # Errors
    /// As [`Survival::curves`], and when a share is not strictly between 0 and 1.
    pub fn quantiles(&self, shares: &[f64], level: Level, method: CurveMethod) -> Result<RecordBatch> {
        let rows: Vec<(&SurvivalGroup, f64)> =
            self.groups().iter().flat_map(|g| shares.iter().map(move |p| (g, *p))).collect();
        let days = rows.iter().map(|(g, p)| g.curve.quantile(*p)).collect::<Result<Vec<_>>>()?;
        let limits = (rows.iter())
            .map(|(g, p)| g.curve.quantile_interval(*p, level, method).map(Some))
            .collect::<Result<Vec<_>>>()?;
        let groups: Vec<&Group> = rows.iter().map(|(g, _)| &g.group).collect();
        Columns::default()
            .groups(self.by(), &groups)
            .floats("share", rows.iter().map(|(_, p)| Some(*p)))
            .floats("days", days.iter().map(|d| d.map(f64::from)))
            .ends(["lower", "upper"], &limits)
            .method("method", &limits)
            .batch()
    }

    /// A row for each group, day and outcome: the share of cases that ended in this way by this day, with its
    /// standard error and limits.
    ///
    /// # Errors
    /// As [`Survival::curves`].
    pub fn incidence(&self, level: Level, method: CurveMethod) -> Result<RecordBatch> {
        let shares = (self.groups().iter())
            .map(|g| g.table.aalen_johansen().map(|shares| (g, shares)))
            .collect::<Result<Vec<_>>>()?;
        let ways = self.outcomes().len();
        let rows: Vec<_> = (shares.iter())
            .flat_map(|(g, shares)| shares.points().iter().map(move |p| (*g, p)))
            .flat_map(|(g, p)| (0..ways).map(move |way| (g, p, way)))
            .collect();
        let limits: Vec<Option<Interval>> =
            rows.iter().map(|(_, p, way)| p.limits(*way, level, method)).collect();
        let groups: Vec<&Group> = rows.iter().map(|(g, ..)| &g.group).collect();
        Columns::default()
            .groups(self.by(), &groups)
            .words("outcome", rows.iter().map(|(.., way)| Some(self.outcomes()[*way].as_str())))
            .counts("days", rows.iter().map(|(_, p, _)| u64::try_from(p.time).ok()))
            .counts("at_risk", rows.iter().map(|(_, p, _)| Some(p.at_risk)))
            .counts("ended", rows.iter().map(|(_, p, way)| Some(p.events[*way])))
            .floats("incidence", rows.iter().map(|(_, p, way)| Some(p.incidence[*way])))
            .floats("standard_error", rows.iter().map(|(_, p, way)| Some(p.standard_error[*way])))
            .ends(["lower", "upper"], &limits)
            .method("method", &limits)
            .batch()
    }
}

impl Funnel {
    /// A row for each group: counts, value, target, inner and outer limits in the unit of the value, p-values, where
    /// the group lies; by how much all groups differ more than chance stands in every row.
    ///
    /// # Errors
    /// When a grouping column bears the name of another column.
    pub fn to_batch(&self) -> Result<RecordBatch> {
        let rows = &self.rows;
        let n = rows.len();
        let of = |limits: fn(&FunnelRow) -> Option<Interval>| rows.iter().map(limits).collect::<Vec<_>>();
        let (inner, outer) = (of(|r| r.limits), of(|r| r.outer));
        let groups: Vec<&Group> = rows.iter().map(|r| &r.group).collect();
        let options = &self.options;
        Columns::default()
            .groups(&self.by, &groups)
            .counts("numerator", rows.iter().map(|r| r.numerator))
            .counts("denominator", rows.iter().map(|r| r.denominator))
            .floats("value", rows.iter().map(|r| r.value))
            .constant("target", Some(self.target), n)
            .ends(["lower", "upper"], &inner)
            .ends(["lower_outer", "upper_outer"], &outer)
            .constant("level", Some(options.level.get()), n)
            .constant("level_outer", Some(options.outer.get()), n)
            .method("method", &inner)
            .words("position", rows.iter().map(|r| r.position.map(|p| p.word())))
            .floats("p_value", rows.iter().map(|r| r.p_value))
            .floats("p_adjusted", rows.iter().map(|r| r.p_adjusted))
            .word("correction", Some(options.correction.word()), n)
            .constant("phi", self.dispersion.map(|d| d.phi), n)
            .constant("phi_p_value", self.dispersion.map(|d| d.p_value), n)
            .constant("tau_squared", self.dispersion.map(|d| d.tau_squared), n)
            .batch()
    }
}

impl Ranks {
    /// A row for each group: value and standard error in the unit of the value, rank (1 is best), how many groups
    /// are ranked, the expected rank, the interval of the rank, and the probability of being first.
    ///
    /// # Errors
    /// When a grouping column bears the name of another column.
    pub fn to_batch(&self) -> Result<RecordBatch> {
        let rows = &self.rows;
        let of = rows.iter().filter(|r| r.rank.is_some()).count() as u64;
        let intervals: Vec<Option<Interval>> = rows.iter().map(|r| r.interval).collect();
        let groups: Vec<&Group> = rows.iter().map(|r| &r.group).collect();
        let whole = |get: fn(&RankRow) -> Option<u64>| rows.iter().map(get);
        let first = if self.highest_first { "highest" } else { "lowest" };
        Columns::default()
            .groups(&self.by, &groups)
            .floats("value", rows.iter().map(|r| r.value))
            .floats("standard_error", rows.iter().map(|r| r.standard_error))
            .counts("rank", whole(|r| r.rank.map(u64::from)))
            .counts("of", rows.iter().map(|_| Some(of)))
            .floats("expected_rank", rows.iter().map(|r| r.expected))
            .ends(["lower", "upper"], &intervals)
            .method("method", &intervals)
            .floats("probability_first", rows.iter().map(|r| r.first))
            .word("first", Some(first), rows.len())
            .batch()
    }
}

/// The effects of a decomposition: a row for each group and effect. `kind` is null for the effect of a whole
/// component; those sum to the change. Effects are in the unit of the change, values in that of the value.
///
/// # Errors
/// When a grouping column bears the name of another column.
pub fn decomposed_batch(by: &[String], parts: &[Decomposed]) -> Result<RecordBatch> {
    // A group without a rate has one row, which says so.
    let rows: Vec<(&Decomposed, Option<&Effect>)> = (parts.iter())
        .flat_map(|part| {
            let none = part.effects.is_empty().then_some((part, None));
            part.effects.iter().map(move |e| (part, Some(e))).chain(none)
        })
        .collect();
    let groups: Vec<&Group> = rows.iter().map(|(part, _)| &part.group).collect();
    let known = |part: &Decomposed, value: f64| part.missing.is_none().then_some(value);
    Columns::default()
        .groups(by, &groups)
        .floats("base_value", rows.iter().map(|(part, _)| known(part, part.base)))
        .floats("value", rows.iter().map(|(part, _)| known(part, part.current)))
        .words("component", rows.iter().map(|(_, e)| e.map(|e| e.component.word())))
        .words("over", rows.iter().map(|(_, e)| e.map(|e| e.over.as_str())))
        .words("kind", rows.iter().map(|(_, e)| e.and_then(|e| e.kind.as_deref())))
        .floats("effect", rows.iter().map(|(_, e)| e.map(|e| e.effect)))
        .words("status", rows.iter().map(|(part, _)| Some(part.missing.as_deref().unwrap_or("known"))))
        .batch()
}
