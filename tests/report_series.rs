//! Several years' reports of one court, side by side.
#![cfg(feature = "report")]

use courtmetrics::audit::{Series, series};
use courtmetrics::quantity::Fraction;
use courtmetrics::report_text::{ChangeKind, extract};

fn of(texts: &[&str]) -> courtmetrics::Result<Series> {
    let reports: Vec<_> = texts.iter().map(|text| extract(text)).collect();
    series(&reports.iter().map(|report| (None, report)).collect::<Vec<_>>())
}

fn printed(series: &Series, label: &str) -> Vec<Option<String>> {
    let row = series.rows.iter().find(|row| row.label == label).unwrap();
    row.cells.iter().map(|cell| cell.as_ref().map(|cell| cell.amount.printed())).collect()
}

const Y2020: &str = "2020年,全院新收案件1000件,结案率90%。平均审理天数60天。发出司法建议12份。";
const Y2021: &str =
    "2021年,我院新收各类案件1100件,同比上升10%,结案率92.5%,同比上升2.5个百分点。发出司法建议20份。";
const Y2023: &str = "2023年,市法院新收案件1500件,同比上升25%。结案率94%。平均审理天数45天。";

#[test]
fn years_stand_side_by_side_and_gaps_stay_gaps() {
    let series = of(&[Y2023, Y2020, Y2021]).unwrap();
    assert_eq!(series.years, [2020, 2021, 2022, 2023]);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(printed(&series, "新收案件"), [some("1000件"), some("1100件"), None, some("1500件")]);
    assert_eq!(printed(&series, "结案率"), [some("90%"), some("92.5%"), None, some("94%")]);
    assert_eq!(printed(&series, "平均审理天数"), [some("60天"), None, None, some("45天")]);
    assert_eq!(printed(&series, "发出司法建议"), [some("12份"), some("20份"), None, None]);
    assert_eq!(series.disagreements, []);
}

#[test]
fn a_change_is_as_wide_as_the_rounding_of_both_years() {
    let series = of(&[Y2020, Y2021, Y2023]).unwrap();
    let change = |label: &str, year: usize| {
        let row = series.rows.iter().find(|row| row.label == label).unwrap();
        (row.change_kind, row.cells[year].as_ref().and_then(|cell| cell.change))
    };
    let ten = Some(Fraction::whole(10));
    assert_eq!(change("新收案件", 1), (ChangeKind::Percent, Some((ten, ten))));
    // 92.45 to 92.55 against 89.5 to 90.5.
    let (low, high) = (Fraction::new(195, 100).unwrap(), Fraction::new(305, 100).unwrap());
    assert_eq!(change("结案率", 1), (ChangeKind::Points, Some((Some(low), Some(high)))));
    assert_eq!(change("新收案件", 3).1, None);
}

#[test]
fn a_base_that_the_year_before_did_not_print_is_listed() {
    let later = Y2021.replace("同比上升10%", "同比上升12%");
    let series = of(&[Y2020, &later]).unwrap();
    let [(year, finding)] = &series.disagreements[..] else { panic!("{:?}", series.disagreements) };
    assert_eq!(*year, 2021);
    assert_eq!(finding.arithmetic, "新收各类案件: 1100件 after 12%; last year's report printed 1000件");
    // A year between two reports holds nothing against each other.
    assert_eq!(of(&[Y2020, Y2023]).unwrap().disagreements, []);
}

#[test]
fn a_report_without_a_year_and_two_of_one_year_are_errors() {
    let error = of(&["结案率90%。"]).unwrap_err().to_string();
    assert_eq!(
        error,
        "report 1 names no year; a series needs the year of every report; hint: give the year beside the report"
    );
    let error = of(&[Y2020, Y2020]).unwrap_err().to_string();
    assert_eq!(
        error,
        "two reports are of 2020; a series has one report a year; hint: leave one out, or give their years"
    );
    let report = extract("结案率90%。");
    assert_eq!(series(&[(Some(2019), &report)]).unwrap().years, [2019]);
}
