//! Raw columns → numbers that the scan can use: words as ids, dates as days, amounts as minor units.

use crate::Result;
use crate::case::parse;
use crate::case::{Bits, FieldKind, Ints, RawColumn, Rows};
use crate::cube::interner::Interner;
use crate::cube::plan::PlanField;

/// Rows that are worked on at a time, so that everything about them stays in the first cache.
pub(crate) const BLOCK: usize = 2048;
/// A day that is not there.
pub(crate) const NO_DAY: i32 = i32::MIN;
/// A day that cannot be read.
pub(crate) const BAD_DAY: i32 = i32::MIN + 1;
/// A number that is not there.
pub(crate) const NO_NUMBER: i64 = i64::MIN;
/// A number that cannot be read.
pub(crate) const BAD_NUMBER: i64 = i64::MIN + 1;

/// One field's reader: what it has learnt of the column so far.
#[derive(Debug)]
pub(crate) struct FieldReader {
    pub interner: Interner,
    default: u32,
    /// For the dictionary of `identity`: code → id, day or number.
    identity: Option<u64>,
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
            identity: None,
            code_ids: Vec::new(),
            code_days: Vec::new(),
            code_numbers: Vec::new(),
            timed: 0,
        })
    }

    /// Ids of the words of rows `at..at + out.len()`.
    pub fn words(
        &mut self,
        field: &PlanField,
        rows: &dyn Rows,
        column: &RawColumn<'_>,
        at: usize,
        out: &mut [u32],
    ) -> Result<()> {
        let translation = &field.translation;
        let interner = &mut self.interner;
        match column {
            RawColumn::Absent => out.fill(self.default),
            RawColumn::AllNull => out.fill(0),
            RawColumn::Text { text, valid } => {
                for (i, id) in out.iter_mut().enumerate() {
                    *id = if is_valid(valid.as_ref(), at + i) {
                        interner.intern(text.get(at + i), translation, |b| rows.decode(b))?
                    } else {
                        0
                    };
                }
            }
            RawColumn::Coded { codes, valid, words, word_valid, identity } => {
                if self.identity != Some(*identity) {
                    self.identity = Some(*identity);
                    self.code_ids.clear();
                    for code in 0..words.len() {
                        self.code_ids.push(if is_valid(word_valid.as_ref(), code) {
                            interner.intern(words.get(code), translation, |b| rows.decode(b))?
                        } else {
                            0
                        });
                    }
                }
                look_up(codes, valid.as_ref(), at, &self.code_ids, 0, out);
            }
            RawColumn::Bools { bits, valid } => {
                let decode = |b| Ok(String::from_utf8_lossy(b));
                let no = interner.intern(b"false", translation, decode)?;
                let yes = interner.intern(b"true", translation, decode)?;
                for (i, id) in out.iter_mut().enumerate() {
                    let word = if bits.get(at + i) { yes } else { no };
                    *id = if is_valid(valid.as_ref(), at + i) { word } else { 0 };
                }
            }
            RawColumn::Ints { values, valid } => {
                for (i, id) in out.iter_mut().enumerate() {
                    let here = is_valid(valid.as_ref(), at + i);
                    *id = if here { interner.intern_whole(values.get(at + i), translation)? } else { 0 };
                }
            }
            RawColumn::Floats { .. } | RawColumn::Decimals { .. } | RawColumn::Dates { .. } | RawColumn::Instants { .. } => {
                for (i, id) in out.iter_mut().enumerate() {
                    *id = match text_of(column, at + i) {
                        Some(text) => {
                            interner.intern(text.as_bytes(), translation, |_| Ok(text.clone().into()))?
                        }
                        None => 0,
                    };
                }
            }
        }
        Ok(())
    }

    /// Days of rows `at..at + out.len()`.
    pub fn days(&mut self, field: &PlanField, rows: &dyn Rows, column: &RawColumn<'_>, at: usize, out: &mut [i32]) {
        match column {
            RawColumn::Absent | RawColumn::AllNull => out.fill(NO_DAY),
            RawColumn::Dates { days, valid } => {
                out.copy_from_slice(&days[at..at + out.len()]);
                if let Some(valid) = valid {
                    for (i, day) in out.iter_mut().enumerate() {
                        *day = if valid.get(at + i) { *day } else { NO_DAY };
                    }
                }
            }
            RawColumn::Instants { ticks, per_day, shift, valid } => {
                for (i, day) in out.iter_mut().enumerate() {
                    let tick = ticks[at + i].saturating_add(*shift);
                    *day = if is_valid(valid.as_ref(), at + i) {
                        self.timed += u64::from(tick.rem_euclid(*per_day) != 0);
                        i32::try_from(tick.div_euclid(*per_day)).unwrap_or(BAD_DAY)
                    } else {
                        NO_DAY
                    };
                }
            }
            RawColumn::Coded { codes, valid, words, word_valid, identity } => {
                if self.identity != Some(*identity) {
                    self.identity = Some(*identity);
                    self.code_days = (0..words.len())
                        .map(|c| match is_valid(word_valid.as_ref(), c) {
                            true => day_of(field, rows, words.get(c), &mut 0),
                            false => NO_DAY,
                        })
                        .collect();
                }
                look_up(codes, valid.as_ref(), at, &self.code_days, NO_DAY, out);
            }
            RawColumn::Text { text, valid } => {
                for (i, day) in out.iter_mut().enumerate() {
                    *day = if is_valid(valid.as_ref(), at + i) {
                        day_of(field, rows, text.get(at + i), &mut self.timed)
                    } else {
                        NO_DAY
                    };
                }
            }
            RawColumn::Ints { .. } | RawColumn::Floats { .. } | RawColumn::Decimals { .. } | RawColumn::Bools { .. } => {
                for (i, day) in out.iter_mut().enumerate() {
                    *day = match text_of(column, at + i) {
                        Some(text) => day_of(field, rows, text.as_bytes(), &mut self.timed),
                        None => NO_DAY,
                    };
                }
            }
        }
        for sentinel in &field.null_days {
            out.iter_mut().for_each(|day| *day = if day == sentinel { NO_DAY } else { *day });
        }
    }

    /// Numbers, or minor units of money, of rows `at..at + out.len()`.
    pub fn numbers(&mut self, field: &PlanField, rows: &dyn Rows, column: &RawColumn<'_>, at: usize, out: &mut [i64]) {
        let money = field.kind == FieldKind::Money;
        match column {
            RawColumn::Absent | RawColumn::AllNull => out.fill(NO_NUMBER),
            RawColumn::Floats { values, valid } => {
                for (i, number) in out.iter_mut().enumerate() {
                    *number = if is_valid(valid.as_ref(), at + i) {
                        number_of_float(values[at + i], money)
                    } else {
                        NO_NUMBER
                    };
                }
            }
            RawColumn::Ints { values, valid } => {
                let unit = if money { 100 } else { 1 };
                for (i, number) in out.iter_mut().enumerate() {
                    *number = if is_valid(valid.as_ref(), at + i) {
                        values.get(at + i).checked_mul(unit).unwrap_or(BAD_NUMBER)
                    } else {
                        NO_NUMBER
                    };
                }
            }
            RawColumn::Decimals { values, scale, valid } => {
                for (i, number) in out.iter_mut().enumerate() {
                    *number = if is_valid(valid.as_ref(), at + i) {
                        number_of_decimal(values[at + i], *scale, money)
                    } else {
                        NO_NUMBER
                    };
                }
            }
            RawColumn::Coded { codes, valid, words, word_valid, identity } => {
                if self.identity != Some(*identity) {
                    self.identity = Some(*identity);
                    self.code_numbers = (0..words.len())
                        .map(|c| match is_valid(word_valid.as_ref(), c) {
                            true => number_of_text(field, rows, words.get(c), money),
                            false => NO_NUMBER,
                        })
                        .collect();
                }
                look_up(codes, valid.as_ref(), at, &self.code_numbers, NO_NUMBER, out);
            }
            RawColumn::Text { text, valid } => {
                for (i, number) in out.iter_mut().enumerate() {
                    *number = if is_valid(valid.as_ref(), at + i) {
                        number_of_text(field, rows, text.get(at + i), money)
                    } else {
                        NO_NUMBER
                    };
                }
            }
            RawColumn::Bools { .. } | RawColumn::Dates { .. } | RawColumn::Instants { .. } => out.fill(BAD_NUMBER),
        }
    }
}

