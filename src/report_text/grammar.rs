//! Which numbers of a sentence are figures: number, measure word, bound, and everything that is none.

use super::bounds::{finish, share_units};
use super::figure::{Direction, Unit, UnitKind};
use super::fractions::{fraction, hundredths, percent_in_words, ratio};
use super::lexicon::{Lexicon, When};
use super::numerals::{Numeral, arabic, chinese, digit, spaced};
use super::thresholds;
use crate::quantity::{Decimal, Published};

/// A number of a sentence with what stands right beside it; places are within the sentence.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// Where it begins, bound word included.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) number: Published,
    /// `None` for a number without a measure word; its label decides whether it is a figure.
    pub(crate) unit: Option<Unit>,
    /// The second end of a range (20-30天).
    pub(crate) range: bool,
    pub(crate) sign: Option<Direction>,
}

/// Longest name in quotation marks that hides the numbers in it.
const NAME: usize = 14;
/// How far back a word for duration may stand.
const BACK: usize = 24;

/// Every number of `text` that may be a figure, left to right.
pub(crate) fn numbers(text: &[char], lexicon: &Lexicon) -> Vec<Found> {
    let hidden = names(text);
    let (mut found, mut i) = (Vec::new(), 0);
    while i < text.len() {
        let (next, number) = if hidden[i] { (i + 1, None) } else { number_at(text, i, lexicon) };
        found.extend(number);
        i = next.max(i + 1);
    }
    share_units(text, &mut found);
    thresholds::drop(text, &mut found);
    found
}

/// Marks what stands in 《》 and in short quotations.
fn names(text: &[char]) -> Vec<bool> {
    let mut hidden = vec![false; text.len()];
    for (i, c) in text.iter().enumerate() {
        let (close, longest) = match c {
            '《' => ('》', 80),
            '“' => ('”', NAME),
            '‘' => ('’', NAME),
            '"' => ('"', NAME),
            _ => continue,
        };
        let inside = text[i + 1..].iter().take(longest + 1);
        if let Some(length) = inside.clone().position(|&c| c == close) {
            hidden[i..=i + length].fill(true);
        }
    }
    hidden
}

fn number_at(text: &[char], i: usize, lexicon: &Lexicon) -> (usize, Option<Found>) {
    let c = text[i];
    let before = i.checked_sub(1).map(|b| text[b]);
    if c.is_ascii_digit() {
        return arabic_at(text, i, before, lexicon);
    }
    if !"零一二三四五六七八九十百千万两壹贰叁肆伍陆柒捌玖".contains(c) {
        return (i + 1, None);
    }
    if matches!(c, '百' | '千') && text[i + 1..].starts_with(&['分', '之']) {
        return percent_in_words(text, i);
    }
    if let Some(numerator) = fraction(&text[i..]).filter(|_| before.is_none_or(|b| digit(b).is_none())) {
        let unit = Unit { word: text[i..i + 3].iter().collect(), kind: UnitKind::Percent };
        let number =
            Numeral { digits: Decimal::new(numerator, 0), exponent: 0, more: false, length: 4, chinese: 4 };
        return finish(text, i, i + 4, &number, Some(unit), lexicon);
    }
    chinese_at(text, i, before, lexicon)
}

