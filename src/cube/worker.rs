//! The scan: rows in, cells out. One worker a thread; workers' cubes merge.
//!
//! A chunk is worked through in blocks that fit the first cache, one column after another: dates become
//! periods by one look-up, words become parts of the cell's key by one look-up each, and only then are cells
//! touched, event by event. Rows that cannot be counted are found by one test a block.

use crate::case::{FieldKind, Form, RawColumn, Reason, Rows};
use crate::cube::cells::{Cells, Counted};
use crate::cube::columns::{BAD_DAY, BAD_NUMBER, BLOCK, FieldReader, NO_DAY, NO_NUMBER};
use crate::cube::days::NO_SPAN;
use crate::cube::ids::{Ids, hashes};
use crate::cube::index::NO_PERIOD;
use crate::cube::keys::Keys;
use crate::cube::lifetimes::{Counting, Lifetimes, Watch};
use crate::cube::machine::{Work, wide};
use crate::cube::plan::Plan;
use crate::cube::shape::Event;
use crate::cube::{Cube, History, Tally};
use crate::{Error, ErrorKind, Result};

/// Counts the rows of some chunks of one export.
#[derive(Debug)]
pub struct Worker<'p> {
    plan: &'p Plan,
    readers: Vec<FieldReader>,
    deciders: Vec<Vec<FieldReader>>,
    keys: Keys,
    cells: Vec<Cells>,
    tally: Tally,
    scratch: Scratch,
    limit: Option<usize>,
    /// Counts how long cases last, where that is asked for.
    lives: Option<Counting>,
}

/// A block of rows, and who counts it.
struct Block<'w, 'p, 'r> {
    worker: &'w mut Worker<'p>,
    rows: &'r dyn Rows,
    first: u64,
    columns: &'r [RawColumn<'r>],
    repeated: &'r [u32],
    at: usize,
    n: usize,
}

impl Work for Block<'_, '_, '_> {
    type Output = Result<()>;

    #[inline(always)]
    fn run(self) -> Result<()> {
        let Self { worker, rows, first, columns, repeated, at, n } = self;
        worker.read(rows, columns, at, n)?;
        worker.date(rows, first, repeated, at, n);
        worker.count(n)
    }
}

/// Buffers of one block, used again and again.
#[derive(Debug)]
struct Scratch {
    words: Vec<Vec<u32>>,
    days: Vec<Vec<i32>>,
    numbers: Vec<Vec<i64>>,
    /// Days between two dates, for each pair of an event.
    spans: Vec<Vec<i32>>,
    /// Values whose different ones are counted.
    values: Vec<Vec<Option<u128>>>,
    filed: Vec<u32>,
    resolved: Vec<u32>,
    period: Vec<u32>,
    groups: Vec<u64>,
    keys: Vec<u64>,
    classes: Vec<Vec<u32>>,
    lanes: Vec<u32>,
    records: Vec<u32>,
    places: Vec<u32>,
}

impl<'p> Worker<'p> {
    /// A worker with nothing counted yet. `limit` bounds the bytes of its cells.
    ///
    /// # Errors
    /// When a default word cannot be used, or the conditions are too many to be told apart.
    pub fn new(plan: &'p Plan, limit: Option<usize>) -> Result<Self> {
        let readers = plan.fields.iter().map(FieldReader::new).collect::<Result<Vec<_>>>()?;
        let deciders = plan.fields.iter().map(|f| f.only_if.iter().map(|_| FieldReader::new(f)).collect());
        let deciders = deciders.collect::<Result<Vec<Vec<_>>>>()?;
        let keys = Keys::new(plan);
        plan.shape.events.iter().try_for_each(|event| keys.fit(event, 3))?;
        let cells = plan.shape.events.iter().map(|e| Cells::new(e, keys.bits(e))).collect();
        let fields = plan.fields.len();
        let pairs = plan.events.iter().map(|e| e.days.len()).max().unwrap_or(0);
        Ok(Self {
            plan,
            readers,
            deciders,
            cells,
            tally: Tally::default(),
            scratch: Scratch {
                words: vec![Vec::new(); fields],
                // The last one is the end of the period in which an event falls.
                days: vec![Vec::new(); fields + 1],
                numbers: vec![Vec::new(); fields],
                spans: vec![vec![0; BLOCK]; pairs],
                values: vec![Vec::new(); plan.distinct.len()],
                filed: vec![0; BLOCK],
                resolved: vec![0; BLOCK],
                period: vec![0; BLOCK],
                groups: vec![0; BLOCK],
                keys: vec![0; BLOCK],
                classes: vec![vec![0; BLOCK]; keys.banks()],
                lanes: vec![0; BLOCK],
                records: vec![0; BLOCK],
                places: vec![0; BLOCK],
            },
            keys,
            limit,
            lives: None,
        })
    }

    /// Rows that it has seen.
    pub fn rows(&self) -> u64 {
        self.tally.rows
    }

