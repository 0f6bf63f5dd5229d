//! Numbers as reports write them: Arabic with separators, Chinese, and mixed (`4.8亿`, `2亿3千万`).

use crate::quantity::Decimal;

/// A number at the beginning of a run of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numeral {
    pub(crate) digits: Decimal,
    /// The power of ten of 万 or 亿 behind the digits.
    pub(crate) exponent: u8,
    /// 余 or 多 stood in or behind the number.
    pub(crate) more: bool,
    /// How many characters it takes.
    pub(crate) length: usize,
    /// How many characters of Chinese numerals it is made of; 0 for Arabic.
    pub(crate) chinese: usize,
}

/// More digits than this are no figure of a report.
const MOST_DIGITS: usize = 24;

fn scale(c: char) -> Option<u8> {
    Some(match c {
        '百' => 2,
        '千' => 3,
        '万' => 4,
        '亿' => 8,
        _ => return None,
    })
}

fn is_more(c: char) -> bool {
    matches!(c, '余' | '多')
}

/// An Arabic number with its 万 or 亿; `None` where the digits are no number (`3.2.1`, 25 digits).
pub(crate) fn arabic(text: &[char]) -> Option<Numeral> {
    let (digits, mut length) = plain_arabic(text)?;
    let mut number = Numeral { digits, exponent: 0, more: false, length, chinese: 0 };
    loop {
        number.more |= text.get(length).copied().is_some_and(is_more);
        let after = length + usize::from(text.get(length).copied().is_some_and(is_more));
        let Some(exponent) = text.get(after).copied().and_then(scale) else { break };
        length = after + 1;
        number.exponent += exponent;
        // 千万, 百万, 万亿: two unit words in a row.
        if let Some(more) = text.get(length).copied().and_then(scale) {
            number.exponent += more;
            length += 1;
        }
        // 2亿3千万, 1亿2000万, 12万5000: the rest stands in a smaller unit.
        let Some((rest, taken)) = plain_arabic(&text[length..]).filter(|_| !number.more) else { continue };
        let inner = text.get(length + taken).copied().and_then(scale);
        let inner_two = inner.and_then(|_| text.get(length + taken + 1).copied().and_then(scale));
        let small = inner.unwrap_or(0) + inner_two.unwrap_or(0);
        let fits = small < number.exponent && number.digits.decimals() == 0 && number.exponent <= 12;
        if !fits {
            break;
        }
        let shift = number.exponent - small;
        let units = number
            .digits
            .units()
            .checked_mul(10i128.pow(shift.into()))
            .and_then(|units| units.checked_mul(10i128.pow(rest.decimals().into())))
            .and_then(|units| units.checked_add(rest.units()))?;
        number.digits = Decimal::new(units, rest.decimals());
        number.exponent = small;
        length += taken + usize::from(inner.is_some()) + usize::from(inner_two.is_some());
    }
    if text.get(length).copied().is_some_and(is_more) {
        number.more = true;
        length += 1;
    }
    number.length = length;
    (number.exponent <= 12).then_some(number)
}

