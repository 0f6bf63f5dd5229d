//! Inputs: numbers that no row of a case shows, given beside it: inhabitants, judges, costs, surveys.
//!
//! A table of inputs may have fewer grouping columns than the ledger; what it says of a court is then said of
//! the court as a whole and not of its case types. A roll-up without a row of its own is the sum of its parts,
//! where every part is there: give the roll-up itself where parts overlap.

use crate::cube::{Basis, Measure};
use crate::ledger::{Group, GroupWord, Ledger, Missing};
use crate::period::Period;
use crate::quantity::Fraction;
use crate::{Error, ErrorKind, Result};
use hashbrown::HashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A number, or why there is none.
pub type InputValue = std::result::Result<Fraction, Missing>;

/// Numbers by name, group and period.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inputs {
    by: Vec<String>,
    /// By name: of a group, for a period or for every one.
    numbers: BTreeMap<String, HashMap<(Group, Option<Period>), InputValue>>,
}

impl Inputs {
    /// No numbers yet, by these grouping columns.
    pub fn new(by: &[&str]) -> Self {
        Self { by: by.iter().map(|column| (*column).to_owned()).collect(), numbers: BTreeMap::new() }
    }

    /// Adds a number: of a group (one word for each grouping column; [`GroupWord::All`] for all together), for a
    /// period, or with `None` for every period.
    ///
    /// # Errors
    /// When the group has another number of words, or the number is there already.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::ledger::{GroupWord, Inputs};
    /// use courtmetrics::quantity::Fraction;
    /// let mut inputs = Inputs::new(&["court"]);
    /// let court = GroupWord::Is("A".to_owned());
    /// inputs.push("judges", vec![court], Some("2023".parse()?), Ok(Fraction::new(25, 2)?))?;
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn push(
        &mut self,
        name: &str,
        group: Group,
        period: Option<Period>,
        value: InputValue,
    ) -> Result<()> {
        if group.len() != self.by.len() {
            let what = format!("input {name} for a group of {} words", group.len());
            return Err(Error::new(ErrorKind::Argument, what)
                .rule(format!("the inputs are by [{}]", self.by.join(", "))));
        }
        let numbers = self.numbers.entry(name.to_owned()).or_default();
        let place = (group, period);
        if numbers.contains_key(&place) {
            let words: Vec<&str> = place.0.iter().map(GroupWord::text).collect();
            let when = period.map_or_else(|| "every period".to_owned(), |p| p.to_string());
            let what = format!("input {name} of [{}] for {when} stands twice", words.join(", "));
            return Err(Error::new(ErrorKind::Data, what).rule("a group has one number for a period"));
        }
        numbers.insert(place, value);
        Ok(())
    }

    /// The grouping columns.
    pub fn by(&self) -> &[String] {
        &self.by
    }

    /// Names of the inputs, each once.
    pub fn names(&self) -> Vec<&str> {
        self.numbers.keys().map(String::as_str).collect()
    }

    /// What is said of a group itself; of a period before what is said of every period.
    fn said(&self, name: &str, group: &Group, period: Period) -> Option<InputValue> {
        let numbers = self.numbers.get(name)?;
        // One owned key serves both look-ups.
        let mut place = (group.clone(), Some(period));
        let found = numbers.get(&place);
        place.1 = None;
        found.or_else(|| numbers.get(&place)).copied()
    }

    /// The groups that are spoken of, each once, rising.
    fn groups(&self) -> BTreeSet<&Group> {
        self.numbers.values().flat_map(|numbers| numbers.keys().map(|(group, _)| group)).collect()
    }
}

