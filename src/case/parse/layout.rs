//! The ways in which a column may write its dates.

use crate::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// How a column writes its dates; each has the word that a codebook uses for it.
///
/// ```
/// use courtmetrics::case::parse::DateLayout;
/// assert_eq!("%m/%d/%Y".parse(), Ok(DateLayout::MonthDayYear));
/// assert_eq!(DateLayout::MonthDayYear.to_string(), "%m/%d/%Y");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DateLayout {
    /// `2023-01-05`, the word is `%Y-%m-%d`.
    YearDash,
    /// `2023/01/05`, the word is `%Y/%m/%d`.
    YearSlash,
    /// `2023.01.05`, the word is `%Y.%m.%d`.
    YearDot,
    /// `20230105`, the word is `%Y%m%d`.
    Compact,
    /// `2023年1月5日`, the word is `%Y年%m月%d日`.
    Chinese,
    /// `05/01/2023`, the word is `%d/%m/%Y`.
    DayMonthYear,
    /// `05.01.2023`, the word is `%d.%m.%Y`.
    DayDot,
    /// `01/05/2023`, the word is `%m/%d/%Y`.
    MonthDayYear,
    /// `44931`, a day of Excel's 1900 system, the word is `excel`.
    Excel,
}

impl DateLayout {
    /// Every layout.
    pub const ALL: [Self; 9] = [
        Self::YearDash,
        Self::YearSlash,
        Self::YearDot,
        Self::Compact,
        Self::Chinese,
        Self::DayMonthYear,
        Self::DayDot,
        Self::MonthDayYear,
        Self::Excel,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::YearDash => "%Y-%m-%d",
            Self::YearSlash => "%Y/%m/%d",
            Self::YearDot => "%Y.%m.%d",
            Self::Compact => "%Y%m%d",
            Self::Chinese => "%Y年%m月%d日",
            Self::DayMonthYear => "%d/%m/%Y",
            Self::DayDot => "%d.%m.%Y",
            Self::MonthDayYear => "%m/%d/%Y",
            Self::Excel => "excel",
        }
    }
}

impl fmt::Display for DateLayout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for DateLayout {
    type Err = Error;

    /// Reads the layout's word.
    fn from_str(word: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|layout| layout.word() == word);
        found.ok_or_else(|| Error::unknown("date layout", word, Self::ALL.map(Self::word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_and_unknown_ones_answered() {
        for layout in DateLayout::ALL {
            assert_eq!(layout.to_string().parse(), Ok(layout));
        }
        let error = "%Y-%d-%m".parse::<DateLayout>().unwrap_err().to_string();
        assert!(error.ends_with("hint: did you mean \"%Y-%m-%d\"?"), "{error}");
    }
}
