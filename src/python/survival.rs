//! How long cases last, from Python.

use crate::analysis::MeanMethod;
use crate::cube::{Lifetimes, Watch};
use crate::ledger::Rollup;
use crate::period::{Calendar, Date};
use crate::python::args::{Asked, BadRows, Reading, Words, positive};
use crate::python::capsule;
use crate::python::frame::{self, Frame};
use crate::python::measure::on_source;
use crate::quantity::Level;
use crate::stats::survival::CurveMethod;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Survival curves of cases by group: how long they last when the pending ones count too.
///
/// It is an Arrow stream of its curves (Kaplan-Meier, level 0.95, method ``"log"``), and it merges: what was counted
/// of two courts or two halves of an export gives together the curves of both, exactly.
#[pyclass(frozen, module = "courtmetrics")]
#[derive(Debug)]
pub(crate) struct Survival {
    lives: Arc<Lifetimes>,
    inner: Arc<crate::analysis::Survival>,
    outcome: Option<String>,
    rollup: Rollup,
}

impl Survival {
    fn of(lives: Lifetimes, outcome: Option<String>, rollup: Rollup) -> PyResult<Self> {
        let inner = crate::analysis::Survival::new(&lives, outcome.as_deref(), rollup)?;
        Ok(Self { lives: Arc::new(lives), inner: Arc::new(inner), outcome, rollup })
    }
}

#[pymethods]
impl Survival {
    /// The curves: the grouping columns, days since filing, at_risk, ended, censored, survival (the share still
    /// pending), standard_error, lower, upper, method.
    ///
    /// Parameters
    /// ----------
    /// level : float
    ///     Level of the limits.
    /// method : str
    ///     ``"log"``, ``"log_log"`` or ``"plain"``.
    #[pyo3(signature = (level=0.95, method="log"))]
    fn curves(&self, level: f64, method: &str) -> PyResult<Frame> {
        Ok(Frame(self.inner.curves(Level::new(level)?, method.parse::<CurveMethod>()?)?))
    }

    /// A row for each group: cases, ended, pending, late, median with lower, upper and method; with a horizon the
    /// mean number of days pending within it, with standard_error, mean_lower and mean_upper.
    ///
    /// Parameters
    /// ----------
    /// horizon : int, optional
    ///     In days; the mean is null where the curve of a group does not reach so far.
    #[pyo3(signature = (horizon=None, *, level=0.95, method="log"))]
    fn summary(&self, horizon: Option<i32>, level: f64, method: &str) -> PyResult<Frame> {
        if let Some(days) = horizon.filter(|days| *days <= 0) {
            return Err(crate::Error::new(crate::ErrorKind::Argument, format!("horizon is {days} days"))
                .rule("a horizon is above 0")
                .into());
        }
        Ok(Frame(self.inner.summary(Level::new(level)?, method.parse()?, horizon)?))
    }

    /// A row for each group and share: the day by which that share has ended, with lower, upper and method.
    #[pyo3(signature = (shares, *, level=0.95, method="log"))]
    fn quantiles(&self, shares: Vec<f64>, level: f64, method: &str) -> PyResult<Frame> {
        Ok(Frame(self.inner.quantiles(&shares, Level::new(level)?, method.parse()?)?))
    }

    /// A row for each group, day and outcome: incidence, the share of cases that ended in this way by this day
    /// (Aalen-Johansen), with standard_error, lower, upper and method.
    #[pyo3(signature = (level=0.95, method="log"))]
    fn incidence(&self, level: f64, method: &str) -> PyResult<Frame> {
        Ok(Frame(self.inner.incidence(Level::new(level)?, method.parse()?)?))
    }

    /// The log-rank test: do the groups resolve at the same pace?
    ///
    /// Parameters
    /// ----------
    /// strata : str, optional
    ///     A grouping column within whose words the others are compared, so that like is held against like.
    ///
    /// Returns
    /// -------
    /// Frame
    ///     A row for each group: observed, expected (events if all groups shared one pace), chi_square,
    ///     degrees_of_freedom, p_value, method (``"log_rank"`` or ``"stratified_log_rank"``), strata.
    #[pyo3(signature = (strata=None))]
    fn log_rank(&self, strata: Option<&str>) -> PyResult<Frame> {
        Ok(Frame(self.inner.log_rank(strata)?.to_batch()?))
    }