fn arabic_at(text: &[char], i: usize, before: Option<char>, lexicon: &Lexicon) -> (usize, Option<Found>) {
    let rest = &text[i..];
    let digits_end = i + rest.iter().take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '.')).count();
    if let Some((n, ())) = lexicon.list("names.whole").at_start(rest) {
        let after = &text[i + n..];
        let counted = rest[n - 1].is_ascii_digit()
            && (lexicon.units.at_start(after).is_some()
                || after.first().is_some_and(|c| "万亿千余多".contains(*c)));
        if !counted && !after.first().is_some_and(|c| c.is_ascii_digit() || *c == '.') {
            return (i + n, None);
        }
    }
    let apart = spaced(rest).filter(|(_, n)| lexicon.units.at_start(&rest[*n..]).is_some());
    if let Some((number, _)) = apart {
        return measured_at(text, i, number, before, lexicon);
    }
    if let Some(found) = ratio(text, i, lexicon) {
        return found;
    }
    let Some(number) = arabic(rest) else { return (digits_end, None) };
    let end = i + number.length;
    let after = text.get(end).copied();
    // Names and places in names: 第15号, A4, 5G, 1+N, 案号, telephone numbers, clock times, dates.
    let named = before.is_some_and(|b| {
        matches!(b, '第' | '前') || b.is_ascii_alphabetic() || matches!(b, '/' | '_' | '@' | '.' | '×')
    });
    let measured = lexicon.units.at_start(&text[end..]).is_some();
    // 每10万人发案数: what a rate is per. 第1、2位: a row of places.
    let per = before == Some('每') && number.digits.decimals() == 0;
    let places = before == Some('、')
        && text[..i - 1].iter().rev().take(4).find(|c| !c.is_ascii_digit()) == Some(&'第')
        && i > 1
        && text[i - 2].is_ascii_digit();
    let named = named || per || places;
    let glued =
        after.is_some_and(|a| a.is_ascii_alphabetic() || matches!(a, '_' | '@' | '×' | '+')) && !measured;
    let dated = after.is_some_and(|a| matches!(a, '月' | '号' | '时' | '届' | '点'))
        || (after == Some('年') && is_year(&number))
        || (after == Some('日') && before == Some('月'));
    if named || glued || dated || (rest[0] == '0' && rest.get(1).is_some_and(char::is_ascii_digit)) {
        return (end, None);
    }
    if let Some(chain) = chain_end(text, end) {
        let linked = before.is_some_and(|b| matches!(b, '-' | ':')) || text[end] != '-' || chain.1 > 1;
        let dated = text.get(chain.0).is_none_or(|c| matches!(c, '月' | '年' | '日' | '号' | '时'));
        let measured = lexicon.units.at_start(&text[chain.0..]).is_some();
        if linked || dated || !measured {
            return (chain.0, None);
        }
    }
    measured_at(text, i, number, before, lexicon)
}

/// Where a chain of numbers (`2023-12-31`, `9:00-12:00`, `5-10`) ends, and how many joints it has.
fn chain_end(text: &[char], mut end: usize) -> Option<(usize, usize)> {
    let mut joints = 0;
    while matches!(text.get(end), Some('-' | ':' | '/' | '.'))
        && text.get(end + 1).is_some_and(char::is_ascii_digit)
    {
        end += 1;
        end += text[end..].iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
        joints += 1;
    }
    (joints > 0).then_some((end, joints))
}

fn is_year(number: &Numeral) -> bool {
    number.exponent == 0 && number.digits.decimals() == 0 && (1900..2100).contains(&number.digits.units())
}

fn chinese_at(text: &[char], i: usize, before: Option<char>, lexicon: &Lexicon) -> (usize, Option<Found>) {
    let skip = i + text[i..].iter().take_while(|c| "零一二三四五六七八九十百千万亿两".contains(**c)).count();
    let skip = skip.max(i + 1);
    if before.is_some_and(|b| "第数几某周若".contains(b) || b.is_ascii_digit() || b == '-') {
        return (skip, None);
    }
    let rest = &text[i..];
    let number = chinese(rest).or_else(|| {
        // 近百名, 上千件, 突破百亿元: a lone 百 or 千 behind a bound word.
        let lone = matches!(rest[0], '百' | '千') && before.is_some_and(|b| "近超逾上约破达过".contains(b));
        let value = if rest[0] == '百' { 100 } else { 1000 };
        let exponent = match rest.get(1) {
            Some('万') => 4,
            Some('亿') => 8,
            _ => 0,
        };
        let length = 1 + usize::from(exponent > 0);
        let more = rest.get(length).is_some_and(|c| matches!(c, '余' | '多'));
        let length = length + usize::from(more);
        lone.then_some(Numeral { digits: Decimal::new(value, 0), exponent, more, length, chinese: 2 })
    });
    let Some(number) = number else { return (skip, None) };
    let after = &text[i + number.length..];
    let tenths = after.first() == Some(&'成') && number.length == 1 && number.digits.units() < 10;
    if tenths {
        let other =
            number.digits.units() < 2 || lexicon.list("verbs.no_tenths").at_start(&after[1..]).is_some();
        if other {
            return (skip, None);
        }
        let unit = Unit { word: "成".to_owned(), kind: UnitKind::Percent };
        if let Some(number) = hundredths(&number, after) {
            return finish(text, i, i + 3, &number, Some(unit), lexicon);
        }
        let more = number.digits.decimals() == 0 && matches!(after.get(1), Some('多' | '余'));
        let end = i + 2 + usize::from(more);
        let number = Numeral { exponent: 1, more, ..number };
        return finish(text, i, end, &number, Some(unit), lexicon);
    }
    let Some((n, (_, when))) = lexicon.units.at_start(after) else { return (skip, None) };
    let behind = &after[n..];
    let word: String = after[..n].iter().collect();
    let small = number.length == 1 && !number.more;
    if small && !matches!(word.as_str(), "倍" | "番") {
        // 三件 closing a clause counts something; 一件事, 两个方面, 三人小组 are words.
        let counting = matches!(word.as_str(), "件" | "人" | "名" | "起" | "宗" | "篇" | "项");
        let closing = behind.first().is_none_or(|c| ",;。、()和".contains(*c));
        let labelled = before
            .is_some_and(|b| b.is_alphabetic() && !"这那每各某同另本该整全以于为是有出之并".contains(b));
        if !(counting && closing && labelled && *when == When::Always) {
            return (skip, None);
        }
    }
    let (next, found) = measured_at(text, i, number, before, lexicon);
    (if found.is_some() { next } else { skip }, found)
}

