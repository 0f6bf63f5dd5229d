//! Opening files of all kinds, stopping, failing, and what messages say.
#![cfg(feature = "csv")]

use courtmetrics::read::csv::{CsvFile, CsvOptions, Encoding, Watch};
use courtmetrics::{Error, ErrorKind};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

fn open(text: impl AsRef<[u8]>) -> Result<CsvFile, Error> {
    CsvFile::from_bytes(text.as_ref().to_vec(), CsvOptions::default())
}

fn message(text: impl AsRef<[u8]>) -> String {
    open(text).unwrap_err().to_string()
}

/// `rows` rows of about 40 bytes.
fn cases(rows: usize) -> String {
    (0..rows).fold("id,court,filed\n".to_owned(), |text, i| text + &format!("{i},Pinghu Court,2023-01-05\n"))
}

fn small_blocks() -> CsvOptions {
    CsvOptions::default().block_bytes(256)
}

fn gz(text: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(text).unwrap();
    packer.finish().unwrap()
}

#[test]
fn the_delimiter_is_taken_from_the_header() {
    for (text, delimiter) in [
        ("a,b\n1,2\n", b','),
        ("a;b\n1,5;2\n", b';'),
        ("a\tb\n1\t2\n", b'\t'),
        ("\n\na|b\n1|2\n", b'|'),
        ("\"x;y\",b\n1,2\n", b','),
        ("\"x\n|y\";\"a \"\"b\"\", c\"\n1;2\n", b';'),
        ("only\n1\n", b','),
    ] {
        assert_eq!(open(text).unwrap().delimiter(), delimiter, "{text:?}");
    }
    assert_eq!(
        message("a,b;c\n1,2;3\n"),
        "the header has ',' 1 times and ';' 1 times; the delimiter is taken from the header only where just one \
         of , ; tab | stands there; hint: pass delimiter=',' or delimiter=';'"
    );
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_name() {
    assert_eq!(open("\u{feff}id,court\n1,2\n").unwrap().header(), ["id", "court"]);
    let options = CsvOptions::default().encoding(Encoding::Gb18030);
    let error = CsvFile::from_bytes("\u{feff}id\n1\n".into(), options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the text in memory begins as utf-8; its byte order mark contradicts encoding=\"gb18030\"; \
         hint: leave encoding out, or pass encoding=\"utf-8\""
    );
}

#[test]
fn what_is_no_csv_is_refused_with_its_kind() {
    assert_eq!(
        message(""),
        "the text in memory is empty; a CSV file begins with a line that names its columns; \
         hint: check that the export has finished"
    );
    assert_eq!(
        message("id,court\r\n\r\n"),
        "the text in memory has a header and no row; a file of cases has at least one; \
         hint: check that the export has finished, or leave this file out"
    );
    assert!(message("\r\n\n").starts_with("the text in memory has no line with text;"));
    assert!(message("PAR1\x15\0").contains("is a Parquet file; CSV is text"));
    assert!(message("PK\x03\x04rest").contains("is a zip archive, perhaps an xlsx workbook"));
    assert!(message("ARROW1\0\0").contains("is an Arrow file"));
    assert!(message("i\0d\0,\0c\0\n\0").contains("holds a NUL byte at position 1"));
    assert!(message(gz(b"")).starts_with("the text in memory is empty"));
    assert!(message(gz(b"PAR1")).contains("is a Parquet file"));
    let error = CsvFile::open("/nowhere/cases.csv", CsvOptions::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Read);
    assert!(error.to_string().starts_with("/nowhere/cases.csv: "));
    assert!(
        CsvFile::open("/", CsvOptions::default()).unwrap_err().to_string().contains("is not a regular file")
    );
}

#[test]
fn utf16_without_a_mark_is_read_when_asked_for() {
    let bytes = "id,法院\n1,平湖\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let file = CsvFile::from_bytes(bytes, CsvOptions::default().encoding(Encoding::Utf16Le)).unwrap();
    assert_eq!(file.header(), ["id", "法院"]);
}

#[test]
fn a_packed_file_that_ends_early_is_an_error_and_several_in_a_row_are_one() {
    let packed = gz(cases(200_000).as_bytes());
    let file = CsvFile::from_bytes(packed[..packed.len() / 2].to_vec(), CsvOptions::default()).unwrap();
    let error = file.scan(&[0], &mut [(), ()], Watch::default(), |(), _| Ok(())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Read);
    let twice = [packed, gz(b"last,Pinghu,2023-01-05\n")].concat();
    let file = CsvFile::from_bytes(twice, CsvOptions::default()).unwrap();
    let report = file.scan(&[0], &mut [(), ()], Watch::default(), |(), _| Ok(())).unwrap();
    assert_eq!(report.records, 200_001);
}

#[test]
fn a_record_longer_than_a_block_is_read_and_one_beyond_the_limit_named() {
    let long = "x\n".repeat(50_000);
    let text = format!("id,note\n1,a\n2,\"{long}\"\n3,b\n");
    for bytes in [text.clone().into_bytes(), gz(text.as_bytes())] {
        let file = CsvFile::from_bytes(bytes.clone(), small_blocks()).unwrap();
        let mut notes = [Vec::new(), Vec::new()];
        let scan = |notes: &mut Vec<_>, block: &courtmetrics::read::csv::Block<'_>| {
            notes.extend((0..block.len()).map(|r| (block.row(r), block.column(0).get(r).len())));
            Ok(())
        };
        file.scan(&[1], &mut notes, Watch::default(), scan).unwrap();
        let mut notes = notes.concat();
        notes.sort_unstable();
        assert_eq!(notes, [(1, 1), (2, 100_000), (3, 1)]);

        let file = CsvFile::from_bytes(bytes, small_blocks().longest_record(2048)).unwrap();
        let error = file.scan(&[1], &mut [(), ()], Watch::default(), |(), _| Ok(())).unwrap_err().to_string();
        assert!(error.starts_with("row 2 does not end within "), "{error}");
        assert!(
            error.ends_with("hint: look for a quote at the start of one of its cells that is never closed")
        );
    }
}

