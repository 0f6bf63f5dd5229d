//! Change over more than two years: the slope of a straight line, and the compound annual growth rate.
//!
//! Conventions: [`trend`] is least squares on points (year, value) with Student's t on n − 2 degrees of freedom,
//! method `t`; a line through every point has p = 0, a flat one p = 1. [`compound_growth`] is
//! (last/first)^(1/years) − 1, which uses the two ends only, and exists where both are above 0, or the last is 0.
//! When to use something else: values that move together from year to year (a backlog) make the interval of a slope
//! too narrow.
//!
//! ```
//! use courtmetrics::quantity::Level;
//! use courtmetrics::stats::trend::{compound_growth, trend};
//! let filed = [(2021.0, 8400.0), (2022.0, 8598.0), (2023.0, 8811.0)];
//! let line = trend(&filed, Level::P95)?;
//! assert!((line.slope.value - 205.5).abs() < 1e-9);
//! assert!((compound_growth(8400.0, 8811.0, 2.0)? - 0.024172).abs() < 1e-6);
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use super::interval::{Estimate, Interval};
use super::special::{student_quantile_upper, student_upper};
use crate::quantity::Level;
use crate::{Error, ErrorKind, Result};

/// A straight line through points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// The change of the value for each unit of x (for each year).
    pub slope: Estimate,
    /// The mean of x and of the values: the line passes through it.
    pub centre: (f64, f64),
}

impl Trend {
    /// The value of the line at `x`.
    pub fn at(&self, x: f64) -> f64 {
        self.centre.1 + self.slope.value * (x - self.centre.0)
    }
}

/// The least-squares line through `points`, with the interval of its slope. A line through every point has p = 0,
/// a flat one p = 1.
///
/// # Errors
/// When there are fewer than three points, all at one x, or one is no number.
pub fn trend(points: &[(f64, f64)], level: Level) -> Result<Trend> {
    if points.len() < 3 {
        return Err(Error::new(ErrorKind::Argument, format!("{} points", points.len()))
            .rule("a trend with an interval needs three points"));
    }
    if let Some(bad) = points.iter().find(|(x, y)| !(x.is_finite() && y.is_finite())) {
        return Err(Error::new(ErrorKind::Argument, format!("point {bad:?}")).rule("points are numbers"));
    }
    let n = points.len() as f64;
    let mean_x = points.iter().map(|p| p.0).sum::<f64>() / n;
    let mean_y = points.iter().map(|p| p.1).sum::<f64>() / n;
    let (mut xx, mut xy) = (0.0, 0.0);
    for (x, y) in points {
        xx += (x - mean_x) * (x - mean_x);
        xy += (x - mean_x) * (y - mean_y);
    }
    if xx == 0.0 {
        return Err(Error::new(ErrorKind::Argument, format!("all points at {mean_x}"))
            .rule("a trend needs points at different times"));
    }
    let slope = xy / xx;
    let residual: f64 = points.iter().map(|(x, y)| (y - mean_y - slope * (x - mean_x)).powi(2)).sum();
    let error = (residual / (n - 2.0) / xx).sqrt();
    let half = student_quantile_upper(level.tail(), n - 2.0) * error;
    let p_value = match (error == 0.0, slope == 0.0) {
        (_, true) => 1.0,
        (true, false) => 0.0,
        _ => (2.0 * student_upper((slope / error).abs(), n - 2.0)).min(1.0),
    };
    Ok(Trend {
        slope: Estimate {
            value: slope,
            standard_error: Some(error),
            interval: Interval::new(slope - half, slope + half, level, "t"),
            p_value: Some(p_value),
        },
        centre: (mean_x, mean_y),
    })
}

/// The compound annual growth rate from `first` to `last` over `years`, a fraction (0.05 is 5 % a year). Only the
/// two ends count; a last value of 0 is −100 %.
///
/// # Errors
/// When `first` is not above 0, `last` is below 0, or `years` is not above 0.
pub fn compound_growth(first: f64, last: f64, years: f64) -> Result<f64> {
    if !(first > 0.0
        && first.is_finite()
        && last >= 0.0
        && last.is_finite()
        && years > 0.0
        && years.is_finite())
    {
        return Err(Error::new(ErrorKind::Argument, format!("from {first} to {last} in {years} years"))
            .rule("compound growth goes from above 0 to at least 0 in more than 0 years"));
    }
    Ok(((last / first).ln() / years).exp_m1())
}