    /// Gray's test: do the groups end in one way equally often by each day, where other ways compete?
    ///
    /// Parameters
    /// ----------
    /// outcome : str, optional
    ///     One way of ending; every one where none is named.
    ///
    /// Returns
    /// -------
    /// Frame
    ///     A row for each outcome and group: outcome, score (observed less expected events), chi_square,
    ///     degrees_of_freedom, p_value, method. Null where fewer than two groups can be compared.
    #[pyo3(signature = (outcome=None))]
    fn gray(&self, outcome: Option<&str>) -> PyResult<Frame> {
        Ok(Frame(self.inner.gray(outcome)?.to_batch()?))
    }

    /// The days of the cases that ended, pending ones left out: mean and quantiles with their intervals.
    ///
    /// Parameters
    /// ----------
    /// shares : list of float
    ///     The quantiles, each strictly between 0 and 1, type 7; their intervals are by order statistics.
    /// level : float
    ///     Level of the intervals.
    /// method : str
    ///     Of the mean: ``"t"`` or ``"bootstrap"`` (percentiles of the means of cases drawn anew).
    /// draws, seed : int
    ///     Of the bootstrap; one seed gives one interval everywhere.
    ///
    /// Returns
    /// -------
    /// Frame
    ///     A row for each group and statistic: cases, statistic (``"mean"`` or ``"quantile"``), share, days,
    ///     standard_error, lower, upper, method.
    #[pyo3(signature = (shares=vec![0.5], *, level=0.95, method="t", draws=2000, seed=1))]
    fn resolved_days(
        &self,
        py: Python<'_>,
        shares: Vec<f64>,
        level: f64,
        method: &str,
        draws: i64,
        seed: u64,
    ) -> PyResult<Frame> {
        let (level, method) = (Level::new(level)?, method.parse::<MeanMethod>()?);
        let draws = u32::try_from(draws).map_err(|_| {
            crate::Error::new(crate::ErrorKind::Argument, format!("draws is {draws}"))
                .rule("draws are a whole number from 100 to 2³² − 1")
                .hint("write 2000")
        })?;
        let days = py.detach(|| self.inner.resolved_days(&shares, level, method, (draws, seed)))?;
        Ok(Frame(days.to_batch()?))
    }

    /// The curves of the cases of both.
    ///
    /// Raises
    /// ------
    /// MismatchError
    ///     When they have other groups or another watch.
    fn merge(&self, other: &Self) -> PyResult<Self> {
        let mut lives = (*self.lives).clone();
        lives.merge((*other.lives).clone())?;
        Self::of(lives, self.outcome.clone(), self.rollup)
    }

    fn __or__(&self, other: &Self) -> PyResult<Self> {
        self.merge(other)
    }

    /// The grouping columns.
    #[getter]
    fn by(&self) -> Vec<String> {
        self.inner.by().to_vec()
    }

    /// The ways of ending that are told apart.
    #[getter]
    fn outcomes(&self) -> Vec<String> {
        self.inner.outcomes().to_vec()
    }

    /// The day on which pending cases are censored, ISO.
    #[getter]
    fn until(&self) -> String {
        self.inner.until().to_string()
    }

    /// What was read: rows, counted, set aside; counted cases outside the watch are ``"unwatched"``.
    #[getter]
    fn counts(&self) -> BTreeMap<String, u64> {
        let tally = self.lives.tally();
        BTreeMap::from([
            ("rows".to_owned(), tally.rows),
            ("counted".to_owned(), tally.accepted()),
            ("set aside".to_owned(), tally.set_aside.total()),
            ("unwatched".to_owned(), self.lives.unwatched()),
        ])
    }

    /// Groups, all together among them.
    fn __len__(&self) -> usize {
        self.inner.groups().len()
    }

    fn __repr__(&self) -> String {
        format!(
            "<courtmetrics.Survival: {} groups by [{}], pending cases as of {}>",
            self.inner.groups().len(),
            self.inner.by().join(", "),
            self.inner.until()
        )
    }

