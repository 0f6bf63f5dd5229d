//! Measures that are other measures of the same row, added and subtracted: resolved = disposed of − reopened.
//!
//! They are computed before anything is checked, so the identity of the ledger holds them against what is printed.
//! A number of cases below 0 cannot be: it is listed with its size, and stays what the printed numbers say.

use crate::aggregate::findings::Check;
use crate::aggregate::sheet::{Entry, Sheet, add};
use crate::quantity::Fraction;
use std::collections::BTreeSet;

impl Sheet<'_> {
    /// Fills in the measures that have terms, where the table has a cell for each term.
    pub(crate) fn compute(&mut self) {
        for input in 0..self.inputs.len() {
            let terms: Vec<(bool, usize)> = (self.inputs[input].rules.terms.iter())
                .filter_map(|term| {
                    let (minus, name) = term.strip_prefix('-').map_or((false, &**term), |name| (true, name));
                    Some((minus, self.inputs.iter().position(|i| !i.published && i.name == name)?))
                })
                .collect();
            let Some(&(_, first)) = terms.first() else { continue };
            let adds = terms.iter().all(|(_, term)| self.inputs[*term].rules.adds);
            self.inputs[input].rules.adds &= adds;
            let rows: BTreeSet<(Vec<u32>, usize)> = (self.cells.keys())
                .filter(|(.., term)| *term == first)
                .map(|(group, period, _)| (group.clone(), *period))
                .collect();
            for (group, period) in rows {
                self.compute_one(input, &terms, group, period);
            }
        }
    }

    fn compute_one(&mut self, input: usize, terms: &[(bool, usize)], group: Vec<u32>, period: usize) {
        let said = |(minus, term): &(bool, usize)| {
            let entry = self.cells.get(&(group.clone(), period, *term))?;
            Some((*minus, *entry))
        };
        let Some(said) = terms.iter().map(said).collect::<Option<Vec<(bool, Entry)>>>() else { return };
        let signed = |minus: bool, x: Fraction| if minus { x.negated() } else { x };
        let value = add(said.iter().map(|(minus, entry)| entry.value.map(|x| signed(*minus, x))));
        let Some(value) = value else { return };
        let half = said.iter().try_fold(Fraction::ZERO, |sum, (_, entry)| sum.plus(entry.half));
        let line = said[0].1.line;
        if let Ok(value) = value
            && value.is_negative()
        {
            let mut words = String::new();
            for (minus, entry) in &said {
                let sign = match (words.is_empty(), minus) {
                    (true, false) => "",
                    (true, true) => "−",
                    (false, false) => " + ",
                    (false, true) => " − ",
                };
                words += &entry.value.map_or_else(|_| String::new(), |x| format!("{sign}{x}"));
            }
            let finding = self.finding(Check::Negative, &group, period, &self.inputs[input].name);
            let words = format!("{words} = {}", value.to_string().replace('-', "−"));
            self.checks.found(finding.at(line).says(words).values(value, Fraction::ZERO));
        } else {
            self.checks.count(Check::Negative, value.is_ok().then_some(true));
        }
        let entry = Entry { value, half: half.unwrap_or(Fraction::ZERO), line, derived: false };
        self.cells.insert((group, period, input), entry);
    }
}
