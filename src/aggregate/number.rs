//! Numbers as tables print them: separators of any country, percent signs, units, marks; and words for none.

use crate::aggregate::codebook::words_or_one;
use crate::aggregate::words::key;
use crate::ledger::Missing;
use crate::quantity::{Decimal, Fraction};
use crate::{Error, ErrorKind, Result};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How numbers are written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NumberRules {
    /// Before the decimals.
    pub decimal: char,
    /// Between groups of digits; spaces and apostrophes always may stand there.
    pub thousands: Option<char>,
    /// What may stand behind a number and multiplies it: `万` = 10000.
    pub units: BTreeMap<String, i64>,
    /// What may stand behind a number or a word and says nothing of it: `*`, `(p)`.
    #[serde(deserialize_with = "words_or_one")]
    pub marks: Vec<String>,
}

impl Default for NumberRules {
    fn default() -> Self {
        Self { decimal: '.', thousands: None, units: BTreeMap::new(), marks: Vec::new() }
    }
}

/// Words in the place of a number.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NoNumber {
    /// It exists and nobody knows it (NA), beside the usual words.
    #[serde(deserialize_with = "words_or_one")]
    pub not_available: Vec<String>,
    /// There can be none (NAP), beside `NAP`.
    #[serde(deserialize_with = "words_or_one")]
    pub not_applicable: Vec<String>,
    /// It is 0.
    #[serde(deserialize_with = "words_or_one")]
    pub zero: Vec<String>,
}

const NOT_AVAILABLE: [&str; 17] = [
    "",
    "na",
    "n/a",
    "n.a.",
    "nan",
    "nat",
    "none",
    "null",
    "undefined",
    "-",
    "--",
    "- -",
    ".",
    "..",
    "...",
    "…",
    ":",
];
const NOT_APPLICABLE: [&str; 2] = ["nap", "n.a.p."];

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    /// A number, and half a unit of its last digit: how far the true one may lie from it.
    Number(Fraction, Fraction),
    /// None, and why.
    Missing(Missing),
}

impl NumberRules {
    pub(crate) fn check(&self) -> Result<()> {
        if self.thousands == Some(self.decimal) {
            return Err(Error::new(ErrorKind::Codebook, format!("numbers.thousands is {:?}", self.decimal))
                .rule("decimals and thousands are told apart by different characters"));
        }
        Ok(())
    }

