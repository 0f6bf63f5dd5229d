//! A cube as an Arrow table: it travels instead of case records, and any engine merges it.
//!
//! One row for each number of a cell. Two such tables under each other, `SUM(value)` by all other columns, are
//! the merged cube; what was read and set aside stands in rows of its own and adds up in the same way. The
//! schema's metadata says which measures the cube answers.

use crate::cube::head::{HEAD, Head, aside, misfit};
use crate::cube::{Cube, CubeRow, History, Part, Shape, Tally};
use crate::{Error, ErrorKind, Result};
use arrow_array::builder::{Int32Builder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{AnyDictionaryArray, Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use std::collections::HashMap;
use std::sync::Arc;

/// What stands in `event` for rows that tell what was read.
const READ: &str = "(read)";

/// Names of the columns before and behind the grouping columns.
const BEFORE: [&str; 2] = ["event", "part"];
const BEHIND: [&str; 5] = ["extra", "place", "period", "days", "value"];

fn part_text(part: Part) -> (String, Option<i32>) {
    match part {
        Part::Cases => ("cases".to_owned(), None),
        Part::Sum(s) => (format!("sum {s}"), None),
        Part::Distinct(d, Some(value)) => (format!("distinct {d} {value:032x}"), None),
        Part::Distinct(d, None) => (format!("distinct {d} none"), None),
        Part::Days(d, days) => (format!("days {d}"), i32::try_from(days).ok()),
    }
}

fn part_of(text: &str, days: Option<i64>) -> Option<Part> {
    if text == "cases" {
        return Some(Part::Cases);
    }
    let (word, number) = text.split_once(' ')?;
    if let ("distinct", Some((number, value))) = (word, number.split_once(' ')) {
        let value = if value == "none" { None } else { Some(u128::from_str_radix(value, 16).ok()?) };
        return Some(Part::Distinct(number.parse().ok()?, value));
    }
    let number = number.parse().ok()?;
    match word {
        "sum" => Some(Part::Sum(number)),
        "days" => Some(Part::Days(number, u32::try_from(days?).ok()?)),
        _ => None,
    }
}

impl Cube {
    /// The cube as a record batch.
    ///
    /// # Errors
    /// When a sum leaves 64 bits.
    pub fn to_batch(&self) -> Result<RecordBatch> {
        let shape = self.shape();
        let mut texts: Vec<StringBuilder> = (0..2 + shape.by.len()).map(|_| StringBuilder::new()).collect();
        let (mut extra, mut place) = (Int64Builder::new(), Int32Builder::new());
        let (mut period, mut days, mut value) =
            (Int32Builder::new(), Int32Builder::new(), Int64Builder::new());
        for row in self.rows() {
            let (part, length) = part_text(row.part);
            texts[0].append_value(shape.events[row.event].event.to_string());
            texts[1].append_value(part);
            for (builder, word) in texts[2..].iter_mut().zip(&row.words) {
                builder.append_option(word.as_deref());
            }
            extra.append_value(row.extra as i64);
            place.append_value(row.place as i32);
            period.append_value(row.period);
            days.append_option(length);
            value.append_value(i64::try_from(row.value).map_err(|_| {
                Error::new(ErrorKind::Overflow, format!("a sum of the cube is {}", row.value))
                    .rule("numbers of a table are within 64 bits")
            })?);
        }
        let tally = self.tally();
        let mut told = vec![("rows".to_owned(), tally.rows), ("timed".to_owned(), tally.timed)];
        told.extend(tally.set_aside.counts().map(|(reason, n)| (reason.word().to_owned(), n)));
        for (what, n) in told {
            texts[0].append_value(READ);
            texts[1].append_value(what);
            texts[2..].iter_mut().for_each(StringBuilder::append_null);
            extra.append_value(0);
            place.append_value(0);
            period.append_value(0);
            days.append_null();
            value.append_value(n as i64);
        }
        let mut columns: Vec<ArrayRef> = texts.iter_mut().map(|b| Arc::new(b.finish()) as ArrayRef).collect();
        columns.push(Arc::new(extra.finish()));
        columns.push(Arc::new(place.finish()));
        columns.push(Arc::new(period.finish()));
        columns.push(Arc::new(days.finish()));
        columns.push(Arc::new(value.finish()));
        let names = BEFORE.into_iter().chain(shape.by.iter().map(String::as_str)).chain(BEHIND);
        let fields: Vec<Field> = names
            .zip(&columns)
            .map(|(name, array)| Field::new(name, array.data_type().clone(), true))
            .collect();
        let schema = Schema::new_with_metadata(
            fields,
            HashMap::from([(HEAD.to_owned(), Head::of_table(self).to_text()?)]),
        );
        RecordBatch::try_new(Arc::new(schema), columns).map_err(|e| misfit(&e.to_string()))
    }

    /// A cube from record batches of one table. Where the table has lost its metadata (SQL engines drop it),
    /// `like` is a cube of the same shape.
    ///
    /// # Errors
    /// When the table is no cube's, was written by another version of the layout, or does not fit `like`.
    pub fn from_batches(schema: &Schema, batches: &[RecordBatch], like: Option<&Self>) -> Result<Self> {
        let (shape, mut tally, absent, history) = match (schema.metadata().get(HEAD), like) {
            (Some(text), _) => Head::from_text(text)?.into_parts()?,
            (None, Some(like)) => {
                let own = like.tally();
                let tally = Tally { first_day: own.first_day, last_day: own.last_day, ..Tally::default() };
                let History { opening, meaning, .. } = like.history.clone();
                // What was added to the table that lost its head nobody knows.
                let history = History { opening, meaning, additions: Vec::new() };
                (like.shape().clone(), tally, like.absent.clone(), history)
            }
            (None, None) => {
                return Err(misfit("the table does not say what its numbers mean")
                    .hint("name a cube of the same shape: like=cube"));
            }
        };
        let mut rows = Vec::new();
        for batch in batches {
            read_batch(batch, &shape, &mut rows, &mut tally)?;
        }
        let mut cube = Self::gather(shape, rows, tally, history.opening)?;
        cube.absent = absent;
        cube.history = history;
        // Beside the tables of other cubes the head of one does not say what was added.
        if cube.history.additions.iter().map(|a| a.rows).sum::<u64>() != cube.tally.rows {
            cube.history.additions.clear();
        }
        // Tables of cubes that dropped unlike periods may stand under each other.
        if let Some(first) = cube.history.opening {
            cube.fold(first)?;
        }
        Ok(cube)
    }
}

fn read_batch(batch: &RecordBatch, shape: &Shape, rows: &mut Vec<CubeRow>, tally: &mut Tally) -> Result<()> {
    let column = |name: &str| {
        batch.column_by_name(name).ok_or_else(|| misfit(&format!("the table has no column \"{name}\"")))
    };
    let (events, parts) = (Words::new(column("event")?)?, Words::new(column("part")?)?);
    let groups = shape.by.iter().map(|name| Words::new(column(name)?)).collect::<Result<Vec<_>>>()?;
    let [extra, place, period, days, value] = BEHIND.map(|name| column(name).and_then(Whole::new));
    let names: Vec<String> = shape.events.iter().map(|e| e.event.to_string()).collect();
    let (extra, place, period, days, value) = (extra?, place?, period?, days?, value?);
    for i in 0..batch.num_rows() {
        let (event, part) = (events.get(i).unwrap_or_default(), parts.get(i).unwrap_or_default());
        let bad = || misfit(&format!("event \"{event}\", part \"{part}\" is no number of a cube"));
        let number = value.get(i).ok_or_else(bad)?;
        if event == READ {
            read_tally(part, number, tally)?;
            continue;
        }
        let small = |n: Option<i128>| n.and_then(|n| i64::try_from(n).ok());
        rows.push(CubeRow {
            event: names.iter().position(|name| name == event).ok_or_else(bad)?,
            words: groups.iter().map(|g| g.get(i).map(str::to_owned)).collect(),
            period: small(period.get(i)).and_then(|p| i32::try_from(p).ok()).ok_or_else(bad)?,
            extra: small(extra.get(i)).ok_or_else(bad)? as u64,
            place: small(place.get(i)).and_then(|p| usize::try_from(p).ok()).ok_or_else(bad)?,
            part: part_of(part, small(days.get(i))).ok_or_else(bad)?,
            value: number,
        });
    }
    Ok(())
}

fn read_tally(what: &str, number: i128, tally: &mut Tally) -> Result<()> {
    let n = u64::try_from(number).map_err(|_| misfit(&format!("\"{what}\" is {number}")))?;
    match what {
        "rows" => tally.rows += n,
        "timed" => tally.timed += n,
        reason => tally.set_aside.merge(aside(reason, n)?),
    }
    Ok(())
}

/// A column of words in any of Arrow's forms.
struct Words<'a> {
    array: &'a ArrayRef,
    /// Of a dictionary: the place of each row's word.
    keys: Vec<usize>,
}

impl<'a> Words<'a> {
    fn new(array: &'a ArrayRef) -> Result<Self> {
        let plain =
            |kind: &DataType| matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
        match array.data_type() {
            DataType::Dictionary(_, words) if plain(words) => {
                let keys = array.as_any_dictionary_opt().filter(|d| !d.values().is_empty());
                Ok(Self { array, keys: keys.map(AnyDictionaryArray::normalized_keys).unwrap_or_default() })
            }
            kind if plain(kind) || *kind == DataType::Null => Ok(Self { array, keys: Vec::new() }),
            kind => Err(misfit(&format!("a column of words is a {kind}"))),
        }
    }

    fn get(&self, i: usize) -> Option<&'a str> {
        let (array, i): (&'a dyn Array, usize) = match self.array.as_any_dictionary_opt() {
            Some(d) if d.keys().is_valid(i) => (d.values().as_ref(), *self.keys.get(i)?),
            Some(_) => return None,
            None => (self.array.as_ref(), i),
        };
        if array.is_null(i) || *array.data_type() == DataType::Null {
            return None;
        }
        Some(match array.data_type() {
            DataType::Utf8 => array.as_string::<i32>().value(i),
            DataType::LargeUtf8 => array.as_string::<i64>().value(i),
            _ => array.as_string_view().value(i),
        })
    }
}

/// A column of whole numbers in the forms in which engines send sums.
struct Whole<'a>(&'a ArrayRef);

impl<'a> Whole<'a> {
    fn new(array: &'a ArrayRef) -> Result<Self> {
        match array.data_type() {
            DataType::Int32 | DataType::Int64 | DataType::Float64 | DataType::Null => Ok(Self(array)),
            DataType::Decimal128(_, 0) => Ok(Self(array)),
            kind => Err(misfit(&format!("a column of numbers is a {kind}"))),
        }
    }

    fn get(&self, i: usize) -> Option<i128> {
        if self.0.is_null(i) {
            return None;
        }
        match self.0.data_type() {
            DataType::Int32 => Some(self.0.as_primitive::<Int32Type>().value(i).into()),
            DataType::Int64 => Some(self.0.as_primitive::<Int64Type>().value(i).into()),
            DataType::Decimal128(..) => Some(self.0.as_primitive::<Decimal128Type>().value(i)),
            DataType::Float64 => {
                let value = self.0.as_primitive::<Float64Type>().value(i);
                (value.fract() == 0.0 && value.abs() < 9.0e15).then_some(value as i128)
            }
            _ => None,
        }
    }
}
