//! Arrow record batches as a source of cases, with every column type that data frames send.
//!
//! Nothing is copied: columns are read where they lie. Re-exported here are the arrow crates of the version
//! used, so that a program need not guess it.

pub use {arrow_array, arrow_schema};

use crate::case::{Bits, Decimals, Ints, RawColumn, Rows, Text};
use crate::cube::Worker;
use crate::read::shares::Shares;
use crate::read::{ScanOptions, Source, Visit};
use crate::threads::beside;
use crate::{Error, ErrorKind, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Date32Type, Date64Type, Decimal64Type, Decimal128Type, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, SchemaRef, TimeUnit};
use std::sync::atomic::{AtomicU64, Ordering};

/// Rows of a batch that a worker takes at a time.
const MORSEL: usize = 1 << 14;
/// Rows for each thread that are fetched before the threads start, of batches that are made as they are asked for.
const FETCH: usize = 1 << 18;

/// A stream of record batches.
pub struct Batches<I> {
    source: I,
    schema: SchemaRef,
    header: Vec<String>,
    rows: Option<u64>,
    held: bool,
}

impl<I: Iterator<Item = std::result::Result<RecordBatch, ArrowError>>> Batches<I> {
    /// Batches of this schema. `rows` is how many there will be, where that is known, for progress and
    /// the number of threads.
    pub fn new(schema: SchemaRef, batches: I, rows: Option<u64>) -> Self {
        let header = schema.fields().iter().map(|f| f.name().clone()).collect();
        Self { source: batches, schema, header, rows, held: false }
    }

    /// Says that all batches lie in memory already, so that they are fetched at once: threads that need not take turns
    /// have fewer cells in common.
    pub fn held(self) -> Self {
        Self { held: true, ..self }
    }
}

/// A number for a dictionary that no other dictionary of the process has.
pub(crate) fn new_identity() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Says which column types can be read, before any row is.
pub(crate) fn check_types(schema: &arrow_schema::Schema, wanted: &[usize]) -> Result<()> {
    for &column in wanted {
        let field = schema.field(column);
        if !readable(field.data_type()) {
            return Err(Error::new(ErrorKind::Read, format!("column \"{}\" is a {}", field.name(), field.data_type()))
                .rule("read are texts, dictionaries of texts, dates, timestamps, truth values, numbers, Decimal64 and Decimal128")
                .hint("cast the column, or leave it out"));
        }
        if let DataType::Timestamp(_, Some(zone)) = field.data_type()
            && zone_shift(zone).is_none()
        {
            return Err(Error::new(
                ErrorKind::Read,
                format!("column \"{}\" has timestamps of the zone {zone}", field.name()),
            )
            .rule(
                "which day an instant belongs to depends on the zone's rules; UTC and fixed offsets are read",
            )
            .hint("cast the column to dates in its own zone first"));
        }
    }
    Ok(())
}

fn readable(kind: &DataType) -> bool {
    use DataType as D;
    match kind {
        D::Dictionary(_, words) => matches!(**words, D::Utf8 | D::LargeUtf8 | D::Utf8View),
        D::Utf8 | D::LargeUtf8 | D::Utf8View | D::Boolean | D::Null => true,
        D::Date32 | D::Date64 | D::Timestamp(..) => true,
        D::Int8 | D::Int16 | D::Int32 | D::Int64 | D::UInt8 | D::UInt16 | D::UInt32 | D::UInt64 => true,
        D::Float32 | D::Float64 | D::Decimal64(..) | D::Decimal128(..) => true,
        _ => false,
    }
}

/// Seconds that a fixed zone is ahead of UTC.
fn zone_shift(zone: &str) -> Option<i64> {
    if ["UTC", "Etc/UTC", "GMT", "Z", "utc"].contains(&zone) {
        return Some(0);
    }
    let (sign, rest) = match zone.as_bytes().first()? {
        b'+' => (1, &zone[1..]),
        b'-' => (-1, &zone[1..]),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    Some(sign * (hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60))
}

/// Rows of one batch, or of a slice of it.
pub(crate) struct BatchRows {
    rows: usize,
    columns: Vec<(usize, ArrayRef, u64)>,
    floats: Vec<(usize, Vec<f64>)>,
}

impl BatchRows {
    /// The columns of the source with the identity of each one's dictionary.
    pub fn new(rows: usize, columns: Vec<(usize, ArrayRef, u64)>) -> Self {
        let floats = columns
            .iter()
            .filter_map(|(source, array, _)| {
                let floats = array.as_primitive_opt::<Float32Type>()?;
                Some((*source, floats.values().iter().map(|v| f64::from(*v)).collect()))
            })
            .collect();
        Self { rows, columns, floats }
    }
}

fn valid(array: &dyn Array) -> Option<Bits<'_>> {
    let nulls = array.nulls().filter(|n| n.null_count() > 0)?;
    Some(Bits::new(nulls.validity(), nulls.offset()))
}

