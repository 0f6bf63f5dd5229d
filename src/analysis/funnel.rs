//! Which courts differ from a target more than chance: funnel limits, over-dispersion, adjusted p-values.
//!
//! For an indicator that is part of a whole (limits of the binomial distribution) or of cases per exposure (limits of
//! the Poisson distribution), at one period of a table. The target is the pooled rate of all groups unless another
//! is given. Where courts differ more than chance throughout, limits can be widened ([`Dispersion`]). The p-value
//! is exact (central) for exact limits, and normal where they are widened; it is adjusted for the number of
//! groups. Formulas: [`stats::funnel`](crate::stats::funnel), [`stats::comparisons`](crate::stats::comparisons).

use super::side;
use crate::ledger::Group;
use crate::period::Period;
use crate::quantity::Level;
use crate::stats::Interval;
use crate::stats::comparisons::{Correction, adjust};
use crate::stats::count::{TwoSided, count_test};
use crate::stats::funnel::{
    Dispersion, FunnelMethod, OverDispersion, Placed, over_dispersion, proportion_limits, ratio_limits,
    widened_limits,
};
use crate::stats::special::two_sided_p;
use crate::stats::two_counts::binomial_test;
use crate::stats::words::words;
use crate::table::{Footing, Status, Table};
use crate::{Error, ErrorKind, Result};

words! {
    /// Where a group lies among its limits.
    #[derive(Default)]
    Position, "position", {
        /// Below the outer limits.
        BelowOuter = "below_outer",
        /// Below the inner limits.
        Below = "below",
        /// Between the limits.
        #[default]
        Within = "within",
        /// Above the inner limits.
        Above = "above",
        /// Above the outer limits.
        AboveOuter = "above_outer",
    }
}

/// How limits are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelOptions {
    /// The target in the unit of the value; `None` is the pooled rate.
    pub target: Option<f64>,
    /// Level of the inner limits.
    pub level: Level,
    /// Level of the outer limits.
    pub outer: Level,
    /// How limits of a proportion are made.
    pub method: FunnelMethod,
    /// How limits allow for courts that differ more than chance; `None` does not.
    pub dispersion: Option<Dispersion>,
    /// The share of z-scores at either end that is winsorised for over-dispersion.
    pub trim: f64,
    /// How p-values are adjusted for their number.
    pub correction: Correction,
}

impl Default for FunnelOptions {
    /// 0.95 and 0.998, exact, not widened, 0.1, Benjamini and Hochberg.
    fn default() -> Self {
        Self {
            target: None,
            level: Level::P95,
            outer: Level::new(0.998).unwrap_or_default(),
            method: FunnelMethod::default(),
            dispersion: None,
            trim: 0.1,
            correction: Correction::default(),
        }
    }
}

/// One group in a funnel.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelRow {
    /// The words of the group.
    pub group: Group,
    /// Events; `None` where the group has no value.
    pub numerator: Option<u64>,
    /// Cases or exposure.
    pub denominator: Option<u64>,
    /// The value.
    pub value: Option<f64>,
    /// The inner limits; `None` where the group has no value.
    pub limits: Option<Interval>,
    /// The outer limits.
    pub outer: Option<Interval>,
    /// The two-sided p-value of the target.
    pub p_value: Option<f64>,
    /// The same, adjusted for the number of groups.
    pub p_adjusted: Option<f64>,
    /// Where the value lies.
    pub position: Option<Position>,
}

/// Groups against a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// The grouping columns.
    pub by: Vec<String>,
    /// The groups.
    pub rows: Vec<FunnelRow>,
    /// The target, in the unit of the value.
    pub target: f64,
    /// By how much the groups differ more than chance; `None` for fewer than two groups with a value.
    pub dispersion: Option<OverDispersion>,
    /// What was asked.
    pub options: FunnelOptions,
}

