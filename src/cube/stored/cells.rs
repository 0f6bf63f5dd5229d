//! The cells of an event as a record batch.
//!
//! | column | of each cell |
//! | --- | --- |
//! | the grouping columns | the group's words |
//! | cell.extra, cell.period | the classes in the key; the period's ordinal |
//! | cell.cases | cases by lane |
//! | cell.sums | sums, field by field, place by place |
//! | cell.distinct | of fields whose different values are counted: which set, a value's hash in two halves; or rows that say nothing |
//! | cell.counters | for each distribution, pair of dates by pair, place by place: a counter of a byte for each day from 0 |
//! | cell.values | for each distribution, where it has no counters: the days, one for each case |
//! | cell.more | what has no room there: which distribution, the days, the cases |
//!
//! A distribution is the sum of the three.

use crate::cube::store::EventStore;
use crate::cube::{Cube, Histogram, ordinal};
use crate::{Error, ErrorKind, Result};
use arrow_array::types::UInt32Type;
use arrow_array::{
    ArrayRef, Decimal128Array, DictionaryArray, Int32Array, LargeBinaryArray, LargeListArray, ListArray,
    RecordBatch, StringArray, StructArray, UInt16Array, UInt32Array, UInt64Array,
};
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, FieldRef, Fields, SchemaRef};
use std::sync::Arc;

/// Columns behind the grouping ones.
pub(super) const OWN: usize = 8;
/// Cases up to which a distribution is a list of days, whatever a row of counters would take.
const FEW: u64 = 120;
/// Days of a list are below this.
pub(super) const LISTED: u32 = u16::MAX as u32;

fn item(kind: DataType) -> FieldRef {
    Arc::new(Field::new("item", kind, false))
}

fn more_fields() -> Fields {
    ["at", "days", "cases"].map(|name| Field::new(name, DataType::UInt32, false)).into_iter().collect()
}

fn distinct_fields() -> Fields {
    let number = |name| Field::new(name, DataType::UInt64, false);
    let at = Field::new("at", DataType::UInt32, false);
    std::iter::once(at).chain(["high", "low", "silent"].map(number)).collect()
}

/// The columns of a stored cube.
pub(super) fn fields(by: &[String]) -> Vec<Field> {
    let word = DataType::Dictionary(Box::new(DataType::UInt32), Box::new(DataType::Utf8));
    let list = |kind| DataType::List(item(kind));
    let own: [(&str, DataType); OWN] = [
        ("cell.extra", DataType::UInt64),
        ("cell.period", DataType::Int32),
        ("cell.cases", list(DataType::UInt32)),
        ("cell.sums", list(DataType::Decimal128(38, 0))),
        ("cell.distinct", list(DataType::Struct(distinct_fields()))),
        ("cell.counters", list(DataType::LargeBinary)),
        ("cell.values", list(DataType::LargeList(item(DataType::UInt16)))),
        ("cell.more", list(DataType::Struct(more_fields()))),
    ];
    let groups = by.iter().map(|name| Field::new(name, word.clone(), true));
    groups.chain(own.map(|(name, kind)| Field::new(name, kind, false))).collect()
}

/// The words of a grouping column: the array of them, and for each number its place there, `None` for no word.
pub(super) type Column = (ArrayRef, Vec<Option<u32>>);

/// # Errors
/// When a column has more than 2³¹ − 1 bytes of words.
pub(super) fn words(cube: &Cube) -> Result<Vec<Column>> {
    let column = |words: &crate::cube::keys::Words| {
        let some: Vec<&str> = words.list.iter().flatten().map(String::as_str).collect();
        offset(some.iter().map(|word| word.len()).sum())?;
        let mut next = 0..;
        let places = words.list.iter().map(|word| word.as_ref().and_then(|_| next.next())).collect();
        Ok((Arc::new(StringArray::from(some)) as ArrayRef, places))
    };
    cube.keys.words.iter().map(column).collect()
}

/// A number of things as Arrow counts them.
fn offset(n: usize) -> Result<i32> {
    i32::try_from(n).map_err(|_| {
        Error::new(ErrorKind::Limit, format!("an event of the cube has {n} numbers"))
            .rule("a stored cube holds at most 2,147,483,647 of an event")
            .hint("group by fewer columns, or drop a period")
    })
}

