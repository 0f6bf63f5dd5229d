//! What a group's rate would be with the mix of a standard: direct and indirect standardisation over kinds of case.
//!
//! The standard is all groups of the table together, in the same period or in another one. Directly, each group's own
//! rates are weighted by the standard's mix; a group that has no case of a kind has no rate there and no standardised
//! one. Indirectly, a group's events are held against those expected from the standard's rates, which small groups
//! have too; the ratio times the standard's own rate is the standardised one. Two directly standardised rates compare
//! with each other, two indirect ones strictly only with the standard. Limits take events as Poisson; for parts of a
//! whole they are cut at 1 and too wide where most cases have the outcome: count the rarer one.
//! Formulas: [`stats::standardisation`](crate::stats::standardisation).

use super::side;
use crate::ledger::{Group, GroupWord};
use crate::period::Period;
use crate::quantity::Level;
use crate::stats::Interval;
use crate::stats::count::CountMethod;
use crate::stats::standardisation::{DirectMethod, Stratum, direct, expected_events, indirect};
use crate::table::{Footing, Place, Status, Table};
use crate::{Error, ErrorKind, Result};
use std::collections::BTreeMap;

/// How rates are standardised, with the method of the interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Own rates, the standard's mix.
    Direct(DirectMethod),
    /// The standard's rates, own mix.
    Indirect(CountMethod),
}

/// One group.
#[derive(Debug, Clone, PartialEq)]
pub struct StandardisedRow {
    /// The words of the columns that are not standardised over.
    pub group: Group,
    /// Events.
    pub numerator: u64,
    /// Cases or exposure.
    pub denominator: u64,
    /// The group's own rate, in the unit of the value; `None` where it has no case.
    pub crude: Option<f64>,
    /// Events expected from the standard's rates.
    pub expected: f64,
    /// The standardised rate, in the unit of the value.
    pub value: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
    /// `known`, or why there is no standardised rate.
    pub status: &'static str,
}

/// Standardised rates by group.
#[derive(Debug, Clone, PartialEq)]
pub struct Standardised {
    /// The columns that are not standardised over.
    pub by: Vec<String>,
    /// The groups.
    pub rows: Vec<StandardisedRow>,
    /// The period of the standard.
    pub standard: Period,
    /// The rate of the standard, in the unit of the value.
    pub standard_value: f64,
}

/// Events and exposure of each kind.
type Kinds = BTreeMap<Group, (u64, u64)>;

