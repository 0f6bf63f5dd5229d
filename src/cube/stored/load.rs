//! A cube out of the bytes of a stored one, whose checksum is right.
//!
//! A checksum says that nothing was damaged, not that somebody wrote sense: every number is held against the shape.

use crate::cube::head::{HEAD, Head};
use crate::cube::store::EventStore;
use crate::cube::stored::cells::{LISTED, OWN, fields};
use crate::cube::{Cube, EventShape, period_table};
use crate::{Error, ErrorKind, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int32Type, UInt16Type, UInt32Type, UInt64Type};
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch};
use arrow_buffer::Buffer;
use arrow_ipc::reader::{FileDecoder, read_footer_length};
use arrow_ipc::{Block, convert, root_as_footer};
use arrow_schema::{ArrowError, SchemaRef};
use std::sync::Arc;

/// The cube in these bytes.
///
/// # Errors
/// When the file's columns or numbers are not those of a cube of the shape that its head tells.
pub(super) fn cube(bytes: Vec<u8>) -> Result<Cube> {
    // Arrow's reader trusts the places that a file names, and breaks off where there is nothing: not with a file
    // that was saved here, but with one that somebody forged under a right checksum.
    let (schema, batches) = std::panic::catch_unwind(move || batches(&Buffer::from_vec(bytes)))
        .map_err(|_| misfit("it is no whole Arrow file"))?
        .map_err(|e| misfit(&e.to_string()))?;
    let text = schema.metadata().get(HEAD).ok_or_else(|| misfit("it does not say what its numbers mean"))?;
    let (shape, tally, absent, history) = Head::from_text(text)?.into_parts()?;
    if schema.fields().iter().map(|f| f.as_ref()).ne(&fields(&shape.by)) {
        return Err(misfit("its columns are others"));
    }
    if batches.len() != shape.events.len() {
        return Err(misfit(&format!("it has {} events of {}", batches.len(), shape.events.len())));
    }
    let mut cube = Cube::empty(shape);
    // Words first: how many there are says how keys are packed.
    let mut codes = Vec::new();
    for batch in &batches {
        let columns = cube.keys.words.iter_mut().zip(batch.columns());
        let of_batch: Result<Vec<Vec<u32>>> = columns.map(|(words, column)| numbers(words, column)).collect();
        codes.push(of_batch?);
    }
    cube.keys.widen();
    let loaded = cube.shape.events.iter().zip(&batches).zip(&codes);
    let stores = loaded.map(|((event, batch), codes)| store(&cube, event, batch, codes));
    cube.stores = stores.collect::<Result<_>>()?;
    (cube.tally, cube.absent, cube.history) = (tally, absent, history);
    Ok(cube)
}

fn misfit(what: &str) -> Error {
    Error::new(ErrorKind::Mismatch, format!("the file holds no cube: {what}"))
        .rule("a stored cube was written by Cube.save")
}

/// All batches of an Arrow file, in the memory of the file itself.
fn batches(bytes: &Buffer) -> std::result::Result<(SchemaRef, Vec<RecordBatch>), ArrowError> {
    let parse = |what: &str| ArrowError::ParseError(what.to_owned());
    let (rest, tail) = bytes.split_last_chunk::<10>().ok_or_else(|| parse("it is empty"))?;
    let footer =
        rest.len().checked_sub(read_footer_length(*tail)?).ok_or_else(|| parse("it has no footer"))?;
    let footer = root_as_footer(&rest[footer..]).map_err(|e| parse(&e.to_string()))?;
    let schema = footer.schema().ok_or_else(|| parse("it has no schema"))?;
    let schema = Arc::new(convert::try_fb_to_schema(schema)?);
    let data = |block: &Block| {
        let part = |n: i64| usize::try_from(n).map_err(|_| parse("a part has no place"));
        let (start, head) = (part(block.offset())?, part(block.metaDataLength().into())?);
        let len = head.checked_add(part(block.bodyLength())?);
        let len = len.filter(|len| start.checked_add(*len).is_some_and(|end| end <= bytes.len()));
        Ok::<_, ArrowError>(
            bytes.slice_with_length(start, len.ok_or_else(|| parse("a part is outside of it"))?),
        )
    };
    let mut decoder = FileDecoder::new(schema.clone(), footer.version());
    for block in footer.dictionaries().iter().flatten() {
        decoder.read_dictionary(block, &data(block)?)?;
    }
    let mut batches = Vec::new();
    for block in footer.recordBatches().iter().flatten() {
        batches.extend(decoder.read_record_batch(block, &data(block)?)?);
    }
    Ok((schema, batches))
}

