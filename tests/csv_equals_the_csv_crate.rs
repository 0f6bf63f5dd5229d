//! However a file is cut into blocks, and by however many threads it is read: the same cells as the `csv` crate's.
#![cfg(feature = "csv")]

use courtmetrics::read::csv::{CsvFile, CsvOptions, Encoding, ScanReport, Watch};
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::Write as _;

type Rows = Vec<(u64, Vec<Vec<u8>>)>;

/// Every row with its number, and the cells that the header has names for.
fn scan(file: &CsvFile, threads: usize) -> (Rows, ScanReport) {
    let wanted: Vec<usize> = (0..file.header().len()).collect();
    let mut states = vec![Vec::new(); threads];
    let report = file.scan(&wanted, &mut states, Watch::default(), |rows, block| {
        for r in 0..block.len() {
            let fields = block.fields(r);
            let cell = |c: usize| block.column(c).get(r).to_vec();
            for missing in fields..wanted.len() {
                assert!(cell(missing).is_empty());
            }
            rows.push((block.row(r), wanted.iter().take(fields).map(|&c| cell(c)).collect()));
            // The record as it stands is that record.
            let mut again = oracle(block.raw(r), file.delimiter());
            assert_eq!(again.len(), 1);
            assert_eq!(again.remove(0).len(), fields);
        }
        Ok(())
    });
    let mut rows = states.concat();
    rows.sort();
    (rows, report.unwrap())
}

fn oracle(text: &[u8], delimiter: u8) -> Vec<Vec<Vec<u8>>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text);
    reader.byte_records().map(|r| r.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
}

/// The rows behind the header, cut to its width, numbered from 1.
fn expected(text: &[u8], delimiter: u8) -> Rows {
    let mut records = oracle(text, delimiter);
    let width = records.remove(0).len();
    for fields in &mut records {
        fields.truncate(width);
    }
    (1..).zip(records).collect()
}

fn gz(text: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(text).unwrap();
    packer.finish().unwrap()
}

fn awkward_text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec!["a", "é", "法", "0", " ", "x\"y", "12.50"]).prop_map(str::to_owned),
        5 => prop::sample::select(vec![",", ";", "\t", "|", ",", ","]).prop_map(str::to_owned),
        3 => prop::sample::select(vec!["\n", "\r\n", "\n", "\r"]).prop_map(str::to_owned),
        3 => prop::sample::select(vec!["\"", "\"\"", "\",\"", ",\"", "\",", "\n\"", "\"\n", "\"\r\n\""])
            .prop_map(str::to_owned),
        1 => (1..150usize).prop_map(|n| "z".repeat(n)),
        1 => (0..90usize).prop_map(|n| format!(",\"{}\n{}\",", "q".repeat(n), "r\n".repeat(n / 9))),
    ];
    prop::collection::vec(piece, 0..250)
        .prop_map(|pieces| format!("h1,h2;,h3\nfirst\n{}", pieces.concat()).into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_blocks_and_any_threads_give_the_rows_of_the_csv_crate(
        text in awkward_text(),
        delimiter in prop::sample::select(b",;\t|".to_vec()),
        block in 64..700usize,
        threads in 1..5usize,
    ) {
        let options = CsvOptions::default().delimiter(delimiter).encoding(Encoding::Utf8).block_bytes(block);
        let file = CsvFile::from_bytes(text.clone(), options).unwrap();
        let (rows, report) = scan(&file, threads);
        prop_assert_eq!(report.records, rows.len() as u64);
        prop_assert_eq!(rows, expected(&text, delimiter));
    }

    #[test]
    fn a_packed_file_gives_the_same_rows(
        text in awkward_text(),
        block in 64..700usize,
        threads in 1..4usize,
    ) {
        let options = CsvOptions::default().delimiter(b',').block_bytes(block);
        let file = CsvFile::from_bytes(gz(&text), options).unwrap();
        prop_assert_eq!(scan(&file, threads).0, expected(&text, b','));
    }

    #[test]
    fn utf16_gives_the_same_rows_as_utf8(text in awkward_text(), block in 64..700usize, big in any::<bool>()) {
        let text = String::from_utf8(text).unwrap();
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        let bytes = units.flat_map(|u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect();
        let options = CsvOptions::default().delimiter(b',').block_bytes(block);
        let file = CsvFile::from_bytes(bytes, options).unwrap();
        prop_assert_eq!(file.encoding(), if big { Encoding::Utf16Be } else { Encoding::Utf16Le });
        prop_assert_eq!(scan(&file, 2).0, expected(text.as_bytes(), b','));
    }
}

#[test]
fn a_file_on_disk_gives_the_rows_of_the_same_text_in_memory() {
    let mut text = "id,note,amount\n".to_owned();
    for i in 0..60_000 {
        let note = if i % 7 == 0 { "\"two\nlines, and\na \"\"quote\"\"\"" } else { "plain 5\" pipe" };
        write!(text, "{i},{note},{}.50\r\n", i * 3).unwrap();
    }
    let path = std::env::temp_dir().join(format!("courtmetrics-{}.csv", std::process::id()));
    std::fs::write(&path, &text).unwrap();
    let file = CsvFile::open(&path, CsvOptions::default().block_bytes(100_000)).unwrap();
    let expected = expected(text.as_bytes(), b',');
    for threads in [1, 2, 3] {
        let (rows, report) = scan(&file, threads);
        assert_eq!((report.records, report.bytes), (60_000, text.len() as u64));
        assert!(rows == expected, "{threads} threads");
    }
    std::fs::remove_file(path).unwrap();
}

#[test]
fn gb18030_with_vertical_bars_is_decoded_before_it_is_cut() {
    // The second byte of 亅 is a vertical bar in GBK.
    let text = "案号|法院\n甲亅乙|亅亅\n丙|\"亅|丁\"\n";
    let (bytes, _, _) = encoding_rs::GB18030.encode(text);
    assert!(bytes.split(|&b| b == b'|').count() > 5);
    let file = CsvFile::from_bytes(bytes.into_owned(), CsvOptions::default()).unwrap();
    assert_eq!((file.encoding(), file.delimiter()), (Encoding::Gb18030, b'|'));
    assert_eq!(file.header(), ["案号", "法院"]);
    assert_eq!(scan(&file, 2).0, expected(text.as_bytes(), b'|'));
}
