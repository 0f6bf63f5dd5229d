//! Files as courts really send them: each gives a clear error, or sets rows aside and says why.
#![cfg(feature = "csv")]

use courtmetrics::case::{Codebook, Policy};
use courtmetrics::measure::{Measured, Request};
use courtmetrics::read::csv::{CsvFile, CsvOptions, Encoding};
use courtmetrics::read::{OpenOptions, ScanOptions, open};
use courtmetrics::{Error, ErrorKind};
use std::fmt::Write;

const HEAD: &str = "court,filed_on,resolved_on\n";

fn request() -> Request {
    Request::new(&["incoming", "resolved", "pending_end", "mean_days"]).unwrap()
}

fn run_as(request: &Request, bytes: &[u8], csv: CsvOptions, policy: Policy) -> Result<Measured, Error> {
    let options = || ScanOptions { threads: Some(2), policy, ..ScanOptions::default() };
    let run = |csv: CsvOptions| {
        let mut file = CsvFile::from_bytes(bytes.to_vec(), csv)?;
        request.run(&mut file, options())
    };
    let (plain, cut) = (run(csv), run(csv.block_bytes(64)));
    match (&plain, &cut) {
        (Ok(a), Ok(b)) => assert!(a.cube == b.cube && a.table.rows().eq(b.table.rows())),
        (Err(a), Err(b)) => assert_eq!(a, b),
        (a, b) => panic!("{a:?}\n{b:?}"),
    }
    plain
}

fn run(text: impl AsRef<[u8]>) -> Result<Measured, Error> {
    run_as(&request(), text.as_ref(), CsvOptions::default(), Policy::Warn)
}

fn run_with(book: &str, text: &str) -> Result<Measured, Error> {
    let book = format!("id = \"test\"\n{book}");
    let request = request().codebook(Codebook::from_toml(&book)?);
    run_as(&request, text.as_bytes(), CsvOptions::default(), Policy::Warn)
}

fn sentence(result: Result<Measured, Error>) -> String {
    match result {
        Ok(measured) => panic!("no error but {:?}", measured.table.notes()),
        Err(error) => error.to_string(),
    }
}

/// Rows set aside: number, reason, text.
fn aside(measured: &Measured) -> Vec<(u64, &'static str, &str)> {
    let tally = measured.cube.tally();
    assert_eq!(tally.accepted() + tally.set_aside.total(), tally.rows);
    tally.set_aside.rows().iter().map(|r| (r.row, r.reason.word(), r.text.as_str())).collect()
}

/// Incoming, resolved and pending at end of a year.
fn counts(measured: &Measured, year: &str) -> (i64, i64, i64) {
    let number = |id| measured.table.row(measured.table.find(id, &[], year).unwrap()).numerator;
    (number("incoming"), number("resolved"), number("pending_end"))
}

fn notes(measured: &Measured) -> String {
    measured.table.notes().join("\n")
}

#[test]
fn times_with_a_zone_keep_the_day_as_written_and_are_reported() {
    let text = format!("{HEAD}A,2023-12-31T23:30:00Z,2024-01-01T00:00:00+08:00\nA,2023-05-01T00:00:00,\n");
    let measured = run(text).unwrap();
    assert_eq!(counts(&measured, "2023"), (2, 0, 2));
    assert_eq!(counts(&measured, "2024"), (0, 1, 1));
    assert!(notes(&measured).contains("2 dates carried a time of day; the day as written was taken"));
}

#[test]
fn years_that_nobody_meant_are_set_aside() {
    let text =
        format!("{HEAD}A,0037-03-01,\nA,2202-01-01,\nA,2022-01-01,2202-02-01\nA,2022-01-01,2022-02-01\n");
    let measured = run(text).unwrap();
    assert_eq!(
        aside(&measured),
        [
            (1, "filing date implausible", "filed_on=0037-03-01, resolved_on="),
            (2, "filing date implausible", "filed_on=2202-01-01, resolved_on="),
            (3, "resolution date implausible", "filed_on=2022-01-01, resolved_on=2202-02-01"),
        ]
    );
    assert_eq!(measured.table.periods().len(), 1);
    assert_eq!(counts(&measured, "2022"), (1, 1, 0));
}

