//! Definitions on a ledger: one observation for each indicator, group and period.

use crate::cube::Measure;
use crate::indicator::{DayStatistic, Definition, Formula, Term};
use crate::ledger::{DayStats, DayWants, Ledger, Missing};
use crate::quantity::{Level, QuantityKind};
use crate::table::sureness::Spread;
use crate::table::{Mark, Observation, Status, Table};
use std::collections::BTreeMap;

/// What a ledger must hold for these indicators, and for intervals of their quantiles at `level`.
pub fn wants(indicators: &[Definition], level: Option<Level>) -> BTreeMap<Measure, DayWants> {
    let mut wants: BTreeMap<Measure, DayWants> = BTreeMap::new();
    for definition in indicators {
        for measure in definition.formula.measures() {
            let wanted = wants.entry(measure.clone()).or_default();
            wanted.level = level;
            match &definition.formula {
                Formula::Days { statistic: DayStatistic::Quantile(q), .. } => _ = wanted.quantiles.insert(*q),
                Formula::Days { statistic: DayStatistic::Within(limit), .. } => {
                    _ = wanted.limits.insert(*limit)
                }
                _ => {}
            }
        }
    }
    wants
}

impl Table {
    /// Evaluates indicators on a ledger. With a level, values and changes have intervals.
    pub fn evaluate(indicators: &[Definition], ledger: &Ledger, level: Option<Level>) -> Self {
        let (groups, periods) = (ledger.groups().len(), ledger.periods().len());
        let mut rows = Vec::with_capacity(indicators.len() * groups * periods);
        let mut missing_columns = Vec::with_capacity(indicators.len());
        let mut spreads = vec![Vec::new(); indicators.len()];
        for (i, definition) in indicators.iter().enumerate() {
            let absent = definition.formula.measures().into_iter().find_map(|m| ledger.absent(m));
            missing_columns.push(absent.map(str::to_owned));
            if absent.is_some() {
                let none = Observation::none(Status::ColumnMissing);
                rows.resize(rows.len() + groups * periods, none);
                continue;
            }
            let read = Reader::new(definition, ledger);
            rows.extend((0..groups * periods).map(|at| read.observe(definition, at)));
            if let (Reader::Days(Some(column), statistic), Some(_)) = (&read, level) {
                spreads[i] = Spread::column(column, statistic);
            }
        }
        Self {
            indicators: indicators.to_vec(),
            by: ledger.by().to_vec(),
            groups: ledger.groups().to_vec(),
            periods: ledger.periods().to_vec(),
            marks: vec![Mark::Normal; periods],
            level,
            spreads,
            rows,
            missing_columns,
            changes: None,
            notes: Vec::new(),
            whole: None,
        }
    }
}

/// A definition's columns of the ledger, looked up once.
enum Reader<'l> {
    Total(Vec<Column<'l>>),
    Quotient(Vec<Column<'l>>, Vec<Column<'l>>),
    Days(Option<&'l [DayStats]>, &'l DayStatistic),
}

/// A term: its sign, its numbers, and where it has none.
struct Column<'l> {
    sign: i64,
    numbers: Result<&'l [i64], Missing>,
    gaps: Option<&'l BTreeMap<usize, Missing>>,
}

impl<'l> Reader<'l> {
    fn new(definition: &'l Definition, ledger: &'l Ledger) -> Self {
        let columns = |terms: &[Term]| {
            let column = |term: &Term| {
                let (numbers, gaps) = ledger.column(&term.measure);
                Column { sign: term.sign, numbers, gaps }
            };
            terms.iter().map(column).collect()
        };
        match &definition.formula {
            Formula::Total(terms) => Self::Total(columns(terms)),
            Formula::Quotient { numerator, denominator, .. } => {
                Self::Quotient(columns(numerator), columns(denominator))
            }
            Formula::Days { measure, statistic } => Self::Days(ledger.days(measure), statistic),
        }
    }

    fn observe(&self, definition: &Definition, at: usize) -> Observation {
        match self {
            Self::Total(terms) => match sum(terms, at) {
                Ok(total) => {
                    let counted = matches!(definition.kind, QuantityKind::Count);
                    let cases = if counted { total } else { -1 };
                    Observation { status: Status::Known, numerator: total, denominator: 1, cases }
                }
                Err(status) => Observation::none(status),
            },
            Self::Quotient(upper, lower) => match (sum(upper, at), sum(lower, at)) {
                (Ok(_), Ok(0)) => Observation::none(Status::ZeroDenominator),
                (Ok(upper), Ok(lower)) => {
                    let outside =
                        definition.kind == QuantityKind::Proportion && !(0..=lower).contains(&upper);
                    let status = if outside { Status::OutsideWhole } else { Status::Known };
                    Observation { status, numerator: upper, denominator: lower, cases: lower }
                }
                (Err(status), _) | (_, Err(status)) => Observation::none(status),
            },
            Self::Days(None, _) => Observation::none(Status::ColumnMissing),
            Self::Days(Some(column), statistic) => of_days(&column[at], statistic),
        }
    }
}

fn of_days(stats: &DayStats, statistic: &DayStatistic) -> Observation {
    if stats.n == 0 {
        return Observation::none(Status::NoCases);
    }
    let cases = stats.n as i64;
    let pair = match statistic {
        DayStatistic::Mean => Some((stats.sum as i64, cases)),
        DayStatistic::Quantile(q) => {
            stats.quantiles.iter().find(|(known, _)| known == q).map(|(_, b)| b.exact())
        }
        DayStatistic::Within(limit) => {
            stats.within.iter().find(|(known, _)| known == limit).map(|(_, n)| (*n as i64, cases))
        }
    };
    match pair {
        Some((numerator, denominator)) => {
            Observation { status: Status::Known, numerator, denominator, cases }
        }
        None => Observation::none(Status::NotAvailable),
    }
}

fn sum(terms: &[Column<'_>], at: usize) -> Result<i64, Status> {
    let status = |missing| match missing {
        Missing::NoColumn => Status::ColumnMissing,
        Missing::NotAvailable => Status::NotAvailable,
        Missing::NotApplicable => Status::NotApplicable,
    };
    let mut total = 0i64;
    for term in terms {
        let numbers = term.numbers.map_err(status)?;
        if let Some(missing) = term.gaps.and_then(|gaps| gaps.get(&at)) {
            return Err(status(*missing));
        }
        total = total.checked_add(term.sign * numbers[at]).ok_or(Status::NotAvailable)?;
    }
    Ok(total)
}
