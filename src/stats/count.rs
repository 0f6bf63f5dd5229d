//! The interval of one count or one rate, taken as Poisson.
//!
//! Convention: x events, possibly per exposure t, by which both ends are divided. Nothing observed starts at
//! exactly 0.
//!
//! - `garwood` (the default, exact): ½χ²(α/2; 2x) and ½χ²(1 − α/2; 2x + 2). Garwood 1936, Biometrika 28.
//! - `byar`: x(1 − 1/9x − z/3√x)³ and the same upwards with x + 1. Breslow and Day 1987, eq. 2.13.
//! - `score`: x + z²/2 ± z√(x + z²/4), the mean no test at z rejects.
//! - `log_normal`: x·exp(±z/√x), which R's epitools prints for indirect ratios; nothing observed has no upper end.
//!
//! The two-sided p-value of a count against an expected number is `central` (twice the smaller tail) or
//! `minlike` (all outcomes no likelier than the observed one): they differ, so they are named.
//!
//! When to use something else: parts of a whole have [`proportion`](super::proportion) intervals; counts that
//! vary more than Poisson's (over-dispersed) need wider ones than any of these.
//!
//! ```
//! use courtmetrics::quantity::Level;
//! use courtmetrics::stats::count::{CountMethod, count_interval};
//! let ten = count_interval(10, Level::P95, CountMethod::Garwood);
//! assert_eq!(format!("{ten:.2}"), "4.80–18.39 (95 %, garwood)");
//! ```

use super::difference::{first_where, last_where};
use super::interval::Interval;
use super::special::{gamma_quantile, gamma_quantile_upper, poisson_pmf, poisson_tails, z_of};
use super::words::words;
use crate::quantity::{Level, Rate};
use crate::{Error, ErrorKind, Result};

words! {
    /// How the interval of a count is made.
    #[derive(Default)]
    CountMethod, "method", {
        /// Garwood's exact interval.
        #[default]
        Garwood = "garwood",
        /// Byar's approximation.
        Byar = "byar",
        /// The score interval.
        Score = "score",
        /// The normal interval of the logarithm.
        LogNormal = "log_normal",
    }
}

words! {
    /// Which outcomes of an exact test count as at least as extreme.
    #[derive(Default)]
    TwoSided, "two-sided p", {
        /// Twice the smaller tail, at most 1: agrees with the exact interval.
        #[default]
        Central = "central",
        /// All outcomes that are no likelier than the observed one.
        Minlike = "minlike",
    }
}

/// The interval of the mean behind a count of `events`. No event starts at exactly 0; with none, `log_normal` has
/// no upper end, every other method has.
pub fn count_interval(events: u64, level: Level, method: CountMethod) -> Interval {
    let x = events as f64;
    let (lower, upper) = match method {
        CountMethod::Garwood => {
            (gamma_quantile(level.tail(), x), gamma_quantile_upper(level.tail(), x + 1.0))
        }
        CountMethod::Byar => {
            let z = z_of(level);
            (byar(x, -z), byar(x + 1.0, z))
        }
        CountMethod::Score => {
            let (z, x) = (z_of(level), x);
            let upper = x + 0.5 * z * z + z * (x + 0.25 * z * z).sqrt();
            (x * (x / upper), upper) // the roots multiply to x²
        }
        CountMethod::LogNormal if events == 0 => {
            return Interval::open(Some(0.0), None, level, method.word());
        }
        CountMethod::LogNormal => {
            let factor = (z_of(level) / x.sqrt()).exp();
            (x / factor, x * factor)
        }
    };
    let lower = if events == 0 { 0.0 } else { lower.clamp(0.0, x) };
    Interval::new(lower, upper.max(x), level, method.word())
}

fn byar(x: f64, z: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x * (1.0 - 1.0 / (9.0 * x) + z / (3.0 * x.sqrt())).max(0.0).powi(3) }
}

/// The interval of a rate, per unit of its exposure. Its ends are those of the count over the exposure; no event
/// starts at exactly 0.
pub fn rate_interval(rate: Rate, level: Level, method: CountMethod) -> Interval {
    let exposure = rate.exposure().to_f64();
    let value = rate.events() as f64 / exposure;
    let mut interval = count_interval(rate.events(), level, method).map(|end| end / exposure);
    interval.lower = interval.lower.map(|l| l.min(value));
    interval.upper = interval.upper.map(|u| u.max(value));
    interval
}

/// The two-sided p-value of `events` where `expected` were to be expected, in [0, 1]. Outcomes as likely as the
/// one observed, up to 1e-7, count as ties of `minlike`; `central` is cut at 1.
///
/// # Errors
/// When `expected` is not a number above 0.
pub fn count_test(events: u64, expected: f64, two_sided: TwoSided) -> Result<f64> {
    if !(expected > 0.0 && expected.is_finite()) {
        return Err(Error::new(ErrorKind::Argument, format!("expected is {expected}"))
            .rule("an expected number is above 0"));
    }
    let below = poisson_tails(events, expected).lower;
    let pmf = poisson_pmf(events, expected);
    let above = (poisson_tails(events, expected).upper + pmf).min(1.0);
    if two_sided == TwoSided::Central {
        return Ok((2.0 * below.min(above)).min(1.0));
    }
    let bar = pmf * (1.0 + 1e-7);
    let mode = expected.floor() as u64;
    Ok(if events > mode {
        let other = last_where(0, mode, |k| poisson_pmf(k, expected) <= bar);
        above + other.map_or(0.0, |k| poisson_tails(k, expected).lower)
    } else {
        let last = mode.saturating_mul(2).saturating_add(1000);
        let other = first_where(mode, last, |k| poisson_pmf(k, expected) <= bar && k > events);
        below + other.map_or(0.0, |k| poisson_tails(k - 1, expected).upper)
    }
    .min(1.0))
}
