//! Record batches as plain Python objects.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

/// Each row as a dict; dates are ISO texts.
pub(crate) fn dicts<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Vec<Bound<'py, PyDict>>> {
    let columns = batch.columns().iter().map(|c| list(py, c.as_ref())).collect::<PyResult<Vec<_>>>()?;
    let schema = batch.schema();
    (0..batch.num_rows())
        .map(|i| {
            let row = PyDict::new(py);
            for (field, column) in schema.fields().iter().zip(&columns) {
                row.set_item(field.name(), column.get_item(i)?)?;
            }
            Ok(row)
        })
        .collect()
}

fn list<'py>(py: Python<'py>, array: &dyn Array) -> PyResult<Bound<'py, PyList>> {
    let n = array.len();
    let valid = |i: usize| array.is_valid(i);
    match array.data_type() {
        DataType::Int64 => {
            let values = array.as_primitive::<Int64Type>();
            PyList::new(py, (0..n).map(|i| valid(i).then(|| values.value(i))))
        }
        DataType::Int32 => {
            let values = array.as_primitive::<Int32Type>();
            PyList::new(py, (0..n).map(|i| valid(i).then(|| values.value(i))))
        }
        DataType::UInt64 => {
            let values = array.as_primitive::<UInt64Type>();
            PyList::new(py, (0..n).map(|i| valid(i).then(|| values.value(i))))
        }
        DataType::Float64 => {
            let values = array.as_primitive::<Float64Type>();
            PyList::new(py, (0..n).map(|i| valid(i).then(|| values.value(i))))
        }
        DataType::Date32 => {
            let values = array.as_primitive::<Date32Type>();
            let text = |i| crate::period::Date::from_days(values.value(i)).to_string();
            PyList::new(py, (0..n).map(|i| valid(i).then(|| text(i))))
        }
        DataType::Dictionary(..) => {
            let words = array.as_any_dictionary();
            let list = words.values().as_string::<i32>();
            // An empty list has no places, and Arrow none to give.
            let places = if list.is_empty() { Vec::new() } else { words.normalized_keys() };
            PyList::new(py, (0..n).map(|i| valid(i).then(|| list.value(places[i]))))
        }
        _ => {
            let words = array.as_string::<i32>();
            PyList::new(py, (0..n).map(|i| valid(i).then(|| words.value(i))))
        }
    }
}
