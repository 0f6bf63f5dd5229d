//! The difference of two proportions: its interval, and two-sided tests of no difference.
//!
//! Convention: current minus base, in fractions (0.15 is 15 percentage points). The interval combines the
//! Wilson limits (l, u) of each: L = d − √((p₁−l₁)² + (u₂−p₂)²), U = d + √((u₁−p₁)² + (p₂−l₂)²), within [−1, 1];
//! `newcombe` without (method 10), `newcombe_cc` with continuity correction (method 11), Newcombe 1998, Stat Med
//! 17:873. Tests: `score` is z = d/√(p̄q̄(1/n₁ + 1/n₂)) with the pooled p̄ and no correction, p = 1 where all or
//! none have the outcome; `fisher` sums the tables that are no likelier than the observed one, with the relative
//! slack of 1e-7 that R uses for ties.
//!
//! When to use something else: pairs of the same cases are not two samples.
//!
//! ```
//! use courtmetrics::quantity::{Level, Proportion};
//! use courtmetrics::stats::difference::{DifferenceMethod, proportion_difference};
//! let (now, before) = (Proportion::new(31, 52)?, Proportion::new(24, 54)?);
//! let change = proportion_difference(now, before, Level::P95, DifferenceMethod::Newcombe);
//! assert_eq!(change.to_string(), "-0.0373–0.3261 (95 %, newcombe)"); // +15 points, within chance
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use super::interval::Interval;
use super::proportion::{ProportionMethod, ends};
use super::special::{binomial_pmf, two_sided_p};
use super::words::words;
use crate::quantity::{Level, Proportion};

words! {
    /// How the interval of a difference of proportions is made.
    #[derive(Default)]
    DifferenceMethod, "method", {
        /// Newcombe's method 10, from Wilson limits.
        #[default]
        Newcombe = "newcombe",
        /// Newcombe's method 11, from Wilson limits with continuity correction.
        NewcombeCc = "newcombe_cc",
    }
}

words! {
    /// Which test of no difference between two proportions.
    #[derive(Default)]
    ProportionTest, "test", {
        /// The score test with pooled proportion, the square root of Pearson's χ².
        #[default]
        Score = "score",
        /// Fisher's exact test.
        Fisher = "fisher",
    }
}

/// The interval of `current − base`, a fraction in [−1, 1]. Its ends are cut at −1 and 1.
pub fn proportion_difference(
    current: Proportion,
    base: Proportion,
    level: Level,
    method: DifferenceMethod,
) -> Interval {
    let single = match method {
        DifferenceMethod::Newcombe => ProportionMethod::Wilson,
        DifferenceMethod::NewcombeCc => ProportionMethod::WilsonCc,
    };
    let (down1, up1) = reach(current, level, single);
    let (down2, up2) = reach(base, level, single);
    let d = difference(current, base);
    Interval::new((d - down1.hypot(up2)).max(-1.0), (d + up1.hypot(down2)).min(1.0), level, method.word())
}

/// How far the limits lie below and above x/n. Near 1 they are taken from n − x, which has the digits.
fn reach(proportion: Proportion, level: Level, method: ProportionMethod) -> (f64, f64) {
    let (x, n) = (proportion.numerator(), proportion.denominator());
    if x <= n / 2 {
        let (p, (lower, upper)) = (x as f64 / n as f64, ends(x, n, level, method));
        (p - lower, upper - p)
    } else {
        let (q, (lower, upper)) = ((n - x) as f64 / n as f64, ends(n - x, n, level, method));
        (upper - q, q - lower)
    }
}

/// The difference of two proportions; one of large counts that are nearly equal keeps its digits, and that of all
/// and none is 1.
fn difference(current: Proportion, base: Proportion) -> f64 {
    let product = |a: u64, b: u64| i128::from(a).checked_mul(i128::from(b));
    let ((x1, n1), (x2, n2)) =
        ((current.numerator(), current.denominator()), (base.numerator(), base.denominator()));
    match (product(x1, n2), product(x2, n1), product(n1, n2)) {
        (Some(a), Some(b), Some(both)) => (a - b) as f64 / both as f64,
        _ => x1 as f64 / n1 as f64 - x2 as f64 / n2 as f64,
    }
}

