//! The difference of two independent estimates from the interval of each (`mover`).
//!
//! L = d − √((a − l₁)² + (u₂ − b)²), U = d + √((u₁ − a)² + (b − l₂)²), for d = a − b with intervals (l₁, u₁) and
//! (l₂, u₂): the variance of each estimate is recovered from the nearer end of its interval, so that skewed
//! intervals give a skewed one. An end is `None` where an end that it needs is.
//! Source: Zou and Donner 2008, Stat Med 27:1693 ("method of variance estimates recovery"); with Wilson limits it is
//! Newcombe's method 10 ([`difference`](super::difference)).
//! When to use something else: estimates of the same cases (a stock at two dates) are not independent.
//!
//! ```
//! use courtmetrics::quantity::Level;
//! use courtmetrics::stats::{count::{CountMethod, count_interval}, mover::difference};
//! let counted = |n| count_interval(n, Level::P95, CountMethod::Byar);
//! let change = difference((15.0, counted(15)), (10.0, counted(10)));
//! assert_eq!(format!("{change:.2}"), "-5.68–16.05 (95 %, mover)");
//! ```

use super::interval::Interval;

/// The word of the method.
pub const METHOD: &str = "mover";

/// The interval of current minus base, each an estimate with its interval at the same level.
pub fn difference(current: (f64, Interval), base: (f64, Interval)) -> Interval {
    let ((a, first), (b, second)) = (current, base);
    let distance = |low: Option<f64>, high: Option<f64>| Some(low?.hypot(high?));
    let down = distance(first.lower.map(|l| a - l), second.upper.map(|u| u - b));
    let up = distance(first.upper.map(|u| u - a), second.lower.map(|l| b - l));
    let d = a - b;
    Interval::open(down.map(|w| d - w), up.map(|w| d + w), first.level, METHOD)
}
