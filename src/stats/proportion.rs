//! The interval of one proportion.
//!
//! Convention: with z the two-sided normal quantile, x of n. Nothing observed starts at exactly 0 and
//! everything observed ends at exactly 1, in every method. Ends lie in [0, 1].
//!
//! - `wilson` (the default): (x + z²/2 ± z√(x(n−x)/n + z²/4)) / (n + z²). Wilson 1927, JASA 22.
//! - `wilson_cc`: with continuity correction, Newcombe 1998, Stat Med 17:857, method 4.
//! - `clopper_pearson`: quantiles of the beta distribution; never covers less than the level. Biometrika 1934.
//! - `agresti_coull`: a normal interval around (x + z²/2)/(n + z²), cut at 0 and 1. Am Stat 1998.
//! - `jeffreys`: quantiles of Beta(x + ½, n − x + ½), with the ends at 0 and n moved to 0 and 1 (Brown, Cai and
//!   DasGupta 2001, Stat Sci 16:101). Below a level of one half it need not contain x/n.
//!
//! Ours differs from many in computing the lower Wilson end from the product of the two roots, so that it keeps
//! its digits for three reversals in ten million cases. For a numerator that is no part of the denominator (a
//! clearance rate) none of these applies; for events per exposure use [`count`](super::count).
//!
//! ```
//! use courtmetrics::quantity::{Level, Proportion};
//! use courtmetrics::stats::proportion::{ProportionMethod, proportion_interval};
//! let all = proportion_interval(Proportion::new(38, 38)?, Level::P95, ProportionMethod::Wilson);
//! assert_eq!(all.upper, Some(1.0));
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use super::interval::Interval;
use super::special::{beta_quantile, beta_quantile_upper, z_of};
use super::words::words;
use crate::quantity::{Level, Proportion};

words! {
    /// How the interval of a proportion is made.
    #[derive(Default)]
    ProportionMethod, "method", {
        /// Wilson's score interval.
        #[default]
        Wilson = "wilson",
        /// Wilson's with continuity correction.
        WilsonCc = "wilson_cc",
        /// Clopper and Pearson's exact interval.
        ClopperPearson = "clopper_pearson",
        /// Agresti and Coull's adjusted normal interval.
        AgrestiCoull = "agresti_coull",
        /// Jeffreys' equal-tailed credible interval.
        Jeffreys = "jeffreys",
    }
}

/// The interval of `proportion` at `level`; ends are fractions in [0, 1]. Nothing observed starts at exactly 0,
/// everything observed ends at exactly 1, in every method.
pub fn proportion_interval(proportion: Proportion, level: Level, method: ProportionMethod) -> Interval {
    let (lower, upper) = ends(proportion.numerator(), proportion.denominator(), level, method);
    Interval::new(lower, upper, level, method.word())
}

/// The ends for `count` of `all`.
pub(super) fn ends(count: u64, all: u64, level: Level, method: ProportionMethod) -> (f64, f64) {
    // n − x in integers: exact
    let (x, n, rest) = (count as f64, all as f64, (all - count) as f64);
    let (mut lower, mut upper) = match method {
        ProportionMethod::Wilson => wilson(x, rest, n, z_of(level)),
        ProportionMethod::WilsonCc => wilson_cc(x, rest, n, z_of(level)),
        ProportionMethod::ClopperPearson => {
            (beta_quantile(level.tail(), x, rest + 1.0), beta_quantile_upper(level.tail(), x + 1.0, rest))
        }
        ProportionMethod::AgrestiCoull => agresti_coull(x, rest, n, z_of(level)),
        ProportionMethod::Jeffreys => (
            beta_quantile(level.tail(), x + 0.5, rest + 0.5),
            beta_quantile_upper(level.tail(), x + 0.5, rest + 0.5),
        ),
    };
    if x == 0.0 {
        lower = 0.0;
    }
    if rest == 0.0 {
        upper = 1.0;
    }
    if method != ProportionMethod::Jeffreys {
        // The last digit must not put the estimate outside.
        let p = x / n;
        (lower, upper) = (lower.min(p), upper.max(p));
    }
    (lower.max(0.0), upper.min(1.0))
}

fn wilson(x: f64, rest: f64, n: f64, z: f64) -> (f64, f64) {
    let square = z * z;
    let root = z * (x * (rest / n) + 0.25 * square).sqrt();
    let upper = (x + 0.5 * square + root) / (n + square);
    // The roots multiply to x²/(n(n + z²)): no cancellation at small x.
    ((x / n) * (x / (n + square)) / upper, upper)
}

fn wilson_cc(x: f64, rest: f64, n: f64, z: f64) -> (f64, f64) {
    let square = z * z;
    let (p, q) = (x / n, rest / n);
    let down = (square - 2.0 - 1.0 / n + 4.0 * p * (rest + 1.0)).max(0.0).sqrt();
    let up = (square + 2.0 - 1.0 / n + 4.0 * p * (n * q - 1.0)).max(0.0).sqrt();
    let twice = 2.0 * (n + square);
    ((2.0 * x + square - 1.0 - z * down) / twice, (2.0 * x + square + 1.0 + z * up) / twice)
}

fn agresti_coull(x: f64, rest: f64, n: f64, z: f64) -> (f64, f64) {
    let square = z * z;
    let size = n + square;
    let (p, q) = ((x + 0.5 * square) / size, (rest + 0.5 * square) / size);
    let half = z * (p * q / size).sqrt();
    (p - half, p + half)
}
