//! Sentences from figures, in the conventions of published reports.
//!
//! Every phrase is a template (`phrases.toml`). What is written is read again before it is given out: a figure
//! whose sentence would be read as another figure is an error, so that nothing is lost between table and text.

mod table;

pub use crate::table::Language;
pub use table::{Unsaid, Written, table_sentences};

use super::figure::{Amount, Base, Change, Direction, Figure, Standing, UnitKind};
use super::{Report, extract};
use crate::quantity::Bound;
use crate::{Error, ErrorKind, Result};
use serde::Deserialize;
use std::sync::OnceLock;

#[derive(Debug, Deserialize)]
struct Templates {
    zh: Phrases,
    en: Phrases,
}

#[derive(Debug, Deserialize)]
struct Phrases {
    end: String,
    pause: String,
    period: String,
    value: String,
    moved: String,
    moved_from: String,
    sized: String,
    sized_from: String,
    flat: String,
    place: String,
    within: String,
    among: String,
    highest: String,
    lowest: String,
    at_least: String,
    at_most: String,
    about: String,
    rounded: String,
    year_before: String,
    period_before: String,
    half_before: String,
    year: String,
    stated: String,
    unstated: String,
    up: String,
    down: String,
    up_days: String,
    down_days: String,
    scales: Vec<(u8, String)>,
}

fn phrases(language: Language) -> &'static Phrases {
    static SHIPPED: OnceLock<Templates> = OnceLock::new();
    let all = SHIPPED.get_or_init(|| {
        toml::from_str(include_str!("phrases.toml")).expect("the shipped templates are read")
    });
    match language {
        Language::Chinese => &all.zh,
        Language::English => &all.en,
    }
}

/// The sentence of one figure.
///
/// ```
/// use courtmetrics::report_text::{extract, wording::{Language, sentence}};
/// let figure = &extract("結案率９７．３％，同比提高１．２個百分點，位居全省第二。").figures[0];
/// assert_eq!(sentence(figure, Language::Chinese)?, "结案率97.3%,同比上升1.2个百分点,居全省第2。");
/// # Ok::<(), courtmetrics::Error>(())
/// ```
///
/// # Errors
/// When the figure has no value, change, rank or record, or its sentence would not be read back as it.
pub fn sentence(figure: &Figure, language: Language) -> Result<String> {
    let phrases = phrases(language);
    let text = phrases.sentence(figure)?;
    let Report { figures, .. } = extract(&text);
    if figures.len() == 1 && same(&figures[0], figure) {
        return Ok(text);
    }
    Err(Error::new(
        ErrorKind::Argument,
        format!("\"{text}\" is not read back as the figure it was written from"),
    )
    .rule("a written sentence gives its figure back")
    .hint("use a label without numbers, change words or punctuation"))
}

/// The sentences of many figures, one after the other.
///
/// # Errors
/// When one of them cannot be worded.
pub fn sentences(figures: &[Figure], language: Language) -> Result<String> {
    let all: Result<Vec<String>> = figures.iter().map(|figure| sentence(figure, language)).collect();
    Ok(all?.join(if language == Language::English { " " } else { "" }))
}

/// Whether two figures say the same: everything but where it stands in a text and which words carried it.
pub fn same(a: &Figure, b: &Figure) -> bool {
    let amount = |x: &Option<Amount>, y: &Option<Amount>| match (x, y) {
        (Some(x), Some(y)) => x.number == y.number && x.unit == y.unit,
        (None, None) => true,
        _ => false,
    };
    let change = |(x, y): (&Change, &Change)| {
        x.direction == y.direction && x.base == y.base && amount(&x.size, &y.size) && amount(&x.from, &y.from)
    };
    let standing =
        |(x, y): (&Standing, &Standing)| (x.place, x.within, &x.scope) == (y.place, y.within, &y.scope);
    let period = |f: &Figure| f.period.as_ref().map(|p| p.words.clone());
    (&a.label, &a.object, &a.indicator, &a.scope) == (&b.label, &b.object, &b.indicator, &b.scope)
        && amount(&a.value, &b.value)
        && a.changes.len() == b.changes.len()
        && a.changes.iter().zip(&b.changes).all(change)
        && a.standings.len() == b.standings.len()
        && a.standings.iter().zip(&b.standings).all(standing)
        && a.record.as_ref().map(|r| r.highest) == b.record.as_ref().map(|r| r.highest)
        && period(a) == period(b)
}

fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

