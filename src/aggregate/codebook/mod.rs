//! Codebooks of aggregate tables: where the header stands, what the columns say, how numbers and periods are written.
//!
//! ```toml
//! id = "my-ministry"
//! title = "Caseload of the courts of first instance"
//!
//! [aggregate]
//! skip_lines = 3                           # a title above the header
//! ends_at = ["Source"]                     # a row that begins so, and all below it, is no data
//!
//! [[aggregate.group]]
//! name = "court"
//! column = "Court"
//! total = "All courts"
//!
//! [aggregate.period]
//! column = "Year"
//!
//! [aggregate.measures]
//! pending_start = "Pending 1 Jan."
//! incoming = "Filed"
//! resolved = ["Resolved", "Disposed of"]   # the first that the table has
//! pending_end = "Pending 31 Dec."
//! ```

mod days;
mod parts;

pub use parts::{GroupRules, Locator, MeasureForm, MeasureRules, Parts, Words};

pub(crate) use days::DayRole;

use crate::aggregate::number::{NoNumber, NumberRules};
use crate::aggregate::period::PeriodRules;
use crate::aggregate::words::Template;
use crate::period::Calendar;
use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// What an aggregate table calls its columns, rows and values.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableBook {
    /// Name.
    pub id: String,
    /// What it is for.
    #[serde(default)]
    pub title: String,
    /// Where the names are taken from.
    #[serde(default)]
    pub source: String,
    /// The rules.
    pub aggregate: Rules,
}

/// How a table is laid out and what stands in it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Between the cells of a text file; without it the text decides.
    pub delimiter: Option<char>,
    /// The encoding of a text file; without it the bytes decide.
    pub encoding: Option<String>,
    /// The sheet of a workbook; without it the only one with content.
    pub sheet: Option<String>,
    /// Lines above the header that are left out.
    pub skip_lines: u64,
    /// A cell of the first line of the header: everything above it is left out.
    pub header_has: Option<String>,
    /// Lines of the header. What a cell above spans is continued to the right.
    pub header_lines: usize,
    /// Between the texts of one column's header cells.
    pub header_join: String,
    /// A row whose first text begins so ends the table.
    #[serde(deserialize_with = "words_or_one")]
    pub ends_at: Vec<String>,
    /// Rows whose first text begins so are left out.
    #[serde(deserialize_with = "words_or_one")]
    pub skip_rows: Vec<String>,
    /// The reporting year.
    pub calendar: Calendar,
    /// What holds for the whole table: `{ instance = "first" }`.
    pub about: BTreeMap<String, String>,
    /// Grouping columns, in the order of the result.
    pub group: Vec<GroupRules>,
    /// Where the period stands.
    pub period: PeriodRules,
    /// The column that names the measure, in long tables.
    pub measure_column: Option<Locator>,
    /// The measure of every number that neither a heading nor a column names: a table of one measure.
    pub measure: Option<String>,
    /// What the headings of columns of numbers look like.
    #[serde(deserialize_with = "templates")]
    pub headings: Vec<Template>,
    /// The measures: our word → the table's.
    pub measures: BTreeMap<String, MeasureForm>,
    /// Indicators that the table prints → the table's word; they are held against ours.
    pub published: BTreeMap<String, MeasureForm>,
    /// How numbers are written.
    pub numbers: NumberRules,
    /// What stands in the place of numbers.
    pub words: NoNumber,
    /// What may be computed where the table does not say it: `pending_start`, `incoming`, `resolved`,
    /// `pending_end`.
    #[serde(deserialize_with = "words_or_one")]
    pub derive: Vec<String>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            delimiter: None,
            encoding: None,
            sheet: None,
            skip_lines: 0,
            header_has: None,
            header_lines: 1,
            header_join: " / ".to_owned(),
            ends_at: Vec::new(),
            skip_rows: Vec::new(),
            calendar: Calendar::default(),
            about: BTreeMap::new(),
            group: Vec::new(),
            period: PeriodRules::default(),
            measure_column: None,
            measure: None,
            headings: Vec::new(),
            measures: BTreeMap::new(),
            published: BTreeMap::new(),
            numbers: NumberRules::default(),
            words: NoNumber::default(),
            derive: Vec::new(),
        }
    }
}

impl TableBook {
    /// Reads a codebook of an aggregate table.
    ///
    /// # Errors
    /// When the text is no TOML, has an unknown key or no `[aggregate]`, or a rule contradicts another. The
    /// message names line and column.
    pub fn from_toml(text: &str) -> Result<Self> {
        let book: Self = toml::from_str(text).map_err(|e| {
            let error = Error::new(ErrorKind::Codebook, e.to_string().trim_end().replace('\n', " "));
            if toml::from_str::<toml::Table>(text).is_ok_and(|table| !table.contains_key("aggregate")) {
                error.hint("a codebook of an aggregate table has [aggregate]; by one of case records measure() reads")
            } else {
                error
            }
        })?;
        book.aggregate.check()?;
        Ok(book)
    }
}

/// The four numbers of a ledger's row.
pub(crate) const LEDGER: [&str; 4] = ["pending_start", "incoming", "resolved", "pending_end"];

