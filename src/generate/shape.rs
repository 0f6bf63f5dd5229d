//! The shapes that generated numbers follow: normal quantiles, log-normal tables, days of a calendar.
//!
//! Only `+ − × ÷ √` on f64 are used: these are exact to the last bit on every machine, `f64::exp` and
//! `f64::ln` are not.

use std::f64::consts::LN_2;

/// e to the power of `x`, by halving and Taylor's series; relative error below 1e-14 for |x| < 40.
pub(crate) fn exp(x: f64) -> f64 {
    let k = (x / LN_2).round();
    let r = x - k * LN_2;
    let series = (1..=20).rev().fold(1.0, |sum, n| 1.0 + sum * r / f64::from(n));
    let two = if k < 0.0 { 0.5 } else { 2.0 };
    (0..k.abs() as u32).fold(series, |value, _| value * two)
}

/// The natural logarithm of `x` in (0, 1], by halving and the series of artanh.
fn ln(mut x: f64) -> f64 {
    let mut k = 0.0;
    while x < 0.75 {
        x *= 2.0;
        k -= LN_2;
    }
    let t = (x - 1.0) / (x + 1.0);
    let series = (0..20).rev().fold(0.0, |sum, n| sum * t * t + 1.0 / f64::from(2 * n + 1));
    k + 2.0 * t * series
}

/// The quantile of the standard normal distribution at `p` in (0, 1); relative error below 1.2e-9.
///
/// Source: P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function",
/// 2003.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969683028665376e+01,
        2.209460984245205e+02,
        -2.759285104469687e+02,
        1.38357751867269e+02,
        -3.066479806614716e+01,
        2.506628277459239e+00,
    ];
    const B: [f64; 6] = [
        -5.447609879822406e+01,
        1.615858368580409e+02,
        -1.556989798598866e+02,
        6.680131188771972e+01,
        -1.328068155288572e+01,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784894002430293e-03,
        -3.223964580411365e-01,
        -2.400758277161838e+00,
        -2.549732539343734e+00,
        4.374664141464968e+00,
        2.938163982698783e+00,
    ];
    const D: [f64; 5] =
        [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00, 1.0];
    let poly = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    let tail = |p: f64| {
        let q = (-2.0 * ln(p)).sqrt();
        poly(&C, q) / poly(&D, q)
    };
    if p < 0.02425 {
        tail(p)
    } else if p > 1.0 - 0.02425 {
        -tail(1.0 - p)
    } else {
        let q = p - 0.5;
        q * poly(&A, q * q) / poly(&B, q * q)
    }
}

/// Log-normal quantiles with median 1 at `SIZE` equally likely points.
pub(crate) struct LogNormal {
    values: Vec<f32>,
}

impl LogNormal {
    /// Bits that choose a point.
    pub(crate) const BITS: u32 = 14;
    /// The number of points.
    pub(crate) const SIZE: usize = 1 << Self::BITS;

    pub(crate) fn new(sigma: f64) -> Self {
        let at = |i: usize| (i as f64 + 0.5) / Self::SIZE as f64;
        let values = (0..Self::SIZE).map(|i| exp(sigma * normal_quantile(at(i))) as f32).collect();
        Self { values }
    }

    /// The value at the point that the lowest bits of `bits` choose.
    #[inline]
    pub(crate) fn at(&self, bits: u64) -> f32 {
        self.values[bits as usize & (Self::SIZE - 1)]
    }

    /// How many of the points lie below `x`.
    pub(crate) fn points_below(&self, x: f32) -> usize {
        self.values.partition_point(|v| *v < x)
    }
}

/// How busy a day is: courts register little at week-ends and around the new year's holidays, much on
/// Mondays and in December. `weekday` counts from Monday = 0, `month` from January = 0.
pub(crate) fn busyness(weekday: usize, month: usize) -> f64 {
    const WEEKDAY: [f64; 7] = [1.15, 1.05, 1.0, 1.0, 0.95, 0.10, 0.07];
    const MONTH: [f64; 12] = [0.9, 0.6, 1.05, 1.0, 1.0, 1.05, 1.05, 1.0, 1.05, 0.85, 1.05, 1.4];
    WEEKDAY[weekday] * MONTH[month]
}

/// The day of the week, Monday = 0, of a day counted from 1970-01-01.
#[inline]
pub(crate) fn weekday(days: i32) -> usize {
    (days + 3).rem_euclid(7) as usize
}

/// Days of a calendar with weights, drawn by their position in the cumulated weight.
pub(crate) struct DayTable {
    first: i32,
    /// Cumulated share up to and including each day.
    upto: Vec<f64>,
    /// For each slice of [0, 1), the first day that reaches into it.
    guide: Vec<u32>,
}

impl DayTable {
    const SLICES: usize = 1 << 13;

    /// Days from `first` on with the given weights.
    pub(crate) fn new(first: i32, weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum();
        let mut sum = 0.0;
        let mut upto: Vec<f64> = weights
            .iter()
            .map(|w| {
                sum += w;
                sum / total
            })
            .collect();
        if let Some(last) = upto.last_mut() {
            *last = 1.0;
        }
        let guide = (0..Self::SLICES)
            .map(|i| upto.partition_point(|u| *u <= i as f64 / Self::SLICES as f64) as u32)
            .collect();
        Self { first, upto, guide }
    }

    /// The day at position `x` in [0, 1).
    #[inline]
    pub(crate) fn at(&self, x: f64) -> i32 {
        let x = x.min(1.0 - f64::EPSILON);
        let mut i = self.guide[(x * Self::SLICES as f64) as usize] as usize;
        while self.upto[i] <= x {
            i += 1;
        }
        self.first + i as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_exp_and_ln_agree_with_the_standard_library() {
        for i in -300..300 {
            let x = f64::from(i) * 0.1;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-13, "{x}");
        }
        for i in 1..=1000 {
            let x = f64::from(i) / 1000.0;
            assert!((ln(x) - x.ln()).abs() < 1e-13, "{x}");
        }
        assert!((ln(1e-9) - 1e-9f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn normal_quantiles_are_the_tabled_ones() {
        for (p, z) in [(0.5, 0.0), (0.975, 1.959963984540054), (0.01, -2.326347874040841)] {
            assert!((normal_quantile(p) - z).abs() < 1e-8, "{p}");
        }
    }

    #[test]
    fn a_position_falls_on_the_day_that_holds_it() {
        let days = DayTable::new(100, &[1.0, 0.0, 2.0, 1.0]);
        let found: Vec<i32> = [0.0, 0.2499, 0.25, 0.7499, 0.75, 0.9999].iter().map(|x| days.at(*x)).collect();
        assert_eq!(found, [100, 100, 102, 102, 103, 103]);
        assert_eq!(days.at(1.0), 103);
    }

    #[test]
    fn weeks_begin_on_monday() {
        assert_eq!(weekday(0), 3); // 1970-01-01 was a Thursday
        assert_eq!(weekday(-1), 2);
        assert_eq!(weekday(4), 0);
    }
}
