//! What a table says more than once, held against itself.

use crate::aggregate::codebook::LEDGER;
use crate::aggregate::findings::{Check, Finding};
use crate::aggregate::layout::Input;
use crate::aggregate::sheet::{Entry, Sheet, add};
use crate::quantity::Fraction;

impl Sheet<'_> {
    /// Makes every check that the table allows.
    pub(crate) fn check(&mut self) {
        self.identity();
        self.carried_over();
        self.parts();
        self.even();
        self.checks.findings.sort_by(|a, b| {
            let key = |f: &'_ Finding| {
                (f.check, f.group.clone(), f.period, f.measure.clone(), f.line, f.words.clone())
            };
            key(a).cmp(&key(b))
        });
    }

    /// A printed cell; what was computed proves nothing.
    fn printed(&self, group: &[u32], period: usize, input: usize) -> Option<Entry> {
        self.cells.get(&(group.to_vec(), period, input)).copied().filter(|e| !e.derived)
    }

    fn identity(&mut self) {
        let Some(four) = LEDGER.iter().map(|n| self.plain_input(n)).collect::<Option<Vec<usize>>>() else {
            return;
        };
        for group in self.groups.clone() {
            for period in 0..self.periods.len() {
                let cells: Vec<Option<Entry>> =
                    four.iter().map(|i| self.printed(&group, period, *i)).collect();
                if cells.iter().all(Option::is_none) {
                    continue;
                }
                let values: Option<Vec<Fraction>> =
                    cells.iter().map(|c| c.and_then(|c| c.value.ok())).collect();
                let sum = values.as_ref().and_then(|v| v[0].plus(v[1]).and_then(|sum| sum.minus(v[2])).ok());
                let (Some(values), Some(expected)) = (values, sum) else {
                    self.checks.count(Check::Identity, None);
                    continue;
                };
                if expected == values[3] {
                    self.checks.count(Check::Identity, Some(true));
                    continue;
                }
                let words = format!(
                    "{} + {} − {} = {expected}, printed {}",
                    values[0], values[1], values[2], values[3]
                );
                let mut finding = self.finding(Check::Identity, &group, period, LEDGER[3]).says(words);
                finding.line = cells[3].map(|c| c.line);
                self.checks.found(finding.values(values[3], expected));
            }
        }
    }

    fn carried_over(&mut self) {
        let (Some(start), Some(end)) = (self.plain_input(LEDGER[0]), self.plain_input(LEDGER[3])) else {
            return;
        };
        for period in 0..self.periods.len() {
            let before = self.periods[period].previous();
            let Some(before) = before.and_then(|p| self.periods.binary_search(&p).ok()) else { continue };
            for group in self.groups.clone() {
                let (Some(now), Some(then)) =
                    (self.printed(&group, period, start), self.printed(&group, before, end))
                else {
                    continue;
                };
                match (now.value, then.value) {
                    (Ok(now_value), Ok(then_value)) if now_value == then_value => {
                        self.checks.count(Check::CarriedOver, Some(true));
                    }
                    (Ok(now_value), Ok(then_value)) => {
                        let words = format!(
                            "{} ends with {then_value}, {} starts with {now_value}",
                            self.periods[before], self.periods[period]
                        );
                        let finding = self.finding(Check::CarriedOver, &group, period, LEDGER[0]);
                        self.checks.found(finding.at(now.line).says(words).values(now_value, then_value));
                    }
                    _ => self.checks.count(Check::CarriedOver, None),
                }
            }
        }
    }

    /// Every printed whole against the sum of its printed parts, column by column and way by way.
    fn parts(&mut self) {
        let (mut found, mut counts) = (Vec::new(), Vec::new());
        for ((group, period, input), entry) in &self.cells {
            let Input { rules, published, .. } = &self.inputs[*input];
            // The parts of a computed measure are those of its terms.
            if entry.derived || *published || !rules.adds || !rules.terms.is_empty() {
                continue;
            }
            for (column, word) in group.iter().enumerate() {
                for way in self.ways[column].get(word).into_iter().flatten() {
                    let part = |word: &u32| {
                        let mut part = group.clone();
                        part[column] = *word;
                        self.printed(&part, *period, *input)
                    };
                    let parts: Vec<Entry> = way.iter().filter_map(part).collect();
                    let (Some(sum), n) = (add(parts.iter().map(|p| p.value)), parts.len()) else { continue };
                    let (Ok(whole), Ok(sum)) = (entry.value, sum) else {
                        counts.push(None);
                        continue;
                    };
                    if whole == sum {
                        counts.push(Some(true));
                        continue;
                    }
                    let by = &self.rules.group[column].name;
                    let words = format!("{n} parts by {by} add up to {sum}, printed {whole}");
                    let finding = self.finding(Check::Parts, group, *period, &self.inputs[*input].name);
                    found.push(finding.at(entry.line).says(words).values(whole, sum));
                }
            }
        }
        counts.into_iter().for_each(|holds| self.checks.count(Check::Parts, holds));
        found.into_iter().for_each(|finding| self.checks.found(finding));
    }

    /// Says so where some periods have fewer groups than others: their totals are not of the same courts.
    fn even(&mut self) {
        let mut numbers = vec![std::collections::BTreeSet::new(); self.periods.len()];
        for (group, period, input) in self.cells.keys() {
            if !self.inputs[*input].published && group.iter().all(|word| *word != 0) {
                numbers[*period].insert(group);
            }
        }
        let most = numbers.iter().map(std::collections::BTreeSet::len).max().unwrap_or(0);
        let fewer = self.periods.iter().zip(&numbers).filter(|(_, n)| n.len() < most && !n.is_empty());
        let shown: Vec<String> = fewer.map(|(period, n)| format!("{period} {}", n.len())).collect();
        if !shown.is_empty() {
            self.notes.push(format!(
                "of {most} groups fewer have rows in: {}; totals are of those there",
                shown.join(", ")
            ));
        }
    }
}