#[test]
fn carriage_returns_alone_end_lines() {
    let lines = format!("{HEAD}A,2022-01-01,2022-02-01\nB,2022-03-01,\n");
    let measured = run(lines.replace('\n', "\r")).unwrap();
    assert_eq!(counts(&measured, "2022"), (2, 1, 1));
    assert_eq!(run(lines.replace('\n', "\r\n")).unwrap().cube, measured.cube);
}

#[test]
fn american_dates_are_read_only_where_a_codebook_says_so() {
    let text = format!("{HEAD}A,1/2/2022,12/31/2022\nA,01/03/2022,\n");
    assert_eq!(
        sentence(run(&text)),
        "none of the 2 rows can be counted; 2 × filing date unreadable; the first says filed_on=1/2/2022, \
         resolved_on=12/31/2022; dates are read as \"%Y-%m-%d\", \"%Y/%m/%d\", \"%Y%m%d\"; hint: name the layout of \
         the dates: date_layouts=\"%d/%m/%Y\", \"%m/%d/%Y\" or \"excel\""
    );
    let american = run_with("[dates]\nlayouts = [\"%m/%d/%Y\"]", &text).unwrap();
    assert_eq!(american.cube.tally().span().unwrap().0.to_string(), "2022-01-02");
    assert_eq!(counts(&american, "2022"), (2, 1, 1));
    let european = run_with("[dates]\nlayouts = [\"%d/%m/%Y\"]", &text).unwrap();
    assert_eq!(
        aside(&european),
        [(1, "resolution date unreadable", "filed_on=1/2/2022, resolved_on=12/31/2022")]
    );
    assert_eq!(european.cube.tally().span().unwrap().0.to_string(), "2022-03-01");
}

#[test]
fn dates_that_are_two_days_are_refused_in_the_codebook() {
    assert_eq!(
        sentence(run_with("[dates]\nlayouts = [\"%m/%d/%Y\", \"%d/%m/%Y\"]", HEAD)),
        "dates.layouts has \"%d/%m/%Y\" and \"%m/%d/%Y\"; 05/01/2023 is two days, so an export writes dates in \
         one of them"
    );
}

#[test]
fn rows_that_stand_twice_count_twice_unless_an_id_is_unique() {
    let text = "case_id,filed_on,resolved_on\n1,2022-01-01,2022-02-01\n 1 ,2022-01-01,2022-02-01\n2,2022-01-01,\n\
                1,2022-01-01,2022-02-01\nNULL,2022-01-01,\nNULL,2022-01-01,\n,2022-01-01,\n,2022-01-01,\n";
    let twice = run(text).unwrap();
    assert_eq!(counts(&twice, "2022"), (8, 3, 5));
    assert!(notes(&twice).contains("repeated rows are not looked for: no field is declared unique"));
    let once =
        run_as(&request().unique(Some("case_id")), text.as_bytes(), CsvOptions::default(), Policy::Warn)
            .unwrap();
    assert_eq!(counts(&once, "2022"), (6, 1, 5));
    assert_eq!(
        aside(&once),
        [
            (2, "duplicate id", "case_id= 1 , filed_on=2022-01-01, resolved_on=2022-02-01"),
            (4, "duplicate id", "case_id=1, filed_on=2022-01-01, resolved_on=2022-02-01"),
        ]
    );
    assert!(notes(&once).contains("case_id is unique: repeated ones are set aside"));
}

#[test]
fn files_without_cases_are_errors() {
    assert_eq!(
        sentence(run(HEAD)),
        "the text in memory has a header and no row; a file of cases has at least one; hint: check that the \
         export has finished, or leave this file out"
    );
    assert_eq!(
        sentence(run("")),
        "the text in memory is empty; a CSV file begins with a line that names its columns; hint: check that \
         the export has finished"
    );
    assert_eq!(
        sentence(run("\n \n")),
        "the text in memory has a header and no row; a file of cases has at least one; hint: check that the \
         export has finished, or leave this file out"
    );
}

