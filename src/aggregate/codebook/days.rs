//! What a column of a printed table says of days.

use crate::ledger::DayStatistic;
use crate::{Error, ErrorKind, Result};

/// What a number says of the days that cases took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayRole {
    /// The days of all cases together.
    Sum,
    /// The cases whose days these are.
    Cases,
    /// How many of them took at most so many days.
    Within(u32),
    /// A statistic as it is: no other number comes of it.
    Printed(DayStatistic),
}

impl DayRole {
    /// Reads `days` and `within_days` of a codebook.
    ///
    /// # Errors
    /// When the word is unknown, or the limit does not fit it.
    pub fn new(word: &str, limit: Option<u32>) -> Result<Self> {
        match (word, limit) {
            ("sum", None) => Ok(Self::Sum),
            ("cases", None) => Ok(Self::Cases),
            ("within", Some(limit)) => Ok(Self::Within(limit)),
            ("share_within", Some(limit)) => Ok(Self::Printed(DayStatistic::Within(limit))),
            (word, None) if DayStatistic::named(word).is_some() => {
                Ok(DayStatistic::named(word).map_or(Self::Sum, Self::Printed))
            }
            (word, limit) => {
                let limit = limit.map_or_else(String::new, |days| format!(" with within_days = {days}"));
                Err(Error::new(ErrorKind::Codebook, format!("days = \"{word}\"{limit}"))
                    .rule(
                        "days is \"sum\", \"cases\", \"mean\", \"median\", a quantile such as \"p90\", or \
                         \"within\" or \"share_within\" with within_days",
                    )
                    .hint("days = \"within\", within_days = 180"))
            }
        }
    }

    /// Whether numbers of courts add up to that of all of them.
    pub fn adds(self) -> bool {
        !matches!(self, Self::Printed(_))
    }
}
