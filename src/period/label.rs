//! How periods are written, and read back.
//!
//! | written | period |
//! | --- | --- |
//! | `2023` | the year |
//! | `2023-H1`, `2023-Q3` | the half, the quarter |
//! | `2023-03` | the month |
//! | `2023-01-01..2023-06-15` | a range: two days |
//! | `2023-01..2023-06` | the year to date: the month that begins the year, then the month through which it runs |
//! | `2023-01..2023-06-15` | the year to date through a day that ends no month |
//! | `FY2024`, `FY2024-Q1` | of a reporting year that does not begin in January; read by its calendar |

use super::{Calendar, Date, Grain, Period, PeriodKind};
use crate::{Error, ErrorKind, Result};
use std::fmt;
use std::str::FromStr;

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            PeriodKind::Whole(grain) => {
                let ordinal = self.calendar().ordinal(grain, self.start());
                let year = ordinal.div_euclid(grain.per_year());
                let place = ordinal.rem_euclid(grain.per_year()) + 1;
                f.write_str(if self.calendar().year_starts() == 1 { "" } else { "FY" })?;
                match grain {
                    Grain::Year => write!(f, "{year:04}"),
                    Grain::Half => write!(f, "{year:04}-H{place}"),
                    Grain::Quarter => write!(f, "{year:04}-Q{place}"),
                    Grain::Month => write!(f, "{year:04}-{place:02}"),
                }
            }
            PeriodKind::YearToDate => {
                write!(f, "{}..", Month(self.start()))?;
                if self.end().is_month_end() { Month(self.end()).fmt(f) } else { self.end().fmt(f) }
            }
            PeriodKind::Range => write!(f, "{}..{}", self.start(), self.end()),
        }
    }
}

struct Month(Date);

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.0.parts();
        write!(f, "{year:04}-{month:02}")
    }
}

impl Period {
    /// Its label, as it is displayed: `2023`, `2023-Q3`, `2023-01..2023-06`.
    pub fn label(&self) -> String {
        self.to_string()
    }
}

impl FromStr for Period {
    type Err = Error;

    /// Reads a label of the January calendar; [`Calendar::parse`] reads those of others.
    fn from_str(text: &str) -> Result<Self> {
        Calendar::JANUARY.parse(text)
    }
}

impl Calendar {
    /// Reads the label of a period of this calendar, for the years 0 to 9999.
    ///
    /// # Errors
    /// When the text is no label, when it says `FY` to a January calendar or leaves it out for another, and
    /// when a year to date does not begin with the reporting year.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::period::Calendar;
    /// let calendar = Calendar::new(12)?;
    /// assert_eq!(calendar.parse("FY2024-Q1")?.start().to_string(), "2023-12-01");
    /// assert_eq!(calendar.parse("2023-12..2024-05")?.days(), 183);
    /// assert_eq!(
    ///     calendar.parse("2024").unwrap_err().to_string(),
    ///     "\"2024\" is no period of a calendar whose year starts in month 12; \
    ///      FY marks a reporting year that does not start in January; hint: write FY2024"
    /// );
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn parse(self, text: &str) -> Result<Period> {
        if let Some((from, to)) = text.split_once("..") {
            return self.parse_stretch(text, from, to);
        }
        let (fiscal, bare) = match text.strip_prefix("FY") {
            Some(bare) => (true, bare),
            None => (false, text),
        };
        let (grain, ordinal) = ordinal_of(bare).ok_or_else(|| unreadable(text))?;
        match grain {
            Grain::Month if fiscal => return Err(unreadable(text)),
            Grain::Month => {}
            _ if fiscal == (self.year_starts() == 1) => {
                let error = Error::new(
                    ErrorKind::Argument,
                    format!(
                        "\"{text}\" is no period of a calendar whose year starts in month {}",
                        self.year_starts()
                    ),
                )
                .rule("FY marks a reporting year that does not start in January");
                return Err(error.hint(if fiscal {
                    format!("write {bare}, or parse it with its calendar, as Calendar::new(12)")
                } else {
                    format!("write FY{bare}")
                }));
            }
            _ => {}
        }
        Ok(self.from_ordinal(grain, ordinal))
    }

