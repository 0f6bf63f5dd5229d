//! An interval with the level and the method it was made with.
//!
//! An end that does not exist is `None`: a median whose upper limit was not reached, a ratio to a count of 0.
//! An end is never NaN and never infinite.
//!
//! ```
//! use courtmetrics::quantity::{Level, Proportion};
//! use courtmetrics::stats::proportion::{ProportionMethod, proportion_interval};
//! let interval = proportion_interval(Proportion::new(31, 52)?, Level::P95, ProportionMethod::Wilson);
//! assert_eq!(interval.to_string(), "0.4607–0.7184 (95 %, wilson)");
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use crate::quantity::Level;
use std::fmt;

/// Lower and upper end, the level, and the word of the method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end; `None` where the data give none.
    pub lower: Option<f64>,
    /// The upper end; `None` where the data give none.
    pub upper: Option<f64>,
    /// The confidence level.
    pub level: Level,
    /// The word of the method: `"wilson"`.
    pub method: &'static str,
}

impl Interval {
    /// An interval with both ends.
    pub fn new(lower: f64, upper: f64, level: Level, method: &'static str) -> Self {
        Self::open(Some(lower), Some(upper), level, method)
    }

    /// An interval that may lack an end. An end that is not finite counts as lacking.
    pub fn open(lower: Option<f64>, upper: Option<f64>, level: Level, method: &'static str) -> Self {
        let finite = |end: &f64| end.is_finite();
        Self { lower: lower.filter(finite), upper: upper.filter(finite), level, method }
    }

    /// Whether `value` lies within; an end that is missing bounds nothing.
    pub fn contains(&self, value: f64) -> bool {
        self.lower.is_none_or(|lower| lower <= value) && self.upper.is_none_or(|upper| value <= upper)
    }

    /// Upper minus lower end; `None` where one is missing.
    pub fn width(&self) -> Option<f64> {
        Some(self.upper? - self.lower?)
    }

    /// Both ends, where both exist.
    pub fn ends(&self) -> Option<(f64, f64)> {
        Some((self.lower?, self.upper?))
    }

    /// Each end put through an increasing function.
    pub(crate) fn map(self, increasing: impl Fn(f64) -> f64) -> Self {
        Self::open(self.lower.map(&increasing), self.upper.map(&increasing), self.level, self.method)
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = f.precision().unwrap_or(4);
        let end = |end: Option<f64>| end.map_or("–".to_string(), |v| format!("{v:.decimals$}"));
        // 99.9 must not print as 99.90000000000001
        let level = (self.level.get() * 1e10).round() / 1e8;
        write!(f, "{}–{} ({level} %, {})", end(self.lower), end(self.upper), self.method)
    }
}

/// An estimate with its interval and, where a test belongs to it, the p-value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error; `None` where the method has none.
    pub standard_error: Option<f64>,
    /// Its interval.
    pub interval: Interval,
    /// The two-sided p-value of no difference, in [0, 1]; `None` where the method has no test.
    pub p_value: Option<f64>,
}
