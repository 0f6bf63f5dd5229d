//! Columns of a table, filled row by row.

use crate::stats::Interval;
use crate::table::NoInterval;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Float64Array, Int32Array, Int64Array, StringArray};
use arrow_buffer::{ArrowNativeType, BooleanBuffer, Buffer, NullBuffer, ScalarBuffer};
use std::sync::Arc;

/// Words of a column: for each row the place of its word in the list, or none.
#[allow(unsafe_code)]
pub fn words(list: &[String], keys: Int32Array) -> ArrayRef {
    let values: ArrayRef = Arc::new(StringArray::from_iter_values(list));
    // Arrow looks at each place on its own. Here one sign tells of all whether they lie from 0 to the last.
    let last = i32::try_from(list.len()).unwrap_or(0) - 1;
    let outside =
        keys.values().iter().fold(last, |outside, place| outside | place | last.wrapping_sub(*place));
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
#[derive(Default)]
pub struct Known {
    /// A bit for each row, as far as words are full.
    full: Vec<u64>,
    next: u64,
    rows: usize,
}

impl Known {
    pub fn new(rows: usize) -> Self {
        Self { full: Vec::with_capacity(rows.div_ceil(64)), ..Self::default() }
    }

    #[inline(always)]
    pub fn push(&mut self, known: bool) {
        self.next |= u64::from(known) << (self.rows % 64);
        self.rows += 1;
        if self.rows.is_multiple_of(64) {
            self.full.push(std::mem::take(&mut self.next));
        }
    }

    pub fn extend(&mut self, rows: impl Iterator<Item = bool>) {
        rows.for_each(|known| self.push(known));
    }

    /// The rows without a value, where there are some.
    pub fn finish(mut self) -> Option<NullBuffer> {
        self.full.push(self.next);
        let known = BooleanBuffer::new(Buffer::from_vec(self.full), 0, self.rows);
        Some(NullBuffer::new(known)).filter(|valid| valid.null_count() > 0)
    }
}

/// A column that may have gaps.
pub struct Nullable<T> {
    values: Vec<T>,
    known: Known,
}

impl<T: Default + ArrowNativeType> Nullable<T> {
    pub fn new(rows: usize) -> Self {
        Self { values: Vec::with_capacity(rows), known: Known::new(rows) }
    }

    #[inline(always)]
    pub fn push(&mut self, value: Option<T>) {
        self.known.push(value.is_some());
        self.values.push(value.unwrap_or_default());
    }

    #[inline(always)]
    pub fn extend(&mut self, values: impl Iterator<Item = Option<T>>) {
        let Self { values: all, known } = self;
        all.extend(values.map(|value| {
            known.push(value.is_some());
            value.unwrap_or_default()
        }));
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
        let list: Vec<String> = self.words.iter().map(|w| (*w).to_owned()).collect();
        [floats(self.lower), floats(self.upper), words(&list, places(self.methods))]
    }
}
