//! Cubes in files: what is refused, what is added, what is dropped.
#![cfg(feature = "arrow")]

use courtmetrics::case::Codebook;
use courtmetrics::cube::Cube;
use courtmetrics::indicator::Set;
use courtmetrics::measure::{Periods, Request};
use courtmetrics::period::{Calendar, Date, Grain};
use courtmetrics::read::{Cases, ScanOptions};
use courtmetrics::table::{Place, Table};
use courtmetrics::{Error, ErrorKind};
use std::path::PathBuf;

/// Flows, stocks, amounts, times, ages of pending cases.
const SET: &str = r#"
[set]
id = "s"
name = { en = "S", zh = "S" }
[[indicator]]
id = "incoming"
name = { en = "i", zh = "i" }
kind = "count"
total = "incoming"
[[indicator]]
id = "pending"
name = { en = "p", zh = "p" }
kind = "count"
total = "pending_end"
[[indicator]]
id = "old"
name = { en = "o", zh = "o" }
kind = "count"
total = "pending_older_than_6_months"
[[indicator]]
id = "mediated"
name = { en = "m", zh = "m" }
kind = "proportion"
numerator = { of = "resolved", where = { outcome = ["mediated"] } }
denominator = "resolved"
[[indicator]]
id = "amount"
name = { en = "a", zh = "a" }
kind = "money"
total = { of = "resolved", sum = "amount" }
[[indicator]]
id = "disputes"
name = { en = "n", zh = "n" }
kind = "count"
total = { of = "incoming", distinct = "dispute_id" }
[[indicator]]
id = "mediated_disputes"
name = { en = "n", zh = "n" }
kind = "count"
total = { of = "resolved", distinct = "dispute_id", where = { outcome = ["mediated"] } }
[[indicator]]
id = "median"
name = { en = "d", zh = "d" }
kind = "days"
days = "median"
[[indicator]]
id = "age"
name = { en = "g", zh = "g" }
kind = "days"
days = "mean"
of = "pending_end"
[[indicator]]
id = "civil_age"
name = { en = "c", zh = "c" }
kind = "days"
days = "p90"
of = "pending_end"
where = { outcome = { missing = true } }
"#;

fn request() -> Request {
    let set = Set::from_toml(SET).unwrap();
    Request::with_sets(&["s"], &[set]).unwrap().by(&["court"]).periods(Periods::Every(Grain::Month))
}

const HEADER: [&str; 6] = ["court", "filed_on", "resolved_on", "outcome", "amount", "dispute_id"];

/// Rows of a fixed sequence: several courts, three years, a third of the cases pending.
fn rows(n: usize) -> Vec<[String; 6]> {
    let start: Date = "2020-01-01".parse().unwrap();
    let mut state = 11u64;
    let mut draw = |n: u64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) % n
    };
    (0..n)
        .map(|_| {
            let filed = start.plus_days(draw(1000) as i32);
            let court = ["平湖", "A", ""][draw(3) as usize].to_owned();
            let days = [None, Some(draw(30)), Some(draw(500))][draw(3) as usize];
            let resolved = days.map(|days| filed.plus_days(days as i32).to_string()).unwrap_or_default();
            let outcome = if resolved.is_empty() { "" } else { ["mediated", "judged"][draw(2) as usize] };
            let amount = format!("{}.{:02}", draw(1 << 20), draw(100));
            let dispute = [String::new(), format!("d{}", draw(40))][usize::from(draw(5) > 0)].clone();
            [court, filed.to_string(), resolved, outcome.to_owned(), amount, dispute]
        })
        .collect()
}

fn pushed(rows: &[[String; 6]]) -> Cases {
    let mut cases = Cases::new(HEADER);
    for row in rows {
        cases.push(row.iter().map(|cell| cell.as_str().into())).unwrap();
    }
    cases
}

fn cube(rows: &[[String; 6]]) -> Cube {
    request().run(&mut pushed(rows), ScanOptions::default()).unwrap().cube
}

fn place(test: &str) -> PathBuf {
    std::env::temp_dir().join(format!("courtmetrics-stored-{}-{test}.cube", std::process::id()))
}

fn refused(bytes: Vec<u8>) -> Error {
    Cube::from_bytes(bytes).expect_err("these bytes are no stored cube")
}

/// CRC-32 as the standard's polynomial says it (ISO 3309, reflected 0xEDB88320), bit by bit.
fn crc(bytes: impl Iterator<Item = u8>) -> u32 {
    !bytes.fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| crc >> 1 ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 })
    })
}

