//! Sets of indicators, shipped or the user's.

use crate::indicator::definition::Names;
use crate::indicator::read::{SetForm, Text};
use crate::indicator::{Definition, Input};
use crate::shipped::Shipped;
use crate::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, BTreeSet};

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
    /// What somebody must give, because no row of a case shows it.
    pub inputs: BTreeMap<String, Input>,
    /// The indicators, in the order of the file.
    pub indicators: Vec<Definition>,
}

macro_rules! shipped {
    ($($id:literal),* $(,)?) => {
        &[$(($id, include_str!(concat!("definitions/", $id, ".toml")))),*]
    };
}

/// The shipped sets: name and TOML.
const SHIPPED: &[(&str, &str)] = shipped![
    "cepej",
    "courtools",
    "cnj",
    "rogs",
    "gmp",
    "moj-uk",
    "njcourts",
    "njdg",
    "spc-2008",
    "spc-2011",
    "spc-2024",
    "zhejiang",
    "enforcement",
    "pinghu",
    "time-standards",
];

impl Set {
    /// The shipped sets: name and TOML.
    pub fn shipped() -> &'static [(&'static str, &'static str)] {
        SHIPPED
    }

    /// A shipped set.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn named(name: &str) -> Result<Self> {
        Self::lent(name).cloned()
    }

    /// A shipped set, which is read when it is first asked for.
    ///
    /// # Errors
    /// When there is none of that name.
    pub(crate) fn lent(name: &str) -> Result<&'static Self> {
        static READ: Shipped<Set, { SHIPPED.len() }> =
            Shipped::new(("set of indicators", "set"), SHIPPED, Set::from_toml);
        READ.lent(name)
    }

    /// The set of that name among `own` ones and then the shipped ones, if there is one.
    ///
    /// # Errors
    /// When a shipped set cannot be read.
    pub(crate) fn among<'s>(own: &'s [Self], name: &str) -> Result<Option<&'s Self>> {
        match own.iter().find(|set| set.id == name) {
            None if SHIPPED.iter().any(|(id, _)| *id == name) => Self::lent(name).map(Some),
            found => Ok(found),
        }
    }

    /// The sets of `own`, and the shipped ones whose names they do not bear.
    ///
    /// # Errors
    /// When a shipped set cannot be read.
    pub(crate) fn all(own: &[Self]) -> Result<Vec<&Self>> {
        let shipped = SHIPPED.iter().filter(|(id, _)| own.iter().all(|set| set.id != *id));
        own.iter().map(Ok).chain(shipped.map(|(id, _)| Self::lent(id))).collect()
    }

    /// Names of all inputs that indicators of the shipped sets and of `own` ones need.
    ///
    /// # Errors
    /// When a shipped set cannot be read.
    pub fn input_names(own: &[Self]) -> Result<BTreeSet<String>> {
        Ok(Self::all(own)?.into_iter().flat_map(|set| set.inputs.keys().cloned()).collect())
    }

    /// Reads a set, which may extend a shipped one.
    ///
    /// # Errors
    /// When the text is no TOML, has an unknown key or word, a definition has no formula, or two share an id. The
    /// message begins with the line, and says what is near.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::indicator::Set;
    /// let set = Set::from_toml(r#"
    ///     [set]
    ///     id = "mine"
    ///     name = { en = "Mine", zh = "自定义" }
    ///     extends = "cepej"
    ///     [[indicator]]
    ///     id = "clearance_rate"
    ///     range = { low = "97%" }
    /// "#)?;
    /// assert_eq!(set.indicators.len(), Set::named("cepej")?.indicators.len());
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn from_toml(text: &str) -> Result<Self> {
        Self::from_toml_with(text, &[])
    }

    /// Reads a set, which may extend a shipped one or one of `others` (names and texts).
    ///
    /// # Errors
    /// As [`Set::from_toml`].
    pub fn from_toml_with(text: &str, others: &[(String, String)]) -> Result<Self> {
        SetForm::read(Text::Written(text), others, 0)?.build(Text::Written(text))
    }

    /// Reads a set in the same words from a table, such as a dict of another language; also its text, which
    /// another set may extend. Errors quote the key and the value that they are about.
    ///
    /// # Errors
    /// As [`Set::from_toml`].
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::indicator::Set;
    /// let table: toml::Table = r#"
    ///     set = { id = "mine", name = { en = "Mine", zh = "自定义" } }
    ///     [[indicator]]
    ///     id = "closed"
    ///     name = { en = "Closed", zh = "结案" }
    ///     kind = "count"
    ///     total = "resovled"
    /// "#.parse().unwrap();
    /// let error = Set::from_table(&table, &[]).unwrap_err().to_string();
    /// assert!(error.starts_with("‘total = \"resovled\"’: indicator closed: measure \"resovled\" is not known"));
    /// ```
    pub fn from_table(table: &toml::Table, others: &[(String, String)]) -> Result<(Self, String)> {
        let text = toml::to_string(table).map_err(|e| Error::new(ErrorKind::Definition, e.to_string()))?;
        let set = SetForm::read(Text::Made(&text), others, 0)?.build(Text::Made(&text))?;
        Ok((set, text))
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
}
