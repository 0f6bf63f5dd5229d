//! 各类案件: what the court tried and reviewed.

use super::super::random::Random;
use super::draw::{
    cause, change_mean_days, choose, days, divide, log_normal, off_week_end, spread, working_day,
};
use super::row::{ADMINISTRATIVE, ALL, CIVIL, CRIMINAL, OTHER, REVIEW, Row, year_of};
use super::totals::{
    ADMINISTRATIVE_CAUSES, CIVIL_CAUSES, CRIMINAL_CAUSES, Cause, DISPUTES_2023, ENTERPRISE_CHANGE, FAMILY,
    FAMILY_CHANGE, LAND_REGISTRATION, LONG_PENDING, OTHER_CAUSES, REAL_ESTATE, REAL_ESTATE_CHANGE,
    REVIEW_CAUSES, SALES, SALES_CHANGE, TELECOM_FRAUD, WAGES, YEARS, Year,
};
use crate::period::Date;

const CLASSES: [&str; 5] = [CIVIL, CRIMINAL, ADMINISTRATIVE, REVIEW, OTHER];
const POLLUTION: Cause = ("环境污染责任纠纷", 0.0, 120.0, 90.0);
const FISHING: Cause = ("非法捕捞水产品罪", 0.0, 60.0, 95.0);
const FRAUD: Cause = (TELECOM_FRAUD, 0.0, 96.0, 95.0);
/// Criminal cases in a hundred that end without a conviction.
const UNCONVICTED: usize = 2;

/// All rows of the register.
pub(super) fn rows(random: &mut Random) -> Vec<Row> {
    let mut rows = Vec::new();
    for year in &YEARS {
        rows.append(&mut resolved(random, year));
    }
    let cause_is = |name: &'static str| move |row: &Row| row.class == CIVIL && row.cause == name;
    for (name, change) in [(REAL_ESTATE, REAL_ESTATE_CHANGE), (FAMILY, FAMILY_CHANGE), (SALES, SALES_CHANGE)]
    {
        change_mean_days(random, &mut rows, change, cause_is(name), |_| true);
    }
    // Cases of the causes settled above stay as they are; the other cases of enterprises make up the rest.
    let settled = |row: &Row| [REAL_ESTATE, FAMILY, SALES].contains(&row.cause);
    change_mean_days(
        random,
        &mut rows,
        ENTERPRISE_CHANGE,
        |row| row.enterprise == Some(true),
        |row| !settled(row),
    );
    add_pending(random, &mut rows);
    mark_first_procedures(random, &mut rows);
    rows
}

/// The cases resolved in a year.
fn resolved(random: &mut Random, year: &Year) -> Vec<Row> {
    let mut rows = Vec::new();
    for (class, count) in CLASSES.iter().zip(year.resolved) {
        for i in 0..count {
            let mut row = match *class {
                CIVIL => civil(random, i < year.environment.0),
                CRIMINAL => criminal(random, year, i),
                ADMINISTRATIVE => administrative(random, year, i),
                REVIEW => review(random, i < year.environment.2),
                _ => other(random),
            };
            row.1.resolved = working_day(random, year.number);
            row.1.filed =
                off_week_end(row.1.resolved - days(random, &row.0, year.number)).min(row.1.resolved);
            rows.push(row.1);
        }
    }
    allocate(random, year, &mut rows);
    rows
}

/// A row of a class with its cause; what a case has whether it is resolved or not.
fn start(class: &'static str, instance: &'static str, code: &'static str, cause: Cause) -> (Cause, Row) {
    let mut row = Row::new(ALL, class, instance);
    row.cause = cause.0;
    row.code = code;
    row.enterprise = Some(false);
    row.environment = Some(false);
    row.livelihood = Some([FAMILY, WAGES, "机动车交通事故责任纠纷"].contains(&cause.0));
    (cause, row)
}

