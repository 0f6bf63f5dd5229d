//! Different values of a field (disputes of cases) against sets kept row by row.
#![cfg(feature = "arrow")]

use courtmetrics::cube::Cube;
use courtmetrics::indicator::Set;
use courtmetrics::ledger::{GroupWord, Rollup};
use courtmetrics::measure::{Periods, Request};
use courtmetrics::period::{Date, Grain};
use courtmetrics::read::{Cases, ScanOptions, scan};
use courtmetrics::table::{NoInterval, Place, Table};
use proptest::prelude::*;
use std::collections::BTreeSet;

const SET: &str = r#"
    [set]
    id = "x"
    name = { en = "x", zh = "x" }
    [[indicator]]
    id = "disputes"
    name = { en = "Disputes", zh = "案" }
    kind = "count"
    unit = "disputes"
    total = { of = "incoming", distinct = "dispute_id" }
    [[indicator]]
    id = "mediated"
    name = { en = "Disputes with a case mediated", zh = "有调解的案" }
    kind = "count"
    total = { of = "resolved", distinct = "dispute_id", where = { outcome = ["mediated"] } }
    [[indicator]]
    id = "in_court_a"
    name = { en = "Disputes of court A", zh = "甲院的案" }
    kind = "count"
    total = { of = "resolved", distinct = "dispute_id", where = { court = ["A"] } }
    [[indicator]]
    id = "per_dispute"
    name = { en = "Procedures per dispute", zh = "案件比" }
    kind = "ratio"
    numerator = "incoming"
    denominator = { of = "incoming", distinct = "dispute_id" }
"#;

/// Court, case type, dispute (0: none), filed, resolved, outcome.
type Row = (u8, u8, u8, u16, Option<u16>, bool);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..3u8, 0..2u8, 0..12u8, 0..900u16, proptest::option::of(0..500u16), any::<bool>());
    proptest::collection::vec(row, 1..60)
}

fn day(days: u16) -> Date {
    Date::new(2021, 1, 1).unwrap().plus_days(i32::from(days))
}

fn court(n: u8) -> &'static str {
    ["A", "B", "C"][usize::from(n)]
}

fn source(rows: &[Row]) -> Cases {
    let mut cases = Cases::new(["filed_on", "resolved_on", "court", "case_type", "dispute_id", "outcome"]);
    for (at, kind, dispute, filed, days, mediated) in rows {
        let resolved = days.map_or(String::new(), |days| day(filed + days).to_string());
        let dispute = if *dispute == 0 { String::new() } else { format!(" 纠纷{dispute} ") };
        let outcome = if *mediated { "mediated" } else { "judgment" };
        cases
            .push([
                day(*filed).to_string().as_str().into(),
                resolved.as_str().into(),
                court(*at).into(),
                ["civil", "criminal"][usize::from(*kind)].into(),
                dispute.as_str().into(),
                outcome.into(),
            ])
            .unwrap();
    }
    cases
}

fn request(grain: Grain) -> Request {
    let request = Request::with_sets(&["x"], &[Set::from_toml(SET).unwrap()]).unwrap();
    request.by(&["court", "case_type"]).rollup(Rollup::Every).periods(Periods::Every(grain))
}

fn cube(rows: &[Row]) -> Cube {
    let mut source = source(rows);
    let plan = request(Grain::Month).plan(courtmetrics::read::Source::header(&source)).unwrap();
    scan(&mut source, &plan, &ScanOptions::default()).unwrap()
}

