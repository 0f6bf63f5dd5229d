//! A large table comes in one Arrow batch for each indicator: together they are the one batch.

#![cfg(feature = "arrow")]

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int8Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use courtmetrics::measure::{Periods, Request};
use courtmetrics::period::{Base, Grain, Period};
use courtmetrics::quantity::Level;
use courtmetrics::read::{Cases, ScanOptions};
use courtmetrics::table::{Mark, Observation, Status, Table};

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

/// The reference asks row by row. Whole tables and cut ones, compared before and after, put together again, with a break
/// between some periods and values of other scales.
#[test]
fn every_row_of_a_batch_is_what_the_table_says_of_it() {
    let march = |period: &Period| period.to_string() == "2023-03";
    for level in [None, Some(Level::P95)] {
        let mut whole = table(40, level);
        let marked = "2023-04".parse().unwrap();
        let mut broken = whole.with_earlier(&whole.only(march)).unwrap();
        broken.mark(marked, Mark::Break).unwrap();
        broken.compare(Base::Previous);
        let cut = whole.only(|period| !march(period));
        let twice = cut.only(|period| period.to_string() != "2023-05");
        let (mut cut_first, mut halves) = (cut.clone(), cut.with_earlier(&whole.only(march)).unwrap());
        cut_first.compare(Base::Previous);
        halves.compare(Base::Previous);
        check_rows(&whole);
        whole.compare(Base::Fixed(marked));
        for table in [whole, broken, cut, twice, cut_first, halves] {
            check_rows(&table);
        }
    }
}

/// Holds each row of the one batch and of the batches by indicator against what the table says of it.
fn check_rows(table: &Table) {
    let value = |table: &Table, at: usize| {
        let definition = &table.indicators()[table.place(at).indicator];
        table.row(at).value(Observation::scale(definition, 0))
    };
    let mut seen = [0; 3];
    for batch in [vec![table.to_batch().unwrap()], table.to_batches().unwrap()] {
        let batch = concat(&batch);
        assert_eq!(batch.len(), table.len());
        for (at, said) in batch.iter().enumerate() {
            let (row, definition) = (table.row(at), &table.indicators()[table.place(at).indicator]);
            let fraction =
                matches!(row.status, Status::Known | Status::OutsideWhole) && definition.id != "median_days";
            let change = table.change(at);
            let base = table.base_of(at).and_then(|(table, base)| value(table, base));
            let interval = table.interval(at);
            let sure = table.change_sureness(at);
            let expected = Said {
                numerator: fraction.then_some(row.numerator),
                denominator: fraction.then_some(row.denominator),
                cases: (row.cases >= 0).then_some(row.cases),
                value: value(table, at),
                status: row.status.word().to_owned(),
                ends: interval.map_or([None; 2], |interval| [interval.lower, interval.upper]),
                base,
                change: change.ok(),
                change_status: change.map_or_else(|reason| reason.word().to_owned(), |_| "known".to_owned()),
                change_ends: sure.map_or([None; 2], |sure| [sure.interval.lower, sure.interval.upper]),
                p_value: sure.ok().and_then(|sure| sure.p_value),
            };
            assert_eq!(*said, expected, "row {at}: {:?}", table.place(at));
            seen[0] += usize::from(change.is_ok());
            seen[1] += usize::from(interval.is_ok());
            seen[2] += usize::from(sure.is_ok());
        }
    }
    let sure = table.level().is_some();
    assert!(seen[0] > 20 && (seen[1] > 20) == sure && (seen[2] > 20) == sure, "{seen:?} of {}", table.len());
}

/// What a row of a batch says.
#[derive(Debug, PartialEq)]
struct Said {
    numerator: Option<i64>,
    denominator: Option<i64>,
    cases: Option<i64>,
    value: Option<f64>,
    status: String,
    ends: [Option<f64>; 2],
    base: Option<f64>,
    change: Option<f64>,
    change_status: String,
    change_ends: [Option<f64>; 2],
    p_value: Option<f64>,
}

/// The rows of batches, one behind the other.
fn concat(batches: &[RecordBatch]) -> Vec<Said> {
    let rows = batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |at| (batch, at)));
    let said = rows.map(|(batch, at)| {
        let column = |name: &str| batch.column_by_name(name).unwrap();
        let number = |name: &str| {
            let column = column(name).as_primitive::<Int64Type>();
            column.is_valid(at).then(|| column.value(at))
        };
        let double = |name: &str| {
            let column = column(name).as_primitive::<Float64Type>();
            column.is_valid(at).then(|| column.value(at))
        };
        let word = |name: &str| {
            let words = column(name).as_dictionary::<Int8Type>();
            words.values().as_string::<i32>().value(words.keys().value(at) as usize).to_owned()
        };
        Said {
            numerator: number("numerator"),
            denominator: number("denominator"),
            cases: number("cases"),
            value: double("value"),
            status: word("status"),
            ends: [double("lower"), double("upper")],
            base: double("base_value"),
            change: double("change"),
            change_status: word("change_status"),
            change_ends: [double("change_lower"), double("change_upper")],
            p_value: double("p_value"),
        }
    });
    said.collect()
}
