//! From days to periods: by one look-up a day, or of days in few periods by the ends that they lie behind.

use crate::cube::columns::NO_DAY;
use crate::cube::index::NO_PERIOD;
use crate::cube::machine::decode;
use crate::cube::measure::Age;
use crate::period::{Calendar, Date, Grain};
use crate::{Error, ErrorKind, Result};

/// Ends of periods that a block of days is held against, instead of looking up each of them.
const FEW_PERIODS: u32 = 8;
/// Added to a period's ordinal so that it is never negative.
const ORDINAL_SHIFT: i32 = 130_000;

/// Day → period, for the plausible days.
#[derive(Debug)]
pub(crate) struct PeriodTable {
    pub first: i32,
    /// The period of the first day.
    pub number: u32,
    /// Periods after that one, by day: 400 years have 4,800 months.
    later: Vec<u16>,
    /// The last day of each period, from that of the first day on.
    ends: Vec<i32>,
}

/// What is known of a block of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The lowest day and the highest; `None` where no row has a day.
    pub days: Option<(i32, i32)>,
    /// The periods of these; `None` where one of them is not plausible, or there are none.
    pub periods: Option<(u32, u32)>,
    /// Whether every row has a day.
    pub all: bool,
}

/// The number that stands for the period of `ordinal` in keys of cells.
pub(crate) fn shifted(ordinal: i32) -> u32 {
    (ordinal + ORDINAL_SHIFT) as u32
}

/// The ordinal that a key's period stands for.
pub(crate) fn ordinal(shifted: u32) -> i32 {
    shifted as i32 - ORDINAL_SHIFT
}

impl PeriodTable {
    pub fn new(grain: Grain, calendar: Calendar, first: Date, last: Date) -> Result<Self> {
        let mut later = Vec::with_capacity(last.days_since(first) as usize + 1);
        let mut ends = Vec::new();
        let start = calendar.ordinal(grain, first);
        let mut number = start;
        let mut day = first;
        while day <= last {
            ends.push(calendar.from_ordinal(grain, number).end().to_days());
            let end = calendar.from_ordinal(grain, number).end().min(last);
            let after = u16::try_from(number - start).map_err(|_| {
                Error::new(ErrorKind::Codebook, format!("dates.first {first} to dates.last {last}"))
                    .rule("the plausible range is at most 400 years")
            })?;
            later.resize(end.days_since(first) as usize + 1, after);
            day = end.plus_days(1);
            number += 1;
        }
        Ok(Self { first: first.to_days(), number: shifted(start), later, ends })
    }

    /// The last day of each of these periods; any day where there is no period.
    pub fn last_days(&self, periods: &[u32], days: &mut Vec<i32>) {
        let end =
            |period: &u32| self.ends.get(period.wrapping_sub(self.number) as usize).copied().unwrap_or(0);
        days.clear();
        days.extend(periods.iter().map(end));
    }

    /// The period of a day, `None` where the day is not plausible.
    #[inline]
    pub fn of(&self, day: i32) -> Option<u32> {
        let later = self.later.get(day.wrapping_sub(self.first) as u32 as usize)?;
        Some(self.number + u32::from(*later))
    }

    /// The period of each day, [`NO_PERIOD`] where the day is not plausible.
    #[inline(always)]
    pub fn periods_of(&self, days: &[i32], out: &mut [u32]) -> Seen {
        // Days in their order with none behind them all, instead of before them.
        let (mut low, mut last, mut high) = (u32::MAX, 0, i32::MIN);
        for day in days {
            let behind = (*day).wrapping_sub(NO_DAY + 1) as u32;
            low = low.min(behind);
            last = last.max(behind);
            high = high.max(*day);
        }
        let (low, all) = ((low as i32).wrapping_add(NO_DAY + 1), last < u32::MAX);
        let periods = self.of(low).zip(self.of(high));
        match periods {
            // As in an export in the order of filing.
            Some((first, last)) if first == last && all => out.fill(first),
            Some((first, last)) => match last - first {
                0..=4 => self.of_few_periods::<4>(first, last, days, out),
                5..=FEW_PERIODS => self.of_few_periods::<{ FEW_PERIODS as usize }>(first, last, days, out),
                _ => self.look_up(days, out),
            },
            None => self.look_up(days, out),
        }
        Seen { days: (high != NO_DAY).then_some((low, high)), periods, all }
    }

