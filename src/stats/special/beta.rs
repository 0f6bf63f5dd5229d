//! The regularised incomplete beta function and its inverse.
//!
//! I_x(a, b) by the continued fraction of Didonato and Morris (1992, eq. 9) on the smaller side of the mean,
//! and by quadrature of the smaller tail near the mean when both shapes are at least 60.

use super::Tails;
use super::density::{binomial_raw, log_gamma, log1p_minus};
use super::gamma::middle;
use super::normal::normal_quantile;
use super::quadrature::{integrate, reach};

const STEPS: usize = 100_000;

/// Both tails of the beta distribution with shapes `a` and `b` at `x`, where `y` is 1 − x.
///
/// Give `y` as exactly as you have it: near x = 1 it carries the digits that x has lost.
pub fn beta_tails(a: f64, b: f64, x: f64, y: f64) -> Tails {
    if x <= 0.0 || b <= 0.0 {
        return Tails::BELOW;
    }
    if y <= 0.0 || a <= 0.0 {
        return Tails::ABOVE;
    }
    let n = a + b;
    let excess = if x < y { n * x - a } else { b - n * y };
    let deviation = (a * b / n).sqrt();
    let z = excess / deviation;
    if a.min(b) >= 60.0 && z.abs() < 7.0 {
        return near_the_mean(a, b, x, y, z);
    }
    if excess <= 0.0 {
        Tails::from_lower(fraction(a, b, x, y))
    } else {
        Tails::from_lower(fraction(b, a, y, x)).swapped()
    }
}

/// x^a y^b / B(a, b).
fn front(a: f64, b: f64, x: f64, y: f64) -> f64 {
    binomial_raw(a, b, x, y) * (a * b / (a + b))
}

fn fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let scale = front(a, b, x, y);
    if scale == 0.0 {
        return 0.0;
    }
    let gap = a * y - b * x + 1.0;
    // Convergents A/B by the forward recurrence: one division for each step's test.
    let (mut a0, mut b0, mut a1, mut b1) = (1.0, 0.0, a * gap / (a + 1.0), 1.0);
    let mut value = a1;
    for step in 1..STEPS {
        let m = step as f64;
        let odd = a + 2.0 * m - 1.0;
        let r = m * (b - m) * x / odd;
        let numerator = (a + m - 1.0) * (a + b + m - 1.0) / odd * r * x;
        let denominator = m + r + (a + m) * (gap + m * (1.0 + y)) / (odd + 2.0);
        let (a2, b2) = (denominator * a1 + numerator * a0, denominator * b1 + numerator * b0);
        let inverse = 1.0 / b2;
        let next = a2 * inverse;
        (a0, b0, a1, b1) = (a1 * inverse, b1 * inverse, next, 1.0);
        if (next - value).abs() <= 2e-16 * next.abs() {
            value = next;
            break;
        }
        value = next;
    }
    scale / value
}

fn near_the_mean(a: f64, b: f64, x: f64, y: f64, z: f64) -> Tails {
    let height = front(a, b, x, y) / (x * y);
    let drift = ((a - 1.0) * y - (b - 1.0) * x) / (x * y);
    let exponent = |t: f64| (a - 1.0) * log1p_minus(t / x) + (b - 1.0) * log1p_minus(-t / y) + drift * t;
    let n = a + b;
    let length = reach(z.abs()) * (a / n * (b / n) / n).sqrt();
    if z >= 0.0 {
        Tails::from_upper(height * integrate(length.min(y * (1.0 - 1e-12)), exponent))
    } else {
        Tails::from_lower(height * integrate(length.min(x * (1.0 - 1e-12)), |t| exponent(-t)))
    }
}

/// The x with I_x(a, b) = `p`.
///
/// ```
/// use courtmetrics::stats::special::beta_quantile;
/// assert!((beta_quantile(0.5, 2.0, 2.0) - 0.5).abs() < 1e-16);
/// ```
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    beta_point(p, a, b).0
}

