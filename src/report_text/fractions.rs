//! Parts of a whole in words (三分之二, 六成七, 百分之三十), and ratios to one (1:1.32).

use super::bounds::finish;
use super::figure::{Unit, UnitKind};
use super::grammar::Found;
use super::lexicon::Lexicon;
use super::numerals::{Numeral, arabic, chinese, digit};
use crate::quantity::Decimal;

/// 三分之二: the numerator of a fraction in words.
pub(super) fn fraction(text: &[char]) -> Option<i128> {
    let [parts, '分', '之', numerator, ..] = text else { return None };
    let parts = if *parts == '十' { 10 } else { digit(*parts)? };
    digit(*numerator).filter(|n| (1..parts).contains(n))
}

/// 案-件比1:1.32: a ratio to one, behind a label that is one.
pub(super) fn ratio(text: &[char], i: usize, lexicon: &Lexicon) -> Option<(usize, Option<Found>)> {
    let rest = text[i..].strip_prefix(&['1', ':'])?;
    let number = arabic(rest)?;
    let end = i + 2 + number.length;
    let before = &text[i.saturating_sub(6)..i];
    let labelled = before.iter().rposition(|c| *c == '比').is_some_and(|at| {
        let words: String = before[at + 1..].iter().collect();
        matches!(words.as_str(), "" | "为" | "是" | "达" | "达到" | "约为" | "降至" | "降为" | "升至")
    });
    let alone = !matches!(text.get(end), Some(':'));
    (labelled && alone).then(|| finish(text, i, end, &number, None, lexicon))
}

/// 百分之三十五点二, 千分之四点九.
pub(super) fn percent_in_words(text: &[char], i: usize) -> (usize, Option<Found>) {
    let rest = &text[i + 3..];
    let number = if rest.first().is_some_and(char::is_ascii_digit) { arabic(rest) } else { chinese(rest) };
    let Some(number) = number else { return (i + 3, None) };
    let (word, kind) = if text[i] == '千' { ("‰", UnitKind::Measure) } else { ("%", UnitKind::Percent) };
    let unit = Unit { word: word.to_owned(), kind };
    finish(text, i, i + 3 + number.length, &number, Some(unit), Lexicon::shipped())
}

/// 六成七 is 67 %: the digit behind 成.
pub(super) fn hundredths(number: &Numeral, after: &[char]) -> Option<Numeral> {
    let n = after.get(1).copied().and_then(digit).filter(|n| {
        let alone = !after.get(2).is_some_and(|c| "十百千万成".contains(*c));
        *n > 0 && number.digits.decimals() == 0 && alone
    })?;
    let digits = Decimal::new(number.digits.units() * 10 + n, 1);
    Some(Numeral { digits, exponent: 1, more: false, ..*number })
}
