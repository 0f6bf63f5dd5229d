//! The vocabulary of reports, read once from `lexicon.toml`.

use super::figure::{Base, Direction, UnitKind};
use hashbrown::HashMap;
use serde::Deserialize;
use std::sync::OnceLock;

/// A set of words, found at a place or at an end of a run of characters; longest first.
#[derive(Debug)]
pub(crate) struct Words<T>(HashMap<char, Vec<(Vec<char>, T)>>);

impl<T: Clone> Words<T> {
    fn add(&mut self, word: &str, sense: &T, by_end: bool) {
        let word: Vec<char> = word.chars().collect();
        let Some(&key) = (if by_end { word.last() } else { word.first() }) else { return };
        let list = self.0.entry(key).or_default();
        let place = list.iter().position(|(w, _)| w.len() < word.len()).unwrap_or(list.len());
        list.insert(place, (word, sense.clone()));
    }

    fn of(words: &[String], sense: &T, by_end: bool) -> Self {
        let mut set = Self(HashMap::new());
        for word in words {
            set.add(word, sense, by_end);
        }
        set
    }

    /// The longest word that `text` begins with: its length and sense.
    pub(crate) fn at_start(&self, text: &[char]) -> Option<(usize, &T)> {
        let list = self.0.get(text.first()?)?;
        list.iter().find(|(w, _)| text.starts_with(w)).map(|(w, sense)| (w.len(), sense))
    }

    /// The longest word that `text` ends with, in a set made by ends.
    pub(crate) fn at_end(&self, text: &[char]) -> Option<(usize, &T)> {
        let list = self.0.get(text.last()?)?;
        list.iter().find(|(w, _)| text.ends_with(w)).map(|(w, sense)| (w.len(), sense))
    }

    /// Whether any word stands anywhere in `text`.
    pub(crate) fn within(&self, text: &[char]) -> bool {
        (0..text.len()).any(|i| self.at_start(&text[i..]).is_some())
    }

    /// Every word in `text`, left to right, longest first, without overlaps.
    pub(crate) fn all(&self, text: &[char]) -> Vec<(usize, usize, T)> {
        let (mut found, mut i) = (Vec::new(), 0);
        while i < text.len() {
            if let Some((n, sense)) = self.at_start(&text[i..]) {
                found.push((i, n, sense.clone()));
                i += n;
            } else {
                i += 1;
            }
        }
        found
    }
}

/// What a word before a number says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mark {
    Move(Direction),
    Flat,
    Respectively,
    Base(Base),
    Average,
}

