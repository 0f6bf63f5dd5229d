//! More shapes of printed tables, described by nothing but a codebook. The numbers are invented; what must come out is
//! computed by hand.
#![cfg(feature = "csv")]

use courtmetrics::aggregate::TableBook;
use courtmetrics::measure_ledger::{LedgerRequest, MeasuredLedger};
use courtmetrics::period::Grain;
use courtmetrics::read::Grid;
use courtmetrics::table::Table;

fn ask(book: &str, text: &str, indicators: &[&str], grain: Option<Grain>) -> MeasuredLedger {
    let book = TableBook::from_toml(book).unwrap();
    let grid = Grid::from_text(text.as_bytes(), &book.text(), "table").unwrap();
    let request = LedgerRequest::new(indicators).unwrap();
    grain.map_or(request.clone(), |grain| request.grain(grain)).run(&book, &grid).unwrap()
}

fn cell(table: &Table, indicator: &str, group: &[&str], period: &str) -> Result<(i64, i64), &'static str> {
    let at = table.find(indicator, group, period).unwrap_or_else(|| panic!("no {group:?} {period}"));
    match (table.row(at).status.word(), table.row(at)) {
        ("known" | "given", row) => Ok((row.numerator, row.denominator)),
        (other, _) => Err(other),
    }
}

#[test]
fn months_across_below_a_row_of_years() {
    let book = r#"
        id = "months-across"
        [aggregate]
        skip_lines = 1
        header_lines = 2
        measure_column = 2
        headings = "{period}"
        [[aggregate.group]]
        name = "court"
        column = 1
        fill_down = true
        total = "All courts"
        [aggregate.period]
        grain = "month"
        formats = "{year} / {month}"
        [aggregate.measures]
        incoming = "In"
        resolved = "Out"
    "#;
    // The totals stand above their parts.
    let text = "Caseload by month\n\
        ,,2023,,,2024,\n\
        Court,,Oct,Nov,Dec,Jan,Feb\n\
        All courts,In,30,40,50,10,20\n\
        ,Out,30,40,40,20,20\n\
        Avola,In,10,20,25,4,15\n\
        ,Out,20,20,20,8,15\n\
        Noto,In,20,20,25,6,5\n\
        ,Out,10,20,20,12,6\n";
    let measured = ask(book, text, &["cepej.clearance_rate"], None);
    assert_eq!(cell(&measured.table, "clearance_rate", &["Avola"], "2023-12"), Ok((20, 25)));
    assert_eq!(cell(&measured.table, "clearance_rate", &["*"], "2024-01"), Ok((20, 10)));
    // 15 and 6 are not 20.
    let found: Vec<&str> = measured.checks.findings.iter().map(|f| f.words.as_str()).collect();
    assert_eq!(found, ["2 parts by court add up to 21, printed 20"]);
    let quarters = ask(book, text, &["cepej.clearance_rate"], Some(Grain::Quarter)).table;
    assert_eq!(cell(&quarters, "clearance_rate", &["*"], "2023-Q4"), Ok((110, 120)));
    assert_eq!(cell(&quarters, "clearance_rate", &["*"], "2024-Q1"), Err("not_available"));
}

#[test]
fn months_with_years_of_two_digits() {
    let book = r#"
        id = "jan-23"
        [aggregate.period]
        column = "Month"
        grain = "month"
        formats = "{month}-{yy}"
        [aggregate.measures]
        incoming = "In"
        resolved = "Out"
    "#;
    let text = "Month,In,Out\nDec-22,5,10\nJan-23,10,20\nFeb-23,20,10\nSept-23,1,2\n";
    let table = ask(book, text, &["cepej.clearance_rate"], None).table;
    assert_eq!(cell(&table, "clearance_rate", &[], "2022-12"), Ok((10, 5)));
    assert_eq!(cell(&table, "clearance_rate", &[], "2023-01"), Ok((20, 10)));
    assert_eq!(cell(&table, "clearance_rate", &[], "2023-09"), Ok((2, 1)));
}

