//! What the words of a table mean by its codebook: headings, groups.

use crate::aggregate::codebook::{GroupRules, MeasureForm, Rules};
use crate::aggregate::layout::Input;
use crate::aggregate::period::Periods;
use crate::aggregate::words::{Template, key};
use crate::ledger::GroupWord;
use crate::{Error, ErrorKind, Result};
use std::collections::BTreeMap;

/// What the heading of a column of numbers says.
#[derive(Debug, Default)]
pub(super) struct Heading {
    pub column: usize,
    pub input: Option<usize>,
    pub period: Option<String>,
    pub years_before: u8,
    pub change: bool,
    pub groups: BTreeMap<usize, String>,
}

/// Holds a codebook against a table.
pub(super) struct Reader<'b> {
    pub rules: &'b Rules,
    pub periods: Periods<'b>,
    pub inputs: Vec<Input>,
    /// The input of numbers that nothing names.
    pub only: Option<usize>,
    /// Word of the table → input.
    pub words: BTreeMap<String, usize>,
    values: Vec<BTreeMap<String, String>>,
}

impl<'b> Reader<'b> {
    pub fn new(rules: &'b Rules) -> Result<Self> {
        let named =
            |published| move |(name, form): (&String, &MeasureForm)| Input::new(name, form, published);
        let of_cases = rules.measures.iter().map(named(false));
        let mut inputs =
            of_cases.chain(rules.published.iter().map(named(true))).collect::<Result<Vec<Input>>>()?;
        let only = rules.measure.as_ref().map(|name| {
            inputs.iter().position(|input| input.name == *name).unwrap_or_else(|| {
                inputs.push(Input::unnamed(name));
                inputs.len() - 1
            })
        });
        let words = inputs
            .iter()
            .enumerate()
            .flat_map(|(i, input)| input.rules.words.list().iter().map(move |w| (key(w), i)))
            .collect();
        let values = rules.group.iter().map(|group| {
            let pairs = group.values.iter();
            pairs
                .flat_map(|(ours, theirs)| theirs.list().iter().map(move |t| (key(t), ours.clone())))
                .collect()
        });
        Ok(Self {
            rules,
            periods: rules.period.reader(rules.calendar)?,
            inputs,
            only,
            words,
            values: values.collect(),
        })
    }

    fn years_before(&self, word: &str) -> Option<u8> {
        self.rules.period.years_before.iter().find(|(w, _)| key(w) == key(word)).map(|(_, n)| *n)
    }

    fn is_change(&self, word: &str) -> bool {
        self.rules.period.changes.iter().any(|w| key(w) == key(word))
    }

    /// What a heading says; `None` where no template fits.
    pub fn heading(
        &self,
        column: usize,
        text: &str,
        templates: &[Template],
        rest: bool,
    ) -> Result<Option<Heading>> {
        let fits = |place: &str, word: &str| match place {
            "measure" => self.words.contains_key(&key(word)),
            // A part of a period, such as a quarter, is read with what the row says.
            "period" => {
                let known = self.years_before(word).is_some() || self.is_change(word);
                rest || known || self.periods.read(word).is_some()
            }
            _ => true,
        };
        for template in templates {
            let mut found = template.read(text, &fits);
            found.dedup();
            if found.len() > 1 {
                return Err(Error::new(
                    ErrorKind::Codebook,
                    format!("the heading \"{text}\" can be read in {} ways", found.len()),
                )
                .rule(format!("by \"{}\"", template.text()))
                .hint("name the words of the measures and groups so that one way is left"));
            }
            let Some(words) = found.pop() else { continue };
            let mut heading = Heading { column, ..Heading::default() };
            for (place, word) in template.places().zip(words) {
                match place {
                    "measure" => heading.input = self.words.get(&key(word)).copied(),
                    "period" => match self.years_before(word) {
                        Some(years) => heading.years_before = years,
                        None if self.is_change(word) => heading.change = true,
                        None => heading.period = Some(word.to_owned()),
                    },
                    "any" => {}
                    name => {
                        if let Some(g) = self.rules.group.iter().position(|g| g.name == name) {
                            heading.groups.insert(g, word.to_owned());
                        }
                    }
                }
            }
            return Ok(Some(heading));
        }
        Ok(None)
    }

    /// Our word for what a table says of a group; `None` where its rows are left out.
    pub fn group(&self, at: usize, rules: &GroupRules, text: Option<&str>) -> Option<GroupWord> {
        let text = self.rules.numbers.unmarked(text.unwrap_or(""));
        let text = if text.is_empty() { rules.default.as_deref().unwrap_or("") } else { text };
        let among = |words: &[String]| words.iter().any(|w| key(w) == key(text));
        if text.is_empty() {
            return Some(GroupWord::Missing);
        }
        if among(&rules.skip) {
            return None;
        }
        if among(&rules.total) {
            return Some(GroupWord::All);
        }
        Some(GroupWord::Is(self.values[at].get(&key(text)).cloned().unwrap_or_else(|| text.to_owned())))
    }
}
