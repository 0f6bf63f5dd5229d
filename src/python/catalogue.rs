//! Lists of what is shipped: indicators with formula and source, codebooks with their columns.

use crate::case::Codebook;
use crate::indicator::{Concept, Definition, Set};
use crate::python::args;
use crate::python::capsule;
use crate::python::definitions::{Definitions, own_sets};
use crate::python::error;
use crate::python::frame::Frame;
use arrow_array::StringArray;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::sync::Arc;

fn all(definitions: Option<&Definitions>) -> crate::Result<Vec<Set>> {
    let mut sets = own_sets(definitions)?;
    for (id, _) in Set::shipped() {
        sets.push(Set::named(id)?);
    }
    Ok(sets)
}

fn frame(list: &[Definition]) -> PyResult<Frame> {
    let texts = |of: fn(&Definition) -> &str| Arc::new(StringArray::from_iter_values(list.iter().map(of)));
    let batch = crate::table::arrow::batch_of(vec![
        ("set", texts(|d| &d.set)),
        ("indicator", texts(|d| &d.id)),
        ("name_en", texts(|d| &d.name.en)),
        ("name_zh", texts(|d| &d.name.zh)),
        ("name_original", texts(|d| d.name.original.as_deref().unwrap_or_default())),
        ("concept", texts(|d| d.concept.as_deref().unwrap_or_default())),
        ("kind", texts(|d| d.kind.word())),
        ("unit", texts(|d| &d.unit)),
        ("formula", texts(|d| &d.words)),
        ("direction", texts(|d| d.direction.word())),
        ("change", texts(|d| d.change.word())),
        ("standing", texts(|d| d.standing.word())),
        ("source", texts(|d| &d.source)),
        ("note", texts(|d| &d.note)),
    ]);
    batch.map(Frame).map_err(error::arrow)
}

/// The indicators that are shipped, and own ones: a table with names, formula, source and standing.
///
/// Parameters
/// ----------
/// search : str, optional
///     Part of an id, a name in any language, a formula, or of what any system calls the same thing.
/// definitions : path, dict or list of these, optional
///     Own sets of indicators: TOML files, or dicts in the same words.
#[pyfunction]
#[pyo3(signature = (search=None, *, definitions=None))]
pub(crate) fn indicators(search: Option<&str>, definitions: Option<Definitions>) -> PyResult<Frame> {
    let wanted = search.unwrap_or_default().to_lowercase();
    // What one system calls a thing finds it in the others too.
    let concepts: Vec<&Concept> = Concept::all()?.iter().filter(|c| c.mentions(&wanted)).collect();
    let matches = |d: &Definition| {
        let texts = [&d.set, &d.id, &d.name.en, &d.name.zh, &d.words];
        let original = d.name.original.iter();
        let concept = d.concept.as_ref().is_some_and(|id| concepts.iter().any(|c| c.id == *id));
        concept || texts.into_iter().chain(original).any(|text| text.to_lowercase().contains(&wanted))
    };
    let list: Vec<Definition> =
        all(definitions.as_ref())?.into_iter().flat_map(|s| s.indicators).filter(matches).collect();
    frame(&list)
}

/// What several systems measure, each under its own name: one row for each concept and system.
///
/// Parameters
/// ----------
/// search : str, optional
///     Part of a name in any system or language.
///
/// Returns
/// -------
/// Frame
///     ``concept``, ``name_en``, ``name_zh``, ``meaning``, ``system``, ``called``, and ``indicators``: the shipped ones
///     of the concept, with their sets.
#[pyfunction]
#[pyo3(signature = (search=None))]
pub(crate) fn concepts(search: Option<&str>) -> PyResult<Frame> {
    let wanted = search.unwrap_or_default().to_lowercase();
    let members: Vec<Definition> = all(None)?.into_iter().flat_map(|s| s.indicators).collect();
    let mut rows: Vec<[String; 7]> = Vec::new();
    for concept in Concept::all()?.iter().filter(|c| c.mentions(&wanted)) {
        let own = members.iter().filter(|d| d.concept.as_ref() == Some(&concept.id));
        let indicators = own.map(|d| format!("{}.{}", d.set, d.id)).collect::<Vec<_>>().join(", ");
        for (system, called) in &concept.called {
            rows.push(
                [
                    &concept.id,
                    &concept.name.en,
                    &concept.name.zh,
                    &concept.meaning,
                    system,
                    called,
                    &indicators,
                ]
                .map(String::clone),
            );
        }
    }
    let names = ["concept", "name_en", "name_zh", "meaning", "system", "called", "indicators"];
    let column = |at: usize| -> arrow_array::ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row[at])))
    };
    let columns = names.iter().enumerate().map(|(at, name)| (*name, column(at))).collect();
    crate::table::arrow::batch_of(columns).map(Frame).map_err(error::arrow)
}

