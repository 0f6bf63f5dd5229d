//! Measures as definitions write them.

use crate::case::Condition;
use crate::cube::{Age, Basis, Measure, Take};
use crate::indicator::Input;
use crate::indicator::formula::Term;
use crate::{Error, ErrorKind};
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;

/// A measure as definitions write it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum MeasureForm {
    /// `"resolved"`, `"-pending_start"`, or the name of a measure or an input of the set.
    Name(String),
    /// `{ of = "resolved", where = { outcome = ["mediated"] }, sum = "amount_recovered" }`
    Table(MeasureTable),
}

/// The long form of a measure.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeasureTable {
    of: String,
    #[serde(default, rename = "where")]
    condition: Condition,
    sum: Option<String>,
    distinct: Option<String>,
    up_to: Option<UpTo>,
}

/// Until when the dates of a field are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum UpTo {
    Start,
    End,
}

/// One measure or several that are added.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TermsForm(Vec<MeasureForm>);

/// What a set gives names to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Named {
    pub measures: BTreeMap<String, TermsForm>,
    pub inputs: BTreeMap<String, Input>,
}

const BASES: [&str; 4] = ["incoming", "resolved", "pending_start", "pending_end"];
const ALSO: &str = "also active_pending_end, pending_older_than_24_months, pending_older_than_365_days, \
                    pending_at_least_24_months_old, or a date field such as appealed_on";

fn age(word: &str) -> Option<Age> {
    let rest = word.strip_prefix("pending_")?;
    let number = |start: &str, end: &str| rest.strip_prefix(start)?.strip_suffix(end)?.parse::<u16>().ok();
    number("older_than_", "_months")
        .map(Age::OverMonths)
        .or_else(|| number("older_than_", "_days").map(Age::OverDays))
        .or_else(|| number("at_least_", "_months_old").map(Age::Months))
}

/// The cases that a word names; none where it is a name of the set's own, or unknown.
pub(crate) fn basis(word: &str) -> Option<Basis> {
    match word {
        "incoming" => Some(Basis::Incoming),
        "resolved" => Some(Basis::Resolved),
        "pending_start" => Some(Basis::PendingStart),
        "pending_end" => Some(Basis::PendingEnd),
        "active_pending_end" => Some(Basis::ActiveEnd),
        _ if word.ends_with("_on") => Some(Basis::On(word.to_owned())),
        _ => age(word).map(Basis::PendingOlder),
    }
}

impl Named {
    fn unknown(&self, word: &str) -> Error {
        let own = self.measures.keys().chain(self.inputs.keys()).map(String::as_str);
        let words = Error::unknown("measure", word, BASES.into_iter().chain(own)).to_string();
        let error = Error::new(ErrorKind::Definition, words);
        if error.to_string().contains("hint:") { error } else { error.hint(ALSO) }
    }
}

impl MeasureTable {
    fn measure(&self, named: &Named, condition: &Condition) -> crate::Result<Measure> {
        let found = match (basis(&self.of).ok_or_else(|| named.unknown(&self.of))?, self.up_to) {
            (basis, None) => basis,
            (Basis::On(field), Some(UpTo::Start)) => Basis::UpToStart(field),
            (Basis::On(field), Some(UpTo::End)) => Basis::UpToEnd(field),
            (_, Some(_)) => {
                return Err(Error::new(ErrorKind::Definition, format!("of = \"{}\" with up_to", self.of))
                    .rule("dates are counted up to a period's start or end: of names a date field")
                    .hint("of = \"filed_on\" or \"resolved_on\""));
            }
        };
        let take = match (&self.sum, &self.distinct) {
            (None, None) => Take::Cases,
            (Some(sum), None) => Take::Sum(sum.clone()),
            (None, Some(field)) if !found.is_stock() => Take::Distinct(field.clone()),
            (None, Some(field)) => {
                return Err(Error::new(
                    ErrorKind::Definition,
                    format!("of = \"{}\" with distinct = \"{field}\"", self.of),
                )
                .rule("different values are counted of what falls in a period: of a stock they cannot be taken off again")
                .hint("of = \"incoming\", \"resolved\" or a date field"));
            }
            (Some(_), Some(_)) => {
                return Err(Error::new(ErrorKind::Definition, "sum and distinct in one measure")
                    .rule("a measure takes one thing of its cases"));
            }
        };
        Ok(Measure { basis: found, take, condition: self.condition.over(condition) })
    }
}

