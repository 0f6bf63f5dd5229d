//! Definitions on a ledger: one observation for each indicator, group and period.

use crate::cube::Measure;
use crate::indicator::{Definition, Formula, IndexMean, Member, MonthSpread, Term};
use crate::ledger::{Between, DayColumn, DayFigure, DayStatistic, DayStats, DayWants, Ledger, Missing};
use crate::period::Period;
use crate::quantity::{Level, QuantityKind};
use crate::table::compare::ENOUGH;
use crate::table::sureness::Spread;
use crate::table::{Mark, Methods, Observation, Status, Table, index, spread};
use crate::threads::{Made, in_runs};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// What a ledger must hold for these indicators, and for intervals of their quantiles at `level`.
pub fn wants(indicators: &[Definition], level: Option<Level>) -> BTreeMap<Measure, DayWants> {
    let mut wants: BTreeMap<Measure, DayWants> = BTreeMap::new();
    for definition in indicators {
        want(&definition.formula, level, &mut wants);
    }
    wants
}

fn want(formula: &Formula, level: Option<Level>, wants: &mut BTreeMap<Measure, DayWants>) {
    for measure in formula.measures() {
        wants.entry(measure.clone()).or_default().level = level;
    }
    let mut limit = |measure: &Measure, days: u32| {
        wants.entry(measure.clone()).or_default().limits.insert(days);
    };
    match formula {
        Formula::Days { measure, statistic: DayStatistic::Within(days), .. } => limit(measure, *days),
        Formula::WithinLimits(parts) => parts.iter().for_each(|(measure, days)| limit(measure, *days)),
        Formula::Days { measure, statistic: DayStatistic::Quantile(q), .. } => {
            wants.entry(measure.clone()).or_default().quantiles.insert(*q);
        }
        Formula::Evenness { measure, .. } => wants.entry(measure.clone()).or_default().months = true,
        Formula::Index { members, .. } => {
            members.iter().for_each(|m| want(&m.definition.formula, level, wants))
        }
        _ => {}
    }
}

impl Table {
    /// Evaluates indicators on a ledger. With a level, values and changes have intervals.
    pub fn evaluate(indicators: &[Definition], ledger: &Ledger, level: Option<Level>) -> Self {
        let (groups, periods) = (ledger.groups().len(), ledger.periods().len());
        let mut lacking = Vec::with_capacity(indicators.len());
        let mut spreads = vec![Vec::new(); indicators.len()];
        let mut readers = Vec::with_capacity(indicators.len());
        for (i, definition) in indicators.iter().enumerate() {
            let measures = definition.formula.measures();
            let column = measures.iter().find_map(|m| ledger.absent(m)).map(|c| (c, Status::ColumnMissing));
            let input = || measures.iter().find_map(|m| ledger.ungiven(m)).map(|i| (i, Status::InputMissing));
            let missing = column.or_else(input);
            let statistic = || lacks(&definition.formula, ledger).then(|| definition.formula.to_string());
            lacking.push(missing.map(|(name, _)| name.to_owned()).or_else(statistic));
            let reader =
                missing.map_or_else(|| Ok(Reader::new(definition, ledger)), |(_, status)| Err(status));
            if let (Ok(Reader::Days(..)), Some(_), Formula::Days { measure, statistic, .. }) =
                (&reader, level, &definition.formula)
            {
                spreads[i] =
                    ledger.days(measure).map_or_else(Vec::new, |days| Spread::column(days, statistic));
            }
            readers.push(reader);
        }
        let observed = |run: Range<usize>, rows: &mut Made<'_, Observation>| {
            // The rows of an indicator lie together: those of its first group, then those of the next.
            let mut block = run.start;
            while block < run.end {
                let (indicator, first) = (block / groups, block % groups);
                let last = groups.min(first + run.end - block);
                let at = first * periods..last * periods;
                match &readers[indicator] {
                    Ok(reader) => reader.observe_all(&indicators[indicator], at, rows),
                    Err(status) => rows.extend(at.map(|_| Observation::none(*status))),
                }
                block += last - first;
            }
        };
        let rows = in_runs(indicators.len() * groups, ENOUGH / periods.max(1), periods, observed);
        Self {
            indicators: indicators.to_vec(),
            by: ledger.by().to_vec(),
            groups: ledger.groups.clone(),
            periods: ledger.periods().to_vec(),
            marks: vec![Mark::Normal; periods],
            level,
            methods: Methods::default(),
            spreads: spreads.into(),
            rows: Arc::new(rows),
            lacking,
            changes: None,
            notes: Vec::new(),
            other: Vec::new(),
            whole: None,
        }
    }
}

