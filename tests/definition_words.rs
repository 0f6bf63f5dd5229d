//! Words of definitions on a court of a dozen cases, worked by hand.

use courtmetrics::indicator::Set;
use courtmetrics::measure::Request;
use courtmetrics::quantity::Fraction;
use courtmetrics::read::{Cases, ScanOptions};
use courtmetrics::table::{Observation, Status, Table};

const HEADER: [&str; 6] = ["filed_on", "resolved_on", "due_on", "suspended_days", "case_type", "outcome"];

/// Filed, resolved, due, days that do not count, type, outcome.
const CASES: [[&str; 6]; 8] = [
    ["2023-01-01", "2023-01-31", "2023-01-31", "0", "felony", "judgment"],
    ["2023-01-01", "2023-03-02", "2023-02-28", "40", "felony", "judgment"],
    ["2023-02-01", "2023-03-03", "", "", "traffic", "mediated"],
    ["2023-02-01", "2023-06-01", "2023-05-01", "20", "traffic", "judgment"],
    ["2023-03-01", "2023-06-29", "2023-12-01", "0", "traffic", "mediated"],
    ["2023-03-01", "", "2023-06-01", "0", "felony", ""],
    ["2023-03-01", "", "2024-06-01", "0", "felony", ""],
    ["2022-12-31", "", "", "0", "felony", ""],
];

fn table(indicators: &str) -> Table {
    let head = "[set]\nid = \"x\"\nname = { en = \"x\", zh = \"x\" }\n";
    let set = Set::from_toml(&format!("{head}{indicators}")).unwrap();
    let mut cases = Cases::new(HEADER);
    for row in CASES {
        cases.push(row.map(Into::into)).unwrap();
    }
    Request::with_sets(&["x"], &[set]).unwrap().run(&mut cases, ScanOptions::default()).unwrap().table
}

fn indicator(id: &str, kind: &str, body: &str) -> String {
    format!(
        "[[indicator]]\nid = \"{id}\"\nname = {{ en = \"{id}\", zh = \"{id}\" }}\nkind = \"{kind}\"\n{body}\n"
    )
}

fn value(table: &Table, id: &str) -> Fraction {
    let at = table.find(id, &[], "2023").unwrap();
    let place = table.place(at);
    let definition = &table.indicators()[place.indicator];
    table.row(at).exact(Observation::scale(definition, 365)).unwrap()
}

fn fraction(upper: i64, lower: i64) -> Fraction {
    Fraction::new(upper, lower).unwrap()
}

#[test]
fn due_dates_decide_what_is_in_its_limit_and_what_is_overdue() {
    let text = indicator(
        "in_limit",
        "proportion",
        "numerator = { of = \"resolved\", where = { in_limit = true } }\ndenominator = \"resolved\"",
    ) + "[measures]\nended = { of = \"overdue_ended_on\", up_to = \"end\" }\nbegun = { of = \"overdue_on\", up_to = \"end\" }\n"
        + &indicator("overdue", "count", "total = [\"begun\", \"-ended\"]");
    let table = table(&text);
    // On the day itself, without a due date, and before it; not two days and a month after it.
    assert_eq!(value(&table, "in_limit"), fraction(3, 5));
    // Pending at the end of 2023 with a due date that has passed: one of three.
    assert_eq!(value(&table, "overdue"), fraction(1, 1));
}

#[test]
fn suspended_days_are_taken_off() {
    let mean = "days = \"mean\"";
    let text = indicator("mean", "days", mean)
        + &indicator("active", "days", &format!("{mean}\nfrom = \"active_from\""));
    let table = table(&text);
    // 30 + 60 + 30 + 120 + 120 days, of which 40 and 20 do not count.
    assert_eq!((value(&table, "mean"), value(&table, "active")), (fraction(360, 5), fraction(300, 5)));
}

#[test]
fn each_kind_of_case_has_its_own_limit() {
    let body = "days = \"within\"\nlimits = { felony = 30, traffic = 90 }";
    // Felony 30 and 60 days, traffic 30, 120 and 120.
    assert_eq!(value(&table(&indicator("limit", "proportion", body)), "limit"), fraction(2, 5));
    let none = table(&indicator("limit", "proportion", "days = \"within\"\nlimits = { estates = 30 }"));
    assert_eq!(none.row(none.find("limit", &[], "2023").unwrap()).status, Status::NoCases);
}

#[test]
fn spread_over_the_months_of_the_year() {
    let text = indicator("gini", "index", "evenness = \"gini\"")
        + &indicator("cv", "index", "evenness = \"variation\"");
    let table = table(&text);
    // Nine months of 0, then 1, 2, 2 closings: (−11·0 ... + 7·1 + 9·2 + 11·2) ÷ (12 · 5) = 47/60.
    assert_eq!(value(&table, "gini"), fraction(47, 60));
    // √(12 · 9 − 25) ÷ 5 = 1.8220867...
    assert_eq!(value(&table, "cv"), fraction(1_822_087, 1_000_000));
}

#[test]
fn an_index_is_the_weighted_mean_of_its_members_between_their_ends() {
    let text = indicator("clearance", "ratio", "numerator = \"resolved\"\ndenominator = \"incoming\"")
        + &indicator("mean", "days", "days = \"mean\"")
        + &indicator(
            "index",
            "index",
            "index = { mean = \"arithmetic\", members = [{ id = \"clearance\", weight = 3, worst = 0, best = 1 }, \
             { id = \"mean\", weight = 1, worst = 100, best = 0 }] }",
        );
    let table = table(&text);
    // Clearance 5/7 and a mean of 72 days, which is 28 % of the way from 100 to 0: (3 · 5/7 + 0.28) ÷ 4.
    assert_eq!(value(&table, "index"), fraction(605_714, 1_000_000));
    // Alone it is computed all the same, and a year without a member has no index.
    let before = table.find("index", &[], "2022").unwrap();
    assert_eq!(table.row(before).status, Status::NoCases);
}

#[test]
fn bands_and_tiers_make_several_indicators() {
    let text = indicator("age", "count", "age_bands_months = [0, 7, 12]")
        + &indicator("time", "proportion", "days = \"within\"\ntiers = { 30 = \"50%\", 119 = \"60%\" }");
    let table = table(&text);
    let ids: Vec<&str> = table.indicators().iter().map(|d| d.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "age_0_to_7_months",
            "age_7_to_12_months",
            "age_12_months_and_over",
            "time_within_30_days",
            "time_within_119_days"
        ]
    );
    // Filed on 31 December 2022 a case is exactly 12 months old: the edge belongs to the older band.
    assert_eq!(
        ids[..3].iter().map(|id| value(&table, id)).collect::<Vec<_>>(),
        [0, 2, 1].map(Fraction::whole)
    );
    let place = |id: &str| table.in_range(table.find(id, &[], "2023").unwrap()).unwrap().word();
    assert_eq!(
        (value(&table, "time_within_30_days"), place("time_within_30_days")),
        (fraction(2, 5), "below")
    );
    assert_eq!(
        (value(&table, "time_within_119_days"), place("time_within_119_days")),
        (fraction(3, 5), "within")
    );
}
