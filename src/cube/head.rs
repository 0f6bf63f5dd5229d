//! What a cube's table or file says of itself, as TOML in its metadata.

use crate::case::{Reason, SetAside};
use crate::cube::ids::hash;
use crate::cube::{Addition, Cube, History, Measure, Shape, Tally};
use crate::period::{Calendar, Grain};
use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Metadata key of the head.
pub(crate) const HEAD: &str = "courtmetrics.cube";
/// The newest layout of tables. Layout 1 is layout 2 without an opening balance.
const FORMAT: u32 = 2;

/// What a cube's numbers mean.
#[derive(Serialize, Deserialize)]
pub(crate) struct Head {
    format: u32,
    grain: Grain,
    by: Vec<String>,
    calendar: Calendar,
    first_day: i32,
    last_day: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opening: Option<i32>,
    measures: Vec<Measure>,
    #[serde(default)]
    absent: BTreeMap<String, String>,
    #[serde(default)]
    additions: Vec<Addition>,
    #[serde(default)]
    meaning: BTreeMap<String, BTreeSet<String>>,
    /// What was read: a table has it in rows of its own, so that it adds up; a file has it here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    read: Option<Read>,
}

/// What was read on the way to the cube.
#[derive(Serialize, Deserialize)]
struct Read {
    rows: u64,
    timed: u64,
    set_aside: BTreeMap<String, u64>,
    neither: BTreeSet<(String, String)>,
    /// The classes that numbers stand for, which follow from the measures.
    classes: Vec<String>,
}

/// The classes of each event in words.
fn classes(shape: &Shape) -> Vec<String> {
    let of = |event: &crate::cube::EventShape| {
        let mut text = event.event.to_string();
        for (name, fields) in [("lanes", &event.lanes), ("extra", &event.extra)] {
            for field in fields {
                let tests: Vec<String> = field.tests.iter().map(ToString::to_string).collect();
                text += &format!("; {name} {} by {}:", field.field, tests.join(", "));
                for signature in &field.signatures {
                    text.push(' ');
                    text.extend(signature.iter().map(|held| if *held { '1' } else { '0' }));
                }
            }
        }
        for (field, projection) in &event.sums {
            text += &format!("; sum {field} at {:?}", projection.place);
        }
        for (field, projection) in &event.distinct {
            text += &format!(
                "; different {field} at {:?}, known by {:032x}",
                projection.place,
                hash(b"courtmetrics")
            );
        }
        for ((from, to), projection) in &event.days {
            text += &format!("; days {from} to {to} at {:?}", projection.place);
        }
        text
    };
    shape.events.iter().map(of).collect()
}

pub(crate) fn misfit(what: &str) -> Error {
    Error::new(ErrorKind::Mismatch, what).rule("the table must be one that a cube was written to")
}

impl Head {
    /// The head of a table, whose rows tell what was read.
    pub fn of_table(cube: &Cube) -> Self {
        let (shape, tally, history) = (cube.shape(), cube.tally(), &cube.history);
        Self {
            format: if history.opening.is_some() { FORMAT } else { 1 },
            grain: shape.grain,
            by: shape.by.clone(),
            calendar: shape.calendar,
            first_day: tally.first_day,
            last_day: tally.last_day,
            opening: history.opening,
            measures: shape.measures.clone(),
            absent: cube.absent().clone(),
            additions: cube.additions(),
            meaning: history.meaning.clone(),
            read: None,
        }
    }

    /// The head of a file, which has no such rows.
    pub fn of_file(cube: &Cube) -> Self {
        let tally = cube.tally();
        let set_aside = tally.set_aside.counts().map(|(reason, n)| (reason.word().to_owned(), n)).collect();
        let classes = classes(cube.shape());
        let read =
            Read { rows: tally.rows, timed: tally.timed, set_aside, neither: tally.neither.clone(), classes };
        Self { read: Some(read), ..Self::of_table(cube) }
    }

    /// # Errors
    /// When it cannot be written as TOML.
    pub fn to_text(&self) -> Result<String> {
        toml::to_string(self).map_err(|e| misfit(&e.to_string()))
    }

    /// # Errors
    /// When the text is no head, or of a newer layout.
    pub fn from_text(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let Format { format } = toml::from_str(text).map_err(|e| misfit(&e.to_string()))?;
        if format == 0 || format > FORMAT {
            return Err(Error::new(ErrorKind::Mismatch, format!("the cube has layout {format}"))
                .rule(format!("this version reads layouts 1 to {FORMAT}"))
                .hint("update courtmetrics, or build the cube again"));
        }
        toml::from_str(text).map_err(|e| misfit(&e.to_string()))
    }

    /// The shape, what was read so far as the head says it, what is absent, and the history.
    ///
    /// # Errors
    /// When a reason of rows set aside is unknown, or the classes are told apart otherwise today.
    pub fn into_parts(self) -> Result<(Shape, Tally, BTreeMap<String, String>, History)> {
        let shape = Shape::new(&self.measures, &self.by, self.grain, self.calendar);
        let mut tally = Tally { first_day: self.first_day, last_day: self.last_day, ..Tally::default() };
        if let Some(read) = self.read {
            if read.classes != classes(&shape) {
                return Err(Error::new(
                    ErrorKind::Mismatch,
                    "the cube tells classes of cases apart in another way",
                )
                .rule("this version of courtmetrics divides cases by these measures otherwise")
                .hint("build the cube again"));
            }
            (tally.rows, tally.timed, tally.neither) = (read.rows, read.timed, read.neither);
            for (word, n) in read.set_aside {
                tally.set_aside.merge(aside(&word, n)?);
            }
        }
        let history = History { opening: self.opening, additions: self.additions, meaning: self.meaning };
        Ok((shape, tally, self.absent, history))
    }
}

/// So many rows set aside for the reason of this word.
///
/// # Errors
/// When there is no such reason.
pub(crate) fn aside(word: &str, n: u64) -> Result<SetAside> {
    let reason = Reason::ALL.into_iter().find(|r| r.word() == word);
    let reason =
        reason.ok_or_else(|| misfit(&format!("\"{word}\" is nothing that a cube tells of its rows")))?;
    let mut aside = SetAside::default();
    aside.add_count(reason, n);
    Ok(aside)
}