/// One of the names by the weights that stand with them.
fn pick(random: &mut Random, names: &[(&'static str, f64)]) -> &'static str {
    let mut u = random.unit();
    for (name, weight) in names {
        u -= weight;
        if u < 0.0 {
            return name;
        }
    }
    names[names.len() - 1].0
}

fn civil(random: &mut Random, environment: bool) -> (Cause, Row) {
    let of = if environment { POLLUTION } else { cause(random, CIVIL_CAUSES) };
    let (of, mut row) = start(CIVIL, "一审", "民初", of);
    row.environment = Some(environment);
    row.procedure =
        pick(random, &[("简易程序", 0.48), ("普通程序", 0.16), ("小额诉讼程序", 0.24), ("速裁程序", 0.12)]);
    row.outcome = pick(
        random,
        &[("判决", 0.42), ("调解", 0.28), ("撤诉", 0.25), ("驳回起诉", 0.03), ("移送管辖", 0.02)],
    );
    (of, row)
}

/// Criminal case number `i` of a year: first the telecom frauds, then those against the environment, at the
/// end those without a conviction.
fn criminal(random: &mut Random, year: &Year, i: usize) -> (Cause, Row) {
    let environment = (year.telecom_fraud.0..year.telecom_fraud.0 + year.environment.1).contains(&i);
    let of = if i < year.telecom_fraud.0 {
        FRAUD
    } else if environment {
        FISHING
    } else {
        cause(random, CRIMINAL_CAUSES)
    };
    let (of, mut row) = start(CRIMINAL, "一审", "刑初", of);
    row.environment = Some(environment);
    row.procedure = pick(random, &[("普通程序", 0.30), ("简易程序", 0.34), ("速裁程序", 0.36)]);
    let convicted = i < year.resolved[1] - year.resolved[1] * UNCONVICTED / 100;
    row.outcome = if convicted { "判决" } else { pick(random, &[("撤诉", 0.6), ("终止审理", 0.4)]) };
    row.convicted = 0;
    row.defendants = 1;
    (of, row)
}

/// Administrative case number `i` of a year: first those mediated or withdrawn, most of them about the
/// registration of land (16 of 26 in 2023).
fn administrative(random: &mut Random, year: &Year, i: usize) -> (Cause, Row) {
    let settled = i < year.administrative_settled;
    let registration = i < year.administrative_settled * 16 / 26;
    let of = if registration { ADMINISTRATIVE_CAUSES[0] } else { cause(random, &ADMINISTRATIVE_CAUSES[1..]) };
    debug_assert_eq!(registration, of.0 == LAND_REGISTRATION);
    let (of, mut row) = start(ADMINISTRATIVE, "一审", "行初", of);
    row.procedure = pick(random, &[("普通程序", 0.8), ("简易程序", 0.2)]);
    row.outcome = match (registration, settled) {
        (true, _) => "撤诉",
        (false, true) => pick(random, &[("撤诉", 0.6), ("调解", 0.4)]),
        (false, false) => pick(random, &[("判决", 0.75), ("驳回起诉", 0.25)]),
    };
    (of, row)
}

fn review(random: &mut Random, environment: bool) -> (Cause, Row) {
    let of = if environment { REVIEW_CAUSES[0] } else { cause(random, REVIEW_CAUSES) };
    let (of, mut row) = start(REVIEW, "非诉审查", "行审", of);
    row.environment = Some(environment);
    row.outcome = pick(random, &[("准予执行", 0.9), ("不准予执行", 0.1)]);
    (of, row)
}

fn other(random: &mut Random) -> (Cause, Row) {
    let of = cause(random, OTHER_CAUSES);
    let code = match of.0 {
        "申请财产保全" => "财保",
        "申请司法确认" => "诉前调确",
        "执行异议" => "执异",
        "破产与强制清算" => "破申",
        _ => "民特",
    };
    let (of, mut row) = start(OTHER, "特别程序", code, of);
    row.outcome = pick(random, &[("裁定准许", 0.9), ("裁定驳回", 0.06), ("撤回申请", 0.04)]);
    (of, row)
}

/// How readily a civil case concerns an enterprise.
fn enterprise_weight(cause: &str) -> f64 {
    match cause {
        FAMILY => 0.0,
        SALES => 0.8,
        "金融借款合同纠纷" => 1.0,
        "建设工程合同纠纷" | "承揽合同纠纷" => 0.9,
        "物业服务合同纠纷" | "信用卡纠纷" => 0.6,
        REAL_ESTATE | WAGES => 0.35,
        _ => 0.15,
    }
}

/// Gives the resolved cases of a year what the year's totals say.
fn allocate(random: &mut Random, year: &Year, rows: &mut [Row]) {
    let contested = |row: &Row| f64::from(u8::from(matches!(row.outcome, "判决" | "驳回起诉")));
    for (class, count) in CLASSES.iter().zip(year.appealed) {
        rows.iter_mut().filter(|row| row.class == *class).for_each(|row| row.appealed = Some(false));
        let weight = |row: &Row| if row.class == *class { contested(row) } else { 0.0 };
        for i in choose(random, rows, count, weight) {
            rows[i].appealed = Some(true);
        }
    }
    let civil = |row: &Row, weight| if row.class == CIVIL { weight } else { 0.0 };
    for i in choose(random, rows, year.enterprise, |row| civil(row, enterprise_weight(row.cause))) {
        rows[i].enterprise = Some(true);
    }

    rows.iter_mut().filter(|row| row.class == CIVIL).for_each(|row| row.performance = Some(false));
    let performable = |row: &Row| matches!(row.outcome, "判决" | "调解");
    let weight = |row: &Row| civil(row, f64::from(u8::from(performable(row))));
    for i in choose(random, rows, year.performance.0, weight) {
        (rows[i].performance, rows[i].enforced) = (Some(true), Some(false));
    }
    let weight = |row: &Row| match (row.performance, row.outcome) {
        (Some(true), "判决") => 3.0,
        (Some(true), _) => 1.0,
        _ => 0.0,
    };
    for i in choose(random, rows, year.performance.1, weight) {
        rows[i].enforced = Some(true);
    }

    let (frauds, persons) = year.telecom_fraud;
    let convicting: Vec<usize> =
        (0..rows.len()).filter(|i| rows[*i].class == CRIMINAL && rows[*i].outcome == "判决").collect();
    let mut convicted = spread(random, persons, frauds, 1);
    convicted.append(&mut spread(random, year.convicted - persons, convicting.len() - frauds, 1));
    for (i, n) in convicting.into_iter().zip(convicted) {
        (rows[i].convicted, rows[i].defendants) = (n, n);
    }

    let tried: Vec<usize> = (0..rows.len()).filter(|i| rows[*i].instance == "一审").collect();
    for (i, n) in tried.iter().zip(spread(random, year.online_hearings, tried.len(), 0)) {
        rows[*i].hearings = n;
    }

    let (cases, workers, fen) = year.wages;
    let weight = |row: &Row| f64::from(u8::from(row.cause == WAGES && row.outcome != "驳回起诉"));
    let chosen = choose(random, rows, cases, weight);
    let workers = spread(random, workers, cases, 1);
    let shares: Vec<f64> = workers.iter().map(|n| *n as f64 * log_normal(random, 1.0, 0.4)).collect();
    for ((i, workers), yuan) in chosen.into_iter().zip(workers).zip(divide(fen / 100, &shares)) {
        (rows[i].workers, rows[i].wages) = (workers, yuan * 100);
    }
}

/// Adds what is pending at the end of 2023: long-pending cases, and of 2023 as many as make the year's
/// filings come out.
fn add_pending(random: &mut Random, rows: &mut Vec<Row>) {
    let end = Date::new(2023, 12, 31).unwrap_or(Date::from_days(0)).to_days();
    let filed = rows.iter().filter(|row| year_of(row.filed) == 2023).count();
    let total = YEARS[2].filed.unwrap_or(filed);
    assert!(filed <= total, "{filed} cases of 2023 are resolved, more than the {total} filed");
    for (year, count) in LONG_PENDING.into_iter().chain([(2023, total - filed)]) {
        for _ in 0..count {
            rows.push(loop {
                let (cause, mut row) = match random.below(8811) {
                    ..5162 => civil(random, false),
                    5162..5907 => criminal(random, &YEARS[2], 300),
                    5907..5959 => administrative(random, &YEARS[2], 40),
                    5959..6013 => review(random, false),
                    _ => other(random),
                };
                row.outcome = "";
                row.convicted = super::super::block::NO_VALUE;
                row.filed = working_day(random, year);
                let enterprise = row.class == CIVIL && random.chance(enterprise_weight(row.cause));
                row.enterprise = Some(enterprise);
                // Of the cases filed on that day, one that is still open at the end.
                if year < 2023 || row.filed + days(random, &cause, year) > end {
                    break row;
                }
            });
        }
    }
}

/// Marks the first procedure of each dispute among the cases filed in each year.
fn mark_first_procedures(random: &mut Random, rows: &mut [Row]) {
    for row in rows.iter_mut() {
        row.first_procedure = Some(false);
    }
    for year in &YEARS {
        let filed = rows.iter().filter(|row| year_of(row.filed) == year.number).count();
        let disputes =
            if year.number == 2023 { DISPUTES_2023 } else { (filed * 100 + 50) / year.procedure_ratio };
        let weight = |row: &Row| match (year_of(row.filed) == year.number, row.instance) {
            (false, _) => 0.0,
            (true, "一审" | "非诉审查") => 12.0,
            (true, _) => 1.0,
        };
        for i in choose(random, rows, disputes, weight) {
            rows[i].first_procedure = Some(true);
        }
    }
}