/// The x with 1 − I_x(a, b) = `q`.
pub fn beta_quantile_upper(q: f64, a: f64, b: f64) -> f64 {
    beta_point(q, b, a).1
}

/// The x with I_x(a, b) = `p`, and 1 − x, each to full relative accuracy.
pub(super) fn beta_point(p: f64, a: f64, b: f64) -> (f64, f64) {
    if p <= 0.0 || a <= 0.0 {
        (0.0, 1.0)
    } else if p >= 1.0 || b <= 0.0 {
        (1.0, 0.0)
    } else if p <= 0.5 {
        invert(a, b, p)
    } else {
        let (y, x) = invert(b, a, 1.0 - p);
        (x, y)
    }
}

/// A first guess of the logit of x: Carter's approximation, or the first term of the series at 0.
fn guess(a: f64, b: f64, p: f64) -> f64 {
    let z = normal_quantile(p);
    if a > 0.6 && b > 0.6 {
        // Abramowitz and Stegun 26.5.22
        let (s, t) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
        if s > 0.0 && t > 0.0 {
            let lambda = (z * z - 3.0) / 6.0;
            let h = 2.0 / (s + t);
            let w = -z * (h + lambda).max(0.0).sqrt() / h - (t - s) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
            if a > 1.5 && w.abs() < 300.0 {
                return (a / b).ln() - 2.0 * w;
            }
        }
    }
    let log_beta = log_gamma(a) + log_gamma(b) - log_gamma(a + b);
    let log_x = (p.ln() + a.ln() + log_beta) / a;
    if log_x < -0.7 { log_x } else { (a / b).ln().clamp(-30.0, 30.0) }
}

/// Halley's method on the log of the lower tail against the logit of x, which is concave.
fn invert(a: f64, b: f64, p: f64) -> (f64, f64) {
    let logit = guess(a, b, p);
    let odds = logit.exp();
    let (mut x, mut y) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if y <= 0.0 {
        (x, y) = (1.0 - f64::EPSILON / 2.0, f64::EPSILON / 2.0);
    }
    // The bracket is kept in odds.
    let (mut low, mut high) = (0.0f64, f64::INFINITY);
    let (log_p, scale) = (p.ln(), (a * b / (a + b)).sqrt().max(1.0));
    for _ in 0..100 {
        let tail = beta_tails(a, b, x, y).lower;
        let odds = x / y;
        if tail > p {
            high = high.min(odds);
        } else {
            low = low.max(odds);
        }
        let mut next = f64::NAN;
        if tail > 0.0 {
            let f = tail.ln() - log_p;
            let g = front(a, b, x, y) / tail;
            let step = -f / g;
            let bend = 1.0 + 0.5 * step * (a * y - b * x - g);
            let step = if bend > 0.2 { step / bend } else { step };
            next = odds * step.exp();
            if step.abs() * scale < 3e-5 && next.is_finite() {
                return ends(next);
            }
        }
        if !(next > low && next < high) {
            next = if high == f64::INFINITY { 10.0 * odds } else { middle(low, high) };
        }
        if (next - odds).abs() <= 2e-16 * odds || next == 0.0 || next == f64::INFINITY {
            return ends(next);
        }
        (x, y) = ends(next);
        if y == 0.0 {
            return (1.0, 0.0);
        }
    }
    (x, y)
}

fn ends(odds: f64) -> (f64, f64) {
    if odds == f64::INFINITY { (1.0, 0.0) } else { (odds / (1.0 + odds), 1.0 / (1.0 + odds)) }
}

/// The odds x/(1 − x) at the x with I_x(a, b) = `p`: keeps its digits where x is near 1.
pub fn beta_odds(p: f64, a: f64, b: f64) -> f64 {
    let (x, y) = beta_point(p, a, b);
    x / y
}

/// The odds x/(1 − x) at the x with 1 − I_x(a, b) = `q`.
pub fn beta_odds_upper(q: f64, a: f64, b: f64) -> f64 {
    let (y, x) = beta_point(q, b, a);
    x / y
}
