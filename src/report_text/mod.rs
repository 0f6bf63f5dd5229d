//! Figures out of published reports, and sentences from figures.
//!
//! A court's published year is prose: `审结民事案件5162件,同比上升3.2%`. [`extract`] reads it into typed
//! [`Figure`]s; [`wording`] writes such sentences from figures.
//!
//! **How it reads.** The text is brought into one spelling (width, script, markup, line breaks) sentence by
//! sentence; every number with a measure word becomes a value, the size of a change or its base; labels,
//! scopes, ranks and records are attached clause by clause. The vocabulary is data (`lexicon.toml`), the code
//! knows only the order of words. Numbers that are no figure (dates, document numbers, telephone numbers,
//! deadlines, names in quotation marks) are left out.
//!
//! **What it costs.** Time linear in the text (about 3 MB a second where every clause has a figure), memory of one
//! sentence and the figures found; any text is read, none panics.
//!
//! **Tables** whose columns are parted by bars, tabs or spaces are read row by row, as the sentences they stand for.
//!
//! **When to use something else.** Charts: what a picture holds is not in the text.
//!
//! ```
//! use courtmetrics::report_text::{Direction, extract};
//! let report = extract("2023年,全院受理案件1.2万件,结案率97.3%,同比提高1.2个百分点。");
//! let rate = &report.figures[1];
//! assert_eq!(rate.indicator.as_deref(), Some("closing_rate"));
//! assert_eq!(rate.value.as_ref().unwrap().printed(), "97.3%");
//! assert_eq!(rate.changes[0].direction, Direction::Up);
//! assert_eq!(rate.changes[0].size.as_ref().unwrap().printed(), "1.2个百分点");
//! assert_eq!(report.year, Some(2023));
//! ```

mod attach;
mod bounds;
mod claims;
mod clauses;
mod english;
mod figure;
mod fractions;
mod grammar;
mod labels;
mod lexicon;
mod lists;
mod normalise;
mod numerals;
mod objects;
mod periods;
mod roles;
mod settle;
mod tables;
mod thresholds;
mod values;
pub mod wording;

pub use figure::{
    Amount, Base, Change, ChangeKind, Direction, Figure, Named, Record, Scope, Span, Standing, Unit, UnitKind,
};

use lexicon::Lexicon;

/// What a report says, in the order of its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The figures.
    pub figures: Vec<Figure>,
    /// The year that it names most often, taken as the year it reports on.
    pub year: Option<i16>,
}

impl Report {
    /// How many numbers the figures carry: values, sizes of changes and their bases.
    pub fn numbers(&self) -> usize {
        self.figures.iter().map(|figure| figure.numbers().count()).sum()
    }
}

/// Reads every figure of `text`. Positions are characters of `text`.
pub fn extract(text: &str) -> Report {
    let lexicon = Lexicon::shipped();
    let mut years = periods::Years::default();
    let mut read: Vec<(Figure, Option<periods::Mention>, bool)> = Vec::new();
    let mut before = None;
    let mut last: Option<periods::Mention> = None;
    let mut goes_on = false;
    let mut each = |sentence: &normalise::Sentence| {
        if !sentence.telling {
            before = None;
            return;
        }
        if english::is_english(&sentence.chars) {
            let counted = read.last().and_then(|(figure, ..)| figure.value.as_ref()).map(|v| v.unit.clone());
            let figures = english::read(sentence, &mut years, counted);
            read.extend(figures.into_iter().map(|figure| (figure, None, true)));
            return;
        }
        let mentions = periods::mentions(&sentence.chars, &mut years);
        let drafts = attach::read(sentence, &mentions, before.take(), lexicon);
        let half = sentence.chars.last() == Some(&';');
        let went_on = std::mem::replace(&mut goes_on, half);
        let said = drafts.iter().rfind(|draft| half && !draft.aside).map(|draft| &draft.figure);
        before = said.map(|figure| (figure.scope.clone(), figure.label.clone()));
        // 其中 goes on with the period of the sentence before, and so does what stands behind a semicolon.
        if !went_on && !sentence.chars.starts_with(&['其', '中']) {
            last = None;
        }
        for draft in drafts {
            last = draft.mention.map(|i| mentions[i].clone()).or(last.take());
            read.push((draft.figure, last.clone(), false));
        }
    };
    tables::blocks(text, |block| match block {
        tables::Block::Prose(first, prose) => normalise::sentences(prose, first, &mut each),
        tables::Block::Table(table) => table.sentences(&mut each),
    });
    let year = years.reported();
    let figures = read.into_iter().map(|(mut figure, mention, english)| {
        let report = year.map(|year| periods::whole_year(year, english));
        figure.period = figure.period.or(mention.map(|mention| periods::named(&mention, year))).or(report);
        figure
    });
    Report { figures: figures.collect(), year }
}

/// Reads the figures of bytes in UTF-8; what is no UTF-8 is read as the replacement character, and positions
/// count it as one character.
pub fn extract_bytes(bytes: &[u8]) -> Report {
    extract(&String::from_utf8_lossy(bytes))
}
