//! Funnel limits: between which values courts of one size lie if they all share one target.
//!
//! Conventions. `exact_binomial`: at probability q, r the smallest with P(R ≤ r) ≥ q, interpolated by
//! α = (P(R ≤ r) − q)/P(R = r) to (r − α)/n (Spiegelhalter 2005, Stat Med 24:1185, appendix). `normal`:
//! θ ± z√(θ(1 − θ)/n). Both are cut at 0 and 1. For a ratio of observed to expected E, `poisson`:
//! χ²(α/2; 2E)/2E and χ²(1 − α/2; 2E + 2)/2E. Levels of 0.95 and 0.998 are customary.
//!
//! Over-dispersion: z = (y − θ)/s of each court, winsorised at its type-7 quantiles q and 1 − q (0.1 is customary);
//! φ = Σz²/I, tested against χ² with I degrees of freedom; where Iφ > I − 1,
//! τ² = (Iφ − (I − 1))/(Σw − Σw²/Σw) with w = 1/s², else 0. `additive` limits are θ ± z√(s² + τ²), `multiplicative`
//! ones θ ± z·s·√φ where φ > 1.
//!
//! ```
//! use courtmetrics::quantity::Level;
//! use courtmetrics::stats::funnel::{FunnelMethod, proportion_limits};
//! let limits = proportion_limits(0.9148, 52, Level::P95, FunnelMethod::ExactBinomial)?;
//! assert_eq!(limits.to_string(), "0.8215–0.9746 (95 %, exact_binomial)");
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use super::interval::Interval;
use super::special::{
    binomial_pmf, binomial_quantile, binomial_tails, chi_square_quantile, chi_square_quantile_upper,
    chi_square_upper, z_of,
};
use super::words::words;
use crate::quantity::Level;
use crate::{Error, ErrorKind, Result};

words! {
    /// How the limits of a proportion are made.
    #[derive(Default)]
    FunnelMethod, "method", {
        /// Interpolated quantiles of the binomial distribution.
        #[default]
        ExactBinomial = "exact_binomial",
        /// Normal limits.
        Normal = "normal",
    }
}

words! {
    /// How limits allow for courts that differ more than chance.
    #[derive(Default)]
    Dispersion, "dispersion", {
        /// A variance between courts is added.
        #[default]
        Additive = "additive",
        /// The standard error is multiplied.
        Multiplicative = "multiplicative",
    }
}

/// The limits of a proportion at `target` for `n` cases. They are cut at 0 and 1; those of `exact_binomial` are
/// interpolated between whole numbers of cases.
///
/// # Errors
/// When the target is not strictly between 0 and 1, or `n` is 0.
pub fn proportion_limits(target: f64, n: u64, level: Level, method: FunnelMethod) -> Result<Interval> {
    if !(target > 0.0 && target < 1.0) || n == 0 {
        return Err(Error::new(ErrorKind::Argument, format!("target {target} for {n} cases"))
            .rule("a target lies strictly between 0 and 1, for at least one case"));
    }
    let (lower, upper) = match method {
        FunnelMethod::ExactBinomial => {
            (binomial_limit(target, n, level.tail()), binomial_limit(target, n, 1.0 - level.tail()))
        }
        FunnelMethod::Normal => {
            let half = z_of(level) * (target * (1.0 - target) / n as f64).sqrt();
            (target - half, target + half)
        }
    };
    Ok(Interval::new(lower.clamp(0.0, 1.0), upper.clamp(0.0, 1.0), level, method.word()))
}

fn binomial_limit(target: f64, n: u64, q: f64) -> f64 {
    let r = binomial_quantile(q, n, target);
    let tails = binomial_tails(r, n, target, 1.0 - target);
    let above = if q > 0.5 { (1.0 - q) - tails.upper } else { tails.lower - q };
    let alpha = (above / binomial_pmf(r, n, target, 1.0 - target)).clamp(0.0, 1.0);
    (r as f64 - alpha) / n as f64
}

