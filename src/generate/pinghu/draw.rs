//! Drawing with exact totals: so many of these rows, so much over those, days that average just so.

use super::super::random::Random;
use super::super::shape::{busyness, exp, normal_quantile, weekday};
use super::row::Row;
use super::totals::Cause;
use crate::period::Date;

/// A standard normal number.
fn normal(random: &mut Random) -> f64 {
    normal_quantile(random.unit().max(1e-16))
}

/// A log-normal number with the given mean and spread.
pub(super) fn log_normal(random: &mut Random, mean: f64, sigma: f64) -> f64 {
    mean * exp(sigma * normal(random) - sigma * sigma / 2.0)
}

/// `count` of the rows that `weight` allows (weight above 0), each as likely as its weight says.
///
/// Efraimidis and Spirakis (2006): a row's key is an exponential number over its weight, the smallest win.
///
/// Panics if fewer rows are allowed than asked for: the totals are constants, and tests draw all of them.
pub(super) fn choose(
    random: &mut Random,
    rows: &[Row],
    count: usize,
    weight: impl Fn(&Row) -> f64,
) -> Vec<usize> {
    let mut keys: Vec<(f64, usize)> = rows
        .iter()
        .enumerate()
        .filter_map(|(i, row)| {
            let weight = weight(row);
            (weight > 0.0).then(|| (exponential(random) / weight, i))
        })
        .collect();
    assert!(keys.len() >= count, "only {} of {count} rows can be chosen", keys.len());
    keys.sort_by(|a, b| a.0.total_cmp(&b.0));
    keys.truncate(count);
    let mut chosen: Vec<usize> = keys.into_iter().map(|key| key.1).collect();
    chosen.sort_unstable();
    chosen
}

/// A number from the exponential distribution: half the square length of a normal pair.
fn exponential(random: &mut Random) -> f64 {
    let (a, b) = (normal(random), normal(random));
    0.5 * (a * a + b * b)
}

/// `total` whole things over `n` places, at least `least` in each; the places that have many attract more.
pub(super) fn spread(random: &mut Random, total: usize, n: usize, least: usize) -> Vec<i64> {
    let mut urn: Vec<usize> = (0..n).collect();
    let mut counts = vec![least as i64; n];
    for _ in 0..total - n * least {
        let place = urn[random.below(urn.len())];
        counts[place] += 1;
        if urn.len() < 2 * n {
            urn.push(place);
        }
    }
    counts
}

/// `total` in parts that go like `weights`, each at least 0; the last takes what rounding leaves.
pub(super) fn divide(total: i64, weights: &[f64]) -> Vec<i64> {
    let sum: f64 = weights.iter().sum();
    let (mut upto, mut done) = (0.0, 0);
    weights
        .iter()
        .map(|weight| {
            upto += weight;
            let end = ((upto / sum * total as f64).round() as i64).clamp(done, total);
            let part = end - done;
            done = end;
            part
        })
        .collect()
}

/// A cause by its weight.
pub(super) fn cause(random: &mut Random, causes: &[Cause]) -> Cause {
    let mut u = random.unit() * causes.iter().map(|cause| cause.1).sum::<f64>();
    for cause in causes {
        u -= cause.1;
        if u < 0.0 {
            return *cause;
        }
    }
    causes[causes.len() - 1]
}

/// A working day of `year`, by how busy days are.
pub(super) fn working_day(random: &mut Random, year: i16) -> i32 {
    let first = Date::new(year, 1, 1).unwrap_or(Date::from_days(0)).to_days();
    loop {
        let day = first + random.below(365) as i32;
        let (_, month, of_month) = Date::from_days(day).parts();
        let holiday = matches!((month, of_month), (1 | 5, 1..=3) | (10, 1..=7));
        if weekday(day) < 5 && !holiday && random.unit() * 1.7 < busyness(weekday(day), month as usize - 1) {
            return day;
        }
    }
}

/// Whole days with the mean of a cause in a year.
pub(super) fn days(random: &mut Random, cause: &Cause, year: i16) -> i32 {
    let mean = match year {
        ..=2021 => cause.2 * 1.04,
        2022 => cause.2,
        2023.. => cause.2 * cause.3 / 100.0,
    };
    log_normal(random, mean, 0.7).round().clamp(0.0, 1400.0) as i32
}

/// Moves a Saturday back and a Sunday on, by one to three days so that no working day gets more of them.
pub(super) fn off_week_end(day: i32) -> i32 {
    let by = [1, 2, 1, 2, 3][day.div_euclid(7).rem_euclid(5) as usize];
    match weekday(day) {
        5 => day - by,
        6 => day + by,
        _ => day,
    }
}

/// Moves the days of filing of the rows that `free` allows until the mean days of all rows that `of` allows,
/// resolved in 2023, is that of 2022 plus `hundredths`/100, as exactly as whole days can.
///
/// With n rows the mean is within 1/(2n) of the wish, so from 101 rows on the change rounds to `hundredths`.
pub(super) fn change_mean_days(
    random: &mut Random,
    rows: &mut [Row],
    hundredths: i64,
    of: impl Fn(&Row) -> bool,
    free: impl Fn(&Row) -> bool,
) {
    let sum_of = |rows: &[Row], year| {
        let inside = rows.iter().filter(|row| row.resolved_in() == Some(year) && of(row));
        inside.fold((0i64, 0i64), |(n, sum), row| (n + 1, sum + row.days()))
    };
    let ((n, sum), (now, is)) = (sum_of(rows, 2022), sum_of(rows, 2023));
    // wanted / now = sum / n + hundredths / 100, rounded to the nearest whole number of days.
    let wanted = (now * (100 * sum + hundredths * n) * 2 + 100 * n).div_euclid(200 * n);
    let mut movable: Vec<usize> = (0..rows.len())
        .filter(|i| rows[*i].resolved_in() == Some(2023) && of(&rows[*i]) && free(&rows[*i]))
        .collect();
    let part: i64 = movable.iter().map(|i| rows[*i].days()).sum();
    let factor = (part + wanted - is) as f64 / part as f64;
    let mut done = is;
    for i in &movable {
        let row = &mut rows[*i];
        let before = row.days();
        let days = (before as f64 * factor).round() as i32;
        row.filed = off_week_end(row.resolved - days).min(row.resolved);
        done += row.days() - before;
    }
    random.shuffle(&mut movable);
    // What is left is spread a day at a time over rows that stay inside the week and after their filing.
    while done != wanted {
        for i in &movable {
            let row = &mut rows[*i];
            let step = if done < wanted { -1 } else { 1 };
            if done != wanted && row.days() > 5 && weekday(row.filed + step) < 5 {
                row.filed += step;
                done -= i64::from(step);
            }
        }
    }
}
