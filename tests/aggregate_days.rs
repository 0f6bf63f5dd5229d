//! Days, evenness over months and measures that subtract, out of printed tables. The numbers are invented; what must
//! come out is computed by hand.
#![cfg(feature = "csv")]

use courtmetrics::aggregate::TableBook;
use courtmetrics::indicator::Set;
use courtmetrics::measure_ledger::{LedgerRequest, MeasuredLedger};
use courtmetrics::period::{Base, Grain};
use courtmetrics::read::{Grid, GridText};
use courtmetrics::table::{NoInterval, Status, Table};

/// Indicators of days and of months, as a user writes them.
const SET: &str = r#"
    [set]
    id = "x"
    name = { en = "x", zh = "x" }
    [[indicator]]
    id = "mean"
    name = { en = "Mean days", zh = "平均天数" }
    kind = "days"
    days = "mean"
    [[indicator]]
    id = "median"
    name = { en = "Median days", zh = "中位天数" }
    kind = "days"
    days = "median"
    [[indicator]]
    id = "p90"
    name = { en = "Ninth decile of days", zh = "九分位天数" }
    kind = "days"
    days = "p90"
    [[indicator]]
    id = "in_half_a_year"
    name = { en = "Within 180 days", zh = "180天内" }
    kind = "proportion"
    days = "within"
    within_days = 180
    [[indicator]]
    id = "in_a_year"
    name = { en = "Within a year", zh = "一年内" }
    kind = "proportion"
    days = "within"
    within_days = 365
    [[indicator]]
    id = "age"
    name = { en = "Mean age of pending cases", zh = "未结平均天数" }
    kind = "days"
    days = "mean"
    of = "pending_end"
    [[indicator]]
    id = "variation"
    name = { en = "Variation of closings", zh = "结案变异" }
    kind = "index"
    evenness = "variation"
    [[indicator]]
    id = "gini"
    name = { en = "Gini of closings", zh = "结案基尼" }
    kind = "index"
    evenness = "gini"
"#;

fn ask(book: &str, text: &str, indicators: &[&str], grain: Option<Grain>) -> MeasuredLedger {
    let book = TableBook::from_toml(book).unwrap();
    let grid = Grid::from_text(text.as_bytes(), &GridText::default(), "table").unwrap();
    let request = LedgerRequest::with_sets(indicators, &[Set::from_toml(SET).unwrap()]).unwrap();
    let request = grain.map_or(request.clone(), |grain| request.grain(grain));
    request.run(&book, &grid).unwrap()
}

/// Numerator and denominator with the status.
fn cell(table: &Table, indicator: &str, group: &[&str], period: &str) -> (&'static str, i64, i64) {
    let row = table.row(table.find(indicator, group, period).unwrap());
    (row.status.word(), row.numerator, row.denominator)
}

const DAYS: &str = r#"
    id = "days"
    [[aggregate.group]]
    name = "court"
    column = "Court"
    total = "All"
    [aggregate.period]
    column = "Year"
    [aggregate.measures]
    resolved = "Closed"
    days_taken = { words = "Days", days = "sum" }
    median_days = { words = "Median", days = "median" }
    quick = { words = "Within 180", days = "within", within_days = 180 }
    quick_share = { words = "Within a year", days = "share_within", within_days = 365 }
    mean_age = { words = "Mean age (months)", days = "mean", of = "pending_end", scale = 30 }
"#;

const PRINTED: &str = "Court,Year,Closed,Days,Median,Within 180,Within a year,Mean age (months)\n\
    A,2022,4,400,90.5,3,75%,2.5\n\
    A,2023,5,400,70,4,80%,3\n\
    B,2022,10,3000,250,2,40%,n/a\n\
    B,2023,0,0,,0,,\n\
    All,2022,14,3400,200,,,\n";