/// The reference page of a set, as Markdown.
#[pyfunction]
pub(crate) fn reference(name: &str) -> PyResult<String> {
    Ok(Set::named(name)?.to_markdown())
}

/// One indicator with everything that is known of it, as a dict.
///
/// Examples
/// --------
/// >>> import courtmetrics
/// >>> known = courtmetrics.indicator("clearance_rate")
/// >>> print(known.get("formula"))
/// resolved ÷ incoming, same period
#[pyfunction]
#[pyo3(signature = (name, *, definitions=None))]
pub(crate) fn indicator<'py>(
    py: Python<'py>,
    name: &str,
    definitions: Option<Definitions>,
) -> PyResult<Bound<'py, PyDict>> {
    let own = own_sets(definitions.as_ref())?;
    let chosen = crate::indicator::Selection::new(&[name], &own)?.indicators;
    let Some(d) = chosen.first().filter(|_| chosen.len() == 1) else {
        return Err(crate::Error::new(
            crate::ErrorKind::Argument,
            format!("\"{name}\" is a set of indicators"),
        )
        .rule("one indicator is shown")
        .hint(format!("indicators(\"{name}\") lists its members"))
        .into());
    };
    let dict = PyDict::new(py);
    let pairs = [
        ("set", d.set.as_str()),
        ("indicator", &d.id),
        ("name_en", &d.name.en),
        ("name_zh", &d.name.zh),
        ("name_original", d.name.original.as_deref().unwrap_or_default()),
        ("concept", d.concept.as_deref().unwrap_or_default()),
        ("kind", d.kind.word()),
        ("unit", &d.unit),
        ("formula", &d.words),
        ("direction", d.direction.word()),
        ("change", d.change.word()),
        ("standing", d.standing.word()),
        ("source", &d.source),
        ("note", &d.note),
    ];
    for (key, value) in pairs {
        dict.set_item(key, value)?;
    }
    dict.set_item("computation", d.formula.to_string())?;
    if let Some(range) = d.range_text() {
        dict.set_item("range", range)?;
    }
    let concept = d.concept.as_deref().map(Concept::named).transpose()?;
    for (system, called) in concept.iter().flat_map(|c| &c.called) {
        dict.set_item(format!("in {system}"), called)?;
    }
    Ok(dict)
}

/// Names and titles of the shipped codebooks.
#[pyfunction]
pub(crate) fn codebooks() -> PyResult<Vec<(String, String)>> {
    Codebook::shipped()
        .iter()
        .map(|(id, _)| Codebook::named(id).map(|book| ((*id).to_owned(), book.title)).map_err(PyErr::from))
        .collect()
}

/// What of an export a codebook knows.
///
/// Returns
/// -------
/// dict
///     ``codebook``; ``mapped``: field → column; ``absent``: fields that the export has no column for;
///     ``free``: columns that no field takes.
#[pyfunction]
#[pyo3(signature = (source, codebook=None, *, delimiter=None, encoding=None, sheet=None, header_row=None))]
pub(crate) fn codebook_report<'py>(
    py: Python<'py>,
    source: &Bound<'py, PyAny>,
    codebook: Option<&str>,
    delimiter: Option<&str>,
    encoding: Option<&str>,
    sheet: Option<&str>,
    header_row: Option<i64>,
) -> PyResult<Bound<'py, PyDict>> {
    let reading = args::Reading { delimiter, encoding, sheet, header_row };
    let header: Vec<String> = match args::paths(source) {
        Some(paths) => crate::read::open_all(&paths, reading.options()?)?.header().to_vec(),
        None => {
            let schema = arrow_array::RecordBatchReader::schema(&capsule::reader(source)?);
            schema.fields().iter().map(|f| f.name().clone()).collect()
        }
    };
    let book = match codebook {
        Some(name) => args::codebook(name)?,
        None => Codebook::for_header(&header)?,
    };
    let (mapped, absent, free) = book.bind(&header)?.report();
    let report = PyDict::new(py);
    report.set_item("codebook", book.id)?;
    report.set_item("mapped", mapped.into_iter().collect::<std::collections::BTreeMap<_, _>>())?;
    report.set_item("absent", absent)?;
    report.set_item("free", free)?;
    Ok(report)
}
