//! Columns of a table, filled row by row, and those that repeat what an indicator, a group or a period says.

use crate::stats::Interval;
use crate::table::NoInterval;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Float64Array, Int32Array, Int64Array, StringArray};
use arrow_buffer::{ArrowNativeType, NullBuffer, ScalarBuffer};
use std::sync::Arc;

/// Words of a column: for each row the place of its word in the list, or none.
pub fn words(list: &[String], keys: Int32Array) -> ArrayRef {
    let values: ArrayRef = Arc::new(StringArray::from_iter_values(list));
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

/// How many rows say the same: rows stand by indicator, then by group, then by period.
#[derive(Clone, Copy)]
pub struct Spans {
    pub indicators: usize,
    pub groups: usize,
    pub periods: usize,
}

impl Spans {
    /// What each indicator says, for every row.
    pub fn by_indicator(self, says: impl Fn(usize) -> i32) -> Vec<i32> {
        let rows = self.groups * self.periods;
        let mut all = Vec::with_capacity(self.indicators * rows);
        (0..self.indicators).for_each(|i| all.resize((i + 1) * rows, says(i)));
        all
    }

    /// What each group says, for every row.
    pub fn by_group(self, says: impl Fn(usize) -> i32) -> Vec<i32> {
        let mut each = Vec::with_capacity(self.groups * self.periods);
        (0..self.groups).for_each(|g| each.resize((g + 1) * self.periods, says(g)));
        each.repeat(self.indicators)
    }

    /// What each period says, for every row.
    pub fn by_period(self, says: impl Fn(usize) -> i32) -> Vec<i32> {
        (0..self.periods).map(says).collect::<Vec<_>>().repeat(self.groups * self.indicators)
    }
}

/// A column that may have gaps.
pub struct Nullable<T> {
    values: Vec<T>,
    known: Vec<bool>,
}

impl<T: Default + ArrowNativeType> Nullable<T> {
    pub fn new(rows: usize) -> Self {
        Self { values: Vec::with_capacity(rows), known: Vec::with_capacity(rows) }
    }

    #[inline]
    pub fn push(&mut self, value: Option<T>) {
        self.known.push(value.is_some());
        self.values.push(value.unwrap_or_default());
    }

    fn finish(self) -> (ScalarBuffer<T>, Option<NullBuffer>) {
        let valid = NullBuffer::from(self.known);
        (self.values.into(), Some(valid).filter(|valid| valid.null_count() > 0))
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

pub fn places(column: Nullable<i32>) -> Int32Array {
    let (values, valid) = column.finish();
    Int32Array::new(values, valid)
}

/// No value in any row.
pub fn no_floats(rows: usize) -> ArrayRef {
    Arc::new(Float64Array::new_null(rows))
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

    /// The same where no intervals were asked for.
    pub fn none(rows: usize) -> [ArrayRef; 3] {
        [no_floats(rows), no_floats(rows), words(&[], Int32Array::new_null(rows))]
    }
}
