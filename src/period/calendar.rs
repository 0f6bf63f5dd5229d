//! Where the reporting year begins, and how it is named; the regular periods it is cut into.

use super::{Date, Grain, Period, PeriodKind, date};
use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// Which calendar year gives its name to a reporting year that lies in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YearName {
    /// The one in which the reporting year ends: December 2023 to November 2024 is 2024.
    #[default]
    End,
    /// The one in which it starts: April 2023 to March 2024 is 2023.
    Start,
}

/// The reporting year: the month that begins it, and the calendar year that names it.
///
/// The default is the calendar year. Ends of the calendar: a period that would begin before −9999-01-01 or end
/// after 9999-12-31 is cut there.
///
/// ```
/// use courtmetrics::period::{Calendar, Date, Grain, YearName};
/// let day: Date = "2024-02-29".parse()?;
/// assert_eq!(Calendar::default().period_of(Grain::Quarter, day).to_string(), "2024-Q1");
/// assert_eq!(Calendar::new(12)?.period_of(Grain::Quarter, day).to_string(), "FY2024-Q1");
/// assert_eq!(Calendar::new(4)?.period_of(Grain::Quarter, day).to_string(), "FY2024-Q4");
/// let by_start = Calendar::new(4)?.named_by(YearName::Start);
/// assert_eq!(by_start.period_of(Grain::Quarter, day).to_string(), "FY2023-Q4");
/// # Ok::<(), courtmetrics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Calendar {
    year_starts: u8,
    named: YearName,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    year_starts: u8,
    #[serde(default)]
    named: YearName,
}

impl Calendar {
    /// The calendar year, January to December.
    pub const JANUARY: Self = Self { year_starts: 1, named: YearName::End };

    /// A calendar whose year begins with the month `year_starts` (1–12) and is named by its end.
    ///
    /// # Errors
    /// When there is no such month.
    pub fn new(year_starts: u8) -> Result<Self> {
        if !(1..=12).contains(&year_starts) {
            return Err(Error::new(ErrorKind::Argument, format!("year_starts is {year_starts}"))
                .rule("a year starts in a month from 1 to 12")
                .hint("write 12 for a year from December to November"));
        }
        Ok(Self { year_starts, named: YearName::End })
    }

    /// The same calendar with its years named otherwise. January's years lie in one calendar year and keep
    /// their names.
    pub fn named_by(self, named: YearName) -> Self {
        if self.year_starts == 1 { self } else { Self { named, ..self } }
    }

    /// The month that begins the year, 1–12.
    pub fn year_starts(self) -> u8 {
        self.year_starts
    }

    /// Which calendar year names a reporting year.
    pub fn named(self) -> YearName {
        self.named
    }

    /// The regular period of length `grain` that contains `date`.
    pub fn period_of(self, grain: Grain, date: Date) -> Period {
        self.from_ordinal(grain, self.ordinal(grain, date))
    }

    /// The period from the start of the reporting year to `through`, both days counted.
    ///
    /// # Errors
    /// When that year starts before −9999-01-01.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::period::Calendar;
    /// let half_year = Calendar::default().year_to_date("2024-06-30".parse()?)?;
    /// assert_eq!((half_year.to_string().as_str(), half_year.days()), ("2024-01..2024-06", 182));
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn year_to_date(self, through: Date) -> Result<Period> {
        let month = self.first_month(Grain::Year, self.ordinal(Grain::Year, through));
        if month < date::MONTHS.0 {
            return Err(Error::new(ErrorKind::Argument, format!("the year of {through} has no first day"))
                .rule("dates begin at -9999-01-01"));
        }
        Ok(Period::from_parts(Date::month_start(month), through, PeriodKind::YearToDate, self))
    }

    /// The regular periods that contain the days from `first` to `last`, in order and without gaps; none where
    /// `last` lies before `first`. The outer two may reach beyond these days.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::period::{Calendar, Grain};
    /// let calendar = Calendar::default();
    /// let halves = calendar.periods_between(Grain::Half, "2022-11-05".parse()?, "2023-07-01".parse()?);
    /// let labels: Vec<String> = halves.iter().map(ToString::to_string).collect();
    /// assert_eq!(labels, ["2022-H2", "2023-H1", "2023-H2"]);
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn periods_between(self, grain: Grain, first: Date, last: Date) -> Vec<Period> {
        if last < first {
            return Vec::new();
        }
        let ordinals = self.ordinal(grain, first)..=self.ordinal(grain, last);
        ordinals.map(|ordinal| self.from_ordinal(grain, ordinal)).collect()
    }

