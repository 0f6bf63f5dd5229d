//! Columns of an answer, put together to a record batch.

use crate::ledger::Group;
use crate::stats::Interval;
use crate::{Error, ErrorKind, Result};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use std::collections::HashMap;
use std::sync::Arc;

/// Columns by name, in order.
#[derive(Default)]
pub(super) struct Columns(Vec<(String, ArrayRef)>);

impl Columns {
    /// A word for each row, as a dictionary.
    pub fn words<'w>(mut self, name: &str, rows: impl Iterator<Item = Option<&'w str>>) -> Self {
        let mut places: HashMap<&str, i32> = HashMap::new();
        let mut list: Vec<&str> = Vec::new();
        let keys: Int32Array = rows
            .map(|word| {
                word.map(|word| {
                    *places.entry(word).or_insert_with(|| {
                        list.push(word);
                        list.len() as i32 - 1
                    })
                })
            })
            .collect();
        let values: ArrayRef = Arc::new(StringArray::from_iter_values(&list));
        if let Ok(array) = DictionaryArray::<Int32Type>::try_new(keys, values) {
            self.0.push((name.to_owned(), Arc::new(array)));
        }
        self
    }

    /// The words of each row's group, a column each.
    pub fn groups(self, by: &[String], rows: &[&Group]) -> Self {
        let column = |columns: Self, (c, name): (usize, &String)| {
            columns.words(name, rows.iter().map(|group| Some(group[c].text())))
        };
        by.iter().enumerate().fold(self, column)
    }

    pub fn floats(mut self, name: &str, rows: impl Iterator<Item = Option<f64>>) -> Self {
        self.0.push((name.to_owned(), Arc::new(rows.collect::<Float64Array>())));
        self
    }

    pub fn counts(mut self, name: &str, rows: impl Iterator<Item = Option<u64>>) -> Self {
        let whole = rows.map(|n| n.and_then(|n| i64::try_from(n).ok()));
        self.0.push((name.to_owned(), Arc::new(whole.collect::<Int64Array>())));
        self
    }

    /// The ends of intervals, under two names.
    pub fn ends(self, [low, high]: [&str; 2], rows: &[Option<Interval>]) -> Self {
        self.floats(low, rows.iter().map(|i| i.and_then(|i| i.lower)))
            .floats(high, rows.iter().map(|i| i.and_then(|i| i.upper)))
    }

    pub fn method(self, name: &str, rows: &[Option<Interval>]) -> Self {
        self.words(name, rows.iter().map(|i| i.map(|i| i.method)))
    }

    /// One number in every row.
    pub fn constant(self, name: &str, value: Option<f64>, rows: usize) -> Self {
        self.floats(name, std::iter::repeat_n(value, rows))
    }

    /// One word in every row.
    pub fn word(self, name: &str, word: Option<&str>, rows: usize) -> Self {
        self.words(name, std::iter::repeat_n(word, rows))
    }

    pub fn batch(self) -> Result<RecordBatch> {
        if let Some((twice, _)) = self
            .0
            .iter()
            .enumerate()
            .find(|(i, (n, _))| self.0[..*i].iter().any(|(m, _)| m == n))
            .map(|(_, c)| c)
        {
            return Err(Error::new(ErrorKind::Argument, format!("two columns are named \"{twice}\""))
                .rule("a grouping column has another name than the columns of the answer")
                .hint(format!("give it another name: fields={{\"{twice}_of_case\": \"{twice}\"}}")));
        }
        let columns = self.0.iter().map(|(name, array)| (name.as_str(), array.clone())).collect();
        crate::table::arrow::batch_of(columns).map_err(|e| Error::new(ErrorKind::Data, e.to_string()))
    }
}
