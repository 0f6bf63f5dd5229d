//! The parts of a codebook: grouping columns, measures, words and places.

use crate::aggregate::codebook::days::DayRole;
use crate::aggregate::codebook::words_or_one;
use crate::case::Condition;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A grouping column.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRules {
    /// Our name of it.
    pub name: String,
    /// The column that says it; without it the headings do.
    pub column: Option<Locator>,
    /// Whether an empty cell means the one above.
    #[serde(default)]
    pub fill_down: bool,
    /// Whether rows that say one thing and no number name the group of the rows below.
    #[serde(default)]
    pub section: bool,
    /// The word of rows and columns that say nothing.
    pub default: Option<String>,
    /// Words that stand for all together.
    #[serde(default, deserialize_with = "words_or_one")]
    pub total: Vec<String>,
    /// Our word → the table's words.
    #[serde(default)]
    pub values: BTreeMap<String, Words>,
    /// Words whose rows are left out.
    #[serde(default, deserialize_with = "words_or_one")]
    pub skip: Vec<String>,
    /// A word that stands for others → these; several lists are several ways to take it apart. `*` is the total.
    #[serde(default)]
    pub wholes: BTreeMap<String, Parts>,
}

/// One way, or several, to take a whole apart.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Parts {
    /// The parts.
    One(Vec<String>),
    /// Several ways.
    Several(Vec<Vec<String>>),
}

impl Parts {
    /// The ways.
    pub fn ways(&self) -> &[Vec<String>] {
        match self {
            Self::One(way) => std::slice::from_ref(way),
            Self::Several(ways) => ways,
        }
    }
}

/// A word, or several.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Words {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Words {
    /// The words.
    pub fn list(&self) -> &[String] {
        match self {
            Self::One(word) => std::slice::from_ref(word),
            Self::Many(words) => words,
        }
    }
}

/// A column, by its name (of several the first that is there) or its place from 1.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Locator {
    /// Its place, from 1.
    Place(usize),
    /// Its name, or names.
    Names(Words),
}

/// What a table calls a measure: words alone, or more.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum MeasureForm {
    /// The words.
    Words(Words),
    /// More than words.
    Table(Box<MeasureRules>),
}

/// A measure that needs more than a word.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureRules {
    /// What the table calls it.
    #[serde(default = "no_words")]
    pub words: Words,
    /// In the place of words: other measures of the table that are added, or subtracted behind a minus sign.
    #[serde(default, deserialize_with = "words_or_one")]
    pub terms: Vec<String>,
    /// Which cases: `incoming`, `resolved`, `pending_start` ...; without it the name of the measure says it.
    pub of: Option<String>,
    /// Under which condition.
    #[serde(default, rename = "where")]
    pub condition: Condition,
    /// The field that is summed; without it cases are counted.
    pub sum: Option<String>,
    /// The field whose different values are counted; their numbers do not add up over groups or periods.
    pub distinct: Option<String>,
    /// What of days it says: `sum`, `cases`, `mean`, `median`, `p90`, `within`, `share_within`.
    pub days: Option<String>,
    /// The limit in days of `within` and `share_within`.
    pub within_days: Option<u32>,
    /// The earlier date of its days; without it `filed_on`.
    pub from: Option<String>,
    /// The later date of its days; without it `resolved_on`, or the period's end for pending cases.
    pub to: Option<String>,
    /// What a printed 1 stands for: 1000 where thousands are printed.
    #[serde(default = "one")]
    pub scale: i64,
    /// Whether it is printed in percent without saying so.
    #[serde(default)]
    pub percent: bool,
    /// Whether the numbers of groups add up to their total's.
    #[serde(default = "yes")]
    pub adds: bool,
}

fn one() -> i64 {
    1
}

fn yes() -> bool {
    true
}

fn no_words() -> Words {
    Words::Many(Vec::new())
}

impl MeasureRules {
    /// The word for which cases it is about, of a measure of this name.
    pub(crate) fn basis<'r>(&'r self, name: &'r str) -> &'r str {
        let cases = if self.days.is_some() { "resolved" } else { name };
        self.of.as_deref().unwrap_or(cases)
    }

    /// Whether it counts cases, and not something of them.
    pub(crate) fn counts(&self) -> bool {
        self.sum.is_none() && self.distinct.is_none() && self.days.is_none()
    }

    /// What of days it says.
    ///
    /// # Errors
    /// When the word is unknown, or the limit does not fit it.
    pub(crate) fn role(&self) -> crate::Result<Option<DayRole>> {
        self.days.as_deref().map(|word| DayRole::new(word, self.within_days)).transpose()
    }
}

impl MeasureForm {
    /// With everything that was left out.
    pub fn rules(&self) -> MeasureRules {
        match self {
            Self::Table(rules) => MeasureRules::clone(rules),
            Self::Words(words) => MeasureRules {
                words: words.clone(),
                terms: Vec::new(),
                of: None,
                condition: Condition::default(),
                sum: None,
                distinct: None,
                days: None,
                within_days: None,
                from: None,
                to: None,
                scale: 1,
                percent: false,
                adds: true,
            },
        }
    }

    /// Of a measure that the table does not print.
    pub(crate) fn unnamed() -> Self {
        Self::Words(no_words())
    }
}
