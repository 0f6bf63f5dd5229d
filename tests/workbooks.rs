//! Workbooks: what a sheet says is what the same rows say as CSV.
#![cfg(all(feature = "csv", feature = "xlsx"))]

use courtmetrics::ErrorKind;
use courtmetrics::aggregate::TableBook;
use courtmetrics::indicator::Set;
use courtmetrics::measure::{Measured, Periods, Request};
use courtmetrics::measure_ledger::LedgerRequest;
use courtmetrics::period::Grain;
use courtmetrics::read::{Grid, GridText, OpenOptions, ScanOptions, open};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use std::path::PathBuf;

/// A folder of its own for each test, removed when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("courtmetrics-xlsx-{}-{test}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn save(&self, mut book: Workbook) -> PathBuf {
        let path = self.0.join("cases.xlsx");
        book.save(&path).unwrap();
        path
    }

    fn text(&self, text: &str) -> PathBuf {
        let path = self.0.join("cases.csv");
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn run(path: PathBuf, options: OpenOptions, request: &Request) -> courtmetrics::Result<Measured> {
    request.run(open(path, options)?.as_mut(), ScanOptions::default())
}

fn request() -> Request {
    let own = Set::from_toml(
        "[set]\nid = \"t\"\nname = { en = \"t\", zh = \"t\" }\nsource = \"test\"\n[[indicator]]\nid = \"sum\"\n\
         name = { en = \"sum\", zh = \"sum\" }\nkind = \"money\"\ntotal = { of = \"resolved\", sum = \"amount\" }\n",
    );
    Request::with_sets(&["cepej", "sum"], &[own.unwrap()])
        .unwrap()
        .by(&["court"])
        .periods(Periods::Every(Grain::Month))
}

/// Writes rows of texts: one that is a day becomes a date cell, one that is a number a number cell.
fn fill(sheet: &mut Worksheet, from: u32, rows: &[Vec<&str>]) {
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    for (r, row) in rows.iter().enumerate() {
        for (c, text) in row.iter().enumerate() {
            let (r, c) = (from + r as u32, c as u16);
            if text.is_empty() {
                continue;
            }
            if let Ok(date) = ExcelDateTime::parse_from_str(text) {
                sheet.write_datetime_with_format(r, c, &date, &day).unwrap();
            } else if let Ok(number) = text.parse::<f64>() {
                sheet.write_number(r, c, number).unwrap();
            } else {
                sheet.write_string(r, c, *text).unwrap();
            }
        }
    }
}

const HEAD: [&str; 5] = ["法院名称", "案号", "立案日期", "结案日期", "标的额"];

/// Names with characters that GB 18030 has and GBK has not, and some hundred rows with gaps.
fn rows() -> Vec<Vec<String>> {
    let courts = ["平湖市人民法院", "䶮门法院", "Court of \"A\", and B"];
    (0..400)
        .map(|i| {
            let (month, day) = (1 + i % 12, 1 + i % 28);
            vec![
                courts[i % 3].to_owned(),
                format!("(2022)浙0482民初{i}号"),
                format!("2022-{month:02}-{day:02}"),
                if i % 4 == 0 { String::new() } else { format!("2023-{month:02}-{:02}", 1 + i % 27) },
                if i % 5 == 0 { String::new() } else { format!("{}.{:02}", i * 37, i % 100) },
            ]
        })
        .collect()
}

fn as_csv(rows: &[Vec<String>]) -> String {
    let line = |row: &[String]| {
        let cells: Vec<String> = row.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
        cells.join(",") + "\n"
    };
    line(&HEAD.map(str::to_owned)) + &rows.iter().map(|row| line(row)).collect::<String>()
}

#[test]
fn a_sheet_gives_the_table_of_the_same_rows_as_csv() {
    let folder = Folder::new("same");
    let rows = rows();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 4, "2023年案件台账", &Format::new()).unwrap();
    fill(sheet, 2, &[HEAD.to_vec()]);
    let cells: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    fill(sheet, 3, &cells);
    let asked = request().field("amount", "标的额");
    let from_sheet = run(folder.save(book), OpenOptions::default(), &asked).unwrap();
    let from_text = run(folder.text(&as_csv(&rows)), OpenOptions::default(), &asked).unwrap();
    assert!(!from_text.missing.values().any(|field| field == "amount"), "{:?}", from_text.missing);
    assert_eq!(from_sheet.cube, from_text.cube);
    assert_eq!(from_sheet.cube.tally().accepted(), 400);
    let notes = from_sheet.table.notes().join("\n");
    assert!(notes.contains("the sheet \"Sheet1\" is read\nrow 3 of the sheet names the columns"), "{notes}");
}

