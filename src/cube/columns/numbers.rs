//! Numbers, and money in minor units.

use super::{BAD_NUMBER, FieldReader, NO_NUMBER, each_int, each_text, each_valid, is_null, is_valid};
use crate::case::{Bits, Decimals, FieldKind, RawColumn, Rows, parse};
use crate::cube::plan::PlanField;
use std::cell::Cell;

impl FieldReader {
    /// Numbers, or minor units of money, of rows `at..at + out.len()`.
    #[inline(always)]
    pub fn numbers(
        &mut self,
        field: &PlanField,
        rows: &dyn Rows,
        column: &RawColumn<'_>,
        at: usize,
        out: &mut [i64],
    ) {
        let money = field.kind == FieldKind::Money;
        match column {
            RawColumn::Absent | RawColumn::AllNull => out.fill(NO_NUMBER),
            RawColumn::Floats { values, valid } => {
                of_floats(values, valid.as_ref(), at, money, out);
            }
            RawColumn::Ints { values, valid } => {
                let unit = if money { 100 } else { 1 };
                let number = |value: i64| value.checked_mul(unit).unwrap_or(BAD_NUMBER);
                each_int(values, valid.as_ref(), at, out, NO_NUMBER, number);
            }
            RawColumn::Decimals { values, scale, valid } => {
                let valid = valid.as_ref();
                match values {
                    Decimals::I64(values) => of_decimals(values, valid, at, *scale, money, out),
                    Decimals::I128(values) => of_decimals(values, valid, at, *scale, money, out),
                }
            }
            RawColumn::Coded { codes, valid, words, word_valid, identity } => {
                if self.dictionary != Some(*identity) {
                    self.dictionary = Some(*identity);
                    self.code_numbers = (0..words.len())
                        .map(|c| match is_valid(word_valid.as_ref(), c) {
                            true => number_of_text(field, rows, words.get(c), money),
                            false => NO_NUMBER,
                        })
                        .collect();
                }
                let numbers = &self.code_numbers;
                let number = |code| numbers.get(code as usize).copied().unwrap_or(NO_NUMBER);
                each_int(codes, valid.as_ref(), at, out, NO_NUMBER, number);
            }
            RawColumn::Text { text, valid } => {
                each_text(text, valid.as_ref(), at, out, NO_NUMBER, |i, head| {
                    if head.len == 0 {
                        return NO_NUMBER;
                    }
                    match parse::cents(head).filter(|_| money) {
                        Some(cents) => cents,
                        None => number_of_text(field, rows, text.get(i), money),
                    }
                });
            }
            RawColumn::Bools { .. } | RawColumn::Dates { .. } | RawColumn::Instants { .. } => {
                out.fill(BAD_NUMBER)
            }
        }
    }
}

fn number_of_text(field: &PlanField, rows: &dyn Rows, text: &[u8], money: bool) -> i64 {
    let parse = |text| if money { parse::money(text) } else { parse::integer(text) };
    match parse(text) {
        Some(number) => number,
        None if is_null(field, rows, text) => NO_NUMBER,
        None => parse(text.trim_ascii()).unwrap_or(BAD_NUMBER),
    }
}

/// Adding 1.5·2⁵² to a double rounds it to a whole number, which then stands in the lowest bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// The bits of a double that say between which powers of two it lies.
const POWER: u64 = 0x7ff0_0000_0000_0000;

/// The minor units (or whole numbers) whose nearest doubles the values from row `at` on are; NaN is none. A value
/// between minor units cannot be read.
#[inline(always)]
fn of_floats(values: &[f64], valid: Option<&Bits<'_>>, at: usize, money: bool, out: &mut [i64]) {
    let unit = if money { 100.0 } else { 1.0 };
    // As wide as the numbers, so that it is gathered as they are.
    let odd = Cell::new(0u64);
    each_valid(values, valid, at, out, NO_NUMBER, |value| {
        let scaled = value * unit;
        let rounded = scaled + ROUNDER;
        let whole = rounded - ROUNDER;
        // The value is the double nearest to whole / unit where it lies within half the distance of its neighbours; a
        // number of hundredths lies midway between two doubles never, and 2ⁿ is a whole number of them or far from one.
        let power = f64::from_bits(value.to_bits() & POWER);
        let near = value.mul_add(-unit, whole).abs() <= power * (unit * f64::EPSILON / 2.0);
        let good = near & (scaled.abs() < 2.0e15) | value.is_nan();
        odd.set(odd.get() | u64::from(!good));
        let whole = (rounded.to_bits() as i64).wrapping_sub(ROUNDER.to_bits() as i64);
        if value.is_nan() { NO_NUMBER } else { whole }
    });
    if odd.get() != 0 {
        each_valid(values, valid, at, out, NO_NUMBER, |value| number_of_float(value, unit));
    }
}

fn number_of_float(value: f64, unit: f64) -> i64 {
    let whole = (value * unit).round_ties_even();
    if whole / unit == value && whole.abs() < 9.0e15 {
        whole as i64
    } else if value.is_nan() {
        NO_NUMBER
    } else {
        BAD_NUMBER
    }
}