#[test]
fn days_and_cases_give_a_mean_that_is_pooled_and_not_averaged() {
    let mut measured = ask(DAYS, PRINTED, &["x.mean", "x.in_half_a_year"], None);
    let table = &mut measured.table;
    assert_eq!(cell(table, "mean", &["A"], "2022"), ("known", 400, 4));
    assert_eq!(cell(table, "mean", &["*"], "2022"), ("known", 3400, 14));
    // No total is printed for 2023: 400 days of 5 cases and none of none.
    assert_eq!(cell(table, "mean", &["*"], "2023"), ("known", 400, 5));
    assert_eq!(cell(table, "mean", &["B"], "2023").0, "no_cases");
    assert_eq!(cell(table, "in_half_a_year", &["A"], "2023"), ("known", 4, 5));
    // The total's own cell says nothing.
    assert_eq!(cell(table, "in_half_a_year", &["*"], "2022").0, "not_available");
    assert_eq!(cell(table, "in_half_a_year", &["*"], "2023"), ("known", 4, 5));
    table.compare(Base::YearBefore);
    let row = table.find("mean", &["A"], "2023").unwrap();
    assert_eq!(table.exact_change(row).unwrap().value().to_f64(), 80.0 - 100.0);
    // How the days spread is not printed.
    assert_eq!(table.interval(row), Err(NoInterval::Sum));
    let share = table.find("in_half_a_year", &["A"], "2023").unwrap();
    assert_eq!(table.interval(share).unwrap().method, "wilson");
}

#[test]
fn a_printed_median_is_given_and_nothing_comes_of_it() {
    let mut measured = ask(DAYS, PRINTED, &["x.median", "x.in_a_year", "x.age", "x.p90"], None);
    let table = &mut measured.table;
    assert_eq!(cell(table, "median", &["A"], "2022"), ("given", 181, 2));
    assert_eq!(cell(table, "median", &["B"], "2023").0, "not_available");
    // The printed one of all courts; where none is printed there is none.
    assert_eq!(cell(table, "median", &["*"], "2022"), ("given", 200, 1));
    assert_eq!(cell(table, "median", &["*"], "2023").0, "not_available");
    assert_eq!(cell(table, "in_a_year", &["A"], "2023"), ("given", 4, 5));
    assert_eq!(cell(table, "in_a_year", &["*"], "2023").0, "not_available");
    // Printed in months of 30 days.
    assert_eq!(cell(table, "age", &["A"], "2022"), ("given", 75, 1));
    // Asked for, and not in the table.
    let p90 = table.indicators().iter().position(|d| d.id == "p90").unwrap();
    assert_eq!(cell(table, "p90", &["A"], "2022").0, "column_missing");
    assert_eq!(table.lacking(p90), Some("quantile 9/10 of [days filed_on to resolved_on of resolved]"));
    table.compare(Base::YearBefore);
    let row = table.find("median", &["A"], "2023").unwrap();
    assert_eq!(table.exact_change(row).unwrap().value().to_f64(), 70.0 - 90.5);
    assert_eq!(table.interval(row), Err(NoInterval::Given));
    assert_eq!(table.change_sureness(row), Err(NoInterval::Given));
    assert!(table.row(row).status == Status::Given && table.row(row).cases == -1);
}

#[test]
fn cases_whose_days_are_known_go_before_all_that_were_resolved() {
    let book = DAYS.to_owned() + "timed = { words = \"Closed with days\", days = \"cases\" }\n";
    let text = "Court,Year,Closed,Closed with days,Days,Median,Within 180,Within a year,Mean age (months)\n\
                A,2022,4,3,300,90.5,4,75%,2.5\n";
    let table = ask(&book, text, &["x.mean", "x.in_half_a_year"], None).table;
    assert_eq!(cell(&table, "mean", &["A"], "2022"), ("known", 300, 3));
    // Four of three cases are not within a limit.
    assert_eq!(cell(&table, "in_half_a_year", &["A"], "2022"), ("outside_whole", 4, 3));
}

const MONTHS: &str = r#"
    id = "months"
    [aggregate.period]
    column = "Month"
    grain = "month"
    [aggregate.measures]
    pending_start = "Open"
    incoming = "In"
    resolved = "Out"
    pending_end = "Left"
    median_days = { words = "Median", days = "median" }
    judges = { words = "Judges", adds = false }
"#;

/// Twelve months of closings whose Gini coefficient a vendor's note works out.
fn months(year: u16, last: usize) -> String {
    let closings = [1, 1, 1, 2, 4, 5, 5, 6, 8, 9, 9, 9];
    let mut open = 100;
    let row = |(month, out): (usize, &i32)| {
        let row = format!("{year}-{:02},{open},7,{out},{},30,4\n", month + 1, open + 7 - out);
        open += 7 - out;
        row
    };
    closings.iter().enumerate().take(last).map(row).collect()
}

