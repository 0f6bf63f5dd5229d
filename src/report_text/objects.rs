//! What is counted: the noun behind a number, and what is said of a number that opens its clause.

use super::attach::Reader;
use super::figure::UnitKind;
use super::lexicon::Mark;

/// Longest noun kept behind a number.
const OBJECT: usize = 18;

/// The noun directly behind a number: 1034名农民工, 16件涉不动产登记行政案件.
pub(super) fn object(
    reader: &Reader<'_>,
    start: usize,
    end: usize,
    kind: UnitKind,
) -> Option<(usize, usize)> {
    if matches!(kind, UnitKind::Points | UnitKind::Days | UnitKind::Time | UnitKind::Plain) {
        return None;
    }
    let text = &reader.text[start..end];
    // 二十万元新建法庭2个: what reaches the next number is its label.
    let next = reader.text.get(end).is_some_and(|c| !",;。!?()".contains(*c));
    let of = text.first() == Some(&'的');
    if kind == UnitKind::Percent && !of {
        return None;
    }
    let from = usize::from(of);
    let lexicon = reader.lexicon;
    let mut length = from;
    // 6家“共享法庭”: the whole name.
    let quoted = text.get(from).is_some_and(|c| matches!(c, '“' | '"'));
    if let Some(close) = text.iter().skip(from + 1).take(OBJECT).position(|c| matches!(c, '”' | '"')) {
        length += if quoted { close + 2 } else { 0 };
    }
    while length < text.len() && length - from < OBJECT {
        let here = &text[length..];
        if let Some((n, ())) = lexicon.list("verbs.nouns").at_start(here) {
            length = (length + n).min(text.len());
            continue;
        }
        let stops = "、,和及与“”\"《》()-：的在被".contains(here[0])
            || lexicon.list("verbs.words").at_start(here).is_some()
            || lexicon.marks.at_start(here).is_some_and(|(_, m)| *m != Mark::Average)
            || (length > from && lexicon.list("rank.triggers").at_start(here).is_some_and(|(n, ())| n > 1));
        if stops {
            break;
        }
        length += 1;
    }
    // 26项指标中有21项: the things counted are 指标.
    while length > from + 1 && matches!(text[length - 1], '中' | '有') {
        length -= 1;
    }
    if next && kind == UnitKind::Money && length == text.len() {
        return None;
    }
    (length > from).then_some((start + from, start + length))
}

/// What is said of a number that opens its clause: 7人被判处重刑, 13项优于全国平均值.
pub(super) fn predicate(reader: &Reader<'_>, start: usize, end: usize) -> Option<(usize, usize)> {
    let stop = (start..end).take(OBJECT).find(|&i| {
        let change = reader.lexicon.marks.at_start(&reader.text[i..end]);
        change.is_some_and(|(_, m)| matches!(m, Mark::Base(_) | Mark::Respectively | Mark::Flat))
    });
    let stop = stop.unwrap_or(end.min(start + OBJECT));
    let joint = reader.text.get(start).is_none_or(|c| "、和及与至到-".contains(*c));
    (start < stop && !joint).then_some((start, stop))
}
