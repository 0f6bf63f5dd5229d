//! Conditions on the words of a case: `outcome in {mediated, withdrawn}` and the like.
//!
//! A clause is decided once for each distinct word of a column, never for each row. A missing word is in no
//! set and outside none: only a clause that asks for `missing` holds for it.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::collections::BTreeSet;
use std::fmt;

/// What a word must be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Test {
    /// One of these words.
    In(BTreeSet<String>),
    /// A word, and none of these.
    NotIn(BTreeSet<String>),
    /// No word at all.
    Missing,
    /// Any word.
    Present,
}

impl Test {
    /// Whether the test holds for a word, `None` standing for a missing one.
    pub fn holds(&self, word: Option<&str>) -> bool {
        match (self, word) {
            (Self::In(words), Some(word)) => words.contains(word),
            (Self::NotIn(words), Some(word)) => !words.contains(word),
            (Self::Missing, word) => word.is_none(),
            (Self::Present, word) => word.is_some(),
            (Self::In(_) | Self::NotIn(_), None) => false,
        }
    }

    /// The words that the test mentions.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let set = match self {
            Self::In(words) | Self::NotIn(words) => Some(words),
            Self::Missing | Self::Present => None,
        };
        set.into_iter().flatten().map(String::as_str)
    }
}

/// A test on one field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clause {
    /// The field.
    pub field: String,
    /// What its word must be.
    pub test: Test,
}

/// Clauses that must all hold; the empty condition holds for every case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Condition(Vec<Clause>);

impl Condition {
    /// A condition of these clauses.
    pub fn new(clauses: impl IntoIterator<Item = Clause>) -> Self {
        let set: BTreeSet<Clause> = clauses.into_iter().collect();
        Self(set.into_iter().collect())
    }

    /// The clauses, sorted.
    pub fn clauses(&self) -> &[Clause] {
        &self.0
    }

    /// Whether every case passes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// This condition, and of `outer` the clauses on fields that it does not speak of: the nearer word wins.
    pub fn over(&self, outer: &Self) -> Self {
        let silent = |clause: &&Clause| self.0.iter().all(|own| own.field != clause.field);
        Self::new(self.0.iter().chain(outer.0.iter().filter(silent)).cloned())
    }

    /// Both conditions at once.
    pub fn and(&self, other: &Self) -> Self {
        Self::new(self.0.iter().chain(&other.0).cloned())
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |words: &BTreeSet<String>| words.iter().cloned().collect::<Vec<_>>().join(", ");
        match self {
            Self::In(words) => write!(f, "in {{{}}}", list(words)),
            Self::NotIn(words) => write!(f, "not in {{{}}}", list(words)),
            Self::Missing => f.write_str("is missing"),
            Self::Present => f.write_str("is present"),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, clause) in self.0.iter().enumerate() {
            let and = if i > 0 { " and " } else { "" };
            write!(f, "{and}{} {}", clause.field, clause.test)?;
        }
        Ok(())
    }
}

impl Serialize for Test {
    /// As it is read: see [`Deserialize`].
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::In(words) => words.serialize(serializer),
            Self::NotIn(words) => std::collections::BTreeMap::from([("not", words)]).serialize(serializer),
            Self::Missing | Self::Present => {
                let map = std::collections::BTreeMap::from([("missing", *self == Self::Missing)]);
                map.serialize(serializer)
            }
        }
    }
}

impl Serialize for Condition {
    /// As pairs of field and test, since a field may have several.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.iter().map(|c| (&c.field, &c.test)).collect::<Vec<_>>().serialize(serializer)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    Flag(bool),
    One(String),
    Many(BTreeSet<String>),
}

impl Words {
    fn set(self) -> BTreeSet<String> {
        match self {
            Self::Flag(flag) => BTreeSet::from([flag.to_string()]),
            Self::One(word) => BTreeSet::from([word]),
            Self::Many(words) => words,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Negation {
    not: Option<Words>,
    missing: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TestForm {
    Plain(Words),
    Table(Negation),
}

impl<'de> Deserialize<'de> for Test {
    /// `"civil"`, `["civil", "criminal"]`, `true`, `{ not = [...] }`, `{ missing = true }`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = TestForm::deserialize(deserializer).map_err(|_| {
            de::Error::custom(
                "a condition is a word, a list of words, true, false, { not = [...] } or { missing = true }",
            )
        })?;
        match form {
            TestForm::Plain(words) => Ok(Self::In(words.set())),
            TestForm::Table(Negation { not: Some(words), missing: None }) => Ok(Self::NotIn(words.set())),
            TestForm::Table(Negation { not: None, missing: Some(true) }) => Ok(Self::Missing),
            TestForm::Table(Negation { not: None, missing: Some(false) }) => Ok(Self::Present),
            TestForm::Table(_) => Err(de::Error::custom("a condition has one of: not, missing")),
        }
    }
}

impl<'de> Deserialize<'de> for Condition {
    /// A table of fields and tests, or a list of such pairs, since a field may have several.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Clauses;
        impl<'de> de::Visitor<'de> for Clauses {
            type Value = Condition;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("fields and what their words must be")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Condition, A::Error> {
                let mut clauses = Vec::new();
                while let Some((field, test)) = map.next_entry()? {
                    clauses.push(Clause { field, test });
                }
                Ok(Condition::new(clauses))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Condition, A::Error> {
                let mut clauses = Vec::new();
                while let Some((field, test)) = seq.next_element()? {
                    clauses.push(Clause { field, test });
                }
                Ok(Condition::new(clauses))
            }
        }
        deserializer.deserialize_any(Clauses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Condition {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_missing_word_is_neither_in_a_set_nor_outside_it() {
        let condition =
            read("outcome = [\"mediated\"]\ncause = { not = [\"family\"] }\njudge = { missing = true }");
        let holds = |field: &str, word| {
            condition.clauses().iter().find(|c| c.field == field).unwrap().test.holds(word)
        };
        assert!(holds("outcome", Some("mediated")) && !holds("outcome", None));
        assert!(holds("cause", Some("sales")) && !holds("cause", Some("family")) && !holds("cause", None));
        assert!(holds("judge", None) && !holds("judge", Some("x")));
    }

    #[test]
    fn the_nearer_clause_replaces_the_outer_one_on_its_field() {
        let near = read("register = \"enforcement\"");
        let outer = read("register = \"all_cases\"\ninstance = \"first\"");
        assert_eq!(near.over(&outer).to_string(), "instance in {first} and register in {enforcement}");
    }

    #[test]
    fn flags_are_the_words_true_and_false() {
        assert_eq!(read("appealed = true").to_string(), "appealed in {true}");
    }
}
