//! Columns of a table, filled row by row.

use crate::stats::Interval;
use crate::table::NoInterval;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Float64Array, Int32Array, Int64Array, StringArray};
use arrow_buffer::{ArrowNativeType, BooleanBuffer, Buffer, NullBuffer, ScalarBuffer};
use std::sync::Arc;

/// A list of words, which the rows of a column have places in.
pub fn list(words: impl IntoIterator<Item: AsRef<str>>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(words))
}

/// Words of a column: for each row the place of its word in the list, or none.
#[allow(unsafe_code)]
pub fn words(list: &ArrayRef, keys: Int32Array) -> ArrayRef {
    let places = keys.values().clone();
    // SAFETY: the rows' own places are looked at.
    unsafe { words_at(list, keys, &places) }
}

/// Words of a column.
///
/// # Safety
/// No row has another place than one of those in `said`.
#[allow(unsafe_code)]
pub(super) unsafe fn words_at(list: &ArrayRef, keys: Int32Array, said: &[i32]) -> ArrayRef {
    let values = list.clone();
    // Arrow looks at each place on its own. Here one sign tells of all whether they lie from 0 to the last.
    let last = i32::try_from(list.len()).unwrap_or(0) - 1;
    let outside = said.iter().fold(last, |outside, place| outside | place | last.wrapping_sub(*place));
    if outside >= 0 {
        // SAFETY: every place is that of a word in the list.
        return Arc::new(unsafe { DictionaryArray::<Int32Type>::new_unchecked(keys, values) });
    }
    match DictionaryArray::<Int32Type>::try_new(keys, values) {
        Ok(array) => Arc::new(array),
        // Places come from the list itself.
        Err(_) => Arc::new(StringArray::new_null(0)),
    }
}

/// Each word once, and the place of every word given; pandas refuses categories that stand twice.
pub fn distinct(given: impl Iterator<Item = String>) -> (Vec<String>, Vec<usize>) {
    let mut list: Vec<String> = Vec::new();
    let places = given.map(|word| {
        list.iter().position(|known| *known == word).unwrap_or_else(|| {
            list.push(word);
            list.len() - 1
        })
    });
    let places = places.collect();
    (list, places)
}

/// Which rows of a column have a value.
///
/// Those that were said last have a byte each, since bytes of many rows are written at a time, which bits are not.
pub struct Known {
    bits: Vec<u8>,
    last: Vec<u8>,
}

impl Known {
    pub fn new(rows: usize) -> Self {
        Self { bits: Vec::with_capacity(rows.div_ceil(8)), last: Vec::new() }
    }

    pub fn extend(&mut self, rows: impl Iterator<Item = bool>) {
        self.last.extend(rows.map(u8::from));
        self.pack();
    }

    /// Says it of one row; many are packed at a time.
    #[inline(always)]
    fn push(&mut self, known: bool) {
        self.last.push(known.into());
        if self.last.len() >= 64 {
            self.pack();
        }
    }

    /// Packs all eights of bytes into bits.
    fn pack(&mut self) {
        let (eights, rest) = self.last.as_chunks::<8>();
        self.bits.extend(eights.iter().map(|eight| packed(*eight)));
        let packed = self.last.len() - rest.len();
        self.last.copy_within(packed.., 0);
        self.last.truncate(self.last.len() - packed);
    }

    /// The rows without a value, where there are some.
    pub fn finish(mut self) -> Option<NullBuffer> {
        let rows = 8 * self.bits.len() + self.last.len();
        if self.bits.iter().all(|eight| *eight == u8::MAX) && self.last.iter().all(|known| *known == 1) {
            return None;
        }
        self.last.resize(self.last.len().next_multiple_of(8), 0);
        self.pack();
        Some(NullBuffer::new(BooleanBuffer::new(Buffer::from_vec(self.bits), 0, rows)))
    }
}

