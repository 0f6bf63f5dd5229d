//! How a row enters the record of its cell: its count, and its first number and days in the same step.
//!
//! The record is found once for all of them; what a cell has more of each is added in steps of its own.

use crate::cube::columns::NO_NUMBER;
use crate::cube::days::Arena;
use crate::cube::index::NOWHERE;
use crate::cube::shape::{MOST_LANES, Projection};

/// No days between two dates, since one of them is missing.
pub(crate) const NO_SPAN: i32 = i32::MIN;

/// Which rows of a block take part, and in which lane.
#[derive(Clone, Copy)]
pub(crate) struct Placed<'b> {
    /// The record of each row.
    pub records: &'b [u32],
    /// The classes of each row.
    pub classes: &'b [u64],
    /// Where the lane of this event starts in them.
    pub shift: u32,
}

impl Placed<'_> {
    #[inline(always)]
    pub fn lane(&self, i: usize) -> usize {
        (self.classes[i] >> self.shift) as usize % MOST_LANES
    }
}

/// Place by lane.
pub(crate) fn by_lane(projection: &Projection) -> [u8; MOST_LANES] {
    let mut places = [0; MOST_LANES];
    places[..projection.place.len()].copy_from_slice(&projection.place);
    places
}

/// The sums of a field in a record.
#[derive(Debug)]
pub(crate) struct Summed {
    /// Where they start; each takes two numbers.
    pub start: usize,
    /// How many there are.
    pub places: usize,
    /// Which of them, by lane.
    pub place: [u8; MOST_LANES],
}

/// The distributions of a pair of dates: their heads in a record, and the values.
#[derive(Debug)]
pub(crate) struct Spread {
    /// Where the heads start.
    pub start: usize,
    /// How many there are.
    pub places: usize,
    /// Which of them, by lane.
    pub place: [u8; MOST_LANES],
    /// The values.
    pub arena: Arena,
}

/// The records of cells.
pub(crate) trait Records {
    /// The highest place in a record, where that is one less than a power of two; else all bits.
    const LAST: usize;

    /// The numbers of a record.
    fn of(&mut self, record: u32) -> &mut [u64];
}

/// Records of `N` numbers, a power of two: no place in them is looked at twice.
pub(crate) struct Short<'c, const N: usize>(&'c mut [[u64; N]]);

impl<'c, const N: usize> Short<'c, N> {
    /// The records that these numbers are.
    #[inline(always)]
    pub fn of(numbers: &'c mut [u64]) -> Self {
        Self(numbers.as_chunks_mut().0)
    }
}

impl<const N: usize> Records for Short<'_, N> {
    const LAST: usize = N - 1;

    #[inline(always)]
    fn of(&mut self, record: u32) -> &mut [u64] {
        &mut self.0[record as usize]
    }
}

/// Records of any length.
pub(crate) struct Long<'c> {
    /// All numbers.
    pub numbers: &'c mut [u64],
    /// Numbers of a record.
    pub stride: usize,
}

impl Records for Long<'_> {
    const LAST: usize = usize::MAX;

    #[inline(always)]
    fn of(&mut self, record: u32) -> &mut [u64] {
        &mut self.numbers[record as usize * self.stride..][..self.stride]
    }
}

/// Adds a block of rows: counts them, adds their numbers to the sums and their days to the distributions.
#[inline(always)]
pub(crate) fn add_to<'b>(
    records: &mut impl Records,
    rows: Placed<'_>,
    mut sums: impl Iterator<Item = (&'b Summed, &'b [i64])>,
    mut days: impl Iterator<Item = (&'b mut Spread, &'b [i32])>,
) {
    match (sums.next(), days.next()) {
        (None, None) => step::<true, _>(records, rows, (), ()),
        (Some(sum), None) => step::<true, _>(records, rows, sum, ()),
        (None, Some(spread)) => step::<true, _>(records, rows, (), spread),
        (Some(sum), Some(spread)) => step::<true, _>(records, rows, sum, spread),
    }
    sums.for_each(|sum| step::<false, _>(records, rows, sum, ()));
    days.for_each(|spread| step::<false, _>(records, rows, (), spread));
}

