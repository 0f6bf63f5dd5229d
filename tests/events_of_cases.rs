//! Events of cases from a table of their own, and from columns of the export: the same numbers come out.

use courtmetrics::case::{Clock, Codebook};
use courtmetrics::indicator::Set;
use courtmetrics::measure::Request;
use courtmetrics::quantity::Fraction;
use courtmetrics::read::{Cases, Grid, ScanOptions};
use courtmetrics::table::{Observation, Table};

const STOCKS: [&str; 7] = [
    "courtools.incoming_cases",
    "courtools.outgoing_cases",
    "courtools.active_pending_start",
    "courtools.active_pending_end",
    "courtools.inactive_pending_start",
    "courtools.inactive_pending_end",
    "courtools.clearance",
];

/// How many cases of a kind there are: filed, resolved, and events in the order of the row's columns.
struct Kind {
    n: usize,
    filed: &'static str,
    resolved: &'static str,
    /// inactive, reactivated, reopened, reopened_resolved.
    events: [&'static str; 4],
}

const NONE: [&str; 4] = [""; 4];
const WORDS: [&str; 4] = ["inactive", "reactivated", "reopened", "reopened_resolved"];

/// From dates in the row, and from events.
fn both(kinds: &[Kind], indicators: &[&str]) -> [Table; 2] {
    let columns = ["inactive_on", "reactivated_on", "reopened_on", "reopened_resolved_on"];
    let head = ["case_id", "filed_on", "resolved_on"];
    let mut whole = Cases::new(head.into_iter().chain(columns));
    let mut bare = Cases::new(head);
    let mut events = vec![vec!["case_id".to_owned(), "event_on".to_owned(), "event".to_owned()]];
    let mut number = 0;
    for kind in kinds {
        for _ in 0..kind.n {
            number += 1;
            let id = number.to_string();
            let own = [id.as_str(), kind.filed, kind.resolved];
            bare.push(own.map(Into::into)).unwrap();
            whole.push(own.into_iter().chain(kind.events).map(Into::into)).unwrap();
            for (word, day) in WORDS.iter().zip(kind.events).filter(|(_, day)| !day.is_empty()) {
                events.push(vec![id.clone(), day.to_owned(), (*word).to_owned()]);
            }
        }
    }
    // As they stood in no order.
    events[1..].reverse();
    let clock = Clock::from_grid(&Grid::from_rows(events), None).unwrap();
    let request = Request::new(indicators).unwrap();
    let in_rows = request.clone().run(&mut whole, ScanOptions::default()).unwrap().table;
    [in_rows, request.events(clock).run(&mut bare, ScanOptions::default()).unwrap().table]
}

fn value(table: &Table, indicator: &str, period: &str) -> Fraction {
    let row = table.row(table.find(indicator, &[], period).unwrap());
    let scale = Observation::scale(&table.indicators()[0], 365);
    row.exact(scale).unwrap_or_else(|_| panic!("{indicator} of {period}: {:?}", row.status))
}

/// incoming, outgoing, active at start and end, inactive at start and end; the clearance rate as a fraction.
fn example(kinds: &[Kind], expected: [i64; 6], clearance: (i64, i64)) {
    for table in both(kinds, &STOCKS) {
        let found: Vec<Fraction> = STOCKS[..6]
            .iter()
            .map(|name| value(&table, name.strip_prefix("courtools.").unwrap(), "2023"))
            .collect();
        assert_eq!(found, expected.map(Fraction::whole));
        assert_eq!(value(&table, "clearance", "2023"), Fraction::new(clearance.0, clearance.1).unwrap());
    }
}

// NCSC, State Court Guide to Statistical Reporting, version 2.1.2, the four worked examples.

#[test]
fn ncsc_example_1_reactivated_cases_come_in_again() {
    // Begin inactive 5; filings 50; reactivated 5; entry of judgment 35.
    example(
        &[
            Kind { n: 5, filed: "2022-02-01", resolved: "", events: ["2022-06-01", "2023-03-01", "", ""] },
            Kind { n: 35, filed: "2023-02-01", resolved: "2023-09-01", events: NONE },
            Kind { n: 15, filed: "2023-02-01", resolved: "", events: NONE },
        ],
        [55, 35, 0, 20, 5, 0],
        (35, 55),
    );
}

#[test]
fn ncsc_example_2_reopened_dispositions_go_out_again() {
    // Begin active 80; reopened 40; entry of judgment 80; reopened dispositions 40.
    let reopened = ["", "", "2023-08-01", "2023-12-01"];
    example(
        &[
            Kind { n: 40, filed: "2022-02-01", resolved: "2023-03-01", events: reopened },
            Kind { n: 40, filed: "2022-02-01", resolved: "2023-03-01", events: NONE },
        ],
        [40, 120, 80, 0, 0, 0],
        (3, 1),
    );
}

#[test]
fn ncsc_example_3_inactive_cases_go_out() {
    // Filings 100; entry of judgment 75; placed on inactive status 25.
    example(
        &[
            Kind { n: 75, filed: "2023-02-01", resolved: "2023-09-01", events: NONE },
            Kind { n: 25, filed: "2023-02-01", resolved: "", events: ["2023-06-01", "", "", ""] },
        ],
        [100, 100, 0, 0, 0, 25],
        (1, 1),
    );
}

#[test]
fn ncsc_example_4_cases_go_out_and_in_and_out() {
    // Filings 60; placed on inactive status 60; reactivated 60; entry of judgment 60.
    let events = ["2023-04-01", "2023-07-01", "", ""];
    example(
        &[Kind { n: 60, filed: "2023-02-01", resolved: "2023-10-01", events }],
        [120, 120, 0, 0, 0, 0],
        (1, 1),
    );
}

/// One case, inactive twice: each time it goes out and comes in.
const TWICE: [[&str; 3]; 4] = [
    ["1", "2023-03-01", "inactive"],
    ["1", "2023-04-01", "reactivated"],
    ["1", "2023-06-01", "inactive"],
    ["1", "2023-09-01", "reactivated"],
];

#[test]
fn a_case_may_be_inactive_more_than_once() {
    let header = ["case_id", "filed_on", "resolved_on"];
    let mut cases = Cases::new(header);
    cases.push(["1", "2023-01-01", "2023-12-31"].map(Into::into)).unwrap();
    let grid = Grid::from_rows([["case_id", "event_on", "event"]].into_iter().chain(TWICE));
    let clock = Clock::from_grid(&grid, None).unwrap();
    let names = [&STOCKS[..], &["courtools.active_time_to_disposition_within_365_days"]].concat();
    let run = |request: Request, cases: &mut Cases| request.run(cases, ScanOptions::default()).unwrap().table;
    let told = run(Request::new(&names).unwrap().events(clock), &mut cases);
    // The same as columns of the export.
    let book = r#"
        id = "twice"
        [fields.case_id]
        [fields.filed_on]
        [fields.resolved_on]
        [fields.inactive_on]
        headers = ["inactive_1"]
        also = ["inactive_2"]
        [fields.reactivated_on]
        headers = ["reactivated_1"]
        also = ["reactivated_2"]
        [fields.reopened_on]
        headers = ["none"]
        [fields.reopened_resolved_on]
        headers = ["nothing"]
    "#;
    let columns = ["inactive_1", "inactive_2", "reactivated_1", "reactivated_2", "none", "nothing"];
    let mut wide = Cases::new(header.into_iter().chain(columns));
    let days = ["2023-03-01", "2023-06-01", "2023-04-01", "2023-09-01", "", ""];
    wide.push(["1", "2023-01-01", "2023-12-31"].into_iter().chain(days).map(Into::into)).unwrap();
    let book = Codebook::from_toml(book).unwrap();
    let in_rows = run(Request::new(&STOCKS).unwrap().codebook(book), &mut wide);
    for table in [&told, &in_rows] {
        assert_eq!(value(table, "incoming_cases", "2023"), Fraction::whole(3));
        assert_eq!(value(table, "outgoing_cases", "2023"), Fraction::whole(3));
        assert_eq!(value(table, "inactive_pending_end", "2023"), Fraction::whole(0));
    }
    assert_eq!(value(&told, "active_time_to_disposition_within_365_days", "2023"), Fraction::whole(1));
    let note = "4 events of 1 cases; 0 of these cases are not in the export";
    assert!(told.notes().iter().any(|n| n == note), "{:?}", told.notes());
}

#[test]
fn a_case_resolved_while_inactive_is_reactivated_on_that_day() {
    let case = |n, resolved, events| Kind { n, filed: "2023-01-10", resolved, events };
    // Four are resolved while inactive, two after they were reactivated, one on the day, one stays inactive.
    let kinds = [
        case(4, "2023-05-01", ["2023-03-01", "", "", ""]),
        case(2, "2023-05-01", ["2023-03-01", "2023-04-01", "", ""]),
        case(1, "2023-05-01", ["2023-03-01", "2023-05-01", "", ""]),
        case(1, "", ["2023-03-01", "", "", ""]),
    ];
    // In: 8 filed and 7 reactivated; out: 7 resolved and 8 placed inactive. One is inactive at the end.
    example(&kinds, [15, 15, 0, 0, 0, 1], (15, 15));
}

#[test]
fn resolution_ends_the_last_of_several_spells_of_inactivity() {
    let mut cases = Cases::new(["case_id", "filed_on", "resolved_on"]);
    cases.push(["1", "2023-01-01", "2023-12-31"].map(Into::into)).unwrap();
    let grid =
        Grid::from_rows([["case_id", "event_on", "event"]].into_iter().chain(TWICE.into_iter().take(3)));
    let request = Request::new(&STOCKS).unwrap().events(Clock::from_grid(&grid, None).unwrap());
    let table = request.run(&mut cases, ScanOptions::default()).unwrap().table;
    for (stock, expected) in STOCKS.iter().zip([3, 3, 0, 0, 0, 0]) {
        let id = stock.split_once('.').unwrap().1;
        assert_eq!(value(&table, id, "2023"), Fraction::whole(expected), "{id}");
    }
}

const DAYS: &str = r#"
[set]
id = "x"
name = { en = "x", zh = "x" }
[[indicator]]
id = "active_days"
name = { en = "active", zh = "active" }
kind = "days"
days = "mean"
from = "active_from"
[[indicator]]
id = "in_limit"
name = { en = "in limit", zh = "审限内" }
kind = "proportion"
numerator = { of = "resolved", where = { in_limit = true } }
denominator = "resolved"
[[indicator]]
id = "overdue"
name = { en = "overdue", zh = "超审限未结" }
kind = "count"
total = [{ of = "overdue_on", up_to = "end" }, "-ended"]
[measures]
ended = { of = "overdue_ended_on", up_to = "end" }
"#;

/// Filed on 1 January 2023, due on 31 March. 1: suspended from 1 February to 3 March (30 days), resolved on 30
/// April, the last day of the moved limit. 2: extended by 15 days, resolved on 16 April, a day late. 3: converted
/// to 180 days from filing, resolved on 30 June, its last day. 4: no event, resolved on 1 April, late. 5: still
/// suspended, pending. 6: no event, pending, overdue.
#[test]
fn suspension_extension_and_conversion_move_the_limit() {
    let mut cases = Cases::new(["case_id", "filed_on", "resolved_on", "due_on"]);
    for (id, resolved) in [
        ("1", "2023-04-30"),
        ("2", "2023-04-16"),
        ("3", "2023-06-30"),
        ("4", "2023-04-01"),
        ("5", ""),
        ("6", ""),
    ] {
        cases.push([id, "2023-01-01", resolved, "2023-03-31"].map(Into::into)).unwrap();
    }
    let events = Grid::from_rows([
        ["案号", "日期", "类别", "天数"],
        ["1", "2023-02-01", "中止", ""],
        ["1", "2023-03-03", "恢复", ""],
        ["2", "2023-03-01", "延长", "15"],
        ["3", "2023-03-01", "简转普", "180"],
        ["5", "2023-03-01", "中止", ""],
        ["9", "2023-03-01", "中止", ""],
    ]);
    let clock = Clock::from_grid(&events, None).unwrap();
    let set = Set::from_toml(DAYS).unwrap();
    let request = Request::with_sets(&["x"], &[set]).unwrap();
    let table = request.clone().events(clock).run(&mut cases, ScanOptions::default()).unwrap().table;
    assert_eq!(value(&table, "in_limit", "2023"), Fraction::new(2, 4).unwrap());
    assert_eq!(value(&table, "overdue", "2023"), Fraction::whole(1));
    // 119 − 30, 105, 180 and 90 days.
    assert_eq!(value(&table, "active_days", "2023"), Fraction::new(89 + 105 + 180 + 90, 4).unwrap());
    let note = "6 events of 5 cases; 1 of these cases are not in the export";
    assert!(table.notes().iter().any(|n| n == note), "{:?}", table.notes());
    // Without the events all four are late, and two are overdue.
    let bare = request.run(&mut cases, ScanOptions::default()).unwrap().table;
    assert_eq!(value(&bare, "in_limit", "2023"), Fraction::whole(0));
    assert_eq!(value(&bare, "overdue", "2023"), Fraction::whole(2));
}

#[test]
fn events_need_identifiers_in_the_export() {
    let clock = Clock::from_grid(&Grid::from_rows([["case_id", "event_on", "event"]]), None).unwrap();
    let mut cases = Cases::new(["filed_on", "resolved_on"]);
    cases.push(["2023-01-01", ""].map(Into::into)).unwrap();
    let error = Request::new(&["cepej"]).unwrap().events(clock).run(&mut cases, ScanOptions::default());
    let error = error.unwrap_err().to_string();
    assert!(error.starts_with("the export has no column for case_id"), "{error}");
}