    /// The same worker, which also counts how long cases last.
    pub fn watching(self, watch: Watch) -> Self {
        Self { lives: Some(Counting::new(watch)), ..self }
    }

    /// Counts the rows of a chunk that begins with row `first` (from 0) of the source. `ids` looks for repeated identifiers, where
    /// the codebook says that they are unique.
    ///
    /// # Errors
    /// When text cannot be decoded, a sum leaves its range, or the memory limit is reached.
    pub fn push(&mut self, rows: &dyn Rows, first: u64, ids: Option<&Ids>) -> Result<()> {
        let repeated = match (&self.plan.unique, ids) {
            (Some((source, _)), Some(ids)) => ids.repeated(rows, *source, &self.plan.plain.nulls),
            _ => Vec::new(),
        };
        let columns: Vec<RawColumn<'_>> = (self.plan.fields.iter())
            .map(|f| f.bound.source.map_or(RawColumn::Absent, |s| rows.column(s)))
            .collect();
        let mut at = 0;
        while at < rows.len() {
            let n = BLOCK.min(rows.len() - at);
            wide(Block { worker: self, rows, first, columns: &columns, repeated: &repeated, at, n })?;
            at += n;
        }
        self.tally.rows += rows.len() as u64;
        let held = self.bytes() + ids.map_or(0, Ids::bytes);
        match self.limit {
            Some(limit) if held > limit => {
                let what = if ids.is_some() { "the cube and the identifiers" } else { "the cube" };
                Err(Error::new(ErrorKind::Limit, format!("{what} of the rows so far take {held} bytes"))
                    .rule(format!("this worker may hold {limit} bytes"))
                    .hint("group by fewer columns, choose longer periods, look for no repeated identifiers, count fewer different values, or raise memory_limit"))
            }
            _ => Ok(()),
        }
    }

