//! Two ways to print the difference of two rates, both in use.
//!
//! From 4/9 to 31/52 is 15.17 percentage points; the rates print as 44.44 and 59.62, and these differ by 15.18.
//! Courts publish either. Whoever checks a published change accepts both and says which it was.

use super::{ChangeKind, between};
use crate::quantity::{Decimal, Fraction, Rounding};
use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Whether a difference is taken before or after its two values are rounded.
///
/// ```
/// use courtmetrics::change::{ChangeConvention, ChangeKind};
/// use courtmetrics::quantity::{Fraction, Rounding};
/// let (base, current) = (Fraction::new(4, 9)?, Fraction::new(31, 52)?);
/// let printed = |convention: ChangeConvention| {
///     convention.print(base, current, ChangeKind::Points, 2, Rounding::HalfAwayFromZero)
/// };
/// assert_eq!(printed(ChangeConvention::Exact)?.to_string(), "15.17");
/// assert_eq!(printed(ChangeConvention::OfRounded)?.to_string(), "15.18");
/// # Ok::<(), courtmetrics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeConvention {
    /// The exact difference, rounded once.
    #[default]
    Exact,
    /// The difference of the two values as they are printed.
    OfRounded,
}

impl ChangeConvention {
    /// Both conventions.
    pub const ALL: [Self; 2] = [Self::Exact, Self::OfRounded];

    /// The word used in definitions, tables and messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::OfRounded => "of_rounded",
        }
    }

    /// The change from `base` to `current` as this convention prints it.
    ///
    /// # Errors
    /// When the exact change is undefined, when a value leaves 128 bits, and as [`rounded_difference`] for
    /// [`OfRounded`](Self::OfRounded).
    pub fn print(
        self,
        base: Fraction,
        current: Fraction,
        kind: ChangeKind,
        decimals: u8,
        rounding: Rounding,
    ) -> Result<Decimal> {
        match self {
            Self::Exact => between(base, current, kind)?.round(decimals, rounding),
            Self::OfRounded => rounded_difference(base, current, kind, decimals, rounding),
        }
    }

    /// The conventions under which the change from `base` to `current` prints as `printed`; none where the
    /// printed change is neither.
    ///
    /// # Errors
    /// As [`print`](Self::print).
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::change::{ChangeConvention, ChangeKind};
    /// use courtmetrics::quantity::{Fraction, Rounding};
    /// let (base, current) = (Fraction::new(4, 9)?, Fraction::new(31, 52)?);
    /// let mode = Rounding::HalfAwayFromZero;
    /// let fits = ChangeConvention::that_print("15.18".parse()?, base, current, ChangeKind::Points, mode)?;
    /// assert_eq!(fits, [ChangeConvention::OfRounded]);
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn that_print(
        printed: Decimal,
        base: Fraction,
        current: Fraction,
        kind: ChangeKind,
        rounding: Rounding,
    ) -> Result<Vec<Self>> {
        let mut fits = Vec::new();
        for convention in Self::ALL {
            // A percentage is never a difference of two printed values.
            if (convention, kind) != (Self::OfRounded, ChangeKind::Percent)
                && convention.print(base, current, kind, printed.decimals(), rounding)? == printed
            {
                fits.push(convention);
            }
        }
        Ok(fits)
    }
}

/// The difference of two values that were rounded before, as often published; proportions in points.
///
/// # Errors
/// When the kind is percent, which is no difference of two printed values; when a value leaves 128 bits.
///
/// # Source
/// Seen in the reports of Chinese courts: Guancheng Hui District Court (Zhengzhou), January–February 2022.
///
/// # Examples
/// ```
/// use courtmetrics::change::{ChangeKind, rounded_difference};
/// use courtmetrics::quantity::{Fraction, Rounding};
/// let (base, current) = (Fraction::new(1365, 4248)?, Fraction::new(1456, 3881)?);
/// let points = rounded_difference(base, current, ChangeKind::Points, 2, Rounding::HalfAwayFromZero)?;
/// assert_eq!(points.to_string(), "5.39"); // 37.52 − 32.13; unrounded it is 5.38
/// # Ok::<(), courtmetrics::Error>(())
/// ```
pub fn rounded_difference(
    base: Fraction,
    current: Fraction,
    kind: ChangeKind,
    decimals: u8,
    rounding: Rounding,
) -> Result<Decimal> {
    let scale = match kind {
        ChangeKind::Percent => {
            return Err(Error::new(ErrorKind::Mismatch, "the difference of rounded values in percent")
                .rule("a percentage is a quotient, not a difference of two printed values")
                .hint("write \"exact\""));
        }
        ChangeKind::Points => 100,
        ChangeKind::Days | ChangeKind::Absolute | ChangeKind::Places => 1,
    };
    let printed = |value: Fraction| value.times(scale)?.round(decimals, rounding);
    let (base, current) = (printed(base)?.units(), printed(current)?.units());
    let units = current.checked_sub(base).ok_or_else(|| {
        Error::new(ErrorKind::Overflow, "a difference left its range").rule("at most 38 digits")
    })?;
    Ok(Decimal::new(units, decimals))
}

impl FromStr for ChangeConvention {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|convention| convention.word() == text)
            .ok_or_else(|| Error::unknown("convention", text, Self::ALL.map(Self::word)))
    }
}

impl fmt::Display for ChangeConvention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWAY: Rounding = Rounding::HalfAwayFromZero;

    fn f(num: i64, den: i64) -> Fraction {
        Fraction::new(num, den).unwrap()
    }

    #[test]
    fn a_change_that_neither_convention_gives_fits_none() {
        let fits = |text: &str| {
            ChangeConvention::that_print(text.parse().unwrap(), f(4, 9), f(31, 52), ChangeKind::Points, AWAY)
                .unwrap()
        };
        assert_eq!(fits("15.17"), [ChangeConvention::Exact]);
        assert_eq!(fits("15.18"), [ChangeConvention::OfRounded]);
        assert_eq!(fits("15.2"), ChangeConvention::ALL);
        assert_eq!(fits("15.19"), []);
    }

    #[test]
    fn rounded_means_differ_in_days() {
        // 10.25 → 10.3 and 8.24 → 8.2: 2.1 days as printed, 2.0 exactly.
        let difference = |convention: ChangeConvention| {
            convention.print(f(1025, 100), f(824, 100), ChangeKind::Days, 1, AWAY).unwrap().to_string()
        };
        assert_eq!(difference(ChangeConvention::OfRounded), "-2.1");
        assert_eq!(difference(ChangeConvention::Exact), "-2.0");
    }

    #[test]
    fn a_percentage_is_no_difference_of_printed_values() {
        let error = rounded_difference(f(1, 2), f(1, 3), ChangeKind::Percent, 2, AWAY).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Mismatch);
        let fits = ChangeConvention::that_print(
            "12.5".parse().unwrap(),
            f(152, 1),
            f(171, 1),
            ChangeKind::Percent,
            AWAY,
        );
        assert_eq!(fits.unwrap(), [ChangeConvention::Exact]);
    }

    #[test]
    fn words_are_the_names_in_files() {
        for convention in ChangeConvention::ALL {
            assert_eq!(serde_json::to_string(&convention).unwrap(), format!("\"{convention}\""));
            assert_eq!(convention.word().parse::<ChangeConvention>().unwrap(), convention);
        }
    }
}
