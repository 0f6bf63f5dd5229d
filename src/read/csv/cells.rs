//! The wanted cells of many records, as places in the text they came from.

use crate::case::{Span, Text};

/// Where one record lies, and how many fields it has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    pub start: u32,
    pub end: u32,
    pub fields: u32,
}

/// Wanted cells, column by column; to be cleared and filled again without new memory.
#[derive(Debug, Default)]
pub(super) struct Cells {
    columns: Vec<Vec<Span>>,
    pub(super) records: Vec<Record>,
    side: Vec<u8>,
}

impl Cells {
    pub(super) fn new(columns: usize) -> Self {
        Self { columns: vec![Vec::new(); columns], ..Self::default() }
    }

    pub(super) fn clear(&mut self) {
        self.columns.iter_mut().for_each(Vec::clear);
        self.records.clear();
        self.side.clear();
    }

    /// Adds to column `column` its cell of each record: `cells` gives the first byte and the end of it.
    #[inline]
    pub(super) fn extend(&mut self, column: usize, cells: impl ExactSizeIterator<Item = (u32, u32)>) {
        self.columns[column].extend(cells.map(|(start, end)| Span { start, len: end - start }));
    }

    /// Adds to column `column` its cell of each record from `known` on, where cells may be quoted.
    pub(super) fn extend_quoted(
        &mut self,
        column: usize,
        text: &[u8],
        known: usize,
        cell: impl Fn(usize, &Record) -> (u32, u32),
    ) {
        let side = &mut self.side;
        self.columns[column].extend(self.records[known..].iter().enumerate().map(|(i, record)| {
            let (start, end) = cell(i, record);
            let raw = &text[start as usize..end as usize];
            match raw {
                [b'"', content @ .., b'"'] if memchr::memchr(b'"', content).is_none() => {
                    Span { start: start + 1, len: content.len() as u32 }
                }
                [b'"', content @ ..] => {
                    let from = side.len();
                    unquote(content, side);
                    Span { start: from as u32 | Span::SIDE, len: (side.len() - from) as u32 }
                }
                _ => Span { start, len: end - start },
            }
        }));
    }

    pub(super) fn column<'a>(&'a self, column: usize, text: &'a [u8]) -> Column<'a> {
        Column { spans: &self.columns[column], text, side: &self.side }
    }
}

/// Adds to `out` the text of a quoted field, given what stands behind its opening quote.
fn unquote(mut content: &[u8], out: &mut Vec<u8>) {
    while let Some(quote) = memchr::memchr(b'"', content) {
        out.extend_from_slice(&content[..quote]);
        content = &content[quote + 1..];
        let Some((b'"', rest)) = content.split_first() else { break };
        out.push(b'"');
        content = rest;
    }
    out.extend_from_slice(content);
}

/// One wanted column of a block: the bytes of its cells, quotes taken out, not decoded.
///
/// A cell that a short record does not have is empty; [`Block::fields`](super::Block::fields) tells.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    spans: &'a [Span],
    text: &'a [u8],
    side: &'a [u8],
}

impl<'a> Column<'a> {
    /// How many cells the column has: one for each record of the block.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether the block has no record.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The bytes of the cell of `record`, counted from 0 within the block.
    #[inline]
    pub fn get(&self, record: usize) -> &'a [u8] {
        self.spans[record].bytes(self.text, self.side)
    }

    /// The bytes of each cell, in the order of the records.
    #[inline]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a [u8]> + use<'a> {
        let column = *self;
        column.spans.iter().map(move |span| span.bytes(column.text, column.side))
    }

    /// The column as the scan of cases takes it.
    pub fn text(&self) -> Text<'a> {
        Text::Spans(self.spans, self.text, self.side)
    }
}
