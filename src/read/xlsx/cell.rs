//! What a cell says.

use calamine::DataRef;
use std::borrow::Cow;

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;
/// Days from the first day of each system to 1970-01-01.
const SINCE_1900: i64 = 25_569;
const SINCE_1904: i64 = 24_107;
/// 9999-12-31 in the 1900 system.
const LAST: i64 = 2_958_465;

/// A cell's content.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said<'a> {
    Nothing,
    Text(Cow<'a, str>),
    /// A number as a decimal.
    Number(String),
    /// Seconds since 1970-01-01.
    Moment(i64),
    /// A formula without a result.
    Error(String),
}

impl<'a> Said<'a> {
    pub fn new(value: &DataRef<'a>, of_1904: bool) -> Self {
        let text = |text: Cow<'a, str>| if text.is_empty() { Self::Nothing } else { Self::Text(text) };
        match value {
            DataRef::Empty => Self::Nothing,
            DataRef::SharedString(shared) => text(Cow::Borrowed(shared)),
            DataRef::String(own) | DataRef::DateTimeIso(own) | DataRef::DurationIso(own) => {
                text(Cow::Owned(own.clone()))
            }
            DataRef::Bool(flag) => Self::Text(Cow::Borrowed(if *flag { "true" } else { "false" })),
            DataRef::Int(number) => Self::Number(number.to_string()),
            DataRef::Float(number) => Self::number(*number),
            DataRef::DateTime(at) if at.is_duration() => Self::number(at.as_f64()),
            DataRef::DateTime(at) => match seconds(at.as_f64(), of_1904) {
                Some(seconds) => Self::Moment(seconds),
                None => Self::number(at.as_f64()),
            },
            DataRef::Error(error) => Self::Error(error.to_string()),
        }
    }

    fn number(number: f64) -> Self {
        if number.is_finite() { Self::Number(decimal(number)) } else { Self::Error(number.to_string()) }
    }

    /// The cell as text, as a CSV file would have it: a date in ISO form, with its time where it has one.
    pub fn text(self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) => text.into_owned(),
            Self::Number(text) | Self::Error(text) => text,
            Self::Moment(seconds) => {
                let day = i32::try_from(seconds.div_euclid(DAY)).unwrap_or(i32::MAX);
                let date = crate::period::Date::from_days(day);
                match seconds.rem_euclid(DAY) {
                    0 => date.to_string(),
                    time => format!("{date} {:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60),
                }
            }
        }
    }
}

/// Seconds since 1970-01-01 of a serial day. None for what is no day: a time alone, days before the system's
/// first and behind 9999, and the 1900-02-29 that never was.
fn seconds(serial: f64, of_1904: bool) -> Option<i64> {
    if !(0.0..3e6).contains(&serial) {
        return None;
    }
    let seconds = (serial * DAY as f64).round() as i64;
    let (day, time) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let since = match (of_1904, day) {
        (false, 1..=59) => day - SINCE_1900 + 1,
        (false, 61..=LAST) => day - SINCE_1900,
        // Day 0 is 1904-01-01, which nobody is likely to mean by a time of day alone.
        (true, 1..) if day - SINCE_1904 <= LAST - SINCE_1900 => day - SINCE_1904,
        _ => return None,
    };
    Some(since * DAY + time)
}

/// A number as the decimal that it stands for: whole ones as they are, others with the fifteen digits that a
/// spreadsheet keeps.
pub(super) fn decimal(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        return (number as i64).to_string();
    }
    let scientific = format!("{number:.14e}");
    let Some((digits, power)) = scientific.split_once('e') else { return scientific };
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let power: i32 = power.parse().unwrap_or(0);
    match usize::try_from(power) {
        Err(_) => format!("{sign}0.{}{digits}", "0".repeat(power.unsigned_abs() as usize - 1)),
        Ok(power) if power + 1 >= digits.len() => {
            format!("{sign}{digits}{}", "0".repeat(power + 1 - digits.len()))
        }
        Ok(power) => format!("{sign}{}.{}", &digits[..=power], &digits[power + 1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(serial: f64, of_1904: bool) -> Option<String> {
        seconds(serial, of_1904).map(|s| Said::Moment(s).text())
    }

    #[test]
    fn a_number_is_the_decimal_that_fifteen_digits_say() {
        for (number, text) in [
            (0.1 + 0.2, "0.3"),
            (100.10, "100.1"),
            (1_234_567_890.12, "1234567890.12"),
            (-0.05, "-0.05"),
            (1e-7, "0.0000001"),
            (9_007_199_254_740_991.0, "9007199254740991"),
            (1.5e300, &format!("15{}", "0".repeat(299))),
            (0.0, "0"),
            (-3.0, "-3"),
        ] {
            assert_eq!(decimal(number), text);
        }
    }

    /// Serial numbers as ECMA-376 Part 1, 18.17.4.1, and Microsoft's article 214330 on the two systems give them:
    /// 5 July 1998 is 35981 in the one and 34519 in the other.
    #[test]
    fn both_systems_of_serial_days_are_read() {
        assert_eq!(day(35_981.0, false).as_deref(), Some("1998-07-05"));
        assert_eq!(day(34_519.0, true).as_deref(), Some("1998-07-05"));
        assert_eq!(day(1.0, false).as_deref(), Some("1900-01-01"));
        assert_eq!(day(59.0, false).as_deref(), Some("1900-02-28"));
        assert_eq!(day(61.0, false).as_deref(), Some("1900-03-01"));
        assert_eq!(day(2_958_465.0, false).as_deref(), Some("9999-12-31"));
        assert_eq!(day(2_957_003.0, true).as_deref(), Some("9999-12-31"));
        assert_eq!(day(45_291.75, false).as_deref(), Some("2023-12-31 18:00:00"));
        // A second is 1/86400: what is written in binary comes out a hair below.
        assert_eq!(day(45_291.999_999_999, false).as_deref(), Some("2024-01-01"));
        for none in [0.0, 0.5, 60.0, -1.0, 2_958_466.0, 1e300] {
            assert_eq!(day(none, false), None, "{none}");
        }
        assert_eq!((day(0.5, true), day(2_957_004.0, true)), (None, None));
    }
}
