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

use crate::case::Condition;
use crate::change::ChangeKind;
use crate::cube::{Basis, Measure, Take};
use crate::indicator::formula::{FactorForm, NamedMeasures, TermsForm, statistic};
use crate::indicator::{Factor, Formula};
use crate::quantity::{Fraction, QuantityKind};
use crate::{Error, ErrorKind, Result};
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

/// One indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// Name in tables: unique in its set.
    pub id: String,
    /// The set it belongs to.
    pub set: String,
    /// Names for people.
    pub name: Names,
    /// The formula in words.
    pub words: String,
    /// The formula.
    pub formula: Formula,
    /// What kind of quantity it gives.
    pub kind: QuantityKind,
    /// Whether the value is shown in percent (the value itself stays a fraction).
    pub percent: bool,
    /// The measure word of a value that is not in percent: cases, persons, CNY, days.
    pub unit: String,
    /// In which direction it is better.
    pub direction: Direction,
    /// How its change is reported.
    pub change: ChangeKind,
    /// Where it is published.
    pub source: String,
    /// Whether the formula stands there.
    pub standing: Standing,
    /// What a reader must know.
    pub note: String,
}

/// A definition as TOML writes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DefinitionForm {
    pub id: String,
    name: Names,
    #[serde(default)]
    formula: Option<String>,
    kind: QuantityKind,
    #[serde(default)]
    percent: Option<bool>,
    unit: Option<String>,
    total: Option<TermsForm>,
    numerator: Option<TermsForm>,
    denominator: Option<TermsForm>,
    factor: Option<FactorForm>,
    days: Option<String>,
    within_days: Option<u32>,
    of: Option<String>,
    from: Option<String>,
    to: Option<String>,
    #[serde(default, rename = "where")]
    condition: Condition,
    #[serde(default)]
    direction: Direction,
    change: Option<ChangeKind>,
    source: Option<String>,
    standing: Option<Standing>,
    #[serde(default)]
    note: String,
}

/// What a set says for all its members.
pub(crate) struct Inherited<'a> {
    pub set: &'a str,
    pub named: &'a NamedMeasures,
    pub condition: &'a Condition,
    pub source: &'a str,
    pub standing: Standing,
}

impl DefinitionForm {
    /// # Errors
    /// When the parts do not make one formula, or the change does not fit the kind.
    pub fn build(self, set: &Inherited<'_>) -> Result<Definition> {
        let place = format!("indicator {}", self.id);
        self.build_inner(set).map_err(|e| e.at(place))
    }

    fn build_inner(self, set: &Inherited<'_>) -> Result<Definition> {
        let fail = |what: &str| {
            Err(Error::new(ErrorKind::Definition, what)
                .rule("an indicator has one of: total; numerator and denominator; days (with of, from, to)"))
        };
        let condition = self.condition.over(set.condition);
        let terms = |form: &TermsForm| form.terms(set.named, &condition);
        let formula = match (&self.total, &self.numerator, &self.denominator, &self.days) {
            (Some(total), None, None, None) => Formula::Total(terms(total)?),
            (None, Some(numerator), Some(denominator), None) => Formula::Quotient {
                numerator: terms(numerator)?,
                denominator: terms(denominator)?,
                factor: match &self.factor {
                    Some(form) => form.factor()?,
                    None => Factor::Number(Fraction::whole(1)),
                },
            },
            (None, None, None, Some(word)) => {
                let basis = match self.of.as_deref() {
                    None | Some("resolved") => Basis::Resolved,
                    Some("incoming") => Basis::Incoming,
                    Some(field) if field.ends_with("_on") => Basis::On(field.to_owned()),
                    Some(other) => return fail(&format!("of = \"{other}\" has no distribution of days")),
                };
                let take = Take::Days {
                    from: self.from.clone().unwrap_or_else(|| "filed_on".to_owned()),
                    to: self.to.clone().unwrap_or_else(|| "resolved_on".to_owned()),
                };
                let measure = Measure { basis, take, condition };
                Formula::Days { measure, statistic: statistic(word, self.within_days)? }
            }
            _ => return fail("the parts make no formula"),
        };
        let kind = self.kind;
        let percent = self.percent.unwrap_or(kind == QuantityKind::Proportion);
        let change =
            self.change.unwrap_or_else(|| if percent { ChangeKind::Points } else { ChangeKind::of(kind) });
        if change == ChangeKind::Points && !percent {
            return Err(Error::new(
                ErrorKind::Definition,
                "change = \"points\" but the value is not in percent",
            )
            .rule("percentage points are a difference of percentages")
            .hint("say percent = true, or change = \"absolute\""));
        }
        if change != ChangeKind::Points {
            change.check(kind)?;
        }
        let unit = self.unit.unwrap_or_else(|| default_unit(kind, percent).to_owned());
        Ok(Definition {
            words: self.formula.unwrap_or_else(|| formula.to_string()),
            id: self.id,
            set: set.set.to_owned(),
            name: self.name,
            formula,
            kind,
            percent,
            unit,
            direction: self.direction,
            change,
            source: self.source.unwrap_or_else(|| set.source.to_owned()),
            standing: self.standing.unwrap_or(set.standing),
            note: self.note,
        })
    }
}

fn default_unit(kind: QuantityKind, percent: bool) -> &'static str {
    match kind {
        _ if percent => "%",
        QuantityKind::Count => "cases",
        QuantityKind::Persons => "persons",
        QuantityKind::Money => "CNY",
        QuantityKind::Days => "days",
        QuantityKind::Rank => "place",
        _ => "",
    }
}