/// The minor units (or whole numbers) that the decimals of `scale` from row `at` on are. A value between minor units,
/// or beyond 64 bits, cannot be read.
#[inline(always)]
fn of_decimals<V: Copy + Into<i128>>(
    values: &[V],
    valid: Option<&Bits<'_>>,
    at: usize,
    scale: i8,
    money: bool,
    out: &mut [i64],
) {
    let shift = if money { 2 } else { 0 } - i32::from(scale);
    let factor = u32::try_from(shift).ok().and_then(|shift| 10i64.checked_pow(shift));
    if let Some(factor) = factor {
        // All bits in which a value, or its upper half, differs from its sign.
        let (size, above) = (Cell::new(0), Cell::new(0));
        each_valid(values, valid, at, out, NO_NUMBER, |value| {
            let value = value.into();
            let (low, high) = (value as i64, (value >> 64) as i64);
            let sign = low >> (i64::BITS - 1);
            size.set(size.get() | low ^ sign);
            above.set(above.get() | high ^ sign);
            low.wrapping_mul(factor)
        });
        if above.get() == 0 && size.get() <= (1 << 62) / factor {
            return;
        }
    }
    let power = 10i128.checked_pow(shift.unsigned_abs());
    each_valid(values, valid, at, out, NO_NUMBER, |value| {
        let value = value.into();
        let units = match power {
            Some(power) if shift >= 0 => value.checked_mul(power),
            Some(power) if value % power == 0 => Some(value / power),
            _ => None,
        };
        units.and_then(|n| i64::try_from(n).ok()).unwrap_or(BAD_NUMBER)
    });
}

#[cfg(test)]
mod tests {
    use super::super::BLOCK;
    use super::*;

    /// By hand: 7.0001 lies between two hundredths, and 9,223,372,036,854,775,807 is the largest of 64 bits.
    #[test]
    fn decimals_are_minor_units_or_cannot_be_read() {
        let read = |value: i128, scale, money| {
            let mut out = [0; 3];
            of_decimals(&[0, value, 5_000_000_000_000_000_000], None, 0, scale, money, &mut out);
            let (beside, mut alone) = (out[1], [0]);
            of_decimals(&[value], None, 0, scale, money, &mut alone);
            assert_eq!(alone[0], beside, "{value} beside a large one");
            alone[0]
        };
        assert_eq!(read(-12_345, 2, true), -12_345);
        assert_eq!(read(7, 0, true), 700);
        assert_eq!(read(70_000, 4, true), 700);
        assert_eq!(read(70_001, 4, true), BAD_NUMBER);
        assert_eq!(read(7, -3, false), 7_000);
        assert_eq!(read(9_223_372_036_854_775_807, 2, true), i64::MAX);
        assert_eq!(read(9_223_372_036_854_775_808, 2, true), BAD_NUMBER);
        assert_eq!(read(92_233_720_368_547_758, 0, true), 9_223_372_036_854_775_800);
        assert_eq!(read(92_233_720_368_547_759, 0, true), BAD_NUMBER);
        assert_eq!([(1 << 64) + 5, -(1 << 64) - 5].map(|value| read(value, 2, true)), [BAD_NUMBER; 2]);
        let most = i128::from(i64::MAX / 100);
        assert_eq!([most, -most].map(|value| read(value, 0, true)), [most as i64 * 100, most as i64 * -100]);
        assert_eq!([most + 1, -most - 1].map(|value| read(value, 0, true)), [BAD_NUMBER; 2]);
        assert_eq!(read(0, 100, true), BAD_NUMBER);
        assert_eq!(read(1, -100, false), BAD_NUMBER);
    }

    /// The reference divides: a float is the number whose quotient by a hundred it is, and cannot be read where it is
    /// none. Hundredths of every size up to 2·10¹³ with their nearest neighbours, powers of two, and what lies beyond.
    #[test]
    fn floats_are_minor_units_as_a_division_tells() {
        let (mut values, mut x) =
            (vec![0.0, -0.0, f64::NAN, f64::INFINITY, f64::MIN_POSITIVE, 1.0e-310], 7u64);
        values.extend((-60..60).map(|power| f64::from(power).exp2()));
        for shift in 10..64 {
            for _ in 0..200 {
                x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let value = (x as i64 >> shift) as f64 / 100.0;
                values.extend([value, value.next_up(), value.next_down(), value + 0.004, -value]);
            }
        }
        for money in [true, false] {
            let unit = if money { 100.0 } else { 1.0 };
            for values in values.chunks(BLOCK) {
                let mut out = vec![0; values.len()];
                of_floats(values, None, 0, money, &mut out);
                for (value, out) in values.iter().zip(out) {
                    assert_eq!(out, number_of_float(*value, unit), "{value:e} beside others");
                    let mut alone = [0];
                    of_floats(&[*value], None, 0, money, &mut alone);
                    assert_eq!(alone[0], number_of_float(*value, unit), "{value:e} alone");
                }
            }
        }
    }
}
