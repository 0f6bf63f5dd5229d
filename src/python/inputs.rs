//! Side tables of inputs, from Python.

use crate::Error;
use crate::aggregate::Aggregate;
use crate::indicator::Set;
use crate::ledger::Inputs;
use crate::period::Calendar;
use crate::python::definitions::{Definitions, own_sets};
use crate::python::measure_ledger::{book, grid};
use crate::read::GridText;
use pyo3::prelude::*;

/// A side table, and the codebook that reads it where it is not in the plain form.
pub(crate) struct Side<'a, 'py> {
    pub source: &'a Bound<'py, PyAny>,
    pub codebook: Option<&'a str>,
    pub definitions: Option<&'a Definitions>,
}

impl Side<'_, '_> {
    /// The inputs of a table by these columns.
    pub fn read(&self, by: &[String], calendar: Calendar) -> PyResult<Inputs> {
        let known = Set::input_names(&own_sets(self.definitions)?)?;
        if let Some(name) = self.codebook {
            let book = book(name)?;
            if let Some(name) = book.aggregate.measures.keys().find(|name| !known.contains(*name)) {
                return Err(Error::unknown("input", name, known.iter().map(String::as_str))
                    .at("measures")
                    .into());
            }
            let grid = grid(self.source, &book.text())?;
            return Ok(Aggregate::read(&book, &grid)?.inputs()?);
        }
        Ok(Inputs::from_grid(&grid(self.source, &GridText::default())?, by, &known, calendar)?)
    }
}