#[test]
fn a_wrong_delimiter_is_suspected() {
    let text = format!("{HEAD}A,2022-01-01,\n");
    let options = CsvOptions::default().delimiter(b';');
    let book = Codebook::named("english").unwrap();
    assert_eq!(
        sentence(run_as(&request().codebook(book), text.as_bytes(), options, Policy::Warn)),
        "the export has no column for filed_on (\"filed_on\", \"filed\", \"filed_date\", \"filing_date\", \
         \"date_filed\", \"date_of_filing\", \"FILEDATE\", \"FILED\"); its columns are: \
         \"court,filed_on,resolved_on\"; hint: one column only: is the delimiter another one?"
    );
    assert_eq!(
        sentence(run_as(&request(), text.as_bytes(), options, Policy::Warn)),
        "no shipped codebook knows the filing date of this export; its columns are: \
         \"court,filed_on,resolved_on\"; hint: one column only: is the delimiter another one?"
    );
    let options = CsvOptions::default().delimiter(b'"');
    assert_eq!(
        sentence(run_as(&request(), text.as_bytes(), options, Policy::Warn)),
        "delimiter is '\"'; a delimiter is an ASCII character, and neither a quote nor a line end; hint: write \
         \",\" or \";\" or \"\\t\" or \"|\""
    );
}

#[test]
fn a_delimiter_that_cannot_be_told_is_asked_for() {
    assert_eq!(
        sentence(run("court;seat,filed_on\nA;1,2022-01-01\n")),
        "the header has ',' 1 times and ';' 1 times; the delimiter is taken from the header only where just one \
         of , ; tab | stands there; hint: pass delimiter=',' or delimiter=';'"
    );
}

