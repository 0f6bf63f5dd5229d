//! What every comparison of groups needs: one indicator and one period of a table, group by group.

use crate::indicator::Definition;
use crate::ledger::{Group, GroupWord};
use crate::period::Period;
use crate::table::{Place, Table};
use crate::{Error, ErrorKind, Result};

/// Place of an indicator in the table, by its id.
pub(super) fn indicator(table: &Table, id: &str) -> Result<usize> {
    let known = || table.indicators().iter().map(|d| d.id.as_str());
    known().position(|known| known == id).ok_or_else(|| Error::unknown("indicator", id, known()))
}

/// Place of a period; the last one where none is named.
pub(super) fn period(table: &Table, wanted: Option<Period>) -> Result<usize> {
    let last = table.periods().len().checked_sub(1);
    match wanted {
        None => last.ok_or_else(|| Error::new(ErrorKind::Argument, "the table has no period")),
        Some(period) => table.periods().iter().position(|p| *p == period).ok_or_else(|| {
            let labels: Vec<String> = table.periods().iter().map(ToString::to_string).collect();
            Error::unknown("period", &period.to_string(), labels.iter().map(String::as_str))
        }),
    }
}

/// The finest groups, without roll-ups, with their rows.
pub(super) fn finest(table: &Table, indicator: usize, period: usize) -> Result<Vec<(Group, usize)>> {
    let rows: Vec<(Group, usize)> = (table.groups().iter().enumerate())
        .filter(|(_, group)| !group.contains(&GroupWord::All))
        .map(|(g, group)| (group.clone(), table.at(Place { indicator, group: g, period })))
        .collect();
    if table.by().is_empty() || rows.len() < 2 {
        return Err(Error::new(ErrorKind::Argument, format!("a table of {} groups", rows.len()))
            .rule("groups are compared with each other, so there are two or more")
            .hint("measure by a column: by=\"court\""));
    }
    Ok(rows)
}

pub(super) fn unfit(definition: &Definition, wanted: &str) -> Error {
    Error::new(ErrorKind::Mismatch, format!("{} is of kind \"{}\"", definition.id, definition.kind.word()))
        .rule(wanted.to_owned())
}

/// Places of the grouping columns that a question is asked over.
pub(super) fn ways(table: &Table, over: &[&str]) -> Result<Vec<usize>> {
    let by = table.by();
    let place = |name: &&str| {
        let known = by.iter().map(String::as_str);
        by.iter().position(|b| b == name).ok_or_else(|| Error::unknown("grouping column", name, known))
    };
    let ways = over.iter().map(place).collect::<Result<Vec<_>>>()?;
    if ways.is_empty() {
        return Err(Error::new(ErrorKind::Argument, "over names no column")
            .rule("kinds of case are those of at least one grouping column")
            .hint("over=\"case_type\""));
    }
    Ok(ways)
}

/// The other grouping columns.
pub(super) fn rest(table: &Table, over: &[&str]) -> Vec<String> {
    table.by().iter().filter(|b| !over.contains(&b.as_str())).cloned().collect()
}
