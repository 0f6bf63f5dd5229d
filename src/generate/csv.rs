//! Blocks as CSV text, in UTF-8 or whatever encoding the caller brings.
//!
//! Comma separated, `\n` line ends, quotes only where a cell needs them, empty cells for what is missing,
//! dates as `2023-12-31`, money in major units with two decimals.

use super::block::{Block, Column, NO_DATE, NO_VALUE};
use crate::period::Date;
use std::borrow::Cow;
use std::io::{self, Write};

/// The language of the first line, and of yes and no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Headers {
    /// 案号, 法院, ...; flags are 是 and 否.
    #[default]
    Chinese,
    /// `case_id`, `court`, ...; flags are `true` and `false`. The names inside the columns stay Chinese.
    English,
}

/// Writes `blocks` as UTF-8 CSV with one line of headers; gives the number of rows written.
///
/// # Errors
/// Those of `out`.
///
/// # Examples
/// ```
/// use courtmetrics::generate::{Config, Headers, cases, write_csv};
///
/// let mut text = Vec::new();
/// let rows = write_csv(cases(Config { rows: 1000, ..Config::default() })?, Headers::English, &mut text).unwrap();
/// assert_eq!(rows, 1000);
/// assert!(text.starts_with(b"case_id,court,case_class,"));
/// # Ok::<(), courtmetrics::Error>(())
/// ```
pub fn write_csv(
    blocks: impl IntoIterator<Item = Block>,
    headers: Headers,
    out: impl Write,
) -> io::Result<u64> {
    write_csv_encoded(blocks, headers, out, |text| Cow::Borrowed(text.as_bytes()))
}

/// Writes `blocks` as CSV in the encoding of `encode`, which turns text into bytes and keeps no state:
/// with encoding_rs, `|text| GB18030.encode(text).0`.
///
/// # Errors
/// Those of `out`.
///
/// # Examples
/// Latin letters only, everything else as `?`:
/// ```
/// use courtmetrics::generate::{Headers, pinghu_example, write_csv_encoded};
/// use std::borrow::Cow;
///
/// fn ascii(text: &str) -> Cow<'_, [u8]> {
///     text.chars().map(|c| if c.is_ascii() { c as u8 } else { b'?' }).collect::<Vec<u8>>().into()
/// }
/// let mut bytes = Vec::new();
/// write_csv_encoded([pinghu_example(1)], Headers::Chinese, &mut bytes, ascii)?;
/// assert!(bytes.is_ascii() && bytes.starts_with(b"??,??,"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_csv_encoded<F>(
    blocks: impl IntoIterator<Item = Block>,
    headers: Headers,
    mut out: impl Write,
    mut encode: F,
) -> io::Result<u64>
where
    F: for<'a> FnMut(&'a str) -> Cow<'a, [u8]>,
{
    let (yes, no): (&[u8], &[u8]) = match headers {
        Headers::Chinese => ("是".as_bytes(), "否".as_bytes()),
        Headers::English => (b"true", b"false"),
    };
    let mut days = DayTexts { first: 0, texts: Vec::new() };
    let mut line = Vec::new();
    let mut rows = 0;
    for (index, block) in blocks.into_iter().enumerate() {
        line.clear();
        if index == 0 {
            let names = block.fields.iter().map(|field| match headers {
                Headers::Chinese => field.chinese,
                Headers::English => field.name,
            });
            line.extend(names.collect::<Vec<_>>().join(",").bytes());
            line.push(b'\n');
        }
        let cells: Vec<Vec<Vec<u8>>> = block.fields.iter().map(|field| name_cells(&field.column)).collect();
        for field in &block.fields {
            if let Column::Date(column) = &field.column {
                days.cover(column);
            }
        }
        for row in 0..block.rows {
            for (i, field) in block.fields.iter().enumerate() {
                if i > 0 {
                    line.push(b',');
                }
                match &field.column {
                    Column::Category { codes, .. } => {
                        line.extend_from_slice(
                            cells[i].get(usize::from(codes[row])).map_or(&[][..], |c| &c[..]),
                        );
                    }
                    Column::Date(column) => days.push(column[row], &mut line),
                    Column::Money(values) => push_money(values[row], &mut line),
                    Column::Int(values) => push_int(values[row], &mut line),
                    Column::Flag(flags) => {
                        line.extend_from_slice(flags[row].map_or(&[][..], |f| if f { yes } else { no }));
                    }
                    Column::Text { offsets, bytes } => {
                        push_cell(&bytes[offsets[row] as usize..offsets[row + 1] as usize], &mut line);
                    }
                }
            }
            line.push(b'\n');
        }
        rows += block.rows as u64;
        let text = std::str::from_utf8(&line).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
        out.write_all(&encode(text))?;
    }
    out.flush()?;
    Ok(rows)
}

