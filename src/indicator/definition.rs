//! One indicator: names, formula, direction, change, source, standing.
//!
//! ```toml
//! [[indicator]]
//! id = "clearance_rate"
//! name = { en = "Clearance rate", zh = "清结率" }
//! formula = "resolved ÷ incoming, same period"
//! kind = "ratio"
//! percent = true
//! numerator = "resolved"
//! denominator = "incoming"
//! direction = "higher"
//! change = "points"
//! source = "CEPEJ, newsletter December 2008"
//! standing = "published"
//! ```
//!
//! A condition (`where`) stands at the set, the indicator or a single measure. The nearer one replaces what the
//! farther one says of the same field, so that one indicator of a set can look into another register.

use crate::change::ChangeKind;
use crate::indicator::Formula;
use crate::quantity::{Fraction, QuantityKind, Rounding};
use serde::Deserialize;

/// Names in several languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
    /// The language of the source, where it is another.
    #[serde(default)]
    pub original: Option<String>,
}

/// In which direction a value is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Higher is better.
    Higher,
    /// Lower is better.
    Lower,
    /// A range is wanted; its limits are the user's to supply.
    Range,
    /// Neither.
    #[default]
    None,
}

/// Whether the formula stands in a public text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Read in the source.
    Published,
    /// Put together here from what the source says.
    Derived,
    /// Nobody has checked it against the source's text: no value of it is official.
    Unverified,
}

impl Standing {
    /// The word used in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Derived => "derived",
            Self::Unverified => "unverified",
        }
    }
}

impl Direction {
    /// The word used in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::Range => "range",
            Self::None => "none",
        }
    }
}

/// The values that are wanted, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The lowest, where there is one.
    pub low: Option<Fraction>,
    /// The highest, where there is one.
    pub high: Option<Fraction>,
}

/// Where a value lies against its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InRange {
    /// Below the lowest value wanted.
    Below,
    /// Between both ends.
    Within,
    /// Above the highest value wanted.
    Above,
}

impl Range {
    /// Where a value lies.
    pub fn place(&self, value: Fraction) -> InRange {
        match self {
            Self { low: Some(low), .. } if value < *low => InRange::Below,
            Self { high: Some(high), .. } if value > *high => InRange::Above,
            _ => InRange::Within,
        }
    }
}

impl InRange {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Below, Self::Within, Self::Above];

    /// The word used in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::Within => "within",
            Self::Above => "above",
        }
    }
}

/// A number that no row of a case shows, and that somebody must give.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Its measure word.
    pub unit: String,
    /// Decimals that it is held with: 2 for money and for half posts, 0 for heads.
    #[serde(default)]
    pub decimals: u8,
    /// What it is.
    pub meaning: String,
}

/// One indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// Name in tables: unique in its set.
    pub id: String,
    /// The set it belongs to.
    pub set: String,
    /// The version of the set: values of two versions are not compared.
    pub version: u32,
    /// What it measures, whatever a system calls it: see [`Concept`](crate::indicator::Concept).
    pub concept: Option<String>,
    /// Names for people.
    pub name: Names,
    /// The formula in words.
    pub words: String,
    /// The formula.
    pub formula: Formula,
    /// Turns the whole numbers of the formula into the value's unit: 1/100 for money, which is counted in
    /// minor units.
    pub minor: Fraction,
    /// What kind of quantity it gives.
    pub kind: QuantityKind,
    /// Whether the value is shown in percent (the value itself stays a fraction).
    pub percent: bool,
    /// The measure word of a value that is not in percent: cases, persons, CNY, days.
    pub unit: String,
    /// In which direction it is better.
    pub direction: Direction,
    /// The values that are wanted, where somebody says so.
    pub range: Option<Range>,
    /// How its change is reported.
    pub change: ChangeKind,
    /// Where it is published.
    pub source: String,
    /// Whether the formula stands there.
    pub standing: Standing,
    /// What a reader must know.
    pub note: String,
}

impl Definition {
    /// The range in words, in percent where the value is.
    pub fn range_text(&self) -> Option<String> {
        let text = |end: Fraction| {
            let (value, unit) = if self.percent { (end.times(100).unwrap_or(end), "%") } else { (end, "") };
            let rounded = value.round(4, Rounding::HalfAwayFromZero);
            let digits = rounded.map_or_else(|_| value.to_string(), |d| d.to_string());
            format!("{}{unit}", digits.trim_end_matches('0').trim_end_matches('.'))
        };
        match self.range? {
            Range { low: Some(low), high: Some(high) } => Some(format!("{} to {}", text(low), text(high))),
            Range { low: Some(low), high: None } => Some(format!("at least {}", text(low))),
            Range { low: None, high: Some(high) } => Some(format!("at most {}", text(high))),
            Range { low: None, high: None } => None,
        }
    }

    /// Whether another definition gives the same values and the same changes.
    pub fn gives_what(&self, other: &Self) -> bool {
        let same = self.formula == other.formula && self.minor == other.minor;
        same && (self.kind, self.percent, self.change) == (other.kind, other.percent, other.change)
    }

    /// Names of the inputs that it needs, each once.
    pub fn inputs(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.formula.measures().iter().filter_map(|m| m.input()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}
