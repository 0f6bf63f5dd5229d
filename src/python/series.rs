//! Reports of several years, side by side.

use super::report::{amount, double, finding};
use crate::audit::{Series, SeriesCell, SeriesRow};
use crate::report_text::ChangeKind;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

type Dict<'py> = Bound<'py, PyDict>;

/// Puts the reports of several years of one court side by side.
///
/// Parameters
/// ----------
/// reports : list of str
///     The reports, in any order, at most one a year.
/// years : list of int, optional
///     Their years; without, each report's year is the one that it names most often.
///
/// Returns
/// -------
/// dict
///     ``years``, ascending and without holes; ``rows``: label, indicator, court, class, change_unit and
///     ``cells``, one for each year, None where that year's report does not print the figure. A cell is a value
///     as :func:`extract` gives it with ``change_low`` and ``change_high``: the change from the year before, as
///     wide as the rounding of both values allows, in percent, percentage points, days or the figure's own
///     unit. ``disagreements``: findings as :func:`audit` gives them, with ``year``, where a report's base is
///     not what the year before printed.
///
/// Raises
/// ------
/// DataError
///     When a report names no year, or two are of the same year.
///
/// Examples
/// --------
/// >>> import courtmetrics
/// >>> reports = "2022年,结案率90%。", "2023年,结案率95%。"
/// >>> series = courtmetrics.series(list(reports))
/// >>> [cell.get("value") for cell in series.get("rows")[0].get("cells")]
/// [90.0, 95.0]
#[pyfunction]
#[pyo3(signature = (reports, years=None))]
pub(crate) fn series<'py>(
    py: Python<'py>,
    reports: Vec<String>,
    years: Option<Vec<i16>>,
) -> PyResult<Dict<'py>> {
    if let Some(years) = years.as_ref().filter(|years| years.len() != reports.len()) {
        let what = format!("there are {} reports and {} years", reports.len(), years.len());
        return Err(crate::Error::new(crate::ErrorKind::Argument, what)
            .rule("years has one entry for each report")
            .into());
    }
    let series = py.detach(|| {
        let read: Vec<_> = reports.iter().map(|text| crate::report_text::extract(text)).collect();
        let year = |i: usize| years.as_ref().map(|years| years[i]);
        crate::audit::series(
            &read.iter().enumerate().map(|(i, report)| (year(i), report)).collect::<Vec<_>>(),
        )
    })?;
    dict(py, &series)
}

fn dict<'py>(py: Python<'py>, series: &Series) -> PyResult<Dict<'py>> {
    let dict = PyDict::new(py);
    dict.set_item("years", &series.years)?;
    let rows = series.rows.iter().map(|r| row(py, r)).collect::<PyResult<Vec<_>>>()?;
    dict.set_item("rows", PyList::new(py, rows)?)?;
    let disagreements = series.disagreements.iter().map(|(year, found)| {
        let dict = finding(py, found)?;
        dict.set_item("year", year)?;
        Ok(dict)
    });
    dict.set_item("disagreements", PyList::new(py, disagreements.collect::<PyResult<Vec<_>>>()?)?)?;
    Ok(dict)
}

fn row<'py>(py: Python<'py>, row: &SeriesRow) -> PyResult<Dict<'py>> {
    let dict = PyDict::new(py);
    dict.set_item("label", &row.label)?;
    dict.set_item("indicator", &row.indicator)?;
    dict.set_item("court", &row.court)?;
    dict.set_item("class", &row.class)?;
    let unit = match row.change_kind {
        ChangeKind::Percent => "percent",
        ChangeKind::Points => "points",
        ChangeKind::Days => "days",
        ChangeKind::Absolute | ChangeKind::Unsized => "absolute",
    };
    dict.set_item("change_unit", unit)?;
    let cells = row.cells.iter().map(|c| c.as_ref().map(|c| cell(py, c)).transpose());
    dict.set_item("cells", PyList::new(py, cells.collect::<PyResult<Vec<_>>>()?)?)?;
    Ok(dict)
}

fn cell<'py>(py: Python<'py>, cell: &SeriesCell) -> PyResult<Dict<'py>> {
    let dict = amount(py, &cell.amount)?;
    let (low, high) = cell.change.unwrap_or((None, None));
    dict.set_item("change_low", double(low))?;
    dict.set_item("change_high", double(high))?;
    Ok(dict)
}
