//! Exact fractions: what a value is before anybody rounds it.
//!
//! Numerator and denominator are 128-bit integers; every operation is checked and an overflow is an error,
//! never a wrong number. Use `f64` only through [`Fraction::to_f64`], at the end.

use crate::quantity::{Decimal, Rounding};
use crate::{Error, ErrorKind, Result};
use std::cmp::Ordering;
use std::fmt;

/// An exact fraction in lowest terms, its denominator above 0.
///
/// ```
/// use courtmetrics::quantity::{Fraction, Rounding};
/// let acceptance = Fraction::new(31, 52)?;
/// assert_eq!(acceptance.times(100)?.round(2, Rounding::HalfAwayFromZero)?.to_string(), "59.62");
/// # Ok::<(), courtmetrics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fraction {
    num: i128,
    den: i128,
}

impl Fraction {
    /// Zero.
    pub const ZERO: Self = Self { num: 0, den: 1 };

    /// `num / den` in lowest terms.
    ///
    /// # Errors
    /// When `den` is 0, or a part has no opposite (−2¹²⁷).
    pub fn new(num: impl Into<i128>, den: impl Into<i128>) -> Result<Self> {
        let (num, den) = (num.into(), den.into());
        if den == 0 {
            return Err(Error::new(ErrorKind::Argument, format!("{num} / 0 is no fraction"))
                .rule("a denominator is not 0"));
        }
        if num == i128::MIN || den == i128::MIN {
            return Err(overflow());
        }
        let divisor = gcd(num.unsigned_abs(), den.unsigned_abs()) as i128 * den.signum();
        Ok(Self { num: num / divisor, den: den / divisor })
    }

    /// A whole number.
    pub fn whole(n: impl Into<i128>) -> Self {
        Self { num: n.into(), den: 1 }
    }

    /// The numerator in lowest terms.
    pub fn numerator(self) -> i128 {
        self.num
    }

    /// The denominator in lowest terms, above 0.
    pub fn denominator(self) -> i128 {
        self.den
    }

    /// Whether the value is 0.
    pub fn is_zero(self) -> bool {
        self.num == 0
    }

    /// Whether the value is below 0.
    pub fn is_negative(self) -> bool {
        self.num < 0
    }

    /// The opposite value.
    pub fn negated(self) -> Self {
        Self { num: -self.num, den: self.den }
    }

    /// The distance from 0.
    pub fn abs(self) -> Self {
        Self { num: self.num.abs(), den: self.den }
    }

    /// The sum. Overflow is an error.
    ///
    /// # Errors
    /// When a part leaves 128 bits.
    pub fn plus(self, other: Self) -> Result<Self> {
        let shared = gcd(self.den.unsigned_abs(), other.den.unsigned_abs()) as i128;
        let left = self.num.checked_mul(other.den / shared);
        let right = other.num.checked_mul(self.den / shared);
        let den = (self.den / shared).checked_mul(other.den);
        match (left, right, den) {
            (Some(a), Some(b), Some(den)) => Self::new(a.checked_add(b).ok_or_else(overflow)?, den),
            _ => Err(overflow()),
        }
    }

    /// The difference `self − other`.
    ///
    /// # Errors
    /// When a part leaves 128 bits.
    pub fn minus(self, other: Self) -> Result<Self> {
        self.plus(other.negated())
    }

    /// The product with a fraction.
    ///
    /// # Errors
    /// When a part leaves 128 bits.
    pub fn product(self, other: Self) -> Result<Self> {
        let a = gcd(self.num.unsigned_abs(), other.den.unsigned_abs()).max(1) as i128;
        let b = gcd(other.num.unsigned_abs(), self.den.unsigned_abs()).max(1) as i128;
        let num = (self.num / a).checked_mul(other.num / b).ok_or_else(overflow)?;
        let den = (self.den / b).checked_mul(other.den / a).ok_or_else(overflow)?;
        Self::new(num, den)
    }

    /// The product with a whole number.
    ///
    /// # Errors
    /// When a part leaves 128 bits.
    pub fn times(self, factor: impl Into<i128>) -> Result<Self> {
        self.product(Self::whole(factor))
    }

    /// The quotient `self / other`.
    ///
    /// # Errors
    /// When `other` is 0 or a part leaves 128 bits.
    pub fn over(self, other: Self) -> Result<Self> {
        self.product(Self::new(other.den, other.num)?)
    }

    /// The nearest binary double.
    pub fn to_f64(self) -> f64 {
        const EXACT: i128 = 1 << 53;
        if self.num.abs() <= EXACT && self.den <= EXACT {
            return self.num as f64 / self.den as f64;
        }
        // Whole part and remainder apart, so that large values keep their digits.
        let (whole, rest) = (self.num / self.den, self.num % self.den);
        whole as f64 + rest as f64 / self.den as f64
    }