    /// Reads every field of rows `at..at + n` into the scratch buffers.
    #[inline(always)]
    fn read(&mut self, rows: &dyn Rows, columns: &[RawColumn<'_>], at: usize, n: usize) -> Result<()> {
        for (values, source) in self.scratch.values.iter_mut().zip(&self.plan.distinct) {
            let column = rows.column(*source);
            let hash = hashes(rows, &column, &self.plan.plain.nulls);
            values.clear();
            values.extend((at..at + n).map(hash));
        }
        for (i, field) in self.plan.fields.iter().enumerate() {
            let (reader, scratch) = (&mut self.readers[i], &mut self.scratch);
            match field.kind.form() {
                Form::Words => {
                    scratch.words[i].resize(n, 0);
                    reader.words(&field.translation, rows, &columns[i], at, &mut scratch.words[i])?;
                }
                Form::Days => {
                    scratch.days[i].resize(n, 0);
                    reader.days(field, rows, &columns[i], at, &mut scratch.days[i]);
                }
                Form::Numbers => {
                    scratch.numbers[i].resize(n, 0);
                    reader.numbers(field, rows, &columns[i], at, &mut scratch.numbers[i]);
                }
            }
            for (only_if, decider) in field.only_if.iter().zip(&mut self.deciders[i]) {
                let column = rows.column(only_if.source);
                let mut words = vec![0; n];
                decider.words(&self.plan.plain, rows, &column, at, &mut words)?;
                for (row, code) in words.into_iter().enumerate() {
                    let id = decider.id(code) as usize;
                    if !only_if.test.holds(decider.interner.word(id)) {
                        match field.kind.form() {
                            Form::Words => scratch.words[i][row] = reader.none(),
                            Form::Days => scratch.days[i][row] = NO_DAY,
                            Form::Numbers => scratch.numbers[i][row] = NO_NUMBER,
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Turns filing and resolution dates into periods, and sets rows aside that cannot be counted.
    #[inline(always)]
    fn date(&mut self, rows: &dyn Rows, first: u64, repeated: &[u32], at: usize, n: usize) {
        let (plan, scratch) = (self.plan, &mut self.scratch);
        let table = &plan.periods;
        let (filed, resolved) = (&scratch.days[plan.filed][..n], &scratch.days[plan.resolved][..n]);
        let longest = plan.longest_days.map_or(i32::MAX as u32, |d| d.min(i32::MAX as u32));
        // Read without a sign, the span of what is resolved before it is filed is longer than any other.
        let mut longest_here = 0u32;
        for (f, r) in filed.iter().zip(resolved) {
            let span = r.wrapping_sub(*f) as u32;
            longest_here = longest_here.max(if *r == NO_DAY { 0 } else { span });
        }
        let mut bad = u32::from(longest_here > longest);
        let (first_day, last_filed) = table.periods_of(filed, &mut scratch.filed[..n]);
        let (_, last_resolved) = table.periods_of(resolved, &mut scratch.resolved[..n]);
        let periods = scratch.filed[..n].iter().zip(&scratch.resolved[..n]);
        for (r, (start, end)) in resolved.iter().zip(periods) {
            bad |= u32::from((*start == NO_PERIOD) | ((*r != NO_DAY) & (*end == NO_PERIOD)));
        }
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
        let tally = &mut self.tally;
        let scratch = &self.scratch;
        let (filed, resolved) = (&scratch.days[plan.filed][..n], &scratch.days[plan.resolved][..n]);
        if whole {
            // Nothing was set aside: a case is filed before it is resolved, and no day is the lowest number.
            tally.first_day = tally.first_day.min(first_day);
            tally.last_day = tally.last_day.max(last_filed).max(last_resolved);
            return;
        }
        for (day, period) in filed.iter().zip(&scratch.filed).chain(resolved.iter().zip(&scratch.resolved)) {
            if *period != NO_PERIOD {
                tally.first_day = tally.first_day.min(*day);
                tally.last_day = tally.last_day.max(*day);
            }
        }
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

    /// Adds the block to the cells of every event.
    #[inline(always)]
    fn count(&mut self, n: usize) -> Result<()> {
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
        let scratch = &mut self.scratch;
        self.keys.group_keys(plan, &scratch.words, &mut scratch.groups[..n]);
        if let Some(lives) = &mut self.lives {
            let counts = scratch.filed[..n].iter().map(|period| *period != NO_PERIOD);
            let (filed, resolved) = (&scratch.days[plan.filed][..n], &scratch.days[plan.resolved][..n]);
            lives.add(&scratch.groups[..n], counts, filed, resolved);
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
                if cells.cover(periods) {
                    self.keys.fit(event, cells.index.period_bits())?;
                }
                let (groups, words) = (&scratch.groups[..n], &scratch.words);
                let keys = self.keys.with_extras(e, event_plan, groups, words, &mut scratch.keys[..n]);
                let keys = keys.unwrap_or(groups);
                let records = &mut scratch.records[..n];
                if cells.only_count(keys, periods, records) {
                    continue;
                }
                cells.find(keys, periods, records);
                if !event_plan.lanes.is_empty() {
                    let (classes, shift) = (&scratch.classes[Keys::bank(e)][..n], Keys::lane_shift(e));
                    for (lane, classes) in scratch.lanes.iter_mut().zip(classes) {
                        *lane = Keys::lane(*classes, shift);
                    }
                }
                for (spans, (from, to)) in scratch.spans.iter_mut().zip(&event_plan.days) {
                    days_between(&scratch.days[*from][..n], &scratch.days[*to][..n], &mut spans[..n]);
                }
                let rows = Counted { records, lanes: &scratch.lanes[..n], places: &mut scratch.places[..n] };
                cells.add(
                    rows,
                    |s| &scratch.numbers[event_plan.sums[s]][..n],
                    |d| &scratch.spans[d][..n],
                    |d| &scratch.values[event_plan.distinct[d]][..n],
                );
            }
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        self.cells.iter().map(Cells::bytes).sum::<usize>()
            + self.readers.iter().map(|r| r.interner.bytes()).sum::<usize>()
            + self.lives.as_ref().map_or(0, Counting::bytes)
    }

    /// How long the cases last that this worker has counted; `None` where it did not watch them.
    pub fn finish_lifetimes(mut self) -> Option<Lifetimes> {
        let lives = self.lives.take()?;
        let cube = self.finish();
        Some(lives.finish(cube.keys(), &cube))
    }

    /// What this worker has counted.
    pub fn finish(self) -> Cube {
        let mut tally = self.tally;
        tally.timed = self.readers.iter().map(|r| r.timed).sum();
        for (field, reader) in self.plan.fields.iter().zip(&self.readers) {
            let words = (1..reader.interner.len()).filter_map(|id| reader.interner.word(id));
            let odd = words.filter(|w| field.bound.kind == FieldKind::Flag && !["true", "false"].contains(w));
            tally.neither.extend(odd.map(|w| (field.bound.name.clone(), w.to_owned())));
        }
        tally.set_aside.sort();
        let stores = self.cells.into_iter().map(Cells::finish).collect();
        let (shape, absent) = (self.plan.shape.clone(), self.plan.missing.clone());
        Cube { shape, keys: self.keys, stores, tally, absent, history: History::default() }
    }
}

/// The days between two dates, [`NO_SPAN`] where one is missing.
#[inline(always)]
fn days_between(from: &[i32], to: &[i32], out: &mut [i32]) {
    for (span, (from, to)) in out.iter_mut().zip(from.iter().zip(to)) {
        *span = if (*from != NO_DAY) & (*to != NO_DAY) { to.wrapping_sub(*from) } else { NO_SPAN };
    }
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

/// The members of a rising list that lie in `at..at + n`.
fn within(list: &[u32], at: usize, n: usize) -> &[u32] {
    let start = list.partition_point(|x| (*x as usize) < at);
    let end = list.partition_point(|x| (*x as usize) < at + n);
    &list[start..end]
}