/// Offsets of lists of `width` things each.
fn even(cells: usize, width: usize) -> Result<OffsetBuffer<i32>> {
    offset(cells * width)?;
    Ok(OffsetBuffer::from_lengths(std::iter::repeat_n(width, cells)))
}

fn wrong(error: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Mismatch, format!("the cube's columns do not fit each other: {error}"))
}

/// The cells of event number `event`.
///
/// # Errors
/// When there are more numbers than Arrow's lists hold.
pub(super) fn batch(cube: &Cube, event: usize, words: &[Column], schema: &SchemaRef) -> Result<RecordBatch> {
    let store = &cube.stores[event];
    let cells = store.index.cells();
    let n = cells.len();
    let numbers: Vec<Vec<u32>> = cells.iter().map(|(key, _)| cube.keys.unpack(*key)).collect();
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(words.len() + OWN);
    for (place, (list, places)) in words.iter().enumerate() {
        let codes: UInt32Array = numbers.iter().map(|n| places[n[place] as usize]).collect();
        let array = DictionaryArray::<UInt32Type>::try_new(codes, list.clone()).map_err(wrong)?;
        columns.push(Arc::new(array));
    }
    columns.push(Arc::new(UInt64Array::from_iter_values(cells.iter().map(|(key, _)| cube.keys.extra(*key)))));
    columns.push(Arc::new(Int32Array::from_iter_values(cells.iter().map(|(_, period)| ordinal(*period)))));
    let list = |width, kind, values: ArrayRef| -> Result<ArrayRef> {
        Ok(Arc::new(ListArray::try_new(item(kind), even(n, width)?, values, None).map_err(wrong)?))
    };
    let counts = UInt32Array::from(store.counts[..n * store.lanes].to_vec());
    columns.push(list(store.lanes, DataType::UInt32, Arc::new(counts))?);
    let places: usize = store.sums.iter().map(|sums| sums.places).sum();
    let sums = (0..n).flat_map(|cell| {
        store.sums.iter().flat_map(move |s| s.values[cell * s.places..][..s.places].iter().copied())
    });
    let sums = Decimal128Array::from_iter_values(sums).with_precision_and_scale(38, 0).map_err(wrong)?;
    columns.push(list(places, DataType::Decimal128(38, 0), Arc::new(sums))?);
    columns.push(different(store, n)?);
    let places: usize = store.days.iter().map(|days| days.places).sum();
    let days = Days::of(store, n);
    columns.push(list(places, DataType::LargeBinary, Arc::new(days.counters()?))?);
    let values = days.values()?;
    columns.push(list(places, DataType::LargeList(item(DataType::UInt16)), Arc::new(values))?);
    offset(days.more[0].len())?;
    let ends = OffsetBuffer::from_lengths(days.more_of.iter().copied());
    let parts: Vec<ArrayRef> =
        days.more.into_iter().map(|part| Arc::new(UInt32Array::from(part)) as ArrayRef).collect();
    let more = StructArray::try_new(more_fields(), parts, None).map_err(wrong)?;
    let kind = DataType::Struct(more_fields());
    columns.push(Arc::new(ListArray::try_new(item(kind), ends, Arc::new(more), None).map_err(wrong)?));
    RecordBatch::try_new(schema.clone(), columns).map_err(wrong)
}

