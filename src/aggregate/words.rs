//! Words as tables print them, and templates that they fit: `{measure}_{period}_{case_type}`, `Q{quarter} {year}`.

use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Deserializer, de};

/// A word with white space taken together, full-width digits and dashes made plain.
pub(crate) fn tidy(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{ff10}'..='\u{ff19}' => char::from(b'0' + (c as u32 - 0xff10) as u8),
        '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{3000}' => ' ',
        other => other,
    };
    let mapped: String = text.chars().map(plain).collect();
    mapped.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How words are held against each other: case does not count, and a dash is a dash.
pub(crate) fn key(text: &str) -> String {
    tidy(text).replace(['–', '—', '−', '‐', '‑'], "-").to_lowercase()
}

/// A text with places in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Place(String),
}

impl Template {
    /// Reads `Q{quarter} {year}`.
    ///
    /// # Errors
    /// When a brace is not closed, a place has no name, or two places touch.
    pub fn new(text: &str) -> Result<Self> {
        let fail = |what: &str| {
            Err(Error::new(ErrorKind::Codebook, format!("\"{text}\" {what}"))
                .rule("a template is text with places in braces: {measure}_{period}_{case_type}"))
        };
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            if open > 0 {
                parts.push(Part::Literal(rest[..open].to_owned()));
            }
            let Some(close) = rest[open..].find('}') else { return fail("has a brace that is not closed") };
            let name = rest[open + 1..open + close].trim();
            if name.is_empty() {
                return fail("has a place without a name");
            }
            parts.push(Part::Place(name.to_owned()));
            rest = &rest[open + close + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        Ok(Self { text: text.to_owned(), parts })
    }

    /// Names of the places.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Place(name) => Some(name.as_str()),
            Part::Literal(_) => None,
        })
    }

    /// The text that was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The ways in which a text fits, as the words of the places in order, where `fits(place, word)` says which
    /// words a place can have. More than one way means that the template does not decide.
    pub(crate) fn read<'t>(&self, text: &'t str, fits: &dyn Fn(&str, &str) -> bool) -> Vec<Vec<&'t str>> {
        let mut found = Vec::new();
        fill(&self.parts, text, fits, &mut Vec::new(), &mut found);
        found
    }
}

/// What of `text` is left when it begins with `literal`; white space is any, case does not count.
fn after<'t>(text: &'t str, literal: &str) -> Option<&'t str> {
    let mut rest = text;
    let mut letters = literal.chars().peekable();
    while let Some(wanted) = letters.next() {
        if wanted.is_whitespace() {
            while letters.peek().is_some_and(|c| c.is_whitespace()) {
                letters.next();
            }
            let trimmed = rest.trim_start();
            if trimmed.len() == rest.len() {
                return None;
            }
            rest = trimmed;
            continue;
        }
        let c = rest.chars().next()?;
        if key(&c.to_string()) != key(&wanted.to_string()) {
            return None;
        }
        rest = &rest[c.len_utf8()..];
    }
    Some(rest)
}

fn fill<'t>(
    parts: &[Part],
    text: &'t str,
    fits: &dyn Fn(&str, &str) -> bool,
    words: &mut Vec<&'t str>,
    found: &mut Vec<Vec<&'t str>>,
) {
    match parts {
        [] if text.is_empty() => found.push(words.clone()),
        [] => {}
        [Part::Literal(literal), rest @ ..] => {
            if let Some(text) = after(text, literal) {
                fill(rest, text, fits, words, found);
            }
        }
        [Part::Place(name), rest @ ..] => {
            let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
            for end in ends {
                let word = &text[..end];
                if word.trim().len() == word.len() && fits(name, word) {
                    words.push(word);
                    fill(rest, &text[end..], fits, words, found);
                    words.pop();
                }
            }
        }
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'t>(template: &str, text: &'t str) -> Vec<Vec<&'t str>> {
        let fits = |place: &str, word: &str| match place {
            "measure" => ["filed", "filed_late"].contains(&word),
            "year" => word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()),
            _ => true,
        };
        Template::new(template).unwrap().read(text, &fits)
    }

    #[test]
    fn a_place_takes_only_words_that_fit_it() {
        assert_eq!(read("{measure}_{type}", "filed_civil"), [["filed", "civil"]]);
        assert_eq!(read("{measure} {year}", "filed   2023"), [["filed", "2023"]]);
        assert_eq!(read("FILED – {year}", "filed - 2023"), [["2023"]]);
        assert!(read("{measure} {year}", "filed 23").is_empty());
        assert!(read("{measure}", "filed ").is_empty());
    }

    #[test]
    fn two_ways_to_read_a_text_are_both_shown() {
        let both = read("{measure}_{type}", "filed_late_civil");
        assert_eq!(both, [["filed", "late_civil"], ["filed_late", "civil"]]);
    }

    #[test]
    fn a_brace_that_is_not_closed_is_refused() {
        assert_eq!(
            Template::new("{year").unwrap_err().to_string(),
            "\"{year\" has a brace that is not closed; a template is text with places in braces: \
             {measure}_{period}_{case_type}"
        );
    }
}