#[test]
fn dates_of_both_systems_of_texts_and_of_numbers_stand_in_one_column() {
    for of_1904 in [false, true] {
        let folder = Folder::new(&format!("dates{of_1904}"));
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        fill(sheet, 0, &[vec!["court", "filed_on", "resolved_on"]]);
        fill(sheet, 1, &[vec!["A", "2022-01-05", "2022-02-01"], vec!["A", "2022-01-06"]]);
        // A date as text in the export's own layout, a date with a time, and a serial number without a format.
        sheet.write_string(3, 0, "A").unwrap().write_string(3, 1, "07/01/2022").unwrap();
        fill(sheet, 4, &[vec!["A", "2022-01-08T23:59:59"], vec!["A", "44570"]]);
        let path = folder.save(book);
        if of_1904 {
            // The writer knows one system only: the same serial numbers mean days 1,462 later in the other.
            set_1904(&path);
        }
        let asked = request().date_layouts(vec!["%d/%m/%Y".parse().unwrap()]);
        let measured = run(path, OpenOptions::default(), &asked).unwrap();
        let tally = measured.cube.tally();
        let first = if of_1904 { "2022-01-07" } else { "2022-01-05" };
        assert_eq!((tally.accepted(), tally.timed), (4, 1));
        assert_eq!(tally.span().unwrap().0.to_string(), first);
        let aside = &tally.set_aside.rows()[0];
        assert_eq!((aside.row, aside.reason.word()), (5, "filing date unreadable"));
        assert_eq!(aside.text, "court=A, filed_on=44570, resolved_on=");
    }
}

/// Sets the flag of the 1904 system in a workbook, which stands in the archive's `xl/workbook.xml`.
fn set_1904(path: &std::path::Path) {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut bytes = Vec::new();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(&mut bytes));
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).unwrap();
        let mut content = String::new();
        std::io::Read::read_to_string(&mut file, &mut content).unwrap();
        let name = file.name().unwrap().into_owned();
        if name == "xl/workbook.xml" {
            let flagged = content.replace("<workbookPr ", "<workbookPr date1904=\"1\" ");
            assert_ne!(flagged, content);
            content = flagged;
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, content.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn what_a_merged_cell_says_holds_for_its_rows_and_errors_are_set_aside() {
    let folder = Folder::new("merged");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(sheet, 0, &[vec!["court", "filed_on", "resolved_on", "", "note"]]);
    fill(
        sheet,
        1,
        &[vec!["", "2022-01-05"], vec!["", "2022-01-06"], vec!["", "2022-01-07"], vec!["B", "2022-01-08"]],
    );
    sheet.merge_range(1, 0, 3, 0, "A", &Format::new()).unwrap();
    let error = |formula: &str| Formula::new(formula).set_result("#N/A");
    sheet.write_formula(2, 2, error("=VLOOKUP(1,A1:A2,2)")).unwrap();
    sheet.write_formula(3, 4, error("=NA()")).unwrap();
    sheet.write_string(4, 6, "checked").unwrap();
    let measured = run(folder.save(book), OpenOptions::default(), &request()).unwrap();
    let filed = |court| {
        let row = measured.table.find("incoming", &[court], "2022-01").unwrap();
        measured.table.row(row).numerator
    };
    assert_eq!((filed("A"), filed("B")), (2, 1));
    let aside = measured.cube.tally().set_aside.rows();
    assert_eq!(aside.len(), 1);
    assert_eq!((aside[0].row, aside[0].reason.word()), (2, "error in a cell"));
    assert_eq!(aside[0].text, "court=A, filed_on=2022-01-06, resolved_on=#N/A");
    let notes = measured.table.notes().join("\n");
    assert!(notes.contains("1 cells stand right of the last named column and are not read"), "{notes}");
}

#[test]
fn a_sheet_is_chosen_by_name_and_never_guessed() {
    let folder = Folder::new("choice");
    let mut book = Workbook::new();
    for name in ["民事", "刑事"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        fill(sheet, 0, &[vec!["court", "filed_on", "resolved_on"], vec![name, "2022-01-05"]]);
    }
    book.add_worksheet();
    let path = folder.save(book);
    let said = |options: OpenOptions| {
        open(&path, options).err().unwrap().to_string().replace(&folder.0.display().to_string(), "")
    };
    assert_eq!(
        said(OpenOptions::default()),
        "/cases.xlsx has 2 sheets: \"民事\", \"刑事\"; one sheet is read; hint: name it: sheet=\"民事\""
    );
    let sheet = |name: &str| OpenOptions { sheet: Some(name.to_owned()), ..OpenOptions::default() };
    assert_eq!(
        said(sheet("刑亊案件")),
        "/cases.xlsx: sheet \"刑亊案件\" is not known; known: 民事, 刑事, Sheet3"
    );
    let measured = run(path.clone(), sheet("刑事"), &request()).unwrap();
    assert!(measured.table.find("incoming", &["刑事"], "2022-01").is_some());
    assert_eq!(
        said(OpenOptions { header_row: Some(7), ..sheet("刑事") }),
        "row 7 of sheet \"刑事\" of /cases.xlsx names no column; hint: name its row: header_row=3"
    );
    let text = folder.text("court,filed_on,resolved_on\nA,2022-01-05,\n");
    let error = open(text, sheet("刑事")).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Argument);
    let words = error.to_string().replace(&folder.0.display().to_string(), "");
    assert_eq!(
        words,
        "sheet or header_row is named, and /cases.csv is no workbook; both are of .xlsx files; hint: leave them out"
    );
}

