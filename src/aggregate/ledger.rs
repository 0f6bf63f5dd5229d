//! A ledger from the numbers of a table: the measures that indicators want, or why they are not there.

use crate::aggregate::sheet::{GroupTest, Sheet, Totals};
use crate::case::{Clause, Field, FieldKind};
use crate::cube::{Age, Basis, Measure, Take};
use crate::ledger::{Gaps, Group, GroupWord, Ledger, Missing, Rollup, levels};
use crate::period::Period;
use crate::quantity::Fraction;
use crate::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, BTreeSet};

/// The word of definitions and codebooks for which cases a measure is about, and decimals of an input.
fn word(basis: &Basis) -> (String, u8) {
    let name = match basis {
        Basis::Incoming => "incoming".to_owned(),
        Basis::Resolved => "resolved".to_owned(),
        Basis::On(field) => field.clone(),
        Basis::PendingStart => "pending_start".to_owned(),
        Basis::PendingEnd => "pending_end".to_owned(),
        Basis::PendingOlder(Age::OverMonths(months)) => format!("pending_older_than_{months}_months"),
        Basis::PendingOlder(Age::OverDays(days)) => format!("pending_older_than_{days}_days"),
        Basis::PendingOlder(Age::Months(months)) => format!("pending_at_least_{months}_months_old"),
        Basis::ActiveEnd => "active_pending_end".to_owned(),
        Basis::UpToStart(field) => format!("{field}_before"),
        Basis::UpToEnd(field) => format!("{field}_by_end"),
        Basis::Given { name, decimals } => return (name.clone(), *decimals),
    };
    (name, 0)
}

/// Where a measure's numbers are found.
struct Found<'m> {
    input: usize,
    tests: Vec<GroupTest<'m>>,
    /// What a number of the ledger is of: a hundredth for money.
    per_unit: Fraction,
}

