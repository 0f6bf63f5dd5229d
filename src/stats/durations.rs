//! Durations in whole days: means, quantiles, their intervals and differences, from counted days.
//!
//! Input is a distribution as runs `(days, cases)` with days increasing, so that a histogram is used where it
//! lies and merges exactly. Conventions:
//!
//! - mean: an exact fraction; interval x̄ ± t·s/√n with n − 1 degrees of freedom (`t`). One case has a mean and no
//!   interval.
//! - quantile p: type 7 of Hyndman and Fan (1996, Am Stat 50:361), the default of R and NumPy: between the order
//!   statistics at (n − 1)p, an exact fraction. The median of an even number is the middle of two.
//! - interval of a quantile (`order_statistics`): from the l-th to the u-th smallest, l the binomial quantile of
//!   α/2 and u one above that of 1 − α/2 (Conover 1999, §3.2); it covers at least the level. An end that would
//!   lie outside the sample is `None`.
//! - difference of means: current minus base, Welch's t with Satterthwaite's degrees of freedom (`welch`).
//! - difference of medians: Price and Bonett 2002, J Stat Comput Simul 72:119 (`price_bonett`).
//!
//! When to use something else: pending cases are not in a distribution of resolved ones; use
//! [`survival`](super::survival) to count them.
//!
//! ```
//! use courtmetrics::quantity::{Fraction, Level};
//! use courtmetrics::stats::durations::{Moments, quantile};
//! let days = [(10, 3), (40, 2), (365, 1)]; // three cases took ten days, ...
//! assert_eq!(quantile(&days, Fraction::new(1, 2)?)?.to_f64(), 25.0);
//! assert_eq!(Moments::of(&days)?.mean()?.to_f64(), 475.0 / 6.0);
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use super::interval::{Estimate, Interval};
use super::remembered::{Remembered, remembered};
use super::special::{
    binomial_quantile, binomial_tails, normal_quantile, student_quantile_upper, student_upper, two_sided_p,
    z_of,
};
use crate::quantity::{Fraction, Level};
use crate::{Error, ErrorKind, Result};
use std::cell::RefCell;

/// Cases, quantile and tail → the ranks that bound it.
type Ranks = Remembered<(u64, u64, u64), (Option<u64>, Option<u64>)>;

thread_local! {
    static RANKS: RefCell<Ranks> = const { RefCell::new(Remembered::new()) };
    static SPREADS: RefCell<Remembered<(u64, u64), f64>> = const { RefCell::new(Remembered::new()) };
    static STUDENT: RefCell<Remembered<(u64, u64), f64>> = const { RefCell::new(Remembered::new()) };
}

/// Number, sum and sum of squares of a distribution of days, exact and mergeable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moments {
    cases: u64,
    sum: i128,
    squares: i128,
}

impl Moments {
    /// The moments of `cases` cases whose days sum to `sum` and whose squared days sum to `squares`.
    pub fn new(cases: u64, sum: i128, squares: i128) -> Self {
        Self { cases, sum, squares }
    }

    /// The moments of runs `(days, cases)`, in any order.
    ///
    /// # Errors
    /// When a sum leaves its integer type.
    pub fn of(runs: &[(i32, u64)]) -> Result<Self> {
        let mut all = Self::default();
        for &(days, cases) in runs {
            let (days, n) = (i128::from(days), i128::from(cases));
            all = all.merge(Self { cases, sum: days * n, squares: days * days * n })?;
        }
        Ok(all)
    }

    /// The moments of both distributions together.
    ///
    /// # Errors
    /// When a sum leaves its integer type.
    pub fn merge(self, other: Self) -> Result<Self> {
        Ok(Self {
            cases: self.cases.checked_add(other.cases).ok_or_else(overflow)?,
            sum: self.sum.checked_add(other.sum).ok_or_else(overflow)?,
            squares: self.squares.checked_add(other.squares).ok_or_else(overflow)?,
        })
    }

    /// The number of cases.
    pub fn cases(self) -> u64 {
        self.cases
    }

    /// The mean in days.
    ///
    /// # Errors
    /// When there is no case.
    pub fn mean(self) -> Result<Fraction> {
        if self.cases == 0 {
            return Err(none("mean"));
        }
        Fraction::new(self.sum, self.cases)
    }

    /// The sample variance (divisor n − 1) in days²; `None` for fewer than two cases.
    pub fn variance(self) -> Option<f64> {
        if self.cases < 2 {
            return None;
        }
        let n = i128::from(self.cases);
        // nΣx² − (Σx)², exact where it fits; else around the nearest whole mean.
        let exact = n
            .checked_mul(self.squares)
            .and_then(|a| Some((a, self.sum.checked_mul(self.sum)?)))
            .map(|(a, b)| (a - b) as f64);
        let centred = exact.unwrap_or_else(|| {
            let mean = self.sum as f64 / n as f64;
            n as f64 * (self.squares as f64 - mean * self.sum as f64).max(0.0)
        });
        Some(centred / n as f64 / (n - 1) as f64)
    }

