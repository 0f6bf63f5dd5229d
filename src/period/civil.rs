//! Days since 1970-01-01 to year, month and day, and back, in integer arithmetic alone: a scan asks for the
//! month of every row.
//!
//! The year is taken to begin in March, so that the leap day is its last day and the months before it have
//! lengths that one line gives: month `m` of such a year begins on its day (153 m + 2) / 5.

/// Days from 0000-03-01 to 1970-01-01.
const TO_EPOCH: i32 = 719_468;
/// Days in the 400 years after which the Gregorian calendar repeats.
const CYCLE: i32 = 146_097;

/// Year, month (1–12) and day (1–31) of the day that lies `days` after 1970-01-01.
pub(super) fn parts_of(days: i32) -> (i32, i32, i32) {
    let days = days + TO_EPOCH;
    let cycle = days.div_euclid(CYCLE);
    let day = days.rem_euclid(CYCLE);
    // The three terms take out the leap days: of every 4 years, not of the century, but of the fourth century.
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (year + 400 * cycle + i32::from(month <= 2), month, day_of_month)
}

/// Days from 1970-01-01 to the day `year-month-day`; the month is 1–12.
pub(super) fn days_of(year: i32, month: i32, day: i32) -> i32 {
    let year = year - i32::from(month <= 2);
    let (cycle, year) = (year.div_euclid(400), year.rem_euclid(400));
    let march_month = (month + 9) % 12;
    let day_of_year = (153 * march_month + 2) / 5 + day - 1;
    cycle * CYCLE + 365 * year + year / 4 - year / 100 + day_of_year - TO_EPOCH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_the_calendar_agrees_with_jiff() {
        let mut days = days_of(-9999, 1, 1);
        let mut day = jiff::civil::Date::MIN;
        loop {
            let (year, month, day_of_month) = (day.year().into(), day.month().into(), day.day().into());
            assert_eq!(parts_of(days), (year, month, day_of_month));
            assert_eq!(days_of(year, month, day_of_month), days);
            let Ok(tomorrow) = day.tomorrow() else { break };
            (day, days) = (tomorrow, days + 1);
        }
        assert_eq!(days, 2_932_896);
    }
}