/// The names of a category as cells.
fn name_cells(column: &Column) -> Vec<Vec<u8>> {
    let Column::Category { names, .. } = column else { return Vec::new() };
    let cell = |name: &String| {
        let mut bytes = Vec::new();
        push_cell(name.as_bytes(), &mut bytes);
        bytes
    };
    names.iter().map(cell).collect()
}

/// A cell, quoted where it holds a comma, a quote or a line end (RFC 4180).
fn push_cell(text: &[u8], line: &mut Vec<u8>) {
    if text.iter().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r')) {
        line.push(b'"');
        for byte in text {
            if *byte == b'"' {
                line.push(b'"');
            }
            line.push(*byte);
        }
        line.push(b'"');
    } else {
        line.extend_from_slice(text);
    }
}

fn push_digits(mut value: u64, width: usize, line: &mut Vec<u8>) {
    let mut digits = [b'0'; 20];
    let mut at = 20;
    while value > 0 || 20 - at < width {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
    }
    line.extend_from_slice(&digits[at..]);
}

fn push_int(value: i64, line: &mut Vec<u8>) {
    if value == NO_VALUE {
        return;
    }
    if value < 0 {
        line.push(b'-');
    }
    push_digits(value.unsigned_abs(), 1, line);
}

fn push_money(minor: i64, line: &mut Vec<u8>) {
    if minor == NO_VALUE {
        return;
    }
    if minor < 0 {
        line.push(b'-');
    }
    push_digits(minor.unsigned_abs() / 100, 1, line);
    line.push(b'.');
    push_digits(minor.unsigned_abs() % 100, 2, line);
}

/// The texts of the days met so far, one after the other, ten bytes each.
struct DayTexts {
    first: i32,
    texts: Vec<String>,
}

impl DayTexts {
    /// Makes sure that every day of `column` has its text.
    fn cover(&mut self, column: &[i32]) {
        let known = || column.iter().copied().filter(|d| *d != NO_DATE);
        let (Some(low), Some(high)) = (known().min(), known().max()) else { return };
        let end = self.first + self.texts.len() as i32;
        if !self.texts.is_empty() && low >= self.first && high < end {
            return;
        }
        let (low, high) =
            if self.texts.is_empty() { (low, high) } else { (low.min(self.first), high.max(end - 1)) };
        self.first = low;
        self.texts = (low..=high).map(|day| Date::from_days(day).to_string()).collect();
    }

    fn push(&self, day: i32, line: &mut Vec<u8>) {
        if day != NO_DATE {
            line.extend_from_slice(self.texts[(day - self.first) as usize].as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::{Field, NO_CODE, name_list};
    use super::*;

    #[test]
    fn every_kind_of_cell_and_its_absence_is_written() {
        let field = |name, column| Field { name, chinese: "列", column };
        let block = Block {
            rows: 2,
            fields: vec![
                field("a", Column::Category { codes: vec![0, NO_CODE], names: name_list(["a,\"b\""]) }),
                field("b", Column::Date(vec![NO_DATE, 19722])),
                field("c", Column::Money(vec![-5, NO_VALUE])),
                field("d", Column::Int(vec![0, NO_VALUE])),
                field("e", Column::Flag(vec![Some(true), None])),
                field("f", Column::Text { offsets: vec![0, 3, 3], bytes: "文".into() }),
            ],
        };
        let mut out = Vec::new();
        assert_eq!(write_csv([block.clone()], Headers::English, &mut out).unwrap(), 2);
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "a,b,c,d,e,f\n\"a,\"\"b\"\"\",,-0.05,0,true,文\n,2023-12-31,,,,\n");
        let mut out = Vec::new();
        write_csv([block], Headers::Chinese, &mut out).unwrap();
        assert!(
            String::from_utf8(out).unwrap().starts_with("列,列,列,列,列,列\n\"a,\"\"b\"\"\",,-0.05,0,是,文")
        );
    }
}
