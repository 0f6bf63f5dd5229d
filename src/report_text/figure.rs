//! The typed figure: one statement of a report, with every number it carries and where each one stands.

use crate::period::Date;
use crate::quantity::{Bound, Fraction, Published};
use std::ops::Range;

/// Where something stands in the report, in characters (not bytes) of the text as given.
pub type Span = Range<usize>;

/// What a measure word counts. Two amounts compare only where their kinds agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum UnitKind {
    /// 件, 次, 篇: things.
    Count,
    /// 人, 名, 位: people.
    Persons,
    /// 人次: attendances, not people.
    PersonTimes,
    /// 元, with 万 and 亿 in the exponent.
    Money,
    /// %, 成: hundredths of a whole.
    Percent,
    /// 个百分点: the difference of two percentages.
    Points,
    /// 天, 日.
    Days,
    /// Any other length of time.
    Time,
    /// 倍: how many times.
    Times,
    /// Areas, weights, lengths, scores.
    Measure,
    /// No measure word: an index or a ratio.
    Plain,
}

/// The measure word of a number; `万` and `亿` belong to the number's exponent, so 万元 is `元`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unit {
    /// As written, simplified and half-width: `件`, `元`, `%`, `个百分点`; empty for a plain number.
    pub word: String,
    /// What it counts.
    pub kind: UnitKind,
}

/// A number with its unit, precision, bound and place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Amount {
    /// The digits as printed, with the exponent of 万 or 亿 and the bound.
    pub number: Published,
    /// The measure word.
    pub unit: Unit,
    /// From the first digit (or bound word before it) to the last character of unit and bound.
    pub span: Span,
}

impl Unit {
    /// The number of parts of a fraction in words: 3 for 三分之.
    pub fn parts(&self) -> Option<u32> {
        let last = self.word.strip_suffix("分之")?.chars().next_back()?;
        let parts = "二三四五六七八九十".chars().position(|c| c == last)?;
        u32::try_from(parts).ok().map(|n| n + 2)
    }
}

impl Amount {
    /// The exact printed value, `None` where it leaves 128 bits; 三分之二 is 200/3 percent.
    pub fn value(&self) -> Option<Fraction> {
        let value = self.number.value().ok()?;
        match self.unit.parts() {
            Some(parts) => value.times(100).ok()?.over(Fraction::whole(parts)).ok(),
            None => Some(value),
        }
    }

    /// Lowest and highest true value that precision and bound allow; `None` where nothing is promised.
    /// A whole number of 个百分点, %, 天 is a rounding of its last digit, a whole number of cases is exact.
    pub fn interval(&self) -> (Option<Fraction>, Option<Fraction>) {
        let counted = matches!(self.unit.kind, UnitKind::Count | UnitKind::Persons | UnitKind::PersonTimes);
        let number = self.number;
        if self.unit.parts().is_some() {
            // 三分之一 promises no digits, 近三分之一 a bound.
            return match number.bound() {
                Bound::AtLeast => (self.value(), None),
                Bound::AtMost => (None, self.value()),
                _ => (None, None),
            };
        }
        let whole = number.bound() == Bound::Rounded && number.exponent() == 0;
        if whole && number.digits().decimals() == 0 && !counted {
            let (Ok(value), Ok(half)) = (number.value(), number.digits().half_unit()) else {
                return (None, None);
            };
            return (value.minus(half).ok(), value.plus(half).ok());
        }
        number.interval().unwrap_or((None, None))
    }

    /// Digits, exponent and unit as a report of their language prints them: `4.8亿元`, `14.2 million dollars`.
    pub fn printed(&self) -> String {
        if self.unit.parts().is_some() {
            let digit = usize::try_from(self.number.digits().units()).ok();
            let digit = digit.and_then(|n| "零一二三四五六七八九".chars().nth(n)).unwrap_or('?');
            return format!("{}{digit}", self.unit.word);
        }
        let scale = match self.number.exponent() {
            0 => "",
            1 => "十",
            2 => "百",
            3 => "千",
            4 => "万",
            5 => "十万",
            6 => "百万",
            7 => "千万",
            8 => "亿",
            12 => "万亿",
            _ => "?",
        };
        let scale = if self.unit.word == "成" { "" } else { scale };
        if self.unit.word.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let scale = match self.number.exponent() {
                0 => "",
                3 => " thousand",
                5 => " lakh",
                7 => " crore",
                6 => " million",
                9 => " billion",
                12 => " trillion",
                _ => scale,
            };
            return format!("{}{scale} {}", self.number.digits(), self.unit.word);
        }
        format!("{}{scale}{}", self.number.digits(), self.unit.word)
    }
}