/// Digits whose thousands are set apart by spaces (38 416): the number and its length.
pub(crate) fn spaced(text: &[char]) -> Option<(Numeral, usize)> {
    let run = |from: usize| text[from.min(text.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
    let lead = run(0);
    if !(1..=3).contains(&lead) || text[0] == '0' {
        return None;
    }
    let (mut joined, mut length) = (text[..lead].to_vec(), lead);
    while text.get(length) == Some(&' ') && run(length + 1) == 3 && joined.len() < MOST_DIGITS {
        joined.extend(&text[length + 1..length + 4]);
        length += 4;
    }
    if length == lead {
        return None;
    }
    // What follows the digits (万, 余) belongs to the number.
    let spaces = length - joined.len();
    joined.extend(text[length..].iter().take(8));
    let number = arabic(&joined)?;
    Some((Numeral { length: number.length + spaces, ..number }, number.length + spaces))
}

/// Digits with thousands separators and decimals, without any unit word.
fn plain_arabic(text: &[char]) -> Option<(Decimal, usize)> {
    let run = |from: usize| text[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let lead = run(0);
    if lead == 0 || lead > MOST_DIGITS {
        return None;
    }
    let mut digits: String = text[..lead].iter().collect();
    let mut length = lead;
    // 1,23,456: Indian groups are of two digits but the last.
    let mut groups = length;
    while text.get(groups) == Some(&',') && run(groups + 1) == 2 {
        groups += 3;
    }
    let indian = groups > length && lead <= 2 && text.get(groups) == Some(&',') && run(groups + 1) == 3;
    if indian && text[0] != '0' && groups < MOST_DIGITS {
        digits = text[..groups + 4].iter().filter(|c| **c != ',').collect();
        length = groups + 4;
    } else if lead <= 3 && text[0] != '0' {
        while text.get(length) == Some(&',') && run(length + 1) == 3 && digits.len() < MOST_DIGITS {
            digits.extend(&text[length + 1..length + 4]);
            length += 4;
        }
    }
    if text.get(length) == Some(&'.') {
        let part = run(length + 1);
        if part > MOST_DIGITS {
            return None;
        }
        if part > 0 {
            digits.push('.');
            digits.extend(&text[length + 1..=length + part]);
            length += part + 1;
            if text.get(length) == Some(&'.') && run(length + 1) > 0 {
                return None;
            }
        }
    }
    Some((digits.parse().ok()?, length))
}

/// A Chinese number (二百零二万五千, 三点五, 十余); also a lone 百 or 千 with 余 or 多.
/// Rows of digits (二〇二三) are names of years and no numbers.
pub(crate) fn chinese(text: &[char]) -> Option<Numeral> {
    let run = text.iter().take_while(|&&c| digit(c).is_some() || c == '十' || scale(c).is_some()).count();
    if run == 0 || run > MOST_DIGITS {
        return None;
    }
    let more = text.get(run).copied().is_some_and(is_more);
    let (mut total, mut section, mut last) = (0i128, 0i128, None::<i128>);
    let mut exponent = 0;
    for (i, &c) in text[..run].iter().enumerate() {
        if let Some(value) = digit(c) {
            if last.is_some_and(|l| l != 0) {
                return None;
            }
            last = Some(value);
            continue;
        }
        let power = scale(c).unwrap_or(1);
        if power < 4 {
            let lone = i == 0 && (c == '十' || more);
            let value = last.take().or(lone.then_some(1))?;
            section += value * 10i128.pow(power.into());
        } else {
            section += last.take().unwrap_or(0);
            if section == 0 && total == 0 && !(more && run == 1) {
                return None;
            }
            if i + 1 == run && total == 0 {
                // A final 万 or 亿 is a unit word: 三亿 is printed to the 亿.
                exponent = power;
                total = section.max(1);
            } else {
                let unit = 10i128.pow(power.into());
                // 亿 multiplies all before it, 万 only what stands between.
                total =
                    if power == 8 { (total + section).checked_mul(unit)? } else { total + section * unit };
            }
            section = 0;
        }
    }
    let mut digits = Decimal::new(total + section + last.unwrap_or(0), 0);
    let mut length = run + usize::from(more);
    let point = text.get(run) == Some(&'点') && exponent == 0 && !more;
    let part: Vec<i128> =
        if point { text[run + 1..].iter().map_while(|&c| digit(c)).take(6).collect() } else { Vec::new() };
    if !part.is_empty() {
        let units = part.iter().fold(digits.units(), |units, d| units * 10 + d);
        digits = Decimal::new(units, part.len() as u8);
        length = run + 1 + part.len();
        if let Some(power @ 4..) = text.get(length).copied().and_then(scale) {
            exponent = power;
            length += 1;
        }
    }
    let mut more = more;
    if more {
        // 三百余万元: the unit word stands behind 余.
        if let Some(power @ 4..) = text.get(length).copied().and_then(scale).filter(|_| exponent == 0) {
            // 一亿二千三百余万: the 亿 stands before it.
            let unit = 10i128.pow(power.into());
            let above = total / unit;
            if total % unit != 0 {
                return None;
            }
            digits = Decimal::new(above + section + last.unwrap_or(0), 0);
            exponent = power;
            length += 1;
        }
    } else if text.get(length).copied().is_some_and(is_more) {
        more = true;
        length += 1;
    }
    Some(Numeral { digits, exponent, more, length, chinese: length })
}

pub(crate) fn digit(c: char) -> Option<i128> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, u8, bool, usize)> {
        let chars: Vec<char> = text.chars().collect();
        let number = if chars[0].is_ascii_digit() { arabic(&chars) } else { chinese(&chars) };
        number.map(|n| (n.digits.to_string(), n.exponent, n.more, n.length))
    }

    #[test]
    fn arabic_numbers_keep_their_decimals_and_unit_words() {
        let cases = [
            ("8598件", "8598", 0, false, 4),
            ("1,234,567元", "1234567", 0, false, 9),
            ("1,23,45,678元", "12345678", 0, false, 11),
            ("12,34件", "12", 0, false, 2),
            ("4.8亿元", "4.8", 8, false, 4),
            ("1060万余元", "1060", 4, true, 6),
            ("800余万元", "800", 4, true, 5),
            ("12万多名", "12", 4, true, 4),
            ("1.2万亿元", "1.2", 12, false, 5),
            ("2亿3千万元", "23", 7, false, 5),
            ("12万5000件", "125000", 0, false, 7),
            ("1亿2000万元", "12000", 4, false, 7),
            ("60余次", "60", 0, true, 3),
            ("100,20", "100", 0, false, 3),
        ];
        for (text, digits, exponent, more, length) in cases {
            assert_eq!(read(text), Some((digits.to_owned(), exponent, more, length)), "{text}");
        }
        assert_eq!(read("3.2.1"), None);
        assert_eq!(read(&"9".repeat(40)), None);
    }

    #[test]
    fn chinese_numbers_are_read_and_rows_of_digits_are_not() {
        let cases = [
            ("二百零二万五千", "2025000", 0, false),
            ("十二", "12", 0, false),
            ("十余", "10", 0, true),
            ("百余", "100", 0, true),
            ("三千多", "3000", 0, true),
            ("三亿", "3", 8, false),
            ("三十五点二", "35.2", 0, false),
            ("一点五亿", "1.5", 8, false),
            ("三百余万", "300", 4, true),
            ("一亿二千三百余万", "12300", 4, true),
            ("一亿二千万", "120000000", 0, false),
        ];
        for (text, digits, exponent, more) in cases {
            let got = read(text).map(|(d, e, m, _)| (d, e, m));
            assert_eq!(got, Some((digits.to_owned(), exponent, more)), "{text}");
        }
        for text in ["二〇二三", "万", "百", "亿"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
