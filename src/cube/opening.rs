//! Dropping what lies before a day: it becomes the opening balance of the first period that stays.
//!
//! All periods before that one are put together, event by event and class by class, as if everything in them had
//! happened in the period just before it. What adds up to a stock is kept exactly: pending cases, old pending ones,
//! active ones, the ages of them all (days of filing are kept), whatever happened up to a day. What cannot be kept
//! is what those periods said by themselves: their flows, their distributions of days, their stocks in between, and
//! with them changes against them.

use crate::cube::store::EventStore;
use crate::cube::{Cube, EventShape, Histogram, PERIOD_END, ordinal, period_table};
use crate::period::Date;
use crate::{Error, ErrorKind, Result};

impl Cube {
    /// The first day of which flows are known, where what lies before it was dropped.
    pub fn opening(&self) -> Option<Date> {
        let first = self.history.opening?;
        Some(self.shape.calendar.from_ordinal(self.shape.grain, first).start())
    }

    /// Drops what lies before `first`, the first day of one of the cube's periods: tables start there, and every
    /// number from there on is what it was. Cases that are added later and were filed or resolved before it join
    /// the opening balance.
    ///
    /// # Errors
    /// When no period of the cube begins on that day, or a sum leaves 128 bits. Nothing has changed then.
    ///
    /// ```
    /// use courtmetrics::measure::{Periods, Request};
    /// use courtmetrics::period::Grain;
    /// use courtmetrics::read::{Cases, ScanOptions};
    ///
    /// let mut cases = Cases::new(["filed_on", "resolved_on"]);
    /// cases.push(["2021-03-01".into(), "2021-09-01".into()])?;
    /// cases.push(["2021-05-01".into(), "2022-02-01".into()])?;
    /// cases.push(["2022-06-01".into(), "".into()])?;
    /// let request = Request::new(&["cepej"])?.periods(Periods::Every(Grain::Year));
    /// let mut cube = request.run(&mut cases, ScanOptions::default())?.cube;
    /// cube.drop_before("2022-01-01".parse()?)?;
    /// let table = request.table(&cube)?;
    /// let number = |indicator: &str| table.row(table.find(indicator, &[], "2022").unwrap()).numerator;
    /// assert_eq!((number("pending_start"), number("incoming"), number("pending_end")), (1, 1, 1));
    /// assert!(table.find("incoming", &[], "2021").is_none());
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn drop_before(&mut self, first: Date) -> Result<()> {
        let (calendar, grain) = (self.shape.calendar, self.shape.grain);
        let at = calendar.ordinal(grain, first);
        let start = calendar.from_ordinal(grain, at).start();
        if start != first {
            let what = format!("no {} of the cube begins on {first}", grain.word());
            let next = calendar.from_ordinal(grain, at + 1).start();
            return Err(Error::new(ErrorKind::Argument, what)
                .rule("whole periods are dropped")
                .hint(format!("name the first day of one: {start} or {next}")));
        }
        self.fold(at)
    }

    /// Puts all periods before number `first` together, or before a later one where they are already.
    pub(crate) fn fold(&mut self, first: i32) -> Result<()> {
        let first = self.history.opening.map_or(first, |known| known.max(first));
        let fold = Fold { cube: self, first };
        let stores =
            self.stores.iter().zip(&self.shape.events).map(|(store, event)| fold.store(store, event));
        self.stores = stores.collect::<Result<_>>()?;
        self.history.opening = Some(first);
        Ok(())
    }
}

/// All periods before one are put together.
struct Fold<'c> {
    cube: &'c Cube,
    first: i32,
}

impl Fold<'_> {
    fn end(&self, period: i32) -> i32 {
        self.cube.shape.calendar.from_ordinal(self.cube.shape.grain, period).end().to_days()
    }

    fn store(&self, store: &EventStore, event: &EventShape) -> Result<EventStore> {
        let mut folded = EventStore::new(event, self.cube.keys.bits(event));
        let last = period_table::shifted(self.first - 1);
        let cells = store.index.cells();
        let periods: Vec<u32> = cells.iter().map(|(_, period)| (*period).max(last)).collect();
        folded.index.cover(&periods);
        let keys = cells.iter().map(|(key, _)| *key);
        let places: Vec<usize> =
            keys.zip(&periods).map(|(key, period)| folded.index.cell_anywhere(key, *period).0).collect();
        folded.fit();
        for (from, to) in places.iter().enumerate() {
            let lanes = store.lanes;
            for lane in 0..lanes {
                // A case falls into an event at most once for each of its dates, and a cube holds fewer than 2³².
                let sum = &mut folded.counts[to * lanes + lane];
                *sum = sum.checked_add(store.counts[from * lanes + lane]).ok_or_else(too_many)?;
            }
            for (sums, own) in folded.sums.iter_mut().zip(&store.sums) {
                for place in 0..own.places {
                    let sum = &mut sums.values[to * own.places + place];
                    *sum = sum.checked_add(own.values[from * own.places + place]).ok_or_else(too_many)?;
                }
            }
        }
        // What was dropped had different values of its own; a stock has none.
        for (distinct, own) in folded.distinct.iter_mut().zip(&store.distinct) {
            let slot = |theirs: usize| {
                let (cell, place) = (theirs / own.places, theirs % own.places);
                (cells[cell].1 > last).then(|| (places[cell] * own.places + place) as u32)
            };
            own.members()
                .for_each(|(at, value)| slot(at).into_iter().for_each(|at| distinct.add(at, Some(value))));
            own.silent().for_each(|(at, n)| slot(at).into_iter().for_each(|at| distinct.add_silent(at, n)));
            distinct.settle();
        }
        let mut histogram = Histogram::default();
        for ((days, own), ((_, to), _)) in folded.days.iter_mut().zip(&store.days).zip(&event.days) {
            for (from, cell) in places.iter().enumerate() {
                let (_, period) = cells[from];
                let later = match (period <= last, to == PERIOD_END) {
                    (false, _) => 0,
                    // Days up to the end of the period become days up to the end of the one that it is put into.
                    (true, true) => self.end(self.first - 1) - self.end(ordinal(period)),
                    (true, false) => continue,
                };
                for place in 0..own.places {
                    histogram.clear();
                    own.store.pour(from * own.places + place, &mut histogram);
                    for (length, n) in histogram.runs() {
                        days.store.add_many(cell * own.places + place, length + later as u32, n);
                    }
                }
            }
            days.store.settle();
        }
        Ok(folded)
    }
}

fn too_many() -> Error {
    Error::new(ErrorKind::Overflow, "the opening balance of a cell left its range")
        .rule("at most 4,294,967,295 cases a cell, and sums within 128 bits")
}
