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
    let sd = (nf * p * (1.0 - p)).max(0.0).sqrt();
    let guess = (nf * p + z * sd + (1.0 - 2.0 * p) * (z * z - 1.0) / 6.0).clamp(0.0, nf);
    smallest(guess as u64, n, |x| reached(binomial_tails(x, n, p, 1.0 - p), probability))
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
