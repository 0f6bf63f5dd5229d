//! How an indicator is computed from measures.

use crate::case::Condition;
use crate::cube::{Basis, Measure, Take};
use crate::quantity::{Decimal, Fraction};
use crate::{Error, ErrorKind, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

/// A measure and how often it is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// +1 or −1.
    pub sign: i64,
    /// The measure.
    pub measure: Measure,
}

/// A number that multiplies a quotient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// This number.
    Number(Fraction),
    /// The days of the period.
    DaysInPeriod,
}

/// What is taken of a distribution of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayStatistic {
    /// Days of all cases over their number.
    Mean,
    /// Type 7 of Hyndman and Fan, as R and NumPy by default.
    Quantile(Fraction),
    /// Share of the cases that took at most so many days.
    Within(u32),
}

/// How an indicator is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formula {
    /// A sum of measures.
    Total(Vec<Term>),
    /// Factor × numerator ÷ denominator.
    Quotient {
        /// Upper terms.
        numerator: Vec<Term>,
        /// Lower terms.
        denominator: Vec<Term>,
        /// Multiplies the quotient.
        factor: Factor,
    },
    /// A statistic of whole days.
    Days {
        /// The distribution.
        measure: Measure,
        /// What is taken of it.
        statistic: DayStatistic,
    },
}

impl Formula {
    /// Every measure that it needs.
    pub fn measures(&self) -> Vec<&Measure> {
        match self {
            Self::Total(terms) => terms.iter().map(|t| &t.measure).collect(),
            Self::Quotient { numerator, denominator, .. } => {
                numerator.iter().chain(denominator).map(|t| &t.measure).collect()
            }
            Self::Days { measure, .. } => vec![measure],
        }
    }
}

/// A measure as definitions write it.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum MeasureForm {
    /// `"resolved"`, `"-pending_start"`, or the name of a measure of the set.
    Name(String),
    /// `{ of = "resolved", where = { outcome = ["mediated"] }, sum = "amount_recovered" }`
    Table(MeasureTable),
}

/// The long form of a measure.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeasureTable {
    of: String,
    #[serde(default, rename = "where")]
    condition: Condition,
    sum: Option<String>,
}

/// One measure or several that are added.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum TermsForm {
    One(MeasureForm),
    Many(Vec<MeasureForm>),
}

/// A number, or words for one.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum FactorForm {
    Whole(i64),
    Word(String),
}

/// Measures that a set gives names to.
pub(crate) type NamedMeasures = BTreeMap<String, MeasureForm>;

const BASES: [&str; 4] = ["incoming", "resolved", "pending_start", "pending_end"];

fn basis(word: &str) -> Option<Basis> {
    let older = word.strip_prefix("pending_older_than_").and_then(|w| w.strip_suffix("_months"));
    match word {
        "incoming" => Some(Basis::Incoming),
        "resolved" => Some(Basis::Resolved),
        "pending_start" => Some(Basis::PendingStart),
        "pending_end" => Some(Basis::PendingEnd),
        _ if word.ends_with("_on") => Some(Basis::On(word.to_owned())),
        _ => older.and_then(|months| months.parse().ok()).map(Basis::PendingOlder),
    }
}

fn base(word: &str) -> Result<Basis> {
    basis(word).ok_or_else(|| {
        let error = Error::unknown("measure", word, BASES);
        Error::new(ErrorKind::Definition, error.to_string())
            .hint("also pending_older_than_24_months, or the name of a date field such as appealed_on")
    })
}