/// Whether a source has some of the cases that a formula is about, and not what it takes of them.
fn lacks(formula: &Formula, ledger: &Ledger) -> bool {
    let days =
        |measure, statistic| ledger.days(measure).is_none() && ledger.figures(measure, statistic).is_none();
    match formula {
        Formula::Days { measure, statistic, .. } => days(measure, *statistic),
        Formula::WithinLimits(parts) => {
            parts.iter().any(|(measure, limit)| days(measure, DayStatistic::Within(*limit)))
        }
        Formula::Evenness { measure, .. } => ledger.months(measure).is_none(),
        _ => false,
    }
}

/// A definition's columns of the ledger, looked up once.
enum Reader<'l> {
    Total(Terms<'l>),
    Quotient(Terms<'l>, Terms<'l>),
    Days(Option<(&'l [DayStats], Answer<'l>)>),
    Figures(&'l [DayFigure]),
    WithinLimits(Vec<Option<Within<'l>>>),
    Evenness(Option<&'l [Vec<i64>]>, MonthSpread, Option<&'l BTreeMap<usize, Missing>>),
    Index(IndexMean, Vec<(Reader<'l>, &'l Member)>, &'l [Period]),
}

/// What a column of distributions says of a statistic.
enum Answer<'l> {
    Mean,
    Quantile(&'l [Between]),
    Within(&'l [u64]),
    NotAsked,
}

/// Terms that are added up.
struct Terms<'l> {
    /// The numbers, where they are those of one term that is added and has no gaps.
    plain: Option<&'l [i64]>,
    columns: Vec<Column<'l>>,
}

/// A term: its sign, its numbers, and where it has none.
struct Column<'l> {
    sign: i64,
    numbers: Result<&'l [i64], Missing>,
    gaps: Option<&'l BTreeMap<usize, Missing>>,
}

/// Cases of one kind, and how many of them are within their limit.
enum Within<'l> {
    Days(&'l [DayStats], Option<&'l [u64]>),
    Figures(&'l [DayFigure]),
}

impl<'l> Reader<'l> {
    fn new(definition: &'l Definition, ledger: &'l Ledger) -> Self {
        let columns = |terms: &[Term]| {
            let column = |term: &Term| {
                let (numbers, gaps) = ledger.column(&term.measure);
                Column { sign: term.sign, numbers, gaps }
            };
            Terms::new(terms.iter().map(column).collect())
        };
        match &definition.formula {
            Formula::Total(terms) => Self::Total(columns(terms)),
            Formula::Quotient { numerator, denominator, .. } => {
                Self::Quotient(columns(numerator), columns(denominator))
            }
            Formula::Days { measure, statistic, .. } => match ledger.figures(measure, *statistic) {
                Some(figures) => Self::Figures(figures),
                None => {
                    Self::Days(ledger.days(measure).map(|days| (days.stats(), Answer::of(days, statistic))))
                }
            },
            Formula::WithinLimits(parts) => {
                let part = |(measure, limit): &'l (Measure, u32)| {
                    let days =
                        ledger.days(measure).map(|days| Within::Days(days.stats(), days.within(*limit)));
                    let figures = || ledger.figures(measure, DayStatistic::Within(*limit));
                    days.or_else(|| figures().map(Within::Figures))
                };
                Self::WithinLimits(parts.iter().map(part).collect())
            }
            Formula::Evenness { measure, spread } => {
                Self::Evenness(ledger.months(measure), *spread, ledger.column(measure).1)
            }
            Formula::Index { mean, members } => {
                let member = |m: &'l Member| (Reader::new(&m.definition, ledger), m);
                Self::Index(*mean, members.iter().map(member).collect(), ledger.periods())
            }
        }
    }

    /// The observations of a run of rows. What most indicators are made of is told apart once for all of them.
    fn observe_all(&self, definition: &Definition, at: Range<usize>, rows: &mut Made<'_, Observation>) {
        let kind = definition.kind;
        match self {
            Self::Total(Terms { plain: Some(numbers), .. }) => {
                rows.extend(numbers[at].iter().map(|number| total(*number, kind)));
            }
            Self::Quotient(Terms { plain: Some(upper), .. }, Terms { plain: Some(lower), .. }) => {
                let both = upper[at.clone()].iter().zip(&lower[at]);
                rows.extend(both.map(|(upper, lower)| quotient(*upper, *lower, kind)));
            }
            Self::Days(Some((stats, answer))) => {
                rows.extend(at.map(|at| answer.observe(&stats[at], at)));
            }
            _ => rows.extend(at.map(|at| self.observe(definition, at))),
        }
    }

    fn observe(&self, definition: &Definition, at: usize) -> Observation {
        match self {
            Self::Total(terms) => match terms.sum(at) {
                Ok(number) => total(number, definition.kind),
                Err(status) => Observation::none(status),
            },
            Self::Quotient(upper, lower) => match (upper.sum(at), lower.sum(at)) {
                (Ok(upper), Ok(lower)) => quotient(upper, lower, definition.kind),
                (Err(status), _) | (_, Err(status)) => Observation::none(status),
            },
            Self::Days(None) | Self::Evenness(None, ..) => Observation::none(Status::ColumnMissing),
            Self::Figures(figures) => of_figure(&figures[at], &definition.formula),
            Self::Days(Some((stats, answer))) => answer.observe(&stats[at], at),
            Self::WithinLimits(parts) => within_limits(parts, at),
            Self::Evenness(Some(column), spread, gaps) => match gaps.and_then(|gaps| gaps.get(&at)) {
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

/// A number as it stands; of counts it is the cases, too.
#[inline]
fn total(number: i64, kind: QuantityKind) -> Observation {
    let cases = if kind == QuantityKind::Count { number } else { -1 };
    Observation { status: Status::Known, numerator: number, denominator: 1, cases }
}

/// A quotient; the numerator of a proportion lies within its denominator.
#[inline]
fn quotient(upper: i64, lower: i64, kind: QuantityKind) -> Observation {
    if lower == 0 {
        return Observation::none(Status::ZeroDenominator);
    }
    let outside = kind == QuantityKind::Proportion && !(0..=lower).contains(&upper);
    let status = if outside { Status::OutsideWhole } else { Status::Known };
    Observation { status, numerator: upper, denominator: lower, cases: lower }
}

/// The share of cases within the limit of their kind.
fn within_limits(parts: &[Option<Within<'_>>], at: usize) -> Observation {
    let (mut within, mut cases) = (0, 0);
    for part in parts {
        let (few, all) = match part {
            None => return Observation::none(Status::ColumnMissing),
            Some(Within::Days(stats, few)) => (few.map_or(0, |few| few[at] as i64), stats[at].n as i64),
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

impl<'l> Answer<'l> {
    fn of(column: &'l DayColumn, statistic: &DayStatistic) -> Self {
        match statistic {
            DayStatistic::Mean => Self::Mean,
            DayStatistic::Quantile(q) => column.quantile(q).map_or(Self::NotAsked, Self::Quantile),
            DayStatistic::Within(limit) => column.within(*limit).map_or(Self::NotAsked, Self::Within),
        }
    }

    #[inline]
    fn observe(&self, stats: &DayStats, at: usize) -> Observation {
        let cases = stats.n as i64;
        match self {
            Self::Mean => of_days(stats, stats.sum as i64, cases),
            Self::Quantile(column) => {
                let (numerator, denominator) = column[at].exact();
                of_days(stats, numerator, denominator)
            }
            Self::Within(column) => of_days(stats, column[at] as i64, cases),
            Self::NotAsked if cases == 0 => Observation::none(Status::NoCases),
            Self::NotAsked => Observation::none(Status::NotAvailable),
        }
    }
}

/// A statistic of days.
#[inline]
fn of_days(stats: &DayStats, numerator: i64, denominator: i64) -> Observation {
    match stats.n {
        0 => Observation::none(Status::NoCases),
        n => Observation { status: Status::Known, numerator, denominator, cases: n as i64 },
    }
}

impl<'l> Terms<'l> {
    fn new(columns: Vec<Column<'l>>) -> Self {
        let plain = match columns.as_slice() {
            [Column { sign: 1, numbers: Ok(numbers), gaps: None }] => Some(*numbers),
            _ => None,
        };
        Self { plain, columns }
    }

    #[inline]
    fn sum(&self, at: usize) -> Result<i64, Status> {
        match self.plain {
            Some(numbers) => Ok(numbers[at]),
            None => self.sum_of_all(at),
        }
    }

    fn sum_of_all(&self, at: usize) -> Result<i64, Status> {
        let (mut total, mut counted) = (0i64, false);
        for term in &self.columns {
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
