//! Changes that courts and agencies have printed, recomputed from the values they printed beside them.

use courtmetrics::change::{
    self, Change, ChangeConvention, ChangeKind, Undefined, contributions, rounded_difference,
};
use courtmetrics::quantity::{Decimal, Fraction, Rounding};

const AWAY: Rounding = Rounding::HalfAwayFromZero;

fn exact(text: &str) -> Fraction {
    text.parse::<Decimal>().unwrap().to_fraction().unwrap()
}

fn printed(base: &str, current: &str, kind: ChangeKind, decimals: u8) -> String {
    change::between(exact(base), exact(current), kind).unwrap().round(decimals, AWAY).unwrap().to_string()
}

/// New Jersey Courts, Municipal Court Statistics (half-year reports): whole percents, a half away from zero.
#[test]
fn new_jersey_prints_halves_away_from_zero() {
    assert_eq!(printed("152", "171", ChangeKind::Percent, 1), "12.5");
    assert_eq!(printed("152", "171", ChangeKind::Percent, 0), "13");
    assert_eq!(printed("120", "75", ChangeKind::Percent, 1), "-37.5");
    assert_eq!(printed("120", "75", ChangeKind::Percent, 0), "-38");
}

/// The same reports print "- -" where the year before had none, whatever the current year has.
#[test]
fn new_jersey_prints_no_change_from_zero() {
    for current in ["0", "1", "523"] {
        let change = change::between(Fraction::ZERO, exact(current), ChangeKind::Percent);
        assert_eq!(change, Err(Undefined::ZeroBase));
    }
}

/// UK Ministry of Justice, Criminal court statistics quarterly, October–December 2019, January–March 2020 and
/// July–September 2022: outstanding cases, weeks and days waited. Printed: the last column.
#[test]
fn the_ministry_of_justice_prints_whole_percents_of_stocks_and_durations() {
    for (base, current, two_decimals, print) in [
        ("33114", "40173", "21.32", "21"),
        ("33113", "37434", "13.05", "13"),
        ("59473", "62766", "5.54", "6"),
        ("6.1", "5.7", "-6.56", "-7"),
        ("189", "178", "-5.82", "-6"),
    ] {
        assert_eq!(printed(base, current, ChangeKind::Percent, 2), two_decimals);
        assert_eq!(printed(base, current, ChangeKind::Percent, 0), print);
    }
    assert_eq!(printed("189", "178", ChangeKind::Days, 0), "-11");
}

/// TRAC (Syracuse University), federal civil cases, fiscal years 1993 and 2013: filings, median months to
/// disposition, months pending, authorised judgeships. Printed: the last column.
#[test]
fn trac_prints_twenty_years_of_federal_courts() {
    for (base, current, two_decimals, print) in [
        ("275323", "353522", "28.40", "28"),
        ("6.3", "7.3", "15.87", "16"),
        ("16.0", "26.1", "63.13", "63"),
        ("649", "677", "4.31", "4"),
    ] {
        assert_eq!(printed(base, current, ChangeKind::Percent, 2), two_decimals);
        assert_eq!(printed(base, current, ChangeKind::Percent, 0), print);
    }
}

/// Tribunal de Justiça do Rio Grande do Norte, results of 2018 and 2019 (its Corregedoria's news, and Justiça em
/// Números 2020): congestion in percent, stock, the index IPC-Jus, expenditure, cases disposed.
#[test]
fn rio_grande_do_norte_prints_percentages_of_rates_and_indices() {
    let congestion = change::between(exact("0.6558"), exact("0.6301"), ChangeKind::Percent).unwrap();
    assert_eq!(congestion.round(2, AWAY).unwrap().to_string(), "-3.92");
    // The same text prints 2.7 percentage points, which no rounding of 2.57 gives.
    let points = change::between(exact("0.6558"), exact("0.6301"), ChangeKind::Points).unwrap();
    assert_eq!(points.round(2, AWAY).unwrap().to_string(), "-2.57");
    assert_eq!(points.round(1, AWAY).unwrap().to_string(), "-2.6");

    assert_eq!(printed("451963", "354758", ChangeKind::Percent, 2), "-21.51");
    assert_eq!(printed("58", "78", ChangeKind::Percent, 1), "34.5");
    assert_eq!(printed("58", "78", ChangeKind::Absolute, 0), "20");
    assert_eq!(printed("1018394743", "962845551", ChangeKind::Percent, 2), "-5.45");
    assert_eq!(printed("226906", "306321", ChangeKind::Percent, 0), "35");
}

