//! A set's TOML: what it extends, and where in the text a mistake stands.

use crate::case::Condition;
use crate::error::nearest;
use crate::indicator::Set;
use crate::indicator::build::Inherited;
use crate::indicator::definition::{Definition, Input, Names, Standing};
use crate::indicator::form::DefinitionForm;
use crate::indicator::words::{Named, TermsForm, basis};
use crate::{Error, ErrorKind, Result};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A set as TOML writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetForm {
    set: Head,
    #[serde(default)]
    measures: BTreeMap<String, TermsForm>,
    #[serde(default)]
    inputs: BTreeMap<String, Input>,
    #[serde(default)]
    indicator: Vec<DefinitionForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    id: String,
    name: Names,
    extends: Option<String>,
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

fn error(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::Definition, what)
}

/// The text of a set: written by somebody, or made of a table that has no lines.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Text<'t> {
    Written(&'t str),
    Made(&'t str),
}

impl<'t> Text<'t> {
    fn text(self) -> &'t str {
        match self {
            Self::Written(text) | Self::Made(text) => text,
        }
    }

    /// What an error says of byte `at`: its line, by number (from 1) or as it reads.
    fn place(self, at: usize) -> String {
        let before = self.text().get(..at).unwrap_or_default();
        match self {
            Self::Written(_) => format!("line {}", 1 + before.matches('\n').count()),
            Self::Made(text) => {
                let start = before.rfind('\n').map_or(0, |end| end + 1);
                format!("\u{2018}{}\u{2019}", text[start..].lines().next().unwrap_or_default())
            }
        }
    }
}

/// What the TOML reader says, with the line, and for a misspelt key the nearest one.
fn misread(text: Text<'_>, e: &toml::de::Error) -> Error {
    let words = e.message().trim_end().replace('\n', " ");
    let error = match words.split_once("unknown field `").and_then(|(_, rest)| rest.split_once('`')) {
        Some((key, rest)) => {
            // The rest lists what is known, each in back quotes.
            let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
            let error =
                error(format!("key \"{key}\" is not known")).rule(format!("known: {}", known.join(", ")));
            match nearest(key, known) {
                Some(near) => error.hint(format!("did you mean \"{near}\"?")),
                None => error,
            }
        }
        None => error(words),
    };
    match e.span() {
        Some(span) => error.at(text.place(span.start)),
        None => error,
    }
}

impl SetForm {
    /// Reads a text, and below it what it extends.
    ///
    /// # Errors
    /// When it cannot be read, or extends itself or a set that is not known.
    pub fn read(text: Text<'_>, others: &[(String, String)], depth: u8) -> Result<Self> {
        let own: Self = toml::from_str(text.text()).map_err(|e| misread(text, &e))?;
        let Some(base) = own.set.extends.clone() else { return Ok(own) };
        let at = || text.place(text.text().find("extends").unwrap_or(0));
        if depth == 8 {
            return Err(error(format!("set \"{base}\" extends itself")).at(at()));
        }
        let known = || {
            let shipped = Set::shipped().iter().map(|(id, text)| (*id, *text));
            others.iter().map(|(id, text)| (id.as_str(), text.as_str())).chain(shipped)
        };
        let found = known().find(|(id, _)| *id == base).ok_or_else(|| {
            let error = Error::unknown("set of indicators", &base, known().map(|(id, _)| id));
            Error::new(ErrorKind::Definition, error.to_string()).at(at())
        })?;
        own.over(Self::read(Text::Written(found.1), others, depth + 1)?).map_err(|e| e.at(at()))
    }

    /// This set, and of `base` what it does not speak of.
    fn over(mut self, base: Self) -> Result<Self> {
        let taken = base.measures.keys().chain(base.inputs.keys());
        if let Some(name) =
            taken.into_iter().find(|n| self.measures.contains_key(*n) || self.inputs.contains_key(*n))
        {
            return Err(error(format!("\"{name}\" is a measure of \"{}\" already", base.set.id))
                .rule("indicators of the set that is extended use it")
                .hint("give your own measure another name"));
        }
        let mut list = Vec::with_capacity(base.indicator.len() + self.indicator.len());
        for mut theirs in base.indicator {
            theirs.source.get_or_insert_with(|| base.set.source.clone());
            theirs.standing.get_or_insert(base.set.standing);
            let mine = self.indicator.iter().position(|own| own.id.get_ref() == theirs.id.get_ref());
            list.push(match mine {
                Some(at) => self.indicator.remove(at).over(theirs),
                None => theirs,
            });
        }
        list.append(&mut self.indicator);
        self.indicator = list;
        self.measures.extend(base.measures);
        self.inputs.extend(base.inputs);
        self.set.condition = self.set.condition.over(&base.set.condition);
        if self.set.source.is_empty() {
            self.set.source = base.set.source;
        }
        Ok(self)
    }

