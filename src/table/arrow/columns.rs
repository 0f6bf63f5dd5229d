//! Columns of a table, filled row by row.

use crate::stats::Interval;
use crate::table::NoInterval;
use arrow_array::types::ArrowDictionaryKeyType;
use arrow_array::{
    ArrayRef, DictionaryArray, Float64Array, Int8Array, Int64Array, PrimitiveArray, StringArray,
};
use arrow_buffer::{ArrowNativeType, BooleanBuffer, Buffer, NullBuffer, ScalarBuffer};
use std::ptr::NonNull;
use std::sync::Arc;

/// A list of words, which the rows of a column have places in.
pub fn list(words: impl IntoIterator<Item: AsRef<str>>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(words))
}

/// Words of a column: for each row the place of its word in the list, or none.
#[allow(unsafe_code)]
pub fn words<K: ArrowDictionaryKeyType<Native: Ord>>(list: &ArrayRef, keys: PrimitiveArray<K>) -> ArrayRef {
    let places = keys.values().clone();
    // SAFETY: the rows' own places are looked at.
    unsafe { words_at(list, keys, &places) }
}

/// Words of a column.
///
/// # Safety
/// No row has another place than one of those in `said`.
#[allow(unsafe_code)]
pub(super) unsafe fn words_at<K: ArrowDictionaryKeyType<Native: Ord>>(
    list: &ArrayRef,
    keys: PrimitiveArray<K>,
    said: &[K::Native],
) -> ArrayRef {
    let values = list.clone();
    // Arrow looks at each place on its own. Here the first and the last tell of all whether they are in the list.
    let none = K::Native::default();
    let (low, high) = said.iter().fold((none, none), |(low, high), at| (low.min(*at), high.max(*at)));
    if low == none && high.as_usize() < list.len() {
        // SAFETY: every place is that of a word in the list.
        return Arc::new(unsafe { DictionaryArray::<K>::new_unchecked(keys, values) });
    }
    match DictionaryArray::<K>::try_new(keys, values) {
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

    /// Adds values, and which of them are known.
    pub fn extend(&mut self, values: &[T], known: impl Iterator<Item = bool>) {
        self.values.extend_from_slice(values);
        self.known.extend(known);
    }

    pub fn finish(self) -> (ScalarBuffer<T>, Option<NullBuffer>) {
        (self.values.into(), self.known.finish())
    }
}

pub fn floats(column: Nullable<f64>) -> ArrayRef {
    let (values, valid) = column.finish();
    Arc::new(Float64Array::new(values, valid))
}

pub fn wholes(values: ScalarBuffer<i64>, known: Option<NullBuffer>) -> ArrayRef {
    Arc::new(Int64Array::new(values, known))
}

pub fn places(column: Nullable<i8>) -> Int8Array {
    let (values, valid) = column.finish();
    Int8Array::new(values, valid)
}

/// A column of the ledger as it lies there.
#[allow(unsafe_code)]
pub fn shared(numbers: Arc<Vec<i64>>) -> ScalarBuffer<i64> {
    let (start, bytes) = (NonNull::from(numbers.as_slice()).cast(), size_of_val(numbers.as_slice()));
    // SAFETY: the numbers lie there, unchanged, as long as the buffer holds on to them.
    unsafe { Buffer::from_custom_allocation(start, bytes, numbers) }.into()
}

/// The ends of intervals and their methods; without an interval the reason stands in the method's place.
pub struct Ends {
    lower: Nullable<f64>,
    upper: Nullable<f64>,
    methods: Nullable<i8>,
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
            }) as i8
        }));
    }

    /// The words for methods, in the order in which they were met.
    pub fn words(&self) -> &[&'static str] {
        &self.words
    }

    /// Lower end, upper end, method: one of a list that has all that were met.
    pub fn finish(mut self, list: &ArrayRef, of: &[&'static str]) -> [ArrayRef; 3] {
        let place = |word| of.iter().position(|other| other == word).unwrap_or_default() as i8;
        let moved: Vec<i8> = self.words.iter().map(place).collect();
        for method in &mut self.methods.values {
            *method = moved.get(*method as usize).copied().unwrap_or_default();
        }
        [floats(self.lower), floats(self.upper), words(list, places(self.methods))]
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
        column.extend(&[0, 1, 0, 3, 4, 5, 6, 7, 8, 9], (0..10).map(|row| row != 2));
        column.push(None);
        let column = places(column);
        let rows: Vec<Option<i8>> = column.iter().collect();
        let there = |row: &i8| *row != 2 && *row != 10;
        assert_eq!(rows, (0..11).map(|row| Some(row).filter(there)).collect::<Vec<_>>());
        let mut full = Nullable::new(9);
        full.extend(&[1; 9], [true; 9].into_iter());
        assert_eq!(places(full).null_count(), 0);
    }
}
