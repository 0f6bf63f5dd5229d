//! Public exports, whole: they are not part of the project. `COURTMETRICS_DATA` names their folder.
#![cfg(feature = "csv")]

use courtmetrics::case::{Codebook, Reason};
use courtmetrics::indicator::{DayStatistic, Formula};
use courtmetrics::measure::{Measured, Request};
use courtmetrics::period::Base;
use courtmetrics::quantity::{Fraction, Rounding};
use courtmetrics::read::{OpenOptions, ScanOptions, open};
use courtmetrics::table::{Observation, Table};
use std::path::PathBuf;

/// A file of the data folder; None, said aloud, where there is no such folder.
fn data(file: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("COURTMETRICS_DATA") else {
        // Not captured by the test harness, so that a run without the data cannot pass for one with it.
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), "skipped: COURTMETRICS_DATA is not set");
        return None;
    };
    Some(PathBuf::from(folder).join(file))
}

fn codebook(name: &str) -> Codebook {
    let path = format!("{}/examples/codebooks/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    Codebook::from_toml(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn run(request: &Request, path: &PathBuf, threads: usize) -> Measured {
    let mut source = open(path, OpenOptions::default()).unwrap();
    let options = ScanOptions { threads: Some(threads), ..ScanOptions::default() };
    request.run(source.as_mut(), options).unwrap()
}

/// Numerator and denominator of a cell.
fn cell(table: &Table, indicator: &str, group: &[&str], period: &str) -> (i64, i64) {
    let row = &table.row(table.find(indicator, group, period).unwrap());
    (row.numerator, row.denominator)
}

/// A court, a year, its whole numbers, its median and its 90th percentile.
type Line = (&'static str, &'static str, [i64; 7], (i64, i64), (i64, i64));

/// The exact value of a cell, to be held against `a / b`.
fn value(table: &Table, indicator: &str, group: &[&str], period: &str) -> Fraction {
    let at = table.find(indicator, group, period).unwrap();
    let place = table.place(at);
    let scale =
        Observation::scale(&table.indicators()[place.indicator], table.periods()[place.period].days());
    table.row(at).exact(scale).unwrap()
}

fn fraction(a: i64, b: i64) -> Fraction {
    Fraction::new(a, b).unwrap()
}

/// Counted apart from this crate in Python 3: `csv.DictReader` over the gz file; filed is `data_dist`,
/// resolved is `ult_mov` where `julgado != "0"`; incoming and resolved by `date.fromisoformat` and comparisons
/// with 1 January and 31 December; pending by `filed <= end and (resolved is None or resolved > end)`; older
/// by the same with `filed < date(year - 2, 12, 31)`; days by subtraction of dates; percentiles from the
/// sorted list at `(n - 1) * p / 100`, linear in between.
#[test]
fn sao_paulos_civil_cases_are_counted_as_python_counts_them() {
    let Some(path) = data("tjsp_fcc/tjsp_fcc_cases.csv.gz") else { return };
    let request = Request::new(&["cepej"]).unwrap().by(&["court"]).codebook(codebook("tjsp_fcc"));
    let mut measured = run(&request, &path, 2);
    let tally = measured.cube.tally();
    assert_eq!((tally.rows, tally.accepted(), tally.set_aside.total()), (331_413, 331_413, 0));
    assert_eq!(
        tally.span().map(|(a, b)| (a.to_string(), b.to_string())),
        Some(("2013-01-07".into(), "2016-09-01".into()))
    );
    let table = &mut measured.table;
    assert_eq!(table.groups().len(), 47 + 1);
    assert_eq!(table.periods().len(), 4);
    // incoming, resolved, pending at end, older than 24 months, days of the resolved, resolved within 365
    // days, pending at start; median and 90th percentile as fractions.
    let lines: [Line; 9] = [
        ("*", "2013", [108_168, 6_491, 101_677, 0, 946_064, 6_491, 0], (137, 1), (252, 1)),
        ("*", "2014", [110_933, 26_311, 186_299, 0, 7_629_328, 17_912, 101_677], (273, 1), (517, 1)),
        ("*", "2015", [112_312, 40_643, 257_968, 71_448, 16_825_476, 19_951, 186_299], (373, 1), (776, 1)),
        ("*", "2016", [0, 47_228, 210_740, 126_609, 30_055_735, 12_004, 257_968], (602, 1), (1092, 1)),
        ("1ª Vara Cível", "2013", [2_359, 20, 2_339, 0, 4_950, 20, 0], (511, 2), (607, 2)),
        ("1ª Vara Cível", "2014", [2_409, 416, 4_332, 0, 170_947, 140, 2_339], (889, 2), (1145, 2)),
        ("1ª Vara Cível", "2015", [2_428, 916, 5_844, 1_676, 402_285, 413, 4_332], (803, 2), (788, 1)),
        ("23ª Vara Cível", "2013", [2_346, 23, 2_323, 0, 4_302, 23, 0], (181, 1), (1353, 5)),
        ("23ª Vara Cível", "2016", [0, 575, 5_670, 3_525, 435_572, 49, 6_245], (766, 1), (5582, 5)),
    ];
    for (court, year, [incoming, resolved, end, older, days, within, start], median, p90) in lines {
        let number = |indicator: &str| cell(table, indicator, &[court], year).0;
        assert_eq!(number("incoming"), incoming, "{court} {year}");
        assert_eq!(number("resolved"), resolved, "{court} {year}");
        assert_eq!(number("pending_start"), start, "{court} {year}");
        assert_eq!(number("pending_end"), end, "{court} {year}");
        assert_eq!(number("backlog_24_months"), older, "{court} {year}");
        assert_eq!(cell(table, "mean_days", &[court], year), (days, resolved), "{court} {year}");
        assert_eq!(
            cell(table, "resolved_within_365_days", &[court], year),
            (within, resolved),
            "{court} {year}"
        );
        assert_eq!(
            value(table, "median_days", &[court], year),
            fraction(median.0, median.1),
            "{court} {year}"
        );
        assert_eq!(value(table, "p90_days", &[court], year), fraction(p90.0, p90.1), "{court} {year}");
        assert_eq!(value(table, "disposition_time", &[court], year), fraction(365 * end, resolved));
    }
    table.compare(Base::YearBefore);
    let change = |indicator, group: &str, year| {
        table.exact_change(table.find(indicator, &[group], year).unwrap()).map(|c| c.value())
    };
    assert_eq!(change("incoming", "*", "2015"), Ok(fraction(100 * (112_312 - 110_933), 110_933)));
    assert_eq!(change("incoming", "*", "2016"), Ok(fraction(-100, 1)));
    assert_eq!(change("median_days", "1ª Vara Cível", "2015"), Ok(fraction(803 - 889, 2)));
    assert_eq!(change("resolved", "*", "2013").unwrap_err().word(), "no_prior");
    // No case came in in 2016: no rate, and no change of one.
    assert_eq!(change("clearance_rate", "*", "2016").unwrap_err().word(), "current_undefined");
    let again = run(&request, &path, 1);
    assert!(again.cube == measured.cube);
}

#[test]
fn chinese_judgments_give_one_table_in_both_encodings() {
    let (Some(utf8), Some(gb)) =
        (data("wenshu_cn/wenshu_cases_utf8.csv"), data("wenshu_cn/wenshu_cases_gb18030_zhheader.csv"))
    else {
        return;
    };
    let request = Request::new(&["cepej"]).unwrap().by(&["court", "case_class"]);
    let (utf8, gb) = (run(&request, &utf8, 2), run(&request, &gb, 3));
    assert_eq!((utf8.codebook.as_str(), gb.codebook.as_str()), ("china", "china"));
    assert_eq!(utf8.cube.rows(), gb.cube.rows());
    assert_eq!(utf8.table.groups(), gb.table.groups());
    assert!(utf8.table.rows().eq(gb.table.rows()));
    let tally = utf8.cube.tally();
    assert_eq!(tally.rows, 980);
    assert_eq!(tally.accepted() + tally.set_aside.total(), 980);
    let counts: Vec<(Reason, u64)> = tally.set_aside.counts().collect();
    assert_eq!(counts, gb.cube.tally().set_aside.counts().collect::<Vec<_>>());
    assert_eq!(counts, [(Reason::FiledMissing, 451), (Reason::ResolvedBeforeFiled, 3)]);
}

#[test]
fn a_brazilian_file_is_read_repaired_and_as_mojibake() {
    let (Some(clean), Some(raw)) =
        (data("trf1_tempo/trf1_tempo.csv"), data("trf1_tempo/trf1_tempo_raw_mojibake.csv"))
    else {
        return;
    };
    let request = Request::new(&["cepej"]).unwrap().codebook(codebook("trf1_tempo"));
    let (clean, raw) = (run(&request, &clean, 2), run(&request, &raw, 2));
    // Filed and closed by the first four letters of the dates, counted in Python; one case says that it was
    // filed on 0214-12-04, and closed on 2016-06-17: it is in neither count.
    let aside: Vec<(Reason, u64)> = clean.cube.tally().set_aside.counts().collect();
    assert_eq!(aside, [(Reason::FiledImplausible, 1)]);
    let text = &clean.cube.tally().set_aside.rows()[0].text;
    assert_eq!(text, "processo=00614478820144013700, dt_dist=0214-12-04, dt_baixa=2016-06-17");
    for (year, filed, closed) in [
        ("2013", 1_579, 145),
        ("2014", 1_561, 463),
        ("2016", 1_336, 1_409),
        ("2019", 224, 1_502),
        ("2023", 0, 1),
    ] {
        assert_eq!(cell(&clean.table, "incoming", &[], year).0, filed, "{year}");
        assert_eq!(cell(&clean.table, "resolved", &[], year).0, closed, "{year}");
    }
    let closed: i64 = (0..clean.table.periods().len())
        .map(|p| cell(&clean.table, "resolved", &[], &clean.table.periods()[p].to_string()).0)
        .sum();
    assert_eq!(closed, 8_211);
    assert!(clean.table.rows().eq(raw.table.rows()));
    let by_cause = Request::new(&["cepej"]).unwrap().by(&["cause"]).codebook(codebook("trf1_tempo"));
    assert_eq!(
        run(&by_cause, &data("trf1_tempo/trf1_tempo_raw_mojibake.csv").unwrap(), 1).cube.tally().accepted(),
        8_211
    );
}

/// `oracle_median_years.csv`, published: median of days / 365.25 by year of disposition, one decimal.
#[test]
fn the_published_medians_of_cook_county_come_out() {
    let Some(path) = data("cook_murder/cook_murder_cases.csv") else { return };
    let request = Request::new(&["median_days", "resolved"]).unwrap().codebook(codebook("cook_murder"));
    let measured = run(&request, &path, 2);
    let tally = measured.cube.tally();
    assert_eq!((tally.rows, tally.accepted()), (2_254, 2_199));
    let aside: Vec<(Reason, u64)> = tally.set_aside.counts().collect();
    assert_eq!(aside, [(Reason::ResolvedBeforeFiled, 1), (Reason::DurationImplausible, 54)]);
    let median = &measured.table.indicators()[0];
    assert!(matches!(&median.formula, Formula::Days { statistic: DayStatistic::Quantile(_), .. }));
    let published = [
        ("2011", 249, "2.9"),
        ("2012", 196, "3.0"),
        ("2013", 195, "3.5"),
        ("2014", 214, "3.3"),
        ("2015", 172, "3.1"),
        ("2016", 200, "3.5"),
        ("2017", 224, "3.4"),
        ("2018", 226, "3.6"),
        ("2019", 173, "3.7"),
        ("2020", 65, "3.8"),
        ("2021", 106, "4.2"),
        ("2022", 179, "4.7"),
    ];
    for (year, cases, years) in published {
        assert_eq!(cell(&measured.table, "resolved", &[], year).0, cases, "{year}");
        let days = value(&measured.table, "median_days", &[], year);
        let exact = days.over(fraction(36_525, 100)).unwrap();
        assert_eq!(exact.round(1, Rounding::HalfAwayFromZero).unwrap().to_string(), years, "{year}");
    }
}
