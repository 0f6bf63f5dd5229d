//! Dates as days since 1970-01-01.

use super::{BAD_DAY, FieldReader, NO_DAY, each_int, each_text, each_valid, is_null, is_valid, text_of};
use crate::case::{RawColumn, Rows, parse};
use crate::cube::plan::PlanField;

impl FieldReader {
    /// Days of rows `at..at + out.len()`.
    #[inline(always)]
    pub fn days(
        &mut self,
        field: &PlanField,
        rows: &dyn Rows,
        column: &RawColumn<'_>,
        at: usize,
        out: &mut [i32],
    ) {
        match column {
            RawColumn::Absent | RawColumn::AllNull => out.fill(NO_DAY),
            RawColumn::Dates { days, valid } => {
                each_valid(days, valid.as_ref(), at, out, NO_DAY, |day| day);
            }
            RawColumn::Instants { ticks, per_day, shift, valid } => {
                for (i, day) in out.iter_mut().enumerate() {
                    let tick = ticks[at + i].saturating_add(*shift);
                    *day = if is_valid(valid.as_ref(), at + i) {
                        self.timed += u64::from(tick.rem_euclid(*per_day) != 0);
                        i32::try_from(tick.div_euclid(*per_day)).unwrap_or(BAD_DAY)
                    } else {
                        NO_DAY
                    };
                }
            }
            RawColumn::Coded { codes, valid, words, word_valid, identity } => {
                if self.dictionary != Some(*identity) {
                    self.dictionary = Some(*identity);
                    self.code_days = (0..words.len())
                        .map(|c| match is_valid(word_valid.as_ref(), c) {
                            true => day_of(field, rows, words.get(c), &mut 0),
                            false => NO_DAY,
                        })
                        .collect();
                }
                let days = &self.code_days;
                let day = |code| days.get(code as usize).copied().unwrap_or(NO_DAY);
                each_int(codes, valid.as_ref(), at, out, NO_DAY, day);
            }
            RawColumn::Text { text, valid } => {
                let layout = field.layouts.first();
                each_text(text, valid.as_ref(), at, out, NO_DAY, |i, head| {
                    if head.len == 0 {
                        return NO_DAY;
                    }
                    match layout.and_then(|layout| parse::short_date(head, *layout)) {
                        Some(day) => day,
                        None => day_of(field, rows, text.get(i), &mut self.timed),
                    }
                });
            }
            RawColumn::Ints { .. }
            | RawColumn::Floats { .. }
            | RawColumn::Decimals { .. }
            | RawColumn::Bools { .. } => {
                for (i, day) in out.iter_mut().enumerate() {
                    *day = match text_of(column, at + i) {
                        Some(text) => day_of(field, rows, text.as_bytes(), &mut self.timed),
                        None => NO_DAY,
                    };
                }
            }
        }
        for sentinel in &field.null_days {
            out.iter_mut().for_each(|day| *day = if day == sentinel { NO_DAY } else { *day });
        }
    }
}

#[inline]
fn day_of(field: &PlanField, rows: &dyn Rows, text: &[u8], timed: &mut u64) -> i32 {
    for layout in &field.layouts {
        if let Some(read) = parse::moment(text, *layout) {
            *timed += u64::from(read.time == parse::Time::OfDay || read.time == parse::Time::Zoned);
            return read.days;
        }
    }
    other_day(field, rows, text, timed)
}

#[cold]
fn other_day(field: &PlanField, rows: &dyn Rows, text: &[u8], timed: &mut u64) -> i32 {
    if is_null(field, rows, text) {
        return NO_DAY;
    }
    let trimmed = text.trim_ascii();
    for layout in &field.layouts {
        if let Some(read) = parse::moment(trimmed, *layout) {
            *timed += u64::from(read.time == parse::Time::OfDay || read.time == parse::Time::Zoned);
            return read.days;
        }
    }
    BAD_DAY
}
