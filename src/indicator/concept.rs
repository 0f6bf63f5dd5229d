//! Concepts: one thing that several systems measure, each under its own name.

use crate::indicator::definition::Names;
use crate::{Error, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One thing that several systems measure.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concept {
    /// Name in definitions: `concept = "clearance"`.
    pub id: String,
    /// Names for people.
    pub name: Names,
    /// What it is, and what it is not.
    pub meaning: String,
    /// System → what it calls this, also where no definition is shipped.
    pub called: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    concept: Vec<Concept>,
}

impl Concept {
    /// Every concept, in the order of the file.
    ///
    /// # Errors
    /// Never for the shipped file, which a test reads.
    pub fn all() -> Result<&'static [Self]> {
        static READ: LazyLock<std::result::Result<Vec<Concept>, String>> = LazyLock::new(|| {
            let page: std::result::Result<Page, _> = toml::from_str(include_str!("concepts.toml"));
            page.map(|page| page.concept).map_err(|e| e.to_string())
        });
        match &*READ {
            Ok(list) => Ok(list),
            Err(text) => Err(Error::new(crate::ErrorKind::Definition, text.clone()).at("concepts.toml")),
        }
    }

    /// The concept of that name.
    ///
    /// # Errors
    /// When there is none; the nearest name is the hint.
    pub fn named(id: &str) -> Result<&'static Self> {
        let all = Self::all()?;
        all.iter()
            .find(|concept| concept.id == id)
            .ok_or_else(|| Error::unknown("concept", id, all.iter().map(|c| c.id.as_str())))
    }

    /// Whether a text in lower case stands in any of its names.
    pub fn mentions(&self, text: &str) -> bool {
        let names = [&self.id, &self.name.en, &self.name.zh];
        names.into_iter().chain(self.called.values()).any(|name| name.to_lowercase().contains(text))
    }
}
