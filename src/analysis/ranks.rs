//! Is the first court first? Ranks with their intervals.
//!
//! For an indicator with a known spread, at one period of a table. Rank 1 is the best: the highest value where the
//! indicator's direction is `higher`, the lowest where it is `lower`; an indicator without a direction has to be
//! told. `rank` is by competition (1, 2, 2, 4), the rest takes each court's true value as normal around its own.
//! A rate of 0 or of 1 has the standard error of (x + ½)/(n + 1), since its own would be 0 and claim certainty; a
//! count of 0 that of ½.
//! Formulas: [`stats::ranks`](crate::stats::ranks).

use super::side;
use crate::indicator::Direction;
use crate::ledger::Group;
use crate::period::Period;
use crate::quantity::Level;
use crate::stats::Interval;
use crate::stats::ranks::{Ranked, rank_estimates};
use crate::table::{Footing, Observation, Spread, Status, Table};
use crate::{Error, ErrorKind, Result};

/// One group and its rank.
#[derive(Debug, Clone, PartialEq)]
pub struct RankRow {
    /// The words of the group.
    pub group: Group,
    /// The value; `None` where the group has none.
    pub value: Option<f64>,
    /// Its standard error; `None` where one case has no spread.
    pub standard_error: Option<f64>,
    /// The rank of the value, 1 is best, ties share the best place; `None` where there is no value.
    pub rank: Option<u32>,
    /// The expected rank among the groups with a standard error.
    pub expected: Option<f64>,
    /// The interval of the rank.
    pub interval: Option<Interval>,
    /// The probability of being first.
    pub first: Option<f64>,
}

/// Groups by rank.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranks {
    /// The grouping columns.
    pub by: Vec<String>,
    /// The groups, in the order of the table.
    pub rows: Vec<RankRow>,
    /// Whether the highest value is first.
    pub highest_first: bool,
    /// The level of the intervals.
    pub level: Level,
}

/// Ranks the groups of a table. `highest_first` goes before the indicator's own direction.
///
/// # Errors
/// When the indicator has no known spread or no direction, the table has fewer than two groups, or `draws` is 0.
pub fn ranks(
    table: &Table,
    indicator: &str,
    period: Option<Period>,
    highest_first: Option<bool>,
    level: Level,
    draws: u32,
) -> Result<Ranks> {
    let place = side::indicator(table, indicator)?;
    let definition = &table.indicators()[place];
    let footing = Footing::of(definition);
    if let Footing::None(reason) = footing {
        return Err(side::unfit(definition, "ranks need values whose spread is known").hint(reason.word()));
    }
    let highest_first = match (highest_first, definition.direction) {
        (Some(said), _) => said,
        (None, Direction::Higher) => true,
        (None, Direction::Lower) => false,
        (None, Direction::Range | Direction::None) => {
            return Err(Error::new(ErrorKind::Argument, format!("{indicator} has no direction"))
                .rule("the first is the best, and nobody says which that is")
                .hint("best=\"highest\" or best=\"lowest\""));
        }
    };
    let period = side::period(table, period)?;
    let groups = side::finest(table, place, period)?;
    let scale = table.scale(place, period);
    let mut rows: Vec<RankRow> = Vec::with_capacity(groups.len());
    for (group, at) in groups {
        let row = &table.row(at);
        let value = row.value(table.exact_scale(place, period));
        let standard_error = value.and_then(|_| error_of(footing, row, table.spread(at))).map(|e| e * scale);
        let none =
            RankRow { group, value, standard_error, rank: None, expected: None, interval: None, first: None };
        rows.push(none);
    }
    let sign = if highest_first { 1.0 } else { -1.0 };
    let values: Vec<f64> = rows.iter().filter_map(|r| r.value).map(|v| sign * v).collect();
    let known: Vec<Ranked> = (rows.iter())
        .filter_map(|r| Some(Ranked { value: sign * r.value?, standard_error: r.standard_error? }))
        .collect();
    let mut estimates = rank_estimates(&known, level, draws)?.into_iter();
    for row in &mut rows {
        row.rank = row.value.map(|v| 1 + values.iter().filter(|other| **other > sign * v).count() as u32);
        if let (Some(_), Some(_)) = (row.value, row.standard_error)
            && let Some(estimate) = estimates.next()
        {
            row.expected = Some(estimate.expected);
            row.interval = Some(estimate.interval);
            row.first = Some(estimate.first);
        }
    }
    Ok(Ranks { by: table.by().to_vec(), rows, highest_first, level })
}

/// The standard error of a value, without the indicator's factor.
fn error_of(footing: Footing, row: &Observation, spread: Option<Spread>) -> Option<f64> {
    if row.status != Status::Known {
        return None;
    }
    let (x, n) = (row.numerator as f64, row.denominator as f64);
    match (footing, spread) {
        (Footing::Proportion, _) => {
            let (p, n) = if x == 0.0 || x == n { ((x + 0.5) / (n + 1.0), n + 1.0) } else { (x / n, n) };
            Some((p * (1.0 - p) / n).sqrt())
        }
        (Footing::Count | Footing::Rate, _) => Some(x.max(0.5).sqrt() / n),
        (Footing::Mean, Some(Spread::Moments(moments))) => moments.standard_error(),
        (Footing::Quantile(q), Some(spread)) if q.denominator() == 2 => spread.median_error(row.cases),
        _ => None,
    }
}
