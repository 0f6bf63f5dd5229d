//! Dates as periods, and the rows that cannot be counted.

use super::Worker;
use super::count::days_between;
use crate::case::{Reason, Rows};
use crate::cube::columns::{BAD_DAY, BAD_NUMBER, NO_DAY};
use crate::cube::index::{NO_PERIOD, ends};

impl Worker<'_> {
    /// Turns filing and resolution dates into periods, and sets rows aside that cannot be counted.
    #[inline(always)]
    pub(super) fn date(&mut self, rows: &dyn Rows, first: u64, repeated: &[u32], at: usize, n: usize) {
        let (plan, scratch) = (self.plan, &mut self.scratch);
        let table = &plan.periods;
        let (filed, resolved) = (&scratch.days[plan.filed][..n], &scratch.days[plan.resolved][..n]);
        let longest = plan.longest_days.map_or(i32::MAX as u32, |d| d.min(i32::MAX as u32));
        // Read without a sign, the span of what is resolved before it is filed is longer than any other.
        let mut longest_here = 0u32;
        for ((f, r), lasted) in filed.iter().zip(resolved).zip(&mut scratch.lasted) {
            let span = r.wrapping_sub(*f) as u32;
            longest_here = longest_here.max(if *r == NO_DAY { 0 } else { span });
            *lasted = days_between(*f, *r);
        }
        let mut bad = u32::from(longest_here > longest);
        let seen_filed = table.periods_of(filed, &mut scratch.filed[..n]);
        let seen_resolved = table.periods_of(resolved, &mut scratch.resolved[..n]);
        bad |= u32::from(!seen_filed.all || seen_filed.periods.is_none());
        bad |= u32::from(seen_resolved.days.is_some() && seen_resolved.periods.is_none());
        for event in &plan.events {
            for &sum in &event.sums {
                let mut unreadable = 0u64;
                for number in &scratch.numbers[sum][..n] {
                    unreadable |= u64::from(*number == BAD_NUMBER);
                }
                bad |= unreadable as u32;
            }
            let others = event.dates.iter().chain(event.shown.iter().flat_map(|(a, b)| [a, b]));
            for &date in others.filter(|d| **d != plan.filed && **d != plan.resolved) {
                let implausible = |d: &i32| *d != NO_DAY && table.of(*d).is_none();
                bad |= u32::from(scratch.days[date][..n].iter().any(implausible));
            }
            for &(from, to) in event.shown.iter().filter(|d| **d != (plan.filed, plan.resolved)) {
                let turned = |(a, b): (&i32, &i32)| *a != NO_DAY && *b != NO_DAY && b < a;
                bad |= u32::from(scratch.days[from][..n].iter().zip(&scratch.days[to][..n]).any(turned));
            }
        }
        let misfits = within(rows.misfits(), at, n);
        let repeated = within(repeated, at, n);
        let whole = bad == 0 && misfits.is_empty() && repeated.is_empty();
        if !whole {
            self.set_aside(rows, first, misfits, repeated, at, n);
        }
        let (tally, scratch) = (&mut self.tally, &mut self.scratch);
        if whole {
            let seen = [seen_filed, seen_resolved];
            for (low, high) in seen.into_iter().filter_map(|seen| seen.days) {
                tally.first_day = tally.first_day.min(low);
                tally.last_day = tally.last_day.max(high);
            }
            scratch.within = seen.map(|seen| seen.periods);
            return;
        }
        let (filed, resolved) = (&scratch.days[plan.filed][..n], &scratch.days[plan.resolved][..n]);
        for (day, period) in filed.iter().zip(&scratch.filed).chain(resolved.iter().zip(&scratch.resolved)) {
            if *period != NO_PERIOD {
                tally.first_day = tally.first_day.min(*day);
                tally.last_day = tally.last_day.max(*day);
            }
        }
        scratch.within = [&scratch.filed, &scratch.resolved].map(|periods| ends(&periods[..n]));
    }

    /// Looks at the rows of a block one by one, and takes those out that cannot be counted.
    #[cold]
    fn set_aside(
        &mut self,
        rows: &dyn Rows,
        first: u64,
        misfits: &[u32],
        repeated: &[u32],
        at: usize,
        n: usize,
    ) {
        for i in 0..n {
            let row = (at + i) as u32;
            let reason = if misfits.binary_search(&row).is_ok() {
                Some(rows.misfit())
            } else {
                self.reason(i).or_else(|| repeated.binary_search(&row).is_ok().then_some(Reason::DuplicateId))
            };
            if let Some(reason) = reason {
                self.scratch.filed[i] = NO_PERIOD;
                self.scratch.resolved[i] = NO_PERIOD;
                let plan = self.plan;
                self.tally.set_aside.add(first + u64::from(row) + 1, reason, || {
                    let columns = plan.columns();
                    let texts = rows.original(at + i, &columns);
                    let named =
                        columns.iter().zip(texts).map(|(c, text)| format!("{}={text}", plan.header[*c]));
                    named.collect::<Vec<_>>().join(", ")
                });
            }
        }
    }

    /// Why row `i` of the block cannot be counted, if so.
    fn reason(&self, i: usize) -> Option<Reason> {
        let (plan, scratch) = (self.plan, &self.scratch);
        let plausible = |day| plan.periods.of(day).is_some();
        let (filed, resolved) = (scratch.days[plan.filed][i], scratch.days[plan.resolved][i]);
        let longest = plan.longest_days.map_or(i32::MAX, |d| i32::try_from(d).unwrap_or(i32::MAX));
        match (filed, resolved) {
            (NO_DAY, _) => return Some(Reason::FiledMissing),
            (BAD_DAY, _) => return Some(Reason::FiledUnreadable),
            (f, _) if !plausible(f) => return Some(Reason::FiledImplausible),
            (_, NO_DAY) => {}
            (_, BAD_DAY) => return Some(Reason::ResolvedUnreadable),
            (_, r) if !plausible(r) => return Some(Reason::ResolvedImplausible),
            (f, r) if r < f => return Some(Reason::ResolvedBeforeFiled),
            (f, r) if r - f > longest => return Some(Reason::DurationImplausible),
            _ => {}
        }
        for event in &plan.events {
            if event.sums.iter().any(|s| scratch.numbers[*s][i] == BAD_NUMBER) {
                return Some(Reason::NumberUnreadable);
            }
            let dates = event.dates.iter().chain(event.shown.iter().flat_map(|(a, b)| [a, b]));
            if dates.map(|d| scratch.days[*d][i]).any(|d| d != NO_DAY && !plausible(d)) {
                return Some(Reason::DateUnreadable);
            }
            let turned = |(a, b): &(usize, usize)| {
                let (a, b) = (scratch.days[*a][i], scratch.days[*b][i]);
                a != NO_DAY && b != NO_DAY && b < a
            };
            if event.shown.iter().any(turned) {
                return Some(Reason::DatesOutOfOrder);
            }
        }
        None
    }
}

/// The members of a rising list that lie in `at..at + n`.
fn within(list: &[u32], at: usize, n: usize) -> &[u32] {
    let start = list.partition_point(|x| (*x as usize) < at);
    let end = list.partition_point(|x| (*x as usize) < at + n);
    &list[start..end]
}
