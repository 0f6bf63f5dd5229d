//! A large table comes in one Arrow batch for each indicator: together they are the one batch.

#![cfg(feature = "arrow")]

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use courtmetrics::measure::{Periods, Request};
use courtmetrics::period::{Base, Grain};
use courtmetrics::quantity::Level;
use courtmetrics::read::{Cases, ScanOptions};
use courtmetrics::table::Table;

/// Two cases of each court, of which one is closed in the next month.
fn table(courts: usize, level: Option<Level>) -> Table {
    let mut cases = Cases::new(["court", "filed_on", "resolved_on"]);
    for i in 0..2 * courts {
        let (court, month) = (format!("court {}", i / 2), 1 + i % 5);
        let (filed, closed) = (format!("2023-0{month}-10"), format!("2023-0{}-{}", month + 1, 11 + i % 9));
        cases
            .push([court, filed, if i % 2 == 0 { closed } else { String::new() }].map(|w| w.as_str().into()))
            .unwrap();
    }
    let request = Request::new(&["incoming", "resolved", "clearance_rate", "median_days"]).unwrap();
    let request = request.by(&["court"]).periods(Periods::Every(Grain::Month)).level(level);
    let mut table = request.run(&mut cases, ScanOptions::default()).unwrap().table;
    table.compare(Base::Previous);
    table
}

#[test]
fn the_batches_of_a_large_table_are_its_one_batch() {
    for level in [None, Some(Level::P95)] {
        let table = table(1_000, level);
        let (whole, batches) = (table.to_batch().unwrap(), table.to_batches().unwrap());
        assert_eq!(batches.len(), 4);
        let rows = whole.num_rows() / 4;
        assert_eq!(rows, table.groups().len() * table.periods().len());
        for (i, batch) in batches.iter().enumerate() {
            assert_eq!(batch, &whole.slice(i * rows, rows), "indicator {i} at level {level:?}");
        }
    }
}

#[test]
fn batches_share_what_is_said_of_every_indicator() {
    let batches = table(1_000, None).to_batches().unwrap();
    for name in ["court", "period", "mark"] {
        let places = |i: usize| {
            let column = batches[i].column_by_name(name).unwrap().as_dictionary::<Int32Type>();
            column.keys().values().clone()
        };
        assert!(places(0).ptr_eq(&places(3)), "{name}");
    }
}

#[test]
fn batches_share_the_numbers_that_they_have_in_common() {
    let batches = table(1_000, None).to_batches().unwrap();
    let numbers = |i: usize, name: &str| {
        let column = batches[i].column_by_name(name).unwrap().as_primitive::<Int64Type>();
        column.values().clone()
    };
    // In the order of the request: incoming, resolved, resolved over incoming, days.
    assert!(numbers(2, "numerator").ptr_eq(&numbers(1, "numerator")));
    assert!(numbers(2, "denominator").ptr_eq(&numbers(0, "numerator")));
    assert!(numbers(0, "denominator").ptr_eq(&numbers(1, "denominator")));
    assert!(numbers(0, "denominator").iter().all(|one| *one == 1));
    // 1,000 courts and all of them together have one case filed in a month that is one of the first five.
    let [incoming, resolved] = [0, 1].map(|i| numbers(i, "numerator").iter().sum::<i64>());
    assert_eq!((incoming, resolved), (2 * 2_000, 2 * 1_000));
}

#[test]
fn the_batches_of_a_part_of_a_table_are_its_one_batch() {
    let whole = table(4_000, Some(Level::P95));
    let part = whole.only(|period| !period.to_string().ends_with("-03"));
    assert!(part.rows().len() > 1 << 14 && part.rows().len() < whole.rows().len());
    let (batch, batches) = (part.to_batch().unwrap(), part.to_batches().unwrap());
    let rows = batch.num_rows() / 4;
    assert_eq!(batches.len(), 4);
    for (i, one) in batches.iter().enumerate() {
        assert_eq!(one, &batch.slice(i * rows, rows), "indicator {i}");
    }
    let nothing = whole.only(|_| false);
    assert_eq!(nothing.to_batches().unwrap(), [nothing.to_batch().unwrap()]);
    assert_eq!(nothing.to_batch().unwrap().num_rows(), 0);
}

#[test]
fn a_small_table_is_one_batch() {
    let table = table(3, None);
    assert_eq!(table.to_batches().unwrap(), [table.to_batch().unwrap()]);
}
