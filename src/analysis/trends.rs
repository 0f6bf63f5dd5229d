//! Whether values rise or fall over more than two years: slope with interval, compound annual growth.
//!
//! A straight line by least squares through the values of a group's periods, x being the start of the period in years,
//! so that the slope is a change for each year whatever the length of the periods. Years of seasons are not modelled:
//! give whole years, or a table of one month of each. Provisional periods are left out, since they are not complete;
//! a break starts the series anew, so that only the periods from the last break on are taken. The growth is
//! (last/first)^(1/years) − 1 between the first and the last value that are taken.
//! Formulas: [`stats::trend`](crate::stats::trend).

use super::side;
use crate::ledger::Group;
use crate::period::Period;
use crate::quantity::Level;
use crate::stats::Estimate;
use crate::stats::trend::{compound_growth, trend};
use crate::table::{Mark, Place, Table};
use crate::{Error, ErrorKind, Result};

/// The trend of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendRow {
    /// The words of the group.
    pub group: Group,
    /// The periods taken that have a value.
    pub periods: usize,
    /// The first of them and its value.
    pub first: Option<(Period, f64)>,
    /// The last of them and its value.
    pub last: Option<(Period, f64)>,
    /// The change for each year, in the unit of the value; `None` for fewer than three values.
    pub slope: Option<Estimate>,
    /// The compound annual growth, a fraction; `None` where it does not exist.
    pub growth: Option<f64>,
}

/// The trends of an indicator by group.
#[derive(Debug, Clone, PartialEq)]
pub struct Trends {
    /// The grouping columns.
    pub by: Vec<String>,
    /// The groups.
    pub rows: Vec<TrendRow>,
}

/// The trend of an indicator over the periods of a table, for each of its groups.
///
/// # Errors
/// When the indicator is not in the table, or fewer than three of its periods can be taken.
pub fn trends(table: &Table, indicator: &str, level: Level) -> Result<Trends> {
    let indicator = side::indicator(table, indicator)?;
    let marks = table.marks();
    let from = marks.iter().rposition(|m| *m == Mark::Break).unwrap_or(0);
    let taken: Vec<usize> = (from..marks.len()).filter(|p| marks[*p] != Mark::Provisional).collect();
    if taken.len() < 3 {
        return Err(Error::new(ErrorKind::Argument, format!("{} periods", taken.len()))
            .rule("a trend needs three complete periods since the last break")
            .hint("two periods have a change: compare()"));
    }
    let row = |(g, group): (usize, &Group)| {
        let value = |p: &usize| {
            let at = table.at(Place { indicator, group: g, period: *p });
            let value = table.row(at).value(table.exact_scale(indicator, *p))?;
            Some((table.periods()[*p], value))
        };
        let values: Vec<(Period, f64)> = taken.iter().filter_map(value).collect();
        let points: Vec<(f64, f64)> = values.iter().map(|(period, y)| (years(*period), *y)).collect();
        let growth = match (points.first(), points.last()) {
            (Some(a), Some(b)) => compound_growth(a.1, b.1, b.0 - a.0).ok(),
            _ => None,
        };
        TrendRow {
            group: group.clone(),
            periods: values.len(),
            first: values.first().copied(),
            last: values.last().copied(),
            slope: trend(&points, level).ok().map(|line| line.slope),
            growth,
        }
    };
    Ok(Trends { by: table.by().to_vec(), rows: table.groups().iter().enumerate().map(row).collect() })
}

/// The start of a period in years; months are twelfths.
fn years(period: Period) -> f64 {
    let (year, month, day) = period.start().parts();
    f64::from(year) + (f64::from(month - 1) + f64::from(day - 1) / 31.0) / 12.0
}

#[cfg(feature = "arrow")]
impl Trends {
    /// A row for each group: periods, first and last with their values, slope (a year, in the unit of the value),
    /// standard_error, lower, upper, method, p_value, growth (compound, a fraction a year). Null where fewer than
    /// three periods have a value, and where growth would start from nothing.
    ///
    /// # Errors
    /// When a grouping column bears the name of another column.
    pub fn to_batch(&self) -> Result<arrow_array::RecordBatch> {
        let rows = &self.rows;
        let label = |end: Option<(Period, f64)>| end.map(|(period, _)| period.to_string());
        let firsts: Vec<Option<String>> = rows.iter().map(|r| label(r.first)).collect();
        let lasts: Vec<Option<String>> = rows.iter().map(|r| label(r.last)).collect();
        let slopes: Vec<Option<Estimate>> = rows.iter().map(|r| r.slope).collect();
        let intervals: Vec<_> = slopes.iter().map(|s| s.map(|s| s.interval)).collect();
        super::columns::Columns::default()
            .groups(&self.by, &rows.iter().map(|r| &r.group).collect::<Vec<_>>())
            .counts("periods", rows.iter().map(|r| Some(r.periods as u64)))
            .words("first", firsts.iter().map(Option::as_deref))
            .floats("first_value", rows.iter().map(|r| r.first.map(|f| f.1)))
            .words("last", lasts.iter().map(Option::as_deref))
            .floats("last_value", rows.iter().map(|r| r.last.map(|l| l.1)))
            .floats("slope", slopes.iter().map(|s| s.map(|s| s.value)))
            .floats("standard_error", slopes.iter().map(|s| s.and_then(|s| s.standard_error)))
            .ends(["lower", "upper"], &intervals)
            .method("method", &intervals)
            .floats("p_value", slopes.iter().map(|s| s.and_then(|s| s.p_value)))
            .floats("growth", rows.iter().map(|r| r.growth))
            .batch()
    }
}
