//! The usual ways of writing dates and money, read a word of bytes at a time.
//!
//! What these functions refuse may still be a date or an amount: [`date`](super::date) and
//! [`money`](super::money) decide. What they read is what those read.

use super::date::days;
use super::layout::DateLayout;
use crate::case::Head;

/// Eight zeros, as digits.
const ZEROS: u64 = 0x3030_3030_3030_3030;
/// The highest bit of each of eight bytes.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The day of a cell that writes a date of `layout` with two digits for month and day, and nothing else; in
/// days since 1970-01-01.
#[inline(always)]
pub(crate) fn short_date(head: Head, layout: DateLayout) -> Option<i32> {
    let mark = match layout {
        DateLayout::YearDash => b'-',
        DateLayout::YearSlash => b'/',
        DateLayout::YearDot => b'.',
        DateLayout::Compact => return compact(head),
        _ => return None,
    };
    // Digits and marks become 0 to 9 and 0, if that is what they are.
    let marks = u64::from(mark) << 32 | u64::from(mark) << 56;
    let first = head.bytes as u64 ^ (ZEROS & 0x00ff_ff00_ffff_ffff | marks);
    let last = (head.bytes >> 64) as u64 ^ (ZEROS & 0xffff);
    let above = first.wrapping_add(0x7f76_767f_7676_7676) | first | last.wrapping_add(0x7676) | last;
    if head.len != 10 || above & HIGH != 0 {
        return None;
    }
    let digit = |word: u64, at: u32| (word >> (8 * at)) as u32 & 15;
    let year = digit(first, 0) * 1000 + digit(first, 1) * 100 + digit(first, 2) * 10 + digit(first, 3);
    days(year, digit(first, 5) * 10 + digit(first, 6), digit(last, 0) * 10 + digit(last, 1))
}

#[inline(always)]
fn compact(head: Head) -> Option<i32> {
    let number = (head.len == 8).then(|| eight(head.bytes as u64))??;
    days(number / 10_000, number / 100 % 100, number % 100)
}

/// The number that eight digits write.
#[inline(always)]
fn eight(bytes: u64) -> Option<u32> {
    let digits = bytes ^ ZEROS;
    if (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & HIGH != 0 {
        return None;
    }
    // Pairs, fours, all eight: each step multiplies the left by its place and adds the right.
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let low = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(100 + (1_000_000 << 32));
    let high = (pairs >> 16 & 0x0000_00ff_0000_00ff).wrapping_mul(1 + (10_000 << 32));
    Some((low.wrapping_add(high) >> 32) as u32)
}

/// The hundredths of a cell that writes up to 13 digits, a point and two digits, and nothing else.
#[inline(always)]
pub(crate) fn cents(head: Head) -> Option<i64> {
    if !(4..=16).contains(&head.len) {
        return None;
    }
    // All bytes to the end, and zeros before them; then what stands before the point goes where the point was.
    let before = 8 * (16 - head.len);
    let zeros = u128::from(ZEROS) << 64 | u128::from(ZEROS);
    let text = head.bytes << before | zeros & !(u128::MAX << before);
    if (text >> 104) as u8 != b'.' {
        return None;
    }
    let cents = text & 0xffff << 112;
    let digits = cents | (text << 8 & !(0xffff << 112)) | u128::from(b'0');
    let (high, low) = (eight(digits as u64)?, eight((digits >> 64) as u64)?);
    Some(i64::from(high) * 100_000_000 + i64::from(low))
}

#[cfg(test)]
mod tests {
    use super::super::{date, money};
    use super::*;
    use proptest::prelude::*;

    const LAYOUTS: [(DateLayout, &str); 4] = [
        (DateLayout::YearDash, "-"),
        (DateLayout::YearSlash, "/"),
        (DateLayout::YearDot, "."),
        (DateLayout::Compact, ""),
    ];

    #[test]
    fn every_date_is_read_as_the_slow_way_reads_it() {
        for year in (0..=9999).step_by(7).chain(1890..2110) {
            for (month, day) in (0..14).flat_map(|m| (0..33).map(move |d| (m, d))) {
                for (layout, mark) in LAYOUTS {
                    let cell = format!("{year:04}{mark}{month:02}{mark}{day:02}");
                    let read = short_date(Head::of(cell.as_bytes()), layout);
                    assert_eq!(read, date(cell.as_bytes(), layout), "{cell}");
                }
            }
        }
    }

    #[test]
    fn one_byte_off_is_no_date_and_no_amount() {
        for (layout, mark) in LAYOUTS {
            let good = format!("2023{mark}10{mark}15");
            for (at, byte) in (0..good.len()).flat_map(|at| (0..=255).map(move |byte| (at, byte))) {
                let mut cell = good.clone().into_bytes();
                cell[at] = byte;
                assert_eq!(short_date(Head::of(&cell), layout), date(&cell, layout), "{cell:?}");
            }
        }
        for good in ["1.25", "1234567890123.45", "812.00", "00.10"] {
            for (at, byte) in (0..good.len()).flat_map(|at| (0..=255).map(move |byte| (at, byte))) {
                let mut cell = good.as_bytes().to_vec();
                cell[at] = byte;
                let read = cents(Head::of(&cell));
                assert!(read.is_none() || read == money(&cell), "{cell:?}");
            }
            assert_eq!(cents(Head::of(good.as_bytes())), money(good.as_bytes()));
            assert!(cents(Head::of(good.as_bytes())).is_some());
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_the_slow_way_reads(
            cell in prop::collection::vec(prop::sample::select(b"0123456789./- ,\xff".to_vec()), 0..24),
        ) {
            let head = Head::of(&cell);
            prop_assert!(cents(head).is_none_or(|c| money(&cell) == Some(c)));
            for (layout, _) in LAYOUTS {
                prop_assert!(short_date(head, layout).is_none_or(|d| date(&cell, layout) == Some(d)));
            }
        }
    }
}
