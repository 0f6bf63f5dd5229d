//! Published reports: figures out of text, and what an audit finds in them.

use crate::audit::{Finding, Implied, Sure};
use crate::quantity::{Fraction, Level};
use crate::report_text::{Amount, Base, Change, Direction, Figure, Standing};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

type Dict<'py> = Bound<'py, PyDict>;

pub(super) fn double(value: Option<Fraction>) -> Option<f64> {
    value.map(Fraction::to_f64)
}

pub(super) fn amount<'py>(py: Python<'py>, amount: &Amount) -> PyResult<Dict<'py>> {
    let dict = PyDict::new(py);
    let (low, high) = amount.interval();
    dict.set_item("printed", amount.printed())?;
    dict.set_item("value", double(amount.value()))?;
    dict.set_item("unit", &amount.unit.word)?;
    dict.set_item("low", double(low))?;
    dict.set_item("high", double(high))?;
    dict.set_item("start", amount.span.start)?;
    dict.set_item("end", amount.span.end)?;
    Ok(dict)
}

fn change<'py>(py: Python<'py>, change: &Change) -> PyResult<Dict<'py>> {
    let dict = PyDict::new(py);
    let direction = match change.direction {
        Direction::Up => "up",
        Direction::Down => "down",
        Direction::Flat => "flat",
    };
    let base = match &change.base {
        Base::YearBefore => "year_before".to_owned(),
        Base::PeriodBefore => "previous".to_owned(),
        Base::HalfBefore => "half_before".to_owned(),
        Base::Year(year) => year.to_string(),
        Base::Stated(words) => words.clone(),
        Base::Unstated => "unstated".to_owned(),
    };
    dict.set_item("direction", direction)?;
    dict.set_item("size", change.size.as_ref().map(|a| amount(py, a)).transpose()?)?;
    dict.set_item("from", change.from.as_ref().map(|a| amount(py, a)).transpose()?)?;
    dict.set_item("base", base)?;
    Ok(dict)
}

fn standing<'py>(py: Python<'py>, standing: &Standing) -> PyResult<Dict<'py>> {
    let dict = PyDict::new(py);
    dict.set_item("place", standing.place)?;
    dict.set_item("scope", &standing.scope)?;
    dict.set_item("words", &standing.words)?;
    Ok(dict)
}

fn figure<'py>(py: Python<'py>, figure: &Figure) -> PyResult<Dict<'py>> {
    let dict = PyDict::new(py);
    dict.set_item("label", &figure.label)?;
    dict.set_item("object", &figure.object)?;
    dict.set_item("indicator", &figure.indicator)?;
    dict.set_item("court", &figure.scope.court)?;
    dict.set_item("class", &figure.scope.class)?;
    dict.set_item("subject", &figure.scope.subject)?;
    dict.set_item("value", figure.value.as_ref().map(|a| amount(py, a)).transpose()?)?;
    let changes = figure.changes.iter().map(|c| change(py, c)).collect::<PyResult<Vec<_>>>()?;
    dict.set_item("changes", PyList::new(py, changes)?)?;
    let standings = figure.standings.iter().map(|s| standing(py, s)).collect::<PyResult<Vec<_>>>()?;
    dict.set_item("standings", PyList::new(py, standings)?)?;
    dict.set_item("record", figure.record.as_ref().map(|r| r.words.clone()))?;
    dict.set_item("period", figure.period.as_ref().map(|p| p.words.clone()))?;
    dict.set_item("start", figure.span.start)?;
    dict.set_item("end", figure.span.end)?;
    Ok(dict)
}

pub(super) fn finding<'py>(py: Python<'py>, finding: &Finding) -> PyResult<Dict<'py>> {
    let dict = PyDict::new(py);
    dict.set_item("severity", finding.severity.word())?;
    dict.set_item("kind", finding.kind.word())?;
    dict.set_item("arithmetic", &finding.arithmetic)?;
    dict.set_item("reconcile", &finding.reconcile)?;
    dict.set_item("scope_difference", finding.scope.word())?;
    let spans: Vec<(usize, usize)> = finding.spans.iter().map(|s| (s.start, s.end)).collect();
    dict.set_item("spans", spans)?;
    Ok(dict)
}

fn implied<'py>(py: Python<'py>, implied: &Implied) -> PyResult<Dict<'py>> {
    let dict = PyDict::new(py);
    dict.set_item("kind", implied.kind.word())?;
    dict.set_item("label", &implied.label)?;
    dict.set_item("low", implied.low.to_f64())?;
    dict.set_item("high", implied.high.to_f64())?;
    dict.set_item("arithmetic", &implied.arithmetic)?;
    dict.set_item("start", implied.span.start)?;
    dict.set_item("end", implied.span.end)?;
    Ok(dict)
}

