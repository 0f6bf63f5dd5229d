//! Rows into the cells of every event.

use super::{KeyRows, Part, Worker};
use crate::Result;
use crate::cube::cells::{Cells, Counted};
use crate::cube::columns::NO_DAY;
use crate::cube::days::NO_SPAN;
use crate::cube::index::{NO_PERIOD, ends};
use crate::cube::keys::Keys;
use crate::cube::plan::Plan;
use crate::cube::shape::Event;
use crate::cube::steps::Key;

impl Worker<'_> {
    /// Adds the block to the cells of every event.
    #[inline(always)]
    pub(super) fn count(&mut self, n: usize) -> Result<()> {
        let plan = self.plan;
        if self.keys.learn(plan, &self.readers)? {
            let keys = &self.keys;
            for (cells, event) in self.cells.iter_mut().zip(&plan.shape.events) {
                keys.fit(event, cells.index.period_bits())?;
                cells.rekey(keys.bits(event), |key| keys.moved(key));
            }
            if let Some(lives) = &mut self.lives {
                lives.rekey(|key| keys.moved(key));
            }
        }
        if self.keys.narrow(&plan.shape) {
            let mut keys = std::mem::take(&mut self.narrow);
            let entered = self.enter(&mut keys, n);
            self.narrow = keys;
            return entered;
        }
        let mut keys = std::mem::take(&mut self.wide);
        let entered = self.enter(&mut keys, n);
        self.wide = keys;
        entered
    }

    /// Adds the block to the cells of every event, by keys of a width that is enough for all of them.
    #[inline(always)]
    fn enter<K: Key>(&mut self, rows: &mut KeyRows<K>, n: usize) -> Result<()> {
        let plan = self.plan;
        let scratch = &mut self.scratch;
        let lasted = (plan.filed, plan.resolved);
        let KeyRows { groups, keys: extended, part: keys_of_part } = rows;
        groups.resize(n, K::default());
        extended.resize(n, K::default());
        self.keys.group_keys(plan, &scratch.words, groups);
        if let Some(lives) = &mut self.lives {
            let counts = scratch.filed[..n].iter().map(|period| *period != NO_PERIOD);
            let (filed, resolved) = (&scratch.days[plan.filed][..n], &scratch.days[plan.resolved][..n]);
            lives.add(groups, counts, filed, resolved);
        }
        for (bank, classes) in scratch.classes.iter_mut().enumerate() {
            self.keys.lanes(bank, &scratch.words, &mut classes[..n]);
        }
        for (e, event) in plan.shape.events.iter().enumerate() {
            let event_plan = &plan.events[e];
            // An event may have several dates; those of filing and resolution are read already.
            let once = [plan.filed];
            for &date in if event_plan.dates.is_empty() { &once[..] } else { &event_plan.dates } {
                let (filed, resolved) = (&scratch.filed[..n], &scratch.resolved[..n]);
                let periods = periods_of(
                    plan,
                    &event.event,
                    date,
                    &scratch.days,
                    (filed, resolved),
                    &mut scratch.period[..n],
                );
                if event_plan.days.len() > event_plan.shown.len() {
                    plan.periods.last_days(periods, &mut scratch.days[plan.fields.len()]);
                }
                let cells = &mut self.cells[e];
                let [of_filed, of_resolved] = scratch.within;
                let within = match event.event {
                    Event::Filed => of_filed,
                    Event::Resolved => of_resolved,
                    _ => ends(periods),
                };
                if within.is_some_and(|(low, high)| cells.cover(low, high)) {
                    self.keys.fit(event, cells.index.period_bits())?;
                }
                let keys = self.keys.with_extras(e, event_plan, groups, &scratch.words, extended);
                let keys = keys.unwrap_or(groups);
                let records = &mut scratch.records[..n];
                if cells.only_count(keys, periods, records) {
                    continue;
                }
                let others =
                    scratch.spans.iter_mut().zip(&event_plan.days).filter(|(_, pair)| **pair != lasted);
                for (spans, (from, to)) in others {
                    let dates = scratch.days[*from][..n].iter().zip(&scratch.days[*to][..n]);
                    for (span, (from, to)) in spans.iter_mut().zip(dates) {
                        *span = days_between(*from, *to);
                    }
                }
                let classes = &scratch.classes[Keys::bank(e)][..n];
                let number = |s: usize| &scratch.numbers[event_plan.sums[s]][..n];
                let span = |d: usize| match event_plan.days[d] == lasted {
                    true => &scratch.lasted[..n],
                    false => &scratch.spans[d][..n],
                };
                let value = |d: usize| &scratch.values[event_plan.distinct[d]][..n];
                let Part { rows, periods: periods_of_part, classes: classes_of_part, numbers, spans } =
                    &mut scratch.part;
                let mut buffers = (&mut *records, &mut scratch.lanes[..], &mut scratch.places[..]);
                let lanes = (!event_plan.lanes.is_empty()).then(|| Keys::lane_shift(e));
                if event_plan.distinct.is_empty() && rows.find(periods) {
                    let keys = rows.of(keys, keys_of_part);
                    let periods = rows.of(periods, periods_of_part);
                    let classes = lanes.map(|shift| (rows.of(classes, classes_of_part), shift));
                    for (s, numbers) in numbers[..event_plan.sums.len()].iter_mut().enumerate() {
                        rows.of(number(s), numbers);
                    }
                    for (d, spans) in spans[..event_plan.days.len()].iter_mut().enumerate() {
                        rows.of(span(d), spans);
                    }
                    let columns = (|s: usize| numbers[s].as_slice(), |d: usize| spans[d].as_slice(), value);
                    add(cells, (keys, periods), classes, &mut buffers, columns);
                } else {
                    let classes = lanes.map(|shift| (classes, shift));
                    add(cells, (keys, periods), classes, &mut buffers, (number, span, value));
                }
            }
        }
        Ok(())
    }
}

