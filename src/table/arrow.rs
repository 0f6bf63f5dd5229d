//! A table as one Arrow record batch: the contract with users. Words are dictionaries.

use crate::change::{ChangeKind, Undefined};
use crate::period::Date;
use crate::table::{Observation, Status, Table};
use arrow_array::builder::{Date32Builder, Float64Builder, Int64Builder};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, Field, Schema};
use std::sync::Arc;

/// Words of a column: for each row the place of its word, or none.
pub(crate) fn words(list: &[String], places: impl Iterator<Item = Option<usize>>) -> ArrayRef {
    let keys: Int32Array = places.map(|p| p.map(|p| p as i32)).collect();
    let values: ArrayRef = Arc::new(StringArray::from_iter_values(list));
    match DictionaryArray::<Int32Type>::try_new(keys, values) {
        Ok(array) => Arc::new(array),
        // Places come from the list itself.
        Err(_) => Arc::new(StringArray::new_null(0)),
    }
}

fn unit_of_change(kind: ChangeKind, unit: &str) -> String {
    match kind {
        ChangeKind::Percent => "%".to_owned(),
        ChangeKind::Points => "percentage_points".to_owned(),
        ChangeKind::Days => "days".to_owned(),
        ChangeKind::Places => "places".to_owned(),
        _ => unit.to_owned(),
    }
}

impl Table {
    /// The table as a record batch. A proportion's or ratio's value is `numerator / denominator` (0.9148, not
    /// 91.48); money's numerator is in minor units and its value in major ones; nulls have a status.
    ///
    /// # Errors
    /// Never for a table made here; Arrow's own checks are passed on.
    pub fn to_batch(&self) -> Result<RecordBatch, ArrowError> {
        let n = self.rows.len();
        let width = self.groups.len() * self.periods.len();
        let place = |at: usize| self.place(at);
        let by_indicator = |list: Vec<String>| words(&list, (0..n).map(|at| Some(at / width.max(1))));
        let labels: Vec<String> = self.periods.iter().map(ToString::to_string).collect();
        let mut columns: Vec<(String, ArrayRef)> = Vec::new();
        let mut add = |name: &str, array: ArrayRef| columns.push((name.to_owned(), array));

        add("indicator", by_indicator(self.indicators.iter().map(|d| d.id.clone()).collect()));
        for (c, name) in self.by.iter().enumerate() {
            let mut list: Vec<String> = self.groups.iter().map(|g| g[c].text().to_owned()).collect();
            list.sort_unstable();
            list.dedup();
            let of_group: Vec<usize> = (self.groups.iter())
                .map(|g| list.binary_search_by(|w| w.as_str().cmp(g[c].text())).unwrap_or(0))
                .collect();
            add(name, words(&list, (0..n).map(|at| Some(of_group[place(at).group]))));
        }
        add("period", words(&labels, (0..n).map(|at| Some(place(at).period))));
        let dates = |date: fn(&crate::period::Period) -> Date| {
            let mut builder = Date32Builder::with_capacity(n);
            (0..n).for_each(|at| builder.append_value(date(&self.periods[place(at).period]).to_days()));
            Arc::new(builder.finish()) as ArrayRef
        };
        add("period_start", dates(|p| p.start()));
        add("period_end", dates(|p| p.end()));
        add("kind", by_indicator(self.indicators.iter().map(|d| d.kind.word().to_owned()).collect()));
        add("unit", by_indicator(self.indicators.iter().map(|d| d.unit.clone()).collect()));

        let scales = self.scales();
        let value = |at: usize| self.rows[at].value(scales[place(at).indicator][place(at).period]);
        let (mut upper, mut lower) = (Int64Builder::with_capacity(n), Int64Builder::with_capacity(n));
        let (mut cases, mut values) = (Int64Builder::with_capacity(n), Float64Builder::with_capacity(n));
        for (at, row) in self.rows.iter().enumerate() {
            let known = row.status == Status::Known || row.status == Status::OutsideWhole;
            // A quantile lies between two cases: it has neither numerator nor denominator.
            let fraction = known && !self.is_quantile(place(at).indicator);
            upper.append_option(fraction.then_some(row.numerator));
            lower.append_option(fraction.then_some(row.denominator));
            cases.append_option((row.cases >= 0).then_some(row.cases));
            values.append_option(value(at));
        }
        add("numerator", Arc::new(upper.finish()));
        add("denominator", Arc::new(lower.finish()));
        add("cases", Arc::new(cases.finish()));
        add("value", Arc::new(values.finish()));
        let statuses = Status::ALL;
        let list: Vec<String> = statuses.iter().map(|s| s.word().to_owned()).collect();
        let of = |s: Status| statuses.iter().position(|x| *x == s);
        add("status", words(&list, self.rows.iter().map(|r| of(r.status))));
        add("standing", by_indicator(self.indicators.iter().map(|d| d.standing.word().to_owned()).collect()));

        if let Some((_, changes)) = &self.changes {
            add("base_period", words(&labels, changes.iter().map(|c| c.base.map(|b| place(b).period))));
            let (mut base, mut change) = (Float64Builder::with_capacity(n), Float64Builder::with_capacity(n));
            for cell in changes {
                base.append_option(cell.base.and_then(value));
                change.append_option(cell.value.ok());
            }
            add("base_value", Arc::new(base.finish()));
            add("change", Arc::new(change.finish()));
            let units = self.indicators.iter().map(|d| unit_of_change(d.change, &d.unit)).collect();
            add("change_unit", by_indicator(units));
            let mut list = vec!["known".to_owned()];
            list.extend(Undefined::ALL.iter().map(|u| u.word().to_owned()));
            let of = |u: Undefined| Undefined::ALL.iter().position(|x| *x == u).map(|p| p + 1);
            add("change_status", words(&list, changes.iter().map(|c| c.value.map_or_else(of, |_| Some(0)))));
        }
        let fields: Vec<Field> =
            columns.iter().map(|(name, array)| Field::new(name, array.data_type().clone(), true)).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, a)| a).collect())
    }

    fn is_quantile(&self, indicator: usize) -> bool {
        use crate::indicator::{DayStatistic, Formula};
        matches!(&self.indicators[indicator].formula, Formula::Days { statistic: DayStatistic::Quantile(_), .. })
    }

    fn scales(&self) -> Vec<Vec<crate::quantity::Fraction>> {
        let of = |d| self.periods.iter().map(|p| Observation::scale(d, p.days())).collect();
        self.indicators.iter().map(of).collect()
    }
}

/// A batch of words and numbers that is no table of observations: rows set aside, a list of indicators.
///
/// # Errors
/// When the columns are not equally long.
pub fn batch_of(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch, ArrowError> {
    let fields: Vec<Field> = columns.iter().map(|(n, a)| Field::new(*n, a.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, a)| a).collect())
}
