//! Tables that Python makes one after the other: each is drawn when the scan has come so far.

use crate::python::capsule;
use crate::{Error, ErrorKind};
use arrow_array::RecordBatch;
use arrow_array::RecordBatchReader;
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_schema::{ArrowError, Schema, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyList, PyTuple};
use std::sync::{Arc, Mutex, PoisonError};

/// What Python raised while a table was drawn: it goes before what the scan makes of it.
pub(crate) type Raised = Arc<Mutex<Option<PyErr>>>;

/// The batches of all tables of an iterator.
pub(crate) struct Drawn {
    tables: Py<PyIterator>,
    now: RecordBatchStreamReader,
    schema: SchemaRef,
    number: usize,
    raised: Raised,
}

/// An iterator over tables, where the source is one: a generator, or a list of tables. Its first table is drawn.
///
/// # Errors
/// When the iterator is empty or raises an error, or its first element is no table.
pub(crate) fn drawn(source: &Bound<'_, PyAny>) -> PyResult<Option<Drawn>> {
    let several = source.is_instance_of::<PyList>() || source.is_instance_of::<PyTuple>();
    let offers = source.hasattr("__arrow_c_stream__")?;
    if offers || !(several || source.hasattr("__next__")?) {
        return Ok(None);
    }
    let mut tables = source.try_iter()?;
    let Some(first) = tables.next() else {
        return Err(Error::new(ErrorKind::Data, "the iterator has no table")
            .rule("nothing can be measured on no cases")
            .hint("a generator is empty when it has been read before")
            .into());
    };
    let now = table(&first?, 1)?;
    let (schema, raised) = (now.schema(), Raised::default());
    Ok(Some(Drawn { tables: tables.unbind(), now, schema, number: 1, raised }))
}

/// Table number `number` of an iterator.
fn table(table: &Bound<'_, PyAny>, number: usize) -> PyResult<RecordBatchStreamReader> {
    if !table.hasattr("__arrow_c_stream__")? {
        let kind = table.get_type().fully_qualified_name()?;
        return Err(Error::new(
            ErrorKind::Argument,
            format!("element {number} of the source is of type {kind}"),
        )
        .rule("an iterator gives tables that offer __arrow_c_stream__ (polars, pandas, pyarrow, duckdb)")
        .hint("files are read by a list of paths")
        .into());
    }
    capsule::reader(table)
}

/// Columns by name and type; whether nulls may be among them is no matter.
fn columns(schema: &Schema) -> impl Iterator<Item = (&String, &arrow_schema::DataType)> {
    schema.fields().iter().map(|field| (field.name(), field.data_type()))
}

impl Drawn {
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Where it will stand what Python raises.
    pub fn raised(&self) -> Raised {
        self.raised.clone()
    }

    /// Goes on to the next table; whether there is one.
    fn next_table(&mut self) -> PyResult<bool> {
        Python::attach(|py| {
            let Some(next) = self.tables.bind(py).clone().next() else { return Ok(false) };
            self.number += 1;
            self.now = table(&next?, self.number)?;
            if columns(&self.now.schema()).ne(columns(&self.schema)) {
                let names = |schema: &Schema| {
                    columns(schema)
                        .map(|(name, kind)| format!("{name}: {kind}"))
                        .collect::<Vec<_>>()
                        .join(", ")
                };
                let (own, first) = (names(&self.now.schema()), names(&self.schema));
                let what = format!(
                    "table {} of the source has the columns {own}; the first has {first}",
                    self.number
                );
                return Err(Error::new(ErrorKind::Read, what)
                    .rule("all tables of an iterator have the same columns, in the same order")
                    .into());
            }
            Ok(true)
        })
    }
}

impl Iterator for Drawn {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(batch) = self.now.next() {
                return Some(batch);
            }
            match self.next_table() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    let what = error.to_string();
                    *self.raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    return Some(Err(ArrowError::ExternalError(what.into())));
                }
            }
        }
    }
}