    /// A word without the marks behind it.
    pub(crate) fn unmarked<'t>(&self, text: &'t str) -> &'t str {
        let mut rest = text.trim();
        while let Some(shorter) =
            self.marks.iter().filter(|m| !m.is_empty()).find_map(|mark| rest.strip_suffix(mark.as_str()))
        {
            rest = shorter.trim_end();
        }
        rest
    }

    /// What a cell says; `None` where it is neither a number nor a word for none. `plain` cells are written
    /// with a point and nothing else.
    pub(crate) fn read(&self, cell: &str, none: &NoNumber, plain: bool) -> Option<Cell> {
        let text = self.unmarked(cell);
        let word = key(text).replace('，', ",");
        let among = |words: &[String]| words.iter().any(|w| key(w) == word);
        // What the codebook says goes before the usual words.
        if among(&none.zero) {
            return Some(Cell::Number(Fraction::ZERO, Fraction::ZERO));
        }
        if among(&none.not_applicable) {
            return Some(Cell::Missing(Missing::NotApplicable));
        }
        if among(&none.not_available) || NOT_AVAILABLE.contains(&word.as_str()) {
            return Some(Cell::Missing(Missing::NotAvailable));
        }
        if NOT_APPLICABLE.contains(&word.as_str()) {
            return Some(Cell::Missing(Missing::NotApplicable));
        }
        let mut text = word.as_str();
        let mut factor = Fraction::whole(1);
        let units: Vec<(String, i64)> = self.units.iter().map(|(u, n)| (key(u), *n)).collect();
        let longest = |text: &str| {
            let fitting = units.iter().filter(|(unit, _)| !unit.is_empty() && text.ends_with(unit.as_str()));
            fitting.max_by_key(|(unit, _)| unit.len()).map(|(unit, n)| (unit.len(), *n))
        };
        while let Some((length, n)) = longest(text) {
            text = text[..text.len() - length].trim_end();
            factor = factor.times(n).ok()?;
        }
        for (sign, of) in [("%", 100), ("％", 100), ("‰", 1000)] {
            if let Some(shorter) = text.strip_suffix(sign) {
                text = shorter.trim_end();
                factor = factor.over(Fraction::whole(of)).ok()?;
            }
        }
        let printed = self.decimal(text, plain)?;
        let half = printed.half_unit().ok()?.product(factor).ok()?.abs();
        Some(Cell::Number(printed.to_fraction().ok()?.product(factor).ok()?, half))
    }

    /// Digits, groups and decimals.
    fn decimal(&self, text: &str, plain: bool) -> Option<Decimal> {
        let (sign, digits) = match text.strip_prefix(['-', '+']) {
            Some(rest) => (if text.starts_with('-') { "-" } else { "" }, rest),
            None => ("", text),
        };
        let point = if plain { '.' } else { self.decimal };
        let between = match self.thousands {
            Some(c) => c,
            None if point == ',' => '.',
            None => ',',
        };
        let (whole, part) = digits.split_once(point).map_or((digits, None), |(w, p)| (w, Some(p)));
        let separates = |c: char| !plain && (c == between || matches!(c, ' ' | '\'' | '’'));
        let groups: Vec<&str> = whole.split(separates).collect();
        let of_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if !groups.iter().all(|g| of_digits(g)) || part.is_some_and(|p| !of_digits(p)) {
            return None;
        }
        if let [first, inner @ .., last] = groups.as_slice() {
            // Thousands, or lakhs: the last group has three digits, those before it three or, all of them, two.
            let alike = |n: usize| inner.iter().all(|g| g.len() == n) && (1..=n).contains(&first.len());
            if last.len() != 3 || !(alike(3) || alike(2)) {
                return None;
            }
        }
        let point = if part.is_some() { "." } else { "" };
        format!("{sign}{}{point}{}", groups.concat(), part.unwrap_or("")).parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(toml: &str) -> NumberRules {
        toml::from_str(toml).unwrap()
    }

    fn value(rules: &NumberRules, cell: &str) -> Option<(i128, i128)> {
        match rules.read(cell, &NoNumber::default(), false)? {
            Cell::Number(n, _) => Some((n.numerator(), n.denominator())),
            Cell::Missing(_) => None,
        }
    }

    #[test]
    fn numbers_of_many_countries_are_read_exactly_or_not_at_all() {
        let english = rules("");
        let german = rules("decimal = \",\"");
        let chinese = rules("units = { \"万件\" = 10000, \"件\" = 1 }");
        for (rules, cell, expected) in [
            (&english, "2,339", Some((2339, 1))),
            (&english, "-1,234", Some((-1234, 1))),
            (&english, "−12", Some((-12, 1))),
            (&english, "1 234 567", Some((1_234_567, 1))),
            (&english, "1\u{202f}234", Some((1234, 1))),
            (&english, "1'234", Some((1234, 1))),
            (&english, "12,34,567", Some((1_234_567, 1))),
            (&english, "23606.0", Some((23606, 1))),
            (&english, "47%", Some((47, 100))),
            (&english, "5.0 ‰", Some((5, 1000))),
            (&english, "12,34", None),
            (&english, "1234,567", None),
            (&english, "1.2.3", None),
            (&english, "12 cases", None),
            (&english, "5.", None),
            (&german, "1.204", Some((1204, 1))),
            (&german, "5,1", Some((51, 10))),
            (&german, "98,5 %", Some((985, 1000))),
            (&german, "1.20", None),
            (&chinese, "2578.9万件", Some((25_789_000, 1))),
            (&chinese, "１２ 件", Some((12, 1))),
            (&chinese, "１２，０００件", Some((12_000, 1))),
        ] {
            let expected = expected.map(|(a, b)| Fraction::new(a, b).unwrap());
            assert_eq!(value(rules, cell).map(|(a, b)| Fraction::new(a, b).unwrap()), expected, "{cell}");
        }
    }

    #[test]
    fn words_for_none_have_the_meaning_that_the_codebook_gives_them() {
        let none: NoNumber = toml::from_str("zero = [\"-\"]\nnot_applicable = [\"x\"]").unwrap();
        let read = |cell| rules("marks = [\"*\", \"(p)\"]").read(cell, &none, false);
        assert_eq!(read("–"), Some(Cell::Number(Fraction::ZERO, Fraction::ZERO)));
        assert_eq!(read("X"), Some(Cell::Missing(Missing::NotApplicable)));
        assert_eq!(read("NAP"), Some(Cell::Missing(Missing::NotApplicable)));
        assert_eq!(read(""), Some(Cell::Missing(Missing::NotAvailable)));
        assert_eq!(read("…"), Some(Cell::Missing(Missing::NotAvailable)));
        assert!(matches!(read("41 (p)*"), Some(Cell::Number(n, _)) if n == Fraction::whole(41)));
        assert_eq!(read("see note"), None);
    }

    #[test]
    fn a_column_of_numbers_is_written_with_a_point_whatever_the_text_says() {
        let read = rules("decimal = \",\"").read("5.25", &NoNumber::default(), true);
        assert!(matches!(read, Some(Cell::Number(n, _)) if n == Fraction::new(21, 4).unwrap()));
    }
}