/// When a measure word makes a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum When {
    #[default]
    Always,
    Measured,
    Scored,
    Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum At {
    Start,
    End,
    Any,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct IndicatorNames {
    pub(crate) id: String,
    pub(crate) at: At,
    pub(crate) kinds: Vec<UnitKind>,
    pub(crate) names: Vec<String>,
    pub(crate) not: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    unit: Vec<UnitWords>,
    measuring: Lists,
    names: Lists,
    change: Lists,
    base: Lists,
    bound: Lists,
    rank: Lists,
    record: Lists,
    verbs: Lists,
    carry: Lists,
    courts: Lists,
    class: Vec<ClassWords>,
    indicator: Vec<IndicatorNames>,
    plain: Lists,
    english: Lists,
}

type Lists = std::collections::BTreeMap<String, Vec<String>>;

#[derive(Debug, Deserialize)]
struct UnitWords {
    kind: UnitKind,
    #[serde(default)]
    when: When,
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct ClassWords {
    id: String,
    words: Vec<String>,
}

/// The vocabulary, ready to be looked up.
pub(crate) struct Lexicon {
    pub(crate) simplified: HashMap<char, char>,
    pub(crate) units: Words<(UnitKind, When)>,
    pub(crate) marks: Words<Mark>,
    pub(crate) short_moves: Words<Direction>,
    pub(crate) classes: Words<usize>,
    pub(crate) class_ids: Vec<String>,
    pub(crate) indicators: Vec<IndicatorNames>,
    /// The indicators' names, to be found from their ends.
    pub(crate) indicator_ends: Words<()>,
    starts: HashMap<String, Words<()>>,
    ends: HashMap<String, Words<()>>,
}

impl Lexicon {
    /// The shipped vocabulary.
    pub(crate) fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Lexicon> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            let file: File =
                toml::from_str(include_str!("lexicon.toml")).expect("the shipped lexicon is read");
            Self::from_file(file)
        })
    }

    /// The list `name` (`bound.about_before`), to be found from its words' beginnings.
    pub(crate) fn list(&self, name: &str) -> &Words<()> {
        &self.starts[name]
    }

    /// The list `name`, to be found from its words' ends.
    pub(crate) fn ends(&self, name: &str) -> &Words<()> {
        &self.ends[name]
    }

    fn from_file(file: File) -> Self {
        let mut simplified = HashMap::new();
        for line in include_str!("traditional.txt").lines().filter(|line| !line.starts_with('#')) {
            let chars: Vec<char> = line.chars().collect();
            simplified.extend(chars.chunks_exact(2).map(|pair| (pair[0], pair[1])));
        }
        let mut units = Words(HashMap::new());
        for unit in &file.unit {
            for word in &unit.words {
                units.add(word, &(unit.kind, unit.when), false);
            }
        }
        let mut marks = Words(HashMap::new());
        let mut mark = |list: &[String], sense: Mark| {
            for w in list {
                marks.add(w, &sense, false);
            }
        };
        mark(&file.change["up"], Mark::Move(Direction::Up));
        mark(&file.change["down"], Mark::Move(Direction::Down));
        mark(&file.change["flat"], Mark::Flat);
        mark(&file.change["respectively"], Mark::Respectively);
        mark(&file.base["year_before"], Mark::Base(Base::YearBefore));
        mark(&file.base["period_before"], Mark::Base(Base::PeriodBefore));
        mark(&file.base["half_before"], Mark::Base(Base::HalfBefore));
        for word in &file.base["stated"] {
            mark(std::slice::from_ref(word), Mark::Base(Base::Stated(word.clone())));
        }
        mark(&file.base["averages"], Mark::Average);
        let mut short_moves = Words::of(&file.change["short_up"], &Direction::Up, true);
        for w in &file.change["short_down"] {
            short_moves.add(w, &Direction::Down, true);
        }
        let mut classes = Words(HashMap::new());
        for (i, class) in file.class.iter().enumerate() {
            for word in &class.words {
                classes.add(word, &i, false);
            }
        }
        let (mut starts, mut ends) = (HashMap::new(), HashMap::new());
        let rooms = [
            ("measuring", &file.measuring),
            ("names", &file.names),
            ("change", &file.change),
            ("base", &file.base),
            ("bound", &file.bound),
            ("rank", &file.rank),
            ("record", &file.record),
            ("verbs", &file.verbs),
            ("carry", &file.carry),
            ("courts", &file.courts),
            ("plain", &file.plain),
            ("english", &file.english),
        ];
        for (room, lists) in rooms {
            for (name, words) in lists {
                starts.insert(format!("{room}.{name}"), Words::of(words, &(), false));
                ends.insert(format!("{room}.{name}"), Words::of(words, &(), true));
            }
        }
        let names: Vec<String> = file.indicator.iter().flat_map(|entry| entry.names.clone()).collect();
        Self {
            indicator_ends: Words::of(&names, &(), true),
            simplified,
            units,
            marks,
            short_moves,
            classes,
            class_ids: file.class.into_iter().map(|class| class.id).collect(),
            indicators: file.indicator,
            starts,
            ends,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Set;

    #[test]
    fn the_shipped_vocabulary_is_read_and_longest_words_win() {
        let lexicon = Lexicon::shipped();
        let chars: Vec<char> = "个百分点".chars().collect();
        assert_eq!(lexicon.units.at_start(&chars).map(|(n, unit)| (n, unit.0)), Some((4, UnitKind::Points)));
        assert_eq!(lexicon.simplified[&'審'], '审');
    }

    #[test]
    fn every_indicator_has_a_shipped_definition() {
        let shipped: Vec<String> = Set::shipped()
            .iter()
            .flat_map(|(name, _)| Set::named(name).unwrap().indicators)
            .map(|definition| definition.id)
            .collect();
        let lexicon = Lexicon::shipped();
        let unknown: Vec<&str> = lexicon
            .indicators
            .iter()
            .map(|i| i.id.as_str())
            .filter(|id| !shipped.iter().any(|s| s == id))
            .collect();
        assert!(unknown.is_empty(), "no set defines {unknown:?}");
    }
}
