//! Two counts or two rates: the ratio with its exact conditional interval, and the percent change.
//!
//! Convention: current over base. Given the total x₁ + x₂, x₁ is binomial with p₀ = t₁/(t₁ + t₂) where the rates
//! are equal; the Clopper-Pearson ends (p_L, p_U) give the ends p/(1 − p)·t₂/t₁ of the rate ratio
//! (`exact_conditional`, the default). `score` puts Wilson's ends in the place of Clopper and Pearson's: the rate
//! ratios that the score test (x₁ − r·x₂)/√(r·(x₁ + x₂)), with r the ratio for equal exposures, does not reject; it
//! has a closed form and is what tables take for every row. With no current event it starts at 0; with no base
//! event there is no upper end and no ratio. The exact p-value is `central` (agrees with the interval) or `minlike` (R's `poisson.test`, which prints it
//! beside the central interval).
//! Source: Przyborowski and Wilenski 1940, Biometrika 31; Fay 2010, R Journal 2:53.
//!
//! When to use something else: counts of one court in two years vary more than Poisson's where cases come in
//! bundles; the interval is then too narrow.
//!
//! ```
//! use courtmetrics::quantity::Level;
//! use courtmetrics::stats::two_counts::{RatioMethod, percent_change};
//! let change = percent_change(8811, 8598, Level::P95, RatioMethod::ExactConditional)?;
//! assert_eq!(format!("{:.2}", change.interval), "-0.53–5.58 (95 %, exact_conditional)"); // +2.48 %
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use super::count::TwoSided;
use super::difference::{first_where, last_where};
use super::interval::{Estimate, Interval};
use super::special::{beta_odds, beta_odds_upper, binomial_pmf, binomial_tails, two_sided_p, z_of};
use super::words::words;
use crate::quantity::{Fraction, Level, Rate};
use crate::{Error, ErrorKind, Result};
use std::cmp::Ordering;

words! {
    /// How the interval of a ratio of two rates is made.
    #[derive(Default)]
    RatioMethod, "method", {
        /// From Clopper and Pearson's ends, given the total.
        #[default]
        ExactConditional = "exact_conditional",
        /// From Wilson's ends, given the total.
        Score = "score",
    }
}

/// The interval of the ratio of two rates, current over base. An end is `None` where it is unbounded. With no
/// current event it starts at 0; with no base event it has no upper end.
///
/// # Errors
/// When both rates have no event: nothing is known of their ratio.
pub fn rate_ratio_interval(current: Rate, base: Rate, level: Level, method: RatioMethod) -> Result<Interval> {
    let (x1, x2) = (current.events() as f64, base.events() as f64);
    if x1 == 0.0 && x2 == 0.0 {
        return Err(Error::new(ErrorKind::Argument, "no event in either period")
            .rule("a ratio of rates needs at least one event"));
    }
    let scale = base.exposure().to_f64() / current.exposure().to_f64();
    let (lower, upper) = match method {
        RatioMethod::ExactConditional => {
            let lower = if x1 == 0.0 { 0.0 } else { beta_odds(level.tail(), x1, x2 + 1.0) };
            (lower, (x2 > 0.0).then(|| beta_odds_upper(level.tail(), x1 + 1.0, x2)))
        }
        RatioMethod::Score => score_ends(x1, x2, z_of(level)),
    };
    Ok(Interval::open(Some(lower * scale), upper.map(|u| u * scale), level, method.word()))
}

/// The roots of x₂²r² − (2x₁x₂ + z²n)r + x₁² = 0, the lower one without cancellation.
fn score_ends(x1: f64, x2: f64, z: f64) -> (f64, Option<f64>) {
    let spread = z * z * (x1 + x2);
    let middle = 2.0 * x1 * x2 + spread;
    let reach = middle + (spread * (4.0 * x1 * x2 + spread)).sqrt();
    (2.0 * x1 * (x1 / reach), (x2 > 0.0).then(|| reach / (2.0 * x2) / x2))
}

/// The score test's p-value of equal rates, in [0, 1]; 1 where neither has an event.
pub fn rate_score_test(current: Rate, base: Rate) -> f64 {
    let (x1, x2) = (current.events() as f64, base.events() as f64);
    let ratio = current.exposure().to_f64() / base.exposure().to_f64();
    if x1 + x2 == 0.0 {
        return 1.0;
    }
    two_sided_p((x1 - ratio * x2) / (ratio * (x1 + x2)).sqrt())
}

/// The p-value of equal rates, in [0, 1]; 1 where neither has an event. `minlike` counts outcomes as likely up to
/// 1e-7 as ties, `central` is cut at 1.
pub fn rate_ratio_test(current: Rate, base: Rate, two_sided: TwoSided) -> f64 {
    let (t1, t2) = (current.exposure().to_f64(), base.exposure().to_f64());
    let (x, n) = (current.events(), current.events().saturating_add(base.events()));
    let (p, q) = (t1 / (t1 + t2), t2 / (t1 + t2));
    binomial_test(x, n, p, q, two_sided)
}

/// The percent change of a count, 100·(current − base)/base, with its interval and the p-value that agrees with
/// it. From a count to none is −100 %; the interval is that of the ratio, less 1, in percent.
///
/// # Errors
/// When `base` is 0: growth from nothing is undefined.
pub fn percent_change(current: u64, base: u64, level: Level, method: RatioMethod) -> Result<Estimate> {
    if base == 0 {
        return Err(Error::new(ErrorKind::Argument, "base is 0")
            .rule("a percent change divides by its base, so growth from nothing is undefined")
            .hint("report both counts"));
    }
    let rate = |events| Rate::new(events, Fraction::whole(1));
    let (now, before) = (rate(current)?, rate(base)?);
    let interval = rate_ratio_interval(now, before, level, method)?.map(|ratio| 100.0 * (ratio - 1.0));
    let value = 100.0 * ((current as f64 - base as f64) / base as f64);
    let p_value = match method {
        RatioMethod::ExactConditional => rate_ratio_test(now, before, TwoSided::Central),
        RatioMethod::Score => rate_score_test(now, before),
    };
    Ok(Estimate { value, standard_error: None, interval, p_value: Some(p_value) })
}

/// The exact two-sided p-value of `x` in `n` trials of probability `p`; `q` is 1 − p.
///
/// `minlike` gives outcomes that are as likely up to 1e-7 the benefit of the tie, as R's `binom.test` does.
pub fn binomial_test(x: u64, n: u64, p: f64, q: f64, two_sided: TwoSided) -> f64 {
    if x > n || n == 0 {
        return 1.0;
    }
    let below = binomial_tails(x, n, p, q).lower;
    let pmf = binomial_pmf(x, n, p, q);
    let above = if x == 0 { 1.0 } else { binomial_tails(x - 1, n, p, q).upper };
    if two_sided == TwoSided::Central {
        return (2.0 * below.min(above)).min(1.0);
    }
    let bar = pmf * (1.0 + 1e-7);
    let mode = (((n as f64 + 1.0) * p).floor() as u64).min(n);
    let likely = |k| binomial_pmf(k, n, p, q) <= bar;
    let sum = match x.cmp(&mode) {
        Ordering::Equal => 1.0,
        Ordering::Greater => {
            above + last_where(0, mode, likely).map_or(0.0, |k| binomial_tails(k, n, p, q).lower)
        }
        Ordering::Less => {
            let other = first_where(mode, n, likely);
            below + other.map_or(0.0, |k| binomial_tails(k - 1, n, p, q).upper)
        }
    };
    sum.min(1.0)
}