impl Ledger {
    /// Fills the inputs among `wanted` from a table of them. What the table does not name stays missing. Returns
    /// the groups of the inputs that the ledger does not have: often a slip of the pen.
    ///
    /// # Errors
    /// When the inputs have a grouping column that the ledger has not, or a number has more decimals than its
    /// definition holds.
    pub fn give<'m>(
        &mut self,
        wanted: impl IntoIterator<Item = &'m Measure>,
        inputs: &Inputs,
    ) -> Result<Vec<Group>> {
        let place = |column: &String| {
            self.by.iter().position(|by| by == column).ok_or_else(|| {
                Error::unknown("grouping column of the inputs", column, self.by.iter().map(String::as_str))
            })
        };
        let columns = inputs.by.iter().map(place).collect::<Result<Vec<usize>>>()?;
        for measure in wanted {
            let Basis::Given { name, decimals } = &measure.basis else { continue };
            if !inputs.numbers.contains_key(name) {
                continue;
            }
            let (mut numbers, mut gaps) = (Vec::new(), BTreeMap::new());
            for group in &*self.groups {
                for period in &self.periods {
                    let value = self.input(inputs, &columns, name, group, *period);
                    match value.map(|value| whole(name, value, *decimals)) {
                        Ok(number) => numbers.push(number?),
                        Err(missing) => {
                            gaps.insert(numbers.len(), missing);
                            numbers.push(0);
                        }
                    }
                }
            }
            self.numbers.insert(measure.clone(), numbers.into());
            self.gaps.insert(measure.clone(), gaps);
        }
        let project = |group: &Group| -> Group { columns.iter().map(|at| group[*at].clone()).collect() };
        let known: BTreeSet<Group> = self.groups.iter().map(project).collect();
        let all = |group: &Group| group.iter().all(|word| *word == GroupWord::All);
        let strange = inputs.groups().into_iter().filter(|group| !known.contains(*group) && !all(group));
        Ok(strange.cloned().collect())
    }

    fn input(
        &self,
        inputs: &Inputs,
        columns: &[usize],
        name: &str,
        group: &Group,
        period: Period,
    ) -> InputValue {
        let narrower = |(at, word): (usize, &GroupWord)| !columns.contains(&at) && *word != GroupWord::All;
        if group.iter().enumerate().any(narrower) {
            return Err(Missing::NotAvailable);
        }
        let project = |group: &Group| -> Group { columns.iter().map(|at| group[*at].clone()).collect() };
        let wanted = project(group);
        if let Some(value) = inputs.said(name, &wanted, period) {
            return value;
        }
        let under = |part: &Group| {
            let fits = |(word, of): (&GroupWord, &GroupWord)| *of == GroupWord::All || word == of;
            !part.contains(&GroupWord::All) && part.iter().zip(&wanted).all(fits)
        };
        let mut parts: Vec<Group> = self.groups.iter().map(project).filter(under).collect();
        parts.sort_unstable();
        parts.dedup();
        // A part that is the group itself was looked for above.
        let mut sum: Option<Fraction> = None;
        for part in parts.iter().filter(|part| **part != wanted) {
            match inputs.said(name, part, period).unwrap_or(Err(Missing::NotAvailable)) {
                Ok(value) => {
                    let together = sum.map_or(Ok(value), |sum| sum.plus(value));
                    sum = Some(together.map_err(|_| Missing::NotAvailable)?);
                }
                // What cannot be is no part of the whole.
                Err(Missing::NotApplicable) => {}
                Err(missing) => return Err(missing),
            }
        }
        sum.ok_or(Missing::NotAvailable)
    }
}

/// A number in the last of so many decimals.
fn whole(name: &str, value: Fraction, decimals: u8) -> Result<i64> {
    let scaled = value.times(10i128.pow(u32::from(decimals)))?;
    match i64::try_from(scaled.numerator()) {
        Ok(number) if scaled.denominator() == 1 => Ok(number),
        _ => Err(Error::new(ErrorKind::Data, format!("input {name} is {value}"))
            .rule(format!("it is held with {decimals} decimals in 64 bits"))
            .hint("round it, or give the input more decimals in its definition")),
    }
}
