//! Definitions on a ledger: a series of observations for each indicator.

use crate::cube::Measure;
use crate::indicator::{Definition, Formula};
use crate::ledger::{DayStatistic, DayWants, Ledger};
use crate::quantity::Level;
use crate::table::reader::Reader;
use crate::table::series::Series;
use crate::table::{ENOUGH, Mark, Methods, Observation, Status, Table};
use crate::threads::{Made, in_runs};
use std::collections::BTreeMap;
use std::ops::Range;

/// What a ledger must hold for these indicators, and for intervals of their quantiles at `level`.
pub fn wants(indicators: &[Definition], level: Option<Level>) -> BTreeMap<Measure, DayWants> {
    let mut wants: BTreeMap<Measure, DayWants> = BTreeMap::new();
    for definition in indicators {
        want(&definition.formula, level, &mut wants);
    }
    wants
}

fn want(formula: &Formula, level: Option<Level>, wants: &mut BTreeMap<Measure, DayWants>) {
    for measure in formula.measures() {
        wants.entry(measure.clone()).or_default().level = level;
    }
    let mut limit = |measure: &Measure, days: u32| {
        wants.entry(measure.clone()).or_default().limits.insert(days);
    };
    match formula {
        Formula::Days { measure, statistic: DayStatistic::Within(days), .. } => limit(measure, *days),
        Formula::WithinLimits(parts) => parts.iter().for_each(|(measure, days)| limit(measure, *days)),
        Formula::Days { measure, statistic: DayStatistic::Quantile(q), .. } => {
            wants.entry(measure.clone()).or_default().quantiles.insert(*q);
        }
        Formula::Evenness { measure, .. } => wants.entry(measure.clone()).or_default().months = true,
        Formula::Index { members, .. } => {
            members.iter().for_each(|m| want(&m.definition.formula, level, wants))
        }
        _ => {}
    }
}

impl Table {
    /// Evaluates indicators on a ledger. With a level, that of [`wants`], values and changes have intervals.
    pub fn evaluate(indicators: &[Definition], ledger: &Ledger, level: Option<Level>) -> Self {
        let (groups, periods) = (ledger.groups().len(), ledger.periods().len());
        let mut lacking = Vec::with_capacity(indicators.len());
        let mut series = Vec::with_capacity(indicators.len());
        for definition in indicators {
            let measures = definition.formula.measures();
            let column = measures.iter().find_map(|m| ledger.absent(m)).map(|c| (c, Status::ColumnMissing));
            let input = || measures.iter().find_map(|m| ledger.ungiven(m)).map(|i| (i, Status::InputMissing));
            let missing = column.or_else(input);
            let statistic = || lacks(&definition.formula, ledger).then(|| definition.formula.to_string());
            lacking.push(missing.map(|(name, _)| name.to_owned()).or_else(statistic));
            series.push(match missing {
                Some((_, status)) => Series::None(status),
                None => match Reader::new(definition, ledger) {
                    Reader::Held(series) => series,
                    reader => {
                        let observed = |groups: Range<usize>, rows: &mut Made<'_, Observation>| {
                            let at = groups.start * periods..groups.end * periods;
                            rows.extend(at.map(|at| reader.observe(definition, at)));
                        };
                        let rows = in_runs(groups, ENOUGH / periods.max(1), periods, observed);
                        Series::Rows(rows, Vec::new())
                    }
                },
            });
        }
        Self {
            indicators: indicators.to_vec(),
            by: ledger.by().to_vec(),
            groups: ledger.groups.clone(),
            periods: ledger.periods().to_vec(),
            marks: vec![Mark::Normal; periods],
            level,
            methods: Methods::default(),
            series: series.into(),
            lacking,
            comparison: None,
            notes: Vec::new(),
            other: Vec::new(),
            breaks: Vec::new(),
            whole: None,
        }
    }
}

/// Whether a source has some of the cases that a formula is about, and not what it takes of them.
fn lacks(formula: &Formula, ledger: &Ledger) -> bool {
    let days =
        |measure, statistic| ledger.days(measure).is_none() && ledger.figures(measure, statistic).is_none();
    match formula {
        Formula::Days { measure, statistic, .. } => days(measure, *statistic),
        Formula::WithinLimits(parts) => {
            parts.iter().any(|(measure, limit)| days(measure, DayStatistic::Within(*limit)))
        }
        Formula::Evenness { measure, .. } => ledger.months(measure).is_none(),
        _ => false,
    }
}
