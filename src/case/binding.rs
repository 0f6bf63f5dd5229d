//! A codebook held against the header of an export.

use crate::case::codebook::{Codebook, list};
use crate::case::{Clock, FieldKind, Test};
use crate::error::nearest;
use crate::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A field of the export: where it stands and how it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundField {
    /// Our name, or the export's where it has no other.
    pub name: String,
    /// How values are read.
    pub kind: FieldKind,
    /// Column in the header; `None` where the export has none.
    pub source: Option<usize>,
    /// Columns with further dates of the same event.
    pub also: Vec<usize>,
    /// The export's word → ours.
    pub words: BTreeMap<String, String>,
    /// The word of every row where the export has no column.
    pub default: Option<String>,
    /// Columns that decide whether the value counts.
    pub only_if: Vec<OnlyIf>,
}

/// A column of the export and what it must say.
#[derive(Debug, Clone, PartialEq)]
pub struct OnlyIf {
    /// Column in the header.
    pub source: usize,
    /// What it must say.
    pub test: Test,
}

/// A codebook held against a header.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The codebook.
    pub codebook: Codebook,
    /// The header.
    pub header: Vec<String>,
    /// Events of the cases, from a table of their own.
    pub clock: Option<Arc<Clock>>,
}

impl Codebook {
    /// Holds the codebook against a header.
    ///
    /// # Errors
    /// When the export has no column for the filing date, or a column that decides over another is missing.
    /// The message lists the header and the nearest name.
    pub fn bind(&self, header: &[String]) -> Result<Binding> {
        let binding = Binding { codebook: self.clone(), header: header.to_vec(), clock: None };
        let filed = binding.field("filed_on")?;
        if filed.source.is_none() {
            let wanted = self.fields.get("filed_on").map(|f| f.headers.clone()).unwrap_or_default();
            return Err(binding.missing("filed_on", &wanted));
        }
        for name in self.fields.keys() {
            binding.field(name)?;
        }
        Ok(binding)
    }
}

impl Binding {
    /// The same export with events of its cases beside it.
    ///
    /// # Errors
    /// When the export has no column of identifiers by which they are found.
    pub fn with_clock(mut self, clock: Arc<Clock>) -> Result<Self> {
        if self.field("case_id")?.source.is_none() {
            let wanted = self.codebook.fields.get("case_id").map(|f| f.headers.clone()).unwrap_or_default();
            return Err(self.missing("case_id", &wanted));
        }
        self.clock = Some(clock);
        Ok(self)
    }

    /// How a field of the codebook, or a column of the export under its own name, is read.
    ///
    /// # Errors
    /// When a column named in `only_if` is missing.
    pub fn field(&self, name: &str) -> Result<BoundField> {
        let kind = self.codebook.kind_of(name);
        let Some(rules) = self.codebook.fields.get(name) else {
            return Ok(BoundField {
                name: name.to_owned(),
                kind,
                source: self.position(name),
                also: Vec::new(),
                words: BTreeMap::new(),
                default: None,
                only_if: Vec::new(),
            });
        };
        let source = if rules.headers.is_empty() {
            self.position(name)
        } else {
            rules.headers.iter().find_map(|h| self.position(h))
        };
        let mut only_if = Vec::new();
        for clause in rules.only_if.iter().flat_map(|c| c.clauses()) {
            if source.is_none() {
                break;
            }
            let column = self.position(&clause.field);
            let column = column.ok_or_else(|| self.missing(name, std::slice::from_ref(&clause.field)))?;
            only_if.push(OnlyIf { source: column, test: clause.test.clone() });
        }
        let words = rules
            .values
            .iter()
            .flat_map(|(ours, theirs)| theirs.iter().map(move |t| (t.clone(), ours.clone())))
            .collect();
        let also = rules.also.iter().filter_map(|header| self.position(header)).collect();
        Ok(BoundField {
            name: name.to_owned(),
            kind,
            source,
            also,
            words,
            default: rules.default.clone(),
            only_if,
        })
    }

    /// A field that must be there: by the codebook, by a default, or as a column of the export.
    ///
    /// # Errors
    /// When the export has no such column; the nearest name is the hint.
    pub fn required(&self, name: &str) -> Result<BoundField> {
        let field = self.field(name)?;
        if field.source.is_none() && field.default.is_none() {
            let wanted = self.codebook.fields.get(name).map(|f| f.headers.clone()).unwrap_or_default();
            return Err(self.missing(name, &wanted));
        }
        Ok(field)
    }