/// Where the sixteen bytes with the layout and the checksum stand.
fn seal(bytes: &[u8]) -> usize {
    let tail = bytes.len() - 10;
    let footer = i32::from_le_bytes(bytes[tail..tail + 4].try_into().unwrap()) as usize;
    assert_eq!(&bytes[tail - footer - 16..tail - footer - 8], b"COURTCUB");
    tail - footer - 16
}

/// The bytes after a change, with the checksum that they would have.
fn resealed(mut bytes: Vec<u8>, change: impl FnOnce(&mut [u8], usize)) -> Vec<u8> {
    let at = seal(&bytes);
    change(&mut bytes, at);
    let sum = crc(bytes[..at + 12].iter().chain(&bytes[at + 16..]).copied());
    bytes[at + 12..at + 16].copy_from_slice(&sum.to_le_bytes());
    bytes
}

#[test]
fn the_checksum_is_the_crc_of_all_other_bytes() {
    // The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms (G. Cook).
    assert_eq!(crc(b"123456789".iter().copied()), 0xCBF4_3926);
    let bytes = cube(&rows(50)).to_bytes().unwrap();
    assert_eq!(resealed(bytes.clone(), |_, _| {}), bytes);
}

#[test]
fn every_flipped_bit_of_a_file_is_refused() {
    let bytes = cube(&rows(6)).to_bytes().unwrap();
    for at in 0..bytes.len() {
        for flip in [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            let error = Cube::from_bytes(changed).expect_err("a flipped bit was not found");
            assert_eq!(error.kind(), ErrorKind::Read, "byte {at}: {error}");
        }
    }
}

#[test]
fn every_cut_file_and_every_longer_one_is_refused() {
    let bytes = cube(&rows(6)).to_bytes().unwrap();
    for len in 0..bytes.len() {
        assert_eq!(refused(bytes[..len].to_vec()).kind(), ErrorKind::Read, "{len} bytes");
    }
    let text = refused(bytes[..bytes.len() - 3].to_vec()).to_string();
    let end = format!("the file ends after {} bytes, before its end; ", bytes.len() - 3);
    assert!(text.starts_with(&end), "{text}");
    let mut longer = bytes;
    longer.extend(b"ARROW1");
    assert_eq!(refused(longer).kind(), ErrorKind::Read);
}

#[test]
fn damage_and_other_files_are_told_apart() {
    let bytes = cube(&rows(50)).to_bytes().unwrap();
    let mut damaged = bytes.clone();
    damaged[100] ^= 1;
    let text = refused(damaged).to_string();
    assert!(text.starts_with("the checksum is "), "{text}");
    assert!(
        text.contains(" a stored cube is read only as it was saved; hint: fetch the file again"),
        "{text}"
    );
    let start = |bytes: &[u8]| refused(bytes.to_vec()).to_string();
    assert!(start(b"PAR1....PAR1").starts_with("this is a Parquet file and no stored cube; "));
    assert!(start(b"court,filed_on\nA,2020-01-01\n").starts_with("this is no stored cube; "));
    // An Arrow file that is whole, and no cube: the same without the sixteen bytes.
    let at = seal(&bytes);
    let plain = [&bytes[..at], &bytes[at + 16..]].concat();
    assert!(start(&plain).starts_with("no version and checksum stand before the footer of the Arrow file; "));
}

