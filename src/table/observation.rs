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
    /// Its numerator and denominator where they are small, each with the furthest number from 0 whose product with it
    /// is a double.
    small: Option<[(i64, u64); 2]>,
}

impl Scale {
    pub fn of(exact: Fraction) -> Self {
        const EXACT: u64 = 1 << 53;
        let small = |part: i128| {
            let part = i64::try_from(part).ok()?;
            Some((part, EXACT / part.unsigned_abs().max(1)))
        };
        let small = small(exact.numerator()).zip(small(exact.denominator()));
        Self { exact, small: small.map(|(upper, lower)| [upper, lower]) }
    }

    /// The value of an observation as the nearest double, rounded once; `None` where there is none.
    #[inline]
    pub fn value(&self, of: &Observation) -> Option<f64> {
        if !of.status.has_value() {
            return None;
        }
        match self.small {
            Some([(upper, most), (lower, most_of)])
                if of.numerator.unsigned_abs() <= most && of.denominator.unsigned_abs() <= most_of =>
            {
                Some((of.numerator * upper) as f64 / (of.denominator * lower) as f64)
            }
            _ => self.far(of),
        }
    }

    #[cold]
    fn far(&self, of: &Observation) -> Option<f64> {
        of.exact(self.exact).ok().map(Fraction::to_f64)
    }
}
