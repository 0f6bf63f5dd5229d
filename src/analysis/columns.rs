//! Columns of an answer, put together to a record batch.

use crate::ledger::Group;
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
