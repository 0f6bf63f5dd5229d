//! Sentences from a table of observations: one for each indicator, group and period that has a value.
//!
//! Rates in percent and days with two decimals, money in 万元 and 亿元, counts exact; a change in the unit of its
//! kind (同比上升0.72个百分点, 缩短18.69天, 持平). Every number is rounded once, from the exact fraction, half away
//! from zero. What is written is read again: a sentence that would be read otherwise is not given out, and what
//! could not be said is listed with its reason.

use super::{Language, phrases};
use crate::change::ChangeKind;
use crate::indicator::{Definition, Direction as Better};
use crate::ledger::GroupWord;
use crate::period;
use crate::quantity::{Bound, Decimal, Fraction, Published, QuantityKind, Rounding};
use crate::report_text::figure::{Amount, Base, Change, Direction, Figure, Named, Standing, Unit, UnitKind};
use crate::report_text::{Report, extract};
use crate::table::{Observation, Place, Table, unit_text};

/// A row of the table that no sentence tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaid {
    /// The row.
    pub row: usize,
    /// Why.
    pub reason: String,
}

/// The sentences of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// One sentence for each row said: the row and its words.
    pub sentences: Vec<(usize, String)>,
    /// Rows without a sentence.
    pub unsaid: Vec<Unsaid>,
}

impl Written {
    /// The sentences in one text, a line each.
    pub fn text(&self) -> String {
        self.sentences.iter().flat_map(|(_, sentence)| [sentence.as_str(), "\n"]).collect()
    }
}

/// The sentences of a table, in its order of indicators, groups and periods.
///
/// `among` names those among whom the groups are ranked (全市 gives 居全市第1); without it no place is told.
/// Changes are told where the table was compared.
///
/// ```
/// use courtmetrics::measure::Request;
/// use courtmetrics::period::Base;
/// use courtmetrics::read::{Cases, ScanOptions};
/// use courtmetrics::report_text::wording::{Language, table_sentences};
/// let mut cases = Cases::new(["filed_on", "resolved_on"]);
/// cases.push(["2022-03-01".into(), "2022-09-01".into()])?;
/// cases.push(["2023-01-05".into(), "2023-03-01".into()])?;
/// cases.push(["2023-01-09".into(), "2023-03-01".into()])?;
/// let mut table = Request::new(&["pinghu.cases_filed"])?.run(&mut cases, ScanOptions::default())?.table;
/// table.compare(Base::YearBefore);
/// let written = table_sentences(&table, Language::Chinese, None);
/// assert_eq!(written.text(), "2022年,新收案件1件。\n2023年,新收案件2件,同比上升100.00%。\n");
/// # Ok::<(), courtmetrics::Error>(())
/// ```
pub fn table_sentences(table: &Table, language: Language, among: Option<&str>) -> Written {
    let mut written = Written::default();
    for row in 0..table.rows().len() {
        match sentence(table, row, language, among) {
            Ok(text) => written.sentences.push((row, text)),
            Err(reason) => written.unsaid.push(Unsaid { row, reason }),
        }
    }
    written
}

fn sentence(table: &Table, row: usize, language: Language, among: Option<&str>) -> Result<String, String> {
    let status = table.row(row).status;
    if !status.has_value() {
        return Err(status.word().to_owned());
    }
    let figure = figure(table, row, language, among)?;
    let told = |figure: &Figure| phrases(language).sentence(figure).map_err(|error| error.to_string());
    let text = told(&figure)?;
    if read_back(&text, &figure) {
        return Ok(text);
    }
    // An English name with a comma or a word for a bound in it (cases carried over) stands before a colon.
    let titled = told(&Figure { label: format!("{}:", figure.label), ..figure.clone() })?;
    if language == Language::English && read_back(&titled, &figure) {
        return Ok(titled);
    }
    Err(format!("\"{text}\" would be read otherwise"))
}

fn read_back(text: &str, written: &Figure) -> bool {
    let Report { figures, .. } = extract(text);
    figures.len() == 1 && reads_back(&figures[0], written)
}

