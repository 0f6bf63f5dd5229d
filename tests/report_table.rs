//! A table as sentences: what is written is read back, number by number.
#![cfg(feature = "report")]

use courtmetrics::measure::Request;
use courtmetrics::period::Base;
use courtmetrics::quantity::Rounding;
use courtmetrics::read::{Cases, ScanOptions};
use courtmetrics::report_text::wording::{Language, Written, table_sentences};
use courtmetrics::report_text::{self as report, Direction, extract};
use courtmetrics::table::{Observation, Status, Table};
use proptest::prelude::*;

/// Cases of two years in up to three courts: days of filing, days until resolution or pending, court.
fn tables(courts: [&'static str; 3]) -> impl Strategy<Value = Table> {
    let case = (0..730i32, prop::option::weighted(0.8, 0..400i32), 0..3usize);
    prop::collection::vec(case, 1..60).prop_map(move |rows| {
        let first = courtmetrics::period::Date::new(2022, 1, 1).unwrap();
        let mut cases = Cases::new(["filed_on", "resolved_on", "court"]);
        for (filed, days, court) in rows {
            let filed = first.plus_days(filed);
            let resolved = days.map(|d| filed.plus_days(d));
            cases.push([filed.into(), resolved.into(), courts[court].into()]).unwrap();
        }
        let ids =
            ["cases_filed", "cases_closed", "closing_rate", "closing_to_filing_ratio", "mean_trial_days"];
        let ids = ids.map(|id| format!("pinghu.{id}"));
        let request = Request::new(&ids.each_ref().map(String::as_str)).unwrap().by(&["court"]);
        let mut table = request.run(&mut cases, ScanOptions::default()).unwrap().table;
        table.compare(Base::YearBefore);
        table
    })
}

/// Value and change of a row as they are printed, from the table's exact numbers.
fn printed(table: &Table, row: usize) -> (String, Option<(Direction, String)>) {
    let definition = &table.indicators()[table.place(row).indicator];
    let scale = Observation::scale(definition, table.periods()[table.place(row).period].days());
    let factor = if definition.percent { 100 } else { 1 };
    let value = table.row(row).exact(scale).unwrap().times(factor).unwrap();
    let decimals = if definition.unit == "cases" && !definition.percent { 0 } else { 2 };
    let value = value.round(decimals, Rounding::HalfAwayFromZero).unwrap().to_string();
    let change = table.exact_change(row).ok().map(|change| {
        let digits = change.value().round(2, Rounding::HalfAwayFromZero).unwrap();
        let direction = match digits.units().signum() {
            0 => Direction::Flat,
            1 => Direction::Up,
            _ => Direction::Down,
        };
        (direction, digits.to_string().trim_start_matches('-').to_owned())
    });
    (value, change)
}

fn agrees(table: &Table, written: &Written) -> Result<(), TestCaseError> {
    let figures = extract(&written.text()).figures;
    prop_assert_eq!(figures.len(), written.sentences.len(), "{}", written.text());
    for (figure, (row, sentence)) in figures.iter().zip(&written.sentences) {
        let (value, change) = printed(table, *row);
        prop_assert_eq!(figure.value.as_ref().unwrap().number.digits().to_string(), value, "{}", sentence);
        let read = figure.changes.first().map(|c| {
            (c.direction, c.size.as_ref().map_or("0.00".to_owned(), |s| s.number.digits().to_string()))
        });
        prop_assert_eq!(read, change, "{}", sentence);
        let year = table.periods()[table.place(*row).period].to_string();
        prop_assert!(figure.period.as_ref().unwrap().words.starts_with(&year), "{}", sentence);
        if let Some(change) = figure.changes.first() {
            prop_assert_eq!(&change.base, &report::Base::YearBefore);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn a_written_table_is_read_back(
        chinese in tables(["城北法院", "城南法院", "海口法院"]),
        english in tables(["North Court", "South Court", "Harbour Court"]),
    ) {
        for (table, language, among) in [(chinese, Language::Chinese, "全市"), (english, Language::English, "Zhejiang")] {
            let written = table_sentences(&table, language, Some(among));
            agrees(&table, &written)?;
            // What has a value is said; what has none is listed with its reason.
            for unsaid in &written.unsaid {
                prop_assert_eq!(unsaid.reason.as_str(), table.row(unsaid.row).status.word());
                prop_assert_ne!(table.row(unsaid.row).status, Status::Known);
            }
            prop_assert_eq!(written.sentences.len() + written.unsaid.len(), table.rows().len());
        }
    }
}

#[test]
fn the_sentences_are_those_of_reports() {
    let mut cases = Cases::new(["filed_on", "resolved_on", "court"]);
    for (filed, resolved, court) in [
        ("2022-01-03", "2022-02-02", "城北法院"),
        ("2022-01-03", "2022-02-12", "城北法院"),
        ("2023-01-03", "2023-01-23", "城北法院"),
        ("2022-01-03", "2022-01-13", "城南法院"),
        ("2023-01-03", "2023-02-02", "城南法院"),
    ] {
        cases.push([filed.into(), resolved.into(), court.into()]).unwrap();
    }
    let request = Request::new(&["pinghu.mean_trial_days", "pinghu.cases_filed"]).unwrap().by(&["court"]);
    let mut table = request.run(&mut cases, ScanOptions::default()).unwrap().table;
    table.compare(Base::YearBefore);
    let table = table.only(|period| period.to_string() == "2023");
    let written = table_sentences(&table, Language::Chinese, Some("全市"));
    let lines: Vec<String> = written.text().lines().map(str::to_owned).collect();
    for line in [
        // 30 and 40 days, then 20; 10 days, then 30: shorter is better.
        "2023年,城北法院平均审理天数20.00天,同比缩短15.00天,居全市第1。",
        "2023年,城南法院平均审理天数30.00天,同比延长20.00天,居全市第2。",
        "2023年,城北法院新收案件1件,同比下降50.00%。",
        "2023年,城南法院新收案件1件,同比持平。",
    ] {
        assert!(lines.iter().any(|l| l == line), "{line} is not among {lines:#?}");
    }
    // A sentence that would not be read back is not given out: a Chinese court in an English sentence.
    let english = table_sentences(&table, Language::English, None);
    assert!(english.text().starts_with("In 2023, Mean days of trial 25.00 days"), "{}", english.text());
    assert!(english.unsaid.iter().all(|unsaid| unsaid.reason.contains("would be read otherwise")));
}
