//! Raw columns → numbers that the scan can use: words as codes, dates as days, amounts as minor units.

mod days;
mod numbers;
mod words;

use crate::Result;
use crate::case::{Bits, Head, Ints, RawColumn, Rows, Text};
use crate::cube::interner::Interner;
use crate::cube::plan::PlanField;

/// Rows that are worked on at a time, so that everything about them stays in the first cache.
pub(crate) const BLOCK: usize = 1024;
/// A day that is not there.
pub(crate) const NO_DAY: i32 = i32::MIN;
/// A day that cannot be read.
pub(crate) const BAD_DAY: i32 = i32::MIN + 1;
/// A number that is not there: it adds nothing.
pub(crate) const NO_NUMBER: i64 = 0;
/// A number that cannot be read.
pub(crate) const BAD_NUMBER: i64 = i64::MIN + 1;

/// One field's reader: what it has learnt of the column so far.
#[derive(Debug)]
pub(crate) struct FieldReader {
    pub interner: Interner,
    default: u32,
    /// The dictionary that the codes of the last block are of; `None` where they are ids of the interner.
    dictionary: Option<u64>,
    /// For that dictionary: code → id (one more for "no word"), day or number.
    code_ids: Vec<u32>,
    code_days: Vec<i32>,
    code_numbers: Vec<i64>,
    /// Dates that carried a time of day.
    pub timed: u64,
}

impl FieldReader {
    pub fn new(field: &PlanField) -> Result<Self> {
        let mut interner = Interner::new();
        let default = match &field.bound.default {
            Some(word) if field.bound.source.is_none() => {
                interner.intern(word.as_bytes(), &field.translation, |b| Ok(String::from_utf8_lossy(b)))?
            }
            _ => 0,
        };
        Ok(Self {
            interner,
            default,
            dictionary: None,
            code_ids: Vec::new(),
            code_days: Vec::new(),
            code_numbers: Vec::new(),
            timed: 0,
        })
    }
}

#[inline]
fn is_valid(valid: Option<&Bits<'_>>, i: usize) -> bool {
    valid.is_none_or(|v| v.get(i))
}

/// What `turn` makes of each value from row `at` on; `none` where the row is null.
#[inline(always)]
fn each_valid<V: Copy, T: Copy>(
    values: &[V],
    valid: Option<&Bits<'_>>,
    at: usize,
    out: &mut [T],
    none: T,
    turn: impl Fn(V) -> T,
) {
    let values = &values[at..][..out.len()];
    // Loops and no closures, so that they are compiled for wide instructions.
    let Some(valid) = valid else {
        for (slot, value) in out.iter_mut().zip(values) {
            *slot = turn(*value);
        }
        return;
    };
    let there = spread(valid, at, out.len());
    for ((slot, value), there) in out.iter_mut().zip(values).zip(&there) {
        let value = turn(*value);
        *slot = if *there != 0 { value } else { none };
    }
}

/// For each truth value from row `at` on `no` or `yes`; `none` where the row is null.
#[inline(always)]
fn each_truth(
    bits: &Bits<'_>,
    valid: Option<&Bits<'_>>,
    at: usize,
    out: &mut [u32],
    [no, yes, none]: [u32; 3],
) {
    let set = spread(bits, at, out.len());
    out.iter_mut().zip(&set).for_each(|(slot, set)| *slot = if *set != 0 { yes } else { no });
    if let Some(valid) = valid {
        let there = spread(valid, at, out.len());
        let nulls = out.iter_mut().zip(&there);
        nulls.for_each(|(slot, there)| *slot = if *there != 0 { *slot } else { none });
    }
}

/// A byte for each bit of a byte, all ones where it is set.
const BYTES: [[u8; 8]; 256] = {
    let mut all = [[0; 8]; 256];
    let mut at = 0;
    while at < all.len() * 8 {
        all[at / 8][at % 8] = if (at / 8) >> (at % 8) & 1 != 0 { 0xff } else { 0 };
        at += 1;
    }
    all
};

/// A byte for each of `n` bits from bit `at` on, at most a block of them: bytes can be chosen by many at a time, bits
/// cannot.
#[inline(always)]
fn spread(bits: &Bits<'_>, at: usize, n: usize) -> [u8; BLOCK] {
    let mut all = [0; BLOCK];
    let words = all.as_chunks_mut::<64>().0.iter_mut().take(n.div_ceil(64));
    for (w, word) in words.enumerate() {
        let bytes = bits.word(at + 64 * w).to_le_bytes();
        for (eight, byte) in word.as_chunks_mut::<8>().0.iter_mut().zip(bytes) {
            *eight = BYTES[usize::from(byte)];
        }
    }
    all
}