#[test]
fn months_are_put_together_to_years_and_tell_how_even_they_are() {
    let text = format!("Month,Open,In,Out,Left,Median,Judges\n{}{}", months(2022, 12), months(2023, 6));
    let asked = [
        "x.gini",
        "x.variation",
        "x.median",
        "cepej.clearance_rate",
        "cepej.pending_start",
        "cepej.pending_end",
    ];
    let table = ask(MONTHS, &text, &asked, Some(Grain::Year)).table;
    // Σ (2i − 13) x ÷ (12 · 60) = 252 ÷ 720.
    assert_eq!(cell(&table, "gini", &[], "2022"), ("known", 252, 720));
    // √(12 · 416 − 60²) ÷ 60 = √1392 ÷ 60.
    assert_eq!(cell(&table, "variation", &[], "2022"), ("known", 621_825, 1_000_000));
    assert_eq!(cell(&table, "clearance_rate", &[], "2022"), ("known", 60, 84));
    assert_eq!(cell(&table, "pending_start", &[], "2022"), ("known", 100, 1));
    assert_eq!(cell(&table, "pending_end", &[], "2022"), ("known", 124, 1));
    // A year of six months has no closings of a year, and nobody knows how even they are.
    for indicator in ["gini", "variation", "clearance_rate", "pending_end", "median"] {
        assert_eq!(cell(&table, indicator, &[], "2023").0, "not_available", "{indicator}");
    }
    // Medians of months make none of a year.
    assert_eq!(cell(&table, "median", &[], "2022").0, "not_available");
    let months = ask(MONTHS, &text, &["x.gini", "x.median"], None).table;
    assert_eq!(cell(&months, "gini", &[], "2022-03").0, "column_missing");
    assert_eq!(cell(&months, "median", &[], "2022-03"), ("given", 30, 1));
}

#[test]
fn a_measure_may_be_others_less_others() {
    let book = r#"
        id = "computed"
        [[aggregate.group]]
        name = "court"
        column = "Court"
        [aggregate.period]
        column = "Year"
        [aggregate.measures]
        pending_start = "Open"
        incoming = { terms = ["filed", "reopened_in"] }
        filed = "Filed"
        reopened_in = "Reopened"
        resolved = { terms = ["disposed", "-inactive"] }
        disposed = "Disposed of"
        inactive = "Placed inactive"
        pending_end = "Left"
    "#;
    let text = "Court,Year,Open,Filed,Reopened,Disposed of,Placed inactive,Left\n\
                A,2023,10,20,5,12,2,25\n\
                B,2023,30,20,0,15,3,40\n\
                C,2023,5,4,NAP,3,8,14\n\
                D,2023,5,4,NA,3,1,5\n";
    let measured = ask(book, text, &["cepej.clearance_rate", "cepej.resolved"], None);
    let table = &measured.table;
    assert_eq!(cell(table, "clearance_rate", &["A"], "2023"), ("known", 10, 25));
    assert_eq!(cell(table, "clearance_rate", &["C"], "2023"), ("known", -5, 4));
    assert_eq!(cell(table, "clearance_rate", &["D"], "2023").0, "not_available");
    assert_eq!(cell(table, "resolved", &["*"], "2023"), ("known", 10 + 12 - 5 + 2, 1));
    let found: Vec<(&str, &str, f64)> = (measured.checks.findings.iter())
        .map(|f| (f.check.word(), f.words.as_str(), f.difference().unwrap().to_f64()))
        .collect();
    assert_eq!(
        found,
        [
            // Identity is held by what is computed: 30 + 20 − 12 is 38.
            ("identity", "30 + 20 − 12 = 38, printed 40", 2.0),
            ("negative", "3 − 8 = −5", -5.0),
        ]
    );
}

#[test]
fn slips_in_words_of_days_and_terms_are_named() {
    let error = |measure: &str| {
        let text = format!("id = \"x\"\n[aggregate.measures]\nincoming = \"In\"\nx = {measure}\n");
        TableBook::from_toml(&text).unwrap_err().to_string()
    };
    assert_eq!(
        error("{ words = \"Days\", days = \"within\" }"),
        "measures.x: days = \"within\"; days is \"sum\", \"cases\", \"mean\", \"median\", a quantile such as \
         \"p90\", or \"within\" or \"share_within\" with within_days; hint: days = \"within\", within_days = 180"
    );
    assert_eq!(
        error("{ terms = [\"-incomming\"] }"),
        "measures.x.terms: measure \"incomming\" is not known; known: incoming; hint: did you mean \"incoming\"?"
    );
    assert_eq!(
        error("{ words = \"X\", terms = [\"incoming\"] }"),
        "measures.x has terms, and words, scale or percent; a measure is read by its words, or computed of others \
         by its terms"
    );
}
