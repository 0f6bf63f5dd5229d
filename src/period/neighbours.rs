//! The periods that a period is held against: a year before or after, just before or after.
//!
//! Days pair by date. The last day of a month pairs with the last day of the month in the other year, so that
//! a period through 29 February 2024 and one through 28 February 2023 are each other's. A first day pairs with
//! the same day, or with the last of a month too short for it.
//!
//! Two periods of a leap year share a counterpart with another one, and so do not come back: those that end on
//! 28 February (through the 29th comes back) and those that start on 29 February.

use super::date::MONTHS;
use super::{Date, Period, PeriodKind};

impl Period {
    /// The same period of the year before (同比); `None` where that begins before −9999-01-01.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::period::Period;
    /// let to_leap_day: Period = "2024-01..2024-02".parse()?;
    /// assert_eq!(to_leap_day.end().to_string(), "2024-02-29");
    /// assert_eq!(to_leap_day.year_before().ok_or("none")?.end().to_string(), "2023-02-28");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn year_before(&self) -> Option<Self> {
        self.years_away(-1)
    }

    /// The same period of the year after; `None` where that ends after 9999-12-31.
    pub fn year_after(&self) -> Option<Self> {
        self.years_away(1)
    }

    /// The period of the same kind that ends the day before this one starts (环比).
    ///
    /// A range of whole months is preceded by as many months, another range by as many days. `None` for a year
    /// to date, since the year to date before it is part of it; and where it would begin before −9999-01-01.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::period::Period;
    /// let previous = |text: &str| -> Option<String> {
    ///     Some(text.parse::<Period>().ok()?.previous()?.to_string())
    /// };
    /// assert_eq!(previous("2023-Q1").as_deref(), Some("2022-Q4"));
    /// assert_eq!(previous("2024-03-01..2024-04-30").as_deref(), Some("2024-01-01..2024-02-29"));
    /// assert_eq!(previous("2024-03-04..2024-03-10").as_deref(), Some("2024-02-26..2024-03-03"));
    /// assert_eq!(previous("2024-01..2024-06"), None);
    /// ```
    pub fn previous(&self) -> Option<Self> {
        self.step(-1)
    }

    /// The period of the same kind that starts the day after this one ends; `None` as for
    /// [`previous`](Self::previous), at the other end.
    #[allow(clippy::should_implement_trait, reason = "a period is no iterator; this is its neighbour")]
    pub fn next(&self) -> Option<Self> {
        self.step(1)
    }

    fn years_away(&self, years: i32) -> Option<Self> {
        match self.kind() {
            PeriodKind::Whole(grain) => {
                let ordinal = self.calendar().ordinal(grain, self.start());
                self.calendar().whole(grain, ordinal + years * grain.per_year())
            }
            PeriodKind::YearToDate => {
                self.calendar().year_to_date(counterpart_of_end(self.end(), 12 * years)?).ok()
            }
            PeriodKind::Range => {
                let start = counterpart_of_start(self.start(), 12 * years)?;
                Self::range(start, counterpart_of_end(self.end(), 12 * years)?).ok()
            }
        }
    }

    fn step(&self, by: i32) -> Option<Self> {
        match (self.kind(), self.months()) {
            (PeriodKind::Whole(grain), _) => {
                self.calendar().whole(grain, self.calendar().ordinal(grain, self.start()) + by)
            }
            (PeriodKind::YearToDate, _) => None,
            (PeriodKind::Range, Some(months)) => {
                let months = by * months as i32;
                let start = counterpart_of_start(self.start(), months)?;
                Self::range(start, counterpart_of_end(self.end(), months)?).ok()
            }
            (PeriodKind::Range, None) => {
                let days = by * self.days() as i32;
                Self::range(moved(self.start(), days)?, moved(self.end(), days)?).ok()
            }
        }
    }
}

fn counterpart_of_start(day: Date, months: i32) -> Option<Date> {
    let month = day.month_number() + months;
    (MONTHS.0..=MONTHS.1).contains(&month).then(|| day.plus_months(months))
}

fn counterpart_of_end(day: Date, months: i32) -> Option<Date> {
    let same_day = counterpart_of_start(day, months)?;
    Some(if day.is_month_end() { Date::month_end(same_day.month_number()) } else { same_day })
}

fn moved(day: Date, days: i32) -> Option<Date> {
    // At the ends of the calendar `plus_days` stays within it: then the distance is not what was asked.
    let to = day.plus_days(days);
    (to.days_since(day) == days).then_some(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::{Calendar, Grain};

    fn p(text: &str) -> Period {
        text.parse().unwrap()
    }

    fn before(text: &str) -> String {
        p(text).year_before().unwrap().to_string()
    }

    fn after(text: &str) -> String {
        p(text).year_after().unwrap().to_string()
    }

    #[test]
    fn year_before_of_march_is_the_whole_march() {
        assert_eq!(before("2024-03"), "2023-03");
        assert_eq!(before("2023-H2"), "2022-H2");
    }

    #[test]
    fn february_is_whole_on_both_sides_of_a_leap_year() {
        assert_eq!(p("2024-02").year_before().unwrap().days(), 28);
        assert_eq!(p("2023-02").year_after().unwrap().days(), 29);
    }

    #[test]
    fn month_ends_pair_with_month_ends() {
        assert_eq!(before("2024-01-15..2024-02-29"), "2023-01-15..2023-02-28");
        assert_eq!(after("2023-01-15..2023-02-28"), "2024-01-15..2024-02-29");
        assert_eq!(after("2023-01..2023-02"), "2024-01..2024-02");
        assert_eq!(before("2024-01-01..2024-03-15"), "2023-01-01..2023-03-15");
    }

    #[test]
    fn the_28th_of_a_leap_february_shares_the_counterpart_of_the_29th() {
        assert_eq!(before("2024-01..2024-02-28"), "2023-01..2023-02");
        assert_eq!(before("2024-02-29..2024-03-10"), "2023-02-28..2023-03-10");
    }

    #[test]
    fn a_year_to_date_keeps_its_reporting_year() {
        let calendar = Calendar::new(12).unwrap();
        let to_december = calendar.parse("2023-12..2023-12").unwrap();
        assert_eq!(to_december.year_before().unwrap().to_string(), "2022-12..2022-12");
        assert_eq!(to_december.year_before().unwrap().calendar(), calendar);
        assert_eq!(to_december.previous(), None);
    }

    #[test]
    fn the_ends_of_the_calendar_have_no_neighbours() {
        assert_eq!(p("9999").year_after(), None);
        assert_eq!(p("9999-12").next(), None);
        assert_eq!(p("9999-12-31..9999-12-31").next(), None);
        assert_eq!(p("9999-01..9999-03").year_after(), None);
        let first = Calendar::default().period_of(Grain::Month, Date::MIN);
        assert_eq!((first.previous(), first.year_before()), (None, None));
        assert_eq!(Period::range(Date::MIN, Date::MIN).unwrap().previous(), None);
        // The last December-to-November year is cut short, so it is nobody's counterpart.
        let calendar = Calendar::new(12).unwrap();
        assert_eq!(calendar.parse("FY9999").unwrap().next(), None);
    }
}