    /// The definitions.
    ///
    /// # Errors
    /// When one cannot be built; the message begins with its line in `text`.
    pub fn build(self, text: Text<'_>) -> Result<Set> {
        let head = self.set;
        let named = Named { measures: self.measures, inputs: self.inputs };
        let hides = |name: &&String| basis(name).is_some();
        if let Some(name) = named.measures.keys().chain(named.inputs.keys()).find(hides) {
            return Err(error(format!("\"{name}\" has a meaning already"))
                .rule("the name of an own measure is not one of the language")
                .at(text.place(text.text().find(name.as_str()).unwrap_or(0))));
        }
        if let Some(name) = named.inputs.keys().find(|name| named.measures.contains_key(*name)) {
            return Err(error(format!("\"{name}\" is both a measure and an input")));
        }
        // Within the set a span is a place in its own text; of what it extends, in another one.
        let starts: Vec<usize> = self.indicator.iter().map(|form| form.id.span().start).collect();
        let mut built: Vec<Definition> = Vec::with_capacity(self.indicator.len());
        for form in self.indicator {
            let (id, at) = (form.id.get_ref().clone(), form.id.span().start);
            let set = Inherited {
                set: &head.id,
                version: head.version,
                named: &named,
                condition: &head.condition,
                source: &head.source,
                standing: head.standing,
                built: &built,
            };
            let end = starts.iter().copied().filter(|start| *start > at).min().unwrap_or(text.text().len());
            let place = |e: Error| {
                let place = text.place(culprit(text.text(), at, end, &e));
                e.at(format!("{place}: indicator {id}"))
            };
            let parts = form.build(&set).map_err(place)?;
            if let Some(twice) = parts.iter().find(|new| built.iter().any(|known| known.id == new.id)) {
                return Err(place(
                    error(format!("indicator {} stands twice", twice.id)).rule("an id is unique in its set"),
                ));
            }
            built.extend(parts);
        }
        Ok(Set {
            id: head.id,
            name: head.name,
            source: head.source,
            version: head.version,
            inputs: named.inputs,
            indicators: built,
        })
    }
}

/// The place of the word that an error quotes first, within an indicator; else the indicator's own.
fn culprit(text: &str, at: usize, end: usize, e: &Error) -> usize {
    let words = e.to_string();
    let quoted = words.split('"').nth(1).filter(|word| !word.is_empty());
    let part = text.get(at..end).unwrap_or_default();
    quoted.and_then(|word| part.find(word)).map_or(at, |found| at + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "[set]\nid = \"x\"\nname = { en = \"x\", zh = \"x\" }\n";
    const A: &str = "[[indicator]]\nid = \"a\"\nname = { en = \"a\", zh = \"a\" }\nkind = \"count\"\n";

    fn fails(text: &str) -> String {
        Set::from_toml(text).unwrap_err().to_string()
    }

    #[test]
    fn a_misspelt_measure_is_named_with_its_line_and_indicator() {
        assert_eq!(
            fails(&format!("{HEAD}{A}total = \"resovled\"")),
            "line 8: indicator a: measure \"resovled\" is not known; known: incoming, resolved, pending_start, \
             pending_end; hint: did you mean \"resolved\"?"
        );
    }

    #[test]
    fn a_misspelt_key_is_named_with_its_line() {
        let text = fails(&format!("{HEAD}{A}totl = \"resolved\""));
        assert!(text.starts_with("line 8: key \"totl\" is not known; known: id, name, concept,"), "{text}");
        assert!(text.ends_with("hint: did you mean \"total\"?"), "{text}");
        let inner = fails(&format!("{HEAD}{A}total = {{ of = \"resolved\", wher = 1 }}"));
        assert!(
            inner.starts_with("line 8: key \"wher\" is not known; known: of, where, sum, distinct, up_to"),
            "{inner}"
        );
    }

    #[test]
    fn an_unknown_set_to_extend_is_named_with_its_line() {
        let text = fails("[set]\nid = \"x\"\nname = { en = \"x\", zh = \"x\" }\nextends = \"cepeg\"\n");
        assert!(text.starts_with("line 4: set of indicators \"cepeg\" is not known; known: cepej"), "{text}");
        assert!(text.ends_with("did you mean \"cepej\"?"), "{text}");
    }

    #[test]
    fn a_set_that_extends_itself_is_refused() {
        let text = format!("{HEAD}extends = \"x\"\n{A}total = \"resolved\"");
        let other = ("x".to_owned(), format!("{text}\n"));
        let error = Set::from_toml_with(&text, &[other]).unwrap_err().to_string();
        assert!(error.contains("set \"x\" extends itself"), "{error}");
    }

    #[test]
    fn a_nearer_definition_keeps_what_it_does_not_speak_of() {
        let base = Set::named("cepej").unwrap();
        let mine = format!(
            "{HEAD}extends = \"cepej\"\n[[indicator]]\nid = \"clearance_rate\"\nrange = {{ low = \"97%\" }}\n\
             [[indicator]]\nid = \"disposition_time\"\nfactor = 366\n{A}total = \"resolved\""
        );
        let set = Set::from_toml(&mine).unwrap();
        assert_eq!(set.indicators.len(), base.indicators.len() + 1);
        let of = |set: &Set, id: &str| set.indicators.iter().find(|d| d.id == id).unwrap().clone();
        let (theirs, own) = (of(&base, "clearance_rate"), of(&set, "clearance_rate"));
        assert_eq!((&own.formula, own.standing), (&theirs.formula, Standing::Published));
        assert!(own.range.is_some() && own.set == "x");
        // Computed in another way it is no longer what was published.
        let changed = of(&set, "disposition_time");
        assert_eq!(
            (changed.standing, changed.source),
            (Standing::Derived, of(&base, "disposition_time").source)
        );
        assert!(changed.words.starts_with("366 ×"), "{}", changed.words);
    }

    #[test]
    fn a_measure_of_the_base_is_not_redefined() {
        let mine = format!("{HEAD}extends = \"pinghu\"\n[measures]\nsettled = \"resolved\"\n");
        assert_eq!(
            fails(&mine),
            "line 4: \"settled\" is a measure of \"pinghu\" already; indicators of the set that is extended use \
             it; hint: give your own measure another name"
        );
    }
}
