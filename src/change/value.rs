//! A change: an exact number and its kind.

use super::ChangeKind;
use crate::quantity::{Decimal, Fraction, PercentagePoints, Rounding};
use crate::{Error, ErrorKind, Result};
use std::fmt;

/// A change of some kind, exact.
///
/// Changes of unlike kind do not add up, and changes have no `+` at all: percentages along a chain compound,
/// points add, and [`Change::then`] does for each kind what is right.
///
/// ```compile_fail
/// use courtmetrics::change::{Change, ChangeKind};
/// use courtmetrics::quantity::Fraction;
/// let ten = Change::new(Fraction::whole(10), ChangeKind::Percent).unwrap();
/// let twenty = ten + ten; // two growths of 10 % are one of 21 %
/// ```
///
/// ```
/// use courtmetrics::change::{Change, ChangeKind};
/// use courtmetrics::quantity::Fraction;
/// let ten = Change::new(Fraction::whole(10), ChangeKind::Percent)?;
/// assert_eq!(ten.then(ten)?.value(), Fraction::whole(21));
/// # Ok::<(), courtmetrics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Change {
    value: Fraction,
    kind: ChangeKind,
}

impl Change {
    /// A change that is known by itself, as a published one: 9.12 percent, −18.69 days.
    ///
    /// # Errors
    /// When it is a loss of more than 100 percent.
    pub fn new(value: Fraction, kind: ChangeKind) -> Result<Self> {
        if kind == ChangeKind::Percent && value < Fraction::whole(-100) {
            let what = format!("a change of {} percent", value.to_f64());
            return Err(Error::new(ErrorKind::Argument, what).rule(
                "a percentage is of a base above 0, of which at most all is lost: it is at least -100",
            ));
        }
        Ok(Self { value, kind })
    }

    /// The growth *to* a multiple of the base (增长到 2 倍, 翻一番): 2 is a growth *by* 100 percent.
    ///
    /// # Errors
    /// When the multiple is below 0, or leaves 128 bits.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::change::Change;
    /// use courtmetrics::quantity::Fraction;
    /// let doubled = Change::to_multiple(Fraction::whole(2))?;
    /// assert_eq!(doubled.value(), Fraction::whole(100));
    /// assert_eq!(doubled.multiple()?, Fraction::whole(2));
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn to_multiple(multiple: Fraction) -> Result<Self> {
        Self::new(multiple.minus(Fraction::whole(1))?.times(100)?, ChangeKind::Percent)
    }

    /// The exact number: percent, percentage points, days, places, or the unit of the values.
    pub fn value(&self) -> Fraction {
        self.value
    }

    /// What the number is measured in.
    pub fn kind(&self) -> ChangeKind {
        self.kind
    }

    /// The change as percentage points.
    ///
    /// # Errors
    /// When it is of another kind.
    pub fn points(&self) -> Result<PercentagePoints> {
        self.must_be(ChangeKind::Points)?;
        Ok(PercentagePoints::new(self.value))
    }

    /// The current value as a multiple of the base: a growth *by* 100 percent is one *to* 2.
    ///
    /// # Errors
    /// When the change is not in percent, or the multiple leaves 128 bits.
    pub fn multiple(&self) -> Result<Fraction> {
        self.must_be(ChangeKind::Percent)?;
        Fraction::whole(1).plus(self.value.over(Fraction::whole(100))?)
    }

    /// The current value that this change leads to from `base`.
    ///
    /// # Errors
    /// When the change is in percent and the base not above 0, or the value leaves 128 bits.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::change::{ChangeKind, between};
    /// use courtmetrics::quantity::Fraction;
    /// let (base, current) = (Fraction::whole(152), Fraction::whole(171));
    /// assert_eq!(between(base, current, ChangeKind::Percent)?.apply(base)?, current);
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn apply(&self, base: Fraction) -> Result<Fraction> {
        match self.kind {
            ChangeKind::Percent if base <= Fraction::ZERO => {
                Err(Error::new(ErrorKind::Argument, format!("base is {base}"))
                    .rule("a percentage is of a base above 0"))
            }
            ChangeKind::Percent => base.product(self.multiple()?),
            _ => base.plus(self.in_values()?),
        }
    }