    /// The standard error of the mean in days; `None` for fewer than two cases.
    pub fn standard_error(self) -> Option<f64> {
        Some((self.variance()? / self.cases as f64).sqrt())
    }

    /// The t interval of the mean; `None` for fewer than two cases.
    pub fn mean_interval(self, level: Level) -> Option<Interval> {
        let mean = self.mean().ok()?.to_f64();
        let (cases, tail) = (self.cases, level.tail());
        let t = remembered(&STUDENT, cases, (cases, tail.to_bits()), || {
            student_quantile_upper(tail, cases as f64 - 1.0)
        });
        let half = t * self.standard_error()?;
        Some(Interval::new(mean - half, mean + half, level, "t"))
    }
}

/// The difference of two means in days, current minus base, with Welch's interval and p-value. Two sides without
/// any spread have an interval of no width.
///
/// # Errors
/// When either side has fewer than two cases.
pub fn mean_difference(current: Moments, base: Moments, level: Level) -> Result<Estimate> {
    let (Some(v1), Some(v2)) = (current.variance(), base.variance()) else {
        return Err(Error::new(ErrorKind::Argument, format!("{} and {} cases", current.cases, base.cases))
            .rule("a difference of means needs two cases on each side"));
    };
    let (n1, n2) = (current.cases as f64, base.cases as f64);
    let value = current.mean()?.minus(base.mean()?)?.to_f64();
    let (a, b) = (v1 / n1, v2 / n2);
    let error = (a + b).sqrt();
    if error == 0.0 {
        let interval = Interval::new(value, value, level, "welch");
        let p_value = Some(if value == 0.0 { 1.0 } else { 0.0 });
        return Ok(Estimate { value, standard_error: Some(0.0), interval, p_value });
    }
    // Satterthwaite, with the shares of the variance, which cannot overflow.
    let (s, t) = (a / (a + b), b / (a + b));
    let df = 1.0 / (s * s / (n1 - 1.0) + t * t / (n2 - 1.0));
    let half = student_quantile_upper(level.tail(), df) * error;
    Ok(Estimate {
        value,
        standard_error: Some(error),
        interval: Interval::new(value - half, value + half, level, "welch"),
        p_value: Some((2.0 * student_upper((value / error).abs(), df)).min(1.0)),
    })
}

/// The quantile `p` (type 7) of runs `(days, cases)` with days increasing, in days, exact. It lies between the
/// order statistics at (n − 1)p, so that p = 0 is the shortest and p = 1 the longest.
///
/// # Errors
/// When there is no case, the days do not increase, or `p` is outside [0, 1].
pub fn quantile(runs: &[(i32, u64)], p: Fraction) -> Result<Fraction> {
    let cases = total(runs)?;
    if p.is_negative() || p > Fraction::whole(1) {
        return Err(outside(p));
    }
    if cases == 0 {
        return Err(none("quantile"));
    }
    let at = p.times(cases - 1)?;
    let below = at.numerator().div_euclid(at.denominator());
    let part = at.minus(Fraction::whole(below))?;
    let low = i128::from(order(runs, below as u64 + 1));
    if part.is_zero() {
        return Ok(Fraction::whole(low));
    }
    let high = i128::from(order(runs, below as u64 + 2));
    Fraction::whole(low).plus(part.times(high - low)?)
}

/// The median in days; see [`quantile`]. Of an even number of cases it is the middle of the two in the middle.
///
/// # Errors
/// As [`quantile`].
pub fn median(runs: &[(i32, u64)]) -> Result<Fraction> {
    quantile(runs, Fraction::new(1, 2)?)
}

/// The interval of the quantile `p` by order statistics, in days. An end that would lie outside the sample is
/// `None`.
///
/// # Errors
/// When there is no case, the days do not increase, or `p` is not strictly between 0 and 1.
pub fn quantile_interval(runs: &[(i32, u64)], p: Fraction, level: Level) -> Result<Interval> {
    let cases = total(runs)?;
    if p.is_negative() || p.is_zero() || p >= Fraction::whole(1) {
        return Err(outside(p));
    }
    if cases == 0 {
        return Err(none("quantile"));
    }
    let (lower, upper) = quantile_ranks(cases, p, level);
    let days = |rank: Option<u64>| rank.map(|rank| f64::from(order(runs, rank)));
    Ok(Interval::open(days(lower), days(upper), level, ORDER_STATISTICS))
}