/// Holds the groups of a table against a target.
///
/// # Errors
/// When the indicator is neither part of a whole nor cases per exposure, the table has fewer than two groups, or all
/// groups lie at one end.
pub fn funnel(
    table: &Table,
    indicator: &str,
    period: Option<Period>,
    options: FunnelOptions,
) -> Result<Funnel> {
    let place = side::indicator(table, indicator)?;
    let definition = &table.indicators()[place];
    let footing = Footing::of(definition);
    if !matches!(footing, Footing::Proportion | Footing::Rate) {
        return Err(side::unfit(
            definition,
            "funnel limits are of parts of a whole and of cases per exposure",
        ));
    }
    let proportion = footing == Footing::Proportion;
    let period = side::period(table, period)?;
    let groups = side::finest(table, place, period)?;
    let scale = table.scale(place, period);
    let counts: Vec<Option<(u64, u64)>> = (groups.iter())
        .map(|(_, at)| {
            let row = &table.row(*at);
            let (x, n) = (u64::try_from(row.numerator).ok()?, u64::try_from(row.denominator).ok()?);
            (row.status == Status::Known && n > 0 && (!proportion || x <= n)).then_some((x, n))
        })
        .collect();
    let known: Vec<(u64, u64)> = counts.iter().copied().flatten().collect();
    // As a rate for one case or unit of exposure, without the factor.
    let target = match options.target {
        Some(target) => target / scale,
        None => {
            let sum = |of: fn(&(u64, u64)) -> u64| known.iter().map(|c| of(c) as f64).sum::<f64>();
            sum(|c| c.0) / sum(|c| c.1)
        }
    };
    if !(target > 0.0 && target.is_finite() && (!proportion || target < 1.0)) {
        return Err(Error::new(ErrorKind::Argument, format!("target is {}", target * scale))
            .rule("around a target of nothing or of everything no group can vary")
            .hint("give a target: target=0.9"));
    }
    let error = |n: u64| {
        let variance = if proportion { target * (1.0 - target) } else { target };
        (variance / n as f64).sqrt()
    };
    let placed: Vec<Placed> = known
        .iter()
        .map(|(x, n)| Placed { value: *x as f64 / *n as f64, standard_error: error(*n) })
        .collect();
    let dispersion =
        (placed.len() > 1).then(|| over_dispersion(&placed, target, options.trim)).transpose()?;
    let limits = |n: u64, level: Level| -> Result<Interval> {
        let interval = match (options.dispersion, &dispersion) {
            (Some(kind), Some(found)) => {
                let wide = widened_limits(target, error(n), level, found, kind);
                let top = if proportion { 1.0 } else { f64::MAX };
                Interval {
                    lower: wide.lower.map(|l| l.max(0.0)),
                    upper: wide.upper.map(|u| u.min(top)),
                    ..wide
                }
            }
            _ if proportion => proportion_limits(target, n, level, options.method)?,
            _ => ratio_limits(target * n as f64, level)?.map(|end| end * target),
        };
        Ok(interval.map(|end| end * scale))
    };
    let p_of = |x: u64, n: u64| -> Result<f64> {
        match (options.dispersion, &dispersion) {
            (Some(kind), Some(found)) => {
                // The widened standard error is the half width of the limits over their z.
                let wide = widened_limits(target, error(n), Level::P95, found, kind).width().unwrap_or(0.0);
                let spread = wide / 2.0 / crate::stats::special::z_of(Level::P95);
                Ok(two_sided_p((x as f64 / n as f64 - target) / spread))
            }
            _ if proportion => Ok(binomial_test(x, n, target, 1.0 - target, TwoSided::Central)),
            _ => count_test(x, target * n as f64, TwoSided::Central),
        }
    };
    let p_values = known.iter().map(|(x, n)| p_of(*x, *n)).collect::<Result<Vec<f64>>>()?;
    let mut adjusted = adjust(&p_values, options.correction)?.into_iter().zip(&p_values);
    let mut rows = Vec::with_capacity(groups.len());
    for ((group, _), counted) in groups.into_iter().zip(counts) {
        let mut row = FunnelRow {
            group,
            numerator: counted.map(|c| c.0),
            denominator: counted.map(|c| c.1),
            value: None,
            limits: None,
            outer: None,
            p_value: None,
            p_adjusted: None,
            position: None,
        };
        if let (Some((x, n)), Some((p_adjusted, p))) =
            (counted, if counted.is_some() { adjusted.next() } else { None })
        {
            let value = x as f64 / n as f64 * scale;
            let (inner, outer) = (limits(n, options.level)?, limits(n, options.outer)?);
            row.position = Some(position(value, &inner, &outer));
            (row.value, row.limits, row.outer) = (Some(value), Some(inner), Some(outer));
            (row.p_value, row.p_adjusted) = (Some(*p), Some(p_adjusted));
        }
        rows.push(row);
    }
    Ok(Funnel { by: table.by().to_vec(), rows, target: target * scale, dispersion, options })
}

fn position(value: f64, inner: &Interval, outer: &Interval) -> Position {
    let below = |limits: &Interval| limits.lower.is_some_and(|l| value < l);
    let above = |limits: &Interval| limits.upper.is_some_and(|u| value > u);
    match (below(outer), below(inner), above(inner), above(outer)) {
        (true, ..) => Position::BelowOuter,
        (_, true, ..) => Position::Below,
        (.., true) => Position::AboveOuter,
        (_, _, true, _) => Position::Above,
        _ => Position::Within,
    }
}
