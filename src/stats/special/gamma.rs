//! The regularised incomplete gamma function, its inverse, and the chi-square distribution.
//!
//! P(a, x) = ∫₀ˣ t^(a−1) e^−t dt / Γ(a) by series below the mean, Q = 1 − P by continued fraction above it
//! (Abramowitz and Stegun 6.5.29, 6.5.31), by quadrature of the smaller tail near the mean when a ≥ 60.

use super::Tails;
use super::density::{log_gamma, log1p_minus, poisson_raw};
use super::normal::normal_quantile;
use super::quadrature::{integrate, reach};

const STEPS: usize = 100_000;

/// Both tails of the gamma distribution with shape `a` at `x`.
pub fn gamma_tails(a: f64, x: f64) -> Tails {
    if x <= 0.0 {
        return Tails::BELOW;
    }
    if x == f64::INFINITY || a <= 0.0 {
        return Tails::ABOVE;
    }
    let deviation = a.sqrt();
    let z = (x - a) / deviation;
    if a >= 60.0 && z.abs() < 7.0 {
        return near_the_mean(a, x, z, deviation);
    }
    // x^a e^−x / Γ(a + 1)
    let front = poisson_raw(a, x);
    if x < a + 1.0 {
        let (mut sum, mut term, mut n) = (1.0, 1.0, a);
        for _ in 0..STEPS {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        return Tails::from_lower(front * sum);
    }
    let mut b = x + 1.0 - a;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..STEPS {
        let i = i as f64;
        let an = -i * (i - a);
        b += 2.0;
        d = 1.0 / nonzero(an * d + b);
        c = nonzero(b + an / c);
        let factor = d * c;
        fraction *= factor;
        if (factor - 1.0).abs() < 3e-16 {
            break;
        }
    }
    Tails::from_upper(front * a * fraction)
}

fn near_the_mean(a: f64, x: f64, z: f64, deviation: f64) -> Tails {
    // The density at x, times ∫ of its ratio to that on the way out.
    let front = poisson_raw(a, x) * a / x;
    let drift = (a - 1.0 - x) / x;
    let exponent = |t: f64| (a - 1.0) * log1p_minus(t / x) + drift * t;
    if z >= 0.0 {
        Tails::from_upper(front * integrate(reach(z) * deviation, exponent))
    } else {
        let length = (reach(-z) * deviation).min(x * (1.0 - 1e-12));
        Tails::from_lower(front * integrate(length, |t| exponent(-t)))
    }
}

fn nonzero(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}

/// The x with P(a, x) = `p`.
///
/// ```
/// use courtmetrics::stats::special::gamma_quantile;
/// assert!((gamma_quantile(0.025, 10.0) - 4.7953886961324335).abs() < 1e-14);
/// ```
pub fn gamma_quantile(p: f64, a: f64) -> f64 {
    if p <= 0.5 { invert(a, p, true) } else { invert(a, 1.0 - p, false) }
}

/// The x with Q(a, x) = `q`.
pub fn gamma_quantile_upper(q: f64, a: f64) -> f64 {
    if q <= 0.5 { invert(a, q, false) } else { invert(a, 1.0 - q, true) }
}

/// Halley's method on log tail against log x, where both tails are concave.
fn invert(a: f64, p: f64, lower: bool) -> f64 {
    if a <= 0.0 {
        return 0.0;
    }
    if p <= 0.0 {
        return if lower { 0.0 } else { f64::INFINITY };
    }
    let z = if lower { normal_quantile(p) } else { -normal_quantile(p) };
    // Wilson and Hilferty; for what lies near 0, the first term of the series.
    let cube = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * a.sqrt());
    let first = ((p.ln() + log_gamma(a + 1.0)) / a).exp();
    let mut x = if lower && (cube < 0.3 || a < 0.5) {
        first
    } else if a < 0.5 {
        (-p.ln() + a.ln()).max(first.min(1.0))
    } else {
        a * cube.max(0.05).powi(3)
    };
    if x <= 0.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0f64, f64::INFINITY);
    let log_p = p.ln();
    for _ in 0..100 {
        let tails = gamma_tails(a, x);
        let tail = if lower { tails.lower } else { tails.upper };
        let above = if lower { tail > p } else { tail < p };
        if above {
            high = high.min(x);
        } else {
            low = low.max(x);
        }
        let mut next = f64::NAN;
        if tail > 0.0 {
            let f = tail.ln() - log_p;
            let slope = poisson_raw(a, x) * a / tail;
            let g = if lower { slope } else { -slope };
            let step = -f / g;
            let bend = 1.0 + 0.5 * step * (a - x - g);
            let step = if bend > 0.2 { step / bend } else { step };
            next = x * step.exp();
            if step.abs() * a.sqrt().max(1.0) < 3e-5 {
                return next;
            }
        }
        if !(next > low && next < high) {
            next = if high == f64::INFINITY { 2.0 * x + 1.0 } else { middle(low, high) };
        }
        if (next - x).abs() <= 2e-16 * x {
            return next;
        }
        x = next;
    }
    x
}

/// The middle of a bracket, on the log scale where the ends differ by orders of magnitude.
pub(super) fn middle(low: f64, high: f64) -> f64 {
    if low > 0.0 && high > 4.0 * low {
        (low * high).sqrt()
    } else if low == 0.0 {
        high * 1e-3
    } else {
        0.5 * (low + high)
    }
}

/// P(χ² > x) with `df` degrees of freedom.
pub fn chi_square_upper(x: f64, df: f64) -> f64 {
    gamma_tails(0.5 * df, 0.5 * x).upper
}

/// The x with P(χ² ≤ x) = `p`.
pub fn chi_square_quantile(p: f64, df: f64) -> f64 {
    2.0 * gamma_quantile(p, 0.5 * df)
}

/// The x with P(χ² > x) = `q`.
pub fn chi_square_quantile_upper(q: f64, df: f64) -> f64 {
    2.0 * gamma_quantile_upper(q, 0.5 * df)
}
