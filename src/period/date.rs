//! A calendar date as days since 1970-01-01, the form every column of dates has here.

use super::civil;
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

/// January of −9999 and December of 9999, as months since January of year 0.
pub(super) const MONTHS: (i32, i32) = (-9999 * 12, 9999 * 12 + 11);

impl Date {
    /// −9999-01-01, the first day of the calendar.
    pub const MIN: Self = Self(-4_371_587);
    /// 9999-12-31, the last day of the calendar.
    pub const MAX: Self = Self(2_932_896);

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
        Self(days.clamp(Self::MIN.0, Self::MAX.0))
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
        let (year, month, day) = civil::parts_of(self.0);
        (year as i16, month as i8, day as i8)
    }

    /// The same day `months` later or earlier; where the month is too short, its last day. Months beyond the
    /// calendar's ends are its last or first.
    pub fn plus_months(self, months: i32) -> Self {
        let month = self.month_number().saturating_add(months).clamp(MONTHS.0, MONTHS.1);
        let same_day = Self::month_start(month).plus_days(i32::from(self.parts().2) - 1);
        same_day.min(Self::month_end(month))
    }

    /// Whether this is the last day of its month.
    pub fn is_month_end(self) -> bool {
        self == Self::month_end(self.month_number())
    }

    /// The first day of the month that stands `months` after January of year 0.
    pub(crate) fn month_start(months: i32) -> Self {
        // One month beyond either end is enough to be clamped, and cannot overflow.
        let months = months.clamp(MONTHS.0 - 1, MONTHS.1 + 1);
        Self::from_days(civil::days_of(months.div_euclid(12), months.rem_euclid(12) + 1, 1))
    }

    /// The last day of the month that stands `months` after January of year 0.
    pub(crate) fn month_end(months: i32) -> Self {
        let next = months.saturating_add(1).clamp(MONTHS.0, MONTHS.1 + 1);
        Self::from_days(civil::days_of(next.div_euclid(12), next.rem_euclid(12) + 1, 1) - 1)
    }

    /// Months since January of year 0.
    pub(crate) fn month_number(self) -> i32 {
        let (year, month, _) = civil::parts_of(self.0);
        year * 12 + month - 1
    }

    pub(crate) fn from_civil(civil: jiff::civil::Date) -> Self {
        Self(civil::days_of(civil.year().into(), civil.month().into(), civil.day().into()))
    }
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
        assert_eq!(Date::from_days(i32::MIN).to_string(), "-9999-01-01");
        assert_eq!(Date::from_days(i32::MAX).to_string(), "9999-12-31");
    }

    #[test]
    fn months_keep_the_day_or_take_the_last() {
        assert_eq!(d("2024-03-31").plus_months(-1), d("2024-02-29"));
        assert_eq!(d("2023-12-31").plus_months(-24), d("2021-12-31"));
        assert_eq!(d("2024-02-29").plus_months(-12), d("2023-02-28"));
    }

    #[test]
    fn nothing_wraps_at_the_ends_of_the_calendar() {
        assert_eq!(Date::MAX.plus_months(1), Date::MAX);
        assert_eq!(Date::MIN.plus_months(-1), Date::MIN);
        assert_eq!(d("2023-01-31").plus_months(i32::MAX), Date::MAX);
        assert_eq!(d("2023-01-31").plus_months(i32::MIN).to_string(), "-9999-01-31");
        assert!(Date::MAX.is_month_end() && !d("2024-02-28").is_month_end());
    }

    #[test]
    fn texts_that_are_no_day_are_refused() {
        for text in ["2023-02-29", "2023-13-01", "2023-1-1", "", "20230101", "2023/01/01"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
