//! How long the regular periods are.

use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The length of a regular period.
///
/// ```
/// use courtmetrics::period::Grain;
/// assert_eq!("quarter".parse::<Grain>()?, Grain::Quarter);
/// assert_eq!(
///     "quater".parse::<Grain>().unwrap_err().to_string(),
///     "grain \"quater\" is not known; known: month, quarter, half, year; hint: did you mean \"quarter\"?"
/// );
/// # Ok::<(), courtmetrics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// A calendar month.
    Month,
    /// Three months, the first of which may begin the reporting year.
    Quarter,
    /// Six months, the first of which may begin the reporting year.
    Half,
    /// A reporting year of twelve months.
    Year,
}

impl Grain {
    /// All grains, the shortest first.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Half, Self::Year];

    /// The word used in definitions, tables and messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Half => "half",
            Self::Year => "year",
        }
    }

    /// Its length in months: 1, 3, 6 or 12.
    pub fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Half => 6,
            Self::Year => 12,
        }
    }

    /// How many of it make a year: 12, 4, 2 or 1.
    pub fn per_year(self) -> i32 {
        12 / self.months()
    }
}

impl FromStr for Grain {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|grain| grain.word() == text)
            .ok_or_else(|| Error::unknown("grain", text, Self::ALL.map(Self::word)))
    }
}

impl fmt::Display for Grain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_a_grain_is_its_name_in_files() {
        for grain in Grain::ALL {
            assert_eq!(serde_json::to_string(&grain).unwrap(), format!("\"{grain}\""));
            assert_eq!(grain.word().parse::<Grain>().unwrap(), grain);
            assert_eq!(grain.months() * grain.per_year(), 12);
        }
    }
}