/// What `turn` makes of each whole number from row `at` on; `none` where the row is null.
#[inline(always)]
fn each_int<T: Copy>(
    values: &Ints<'_>,
    valid: Option<&Bits<'_>>,
    at: usize,
    out: &mut [T],
    none: T,
    turn: impl Fn(i64) -> T,
) {
    match values {
        Ints::I8(v) => each_valid(v, valid, at, out, none, |v| turn(v.into())),
        Ints::I16(v) => each_valid(v, valid, at, out, none, |v| turn(v.into())),
        Ints::I32(v) => each_valid(v, valid, at, out, none, |v| turn(v.into())),
        Ints::I64(v) => each_valid(v, valid, at, out, none, turn),
        Ints::U8(v) => each_valid(v, valid, at, out, none, |v| turn(v.into())),
        Ints::U16(v) => each_valid(v, valid, at, out, none, |v| turn(v.into())),
        Ints::U32(v) => each_valid(v, valid, at, out, none, |v| turn(v.into())),
        Ints::U64(v) => each_valid(v, valid, at, out, none, |v| turn(i64::try_from(v).unwrap_or(i64::MAX))),
    }
}

/// What `read` makes of each text from row `at` on, given its row and head; `none` where there is none.
#[inline(always)]
fn each_text<T: Copy>(
    text: &Text<'_>,
    valid: Option<&Bits<'_>>,
    at: usize,
    out: &mut [T],
    none: T,
    mut read: impl FnMut(usize, Head) -> T,
) {
    let mut heads = [Head::default(); 64];
    for (w, chunk) in out.chunks_mut(64).enumerate() {
        let first = at + 64 * w;
        let heads = &mut heads[..chunk.len()];
        text.heads(first, heads);
        let there = valid.map_or(u64::MAX, |v| v.word(first));
        for (i, (slot, head)) in chunk.iter_mut().zip(heads).enumerate() {
            *slot = if there >> i & 1 != 0 { read(first + i, *head) } else { none };
        }
    }
}

/// What a cell of numbers or dates says as text.
fn text_of(column: &RawColumn<'_>, i: usize) -> Option<String> {
    match column {
        RawColumn::Ints { values, valid } => is_valid(valid.as_ref(), i).then(|| values.get(i).to_string()),
        RawColumn::Floats { values, valid } => {
            (is_valid(valid.as_ref(), i) && !values[i].is_nan()).then(|| values[i].to_string())
        }
        RawColumn::Decimals { values, scale, valid } => is_valid(valid.as_ref(), i).then(|| {
            crate::quantity::Decimal::new(values.get(i), u8::try_from(*scale).unwrap_or(0)).to_string()
        }),
        RawColumn::Dates { days, valid } => {
            is_valid(valid.as_ref(), i).then(|| crate::period::Date::from_days(days[i]).to_string())
        }
        RawColumn::Instants { ticks, per_day, shift, valid } => is_valid(valid.as_ref(), i).then(|| {
            let day = i32::try_from(ticks[i].saturating_add(*shift).div_euclid(*per_day)).unwrap_or(0);
            crate::period::Date::from_days(day).to_string()
        }),
        RawColumn::Bools { bits, valid } => is_valid(valid.as_ref(), i).then(|| bits.get(i).to_string()),
        _ => None,
    }
}

fn is_null(field: &PlanField, rows: &dyn Rows, text: &[u8]) -> bool {
    text.is_empty() || rows.decode(text).is_ok_and(|word| field.translation.nulls.contains(word.trim()))
}

/// What row `row` of a column of UTF-8 says, for the list of rows set aside.
pub(crate) fn original(column: &RawColumn<'_>, row: usize) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match column {
        RawColumn::Text { text: cells, valid } if is_valid(valid.as_ref(), row) => text(cells.get(row)),
        RawColumn::Coded { codes, valid, words, .. } if is_valid(valid.as_ref(), row) => {
            let code = codes.get(row) as usize;
            if code < words.len() { text(words.get(code)) } else { String::new() }
        }
        other => text_of(other, row).unwrap_or_default(),
    }
}
