//! A calendar date as days since 1970-01-01, the form every column of dates has here.

use crate::{Error, ErrorKind, Result};
use std::fmt;
use std::str::FromStr;

/// A day of the proleptic Gregorian calendar, years −9999 to 9999.
///
/// ```
/// use courtmetrics::period::Date;
/// let filed: Date = "2023-02-28".parse()?;
/// assert_eq!(filed.plus_days(1).to_string(), "2023-03-01");
/// # Ok::<(), courtmetrics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

const EPOCH: jiff::civil::Date = jiff::civil::date(1970, 1, 1);
/// −9999-01-01 and 9999-12-31, the range of jiff's dates.
const RANGE: (i32, i32) = (-4_371_587, 2_932_896);

impl Date {
    /// The day `year-month-day`.
    ///
    /// # Errors
    /// When there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self> {
        let civil = jiff::civil::Date::new(year, month, day).map_err(|_| {
            Error::new(ErrorKind::Argument, format!("there is no day {year}-{month:02}-{day:02}"))
        })?;
        Ok(Self::from_civil(civil))
    }

    /// The day that lies `days` after 1970-01-01; days beyond the calendar's ends are its last or first.
    pub fn from_days(days: i32) -> Self {
        Self(days.clamp(RANGE.0, RANGE.1))
    }

    /// Days since 1970-01-01.
    pub fn to_days(self) -> i32 {
        self.0
    }

    /// Whole days from `earlier` to this date; negative where it is later.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// The day `days` later.
    pub fn plus_days(self, days: i32) -> Self {
        Self::from_days(self.0.saturating_add(days))
    }

    /// Year, month (1–12) and day (1–31).
    pub fn parts(self) -> (i16, i8, i8) {
        let civil = self.civil();
        (civil.year(), civil.month(), civil.day())
    }

    /// The same day `months` later or earlier; where the month is too short, its last day.
    pub fn plus_months(self, months: i32) -> Self {
        let (year, month, day) = self.parts();
        let months = i32::from(year) * 12 + i32::from(month) - 1 + months;
        let first = first_of(months);
        Self::from_civil(first.with().day(day.min(first.days_in_month())).build().unwrap_or(first))
    }

    /// Whether this is the last day of its month.
    pub fn is_month_end(self) -> bool {
        self.plus_days(1).parts().2 == 1
    }

    pub(crate) fn from_civil(civil: jiff::civil::Date) -> Self {
        Self(EPOCH.until(civil).map_or(0, |span| span.get_days()))
    }

    fn civil(self) -> jiff::civil::Date {
        EPOCH.checked_add(jiff::Span::new().days(self.0)).unwrap_or(EPOCH)
    }

    /// The first day of the month that stands `months` after January of year 0.
    pub(crate) fn month_start(months: i32) -> Self {
        Self::from_civil(first_of(months))
    }

    /// Months since January of year 0.
    pub(crate) fn month_number(self) -> i32 {
        let (year, month, _) = self.parts();
        i32::from(year) * 12 + i32::from(month) - 1
    }
}

fn first_of(months: i32) -> jiff::civil::Date {
    let year = i16::try_from(months.div_euclid(12)).unwrap_or(9999).clamp(-9999, 9999);
    let month = i8::try_from(months.rem_euclid(12)).unwrap_or(0) + 1;
    jiff::civil::Date::new(year, month, 1).unwrap_or(EPOCH)
}

impl FromStr for Date {
    type Err = Error;

    /// Reads `2023-12-31`.
    fn from_str(text: &str) -> Result<Self> {
        let bad = || {
            Error::new(ErrorKind::Argument, format!("\"{text}\" is no date"))
                .rule("dates are written YYYY-MM-DD")
                .hint("write 2023-12-31")
        };
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(bad());
        }
        text.parse::<jiff::civil::Date>().map(Self::from_civil).map_err(|_| bad())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn days_count_from_1970() {
        assert_eq!(d("1970-01-01").to_days(), 0);
        assert_eq!(d("2000-03-01").to_days(), 11017); // 30 years, 7 leap days, 60 days
        assert_eq!(d("1969-12-31").to_days(), -1);
        assert_eq!(Date::from_days(RANGE.0).to_string(), "-9999-01-01");
        assert_eq!(Date::from_days(i32::MAX).to_string(), "9999-12-31");
    }

    #[test]
    fn months_keep_the_day_or_take_the_last() {
        assert_eq!(d("2024-03-31").plus_months(-1), d("2024-02-29"));
        assert_eq!(d("2023-12-31").plus_months(-24), d("2021-12-31"));
        assert_eq!(d("2024-02-29").plus_months(-12), d("2023-02-28"));
    }

    #[test]
    fn texts_that_are_no_day_are_refused() {
        for text in ["2023-02-29", "2023-13-01", "2023-1-1", "", "20230101", "2023/01/01"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
