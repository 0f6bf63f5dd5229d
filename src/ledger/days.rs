//! What is asked of a distribution of days, and the answer, in one sweep.

use crate::cube::{DENSE_DAYS, Histogram};
use crate::quantity::Fraction;
use std::collections::BTreeSet;

/// What indicators ask of a measure beyond its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayWants {
    /// Quantiles, strictly inside (0, 1).
    pub quantiles: BTreeSet<Fraction>,
    /// Limits in days: how many cases took at most so many?
    pub limits: BTreeSet<u32>,
    /// The numbers of every month of a period.
    pub months: bool,
}

/// What is known of a distribution.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayStats {
    /// Cases.
    pub n: u64,
    /// Days of all cases together.
    pub sum: u64,
    /// For each quantile asked: the days of the two neighbouring cases, and how far it lies between them.
    pub quantiles: Vec<(Fraction, Between)>,
    /// For each limit asked: cases that took at most so many days.
    pub within: Vec<(u32, u64)>,
}

/// A quantile between two neighbours in order: `low + (high − low) · numerator / denominator` (Hyndman and
/// Fan's type 7, the default of R and NumPy).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Between {
    /// Days of the case below.
    pub low: u32,
    /// Days of the case above.
    pub high: u32,
    /// How far between, as a fraction.
    pub numerator: i64,
    /// Of this.
    pub denominator: i64,
}

impl Between {
    /// The exact quantile in days, as numerator and denominator.
    pub fn exact(&self) -> (i64, i64) {
        let (low, high) = (i64::from(self.low), i64::from(self.high));
        (low * self.denominator + (high - low) * self.numerator, self.denominator)
    }
}

impl DayStats {
    /// Sweeps a distribution.
    pub fn sweep(histogram: &mut Histogram, wants: &DayWants) -> Self {
        let (short, long) = histogram.sorted();
        let mut blocks = [0u64; DENSE_DAYS / 64];
        let mut sum = 0u64;
        for (b, block) in short.chunks_exact(64).enumerate() {
            let cases = u64::from(block.iter().sum::<u32>());
            blocks[b] = cases;
            if cases > 0 {
                // Σ i·n over the block is 63·Σ n less the running sums of n that come before the last.
                let (mut running, mut before) = (0u64, 0u64);
                for n in &block[..63] {
                    running += u64::from(*n);
                    before += running;
                }
                sum += (64 * b as u64 + 63) * cases - before;
            }
        }
        for &(days, n) in long {
            sum += u64::from(days) * n;
        }
        let n = blocks.iter().sum::<u64>() + long.iter().map(|(_, n)| n).sum::<u64>();
        let at = |rank: u64| days_of_rank(short, &blocks, long, rank);
        let quantile = |q: &Fraction| {
            let (p, of) = (q.numerator() as i64, q.denominator() as i64);
            let position = (n as i64 - 1) * p;
            let (below, numerator) = (position / of, position % of);
            let low = at(below as u64);
            let high = if numerator == 0 { low } else { at(below as u64 + 1) };
            (*q, Between { low, high, numerator, denominator: of })
        };
        let quantiles = if n == 0 { Vec::new() } else { wants.quantiles.iter().map(quantile).collect() };
        let within = wants.limits.iter().map(|limit| {
            let few = short.iter().take(*limit as usize + 1).map(|n| u64::from(*n)).sum::<u64>();
            (*limit, few + long.iter().filter(|(d, _)| d <= limit).map(|(_, n)| n).sum::<u64>())
        });
        Self { n, sum, within: within.collect(), quantiles }
    }
}

/// The days of the case that stands at `rank` (from 0) in rising order.
fn days_of_rank(short: &[u32; DENSE_DAYS], blocks: &[u64], long: &[(u32, u64)], rank: u64) -> u32 {
    let mut left = rank;
    for (b, cases) in blocks.iter().enumerate() {
        if left >= *cases {
            left -= cases;
            continue;
        }
        for (i, n) in short[64 * b..64 * b + 64].iter().enumerate() {
            if left < u64::from(*n) {
                return (64 * b + i) as u32;
            }
            left -= u64::from(*n);
        }
    }
    for &(days, n) in long {
        if left < n {
            return days;
        }
        left -= n;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stats(days: &[u32], quantiles: &[(i64, i64)]) -> DayStats {
        let mut histogram = Histogram::default();
        days.iter().for_each(|d| histogram.add(*d, 1));
        let quantiles = quantiles.iter().map(|(a, b)| Fraction::new(*a, *b).unwrap()).collect();
        DayStats::sweep(
            &mut histogram,
            &DayWants { quantiles, limits: BTreeSet::from([100, 600]), ..DayWants::default() },
        )
    }

    #[test]
    fn quantiles_lie_between_neighbours_as_in_r_type_7() {
        // R: quantile(c(10, 20, 40, 700), c(.5, .9)) is 30 and 502.
        let known = stats(&[700, 10, 40, 20], &[(1, 2), (9, 10)]);
        let exact: Vec<(i64, i64)> = known.quantiles.iter().map(|(_, b)| b.exact()).collect();
        assert_eq!(exact, [(60, 2), (5020, 10)]);
        assert_eq!((known.n, known.sum), (4, 770));
        assert_eq!(known.within, [(100, 3), (600, 3)]);
    }

    #[test]
    fn two_cases_and_one_case_have_quantiles() {
        // R: quantile(c(3, 8), .9) is 7.5; quantile(5, .9) is 5.
        assert_eq!(stats(&[8, 3], &[(9, 10)]).quantiles[0].1.exact(), (75, 10));
        assert_eq!(stats(&[5], &[(9, 10)]).quantiles[0].1.exact(), (50, 10));
        assert!(stats(&[], &[(1, 2)]).quantiles.is_empty());
    }
}
