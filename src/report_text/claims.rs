//! Claims without a number of their own: places (居全省第二, 位列前列) and records (历年最高).

use super::attach::Reader;
use super::clauses::Clause;
use super::figure::{ChangeKind, Figure, Record, Standing};
use super::labels;
use super::numerals::{arabic, chinese};

/// Reads the claims of a clause; `from` is the end of its last number.
pub(super) fn read(reader: &mut Reader<'_>, clause: &Clause, from: usize) {
    let mut label_from = if from > clause.start { from } else { clause.start };
    let mut i = clause.start;
    while i < clause.end {
        if let Some((standing, end)) = standing(reader, clause, label_from.min(i), i) {
            let begin = standing_start(reader, label_from, i);
            let (a, b) = (label_from.min(begin), came_from(reader, label_from.min(begin), begin));
            let (standings, end) = listed(reader, clause, standing, end);
            attach_standings(reader, &standings, (a, b));
            label_from = end;
            i = end;
            continue;
        }
        if let Some((record, end)) = record(reader, clause, i) {
            attach_record(reader, &record, (label_from.min(i), i));
            label_from = end;
            i = end;
            continue;
        }
        i += 1;
    }
}

/// 指数排名由第8位升至第3位: the label ends before the place it came from.
fn came_from(reader: &Reader<'_>, start: usize, end: usize) -> usize {
    let text = &reader.text[start..end];
    let Some(from) = text.windows(2).rposition(|w| matches!(w, ['由' | '从', '第'])) else { return end };
    let trigger = reader.lexicon.ends("rank.triggers").at_end(&text[..from]).map_or(0, |(n, ())| n);
    start + from - trigger
}

/// The place claimed at `i`: 第三, 首位, 前列, 前十.
fn standing(reader: &Reader<'_>, clause: &Clause, from: usize, i: usize) -> Option<(Standing, usize)> {
    let text = &reader.text[..clause.end];
    let rest = &text[i..];
    let lexicon = reader.lexicon;
    // 居首: the whole place.
    let head = rest[0] == '首'
        && i.checked_sub(1).is_some_and(|b| matches!(text[b], '居' | '列'))
        && rest.get(1).is_none_or(|c| ",;。)".contains(*c));
    let (place, within, length) = if let Some((n, ())) = lexicon.list("rank.firsts").at_start(rest) {
        (Some(1), false, n)
    } else if head {
        (Some(1), false, 1)
    } else if let Some((n, ())) = lexicon.list("rank.among").at_start(rest) {
        (None, true, n)
    } else {
        ordinal(rest)?
    };
    let after = &rest[length..];
    let measured = matches!(after.first(), Some('位' | '名'));
    let length = length + usize::from(measured);
    if rest[0] == '第' {
        let other = lexicon.list("rank.others").at_start(&rest[length..]).is_some();
        let closed = rest.get(length).is_none_or(|c| "、,)和的-。并".contains(*c)) || measured;
        if other || !closed {
            return None;
        }
    } else if rest[0] == '前'
        && place.is_some()
        && !measured
        && rest.get(length).is_some_and(|c| !"、,强)".contains(*c))
    {
        return None;
    }
    // 排名由第8位上升至第3位: the first is where it came from.
    let back = &text[i.saturating_sub(12).max(from)..i];
    let came = back.iter().rposition(|c| matches!(c, '由' | '从' | ','));
    let ahead: String = rest[length..].iter().take(10).collect();
    if came.is_some_and(|at| back[at] != ',')
        && ["升至", "到第", "至第", "跃至", "降至", "升到", "提升至"].iter().any(|w| ahead.contains(w))
    {
        return None;
    }
    // 收案数量居前三位的是: which ones are listed, not a place among courts.
    let lists = rest.get(length) == Some(&'的')
        || text.get(i + length).is_none() && {
            let next = reader.text.get(i + length + 1..).unwrap_or_default();
            reader.lexicon.list("change.respectively").at_start(next).is_some()
        };
    if rest[0] == '前' && place.is_some() && lists {
        return None;
    }
    let trigger = trigger(reader, from, i);
    let scope_start = trigger.map_or_else(|| place_start(reader, from, i), |(_, end)| Some(end));
    let after_other = reader.drafts.last().is_some_and(|d| {
        d.figure
            .standings
            .last()
            .is_some_and(|s| s.span.end + 1 >= reader.at(clause.start.max(i.saturating_sub(6))))
    });
    let scope_start =
        scope_start.or_else(|| after_other.then(|| joint_start(reader, clause.start, i)).flatten())?;
    // 全省排名第二: the scope stands before the trigger.
    let ahead =
        trigger.filter(|_| scope_start == i).and_then(|(at, _)| Some((place_start(reader, from, at)?, at)));
    let (scope_start, scope_end) = ahead.unwrap_or((scope_start, i));
    let mut scope: String = text[scope_start..scope_end].iter().filter(|c| !"的、".contains(**c)).collect();
    if let Some(last) = reader.drafts.last().filter(|_| after_other && trigger.is_none() && scope.is_empty())
    {
        // 列全国第1位、第2位: two places among the same.
        scope = last.figure.standings.last().map_or_else(String::new, |standing| standing.scope.clone());
    } else if trigger.is_none() && scope.is_empty() {
        return None;
    }
    if scope.chars().count() > 16 {
        return None;
    }
    let start = trigger.map_or(scope_start, |(at, _)| at.min(scope_start));
    let end = i + length;
    let words = text[start..end].iter().collect();
    Some((Standing { place, within, scope, words, span: reader.span(start, end) }, end))
}

