//! Several files as one source, and files as they are packed.
#![cfg(all(feature = "csv", feature = "parquet", feature = "zstd"))]

use courtmetrics::case::Policy;
use courtmetrics::generate::{Config, Headers, cases, write_csv};
use courtmetrics::measure::{Measured, Request};
use courtmetrics::read::csv::{CsvFile, CsvOptions};
use courtmetrics::read::{OpenOptions, ScanOptions, open, open_all};
use courtmetrics::{Error, ErrorKind};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("courtmetrics-files-{}-{test}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn said(&self, error: &Error) -> String {
        error.to_string().replace(&self.0.display().to_string(), "")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn request() -> Request {
    Request::new(&["cepej"]).unwrap().by(&["court"])
}

fn run_all<P: AsRef<Path>>(paths: &[P], options: ScanOptions<'_>) -> courtmetrics::Result<Measured> {
    request().run(open_all(paths, OpenOptions::default())?.as_mut(), options)
}

const HEAD: &str = "court,filed_on,resolved_on\n";

/// Rows of a month; the third cannot be counted.
fn month(month: u32) -> String {
    format!(
        "A,2023-{month:02}-05,2023-{month:02}-06\nB,2023-{month:02}-07,\nA,soon,\n平湖,2022-{month:02}-09,2023-12-01\n"
    )
}

fn gz(text: &str) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

#[test]
fn a_pattern_is_the_files_that_fit_it_behind_each_other() {
    let folder = Folder::new("glob");
    let text = |m| HEAD.to_owned() + &month(m);
    folder.write("2023-01.csv", text(1));
    folder.write("2023-02.csv.gz", gz(&text(2)));
    let third = text(3);
    folder.write("2023-03.csv", encoding_rs::GB18030.encode(&third).0);
    folder.write("2022-12.csv", "not read");
    let whole = folder.write("all.csv", HEAD.to_owned() + &(1..=3).map(month).collect::<String>());
    let alone = run_all(&[whole], ScanOptions::default()).unwrap();
    let told = Mutex::new(Vec::new());
    let tell = |done, all| told.lock().unwrap().push((done, all));
    let options = ScanOptions { threads: Some(2), progress: Some(&tell), ..ScanOptions::default() };
    let together = run_all(&[folder.0.join("2023-*")], options).unwrap();
    assert_eq!(together.cube, alone.cube);
    let notes = together.table.notes().join("\n").replace(&folder.0.display().to_string(), "");
    assert!(
        notes.contains(
            "3 files are read as one\n/2023-03.csv: the file is read as gb18030; encoding= says another"
        ),
        "{notes}"
    );
    let rows = together.cube.tally().set_aside.rows();
    let places: Vec<(String, u64)> = rows
        .iter()
        .map(|r| {
            (Path::new(&**r.file.as_ref().unwrap()).file_name().unwrap().to_str().unwrap().to_owned(), r.row)
        })
        .collect();
    assert_eq!(places, [("2023-01.csv".into(), 3), ("2023-02.csv.gz".into(), 3), ("2023-03.csv".into(), 3)]);
    let told = told.into_inner().unwrap();
    assert!(told.windows(2).all(|pair| pair[0].0 <= pair[1].0), "{told:?}");
    assert!(told.last().is_some_and(|(done, all)| done == all), "{told:?}");

    let strict = ScanOptions { policy: Policy::Raise, ..ScanOptions::default() };
    let error = run_all(&[folder.0.join("2023-0[12].csv*")], strict).err().unwrap();
    let said = folder.said(&error);
    let first = "row 3 of /2023-01.csv (filing date unreadable: court=A, filed_on=soon, resolved_on=), row 3 of /2023-02.csv.gz";
    assert!(
        said.starts_with(&format!("2 rows cannot be counted: {first} (filing date unreadable")),
        "{said}"
    );
}

#[test]
fn files_of_unlike_kinds_are_one_source_and_a_repeat_is_found_across_them() {
    let folder = Folder::new("kinds");
    let config = Config { rows: 3000, seed: 7, ..Config::default() };
    let parquet = folder.0.join("b.parquet");
    courtmetrics::read::parquet::write_blocks(&parquet, cases(config).unwrap(), Headers::English).unwrap();
    let csv = folder.0.join("a.csv");
    write_csv(cases(config).unwrap(), Headers::English, std::fs::File::create(&csv).unwrap()).unwrap();
    let once = run_all(&[&csv], ScanOptions::default()).unwrap().cube;
    let mut twice = once.clone();
    twice.merge(once.clone()).unwrap();
    assert_eq!(run_all(&[&csv, &parquet], ScanOptions::default()).unwrap().cube, twice);

    let unique = request().unique(Some("case_id"));
    let mut source = open_all(&[&csv, &parquet], OpenOptions::default()).unwrap();
    let measured = unique.run(source.as_mut(), ScanOptions::default()).unwrap();
    let tally = measured.cube.tally();
    assert_eq!(tally.accepted(), once.tally().accepted());
    let last = tally.set_aside.rows().last().unwrap();
    assert_eq!((last.file.as_deref(), last.row), (parquet.to_str(), 3000));
}

#[test]
fn files_with_unlike_columns_are_refused_by_file_and_column() {
    let folder = Folder::new("unlike");
    let first = folder.write("1.csv", HEAD.to_owned() + &month(1));
    let said = |head: &str| {
        let other = folder.write("2.csv", format!("{head}\nA,2023-01-01,,\n"));
        folder.said(&open_all(&[&first, &other], OpenOptions::default()).err().unwrap())
    };
    let rule = "; files that are read as one have the same columns in the same order; hint: read it by itself, and \
                merge the cubes";
    assert_eq!(said("court,filed_on,closed_on"), format!("/2.csv: there is no column \"resolved_on\"{rule}"));
    assert_eq!(
        said("court,filed_on,resolved_on,judge"),
        format!("/2.csv: column \"judge\" is not in the first file{rule}")
    );
    assert_eq!(
        said("court,resolved_on,filed_on"),
        format!("/2.csv: column 2 is \"resolved_on\", and another one in the first file{rule}")
    );
    let none = open(folder.0.join("2024-*.csv"), OpenOptions::default()).err().unwrap();
    assert_eq!(
        folder.said(&none),
        "no file fits /2024-*.csv; * stands for any letters of a name, ? for one, [0-9] for one of these; hint: look \
         at the folder and the ending"
    );
    let nothing = open_all::<&str>(&[], OpenOptions::default()).err().unwrap();
    assert_eq!(nothing.to_string(), "no file is named; hint: name at least one");
}

#[test]
fn an_error_within_a_file_names_it() {
    let folder = Folder::new("broken");
    let first = folder.write("1.csv", HEAD.to_owned() + &month(1));
    let cut = folder.write("2.csv", HEAD.to_owned() + "A,2023-01-01,\"2023");
    let error = run_all(&[first, cut], ScanOptions::default()).err().unwrap();
    assert!(
        folder.said(&error).starts_with("/2.csv: the file ends within a quoted cell of row 1;"),
        "{error}"
    );
}

#[test]
fn zstd_is_known_by_its_bytes_whatever_the_name_and_however_many_parts() {
    let folder = Folder::new("zstd");
    let text = HEAD.to_owned() + &(0..20_000).map(|i| month(1 + i % 12)).collect::<String>();
    let plain = run_all(&[folder.write("plain.csv", &text)], ScanOptions::default()).unwrap().cube;
    // Two frames that meet within a row, and a frame of another program's notes before them.
    let (a, b) = text.as_bytes().split_at(text.len() / 2 + 3);
    let mut packed = vec![0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
    packed.extend(zstd::encode_all(a, 3).unwrap());
    packed.extend(zstd::encode_all(b, 19).unwrap());
    for name in ["cases.csv.zst", "cases.txt"] {
        let options = ScanOptions { threads: Some(2), ..ScanOptions::default() };
        assert_eq!(run_all(&[folder.write(name, &packed)], options).unwrap().cube, plain, "{name}");
    }
    let (utf16, of_utf16) = (text.encode_utf16().flat_map(u16::to_le_bytes), [0xff, 0xfe]);
    let packed_utf16 = zstd::encode_all(&*of_utf16.into_iter().chain(utf16).collect::<Vec<u8>>(), 1).unwrap();
    assert_eq!(run_all(&[folder.write("16.zst", packed_utf16)], ScanOptions::default()).unwrap().cube, plain);

    let cut = folder.write("cut.csv.zst", &packed[..packed.len() - 5]);
    let error = run_all(&[cut], ScanOptions::default()).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Read);
    assert!(folder.said(&error).starts_with("/cut.csv.zst: "), "{error}");
    assert!(CsvFile::from_bytes(packed, CsvOptions::default()).is_ok());
}
