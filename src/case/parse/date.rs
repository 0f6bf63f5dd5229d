//! A day, and whether a time stood behind it, out of the bytes of a cell.
//!
//! Years have four digits; month and day have one or two, but two in `20230105`. A time part may follow
//! behind `T` or a space: `9:30`, `09:30:15.25`, `12:00:00 AM`, and in the end `Z`, `+08:00` or `+0800`.
//! The day is the one that is written; a zone moves nothing, it is reported.

use super::layout::DateLayout;

/// What a cell says about the time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Time {
    /// Nothing.
    Absent,
    /// That it is midnight, as exports write that know only the day.
    Midnight,
    /// A time later in the day, without a zone.
    OfDay,
    /// A time with `Z` or an offset: elsewhere it may be another day.
    Zoned,
}

/// A day, and what is known of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment {
    /// Days since 1970-01-01.
    pub days: i32,
    /// Whether a time was written.
    pub time: Time,
}

/// The day that `cell` writes in `layout`, in days since 1970-01-01; a time part is checked and left out.
///
/// None where the cell does not fit or there is no such day. Chinese letters are expected in UTF-8.
///
/// ```
/// use courtmetrics::case::parse::{DateLayout, date};
/// assert_eq!(date(b"2023-12-31", DateLayout::YearDash), Some(19722));
/// assert_eq!(date(b"45291.0", DateLayout::Excel), Some(19722));
/// assert_eq!(date(b"2023-02-29", DateLayout::YearDash), None);
/// ```
#[inline]
pub fn date(cell: &[u8], layout: DateLayout) -> Option<i32> {
    moment(cell, layout).map(|moment| moment.days)
}

/// As [`date`], with what the cell says about the time of day.
///
/// ```
/// use courtmetrics::case::parse::{DateLayout, Moment, Time, moment};
/// let late = moment(b"2023-12-31T23:30:00Z", DateLayout::YearDash);
/// assert_eq!(late, Some(Moment { days: 19722, time: Time::Zoned }));
/// ```
#[inline]
pub fn moment(cell: &[u8], layout: DateLayout) -> Option<Moment> {
    match layout {
        DateLayout::YearDash => year_first(cell, b'-'),
        DateLayout::YearSlash => year_first(cell, b'/'),
        DateLayout::YearDot => year_first(cell, b'.'),
        DateLayout::Compact => {
            let (year, rest) = digits::<4>(cell)?;
            let (month, rest) = digits::<2>(rest)?;
            let (day, rest) = digits::<2>(rest)?;
            finish(year, month, day, rest)
        }
        DateLayout::Chinese => {
            let (year, rest) = digits::<4>(cell)?;
            let (month, rest) = one_or_two(rest.strip_prefix("年".as_bytes())?)?;
            let (day, rest) = one_or_two(rest.strip_prefix("月".as_bytes())?)?;
            finish(year, month, day, rest.strip_prefix("日".as_bytes())?)
        }
        DateLayout::DayMonthYear => year_last(cell, b'/', false),
        DateLayout::DayDot => year_last(cell, b'.', false),
        DateLayout::MonthDayYear => year_last(cell, b'/', true),
        DateLayout::Excel => excel(cell),
    }
}

#[inline]
fn year_first(cell: &[u8], mark: u8) -> Option<Moment> {
    let (year, rest) = digits::<4>(cell)?;
    let (month, rest) = one_or_two(after(rest, mark)?)?;
    let (day, rest) = one_or_two(after(rest, mark)?)?;
    finish(year, month, day, rest)
}

#[inline]
fn year_last(cell: &[u8], mark: u8, month_first: bool) -> Option<Moment> {
    let (first, rest) = one_or_two(cell)?;
    let (second, rest) = one_or_two(after(rest, mark)?)?;
    let (year, rest) = digits::<4>(after(rest, mark)?)?;
    let (month, day) = if month_first { (first, second) } else { (second, first) };
    finish(year, month, day, rest)
}

/// Serial days of Excel's 1900 system, which has a 1900-02-29 (day 60) that never was.
fn excel(cell: &[u8]) -> Option<Moment> {
    let whole = cell.iter().take_while(|b| b.is_ascii_digit()).count();
    if whole == 0 || whole > 7 {
        return None;
    }
    let serial = cell[..whole].iter().fold(0, |n, b| n * 10 + i32::from(b - b'0'));
    let time = match &cell[whole..] {
        [] => Time::Absent,
        [b'.', fraction @ ..] if !fraction.is_empty() && fraction.iter().all(u8::is_ascii_digit) => {
            if fraction.iter().all(|b| *b == b'0') {
                Time::Absent
            } else {
                Time::OfDay
            }
        }
        _ => return None,
    };
    let days = match serial {
        1..=59 => serial - 25568,
        61..=2_958_465 => serial - 25569,
        _ => return None,
    };
    Some(Moment { days, time })
}