/// A number with its measure word, or without one.
fn measured_at(
    text: &[char],
    i: usize,
    number: Numeral,
    before: Option<char>,
    lexicon: &Lexicon,
) -> (usize, Option<Found>) {
    let end = i + number.length;
    // 近8成: tenths, as in 三成.
    let tenths =
        number.exponent == 0 && number.digits.decimals() == 0 && (1..10).contains(&number.digits.units());
    if tenths
        && text.get(end) == Some(&'成')
        && lexicon.list("verbs.no_tenths").at_start(&text[end + 1..]).is_none()
    {
        let unit = Unit { word: "成".to_owned(), kind: UnitKind::Percent };
        return finish(text, i, end + 1, &Numeral { exponent: 1, ..number }, Some(unit), lexicon);
    }
    let unit = lexicon.units.at_start(&text[end..]);
    let Some((n, &(kind, when))) = unit else {
        return finish(text, i, end, &number, None, lexicon);
    };
    let word: String = text[end..end + n].iter().collect();
    let unit_end = end + n;
    let behind = &text[unit_end..];
    if lexicon.list("names.after_units").at_start(behind).is_some() && kind != UnitKind::Money {
        return (unit_end, None);
    }
    let context = &text[clause_start(text, i)..i];
    let decimal = number.digits.decimals() > 0;
    // 比去年同期48天下降18天: the word for change may stand behind.
    let ahead = &behind[..behind.len().min(6)];
    let measures = lexicon.list("measuring.words");
    let measuring = measures.within(context) || (when != When::Always && measures.within(ahead));
    // 平均审理天数控制在40天以内 is a figure with a bound.
    let limit = lexicon.list("bound.at_most_after").at_start(behind);
    let limited = limit.is_some_and(|(n, ())| behind.get(n).is_none_or(|c| ",;。)".contains(*c)))
        && lexicon.list("measuring.means").within(context);
    let deadline = !limited && lexicon.list("measuring.deadlines").at_start(behind).is_some();
    let time = match when {
        When::Always => true,
        When::Scored => decimal || lexicon.list("measuring.scores").within(context),
        When::Measured => !deadline && (measuring || decimal),
        When::Day => !deadline && (measuring || decimal) && !(word == "日" && before == Some('月')),
    };
    if !time {
        return (unit_end, None);
    }
    // 1亿元以上案件, 5人以上: a threshold inside a label; a bound only where the clause ends.
    let threshold =
        ["以上", "以下", "以内"].iter().any(|w| behind.starts_with(&w.chars().collect::<Vec<_>>()));
    let closes = behind.get(2).is_none_or(|c| ",;。、()和:".contains(*c)) || kind == UnitKind::Percent;
    if threshold && !closes {
        return (unit_end, None);
    }
    let kind = if word == "‰" { UnitKind::Measure } else { kind };
    finish(text, i, unit_end, &number, Some(Unit { word, kind }), lexicon)
}

fn clause_start(text: &[char], i: usize) -> usize {
    let back = text[i.saturating_sub(BACK)..i].iter().rev().position(|c| ",;。()".contains(*c));
    back.map_or(i.saturating_sub(BACK), |n| i - n)
}
