//! Kaplan and Meier's survival curve, with limits, median and quantiles.
//!
//! Conventions. S(t) = Π over times u ≤ t of (1 − d/n), events before censorings. A quantile is the first time at
//! which S(t) ≤ 1 − p (up to 1e-12, so that an exact half counts as one); it is `None` where the curve ends
//! above. R takes the middle of the flat piece where the curve meets 1 − p exactly; lifelines and we do not. Its
//! interval runs from the first time the lower limit is at or below 1 − p to the first time the upper limit is
//! (Brookmeyer and Crowley 1982). Variance: Greenwood 1926, S²Σ d/(n(n − d)).
//! Limits: `plain` S ± z·se, `log` (the default) S·exp(±z√Σ), `log_log` S^exp(±z√Σ/log S); cut at 0 and 1. Once
//! nobody is left (S = 0) there are none; `log_log` has none before the first event either.

use super::RiskTable;
use crate::quantity::Level;
use crate::stats::interval::Interval;
use crate::stats::special::z_of;
use crate::stats::words::words;
use crate::{Error, ErrorKind, Result};

words! {
    /// On which scale the limits of a survival curve are symmetric.
    #[derive(Default)]
    CurveMethod, "method", {
        /// Of the survival itself.
        Plain = "plain",
        /// Of its logarithm.
        #[default]
        Log = "log",
        /// Of the logarithm of the cumulative hazard.
        LogLog = "log_log",
    }
}

/// One time of a survival curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// Days since the origin.
    pub time: i32,
    /// At risk just before that time.
    pub at_risk: u64,
    /// Events at that time.
    pub events: u64,
    /// Censorings at that time.
    pub censored: u64,
    /// The share still pending after that time, in [0, 1].
    pub survival: f64,
    /// √Σ d/(n(n − d)), the standard error of log S; `None` once S is 0.
    pub log_standard_error: Option<f64>,
}

impl CurvePoint {
    const START: Self =
        Self { time: 0, at_risk: 0, events: 0, censored: 0, survival: 1.0, log_standard_error: Some(0.0) };

    /// Greenwood's standard error of the survival; `None` once it is 0.
    pub fn standard_error(&self) -> Option<f64> {
        Some(self.survival * self.log_standard_error?)
    }

    /// The limits of the survival at this time.
    pub fn limits(&self, level: Level, method: CurveMethod) -> Interval {
        let (lower, upper) = self.ends(z_of(level), method).unzip();
        Interval::open(lower, upper, level, method.word())
    }

    fn ends(&self, z: f64, method: CurveMethod) -> Option<(f64, f64)> {
        let (s, width) = (self.survival, z * self.log_standard_error?);
        let (lower, upper) = match method {
            CurveMethod::Plain => (s - s * width, s + s * width),
            CurveMethod::Log => (s * (-width).exp(), s * width.exp()),
            CurveMethod::LogLog => {
                if s >= 1.0 {
                    return None;
                }
                let log = s.ln();
                ((log * (width / -log).exp()).exp(), (log * (width / log).exp()).exp())
            }
        };
        Some((lower.max(0.0), upper.min(1.0)))
    }
}

/// A survival curve: a point at each time with an event or a censoring.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    points: Vec<CurvePoint>,
}

impl RiskTable {
    /// The Kaplan-Meier curve. At one time events come before censorings; behind the last time the curve stays
    /// where it is.
    ///
    /// # Errors
    /// When more end at a time than are at risk.
    ///
    /// # Source
    /// E. L. Kaplan and P. Meier 1958, JASA 53:457, eq. 2b.
    pub fn kaplan_meier(&self) -> Result<Curve> {
        let mut points = Vec::with_capacity(self.rows().len());
        let (mut survival, mut sum) = (1.0, Some(0.0));
        for (row, at_risk) in self.with_at_risk()? {
            let (n, d) = (at_risk as f64, row.events as f64);
            if row.events > 0 {
                let left = (at_risk - row.events) as f64;
                survival *= left / n;
                sum = sum.filter(|_| left > 0.0).map(|s: f64| s + d / n / left);
            }
            if row.events + row.censored > 0 {
                points.push(CurvePoint {
                    time: row.time,
                    at_risk,
                    events: row.events,
                    censored: row.censored,
                    survival,
                    log_standard_error: sum.map(f64::sqrt),
                });
            }
        }
        Ok(Curve { points })
    }
}

impl Curve {
    /// The points, times increasing.
    pub fn points(&self) -> &[CurvePoint] {
        &self.points
    }

    /// The last point at or before `time`; `None` before the first.
    pub fn at(&self, time: i32) -> Option<&CurvePoint> {
        self.points[..self.points.partition_point(|p| p.time <= time)].last()
    }

    /// The share still pending after `time` days: 1 before the first point, the last value after the last.
    pub fn survival(&self, time: i32) -> f64 {
        self.at(time).map_or(1.0, |p| p.survival)
    }

    /// The limits of the share still pending after `time` days.
    pub fn limits(&self, time: i32, level: Level, method: CurveMethod) -> Interval {
        self.at(time).unwrap_or(&CurvePoint::START).limits(level, method)
    }

    /// The day by which a share `p` has ended; `None` where the curve does not come down to 1 − p. It is the
    /// first time at or below, also where the curve lies exactly there for a while.
    ///
    /// # Errors
    /// When `p` is not strictly between 0 and 1.
    pub fn quantile(&self, p: f64) -> Result<Option<i32>> {
        let share = remaining(p)?;
        Ok(self.first(|point| Some(point.survival), share))
    }

    /// The median duration in days; see [`Curve::quantile`]. The first time at which the curve is at or below one
    /// half; `None` where it ends above.
    pub fn median(&self) -> Option<i32> {
        self.first(|point| Some(point.survival), 0.5)
    }

    /// The interval of the quantile `p`, in days; an end is `None` where its limit does not come down to 1 − p.
    ///
    /// # Errors
    /// When `p` is not strictly between 0 and 1.
    pub fn quantile_interval(&self, p: f64, level: Level, method: CurveMethod) -> Result<Interval> {
        let (share, z) = (remaining(p)?, z_of(level));
        let lower = self.first(|point| Some(point.ends(z, method)?.0), share);
        let upper = self.first(|point| Some(point.ends(z, method)?.1), share);
        Ok(Interval::open(lower.map(f64::from), upper.map(f64::from), level, method.word()))
    }

    fn first(&self, value: impl Fn(&CurvePoint) -> Option<f64>, share: f64) -> Option<i32> {
        let bar = share * (1.0 + 1e-12);
        self.points.iter().find(|point| value(point).is_some_and(|v| v <= bar)).map(|point| point.time)
    }
}

fn remaining(p: f64) -> Result<f64> {
    if p > 0.0 && p < 1.0 {
        return Ok(1.0 - p);
    }
    Err(Error::new(ErrorKind::Argument, format!("quantile {p}"))
        .rule("a quantile of a survival curve lies strictly between 0 and 1")
        .hint("the median is 0.5"))
}