/// Which way a change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// 上升, 增加, 提升.
    Up,
    /// 下降, 减少, 缩短.
    Down,
    /// 持平.
    Flat,
}

/// What a change is counted from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Base {
    /// 同比, 比上年: the same period of the year before.
    YearBefore,
    /// 环比: the period just before.
    PeriodBefore,
    /// 与上半年相比.
    HalfBefore,
    /// A year the report names.
    Year(i16),
    /// Anything else the report names: 前五年, 改革前, 全省平均; as written.
    Stated(String),
    /// The report does not say.
    Unstated,
}

/// What kind of number the size of a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// Percent of the base.
    Percent,
    /// Percentage points.
    Points,
    /// Days.
    Days,
    /// The figure's own unit, or none.
    Absolute,
    /// No size is printed.
    Unsized,
}

/// A change against a base.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Change {
    /// Which way.
    pub direction: Direction,
    /// How much, where printed; never negative.
    pub size: Option<Amount>,
    /// The base's value, where printed (由62.3天缩短至51.7天).
    pub from: Option<Amount>,
    /// What it is counted from.
    pub base: Base,
}

impl Change {
    /// The kind of its size.
    pub fn kind(&self) -> ChangeKind {
        match self.size.as_ref().map(|size| size.unit.kind) {
            None => ChangeKind::Unsized,
            Some(UnitKind::Percent | UnitKind::Times) => ChangeKind::Percent,
            Some(UnitKind::Points) => ChangeKind::Points,
            Some(UnitKind::Days) => ChangeKind::Days,
            Some(_) => ChangeKind::Absolute,
        }
    }
}

/// A place among courts, or among places the report does not count.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Standing {
    /// The place, where it is a number; `None` for 前列 and the like.
    pub place: Option<u32>,
    /// Whether only "among the first n" is said (前三); then `place` is n.
    pub within: bool,
    /// Among whom, as written: `全省`, `嘉兴`; empty where not said.
    pub scope: String,
    /// The words of the claim, as written.
    pub words: String,
    /// Where they stand.
    pub span: Span,
}

/// A claim over a series (历年最高): checkable only with the series.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Record {
    /// Whether the claim is a highest or a lowest.
    pub highest: bool,
    /// The words, as written.
    pub words: String,
    /// Where they stand.
    pub span: Span,
}

/// A period as the report names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Named {
    /// The words: `2023年`, `1至9月`.
    pub words: String,
    /// Its first day, where known.
    pub start: Option<Date>,
    /// Its last day, where known.
    pub end: Option<Date>,
}

/// Whom and what a figure is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Scope {
    /// The court or courts, as written: `全省法院`, `市中院`; `None` for the report's own.
    pub court: Option<String>,
    /// The class of case: `civil`, `criminal`, `administrative`, `enforcement`, ...
    pub class: Option<String>,
    /// The subject within the label, as written: `涉企纠纷`, `房地产纠纷案件`.
    pub subject: Option<String>,
}

/// One statement: a label with its value, change, rank or record; at least one of the four.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Figure {
    /// The label as written, without the words that only carry it (共, 达, 为); may be empty.
    pub label: String,
    /// The noun behind the number (`1034名农民工`), where one follows directly.
    pub object: Option<String>,
    /// The indicator's id, where one is certain.
    pub indicator: Option<String>,
    /// Whom and what it is about.
    pub scope: Scope,
    /// The value, where printed.
    pub value: Option<Amount>,
    /// Changes, in the order of the text.
    pub changes: Vec<Change>,
    /// Places, in the order of the text.
    pub standings: Vec<Standing>,
    /// A record claim.
    pub record: Option<Record>,
    /// The period, where the sentence or the report names one.
    pub period: Option<Named>,
    /// From the label's first to the last character of what belongs to it.
    pub span: Span,
}

impl Figure {
    /// A figure that says nothing yet.
    pub(crate) fn blank() -> Self {
        Self {
            label: String::new(),
            object: None,
            indicator: None,
            scope: Scope::default(),
            value: None,
            changes: Vec::new(),
            standings: Vec::new(),
            record: None,
            period: None,
            span: 0..0,
        }
    }

    /// Every number of the figure: value, then sizes and bases of its changes.
    pub fn numbers(&self) -> impl Iterator<Item = &Amount> {
        let changes = self.changes.iter().flat_map(|c| c.from.iter().chain(c.size.iter()));
        self.value.iter().chain(changes)
    }

    /// Label and object in one: what a table prints as the name of the row.
    pub fn name(&self) -> String {
        match &self.object {
            Some(object) if self.label.is_ascii() && !self.label.is_empty() => {
                format!("{} {object}", self.label)
            }
            Some(object) => format!("{}{object}", self.label),
            None => self.label.clone(),
        }
    }
}
