//! The risk table: how many ended, were censored or entered at each time. Exact and mergeable.

use crate::{Error, ErrorKind, Result};
use std::cmp::Ordering;

/// One time of a risk table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RiskRow {
    /// Days since the origin.
    pub time: i32,
    /// Events on that day.
    pub events: u64,
    /// Censorings on that day; they come after the events.
    pub censored: u64,
    /// Late entries on that day; at risk from the next moment on.
    pub entered: u64,
}

/// Events, censorings and late entries by time, with times increasing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RiskTable {
    rows: Vec<RiskRow>,
}

impl RiskTable {
    /// A table from runs `(days, cases)`, each in any order.
    ///
    /// `entries` are the late entries (left truncation) of cases that are among the events or censorings too;
    /// leave it empty where every case was watched from its filing on.
    ///
    /// # Errors
    /// When a time is below 0, there are more entries than cases, or a count leaves 64 bits.
    pub fn new(events: &[(i32, u64)], censored: &[(i32, u64)], entries: &[(i32, u64)]) -> Result<Self> {
        let row = |time| RiskRow { time, events: 0, censored: 0, entered: 0 };
        let mut rows = Vec::with_capacity(events.len() + censored.len() + entries.len());
        rows.extend(events.iter().map(|&(time, n)| RiskRow { events: n, ..row(time) }));
        rows.extend(censored.iter().map(|&(time, n)| RiskRow { censored: n, ..row(time) }));
        rows.extend(entries.iter().map(|&(time, n)| RiskRow { entered: n, ..row(time) }));
        rows.sort_by_key(|r| r.time); // stable, and quick where the runs are sorted
        if let Some(first) = rows.first().filter(|r| r.time < 0) {
            return Err(Error::new(ErrorKind::Argument, format!("a duration of {} days", first.time))
                .rule("a duration is at least 0 days"));
        }
        let mut table = Self { rows: Vec::with_capacity(rows.len()) };
        for row in rows {
            match table.rows.last_mut() {
                Some(last) if last.time == row.time => *last = added(*last, row)?,
                _ => table.rows.push(row),
            }
        }
        table.at_start()?;
        Ok(table)
    }

    /// The rows, times increasing.
    pub fn rows(&self) -> &[RiskRow] {
        &self.rows
    }

    /// The table of both together; exact, associative and commutative.
    ///
    /// # Errors
    /// When a count leaves 64 bits.
    pub fn merge(&self, other: &Self) -> Result<Self> {
        let (mut a, mut b) = (&self.rows[..], &other.rows[..]);
        let mut rows = Vec::with_capacity(a.len().max(b.len()));
        while let (Some(x), Some(y)) = (a.first(), b.first()) {
            match x.time.cmp(&y.time) {
                Ordering::Equal => {
                    rows.push(added(*x, *y)?);
                    (a, b) = (&a[1..], &b[1..]);
                }
                Ordering::Less => {
                    rows.push(*x);
                    a = &a[1..];
                }
                Ordering::Greater => {
                    rows.push(*y);
                    b = &b[1..];
                }
            }
        }
        rows.extend_from_slice(a);
        rows.extend_from_slice(b);
        let merged = Self { rows };
        merged.at_start()?;
        Ok(merged)
    }

    /// How many were watched from the origin on.
    fn at_start(&self) -> Result<u64> {
        let (mut exits, mut entries) = (0u64, 0u64);
        for row in &self.rows {
            exits = plus(exits, plus(row.events, row.censored)?)?;
            entries = plus(entries, row.entered)?;
        }
        exits.checked_sub(entries).ok_or_else(|| {
            Error::new(ErrorKind::Data, format!("{entries} entries and {exits} events and censorings"))
                .rule("every case that enters also ends or is censored")
        })
    }

    /// Each row with the number at risk just before its time.
    ///
    /// # Errors
    /// When more end at a time than are at risk.
    pub(super) fn with_at_risk(&self) -> Result<Vec<(RiskRow, u64)>> {
        let mut at_risk = self.at_start()?;
        let mut out = Vec::with_capacity(self.rows.len());
        for &row in &self.rows {
            out.push((row, at_risk));
            let left = at_risk.checked_sub(row.events + row.censored).ok_or_else(|| {
                Error::new(
                    ErrorKind::Data,
                    format!(
                        "{} cases end at {} days, {at_risk} are at risk",
                        row.events + row.censored,
                        row.time
                    ),
                )
                .rule("a case enters before it ends")
                .hint("an entry on the day of the end counts as too late")
            })?;
            at_risk = plus(left, row.entered)?;
        }
        Ok(out)
    }
}

fn added(a: RiskRow, b: RiskRow) -> Result<RiskRow> {
    Ok(RiskRow {
        time: a.time,
        events: plus(a.events, b.events)?,
        censored: plus(a.censored, b.censored)?,
        entered: plus(a.entered, b.entered)?,
    })
}

pub(super) fn plus(a: u64, b: u64) -> Result<u64> {
    a.checked_add(b).ok_or_else(|| Error::new(ErrorKind::Overflow, format!("{a} + {b} leaves 64 bits")))
}
