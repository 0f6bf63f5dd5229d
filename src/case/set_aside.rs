//! Rows that cannot be counted: why, where, and what they said.

use crate::{Error, ErrorKind, Result};
use std::sync::Arc;

/// Why a row is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The filing date is missing.
    FiledMissing,
    /// The filing date cannot be read.
    FiledUnreadable,
    /// The filing date lies outside the codebook's plausible range.
    FiledImplausible,
    /// The resolution date cannot be read.
    ResolvedUnreadable,
    /// The resolution date lies outside the codebook's plausible range.
    ResolvedImplausible,
    /// Resolved before filed.
    ResolvedBeforeFiled,
    /// Lasted longer than the codebook holds plausible.
    DurationImplausible,
    /// Another date that an indicator needs cannot be read or is implausible.
    DateUnreadable,
    /// Two dates between which an indicator counts days are the wrong way round.
    DatesOutOfOrder,
    /// A number or an amount that an indicator needs cannot be read.
    NumberUnreadable,
    /// The identifier stood in an earlier row, and the codebook says it is unique.
    DuplicateId,
    /// The row has more or fewer cells than the header.
    CellCount,
    /// A cell of a column that is needed holds an error, such as `#N/A`.
    CellError,
}

impl Reason {
    /// All reasons, in the order in which they are looked for.
    pub const ALL: [Self; 13] = [
        Self::CellCount,
        Self::CellError,
        Self::FiledMissing,
        Self::FiledUnreadable,
        Self::FiledImplausible,
        Self::ResolvedUnreadable,
        Self::ResolvedImplausible,
        Self::ResolvedBeforeFiled,
        Self::DurationImplausible,
        Self::DateUnreadable,
        Self::DatesOutOfOrder,
        Self::NumberUnreadable,
        Self::DuplicateId,
    ];

    /// The word used in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::FiledMissing => "filing date missing",
            Self::FiledUnreadable => "filing date unreadable",
            Self::FiledImplausible => "filing date implausible",
            Self::ResolvedUnreadable => "resolution date unreadable",
            Self::ResolvedImplausible => "resolution date implausible",
            Self::ResolvedBeforeFiled => "resolved before filed",
            Self::DurationImplausible => "duration implausible",
            Self::DateUnreadable => "date unreadable",
            Self::DatesOutOfOrder => "dates out of order",
            Self::NumberUnreadable => "number unreadable",
            Self::DuplicateId => "duplicate id",
            Self::CellCount => "wrong number of cells",
            Self::CellError => "error in a cell",
        }
    }
}

/// One row set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAsideRow {
    /// The file, where the source has several.
    pub file: Option<Arc<str>>,
    /// Row number in the source or the file: 1 is the first row of data.
    pub row: u64,
    /// Why.
    pub reason: Reason,
    /// What the row said: identifier, dates, or the cell at fault, as `header=text`.
    pub text: String,
}

/// What happens when rows are set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    /// They are counted and shown.
    #[default]
    Warn,
    /// The first one is an error.
    Raise,
    /// More than this many are an error.
    Limit(u64),
}

/// All rows set aside: counted by reason, the first of them kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetAside {
    counts: [u64; Reason::ALL.len()],
    rows: Vec<SetAsideRow>,
}

impl SetAside {
    /// How many rows keep their number and text; all are counted.
    pub const KEPT: usize = 100_000;

    /// Sets a row aside. `text` is asked for only while rows are still kept.
    pub fn add(&mut self, row: u64, reason: Reason, text: impl FnOnce() -> String) {
        self.counts[Self::slot(reason)] += 1;
        if self.rows.len() < Self::KEPT {
            self.rows.push(SetAsideRow { file: None, row, reason, text: text() });
        }
    }

    /// Counts `n` rows whose number and text are not known.
    pub fn add_count(&mut self, reason: Reason, n: u64) {
        self.counts[Self::slot(reason)] += n;
    }

    /// Rows set aside, by reason, those that occur.
    pub fn counts(&self) -> impl Iterator<Item = (Reason, u64)> {
        Reason::ALL.into_iter().map(|r| (r, self.counts[Self::slot(r)])).filter(|(_, n)| *n > 0)
    }

    /// All rows set aside.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The rows kept, in row order: the first [`SetAside::KEPT`].
    pub fn rows(&self) -> &[SetAsideRow] {
        &self.rows
    }

    /// Puts the rows of two parts of one source together.
    pub fn merge(&mut self, other: Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(other.counts) {
            *mine += theirs;
        }
        self.rows.extend(other.rows);
        self.sort();
        self.rows.truncate(Self::KEPT);
    }

    /// Puts the rows kept in row order, where they were not added in it.
    pub fn sort(&mut self) {
        let key = |r: &SetAsideRow| (r.file.clone(), r.row, r.reason);
        self.rows.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.text.cmp(&b.text)));
    }

    /// Numbers the rows of a source of several parts by their place in each; `parts` are names and first rows
    /// (from 0).
    pub fn locate(&mut self, parts: &[(Arc<str>, u64)]) {
        for row in &mut self.rows {
            let place = parts.partition_point(|(_, first)| *first < row.row);
            if let Some((name, first)) = place.checked_sub(1).map(|i| &parts[i]) {
                (row.file, row.row) = (Some(name.clone()), row.row - first);
            }
        }
    }

    /// Holds the rows against a policy.
    ///
    /// # Errors
    /// [`ErrorKind::Data`] with the first few rows, when the policy does not allow them.
    pub fn enforce(&self, policy: Policy) -> Result<()> {
        let allowed = match policy {
            Policy::Warn => return Ok(()),
            Policy::Raise => 0,
            Policy::Limit(n) => n,
        };
        if self.total() <= allowed {
            return Ok(());
        }
        let first: Vec<String> = self
            .rows
            .iter()
            .take(3)
            .map(|r| {
                let file = r.file.as_ref().map_or_else(String::new, |file| format!(" of {file}"));
                format!("row {}{file} ({}: {})", r.row, r.reason.word(), r.text)
            })
            .collect();
        let more = self.total() - first.len() as u64;
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        Err(Error::new(
            ErrorKind::Data,
            format!("{} rows cannot be counted: {}{more}", self.total(), first.join(", ")),
        )
        .rule(format!("at most {allowed} rows may be set aside"))
        .hint("on_bad_rows=\"warn\" counts the others and lists these"))
    }

    fn slot(reason: Reason) -> usize {
        Reason::ALL.iter().position(|r| *r == reason).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_names_the_first_rows() {
        let mut aside = SetAside::default();
        for row in 1..=5 {
            aside.add(row, Reason::FiledMissing, || format!("case_id={row}"));
        }
        assert!(aside.enforce(Policy::Limit(5)).is_ok());
        assert_eq!(
            aside.enforce(Policy::Raise).unwrap_err().to_string(),
            "5 rows cannot be counted: row 1 (filing date missing: case_id=1), row 2 (filing date missing: \
             case_id=2), row 3 (filing date missing: case_id=3) and 2 more; at most 0 rows may be set aside; \
             hint: on_bad_rows=\"warn\" counts the others and lists these"
        );
    }
}