/// The number of each row's word, after the words have been learnt.
fn numbers(words: &mut crate::cube::keys::Words, column: &ArrayRef) -> Result<Vec<u32>> {
    let column = column.as_dictionary_opt::<UInt32Type>().ok_or_else(|| misfit("a group is no word"))?;
    let list = column.values().as_string_opt::<i32>().ok_or_else(|| misfit("a word is no text"))?;
    let known: Vec<u32> = list.iter().map(|word| words.number(word)).collect();
    let number = |code: Option<u32>| match code {
        Some(code) => known.get(code as usize).copied().ok_or_else(|| misfit("a word is not listed")),
        None => Ok(words.number(None)),
    };
    column.keys().iter().map(number).collect()
}

/// The values of a column of lists, of which each is to have `width`.
fn even<'a>(column: &'a ArrayRef, width: usize, what: &str) -> Result<(&'a ListArray, usize)> {
    let wrong = || misfit(&format!("{what} of a cell are not {width}"));
    let list = column.as_list_opt::<i32>().ok_or_else(wrong)?;
    if list.offsets().lengths().any(|len| len != width) {
        return Err(wrong());
    }
    Ok((list, list.offsets()[0] as usize))
}

fn store(cube: &Cube, event: &EventShape, batch: &RecordBatch, codes: &[Vec<u32>]) -> Result<EventStore> {
    if batch.columns().iter().skip(codes.len()).any(|c| c.null_count() > 0) {
        return Err(misfit("a number is missing"));
    }
    let own: &[ArrayRef; OWN] =
        batch.columns()[codes.len()..].try_into().map_err(|_| misfit("columns are missing"))?;
    let [extra, periods, cases, sums, distinct, counters, values, more] = own;
    let n = batch.num_rows();
    let mut store = EventStore::new(event, cube.keys.bits(event));
    let span = |period: &i32| (-120_000..=120_000).contains(period);
    let periods = periods.as_primitive::<Int32Type>().values();
    if !periods.iter().all(span) {
        return Err(misfit("a period lies beyond every calendar"));
    }
    let periods: Vec<u32> = periods.iter().map(|period| period_table::shifted(*period)).collect();
    let bits = periods
        .iter()
        .max()
        .zip(periods.iter().min())
        .map_or(0, |(high, low)| u32::BITS - (high - low).leading_zeros());
    cube.keys.fit(event, bits.max(3) + 1)?;
    store.index.cover(&periods);
    let mut group = vec![0; codes.len()];
    for (cell, (extra, period)) in
        extra.as_primitive::<UInt64Type>().values().iter().zip(&periods).enumerate()
    {
        if extra.checked_shr(event.extra_bits()).unwrap_or(0) != 0 {
            return Err(misfit("a cell has classes that there are not"));
        }
        group.iter_mut().zip(codes).for_each(|(number, column)| *number = column[cell]);
        if store.index.cell_anywhere(cube.keys.pack(&group, *extra), *period) != (cell, true) {
            return Err(misfit("a cell stands in it twice"));
        }
    }
    store.fit();
    let (list, first) = even(cases, store.lanes, "counts")?;
    store
        .counts
        .copy_from_slice(&list.values().as_primitive::<UInt32Type>().values()[first..][..n * store.lanes]);
    let width = store.sums.iter().map(|sums| sums.places).sum();
    let (list, first) = even(sums, width, "sums")?;
    let mut read = list.values().as_primitive::<Decimal128Type>().values()[first..].iter();
    for cell in 0..n {
        for sums in &mut store.sums {
            let own = &mut sums.values[cell * sums.places..][..sums.places];
            own.iter_mut().zip(&mut read).for_each(|(sum, value)| *sum = *value);
        }
    }
    different(&mut store, distinct)?;
    days(&mut store, n, counters, values, more)?;
    Ok(store)
}