    /// The number of the regular period that contains `date`; the next period has the next number.
    ///
    /// It is the year of the label times [`Grain::per_year`], plus the place in the year from 0: so the ordinal
    /// of a year is the year, and the period of the year before is `per_year` lower. Months are counted from
    /// January in every calendar.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::period::{Calendar, Grain};
    /// let day = "2023-12-01".parse()?;
    /// assert_eq!(Calendar::default().ordinal(Grain::Year, day), 2023);
    /// assert_eq!(Calendar::new(12)?.ordinal(Grain::Year, day), 2024);
    /// assert_eq!(Calendar::default().ordinal(Grain::Month, day), 2023 * 12 + 11);
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn ordinal(self, grain: Grain, date: Date) -> i32 {
        (date.month_number() - self.shift(grain)).div_euclid(grain.months())
    }

    /// The regular period with this number. Numbers beyond the calendar's ends give its first or last period.
    #[allow(clippy::wrong_self_convention, reason = "a calendar is what the ordinal is read with")]
    pub fn from_ordinal(self, grain: Grain, ordinal: i32) -> Period {
        let ordinal = ordinal.clamp(self.ordinal(grain, Date::MIN), self.ordinal(grain, Date::MAX));
        let month = self.first_month(grain, ordinal);
        let (start, end) = (Date::month_start(month), Date::month_end(month + grain.months() - 1));
        Period::from_parts(start, end, PeriodKind::Whole(grain), self)
    }

    /// The period with this number, where all its days are within the calendar.
    pub(super) fn whole(self, grain: Grain, ordinal: i32) -> Option<Period> {
        let month = self.first_month(grain, ordinal);
        let complete = month >= date::MONTHS.0 && month + grain.months() - 1 <= date::MONTHS.1;
        complete.then(|| self.from_ordinal(grain, ordinal))
    }

    /// The first month of a period, as months since January of year 0.
    fn first_month(self, grain: Grain, ordinal: i32) -> i32 {
        ordinal * grain.months() + self.shift(grain)
    }

    /// Months from January of year 0 to the start of the reporting year that is named 0.
    fn shift(self, grain: Grain) -> i32 {
        match (grain, self.year_starts, self.named) {
            (Grain::Month, _, _) | (_, 1, _) => 0,
            (_, month, YearName::Start) => i32::from(month) - 1,
            (_, month, YearName::End) => i32::from(month) - 13,
        }
    }
}

impl Default for Calendar {
    fn default() -> Self {
        Self::JANUARY
    }
}

impl From<Calendar> for Parts {
    fn from(calendar: Calendar) -> Self {
        Self { year_starts: calendar.year_starts, named: calendar.named }
    }
}

impl TryFrom<Parts> for Calendar {
    type Error = Error;

    fn try_from(parts: Parts) -> Result<Self> {
        Ok(Self::new(parts.year_starts)?.named_by(parts.named))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_december_year_is_named_by_its_end() {
        let calendar = Calendar::new(12).unwrap();
        let year = calendar.period_of(Grain::Year, d("2024-02-29"));
        assert_eq!((year.start(), year.end()), (d("2023-12-01"), d("2024-11-30")));
        assert_eq!(calendar.ordinal(Grain::Year, d("2023-11-30")), 2023);
        assert_eq!(calendar.ordinal(Grain::Year, d("2023-12-01")), 2024);
    }

    #[test]
    fn a_december_year_may_be_named_by_its_start() {
        let calendar = Calendar::new(12).unwrap().named_by(YearName::Start);
        assert_eq!(calendar.ordinal(Grain::Year, d("2023-12-01")), 2023);
        assert_eq!(calendar.ordinal(Grain::Quarter, d("2024-03-01")), 2023 * 4 + 1);
    }

    #[test]
    fn a_month_that_is_none_is_refused() {
        assert_eq!(
            Calendar::new(13).unwrap_err().to_string(),
            "year_starts is 13; a year starts in a month from 1 to 12; \
             hint: write 12 for a year from December to November"
        );
        assert!(serde_json::from_str::<Calendar>(r#"{"year_starts": 0}"#).is_err());
        let read: Calendar = serde_json::from_str(r#"{"year_starts": 12}"#).unwrap();
        assert_eq!(read, Calendar::new(12).unwrap());
    }

    #[test]
    fn january_years_are_one_calendar_whatever_names_them() {
        assert_eq!(Calendar::new(1).unwrap().named_by(YearName::Start), Calendar::JANUARY);
    }

    #[test]
    fn the_calendar_ends_cut_the_outer_periods() {
        let calendar = Calendar::new(12).unwrap();
        let last = calendar.period_of(Grain::Year, Date::MAX);
        assert_eq!((last.start(), last.end()), (d("9999-12-01"), Date::MAX));
        assert_eq!(calendar.from_ordinal(Grain::Year, i32::MAX), last);
        let first = calendar.period_of(Grain::Year, Date::MIN);
        assert_eq!(first.start(), Date::MIN);
        assert_eq!(calendar.from_ordinal(Grain::Year, i32::MIN), first);
        assert!(calendar.year_to_date(Date::MIN).is_err());
    }
}
