//! Ranks with their uncertainty: is the first court first?
//!
//! Convention: rank 1 is the highest value (give negated values where low is good). Each court's true value is
//! taken as normal around its estimate. The expected rank is exact,
//! 1 + Σ Φ((θⱼ − θᵢ)/√(sᵢ² + sⱼ²)); two equal courts without error share the place. Intervals and the probability
//! of being first come from draws of a generator of our own with a fixed start, so that a table is the same
//! everywhere; 100,000 draws know a probability to 0.003. An interval runs between the ranks at α/2 and 1 − α/2.
//! Source: Goldstein and Spiegelhalter 1996, JRSS A 159:385.
//! [`comparison_bars`]: two bars of ±(z/√2)·s that do not overlap differ at about the level, where standard errors
//! are alike (Goldstein and Healy 1995, JRSS A 158:175: 1.39 at 0.95).
//!
//! ```
//! use courtmetrics::stats::ranks::{Ranked, expected_ranks};
//! let courts = [Ranked { value: 0.91, standard_error: 0.01 }, Ranked { value: 0.90, standard_error: 0.01 }];
//! assert!((expected_ranks(&courts)?[0] - 1.2398).abs() < 1e-4);
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use super::interval::Interval;
use super::random::SplitMix;
use super::special::{normal_cdf, z_of};
use crate::quantity::Level;
use crate::{Error, ErrorKind, Result};

/// A court's estimate and its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// The estimate.
    pub value: f64,
    /// Its standard error; at least 0.
    pub standard_error: f64,
}

/// What is known of a court's rank.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankEstimate {
    /// The expected rank, exact.
    pub expected: f64,
    /// The interval of the rank, method `normal_draws`.
    pub interval: Interval,
    /// The probability of being first.
    pub first: f64,
}

/// The expected rank of each court; 1 is the highest. Two equal values without error share their places.
///
/// # Errors
/// When a value is no number or a standard error is below 0.
pub fn expected_ranks(courts: &[Ranked]) -> Result<Vec<f64>> {
    check(courts)?;
    let above = |i: &Ranked, j: &Ranked| {
        let (gap, spread) = (j.value - i.value, i.standard_error.hypot(j.standard_error));
        if gap == 0.0 { 0.5 } else { normal_cdf(gap / spread) }
    };
    let rank = |(i, court)| {
        let others = courts.iter().enumerate().filter(|(j, _)| *j != i);
        1.0 + others.map(|(_, other)| above(court, other)).sum::<f64>()
    };
    Ok(courts.iter().enumerate().map(rank).collect())
}

/// The expected rank, rank interval and probability of being first of each court. Rank 1 is the highest value; an
/// interval runs between the ranks at α/2 and 1 − α/2.
///
/// # Errors
/// As [`expected_ranks`], and when `draws` is 0.
pub fn rank_estimates(courts: &[Ranked], level: Level, draws: u32) -> Result<Vec<RankEstimate>> {
    let expected = expected_ranks(courts)?;
    if draws == 0 {
        return Err(Error::new(ErrorKind::Argument, "draws is 0")
            .rule("at least one draw")
            .hint("write 100000"));
    }
    let count = courts.len();
    let mut seen = vec![0u32; count * count]; // [court][rank − 1]
    let mut random = SplitMix::new(1);
    let mut drawn: Vec<(f64, usize)> = Vec::with_capacity(count);
    for _ in 0..draws {
        drawn.clear();
        for (i, court) in courts.iter().enumerate() {
            drawn.push((court.value + court.standard_error * random.normal(), i));
        }
        drawn.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (place, &(_, court)) in drawn.iter().enumerate() {
            seen[court * count + place] += 1;
        }
    }
    let at = |row: &[u32], share: f64| {
        let bar = share * f64::from(draws);
        let mut sum = 0.0;
        let place = row.iter().position(|&n| {
            sum += f64::from(n);
            sum >= bar
        });
        place.map_or(count, |p| p + 1) as f64
    };
    Ok(expected
        .into_iter()
        .zip(seen.chunks(count.max(1)))
        .map(|(expected, row)| RankEstimate {
            expected,
            interval: Interval::new(
                at(row, level.tail()),
                at(row, 1.0 - level.tail()),
                level,
                "normal_draws",
            ),
            first: f64::from(row[0]) / f64::from(draws),
        })
        .collect())
}

/// Bars for comparing courts pairwise by eye: value ± (z/√2)·standard error, method `goldstein_healy`.
///
/// # Errors
/// As [`expected_ranks`].
pub fn comparison_bars(courts: &[Ranked], level: Level) -> Result<Vec<Interval>> {
    check(courts)?;
    let factor = z_of(level) * std::f64::consts::FRAC_1_SQRT_2;
    let bar = |c: &Ranked| {
        let half = factor * c.standard_error;
        Interval::new(c.value - half, c.value + half, level, "goldstein_healy")
    };
    Ok(courts.iter().map(bar).collect())
}

fn check(courts: &[Ranked]) -> Result<()> {
    match courts
        .iter()
        .find(|c| !(c.value.is_finite() && c.standard_error >= 0.0 && c.standard_error.is_finite()))
    {
        Some(court) => Err(Error::new(ErrorKind::Argument, format!("{court:?}"))
            .rule("a value is a number and a standard error at least 0")),
        None => Ok(()),
    }
}
