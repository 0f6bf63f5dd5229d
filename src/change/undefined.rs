//! Why there is no change: a status of the row, which always exists.

use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Why a change, or a contribution to one, has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Undefined {
    /// The period has no base period: no year to date lies just before another.
    NoBasePeriod,
    /// The base period has no row for this group.
    NoPrior,
    /// The base is 0, whatever the current value.
    ZeroBase,
    /// The base is below 0.
    NegativeBase,
    /// The base is above 0 and the current value below it.
    SignChange,
    /// The value of the base period is itself undefined.
    BaseUndefined,
    /// The current value is itself undefined.
    CurrentUndefined,
    /// Base and current value were counted under different definitions.
    DefinitionChanged,
    /// The whole has not changed, so that its parts have no share in a change.
    NoTotalChange,
    /// The exact value leaves 128 bits.
    OutOfRange,
}

impl Undefined {
    /// All reasons.
    pub const ALL: [Self; 10] = [
        Self::NoBasePeriod,
        Self::NoPrior,
        Self::ZeroBase,
        Self::NegativeBase,
        Self::SignChange,
        Self::BaseUndefined,
        Self::CurrentUndefined,
        Self::DefinitionChanged,
        Self::NoTotalChange,
        Self::OutOfRange,
    ];

    /// The word used in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoBasePeriod => "no_base_period",
            Self::NoPrior => "no_prior",
            Self::ZeroBase => "zero_base",
            Self::NegativeBase => "negative_base",
            Self::SignChange => "sign_change",
            Self::BaseUndefined => "base_undefined",
            Self::CurrentUndefined => "current_undefined",
            Self::DefinitionChanged => "definition_changed",
            Self::NoTotalChange => "no_total_change",
            Self::OutOfRange => "out_of_range",
        }
    }

    /// The reason in one sentence, lower case and without a final stop.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::NoBasePeriod => "this period has no period to be compared with",
            Self::NoPrior => "the period compared with has no row for this group",
            Self::ZeroBase => "growth from zero has no percentage, not even from zero to zero",
            Self::NegativeBase => "a percentage of a base below zero says nothing",
            Self::SignChange => "a percentage from above zero to below it says nothing",
            Self::BaseUndefined => "the value compared with is itself undefined",
            Self::CurrentUndefined => "the current value is itself undefined",
            Self::DefinitionChanged => "the two values were counted under different definitions",
            Self::NoTotalChange => "the whole has not changed, so no part has a share in its change",
            Self::OutOfRange => "the exact value does not fit 128 bits",
        }
    }
}

impl FromStr for Undefined {
    type Err = Error;

    /// Reads the word of a table.
    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|reason| reason.word() == text)
            .ok_or_else(|| Error::unknown("reason", text, Self::ALL.map(Self::word)))
    }
}

impl fmt::Display for Undefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.explanation())
    }
}

impl std::error::Error for Undefined {}

impl From<Undefined> for Error {
    fn from(reason: Undefined) -> Self {
        Self::new(ErrorKind::Data, format!("the change is undefined ({})", reason.word()))
            .rule(reason.explanation())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_one_word_and_one_sentence() {
        for reason in Undefined::ALL {
            assert_eq!(serde_json::to_string(&reason).unwrap(), format!("\"{}\"", reason.word()));
            assert_eq!(reason.word().parse::<Undefined>().unwrap(), reason);
            assert!(!reason.explanation().ends_with('.'));
        }
    }

    #[test]
    fn as_an_error_a_reason_keeps_its_word_and_its_sentence() {
        assert_eq!(
            Error::from(Undefined::ZeroBase).to_string(),
            "the change is undefined (zero_base); growth from zero has no percentage, not even from zero to zero"
        );
    }
}
