//! Student's t distribution, from the beta distribution.

use super::beta::{beta_point, beta_tails};
use super::normal::{normal_quantile, normal_upper};

/// P(T > t) with `df` degrees of freedom, above 0 (at least 1e-3 is taken).
pub fn student_upper(t: f64, df: f64) -> f64 {
    if df > 1e15 {
        return normal_upper(t);
    }
    let (df, square) = (df.max(1e-3), t * t);
    let (x, y) =
        if square == f64::INFINITY { (0.0, 1.0) } else { (df / (df + square), square / (df + square)) };
    let half = 0.5 * beta_tails(0.5 * df, 0.5, x, y).lower;
    if t >= 0.0 { half } else { 1.0 - half }
}

/// The t with P(T > t) = `q`.
///
/// ```
/// use courtmetrics::stats::special::student_quantile_upper;
/// assert!((student_quantile_upper(0.025, 10.0) - 2.228138851986274).abs() < 1e-13);
/// ```
pub fn student_quantile_upper(q: f64, df: f64) -> f64 {
    if q > 0.5 {
        return -student_quantile_upper(1.0 - q, df);
    }
    if q == 0.5 {
        return 0.0;
    }
    if df > 1e15 {
        return -normal_quantile(q);
    }
    let df = df.max(1e-3);
    let (x, y) = beta_point(2.0 * q, 0.5 * df, 0.5);
    if x == 0.0 { f64::MAX } else { (df * (y / x)).sqrt().min(f64::MAX) }
}