impl Rules {
    fn check(&self) -> Result<()> {
        let fail = |what: String, rule: &str| Err(Error::new(ErrorKind::Codebook, what).rule(rule));
        self.numbers.check()?;
        _ = self.period.reader(self.calendar)?;
        if self.header_lines == 0 {
            return fail(
                "header_lines is 0".to_owned(),
                "columns are found by their names or by places: header_lines = 1",
            );
        }
        if self.measures.is_empty() && self.measure.is_none() {
            return fail(
                "no measure is named".to_owned(),
                "[aggregate.measures] says what the numbers are: incoming = \"Filed\"; measure = \"incoming\" of them all",
            );
        }
        for (i, group) in self.group.iter().enumerate() {
            if self.group[..i].iter().any(|g| g.name == group.name) {
                return fail(format!("group {} stands twice", group.name), "a grouping column has one name");
            }
        }
        let known: Vec<&str> = ["measure", "period", "any"]
            .into_iter()
            .chain(self.group.iter().map(|g| g.name.as_str()))
            .collect();
        for template in &self.headings {
            if let Some(place) = template.places().find(|p| !known.contains(p)) {
                let error = Error::unknown("place", place, known);
                return Err(Error::new(
                    ErrorKind::Codebook,
                    format!("headings \"{}\": {error}", template.text()),
                ));
            }
        }
        for name in &self.derive {
            if !LEDGER.contains(&name.as_str()) {
                let error = Error::unknown("measure", name, LEDGER);
                return Err(Error::new(ErrorKind::Codebook, format!("derive: {error}")));
            }
        }
        // An input may have any name, so a slip in one of the four would go unseen.
        for name in self.measures.keys().chain(&self.measure).filter(|n| !LEDGER.contains(&n.as_str())) {
            if let Some(near) = crate::error::nearest(name, LEDGER)
                && self.measures.get(name).is_none_or(|form| {
                    let rules = form.rules();
                    rules.of.is_none() && rules.days.is_none()
                })
            {
                return Err(Error::new(ErrorKind::Codebook, format!("measures.{name} is no measure"))
                    .rule("an input has a name unlike those of the ledger's own measures")
                    .hint(format!("did you mean \"{near}\"?")));
            }
        }
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (name, form) in self.measures.iter().chain(&self.published) {
            let rules = form.rules();
            self.check_measure(name, &rules)?;
            if rules.scale == 0 {
                return fail(format!("measures.{name}.scale is 0"), "a scale is what a printed 1 stands for");
            }
            for word in rules.words.list() {
                if let Some(other) = seen.insert(crate::aggregate::words::key(word), name) {
                    return fail(
                        format!("\"{word}\" means \"{other}\" and \"{name}\""),
                        "a word of the table has one meaning",
                    );
                }
            }
        }
        Ok(())
    }
}

impl Rules {
    /// A measure is read by its words, or computed of others.
    fn check_measure(&self, name: &str, rules: &MeasureRules) -> Result<()> {
        let error = |what: String| Error::new(ErrorKind::Codebook, format!("measures.{name}{what}"));
        let role = rules.role().map_err(|e| e.at(format!("measures.{name}")))?;
        if role.is_none() && (rules.within_days.is_some() || rules.from.is_some() || rules.to.is_some()) {
            return Err(error(" has within_days, from or to, and no days".to_owned())
                .rule("days says what of days is printed: \"sum\", \"mean\", \"within\""));
        }
        if role.is_some() && rules.sum.is_some() {
            return Err(error(" has days and sum".to_owned()).rule("a column is one or the other"));
        }
        if rules.terms.is_empty() {
            return Ok(());
        }
        if !rules.words.list().is_empty() || rules.scale != 1 || rules.percent {
            return Err(error(" has terms, and words, scale or percent".to_owned())
                .rule("a measure is read by its words, or computed of others by its terms"));
        }
        for term in &rules.terms {
            let term = term.strip_prefix('-').unwrap_or(term);
            match self.measures.get(term).map(MeasureForm::rules) {
                Some(of) if of.terms.is_empty() => {}
                Some(_) => {
                    return Err(error(format!(".terms: \"{term}\" is computed itself"))
                        .rule("terms are measures that the table prints"));
                }
                None => {
                    let known = self.measures.keys().filter(|known| *known != name).map(String::as_str);
                    return Err(error(format!(".terms: {}", Error::unknown("measure", term, known))));
                }
            }
        }
        Ok(())
    }
}

/// A word or a list of words.
pub(crate) fn words_or_one<'de, D: Deserializer<'de>>(d: D) -> std::result::Result<Vec<String>, D::Error> {
    Ok(Words::deserialize(d)?.list().to_vec())
}

/// Templates, one or a list.
pub(crate) fn templates<'de, D: Deserializer<'de>>(d: D) -> std::result::Result<Vec<Template>, D::Error> {
    let words = words_or_one(d)?;
    words.iter().map(|w| Template::new(w).map_err(serde::de::Error::custom)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        TableBook::from_toml(&format!("id = \"x\"\n{text}")).unwrap_err().to_string()
    }

    #[test]
    fn slips_are_named() {
        let measures = "[aggregate.measures]\nincoming = \"Filed\"\n";
        assert!(error("").contains("hint: a codebook of an aggregate table has [aggregate]"));
        assert_eq!(
            error("[aggregate.measures]\nresovled = \"Out\"\n"),
            "measures.resovled is no measure; an input has a name unlike those of the ledger's own measures; \
             hint: did you mean \"resolved\"?"
        );
        assert_eq!(
            error("[aggregate.measures]\nincoming = \"Filed\"\nresolved = [\"Out\", \"filed\"]\n"),
            "\"filed\" means \"incoming\" and \"resolved\"; a word of the table has one meaning"
        );
        assert!(
            error(&format!("[aggregate]\nheadings = \"{{mesure}}\"\n{measures}"))
                .contains("did you mean \"measure\"?")
        );
        assert!(error(&format!("[aggregate]\nskiplines = 3\n{measures}")).contains("skiplines"));
        assert!(
            error(&format!("[aggregate]\nderive = \"closing\"\n{measures}"))
                .contains("derive: measure \"closing\"")
        );
    }
}