fn sureness<'py>(py: Python<'py>, rate: &Sure) -> PyResult<Dict<'py>> {
    let dict = PyDict::new(py);
    dict.set_item("label", &rate.label)?;
    dict.set_item("base_label", &rate.base_label)?;
    dict.set_item("base", rate.base)?;
    dict.set_item("count_low", rate.count.start())?;
    dict.set_item("count_high", rate.count.end())?;
    dict.set_item("lower", rate.interval.lower)?;
    dict.set_item("upper", rate.interval.upper)?;
    dict.set_item("level", rate.interval.level.get())?;
    dict.set_item("start", rate.span.start)?;
    dict.set_item("end", rate.span.end)?;
    let change = rate.change.as_ref().map(|change| {
        let dict = PyDict::new(py);
        dict.set_item("lower", change.interval.lower)?;
        dict.set_item("upper", change.interval.upper)?;
        dict.set_item("p_low", change.p.0)?;
        dict.set_item("p_high", change.p.1)?;
        dict.set_item("verdict", change.verdict.word())?;
        dict.set_item("prior_base_low", change.prior_base.start())?;
        dict.set_item("prior_base_high", change.prior_base.end())?;
        dict.set_item("prior_count_low", change.prior_count.start())?;
        dict.set_item("prior_count_high", change.prior_count.end())?;
        dict.set_item("assumed", change.assumed)?;
        PyResult::Ok(dict)
    });
    dict.set_item("change", change.transpose()?)?;
    Ok(dict)
}

/// Reads the figures of a published court report, Chinese or simple English.
///
/// Parameters
/// ----------
/// text : str
///     The report.
///
/// Returns
/// -------
/// list of dict
///     One for each statement: label, object (the noun behind the number), indicator (where one is certain),
///     court, class, subject, value, changes, standings, record, period, start and end in characters. A value
///     has printed, value, unit, low and high: what its rounding and its bound word allow. A change has
///     direction, size, from (the base's value) and base.
///
/// Examples
/// --------
/// >>> import courtmetrics
/// >>> figure = courtmetrics.extract("一审服判息诉率91.48%,同比提升0.72个百分点。")[0]
/// >>> figure.get("value").get("value"), figure.get("changes")[0].get("size").get("value")
/// (91.48, 0.72)
#[pyfunction]
pub(crate) fn extract<'py>(py: Python<'py>, text: &str) -> PyResult<Vec<Dict<'py>>> {
    let report = py.detach(|| crate::report_text::extract(text));
    report.figures.iter().map(|f| figure(py, f)).collect()
}

/// Holds the figures of a published report against each other, and against last year's report.
///
/// Parameters
/// ----------
/// text : str
///     The report.
/// last_year : str, optional
///     The report of the same court a year earlier.
/// level : float
///     The level of intervals and of what is within chance, 0.95 where left out.
///
/// Returns
/// -------
/// dict
///     ``findings``: severity, kind, arithmetic, reconcile, scope_difference, spans; ``implied``: what the
///     figures imply without saying it (the count behind a rate, last year's rate); ``sure``: for each rate
///     whose base the report prints, base, count_low and count_high, lower and upper (Wilson, fractions), and
///     ``change`` with lower and upper (Newcombe, fractions), p_low and p_high over all counts that print as
///     the rates, verdict (``"within_chance"``, ``"beyond_chance"``, ``"undecided"``), and ``assumed``, true
///     where no report prints the prior base and it was taken to be this year's.
///
/// Examples
/// --------
/// >>> import courtmetrics
/// >>> audit = courtmetrics.audit("全年受理各类案件1000件,结案900件,结案率92%。")
/// >>> print(audit.get("findings")[0].get("arithmetic"))
/// 900 / 1000 = 90 %, printed 92%
#[pyfunction]
#[pyo3(signature = (text, last_year=None, *, level=0.95))]
pub(crate) fn audit<'py>(
    py: Python<'py>,
    text: &str,
    last_year: Option<&str>,
    level: f64,
) -> PyResult<Dict<'py>> {
    let level = Level::new(level)?;
    let (audit, sure) = py.detach(|| {
        let this = crate::report_text::extract(text);
        let mut audit = crate::audit::audit(&this.figures);
        let last = last_year.map(crate::report_text::extract).unwrap_or_default();
        audit.findings.extend(crate::audit::against_last_year(&this.figures, &last.figures));
        let sure = crate::audit::sure(&this.figures, &last.figures, level);
        (audit, sure)
    });
    let dict = PyDict::new(py);
    let findings = audit.findings.iter().map(|f| finding(py, f)).collect::<PyResult<Vec<_>>>()?;
    dict.set_item("findings", PyList::new(py, findings)?)?;
    let found = audit.implied.iter().map(|i| implied(py, i)).collect::<PyResult<Vec<_>>>()?;
    dict.set_item("implied", PyList::new(py, found)?)?;
    let rates = sure.iter().map(|rate| sureness(py, rate)).collect::<PyResult<Vec<_>>>()?;
    dict.set_item("sure", PyList::new(py, rates)?)?;
    Ok(dict)
}