/// 第三, 第12, 前五, 前10: the number and the length.
fn ordinal(rest: &[char]) -> Option<(Option<u32>, bool, usize)> {
    let within = match rest.first()? {
        '第' => false,
        '前' => true,
        _ => return None,
    };
    let digits = &rest[1..];
    let number = if digits.first()?.is_ascii_digit() { arabic(digits) } else { chinese(digits) }?;
    let plain = number.exponent == 0 && number.digits.decimals() == 0 && !number.more;
    let place = u32::try_from(number.digits.units()).ok().filter(|n| plain && (1..=5000).contains(n))?;
    Some((Some(place), within, 1 + number.length))
}

/// The word that opens a claim (位列, 居) before `i`: its place and end.
fn trigger(reader: &Reader<'_>, start: usize, i: usize) -> Option<(usize, usize)> {
    let reach = start.max(i.saturating_sub(16));
    let found = reader.lexicon.list("rank.triggers").all(&reader.text[reach..i]);
    let weak = |at: usize, n: usize| n == 1 && matches!(reader.text[at], '为' | '系' | '列') && i - at > 6;
    let (at, n, ()) = found.into_iter().rfind(|(at, n, ())| !weak(reach + at, *n))?;
    Some((reach + at, reach + at + n))
}

/// A place word right before `i` (全省第一), where no trigger stands.
fn place_start(reader: &Reader<'_>, start: usize, i: usize) -> Option<usize> {
    let (n, ()) = reader.lexicon.ends("rank.scopes").at_end(&reader.text[start..i])?;
    Some(i - n)
}

/// After 位列嘉兴第一、: the next claim's scope begins behind the 、.
fn joint_start(reader: &Reader<'_>, start: usize, i: usize) -> Option<usize> {
    (start..i).rev().take(8).find(|&j| reader.text[j] == '、').map(|j| j + 1)
}

fn standing_start(reader: &Reader<'_>, from: usize, i: usize) -> usize {
    let start = from.min(i);
    let ahead = |at: usize| place_start(reader, start, at).unwrap_or(at);
    let begin = trigger(reader, start, i)
        .map(|(at, _)| ahead(at))
        .or_else(|| place_start(reader, start, i))
        .unwrap_or(start);
    begin.max(start)
}

/// 第1、2位, 第一、第二: a row of places among the same.
fn listed(reader: &Reader<'_>, clause: &Clause, first: Standing, end: usize) -> (Vec<Standing>, usize) {
    let (mut all, mut end) = (vec![first], end);
    while all[0].place.is_some() && matches!(reader.text[..clause.end].get(end), Some('、' | '和')) {
        let from = end + 1;
        let mut rest = vec!['第'];
        let written = usize::from(reader.text.get(from) == Some(&'第'));
        rest.extend(reader.text[from + written..clause.end].iter().take(6));
        let Some((place, _, length)) = ordinal(&rest) else { break };
        let mut to = from + written + length - 1;
        let measured = matches!(reader.text.get(to), Some('位' | '名'));
        let closed = measured || reader.text[..clause.end].get(to).is_none_or(|c| "、,;。)和".contains(*c));
        if !closed {
            break;
        }
        to += usize::from(measured);
        let (words, span) = (reader.string(from, to), reader.span(from, to));
        all.push(Standing { place, words, span, ..all[0].clone() });
        end = to;
    }
    (all, end)
}

