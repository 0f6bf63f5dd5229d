//! The kinds of quantity, as types that refuse each other.
//!
//! Averaging rates, adding proportions and putting a Wilson interval on a clearance rate are mistakes that do
//! not compile:
//!
//! ```compile_fail
//! use courtmetrics::quantity::Proportion;
//! let a = Proportion::new(1, 2).unwrap();
//! let sum = a + a; // proportions do not add up: merge their counts
//! ```
//!
//! ```compile_fail
//! use courtmetrics::quantity::{Proportion, Ratio};
//! fn wilson(p: Proportion) {}
//! wilson(Ratio::new(120, 100).unwrap()); // resolved is no part of incoming
//! ```
//!
//! ```compile_fail
//! use courtmetrics::quantity::{Count, Days};
//! let sum = Count::new(3) + Days::new(4); // cases and days
//! ```

use crate::quantity::Fraction;
use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What kind of quantity an indicator gives. The kind decides which change and which interval exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum QuantityKind {
    /// Things counted: cases, hearings, documents.
    Count,
    /// People, or person-times (人次).
    Persons,
    /// An amount of money.
    Money,
    /// Part of a whole, in [0, 1].
    Proportion,
    /// One count or amount over another that does not contain it; may exceed 1.
    Ratio,
    /// Events per exposure: per 100 inhabitants, per judge.
    Rate,
    /// Days: a mean, a median, a quantile, or a stock turned into days.
    Days,
    /// A number on a scale of its own.
    Index,
    /// A place among courts.
    Rank,
}

impl QuantityKind {
    /// The word used in definitions, tables and messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Persons => "persons",
            Self::Money => "money",
            Self::Proportion => "proportion",
            Self::Ratio => "ratio",
            Self::Rate => "rate",
            Self::Days => "days",
            Self::Index => "index",
            Self::Rank => "rank",
        }
    }
}

/// A number of cases or things. Counts add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Count(u64);

impl Count {
    /// A count.
    pub fn new(n: u64) -> Self {
        Self(n)
    }
    /// The number.
    pub fn get(self) -> u64 {
        self.0
    }
}

impl std::ops::Add for Count {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

/// Part of a whole: `numerator` of `denominator` things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Proportion {
    numerator: u64,
    denominator: u64,
}

impl Proportion {
    /// `numerator` of `denominator`.
    ///
    /// # Errors
    /// When the denominator is 0, or the numerator exceeds it.
    pub fn new(numerator: u64, denominator: u64) -> Result<Self> {
        no_zero(denominator)?;
        if numerator > denominator {
            return Err(Error::new(ErrorKind::Argument, format!("numerator {numerator} of {denominator}"))
                .rule("the part of a whole is at most the whole")
                .hint("a numerator outside the denominator makes a ratio"));
        }
        Ok(Self { numerator, denominator })
    }
    /// The part.
    pub fn numerator(self) -> u64 {
        self.numerator
    }
    /// The whole.
    pub fn denominator(self) -> u64 {
        self.denominator
    }
    /// The exact value, in [0, 1].
    pub fn to_fraction(self) -> Fraction {
        exact(self.numerator, self.denominator)
    }
    /// Two parts of two wholes, pooled. Never the mean of two rates.
    ///
    /// # Errors
    /// When a sum leaves 64 bits.
    pub fn merge(self, other: Self) -> Result<Self> {
        Self::new(sum(self.numerator, other.numerator)?, sum(self.denominator, other.denominator)?)
    }
}

/// One count over another that does not contain it: resolved over incoming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: u64,
    denominator: u64,
}

impl Ratio {
    /// `numerator` over `denominator`.
    ///
    /// # Errors
    /// When the denominator is 0.
    pub fn new(numerator: u64, denominator: u64) -> Result<Self> {
        no_zero(denominator)?;
        Ok(Self { numerator, denominator })
    }
    /// The upper count.
    pub fn numerator(self) -> u64 {
        self.numerator
    }
    /// The lower count.
    pub fn denominator(self) -> u64 {
        self.denominator
    }
    /// The exact value, at least 0.
    pub fn to_fraction(self) -> Fraction {
        exact(self.numerator, self.denominator)
    }
    /// Pools two ratios.
    ///
    /// # Errors
    /// When a sum leaves 64 bits.
    pub fn merge(self, other: Self) -> Result<Self> {
        Self::new(sum(self.numerator, other.numerator)?, sum(self.denominator, other.denominator)?)
    }
}

/// Events per exposure, such as filings per 100 inhabitants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate {
    events: u64,
    exposure: Fraction,
}

impl Rate {
    /// `events` over `exposure`.
    ///
    /// # Errors
    /// When the exposure is not above 0.
    pub fn new(events: u64, exposure: Fraction) -> Result<Self> {
        if exposure.is_zero() || exposure.is_negative() {
            return Err(Error::new(ErrorKind::Argument, format!("exposure is {exposure}"))
                .rule("an exposure is above 0"));
        }
        Ok(Self { events, exposure })
    }
    /// The events.
    pub fn events(self) -> u64 {
        self.events
    }
    /// The exposure.
    pub fn exposure(self) -> Fraction {
        self.exposure
    }
    /// The exact value per unit of exposure.
    ///
    /// # Errors
    /// When a part leaves 128 bits.
    pub fn to_fraction(self) -> Result<Fraction> {
        Fraction::whole(self.events).over(self.exposure)
    }
}

