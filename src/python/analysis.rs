//! Questions about a table: decomposition, funnels, ranks.

use crate::analysis::{self, FunnelOptions};
use crate::period::Period;
use crate::python::args::Words;
use crate::python::frame::Frame;
use crate::python::table::Table;
use crate::quantity::Level;
use crate::stats::comparisons::Correction;
use crate::stats::funnel::{Dispersion, FunnelMethod};
use crate::{Error, ErrorKind};
use pyo3::prelude::*;

fn period(table: &Table, label: Option<&str>) -> crate::Result<Option<Period>> {
    label.map(|label| table.calendar.parse(label)).transpose()
}

/// Says why a rate moved: by the mix of cases, or by performance within each kind.
///
/// Parameters
/// ----------
/// table : Table
///     Measured by the columns that are decomposed over, and by others where each of their groups is wanted.
/// indicator : str
///     A quotient of counts or a mean of days.
/// over : str or list of str
///     The kinds: one grouping column (Kitagawa), or several (Das Gupta's crossed factors).
/// period, base : str, optional
///     Labels; the last period of the table, and the same a year before.
///
/// Returns
/// -------
/// Frame
///     The other grouping columns, base_value, value, component (``"mix"`` or ``"rate"``), over, kind, effect,
///     status. Rows without a kind are whole components and sum to the change; effects are in its unit
///     (percentage points for rates).
///
/// Examples
/// --------
/// >>> import courtmetrics, tempfile, pathlib
/// >>> export = pathlib.Path(tempfile.mkdtemp()) / "cases.csv"
/// >>> _ = courtmetrics.example(export)
/// >>> table = courtmetrics.measure(export, "cepej.mean_days", by="case_class")
/// >>> rows = courtmetrics.decompose(table, "mean_days", "case_class", period="2023").to_dicts()
/// >>> [row["component"] for row in rows if row["kind"] is None]
/// ['mix', 'rate']
#[pyfunction]
#[pyo3(signature = (table, indicator, over, *, period=None, base=None))]
pub(crate) fn decompose(
    table: &Bound<'_, Table>,
    indicator: &str,
    over: Words,
    period: Option<&str>,
    base: Option<&str>,
) -> PyResult<Frame> {
    let table = table.get();
    let over = over.list();
    let (now, base) = (self::period(table, period)?, self::period(table, base)?);
    let parts = analysis::decompose(&table.inner, indicator, &over, now, base)?;
    let rest: Vec<String> =
        table.inner.by().iter().filter(|b| !over.contains(&b.as_str())).cloned().collect();
    Ok(Frame(analysis::decomposed_batch(&rest, &parts)?))
}

/// Holds courts (or other groups) against a target: which differ from it more than chance?
///
/// Parameters
/// ----------
/// table : Table
///     Measured by the column whose groups are compared.
/// indicator : str
///     Part of a whole, or cases per exposure.
/// period : str, optional
///     Label; the last period of the table.
/// target : float, optional
///     In the unit of the value (0.9148); the pooled rate of all groups.
/// level, outer_level : float
///     Levels of the inner and outer limits.
/// method : str
///     ``"exact_binomial"`` or ``"normal"``, for parts of a whole.
/// dispersion : str, optional
///     ``"additive"`` or ``"multiplicative"`` widens the limits where groups differ more than chance throughout.
/// trim : float
///     Share of the z-scores at either end that is winsorised for over-dispersion.
/// correction : str
///     ``"benjamini_hochberg"`` or ``"holm"``: how p-values are adjusted for their number.
///
/// Returns
/// -------
/// Frame
///     The grouping columns, numerator, denominator, value, target, lower, upper, lower_outer, upper_outer, level,
///     level_outer, method, position (``"below_outer"`` to ``"above_outer"``), p_value, p_adjusted, correction, phi,
///     phi_p_value, tau_squared. Null where a group has no value.
///
/// Examples
/// --------
/// >>> import courtmetrics, tempfile, pathlib
/// >>> export = pathlib.Path(tempfile.mkdtemp()) / "cases.csv"
/// >>> _ = courtmetrics.generate(export, 20000, courts=10)
/// >>> table = courtmetrics.measure(export, "pinghu.closing_rate", by="court")
/// >>> rows = courtmetrics.funnel(table, "closing_rate").to_dicts()
/// >>> len(rows), rows[0]["method"]
/// (10, 'exact_binomial')
#[pyfunction]
#[pyo3(signature = (
    table, indicator, *, period=None, target=None, level=0.95, outer_level=0.998, method="exact_binomial",
    dispersion=None, trim=0.1, correction="benjamini_hochberg"
))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments")]
pub(crate) fn funnel(
    table: &Bound<'_, Table>,
    indicator: &str,
    period: Option<&str>,
    target: Option<f64>,
    level: f64,
    outer_level: f64,
    method: &str,
    dispersion: Option<&str>,
    trim: f64,
    correction: &str,
) -> PyResult<Frame> {
    let options = FunnelOptions {
        target,
        level: Level::new(level)?,
        outer: Level::new(outer_level)?,
        method: method.parse::<FunnelMethod>()?,
        dispersion: dispersion.map(str::parse::<Dispersion>).transpose()?,
        trim,
        correction: correction.parse::<Correction>()?,
    };
    let table = table.get();
    let found = analysis::funnel(&table.inner, indicator, self::period(table, period)?, options)?;
    Ok(Frame(found.to_batch()?))
}

/// Ranks courts (or other groups) and says how sure each rank is.
///
/// Parameters
/// ----------
/// table : Table
///     Measured by the column whose groups are ranked.
/// indicator : str
///     One whose values have intervals.
/// period : str, optional
///     Label; the last period of the table.
/// best : str, optional
///     ``"highest"`` or ``"lowest"``; the indicator's own direction where it has one.
/// level : float
///     Level of the rank intervals.
/// draws : int
///     Draws of the generator (with a fixed start, so that a table is the same everywhere).
///
/// Returns
/// -------
/// Frame
///     The grouping columns, value, standard_error, rank (1 is best; ties share the best place), of, expected_rank,
///     lower, upper (of the rank), method, probability_first, first. Null where a group has no value.
#[pyfunction]
#[pyo3(signature = (table, indicator, *, period=None, best=None, level=0.95, draws=100_000))]
pub(crate) fn ranks(
    py: Python<'_>,
    table: &Bound<'_, Table>,
    indicator: &str,
    period: Option<&str>,
    best: Option<&str>,
    level: f64,
    draws: i64,
) -> PyResult<Frame> {
    let highest = match best {
        None => None,
        Some("highest") => Some(true),
        Some("lowest") => Some(false),
        Some(other) => return Err(Error::unknown("best", other, ["highest", "lowest"]).into()),
    };
    let draws = u32::try_from(draws).map_err(|_| {
        Error::new(ErrorKind::Argument, format!("draws is {draws}"))
            .rule("at least one draw, at most 2³² − 1")
    })?;
    let (level, table) = (Level::new(level)?, table.get());
    let now = self::period(table, period)?;
    let inner = table.inner.clone();
    let found = py.detach(|| analysis::ranks(&inner, indicator, now, highest, level, draws))?;
    Ok(Frame(found.to_batch()?))
}