/// One place for all, or one for each in order.
fn attach_standings(reader: &mut Reader<'_>, standings: &[Standing], label: (usize, usize)) {
    let mut owners = owners(reader, label, Some(standings.len()));
    // 结案率95%,到位率40%,分别居全省第1、2位: the figures before, one each.
    // Or without a word for it: 提升6.4和9.8个百分点,位列全省第4和第2.
    let bare = reader.is_blank(label.0, label.1);
    if bare && owners.len() < standings.len() {
        let told = (0..reader.drafts.len()).rev().filter(|i| !reader.drafts[*i].aside);
        owners = told.take(standings.len()).collect();
        owners.reverse();
    }
    let each = owners.len() == standings.len();
    for (i, owner) in owners.into_iter().enumerate() {
        let figure = &mut reader.drafts[owner].figure;
        for standing in if each { &standings[i..=i] } else { standings } {
            figure.span.end = figure.span.end.max(standing.span.end);
            figure.standings.push(standing.clone());
        }
    }
}

/// 历年最高, 创近八年新低, 首次突破.
fn record(reader: &Reader<'_>, clause: &Clause, i: usize) -> Option<(Record, usize)> {
    let rest = &reader.text[i..clause.end];
    let high = reader.lexicon.list("record.highest").at_start(rest);
    let low = reader.lexicon.list("record.lowest").at_start(rest);
    let highest = high.map_or(0, |(n, ())| n) >= low.map_or(0, |(n, ())| n);
    let (n, ()) = if highest { high? } else { low? };
    let words = rest[..n].iter().collect();
    // 2013年最高法: the words of a record inside a name.
    if rest.get(n).is_some_and(|c| "法院人检".contains(*c)) {
        return None;
    }
    Some((Record { highest, words, span: reader.span(i, i + n) }, i + n))
}

fn attach_record(reader: &mut Reader<'_>, record: &Record, label: (usize, usize)) {
    // 均创历史新高 speaks of every figure before it; one claim each.
    for owner in owners(reader, label, None) {
        let figure = &mut reader.drafts[owner].figure;
        figure.span.end = figure.span.end.max(record.span.end);
        figure.record = Some(record.clone());
    }
}

/// The figures that a claim belongs to: new ones for labels of its own, else those before it.
///
/// `places` is how many places are claimed; `None` for a record.
fn owners(reader: &mut Reader<'_>, label: (usize, usize), places: Option<usize>) -> Vec<usize> {
    let mut end = label.1;
    while places.is_none()
        && end > label.0
        && "近来以四五六七八九十两三一二0123456789".contains(reader.text[end - 1])
    {
        end -= 1;
    }
    let (mut a, b, court) = labels::trim(reader.text, label.0, end, reader.lexicon);
    // 连续三年位居西部第一: for how long is no label.
    if reader.text[a..b].starts_with(&['连', '续']) {
        let year = reader.text[a..b].iter().position(|c| *c == '年');
        a = year.filter(|n| *n <= 5).map_or(a, |n| a + n + 1);
    }
    while a < b && "创近年来均,又再继续以四五六七八十两三一二0123456789个".contains(reader.text[a])
    {
        a += 1;
    }
    let first = reader.drafts.len();
    // 连续三年保持全国最优水平: a word that opens a claim is no label.
    let claim = reader.lexicon.list("rank.triggers").at_start(&reader.text[a..b.max(a)]);
    a = claim.filter(|(n, ())| places.is_none() && *n > 1).map_or(a, |_| b);
    let all = reader.text[label.0..label.1].contains(&'均');
    if b - a.min(b) >= 2 && !reader.continues(a, b, ChangeKind::Unsized) {
        let mut names = reader.split(a, b);
        let measures = reader.lexicon.ends("plain.measures");
        let each =
            names.iter().all(|name| measures.at_end(&name.label.chars().collect::<Vec<_>>()).is_some());
        let row = places.is_some_and(|n| n > 1 && n == names.len());
        if names.len() > 1 && !(places.is_some() && each || row) {
            names = vec![reader.name(a, b)];
        }
        for name in names {
            let mut figure = Figure::blank();
            figure.span = name.at..name.at + name.label.chars().count();
            figure.label = name.label;
            figure.scope.court.clone_from(&court);
            reader.finish(figure, false);
        }
        return (first..reader.drafts.len()).collect();
    }
    if all {
        return (first.saturating_sub(2)..first).collect();
    }
    // What stands in brackets has no place of its own.
    let last = (0..first).rev().take(3).find(|i| !reader.drafts[*i].aside);
    last.or(first.checked_sub(1)).into_iter().collect()
}