    /// The curves as an Arrow PyCapsule stream.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        _ = requested_schema; // the protocol lets a producer send its own types
        capsule::stream(py, self.inner.curves(Level::P95, CurveMethod::Log)?)
    }

    /// The curves as a polars.DataFrame.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        frame::to_polars(slf.as_any())
    }

    /// The curves as a pyarrow.Table.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        frame::to_arrow(slf.as_any())
    }

    /// The curves as a pandas.DataFrame (needs pyarrow).
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        frame::to_pandas(slf.as_any())
    }
}

/// Counts how long cases last, pending ones included, and makes survival curves of them.
///
/// Cases that are not resolved are pending, and censored on the day of extraction. Every other parameter is that of
/// `measure`.
///
/// Parameters
/// ----------
/// source : path, list of paths, or object with ``__arrow_c_stream__``
///     A case export, one row a case.
/// by : str or list of str, optional
///     Grouping columns.
/// outcome : str, optional
///     Column of the ways of ending, which then compete: ``incidence`` gives the share of each.
/// extracted_on : str, optional
///     Day on which the export was made, ISO; the last day in the data where nothing is said.
/// period : str, optional
///     Only cases active in this period: those filed before it enter late (left truncation), and those not resolved
///     by its end are pending.
/// rollup : str
///     ``"total"`` (all groups together beside the groups) or ``"none"``.
///
/// Returns
/// -------
/// Survival
///
/// Examples
/// --------
/// >>> import courtmetrics, tempfile, pathlib
/// >>> export = pathlib.Path(tempfile.mkdtemp()) / "cases.csv"
/// >>> _ = courtmetrics.example(export)
/// >>> lasting = courtmetrics.survival(export, by="case_class", outcome="outcome")
/// >>> first = lasting.curves().to_dicts()[0]
/// >>> first["days"], 0 < first["survival"] <= 1
/// (0, True)
#[pyfunction]
#[pyo3(signature = (
    source, *, by=None, outcome=None, extracted_on=None, period=None, codebook=None, fields=None, unique=None,
    date_layouts=None, rollup="total", year_starts=1, on_bad_rows=BadRows::Word("warn".to_owned()), delimiter=None,
    encoding=None, sheet=None, header_row=None, threads=None, memory_limit=None, progress=None
))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments")]
pub(crate) fn survival(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    by: Option<Words>,
    outcome: Option<String>,
    extracted_on: Option<&str>,
    period: Option<&str>,
    codebook: Option<&str>,
    fields: Option<BTreeMap<String, String>>,
    unique: Option<&str>,
    date_layouts: Option<Words>,
    rollup: &str,
    year_starts: u8,
    on_bad_rows: BadRows,
    delimiter: Option<&str>,
    encoding: Option<&str>,
    sheet: Option<&str>,
    header_row: Option<i64>,
    threads: Option<i64>,
    memory_limit: Option<i64>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Survival> {
    let asked = Asked {
        of_cases: true,
        by: by.as_ref(),
        period: "year",
        rollup,
        year_starts,
        codebook,
        fields: fields.as_ref(),
        unique,
        date_layouts: date_layouts.as_ref(),
        ..Asked::default()
    };
    let request = asked.request()?;
    let extracted = extracted_on.map(str::parse::<Date>).transpose()?;
    let span = period.map(|label| Calendar::new(year_starts)?.parse(label)).transpose()?;
    let watch = Watch {
        from: span.map(|p| p.start()),
        until: span.map(|p| p.end()).into_iter().chain(extracted).min(),
    };
    let (threads, memory_limit) = (positive("threads", threads)?, positive("memory_limit", memory_limit)?);
    let policy = on_bad_rows.policy()?;
    let way = outcome.as_deref();
    let reading = Reading { delimiter, encoding, sheet, header_row };
    let lives = on_source(py, source, reading, progress, |source, desk| {
        request.lifetimes(source, way, watch, desk.options(threads, memory_limit, policy))
    })?;
    Survival::of(lives, outcome, rollup.parse()?)
}