#[test]
fn a_newer_layout_and_other_classes_are_refused_with_the_reason() {
    let bytes = cube(&rows(50)).to_bytes().unwrap();
    let newer = resealed(bytes.clone(), |bytes, at| bytes[at + 8] = 2);
    assert_eq!(
        refused(newer).to_string(),
        "the stored cube has layout 2; this version reads layouts up to 1; hint: update courtmetrics, or build \
         the cube again"
    );
    let replaced = |from: &[u8], to: &[u8]| {
        resealed(bytes.clone(), |bytes, _| {
            let found: Vec<usize> =
                (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
            assert!(!found.is_empty());
            found.into_iter().for_each(|at| bytes[at..at + from.len()].copy_from_slice(to));
        })
    };
    let error = refused(replaced(b"; lanes outcome", b"; extra outcome"));
    assert!(
        error.to_string().starts_with("the cube tells classes of cases apart in another way; "),
        "{error}"
    );
    let error = refused(replaced(b"format = 1", b"format = 9"));
    assert!(
        error.to_string().starts_with("the cube has layout 9; this version reads layouts 1 to 2"),
        "{error}"
    );
    // A right checksum over nonsense is refused as well, and nothing breaks off.
    let whole = Cube::from_bytes(bytes.clone()).unwrap();
    let mut other = 0;
    for at in (0..seal(&bytes)).chain(seal(&bytes) + 16..bytes.len() - 10).step_by(5) {
        match Cube::from_bytes(resealed(bytes.clone(), |bytes, _| bytes[at] ^= 0x55)) {
            Ok(cube) => other += usize::from(cube != whole),
            Err(error) => assert!(!error.to_string().starts_with("the checksum"), "byte {at}: {error}"),
        }
    }
    // Some bytes are numbers, and other numbers are another cube.
    assert!(other > 0);
}

#[test]
fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
    let folder = place("folder");
    std::fs::create_dir_all(&folder).unwrap();
    let (path, all) = (folder.join("a.cube"), rows(400));
    let (small, large) = (cube(&all[..200]), cube(&all));
    small.save(&path).unwrap();
    large.save(&path).unwrap();
    assert!(Cube::open(&path).unwrap() == large);
    // A name that cannot be written leaves what is there.
    let missing = folder.join("no folder").join("a.cube");
    let error = small.save(&missing).unwrap_err();
    assert!(error.to_string().starts_with(&missing.display().to_string()), "{error}");
    #[cfg(unix)]
    {
        let link = folder.join("link.cube");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        small.save(&link).unwrap();
        assert!(link.is_symlink() && Cube::open(&path).unwrap() == small);
        std::fs::remove_file(link).unwrap();
    }
    let names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["a.cube"]);
    std::fs::remove_dir_all(folder).unwrap();
}

fn later(table: &Table, whole: &Table) {
    assert_eq!(table.groups(), whole.groups());
    let skipped = whole.periods().len() - table.periods().len();
    assert!(skipped > 0);
    assert_eq!(table.periods(), &whole.periods()[skipped..]);
    for (at, row) in table.rows().enumerate() {
        let place = table.place(at);
        let other = Place { period: place.period + skipped, ..place };
        assert_eq!(row, whole.row(whole.at(other)), "{place:?}");
    }
}

#[test]
fn dropped_periods_become_an_opening_balance_with_the_days_of_filing() {
    let whole = cube(&rows(1500));
    for first in ["2020-02-01", "2021-01-01", "2021-08-01", "2022-09-01"] {
        let mut cube = whole.clone();
        cube.drop_before(first.parse().unwrap()).unwrap();
        later(&request().table(&cube).unwrap(), &request().table(&whole).unwrap());
        let quarters = request().periods(Periods::Every(Grain::Quarter));
        later(&quarters.table(&cube).unwrap(), &quarters.table(&whole).unwrap());
        // Stored, opened, and dropped again: the later day holds.
        let mut again = Cube::from_bytes(cube.to_bytes().unwrap()).unwrap();
        assert!(again == cube);
        again.drop_before("2020-02-01".parse().unwrap()).unwrap();
        assert!(again == cube);
    }
}

/// By hand: everything lies before the day, so that the one period left says nothing of when the cases were filed.
#[test]
fn a_table_of_a_cube_that_dropped_everything_spans_the_days_that_were_read() {
    let days = ["2019-11-01", "2022-03-05"].map(|day| day.parse::<Date>().unwrap());
    for first in ["2020-01-01", "2022-01-01", "2022-04-01", "2024-01-01"] {
        let mut cases = Cases::new(["filed_on", "resolved_on"]);
        cases.push(days.map(Into::into)).unwrap();
        let request = Request::new(&["cepej"]).unwrap().periods(Periods::Every(Grain::Month));
        let mut cube = request.run(&mut cases, ScanOptions::default()).unwrap().cube;
        cube.drop_before(first.parse().unwrap()).unwrap();
        let batch = cube.to_batch().unwrap();
        let back = Cube::from_batches(&batch.schema(), &[batch], None).unwrap();
        assert!(back == cube, "{first}");
        assert_eq!(back.tally().span(), Some((days[0], days[1])), "{first}");
    }
}

#[test]
fn what_was_dropped_is_not_asked_for() {
    let mut cube = cube(&rows(300));
    let error = cube.drop_before("2021-07-15".parse().unwrap()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no month of the cube begins on 2021-07-15; whole periods are dropped; hint: name the first day of one: \
         2021-07-01 or 2021-08-01"
    );
    assert_eq!(cube.opening(), None);
    cube.drop_before("2021-07-01".parse().unwrap()).unwrap();
    let table = request().periods(Periods::Every(Grain::Year)).table(&cube).unwrap();
    assert_eq!(table.periods().iter().map(ToString::to_string).collect::<Vec<_>>()[0], "2022");
    for note in [
        "what lies before 2021-07-01 was dropped: it counts as opening balance",
        "2021 is left out: it begins before 2021-07-01",
    ] {
        assert!(table.notes().iter().any(|n| n == note), "{note}");
    }
    let range = request().periods("2020-01-01..2020-12-31".parse().unwrap());
    let error = range.table(&cube).unwrap_err().to_string();
    assert!(
        error.starts_with("no period asked for lies within the cube; what lies before 2021-07-01"),
        "{error}"
    );
}

