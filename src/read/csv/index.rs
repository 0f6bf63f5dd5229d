//! The separator index: where the delimiters and line ends outside quotes stand.
//!
//! A quote opens a quoted field only as the field's first byte; anywhere else outside a quoted field it is
//! text. So 64 bytes without a quote right behind a separator need no further look at quotes, and a stray
//! quote (`a,5" pipe,b`) costs nothing. Inside a quoted field a doubled quote is text and a single one ends
//! the quoting; what follows up to the next separator belongs to the field, quotes included (`"a"b"c`).
//! Both line feed and carriage return end a record; an empty record is no record, so CR LF counts once.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined into the AVX2 function is not compiled for AVX2"
)]

use super::simd::{Classify, Masks, Work, dispatch};

/// Separators of a part of the text, in order.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Positions of separators; `seps[0]` is the one before the first field (or one before the text).
    seps: Vec<u32>,
    /// How many of `seps` are in use.
    count: usize,
    /// For each record end, its rank in `seps`.
    ends: Vec<u32>,
    /// How many of `ends` are in use.
    records: usize,
    /// One past the last quote that opened a field; 0 for none.
    quoted_to: usize,
    /// 1 where the byte at hand is the first of a field.
    field_start: u64,
}

impl Index {
    /// Forgets everything and stands at `from`, where a record begins.
    pub(super) fn restart(&mut self, from: usize) {
        self.room(1);
        self.seps[0] = (from as u32).wrapping_sub(1);
        self.count = 1;
        self.records = 0;
        self.quoted_to = 0;
        self.field_start = 1;
    }

    /// The separators found; see [`Index::ends`].
    pub(super) fn seps(&self) -> &[u32] {
        &self.seps[..self.count]
    }

    /// The ranks in [`Index::seps`] of the separators that end records.
    pub(super) fn ends(&self) -> &[u32] {
        &self.ends[..self.records]
    }

    /// Whether a quoted field starts at or after `start`.
    pub(super) fn quoted_since(&self, start: usize) -> bool {
        self.quoted_to > start
    }

    /// Drops the separators before `rank`: the one at `rank` becomes the one before the first field.
    pub(super) fn keep_from(&mut self, rank: usize) {
        self.seps.copy_within(rank..self.count, 0);
        self.count -= rank;
        self.records = 0;
    }

    /// Adds a record end behind the last byte of the whole text.
    pub(super) fn end_of_text(&mut self, at: usize) {
        self.room(1);
        self.seps[self.count] = at as u32;
        self.ends[self.records] = self.count as u32;
        self.count += 1;
        self.records += 1;
    }

    /// Indexes `text` from `at` until at least `upto`; returns where it stands.
    pub(super) fn advance(&mut self, text: &[u8], at: usize, upto: usize, delimiter: u8) -> usize {
        self.room(upto.saturating_sub(at) + 64);
        dispatch(delimiter, Advance { index: self, text, at, upto, delimiter })
    }

    /// Makes room for `more` separators and for what [`Out::emit`] writes beyond them.
    fn room(&mut self, more: usize) {
        if self.seps.len() < self.count + more + 8 {
            self.seps.resize(self.count + more + 8, 0);
        }
        if self.ends.len() < self.records + more + 2 {
            self.ends.resize(self.records + more + 2, 0);
        }
    }
}

/// Goes through 64 bytes of which at least one opens a quoted field.
fn quoted(out: &mut Out<'_>, here: Here<'_>, masks: Masks, delimiter: u8) -> Stand {
    let Here { text, at, field_start } = here;
    let seps = masks.delimiter | masks.line_end;
    let mut outside = !0;
    let mut opening = masks.quote & (seps << 1 | field_start);
    loop {
        let open = opening.trailing_zeros();
        let quoted_to = at + open as usize + 1;
        let behind_open = !1 << open;
        let close = (masks.quote & behind_open).trailing_zeros();
        let plain = close < 63 && seps >> (close + 1) & 1 == 1;
        if !plain {
            outside &= !(!0 << open);
            out.emit(at, seps & outside, masks.line_end & outside);
            let at = end_of_quoted(text, quoted_to, delimiter).unwrap_or(text.len());
            return Stand { at, field_start: 0, quoted_to };
        }
        outside &= !(behind_open & !(!0 << close));
        opening &= !1 << close;
        if opening == 0 {
            out.emit(at, seps & outside, masks.line_end & outside);
            return Stand { at: (at + 64).min(text.len()), field_start: seps >> 63, quoted_to };
        }
    }
}

