//! The one error of the crate.
//!
//! A message has three parts: what happened, with the values; the rule that it broke; and a hint with the
//! next thing to type. [`Error::kind`] tells programs apart what people read in the words.
//!
//! ```
//! use courtmetrics::{Error, ErrorKind};
//!
//! let error = Error::new(ErrorKind::Argument, "level is 95")
//!     .rule("a confidence level lies strictly between 0 and 1")
//!     .hint("write 0.95");
//! assert_eq!(
//!     error.to_string(),
//!     "level is 95; a confidence level lies strictly between 0 and 1; hint: write 0.95"
//! );
//! ```

use std::fmt;

/// The result of everything here that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// What kind of mistake an [`Error`] reports; each kind is one exception class in Python.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An argument is outside its range or does not fit the others.
    Argument,
    /// A name (of an indicator, a column, a method, a codebook) is not known.
    UnknownName,
    /// A definition of an indicator cannot be read or contradicts itself.
    Definition,
    /// A codebook cannot be read, or does not fit the export.
    Codebook,
    /// The data cannot be counted under the policy in force.
    Data,
    /// A file cannot be read or is not what it was taken for.
    Read,
    /// Two summaries, tables or quantities of unlike kind were put together.
    Mismatch,
    /// An exact sum left the range of its integer type.
    Overflow,
    /// A limit set on memory or on rows set aside was reached.
    Limit,
    /// The caller asked a running computation to stop.
    Interrupted,
}

/// What went wrong, the rule behind it, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error(Box<Parts>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts {
    kind: ErrorKind,
    what: String,
    rule: Option<String>,
    hint: Option<String>,
}

impl Error {
    /// Makes an error of `kind`; `what` is lower case, without a final stop, and carries the values.
    pub fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Self(Box::new(Parts { kind, what: what.into(), rule: None, hint: None }))
    }

    /// Adds the rule that was broken.
    pub fn rule(mut self, rule: impl Into<String>) -> Self {
        self.0.rule = Some(rule.into());
        self
    }

    /// Adds the next thing to type.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Puts a place (a file, a line, a row) in front of what happened.
    pub fn at(mut self, place: impl fmt::Display) -> Self {
        self.0.what = format!("{place}: {}", self.0.what);
        self
    }

    /// The kind of mistake.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// An unknown name, with the known ones and the nearest of them as the hint.
    pub fn unknown<'a>(noun: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let error = Self::new(ErrorKind::UnknownName, format!("{noun} \"{name}\" is not known"))
            .rule(format!("known: {}", known.join(", ")));
        match nearest(name, known.iter().copied()) {
            Some(near) => error.hint(format!("did you mean \"{near}\"?")),
            None => error,
        }
    }
}

impl Error {
    /// An unknown name among too many to be listed: up to five near ones, and as the hint where all of them are told.
    pub fn unknown_of_many<'a>(
        noun: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
        all: &str,
    ) -> Self {
        let known: std::collections::BTreeSet<&str> = known.into_iter().collect();
        let mut near: Vec<(usize, &str)> =
            known.iter().filter_map(|candidate| Some((distance(name, candidate)?, *candidate))).collect();
        near.sort_unstable();
        near.truncate(5);
        let error = Self::new(ErrorKind::UnknownName, format!("{noun} \"{name}\" is not known"));
        let near: Vec<&str> = near.into_iter().map(|(_, candidate)| candidate).collect();
        let (rule, meant) = match near.first() {
            Some(first) => (format!("near: {}", near.join(", ")), format!("did you mean \"{first}\"? ")),
            None => (format!("none of the {} known ones is near", known.len()), String::new()),
        };
        error.rule(rule).hint(format!("{meant}{all}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.what)?;
        if let Some(rule) = &self.0.rule {
            write!(f, "; {rule}")?;
        }
        if let Some(hint) = &self.0.hint {
            write!(f, "; hint: {hint}")?;
        }
        Ok(())
    }
}

/// The candidate that `name` was most likely meant to be: at most a third of its letters differ.
///
/// ```
/// use courtmetrics::error::nearest;
/// assert_eq!(nearest("clearence_rate", ["clearance_rate", "pending"]), Some("clearance_rate"));
/// assert_eq!(nearest("xyz", ["clearance_rate", "pending"]), None);
/// ```
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = candidates.into_iter().filter_map(|c| Some((letters_apart(name, c)?, c)));
    near.min_by_key(|(apart, _)| *apart).map(|(_, c)| c)
}

/// By how many letters two names differ, where that is at most a third of them.
fn letters_apart(name: &str, candidate: &str) -> Option<usize> {
    let (name, candidate) = (name.to_lowercase(), candidate.to_lowercase());
    let apart = strsim::damerau_levenshtein(&name, &candidate);
    (3 * apart <= name.chars().count().max(candidate.chars().count())).then_some(apart)
}

/// As [`letters_apart`]; behind those, names of which one is a part of the other.
fn distance(name: &str, candidate: &str) -> Option<usize> {
    letters_apart(name, candidate).or_else(|| {
        let (short, long) = if name.len() < candidate.len() { (name, candidate) } else { (candidate, name) };
        let within = short.chars().count() > 2 && long.to_lowercase().contains(&short.to_lowercase());
        within.then(|| 1000 + long.len() - short.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_names_the_near_ones_are_told() {
        let known = ["clearance_rate", "clearance_rate_criminal", "rate", "clearance_rates", "pending"];
        let told = |name| Error::unknown_of_many("indicator", name, known, "`list` lists all").to_string();
        assert_eq!(
            told("clearence_rate"),
            "indicator \"clearence_rate\" is not known; near: clearance_rate, clearance_rates, rate; hint: did you \
             mean \"clearance_rate\"? `list` lists all"
        );
        assert_eq!(
            told("clearance"),
            "indicator \"clearance\" is not known; near: clearance_rate, clearance_rates, clearance_rate_criminal; \
             hint: did you mean \"clearance_rate\"? `list` lists all"
        );
        assert_eq!(
            told("xyz"),
            "indicator \"xyz\" is not known; none of the 5 known ones is near; hint: `list` lists all"
        );
    }

    #[test]
    fn unknown_names_list_the_known_and_the_nearest() {
        let error = Error::unknown("method", "wilsn", ["wilson", "jeffreys"]);
        assert_eq!(
            error.to_string(),
            "method \"wilsn\" is not known; known: wilson, jeffreys; hint: did you mean \"wilson\"?"
        );
        assert_eq!(error.kind(), ErrorKind::UnknownName);
    }
}
