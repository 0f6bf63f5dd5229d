//! What a cube remembers of how it came about: what was added and when, how fields were read, what was dropped.
//!
//! None of it is needed for a number. It is what lets a stored cube refuse rows that it has already, or that were
//! read by other rules.

use crate::cube::{Cube, Plan};
use crate::period::Date;
use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a cube remembers beside its numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    /// Ordinal of the first period whose flows are known, where those before it were dropped.
    pub opening: Option<i32>,
    /// What was added, in order; empty where that is one scan.
    pub additions: Vec<Addition>,
    /// Field → the ways in which it was read.
    pub meaning: BTreeMap<String, BTreeSet<String>>,
}

/// Rows that were added to a cube at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addition {
    /// Rows read.
    pub rows: u64,
    /// Rows counted: those read less those set aside.
    pub counted: u64,
    first_day: i32,
    last_day: i32,
    /// A fingerprint of their numbers, which does not depend on the order of the rows.
    numbers: String,
}

impl Addition {
    /// First and last day of filing or resolution among the rows counted.
    pub fn span(&self) -> Option<(Date, Date)> {
        let some = self.first_day <= self.last_day;
        some.then(|| (Date::from_days(self.first_day), Date::from_days(self.last_day)))
    }
}

impl std::fmt::Display for Addition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} rows, {} counted", self.rows, self.counted)?;
        match self.span() {
            Some((first, last)) => write!(f, ", {first} to {last}"),
            None => Ok(()),
        }
    }
}

/// The hash of Fowler, Noll and Vo (1a, 64 bits): the same on every machine and in every version.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

impl Cube {
    /// What was added, one entry for each scan; cubes that were merged keep the entries of both.
    pub fn additions(&self) -> Vec<Addition> {
        match self.history.additions.as_slice() {
            [] if self.tally.rows > 0 => vec![self.as_addition()],
            list => list.to_vec(),
        }
    }

    /// All that is in this cube as one addition.
    fn as_addition(&self) -> Addition {
        let tally = &self.tally;
        Addition {
            rows: tally.rows,
            counted: tally.accepted(),
            first_day: tally.first_day,
            last_day: tally.last_day,
            numbers: format!("{:016x}", self.fingerprint()),
        }
    }

    /// Cell by cell, so that the order in which cells were met is no matter: counts and sums of every cell.
    fn fingerprint(&self) -> u64 {
        let mut all = 0u64;
        for (store, event) in self.stores.iter().zip(&self.shape.events) {
            let start = fnv(0xcbf2_9ce4_8422_2325, event.event.to_string().as_bytes());
            for (cell, &(key, period)) in store.index.cells().iter().enumerate() {
                let mut hash = fnv(start, &period.to_le_bytes());
                for (number, words) in self.keys.unpack(key).iter().zip(&self.keys.words) {
                    let word = words.list[*number as usize].as_deref();
                    hash = fnv(hash, &word.map_or(u64::MAX, |w| w.len() as u64).to_le_bytes());
                    hash = fnv(hash, word.unwrap_or_default().as_bytes());
                }
                hash = fnv(hash, &self.keys.extra(key).to_le_bytes());
                for count in &store.counts[cell * store.lanes..][..store.lanes] {
                    hash = fnv(hash, &count.to_le_bytes());
                }
                for sums in &store.sums {
                    for sum in &sums.values[cell * sums.places..][..sums.places] {
                        hash = fnv(hash, &sum.to_le_bytes());
                    }
                }
                all = all.wrapping_add(hash);
            }
            let values = store.distinct.iter().flat_map(|distinct| distinct.members());
            all = values.fold(all, |all, (_, value)| all.wrapping_add(value as u64));
        }
        all
    }

    /// The history of this cube and another one together.
    pub(crate) fn history_with(&self, other: &Self) -> History {
        let mut history = self.history.clone();
        // Parts of one scan do not know yet how they were read.
        let told = |history: &History| !(history.additions.is_empty() && history.meaning.is_empty());
        if told(&self.history) || told(&other.history) {
            history.additions = self.additions();
            history.additions.extend(other.additions());
        }
        for (field, ways) in &other.history.meaning {
            history.meaning.entry(field.clone()).or_default().extend(ways.iter().cloned());
        }
        history
    }

    /// Remembers how the plan reads the fields that are counted.
    pub(crate) fn read_by(&mut self, plan: &Plan) {
        let ways = plan.meaning.iter();
        self.history.meaning = ways.map(|(field, way)| (field.clone(), [way.clone()].into())).collect();
    }

    /// Adds the cases of `part`, which was counted for this cube (`Request::count_for`): a month's rows to a stored
    /// cube.
    ///
    /// Identifiers are looked for within a scan only; a cube has none. So a case whose row comes a second time is
    /// counted twice, and only a part that is equal in every count to an earlier addition is known to be the same.
    ///
    /// # Errors
    /// When the part was added before, when it was read by other rules than the cube (other words, other
    /// plausible days), and as [`Cube::merge`]. Nothing has changed then.
    pub fn add(&mut self, mut part: Self) -> Result<()> {
        let (added, known) = (part.as_addition(), self.additions());
        if let Some(before) = known.iter().position(|earlier| *earlier == added) {
            let what = format!("these rows were added before: {added} (addition {})", before + 1);
            return Err(Error::new(ErrorKind::Data, what)
                .rule("what is equal to an earlier addition in every count is the same rows")
                .hint("rows that are equal by chance are merged: cube | other"));
        }
        for (field, ways) in &part.history.meaning {
            let Some(known) = self.history.meaning.get(field) else { continue };
            if let Some(way) = ways.iter().find(|way| !known.contains(*way)) {
                let known = known.iter().cloned().collect::<Vec<_>>().join(" or ");
                let what = format!("{field} is read as {way}, and in the cube as {known}");
                return Err(Error::new(ErrorKind::Mismatch, what)
                    .rule("what is added to a cube is read as the cube was")
                    .hint("name the codebook that the cube was built with, or make a cube of the rows and merge the two"));
            }
        }
        part.history.additions = vec![added];
        self.history.additions = known;
        self.merge(part)
    }
}
