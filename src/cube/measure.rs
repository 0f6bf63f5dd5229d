//! What can be counted about cases: the words that definitions are made of.
//!
//! A measure says *which* cases ([`Basis`]), under which condition, and *what* of them is taken ([`Take`]).
//! Flows (filed, resolved, appealed in a period) add up over time; stocks (pending at a period's start or
//! end) do not.

use crate::case::Condition;
use serde::{Deserialize, Serialize};
use std::fmt;

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
    /// Pending at the period's end, and filed before the day that lies this many calendar months earlier.
    PendingOlder(u16),
}

impl Basis {
    /// Whether this is a stock, which does not add up over time.
    pub fn is_stock(&self) -> bool {
        matches!(self, Self::PendingStart | Self::PendingEnd | Self::PendingOlder(_))
    }
}

/// What of the cases is taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Take {
    /// Their number.
    Cases,
    /// The sum of a number or an amount; rows without one add nothing.
    Sum(String),
    /// The distribution of whole days from one date to another.
    Days {
        /// The earlier date.
        from: String,
        /// The later date.
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
            Self::PendingOlder(months) => write!(f, "pending at end, older than {months} months"),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.take {
            Take::Cases => write!(f, "{}", self.basis)?,
            Take::Sum(field) => write!(f, "sum of {field} over {}", self.basis)?,
            Take::Days { from, to } => write!(f, "days {from} to {to} of {}", self.basis)?,
        }
        if self.condition.is_empty() { Ok(()) } else { write!(f, " where {}", self.condition) }
    }
}
