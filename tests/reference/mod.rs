//! A slow reference: the counting rules row by row, in loops and plain structs.
//!
//! It shares nothing with the crate: dates are places in a list of all days, groups are maps, quantiles come
//! from sorted lists, values are pairs of whole numbers. Each number is counted anew from all rows.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A day as its place in the list of all days from 1800 to 2299.
pub type Day = usize;

fn days() -> &'static Vec<(i32, i32, i32)> {
    static DAYS: OnceLock<Vec<(i32, i32, i32)>> = OnceLock::new();
    DAYS.get_or_init(|| {
        let mut list = Vec::new();
        for year in 1800..2300 {
            for month in 1..=12 {
                for day in 1..=month_length(year, month) {
                    list.push((year, month, day));
                }
            }
        }
        list
    })
}

fn month_length(year: i32, month: i32) -> i32 {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

pub fn day(year: i32, month: i32, day: i32) -> Option<Day> {
    days().binary_search(&(year, month, day)).ok()
}

/// Reads `2023-01-05`, and nothing else.
pub fn read_day(text: &str) -> Option<Day> {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |text: &str, length: usize| -> Option<i32> {
        (text.len() == length && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
    };
    match parts[..] {
        [y, m, d] => day(number(y, 4)?, number(m, 2)?, number(d, 2)?),
        _ => None,
    }
}

pub fn write_day(at: Day) -> String {
    let (y, m, d) = days()[at];
    format!("{y:04}-{m:02}-{d:02}")
}

/// The day so many calendar months earlier; in a month too short for it, that month's last.
pub fn months_before(at: Day, months: i32) -> Day {
    let (y, m, d) = days()[at];
    let (mut year, mut month) = (y, m);
    for _ in 0..months {
        month -= 1;
        if month == 0 {
            (year, month) = (year - 1, 12);
        }
    }
    day(year, month, d.min(month_length(year, month))).unwrap()
}

/// A period: its first and its last day, both counted.
pub type Period = (Day, Day);

/// The periods of `months` months that hold the days from `first` to `last`, in a year that begins with the
/// month `begins`.
pub fn periods(months: i32, begins: i32, first: Day, last: Day) -> Vec<Period> {
    let (mut year, mut month) = (days()[first].0 - 1, begins);
    let mut list = Vec::new();
    loop {
        let start = day(year, month, 1).unwrap();
        for _ in 0..months {
            month += 1;
            if month == 13 {
                (year, month) = (year + 1, 1);
            }
        }
        let end = day(year, month, 1).unwrap() - 1;
        if start > last {
            return list;
        }
        if end >= first {
            list.push((start, end));
        }
    }
}

/// Of each reporting year that holds a day from `first` to `last`, its first `months` months.
pub fn years_to_date(months: i32, begins: i32, first: Day, last: Day) -> Vec<Period> {
    let cut = |(start, _): Period| {
        let (y, m, _) = days()[start];
        let (mut year, mut month) = (y, m);
        for _ in 0..months {
            month += 1;
            if month == 13 {
                (year, month) = (year + 1, 1);
            }
        }
        (start, day(year, month, 1).unwrap() - 1)
    };
    periods(12, begins, first, last).into_iter().map(cut).collect()
}

/// One case as it is counted.
#[derive(Debug, Clone)]
pub struct Case {
    pub filed: Day,
    pub resolved: Option<Day>,
    pub dates: BTreeMap<String, Option<Day>>,
    pub words: BTreeMap<String, Option<String>>,
    /// Whole numbers, and amounts in hundredths.
    pub numbers: BTreeMap<String, Option<i64>>,
}

#[derive(Debug, Clone)]
pub enum Test {
    In(Vec<String>),
    NotIn(Vec<String>),
    Missing,
    Present,
}

#[derive(Debug, Clone)]
pub struct Clause {
    pub field: String,
    pub test: Test,
}

/// Which cases of a period.
#[derive(Debug, Clone, PartialEq)]
pub enum Which {
    Incoming,
    Resolved,
    Dated(String),
    PendingStart,
    PendingEnd,
    OlderThan(i32),
}

/// Cases, or the sum of a field over them.
#[derive(Debug, Clone)]
pub struct Counted {
    pub which: Which,
    pub sum: Option<String>,
    pub when: Vec<Clause>,
}

#[derive(Debug, Clone)]
pub enum Statistic {
    Mean,
    /// In hundredths: 50 is the median.
    Percentile(i128),
    Within(usize),
}

#[derive(Debug, Clone)]
pub enum Formula {
    Total { terms: Vec<(i128, Counted)>, unit: i128 },
    Quotient { upper: Vec<(i128, Counted)>, lower: Vec<(i128, Counted)>, factor: Option<i128>, part: bool },
    Days { which: Which, from: String, to: String, when: Vec<Clause>, statistic: Statistic },
}

/// A value as a fraction, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Value(i128, i128),
    ZeroDenominator,
    NoCases,
    OutsideWhole,
}

impl Case {
    pub fn date(&self, field: &str) -> Option<Day> {
        match field {
            "filed_on" => Some(self.filed),
            "resolved_on" => self.resolved,
            other => self.dates[other],
        }
    }

    fn meets(&self, clauses: &[Clause]) -> bool {
        clauses.iter().all(|clause| match (&clause.test, &self.words[&clause.field]) {
            (Test::In(list), Some(word)) => list.contains(word),
            (Test::NotIn(list), Some(word)) => !list.contains(word),
            (Test::Missing, word) => word.is_none(),
            (Test::Present, word) => word.is_some(),
            (_, None) => false,
        })
    }

    fn is_in(&self, which: &Which, (start, end): Period) -> bool {
        let between = |day: Day| start <= day && day <= end;
        match which {
            Which::Incoming => between(self.filed),
            Which::Resolved => self.resolved.is_some_and(between),
            Which::Dated(field) => self.date(field).is_some_and(between),
            Which::PendingStart => self.filed < start && self.resolved.is_none_or(|r| r >= start),
            Which::PendingEnd => self.filed <= end && self.resolved.is_none_or(|r| r > end),
            Which::OlderThan(months) => {
                self.filed < months_before(end, *months) && self.resolved.is_none_or(|r| r > end)
            }
        }
    }
}

fn count(cases: &[&Case], counted: &Counted, period: Period) -> i128 {
    let mut total = 0;
    for case in cases {
        if case.is_in(&counted.which, period) && case.meets(&counted.when) {
            total += match &counted.sum {
                None => 1,
                Some(field) => i128::from(case.numbers[field].unwrap_or(0)),
            };
        }
    }
    total
}

fn add(cases: &[&Case], terms: &[(i128, Counted)], period: Period) -> i128 {
    terms.iter().map(|(sign, counted)| sign * count(cases, counted, period)).sum()
}

/// The value of a formula for these cases in a period.
pub fn evaluate(cases: &[&Case], formula: &Formula, period: Period) -> Answer {
    match formula {
        Formula::Total { terms, unit } => Answer::Value(add(cases, terms, period), *unit),
        Formula::Quotient { upper, lower, factor, part } => {
            let (upper, lower) = (add(cases, upper, period), add(cases, lower, period));
            if lower == 0 {
                return Answer::ZeroDenominator;
            }
            if *part && (upper < 0 || upper > lower) {
                return Answer::OutsideWhole;
            }
            let length = (period.1 - period.0 + 1) as i128;
            Answer::Value(upper * factor.unwrap_or(length), lower)
        }
        Formula::Days { which, from, to, when, statistic } => {
            let mut list: Vec<i128> = Vec::new();
            for case in cases {
                if let (true, true, Some(from), Some(to)) =
                    (case.is_in(which, period), case.meets(when), case.date(from), case.date(to))
                {
                    list.push(to as i128 - from as i128);
                }
            }
            list.sort_unstable();
            let n = list.len() as i128;
            if n == 0 {
                return Answer::NoCases;
            }
            match statistic {
                Statistic::Mean => Answer::Value(list.iter().sum(), n),
                Statistic::Within(most) => {
                    Answer::Value(list.iter().filter(|d| **d <= *most as i128).count() as i128, n)
                }
                // Type 7: the place (n − 1)·p between the sorted values, from 0.
                Statistic::Percentile(p) => {
                    let place = (n - 1) * p;
                    let (below, rest) = ((place / 100) as usize, place % 100);
                    let above = if rest == 0 { below } else { below + 1 };
                    Answer::Value(list[below] * 100 + (list[above] - list[below]) * rest, 100)
                }
            }
        }
    }
}

/// How a change is reported.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    Percent,
    Points,
    Difference,
}