impl Sheet<'_> {
    /// The measures in `wanted`, by the columns `by`, which may be fewer than the table has.
    ///
    /// # Errors
    /// When a column is not a group of the table, the table has no total for one that is left out, or a number
    /// leaves 64 bits.
    pub(crate) fn ledger<'m>(
        &self,
        wanted: impl IntoIterator<Item = &'m Measure>,
        by: &[String],
        rollup: Rollup,
        periods: &[Period],
    ) -> Result<Ledger> {
        let names: Vec<&str> = self.rules.group.iter().map(|g| g.name.as_str()).collect();
        let kept: Vec<usize> = by
            .iter()
            .map(|name| {
                let place = names.iter().position(|n| n == name);
                place.ok_or_else(|| Error::unknown("group", name, names.iter().copied()))
            })
            .collect::<Result<_>>()?;
        let totals = Totals::new(self);
        let groups = self.asked(&kept, rollup);
        let mut ledger = Ledger {
            by: by.to_vec(),
            groups: groups.iter().map(|(group, _)| group.clone()).collect(),
            periods: periods.to_vec(),
            numbers: BTreeMap::new(),
            gaps: BTreeMap::new(),
            days: BTreeMap::new(),
            months: BTreeMap::new(),
            absent: BTreeMap::new(),
        };
        let places: Vec<usize> =
            periods.iter().filter_map(|p| self.periods.iter().position(|q| q == p)).collect();
        for measure in wanted {
            let Some(found) = self.find(measure) else {
                // An input that is not given has a status of its own.
                if measure.input().is_none() {
                    ledger.absent.insert(measure.to_string(), measure.to_string());
                }
                continue;
            };
            let (mut numbers, mut gaps) = (Vec::with_capacity(groups.len() * places.len()), Gaps::new());
            for (_, group) in &groups {
                for period in &places {
                    let number = totals.passing(group, &found.tests, *period, found.input);
                    let number = match number.unwrap_or(Err(Missing::NotAvailable)) {
                        Err(missing) => Err(missing),
                        Ok(value) => whole(value, found.per_unit, measure)?,
                    };
                    if let Err(missing) = number {
                        gaps.insert(numbers.len(), missing);
                    }
                    numbers.push(number.unwrap_or(0));
                }
            }
            ledger.numbers.insert(measure.clone(), numbers);
            if !gaps.is_empty() {
                ledger.gaps.insert(measure.clone(), gaps);
            }
        }
        Ok(ledger)
    }

    /// The groups asked for: in words of the columns kept, and as places in the table.
    fn asked(&self, kept: &[usize], rollup: Rollup) -> Vec<(Group, Vec<u32>)> {
        let mut asked: BTreeSet<(Group, Vec<u32>)> = BTreeSet::new();
        let levels = levels(kept.len(), rollup);
        for group in &self.groups {
            // A column that is left out is taken together.
            let mut narrow = vec![0; group.len()];
            kept.iter().for_each(|c| narrow[*c] = group[*c]);
            if rollup == Rollup::None && kept.iter().any(|c| group[*c] == 0) {
                continue;
            }
            for level in &levels {
                let mut rolled = narrow.clone();
                kept.iter().zip(level).filter(|(_, keeps)| !**keeps).for_each(|(c, _)| rolled[*c] = 0);
                let named = kept.iter().map(|c| self.words[*c][rolled[*c] as usize].clone()).collect();
                asked.insert((named, rolled));
            }
        }
        asked.into_iter().collect()
    }

    /// The input that gives a measure, and which groups of it.
    fn find<'m>(&self, measure: &'m Measure) -> Option<Found<'m>> {
        let (name, decimals) = word(&measure.basis);
        let sum = match &measure.take {
            Take::Cases => None,
            Take::Sum(field) => Some(field.as_str()),
            // Nobody can take a total apart again.
            Take::Days { .. } => return None,
        };
        let money = sum.and_then(Field::known).is_some_and(|f| f.kind == FieldKind::Money);
        let per_unit = if money { 100 } else { 10_i128.pow(u32::from(decimals.min(18))) };
        for (at, input) in self.inputs.iter().enumerate() {
            let rules = &input.rules;
            if input.published
                || rules.of.as_deref().unwrap_or(&input.name) != name
                || rules.sum.as_deref() != sum
            {
                continue;
            }
            let own = rules.condition.clauses();
            let left: Vec<&Clause> =
                measure.condition.clauses().iter().filter(|c| !own.contains(c)).collect();
            let all_own = own.iter().all(|c| measure.condition.clauses().contains(c));
            if let (true, Some(tests)) = (all_own, self.tests(&left)) {
                return Some(Found { input: at, tests, per_unit: Fraction::whole(per_unit) });
            }
        }
        None
    }

    /// The clauses that groups decide; `None` where one is decided by nothing here, or holds for nothing.
    fn tests<'m>(&self, clauses: &[&'m Clause]) -> Option<Vec<GroupTest<'m>>> {
        let mut tests = Vec::new();
        for clause in clauses {
            if let Some(fact) = self.rules.about.get(&clause.field) {
                if !clause.test.holds(Some(fact)) {
                    return None;
                }
                continue;
            }
            let column = self.rules.group.iter().position(|g| g.name == clause.field)?;
            let holds = |word: &GroupWord| match word {
                GroupWord::All => false,
                GroupWord::Missing => clause.test.holds(None),
                GroupWord::Is(word) => clause.test.holds(Some(word)),
            };
            if !self.words[column].iter().any(holds) {
                return None;
            }
            tests.push((column, &clause.test));
        }
        Some(tests)
    }
}

/// A number of the ledger: whole, in units or minor units. More decimals than it keeps are none.
fn whole(
    value: Fraction,
    per_unit: Fraction,
    measure: &Measure,
) -> Result<std::result::Result<i64, Missing>> {
    let scaled = value.product(per_unit)?;
    if scaled.denominator() != 1 {
        return Ok(Err(Missing::NotAvailable));
    }
    let number = i64::try_from(scaled.numerator());
    number.map(Ok).map_err(|_| {
        Error::new(ErrorKind::Overflow, format!("\"{measure}\" is {scaled}"))
            .rule("numbers of a table are within 64 bits")
    })
}
