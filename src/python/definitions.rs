//! Own sets of indicators, from Python: TOML files, or dicts in the same words.

use crate::Result;
use crate::indicator::Set;
use crate::python::args::read_text;
use pyo3::exceptions::PyTypeError;
#[cfg(feature = "stubs")]
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
#[cfg(feature = "stubs")]
use pyo3::type_hint_union;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
#[cfg(feature = "stubs")]
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A set, several, or the files that they stand in.
pub(crate) struct Definitions(Vec<Own>);

enum Own {
    File(PathBuf),
    Table(toml::Table),
}

impl<'py> FromPyObject<'_, 'py> for Definitions {
    type Error = PyErr;

    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = type_hint_union!(
        PathBuf::INPUT_TYPE,
        BTreeMap::<String, Py<PyAny>>::INPUT_TYPE,
        Vec::<Py<PyAny>>::INPUT_TYPE
    );

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if given.is_instance_of::<PyList>() || given.is_instance_of::<PyTuple>() {
            return given.try_iter()?.map(|item| own(&item?)).collect::<PyResult<_>>().map(Self);
        }
        Ok(Self(vec![own(&given)?]))
    }
}

fn own(given: &Bound<'_, PyAny>) -> PyResult<Own> {
    if let Ok(table) = given.cast::<PyDict>() {
        return table_of(table, "definitions").map(Own::Table);
    }
    given.extract::<PathBuf>().map(Own::File).map_err(|_| wrong(given, "definitions", "a path or a dict"))
}

fn wrong(given: &Bound<'_, PyAny>, place: &str, wanted: &str) -> PyErr {
    let kind = given.get_type().name().map_or_else(|_| "another object".to_owned(), |n| n.to_string());
    PyTypeError::new_err(format!("{place} is a value of type {kind}; wanted is {wanted}"))
}

fn table_of(dict: &Bound<'_, PyDict>, place: &str) -> PyResult<toml::Table> {
    let mut table = toml::Table::new();
    for (key, value) in dict {
        // A limit of so many days may be written as a number.
        let name = key.str()?.to_string();
        let place = format!("{place}[{name:?}]");
        // What says nothing is left out.
        if !value.is_none() {
            table.insert(name, value_of(&value, &place)?);
        }
    }
    Ok(table)
}

fn value_of(given: &Bound<'_, PyAny>, place: &str) -> PyResult<toml::Value> {
    if let Ok(dict) = given.cast::<PyDict>() {
        return table_of(dict, place).map(toml::Value::Table);
    }
    if given.is_instance_of::<PyList>() || given.is_instance_of::<PyTuple>() {
        let list = given.try_iter()?.enumerate().map(|(i, item)| value_of(&item?, &format!("{place}[{i}]")));
        return list.collect::<PyResult<_>>().map(toml::Value::Array);
    }
    // True is a number too, in Python.
    if given.is_instance_of::<PyBool>() {
        return given.extract().map(toml::Value::Boolean);
    }
    if given.is_instance_of::<PyString>() {
        return given.extract().map(toml::Value::String);
    }
    if given.is_instance_of::<PyInt>() {
        return given.extract().map(toml::Value::Integer);
    }
    if given.is_instance_of::<PyFloat>() {
        return given.extract().map(toml::Value::Float);
    }
    Err(wrong(given, place, "a word, a number, a list or a dict"))
}

/// The sets. One may extend another that is named before it.
pub(crate) fn own_sets(given: Option<&Definitions>) -> Result<Vec<Set>> {
    let mut sets: Vec<Set> = Vec::new();
    let mut texts: Vec<(String, String)> = Vec::new();
    for own in given.map(|given| given.0.as_slice()).unwrap_or_default() {
        let (set, text) = match own {
            Own::File(path) => {
                let name = path.display().to_string();
                let text = read_text(&name)?;
                (Set::from_toml_with(&text, &texts).map_err(|e| e.at(name))?, text)
            }
            Own::Table(table) => Set::from_table(table, &texts).map_err(|e| e.at("definitions"))?,
        };
        texts.push((set.id.clone(), text));
        sets.push(set);
    }
    Ok(sets)
}
