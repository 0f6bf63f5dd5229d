//! The change between two values, or why there is none.

use super::{Change, ChangeKind, Undefined};
use crate::quantity::Fraction;

/// The change from `base` to `current`.
///
/// Proportions are held as fractions of 1, durations in days, ranks as places.
///
/// # Errors
/// For percent: [`Undefined::ZeroBase`] (0 to 0 too), [`Undefined::NegativeBase`], [`Undefined::SignChange`].
/// For every kind: [`Undefined::OutOfRange`].
///
/// # Examples
/// ```
/// use courtmetrics::change::{ChangeKind, between};
/// use courtmetrics::quantity::{Fraction, Rounding};
/// let (before, now) = (Fraction::new(4, 9)?, Fraction::new(31, 52)?);
/// let points = between(before, now, ChangeKind::Points)?;
/// assert_eq!(points.round(2, Rounding::HalfAwayFromZero)?.to_string(), "15.17");
/// let percent = between(before, now, ChangeKind::Percent)?;
/// assert_eq!(percent.round(2, Rounding::HalfAwayFromZero)?.to_string(), "34.13");
/// # Ok::<(), courtmetrics::Error>(())
/// ```
pub fn between(
    base: Fraction,
    current: Fraction,
    kind: ChangeKind,
) -> std::result::Result<Change, Undefined> {
    let difference = || current.minus(base);
    let value = match kind {
        ChangeKind::Percent if base.is_zero() => return Err(Undefined::ZeroBase),
        ChangeKind::Percent if base.is_negative() => return Err(Undefined::NegativeBase),
        ChangeKind::Percent if current.is_negative() => return Err(Undefined::SignChange),
        ChangeKind::Percent => difference().and_then(|d| d.over(base)).and_then(|d| d.times(100)),
        ChangeKind::Points => difference().and_then(|d| d.times(100)),
        ChangeKind::Days | ChangeKind::Absolute | ChangeKind::Places => difference(),
    };
    // A percentage has a base above 0 here and is at least −100, so an error can only be an overflow.
    value.and_then(|value| Change::new(value, kind)).map_err(|_| Undefined::OutOfRange)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(value: i64) -> Fraction {
        Fraction::whole(value)
    }

    #[test]
    fn growth_from_zero_or_below_has_no_percentage() {
        let percent = |a, b| between(n(a), n(b), ChangeKind::Percent).map(|change| change.value());
        assert_eq!(percent(0, 12), Err(Undefined::ZeroBase));
        assert_eq!(percent(0, 0), Err(Undefined::ZeroBase));
        assert_eq!(percent(-5, 5), Err(Undefined::NegativeBase));
        assert_eq!(percent(5, -5), Err(Undefined::SignChange));
        assert_eq!(percent(5, 0), Ok(n(-100)));
    }

    #[test]
    fn differences_are_defined_where_percentages_are_not() {
        for (a, b) in [(0, 0), (0, 12), (-5, 5), (5, -5)] {
            assert_eq!(between(n(a), n(b), ChangeKind::Absolute).unwrap().value(), n(b - a));
        }
    }

    #[test]
    fn a_court_that_moves_from_fifth_to_third_goes_forward() {
        assert_eq!(between(n(5), n(3), ChangeKind::Places).unwrap().value(), n(-2));
    }

    #[test]
    fn a_change_beyond_128_bits_is_out_of_range() {
        let huge = Fraction::whole(i128::MAX);
        assert_eq!(between(huge.negated(), huge, ChangeKind::Absolute), Err(Undefined::OutOfRange));
        assert_eq!(between(n(1), huge, ChangeKind::Percent), Err(Undefined::OutOfRange));
    }
}
