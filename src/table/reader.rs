//! Formulas that are more than columns of the ledger: sums with gaps, days that are printed, limits of each kind of case,
//! spreads over months, indices.

use crate::cube::Measure;
use crate::indicator::{Definition, Formula, IndexMean, Member, MonthSpread, Term};
use crate::ledger::{DayFigure, DayStatistic, Ledger, Missing};
use crate::period::Period;
use crate::table::series::{Numbers, Series, quotient, total};
use crate::table::{Observation, Status, index, spread};
use std::collections::BTreeMap;

/// A definition's columns of the ledger, looked up once.
pub(super) enum Reader<'l> {
    /// What a table holds as it is.
    Held(Series),
    Total(Terms<'l>),
    Quotient(Terms<'l>, Terms<'l>),
    Figures(&'l [DayFigure]),
    WithinLimits(Vec<Option<Within<'l>>>),
    Evenness(&'l [Vec<i64>], MonthSpread, Option<&'l BTreeMap<usize, Missing>>),
    Index(IndexMean, Vec<(Reader<'l>, &'l Member)>, &'l [Period]),
}

/// Terms that are added up.
pub(super) struct Terms<'l>(Vec<Column<'l>>);

/// A term: its sign, its numbers, and where it has none.
struct Column<'l> {
    sign: i64,
    numbers: Result<&'l [i64], Missing>,
    gaps: Option<&'l BTreeMap<usize, Missing>>,
}

/// Cases of one kind, and how many of them are within their limit.
pub(super) enum Within<'l> {
    Days(&'l [u64], Option<&'l [u64]>),
    Figures(&'l [DayFigure]),
}

impl<'l> Reader<'l> {
    pub fn new(definition: &'l Definition, ledger: &'l Ledger) -> Self {
        let columns = |terms: &[Term]| {
            let column = |term: &Term| {
                let (numbers, gaps) = ledger.column(&term.measure);
                Column { sign: term.sign, numbers, gaps }
            };
            Terms(terms.iter().map(column).collect())
        };
        match &definition.formula {
            Formula::Total(terms) => match whole(terms, ledger) {
                Some(numbers) => Self::Held(Series::Total(numbers, definition.kind)),
                None => Self::Total(columns(terms)),
            },
            Formula::Quotient { numerator, denominator, .. } => {
                match (whole(numerator, ledger), whole(denominator, ledger)) {
                    (Some(upper), Some(lower)) => {
                        Self::Held(Series::Quotient([upper, lower], definition.kind))
                    }
                    _ => Self::Quotient(columns(numerator), columns(denominator)),
                }
            }
            Formula::Days { measure, statistic, .. } => match ledger.figures(measure, *statistic) {
                Some(figures) => Self::Figures(figures),
                None => Self::Held(match ledger.days.get(measure) {
                    Some(days) => Series::Days(days.clone(), *statistic),
                    None => Series::None(Status::ColumnMissing),
                }),
            },
            Formula::WithinLimits(parts) => {
                let part = |(measure, limit): &'l (Measure, u32)| {
                    let days =
                        ledger.days(measure).map(|days| Within::Days(days.cases(), days.within(*limit)));
                    let figures = || ledger.figures(measure, DayStatistic::Within(*limit));
                    days.or_else(|| figures().map(Within::Figures))
                };
                Self::WithinLimits(parts.iter().map(part).collect())
            }
            Formula::Evenness { measure, spread } => match ledger.months(measure) {
                Some(months) => Self::Evenness(months, *spread, ledger.column(measure).1),
                None => Self::Held(Series::None(Status::ColumnMissing)),
            },
            Formula::Index { mean, members } => {
                let member = |m: &'l Member| (Reader::new(&m.definition, ledger), m);
                Self::Index(*mean, members.iter().map(member).collect(), ledger.periods())
            }
        }
    }

    /// The observation of row `at`.
    pub fn observe(&self, definition: &Definition, at: usize) -> Observation {
        match self {
            Self::Held(series) => series.row(at),
            Self::Total(terms) => match terms.sum(at) {
                Ok(number) => total(number, definition.kind),
                Err(status) => Observation::none(status),
            },
            Self::Quotient(upper, lower) => match (upper.sum(at), lower.sum(at)) {
                (Ok(upper), Ok(lower)) => quotient(upper, lower, definition.kind),
                (Err(status), _) | (_, Err(status)) => Observation::none(status),
            },
            Self::Figures(figures) => of_figure(&figures[at], &definition.formula),
            Self::WithinLimits(parts) => within_limits(parts, at),
            Self::Evenness(column, spread, gaps) => match gaps.and_then(|gaps| gaps.get(&at)) {
                Some(missing) => Observation::none(status_of(*missing)),
                None => spread::observe(&column[at], *spread),
            },
            Self::Index(mean, members, periods) => {
                let days = periods[at % periods.len()].days();
                let value = |(reader, member): &(Reader<'l>, &'l Member)| {
                    let row = reader.observe(&member.definition, at);
                    index::normalised(&row, member, days).map(|x| (member.weight, x))
                };
                match members.iter().map(value).collect::<Result<Vec<_>, _>>() {
                    Ok(values) => index::observe(&values, *mean),
                    Err(status) => Observation::none(status),
                }
            }
        }
    }
}

