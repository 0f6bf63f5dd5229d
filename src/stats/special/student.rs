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
    let z = -normal_quantile(q);
    if df > 200.0 && df > 60.0 * z * z {
        return expanded(z, df);
    }
    let (x, y) = beta_point(2.0 * q, 0.5 * df, 0.5);
    if x == 0.0 { f64::MAX } else { (df * (y / x)).sqrt().min(f64::MAX) }
}

/// Cornish and Fisher's expansion of the quantile in 1/df around the normal one.
///
/// # Source
/// M. Abramowitz and I. Stegun 1964, eq. 26.7.5, with the fifth term of R. A. Fisher and E. A. Cornish 1960,
/// Technometrics 2:209.
fn expanded(z: f64, df: f64) -> f64 {
    let (s, r) = (z * z, 1.0 / df);
    let terms = [
        (s + 1.0) / 4.0,
        ((5.0 * s + 16.0) * s + 3.0) / 96.0,
        (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0,
        ((((79.0 * s + 776.0) * s + 1482.0) * s - 1920.0) * s - 945.0) / 92160.0,
        (((((27.0 * s + 339.0) * s + 930.0) * s - 1782.0) * s - 765.0) * s + 17955.0) / 368_640.0,
    ];
    z * (1.0 + r * terms.iter().rev().fold(0.0, |sum, term| sum * r + term))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expansion_meets_the_beta_quantile() {
        for df in [201.0, 233.7, 400.0, 1_000.5, 25_000.0, 1e6] {
            for q in [0.4, 0.1, 0.025, 0.005, 0.0005] {
                let z = -normal_quantile(q);
                if df <= 60.0 * z * z {
                    continue;
                }
                let (x, y) = beta_point(2.0 * q, 0.5 * df, 0.5);
                let (exact, quick) = ((df * (y / x)).sqrt(), student_quantile_upper(q, df));
                assert!((quick / exact - 1.0).abs() < 2e-13, "df = {df}, q = {q}: {quick} {exact}");
            }
        }
    }
}
