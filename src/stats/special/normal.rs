//! The standard normal distribution: tails after Cody (1969), quantile after Wichura (1988, AS 241).

// The coefficients stand as printed.
#![allow(clippy::excessive_precision)]

use crate::quantity::Level;

/// P(Z ≤ x), to about 1e-15 relative, in both tails.
///
/// # Source
/// W. J. Cody, *Rational Chebyshev approximation for the error function*, Math. Comp. 23 (1969).
///
/// ```
/// use courtmetrics::stats::special::normal_cdf;
/// assert!((normal_cdf(-1.959963984540054) - 0.025).abs() < 1e-16);
/// ```
pub fn normal_cdf(x: f64) -> f64 {
    if x <= 0.0 { tail(-x) } else { 1.0 - tail(x) }
}

/// P(Z > x).
pub fn normal_upper(x: f64) -> f64 {
    normal_cdf(-x)
}

/// The two-sided p-value 2·P(Z > |z|), in [0, 1].
pub fn two_sided_p(z: f64) -> f64 {
    (2.0 * tail(z.abs())).min(1.0)
}

/// The z of a two-sided level: 1.959963984540054 for 0.95.
pub fn z_of(level: Level) -> f64 {
    // The most asked level is not worth computing a hundred thousand times.
    if level == Level::P95 { 1.959963984540054 } else { -normal_quantile(level.tail()) }
}

/// P(Z > x) for x ≥ 0.
fn tail(x: f64) -> f64 {
    const A: [f64; 5] = [
        2.2352520354606839287,
        161.02823106855587881,
        1067.6894854603709582,
        18154.981253343561249,
        0.065682337918207449113,
    ];
    const B: [f64; 4] =
        [47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956];
    const C: [f64; 9] = [
        0.39894151208813466764,
        8.8831497943883759412,
        93.506656132177855979,
        597.27027639480026226,
        2494.5375852903726711,
        6848.1904505362823326,
        11602.651437647350124,
        9842.7148383839780218,
        1.0765576773720192317e-8,
    ];
    const D: [f64; 8] = [
        22.266688044328115691,
        235.38790178262499861,
        1519.377599407554805,
        6485.558298266760755,
        18615.571640885098091,
        34900.952721145977266,
        38912.003286093271411,
        19685.429676859990727,
    ];
    const P: [f64; 6] = [
        0.21589853405795699,
        0.1274011611602473639,
        0.022235277870649807,
        0.001421619193227893466,
        2.9112874951168792e-5,
        0.02307344176494017303,
    ];
    const Q: [f64; 5] = [
        1.28426009614491121,
        0.468238212480865118,
        0.0659881378689285515,
        0.00378239633202758244,
        7.29751555083966205e-5,
    ];
    if x <= 0.67448975 {
        let square = x * x;
        let (mut num, mut den) = (A[4] * square, square);
        for i in 0..3 {
            num = (num + A[i]) * square;
            den = (den + B[i]) * square;
        }
        return 0.5 - x * (num + A[3]) / (den + B[3]);
    }
    if x > 38.6 {
        return 0.0;
    }
    let ratio = if x <= 32f64.sqrt() {
        let (mut num, mut den) = (C[8] * x, x);
        for i in 0..7 {
            num = (num + C[i]) * x;
            den = (den + D[i]) * x;
        }
        (num + C[7]) / (den + D[7])
    } else {
        let inverse = 1.0 / (x * x);
        let (mut num, mut den) = (P[5] * inverse, inverse);
        for i in 0..4 {
            num = (num + P[i]) * inverse;
            den = (den + Q[i]) * inverse;
        }
        let correction = inverse * (num + P[4]) / (den + Q[4]);
        (1.0 / (2.0 * std::f64::consts::PI).sqrt() - correction) / x
    };
    // x² in two parts, so that the exponent keeps its digits.
    let coarse = (x * 16.0).trunc() / 16.0;
    let rest = (x - coarse) * (x + coarse);
    (-coarse * coarse * 0.5).exp() * (-rest * 0.5).exp() * ratio
}

/// The x with P(Z ≤ x) = p; infinite at 0 and 1.
///
/// # Source
/// M. J. Wichura, *Algorithm AS 241*, Applied Statistics 37 (1988), PPND16: about 1e-16 relative.
pub fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 8] = [
        3.387132872796366608,
        133.14166789178437745,
        1971.5909503065514427,
        13731.693765509461125,
        45921.953931549871457,
        67265.770927008700853,
        33430.575583588128105,
        2509.0809287301226727,
    ];
    const B: [f64; 8] = [
        1.0,
        42.313330701600911252,
        687.1870074920579083,
        5394.1960214247511077,
        21213.794301586595867,
        39307.89580009271061,
        28729.085735721942674,
        5226.495278852545925,
    ];
    const C: [f64; 8] = [
        1.42343711074968357734,
        4.6303378461565452959,
        5.7694972214606914055,
        3.64784832476320460504,
        1.27045825245236838258,
        0.24178072517745061177,
        0.0227238449892691845833,
        7.7454501427834140764e-4,
    ];
    const D: [f64; 8] = [
        1.0,
        2.05319162663775882187,
        1.6763848301838038494,
        0.68976733498510000455,
        0.14810397642748007459,
        0.0151986665636164571966,
        5.475938084995344946e-4,
        1.05075007164441684324e-9,
    ];
    const E: [f64; 8] = [
        6.6579046435011037772,
        5.4637849111641143699,
        1.7848265399172913358,
        0.29656057182850489123,
        0.026532189526576123093,
        0.0012426609473880784386,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ];
    const F: [f64; 8] = [
        1.0,
        0.59983220655588793769,
        0.13692988092273580531,
        0.0148753612908506148525,
        7.868691311456132591e-4,
        1.8463183175100546818e-5,
        1.4215117583164458887e-7,
        2.04426310338993978564e-15,
    ];
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * polynomial(&A, r) / polynomial(&B, r);
    }
    let r = (-(if q < 0.0 { p } else { 1.0 - p }).ln()).sqrt();
    let x = if r <= 5.0 {
        polynomial(&C, r - 1.6) / polynomial(&D, r - 1.6)
    } else {
        polynomial(&E, r - 5.0) / polynomial(&F, r - 5.0)
    };
    if q < 0.0 { -x } else { x }
}

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}