/// Holds every number of a table against sets of the rows.
fn holds(table: &Table, rows: &[Row]) {
    for (p, period) in table.periods().iter().enumerate() {
        for (g, group) in table.groups().iter().enumerate() {
            let fits = |row: &&Row| {
                let says = [court(row.0), ["civil", "criminal"][usize::from(row.1)]];
                group.iter().zip(says).all(|(word, says)| match word {
                    GroupWord::All => true,
                    GroupWord::Is(word) => word == says,
                    GroupWord::Missing => false,
                })
            };
            let filed = |row: &&Row| period.contains(day(row.3));
            let resolved = |row: &&Row| row.4.is_some_and(|days| period.contains(day(row.3 + days)));
            let of = |keep: &dyn Fn(&&Row) -> bool| {
                let disputes: BTreeSet<u8> =
                    rows.iter().filter(fits).filter(keep).map(|row| row.2).filter(|d| *d != 0).collect();
                disputes.len() as i64
            };
            let wanted = [
                of(&filed),
                of(&|row| resolved(row) && row.5),
                of(&|row| resolved(row) && row.0 == 0),
                of(&filed),
            ];
            for (indicator, wanted) in wanted.into_iter().enumerate() {
                let row = table.row(table.at(Place { indicator, group: g, period: p }));
                let id = &table.indicators()[indicator].id;
                match id.as_str() {
                    "per_dispute" if wanted == 0 => assert_eq!(row.status.word(), "zero_denominator"),
                    "per_dispute" => {
                        let cases = rows.iter().filter(fits).filter(filed).count() as i64;
                        assert_eq!((row.numerator, row.denominator), (cases, wanted));
                    }
                    _ => assert_eq!(row.numerator, wanted, "{id} of {group:?} in {period}"),
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_dispute_counts_once_in_every_group_and_period_that_it_touches(rows in rows()) {
        let cube = cube(&rows);
        for grain in [Grain::Month, Grain::Quarter, Grain::Year] {
            holds(&request(grain).table(&cube).unwrap(), &rows);
        }
    }

    #[test]
    fn cubes_of_parts_merge_to_the_cube_of_all(rows in rows(), at in 0..60usize) {
        let (first, second) = rows.split_at(at.min(rows.len()));
        let whole = cube(&rows);
        let mut merged = Cube::empty(whole.shape().clone());
        for part in [second, first].into_iter().filter(|part| !part.is_empty()) {
            merged.merge(cube(part)).unwrap();
        }
        prop_assert!(merged == whole);
        holds(&request(Grain::Year).table(&merged).unwrap(), &rows);
    }

    #[test]
    fn a_cube_travels_as_a_table_and_two_of_them_under_each_other_are_merged(rows in rows()) {
        let whole = cube(&rows);
        let batch = whole.to_batch().unwrap();
        let back = Cube::from_batches(&batch.schema(), std::slice::from_ref(&batch), None).unwrap();
        prop_assert!(back == whole);
        let twice = Cube::from_batches(&batch.schema(), &[batch.clone(), batch.clone()], None).unwrap();
        let (once, twice) = (request(Grain::Year).table(&whole).unwrap(), request(Grain::Year).table(&twice).unwrap());
        let disputes = |table: &Table| -> Vec<i64> {
            let rows = table.groups().len() * table.periods().len();
            table.rows().take(rows).map(|row| row.numerator).collect()
        };
        prop_assert_eq!(disputes(&once), disputes(&twice));
    }
}

#[test]
fn rows_without_a_dispute_are_told_and_the_count_has_no_interval() {
    let rows = [(0, 0, 1, 0, Some(3), true), (1, 0, 1, 5, None, false), (1, 0, 0, 9, None, false)];
    let measured = request(Grain::Year).run(&mut source(&rows), ScanOptions::default()).unwrap();
    let table = &measured.table;
    let note = "1 rows (filed) have no dispute_id: they add nothing to its different values";
    assert!(table.notes().iter().any(|n| n == note), "{:?}", table.notes());
    let at = table.find("per_dispute", &["*", "*"], "2021").unwrap();
    assert_eq!((table.row(at).numerator, table.row(at).denominator), (3, 1));
    let at = table.find("disputes", &["*", "*"], "2021").unwrap();
    assert_eq!(table.interval(at), Err(NoInterval::Sum));
    // One in each of two courts, and one in both together.
    for court in ["A", "B", "*"] {
        assert_eq!(table.row(table.find("disputes", &[court, "*"], "2021").unwrap()).numerator, 1);
    }
}

#[test]
fn every_value_takes_room_and_the_limit_says_so() {
    let rows: Vec<Row> =
        (0..60_000).map(|i| (0, 0, 1 + (i % 200) as u8, (i % 900) as u16, None, false)).collect();
    let run = |indicator: &str| {
        let options =
            ScanOptions { memory_limit: Some(1_000_000), threads: Some(1), ..ScanOptions::default() };
        let request = Request::with_sets(&[indicator], &[Set::from_toml(SET).unwrap()]).unwrap();
        request.run(&mut source(&rows), options).map(|measured| measured.table)
    };
    assert_eq!(run("cepej.incoming").unwrap().row(0).numerator, 24_455);
    let error = run("x.disputes").unwrap_err();
    assert_eq!(error.kind(), courtmetrics::ErrorKind::Limit);
    assert!(error.to_string().contains("count fewer different values"), "{error}");
}

#[test]
fn what_cannot_be_counted_is_refused_where_it_is_written() {
    let error = |measure: &str| {
        let set = format!(
            "[set]\nid = \"x\"\nname = {{ en = \"x\", zh = \"x\" }}\n[[indicator]]\nid = \"i\"\n\
             name = {{ en = \"i\", zh = \"i\" }}\nkind = \"count\"\ntotal = {measure}\n"
        );
        Set::from_toml(&set).unwrap_err().to_string()
    };
    let stock = error("{ of = \"pending_end\", distinct = \"dispute_id\" }");
    assert!(stock.contains("of a stock they cannot be taken off again"), "{stock}");
    let both = error("{ of = \"resolved\", distinct = \"dispute_id\", sum = \"amount\" }");
    assert!(both.contains("sum and distinct in one measure"), "{both}");
}

#[test]
fn an_export_without_the_field_has_the_indicator_and_its_status() {
    let mut cases = Cases::new(["filed_on", "resolved_on", "court", "case_type", "outcome"]);
    cases.push(["2021-01-01".into(), "".into(), "A".into(), "civil".into(), "".into()]).unwrap();
    let table = request(Grain::Year).run(&mut cases, ScanOptions::default()).unwrap().table;
    let at = table.find("disputes", &["*", "*"], "2021").unwrap();
    assert_eq!(table.row(at).status.word(), "column_missing");
    assert_eq!(table.lacking(0), Some("dispute_id"));
}
