//! Tables as further countries might print them, read by nothing but a codebook. The numbers are invented; what must
//! come out is computed by hand.
#![cfg(feature = "csv")]

use courtmetrics::aggregate::TableBook;
use courtmetrics::measure_ledger::{LedgerRequest, MeasuredLedger};
use courtmetrics::period::Base;
use courtmetrics::read::Grid;
use courtmetrics::table::Table;

fn read(book: &str, bytes: &[u8], period: Option<&str>, indicators: &[&str]) -> MeasuredLedger {
    let book = TableBook::from_toml(book).unwrap();
    let grid = Grid::from_text(bytes, &book.text(), "table").unwrap();
    let mut request = LedgerRequest::new(indicators).unwrap();
    if let Some(period) = period {
        request = request.period(period);
    }
    request.run(&book, &grid).unwrap()
}

/// Numerator and denominator, or the status.
fn cell(table: &Table, indicator: &str, group: &[&str], period: &str) -> Result<(i64, i64), &'static str> {
    let at = table.find(indicator, group, period).unwrap_or_else(|| panic!("{group:?} {period}"));
    let row = table.row(at);
    match row.status.word() {
        "known" => Ok((row.numerator, row.denominator)),
        other => Err(other),
    }
}

/// Spain, Latin-1, semicolons, points in thousands, quarters below their year, a footnote mark on a word and one on
/// a number, a note at the end.
#[test]
fn quarters_below_a_year_in_latin_1_with_footnotes() {
    let book = r#"
        id = "spain"
        [aggregate]
        encoding = "latin-1"
        header_has = "Trimestre"
        ends_at = ["Fuente", "(1)"]
        numbers = { decimal = ",", marks = ["(1)", "*"] }
        [aggregate.period]
        columns = ["Año", "Trimestre"]
        fill_down = true
        grain = "quarter"
        formats = ["{year} {quarter}º", "{year} T{quarter}"]
        [aggregate.measures]
        incoming = "Asuntos ingresados"
        resolved = "Asuntos resueltos"
        pending_end = "Asuntos en trámite al final"
    "#;
    let text = "Estadística judicial: jurisdicción civil\n\n\
        Año;Trimestre;Asuntos ingresados;Asuntos resueltos(1);Asuntos en trámite al final\n\
        2022;T1;1.204;1.100*;3.000\n;T2;1.300;1.250;3.050\n2023;1º;1.000;1.200;2.900\n\
        (1) Incluye acumulaciones.\nFuente: CGPJ;;;;\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let mut measured = read(book, &bytes, None, &["cepej.clearance_rate", "cepej.resolved"]);
    measured.table.compare(Base::YearBefore);
    let table = &measured.table;
    assert_eq!(cell(table, "clearance_rate", &[], "2022-Q1"), Ok((1100, 1204)));
    assert_eq!(cell(table, "resolved", &[], "2023-Q1"), Ok((1200, 1)));
    let change = table.exact_change(table.find("resolved", &[], "2023-Q1").unwrap()).unwrap();
    assert_eq!(change.value().to_string(), "100/11"); // 1200 after 1100
}

/// Poland: months whose names nobody here knows, narrow spaces in thousands, a dash for nothing, courts as sections.
#[test]
fn months_of_another_language_below_sections() {
    let book = r#"
        id = "poland"
        [aggregate]
        skip_lines = 1
        words.zero = "-"
        [[aggregate.group]]
        name = "court"
        section = true
        [aggregate.period]
        column = "Miesiąc"
        grain = "month"
        months = ["styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień", "wrzesień",
            "październik", "listopad", "grudzień"]
        [aggregate.measures]
        incoming = "Wpływ"
        resolved = "Załatwienia"
    "#;
    let text = "Tabela 2\nMiesiąc,Wpływ,Załatwienia\nSR w Łodzi,,\nstyczeń 2023,1\u{202f}204,1\u{202f}000\n\
        luty 2023,-,12\nSR w Gdyni,,\nstyczeń 2023,80,100\n";
    let measured = read(book, text.as_bytes(), None, &["cepej.clearance_rate"]);
    let table = &measured.table;
    assert_eq!(cell(table, "clearance_rate", &["SR w Łodzi"], "2023-01"), Ok((1000, 1204)));
    assert_eq!(cell(table, "clearance_rate", &["SR w Łodzi"], "2023-02"), Err("zero_denominator"));
    assert_eq!(cell(table, "clearance_rate", &["*"], "2023-01"), Ok((1100, 1284)));
}