/// Whether what is read says what was written: numbers, changes, places, period and name.
fn reads_back(read: &Figure, written: &Figure) -> bool {
    let amount = |a: &Option<Amount>| a.as_ref().map(|a| (a.number, a.unit.clone()));
    let changes = |f: &Figure| -> Vec<_> {
        f.changes.iter().map(|c| (c.direction, amount(&c.size), c.base.clone())).collect()
    };
    let places = |f: &Figure| -> Vec<_> { f.standings.iter().map(|s| (s.place, s.scope.clone())).collect() };
    let words = |f: &Figure| f.period.as_ref().map(|p| p.words.clone());
    let name = format!("{}{}", read.scope.court.as_deref().unwrap_or(""), read.name());
    amount(&read.value) == amount(&written.value)
        && changes(read) == changes(written)
        && places(read) == places(written)
        && words(read) == words(written)
        && (name == written.label || written.label.ends_with(&format!(": {name}")))
}

fn figure(table: &Table, row: usize, language: Language, among: Option<&str>) -> Result<Figure, String> {
    let place = table.place(row);
    let definition = &table.indicators()[place.indicator];
    let chinese = language == Language::Chinese;
    let exact = |row: usize| {
        let days = table.periods()[table.place(row).period].days();
        table.row(row).exact(Observation::scale(definition, days)).map_err(|error| error.to_string())
    };
    let value = exact(row)?;
    let mut figure = Figure::blank();
    figure.label = label(table, place, definition, chinese)?;
    figure.value = Some(value_amount(value, definition, chinese)?);
    figure.period = Some(period_words(&table.periods()[place.period], chinese)?);
    if let Some(base) = table.compared().filter(|_| table.change(row).is_ok()) {
        figure.changes.push(change(table, row, base, definition, chinese)?);
    }
    figure.standings.extend(among.and_then(|scope| standing(table, place, definition, scope)));
    Ok(figure)
}

/// The indicator's name behind the words of its group.
fn label(table: &Table, place: Place, definition: &Definition, chinese: bool) -> Result<String, String> {
    let name = if chinese { &definition.name.zh } else { &definition.name.en };
    let mut words = Vec::new();
    for word in &table.groups()[place.group] {
        match word {
            GroupWord::All => {}
            GroupWord::Missing => return Err("the group has no name".to_owned()),
            GroupWord::Is(word) => words.push(word.as_str()),
        }
    }
    Ok(match (words.is_empty(), chinese) {
        (true, _) => name.clone(),
        (false, true) => format!("{}{name}", words.concat()),
        (false, false) => format!("{}: {name}", words.join(" ")),
    })
}

fn rounded(value: Fraction, decimals: u8) -> Result<Decimal, String> {
    value.round(decimals, Rounding::HalfAwayFromZero).map_err(|error| error.to_string())
}

fn amount(digits: Decimal, exponent: u8, word: &str, kind: UnitKind) -> Amount {
    let unit = Unit { word: word.to_owned(), kind };
    Amount { number: Published::new(digits, exponent, Bound::Rounded), unit, span: 0..0 }
}

/// A value in the conventions of reports; `value` is in units, for percent a fraction.
fn value_amount(value: Fraction, definition: &Definition, chinese: bool) -> Result<Amount, String> {
    if definition.percent {
        let percent = value.times(100).map_err(|error| error.to_string())?;
        return Ok(amount(rounded(percent, 2)?, 0, "%", UnitKind::Percent));
    }
    let word = unit_text(&definition.unit, chinese);
    Ok(match definition.kind {
        QuantityKind::Money => money(value, definition, chinese)?,
        QuantityKind::Count => amount(rounded(value, 0)?, 0, word, UnitKind::Count),
        QuantityKind::Persons => amount(rounded(value, 0)?, 0, word, UnitKind::Persons),
        QuantityKind::Days => {
            amount(rounded(value, 2)?, 0, if chinese { "天" } else { "days" }, UnitKind::Days)
        }
        _ => amount(rounded(value, 2)?, 0, "", UnitKind::Plain),
    })
}

/// Money in 亿元 from 1亿 on, in 万元 from 1万 on, each with two decimals.
fn money(value: Fraction, definition: &Definition, chinese: bool) -> Result<Amount, String> {
    let scales: [u8; 2] = if chinese { [8, 4] } else { [9, 6] };
    let word = match (definition.unit.as_str(), chinese) {
        ("CNY", true) => "元",
        ("CNY", false) => "yuan",
        (other, _) => return Err(format!("there is no word for amounts in {other}")),
    };
    let size = if value.is_negative() { value.negated() } else { value };
    let exponent = scales.into_iter().find(|e| size >= Fraction::whole(10i128.pow((*e).into()))).unwrap_or(0);
    let scaled =
        value.over(Fraction::whole(10i128.pow(exponent.into()))).map_err(|error| error.to_string())?;
    Ok(amount(rounded(scaled, 2)?, exponent, word, UnitKind::Money))
}