impl MeasureForm {
    fn terms(&self, named: &NamedMeasures, condition: &Condition, depth: u8) -> Result<Term> {
        match self {
            Self::Table(MeasureTable { of, condition: own, sum }) => {
                let take = sum.clone().map_or(Take::Cases, Take::Sum);
                let measure = Measure { basis: base(of)?, take, condition: own.over(condition) };
                Ok(Term { sign: 1, measure })
            }
            Self::Name(name) => {
                let (sign, name) = name.strip_prefix('-').map_or((1, name.as_str()), |n| (-1, n));
                let term = match named.get(name) {
                    Some(form) if depth < 8 => form.terms(named, condition, depth + 1)?,
                    Some(_) => {
                        return Err(Error::new(
                            ErrorKind::Definition,
                            format!("measure {name} names itself"),
                        ));
                    }
                    None if basis(name).is_none() => {
                        let known = BASES.into_iter().chain(named.keys().map(String::as_str));
                        let words = Error::unknown("measure", name, known).to_string();
                        return Err(Error::new(ErrorKind::Definition, words));
                    }
                    None => Term { sign: 1, measure: Measure::cases(base(name)?).when(condition) },
                };
                Ok(Term { sign: sign * term.sign, ..term })
            }
        }
    }
}

impl TermsForm {
    pub fn terms(&self, named: &NamedMeasures, condition: &Condition) -> Result<Vec<Term>> {
        match self {
            Self::One(form) => Ok(vec![form.terms(named, condition, 0)?]),
            Self::Many(forms) => forms.iter().map(|f| f.terms(named, condition, 0)).collect(),
        }
    }
}

impl FactorForm {
    pub fn factor(&self) -> Result<Factor> {
        match self {
            Self::Whole(n) => Ok(Factor::Number(Fraction::whole(*n))),
            Self::Word(word) if word == "days_in_period" => Ok(Factor::DaysInPeriod),
            Self::Word(word) => match word.parse::<Decimal>() {
                Ok(number) => Ok(Factor::Number(number.to_fraction()?)),
                Err(_) => Err(Error::new(ErrorKind::Definition, format!("factor \"{word}\" is not known"))
                    .rule("a factor is a number or \"days_in_period\"")),
            },
        }
    }
}

/// The statistic that a definition's word names.
pub(crate) fn statistic(word: &str, within: Option<u32>) -> Result<DayStatistic> {
    let fail = |what: String| {
        Err(Error::new(ErrorKind::Definition, what).rule(
            "days is \"mean\", \"median\", \"within\" (with within_days), or a quantile such as \"p90\"",
        ))
    };
    match (word, within) {
        ("within", Some(limit)) => Ok(DayStatistic::Within(limit)),
        ("within", None) | (_, Some(_)) => fail(format!("days = \"{word}\" and within_days do not fit")),
        ("mean", None) => Ok(DayStatistic::Mean),
        ("median", None) => Ok(DayStatistic::Quantile(Fraction::new(1, 2)?)),
        (other, None) => match other.strip_prefix('p').and_then(|p| p.parse::<u8>().ok()) {
            Some(percent @ 1..=99) => Ok(DayStatistic::Quantile(Fraction::new(percent, 100)?)),
            _ => fail(format!("days = \"{other}\" is not known")),
        },
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = |terms: &[Term]| {
            let parts = terms.iter().enumerate().map(|(i, term)| {
                let sign = if term.sign < 0 {
                    "− "
                } else if i > 0 {
                    "+ "
                } else {
                    ""
                };
                let gap = if i > 0 { " " } else { "" };
                format!("{gap}{sign}[{}]", term.measure)
            });
            parts.collect::<Vec<_>>().concat()
        };
        match self {
            Self::Total(terms) => f.write_str(&sum(terms)),
            Self::Quotient { numerator, denominator, factor } => {
                match factor {
                    Factor::Number(n) if *n == Fraction::whole(1) => {}
                    Factor::Number(n) => write!(f, "{n} × ")?,
                    Factor::DaysInPeriod => f.write_str("days in period × ")?,
                }
                write!(f, "({}) ÷ ({})", sum(numerator), sum(denominator))
            }
            Self::Days { measure, statistic } => match statistic {
                DayStatistic::Mean => write!(f, "mean of [{measure}]"),
                DayStatistic::Quantile(q) => write!(f, "quantile {q} of [{measure}]"),
                DayStatistic::Within(days) => write!(f, "share within {days} days of [{measure}]"),
            },
        }
    }
}
