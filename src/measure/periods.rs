//! Which periods a table has.

use crate::period::{Calendar, Date, Grain, Period};
use crate::{Error, ErrorKind, Result};

/// Which periods a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Periods {
    /// Every year, half, quarter or month from the first to the last day in the data.
    Every(Grain),
    /// Of every year the part from its start to this month of the reporting year (1–12), for year to date.
    YearToDate(u8),
    /// One period, and the one a year before it.
    Range(Period),
}

impl Periods {
    /// The length of the periods that a cube must count by.
    pub fn grain(self) -> Grain {
        match self {
            Self::Every(grain) => grain,
            Self::YearToDate(_) | Self::Range(_) => Grain::Month,
        }
    }

    pub(super) fn list(self, calendar: Calendar, first: Date, last: Date) -> Result<Vec<Period>> {
        match self {
            Self::Every(grain) => Ok(calendar.periods_between(grain, first, last)),
            Self::YearToDate(month) => {
                let years = calendar.periods_between(Grain::Year, first, last);
                let through = |year: &Period| {
                    calendar.year_to_date(year.start().plus_months(i32::from(month)).plus_days(-1))
                };
                years.iter().map(through).collect()
            }
            Self::Range(period) => {
                let mut list: Vec<Period> = period.year_before().into_iter().collect();
                list.push(period);
                Ok(list)
            }
        }
    }
}

impl std::str::FromStr for Periods {
    type Err = Error;

    /// `year`, `half`, `quarter`, `month`, `year_to_date:6`, or a period such as `2023-01-01..2023-06-30`.
    fn from_str(text: &str) -> Result<Self> {
        if let Some(month) = text.strip_prefix("year_to_date:") {
            return match month.parse::<u8>() {
                Ok(month @ 1..=12) => Ok(Self::YearToDate(month)),
                _ => Err(Error::new(ErrorKind::Argument, format!("period is \"{text}\""))
                    .rule("the month of a year to date is a number from 1 to 12")
                    .hint("write year_to_date:6")),
            };
        }
        if let Ok(grain) = text.parse::<Grain>() {
            return Ok(Self::Every(grain));
        }
        text.parse::<Period>().map(Self::Range).map_err(|_| {
            Error::unknown("period", text, ["year", "half", "quarter", "month"])
                .hint("also year_to_date:6, or 2023-01-01..2023-06-30")
        })
    }
}