#[inline]
fn after(bytes: &[u8], mark: u8) -> Option<&[u8]> {
    bytes.split_first().filter(|(first, _)| **first == mark).map(|(_, rest)| rest)
}

/// A number of exactly `N` digits, and what follows.
#[inline]
fn digits<const N: usize>(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (written, rest) = bytes.split_first_chunk::<N>()?;
    let mut number = 0;
    let mut wrong = false;
    for byte in written {
        let digit = byte.wrapping_sub(b'0');
        wrong |= digit > 9;
        number = number * 10 + u32::from(digit);
    }
    if wrong { None } else { Some((number, rest)) }
}

#[inline]
fn one_or_two(bytes: &[u8]) -> Option<(u32, &[u8])> {
    digits::<2>(bytes).or_else(|| digits::<1>(bytes))
}

#[inline]
fn finish(year: u32, month: u32, day: u32, rest: &[u8]) -> Option<Moment> {
    let days = days(year, month, day)?;
    let time = if rest.is_empty() { Time::Absent } else { time(rest)? };
    Some(Moment { days, time })
}

/// Days since 1970-01-01 of a day in the years 0 to 9999.
#[inline]
pub(super) fn days(year: u32, month: u32, day: u32) -> Option<i32> {
    if month.wrapping_sub(1) > 11 || day == 0 {
        return None;
    }
    let (first, next) =
        match MONTHS.get(year.wrapping_sub(FROM).wrapping_mul(12).wrapping_add(month - 1) as usize..) {
            Some(&[first, next, ..]) => (first, next),
            _ => (first_of(year, month), first_of(year + month / 12, month % 12 + 1)),
        };
    let days = first + day as i32 - 1;
    (days < next).then_some(days)
}

/// The first of [`MONTHS`].
const FROM: u32 = 1900;
/// Where the months of 1900 to 2099 begin, and the one after them.
static MONTHS: [i32; 200 * 12 + 1] = {
    let mut months = [0; 200 * 12 + 1];
    let mut month = 0;
    while month < months.len() {
        months[month] = first_of(FROM + month as u32 / 12, month as u32 % 12 + 1);
        month += 1;
    }
    months
};

/// Days since 1970-01-01 of the first of a month.
const fn first_of(year: u32, month: u32) -> i32 {
    // Years that begin in March have their leap day last. Year 0 is counted as 400, one cycle of the
    // calendar or 146,097 days later, so that nothing is negative.
    let (year, month) = if month > 2 { (year + 400, month - 3) } else { (year + 399, month + 9) };
    let before = 365 * year + year / 4 - year / 100 + year / 400;
    (before + (153 * month + 2) / 5) as i32 + 1 - 719_469 - 146_097
}