/// Eight bytes of 0 or 1 as bits, the first lowest: each byte is moved to a bit of its own of the highest byte.
fn packed(eight: [u8; 8]) -> u8 {
    (u64::from_le_bytes(eight).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}

/// A column that may have gaps.
pub struct Nullable<T> {
    values: Vec<T>,
    known: Known,
}

impl<T: Default + Copy + ArrowNativeType> Nullable<T> {
    pub fn new(rows: usize) -> Self {
        Self { values: Vec::with_capacity(rows), known: Known::new(rows) }
    }

    #[inline(always)]
    pub fn push(&mut self, value: Option<T>) {
        self.known.push(value.is_some());
        self.values.push(value.unwrap_or_default());
    }

    #[inline(always)]
    pub fn extend(&mut self, values: impl ExactSizeIterator<Item = Option<T>>) {
        let (first, before, rows) = (self.values.len(), self.known.last.len(), values.len());
        self.values.resize(first + rows, T::default());
        self.known.last.resize(before + rows, 0);
        let slots = self.values[first..].iter_mut().zip(&mut self.known.last[before..]);
        for ((slot, known), value) in slots.zip(values) {
            *known = value.is_some().into();
            *slot = value.unwrap_or_default();
        }
        self.known.pack();
    }

    fn finish(self) -> (ScalarBuffer<T>, Option<NullBuffer>) {
        (self.values.into(), self.known.finish())
    }
}

pub fn floats(column: Nullable<f64>) -> ArrayRef {
    let (values, valid) = column.finish();
    Arc::new(Float64Array::new(values, valid))
}

pub fn wholes(column: Nullable<i64>) -> ArrayRef {
    let (values, valid) = column.finish();
    Arc::new(Int64Array::new(values, valid))
}

/// Columns that have their gaps in the same rows.
pub fn alike<const N: usize>(columns: [Vec<i64>; N], known: Known) -> [ArrayRef; N] {
    let valid = known.finish();
    columns.map(|values| Arc::new(Int64Array::new(values.into(), valid.clone())) as ArrayRef)
}

pub fn places(column: Nullable<i32>) -> Int32Array {
    let (values, valid) = column.finish();
    Int32Array::new(values, valid)
}

/// The ends of intervals and their methods; without an interval the reason stands in the method's place.
pub struct Ends {
    lower: Nullable<f64>,
    upper: Nullable<f64>,
    methods: Nullable<i32>,
    words: Vec<&'static str>,
}

impl Ends {
    pub fn new(rows: usize) -> Self {
        Self {
            lower: Nullable::new(rows),
            upper: Nullable::new(rows),
            methods: Nullable::new(rows),
            words: Vec::new(),
        }
    }

    pub fn push(&mut self, interval: Result<Interval, NoInterval>) {
        let word = match interval {
            Ok(interval) => Some(interval.method),
            Err(NoInterval::NotAsked | NoInterval::NoValue) => None,
            Err(reason) => Some(reason.word()),
        };
        self.lower.push(interval.ok().and_then(|i| i.lower));
        self.upper.push(interval.ok().and_then(|i| i.upper));
        self.methods.push(word.map(|word| {
            let known = self.words.iter().position(|w| *w == word);
            known.unwrap_or_else(|| {
                self.words.push(word);
                self.words.len() - 1
            }) as i32
        }));
    }

    /// Lower end, upper end, method.
    pub fn finish(self) -> [ArrayRef; 3] {
        [floats(self.lower), floats(self.upper), words(&list(self.words), places(self.methods))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::Array;

    /// The reference sets bit by bit.
    #[test]
    fn bytes_are_packed_into_bits() {
        for bits in 0..=u8::MAX {
            assert_eq!(packed(std::array::from_fn(|bit| bits >> bit & 1)), bits);
        }
    }

    /// By hand: eleven rows, of which the third and the last have no value.
    #[test]
    fn rows_without_a_value_are_null() {
        let mut column = Nullable::new(11);
        column.extend((0..10).map(|row| (row != 2).then_some(row)));
        column.push(None);
        let column = places(column);
        let rows: Vec<Option<i32>> = column.iter().collect();
        let there = |row: &i32| *row != 2 && *row != 10;
        assert_eq!(rows, (0..11).map(|row| Some(row).filter(there)).collect::<Vec<_>>());
        let mut full = Nullable::new(9);
        full.extend((0..9).map(Some));
        assert_eq!(places(full).null_count(), 0);
    }
}
