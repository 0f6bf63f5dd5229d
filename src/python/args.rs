//! Arguments as Python callers write them.

use crate::case::parse::DateLayout;
use crate::case::{Codebook, Policy};
use crate::ledger::Rollup;
use crate::measure::{Periods, Request};
use crate::period::Calendar;
use crate::python::definitions::{Definitions, own_sets};
use crate::quantity::Level;
use crate::read::OpenOptions;
use crate::table::Methods;
use crate::{Error, ErrorKind, Result};
use pyo3::exceptions::PyTypeError;
#[cfg(feature = "stubs")]
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
#[cfg(feature = "stubs")]
use pyo3::type_hint_union;
use pyo3::types::{PyBool, PyList, PyTuple};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// One word or several.
pub(crate) enum Words {
    One(String),
    Many(Vec<String>),
}

impl<'py> FromPyObject<'_, 'py> for Words {
    type Error = PyErr;

    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = type_hint_union!(String::INPUT_TYPE, Vec::<String>::INPUT_TYPE);

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(word) = given.extract::<String>() {
            return Ok(Self::One(word));
        }
        given
            .extract::<Vec<String>>()
            .map(Self::Many)
            .map_err(|_| wrong_type(given, "a word or a list of words"))
    }
}

fn wrong_type(given: Borrowed<'_, '_, PyAny>, wanted: &str) -> PyErr {
    let kind = given.get_type().name().map_or_else(|_| "another object".to_owned(), |n| n.to_string());
    PyTypeError::new_err(format!("this is a value of type {kind}; wanted is {wanted}"))
}

impl Words {
    pub fn list(&self) -> Vec<&str> {
        match self {
            Self::One(word) => vec![word],
            Self::Many(words) => words.iter().map(String::as_str).collect(),
        }
    }
}

/// `"warn"`, `"raise"`, or how many rows may be set aside.
pub(crate) enum BadRows {
    Limit(i64),
    Word(String),
}

impl<'py> FromPyObject<'_, 'py> for BadRows {
    type Error = PyErr;

    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = type_hint_union!(i64::INPUT_TYPE, String::INPUT_TYPE);

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if given.is_instance_of::<PyBool>() {
            return Err(wrong_type(given, "\"warn\", \"raise\" or a number of rows"));
        }
        if let Ok(word) = given.extract::<String>() {
            return Ok(Self::Word(word));
        }
        given
            .extract::<i64>()
            .map(Self::Limit)
            .map_err(|_| wrong_type(given, "\"warn\", \"raise\" or a number of rows"))
    }
}

impl BadRows {
    pub fn policy(&self) -> Result<Policy> {
        match self {
            Self::Word(word) if word == "warn" => Ok(Policy::Warn),
            Self::Word(word) if word == "raise" => Ok(Policy::Raise),
            Self::Word(word) => {
                Err(Error::unknown("on_bad_rows", word, ["warn", "raise"])
                    .hint("or the number of rows allowed"))
            }
            Self::Limit(n) => u64::try_from(*n).map(Policy::Limit).map_err(|_| {
                Error::new(ErrorKind::Argument, format!("on_bad_rows is {n}"))
                    .rule("a number of rows is not below 0")
            }),
        }
    }
}

/// Methods of intervals; those with closed forms where none is named.
pub(crate) fn methods(words: Option<&Words>) -> Result<Methods> {
    Methods::of(&words.map(Words::list).unwrap_or_default())
}

/// A whole number above 0.
pub(crate) fn positive(name: &str, value: Option<i64>) -> Result<Option<usize>> {
    match value {
        None => Ok(None),
        Some(n) => usize::try_from(n).ok().filter(|n| *n > 0).map(Some).ok_or_else(|| {
            Error::new(ErrorKind::Argument, format!("{name} is {n}"))
                .rule(format!("{name} is a whole number above 0"))
        }),
    }
}

/// A shipped codebook's name, or the path of a TOML file.
pub(crate) fn codebook(name: &str) -> Result<Codebook> {
    if std::path::Path::new(name).extension().is_none_or(|e| e != "toml") {
        return Codebook::named(name).map_err(|e| e.hint("the path of an own codebook ends in .toml"));
    }
    let text = read_text(name)?;
    Codebook::from_toml(&text).map_err(|e| e.at(name))
}

