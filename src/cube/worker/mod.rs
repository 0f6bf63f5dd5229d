//! The scan: rows in, cells out. One worker a thread; workers' cubes merge.
//!
//! A chunk is worked through in blocks that fit the first cache, one column after another: dates become
//! periods by one look-up, words become parts of the cell's key by one look-up each, and only then are cells
//! touched, event by event. Rows that cannot be counted are found by one test a block.

mod count;
mod date;
mod partaking;

use crate::case::{FieldKind, Form, RawColumn, Rows};
use crate::cube::cells::Cells;
use crate::cube::columns::{BLOCK, FieldReader, NO_DAY, NO_NUMBER};
use crate::cube::ids::{Ids, hashes};
use crate::cube::keys::Keys;
use crate::cube::lifetimes::{Counting, Lifetimes, Watch};
use crate::cube::machine::{Work, wide};
use crate::cube::plan::Plan;
use crate::cube::{Cube, History, Tally};
use crate::{Error, ErrorKind, Result};
use partaking::Partaking;

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
    narrow: KeyRows<u32>,
    wide: KeyRows<u64>,
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
    /// Days from filing to resolution.
    lasted: Vec<i32>,
    /// Days between other two dates, for each pair of an event.
    spans: Vec<Vec<i32>>,
    /// Values whose different ones are counted.
    values: Vec<Vec<Option<u128>>>,
    filed: Vec<u32>,
    resolved: Vec<u32>,
    /// The lowest and the highest of each of these two.
    within: [Option<(u32, u32)>; 2],
    period: Vec<u32>,
    classes: Vec<Vec<u32>>,
    lanes: Vec<u32>,
    records: Vec<u32>,
    places: Vec<u32>,
    part: Part,
}

/// Columns of the rows of one block that take part in an event.
#[derive(Debug, Default)]
struct Part {
    rows: Partaking,
    periods: Vec<u32>,
    classes: Vec<u32>,
    /// For each summed field of the event.
    numbers: Vec<Vec<i64>>,
    /// For each pair of dates of the event.
    spans: Vec<Vec<i32>>,
}

/// Keys of the rows of one block, in buffers that are used again and again.
#[derive(Debug, Default)]
struct KeyRows<K> {
    /// The groups' part of them.
    groups: Vec<K>,
    /// With the extra classes of an event.
    keys: Vec<K>,
    /// Of the rows alone that take part in an event.
    part: Vec<K>,
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
        let sums = plan.events.iter().map(|e| e.sums.len()).max().unwrap_or(0);
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
                lasted: vec![0; BLOCK],
                spans: vec![vec![0; BLOCK]; pairs],
                values: vec![Vec::new(); plan.distinct.len()],
                filed: vec![0; BLOCK],
                resolved: vec![0; BLOCK],
                within: [None; 2],
                period: vec![0; BLOCK],
                classes: vec![vec![0; BLOCK]; keys.banks()],
                lanes: vec![0; BLOCK],
                records: vec![0; BLOCK],
                places: vec![0; BLOCK],
                part: Part {
                    numbers: vec![Vec::new(); sums],
                    spans: vec![Vec::new(); pairs],
                    ..Part::default()
                },
            },
            narrow: KeyRows::default(),
            wide: KeyRows::default(),
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
        let held = |worker: &Self| worker.bytes() + ids.map_or(0, Ids::bytes);
        if self.limit.is_some_and(|limit| held(self) > limit) {
            self.cells.iter_mut().for_each(Cells::enter_waiting);
        }
        let held = held(self);
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