#[test]
fn rows_know_their_line_and_their_text() {
    let text = "id,note\n1,\"two\nlines\"\n\n2,short\n3\n";
    for bytes in [text.as_bytes().to_vec(), gz(text.as_bytes())] {
        let file = CsvFile::from_bytes(bytes, CsvOptions::default()).unwrap();
        let mut seen = [Vec::new()];
        file.scan(&[0], &mut seen, Watch::default(), |seen, block| {
            for r in 0..block.len() {
                let raw = file.decode(block.raw(r))?.into_owned();
                seen.push((block.row(r), file.line_of(block.offset(r))?, raw));
            }
            assert_eq!(block.ragged(2).collect::<Vec<_>>(), [(2, 1)]);
            Ok(())
        })
        .unwrap();
        let expected = [(1, 2, "1,\"two\nlines\""), (2, 5, "2,short"), (3, 6, "3")];
        assert_eq!(seen[0], expected.map(|(row, line, raw)| (row, line, raw.to_owned())));
    }
}

#[test]
fn line_ends_in_quoted_cells_are_guessed_wrong_and_put_right() {
    let text = format!("id,note\n{}", "1,\"a\nb\nc\nd\ne\"\n".repeat(20_000));
    let file = CsvFile::from_bytes(text.into(), small_blocks()).unwrap();
    let report = file.scan(&[1], &mut [(), (), ()], Watch::default(), |(), block| {
        assert!(block.column(0).iter().all(|cell| cell == b"a\nb\nc\nd\ne"));
        Ok(())
    });
    assert_eq!(report.unwrap().records, 20_000);
}

