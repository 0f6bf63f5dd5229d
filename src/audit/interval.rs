//! Exact intervals, open on a side where nothing is promised.

use crate::quantity::{Bound, Fraction, Rounding};
use crate::report_text::Amount;

/// Lowest and highest possible value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) low: Option<Fraction>,
    pub(super) high: Option<Fraction>,
}

impl Interval {
    pub(super) fn of(amount: &Amount) -> Self {
        let (low, high) = amount.interval();
        Self { low, high }
    }

    pub(super) fn closed(low: Fraction, high: Fraction) -> Self {
        Self { low: Some(low), high: Some(high) }
    }

    /// Both ends, where both are known.
    pub(super) fn ends(self) -> Option<(Fraction, Fraction)> {
        Some((self.low?, self.high?))
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let sum = |a: Option<Fraction>, b: Option<Fraction>| a?.plus(b?).ok();
        Self { low: sum(self.low, other.low), high: sum(self.high, other.high) }
    }

    pub(super) fn minus(self, other: Self) -> Self {
        let flip = Self { low: other.high.map(Fraction::negated), high: other.low.map(Fraction::negated) };
        self.plus(flip)
    }

    pub(super) fn negated(self) -> Self {
        Self { low: self.high.map(Fraction::negated), high: self.low.map(Fraction::negated) }
    }

    /// The quotient in percent of two intervals of values that are not negative.
    pub(super) fn percent_of(self, base: Self) -> Self {
        let over = |a: Option<Fraction>, b: Option<Fraction>| {
            let b = b.filter(|b| !b.is_zero() && !b.is_negative())?;
            a?.times(100).ok()?.over(b).ok()
        };
        Self { low: over(self.low, base.high), high: over(self.high, base.low) }
    }

    /// Whether no value lies in both.
    pub(super) fn misses(self, other: Self) -> bool {
        let above = |low: Option<Fraction>, high: Option<Fraction>| low.zip(high).is_some_and(|(l, h)| l > h);
        above(self.low, other.high) || above(other.low, self.high)
    }

    /// Whether every value here is above every value there.
    pub(super) fn exceeds(self, other: Self) -> bool {
        self.low.zip(other.high).is_some_and(|(low, high)| low > high)
    }
}

/// What `now` was before it changed by `percent`.
pub(super) fn grown(now: Interval, percent: Interval) -> Interval {
    let hundred = Fraction::whole(100);
    now.percent_of(Interval::closed(hundred, hundred).plus(percent))
}

/// The largest whole number that is not above.
pub(super) fn floor(value: Fraction) -> i128 {
    value.numerator().div_euclid(value.denominator())
}

/// The smallest whole number that is not below.
pub(super) fn ceiling(value: Fraction) -> i128 {
    -floor(value.negated())
}

/// A range as people read it, with no more digits than tell its ends apart.
pub(super) fn range(low: Fraction, high: Fraction) -> String {
    let apart = |places: u8| {
        let text = |value: Fraction| value.round(places, Rounding::HalfAwayFromZero).map(|d| d.to_string());
        text(low).ok().zip(text(high).ok())
    };
    let shown = (0..=4).filter_map(apart).find(|(a, b)| a != b).or_else(|| apart(4));
    match shown {
        Some((a, b)) if a != b => format!("{a} to {b}"),
        Some((a, _)) => a.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => format!("{low} to {high}"),
    }
}

/// Whether an amount is one exact whole number.
pub(super) fn exact(amount: &Amount) -> Option<u64> {
    let number = amount.number;
    let whole = number.exponent() == 0 && number.digits().decimals() == 0 && number.bound() == Bound::Rounded;
    u64::try_from(number.digits().units()).ok().filter(|_| whole)
}

/// A fraction as people read it: at most four decimals, without trailing zeros.
pub(super) fn shown(value: Fraction) -> String {
    let Ok(rounded) = value.round(4, Rounding::HalfAwayFromZero) else { return value.to_string() };
    let text = rounded.to_string();
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
