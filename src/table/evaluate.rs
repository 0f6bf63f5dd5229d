//! Definitions on a ledger: one observation for each indicator, group and period.

use crate::cube::Measure;
use crate::indicator::{DayStatistic, Definition, Formula, Term};
use crate::ledger::{DayWants, Ledger, Missing};
use crate::quantity::QuantityKind;
use crate::table::{Observation, Status, Table};
use std::collections::BTreeMap;

/// What a ledger must hold for these indicators.
pub fn wants(indicators: &[Definition]) -> BTreeMap<Measure, DayWants> {
    let mut wants: BTreeMap<Measure, DayWants> = BTreeMap::new();
    for definition in indicators {
        for measure in definition.formula.measures() {
            let wanted = wants.entry(measure.clone()).or_default();
            match &definition.formula {
                Formula::Days { statistic: DayStatistic::Quantile(q), .. } => _ = wanted.quantiles.insert(*q),
                Formula::Days { statistic: DayStatistic::Within(limit), .. } => _ = wanted.limits.insert(*limit),
                _ => {}
            }
        }
    }
    wants
}

impl Table {
    /// Evaluates indicators on a ledger.
    pub fn evaluate(indicators: &[Definition], ledger: &Ledger) -> Self {
        let (groups, periods) = (ledger.groups().len(), ledger.periods().len());
        let mut rows = Vec::with_capacity(indicators.len() * groups * periods);
        let mut missing_columns = Vec::with_capacity(indicators.len());
        for definition in indicators {
            let absent = definition.formula.measures().into_iter().find_map(|m| ledger.absent(m));
            missing_columns.push(absent.map(str::to_owned));
            if absent.is_some() {
                let none = Observation::none(Status::ColumnMissing);
                rows.resize(rows.len() + groups * periods, none);
                continue;
            }
            for group in 0..groups {
                for period in 0..periods {
                    rows.push(observe(definition, ledger, group, period));
                }
            }
        }
        Self {
            indicators: indicators.to_vec(),
            by: ledger.by().to_vec(),
            groups: ledger.groups().to_vec(),
            periods: ledger.periods().to_vec(),
            rows,
            missing_columns,
            changes: None,
            notes: Vec::new(),
        }
    }
}

fn observe(definition: &Definition, ledger: &Ledger, group: usize, period: usize) -> Observation {
    let sum = |terms: &[Term]| sum(ledger, terms, group, period);
    match &definition.formula {
        Formula::Total(terms) => match sum(terms) {
            Ok(total) => {
                let counted = matches!(definition.kind, QuantityKind::Count);
                let cases = if counted { total } else { -1 };
                Observation { status: Status::Known, numerator: total, denominator: 1, cases }
            }
            Err(status) => Observation::none(status),
        },
        Formula::Quotient { numerator, denominator, .. } => match (sum(numerator), sum(denominator)) {
            (Ok(_), Ok(0)) => Observation::none(Status::ZeroDenominator),
            (Ok(upper), Ok(lower)) => {
                let outside = definition.kind == QuantityKind::Proportion && !(0..=lower).contains(&upper);
                let status = if outside { Status::OutsideWhole } else { Status::Known };
                Observation { status, numerator: upper, denominator: lower, cases: lower }
            }
            (Err(status), _) | (_, Err(status)) => Observation::none(status),
        },
        Formula::Days { measure, statistic } => {
            let Some(stats) = ledger.days(measure, group, period) else {
                return Observation::none(Status::ColumnMissing);
            };
            if stats.n == 0 {
                return Observation::none(Status::NoCases);
            }
            let cases = stats.n as i64;
            let (numerator, denominator) = match statistic {
                DayStatistic::Mean => (stats.sum as i64, cases),
                DayStatistic::Quantile(q) => {
                    let found = stats.quantiles.iter().find(|(known, _)| known == q);
                    match found {
                        Some((_, between)) => between.exact(),
                        None => return Observation::none(Status::NotAvailable),
                    }
                }
                DayStatistic::Within(limit) => {
                    let found = stats.within.iter().find(|(known, _)| known == limit);
                    match found {
                        Some((_, within)) => (*within as i64, cases),
                        None => return Observation::none(Status::NotAvailable),
                    }
                }
            };
            Observation { status: Status::Known, numerator, denominator, cases }
        }
    }
}

fn sum(ledger: &Ledger, terms: &[Term], group: usize, period: usize) -> Result<i64, Status> {
    let mut total = 0i64;
    for term in terms {
        let number = ledger.number(&term.measure, group, period).map_err(|missing| match missing {
            Missing::NoColumn => Status::ColumnMissing,
            Missing::NotAvailable => Status::NotAvailable,
            Missing::NotApplicable => Status::NotApplicable,
        })?;
        total = total.checked_add(term.sign * number).ok_or(Status::NotAvailable)?;
    }
    Ok(total)
}
