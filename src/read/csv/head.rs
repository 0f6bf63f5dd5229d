//! The beginning of a file: what it is, its encoding, its delimiter and its header.

use super::cells::Cells;
use super::encoding::Encoding;
use super::file::CsvOptions;
use super::source::{Input, refuse_binary};
use super::split::Splitter;
use super::stream::{Packing, Unpack, fill};
use crate::{Error, ErrorKind, Result};
use std::sync::atomic::AtomicU64;

/// Bytes of text that encoding, delimiter and header are found from.
const HEAD: usize = 1 << 20;

/// What the beginning of a file tells.
#[derive(Debug)]
pub(super) struct Head {
    pub header: Vec<String>,
    pub delimiter: u8,
    pub encoding: Encoding,
    /// Where the first record behind the header begins, in the text as it is scanned.
    pub body: u64,
}

impl Head {
    pub(super) fn read(input: &Input, options: &CsvOptions) -> Result<(Self, Unpack)> {
        let mut start = [0; 4];
        let known = input.read_at(&mut start, 0).map_err(|error| input.failed(&error))?;
        let mut unpack = Unpack { packing: Packing::of(&start[..known]), recode: None };
        let (mut text, mut whole) = first_bytes(input, unpack)?;

        let (encoding, mut begin) = match (options.encoding, Encoding::of_mark(&text)) {
            (Some(asked), Some((marked, _))) if asked != marked => {
                return Err(Error::new(ErrorKind::Read, format!("{} begins as {marked}", input.name()))
                    .rule(format!("its byte order mark contradicts encoding=\"{asked}\""))
                    .hint(format!("leave encoding out, or pass encoding=\"{marked}\"")));
            }
            (_, Some(marked)) => marked,
            (Some(asked), None) => (asked, 0),
            (None, None) => {
                refuse_binary(&text, input.name())?;
                (Encoding::detect(&text, whole).map_err(|error| error.at(input.name()))?, 0)
            }
        };
        if matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be) {
            unpack.recode = Some(encoding);
            (text, whole) = first_bytes(input, unpack)?;
            begin = 0;
        }
        refuse_binary(&text, input.name())?;
        let spelled = if unpack.recode.is_some() { Encoding::Utf8 } else { encoding };
        let delimiter = match options.delimiter {
            Some(delimiter) => allowed(delimiter)?,
            None => sniff(&first_line(&text[begin..], spelled))?,
        };
        if !spelled.is_cut_as_bytes(delimiter) {
            unpack.recode = Some(encoding);
            (text, whole) = first_bytes(input, unpack)?;
            begin = 0;
        }
        let spelled = if unpack.recode.is_some() { Encoding::Utf8 } else { encoding };
        let (header, body) = header(&text, begin, whole, delimiter, spelled, input.name())?;
        Ok((Self { header, delimiter, encoding, body: body as u64 }, unpack))
    }
}

/// The first [`HEAD`] bytes of the text, and whether that is all of it.
fn first_bytes(input: &Input, unpack: Unpack) -> Result<(Vec<u8>, bool)> {
    let taken = AtomicU64::new(0);
    let mut reader = unpack.reader(input, &taken).map_err(|error| input.failed(&error))?;
    let mut head = vec![0; HEAD];
    let n = fill(&mut reader, &mut head).map_err(|error| input.failed(&error))?;
    let whole = fill(&mut reader, &mut [0; 64]).map_err(|error| input.failed(&error))? == 0;
    head.truncate(n);
    Ok((head, whole))
}

/// The cells of the first record of `text`, and where the next one begins.
fn header(
    text: &[u8],
    begin: usize,
    whole: bool,
    delimiter: u8,
    encoding: Encoding,
    name: &str,
) -> Result<(Vec<String>, usize)> {
    let bad = |what: &str| Error::new(ErrorKind::Read, format!("{name} {what}"));
    let mut cells = Cells::new(0);
    let first = |from: usize, cells: &mut Cells| {
        cells.clear();
        let mut at = from;
        let mut splitter = Splitter::new(delimiter, &[]);
        while cells.records.is_empty() {
            let split = splitter.split(text, at, at + 1, whole, cells);
            if split.end == at {
                return None;
            }
            at = split.end;
        }
        Some((at, cells.records[0].fields as usize))
    };
    let Some((body, fields)) = first(begin, &mut cells) else {
        return Err(if whole {
            bad("has no line with text").rule("a CSV file begins with a line that names its columns")
        } else {
            bad("has no header within its first MiB")
                .rule("the first record names the columns")
                .hint("look for a quote at its beginning that is never closed")
        });
    };
    if whole && first(body, &mut cells).is_none() {
        return Err(bad("has a header and no row")
            .rule("a file of cases has at least one")
            .hint("check that the export has finished, or leave this file out"));
    }
    let wanted: Vec<usize> = (0..fields).collect();
    let mut cells = Cells::new(fields);
    let mut at = begin;
    while cells.records.is_empty() {
        at = Splitter::new(delimiter, &wanted).split(text, at, at + 1, whole, &mut cells).end;
    }
    let names = wanted.iter().map(|&column| {
        let name = encoding.decode(cells.column(column, text).get(0));
        name.map(std::borrow::Cow::into_owned).map_err(|error| error.at(format!("column {}", column + 1)))
    });
    Ok((names.collect::<Result<_>>()?, body))
}

fn allowed(delimiter: u8) -> Result<u8> {
    if delimiter.is_ascii() && !matches!(delimiter, b'"' | b'\r' | b'\n' | 0) {
        return Ok(delimiter);
    }
    Err(Error::new(ErrorKind::Argument, format!("delimiter is {:?}", delimiter as char))
        .rule("a delimiter is an ASCII character, and neither a quote nor a line end")
        .hint("write \",\" or \";\" or \"\\t\" or \"|\""))
}

/// What begins with the first line of `text` that is not empty: that line, or all if quotes are in it.
fn first_line(text: &[u8], encoding: Encoding) -> std::borrow::Cow<'_, str> {
    let is_end = |b: &u8| matches!(b, b'\r' | b'\n');
    let text = &text[text.iter().take_while(|b| is_end(b)).count()..];
    let line = &text[..text.iter().position(is_end).unwrap_or(text.len())];
    encoding.decode_lossy(if line.contains(&b'"') { text } else { line })
}

/// The delimiter that stands outside quotes in the first record of `text`.
fn sniff(text: &str) -> Result<u8> {
    const CANDIDATES: [char; 4] = [',', ';', '\t', '|'];
    let mut counts = [0; 4];
    let (mut quoted, mut before) = (false, None);
    for c in text.chars() {
        let starts = before.is_none_or(|b: char| CANDIDATES.contains(&b));
        match c {
            '"' if quoted || starts => quoted = !quoted,
            // A doubled quote inside a quoted cell.
            '"' if before == Some('"') => quoted = true,
            '\r' | '\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(found) = CANDIDATES.iter().position(|&candidate| candidate == c) {
                    counts[found] += 1;
                }
            }
        }
        before = Some(c);
    }
    let mut found = CANDIDATES.iter().zip(counts).filter(|(_, count)| *count > 0);
    match (found.next(), found.next()) {
        // A single column has no delimiter, and any will do.
        (None, _) => Ok(b','),
        (Some((&only, _)), None) => Ok(only as u8),
        (Some((first, m)), Some((second, n))) => Err(Error::new(
            ErrorKind::Read,
            format!("the header has {first:?} {m} times and {second:?} {n} times"),
        )
        .rule("the delimiter is taken from the header only where just one of , ; tab | stands there")
        .hint(format!("pass delimiter={first:?} or delimiter={second:?}"))),
    }
}
