//! How long cases last by group, pending ones counted: curves, medians, shares by outcome, tests.
//!
//! Made from [`Lifetimes`], which a scan counts in one pass and which merge exactly. Cases that are pending at the
//! end of the watch are censored there; with a first day of the watch those filed before it enter late (period
//! view), at the close of the day before. With an outcome column the ways of ending compete: a withdrawn case is
//! not a pending one. Formulas: [`stats::survival`](crate::stats::survival).
//!
//! ```
//! use courtmetrics::analysis::Survival;
//! use courtmetrics::cube::Watch;
//! use courtmetrics::{ledger::Rollup, measure::Request, read::{Cases, ScanOptions}};
//! let mut cases = Cases::new(["filed_on", "resolved_on"]);
//! for (filed, resolved) in [("2023-01-01", "2023-01-11"), ("2023-01-05", "2023-01-25"), ("2023-01-20", "")] {
//!     cases.push([filed.into(), resolved.into()])?;
//! }
//! let watch = Watch { from: None, until: Some("2023-02-10".parse()?) };
//! let lives = Request::of_cases().lifetimes(&mut cases, None, watch, ScanOptions::default())?;
//! let survival = Survival::new(&lives, None, Rollup::Total)?;
//! assert_eq!(survival.groups()[0].curve.median(), Some(20)); // two of three ended, one pending for 21 days
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use crate::cube::{Lifetimes, Lives, Runs};
use crate::ledger::{Group, GroupWord, Rollup};
use crate::period::Date;
use crate::stats::survival::{CompetingTable, Curve};
use crate::{Error, ErrorKind, Result};
use std::collections::BTreeMap;

/// One group's cases.
#[derive(Debug, Clone)]
pub struct SurvivalGroup {
    /// The words of the group; all words together are [`GroupWord::All`].
    pub group: Group,
    /// Events by outcome, censorings and late entries; exact.
    pub table: CompetingTable,
    /// The Kaplan-Meier curve of all outcomes together.
    pub curve: Curve,
    /// Cases that ended.
    pub ended: u64,
    /// Cases pending at the end of the watch.
    pub pending: u64,
    /// Cases that were pending when the watch began.
    pub late: u64,
}

/// How long cases last, by group.
#[derive(Debug, Clone)]
pub struct Survival {
    by: Vec<String>,
    outcomes: Vec<String>,
    until: Date,
    groups: Vec<SurvivalGroup>,
}

impl Survival {
    /// Curves of `lifetimes`. `outcome` names their last grouping column where ways of ending are told apart; the
    /// roll-up says whether all groups together stand beside the groups.
    ///
    /// # Errors
    /// When there is no case, `outcome` is not the last grouping column, or the roll-up is `every`.
    pub fn new(lifetimes: &Lifetimes, outcome: Option<&str>, rollup: Rollup) -> Result<Self> {
        let mut by = lifetimes.by().to_vec();
        if let Some(name) = outcome
            && by.pop().as_deref() != Some(name)
        {
            return Err(Error::new(
                ErrorKind::Mismatch,
                format!("lifetimes by [{}]", lifetimes.by().join(", ")),
            )
            .rule(format!("the last column is the outcome \"{name}\"")));
        }
        let (Some(until), false) = (lifetimes.until(), lifetimes.groups().is_empty()) else {
            return Err(Error::new(ErrorKind::Data, "no case lies in the watch")
                .rule("a curve needs at least one case"));
        };
        if rollup == Rollup::Every {
            return Err(Error::new(ErrorKind::Argument, "rollup is \"every\"")
                .rule("curves are of the groups, and of all together")
                .hint("write \"total\" or \"none\""));
        }
        let last = |words: &[Option<String>]| GroupWord::of(words.last().and_then(|w| w.as_deref()));
        let mut outcomes: Vec<String> = match outcome {
            None => vec!["resolved".to_owned()],
            Some(_) => {
                let ended = lifetimes.groups().iter().filter(|(_, lives)| !lives.ended.is_empty());
                ended.map(|(words, _)| last(words).text().to_owned()).collect()
            }
        };
        outcomes.sort_unstable();
        outcomes.dedup();
        let mut parts: BTreeMap<Group, Gathered> = BTreeMap::new();
        for (words, lives) in lifetimes.groups() {
            let way = match outcome {
                None => Some(0),
                Some(_) => outcomes.iter().position(|o| o == last(words).text()),
            };
            let group: Group = words[..by.len()].iter().map(|w| GroupWord::of(w.as_deref())).collect();
            if rollup == Rollup::Total && !by.is_empty() {
                let all = vec![GroupWord::All; by.len()];
                parts.entry(all).or_default().add(lives, way, outcomes.len());
            }
            parts.entry(group).or_default().add(lives, way, outcomes.len());
        }
        let first = lifetimes.watch().from.map(Date::to_days);
        let groups = parts.into_iter().map(|(group, part)| part.group(group, until.to_days(), first));
        Ok(Self { groups: groups.collect::<Result<_>>()?, by, outcomes, until })
    }

    /// The grouping columns.
    pub fn by(&self) -> &[String] {
        &self.by
    }

    /// The ways of ending, in the order of every group's table; `resolved` where they are not told apart.
    pub fn outcomes(&self) -> &[String] {
        &self.outcomes
    }

    /// The day on which pending cases are censored.
    pub fn until(&self) -> Date {
        self.until
    }

    /// The groups; all together go first.
    pub fn groups(&self) -> &[SurvivalGroup] {
        &self.groups
    }

    /// The groups without all together.
    pub fn finest(&self) -> impl Iterator<Item = &SurvivalGroup> {
        self.groups.iter().filter(|g| !g.group.contains(&GroupWord::All))
    }
}

/// The lives of a group, put together from its parts.
#[derive(Default)]
struct Gathered {
    ended: Vec<Runs>,
    pending: Runs,
    late: Runs,
}

impl Gathered {
    fn add(&mut self, lives: &Lives, way: Option<usize>, ways: usize) {
        self.ended.resize(ways, Vec::new());
        if let Some(way) = way {
            self.ended[way].extend(&lives.ended);
        }
        self.pending.extend(&lives.pending);
        self.late.extend(&lives.late);
    }

    fn group(self, group: Group, until: i32, first: Option<i32>) -> Result<SurvivalGroup> {
        let cases = |runs: &Runs| runs.iter().map(|run| run.1).sum::<u64>();
        let censored: Runs = self.pending.iter().map(|(filed, n)| (until - filed, *n)).collect();
        // Who was filed before the first day is watched from the close of the day before it.
        let start = first.unwrap_or(0) - 1;
        let entries: Runs = self.late.iter().map(|(filed, n)| (start - filed, *n)).collect();
        let events: Vec<&[(i32, u64)]> = self.ended.iter().map(Vec::as_slice).collect();
        let table = CompetingTable::new(&events, &censored, &entries)?;
        let curve = table.any_outcome().kaplan_meier()?;
        Ok(SurvivalGroup {
            group,
            curve,
            table,
            ended: self.ended.iter().map(cases).sum(),
            pending: cases(&self.pending),
            late: cases(&self.late),
        })
    }
}
