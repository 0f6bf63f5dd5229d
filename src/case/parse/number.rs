//! Money and whole numbers out of the bytes of a cell, exactly.
//!
//! A sign, digits, and perhaps commas before each group of three. `12,34` is refused, not read as 1234:
//! it is a decimal comma, or a mistake.

/// The amount that `cell` writes, in hundredths: `-12.34` is −1234.
///
/// A currency sign (`￥`, `¥`, `$`) may stand before or behind the sign. More than two decimals are refused
/// unless the rest are zeros; so are exponents, and amounts beyond 92,233,720,368,547,758.07.
///
/// ```
/// use courtmetrics::case::parse::money;
/// assert_eq!(money(b"1,234.50"), Some(123450));
/// assert_eq!(money(b"0.125"), None);
/// ```
#[inline]
pub fn money(cell: &[u8]) -> Option<i64> {
    let (negative, rest) = sign(cell);
    let Some(unmarked) = currency(rest) else { return amount(rest, 2, negative) };
    if rest.len() < cell.len() {
        return amount(unmarked, 2, negative);
    }
    let (negative, rest) = sign(unmarked);
    amount(rest, 2, negative)
}

/// The whole number that `cell` writes: `12`, `2,339`, also `12.0`, as a float column writes it.
///
/// ```
/// use courtmetrics::case::parse::integer;
/// assert_eq!((integer(b"2,339"), integer(b"12.0"), integer(b"12.5")), (Some(2339), Some(12), None));
/// ```
#[inline]
pub fn integer(cell: &[u8]) -> Option<i64> {
    let (negative, rest) = sign(cell);
    amount(rest, 0, negative)
}

#[inline]
fn sign(bytes: &[u8]) -> (bool, &[u8]) {
    match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, bytes),
    }
}

/// What stands behind a currency sign.
#[inline]
fn currency(bytes: &[u8]) -> Option<&[u8]> {
    match bytes {
        [b'$', rest @ ..] | [0xc2, 0xa5, rest @ ..] | [0xef, 0xbf, 0xa5, rest @ ..] => Some(rest),
        _ => None,
    }
}

/// `bytes` without a sign, times ten to the power of `decimals`.
#[inline]
fn amount(bytes: &[u8], decimals: usize, negative: bool) -> Option<i64> {
    let mut value = 0_u64;
    let (mut run, mut grouped) = (0, false);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' => {
                value = value.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
                run += 1;
            }
            b',' if run == 3 || (!grouped && (1..3).contains(&run)) => (run, grouped) = (0, true),
            b'.' => break,
            _ => return None,
        }
        at += 1;
    }
    if grouped && run != 3 {
        return None;
    }
    let fraction = match &bytes[at..] {
        // `.5` is a half, but neither nothing nor `.` is a number.
        [] if run > 0 => &[][..],
        [_, fraction @ ..] if !fraction.is_empty() && (run > 0 || decimals > 0) => fraction,
        _ => return None,
    };
    for (place, byte) in fraction.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 || (place >= decimals && digit > 0) {
            return None;
        }
        if place < decimals {
            value = value.checked_mul(10)?.checked_add(u64::from(digit))?;
        }
    }
    for _ in fraction.len()..decimals {
        value = value.checked_mul(10)?;
    }
    if negative { 0_i64.checked_sub_unsigned(value) } else { i64::try_from(value).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_exactly_or_not_at_all() {
        for (cell, expected) in [
            ("0", Some(0)),
            ("1234.5", Some(123_450)),
            ("-12.34", Some(-1234)),
            ("+12.34", Some(1234)),
            ("1,234,567.89", Some(123_456_789)),
            ("￥1,234.50", Some(123_450)),
            ("¥-3", Some(-300)),
            ("-$3.10", Some(-310)),
            (".5", Some(50)),
            ("12.3400", Some(1234)),
            ("00012.3", Some(1230)),
            ("92233720368547758.07", Some(i64::MAX)),
            ("-92233720368547758.08", Some(i64::MIN)),
            ("92233720368547758.08", None),
            ("99999999999999999999", None),
            ("12.345", None),
            ("12,34", None),
            ("1234,567", None),
            ("1,2345", None),
            (",123", None),
            ("1,,234", None),
            ("1,234,", None),
            ("1.234,50", None),
            ("5.", None),
            (".", None),
            ("", None),
            ("-", None),
            ("--1", None),
            ("-$-1", None),
            ("$", None),
            ("1e5", None),
            (" 1", None),
            ("1.2.3", None),
            ("１２", None),
            ("NaN", None),
        ] {
            assert_eq!(money(cell.as_bytes()), expected, "{cell}");
        }
    }

    #[test]
    fn whole_numbers_may_look_like_floats_but_not_be_fractions() {
        for (cell, expected) in [
            ("12", Some(12)),
            ("12.0", Some(12)),
            ("12.00", Some(12)),
            ("2,339", Some(2339)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("12.5", None),
            (".0", None),
            ("12.", None),
            ("￥12", None),
            ("2,33", None),
        ] {
            assert_eq!(integer(cell.as_bytes()), expected, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(minor in any::<i64>()) {
            let (sign, size) = (if minor < 0 { "-" } else { "" }, minor.unsigned_abs());
            let plain = format!("{sign}{}.{:02}", size / 100, size % 100);
            prop_assert_eq!(money(plain.as_bytes()), Some(minor));
            let whole = (size / 100).to_string();
            let groups: Vec<&str> = whole.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).unwrap()).collect();
            let grouped = format!("{sign}￥{}.{:02}", groups.join(","), size % 100);
            prop_assert_eq!(money(grouped.as_bytes()), Some(minor));
            prop_assert_eq!(integer(minor.to_string().as_bytes()), Some(minor));
        }

        #[test]
        fn no_bytes_make_it_panic(cell in prop::collection::vec(prop::sample::select(b"019,.-+$\xef\xbf\xa5 e".to_vec()), 0..24)) {
            let (_, _) = (money(&cell), integer(&cell));
        }
    }
}