#[cfg(feature = "xlsx")]
#[test]
fn a_file_that_is_no_text_is_called_what_it_is() {
    let folder = std::env::temp_dir().join(format!("courtmetrics-hostile-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let sentence = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = open(&path, OpenOptions::default()).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Read);
        error.to_string().replace(&folder.display().to_string(), "")
    };
    assert_eq!(
        sentence("cases.csv", b"PK\x03\x04\x14\0\x06\0"),
        "/cases.csv: Zip error: invalid Zip archive: Could not find EOCD; a zip archive is read as an xlsx workbook; \
         hint: save the sheet as .xlsx or as CSV"
    );
    assert_eq!(
        sentence("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        "/photo.csv holds a NUL byte at position 8; CSV is text, plain or compressed by gzip or zstd; hint: pass \
         encoding=\"utf-16le\" or encoding=\"utf-16be\" if it is text in UTF-16"
    );
    assert_eq!(
        sentence("noise.csv", &[0xff; 64]),
        "/noise.csv: byte 1 is neither UTF-8 nor GB18030; without a byte order mark a file is UTF-8 or else \
         GB18030; hint: pass encoding=\"latin-1\" if it is Western European text"
    );
    assert_eq!(
        sentence("empty.csv", b""),
        "/empty.csv is empty; a CSV file begins with a line that names its columns; hint: check that the export \
         has finished"
    );
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn serial_dates_of_excel_are_read_only_where_a_codebook_says_so() {
    let text = format!("{HEAD}A,44562,44593.0\nA,44563.75,\nA,60,\n");
    assert!(
        sentence(run(&text))
            .contains("3 × filing date unreadable; the first says filed_on=44562, resolved_on=44593.0;")
    );
    let measured = run_with("[dates]\nlayouts = [\"excel\"]", &text).unwrap();
    assert_eq!(measured.cube.tally().span().unwrap().0.to_string(), "2022-01-01");
    assert_eq!(counts(&measured, "2022"), (2, 1, 1));
    assert_eq!(aside(&measured), [(3, "filing date unreadable", "filed_on=60, resolved_on=")]);
    assert!(notes(&measured).contains("1 dates carried a time of day"));
}

#[test]
fn rows_of_another_width_are_set_aside() {
    let text = format!("{HEAD}A,2022-01-01\nA,2022-01-01,2022-02-01,x\nA,2022-01-01,2022-02-01\nA\n");
    let measured = run(text).unwrap();
    assert_eq!(counts(&measured, "2022"), (1, 1, 0));
    assert_eq!(
        aside(&measured),
        [
            (1, "wrong number of cells", "filed_on=2022-01-01, resolved_on="),
            (2, "wrong number of cells", "filed_on=2022-01-01, resolved_on=2022-02-01"),
            (4, "wrong number of cells", "filed_on=, resolved_on="),
        ]
    );
}

#[test]
fn a_quote_that_is_never_closed_loses_no_row_in_silence() {
    let rows = "A,2022-01-01,\n".repeat(200);
    let said = |row: u32| {
        format!(
            "the file ends within a quoted cell of row {row}; a quote that opens a cell is closed, or else \
             everything behind it is one cell; hint: close the quote, or fetch the file again if it was cut off"
        )
    };
    // In the last column: the row would have as many cells as any other.
    let text = format!(
        "filed_on,resolved_on,note\n2022-01-01,,\"open\n{}",
        rows.replace("A,", "").replace(",\n", ",,\n")
    );
    assert_eq!(sentence(run(text)), said(1));
    assert_eq!(sentence(run(format!("{HEAD}A,2022-01-01,\n\"A,2022-01-01,\n{rows}"))), said(2));
    assert_eq!(sentence(run(format!("{HEAD}{rows}A,2022-01-01,\"2022"))), said(201));
    let gb = Encoding::Gb18030;
    let text = [HEAD.as_bytes(), b"\xb7\xa8\xd4\xba,2022-01-01,\"2022-"].concat();
    assert_eq!(
        sentence(run_as(&request(), &text, CsvOptions::default().encoding(gb), Policy::Warn)),
        said(1)
    );
    // Quotes elsewhere are text.
    assert_eq!(
        counts(&run(format!("{HEAD}5\" A,2022-01-01,\n\"A \"\"B\"\"\",2022-01-01,\n")).unwrap(), "2022").0,
        2
    );
}

#[test]
fn marks_and_encodings_are_found_out() {
    let text = "法院,立案日期,结案日期\n平湖,2022-01-01,2022-02-01\n,2022-01-01,\n";
    let utf16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        [mark.to_vec(), text.encode_utf16().flat_map(bytes).collect()].concat()
    };
    let plain =
        run_as(&request().by(&["court"]), text.as_bytes(), CsvOptions::default(), Policy::Warn).unwrap();
    let gb: Vec<u8> = [
        b"\xb7\xa8\xd4\xba,\xc1\xa2\xb0\xb8\xc8\xd5\xc6\xda,\xbd\xe1\xb0\xb8\xc8\xd5\xc6\xda\n".to_vec(),
        b"\xc6\xbd\xba\xfe,2022-01-01,2022-02-01\n,2022-01-01,\n".to_vec(),
    ]
    .concat();
    for bytes in [
        format!("\u{feff}{text}").into_bytes(),
        utf16([0xff, 0xfe], u16::to_le_bytes),
        utf16([0xfe, 0xff], u16::to_be_bytes),
        gb,
    ] {
        let other = run_as(&request().by(&["court"]), &bytes, CsvOptions::default(), Policy::Warn).unwrap();
        assert!(other.cube == plain.cube);
        assert_eq!(other.codebook, "china");
    }
}

#[test]
fn bytes_of_another_encoding_ask_for_it() {
    let text = b"court,filed_on,resolved_on\nTribunal de commer\xe7e,2022-01-01,\n";
    let by = request().by(&["court"]);
    assert_eq!(
        sentence(run_as(
            &by,
            b"court,filed_on,resolved_on\ncaf\xe9,2022-01-01,\n",
            CsvOptions::default(),
            Policy::Warn
        )),
        "the text in memory: byte 31 is neither UTF-8 nor GB18030; without a byte order mark a file is UTF-8 or \
         else GB18030; hint: pass encoding=\"latin-1\" if it is Western European text"
    );
    let latin = CsvOptions::default().encoding(Encoding::Latin1);
    let measured = run_as(&by, text, latin, Policy::Warn).unwrap();
    assert!(measured.table.find("incoming", &["Tribunal de commerçe"], "2022").is_some());
    let utf8 = CsvOptions::default().encoding(Encoding::Utf8);
    assert_eq!(
        sentence(run_as(&by, text, utf8, Policy::Warn)),
        "\"Tribunal de commer\u{fffd}e\" holds bytes that are not utf-8; the file is read as utf-8; hint: pass \
         encoding=\"gb18030\" or encoding=\"latin-1\""
    );
}

#[test]
fn a_case_resolved_before_it_was_filed_is_set_aside() {
    let measured = run(format!("{HEAD}A,2022-02-01,2022-01-31\nA,2022-02-01,2022-02-01\n")).unwrap();
    assert_eq!(
        aside(&measured),
        [(1, "resolved before filed", "filed_on=2022-02-01, resolved_on=2022-01-31")]
    );
    assert_eq!(counts(&measured, "2022"), (1, 1, 0));
}

#[test]
fn days_that_stand_for_nothing_are_nothing_where_a_codebook_says_so() {
    let text = format!(
        "{HEAD}A,2022-01-01,1900-01-01\nA,2022-01-01,9999-12-31\nA,1900-01-01,\nA,2022-01-01,undefined\n"
    );
    let unaware = run(&text).unwrap();
    assert_eq!(
        aside(&unaware).iter().map(|(row, reason, _)| (*row, *reason)).collect::<Vec<_>>(),
        [(1, "resolved before filed"), (2, "resolution date implausible")]
    );
    let aware =
        run_with("[nulls]\nwords = [\"\", \"undefined\"]\ndates = [\"1900-01-01\", \"9999-12-31\"]", &text)
            .unwrap();
    assert_eq!(aside(&aware), [(3, "filing date missing", "filed_on=1900-01-01, resolved_on=")]);
    assert_eq!(counts(&aware, "2022"), (3, 0, 3));
}

#[test]
fn an_export_without_a_date_is_an_error() {
    assert_eq!(
        sentence(run(format!("{HEAD}A,,\nB,NULL,2022-01-01\nC,  ,\n"))),
        "none of the 3 rows can be counted; 3 × filing date missing; the first says filed_on=, resolved_on=; \
         dates are read as \"%Y-%m-%d\", \"%Y/%m/%d\", \"%Y%m%d\"; hint: name the layout of the dates: \
         date_layouts=\"%d/%m/%Y\", \"%m/%d/%Y\" or \"excel\""
    );
}

#[test]
fn a_column_named_twice_is_refused_where_it_is_read() {
    let text = "court,filed_on,note,filed_on,note\nA,2022-01-01,,2021-01-01,\n";
    assert_eq!(
        sentence(run(text)),
        "columns 2, 4 are all named \"filed_on\"; a column that is read has a name of its own; hint: rename the \
         others in the header"
    );
    let harmless = run("court,filed_on,note,resolved_on,note\nA,2022-01-01,,2022-01-01,\n").unwrap();
    assert_eq!(counts(&harmless, "2022"), (1, 1, 0));
}

#[test]
fn a_huge_cell_is_read_or_named() {
    let huge = "x\n".repeat(2 << 20);
    let text = format!("{HEAD}\"{huge}\",2022-01-01,\nB,2022-01-01,\n");
    let by = request().by(&["court"]);
    let measured = run_as(&by, text.as_bytes(), CsvOptions::default(), Policy::Warn).unwrap();
    assert_eq!(measured.table.groups().len(), 3);
    let limit = CsvOptions::default().longest_record(64 << 10);
    let said = sentence(run_as(&request(), text.as_bytes(), limit.block_bytes(64), Policy::Warn));
    assert!(said.starts_with("row 1 does not end within "), "{said}");
    assert!(said.ends_with("; a record takes at most 64 KiB; hint: look for a quote at the start of one of its cells that is never closed"), "{said}");
}

#[test]
fn nul_bytes_are_refused_at_the_beginning_and_set_aside_behind_it() {
    assert_eq!(
        sentence(run(format!("{HEAD}A,2022-\0-01,\n"))),
        "the text in memory holds a NUL byte at position 34; CSV is text, plain or compressed by gzip or zstd; hint: \
         pass encoding=\"utf-16le\" or encoding=\"utf-16be\" if it is text in UTF-16"
    );
    let rows = "A,2022-01-01,\n".repeat(80_000);
    let measured = run(format!("{HEAD}{rows}A,2022-01-\0,\n")).unwrap();
    assert_eq!(aside(&measured), [(80_001, "filing date unreadable", "filed_on=2022-01-\0, resolved_on=")]);
    assert_eq!(counts(&measured, "2022"), (80_000, 0, 80_000));
}

#[test]
fn policies_decide_what_bad_rows_are() {
    let text =
        format!("{HEAD}A,2022-01-01,\nA,,\nA,soon,\nA,2022-01-02,2022-01-01\nA,2022-01-01,2022-01-01\n");
    let under = |policy| run_as(&request(), text.as_bytes(), CsvOptions::default(), policy);
    assert_eq!(counts(&under(Policy::Warn).unwrap(), "2022"), (2, 1, 1));
    assert_eq!(counts(&under(Policy::Limit(3)).unwrap(), "2022"), (2, 1, 1));
    assert!(notes(&under(Policy::Warn).unwrap()).contains(
        "5 rows read, 2 counted, 3 set aside; 1 × filing date missing; 1 × filing date unreadable; 1 × resolved \
         before filed"
    ));
    let said = |most: u32| {
        format!(
            "3 rows cannot be counted: row 2 (filing date missing: filed_on=, resolved_on=), row 3 (filing date \
             unreadable: filed_on=soon, resolved_on=), row 4 (resolved before filed: filed_on=2022-01-02, \
             resolved_on=2022-01-01); at most {most} rows may be set aside; hint: on_bad_rows=\"warn\" counts the \
             others and lists these"
        )
    };
    assert_eq!(sentence(under(Policy::Raise)), said(0));
    assert_eq!(sentence(under(Policy::Limit(2))), said(2));
    assert_eq!(under(Policy::Raise).unwrap_err().kind(), ErrorKind::Data);
}

#[test]
fn a_deciding_column_is_read_in_the_exports_own_words() {
    // The field translates 1 to true; the column that decides says 1 and means 1.
    let book = "[fields.appealed]\nvalues.true = [\"1\"]\nonly_if = { judged = [\"1\"] }\n";
    let set = "[set]\nid = \"t\"\nname = { en = \"t\", zh = \"t\" }\n[[indicator]]\nid = \"appealed\"\n\
               name = { en = \"t\", zh = \"t\" }\nkind = \"count\"\ntotal = { of = \"incoming\", where = { appealed = true } }\n";
    let set = courtmetrics::indicator::Set::from_toml(set).unwrap();
    let book = Codebook::from_toml(&format!("id = \"t\"\n{book}")).unwrap();
    let request = Request::with_sets(&["appealed"], &[set]).unwrap().codebook(book);
    let text = "filed_on,appealed,judged\n2022-01-01,1,1\n2022-01-01,1,0\n2022-01-01,0,1\n";
    let measured = run_as(&request, text.as_bytes(), CsvOptions::default(), Policy::Warn).unwrap();
    assert_eq!(measured.table.row(measured.table.find("appealed", &[], "2022").unwrap()).numerator, 1);
}

#[test]
fn numbers_may_have_white_space_around_them() {
    let set = "[set]\nid = \"t\"\nname = { en = \"t\", zh = \"t\" }\n[[indicator]]\nid = \"sum\"\n\
               name = { en = \"t\", zh = \"t\" }\nkind = \"money\"\ntotal = { of = \"incoming\", sum = \"amount\" }\n";
    let set = courtmetrics::indicator::Set::from_toml(set).unwrap();
    let request = Request::with_sets(&["sum"], &[set]).unwrap();
    let text =
        "filed_on,amount\n2022-01-01, 12.50\n2022-01-01,\"1,000 \"\n2022-01-01, -\n2022-01-01,12.5.0\n";
    let measured = run_as(&request, text.as_bytes(), CsvOptions::default(), Policy::Warn).unwrap();
    assert_eq!(measured.table.row(0).numerator, 101_250);
    assert_eq!(aside(&measured), [(4, "number unreadable", "filed_on=2022-01-01, amount=12.5.0")]);
}

#[test]
fn conditions_beyond_the_bits_of_a_key_are_an_error() {
    let mut text = "[set]\nid = \"t\"\nname = { en = \"t\", zh = \"t\" }\n".to_owned();
    let mut header = "filed_on".to_owned();
    for i in 0..80 {
        write!(header, ",f{i}").unwrap();
        writeln!(
            text,
            "[[indicator]]\nid = \"i{i}\"\nname = {{ en = \"t\", zh = \"t\" }}\nkind = \"count\"\n\
             total = {{ of = \"incoming\", where = {{ f{i} = \"x\" }} }}"
        )
        .unwrap();
    }
    let set = courtmetrics::indicator::Set::from_toml(&text).unwrap();
    let request = Request::with_sets(&["t"], &[set]).unwrap();
    let text = format!("{header}\n2022-01-01{}\n", ",x".repeat(80));
    let error = run_as(&request, text.as_bytes(), CsvOptions::default(), Policy::Warn).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert_eq!(
        error.to_string(),
        "groups, conditions and periods take 79 bits of a key; a cell is looked up by a key of at most 63 bits; \
         hint: group by fewer columns, or ask for fewer indicators at once"
    );
}

#[test]
fn repeated_ids_are_the_same_rows_for_any_number_of_threads() {
    let mut text = "case_id,filed_on\n".to_owned();
    for i in 0..30_000_u64 {
        writeln!(text, "{},2022-01-01", i * i % 20_011).unwrap();
    }
    let request = request().unique(Some("case_id"));
    let mut seen = std::collections::HashSet::new();
    let expected: Vec<u64> =
        (0..30_000_u64).filter(|i| !seen.insert(i * i % 20_011)).map(|i| i + 1).collect();
    for threads in [1, 2, 3, 8] {
        let csv = CsvOptions::default().block_bytes(1 << 10);
        let mut file = CsvFile::from_bytes(text.clone().into_bytes(), csv).unwrap();
        let options = ScanOptions { threads: Some(threads), ..ScanOptions::default() };
        let measured = request.run(&mut file, options).unwrap();
        let rows: Vec<u64> = aside(&measured).iter().map(|(row, ..)| *row).collect();
        assert!(rows == expected, "{threads} threads");
    }
}

#[test]
fn a_field_with_a_default_needs_no_column() {
    let book = "id = \"t\"\n[fields.register]\nheaders = [\"统计口径\"]\ndefault = \"all_cases\"\n";
    let request = request().by(&["register"]).codebook(Codebook::from_toml(book).unwrap());
    let text = "filed_on,resolved_on\n2022-01-01,\n2022-01-01,2022-01-02\n";
    let measured = run_as(&request, text.as_bytes(), CsvOptions::default(), Policy::Warn).unwrap();
    let at = measured.table.find("incoming", &["all_cases"], "2022").unwrap();
    assert_eq!(measured.table.row(at).numerator, 2);
}

#[test]
fn a_table_of_another_calendar_is_that_calendars_or_refused() {
    use courtmetrics::measure::Periods;
    use courtmetrics::period::{Calendar, Grain};
    let text = format!("{HEAD}A,2021-12-15,2022-12-01\nA,2022-11-30,2022-11-30\n");
    let months = request().periods(Periods::Every(Grain::Month));
    let measured = run_as(&months, text.as_bytes(), CsvOptions::default(), Policy::Warn).unwrap();
    let fiscal = request().calendar(Calendar::new(12).unwrap());
    let table = fiscal.table(&measured.cube).unwrap();
    let incoming = &table.row(table.find("incoming", &[], "FY2022").unwrap());
    let resolved = &table.row(table.find("resolved", &[], "FY2023").unwrap());
    assert_eq!((incoming.numerator, resolved.numerator), (2, 1));
    let years = run_as(&request(), text.as_bytes(), CsvOptions::default(), Policy::Warn).unwrap();
    assert_eq!(
        fiscal.table(&years.cube).unwrap_err().to_string(),
        "FY2022 is no run of whole years; the cube counts by year; hint: build the cube by month"
    );
}