#[test]
fn courts_across_and_measures_down_with_shares_in_percent() {
    let book = r#"
        id = "courts-across"
        [aggregate]
        measure_column = "Measure"
        headings = "{court}"
        period.is = "2023"
        [[aggregate.group]]
        name = "court"
        total = "State"
        [aggregate.measures]
        incoming = "Filed"
        resolved = "Disposed"
        in_180_days = { words = "Within 180 days", days = "share_within", within_days = 180 }
        [aggregate.published]
        "cepej.clearance_rate" = "Clearance"
    "#;
    let text = "Measure,State,Avola,Noto\n\
        Filed,30,10,20\n\
        Disposed,33,11,22\n\
        Clearance,110%,110.0%,120 %\n\
        Within 180 days,81.5%,75%,84.75%\n";
    let measured = ask(book, text, &["cepej.clearance_rate"], None);
    assert_eq!(cell(&measured.table, "clearance_rate", &["Noto"], "2023"), Ok((22, 20)));
    assert_eq!(cell(&measured.table, "clearance_rate", &["*"], "2023"), Ok((33, 30)));
    // 22 of 20 are 110 %.
    let found: Vec<(&str, String)> =
        measured.checks.findings.iter().map(|f| (f.check.word(), f.group[0].to_string())).collect();
    assert_eq!(found, [("published", "Noto".to_owned())]);
}

#[test]
fn a_row_of_units_below_the_header_and_the_header_again_on_every_page() {
    let book = r#"
        id = "units"
        [aggregate]
        header_lines = 2
        skip_rows = ["Court", "(thousands)"]
        ends_at = "Note"
        period.is = "2023"
        numbers.marks = ["¹", "²"]
        words.not_available = ["<5"]
        [[aggregate.group]]
        name = "court"
        column = "Court"
        [aggregate.measures]
        incoming = { words = "Filed / (thousands)", scale = 1000 }
        resolved = { words = "Disposed / (thousands)", scale = 1000 }
        pending_end = "Left / (cases)"
    "#;
    let text = "Court,Filed,Disposed,Left\n\
        ,(thousands),(thousands),(cases)\n\
        Avola,1.2,1.15¹,<5\n\
        Court,Filed,Disposed,Left\n\
        ,(thousands),(thousands),(cases)\n\
        Noto²,0.4,0.5,1 234\n\
        Note: invented,,,\n";
    let measured = ask(book, text, &["cepej.clearance_rate", "cepej.pending_end"], None);
    let table = &measured.table;
    assert_eq!(cell(table, "clearance_rate", &["Avola"], "2023"), Ok((1150, 1200)));
    assert_eq!(cell(table, "clearance_rate", &["Noto"], "2023"), Ok((500, 400)));
    assert_eq!(cell(table, "pending_end", &["Noto"], "2023"), Ok((1234, 1)));
    assert_eq!(cell(table, "pending_end", &["Avola"], "2023"), Err("not_available"));
    assert!(measured.checks.findings.is_empty(), "{:?}", measured.checks.findings);
}

#[test]
fn quarters_below_their_year_with_a_total_of_the_year() {
    let book = r#"
        id = "quarters"
        [aggregate]
        skip_rows = ["Total"]
        [aggregate.period]
        columns = [1, 2]
        grain = "quarter"
        fill_down = true
        formats = "{year} Q{quarter} ({month}-{to_month})"
        [aggregate.measures]
        pending_start = "Opening"
        incoming = "Receipts"
        resolved = "Disposals"
        pending_end = "Closing"
    "#;
    let text = "Year,Quarter,Receipts,Disposals,Opening,Closing\n\
        2023,Q1 (Jan-Mar),10,5,100,105\n\
        ,Q2 (Apr-Jun),10,15,105,100\n\
        ,Q3 (Jul-Sep),20,10,100,110\n\
        ,Q4 (Oct-Dec),20,10,110,120\n\
        ,Total,60,40,100,121\n";
    let measured = ask(book, text, &["cepej.clearance_rate"], None);
    assert_eq!(cell(&measured.table, "clearance_rate", &[], "2023-Q2"), Ok((15, 10)));
    assert!(measured.checks.findings.is_empty(), "{:?}", measured.checks.findings);
    let years = ask(book, text, &["cepej.clearance_rate", "cepej.pending_end"], Some(Grain::Year)).table;
    assert_eq!(cell(&years, "clearance_rate", &[], "2023"), Ok((40, 60)));
    assert_eq!(cell(&years, "pending_end", &[], "2023"), Ok((120, 1)));
}