/// Standardises an indicator over one or more grouping columns of the table.
///
/// # Errors
/// When the indicator is neither part of a whole nor cases per exposure, a column is not among the table's groups, a
/// period is not in the table, or the standard has no case or no event.
pub fn standardise(
    table: &Table,
    indicator: &str,
    over: &[&str],
    (period, standard): (Option<Period>, Option<Period>),
    how: How,
    level: Level,
) -> Result<Standardised> {
    let place = side::indicator(table, indicator)?;
    let definition = &table.indicators()[place];
    let footing = Footing::of(definition);
    if !matches!(footing, Footing::Proportion | Footing::Rate) {
        return Err(side::unfit(definition, "parts of a whole and cases per exposure are standardised"));
    }
    let ways = side::ways(table, over)?;
    let now = side::period(table, period)?;
    let then = standard.map_or(Ok(now), |period| side::period(table, Some(period)))?;
    let own = cells(table, place, now, &ways);
    let mut pooled = Kinds::new();
    for (kind, (x, n)) in cells(table, place, then, &ways).values().flatten() {
        let sum = pooled.entry(kind.clone()).or_default();
        *sum = (sum.0 + x, sum.1 + n);
    }
    let all = pooled.values().fold((0, 0), |sum, c| (sum.0 + c.0, sum.1 + c.1));
    if all.0 == 0 {
        return Err(Error::new(
            ErrorKind::Data,
            format!("the standard has {} events in {} cases", all.0, all.1),
        )
        .rule("a standard has cases and events"));
    }
    let (scale, rate) = (table.scale(place, now), all.0 as f64 / all.1 as f64);
    let top = if footing == Footing::Proportion { 1.0 } else { f64::INFINITY };
    let row = |(group, kinds): (Group, Kinds)| {
        let (x, n) = kinds.values().fold((0, 0), |sum, c| (sum.0 + c.0, sum.1 + c.1));
        let expected = expected_events(kinds.iter().map(|(kind, c)| {
            let standard = pooled.get(kind).filter(|s| s.1 > 0);
            (c.1 as f64, standard.map_or(0.0, |s| s.0 as f64 / s.1 as f64))
        }));
        let estimate = match how {
            _ if n == 0 => Err("no_cases"),
            How::Direct(method) => {
                let stratum = |(kind, weight): (&Group, &(u64, u64))| {
                    let (events, exposure) = kinds.get(kind).copied().unwrap_or_default();
                    Stratum { events, exposure: exposure as f64, weight: weight.1 as f64 }
                };
                let strata: Vec<Stratum> = pooled.iter().filter(|(_, s)| s.1 > 0).map(stratum).collect();
                direct(&strata, level, method).map_err(|_| "kind_without_cases")
            }
            // The ratio, turned into a rate.
            How::Indirect(method) => indirect(x, expected, level, method).map_err(|_| "none_expected"),
        };
        let factor = if let How::Indirect(_) = how { rate } else { 1.0 };
        let end = |value: f64| (value * factor).min(top) * scale;
        Ok(StandardisedRow {
            group,
            numerator: x,
            denominator: n,
            crude: (n > 0).then(|| x as f64 / n as f64 * scale),
            expected,
            value: estimate.ok().map(|e| e.value * factor * scale),
            interval: estimate.ok().map(|e| Interval {
                lower: e.interval.lower.map(end),
                upper: e.interval.upper.map(end),
                ..e.interval
            }),
            status: estimate.err().unwrap_or("known"),
        })
    };
    Ok(Standardised {
        by: side::rest(table, over),
        rows: own.into_iter().map(row).collect::<Result<_>>()?,
        standard: table.periods()[then],
        standard_value: rate * scale,
    })
}

/// Kinds by group; a roll-up of the other columns is a group, one of the kinds is not a kind.
fn cells(table: &Table, indicator: usize, period: usize, ways: &[usize]) -> BTreeMap<Group, Kinds> {
    let mut groups: BTreeMap<Group, Kinds> = BTreeMap::new();
    for (g, group) in table.groups().iter().enumerate() {
        if group.contains(&GroupWord::All) {
            continue;
        }
        let kind: Group = ways.iter().map(|c| group[*c].clone()).collect();
        let rest = (0..group.len()).filter(|c| !ways.contains(c)).map(|c| group[c].clone()).collect();
        let row = &table.row(table.at(Place { indicator, group: g, period }));
        let counted = |n: i64| u64::try_from(n).unwrap_or(0);
        let counts = if row.status == Status::Known {
            (counted(row.numerator), counted(row.denominator))
        } else {
            (0, 0)
        };
        groups.entry(rest).or_default().insert(kind, counts);
    }
    groups
}

#[cfg(feature = "arrow")]
impl Standardised {
    /// A row for each group: numerator, denominator, crude, expected (events), value (standardised), lower, upper,
    /// method, standard_period, standard_value, status.
    ///
    /// # Errors
    /// When a grouping column bears the name of another column.
    pub fn to_batch(&self) -> Result<arrow_array::RecordBatch> {
        let rows = &self.rows;
        let intervals: Vec<Option<Interval>> = rows.iter().map(|r| r.interval).collect();
        super::columns::Columns::default()
            .groups(&self.by, &rows.iter().map(|r| &r.group).collect::<Vec<_>>())
            .counts("numerator", rows.iter().map(|r| Some(r.numerator)))
            .counts("denominator", rows.iter().map(|r| Some(r.denominator)))
            .floats("crude", rows.iter().map(|r| r.crude))
            .floats("expected", rows.iter().map(|r| Some(r.expected)))
            .floats("value", rows.iter().map(|r| r.value))
            .ends(["lower", "upper"], &intervals)
            .method("method", &intervals)
            .word("standard_period", Some(&self.standard.to_string()), rows.len())
            .constant("standard_value", Some(self.standard_value), rows.len())
            .words("status", rows.iter().map(|r| Some(r.status)))
            .batch()
    }
}
