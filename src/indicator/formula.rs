//! How an indicator is computed from measures.

use crate::cube::Measure;
use crate::indicator::Definition;
use crate::ledger::DayStatistic;
use crate::quantity::Fraction;
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

/// How unevenly a count is spread over the months of a period; 0 where all months are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MonthSpread {
    /// Coefficient of variation: the standard deviation of the months (divided by their number, not by one
    /// less) over their mean, to six decimals.
    Variation,
    /// Gini coefficient: Σ (2i − n − 1) x₍ᵢ₎ ÷ (n Σ x), over the months in rising order.
    Gini,
}

/// How an index puts its members together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexMean {
    /// Σ w·x ÷ Σ w.
    Arithmetic,
    /// Π x^(w ÷ Σ w), to six decimals; a member at its worst makes it 0.
    Geometric,
}

/// A member of an index: (value − worst) ÷ (best − worst), with its weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The indicator.
    pub definition: Box<Definition>,
    /// How much it counts.
    pub weight: Fraction,
    /// The value that counts as 0.
    pub worst: Fraction,
    /// The value that counts as 1.
    pub best: Fraction,
}

/// How an indicator is computed.
#[derive(Debug, Clone, PartialEq)]
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
    /// Factor × a statistic of whole days.
    Days {
        /// The distribution.
        measure: Measure,
        /// What is taken of it.
        statistic: DayStatistic,
        /// Multiplies it: 1/7 for weeks.
        factor: Fraction,
    },
    /// Share of the cases that took at most as many days as their kind may.
    WithinLimits(Vec<(Measure, u32)>),
    /// How unevenly a count is spread over the months of the period.
    Evenness {
        /// What is counted.
        measure: Measure,
        /// In which way.
        spread: MonthSpread,
    },
    /// A weighted mean of other indicators, each between its worst and its best value.
    Index {
        /// In which way.
        mean: IndexMean,
        /// Of these.
        members: Vec<Member>,
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
            Self::Days { measure, .. } | Self::Evenness { measure, .. } => vec![measure],
            Self::WithinLimits(parts) => parts.iter().map(|(measure, _)| measure).collect(),
            Self::Index { members, .. } => {
                members.iter().flat_map(|m| m.definition.formula.measures()).collect()
            }
        }
    }

    /// Whether it needs the months of a period.
    pub fn by_month(&self) -> bool {
        match self {
            Self::Evenness { .. } => true,
            Self::Index { members, .. } => members.iter().any(|m| m.definition.formula.by_month()),
            _ => false,
        }
    }
}

impl fmt::Display for DayStatistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mean => f.write_str("mean"),
            Self::Quantile(q) => write!(f, "quantile {q}"),
            Self::Within(days) => write!(f, "share within {days} days"),
        }
    }
}

struct Sum<'a>(&'a [Term]);

impl fmt::Display for Sum<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, term) in self.0.iter().enumerate() {
            let sign = match (i, term.sign < 0) {
                (0, false) => "",
                (0, true) => "− ",
                (_, false) => " + ",
                (_, true) => " − ",
            };
            write!(f, "{sign}[{}]", term.measure)?;
        }
        Ok(())
    }
}

fn times(f: &mut fmt::Formatter<'_>, factor: Fraction) -> fmt::Result {
    if factor == Fraction::whole(1) { Ok(()) } else { write!(f, "{factor} × ") }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Total(terms) => write!(f, "{}", Sum(terms)),
            Self::Quotient { numerator, denominator, factor } => {
                match factor {
                    Factor::Number(n) => times(f, *n)?,
                    Factor::DaysInPeriod => f.write_str("days in period × ")?,
                }
                write!(f, "({}) ÷ ({})", Sum(numerator), Sum(denominator))
            }
            Self::Days { measure, statistic, factor } => {
                times(f, *factor)?;
                write!(f, "{statistic} of [{measure}]")
            }
            Self::WithinLimits(parts) => {
                f.write_str("share within limit of ")?;
                for (i, (measure, limit)) in parts.iter().enumerate() {
                    let and = if i > 0 { " + " } else { "" };
                    write!(f, "{and}[{measure}, {limit} days]")?;
                }
                Ok(())
            }
            Self::Evenness { measure, spread: MonthSpread::Variation } => {
                write!(f, "coefficient of variation of [{measure}] by month")
            }
            Self::Evenness { measure, spread: MonthSpread::Gini } => {
                write!(f, "Gini coefficient of [{measure}] by month")
            }
            Self::Index { mean, members } => {
                let word = match mean {
                    IndexMean::Arithmetic => "arithmetic",
                    IndexMean::Geometric => "geometric",
                };
                write!(f, "{word} mean of ")?;
                for (i, member) in members.iter().enumerate() {
                    let and = if i > 0 { ", " } else { "" };
                    let Member { definition, weight, worst, best } = member;
                    write!(f, "{and}{weight} × {} from {worst} to {best}", definition.id)?;
                }
                Ok(())
            }
        }
    }
}
