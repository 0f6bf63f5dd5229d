//! What all blocks of an invented export share: tables that turn random bits into rows.

use super::config::{Config, Order};
use super::kinds::{CAUSES, CLASSES, INSTANCES, KINDS, OUTCOMES, PROCEDURES, court};
use super::random::Random;
use super::shape::{DayTable, LogNormal, busyness, exp, weekday};
use crate::period::Date;
use crate::{Error, Result, error::ErrorKind};
use std::sync::Arc;

/// The days at which half of the cases of ordinary slowness are resolved.
const MEDIAN_DAYS: f32 = 82.0;
/// Share of cases that nobody resolves.
pub(crate) const STUCK: f64 = 0.017;
/// Cases filed up to this many days before the first year may still be open then.
const OPENING_DAYS: i32 = 4 * 365;

/// A choice by eight random bits; [`NONE`] where there is nothing to choose.
pub(crate) type Choice = [u8; 256];
pub(crate) const NONE: u8 = u8::MAX;

/// The tables of one kind of cases; indices are those of [`KINDS`].
pub(crate) struct KindTables {
    pub procedure: Choice,
    pub cause: Choice,
    pub outcome: Choice,
    /// The median duration in days by procedure; the last is for cases without one.
    pub median: [f32; PROCEDURES.len() + 1],
    /// Out of 256.
    pub no_amount: u64,
    /// Out of 256.
    pub enterprise: u64,
    pub class: u16,
    pub instance: u16,
    pub code: &'static [u8],
}

/// A court: what its cases have in common.
pub(crate) struct Court {
    /// The middle of its case numbers.
    pub code: Vec<u8>,
    /// How long its cases take against the average court.
    pub slowness: f32,
    /// A random number of 32 bits below this keeps the court, above it goes to `alias` (Walker 1977).
    pub keep: u64,
    pub alias: u16,
    /// In order of courts, its first row.
    pub first_row: u64,
}

pub(crate) struct Plan {
    pub config: Config,
    /// The first day of the first year and the last day of the last.
    pub first: i32,
    pub last: i32,
    pub days: DayTable,
    pub durations: LogNormal,
    pub amounts: LogNormal,
    pub kinds: Vec<KindTables>,
    /// A kind by ten random bits.
    pub kind: Vec<u8>,
    pub courts: Vec<Court>,
    /// For each year since four before the first, "(2023)".
    pub years: Vec<(i32, Vec<u8>)>,
    pub court_names: Arc<[String]>,
    pub class_names: Arc<[String]>,
    pub instance_names: Arc<[String]>,
    pub procedure_names: Arc<[String]>,
    pub cause_names: Arc<[String]>,
    pub outcome_names: Arc<[String]>,
}

impl Plan {
    pub(crate) fn new(config: Config) -> Result<Self> {
        use super::block::name_list;
        config.check()?;
        let first = Date::new(config.first_year, 1, 1)?.to_days();
        let last = Date::new(config.last_year, 12, 31)?.to_days();
        let durations = LogNormal::new(0.85);
        let kinds: Vec<KindTables> = KINDS.iter().map(KindTables::new).collect();
        let days = day_table(first, last, &durations, &kinds);
        let courts = courts(&config)?;
        let years = (config.first_year - 5..=config.last_year)
            .map(|year| Ok((Date::new(year, 1, 1)?.to_days(), format!("({year})").into_bytes())))
            .collect::<Result<_>>()?;
        let kind_weights: Vec<(u8, f64)> =
            KINDS.iter().enumerate().map(|(i, kind)| (i as u8, kind.weight)).collect();
        let mut kind = vec![0; 1024];
        fill(&mut kind, &kind_weights);
        Ok(Self {
            config,
            first,
            last,
            days,
            durations,
            amounts: LogNormal::new(1.9),
            kinds,
            kind,
            courts,
            years,
            court_names: name_list((0..config.courts).map(|i| court(i).0)),
            class_names: name_list(CLASSES),
            instance_names: name_list(INSTANCES),
            procedure_names: name_list(PROCEDURES.map(|p| p.0)),
            cause_names: name_list(CAUSES),
            outcome_names: name_list(OUTCOMES),
        })
    }

    /// The court that holds `row` when rows stand court by court.
    pub(crate) fn court_of(&self, row: u64) -> usize {
        self.courts.partition_point(|court| court.first_row <= row) - 1
    }

    /// The number of rows of a court when rows stand court by court.
    pub(crate) fn rows_of(&self, court: usize) -> u64 {
        let end = self.courts.get(court + 1).map_or(self.config.rows, |next| next.first_row);
        end - self.courts[court].first_row
    }
}

impl KindTables {
    fn new(kind: &super::kinds::Kind) -> Self {
        let choice = |list| {
            let mut table = [NONE; 256];
            fill(&mut table, list);
            table
        };
        let mut median = [MEDIAN_DAYS * kind.slowness; PROCEDURES.len() + 1];
        for (median, procedure) in median.iter_mut().zip(PROCEDURES) {
            *median *= procedure.1;
        }
        Self {
            procedure: choice(kind.procedures),
            cause: choice(kind.causes),
            outcome: choice(kind.outcomes),
            median,
            no_amount: (kind.no_amount * 256.0) as u64,
            enterprise: (kind.enterprise * 256.0) as u64,
            class: kind.class,
            instance: kind.instance,
            code: kind.code.as_bytes(),
        }
    }
}

