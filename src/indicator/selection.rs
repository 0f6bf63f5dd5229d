//! The indicators that somebody asks for, by name.

use crate::indicator::{Definition, Set};
use crate::{Error, ErrorKind, Result};

/// Where all names are told.
const ALL: &str = "`courtmetrics indicators` lists all, `courtmetrics indicators WORD` those with a word";

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
    /// When no name is given, one is unknown, or stands for indicators of several sets.
    pub fn new(names: &[&str], own: &[Set]) -> Result<Self> {
        let mut selection = Self::default();
        for name in names {
            for definition in pick(own, name)? {
                if !selection.indicators.contains(&definition) {
                    selection.indicators.push(definition);
                }
            }
        }
        if selection.indicators.is_empty() {
            return Err(Error::new(ErrorKind::Argument, "no indicator is asked for")
                .rule("at least one set or indicator is named")
                .hint("indicators=\"cepej\""));
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

fn pick(own: &[Set], name: &str) -> Result<Vec<Definition>> {
    if let Some(set) = Set::among(own, name)? {
        return Ok(set.indicators.clone());
    }
    if let Some((set, id)) = name.split_once('.') {
        let Some(set) = Set::among(own, set)? else {
            let known = Set::all(own)?;
            return Err(Error::unknown("set of indicators", set, known.iter().map(|s| s.id.as_str())));
        };
        let found = set.indicators.iter().find(|d| d.id == id).cloned();
        return found.map(|d| vec![d]).ok_or_else(|| {
            let known = set.indicators.iter().map(|d| d.id.as_str());
            Error::unknown_of_many(&format!("indicator of {}", set.id), id, known, ALL)
        });
    }
    let sets = Set::all(own)?;
    let found: Vec<&Definition> = sets.iter().flat_map(|s| &s.indicators).filter(|d| d.id == name).collect();
    match found.as_slice() {
        [one] => Ok(vec![(*one).clone()]),
        // Several systems may compute one number under one name.
        [first, rest @ ..] if rest.iter().all(|other| first.gives_what(other)) => Ok(vec![(*first).clone()]),
        [] => {
            let known = sets.iter().map(|s| s.id.as_str());
            let ids = sets.iter().flat_map(|s| s.indicators.iter().map(|d| d.id.as_str()));
            Err(Error::unknown_of_many("indicator or set", name, known.chain(ids), ALL))
        }
        several => {
            let choices: Vec<String> = several.iter().map(|d| format!("{}.{name}", d.set)).collect();
            Err(Error::new(ErrorKind::UnknownName, format!("\"{name}\" is an indicator of several sets"))
                .rule(format!("they define it each in their way: {}", choices.join(", ")))
                .hint(format!("write \"{}\"", choices[0])))
        }
    }
}