/// The share of cases within the limit of their kind.
fn within_limits(parts: &[Option<Within<'_>>], at: usize) -> Observation {
    let (mut within, mut cases) = (0, 0);
    for part in parts {
        let (few, all) = match part {
            None => return Observation::none(Status::ColumnMissing),
            Some(Within::Days(cases, few)) => (few.map_or(0, |few| few[at] as i64), cases[at] as i64),
            Some(Within::Figures(column)) => match column[at] {
                DayFigure::Counted { upper, cases } => (upper, cases),
                // A kind of case that there cannot be has none within its limit.
                DayFigure::Missing(Missing::NotApplicable) => (0, 0),
                DayFigure::Missing(missing) => return Observation::none(status_of(missing)),
                // The share of one kind says nothing of how many cases it has.
                DayFigure::Given(..) => return Observation::none(Status::NotAvailable),
            },
        };
        within += few;
        cases += all;
    }
    part_of(within, cases)
}

/// A part of a whole of cases.
fn part_of(part: i64, cases: i64) -> Observation {
    let status = match cases {
        0 => return Observation::none(Status::NoCases),
        _ if (0..=cases).contains(&part) => Status::Known,
        _ => Status::OutsideWhole,
    };
    Observation { status, numerator: part, denominator: cases, cases }
}

fn of_figure(figure: &DayFigure, formula: &Formula) -> Observation {
    match *figure {
        DayFigure::Missing(missing) => Observation::none(status_of(missing)),
        DayFigure::Given(numerator, denominator) => {
            Observation { status: Status::Given, numerator, denominator, cases: -1 }
        }
        DayFigure::Counted { upper, cases } => match formula {
            Formula::Days { statistic: DayStatistic::Within(_), .. } => part_of(upper, cases),
            _ if cases <= 0 => Observation::none(Status::NoCases),
            _ => Observation { status: Status::Known, numerator: upper, denominator: cases, cases },
        },
    }
}

fn status_of(missing: Missing) -> Status {
    match missing {
        Missing::NoColumn => Status::ColumnMissing,
        Missing::NotAvailable => Status::NotAvailable,
        Missing::NotApplicable => Status::NotApplicable,
    }
}

/// The column of the one term that is added and has no gaps, where these are no others.
fn whole(terms: &[Term], ledger: &Ledger) -> Option<Numbers> {
    match terms {
        [Term { sign: 1, measure }] if !ledger.gaps.contains_key(measure) => {
            ledger.numbers.get(measure).cloned()
        }
        _ => None,
    }
}

impl Terms<'_> {
    fn sum(&self, at: usize) -> Result<i64, Status> {
        let (mut total, mut counted) = (0i64, false);
        for term in &self.0 {
            let numbers = term.numbers.map_err(status_of)?;
            match term.gaps.and_then(|gaps| gaps.get(&at)) {
                // What cannot be is no part of a sum; what is not known makes the sum unknown.
                Some(Missing::NotApplicable) => {}
                Some(missing) => return Err(status_of(*missing)),
                None => {
                    total = total.checked_add(term.sign * numbers[at]).ok_or(Status::NotAvailable)?;
                    counted = true;
                }
            }
        }
        if counted { Ok(total) } else { Err(Status::NotApplicable) }
    }
}