/// Fills a table so that each index takes its share of the places.
fn fill(table: &mut [u8], weights: &[(u8, f64)]) {
    let (mut from, mut sum) = (0, 0.0);
    for (index, weight) in weights {
        sum += weight;
        let to = ((sum * table.len() as f64).round() as usize).min(table.len());
        table[from..to].fill(*index);
        from = to;
    }
}

/// Days of filing: every day of the years by its busyness, and the days before them by busyness times the
/// share of cases that are still open when the first year begins. Without these there is no opening stock.
fn day_table(first: i32, last: i32, durations: &LogNormal, kinds: &[KindTables]) -> DayTable {
    let start = first - OPENING_DAYS;
    let open_after = |days: i32| {
        let share = |(kind, of): (&super::kinds::Kind, &KindTables)| {
            let open = |median: f32| {
                1.0 - durations.points_below(days as f32 / median) as f64 / LogNormal::SIZE as f64
            };
            let by_procedure: f64 =
                kind.procedures.iter().map(|(p, weight)| weight * open(of.median[usize::from(*p)])).sum();
            let rest = if kind.procedures.is_empty() { open(of.median[PROCEDURES.len()]) } else { 0.0 };
            kind.weight * (by_procedure + rest)
        };
        STUCK + (1.0 - STUCK) * KINDS.iter().zip(kinds).map(share).sum::<f64>()
    };
    let weights: Vec<f64> = (start..=last)
        .map(|day| {
            let (year, month, _) = Date::from_days(day).parts();
            let growth =
                1.0 + 0.05 * f64::from(i32::from(year) - i32::from(Date::from_days(first).parts().0));
            let busy = busyness(weekday(day), month as usize - 1) * growth.max(0.5);
            if day < first { busy * open_after(first - day) } else { busy }
        })
        .collect();
    DayTable::new(start, &weights)
}

fn courts(config: &Config) -> Result<Vec<Court>> {
    let n = config.courts;
    let mut random = Random::new(config.seed, u64::MAX);
    let mut ranks: Vec<usize> = (0..n).collect();
    random.shuffle(&mut ranks);
    // Zipf with exponent 0.9, shifted so that the largest court is not a fifth of the country.
    let weights: Vec<f64> = ranks.iter().map(|rank| exp(-0.9 * log(*rank as f64 + 4.0))).collect();
    let total: f64 = weights.iter().sum();
    let (keep, alias) = alias_table(&weights);
    let mut sum = 0.0;
    let mut list = Vec::with_capacity(n);
    for i in 0..n {
        let first_row = match config.order {
            Order::Court => (sum / total * config.rows as f64).round() as u64,
            Order::Filed | Order::Random => 0,
        };
        sum += weights[i];
        let slowness = 0.8 + 0.4 * random.unit() as f32;
        let alias =
            u16::try_from(alias[i]).map_err(|_| Error::new(ErrorKind::Argument, format!("courts is {n}")))?;
        list.push(Court { code: court(i).1.into_bytes(), slowness, keep: keep[i], alias, first_row });
    }
    Ok(list)
}

/// ln x for x ≥ 1, by the inverse of `exp` (Newton); exact operations only.
fn log(x: f64) -> f64 {
    let mut y = 0.0;
    while exp(y + 1.0) <= x {
        y += 1.0;
    }
    (0..8).fold(y, |y, _| y + x / exp(y) - 1.0)
}

/// Walker's alias method, in Vose's form: a column keeps its own index below `keep` out of 2³².
fn alias_table(weights: &[f64]) -> (Vec<u64>, Vec<usize>) {
    let n = weights.len();
    let total: f64 = weights.iter().sum();
    let mut share: Vec<f64> = weights.iter().map(|w| w * n as f64 / total).collect();
    let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..n).partition(|i| share[*i] < 1.0);
    let mut keep = vec![1u64 << 32; n];
    let mut alias: Vec<usize> = (0..n).collect();
    while let (Some(less), Some(more)) = (small.pop(), large.last().copied()) {
        keep[less] = (share[less] * (1u64 << 32) as f64) as u64;
        alias[less] = more;
        share[more] -= 1.0 - share[less];
        if share[more] < 1.0 {
            large.pop();
            small.push(more);
        }
    }
    (keep, alias)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_table_keeps_the_weights() {
        let weights = [5.0, 1.0, 0.5, 3.5];
        let (keep, alias) = alias_table(&weights);
        let mut shares = [0.0; 4];
        for i in 0..4 {
            let kept = keep[i] as f64 / (1u64 << 32) as f64;
            shares[i] += kept / 4.0;
            shares[alias[i]] += (1.0 - kept) / 4.0;
        }
        for (share, weight) in shares.iter().zip(weights) {
            assert!((share - weight / 10.0).abs() < 1e-9, "{shares:?}");
        }
    }

    #[test]
    fn our_log_is_that_of_the_standard_library() {
        for x in [1.0, 1.5, 4.0, 203.0, 60_003.0] {
            assert!((log(x) - f64::ln(x)).abs() < 1e-12, "{x}");
        }
    }
}
