//! All records of a small text at once, as texts: for aggregate tables, whose lines are not all records of one kind.
//!
//! Cells and records are those of the scan: the `csv` crate's in its flexible mode. Only empty lines stay, as
//! records of one empty cell, so that a title above a table can be told by its line.

use super::encoding::Encoding;
use super::source::refuse_binary;
use super::stream::Packing;
use crate::Result;
use std::io::Read;

/// Records of a text, each with the line on which it begins, counted from 1.
pub(crate) type Records = Vec<(u64, Vec<String>)>;

/// The text of a file's bytes, plain or compressed by gzip or zstd.
///
/// # Errors
/// When it cannot be unpacked, is no text, or is in neither the encoding asked for nor one that is found.
pub(crate) fn text(bytes: &[u8], encoding: Option<Encoding>, name: &str) -> Result<(String, Encoding)> {
    let mut unpacked = Vec::new();
    let packing = Packing::of(bytes);
    let bytes = if packing == Packing::Plain {
        bytes
    } else {
        let read = packing.reader(bytes).and_then(|mut reader| reader.read_to_end(&mut unpacked));
        read.map_err(|e| crate::Error::new(crate::ErrorKind::Read, format!("{name}: {e}")))?;
        &unpacked
    };
    let (found, mark) = match (Encoding::of_mark(bytes), encoding) {
        (Some(marked), _) => marked,
        (None, Some(asked)) => (asked, 0),
        (None, None) => {
            refuse_binary(bytes, name)?;
            (Encoding::detect(bytes, true).map_err(|e| e.at(name))?, 0)
        }
    };
    Ok((found.decode(&bytes[mark..]).map_err(|e| e.at(name))?.into_owned(), found))
}

/// The records of a text.
pub(crate) fn records(text: &str, delimiter: char) -> Records {
    let mut records: Records = Vec::new();
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let (mut quoted, mut at_start, mut line, mut begun) = (false, true, 1, 1);
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        if quoted {
            match c {
                '"' if letters.peek() == Some(&'"') => {
                    letters.next();
                    cell.push('"');
                }
                '"' => quoted = false,
                _ => {
                    line += u64::from(c == '\n');
                    cell.push(c);
                }
            }
        } else if c == '"' && at_start {
            (quoted, at_start) = (true, false);
        } else if c == delimiter {
            cells.push(std::mem::take(&mut cell));
            at_start = true;
        } else if c == '\n' || c == '\r' {
            if c == '\r' && letters.peek() == Some(&'\n') {
                letters.next();
            }
            cells.push(std::mem::take(&mut cell));
            records.push((begun, std::mem::take(&mut cells)));
            line += 1;
            (at_start, begun) = (true, line);
        } else {
            cell.push(c);
            at_start = false;
        }
    }
    if !at_start || !cell.is_empty() || !cells.is_empty() {
        cells.push(cell);
        records.push((begun, cells));
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_record_knows_its_line() {
        let found = records("title\n\n\"a\nb\",c\r\nd", ',');
        let expected = [(1, vec!["title"]), (2, vec![""]), (3, vec!["a\nb", "c"]), (5, vec!["d"])];
        let found: Vec<(u64, Vec<&str>)> =
            found.iter().map(|(line, cells)| (*line, cells.iter().map(String::as_str).collect())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn gz_and_gb18030_are_read() {
        let (gb, _, _) = encoding_rs::GB18030.encode("法院,收案\n");
        assert_eq!(text(&gb, None, "x").unwrap(), ("法院,收案\n".to_owned(), Encoding::Gb18030));
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, &gb).unwrap();
        assert_eq!(text(&packed.finish().unwrap(), None, "x").unwrap().0, "法院,收案\n");
    }

    proptest! {
        #[test]
        fn the_cells_are_those_of_the_csv_crate(text in "[a,\"\r\n ]{0,40}") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> =
                reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
            let not_empty = |cells: &Vec<String>| *cells != [""];
            let ours: Vec<Vec<String>> = records(&text, ',').into_iter().map(|(_, cells)| cells).filter(not_empty).collect();
            prop_assert_eq!(ours, theirs.into_iter().filter(not_empty).collect::<Vec<_>>());
        }
    }
}