/// The separator that ends the quoted field whose content starts at `at`; none if the text ends before.
fn end_of_quoted(text: &[u8], mut at: usize, delimiter: u8) -> Option<usize> {
    loop {
        at += memchr::memchr(b'"', text.get(at..)?)? + 1;
        if *text.get(at)? != b'"' {
            return memchr::memchr3(delimiter, b'\n', b'\r', &text[at..]).map(|found| at + found);
        }
        at += 1;
    }
}

/// Where an advance writes: the buffers and their fill, in registers while it runs.
struct Out<'a> {
    seps: &'a mut [u32],
    ends: &'a mut [u32],
    count: usize,
    records: usize,
}

impl Out<'_> {
    /// Notes the separators `seps` of the 64 bytes at `base`, of which `line_ends` end records.
    #[inline(always)]
    fn emit(&mut self, base: usize, seps: u64, line_ends: u64) {
        // One rank is written whether there is one or not: cheaper than a branch that goes either way.
        let mut rest = line_ends;
        let mut slot = self.records;
        loop {
            let below = (rest & rest.wrapping_neg()).wrapping_sub(1);
            self.ends[slot] = self.count as u32 + (seps & below).count_ones();
            rest &= rest.wrapping_sub(1);
            if rest == 0 {
                break;
            }
            slot += 1;
        }
        self.records += line_ends.count_ones() as usize;
        // Likewise eight positions at once.
        let mut rest = seps;
        let mut next = self.count;
        loop {
            for slot in &mut self.seps[next..next + 8] {
                *slot = base as u32 + rest.trailing_zeros();
                rest &= rest.wrapping_sub(1);
            }
            if rest == 0 {
                break;
            }
            next += 8;
        }
        self.count += seps.count_ones() as usize;
    }
}

/// A place in the text.
#[derive(Clone, Copy)]
struct Here<'a> {
    text: &'a [u8],
    at: usize,
    field_start: u64,
}

/// Where it goes on behind a quoted field.
struct Stand {
    at: usize,
    field_start: u64,
    quoted_to: usize,
}

struct Advance<'a> {
    index: &'a mut Index,
    text: &'a [u8],
    at: usize,
    upto: usize,
    delimiter: u8,
}

impl Work for Advance<'_> {
    type Output = usize;

    #[inline(always)]
    fn with<C: Classify>(self, classify: C) -> usize {
        let Self { index, text, mut at, upto, delimiter } = self;
        let Index { seps, ends, count, records, .. } = index;
        let mut out = Out { seps, ends, count: *count, records: *records };
        let (mut field_start, mut quoted_to) = (index.field_start, index.quoted_to);
        while at < upto {
            let rest = &text[at..];
            let masks = if let Some(block) = rest.first_chunk::<64>() {
                classify.classify(block)
            } else {
                // Behind the end stand zero bytes, which are no separators.
                let mut block = [0; 64];
                block[..rest.len()].copy_from_slice(rest);
                classify.classify(&block)
            };
            let seps = masks.delimiter | masks.line_end;
            if masks.quote & (seps << 1 | field_start) == 0 {
                out.emit(at, seps, masks.line_end);
                field_start = seps >> 63;
                at = (at + 64).min(text.len());
            } else {
                let stand = quoted(&mut out, Here { text, at, field_start }, masks, delimiter);
                Stand { at, field_start, quoted_to } = stand;
            }
        }
        (index.count, index.records) = (out.count, out.records);
        (index.field_start, index.quoted_to) = (field_start, quoted_to);
        at
    }
}