/// Whole days between two dates; the same day is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days(u32);

impl Days {
    /// A number of days.
    pub fn new(days: u32) -> Self {
        Self(days)
    }
    /// The days from one date to a later one.
    ///
    /// # Errors
    /// When `to` lies before `from`.
    pub fn between(from: crate::period::Date, to: crate::period::Date) -> Result<Self> {
        u32::try_from(to.days_since(from)).map(Self).map_err(|_| {
            Error::new(ErrorKind::Argument, format!("{to} lies before {from}"))
                .rule("a duration runs from the earlier date to the later")
        })
    }
    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

/// A value on a scale of its own, such as a time index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Index(Fraction);

impl Index {
    /// An index value.
    pub fn new(value: Fraction) -> Self {
        Self(value)
    }
    /// The exact value.
    pub fn to_fraction(self) -> Fraction {
        self.0
    }
}

/// A place among `of` courts; 1 is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rank {
    place: u32,
    of: u32,
}

impl Rank {
    /// Place `place` of `of`.
    ///
    /// # Errors
    /// When the place is 0 or exceeds `of`.
    pub fn new(place: u32, of: u32) -> Result<Self> {
        if place == 0 || place > of {
            return Err(
                Error::new(ErrorKind::Argument, format!("place {place} of {of}")).rule("1 ≤ place ≤ of")
            );
        }
        Ok(Self { place, of })
    }
    /// The place.
    pub fn place(self) -> u32 {
        self.place
    }
    /// Among how many.
    pub fn of(self) -> u32 {
        self.of
    }
}

/// A difference of two proportions or percentages: 个百分点. Never a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PercentagePoints(Fraction);

impl PercentagePoints {
    /// A number of percentage points: 15.18 is `Fraction::new(1518, 100)`.
    pub fn new(points: Fraction) -> Self {
        Self(points)
    }
    /// The exact number of points.
    pub fn to_fraction(self) -> Fraction {
        self.0
    }
}

impl fmt::Display for PercentagePoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} percentage points", self.0.to_f64())
    }
}

/// A confidence level strictly inside (0, 1).
///
/// ```
/// use courtmetrics::quantity::Level;
/// assert!(Level::new(0.95).is_ok());
/// assert_eq!(
///     Level::new(95.0).unwrap_err().to_string(),
///     "level is 95; a confidence level lies strictly between 0 and 1; hint: write 0.95"
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Level(f64);

impl Level {
    /// 0.95.
    pub const P95: Self = Self(0.95);

    /// A confidence level.
    ///
    /// # Errors
    /// When it is not strictly between 0 and 1.
    pub fn new(level: f64) -> Result<Self> {
        if level > 0.0 && level < 1.0 {
            return Ok(Self(level));
        }
        let error = Error::new(ErrorKind::Argument, format!("level is {level}"))
            .rule("a confidence level lies strictly between 0 and 1");
        Err(if level > 1.0 && level < 100.0 {
            error.hint(format!("write {}", level / 100.0))
        } else {
            error.hint("write 0.95")
        })
    }
    /// The level as a fraction of 1.
    pub fn get(self) -> f64 {
        self.0
    }
    /// What is left on one side: (1 − level) / 2.
    pub fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }
}

impl Default for Level {
    fn default() -> Self {
        Self::P95
    }
}

fn no_zero(denominator: u64) -> Result<()> {
    if denominator == 0 {
        return Err(Error::new(ErrorKind::Argument, "denominator is 0")
            .rule("a rate over nothing is undefined, not 0 and not 100 %"));
    }
    Ok(())
}

fn exact(numerator: u64, denominator: u64) -> Fraction {
    Fraction::new(numerator, denominator).unwrap_or(Fraction::ZERO)
}

fn sum(a: u64, b: u64) -> Result<u64> {
    a.checked_add(b).ok_or_else(|| Error::new(ErrorKind::Overflow, format!("{a} + {b} leaves 64 bits")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_above_the_whole_is_refused() {
        assert_eq!(
            Proportion::new(121, 100).unwrap_err().to_string(),
            "numerator 121 of 100; the part of a whole is at most the whole; \
             hint: a numerator outside the denominator makes a ratio"
        );
        assert!(Ratio::new(121, 100).is_ok());
        assert!(Ratio::new(1, 0).is_err() && Proportion::new(0, 0).is_err());
    }

    #[test]
    fn merged_proportions_pool_and_do_not_average() {
        let pooled = Proportion::new(1, 2).unwrap().merge(Proportion::new(0, 8).unwrap()).unwrap();
        assert_eq!((pooled.numerator(), pooled.denominator()), (1, 10));
    }

    #[test]
    fn levels_outside_the_open_interval_are_refused() {
        for level in [0.0, 1.0, -0.5, 95.0, f64::NAN, f64::INFINITY] {
            assert!(Level::new(level).is_err(), "{level}");
        }
    }

    #[test]
    fn a_rank_lies_among_its_courts() {
        assert!(Rank::new(0, 7).is_err() && Rank::new(8, 7).is_err() && Rank::new(1, 7).is_ok());
    }
}