/// What stands behind a day: ` 9:30`, `T09:30:15.25+08:00`, ` 12:00:00 AM`.
fn time(bytes: &[u8]) -> Option<Time> {
    let rest = after(bytes, b'T').or_else(|| after(bytes, b' '))?;
    let (mut hour, rest) = one_or_two(rest)?;
    let (minute, mut rest) = digits::<2>(after(rest, b':')?)?;
    let (mut second, mut fraction) = (0, false);
    if let Some(more) = after(rest, b':') {
        (second, rest) = digits::<2>(more)?;
        if let Some(more) = after(rest, b'.') {
            let count = more.iter().take_while(|b| b.is_ascii_digit()).count();
            fraction = more[..count].iter().any(|b| *b != b'0');
            rest = &more[count..];
            if count == 0 {
                return None;
            }
        }
    }
    if let [b' ', half @ (b'A' | b'a' | b'P' | b'p'), b'M' | b'm'] = rest {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if half.eq_ignore_ascii_case(&b'P') { 12 } else { 0 };
        rest = &[];
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    if !rest.is_empty() {
        return zone(rest).then_some(Time::Zoned);
    }
    let midnight = hour == 0 && minute == 0 && second == 0 && !fraction;
    Some(if midnight { Time::Midnight } else { Time::OfDay })
}

/// Whether `bytes` are `Z` or an offset such as `+08:00`, `-0330`, `+08`.
fn zone(bytes: &[u8]) -> bool {
    let Some(offset) = after(bytes, b'+').or_else(|| after(bytes, b'-')) else { return bytes == b"Z" };
    let Some((hours, rest)) = digits::<2>(offset) else { return false };
    let minutes = after(rest, b':').unwrap_or(rest);
    hours < 24 && (rest.is_empty() || matches!(digits::<2>(minutes), Some((0..60, []))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateLayout::*;

    #[test]
    fn every_day_of_every_year_is_jiffs_and_no_other_day_is_read() {
        let epoch = jiff::civil::date(1970, 1, 1);
        for year in 0..=9999_i16 {
            for (month, day) in (0..14_i8).flat_map(|m| (0..33_i8).map(move |d| (m, d))) {
                let expected = jiff::civil::Date::new(year, month, day).ok();
                let expected = expected.map(|date| epoch.until(date).unwrap().get_days());
                assert_eq!(days(year as u32, month as u32, day as u32), expected, "{year}-{month}-{day}");
            }
        }
    }

    #[test]
    fn each_layout_reads_its_own_way_of_writing() {
        for (layout, cells) in [
            (YearDash, ["2023-01-05", "2023-1-5"]),
            (YearSlash, ["2023/01/05", "2023/1/5"]),
            (YearDot, ["2023.01.05", "2023.1.5"]),
            (Compact, ["20230105", "20230105 00:00:00"]),
            (Chinese, ["2023年01月05日", "2023年1月5日"]),
            (DayMonthYear, ["05/01/2023", "5/1/2023"]),
            (DayDot, ["05.01.2023", "5.1.2023"]),
            (MonthDayYear, ["01/05/2023", "1/5/2023"]),
            (Excel, ["44931", "44931.0"]),
        ] {
            for cell in cells {
                assert_eq!(date(cell.as_bytes(), layout), Some(19362), "{cell}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_the_layout_is_refused() {
        for (layout, cells) in [
            (
                YearDash,
                "|2023|23-01-05|2023-01-05x|2023-01-005|2023-01-|2023-13-01|2023/01/05| 2023-01-05|2023-01-05 ",
            ),
            (
                YearDash,
                "-023-01-05|2023-1a-05|2023--1-05|２023-01-05|2023-01-05T|2023-01-05T9|2023-01-05T25:00",
            ),
            (Compact, "2023015|202301055|2023-01-05|20231301"),
            (Chinese, "2023年1月5|2023年1月32日|2023-1-5"),
            (DayMonthYear, "01/13/2023|1/1/23|1.1.2023|01/01/20235"),
            (MonthDayYear, "13/01/2023|1/1/23"),
            (Excel, "0|60|2958466|-1|45291,5|45291.|4.5e4|99999999"),
        ] {
            for cell in cells.split('|') {
                assert_eq!(date(cell.as_bytes(), layout), None, "{cell}");
            }
        }
    }

    #[test]
    fn a_time_is_checked_and_reported() {
        for (cell, time) in [
            ("2023-01-05", Some(Time::Absent)),
            ("2023-01-05 00:00:00", Some(Time::Midnight)),
            ("2023-01-05T00:00:00.000", Some(Time::Midnight)),
            ("2023-01-05 12:00:00 AM", Some(Time::Midnight)),
            ("2023-01-05 12:00:00 PM", Some(Time::OfDay)),
            ("2023-01-05 9:30", Some(Time::OfDay)),
            ("2023-01-05T00:00:00.001", Some(Time::OfDay)),
            ("2023-01-05T00:00:00Z", Some(Time::Zoned)),
            ("2023-01-05T23:59:59.999+08:00", Some(Time::Zoned)),
            ("2023-01-05 10:00-0330", Some(Time::Zoned)),
            ("2023-01-05T10:00+08", Some(Time::Zoned)),
            ("2023-01-05T24:00", None),
            ("2023-01-05T10:60", None),
            ("2023-01-05 13:00 PM", None),
            ("2023-01-05 0:00 AM", None),
            ("2023-01-05T10:00+24:00", None),
            ("2023-01-05T10:00+08:", None),
            ("2023-01-05T10:00 CST", None),
        ] {
            assert_eq!(moment(cell.as_bytes(), YearDash).map(|moment| moment.time), time, "{cell}");
        }
    }

    #[test]
    fn excels_days_stand_on_both_sides_of_the_day_that_never_was() {
        let day = |text: &str| text.parse::<crate::period::Date>().unwrap().to_days();
        assert_eq!(date(b"1", Excel), Some(day("1900-01-01")));
        assert_eq!(date(b"59", Excel), Some(day("1900-02-28")));
        assert_eq!(date(b"61", Excel), Some(day("1900-03-01")));
        assert_eq!(date(b"45291", Excel), Some(day("2023-12-31")));
        assert_eq!(date(b"2958465", Excel), Some(day("9999-12-31")));
        assert_eq!(moment(b"45291.75", Excel), Some(Moment { days: day("2023-12-31"), time: Time::OfDay }));
    }
}
