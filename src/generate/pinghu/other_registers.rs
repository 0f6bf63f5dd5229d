//! 执行案件 and 诉前调解: what was enforced, and what was mediated before it became a case.

use super::super::random::Random;
use super::draw::{cause, choose, days, divide, log_normal, off_week_end, working_day};
use super::row::{ENFORCEMENT, MEDIATION, Row};
use super::totals::{
    Cause, ENFORCEMENT_CAUSES, ENFORCEMENT_PENDING, MEDIATION_CAUSES, MEDIATION_PENDING, YEARS, Year,
};
use crate::period::Date;

/// One case in eight of enforcement is about somebody's livelihood.
const LIVELIHOOD: usize = 8;

/// All rows of 执行案件.
pub(super) fn enforcement(random: &mut Random) -> Vec<Row> {
    let mut all = Vec::new();
    for year in &YEARS {
        let (count, completed, terminated) = year.enforcement;
        let mut rows: Vec<Row> = (0..count)
            .map(|i| {
                let mut row = enforcement_case(random, |random, of| ended(random, of, year.number));
                row.outcome = if i < completed {
                    "执行完毕"
                } else if i < completed + terminated {
                    "终结本次执行程序"
                } else {
                    "终结执行"
                };
                row
            })
            .collect();
        for i in choose(random, &rows, count / LIVELIHOOD, |_| 1.0) {
            rows[i].livelihood = Some(true);
        }
        recover(random, year, &mut rows);
        relieve(random, year, &mut rows);
        all.append(&mut rows);
    }
    all.extend((0..ENFORCEMENT_PENDING).map(|_| {
        let mut row = enforcement_case(random, still_open);
        let livelihood = random.chance(1.0 / LIVELIHOOD as f64);
        row.livelihood = Some(livelihood);
        row.claimed = log_normal(random, 15e6, 1.3) as i64;
        row
    }));
    all
}

/// All rows of 诉前调解.
pub(super) fn mediation(random: &mut Random) -> Vec<Row> {
    let mut all = Vec::new();
    let dispute = |random: &mut Random, dates: &dyn Fn(&mut Random, &Cause) -> (i32, i32)| {
        let of = cause(random, MEDIATION_CAUSES);
        let mut row = Row::new(MEDIATION, MEDIATION, "");
        (row.cause, row.code) = (of.0, "诉前调");
        (row.filed, row.resolved) = dates(random, &of);
        row
    };
    for year in &YEARS {
        let (count, succeeded) = year.mediation;
        for i in 0..count {
            let mut row = dispute(random, &|random, of| ended(random, of, year.number));
            row.outcome = if i < succeeded { "调解成功" } else { "调解不成" };
            all.push(row);
        }
    }
    all.extend((0..MEDIATION_PENDING).map(|_| dispute(random, &still_open)));
    all
}

/// Days of filing and resolution of a case that ended in `year`.
fn ended(random: &mut Random, of: &Cause, year: i16) -> (i32, i32) {
    let resolved = working_day(random, year);
    (off_week_end(resolved - days(random, of, year)).min(resolved), resolved)
}

/// Days of a case filed in 2023 that is open at its end.
fn still_open(random: &mut Random, of: &Cause) -> (i32, i32) {
    let end = Date::new(2023, 12, 31).unwrap_or(Date::from_days(0)).to_days();
    loop {
        let filed = working_day(random, 2023);
        if filed + days(random, of, 2023) > end {
            return (filed, super::super::block::NO_DATE);
        }
    }
}

fn enforcement_case(random: &mut Random, dates: impl Fn(&mut Random, &Cause) -> (i32, i32)) -> Row {
    let of = cause(random, ENFORCEMENT_CAUSES);
    let resumed = random.chance(0.18);
    let mut row = Row::new(ENFORCEMENT, "执行", if resumed { "恢复执行" } else { "首次执行" });
    (row.cause, row.code) = (of.0, if resumed { "执恢" } else { "执" });
    (row.filed, row.resolved) = dates(random, &of);
    row.livelihood = Some(false);
    row
}

/// Sums claimed and recovered: heavy-tailed, everything where the case is fully performed, then scaled so
/// that the sums of the year come out to the fen.
fn recover(random: &mut Random, year: &Year, rows: &mut [Row]) {
    let mut sums: Vec<(f64, f64)> = Vec::with_capacity(rows.len());
    for row in rows.iter() {
        let (size, part) = match row.outcome {
            "执行完毕" => (0.6, 1.0),
            "终结执行" => (1.0, 0.2 + 0.8 * random.unit()),
            _ => (1.4, (0.6 * random.unit() - 0.3).max(0.0)),
        };
        let claimed = log_normal(random, size, 1.3);
        sums.push((claimed, claimed * part));
    }
    let (all, livelihood) = year.recovered;
    for (is, total) in [(false, all - livelihood), (true, livelihood)] {
        let of: Vec<usize> = (0..rows.len()).filter(|i| rows[*i].livelihood == Some(is)).collect();
        let factor = total as f64 / of.iter().map(|i| sums[*i].1).sum::<f64>();
        let mut left = total;
        let mut largest = of[0];
        for i in of {
            rows[i].claimed = (sums[i].0 * factor).round() as i64;
            rows[i].recovered = (sums[i].1 * factor).round() as i64;
            left -= rows[i].recovered;
            if rows[i].outcome == "执行完毕" && rows[i].recovered >= rows[largest].recovered {
                largest = i;
            }
        }
        rows[largest].claimed += left;
        rows[largest].recovered += left;
    }
}

/// Judicial relief to persons who get nothing by enforcement, in steps of 500 yuan.
fn relieve(random: &mut Random, year: &Year, rows: &mut [Row]) {
    const STEP: i64 = 50_000;
    let (persons, fen) = year.relief;
    let poor =
        |row: &Row| f64::from(u8::from(row.livelihood == Some(true) && row.outcome == "终结本次执行程序"));
    let chosen = choose(random, rows, persons, poor);
    let shares: Vec<f64> = chosen.iter().map(|_| 1.0 + random.unit()).collect();
    for (i, steps) in chosen.into_iter().zip(divide(fen / STEP, &shares)) {
        (rows[i].relieved, rows[i].relief) = (1, steps * STEP);
    }
}
