//! What a period is compared with.

use super::{Calendar, Period};
use crate::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// What a period is compared with. The base is looked up by period, never by its place among the rows.
///
/// ```
/// use courtmetrics::period::{Base, Period};
/// let year: Period = "2023".parse()?;
/// assert_eq!(Base::YearBefore.of(year), Some("2022".parse()?));
/// let fixed: Base = "2019".parse()?;
/// assert_eq!(fixed.of(year), Some("2019".parse()?));
/// # Ok::<(), courtmetrics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Base {
    /// The same period of the year before (同比).
    #[default]
    YearBefore,
    /// The period just before (环比).
    Previous,
    /// Always this period (定基比).
    Fixed(Period),
    /// What was planned for the same period.
    Plan,
}

const WORDS: [&str; 3] = ["year_before", "previous", "plan"];

impl Base {
    /// The word used in tables: `year_before`, `previous`, `fixed`, `plan`.
    pub fn word(self) -> &'static str {
        match self {
            Self::YearBefore => "year_before",
            Self::Previous => "previous",
            Self::Fixed(_) => "fixed",
            Self::Plan => "plan",
        }
    }

    /// The period whose value `period` is compared with; for a plan, `period` itself.
    ///
    /// `None` where [`Period::year_before`] or [`Period::previous`] has none.
    pub fn of(self, period: Period) -> Option<Period> {
        match self {
            Self::YearBefore => period.year_before(),
            Self::Previous => period.previous(),
            Self::Fixed(fixed) => Some(fixed),
            Self::Plan => Some(period),
        }
    }

    /// Reads `year_before`, `previous`, `plan`, or the label of a fixed period of `calendar`.
    ///
    /// # Errors
    /// When the text is none of them.
    pub fn parse(text: &str, calendar: Calendar) -> Result<Self> {
        match text {
            "year_before" => Ok(Self::YearBefore),
            "previous" => Ok(Self::Previous),
            "plan" => Ok(Self::Plan),
            // A digit or FY begins the label of a period, whose own error says more.
            _ if text.starts_with(|c: char| c.is_ascii_digit()) || text.starts_with("FY") => {
                calendar.parse(text).map(Self::Fixed)
            }
            _ => Err(Error::unknown("base", text, WORDS.into_iter().chain(["a period such as 2019"]))),
        }
    }
}

impl FromStr for Base {
    type Err = Error;

    /// Reads a base whose fixed period, if it is one, is of the January calendar.
    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text, Calendar::JANUARY)
    }
}

impl fmt::Display for Base {
    /// Writes what [`Base::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(period) => period.fmt(f),
            _ => f.write_str(self.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_are_read_back() {
        for text in ["year_before", "previous", "plan", "2019-Q3", "2019-01-01..2019-06-15"] {
            assert_eq!(text.parse::<Base>().unwrap().to_string(), text);
        }
        let calendar = Calendar::new(12).unwrap();
        assert_eq!(Base::parse("FY2019", calendar).unwrap().to_string(), "FY2019");
    }

    #[test]
    fn a_plan_is_for_the_same_period() {
        let june: Period = "2023-01..2023-06".parse().unwrap();
        assert_eq!(Base::Plan.of(june), Some(june));
        assert_eq!(Base::Previous.of(june), None);
        assert_eq!(Base::YearBefore.of(june), Some("2022-01..2022-06".parse().unwrap()));
    }

    #[test]
    fn an_unknown_base_lists_the_known() {
        assert_eq!(
            "year_befor".parse::<Base>().unwrap_err().to_string(),
            "base \"year_befor\" is not known; known: year_before, previous, plan, a period such as 2019; \
             hint: did you mean \"year_before\"?"
        );
        assert!("2019-13".parse::<Base>().unwrap_err().to_string().starts_with("\"2019-13\" is no period"));
    }
}