/// A change as a fraction, or the word for why there is none.
pub fn change(before: Option<Answer>, now: Answer, kind: Kind) -> Result<(i128, i128), &'static str> {
    let before = before.ok_or("no_prior")?;
    let Answer::Value(r, t) = now else { return Err("current_undefined") };
    let Answer::Value(p, q) = before else { return Err("base_undefined") };
    // Denominators below 0 come from sums of amounts; the sign moves up.
    let ((r, t), (p, q)) = ((r * t.signum(), t.abs()), (p * q.signum(), q.abs()));
    let upper = r * q - p * t;
    match kind {
        Kind::Percent if p == 0 => Err("zero_base"),
        Kind::Percent if p < 0 => Err("negative_base"),
        Kind::Percent if r < 0 => Err("sign_change"),
        Kind::Percent => Ok((100 * upper, p * t)),
        Kind::Points => Ok((100 * upper, q * t)),
        Kind::Difference => Ok((upper, q * t)),
    }
}

/// What a group says in a column: nothing asked (all together), or its word if it has one.
pub type Group = Vec<Option<Option<String>>>;

/// The cases of every group: `kept` says for each level which of the columns keep their words.
pub fn groups<'a>(cases: &'a [Case], by: &[&str], kept: &[Vec<bool>]) -> BTreeMap<Group, Vec<&'a Case>> {
    let mut groups: BTreeMap<Group, Vec<&Case>> = BTreeMap::new();
    for level in kept {
        for case in cases {
            let word = |(column, keeps): (&&str, &bool)| keeps.then(|| case.words[*column].clone());
            groups.entry(by.iter().zip(level).map(word).collect()).or_default().push(case);
        }
    }
    groups
}

/// Why a row is set aside, in the order in which it is looked for.
pub fn dates_of(
    filed: &str,
    resolved: &str,
    plausible: Period,
    longest: Option<usize>,
) -> Result<(Day, Option<Day>), &'static str> {
    let filed = match filed {
        "" => return Err("filing date missing"),
        text => read_day(text).ok_or("filing date unreadable")?,
    };
    if filed < plausible.0 || filed > plausible.1 {
        return Err("filing date implausible");
    }
    let resolved = match resolved {
        "" => return Ok((filed, None)),
        text => read_day(text).ok_or("resolution date unreadable")?,
    };
    if resolved < plausible.0 || resolved > plausible.1 {
        return Err("resolution date implausible");
    }
    if resolved < filed {
        return Err("resolved before filed");
    }
    if longest.is_some_and(|most| resolved - filed > most) {
        return Err("duration implausible");
    }
    Ok((filed, Some(resolved)))
}