/// The limits of a ratio of observed to `expected` events around 1, method `poisson`. They are those of an exact
/// Poisson interval and never below 0.
///
/// # Errors
/// When `expected` is not above 0.
pub fn ratio_limits(expected: f64, level: Level) -> Result<Interval> {
    if !(expected > 0.0 && expected.is_finite()) {
        return Err(Error::new(ErrorKind::Argument, format!("expected is {expected}"))
            .rule("an expected number is above 0"));
    }
    let twice = 2.0 * expected;
    let lower = chi_square_quantile(level.tail(), twice) / twice;
    let upper = chi_square_quantile_upper(level.tail(), twice + 2.0) / twice;
    Ok(Interval::new(lower, upper, level, "poisson"))
}

/// A court's value on the scale of the limits, with its standard error at the target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// The value.
    pub value: f64,
    /// Its standard error; above 0.
    pub standard_error: f64,
}

impl Placed {
    /// A proportion x/n at `target`: standard error √(θ(1 − θ)/n).
    pub fn proportion(x: u64, n: u64, target: f64) -> Self {
        let n = n as f64;
        Self { value: x as f64 / n, standard_error: (target * (1.0 - target) / n).sqrt() }
    }

    /// A ratio x/E on the square-root scale, where its target is 1: √(x/E), standard error 1/(2√E).
    pub fn root_ratio(observed: u64, expected: f64) -> Self {
        Self { value: (observed as f64 / expected).sqrt(), standard_error: 0.5 / expected.sqrt() }
    }
}

/// By how much courts differ more than chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OverDispersion {
    /// The mean of the winsorised z²; about 1 where only chance is at work.
    pub phi: f64,
    /// P(χ² > Iφ) with I degrees of freedom.
    pub p_value: f64,
    /// The variance between courts, at least 0.
    pub tau_squared: f64,
}

/// Estimates over-dispersion around `target`, with the z-scores winsorised at `trim` and 1 − `trim`.
///
/// # Errors
/// When there are fewer than two courts, a standard error is not above 0, or `trim` is not in [0, 0.5).
pub fn over_dispersion(courts: &[Placed], target: f64, trim: f64) -> Result<OverDispersion> {
    if !(0.0..0.5).contains(&trim) {
        return Err(Error::new(ErrorKind::Argument, format!("trim is {trim}"))
            .rule("a share to winsorise lies in [0, 0.5)")
            .hint("write 0.1"));
    }
    if courts.len() < 2 {
        return Err(Error::new(ErrorKind::Argument, format!("{} courts", courts.len()))
            .rule("over-dispersion is told from two courts or more"));
    }
    for court in courts {
        if !(court.standard_error > 0.0 && court.standard_error.is_finite() && court.value.is_finite()) {
            return Err(
                Error::new(ErrorKind::Argument, format!("{court:?}")).rule("a standard error is above 0")
            );
        }
    }
    let z: Vec<f64> = courts.iter().map(|c| (c.value - target) / c.standard_error).collect();
    let mut sorted = z.clone();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (quantile(&sorted, trim), quantile(&sorted, 1.0 - trim));
    let count = courts.len() as f64;
    let statistic: f64 = z.iter().map(|z| z.clamp(low, high).powi(2)).sum();
    let (mut sum, mut squares) = (0.0, 0.0);
    for court in courts {
        let weight = 1.0 / (court.standard_error * court.standard_error);
        sum += weight;
        squares += weight * weight;
    }
    let tau_squared = ((statistic - (count - 1.0)) / (sum - squares / sum)).max(0.0);
    Ok(OverDispersion { phi: statistic / count, p_value: chi_square_upper(statistic, count), tau_squared })
}

/// Normal limits around `target` for a standard error, widened for over-dispersion.
pub fn widened_limits(
    target: f64,
    standard_error: f64,
    level: Level,
    dispersion: &OverDispersion,
    kind: Dispersion,
) -> Interval {
    let error = match kind {
        Dispersion::Additive => standard_error.hypot(dispersion.tau_squared.sqrt()),
        Dispersion::Multiplicative => standard_error * dispersion.phi.max(1.0).sqrt(),
    };
    let half = z_of(level) * error;
    Interval::new(target - half, target + half, level, kind.word())
}

/// Type 7.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * (sorted.len() - 1) as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (at - below as f64) * (sorted[above] - sorted[below])
}