#[test]
fn a_month_is_added_as_if_it_had_been_there() {
    let all = rows(900);
    let (first, second) = all.split_at(500);
    let path = place("months");
    cube(first).save(&path).unwrap();
    let mut stored = Cube::open(&path).unwrap();
    Request::of_cases().add_to(&mut stored, &mut pushed(second), ScanOptions::default()).unwrap();
    stored.save(&path).unwrap();
    let stored = Cube::open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let whole = cube(&all);
    assert!(stored == whole);
    assert!(request().table(&stored).unwrap().rows().eq(request().table(&whole).unwrap().rows()));
    let additions = stored.additions();
    assert_eq!(additions.iter().map(|a| (a.rows, a.counted)).collect::<Vec<_>>(), [(500, 500), (400, 400)]);
    let spans: Vec<_> = [first, second].map(|part| cube(part).tally().span()).into();
    assert_eq!(additions.iter().map(|a| a.span()).collect::<Vec<_>>(), spans);
}

#[test]
fn the_same_rows_are_not_added_twice() {
    let all = rows(900);
    let (first, second) = all.split_at(500);
    let mut stored = Cube::from_bytes(cube(first).to_bytes().unwrap()).unwrap();
    let add = |cube: &mut Cube, rows: &[[String; 6]]| {
        Request::of_cases().add_to(cube, &mut pushed(rows), ScanOptions::default())
    };
    add(&mut stored, second).unwrap();
    let before = stored.clone();
    let mut turned = second.to_vec();
    turned.reverse();
    for (rows, number) in [(first, 1), (second, 2), (&turned, 2)] {
        let error = add(&mut stored, rows).unwrap_err();
        let (start, end) = (
            format!("these rows were added before: {} rows, ", rows.len()),
            format!("(addition {number}); "),
        );
        assert!(error.to_string().starts_with(&start) && error.to_string().contains(&end), "{error}");
    }
    assert!(stored == before);
    // Dropping a period forgets nothing of what was added.
    stored.drop_before("2022-01-01".parse().unwrap()).unwrap();
    assert!(add(&mut stored, second).is_err());
    // Who knows that they are others merges them.
    stored.merge(cube(second)).unwrap();
    assert_eq!(stored.tally().rows, 1300);
    // One case more, and they are not the same.
    add(&mut stored, &all[499..]).unwrap();
}

#[test]
fn rows_that_are_read_otherwise_are_not_added() {
    let all = rows(200);
    let mut stored = Cube::from_bytes(cube(&all[..100]).to_bytes().unwrap()).unwrap();
    let before = stored.clone();
    let book = |text: &str| {
        let mut book = Codebook::named("english").unwrap();
        let other = Codebook::from_toml(text).unwrap();
        book.fields.extend(other.fields);
        book
    };
    let mut add = |request: Request, cases: &mut Cases| {
        request.add_to(&mut stored, cases, ScanOptions::default()).unwrap_err()
    };
    let other = book("id = \"x\"\n[fields.outcome]\nvalues.mediated = [\"judged\"]\n");
    let error = add(Request::of_cases().codebook(other), &mut pushed(&all[100..]));
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    let text = error.to_string();
    assert!(
        text.starts_with("outcome is read as category, mediated = judged, and in the cube as category"),
        "{text}"
    );
    assert!(
        text.contains("what is added to a cube is read as the cube was; hint: name the codebook"),
        "{text}"
    );
    let mut dated = Codebook::named("english").unwrap();
    dated.dates.first = "2021-01-01".parse().unwrap();
    let text = add(Request::of_cases().codebook(dated), &mut pushed(&all[100..])).to_string();
    assert!(text.starts_with("(dates) is read as 2021-01-01 to "), "{text}");
    let mut short = Cases::new(["court", "filed_on", "resolved_on", "amount", "dispute_id"]);
    short.push(["A".into(), "2022-03-01".into(), "".into(), "".into(), "".into()]).unwrap();
    let text = add(Request::of_cases(), &mut short).to_string();
    let start = "the export has no column for outcome, and the cube counts \"";
    assert!(text.starts_with(start), "{text}");
    let text = add(Request::of_cases(), &mut Cases::new(["filed_on", "resolved_on"])).to_string();
    assert!(text.starts_with("the export has no column for court ("), "{text}");
    // Columns of other names are no other meaning.
    let mut renamed = Cases::new(["tribunal", "filed_on", "resolved_on", "outcome", "amount", "dispute_id"]);
    renamed.push(["A".into(), "2022-03-01".into(), "".into(), "".into(), "1".into(), "d1".into()]).unwrap();
    let request = Request::of_cases().field("court", "tribunal");
    assert!(stored == before);
    request.add_to(&mut stored, &mut renamed, ScanOptions::default()).unwrap();
    assert_eq!(stored.tally().rows, 101);
}

