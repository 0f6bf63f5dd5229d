//! What can be counted about cases: the words that definitions are made of.
//!
//! A measure says *which* cases ([`Basis`]), under which condition, and *what* of them is taken ([`Take`]).
//! Flows (filed, resolved, appealed in a period) add up over time; stocks (pending at a period's start or
//! end) do not.

use crate::case::Condition;
use crate::period::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// In the place of a later date: the last day of the period, on which the ages of pending cases are taken.
pub const PERIOD_END: &str = "period_end";

/// Which cases of a period a measure is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Basis {
    /// Filed in the period.
    Incoming,
    /// Resolved in the period.
    Resolved,
    /// A date of this field lies in the period.
    On(String),
    /// Filed before the period and not resolved before it.
    PendingStart,
    /// Filed by the period's end and not resolved by it.
    PendingEnd,
    /// Pending at the period's end, and so old at it.
    PendingOlder(Age),
    /// Pending at the period's end or reopened and not resolved again, and not on inactive status: filed, reopened
    /// and reactivated by it, less resolved, resolved again and placed on inactive status.
    ActiveEnd,
    /// The date of this field lies before the period.
    UpToStart(String),
    /// The date of this field lies in the period or before it.
    UpToEnd(String),
    /// A number that somebody gives and no row of a case shows: inhabitants, judges, costs.
    Given {
        /// Its name in definitions and in tables of inputs.
        name: String,
        /// It is held as a whole number of the last of so many decimals.
        decimals: u8,
    },
}

/// How old a pending case is at least, at the end of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Age {
    /// Filed before the day that lies this many calendar months earlier.
    OverMonths(u16),
    /// Filed on the day that lies this many calendar months earlier, or before it.
    Months(u16),
    /// Filed more than so many days earlier.
    OverDays(u16),
}

impl Age {
    /// A case is so old at the end of a period when it was filed before this day.
    pub fn cutoff(self, end: Date) -> Date {
        match self {
            Self::OverMonths(months) => end.plus_months(-i32::from(months)),
            Self::Months(months) => end.plus_months(-i32::from(months)).plus_days(1),
            Self::OverDays(days) => end.plus_days(-i32::from(days)),
        }
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OverMonths(months) => write!(f, "older than {months} months"),
            Self::Months(months) => write!(f, "at least {months} months old"),
            Self::OverDays(days) => write!(f, "older than {days} days"),
        }
    }
}

impl Basis {
    /// Whether this does not add up over time: stocks, and what is given for one period.
    pub fn is_stock(&self) -> bool {
        !matches!(self, Self::Incoming | Self::Resolved | Self::On(_))
    }
}

/// What of the cases is taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Take {
    /// Their number.
    Cases,
    /// The sum of a number or an amount; rows without one add nothing.
    Sum(String),
    /// How many different values of a field they have; rows without one add none. It does not add up: a dispute with
    /// cases in two courts counts in each, and once in both together.
    Distinct(String),
    /// The distribution of whole days from one date to another.
    Days {
        /// The earlier date.
        from: String,
        /// The later date, or [`PERIOD_END`] for the ages of pending cases.
        to: String,
    },
}

/// A measure: which cases, under which condition, what of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Measure {
    /// Which cases.
    pub basis: Basis,
    /// What of them.
    pub take: Take,
    /// Under which condition.
    pub condition: Condition,
}

impl Measure {
    /// The number of cases of `basis`.
    pub fn cases(basis: Basis) -> Self {
        Self { basis, take: Take::Cases, condition: Condition::default() }
    }

    /// The days from filing to resolution of the cases resolved in the period.
    pub fn days_to_resolution() -> Self {
        let take = Take::Days { from: "filed_on".to_owned(), to: "resolved_on".to_owned() };
        Self { basis: Basis::Resolved, take, condition: Condition::default() }
    }

    /// The days from filing to the period's end of the cases pending at it.
    pub fn age_of_pending() -> Self {
        let take = Take::Days { from: "filed_on".to_owned(), to: PERIOD_END.to_owned() };
        Self { basis: Basis::PendingEnd, take, condition: Condition::default() }
    }

    /// A number that somebody gives.
    pub fn given(name: &str, decimals: u8) -> Self {
        Self::cases(Basis::Given { name: name.to_owned(), decimals })
    }

    /// The name of the input, where this is one.
    pub fn input(&self) -> Option<&str> {
        match &self.basis {
            Basis::Given { name, .. } => Some(name),
            _ => None,
        }
    }

    /// The same measure under a further condition.
    pub fn when(mut self, condition: &Condition) -> Self {
        self.condition = self.condition.and(condition);
        self
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incoming => f.write_str("incoming"),
            Self::Resolved => f.write_str("resolved"),
            Self::On(field) => write!(f, "{field} in period"),
            Self::PendingStart => f.write_str("pending at start"),
            Self::PendingEnd => f.write_str("pending at end"),
            Self::PendingOlder(age) => write!(f, "pending at end, {age}"),
            Self::ActiveEnd => f.write_str("active pending at end"),
            Self::UpToStart(field) => write!(f, "{field} before period"),
            Self::UpToEnd(field) => write!(f, "{field} by end of period"),
            Self::Given { name, .. } => write!(f, "input {name}"),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.take {
            Take::Cases => write!(f, "{}", self.basis)?,
            Take::Sum(field) => write!(f, "sum of {field} over {}", self.basis)?,
            Take::Distinct(field) => write!(f, "distinct {field} of {}", self.basis)?,
            Take::Days { from, to } => write!(f, "days {from} to {to} of {}", self.basis)?,
        }
        if self.condition.is_empty() { Ok(()) } else { write!(f, " where {}", self.condition) }
    }
}