/// The different values of an event: set by set, place by place, of each cell.
fn different(store: &EventStore, cells: usize) -> Result<ArrayRef> {
    let mut entries: Vec<(usize, u32, u64, u64, u64)> = Vec::new();
    let mut before = 0;
    for distinct in &store.distinct {
        let at = |slot: usize| (slot / distinct.places, (before + slot % distinct.places) as u32);
        entries.extend(distinct.members().map(|(slot, value)| {
            let (cell, at) = at(slot);
            (cell, at, (value >> 64) as u64, value as u64, 0)
        }));
        entries.extend(distinct.silent().map(|(slot, rows)| {
            let (cell, at) = at(slot);
            (cell, at, 0, 0, rows)
        }));
        before += distinct.places;
    }
    entries.sort_unstable();
    offset(entries.len())?;
    let mut of_cell = vec![0; cells];
    entries.iter().for_each(|(cell, ..)| of_cell[*cell] += 1);
    let parts: Vec<ArrayRef> = vec![
        Arc::new(UInt32Array::from_iter_values(entries.iter().map(|e| e.1))),
        Arc::new(UInt64Array::from_iter_values(entries.iter().map(|e| e.2))),
        Arc::new(UInt64Array::from_iter_values(entries.iter().map(|e| e.3))),
        Arc::new(UInt64Array::from_iter_values(entries.iter().map(|e| e.4))),
    ];
    let entries = StructArray::try_new(distinct_fields(), parts, None).map_err(wrong)?;
    let kind = item(DataType::Struct(distinct_fields()));
    let list = ListArray::try_new(kind, OffsetBuffer::from_lengths(of_cell), Arc::new(entries), None);
    Ok(Arc::new(list.map_err(wrong)?))
}

/// The distributions of an event.
struct Days {
    bytes: Vec<u8>,
    byte_ends: Vec<i64>,
    listed: Vec<u16>,
    listed_ends: Vec<i64>,
    /// At, days, cases.
    more: [Vec<u32>; 3],
    /// Entries of `more` of each cell.
    more_of: Vec<usize>,
}

impl Days {
    fn of(store: &EventStore, cells: usize) -> Self {
        let mut days = Self {
            bytes: Vec::new(),
            byte_ends: vec![0],
            listed: Vec::new(),
            listed_ends: vec![0],
            more: Default::default(),
            more_of: Vec::with_capacity(cells),
        };
        let mut histogram = Histogram::default();
        for cell in 0..cells {
            let before = days.more[0].len();
            let mut at = 0;
            for own in &store.days {
                for place in 0..own.places {
                    histogram.clear();
                    own.store.pour(cell * own.places + place, &mut histogram);
                    days.push(at, &histogram.runs());
                    at += 1;
                }
            }
            days.more_of.push(days.more[0].len() - before);
        }
        days
    }

    /// One distribution: a list where that is short, else counters as far as 98 of 100 cases reach.
    fn push(&mut self, at: u32, runs: &[(u32, u64)]) {
        let cases: u64 = runs.iter().map(|(_, n)| n).sum();
        let mut below = 0;
        let reach = runs.iter().find(|(_, n)| {
            below += n;
            below * 100 >= cases * 98
        });
        let reach = reach.map_or(0, |(days, _)| days + 1);
        let row = cases > FEW && cases * 2 > u64::from(reach) && reach <= LISTED;
        let start = self.bytes.len();
        if row {
            self.bytes.resize(start + reach as usize, 0);
        }
        for &(days, n) in runs {
            let mut rest = n;
            if row && days < reach {
                self.bytes[start + days as usize] = n as u8;
                rest -= n & 0xff;
            } else if !row && days < LISTED && n <= FEW {
                self.listed.extend(std::iter::repeat_n(days as u16, n as usize));
                rest = 0;
            }
            if rest > 0 {
                // A cube holds fewer than 2³² cases.
                self.more.iter_mut().zip([at, days, rest as u32]).for_each(|(part, n)| part.push(n));
            }
        }
        self.byte_ends.push(self.bytes.len() as i64);
        self.listed_ends.push(self.listed.len() as i64);
    }

    fn counters(&self) -> Result<LargeBinaryArray> {
        let ends = OffsetBuffer::new(ScalarBuffer::from(self.byte_ends.clone()));
        LargeBinaryArray::try_new(ends, Buffer::from_slice_ref(&self.bytes), None).map_err(wrong)
    }

    fn values(&self) -> Result<LargeListArray> {
        let ends = OffsetBuffer::new(ScalarBuffer::from(self.listed_ends.clone()));
        let values = Arc::new(UInt16Array::from(self.listed.clone()));
        LargeListArray::try_new(item(DataType::UInt16), ends, values, None).map_err(wrong)
    }
}