/// Guancheng Hui District Court (Zhengzhou), January–February 2022: disposal rates and their printed changes,
/// each the difference of two printed rates. All, criminal, civil.
#[test]
fn guancheng_prints_differences_of_printed_rates() {
    for (base, current, print, unrounded) in [
        ((1365, 4248), (1456, 3881), "5.39", "5.38"),
        ((82, 151), (78, 139), "1.82", "1.81"),
        ((1079, 2078), (1030, 2129), "-3.54", "-3.55"),
    ] {
        let base = Fraction::new(base.0, base.1).unwrap();
        let current = Fraction::new(current.0, current.1).unwrap();
        let points = ChangeKind::Points;
        assert_eq!(rounded_difference(base, current, points, 2, AWAY).unwrap().to_string(), print);
        let change = change::between(base, current, points).unwrap();
        assert_eq!(change.round(2, AWAY).unwrap().to_string(), unrounded);
        let fits = ChangeConvention::that_print(print.parse().unwrap(), base, current, points, AWAY).unwrap();
        assert_eq!(fits, [ChangeConvention::OfRounded]);
    }
}

/// The same report prints changes of counts to two decimals: accepted cases, pending at start, filed, closed.
#[test]
fn guancheng_prints_changes_of_counts() {
    for (base, current, print) in [
        ("4248", "3881", "-8.64"),
        ("333", "1304", "291.59"),
        ("3915", "2577", "-34.18"),
        ("1365", "1456", "6.67"),
    ] {
        assert_eq!(printed(base, current, ChangeKind::Percent, 2), print);
    }
}

/// Jiyuan Intermediate Court: mean days from 252.74 to 266.66, printed as 增长13.92天.
#[test]
fn jiyuan_prints_days() {
    assert_eq!(printed("252.74", "266.66", ChangeKind::Days, 2), "13.92");
}

/// Pinghu Court, report for 2023: 服判息诉率59.62%,同比上升15.18个百分点. Of 52 cases 59.62 % can only be 31; a
/// base that prints as 44.44 is 4/9 (the base is inferred, the report does not print it).
#[test]
fn pinghu_prints_the_difference_of_printed_rates() {
    let (base, current) = (Fraction::new(4, 9).unwrap(), Fraction::new(31, 52).unwrap());
    let printed = rounded_difference(base, current, ChangeKind::Points, 2, AWAY).unwrap();
    assert_eq!(printed.to_string(), "15.18");
    // And from the published pair back to the published base.
    let published = Change::new(exact("15.18"), ChangeKind::Points).unwrap();
    assert_eq!(published.base_of(exact("0.5962")).unwrap(), exact("0.4444"));
}

/// A civil-service exam on 2017 telecommunications revenue (crrcn.cn, lrjnuv): revenue 12 620, 759 more than the
/// year before; mobile data 1 157 more, printed as 9.7 points (cut off); fixed data 171 more, printed as 1.4.
#[test]
fn contributions_of_telecom_services_are_as_the_answer_key_has_them() {
    let part = |base: i64, current: i64| (Fraction::whole(base), Fraction::whole(current));
    // Of the bases only their sum, 12 620 − 759, and fixed data's 1971 / 1.095 are known; the points need no more.
    let growth = contributions(&[part(4000, 5157), part(1800, 1971), part(6061, 5492)]);
    let points = |i: usize, decimals, mode| {
        growth.parts()[i].points.unwrap().to_fraction().round(decimals, mode).unwrap()
    };
    assert_eq!(points(0, 4, AWAY).to_string(), "9.7547");
    assert_eq!(points(0, 1, Rounding::Truncate).to_string(), "9.7");
    assert_eq!(points(1, 1, AWAY).to_string(), "1.4");
    // The key prints 21.9 for this share, on another base.
    let share = growth.parts()[1].share.unwrap().round(1, AWAY).unwrap();
    assert_eq!(share.to_string(), "22.5");
    assert_eq!(growth.total().unwrap().round(1, AWAY).unwrap().to_string(), "6.4");
    assert!(growth.opposing());
}

/// Worked by hand: 450 → 500, 300 → 350, 150 → 150; in all 900 → 1000.
#[test]
fn contributions_of_three_kinds_of_case_sum_to_the_growth() {
    let parts = [(450, 500), (300, 350), (150, 150)].map(|(a, b)| (Fraction::whole(a), Fraction::whole(b)));
    let growth = contributions(&parts);
    assert_eq!(growth.total().unwrap().round(2, AWAY).unwrap().to_string(), "11.11");
    let column: Vec<(String, Fraction)> = growth
        .parts()
        .iter()
        .map(|p| (p.points.unwrap().to_fraction().round(2, AWAY).unwrap().to_string(), p.share.unwrap()))
        .collect();
    let fifty = Fraction::whole(50);
    assert_eq!(column, [("5.56".into(), fifty), ("5.56".into(), fifty), ("0.00".into(), Fraction::ZERO)]);
}
