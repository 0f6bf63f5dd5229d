//! How the fields that a cube counts are read, in words that can be compared: what a stored cube holds against
//! the rows that are added to it.
//!
//! Column names and layouts of dates are an export's form and no part of it; which of its words stand for which of
//! ours is.

use crate::case::{Binding, FieldKind, FieldRules};
use std::collections::BTreeMap;

/// Field → how it is read, for fields that the export has columns of.
pub(crate) fn meaning<'f>(
    fields: impl Iterator<Item = &'f str>,
    binding: &Binding,
) -> BTreeMap<String, String> {
    let book = &binding.codebook;
    let of = |name: &str| (name.to_owned(), described(book.kind_of(name), book.fields.get(name)));
    let mut all: BTreeMap<String, String> = fields.map(of).collect();
    let dates = &book.dates;
    let longest = dates.longest_days.map_or_else(String::new, |days| format!(", at most {days} days"));
    all.insert("(dates)".to_owned(), format!("{} to {}{longest}", dates.first, dates.last));
    let days = book.nulls.dates.iter().map(ToString::to_string);
    let nothing: Vec<String> = book.nulls.words.iter().cloned().chain(days).collect();
    all.insert("(nothing)".to_owned(), format!("\"{}\"", nothing.join("\", \"")));
    all
}

fn described(kind: FieldKind, rules: Option<&FieldRules>) -> String {
    let mut text = format!("{kind:?}").to_lowercase();
    let Some(rules) = rules else { return text };
    for (ours, theirs) in &rules.values {
        let theirs: Vec<&str> = theirs.iter().map(String::as_str).collect();
        text += &format!(", {ours} = {}", theirs.join(" | "));
    }
    if let Some(word) = &rules.default {
        text += &format!(", \"{word}\" where there is no column");
    }
    if let Some(condition) = &rules.only_if {
        text += &format!(", only if {condition}");
    }
    text
}