/// What the numbers of sets and distributions within a cell stand for: which field or pair of dates, and which place.
fn each_place(places: impl Iterator<Item = usize>) -> Vec<(usize, usize)> {
    places.enumerate().flat_map(|(which, places)| (0..places).map(move |place| (which, place))).collect()
}

/// Fills the sets of different values.
fn different(store: &mut EventStore, column: &ArrayRef) -> Result<()> {
    let places = each_place(store.distinct.iter().map(|own| own.places));
    let list = column.as_list::<i32>();
    let parts = list.values().as_struct();
    let which = parts.column(0).as_primitive::<UInt32Type>().values();
    let [high, low, silent] = [1, 2, 3].map(|part| parts.column(part).as_primitive::<UInt64Type>().values());
    for (cell, ends) in list.offsets().windows(2).enumerate() {
        for entry in ends[0] as usize..ends[1] as usize {
            let place = places.get(which[entry] as usize);
            let &(d, place) = place.ok_or_else(|| misfit("a set of values is none"))?;
            let own = &mut store.distinct[d];
            let slot =
                u32::try_from(cell * own.places + place).map_err(|_| misfit("it has too many cells"))?;
            match silent[entry] {
                0 => own.add(slot, Some(u128::from(high[entry]) << 64 | u128::from(low[entry]))),
                rows => own.add_silent(slot, rows),
            }
        }
    }
    store.distinct.iter_mut().for_each(|own| own.settle());
    Ok(())
}

/// Fills the distributions.
fn days(
    store: &mut EventStore,
    n: usize,
    counters: &ArrayRef,
    values: &ArrayRef,
    more: &ArrayRef,
) -> Result<()> {
    let width = store.days.iter().map(|days| days.places).sum();
    let (list, first) = even(counters, width, "distributions")?;
    let counters = list.values().as_binary::<i64>();
    let (list, first_list) = even(values, width, "distributions")?;
    let lists = list.values().as_list::<i64>();
    let listed = lists.values().as_primitive::<UInt16Type>().values();
    let mut before = 0;
    for days in &mut store.days {
        let places = days.places;
        let at = |cell: usize, place: usize| cell * width + before + place;
        let sizes = (0..n).flat_map(|cell| (0..places).map(move |place| at(cell, place))).map(|at| {
            (counters.value_length(first + at) as usize, lists.value_length(first_list + at) as usize)
        });
        days.store.reserve(&sizes.collect::<Vec<_>>());
        for cell in 0..n {
            for place in 0..places {
                let row = counters.value(first + at(cell, place));
                let ends = &lists.offsets()[first_list + at(cell, place)..];
                let list = &listed[ends[0] as usize..ends[1] as usize];
                if row.len() > LISTED as usize
                    || list.contains(&u16::MAX)
                    || !(row.is_empty() || list.is_empty())
                {
                    return Err(misfit("a distribution is none"));
                }
                days.store.fill(cell * places + place, row, list);
            }
        }
        before += places;
    }
    let more = more.as_list::<i32>();
    let parts = more.values().as_struct();
    let [which, lengths, cases] =
        [0, 1, 2].map(|part| parts.column(part).as_primitive::<UInt32Type>().values());
    let places = each_place(store.days.iter().map(|days| days.places));
    for (cell, ends) in more.offsets().windows(2).enumerate() {
        for entry in ends[0] as usize..ends[1] as usize {
            let place = places.get(which[entry] as usize);
            let &(d, place) = place.ok_or_else(|| misfit("a distribution is none"))?;
            let days = &mut store.days[d];
            days.store.add_many(cell * days.places + place, lengths[entry], cases[entry].into());
        }
    }
    store.days.iter_mut().for_each(|days| days.store.settle());
    Ok(())
}