/// Adds rows to the cells of an event: their keys and periods, the classes that their lanes stand in, and where, and what
/// the event has of numbers, days and values.
#[inline(always)]
fn add<'b, K: Key>(
    cells: &mut Cells,
    (keys, periods): (&[K], &[u32]),
    classes: Option<(&[u32], u32)>,
    (records, lanes, places): &mut (&mut [u32], &mut [u32], &mut [u32]),
    (number, span, value): (
        impl Fn(usize) -> &'b [i64],
        impl Fn(usize) -> &'b [i32],
        impl Fn(usize) -> &'b [Option<u128>],
    ),
) {
    let n = keys.len();
    cells.find(keys, periods, &mut records[..n]);
    if let Some((classes, shift)) = classes {
        for (lane, classes) in lanes.iter_mut().zip(classes) {
            *lane = Keys::lane(*classes, shift);
        }
    }
    let rows = Counted { records: &records[..n], lanes: &lanes[..n], places: &mut places[..n] };
    cells.add(rows, number, span, value);
}

/// The days between two dates, [`NO_SPAN`] where one is missing.
#[inline(always)]
pub(super) fn days_between(from: i32, to: i32) -> i32 {
    if (from != NO_DAY) & (to != NO_DAY) { to.wrapping_sub(from) } else { NO_SPAN }
}

/// The period in which each row of the block takes part in an event: those of filing, those of resolution, or others,
/// which are worked out in a buffer.
#[inline(always)]
fn periods_of<'b>(
    plan: &Plan,
    event: &Event,
    date: usize,
    days: &[Vec<i32>],
    (filed, resolved): (&'b [u32], &'b [u32]),
    periods: &'b mut [u32],
) -> &'b [u32] {
    match event {
        Event::Filed => return filed,
        Event::Resolved => return resolved,
        Event::On(_) => {
            for ((period, filed), day) in periods.iter_mut().zip(filed).zip(&days[date]) {
                let kept = *filed != NO_PERIOD;
                *period = if kept { plan.periods.of(*day).unwrap_or(NO_PERIOD) } else { NO_PERIOD };
            }
        }
        Event::GrownOlder(months) | Event::OlderResolved(months) => {
            let older = &plan.older[months];
            for (i, period) in periods.iter_mut().enumerate() {
                if filed[i] == NO_PERIOD {
                    *period = NO_PERIOD;
                    continue;
                }
                let later = older[(days[plan.filed][i] - plan.periods.first) as usize];
                let grown = plan.periods.number + u32::from(later);
                // A pending case has no period of resolution, which is above every other.
                let ever = grown < resolved[i];
                let at = if matches!(event, Event::GrownOlder(_)) { grown } else { resolved[i] };
                *period = if ever { at } else { NO_PERIOD };
            }
        }
    }
    periods
}