/// An aggregate sheet with a title, a comma in texts and points in numbers, a percentage and a total.
#[test]
fn an_aggregate_sheet_gives_the_ledger_of_the_same_table_as_csv() {
    let folder = Folder::new("totals");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(
        sheet,
        0,
        &[vec!["Gerichte 2023"], vec!["Gericht", "Anfang", "Eingang", "Erledigt", "Ende", "Quote"]],
    );
    fill(sheet, 2, &[vec!["A", "240", "1272.5", "329", "1183.5"], vec!["B", "862", "607", "519", "950"]]);
    // A number that somebody typed as text, in the country's own way.
    sheet.write_string(3, 2, "1.607,0").unwrap();
    let percent = Format::new().set_num_format("0.0%");
    sheet.write_number_with_format(2, 5, 0.2585, &percent).unwrap();
    let path = folder.save(book);
    let csv = folder.text(
        "Gerichte 2023\nGericht;Anfang;Eingang;Erledigt;Ende;Quote\nA;240;1.272,5;329;1.183,5;25,85%\n\
         B;862;1.607,0;519;950;\n",
    );
    let grid = Grid::open(&path, &GridText::default()).unwrap();
    assert_eq!(grid.rows[2].cells, ["A", "240", "1272.5", "329", "1183.5", "25.85%"]);
    assert_eq!(grid.rows[3].plain, [false, true, false, true, true]);
    let book = TableBook::from_toml(
        "id = \"t\"\n[aggregate]\nskip_lines = 1\nperiod.is = \"2023\"\nnumbers = { decimal = \",\" }\n\
         group = [{ name = \"court\", column = \"Gericht\" }]\n\
         measures = { pending_start = \"Anfang\", incoming = \"Eingang\", resolved = \"Erledigt\", pending_end = \"Ende\" }\n",
    )
    .unwrap();
    let request = LedgerRequest::with_sets(&["cepej"], &[]).unwrap();
    let [sheet, text] = [path, csv].map(|path| {
        let measured = request.run(&book, &Grid::open(path, &book.text()).unwrap()).unwrap();
        let rows: Vec<String> = measured.table.rows().map(|row| format!("{row:?}")).collect();
        let findings: Vec<String> = measured.checks.findings.iter().map(|f| f.words.clone()).collect();
        (rows, findings)
    });
    assert_eq!(sheet, text);
    assert_eq!(sheet.1[0], "862 + 1607 − 519 = 1950, printed 950");
    assert_eq!(sheet.1[1..], ["2545/2 is no whole number of cases", "2367/2 is no whole number of cases"]);
}