fn change(
    table: &Table,
    row: usize,
    base: period::Base,
    definition: &Definition,
    chinese: bool,
) -> Result<Change, String> {
    let exact = table.exact_change(row).map_err(|reason| format!("{reason:?}"))?.value();
    let down = exact.is_negative();
    let size = if down { exact.negated() } else { exact };
    let base = match base {
        period::Base::YearBefore => Base::YearBefore,
        period::Base::Previous => Base::PeriodBefore,
        period::Base::Fixed(fixed) if fixed.months() == Some(12) && fixed.start().parts().1 == 1 => {
            Base::Year(fixed.start().parts().0)
        }
        other => return Err(format!("no phrase tells a change against {}", other.word())),
    };
    let size = match definition.change {
        ChangeKind::Percent => amount(rounded(size, 2)?, 0, "%", UnitKind::Percent),
        ChangeKind::Points => {
            let word = if chinese { "个百分点" } else { "percentage points" };
            amount(rounded(size, 2)?, 0, word, UnitKind::Points)
        }
        ChangeKind::Days => amount(rounded(size, 2)?, 0, if chinese { "天" } else { "days" }, UnitKind::Days),
        ChangeKind::Absolute => value_amount(size, definition, chinese)?,
        ChangeKind::Places => return Err("no phrase tells a change of places".to_owned()),
    };
    if size.number.digits().units() == 0 {
        return Ok(Change { direction: Direction::Flat, size: None, from: None, base });
    }
    let direction = if down { Direction::Down } else { Direction::Up };
    Ok(Change { direction, size: Some(size), from: None, base })
}

/// The place of a group among all groups that have a value, equal values sharing the better place (1, 2, 2, 4).
fn standing(table: &Table, place: Place, definition: &Definition, scope: &str) -> Option<Standing> {
    let named = |group: usize| table.groups()[group].iter().all(|word| matches!(word, GroupWord::Is(_)));
    let scale = Observation::scale(definition, table.periods()[place.period].days());
    let value = |group: usize| table.row(table.at(Place { group, ..place })).exact(scale).ok();
    let own = value(place.group).filter(|_| named(place.group) && !table.by().is_empty())?;
    let better = |other: Fraction| match definition.direction {
        Better::Higher => Some(other > own),
        Better::Lower => Some(other < own),
        _ => None,
    };
    let others = (0..table.groups().len()).filter(|g| named(*g)).filter_map(value);
    let ahead = others.map(better).collect::<Option<Vec<bool>>>()?.into_iter().filter(|b| *b).count();
    let place = u32::try_from(ahead + 1).ok();
    Some(Standing { place, within: false, scope: scope.to_owned(), words: String::new(), span: 0..0 })
}

/// A period as reports name it: 2023年, 2023年上半年, 2023年1至9月.
fn period_words(period: &period::Period, chinese: bool) -> Result<Named, String> {
    let ((year, first, day), (last_year, last, _)) = (period.start().parts(), period.end().parts());
    let whole = day == 1 && period.end().is_month_end() && year == last_year;
    let words = match (whole, chinese, first, last) {
        (true, true, 1, 12) => format!("{year}年"),
        (true, false, 1, 12) => year.to_string(),
        (true, true, 1, 6) => format!("{year}年上半年"),
        (true, true, 7, 12) => format!("{year}年下半年"),
        (true, true, 1, 3) => format!("{year}年一季度"),
        (true, true, 4, 6) => format!("{year}年二季度"),
        (true, true, 7, 9) => format!("{year}年三季度"),
        (true, true, 10, 12) => format!("{year}年四季度"),
        (true, true, a, b) if a == b => format!("{year}年{a}月"),
        (true, true, a, b) => format!("{year}年{a}至{b}月"),
        _ => return Err(format!("no phrase names the period {period}")),
    };
    Ok(Named { words, start: Some(period.start()), end: Some(period.end()) })
}
