//! A table as Arrow record batches: the contract with users. Words are dictionaries.

mod chunk;
mod columns;
mod cut;
mod rows;
mod said;
mod spans;

use crate::table::{ENOUGH, Table};
use crate::threads::by_turns;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, Field, Schema};
use rows::Rows;
use said::Columns;
use spans::Spans;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

impl Table {
    /// The table as a record batch. A proportion's or ratio's value is `numerator / denominator` (0.9148, not
    /// 91.48); money's numerator is in minor units and its value in major ones; nulls have a status. `lower` and
    /// `upper` are in the unit of the value, `change_lower` and `change_upper` in that of the change; where there
    /// is no interval, `method` says why ([`NoInterval`](crate::table::NoInterval)). The level stands in the schema's metadata as
    /// `courtmetrics.level`.
    ///
    /// # Errors
    /// Never for a table made here; Arrow's own checks are passed on.
    pub fn to_batch(&self) -> Result<RecordBatch, ArrowError> {
        Ok(self.batches(self.indicators.len())?.swap_remove(0))
    }

    /// The same in batches, one behind the other: a large table has one for each indicator, which share what is said of
    /// every indicator alike.
    ///
    /// # Errors
    /// As [`Table::to_batch`].
    pub fn to_batches(&self) -> Result<Vec<RecordBatch>, ArrowError> {
        self.batches(if self.len() >= ENOUGH { 1 } else { self.indicators.len() })
    }

    /// The table that this one was cut from, or itself.
    fn whole(&self) -> &Self {
        self.whole.as_ref().map_or(self, |(whole, _)| whole)
    }

    /// Batches of so many indicators; one at least.
    fn batches(&self, indicators: usize) -> Result<Vec<RecordBatch>, ArrowError> {
        let firsts: Vec<usize> = (0..self.indicators.len().max(1)).step_by(indicators.max(1)).collect();
        let ones = OnceLock::new();
        let rows = by_turns(firsts.len(), self.len() >= ENOUGH, |batch| {
            let first = firsts[batch];
            Rows::new(self, first..self.indicators.len().min(first + indicators), &ones)
        });
        // The level is the same in every row.
        let metadata = self.level.map(|level| ("courtmetrics.level".to_owned(), level.get().to_string()));
        let metadata: HashMap<_, _> = metadata.into_iter().collect();
        let spans = Spans::new(indicators, self.groups.len(), self.periods.len());
        let columns = Columns::new(self, &rows);
        let batch = |(first, rows): (&usize, Rows)| {
            let (names, arrays): (Vec<_>, Vec<ArrayRef>) =
                columns.of(*first, rows, &spans).into_iter().unzip();
            let field = |(name, array): (&str, &ArrayRef)| Field::new(name, array.data_type().clone(), true);
            let fields: Vec<Field> = names.into_iter().zip(&arrays).map(field).collect();
            RecordBatch::try_new(Arc::new(Schema::new(fields).with_metadata(metadata.clone())), arrays)
        };
        firsts.iter().zip(rows).map(batch).collect()
    }
}

/// A batch of words and numbers that is no table of observations: rows set aside, a list of indicators.
///
/// # Errors
/// When the columns are not equally long.
pub fn batch_of(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch, ArrowError> {
    let fields: Vec<Field> =
        columns.iter().map(|(n, a)| Field::new(*n, a.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, a)| a).collect())
}