    /// Refuses a column whose name another one bears: nobody can tell which of them is meant.
    ///
    /// # Errors
    /// When the header has the name of column `source` twice.
    pub fn only_one(&self, source: usize) -> Result<()> {
        let name = &self.header[source];
        let places: Vec<String> = (self.header.iter().enumerate())
            .filter(|(_, other)| *other == name)
            .map(|(place, _)| (place + 1).to_string())
            .collect();
        if places.len() < 2 {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Codebook,
            format!("columns {} are all named \"{name}\"", places.join(", ")),
        )
        .rule("a column that is read has a name of its own")
        .hint("rename the others in the header"))
    }

    /// Our field → column of the export, those that are there; then columns that no field takes.
    pub fn report(&self) -> (Vec<(String, String)>, Vec<String>, Vec<String>) {
        let mut mapped = Vec::new();
        let mut absent = Vec::new();
        let mut taken = vec![false; self.header.len()];
        for name in self.codebook.fields.keys() {
            match self.field(name).ok().and_then(|f| f.source) {
                Some(source) => {
                    taken[source] = true;
                    mapped.push((name.clone(), self.header[source].clone()));
                }
                None => absent.push(name.clone()),
            }
        }
        let free = self.header.iter().zip(taken).filter(|(_, t)| !t).map(|(h, _)| h.clone()).collect();
        (mapped, absent, free)
    }

    fn position(&self, header: &str) -> Option<usize> {
        self.header.iter().position(|h| h.trim() == header.trim())
    }

    fn missing(&self, field: &str, wanted: &[String]) -> Error {
        let what = if wanted.is_empty() || (wanted.len() == 1 && wanted[0] == field) {
            format!("the export has no column for {field}")
        } else {
            format!("the export has no column for {field} ({})", list(wanted))
        };
        let error =
            Error::new(ErrorKind::Codebook, what).rule(format!("its columns are: {}", list(&self.header)));
        let fields = || self.codebook.fields.keys().map(String::as_str).filter(|name| *name != field);
        let candidates = || self.header.iter().map(String::as_str);
        let near = wanted.iter().map(String::as_str).chain([field]).find_map(|w| nearest(w, candidates()));
        // The name may be a misspelt field of the codebook, whose column is there under its own name.
        let misspelt =
            || nearest(field, fields()).filter(|name| self.field(name).is_ok_and(|f| f.source.is_some()));
        match near {
            None if misspelt().is_some() => {
                error.hint(format!("did you mean \"{}\"?", misspelt().unwrap_or(field)))
            }
            Some(near) => {
                error.hint(format!("did you mean \"{near}\"? Then fields={{\"{field}\": \"{near}\"}}"))
            }
            None if self.header.len() == 1 => error.hint("one column only: is the delimiter another one?"),
            None => error.hint(format!("say which it is: fields={{\"{field}\": \"...\"}}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    fn book() -> Codebook {
        Codebook::from_toml(
            "id = \"t\"\n[fields.filed_on]\nheaders = [\"立案日期\", \"filing_date\"]\n\
             [fields.resolved_on]\nheaders = [\"last\"]\nonly_if = { judged = { not = [\"0\"] } }\n",
        )
        .unwrap()
    }

    #[test]
    fn a_misspelt_column_is_suggested() {
        assert_eq!(
            book().bind(&header(&["court", "filling_date"])).unwrap_err().to_string(),
            "the export has no column for filed_on (\"立案日期\", \"filing_date\"); its columns are: \"court\", \
             \"filling_date\"; hint: did you mean \"filling_date\"? Then fields={\"filed_on\": \"filling_date\"}"
        );
    }

    #[test]
    fn a_column_that_decides_must_be_there() {
        assert!(book().bind(&header(&["filing_date", "last"])).is_err());
        let bound = book().bind(&header(&["filing_date", "last", "judged"])).unwrap();
        assert_eq!(bound.field("resolved_on").unwrap().only_if[0].source, 2);
    }

    #[test]
    fn the_report_lists_what_maps_and_what_does_not() {
        let bound = book().bind(&header(&["filing_date", "judge"])).unwrap();
        let (mapped, absent, free) = bound.report();
        assert_eq!(mapped, [("filed_on".to_owned(), "filing_date".to_owned())]);
        assert_eq!((absent, free), (vec!["resolved_on".to_owned()], vec!["judge".to_owned()]));
    }
}
