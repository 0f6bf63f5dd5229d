//! Names of a list: 执行完毕率、到位率; and what they share: 民事、行政案件上诉率 are two rates.

use super::attach::{Draft, Reader};
use super::clauses::Clause;
use super::figure::UnitKind;
use super::grammar::Found;
use super::labels;

/// A label, and the place of its first character in the text as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) label: String,
    pub(super) at: usize,
}

impl Reader<'_> {
    /// The name at `from..to`.
    pub(super) fn name(&self, from: usize, to: usize) -> Name {
        Name { label: self.string(from, to), at: self.at.get(from).copied().unwrap_or(0) }
    }

    /// Whether `from..to` holds no label.
    pub(super) fn is_blank(&self, from: usize, to: usize) -> bool {
        let (a, b, _) = labels::trim(self.text, from, to, self.lexicon);
        a >= b
    }

    /// The names of the list at `a..b`, each whole: what the last one ends with belongs to all.
    pub(super) fn split(&self, a: usize, b: usize) -> Vec<Name> {
        let (mut places, mut start) = (Vec::new(), a);
        for i in a..b {
            if matches!(self.text[i], '、' | '和' | '与' | '及')
                && !(self.text[i] == '和' && self.text[i + 1..b].first() == Some(&'解'))
            {
                if start < i {
                    places.push((start, i));
                }
                start = i + 1;
            }
        }
        if start < b {
            places.push((start, b));
        }
        let tails = places.iter().map(|&place| self.tail(place, places.last().copied().unwrap_or(place)));
        let tails: Vec<String> = tails.collect();
        let named = |(&(x, y), tail): (&(usize, usize), String)| {
            let mut name = self.name(x, y);
            name.label += &tail;
            name
        };
        places.iter().zip(tails).map(named).collect()
    }

    /// What `name` lacks to be a measure as `last` is one.
    fn tail(&self, name: (usize, usize), last: (usize, usize)) -> String {
        let measures = self.lexicon.ends("plain.measures");
        let (own, whole) = (&self.text[name.0..name.1], &self.text[last.0..last.1]);
        let Some((shortest, ())) = measures.at_end(whole).filter(|_| measures.at_end(own).is_none()) else {
            return String::new();
        };
        // 民事、行政案件上诉率: both begin or end with a kind of case.
        let kinds = self.lexicon.list("plain.kinds");
        let of_kind = self.lexicon.ends("plain.kinds").at_end(own).is_some();
        let from = match kinds.at_start(whole).filter(|_| of_kind) {
            Some((n, ())) => n,
            None => whole.len() - labels::named_end(whole, self.lexicon).unwrap_or(shortest).max(shortest),
        };
        whole[from..].iter().collect()
    }

    /// A、B,分别为1和2: the list stands in the clause before.
    pub(super) fn spread_names(&mut self, clause: &Clause, found: &[Found]) {
        if found.len() < 2 {
            return;
        }
        // A、B分列第二、第三,为1和2: the names were told with their places.
        let ranked = |draft: &Draft| draft.figure.value.is_none() && !draft.figure.standings.is_empty();
        let told = &self.drafts[self.drafts.len().saturating_sub(found.len())..];
        let bare = self.is_blank(clause.start, found[0].start);
        if bare && told.len() == found.len() && told.iter().all(ranked) {
            let named =
                |draft: &Draft| Name { label: draft.figure.label.clone(), at: draft.figure.span.start };
            self.names = told.iter().map(named).collect();
            return;
        }
        let Some((x, y)) = self.waiting.filter(|_| self.spread_at(clause.start)) else { return };
        let (a, b, _) = labels::trim(self.text, x, y, self.lexicon);
        let names = self.split(a, b);
        if names.len() == found.len() {
            self.names = names;
        }
    }

    /// 是上年的2.3倍, 分别是前五年的1.8倍和2.4倍: how many times what was told before; its names.
    pub(super) fn compared(&self, found: &[Found], segment: &[char]) -> Option<Vec<Name>> {
        let times = |number: &&Found| number.unit.as_ref().is_some_and(|u| u.kind == UnitKind::Times);
        found.first().filter(times)?;
        let mut segment = segment;
        for word in ["分别", "约", "均"] {
            let word: Vec<char> = word.chars().collect();
            segment = segment.strip_prefix(word.as_slice()).unwrap_or(segment);
        }
        let verb = ["是", "为", "达到", "达", "相当于", "约为"]
            .iter()
            .any(|verb| segment.starts_with(&verb.chars().collect::<Vec<_>>()));
        if !verb || segment.last() != Some(&'的') {
            return None;
        }
        let told = self.drafts.iter().rev().filter(|draft| !draft.aside && !draft.figure.label.is_empty());
        let mut names: Vec<Name> = told
            .take(found.iter().filter(times).count())
            .map(|draft| Name { label: draft.figure.label.clone(), at: draft.figure.span.start })
            .collect();
        names.reverse();
        (!names.is_empty()).then_some(names)
    }
}