/// What a row adds to a record, or nothing.
trait Added {
    /// Adds row `i`, which is in this lane.
    fn add<R: Records>(&mut self, records: &mut R, record: u32, lane: usize, i: usize);
}

impl Added for () {
    #[inline(always)]
    fn add<R: Records>(&mut self, _: &mut R, _: u32, _: usize, _: usize) {}
}

impl Added for (&Summed, &[i64]) {
    #[inline(always)]
    fn add<R: Records>(&mut self, records: &mut R, record: u32, lane: usize, i: usize) {
        let (sum, numbers) = self;
        let number = if numbers[i] == NO_NUMBER { 0 } else { numbers[i] };
        let at = sum.start + 2 * usize::from(sum.place[lane]);
        let record = records.of(record);
        let (low, high) = (at & R::LAST, (at + 1) & R::LAST);
        let before = u128::from(record[low]) | u128::from(record[high]) << 64;
        let after = before.wrapping_add(i128::from(number) as u128);
        record[low] = after as u64;
        record[high] = (after >> 64) as u64;
    }
}

impl Added for (&mut Spread, &[i32]) {
    #[inline(always)]
    fn add<R: Records>(&mut self, records: &mut R, record: u32, lane: usize, i: usize) {
        let (spread, spans) = self;
        let span = spans[i];
        // Chosen, not branched: which cases are pending cannot be guessed. Dates in the wrong order make a number of
        // days that no case can have, which stands aside and is not taken for another.
        let none = (span == NO_SPAN) | (record == NOWHERE);
        let (record, days) = if none { (NOWHERE, 0) } else { (record, span as u32) };
        let place = usize::from(spread.place[lane]);
        let head = &mut records.of(record)[(spread.start + place) & R::LAST];
        spread.arena.enter(head, days, || record * spread.places as u32 + place as u32);
    }
}

/// One step over the rows of a block.
#[inline(always)]
fn step<const COUNT: bool, R: Records>(
    records: &mut R,
    rows: Placed<'_>,
    mut sum: impl Added,
    mut spread: impl Added,
) {
    for (i, &record) in rows.records.iter().enumerate() {
        let lane = rows.lane(i);
        if COUNT {
            records.of(record)[(lane / 2) & R::LAST] += 1 << (32 * (lane & 1));
        }
        sum.add(records, record, lane, i);
        spread.add(records, record, lane, i);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cube::days::{DayStore, EMPTY, Histogram};

    /// By hand: of five rows one has no days, one belongs to no cell, and one has its dates 70,000 days in the wrong
    /// order, which is 4,294,897,296 = 2³² − 70,000 and not the 61,072 of its lowest 16 bits.
    #[test]
    fn days_that_no_case_can_have_are_not_taken_for_others() {
        let mut numbers = [0, EMPTY, 0, EMPTY, 0, EMPTY];
        let mut spread = Spread { start: 1, places: 1, place: [0; MOST_LANES], arena: Arena::default() };
        let rows = Placed { records: &[2, 2, NOWHERE, 2, 2], classes: &[0; 5], shift: 0 };
        let spans = [5, NO_SPAN, 9, -70_000, 5];
        let days = std::iter::once((&mut spread, &spans[..]));
        add_to(&mut Short::<2>::of(&mut numbers), rows, std::iter::empty(), days);
        assert_eq!((numbers[2], numbers[4]), (1, 4));
        let mut arena = spread.arena;
        arena.renumber(|at| at.checked_sub(2));
        let mut histogram = Histogram::default();
        DayStore::of(vec![numbers[5]], arena).pour(0, &mut histogram);
        assert_eq!(histogram.runs(), [(5, 2), (4_294_897_296, 1)]);
    }
}
