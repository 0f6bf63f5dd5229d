//! Binomial and Poisson probabilities, tails and quantiles.

use super::Tails;
use super::beta::beta_tails;
use super::density::{binomial_raw, poisson_raw};
use super::gamma::gamma_tails;
use super::normal::normal_quantile;

/// P(X = x) for X binomial with `n` trials of probability `p`; `q` is 1 − p.
pub fn binomial_pmf(x: u64, n: u64, p: f64, q: f64) -> f64 {
    if x > n { 0.0 } else { binomial_raw(x as f64, (n - x) as f64, p, q) }
}

/// P(X ≤ x) and P(X > x) for X binomial with `n` trials of probability `p`; `q` is 1 − p.
pub fn binomial_tails(x: u64, n: u64, p: f64, q: f64) -> Tails {
    if x >= n {
        return Tails::ABOVE;
    }
    beta_tails(x as f64 + 1.0, (n - x) as f64, p, q).swapped()
}

/// The smallest x with P(X ≤ x) ≥ `probability`, for X binomial.
pub fn binomial_quantile(probability: f64, n: u64, p: f64) -> u64 {
    let (nf, p) = (n as f64, p.clamp(0.0, 1.0));
    let z = normal_quantile(probability.clamp(0.0, 1.0)).clamp(-40.0, 40.0);
    let variance = nf * p * (1.0 - p);
    let at = smoothed_quantile(nf, p, variance, z);
    // Where the expansion ends clearly between two whole numbers, the tails need not be summed.
    let margin = (2.0 + z * z * z.abs()) / variance + 1e-12 * nf;
    if margin < 0.25 && (at - at.round()).abs() > margin && (0.0..nf).contains(&at) {
        return at.ceil() as u64;
    }
    smallest(at.clamp(0.0, nf) as u64, n, |x| reached(binomial_tails(x, n, p, 1.0 - p), probability))
}

/// The quantile of X + U − ½ with U uniform on (−½, ½), by Cornish and Fisher's expansion to the fourth cumulant:
/// P(X ≤ x) is P(X + U ≤ x + ½), and X + U has no steps. Its error falls as 1/variance.
fn smoothed_quantile(n: f64, p: f64, variance: f64, z: f64) -> f64 {
    let smooth = variance + 1.0 / 12.0;
    let sd = smooth.sqrt();
    let skew = variance * (1.0 - 2.0 * p) / (smooth * sd);
    let excess = (variance * (1.0 - 6.0 * p * (1.0 - p)) - 1.0 / 120.0) / (smooth * smooth);
    let square = z * z;
    let w = z
        + skew * (square - 1.0) / 6.0
        + z * (excess * (square - 3.0) / 24.0 - skew * skew * (2.0 * square - 5.0) / 36.0);
    n * p + sd * w - 0.5
}

/// P(X = x) for X Poisson with mean `mean`.
pub fn poisson_pmf(x: u64, mean: f64) -> f64 {
    poisson_raw(x as f64, mean)
}

/// P(X ≤ x) and P(X > x) for X Poisson with mean `mean`.
pub fn poisson_tails(x: u64, mean: f64) -> Tails {
    gamma_tails(x as f64 + 1.0, mean).swapped()
}

/// The smallest x with P(X ≤ x) ≥ `probability`, for X Poisson.
pub fn poisson_quantile(probability: f64, mean: f64) -> u64 {
    if probability >= 1.0 {
        return u64::MAX;
    }
    if probability <= 0.0 || mean <= 0.0 {
        return 0;
    }
    let z = normal_quantile(probability).clamp(-40.0, 40.0);
    let guess = (mean + z * mean.sqrt() + (z * z - 1.0) / 6.0).max(0.0);
    smallest(guess as u64, u64::MAX, |x| reached(poisson_tails(x, mean), probability))
}

/// Whether P(X ≤ x) ≥ probability, up to rounding of the last digits (as R's `qbinom` fuzzes).
fn reached(tails: Tails, probability: f64) -> bool {
    if probability <= 0.5 {
        tails.lower >= probability * (1.0 - 64.0 * f64::EPSILON)
    } else {
        tails.upper <= (1.0 - probability) * (1.0 + 64.0 * f64::EPSILON)
    }
}

/// The smallest x in 0..=last for which `holds` (monotone), searched outwards from a guess.
fn smallest(guess: u64, last: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high); // holds(high), and not holds(low − 1) once the search ends
    let mut step = 1;
    if holds(guess) {
        high = guess;
        loop {
            if high == 0 {
                return 0;
            }
            let next = high.saturating_sub(step);
            if holds(next) {
                high = next;
                step *= 2;
            } else {
                low = next + 1;
                break;
            }
        }
    } else {
        low = guess.saturating_add(1);
        loop {
            let next = low.saturating_add(step - 1).min(last);
            if next >= last || holds(next) {
                high = next;
                break;
            }
            low = next + 1;
            step *= 2;
        }
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same search without the expansion's short cut.
    fn summed(probability: f64, n: u64, p: f64) -> u64 {
        let guess = (n as f64 * p) as u64;
        smallest(guess, n, |x| reached(binomial_tails(x, n, p, 1.0 - p), probability))
    }

    #[test]
    fn the_expansion_never_misses_the_summed_quantile() {
        let sizes = (1..600).chain((600..40_000).step_by(97)).chain([1_000_003, 123_456_789, 999_999_937]);
        for n in sizes {
            for probability in [0.0005, 0.025, 0.05, 0.5, 0.8, 0.975, 0.995, 0.9995] {
                for p in [0.5, 0.9, 0.25, 0.02, 0.9993] {
                    let (quick, slow) = (binomial_quantile(probability, n, p), summed(probability, n, p));
                    assert_eq!(quick, slow, "n = {n}, p = {p}, probability = {probability}");
                }
            }
        }
    }
}