impl MeasureForm {
    fn terms(&self, named: &Named, condition: &Condition, depth: u8) -> crate::Result<Vec<Term>> {
        let word = match self {
            Self::Table(table) => {
                return Ok(vec![Term { sign: 1, measure: table.measure(named, condition)? }]);
            }
            Self::Name(word) => word,
        };
        let (sign, name) = word.strip_prefix('-').map_or((1, word.as_str()), |n| (-1, n));
        if depth == 8 {
            return Err(Error::new(ErrorKind::Definition, format!("measure \"{name}\" names itself")));
        }
        let mut terms = match (named.measures.get(name), named.inputs.get(name)) {
            (Some(form), _) => form.deep(named, condition, depth + 1)?,
            (None, Some(input)) => vec![Term { sign: 1, measure: Measure::given(name, input.decimals) }],
            (None, None) => {
                let basis = basis(name).ok_or_else(|| named.unknown(name))?;
                vec![Term { sign: 1, measure: Measure::cases(basis).when(condition) }]
            }
        };
        terms.iter_mut().for_each(|term| term.sign *= sign);
        Ok(terms)
    }
}

impl TermsForm {
    /// The terms, under the condition of the indicator.
    ///
    /// # Errors
    /// When a word is unknown.
    pub fn terms(&self, named: &Named, condition: &Condition) -> crate::Result<Vec<Term>> {
        self.deep(named, condition, 0)
    }

    fn deep(&self, named: &Named, condition: &Condition, depth: u8) -> crate::Result<Vec<Term>> {
        let parts = self.0.iter().map(|form| form.terms(named, condition, depth));
        Ok(parts.collect::<crate::Result<Vec<_>>>()?.concat())
    }
}

impl<'de> Deserialize<'de> for MeasureForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = MeasureForm;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a measure: its name, or { of = \"resolved\", where = { ... }, sum = \"...\" }")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<MeasureForm, E> {
                Ok(MeasureForm::Name(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<MeasureForm, A::Error> {
                MeasureTable::deserialize(MapAccessDeserializer::new(map)).map(MeasureForm::Table)
            }
        }
        deserializer.deserialize_any(Words)
    }
}

impl<'de> Deserialize<'de> for TermsForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = TermsForm;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a measure, or a list of measures")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<TermsForm, E> {
                Ok(TermsForm(vec![MeasureForm::Name(name.to_owned())]))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TermsForm, A::Error> {
                let table = MeasureTable::deserialize(MapAccessDeserializer::new(map))?;
                Ok(TermsForm(vec![MeasureForm::Table(table)]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<TermsForm, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(TermsForm)
            }
        }
        deserializer.deserialize_any(Words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_stand_for_several_measures_and_be_subtracted() {
        #[derive(Deserialize)]
        struct Text {
            outgoing: TermsForm,
            net: TermsForm,
        }
        let text: Text =
            toml::from_str("outgoing = [\"resolved\", \"inactive_on\"]\nnet = [\"incoming\", \"-outgoing\"]")
                .unwrap();
        let named =
            Named { measures: BTreeMap::from([("outgoing".to_owned(), text.outgoing)]), ..Named::default() };
        let terms = text.net.terms(&named, &Condition::default()).unwrap();
        let words: Vec<String> = terms.iter().map(|t| format!("{:+} {}", t.sign, t.measure)).collect();
        assert_eq!(words, ["+1 incoming", "-1 resolved", "-1 inactive_on in period"]);
    }

    #[test]
    fn ages_are_told_apart() {
        let words =
            ["pending_older_than_24_months", "pending_older_than_365_days", "pending_at_least_12_months_old"];
        assert_eq!(
            words.map(age),
            [Some(Age::OverMonths(24)), Some(Age::OverDays(365)), Some(Age::Months(12))]
        );
        assert_eq!(age("pending_older_than_x_months"), None);
    }
}