#[inline]
fn is_valid(valid: Option<&Bits<'_>>, i: usize) -> bool {
    valid.is_none_or(|v| v.get(i))
}

/// Codes → what they stand for; a code outside its dictionary counts as none.
fn look_up<T: Copy>(codes: &Ints<'_>, valid: Option<&Bits<'_>>, at: usize, map: &[T], none: T, out: &mut [T]) {
    macro_rules! each {
        ($codes:expr) => {
            match valid {
                None => {
                    for (slot, code) in out.iter_mut().zip(&$codes[at..]) {
                        *slot = map.get(*code as usize).copied().unwrap_or(none);
                    }
                }
                Some(valid) => {
                    for (i, (slot, code)) in out.iter_mut().zip(&$codes[at..]).enumerate() {
                        let value = map.get(*code as usize).copied().unwrap_or(none);
                        *slot = if valid.get(at + i) { value } else { none };
                    }
                }
            }
        };
    }
    match codes {
        Ints::I8(c) => each!(c),
        Ints::I16(c) => each!(c),
        Ints::I32(c) => each!(c),
        Ints::I64(c) => each!(c),
        Ints::U8(c) => each!(c),
        Ints::U16(c) => each!(c),
        Ints::U32(c) => each!(c),
        Ints::U64(c) => each!(c),
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
            crate::quantity::Decimal::new(values[i], u8::try_from(*scale).unwrap_or(0)).to_string()
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

#[inline]
fn day_of(field: &PlanField, rows: &dyn Rows, text: &[u8], timed: &mut u64) -> i32 {
    for layout in &field.layouts {
        if let Some(read) = parse::moment(text, *layout) {
            *timed += u64::from(read.time == parse::Time::OfDay || read.time == parse::Time::Zoned);
            return read.days;
        }
    }
    other_day(field, rows, text, timed)
}

#[cold]
fn other_day(field: &PlanField, rows: &dyn Rows, text: &[u8], timed: &mut u64) -> i32 {
    if is_null(field, rows, text) {
        return NO_DAY;
    }
    let trimmed = text.trim_ascii();
    for layout in &field.layouts {
        if let Some(read) = parse::moment(trimmed, *layout) {
            *timed += u64::from(read.time == parse::Time::OfDay || read.time == parse::Time::Zoned);
            return read.days;
        }
    }
    BAD_DAY
}

fn is_null(field: &PlanField, rows: &dyn Rows, text: &[u8]) -> bool {
    text.is_empty() || rows.decode(text).is_ok_and(|word| field.translation.nulls.contains(word.trim()))
}

fn number_of_text(field: &PlanField, rows: &dyn Rows, text: &[u8], money: bool) -> i64 {
    let read = if money { parse::money(text) } else { parse::integer(text) };
    match read {
        Some(number) => number,
        None if is_null(field, rows, text) => NO_NUMBER,
        None => BAD_NUMBER,
    }
}

const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// The minor units whose nearest double `value` is; a value between minor units cannot be read.
#[inline]
fn number_of_float(value: f64, money: bool) -> i64 {
    let unit = if money { 100.0 } else { 1.0 };
    let scaled = value * unit;
    // Adding and taking away 1.5·2⁵² rounds to a whole number in two instructions.
    let whole = if scaled.abs() < 2.0e15 { (scaled + ROUNDER) - ROUNDER } else { scaled.round_ties_even() };
    if whole / unit == value && whole.abs() < 9.0e15 {
        whole as i64
    } else if value.is_nan() {
        NO_NUMBER
    } else {
        BAD_NUMBER
    }
}

fn number_of_decimal(value: i128, scale: i8, money: bool) -> i64 {
    let shift = i32::from(if money { 2i8 } else { 0 }) - i32::from(scale);
    let power = 10i128.checked_pow(shift.unsigned_abs());
    let number = match (power, shift >= 0) {
        (Some(power), true) => value.checked_mul(power),
        (Some(power), false) if value % power == 0 => Some(value / power),
        _ => None,
    };
    number.and_then(|n| i64::try_from(n).ok()).unwrap_or(BAD_NUMBER)
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