fn text(array: &dyn Array) -> Option<Text<'_>> {
    match array.data_type() {
        DataType::Utf8 => {
            let strings = array.as_string::<i32>();
            Some(Text::Offsets32(strings.value_offsets(), strings.value_data()))
        }
        DataType::LargeUtf8 => {
            let strings = array.as_string::<i64>();
            Some(Text::Offsets64(strings.value_offsets(), strings.value_data()))
        }
        DataType::Utf8View => {
            let strings = array.as_string_view();
            let buffers = strings.data_buffers().iter().map(|b| b.as_slice()).collect();
            Some(Text::Views(strings.views(), buffers))
        }
        _ => None,
    }
}

fn ints(array: &dyn Array) -> Option<Ints<'_>> {
    Some(match array.data_type() {
        DataType::Int8 => Ints::I8(array.as_primitive::<Int8Type>().values()),
        DataType::Int16 => Ints::I16(array.as_primitive::<Int16Type>().values()),
        DataType::Int32 => Ints::I32(array.as_primitive::<Int32Type>().values()),
        DataType::Int64 => Ints::I64(array.as_primitive::<Int64Type>().values()),
        DataType::UInt8 => Ints::U8(array.as_primitive::<UInt8Type>().values()),
        DataType::UInt16 => Ints::U16(array.as_primitive::<UInt16Type>().values()),
        DataType::UInt32 => Ints::U32(array.as_primitive::<UInt32Type>().values()),
        DataType::UInt64 => Ints::U64(array.as_primitive::<UInt64Type>().values()),
        _ => return None,
    })
}

fn coded<'a, K: ArrowDictionaryKeyType>(array: &'a dyn Array, identity: u64) -> Option<RawColumn<'a>> {
    let dictionary = array.as_dictionary::<K>();
    let words = dictionary.values();
    Some(RawColumn::Coded {
        codes: ints(dictionary.keys())?,
        valid: valid(dictionary.keys()),
        words: text(words)?,
        word_valid: valid(words),
        identity,
    })
}

impl Rows for BatchRows {
    fn len(&self) -> usize {
        self.rows
    }

    fn column(&self, source: usize) -> RawColumn<'_> {
        let Some((_, array, identity)) = self.columns.iter().find(|(s, ..)| *s == source) else {
            return RawColumn::Absent;
        };
        let valid = valid(array);
        let instants = |ticks, per_day: i64, zone: Option<&str>| {
            let shift = zone.and_then(zone_shift).unwrap_or(0) * (per_day / 86_400);
            RawColumn::Instants { ticks, per_day, shift, valid }
        };
        let raw = match array.data_type() {
            DataType::Null => Some(RawColumn::AllNull),
            DataType::Boolean => {
                let bits = array.as_boolean().values();
                Some(RawColumn::Bools { bits: Bits::new(bits.values(), bits.offset()), valid })
            }
            DataType::Date32 => {
                Some(RawColumn::Dates { days: array.as_primitive::<Date32Type>().values(), valid })
            }
            DataType::Date64 => Some(instants(array.as_primitive::<Date64Type>().values(), 86_400_000, None)),
            DataType::Timestamp(unit, zone) => {
                let zone = zone.as_deref();
                Some(match unit {
                    TimeUnit::Second => {
                        instants(array.as_primitive::<TimestampSecondType>().values(), 86_400, zone)
                    }
                    TimeUnit::Millisecond => {
                        instants(array.as_primitive::<TimestampMillisecondType>().values(), 86_400_000, zone)
                    }
                    TimeUnit::Microsecond => instants(
                        array.as_primitive::<TimestampMicrosecondType>().values(),
                        86_400_000_000,
                        zone,
                    ),
                    TimeUnit::Nanosecond => instants(
                        array.as_primitive::<TimestampNanosecondType>().values(),
                        86_400_000_000_000,
                        zone,
                    ),
                })
            }
            DataType::Float64 => {
                Some(RawColumn::Floats { values: array.as_primitive::<Float64Type>().values(), valid })
            }
            DataType::Float32 => self
                .floats
                .iter()
                .find(|(s, _)| *s == source)
                .map(|(_, values)| RawColumn::Floats { values, valid }),
            DataType::Decimal128(_, scale) => Some(RawColumn::Decimals {
                values: Decimals::I128(array.as_primitive::<Decimal128Type>().values()),
                scale: *scale,
                valid,
            }),
            DataType::Decimal64(_, scale) => Some(RawColumn::Decimals {
                values: Decimals::I64(array.as_primitive::<Decimal64Type>().values()),
                scale: *scale,
                valid,
            }),
            DataType::Dictionary(key, _) => match **key {
                DataType::Int8 => coded::<Int8Type>(array, *identity),
                DataType::Int16 => coded::<Int16Type>(array, *identity),
                DataType::Int32 => coded::<Int32Type>(array, *identity),
                DataType::Int64 => coded::<Int64Type>(array, *identity),
                DataType::UInt8 => coded::<UInt8Type>(array, *identity),
                DataType::UInt16 => coded::<UInt16Type>(array, *identity),
                DataType::UInt32 => coded::<UInt32Type>(array, *identity),
                DataType::UInt64 => coded::<UInt64Type>(array, *identity),
                _ => None,
            },
            _ => match text(array) {
                Some(text) => Some(RawColumn::Text { text, valid }),
                None => ints(array).map(|values| RawColumn::Ints { values, valid }),
            },
        };
        // Types were checked before the first row: see `check_types`.
        raw.unwrap_or(RawColumn::Absent)
    }

    fn original(&self, row: usize, sources: &[usize]) -> Vec<String> {
        sources.iter().map(|s| crate::cube::original(&self.column(*s), row)).collect()
    }
}