/// Austria: one measure, years as columns, no word for it anywhere; a total row; k. A. for what is not known.
#[test]
fn one_measure_with_years_as_columns() {
    let book = r#"
        id = "austria"
        [aggregate]
        measure = "incoming"
        numbers = { decimal = "," }
        words = { not_available = "k. A." }
        [[aggregate.group]]
        name = "court"
        column = 1
        total = "Insgesamt"
    "#;
    let text = "Gericht\t2021\t2022\t2023\nLinz\t1.100\t1.200\tk. A.\nGraz\t900\t800\t850\nInsgesamt\t2.000\t2.001\t1.900\n";
    let measured = read(book, text.as_bytes(), None, &["cepej.incoming"]);
    let table = &measured.table;
    assert_eq!(cell(table, "incoming", &["Linz"], "2022"), Ok((1200, 1)));
    assert_eq!(cell(table, "incoming", &["Linz"], "2023"), Err("not_available"));
    // What is printed goes before the sum of the parts, and the difference is listed.
    assert_eq!(cell(table, "incoming", &["*"], "2022"), Ok((2001, 1)));
    let found: Vec<&str> = measured.checks.findings.iter().map(|f| f.words.as_str()).collect();
    assert_eq!(found, ["2 parts by court add up to 2000, printed 2001"]);
}

/// One sheet a year, the year in its name only: the tables of two sheets compare.
#[test]
fn one_sheet_for_each_year() {
    let book = r#"
        id = "sheets"
        [aggregate]
        skip_rows = "Average"
        [[aggregate.group]]
        name = "court"
        column = "District"
        [aggregate.measures]
        incoming = "Cases in"
        resolved = "Cases out"
    "#;
    let sheet = |text: &str, year| read(book, text.as_bytes(), Some(year), &["cepej.clearance_rate"]).table;
    let first = sheet("District,Cases in,Cases out\nNorth,100,80\nSouth,50,50\nAverage,75,65\n", "2022");
    let second = sheet("District,Cases in,Cases out\nNorth,120,120\nSouth,40,50\nAverage,80,85\n", "2023");
    let mut both = second.with_earlier(&first).unwrap();
    both.compare(Base::YearBefore);
    assert_eq!(cell(&both, "clearance_rate", &["*"], "2023"), Ok((170, 160)));
    let change = both.exact_change(both.find("clearance_rate", &["North"], "2023").unwrap()).unwrap();
    assert_eq!(change.value().to_f64(), 20.0);
}

/// Australia: the financial year above three measures each, thousands, rounded, na and nap, a column of notes.
#[test]
fn fiscal_years_above_measures_in_thousands() {
    let book = r#"
        id = "australia"
        [aggregate]
        header_lines = 2
        headings = "{period} / {measure}"
        calendar = { year_starts = 7, named = "end" }
        words = { not_available = "na", not_applicable = ".." }
        ends_at = "na Not available"
        [[aggregate.group]]
        name = "court"
        column = 1
        values = { Supreme = ["Supreme (excl. probate)"] }
        [aggregate.measures]
        incoming = { words = "Lodgments '000", scale = 1000 }
        resolved = { words = "Finalisations '000", scale = 1000 }
    "#;
    let text = "Court,2021–22,,2022–23,,Notes\n,Lodgments '000,Finalisations '000,Lodgments '000,Finalisations '000,\n\
        Supreme (excl. probate),5.3,5.1,5.0,5.5,a\nChildren's,..,..,na,1.2,\nna Not available. .. Not applicable.,,,,,\n";
    let measured = read(book, text.as_bytes(), None, &["rogs.clearance", "rogs.lodgments"]);
    let table = &measured.table;
    assert_eq!(cell(table, "lodgments", &["Supreme"], "FY2022"), Ok((5300, 1)));
    assert_eq!(cell(table, "clearance", &["Supreme"], "FY2023"), Ok((5500, 5000)));
    assert_eq!(cell(table, "lodgments", &["Children's"], "FY2022"), Err("not_applicable"));
    assert_eq!(cell(table, "lodgments", &["*"], "FY2022"), Ok((5300, 1)));
    assert_eq!(cell(table, "lodgments", &["*"], "FY2023"), Err("not_available"));
}

/// Japan: eras and full-width digits, a unit in the cells, a long table with names of measures in a column.
#[test]
fn a_long_table_with_eras_and_units() {
    let book = r#"
        id = "japan"
        [aggregate]
        measure_column = "区分"
        numbers.units = { "件" = 1, "万件" = 10000 }
        [aggregate.period]
        column = "年次"
        words = { "令和4年" = "2022", "令和5年" = "2023" }
        [aggregate.measures]
        incoming = "新受"
        resolved = "既済"
        pending_end = ["未済", "年末未済"]
    "#;
    let text = "年次,区分,総数\n令和4年,新受,１２，０００件\n令和4年,既済,1.1万件\n令和4年,未済,3000件\n\
        令和5年,新受,11000件\n令和5年,既済,12000件\n令和5年,年末未済,2000件\n";
    let measured = read(book, text.as_bytes(), None, &["cepej.clearance_rate", "cepej.disposition_time"]);
    let table = &measured.table;
    assert_eq!(cell(table, "clearance_rate", &[], "2022"), Ok((11_000, 12_000)));
    assert_eq!(cell(table, "disposition_time", &[], "2023"), Ok((2000, 12_000)));
}
