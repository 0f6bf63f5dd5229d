//! A stretch of whole days with a kind and a calendar.

use super::{Calendar, Date, Grain};
use crate::{Error, ErrorKind, Result};

/// What sort of period a period is: this decides its label and its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKind {
    /// A month, quarter, half or year of the calendar.
    Whole(Grain),
    /// From the start of the reporting year to some day in it.
    YearToDate,
    /// Any other stretch of days.
    Range,
}

impl PeriodKind {
    /// The word used in tables and messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Whole(grain) => grain.word(),
            Self::YearToDate => "year_to_date",
            Self::Range => "range",
        }
    }
}

/// A stretch of whole days, its first and its last day included.
///
/// Periods are equal when days, kind and calendar are: the year 2023 is not the range 2023-01-01..2023-12-31,
/// since its neighbours are years. Months and ranges are the same in every calendar. They sort by first day,
/// then by last.
///
/// ```
/// use courtmetrics::period::Period;
/// let quarter: Period = "2023-Q3".parse()?;
/// assert_eq!(quarter.start().to_string(), "2023-07-01");
/// assert_eq!(quarter.end().to_string(), "2023-09-30");
/// assert_eq!(quarter.days(), 92);
/// # Ok::<(), courtmetrics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    start: Date,
    end: Date,
    kind: PeriodKind,
    calendar: Calendar,
}

impl Period {
    /// The days from `start` to `end`, both included.
    ///
    /// # Errors
    /// When `end` lies before `start`.
    pub fn range(start: Date, end: Date) -> Result<Self> {
        if end < start {
            return Err(Error::new(ErrorKind::Argument, format!("end {end} lies before start {start}"))
                .rule("a period ends on or after the day it starts")
                .hint(format!("write {end}..{start}")));
        }
        Ok(Self::from_parts(start, end, PeriodKind::Range, Calendar::JANUARY))
    }

    /// Keeps the calendar only where it matters, so that equal periods compare equal.
    pub(super) fn from_parts(start: Date, end: Date, kind: PeriodKind, calendar: Calendar) -> Self {
        let calendar = match kind {
            PeriodKind::Whole(Grain::Month) | PeriodKind::Range => Calendar::JANUARY,
            _ => calendar,
        };
        Self { start, end, kind, calendar }
    }

    /// The first day.
    pub fn start(&self) -> Date {
        self.start
    }

    /// The last day; it belongs to the period.
    pub fn end(&self) -> Date {
        self.end
    }

    /// What sort of period it is.
    pub fn kind(&self) -> PeriodKind {
        self.kind
    }

    /// Its grain; `None` for a year to date and a range.
    pub fn grain(&self) -> Option<Grain> {
        match self.kind {
            PeriodKind::Whole(grain) => Some(grain),
            PeriodKind::YearToDate | PeriodKind::Range => None,
        }
    }

    /// Its calendar; January's for months and ranges, which are the same in all.
    pub fn calendar(&self) -> Calendar {
        self.calendar
    }

    /// Its length in days, at least 1.
    pub fn days(&self) -> u32 {
        self.end.days_since(self.start).unsigned_abs() + 1
    }

    /// Its length in months where it consists of whole months.
    pub fn months(&self) -> Option<u32> {
        let whole = self.start.parts().2 == 1 && self.end.is_month_end();
        whole.then(|| (self.end.month_number() - self.start.month_number()).unsigned_abs() + 1)
    }

    /// Whether `date` is one of its days.
    pub fn contains(&self, date: Date) -> bool {
        (self.start..=self.end).contains(&date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn both_ends_belong_to_a_period() {
        let march = p("2023-03");
        assert_eq!(march.days(), 31);
        assert!(march.contains(march.start()) && march.contains(march.end()));
        assert!(!march.contains(march.start().plus_days(-1)) && !march.contains(march.end().plus_days(1)));
        let day = p("2023-03-05..2023-03-05");
        assert_eq!((day.days(), day.months()), (1, None));
    }

    #[test]
    fn a_range_that_ends_before_it_starts_is_refused() {
        let error = Period::range(p("2023-06").start(), p("2023-01").start()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "end 2023-01-01 lies before start 2023-06-01; a period ends on or after the day it starts; \
             hint: write 2023-01-01..2023-06-01"
        );
    }

    #[test]
    fn a_month_is_the_same_month_in_every_calendar() {
        let calendar = Calendar::new(12).unwrap();
        let march = calendar.period_of(Grain::Month, p("2023-03").start());
        assert_eq!(march, p("2023-03"));
        assert_ne!(calendar.period_of(Grain::Year, march.start()), p("2023"));
    }

    #[test]
    fn whole_months_are_counted() {
        assert_eq!(p("2024-01-01..2024-02-29").months(), Some(2));
        assert_eq!(p("2024-01-01..2024-02-28").months(), None);
        assert_eq!(p("2024-01-15..2024-02-29").months(), None);
        assert_eq!(p("2023").months(), Some(12));
    }
}
