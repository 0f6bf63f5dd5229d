//! A ledger from the numbers of a table: the measures that indicators want, or why they are not there.

use crate::aggregate::codebook::DayRole;
use crate::aggregate::layout::Input;
use crate::aggregate::sheet::{GroupTest, Sheet, Totals};
use crate::aggregate::targets::{Target, targets};
use crate::case::{Clause, Field, FieldKind};
use crate::cube::{Age, Basis, Measure, Take};
use crate::ledger::{DayWants, Gaps, Group, GroupWord, Ledger, Missing, Rollup, levels};
use crate::period::Grain;
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
pub(super) struct Found<'m> {
    input: usize,
    tests: Vec<GroupTest<'m>>,
    /// What a number of the ledger is of: a hundredth for money.
    per_unit: Fraction,
}

impl Sheet<'_> {
    /// The measures in `wants`, by the columns `by`, which may be fewer than the table has, in periods of the table
    /// or longer ones.
    ///
    /// # Errors
    /// When a column is not a group of the table, the table has no total for one that is left out, its periods are
    /// no parts of the longer ones, or a number leaves 64 bits.
    pub(crate) fn ledger(
        &self,
        wants: &BTreeMap<Measure, DayWants>,
        by: &[String],
        rollup: Rollup,
        grain: Option<Grain>,
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
        let targets = targets(&self.periods, grain, self.rules.calendar)?;
        let mut ledger = Ledger {
            by: by.to_vec(),
            groups: groups.iter().map(|(group, _)| group.clone()).collect(),
            periods: targets.iter().map(|target| target.period).collect(),
            numbers: BTreeMap::new(),
            gaps: BTreeMap::new(),
            days: BTreeMap::new(),
            figures: BTreeMap::new(),
            months: BTreeMap::new(),
            absent: BTreeMap::new(),
        };
        let places =
            || groups.iter().flat_map(|(_, group)| targets.iter().map(move |target| (group, target)));
        for (measure, wanted) in wants {
            let in_part = |found: &Found<'_>, group: &[u32], part: usize| {
                let number = totals.passing(group, &found.tests, part, found.input);
                number.unwrap_or(Err(Missing::NotAvailable))
            };
            let number = |found: &Found<'_>, group: &[u32], target: &Target| {
                let Input { role, rules, .. } = &self.inputs[found.input];
                let stands_alone = matches!(role, Some(DayRole::Printed(_))) || rules.distinct.is_some();
                if !target.is_own() && stands_alone {
                    return Err(Missing::NotAvailable);
                }
                target.number(&measure.basis, |part| in_part(found, group, part))
            };
            let absent = |ledger: &mut Ledger| ledger.absent.insert(measure.to_string(), measure.to_string());
            if let Take::Days { .. } = measure.take {
                let column =
                    |found: &Found<'_>| places().map(|(g, target)| number(found, g, target)).collect();
                let figures = self.figures(measure, wanted, column)?;
                if figures.is_empty() {
                    absent(&mut ledger);
                }
                ledger.figures.insert(measure.clone(), figures);
                continue;
            }
            let Some(found) = self.find_number(measure) else {
                // An input that is not given has a status of its own.
                if measure.input().is_none() {
                    absent(&mut ledger);
                }
                continue;
            };
            let (mut numbers, mut gaps) = (Vec::with_capacity(groups.len() * targets.len()), Gaps::new());
            for (group, target) in places() {
                let number = match number(&found, group, target) {
                    Err(missing) => Err(missing),
                    Ok(value) => whole(value, found.per_unit, measure)?,
                };
                if let Err(missing) = number {
                    gaps.insert(numbers.len(), missing);
                }
                numbers.push(number.unwrap_or(0));
            }
            let monthly = self.periods.iter().all(|period| period.grain() == Some(Grain::Month));
            if wanted.months && monthly && !targets.iter().all(Target::is_own) {
                let month = |group: &[u32], part: &Option<usize>| -> Result<Option<i64>> {
                    match part.map(|part| in_part(&found, group, part)) {
                        Some(Ok(value)) => Ok(whole(value, found.per_unit, measure)?.ok()),
                        _ => Ok(None),
                    }
                };
                // A month that is not known leaves nothing to be told of the others.
                let of = |(group, target): (&Vec<u32>, &Target)| -> Result<Vec<i64>> {
                    let months = target.parts.iter().map(|part| month(group, part));
                    let months: Option<Vec<i64>> = months.collect::<Result<Vec<_>>>()?.into_iter().collect();
                    Ok(months.unwrap_or_default())
                };
                let column = places().map(of).collect::<Result<_>>()?;
                ledger.months.insert(measure.clone(), column);
            }
            ledger.numbers.insert(measure.clone(), numbers.into());
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

    /// The input that gives a count or a sum, and which groups of it.
    fn find_number<'m>(&self, measure: &'m Measure) -> Option<Found<'m>> {
        let (sum, distinct) = match &measure.take {
            Take::Cases => (None, None),
            Take::Sum(field) => (Some(field.as_str()), None),
            Take::Distinct(field) => (None, Some(field.as_str())),
            Take::Days { .. } => return None,
        };
        let decimals = word(&measure.basis).1;
        let money = sum.and_then(Field::known).is_some_and(|f| f.kind == FieldKind::Money);
        let per_unit = if money { 100 } else { 10_i128.pow(u32::from(decimals.min(18))) };
        let takes = |input: &Input| {
            let rules = &input.rules;
            let said = (rules.sum.as_deref(), rules.distinct.as_deref());
            input.role.is_none() && said == (sum, distinct)
        };
        self.find(measure, Fraction::whole(per_unit), takes)
    }

    /// The first of the inputs that `takes` which is about the cases of a measure, and which groups of it.
    pub(super) fn find<'m>(
        &self,
        measure: &'m Measure,
        per_unit: Fraction,
        takes: impl Fn(&Input) -> bool,
    ) -> Option<Found<'m>> {
        let (name, _) = word(&measure.basis);
        for (at, input) in self.inputs.iter().enumerate() {
            let rules = &input.rules;
            if input.published || rules.basis(&input.name) != name || !takes(input) {
                continue;
            }
            let own = rules.condition.clauses();
            let left: Vec<&Clause> =
                measure.condition.clauses().iter().filter(|c| !own.contains(c)).collect();
            let all_own = own.iter().all(|c| measure.condition.clauses().contains(c));
            if let (true, Some(tests)) = (all_own, self.tests(&left)) {
                return Some(Found { input: at, tests, per_unit });
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
pub(super) fn whole(
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
