//! One observation: an exact value, or why there is none.

use crate::indicator::{Definition, Factor, Formula};
use crate::quantity::Fraction;
use crate::{Error, ErrorKind, Result};

/// Whether there is a value, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// There is one.
    Known,
    /// There is one, as the source prints it: it stands on no cases that are known, and no other number comes of it.
    Given,
    /// The denominator is 0.
    ZeroDenominator,
    /// No case that the statistic could be taken of.
    NoCases,
    /// The numerator exceeds the whole, or is below 0.
    OutsideWhole,
    /// The source lacks a column that the indicator needs.
    ColumnMissing,
    /// Nobody gave a number that no row of a case shows.
    InputMissing,
    /// Not known, though it exists (NA).
    NotAvailable,
    /// There can be none (NAP).
    NotApplicable,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Known,
        Self::Given,
        Self::ZeroDenominator,
        Self::NoCases,
        Self::OutsideWhole,
        Self::ColumnMissing,
        Self::InputMissing,
        Self::NotAvailable,
        Self::NotApplicable,
    ];

    /// Whether there is a value.
    pub fn has_value(self) -> bool {
        matches!(self, Self::Known | Self::Given)
    }

    /// The word used in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Given => "given",
            Self::ZeroDenominator => "zero_denominator",
            Self::NoCases => "no_cases",
            Self::OutsideWhole => "outside_whole",
            Self::ColumnMissing => "column_missing",
            Self::InputMissing => "input_missing",
            Self::NotAvailable => "not_available",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// An observation. Its numbers are whole: cases, days, minor units of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation {
    /// Whether there is a value.
    pub status: Status,
    /// Upper number of the value before the factor; for totals the value itself.
    pub numerator: i64,
    /// Lower number; 1 for totals.
    pub denominator: i64,
    /// Cases that the value stands on, where that is known; else −1.
    pub cases: i64,
}

impl Observation {
    /// An observation without a value.
    pub fn none(status: Status) -> Self {
        Self { status, numerator: 0, denominator: 0, cases: -1 }
    }

    /// The number that turns `numerator / denominator` into the value: the definition's factor, and what turns
    /// minor units into major ones.
    pub fn scale(definition: &Definition, days_in_period: u32) -> Fraction {
        let factor = match &definition.formula {
            Formula::Quotient { factor: Factor::Number(n), .. } => *n,
            Formula::Quotient { factor: Factor::DaysInPeriod, .. } => Fraction::whole(days_in_period),
            Formula::Days { factor, .. } => *factor,
            _ => return definition.minor,
        };
        // Beyond 128 bits only for a factor that no definition can hold.
        factor.product(definition.minor).unwrap_or(Fraction::ZERO)
    }

    /// The exact value.
    ///
    /// # Errors
    /// When there is none, or it leaves 128 bits.
    pub fn exact(&self, scale: Fraction) -> Result<Fraction> {
        if !self.status.has_value() {
            return Err(Error::new(ErrorKind::Data, format!("no value: {}", self.status.word())));
        }
        Fraction::new(self.numerator, self.denominator)?.product(scale)
    }

    /// The value as the nearest double, rounded once; `None` where there is none.
    pub fn value(&self, scale: Fraction) -> Option<f64> {
        Scale::of(scale).value(self)
    }
}

/// What turns fractions into values, for many of them.
pub(super) struct Scale {
    exact: Fraction,
    /// Its numerator and denominator where they are small.
    small: Option<(i64, i64)>,
}

impl Scale {
    pub fn of(exact: Fraction) -> Self {
        let small = i64::try_from(exact.numerator()).ok().zip(i64::try_from(exact.denominator()).ok());
        Self { exact, small }
    }

    /// The value of an observation as the nearest double, rounded once; `None` where there is none.
    #[inline]
    pub fn value(&self, of: &Observation) -> Option<f64> {
        const EXACT: i64 = 1 << 53;
        if !of.status.has_value() {
            return None;
        }
        let double = |n: i64, factor: i64| {
            n.checked_mul(factor).filter(|p| (-EXACT..=EXACT).contains(p)).map(|p| p as f64)
        };
        let parts = self
            .small
            .and_then(|(upper, lower)| double(of.numerator, upper).zip(double(of.denominator, lower)));
        match parts {
            Some((upper, lower)) => Some(upper / lower),
            None => of.exact(self.exact).ok().map(Fraction::to_f64),
        }
    }
}
