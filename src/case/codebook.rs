//! Codebooks: what an export calls its columns and values, as TOML.
//!
//! ```toml
//! id = "my-court"
//! title = "Export of my court's case system"
//!
//! [dates]
//! layouts = ["%Y-%m-%d", "%Y/%m/%d"]
//! first = "1990-01-01"
//! last = "2030-12-31"
//!
//! [nulls]
//! words = ["", "undefined", "- -"]
//! dates = ["1900-01-01"]
//!
//! [fields.filed_on]
//! headers = ["立案日期"]
//!
//! [fields.outcome]
//! headers = ["结案方式"]
//! values.mediated = ["调解", "调解结案"]
//! ```
//!
//! The first header that the export has is taken. Values without a translation stay as they are.

use crate::case::field::{Field, FieldKind};
use crate::case::parse::DateLayout;
use crate::case::{Condition, Test};
use crate::period::Date;
use crate::shipped::Shipped;
use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Deserializer, de};
use std::collections::{BTreeMap, BTreeSet};

/// What an export calls its columns and values.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codebook {
    /// Name.
    pub id: String,
    /// What it is for.
    #[serde(default)]
    pub title: String,
    /// Where the column names are taken from.
    #[serde(default)]
    pub source: String,
    /// How dates are read.
    #[serde(default)]
    pub dates: Dates,
    /// What stands for nothing.
    #[serde(default)]
    pub nulls: Nulls,
    /// The field whose value may stand in one row only.
    #[serde(default)]
    pub unique: Option<String>,
    /// Fields by our names.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldRules>,
}

/// How dates are read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Dates {
    /// Layouts of dates that arrive as text, tried in this order.
    #[serde(deserialize_with = "layouts")]
    pub layouts: Vec<DateLayout>,
    /// The first plausible day.
    #[serde(deserialize_with = "date")]
    pub first: Date,
    /// The last plausible day.
    #[serde(deserialize_with = "date")]
    pub last: Date,
    /// The longest plausible time from filing to resolution, in days.
    pub longest_days: Option<u32>,
}

impl Default for Dates {
    fn default() -> Self {
        Self {
            layouts: ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日"]
                .iter()
                .filter_map(|l| l.parse().ok())
                .collect(),
            first: Date::from_days(-25_567), // 1900-01-01
            last: Date::from_days(47_481),   // 2099-12-31
            longest_days: None,
        }
    }
}

/// What stands for nothing.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Nulls {
    /// Words, compared after white space is taken off both ends.
    pub words: BTreeSet<String>,
    /// Sentinel days.
    #[serde(deserialize_with = "dates")]
    pub dates: BTreeSet<Date>,
}

impl Default for Nulls {
    fn default() -> Self {
        let words = ["", "NULL", "null", "NA", "N/A", "NaN", "NaT", "None", "undefined", "- -", "--", "-"];
        Self { words: words.iter().map(|w| (*w).to_owned()).collect(), dates: BTreeSet::new() }
    }
}

/// One field: where it stands in the export and what its values mean.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldRules {
    /// Column names, the first that the export has is taken.
    pub headers: Vec<String>,
    /// Columns with further dates of the same event: a second placing on inactive status.
    pub also: Vec<String>,
    /// How values are read; known fields have theirs.
    pub kind: Option<FieldKind>,
    /// Our word → the export's words.
    pub values: BTreeMap<String, BTreeSet<String>>,
    /// The word that every row has where the export has no such column.
    pub default: Option<String>,
    /// The value counts only where these columns of the export say so.
    pub only_if: Option<Condition>,
}