    fn parse_stretch(self, text: &str, from: &str, to: &str) -> Result<Period> {
        let Some(first) = month_of(from) else {
            let day = |part: &str| part.parse::<Date>().map_err(|_| unreadable(text));
            return Period::range(day(from)?, day(to)?);
        };
        let through = match month_of(to) {
            Some(month) => Date::month_end(month),
            None => to.parse().map_err(|_| unreadable(text))?,
        };
        let period = self.year_to_date(through)?;
        if period.start() == Date::month_start(first) {
            return Ok(period);
        }
        Err(Error::new(ErrorKind::Argument, format!("\"{text}\" is no year to date"))
            .rule(format!("the reporting year of {through} starts on {}", period.start()))
            .hint(format!("write {period}, or the days of a range: {}..{through}", Date::month_start(first))))
    }
}

/// Grain and ordinal of a label without its `FY`.
fn ordinal_of(bare: &str) -> Option<(Grain, i32)> {
    let (year, part) = bare.split_once('-').map_or((bare, None), |(year, part)| (year, Some(part)));
    let (grain, place) = match part {
        None => (Grain::Year, 1),
        Some(part) => match (part.strip_prefix('H'), part.strip_prefix('Q')) {
            (Some(half), _) => (Grain::Half, number(half, 1)?),
            (_, Some(quarter)) => (Grain::Quarter, number(quarter, 1)?),
            _ => (Grain::Month, number(part, 2)?),
        },
    };
    let in_year = (1..=grain.per_year()).contains(&place);
    in_year.then_some((grain, number(year, 4)? * grain.per_year() + place - 1))
}

/// The month `2023-06`, as months since January of year 0.
fn month_of(text: &str) -> Option<i32> {
    match ordinal_of(text)? {
        (Grain::Month, month) => Some(month),
        _ => None,
    }
}

fn number(text: &str, digits: usize) -> Option<i32> {
    let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

fn unreadable(text: &str) -> Error {
    Error::new(ErrorKind::Argument, format!("\"{text}\" is no period"))
        .rule(
            "periods are written 2023, 2023-H1, 2023-Q3, 2023-03, 2023-01-01..2023-06-15 or 2023-01..2023-06",
        )
        .hint("write 2023-03 for a month, 2023-01..2023-06 for a year to date")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_as_what_they_say() {
        let kind = |text: &str| text.parse::<Period>().unwrap().kind();
        assert_eq!(kind("2023"), PeriodKind::Whole(Grain::Year));
        assert_eq!(kind("2023-H1"), PeriodKind::Whole(Grain::Half));
        assert_eq!(kind("2023-Q3"), PeriodKind::Whole(Grain::Quarter));
        assert_eq!(kind("2023-03"), PeriodKind::Whole(Grain::Month));
        assert_eq!(kind("2023-01-01..2023-06-30"), PeriodKind::Range);
        assert_eq!(kind("2023-01..2023-06"), PeriodKind::YearToDate);
        assert_eq!(kind("2023-01..2023-06-15"), PeriodKind::YearToDate);
    }

    #[test]
    fn a_year_to_date_through_a_month_end_has_one_label() {
        let long: Period = "2024-01..2024-02-29".parse().unwrap();
        assert_eq!(long.label(), "2024-01..2024-02");
        assert_eq!("2024-01..2024-02-28".parse::<Period>().unwrap().label(), "2024-01..2024-02-28");
    }

    #[test]
    fn texts_that_are_no_period_are_refused() {
        for text in [
            "",
            "23",
            "2023-",
            "2023-13",
            "2023-00",
            "2023-1",
            "2023-Q5",
            "2023-Q0",
            "2023-H3",
            "2023-q1",
            "2023H1",
            "FY",
            "FY2023-03",
            "2023-Q1..2023-Q2",
            "2023..2024",
            "2023-01-01..",
            "..",
            "2023-01-01..2023-02",
            "2023-02-30..2023-03-01",
            "２０２３",
            "+023",
            "2023-+1",
            " 2023",
        ] {
            for calendar in [Calendar::JANUARY, Calendar::new(12).unwrap()] {
                assert!(calendar.parse(text).is_err(), "{text}");
            }
        }
    }

    #[test]
    fn fiscal_labels_need_their_calendar() {
        assert_eq!(
            "FY2024".parse::<Period>().unwrap_err().to_string(),
            "\"FY2024\" is no period of a calendar whose year starts in month 1; \
             FY marks a reporting year that does not start in January; \
             hint: write 2024, or parse it with its calendar, as Calendar::new(12)"
        );
    }

    #[test]
    fn a_year_to_date_begins_with_its_year() {
        assert_eq!(
            "2023-02..2023-06".parse::<Period>().unwrap_err().to_string(),
            "\"2023-02..2023-06\" is no year to date; the reporting year of 2023-06-30 starts on 2023-01-01; \
             hint: write 2023-01..2023-06, or the days of a range: 2023-02-01..2023-06-30"
        );
    }
}