pub(crate) fn read_text(path: &str) -> Result<String> {
    std::fs::read_to_string(path).map_err(|e| Error::new(ErrorKind::Read, format!("{path}: {e}")))
}

/// What is asked of an export.
#[derive(Default)]
pub(crate) struct Asked<'a> {
    /// No indicator is asked for, but how long cases last.
    pub of_cases: bool,
    pub indicators: Vec<&'a str>,
    pub definitions: Option<&'a Definitions>,
    pub by: Option<&'a Words>,
    pub period: &'a str,
    pub rollup: &'a str,
    pub year_starts: u8,
    pub codebook: Option<&'a str>,
    pub fields: Option<&'a BTreeMap<String, String>>,
    pub unique: Option<&'a str>,
    pub date_layouts: Option<&'a Words>,
    pub level: Option<f64>,
}

impl<'a> Asked<'a> {
    pub fn by(&self) -> Vec<&'a str> {
        self.by.map(Words::list).unwrap_or_default()
    }

    pub fn request(&self) -> Result<Request> {
        let own = own_sets(self.definitions)?;
        let by = self.by();
        let calendar = Calendar::new(self.year_starts)?;
        let periods = match self.period.parse::<Periods>() {
            Err(_) if self.year_starts != 1 => Periods::Range(calendar.parse(self.period)?),
            parsed => parsed?,
        };
        let request = if self.indicators.is_empty() && self.of_cases {
            Request::of_cases()
        } else {
            Request::with_sets(&self.indicators, &own)?
        };
        let mut request = request
            .by(&by)
            .periods(periods)
            .calendar(calendar)
            .rollup(self.rollup.parse::<Rollup>()?)
            .level(self.level.map(Level::new).transpose()?);
        if let Some(name) = self.codebook {
            request = request.codebook(codebook(name)?);
        }
        if let Some(layouts) = self.date_layouts {
            let layouts = layouts.list().into_iter().map(str::parse).collect::<Result<Vec<DateLayout>>>()?;
            request = request.date_layouts(layouts);
        }
        for (field, column) in self.fields.into_iter().flatten() {
            request = request.field(field, column);
        }
        if let Some(unique) = self.unique {
            request = request.unique(if unique == "none" { None } else { Some(unique) });
        }
        Ok(request)
    }
}

/// A path, where the source is one.
pub(crate) fn path(source: &Bound<'_, PyAny>) -> Option<PathBuf> {
    source.extract::<PathBuf>().ok()
}

/// A path or a list of them, where the source is that.
pub(crate) fn paths(source: &Bound<'_, PyAny>) -> Option<Vec<PathBuf>> {
    // A data frame is a sequence of texts as well: the names of its columns.
    let several = source.is_instance_of::<PyList>() || source.is_instance_of::<PyTuple>();
    match path(source) {
        Some(only) => Some(vec![only]),
        None => source.extract::<Vec<PathBuf>>().ok().filter(|_| several),
    }
}

/// What a caller says of a file that does not say it itself.
#[derive(Default, Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub delimiter: Option<&'a str>,
    pub encoding: Option<&'a str>,
    pub sheet: Option<&'a str>,
    pub header_row: Option<i64>,
}

impl Reading<'_> {
    pub fn options(self) -> Result<OpenOptions> {
        let delimiter = match self.delimiter {
            None => None,
            Some("\\t") => Some(b'\t'),
            Some(text) if text.len() == 1 => Some(text.as_bytes()[0]),
            Some(text) => {
                return Err(Error::new(ErrorKind::Argument, format!("delimiter is \"{text}\""))
                    .rule("a delimiter is one character of ASCII")
                    .hint("write \";\""));
            }
        };
        let header_row = positive("header_row", self.header_row)?.map(u32::try_from).transpose();
        let header_row = header_row.map_err(|_| {
            Error::new(ErrorKind::Argument, "header_row is beyond every sheet")
                .rule("a sheet has at most 1,048,576 rows")
        })?;
        let encoding = self.encoding.map(str::parse).transpose()?;
        Ok(OpenOptions { delimiter, encoding, sheet: self.sheet.map(str::to_owned), header_row })
    }
}
