//! Indicators and changes that a table prints, held against those of its own numbers.
//!
//! Where a number is printed for what those numbers leave undefined (100 % of no cases), it is listed with the
//! reason and counted apart: there is nothing that it could be held against.

use crate::Result;
use crate::aggregate::{Aggregate, Check, Checks, Finding, Printed};
use crate::change::{self, ChangeKind, Undefined};
use crate::indicator::{Selection, Set};
use crate::ledger::{Group, Rollup};
use crate::period::{Base, Period};
use crate::quantity::Fraction;
use crate::table::{Observation, Place, Status, Table, wants};
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// Why the numbers of a table give no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NoValue {
    /// They are there, and there is no such value.
    Undefined(&'static str),
    /// One of them is not there.
    Missing,
}

/// Makes the checks. Indicators are those of the shipped sets and of `own` ones.
///
/// # Errors
/// When the codebook names an indicator that is not known.
pub(super) fn check(aggregate: &Aggregate<'_>, own: &[Set], checks: &mut Checks) -> Result<()> {
    let printed = aggregate.printed();
    let mut names: Vec<&str> =
        printed.iter().map(|p| p.name.as_str()).filter(|name| !aggregate.is_input(name)).collect();
    names.dedup();
    let mut tables = BTreeMap::new();
    for name in names {
        let chosen = Selection::new(&[name], own).map_err(|e| e.at("published"))?.indicators;
        let by = aggregate.by();
        let ledger = aggregate.ledger(&wants(&chosen, None), &by, Rollup::Total, None)?;
        let mut table = Table::evaluate(&chosen, &ledger, None);
        table.compare(Base::YearBefore);
        tables.insert(name, Ours::new(table));
    }
    for printed in &printed {
        let ours = match tables.get(printed.name.as_str()) {
            Some(ours) => ours.of(printed),
            None => of_input(aggregate, printed),
        };
        let check = if printed.change { Check::Change } else { Check::Published };
        let Ok(stated) = printed.value else {
            // Where there is no change, none is printed.
            checks.count(check, (printed.change && ours.is_err()).then_some(true));
            continue;
        };
        let finding = || Finding::new(check, &printed.group, printed.period, &printed.name).at(printed.line);
        match ours {
            Ok(ours) => {
                let off = stated.minus(ours)?.abs();
                if off <= printed.half {
                    checks.count(check, Some(true));
                } else {
                    let words = format!(
                        "printed {}, the printed numbers give {ours} = {:.6}",
                        stated.to_f64(),
                        ours.to_f64()
                    );
                    checks.found(finding().says(words).values(stated, ours));
                }
            }
            Err(NoValue::Undefined(reason)) => {
                let words = format!("printed {}, the printed numbers give none: {reason}", stated.to_f64());
                checks.found(finding().says(words).undefined(stated, reason));
            }
            Err(NoValue::Missing) => checks.count(check, None),
        }
    }
    Ok(())
}

/// An indicator by all groups of the table, to look printed ones up in.
struct Ours {
    table: Table,
    groups: HashMap<Group, usize>,
}

impl Ours {
    fn new(table: Table) -> Self {
        let groups = table.groups().iter().enumerate().map(|(at, group)| (group.clone(), at)).collect();
        Self { table, groups }
    }

    /// The row of a group and a period.
    fn row(&self, group: &Group, period: Option<Period>) -> std::result::Result<usize, NoValue> {
        let group = *self.groups.get(group).ok_or(NoValue::Missing)?;
        let period = self.table.periods().binary_search(&period.ok_or(NoValue::Missing)?);
        Ok(self.table.at(Place { indicator: 0, group, period: period.map_err(|_| NoValue::Missing)? }))
    }

    /// The value or change where one is printed.
    fn of(&self, printed: &Printed) -> std::result::Result<Fraction, NoValue> {
        let at = self.row(&printed.group, Some(printed.period))?;
        if !printed.change {
            let scale = Observation::scale(&self.table.indicators()[0], printed.period.days());
            return self.table.row(at).exact(scale).map_err(|_| self.why(at));
        }
        self.table.exact_change(at).map(|change| change.value()).map_err(|reason| match reason {
            Undefined::CurrentUndefined => self.why(at),
            Undefined::BaseUndefined => {
                let base = self.row(&printed.group, printed.period.year_before());
                base.map_or_else(|missing| missing, |base| self.why(base))
            }
            reason => no_change(reason),
        })
    }

    /// Why a row has no value.
    fn why(&self, at: usize) -> NoValue {
        match self.table.row(at).status {
            status @ (Status::ZeroDenominator
            | Status::NoCases
            | Status::OutsideWhole
            | Status::Known
            | Status::Given) => NoValue::Undefined(status.word()),
            Status::ColumnMissing | Status::InputMissing | Status::NotAvailable | Status::NotApplicable => {
                NoValue::Missing
            }
        }
    }
}

/// Why two numbers have no change.
fn no_change(reason: Undefined) -> NoValue {
    match reason {
        Undefined::NoBasePeriod | Undefined::NoPrior => NoValue::Missing,
        reason => NoValue::Undefined(reason.word()),
    }
}

/// The change of an input, in percent.
fn of_input(aggregate: &Aggregate<'_>, printed: &Printed) -> std::result::Result<Fraction, NoValue> {
    let number =
        |period| aggregate.number(&printed.name, &printed.group, period).map_err(|_| NoValue::Missing);
    let before = printed.period.year_before().ok_or(NoValue::Missing)?;
    let change = change::between(number(before)?, number(printed.period)?, ChangeKind::Percent);
    change.map(|c| c.value()).map_err(no_change)
}