    /// Rounds once, to `decimals` digits after the point.
    ///
    /// # Errors
    /// When the scaled value leaves 128 bits.
    pub fn round(self, decimals: u8, mode: Rounding) -> Result<Decimal> {
        let scale = 10i128.checked_pow(decimals.into()).ok_or_else(overflow)?;
        Ok(Decimal::new(self.times(scale)?.round_to_whole(mode), decimals))
    }

    /// Rounds to the nearest multiple of `unit`: 0.5 and 20 are units too (GB/T 8170, 3.3).
    ///
    /// # Errors
    /// When `unit` is not above 0 or a part leaves 128 bits.
    pub fn round_to_unit(self, unit: Self, mode: Rounding) -> Result<Self> {
        if unit.num <= 0 {
            return Err(Error::new(ErrorKind::Argument, format!("unit is {unit}")).rule("a unit is above 0"));
        }
        Self::whole(self.over(unit)?.round_to_whole(mode)).product(unit)
    }

    fn round_to_whole(self, mode: Rounding) -> i128 {
        let (whole, rest) = (self.num / self.den, self.num % self.den);
        // 2·|rest| against den, written so that it cannot overflow.
        let half = rest.abs().cmp(&(self.den - rest.abs()));
        let up = match (mode, half) {
            (Rounding::Truncate, _) | (_, Ordering::Less) => false,
            (Rounding::HalfAwayFromZero, _) | (_, Ordering::Greater) => true,
            (Rounding::HalfToEven, Ordering::Equal) => whole % 2 != 0,
        };
        if up { whole + self.num.signum() } else { whole }
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    /// Compares exactly, by continued fractions, so that no product can overflow.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut a, mut b, mut flipped) = (*self, *other, false);
        loop {
            let (qa, qb) = (a.num.div_euclid(a.den), b.num.div_euclid(b.den));
            let (ra, rb) = (a.num.rem_euclid(a.den), b.num.rem_euclid(b.den));
            let order = match (qa.cmp(&qb), ra == 0, rb == 0) {
                (Ordering::Equal, true, true) => return Ordering::Equal,
                (Ordering::Equal, true, false) => Ordering::Less,
                (Ordering::Equal, false, true) => Ordering::Greater,
                (Ordering::Equal, false, false) => {
                    a = Self { num: a.den, den: ra };
                    b = Self { num: b.den, den: rb };
                    flipped = !flipped;
                    continue;
                }
                (order, _, _) => order,
            };
            return if flipped { order.reverse() } else { order };
        }
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        // Most values fit 64 bits, where the remainder is ten times cheaper.
        if let (Ok(x), Ok(y)) = (u64::try_from(a), u64::try_from(b)) {
            return gcd64(x, y).into();
        }
        (a, b) = (b, a % b);
    }
    a
}

fn gcd64(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn overflow() -> Error {
    Error::new(ErrorKind::Overflow, "an exact fraction left its range")
        .rule("numerator and denominator fit 128 bits")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn f(num: i64, den: i64) -> Fraction {
        Fraction::new(num, den).unwrap()
    }

    #[test]
    fn fractions_are_kept_in_lowest_terms_with_a_positive_denominator() {
        assert_eq!(f(26, -52), f(-1, 2));
        assert!(Fraction::new(1, 0).is_err());
    }

    #[test]
    fn order_is_exact_where_products_would_overflow() {
        let big = i128::MAX;
        assert!(Fraction::new(big - 1, big).unwrap() < Fraction::whole(1));
        assert!(Fraction::new(big - 2, big - 1).unwrap() < Fraction::new(big - 1, big).unwrap());
        assert!(f(-1, 2) < f(-1, 3) && f(5, 2) > f(7, 3));
    }

    #[test]
    fn a_half_goes_where_the_mode_sends_it() {
        let half = f(5, 2);
        let round = |x: Fraction, mode| x.round(0, mode).unwrap().to_string();
        assert_eq!(round(half, Rounding::HalfAwayFromZero), "3");
        assert_eq!(round(half, Rounding::HalfToEven), "2");
        assert_eq!(round(half.negated(), Rounding::HalfAwayFromZero), "-3");
        assert_eq!(round(f(-29, 10), Rounding::Truncate), "-2");
    }

    #[test]
    fn sums_that_leave_the_range_are_errors() {
        let big = Fraction::whole(i128::MAX);
        assert_eq!(big.plus(big).unwrap_err().kind(), ErrorKind::Overflow);
    }
}