/// The two-sided p-value of no difference, in [0, 1]. It is 1 where all or none on both sides have the outcome;
/// `fisher` counts tables as likely up to 1e-7 as ties.
pub fn proportion_test(current: Proportion, base: Proportion, test: ProportionTest) -> f64 {
    match test {
        ProportionTest::Score => score(current, base),
        ProportionTest::Fisher => fisher(current, base),
    }
}

fn score(current: Proportion, base: Proportion) -> f64 {
    let (x1, n1) = (current.numerator() as f64, current.denominator() as f64);
    let (x2, n2) = (base.numerator() as f64, base.denominator() as f64);
    let (x, n) = (x1 + x2, n1 + n2);
    let rest = (n1 - x1) + (n2 - x2);
    if x == 0.0 || rest == 0.0 {
        return 1.0;
    }
    let spread = (x / n * (rest / n) * (1.0 / n1 + 1.0 / n2)).sqrt();
    two_sided_p(difference(current, base) / spread)
}

/// P of the tables with the same margins that are no likelier than the observed one.
fn fisher(current: Proportion, base: Proportion) -> f64 {
    let (n1, n2) = (current.denominator(), base.denominator());
    let (x, total) = (current.numerator(), current.numerator().saturating_add(base.numerator()));
    let all = n1.saturating_add(n2);
    let (low, high) = (total.saturating_sub(n2), total.min(n1));
    let p = total as f64 / all as f64;
    let q = (all - total) as f64 / all as f64;
    let scale = binomial_pmf(total, all, p, q);
    let density = |k: u64| binomial_pmf(k, n1, p, q) * binomial_pmf(total - k, n2, p, q) / scale;
    let observed = density(x);
    let bar = observed * (1.0 + 1e-7);
    // P(K = k + 1)/P(K = k)
    let ratio = |k: u64| {
        ((n1 - k) as f64 / (k + 1) as f64) * ((total - k) as f64 / ((n2 - (total - k)) as f64 + 1.0))
    };
    let up = |from: u64| {
        let (mut sum, mut term, mut k) = (0.0, density(from), from);
        loop {
            sum += term;
            if k == high || term <= sum * 1e-18 {
                return sum;
            }
            term *= ratio(k);
            k += 1;
        }
    };
    let down = |from: u64| {
        let (mut sum, mut term, mut k) = (0.0, density(from), from);
        loop {
            sum += term;
            if k == low || term <= sum * 1e-18 {
                return sum;
            }
            k -= 1;
            term /= ratio(k);
        }
    };
    let mode = ((n1 as f64 + 1.0) * (total as f64 + 1.0) / (all as f64 + 2.0)).floor() as u64;
    let mode = mode.clamp(low, high);
    // The first k on the far side of the mode that is no likelier; density falls away from the mode.
    let left = if x <= mode { Some(x) } else { last_where(low, mode, |k| density(k) <= bar) };
    let right = if x >= mode { Some(x) } else { first_where(mode, high, |k| density(k) <= bar) };
    match (left, right) {
        (Some(l), Some(r)) if l >= r => 1.0,
        (l, r) => (l.map_or(0.0, down) + r.map_or(0.0, up)).min(1.0),
    }
}

/// The largest k in low..=high that holds, where the holding ones come first.
pub(super) fn last_where(low: u64, high: u64, holds: impl Fn(u64) -> bool) -> Option<u64> {
    if !holds(low) {
        return None;
    }
    let (mut yes, mut no) = (low, high.saturating_add(1));
    while no - yes > 1 {
        let middle = yes + (no - yes) / 2;
        if holds(middle) {
            yes = middle;
        } else {
            no = middle;
        }
    }
    Some(yes)
}

/// The smallest k in low..=high that holds, where the holding ones come last.
pub(super) fn first_where(low: u64, high: u64, holds: impl Fn(u64) -> bool) -> Option<u64> {
    if !holds(high) {
        return None;
    }
    if holds(low) {
        return Some(low);
    }
    let (mut no, mut yes) = (low, high);
    while yes - no > 1 {
        let middle = no + (yes - no) / 2;
        if holds(middle) {
            yes = middle;
        } else {
            no = middle;
        }
    }
    Some(yes)
}