#[test]
fn cubes_of_other_shapes_are_not_added() {
    let all = rows(200);
    let mut stored = cube(&all[..100]);
    let other =
        |request: Request| request.run(&mut pushed(&all[100..]), ScanOptions::default()).unwrap().cube;
    for request in [
        request().by(&["court", "outcome"]),
        request().periods(Periods::Every(Grain::Year)),
        request().calendar(Calendar::new(4).unwrap()),
        Request::new(&["cepej"]).unwrap().by(&["court"]).periods(Periods::Every(Grain::Month)),
    ] {
        let error = stored.add(other(request)).unwrap_err();
        assert!(error.to_string().starts_with("two cubes of unlike shape do not merge; "), "{error}");
    }
    assert!(stored == cube(&all[..100]));
}

/// Lists that are just full and just not, rows of counters, counters that are full, days beyond two bytes: what was
/// opened is what was saved, and goes on growing as it would have.
#[test]
fn distributions_of_every_form_are_stored_and_grow_on() {
    let mut state = 5u64;
    let mut draw = |n: u64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) % n
    };
    let start: Date = "1950-01-01".parse().unwrap();
    let mut all = Vec::new();
    let sizes = [1, 2, 11, 12, 13, 71, 72, 73, 119, 120, 121, 131, 132, 133, 300, 3000];
    for (court, (size, spread)) in
        sizes.into_iter().flat_map(|n| [1, 40, 900, 20_000].map(|s| (n, s))).enumerate()
    {
        for i in 0..size {
            // Most within the spread, a few far beyond it, and many on one day.
            let days = if i % 50 == 49 { draw(25_000) } else { draw(spread) * u64::from(i % 3 > 0) };
            let resolved = start.plus_days(days as i32).to_string();
            let row = [
                format!("c{court}"),
                start.to_string(),
                resolved,
                "judged".to_owned(),
                String::new(),
                format!("{i}"),
            ];
            all.push(row);
        }
    }
    // The longest case is of 90,000 days: its days fit no list.
    let last = ["c0", "1850-01-01", "2096-05-31", "judged", "", ""].map(str::to_owned);
    let book = || {
        let mut book = Codebook::named("english").unwrap();
        book.dates.first = "1800-01-01".parse().unwrap();
        book
    };
    let request = || request().periods(Periods::Every(Grain::Year)).codebook(book());
    let counted =
        |rows: &[[String; 6]]| request().run(&mut pushed(rows), ScanOptions::default()).unwrap().cube;
    let whole = {
        let mut rows = all.clone();
        rows.push(last.clone());
        counted(&rows)
    };
    let back = Cube::from_bytes(whole.to_bytes().unwrap()).unwrap();
    assert!(back == whole);
    assert!(request().table(&back).unwrap().rows().eq(request().table(&whole).unwrap().rows()));
    // Saved in two halves, of which the second is merged into the first after it was opened; and the other way.
    let turn: Vec<bool> = all.iter().map(|_| draw(2) == 0).collect();
    let half = |which: bool| -> Vec<[String; 6]> {
        all.iter().zip(&turn).filter(|(_, turn)| **turn == which).map(|(row, _)| row.clone()).collect()
    };
    let (mut one, mut two) = (half(true), half(false));
    one.push(last);
    for _ in 0..2 {
        let mut opened = Cube::from_bytes(counted(&one).to_bytes().unwrap()).unwrap();
        opened.add(Cube::from_bytes(counted(&two).to_bytes().unwrap()).unwrap()).unwrap();
        assert!(opened == whole);
        let again = Cube::from_bytes(opened.to_bytes().unwrap()).unwrap();
        assert!(again == whole);
        std::mem::swap(&mut one, &mut two);
    }
}