#[test]
fn the_first_error_in_the_file_is_the_one_returned() {
    let text = cases(20_000);
    for bytes in [text.clone().into_bytes(), gz(text.as_bytes())] {
        let file = CsvFile::from_bytes(bytes, small_blocks()).unwrap();
        for _ in 0..20 {
            let error = file.scan(&[0], &mut [(); 4], Watch::default(), |(), block| {
                let bad = (0..block.len()).find(|&r| block.column(0).get(r).ends_with(b"777"));
                bad.map_or(Ok(()), |r| {
                    Err(Error::new(ErrorKind::Data, "bad").at(format!("row {}", block.row(r))))
                })
            });
            assert_eq!(error.unwrap_err().to_string(), "row 778: bad");
        }
    }
}

#[test]
fn a_scan_stops_when_told_and_tells_its_progress() {
    let text = cases(50_000);
    for bytes in [text.clone().into_bytes(), gz(text.as_bytes())] {
        let total = bytes.len() as u64;
        let file = CsvFile::from_bytes(bytes, small_blocks()).unwrap();
        let (stop, seen) = (AtomicBool::new(false), AtomicU64::new(0));
        let watch = Watch { stop: Some(&stop), progress: None };
        let stopped = file.scan(&[0], &mut [(); 2], watch, |(), _| {
            stop.store(seen.fetch_add(1, Ordering::Relaxed) == 9, Ordering::Relaxed);
            Ok(())
        });
        assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Interrupted);
        assert!(seen.into_inner() < 100);

        let mut told = Vec::new();
        let mut progress = |done, total| {
            told.push((done, total));
            Ok(())
        };
        let watch = Watch { stop: None, progress: Some(&mut progress) };
        file.scan(&[0], &mut [(); 2], watch, |(), _| Ok(())).unwrap();
        assert_eq!(told.last(), Some(&(total, total)));

        let mut progress = |_, _| Err(Error::new(ErrorKind::Interrupted, "enough"));
        let watch = Watch { stop: None, progress: Some(&mut progress) };
        let error = file.scan(&[0], &mut [(); 3], watch, |(), _| {
            std::thread::sleep(std::time::Duration::from_millis(1));
            Ok(())
        });
        assert_eq!(error.unwrap_err().to_string(), "enough");
    }
}

#[test]
fn a_panic_in_a_visit_comes_through_and_nobody_waits_forever() {
    let text = cases(20_000);
    for bytes in [text.clone().into_bytes(), gz(text.as_bytes())] {
        let file = CsvFile::from_bytes(bytes, small_blocks()).unwrap();
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            file.scan(&[0], &mut [(); 3], Watch::default(), |(), block| {
                assert!(block.ordinal() < 50, "on purpose");
                Ok(())
            })
        }));
        assert!(caught.is_err());
    }
}

#[test]
fn text_that_stops_being_utf8_is_named_when_it_is_decoded() {
    let text = [cases(40_000).as_bytes(), b"x,\xb7\xa8\xd4\xba,2023-01-05\n"].concat();
    let file = open(text).unwrap();
    assert_eq!(file.encoding(), Encoding::Utf8);
    let error = file.scan(&[1], &mut [(); 2], Watch::default(), |(), block| {
        for (r, cell) in block.column(0).iter().enumerate() {
            file.decode(cell).map_err(|error| error.at(format!("row {}", block.row(r))))?;
        }
        Ok(())
    });
    let error = error.unwrap_err().to_string();
    assert!(error.starts_with("row 40001: \""), "{error}");
    assert!(
        error.ends_with("the file is read as utf-8; hint: pass encoding=\"gb18030\" or encoding=\"latin-1\"")
    );
}

#[test]
fn a_column_that_is_not_there_is_refused() {
    let file = open("a,b\n1,2\n").unwrap();
    let error = file.scan(&[2], &mut [()], Watch::default(), |(), _| Ok(())).unwrap_err();
    assert_eq!(error.to_string(), "column 2 is wanted; columns are numbered from 0, and there are 2");
    let error = file.scan(&[0], &mut [(); 0], Watch::default(), |(), _| Ok(())).unwrap_err();
    assert!(error.to_string().starts_with("there are no states to scan with"));
}
