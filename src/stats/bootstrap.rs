//! The bootstrap interval of a mean of days (`bootstrap`).
//!
//! As many cases as there are, drawn anew from the distribution of whole days, `draws` times; the interval runs
//! between the order statistics ⌈Bα/2⌉ and ⌈B(1 − α/2)⌉ of the means (percentile interval). A draw is exactly
//! multinomial: day by day, how many of the cases still to be drawn fall on it is the binomial quantile of a uniform
//! number, so that a draw costs as much for ten million cases as for a thousand. The generator is our own and starts
//! at the seed, so that one seed gives one interval everywhere; other software's draws differ within their noise,
//! about 1/√B of the width. Source: Efron and Tibshirani 1993, *An Introduction to the Bootstrap*, §13.3.
//! When to use something else: for more than a few dozen cases [`Moments::mean_interval`](super::durations::Moments)
//! gives nearly the same at once; with fewer than ten both are too narrow where one long case is all the spread.
//!
//! ```
//! use courtmetrics::quantity::Level;
//! use courtmetrics::stats::bootstrap::mean_interval;
//! let days = [(10, 30), (40, 20), (365, 10)];
//! let interval = mean_interval(&days, Level::P95, 2_000, 1)?;
//! let (lower, upper) = interval.ends().unwrap();
//! assert!(46.0 < lower && lower < 79.2 && 79.2 < upper && upper < 115.0, "{interval}");
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use super::durations::Moments;
use super::interval::Interval;
use super::random::SplitMix;
use super::special::binomial_quantile;
use crate::quantity::Level;
use crate::{Error, ErrorKind, Result};

/// The bootstrap interval of the mean of runs `(days, cases)`, in days. It runs between the order statistics
/// ⌈Bα/2⌉ and ⌈B(1 − α/2)⌉ of the B drawn means.
///
/// # Errors
/// When there are fewer than two cases, or `draws` is below 100.
pub fn mean_interval(runs: &[(i32, u64)], level: Level, draws: u32, seed: u64) -> Result<Interval> {
    let cases = Moments::of(runs)?.cases();
    if cases < 2 {
        return Err(
            Error::new(ErrorKind::Argument, format!("{cases} cases")).rule("one case shows no spread")
        );
    }
    if draws < 100 {
        return Err(Error::new(ErrorKind::Argument, format!("draws is {draws}"))
            .rule("the ends of an interval are told from 100 draws or more")
            .hint("write 2000"));
    }
    let mut random = SplitMix::new(seed);
    let mut means: Vec<f64> = (0..draws).map(|_| drawn_mean(runs, cases, &mut random)).collect();
    means.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| means[((share * f64::from(draws)).ceil() as usize).clamp(1, means.len()) - 1];
    Ok(Interval::new(at(level.tail()), at(1.0 - level.tail()), level, "bootstrap"))
}

/// The mean of as many cases as there are, drawn anew.
fn drawn_mean(runs: &[(i32, u64)], cases: u64, random: &mut SplitMix) -> f64 {
    let (mut to_draw, mut left, mut sum) = (cases, cases, 0.0);
    for &(days, n) in runs {
        if to_draw == 0 {
            break;
        }
        let hits = if n == left {
            to_draw
        } else {
            binomial_quantile(random.uniform(), to_draw, n as f64 / left as f64)
        };
        sum += f64::from(days) * hits as f64;
        to_draw -= hits;
        left -= n;
    }
    sum / cases as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_spread_as_the_standard_error_says() {
        // Of 400 cases the means are normal to within the noise of 4,000 draws.
        let runs: Vec<(i32, u64)> = (0..200).map(|i| (i * i % 613, 2)).collect();
        let moments = Moments::of(&runs).unwrap();
        let interval = mean_interval(&runs, Level::P95, 4_000, 7).unwrap();
        let normal = 2.0 * 1.96 * moments.standard_error().unwrap();
        assert!((interval.width().unwrap() / normal - 1.0).abs() < 0.06, "{interval} {normal}");
        assert!(interval.contains(moments.mean().unwrap().to_f64()));
        assert_eq!(mean_interval(&runs, Level::P95, 4_000, 7).unwrap(), interval);
        assert_ne!(mean_interval(&runs, Level::P95, 4_000, 8).unwrap(), interval);
    }

    #[test]
    fn a_distribution_without_spread_has_an_interval_without_width() {
        let interval = mean_interval(&[(30, 50)], Level::P95, 100, 1).unwrap();
        assert_eq!(interval.ends(), Some((30.0, 30.0)));
        assert!(mean_interval(&[(30, 1)], Level::P95, 100, 1).is_err());
        assert!(mean_interval(&[(30, 50)], Level::P95, 99, 1).is_err());
    }

    #[test]
    fn ten_million_cases_are_drawn_as_quickly_as_a_thousand() {
        let runs: Vec<(i32, u64)> = (0..400).map(|i| (i, 25_000)).collect();
        let interval = mean_interval(&runs, Level::P95, 200, 1).unwrap();
        // The standard error is 115.47/√1e7 = 0.0365 days.
        assert!((interval.width().unwrap() - 0.143).abs() < 0.03, "{interval}");
    }
}
