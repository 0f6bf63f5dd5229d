//! Sets of indicators, shipped or the user's.

use crate::case::Condition;
use crate::indicator::Definition;
use crate::indicator::definition::{DefinitionForm, Inherited, Names, Standing};
use crate::indicator::formula::NamedMeasures;
use crate::{Error, ErrorKind, Result};
use serde::Deserialize;
use std::sync::LazyLock;

/// Indicators that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// Name of the set.
    pub id: String,
    /// Names for people.
    pub name: Names,
    /// Where it is published.
    pub source: String,
    /// Its version: values of two versions are not compared.
    pub version: u32,
    /// The indicators, in the order of the file.
    pub indicators: Vec<Definition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetForm {
    set: Head,
    #[serde(default)]
    measures: NamedMeasures,
    #[serde(default)]
    indicator: Vec<DefinitionForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    id: String,
    name: Names,
    #[serde(default)]
    source: String,
    #[serde(default = "one")]
    version: u32,
    #[serde(default = "derived")]
    standing: Standing,
    #[serde(default, rename = "where")]
    condition: Condition,
}

fn one() -> u32 {
    1
}

fn derived() -> Standing {
    Standing::Derived
}

impl Set {
    /// The shipped sets: name and TOML.
    pub fn shipped() -> &'static [(&'static str, &'static str)] {
        &[
            ("cepej", include_str!("definitions/cepej.toml")),
            ("pinghu", include_str!("definitions/pinghu.toml")),
        ]
    }

    /// A shipped set.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn named(name: &str) -> Result<Self> {
        // Read once: a set is asked for at every call.
        static READ: LazyLock<Vec<Result<Set>>> = LazyLock::new(|| {
            let read =
                |(id, text): &(&str, &str)| Set::from_toml(text).map_err(|e| e.at(format!("set {id}")));
            Set::shipped().iter().map(read).collect()
        });
        match Self::shipped().iter().position(|(id, _)| *id == name) {
            Some(place) => READ[place].clone(),
            None => Err(Error::unknown("set of indicators", name, Self::shipped().iter().map(|(id, _)| *id))),
        }
    }

    /// Reads a set.
    ///
    /// # Errors
    /// When the text is no TOML, has an unknown key, a definition has no formula, or two share an id. The
    /// message names the line or the indicator.
    pub fn from_toml(text: &str) -> Result<Self> {
        let form: SetForm = toml::from_str(text)
            .map_err(|e| Error::new(ErrorKind::Definition, e.to_string().trim_end().replace('\n', " ")))?;
        let head = form.set;
        let inherited = Inherited {
            set: &head.id,
            named: &form.measures,
            condition: &head.condition,
            source: &head.source,
            standing: head.standing,
        };
        let mut indicators: Vec<Definition> = Vec::with_capacity(form.indicator.len());
        for definition in form.indicator {
            if indicators.iter().any(|known| known.id == definition.id) {
                return Err(Error::new(
                    ErrorKind::Definition,
                    format!("indicator {} stands twice", definition.id),
                )
                .rule("an id is unique in its set"));
            }
            indicators.push(definition.build(&inherited)?);
        }
        Ok(Self { id: head.id, name: head.name, source: head.source, version: head.version, indicators })
    }
}

/// Indicators chosen by name: a set (`cepej`), one of a set (`cepej.clearance_rate`), or one that only one
/// set has (`clearance_rate`).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Selection {
    /// The chosen indicators, in the order in which they were named.
    pub indicators: Vec<Definition>,
}

impl Selection {
    /// Chooses from the shipped sets and `own` ones, which go before.
    ///
    /// # Errors
    /// When a name is unknown, or stands for indicators of several sets.
    pub fn new(names: &[&str], own: &[Set]) -> Result<Self> {
        let mut sets = own.to_vec();
        for (id, _) in Set::shipped() {
            if !sets.iter().any(|s| s.id == *id) {
                sets.push(Set::named(id)?);
            }
        }
        let mut selection = Self::default();
        for name in names {
            for definition in pick(&sets, name)? {
                if !selection.indicators.contains(&definition) {
                    selection.indicators.push(definition);
                }
            }
        }
        // Two sets may use one id: then the set's name goes before it.
        let ids: Vec<String> = selection.indicators.iter().map(|d| d.id.clone()).collect();
        for definition in &mut selection.indicators {
            if ids.iter().filter(|id| **id == definition.id).count() > 1 {
                definition.id = format!("{}.{}", definition.set, definition.id);
            }
        }
        Ok(selection)
    }
}

fn pick(sets: &[Set], name: &str) -> Result<Vec<Definition>> {
    if let Some(set) = sets.iter().find(|s| s.id == name) {
        return Ok(set.indicators.clone());
    }
    if let Some((set, id)) = name.split_once('.') {
        let set = sets
            .iter()
            .find(|s| s.id == set)
            .ok_or_else(|| Error::unknown("set of indicators", set, sets.iter().map(|s| s.id.as_str())))?;
        let found = set.indicators.iter().find(|d| d.id == id).cloned();
        return found
            .map(|d| vec![d])
            .ok_or_else(|| Error::unknown("indicator", id, set.indicators.iter().map(|d| d.id.as_str())));
    }
    let found: Vec<&Definition> = sets.iter().flat_map(|s| &s.indicators).filter(|d| d.id == name).collect();
    match found.as_slice() {
        [one] => Ok(vec![(*one).clone()]),
        [] => {
            let known = sets.iter().map(|s| s.id.as_str());
            let ids = sets.iter().flat_map(|s| s.indicators.iter().map(|d| d.id.as_str()));
            Err(Error::unknown("indicator or set", name, known.chain(ids)))
        }
        several => {
            let choices: Vec<String> = several.iter().map(|d| format!("{}.{name}", d.set)).collect();
            Err(Error::new(ErrorKind::UnknownName, format!("\"{name}\" is an indicator of several sets"))
                .rule(format!("they define it each in their way: {}", choices.join(", ")))
                .hint(format!("write \"{}\"", choices[0])))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_set_reads() {
        for (name, _) in Set::shipped() {
            let set = Set::named(name).unwrap();
            assert_eq!(&set.id, name);
            assert!(!set.indicators.is_empty());
            for definition in &set.indicators {
                assert!(!definition.source.is_empty(), "{name}.{} has no source", definition.id);
            }
        }
    }

    #[test]
    fn a_misspelt_measure_is_named_with_its_indicator() {
        let text = "[set]\nid = \"x\"\nname = { en = \"x\", zh = \"x\" }\n[[indicator]]\nid = \"a\"\n\
                    name = { en = \"a\", zh = \"a\" }\nkind = \"count\"\ntotal = \"resovled\"";
        assert_eq!(
            Set::from_toml(text).unwrap_err().to_string(),
            "indicator a: measure \"resovled\" is not known; known: incoming, resolved, pending_start, \
             pending_end; hint: did you mean \"resolved\"?"
        );
    }
}
