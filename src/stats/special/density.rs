//! Saddle-point pieces: densities of the binomial and Poisson kind without cancellation.
//!
//! log n! = (n + ½) log n − n + log √2π + `stirling_error(n)`, and the deviance
//! x log(x/m) + m − x = −x·`log1p_minus((m − x)/x)`: with both written so, a density at shapes of 1e9 keeps
//! its digits (Loader 2000).

/// log(1 + d) − d, accurate where d is small.
///
/// ```
/// use courtmetrics::stats::special::log1p_minus;
/// assert!((log1p_minus(1e-9) + 5e-19).abs() < 1e-27);
/// ```
pub fn log1p_minus(d: f64) -> f64 {
    if d.abs() > 0.5 {
        return d.ln_1p() - d;
    }
    // log(1 + d) = 2 artanh(r), r = d/(2 + d); 2r − d = −d·r.
    let r = d / (2.0 + d);
    let y = r * r;
    // 1/3 + y/5 + y²/7 + ...: y is at most 1/9, and most often far below.
    let terms = if y < 1e-4 {
        4
    } else if y < 4e-3 {
        7
    } else {
        RECIPROCALS.len()
    };
    let sum = RECIPROCALS[..terms].iter().rev().fold(0.0, |sum, c| sum * y + c);
    r * (2.0 * y * sum - d)
}

/// 1/3, 1/5, 1/7, ...
const RECIPROCALS: [f64; 17] = {
    let mut all = [0.0; 17];
    let mut i = 0;
    while i < all.len() {
        all[i] = 1.0 / (2 * i + 3) as f64;
        i += 1;
    }
    all
};

/// log n! minus Stirling's formula, for real n ≥ 0 (infinite at 0).
pub(super) fn stirling_error(n: f64) -> f64 {
    if n <= 15.0 && n > 0.0 {
        let twice = n + n;
        if twice == twice.floor() {
            return HALVES[twice as usize];
        }
        // e(n) = e(n + 1) + (n + ½) log(1 + 1/n) − 1
        let (mut n, mut sum) = (n, 0.0);
        while n < 15.0 {
            sum += if n < 2.0 {
                (n + 0.5) * (1.0 / n).ln_1p() - 1.0
            } else {
                let d = 1.0 / n;
                (n + 0.5) * log1p_minus(d) + 0.5 * d
            };
            n += 1.0;
        }
        return sum + series(n);
    }
    series(n)
}

fn series(n: f64) -> f64 {
    let s = 1.0 / (n * n);
    let mut sum = 0.0;
    for c in [-691.0 / 360360.0, 1.0 / 1188.0, -1.0 / 1680.0, 1.0 / 1260.0, -1.0 / 360.0, 1.0 / 12.0] {
        sum = sum * s + c;
    }
    sum / n
}

/// x·log(x/m) + m − x ≥ 0, for x > 0 and m > 0.
pub(super) fn deviance(x: f64, m: f64) -> f64 {
    let d = (m - x) / x;
    if d.abs() > 0.5 { x * (x / m).ln() + m - x } else { -x * log1p_minus(d) }
}

/// log √2π
const LOG_ROOT_TWO_PI: f64 = 0.9189385332046728;

/// log Γ(x) for x > 0; infinite at 0 and below.
///
/// ```
/// use courtmetrics::stats::special::log_gamma;
/// assert!((log_gamma(0.5) - 0.5723649429247001).abs() < 1e-15);
/// ```
pub fn log_gamma(x: f64) -> f64 {
    if x <= 0.0 {
        return f64::INFINITY;
    }
    if x == 1.0 || x == 2.0 {
        return 0.0;
    }
    if x < 1.0 {
        return log_gamma(x + 1.0) - x.ln();
    }
    (x - 0.5) * x.ln() - x + LOG_ROOT_TWO_PI + stirling_error(x)
}

/// m^x e^−m / Γ(x + 1) for real x ≥ 0 and m > 0.
pub(super) fn poisson_raw(x: f64, m: f64) -> f64 {
    if m <= 0.0 {
        return if x == 0.0 { 1.0 } else { 0.0 };
    }
    if x == 0.0 {
        return (-m).exp();
    }
    (-stirling_error(x) - deviance(x, m)).exp() / (2.0 * std::f64::consts::PI * x).sqrt()
}

/// Γ(n + 1)/(Γ(a + 1)Γ(b + 1)) p^a q^b with n = a + b and q = 1 − p, for real a, b ≥ 0.
pub(super) fn binomial_raw(a: f64, b: f64, p: f64, q: f64) -> f64 {
    if p <= 0.0 {
        return if a == 0.0 { 1.0 } else { 0.0 };
    }
    if q <= 0.0 {
        return if b == 0.0 { 1.0 } else { 0.0 };
    }
    let n = a + b;
    let log_of = |small: f64, large: f64| if small < 0.1 { (-small).ln_1p() } else { large.ln() };
    if a == 0.0 {
        return (n * log_of(p, q)).exp();
    }
    if b == 0.0 {
        return (n * log_of(q, p)).exp();
    }
    let exponent =
        stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * p) - deviance(b, n * q);
    exponent.exp() * (n / (2.0 * std::f64::consts::PI * a * b)).sqrt()
}

/// `stirling_error` at 0, ½, 1, ..., 15, computed with mpmath to 40 digits.
const HALVES: [f64; 31] = [
    f64::INFINITY,
    0.15342640972002736,
    0.08106146679532726,
    0.05481412105191765,
    0.0413406959554093,
    0.03316287351993629,
    0.02767792568499834,
    0.023746163656297496,
    0.020790672103765093,
    0.018488450532673187,
    0.016644691189821193,
    0.015134973221917378,
    0.013876128823070748,
    0.012810465242920227,
    0.01189670994589177,
    0.011104559758206917,
    0.010411265261972096,
    0.009799416126158804,
    0.009255462182712733,
    0.008768700134139386,
    0.00833056343336287,
    0.00793411456431402,
    0.007573675487951841,
    0.007244554301320383,
    0.00694284010720953,
    0.006665247032707682,
    0.006408994188004207,
    0.006171712263039458,
    0.0059513701127588475,
    0.0057462165130101155,
    0.005554733551962801,
];