/// The word of the interval of a quantile.
pub const ORDER_STATISTICS: &str = "order_statistics";

/// Which of `cases` cases in rising order (counted from 1) bound the quantile `p`; `None` where no case does.
pub fn quantile_ranks(cases: u64, p: Fraction, level: Level) -> (Option<u64>, Option<u64>) {
    let (share, tail) = (p.to_f64(), level.tail());
    let question = (cases, share.to_bits(), tail.to_bits());
    // Neighbouring places for the quantiles of one number of cases.
    let at = cases.wrapping_mul(4).wrapping_add((share * 16.0) as u64 % 4);
    remembered(&RANKS, at, question, || {
        let l = binomial_quantile(tail, cases, share);
        let u = binomial_quantile(1.0 - tail, cases, share).saturating_add(1);
        ((l >= 1).then_some(l), (u <= cases).then_some(u))
    })
}

/// The difference of two medians in days, current minus base, after Price and Bonett. The median of an even
/// number is the middle of two.
///
/// The standard error of a median is the distance of the c-th smallest and the c-th largest over 2z, with
/// c = (n + 1)/2 − √n rounded and at least 1, and z such that P(|Z| > z) is twice P(Bin(n, ½) < c).
///
/// # Errors
/// When either side has fewer than two cases, or the days do not increase.
pub fn median_difference(current: &[(i32, u64)], base: &[(i32, u64)], level: Level) -> Result<Estimate> {
    let value = median(current)?.minus(median(base)?)?.to_f64();
    Ok(median_change(value, median_error(current)?, median_error(base)?, level))
}

/// As [`median_difference`], from the difference and the standard errors of both medians.
pub fn median_change(value: f64, current_error: f64, base_error: f64, level: Level) -> Estimate {
    let error = current_error.hypot(base_error);
    let half = z_of(level) * error;
    let p_value = match (error == 0.0, value == 0.0) {
        (true, true) => 1.0,
        (true, false) => 0.0,
        _ => two_sided_p(value / error),
    };
    Estimate {
        value,
        standard_error: Some(error),
        interval: Interval::new(value - half, value + half, level, "price_bonett"),
        p_value: Some(p_value),
    }
}

fn median_error(runs: &[(i32, u64)]) -> Result<f64> {
    let cases = total(runs)?;
    let Some(c) = spread_rank(cases) else {
        return Err(Error::new(ErrorKind::Argument, format!("{cases} cases"))
            .rule("the spread of a median needs two cases"));
    };
    let spread = f64::from(order(runs, cases - c + 1)) - f64::from(order(runs, c));
    Ok(spread / (2.0 * spread_z(cases, c)))
}

/// The rank c whose case, with the one as far from the other end, tells the spread of the median; `None` for fewer
/// than two cases.
pub fn spread_rank(cases: u64) -> Option<u64> {
    let n = cases as f64;
    let c = (0.5 * (n + 1.0) - n.sqrt()).round().max(1.0) as u64;
    (cases >= 2).then(|| c.min(cases / 2))
}

/// The z that the distance between the cases of rank `c` from both ends stands for, each way.
pub fn spread_z(cases: u64, c: u64) -> f64 {
    remembered(&SPREADS, cases, (cases, c), || -normal_quantile(binomial_tails(c - 1, cases, 0.5, 0.5).lower))
}

/// The number of cases, after a look at the order of the days.
fn total(runs: &[(i32, u64)]) -> Result<u64> {
    let mut cases = 0u64;
    for (i, &(days, n)) in runs.iter().enumerate() {
        if i > 0 && runs[i - 1].0 >= days {
            return Err(Error::new(
                ErrorKind::Argument,
                format!("{days} days follow {} days", runs[i - 1].0),
            )
            .rule("the days of a distribution increase"));
        }
        cases = cases.checked_add(n).ok_or_else(overflow)?;
    }
    Ok(cases)
}

/// The `rank`-th smallest, counted from 1.
fn order(runs: &[(i32, u64)], rank: u64) -> i32 {
    let mut seen = 0;
    for &(days, n) in runs {
        seen += n;
        if seen >= rank {
            return days;
        }
    }
    runs.last().map_or(0, |run| run.0)
}

fn none(what: &str) -> Error {
    Error::new(ErrorKind::Argument, format!("no case to take a {what} of"))
        .rule("a distribution has at least one case")
}

fn outside(p: Fraction) -> Error {
    Error::new(ErrorKind::Argument, format!("quantile {p}"))
        .rule("a quantile lies between 0 and 1")
        .hint("the median is 1/2")
}

fn overflow() -> Error {
    Error::new(ErrorKind::Overflow, "a sum of days left its range").rule("sums fit 128 bits, cases 64")
}
