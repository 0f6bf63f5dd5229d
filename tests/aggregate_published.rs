//! Aggregate tables that were published with their indicators: what is printed must come out.
#![cfg(feature = "csv")]

use courtmetrics::aggregate::{Check, Checks, Made, TableBook};
use courtmetrics::measure_ledger::{LedgerRequest, MeasuredLedger};
use courtmetrics::period::Base;
use courtmetrics::read::{Grid, GridText};
use courtmetrics::table::{Observation, Table};

fn book(name: &str) -> TableBook {
    let path = format!("{}/examples/codebooks/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    TableBook::from_toml(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn run(name: &str, text: &str, indicators: &[&str]) -> MeasuredLedger {
    let grid = Grid::from_text(text.as_bytes(), &GridText::default(), "table").unwrap();
    LedgerRequest::new(indicators).unwrap().run(&book(name), &grid).unwrap()
}

fn made(checks: &Checks, check: Check) -> (u64, u64, u64) {
    let Made { made, failed, not_possible } = checks.made.get(&check).copied().unwrap_or_default();
    (made, failed, not_possible)
}

/// The value of a cell with so many decimals; a percentage as it is printed.
fn shown(table: &Table, indicator: &str, group: &[&str], period: &str, decimals: u8) -> String {
    use courtmetrics::quantity::Rounding::HalfAwayFromZero;
    let at = table.find(indicator, group, period).unwrap();
    let place = table.place(at);
    let definition = &table.indicators()[place.indicator];
    let exact = table.rows()[at].exact(Observation::scale(definition, table.periods()[place.period].days()));
    let exact = exact.unwrap().times(if definition.percent { 100 } else { 1 }).unwrap();
    exact.round(decimals, HalfAwayFromZero).unwrap().to_string()
}

/// CEPEJ, training table for Turkey; every printed indicator of its seven rows.
const CEPEJ: &str = "\
Office,Unresolved cases at the beginning,Incoming,Resolved,Unresolved cases at the end,CR,DT,Pending/Incoming,Change of pending
1,240,272,329,183,121%,203.02,67%,-24%
2,862,607,519,950,86%,668.11,157%,10%
3,884,583,637,830,109%,475.59,142%,-6%
4,917,595,643,869,108%,493.29,146%,-5%
5,1087,2695,2043,1739,76%,310.69,65%,60%
6,384,1434,1082,736,75%,248.28,51%,92%
5+6,1471,4129,3125,2475,76%,289.08,60%,68%
";

#[test]
fn the_cepej_table_comes_out_with_every_printed_indicator() {
    let measured = run("cepej_training", CEPEJ, &["cepej.clearance_rate", "cepej.disposition_time"]);
    assert_eq!(made(&measured.checks, Check::Identity), (7, 0, 0));
    assert_eq!(made(&measured.checks, Check::Published), (28, 0, 0), "{:?}", measured.checks.findings);
    assert_eq!(shown(&measured.table, "clearance_rate", &["1"], "2010", 2), "120.96");
    assert_eq!(shown(&measured.table, "disposition_time", &["5+6"], "2010", 2), "289.08");
}

#[test]
fn a_printed_indicator_that_its_numbers_do_not_give_is_found() {
    let wrong = CEPEJ.replace("121%,203.02", "122%,203.02").replace("950,86%", "951,86%");
    let measured = run("cepej_training", &wrong, &["cepej.clearance_rate"]);
    let found: Vec<(&str, String)> =
        measured.checks.findings.iter().map(|f| (f.check.word(), f.words.clone())).collect();
    assert_eq!(found[0], ("identity", "862 + 607 − 519 = 950, printed 951".to_owned()));
    assert_eq!(found[1].0, "published");
    assert_eq!(found[1].1, "printed 1.22, the printed numbers give 329/272 = 1.209559");
    // 951 pending: the disposition time and two ratios of that row change, and two of them beyond rounding.
    assert!(found[2..].iter().all(|(check, _)| *check == "published"));
}

/// Guancheng Hui District People's Court (Zhengzhou), January–February 2022: printed 受理 = 旧存 + 新收, 结案,
/// 结案率 and its change in percentage points; the year before is the one that the printed changes (受理 −8.64 %,
/// 旧存 +291.59 %, 新收 −34.18 %, 结案 +6.67 %, and so for each kind) leave possible.
const GUANCHENG: &str = "\
类别,旧存,新收,结案,结案率,上年同期旧存,上年同期新收,上年同期结案
刑事,47,92,78,56.12%,30,121,82
民事,602,1527,1030,48.38%,177,1901,1079
行政,21,23,10,22.73%,11,43,30
";

#[test]
fn the_guancheng_table_comes_out_with_its_year_before() {
    let mut measured = run(
        "guancheng",
        GUANCHENG,
        &[
            "pinghu.closing_rate",
            "pinghu.cases_handled",
            "pinghu.cases_filed",
            "pinghu.cases_pending",
            "pinghu.cases_carried_over",
        ],
    );
    assert_eq!(made(&measured.checks, Check::Published), (3, 0, 0), "{:?}", measured.checks.findings);
    // What was computed proves nothing of the table.
    assert_eq!(made(&measured.checks, Check::Identity), (0, 0, 6));
    measured.table.compare(Base::YearBefore);
    let table = &measured.table;
    let now = "2022-01..2022-02";
    assert_eq!(table.periods().len(), 2);
    let change = |indicator: &str, kind: &str| {
        let at = table.find(indicator, &[kind], now).unwrap();
        let exact = table.exact_change(at).unwrap().value();
        exact.round(2, courtmetrics::quantity::Rounding::HalfAwayFromZero).unwrap().to_string()
    };
    // Printed: trial 2313 = 670 + 1643, closed 1119, 48.38 %; the year before 2296 handled.
    assert_eq!(shown(table, "cases_handled", &["*"], now, 0), "2312");
    assert_eq!(shown(table, "closing_rate", &["civil"], now, 2), "48.38");
    assert_eq!(shown(table, "cases_pending", &["civil"], now, 0), "1099");
    for (kind, handled, carried, filed) in [
        ("criminal", "-7.95", "56.67", "-23.97"),
        ("civil", "2.45", "240.11", "-19.67"),
        ("administrative", "-18.52", "90.91", "-46.51"),
    ] {
        assert_eq!(change("cases_handled", kind), handled, "{kind}");
        assert_eq!(change("cases_carried_over", kind), carried, "{kind}");
        assert_eq!(change("cases_filed", kind), filed, "{kind}");
    }
    // The court prints differences of rounded rates: 1.82, −3.54, −32.83.
    assert_eq!(change("closing_rate", "criminal"), "1.81");
    assert_eq!(change("closing_rate", "civil"), "-3.55");
    assert_eq!(change("closing_rate", "administrative"), "-32.83");
}