impl Codebook {
    const SHIPPED: &'static [(&'static str, &'static str)] = &[
        ("china", include_str!("codebooks/china.toml")),
        ("datajud", include_str!("codebooks/datajud.toml")),
        ("english", include_str!("codebooks/english.toml")),
    ];

    /// The shipped codebooks, name and text, in the order in which they are tried.
    pub fn shipped() -> &'static [(&'static str, &'static str)] {
        Self::SHIPPED
    }

    /// A shipped codebook by its name.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn named(name: &str) -> Result<Self> {
        Self::lent(name).cloned()
    }

    /// A shipped codebook, which is read when it is first asked for.
    fn lent(name: &str) -> Result<&'static Self> {
        static READ: Shipped<Codebook, { Codebook::SHIPPED.len() }> =
            Shipped::new(("codebook", "codebook"), Codebook::SHIPPED, Codebook::from_toml);
        READ.lent(name)
    }

    /// Reads a codebook.
    ///
    /// # Errors
    /// When the text is no TOML, has an unknown key, or a rule contradicts another. The message names line
    /// and column.
    pub fn from_toml(text: &str) -> Result<Self> {
        let book: Self = toml::from_str(text)
            .map_err(|e| Error::new(ErrorKind::Codebook, e.to_string().trim_end().replace('\n', " ")))?;
        book.check()?;
        Ok(book)
    }

    /// The codebook that knows most columns of a header, and has a filing date among them.
    ///
    /// # Errors
    /// When no shipped codebook finds a filing date.
    pub fn for_header(header: &[String]) -> Result<Self> {
        let mut best: Option<(usize, &Self)> = None;
        // A codebook whose text has none of the columns knows none, and need not be read.
        let quoted: Vec<String> = header.iter().map(|column| format!("\"{column}\"")).collect();
        for (name, text) in Self::shipped() {
            if !quoted.iter().any(|column| text.contains(column)) {
                continue;
            }
            let book = Self::lent(name)?;
            let known = book.fields.values().filter(|f| f.headers.iter().any(|h| header.contains(h))).count();
            let dated =
                book.fields.get("filed_on").is_some_and(|f| f.headers.iter().any(|h| header.contains(h)));
            if dated && best.as_ref().is_none_or(|(most, _)| known > *most) {
                best = Some((known, book));
            }
        }
        best.map(|(_, book)| book.clone()).ok_or_else(|| {
            Error::new(ErrorKind::Codebook, "no shipped codebook knows the filing date of this export")
                .rule(format!("its columns are: {}", list(header)))
                .hint(if header.len() == 1 {
                    "one column only: is the delimiter another one?"
                } else {
                    "name the columns: fields={\"filed_on\": \"...\", \"resolved_on\": \"...\"}, or codebook=\"my.toml\""
                })
        })
    }

    /// The same codebook with `field` standing in column `header`.
    pub fn with_field(mut self, field: &str, header: &str) -> Self {
        self.fields.entry(field.to_owned()).or_default().headers = vec![header.to_owned()];
        self
    }

    /// How values of `field` are read: as the codebook says, else as the known field, else as words.
    pub fn kind_of(&self, field: &str) -> FieldKind {
        let said = self.fields.get(field).and_then(|rules| rules.kind);
        said.or_else(|| Field::known(field).map(|f| f.kind)).unwrap_or(FieldKind::Category)
    }

    fn check(&self) -> Result<()> {
        let fail = |what: String, rule: &str| Err(Error::new(ErrorKind::Codebook, what).rule(rule));
        if self.dates.first > self.dates.last {
            return fail(
                format!("dates.first {} lies after dates.last {}", self.dates.first, self.dates.last),
                "the plausible range runs from first to last",
            );
        }
        if self.dates.last.days_since(self.dates.first) > 400 * 366 {
            return fail(
                format!("dates.first {} to dates.last {}", self.dates.first, self.dates.last),
                "the plausible range is at most 400 years",
            );
        }
        let reads = |layout| self.dates.layouts.contains(&layout);
        if reads(DateLayout::DayMonthYear) && reads(DateLayout::MonthDayYear) {
            return fail(
                "dates.layouts has \"%d/%m/%Y\" and \"%m/%d/%Y\"".to_owned(),
                "05/01/2023 is two days, so an export writes dates in one of them",
            );
        }
        for (name, rules) in &self.fields {
            if !rules.also.is_empty() && self.kind_of(name) != FieldKind::Date {
                return fail(
                    format!("fields.{name}.also"),
                    "a case has several dates of an event, one of all else",
                );
            }
            if !rules.also.is_empty() && ["filed_on", "resolved_on"].contains(&name.as_str()) {
                return fail(
                    format!("fields.{name}.also"),
                    "a case is filed and resolved once; reopened_on and reopened_resolved_on may repeat",
                );
            }
            let mut seen = BTreeMap::new();
            for (ours, theirs) in &rules.values {
                for word in theirs {
                    if let Some(other) = seen.insert(word, ours) {
                        return fail(
                            format!("fields.{name}.values: \"{word}\" means \"{other}\" and \"{ours}\""),
                            "a word has one meaning",
                        );
                    }
                }
            }
            for clause in rules.only_if.iter().flat_map(Condition::clauses) {
                if clause.test == Test::In(BTreeSet::new()) {
                    return fail(format!("fields.{name}.only_if never holds"), "a set of words is not empty");
                }
            }
        }
        Ok(())
    }
}

/// Names in quotes, cut after twenty.
pub(crate) fn list(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(20).map(|n| format!("\"{n}\"")).collect();
    let more = names.len().saturating_sub(20);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

fn layouts<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<DateLayout>, D::Error> {
    let words = Vec::<String>::deserialize(deserializer)?;
    words.iter().map(|w| w.parse().map_err(de::Error::custom)).collect()
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Date, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}

fn dates<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<BTreeSet<Date>, D::Error> {
    let words = Vec::<String>::deserialize(deserializer)?;
    words.iter().map(|w| w.parse().map_err(de::Error::custom)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_codebook_reads() {
        for (name, text) in Codebook::shipped() {
            let book = Codebook::named(name).unwrap();
            assert_eq!(&book.id, name);
            assert!(book.fields.contains_key("filed_on"), "{name}");
            // So that it is found by any one of its headers.
            for header in book.fields.values().flat_map(|f| &f.headers) {
                assert!(text.contains(&format!("\"{header}\"")), "{name}: {header}");
            }
        }
    }

    #[test]
    fn a_word_with_two_meanings_is_refused() {
        let text = "id = \"x\"\n[fields.outcome]\nvalues = { a = [\"调解\"], b = [\"调解\"] }";
        assert_eq!(
            Codebook::from_toml(text).unwrap_err().to_string(),
            "fields.outcome.values: \"调解\" means \"a\" and \"b\"; a word has one meaning"
        );
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let error = Codebook::from_toml("id = \"x\"\ntitel = \"y\"").unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("titel"), "{error}");
    }
}
