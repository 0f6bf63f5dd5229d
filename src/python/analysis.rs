//! Questions about a table: decomposition, standardisation, trends, funnels, ranks.

use crate::analysis::{self, FunnelOptions, How};
use crate::period::Period;
use crate::python::args::Words;
use crate::python::frame::Frame;
use crate::python::table::Table;
use crate::quantity::Level;
use crate::stats::comparisons::Correction;
use crate::stats::count::CountMethod;
use crate::stats::funnel::{Dispersion, FunnelMethod};
use crate::stats::standardisation::DirectMethod;
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

/// Says what each group's rate would be with the mix of cases of all groups together.
///
/// Parameters
/// ----------
/// table : Table
///     Measured by the kinds that are standardised over, and by the column whose groups are compared.
/// indicator : str
///     Part of a whole, or cases per exposure.
/// over : str or list of str
///     The kinds: one grouping column or several.
/// kind : str
///     ``"direct"``: own rates, the mix of all. ``"indirect"``: own mix, the rates of all; for small groups.
/// period, standard_period : str, optional
///     Labels: the period of the rates, the last one of the table where nothing is said, and that of the standard,
///     the same one where nothing is said.
/// method : str, optional
///     Of the interval: ``"fay_feuer"`` (the first) or ``"dobson"`` for direct rates, ``"garwood"`` (the first),
///     ``"byar"``, ``"score"`` or ``"log_normal"`` for indirect ones.
/// level : float
///     Level of the intervals.
///
/// Returns
/// -------
/// Frame
///     The other grouping columns, numerator, denominator, crude, expected (events at the standard's rates), value
///     (the standardised rate), lower, upper, method, standard_period, standard_value, status: ``"known"``, or why
///     there is none (``"no_cases"``, ``"kind_without_cases"``, ``"none_expected"``).
///
/// Examples
/// --------
/// >>> import courtmetrics, tempfile, pathlib
/// >>> export = pathlib.Path(tempfile.mkdtemp()) / "cases.csv"
/// >>> _ = courtmetrics.generate(export, 20000, courts=4)
/// >>> table = courtmetrics.measure(export, "pinghu.closing_rate", by=["court", "case_class"], rollup="none")
/// >>> rows = courtmetrics.standardise(table, "closing_rate", "case_class").to_dicts()
/// >>> len(rows), rows[0]["method"], rows[0]["lower"] < rows[0]["value"] < rows[0]["upper"]
/// (4, 'fay_feuer', True)
#[pyfunction]
#[pyo3(signature = (
    table, indicator, over, *, kind="direct", period=None, standard_period=None, method=None, level=0.95
))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments")]
pub(crate) fn standardise(
    table: &Bound<'_, Table>,
    indicator: &str,
    over: Words,
    kind: &str,
    period: Option<&str>,
    standard_period: Option<&str>,
    method: Option<&str>,
    level: f64,
) -> PyResult<Frame> {
    let how = match kind {
        "direct" => How::Direct(method.map_or(Ok(DirectMethod::default()), str::parse)?),
        "indirect" => How::Indirect(method.map_or(Ok(CountMethod::default()), str::parse)?),
        other => return Err(Error::unknown("kind", other, ["direct", "indirect"]).into()),
    };
    let table = table.get();
    let periods = (self::period(table, period)?, self::period(table, standard_period)?);
    let over = over.list();
    let rates = analysis::standardise(&table.inner, indicator, &over, periods, how, Level::new(level)?)?;
    Ok(Frame(rates.to_batch()?))
}

/// Says whether values rise or fall over more than two years: the slope of a straight line, compound annual growth.
///
/// Provisional periods are left out, and a break starts the series anew.
///
/// Parameters
/// ----------
/// table : Table
///     With three complete periods or more.
/// indicator : str
///     Any.
/// level : float
///     Level of the interval of the slope.
///
/// Returns
/// -------
/// Frame
///     The grouping columns, periods (with a value), first, first_value, last, last_value, slope (a year, in the unit
///     of the value), standard_error, lower, upper, method (``"t"``), p_value, growth (compound, a fraction a year).
///     Null where fewer than three periods have a value, and where growth would start from nothing.
///
/// Examples
/// --------
/// >>> import courtmetrics, tempfile, pathlib
/// >>> export = pathlib.Path(tempfile.mkdtemp()) / "cases.csv"
/// >>> _ = courtmetrics.generate(export, 20000)
/// >>> row = courtmetrics.trend(courtmetrics.measure(export, "cepej.incoming"), "incoming").to_dicts()[0]
/// >>> row["method"], row["lower"] < row["slope"] < row["upper"]
/// ('t', True)
#[pyfunction]
#[pyo3(signature = (table, indicator, *, level=0.95))]
pub(crate) fn trend(table: &Bound<'_, Table>, indicator: &str, level: f64) -> PyResult<Frame> {
    Ok(Frame(analysis::trends(&table.get().inner, indicator, Level::new(level)?)?.to_batch()?))
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
