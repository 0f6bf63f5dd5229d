//! The kinds of change, and which of them a quantity may have.

use crate::quantity::QuantityKind;
use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What the difference between two values is measured in.
///
/// ```
/// use courtmetrics::change::ChangeKind;
/// use courtmetrics::quantity::QuantityKind;
/// assert_eq!(ChangeKind::of(QuantityKind::Proportion), ChangeKind::Points);
/// assert!(ChangeKind::Percent.check(QuantityKind::Days).is_ok()); // legal, and labelled as what it is
/// assert!(ChangeKind::Points.check(QuantityKind::Days).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// Percent of the base: counts, persons, money.
    Percent,
    /// Percentage points between two proportions. Never a percentage.
    Points,
    /// Days between two durations.
    Days,
    /// A difference in the unit of the values: ratios, rates, indices.
    Absolute,
    /// Places between two ranks; below 0 is forward (前进), since the first place is 1.
    Places,
}

impl ChangeKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Percent, Self::Points, Self::Days, Self::Absolute, Self::Places];

    /// The kind of change a quantity has where its definition names no other.
    pub fn of(quantity: QuantityKind) -> Self {
        match quantity {
            QuantityKind::Count | QuantityKind::Persons | QuantityKind::Money => Self::Percent,
            QuantityKind::Proportion => Self::Points,
            QuantityKind::Days => Self::Days,
            QuantityKind::Ratio | QuantityKind::Rate | QuantityKind::Index => Self::Absolute,
            QuantityKind::Rank => Self::Places,
        }
    }

    /// Checks that a quantity may have this kind of change, as when a definition names it.
    ///
    /// Percent suits all but ranks; points suit proportions and ratios printed in percent; days suit durations,
    /// places suit ranks; an absolute difference suits what has no unit of difference of its own: all but
    /// proportions, durations and ranks.
    ///
    /// # Errors
    /// When it does not suit.
    pub fn check(self, quantity: QuantityKind) -> Result<()> {
        use QuantityKind::{Days, Proportion, Rank, Ratio};
        let suits = match self {
            Self::Percent => quantity != Rank,
            Self::Points => matches!(quantity, Proportion | Ratio),
            Self::Days => quantity == Days,
            Self::Absolute => !matches!(quantity, Proportion | Days | Rank),
            Self::Places => quantity == Rank,
        };
        if suits {
            return Ok(());
        }
        let what = format!("a change of kind \"{self}\" for a quantity of kind \"{}\"", quantity.word());
        Err(Error::new(ErrorKind::Mismatch, what)
            .rule("the kind of quantity decides which changes it may have")
            .hint(format!("write \"{}\"", Self::of(quantity))))
    }

    /// The word used in definitions, tables and messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Points => "points",
            Self::Days => "days",
            Self::Absolute => "absolute",
            Self::Places => "places",
        }
    }
}

impl FromStr for ChangeKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.word() == text)
            .ok_or_else(|| Error::unknown("change", text, Self::ALL.map(Self::word)))
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUANTITIES: [QuantityKind; 9] = [
        QuantityKind::Count,
        QuantityKind::Persons,
        QuantityKind::Money,
        QuantityKind::Proportion,
        QuantityKind::Ratio,
        QuantityKind::Rate,
        QuantityKind::Days,
        QuantityKind::Index,
        QuantityKind::Rank,
    ];

    #[test]
    fn the_default_change_of_every_quantity_suits_it() {
        for quantity in QUANTITIES {
            assert!(ChangeKind::of(quantity).check(quantity).is_ok(), "{quantity:?}");
        }
    }

    #[test]
    fn a_rank_changes_in_places_only() {
        for kind in ChangeKind::ALL {
            assert_eq!(kind.check(QuantityKind::Rank).is_ok(), kind == ChangeKind::Places, "{kind}");
        }
    }

    #[test]
    fn a_change_that_does_not_suit_names_the_one_that_does() {
        assert_eq!(
            ChangeKind::Points.check(QuantityKind::Days).unwrap_err().to_string(),
            "a change of kind \"points\" for a quantity of kind \"days\"; \
             the kind of quantity decides which changes it may have; hint: write \"days\""
        );
    }

    #[test]
    fn words_are_the_names_in_files() {
        for kind in ChangeKind::ALL {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
            assert_eq!(kind.word().parse::<ChangeKind>().unwrap(), kind);
        }
        assert!("pp".parse::<ChangeKind>().is_err());
    }
}