    /// The base from which this change leads to `current`: the value of the year before, from a published
    /// value and its published change.
    ///
    /// # Errors
    /// When the change is in percent and the current value is not above 0, which no base or every base leads
    /// to; or the value leaves 128 bits.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::change::{Change, ChangeKind};
    /// use courtmetrics::quantity::Fraction;
    /// let fell = Change::new(Fraction::whole(-25), ChangeKind::Percent)?;
    /// assert_eq!(fell.base_of(Fraction::whole(75))?, Fraction::whole(100));
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn base_of(&self, current: Fraction) -> Result<Fraction> {
        if self.kind != ChangeKind::Percent {
            return current.minus(self.in_values()?);
        }
        let multiple = self.multiple()?;
        if multiple.is_zero() || current <= Fraction::ZERO {
            let what = format!("no one base leads to {current} by {} percent", self.value.to_f64());
            return Err(Error::new(ErrorKind::Argument, what)
                .rule("a base is above 0, and what is left of it tells it"));
        }
        current.over(multiple)
    }

    /// The change over both steps, this one first: percentages compound, all others add.
    ///
    /// # Errors
    /// When the kinds differ, or the value leaves 128 bits.
    pub fn then(&self, next: Self) -> Result<Self> {
        next.must_be(self.kind)?;
        match self.kind {
            ChangeKind::Percent => Self::to_multiple(self.multiple()?.product(next.multiple()?)?),
            _ => Self::new(self.value.plus(next.value)?, self.kind),
        }
    }

    /// The number rounded once, to `decimals` digits after the point.
    ///
    /// # Errors
    /// When it leaves 128 bits.
    pub fn round(&self, decimals: u8, mode: Rounding) -> Result<Decimal> {
        self.value.round(decimals, mode)
    }

    /// The difference in the unit of the values; points are hundredths of a proportion.
    fn in_values(&self) -> Result<Fraction> {
        let unit = if self.kind == ChangeKind::Points { 100 } else { 1 };
        self.value.over(Fraction::whole(unit))
    }

    fn must_be(&self, kind: ChangeKind) -> Result<()> {
        if self.kind == kind {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Mismatch,
            format!("a change of kind \"{}\" where \"{kind}\" is due", self.kind),
        )
        .rule("changes of unlike kind are unlike quantities")
        .hint(format!("compute it as between(base, current, \"{kind}\")")))
    }
}

impl fmt::Display for Change {
    /// Writes the exact number and the word of its kind: `25/2 percent`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.value, self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::between;

    fn n(value: i64) -> Fraction {
        Fraction::whole(value)
    }

    fn change(value: i64, kind: ChangeKind) -> Change {
        Change::new(n(value), kind).unwrap()
    }

    #[test]
    fn points_are_hundredths_of_the_whole() {
        let half = Fraction::new(1, 2).unwrap();
        let change = between(half, n(1), ChangeKind::Points).unwrap();
        assert_eq!(change.value(), n(50));
        assert_eq!(change.points().unwrap().to_fraction(), n(50));
        assert_eq!(change.base_of(n(1)).unwrap(), half);
    }

    #[test]
    fn unlike_changes_do_not_chain() {
        let error = change(5, ChangeKind::Percent).then(change(5, ChangeKind::Points)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Mismatch);
        assert_eq!(
            error.to_string(),
            "a change of kind \"points\" where \"percent\" is due; changes of unlike kind are unlike quantities; \
             hint: compute it as between(base, current, \"percent\")"
        );
        assert!(change(5, ChangeKind::Points).multiple().is_err());
        assert!(change(5, ChangeKind::Percent).points().is_err());
    }

    #[test]
    fn more_than_all_cannot_be_lost() {
        assert!(Change::new(n(-101), ChangeKind::Percent).is_err());
        assert!(Change::new(n(-101), ChangeKind::Absolute).is_ok());
        assert!(change(-100, ChangeKind::Percent).base_of(Fraction::ZERO).is_err());
        assert!(change(10, ChangeKind::Percent).base_of(n(-1)).is_err());
        assert!(change(10, ChangeKind::Percent).apply(Fraction::ZERO).is_err());
    }
}
