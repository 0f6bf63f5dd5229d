//! Money: whole minor units (fen, cents) of a named currency.

use crate::quantity::Fraction;
use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A currency by its ISO 4217 letters, with two decimals to the unit unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency {
    letters: [u8; 3],
}

impl Currency {
    /// Renminbi; amounts are in yuan, minor units are fen.
    pub const CNY: Self = Self { letters: *b"CNY" };

    /// A currency by three capital letters.
    ///
    /// # Errors
    /// When `code` is not three capital ASCII letters.
    pub fn new(code: &str) -> Result<Self> {
        match <[u8; 3]>::try_from(code.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self { letters }),
            _ => Err(Error::new(ErrorKind::Argument, format!("currency \"{code}\" is no code"))
                .rule("three capital letters of ISO 4217")
                .hint("write \"CNY\"")),
        }
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.letters).unwrap_or("XXX")
    }
}

impl TryFrom<String> for Currency {
    type Error = Error;
    fn try_from(code: String) -> Result<Self> {
        Self::new(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// An exact amount. Amounts of one currency add up; of two, they are an error.
///
/// ```
/// use courtmetrics::quantity::{Currency, Money};
/// let relief = Money::from_minor(56_250_000, Currency::CNY);
/// assert_eq!(relief.to_string(), "562500.00 CNY");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i128,
    currency: Currency,
}

impl Money {
    /// An amount of `minor` units: 1.50 yuan are 150.
    pub fn from_minor(minor: i128, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// The amount in minor units.
    pub fn minor(&self) -> i128 {
        self.minor
    }

    /// The currency.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The exact amount in major units (yuan, dollars).
    pub fn to_fraction(&self) -> Fraction {
        Fraction::new(self.minor, 100).unwrap_or(Fraction::ZERO)
    }

    /// The sum.
    ///
    /// # Errors
    /// When the currencies differ or the sum leaves 128 bits.
    pub fn plus(self, other: Self) -> Result<Self> {
        if self.currency != other.currency {
            return Err(Error::new(
                ErrorKind::Mismatch,
                format!("{} and {} do not add up", self.currency.code(), other.currency.code()),
            )
            .rule("amounts of one currency add up"));
        }
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or_else(|| Error::new(ErrorKind::Overflow, "a sum of money left its range"))?;
        Ok(Self { minor, currency: self.currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", super::Decimal::new(self.minor, 2), self.currency.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_two_currencies_do_not_add_up() {
        let yuan = Money::from_minor(100, Currency::CNY);
        let real = Money::from_minor(100, Currency::new("BRL").unwrap());
        assert_eq!(
            yuan.plus(real).unwrap_err().to_string(),
            "CNY and BRL do not add up; amounts of one currency add up"
        );
    }

    #[test]
    fn a_century_of_cents_keeps_its_last_digit() {
        // A binary sum of 0.01 drifts by 0.02 at 8.5e13; whole minor units do not.
        let big = Money::from_minor(8_500_000_000_000_000, Currency::CNY);
        assert_eq!(big.plus(Money::from_minor(1, Currency::CNY)).unwrap().minor(), 8_500_000_000_000_001);
    }
}