impl Phrases {
    fn sentence(&self, figure: &Figure) -> Result<String> {
        let english = self.end == ".";
        let court = figure.scope.court.as_deref().unwrap_or("");
        let label = if english && !court.is_empty() {
            format!("{court}: {}", figure.label)
        } else {
            format!("{court}{}", figure.label)
        };
        let mut parts: Vec<String> = Vec::new();
        let mut changes = figure.changes.iter().peekable();
        let object = figure
            .object
            .as_deref()
            .map_or(String::new(), |o| if english { format!(" {o}") } else { o.to_owned() });
        if let Some(value) = &figure.value {
            let printed = self.amount(value)?;
            let moved = changes.next_if(|c| c.size.is_none() && c.direction != Direction::Flat);
            let template = match moved {
                Some(Change { from: Some(_), .. }) => &self.moved_from,
                Some(_) => &self.moved,
                None => &self.value,
            };
            let from = moved.and_then(|c| c.from.as_ref()).map(|from| self.amount(from)).transpose()?;
            let verb = moved.map_or("", |c| self.verb(c.direction, value.unit.kind));
            let base = moved.map_or(String::new(), |c| self.base(&c.base));
            let fields = [
                ("label", label.as_str()),
                ("value", &printed),
                ("object", &object),
                ("verb", verb),
                ("base", &base),
                ("from", from.as_deref().unwrap_or("")),
            ];
            parts.push(fill(template, &fields).trim().to_owned());
        }
        for change in changes {
            parts.push(self.change(change)?);
        }
        for standing in &figure.standings {
            let place = standing.place.map_or(String::new(), |p| p.to_string());
            let template = match (standing.place, standing.within) {
                (None, _) => &self.among,
                (Some(_), true) => &self.within,
                (Some(_), false) => &self.place,
            };
            parts.push(fill(template, &[("place", &place), ("scope", &standing.scope)]));
        }
        if let Some(record) = &figure.record {
            parts.push(if record.highest { self.highest.clone() } else { self.lowest.clone() });
        }
        let Some(first) = parts.first_mut() else {
            return Err(Error::new(ErrorKind::Argument, format!("the figure \"{label}\" says nothing"))
                .rule("a figure has a value, a change, a rank or a record"));
        };
        if figure.value.is_none() {
            let space = if english { " " } else { "" };
            *first = format!("{label}{space}{first}");
        }
        let period =
            figure.period.as_ref().map_or(String::new(), |p| fill(&self.period, &[("period", &p.words)]));
        Ok(format!("{period}{}{}", parts.join(&self.pause), self.end))
    }

    fn change(&self, change: &Change) -> Result<String> {
        let Some(size) = &change.size else {
            return Ok(fill(&self.flat, &[("base", &self.base(&change.base))]));
        };
        let from = change.from.as_ref().map(|from| self.amount(from)).transpose()?;
        let template = if from.is_some() { &self.sized_from } else { &self.sized };
        let fields = [
            ("base", self.base(&change.base)),
            ("verb", self.verb(change.direction, size.unit.kind).to_owned()),
            ("size", self.amount(size)?),
            ("from", from.unwrap_or_default()),
        ];
        Ok(fill(template, &fields.each_ref().map(|(name, value)| (*name, value.as_str()))))
    }

    fn base(&self, base: &Base) -> String {
        match base {
            Base::YearBefore => self.year_before.clone(),
            Base::PeriodBefore => self.period_before.clone(),
            Base::HalfBefore => self.half_before.clone(),
            Base::Year(year) => fill(&self.year, &[("year", &year.to_string())]),
            Base::Stated(words) => fill(&self.stated, &[("words", words)]),
            Base::Unstated => self.unstated.clone(),
        }
    }

    fn verb(&self, direction: Direction, kind: UnitKind) -> &str {
        match (direction, kind) {
            (Direction::Down, UnitKind::Days) => &self.down_days,
            (Direction::Down, _) => &self.down,
            (_, UnitKind::Days) => &self.up_days,
            _ => &self.up,
        }
    }

    fn amount(&self, amount: &Amount) -> Result<String> {
        let exponent = amount.number.exponent();
        let tenths = amount.unit.word == "成" && exponent == 1;
        let scale = self.scales.iter().find(|(e, _)| *e == exponent).map(|(_, word)| word.as_str());
        let scale = scale.or_else(|| tenths.then_some("")).ok_or_else(|| {
            Error::new(ErrorKind::Argument, format!("there is no word for 10^{exponent}"))
                .rule("numbers are printed in the unit words of their language")
        })?;
        let template = match amount.number.bound() {
            Bound::Rounded => &self.rounded,
            Bound::AtLeast => &self.at_least,
            Bound::AtMost => &self.at_most,
            Bound::About => &self.about,
        };
        let english = self.end == ".";
        let word = &amount.unit.word;
        let unit = if english && !word.is_empty() && word != "%" { format!(" {word}") } else { word.clone() };
        let digits = amount.number.digits().to_string();
        Ok(fill(template, &[("digits", digits.as_str()), ("scale", scale), ("unit", &unit)]))
    }
}
