//! A published figure: a decimal as printed, perhaps only a bound, and the interval it stands for.
//!
//! `4.8亿元` is any amount that rounds to it; `60余次` is at least 60; `1060万余元` at least 10 600 000.

use crate::Result;
use crate::quantity::{Decimal, Fraction, Rounding};
use serde::{Deserialize, Serialize};

/// What a word beside the number says of the true value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The number itself, rounded to its last digit.
    #[default]
    Rounded,
    /// 余, 多, 以上: at least the number.
    AtLeast,
    /// 近, 不足: at most the number.
    AtMost,
    /// 约: near the number; no interval is promised.
    About,
}

/// A figure with its printed precision, in units of `10^exponent` (4 for 万, 8 for 亿).
///
/// ```
/// use courtmetrics::quantity::{Bound, Fraction, Published};
/// let recovered = Published::new("4.8".parse()?, 8, Bound::Rounded);
/// let (low, high) = recovered.interval()?;
/// assert_eq!(low, Some(Fraction::whole(475_000_000)));
/// assert_eq!(high, Some(Fraction::whole(485_000_000)));
/// # Ok::<(), courtmetrics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Published {
    digits: Decimal,
    exponent: u8,
    bound: Bound,
}

impl Published {
    /// A figure as printed.
    pub fn new(digits: Decimal, exponent: u8, bound: Bound) -> Self {
        Self { digits, exponent, bound }
    }

    /// The digits as printed.
    pub fn digits(&self) -> Decimal {
        self.digits
    }

    /// The power of ten of its unit word.
    pub fn exponent(&self) -> u8 {
        self.exponent
    }

    /// What its bound word says.
    pub fn bound(&self) -> Bound {
        self.bound
    }

    /// The printed value, exact.
    ///
    /// # Errors
    /// When it leaves 128 bits.
    pub fn value(&self) -> Result<Fraction> {
        self.digits.to_fraction()?.product(self.unit()?)
    }

    /// Lowest and highest true value that would be printed so; `None` where the figure sets no bound.
    /// Both ends are included, since the mode of rounding is not known.
    ///
    /// # Errors
    /// When it leaves 128 bits.
    pub fn interval(&self) -> Result<(Option<Fraction>, Option<Fraction>)> {
        let value = self.value()?;
        Ok(match self.bound {
            Bound::AtLeast => (Some(value), None),
            Bound::AtMost => (None, Some(value)),
            Bound::About => (None, None),
            // Whole counts without a unit word are exact: 8598 cases are no rounding.
            Bound::Rounded if self.exponent == 0 && self.digits.decimals() == 0 => (Some(value), Some(value)),
            Bound::Rounded => {
                let half = self.digits.half_unit()?.product(self.unit()?)?;
                (Some(value.minus(half)?), Some(value.plus(half)?))
            }
        })
    }

    /// Whether `exact` may have been printed as this figure under `mode`.
    ///
    /// # Errors
    /// When it leaves 128 bits.
    pub fn may_be_printed_from(&self, exact: Fraction, mode: Rounding) -> Result<bool> {
        Ok(match self.bound {
            Bound::Rounded => {
                exact.over(self.unit()?)?.round(self.digits.decimals(), mode)?.units() == self.digits.units()
            }
            Bound::AtLeast => exact >= self.value()?,
            Bound::AtMost => exact <= self.value()?,
            Bound::About => true,
        })
    }

    fn unit(&self) -> Result<Fraction> {
        Decimal::new(1, self.exponent).to_fraction().and_then(|small| Fraction::whole(1).over(small))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> Published {
        Published::new(text.parse().unwrap(), 0, Bound::Rounded)
    }

    #[test]
    fn only_31_of_52_prints_as_59_62_percent() {
        let printed = rate("59.62");
        let fits: Vec<u64> = (0..=52u64)
            .filter(|&x| {
                let exact = Fraction::new(100 * x, 52u64).unwrap();
                printed.may_be_printed_from(exact, Rounding::HalfAwayFromZero).unwrap()
            })
            .collect();
        assert_eq!(fits, [31]);
    }

    #[test]
    fn a_bound_word_opens_the_interval_on_one_side() {
        let over_60 = Published::new("60".parse().unwrap(), 0, Bound::AtLeast);
        assert_eq!(over_60.interval().unwrap(), (Some(Fraction::whole(60)), None));
    }
}
