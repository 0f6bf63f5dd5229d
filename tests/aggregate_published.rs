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
    let Made { made, failed, not_possible, .. } = checks.made.get(&check).cloned().unwrap_or_default();
    (made, failed, not_possible)
}

/// The value of a cell with so many decimals; a percentage as it is printed.
fn shown(table: &Table, indicator: &str, group: &[&str], period: &str, decimals: u8) -> String {
    use courtmetrics::quantity::Rounding::HalfAwayFromZero;
    let at = table.find(indicator, group, period).unwrap();
    let place = table.place(at);
    let definition = &table.indicators()[place.indicator];
    let exact = table.row(at).exact(Observation::scale(definition, table.periods()[place.period].days()));
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
    // The court prints 2313 for all three, which the kinds do not add up to.
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

/// New Jersey Courts, Municipal Court Statistics, court year July 2018 to June 2019: two courts of Warren county
/// and their criminal columns, as the report prints them.
const NEW_JERSEY: &str = "\
County,Municipality,DateRange,Filings_Prior_Indictables,Filings_Prior_DPAndPDP,\
Filings_Prior_OtherCriminal,Filings_Prior_CriminalTotal,Filings_Current_Indictables,\
Filings_Current_DPAndPDP,Filings_Current_OtherCriminal,Filings_Current_CriminalTotal,\
Filings_PctChange_Indictables,Filings_PctChange_DPAndPDP,Filings_PctChange_OtherCriminal,\
Filings_PctChange_CriminalTotal,Resolutions_Prior_Indictables,Resolutions_Prior_DPAndPDP,\
Resolutions_Prior_OtherCriminal,Resolutions_Prior_CriminalTotal,Resolutions_Current_Indictables,\
Resolutions_Current_DPAndPDP,Resolutions_Current_OtherCriminal,Resolutions_Current_CriminalTotal,\
Resolutions_PctChange_Indictables,Resolutions_PctChange_DPAndPDP,Resolutions_PctChange_OtherCriminal,\
Resolutions_PctChange_CriminalTotal,Clearance_Prior_Indictables,Clearance_Prior_DPAndPDP,\
Clearance_Prior_OtherCriminal,Clearance_Prior_CriminalTotal,Clearance_Current_Indictables,\
Clearance_Current_DPAndPDP,Clearance_Current_OtherCriminal,Clearance_Current_CriminalTotal,\
ClearancePct_Prior_Indictables,ClearancePct_Prior_DPAndPDP,ClearancePct_Prior_OtherCriminal,\
ClearancePct_Prior_CriminalTotal,ClearancePct_Current_Indictables,ClearancePct_Current_DPAndPDP,\
ClearancePct_Current_OtherCriminal,ClearancePct_Current_CriminalTotal,Backlog_Prior_Indictables,\
Backlog_Prior_DPAndPDP,Backlog_Prior_OtherCriminal,Backlog_Prior_CriminalTotal,\
Backlog_Current_Indictables,Backlog_Current_DPAndPDP,Backlog_Current_OtherCriminal,\
Backlog_Current_CriminalTotal,Backlog_PctChange_Indictables,Backlog_PctChange_DPAndPDP,\
Backlog_PctChange_OtherCriminal,Backlog_PctChange_CriminalTotal,BacklogPer100_Prior_Indictables,\
BacklogPer100_Prior_DPAndPDP,BacklogPer100_Prior_OtherCriminal,BacklogPer100_Prior_CriminalTotal,\
BacklogPer100_Current_Indictables,BacklogPer100_Current_DPAndPDP,BacklogPer100_Current_OtherCriminal,\
BacklogPer100_Current_CriminalTotal,BacklogPer100_PctChange_Indictables,BacklogPer100_PctChange_DPAndPDP,\
BacklogPer100_PctChange_OtherCriminal,BacklogPer100_PctChange_CriminalTotal,BacklogPct_Prior_Indictables,\
BacklogPct_Prior_DPAndPDP,BacklogPct_Prior_OtherCriminal,BacklogPct_Prior_CriminalTotal,\
BacklogPct_Current_Indictables,BacklogPct_Current_DPAndPDP,BacklogPct_Current_OtherCriminal,\
BacklogPct_Current_CriminalTotal,ActivePending_Prior_Indictables,ActivePending_Prior_DPAndPDP,\
ActivePending_Prior_OtherCriminal,ActivePending_Prior_CriminalTotal,ActivePending_Current_Indictables,\
ActivePending_Current_DPAndPDP,ActivePending_Current_OtherCriminal,ActivePending_Current_CriminalTotal,\
ActivePending_PctChange_Indictables,ActivePending_PctChange_DPAndPDP,\
ActivePending_PctChange_OtherCriminal,ActivePending_PctChange_CriminalTotal
WARREN,PHILLIPSBURG,JULY 2018 -  JUNE 2019,356,\"1,861\",449,\"2,666\",356,\"2,034\",517,\"2,907\",0%,9%,15%,9%,\
353,595,382,\"1,330\",357,906,592,\"1,855\",1%,52%,55%,39%,-3,\"-1,266\",-67,\"-1,336\",1,\"-1,128\",75,\"-1,052\",\
99%,32%,85%,50%,100%,45%,115%,64%,0,87,22,109,0,66,23,89,- -,-24%,5%,-18%,0,56,59,49,0,39,53,37,- -,-31%,\
-9%,-25%,0%,64%,21%,44%,0%,53%,32%,45%,1,137,107,245,2,124,71,197,100%,-9%,-34%,-20%
WARREN,WHITE TWP,JULY 2018 -  JUNE 2019,1,6,0,7,8,4,1,13,700%,-33%,- -,86%,1,7,0,8,7,1,7,15,600%,-86%,\
- -,88%,0,1,0,1,-1,-3,6,2,100%,117%,100%,114%,88%,25%,700%,115%,0,8,4,12,1,7,4,12,- -,-13%,0%,0%,0,\"1,\
600\",0,\"2,057\",150,\"2,100\",\"4,800\",\"1,108\",- -,31%,- -,-46%,0%,100%,100%,100%,100%,100%,100%,100%,0,8,4,\
12,1,7,4,12,- -,-13%,0%,0%
";

/// The court, a column of its row, and what is printed there: filings, resolutions, clearance, clearance %,
/// backlog, backlog per 100, backlog %, active pending; now, and the year before.
#[test]
fn new_jerseys_report_file_is_read_and_everything_printed_in_it_comes_out() {
    let measured = run("nj_municipal", NEW_JERSEY, &["njcourts"]);
    let mut table = measured.table;
    table.compare(Base::YearBefore);
    assert_eq!(table.periods().iter().map(ToString::to_string).collect::<Vec<_>>(), ["FY2018", "FY2019"]);
    let cell = |indicator, kind, year| shown(&table, indicator, &["WARREN", "PHILLIPSBURG", kind], year, 0);
    assert_eq!(cell("clearance", "DPAndPDP", "FY2018"), "-1266");
    assert_eq!(cell("clearance_percent", "DPAndPDP", "FY2018"), "32");
    assert_eq!(cell("clearance_percent", "OtherCriminal", "FY2018"), "85");
    // 4 indicators, 4 columns, 2 years, 2 courts; nothing was filed in one cell, and nothing pending in another.
    assert!(measured.checks.findings.iter().all(|f| f.undefined == Some("zero_denominator")));
    assert_eq!(made(&measured.checks, Check::Published), (61, 0, 0));
    let none = &measured.checks.made[&Check::Published].undefined;
    assert_eq!(none.iter().collect::<Vec<_>>(), [(&"zero_denominator", &3)]);
    let undefined = "printed 1, the printed numbers give none: zero_denominator";
    assert!(measured.checks.findings.iter().any(|f| f.words == undefined && f.outcome() == "undefined"));
    assert_eq!(made(&measured.checks, Check::Change), (40, 0, 0));
    assert_eq!(made(&measured.checks, Check::Parts), (16, 0, 0));
    let white = table.find("clearance_percent", &["WARREN", "WHITE TWP", "OtherCriminal"], "FY2018").unwrap();
    assert_eq!(table.row(white).status.word(), "zero_denominator");
    assert_eq!(table.exact_change(white + 1).unwrap_err().word(), "base_undefined");
}
