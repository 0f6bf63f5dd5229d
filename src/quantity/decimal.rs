//! Decimal numbers as printed: digits and how many of them stand after the point.

use crate::quantity::Fraction;
use crate::{Error, ErrorKind, Result};
use std::fmt;
use std::str::FromStr;

/// A number with a fixed count of decimals; `4.80` and `4.8` are different decimals of equal value.
///
/// ```
/// use courtmetrics::quantity::Decimal;
/// let rate: Decimal = "91.48".parse()?;
/// assert_eq!((rate.units(), rate.decimals()), (9148, 2));
/// assert_eq!(rate.to_string(), "91.48");
/// # Ok::<(), courtmetrics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    units: i128,
    decimals: u8,
}

impl Decimal {
    /// `units · 10^−decimals`.
    pub fn new(units: i128, decimals: u8) -> Self {
        Self { units, decimals }
    }

    /// The digits as a whole number.
    pub fn units(self) -> i128 {
        self.units
    }

    /// How many digits stand after the point.
    pub fn decimals(self) -> u8 {
        self.decimals
    }

    /// The exact value.
    ///
    /// # Errors
    /// When 10^decimals leaves 128 bits.
    pub fn to_fraction(self) -> Result<Fraction> {
        Fraction::new(self.units, power_of_ten(self.decimals)?)
    }

    /// Half a unit of the last digit: how far a rounded value may lie from the true one.
    ///
    /// # Errors
    /// When 10^decimals leaves 128 bits.
    pub fn half_unit(self) -> Result<Fraction> {
        Fraction::new(1, power_of_ten(self.decimals)?.checked_mul(2).ok_or_else(too_many)?)
    }
}

fn power_of_ten(decimals: u8) -> Result<i128> {
    10i128.checked_pow(decimals.into()).ok_or_else(too_many)
}

fn too_many() -> Error {
    Error::new(ErrorKind::Overflow, "a decimal has too many digits").rule("at most 38 digits")
}

impl FromStr for Decimal {
    type Err = Error;

    /// Reads `-12.50`: an optional sign, digits, and at most one point between digits.
    fn from_str(text: &str) -> Result<Self> {
        let bad = || {
            Error::new(ErrorKind::Argument, format!("\"{text}\" is no decimal number"))
                .rule("a sign, digits and one point")
        };
        let (negative, digits) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() || (digits.contains('.') && part.is_empty()) {
            return Err(bad());
        }
        let mut units = 0i128;
        for digit in whole.bytes().chain(part.bytes()) {
            if !digit.is_ascii_digit() {
                return Err(bad());
            }
            units = units
                .checked_mul(10)
                .and_then(|u| u.checked_add(i128::from(digit - b'0')))
                .ok_or_else(too_many)?;
        }
        let decimals = u8::try_from(part.len()).map_err(|_| too_many())?;
        Ok(Self { units: if negative { -units } else { units }, decimals })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits =
            format!("{:0>width$}", self.units.unsigned_abs(), width = usize::from(self.decimals) + 1);
        let (whole, part) = digits.split_at(digits.len() - usize::from(self.decimals));
        let point = if part.is_empty() { "" } else { "." };
        f.pad_integral(self.units >= 0, "", &format!("{whole}{point}{part}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_back() {
        for text in ["0", "-0.05", "12.50", "4.8", "-355", "100000000000000000000.01"] {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn broken_numbers_are_refused() {
        for text in ["", ".", "1.", ".5", "1e3", "1,000", "--1", "１"] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
    }
}