impl<I: Iterator<Item = std::result::Result<RecordBatch, ArrowError>>> Source for Batches<I> {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn width(&self) -> Option<usize> {
        self.rows.map(|rows| rows.div_ceil(MORSEL as u64) as usize)
    }

    fn show(
        &mut self,
        wanted: &[usize],
        workers: &mut [Worker<'_>],
        options: &ScanOptions<'_>,
        visit: &Visit<'_>,
    ) -> Result<()> {
        check_types(&self.schema, wanted)?;
        let fetch = if self.held { usize::MAX } else { FETCH * workers.len() };
        let (mut first, mut done) = (0u64, false);
        while !done {
            options.go_on()?;
            let mut batches = Vec::new();
            let mut rows = 0;
            while rows < fetch {
                let Some(batch) = self.source.next() else {
                    done = true;
                    break;
                };
                let batch =
                    batch.map_err(|e| Error::new(ErrorKind::Read, format!("the stream failed: {e}")))?;
                rows += batch.num_rows();
                batches.push(batch);
            }
            show_batches(&batches, first, self.rows, wanted, workers, options, visit)?;
            first += rows as u64;
        }
        Ok(())
    }
}

/// Batches in memory, cut into morsels that are shared out among the workers. The first row is number `first` of `all`,
/// where it is known how many there are.
fn show_batches(
    batches: &[RecordBatch],
    first: u64,
    all: Option<u64>,
    wanted: &[usize],
    workers: &mut [Worker<'_>],
    options: &ScanOptions<'_>,
    visit: &Visit<'_>,
) -> Result<()> {
    let mut morsels = Vec::new();
    let mut start = first;
    let mut identities: Vec<(usize, u64)> = Vec::new();
    let mut columns = Vec::with_capacity(batches.len());
    for (b, batch) in batches.iter().enumerate() {
        let of_batch: Vec<(usize, ArrayRef, u64)> = wanted
            .iter()
            .map(|&source| {
                let array = batch.column(source);
                // All batches of this call stay alive, so one address is one dictionary.
                let address = array
                    .as_any_dictionary_opt()
                    .map_or(0, |d| std::ptr::from_ref(d.values().as_ref()).cast::<u8>() as usize);
                let identity = match identities.iter().find(|(a, _)| *a == address) {
                    Some((_, identity)) => *identity,
                    None => {
                        identities.push((address, new_identity()));
                        identities[identities.len() - 1].1
                    }
                };
                (source, array.clone(), identity)
            })
            .collect();
        columns.push(of_batch);
        let mut at = 0;
        while at < batch.num_rows() {
            let rows = MORSEL.min(batch.num_rows() - at);
            morsels.push((b, at, rows, start));
            at += rows;
            start += rows as u64;
        }
    }
    let (shares, done) = (Shares::new(morsels.len(), workers.len()), AtomicU64::new(first));
    let work = |thread: usize, worker: &mut Worker<'_>| -> Result<()> {
        while let Some((b, at, rows, start)) = shares.next(thread).map(|morsel| morsels[morsel]) {
            options.go_on()?;
            let sliced = columns[b].iter().map(|(s, array, id)| (*s, array.slice(at, rows), *id)).collect();
            let shown = visit(worker, &BatchRows::new(rows, sliced), start);
            if shown.is_err() {
                shares.stop();
            }
            shown?;
            options.tell(&done, rows, all);
        }
        Ok(())
    };
    in_threads(workers, morsels.len(), work)
}

/// Runs `work` on each worker, one thread each, no more than there are pieces of work. It is given the number of the
/// thread.
pub(crate) fn in_threads(
    workers: &mut [Worker<'_>],
    pieces: usize,
    work: impl Fn(usize, &mut Worker<'_>) -> Result<()> + Sync,
) -> Result<()> {
    let width = workers.len().min(pieces).max(1);
    let Some((mine, others)) = workers[..width].split_first_mut() else { return Ok(()) };
    std::thread::scope(|scope| {
        let work = &work;
        let others = others.iter_mut().zip(1..);
        let handles: Vec<_> =
            others.map(|(worker, thread)| beside(scope, move || work(thread, worker))).collect();
        let mut result = work(0, mine);
        for handle in handles {
            let other = handle.join().unwrap_or_else(|_| {
                Err(Error::new(ErrorKind::Interrupted, "a thread of the scan has stopped"))
            });
            // An interruption follows from another thread's error, which says more.
            if result.as_ref().err().is_none_or(|e| e.kind() == ErrorKind::Interrupted) && other.is_err() {
                result = other;
            }
        }
        result
    })
}