    /// Days that lie in the periods `first` to `last`, at most `N` later, or are not there: the ends that a day lies
    /// behind are counted.
    #[inline(always)]
    fn of_few_periods<const N: usize>(&self, first: u32, last: u32, days: &[i32], out: &mut [u32]) {
        let mut ends = [i32::MAX; N];
        let passed = &self.ends[(first - self.number) as usize..(last - self.number) as usize];
        ends[..passed.len()].copy_from_slice(passed);
        for (period, day) in out.iter_mut().zip(days) {
            let later = ends.iter().fold(0, |later, end| later + u32::from(day > end));
            *period = if *day == NO_DAY { NO_PERIOD } else { first + later };
        }
    }

    /// Days of any kind.
    #[inline(always)]
    fn look_up(&self, days: &[i32], out: &mut [u32]) {
        let Some(last) = (self.later.len() as u32).checked_sub(1) else { return out.fill(NO_PERIOD) };
        // Days that are not plausible are looked up as the last one that is, and left out after that.
        let (first, number) = (self.first, self.number);
        let place = |day: &i32| day.wrapping_sub(first) as u32;
        out.iter_mut().zip(days).for_each(|(slot, day)| *slot = place(day).min(last));
        decode(&self.later, out);
        for (period, day) in out.iter_mut().zip(days) {
            *period = if place(day) <= last { number + *period } else { NO_PERIOD };
        }
    }
}

/// For each plausible day of filing, the first period at whose end the case is of that age, as how many periods it is
/// after the first of the table.
pub(crate) fn older_table(table: &PeriodTable, grain: Grain, calendar: Calendar, age: Age) -> Vec<u16> {
    let mut result = Vec::with_capacity(table.later.len());
    let cutoff = |number: u32| age.cutoff(calendar.from_ordinal(grain, ordinal(number)).end()).to_days();
    let (mut number, mut before) = (table.number, cutoff(table.number));
    let last = table.first.saturating_add(table.later.len() as i32);
    while result.len() < table.later.len() {
        // The days before the cutoff of this period that do not lie before that of an earlier one.
        let days = (before.min(last) - table.first).max(0) as usize;
        // What lies further away than any export stays there: 65,535 months are 5,461 years.
        let later = u16::try_from(number - table.number).unwrap_or(u16::MAX);
        result.resize(days.max(result.len()), later);
        number += 1;
        let next = cutoff(number);
        // At the calendar's end no later period makes a case older.
        before = if next > before { next } else { i32::MAX };
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each day on its own is the reference: a block with days of several periods, of none, and of one alone.
    #[test]
    fn the_periods_of_a_block_are_those_of_its_days() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        let (first, last) = (date("2019-12-30"), date("2022-01-02"));
        let table = PeriodTable::new(Grain::Month, Calendar::default(), first, last).unwrap();
        let (first, last) = (first.to_days(), last.to_days());
        let blocks = [
            vec![i32::MIN, i32::MIN + 1, first - 1, first, first + 1, first + 40, last, last + 1, i32::MAX],
            vec![first + 3, first + 4],
            vec![first + 3, i32::MIN, first + 4],
            vec![i32::MIN; 3],
            (first + 40..first + 290).chain([i32::MIN]).rev().collect(),
            (first..first + 300).collect(),
            vec![last + 5; 20],
            (first - 3..last + 3).collect(),
        ];
        for days in blocks {
            let mut periods = vec![7; days.len()];
            let seen = table.periods_of(&days, &mut periods);
            let there = || days.iter().copied().filter(|day| *day != NO_DAY);
            let ends = there().min().zip(there().max());
            let of_ends = ends.and_then(|(low, high)| table.of(low).zip(table.of(high)));
            assert_eq!(seen, Seen { days: ends, periods: of_ends, all: there().count() == days.len() });
            let each: Vec<u32> = days.iter().map(|day| table.of(*day).unwrap_or(NO_PERIOD)).collect();
            assert_eq!(periods, each, "{days:?}");
        }
    }
}
