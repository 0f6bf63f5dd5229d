//! What a label is: its bare words, the indicator it names, whom and what it is about.

use super::figure::{Scope, UnitKind};
use super::lexicon::{At, Lexicon};

/// Longest label kept: longer ones lose their beginning up to the last verb.
const LONGEST: usize = 40;

/// Trims `text[from..to]` to the label in it; the range may be empty. The court it begins with is given apart.
pub(crate) fn trim(
    text: &[char],
    from: usize,
    to: usize,
    lexicon: &Lexicon,
) -> (usize, usize, Option<String>) {
    let (mut from, mut to) = (from, to);
    let mut court = None;
    to = trim_end(text, from, to, lexicon);
    loop {
        let here = &text[from..to];
        if lexicon.list("carry.keeps").at_start(here).is_some() {
            break;
        }
        if let Some(n) = period_length(here) {
            from += n;
        } else if let Some(n) = years_length(here) {
            from += n;
        } else if here.first().is_some_and(|c| *c == '”' || (*c == '“' && !here.contains(&'”'))) {
            from += 1;
        } else if let Some((n, ())) =
            lexicon.list("carry.starts").at_start(here).filter(|(n, ())| keeps(*n, here))
        {
            from += n;
        } else if let Some(n) = court_length(here, lexicon).filter(|_| court.is_none()) {
            court = Some(here[..n].iter().collect());
            from += n;
        } else {
            break;
        }
    }
    if to > from + 2
        && text[from] == '“'
        && text[from + 1..to].iter().position(|c| *c == '”') == Some(to - from - 2)
    {
        (from, to) = (from + 1, to - 1);
    }
    let from = cut_long(text, from, to, lexicon);
    (from, to, court)
}

/// Takes from the end what only carries a number.
pub(crate) fn trim_end(text: &[char], from: usize, mut to: usize, lexicon: &Lexicon) -> usize {
    loop {
        let here = &text[from..to];
        // A quotation mark whose other half is not in the label, or that holds all of it.
        if here.last().is_some_and(|c| *c == '“' || (*c == '”' && (here[0] == '“' || !here.contains(&'“'))))
        {
            to -= 1;
            continue;
        }
        if let Some(n) = told_year(here) {
            to -= n;
            continue;
        }
        let Some((n, ())) = lexicon.ends("carry.ends").at_end(here) else { break };
        // 诉讼标的 ends in a word that elsewhere only carries a number.
        if n == 1 && here.ends_with(&['标', '的']) {
            break;
        }
        let means = ["平均", "人均", "年均", "户均", "件均", "案均", "月均", "日均"];
        if text[..to].ends_with(&['均'])
            && to - from >= 2
            && means.contains(&text[to - 2..to].iter().collect::<String>().as_str())
        {
            break;
        }
        // 死刑(含死缓) ends with its bracket.
        if here.last() == Some(&')') && here.contains(&'(') {
            break;
        }
        // 程序比, 结收比 end in a word that elsewhere only carries a base.
        if lexicon.ends("plain.ends").at_end(&text[from..to]).is_some() {
            break;
        }
        to -= n;
    }
    to
}

/// 平均审理天数从2021年, 收案量连续6年: how much of the end only says when.
fn told_year(label: &[char]) -> Option<usize> {
    let rest = label.strip_suffix(&['年'])?;
    let number = rest
        .iter()
        .rev()
        .take_while(|c| c.is_ascii_digit() || "一二三四五六七八九十两".contains(**c))
        .count();
    let before = &rest[..rest.len() - number];
    let from = number == 4 && matches!(before.last(), Some('从' | '由'));
    let running = (1..=2).contains(&number) && before.ends_with(&['连', '续']);
    (from || running).then_some(number + 2 + usize::from(running)).filter(|n| *n < label.len())
}

/// Whether a label is left, or nothing, when `n` characters go: 已结 keeps its 已.
fn keeps(n: usize, label: &[char]) -> bool {
    label.len() != n + 1 || !label[n].is_alphabetic()
}

fn cut_long(text: &[char], from: usize, to: usize, lexicon: &Lexicon) -> usize {
    if to - from <= LONGEST {
        return from;
    }
    let verbs = lexicon.list("verbs.words").all(&text[from..to]);
    let near = verbs.iter().map(|(at, _, ())| from + at).find(|at| to - at <= LONGEST);
    near.unwrap_or(to - LONGEST)
}

/// 三年, 近五年来: the length of a run of years at the beginning; 三年以上有期徒刑 is none.
fn years_length(text: &[char]) -> Option<usize> {
    let near = usize::from(text.first() == Some(&'近'));
    let number = text[near..].iter().take_while(|c| "一二三四五六七八九十两".contains(**c)).count();
    let end = near + number + 1;
    if number == 0 || text.get(end - 1) != Some(&'年') {
        return None;
    }
    let told = text.get(end).is_some_and(|c| matches!(c, '来' | '间' | '里'));
    let other = text.get(end).is_some_and(|c| "以期级内多有未前后度".contains(*c));
    (!other).then_some(end + usize::from(told))
}

/// 2023年, 1至9月, 3月底: the length of a date at the beginning.
fn period_length(text: &[char]) -> Option<usize> {
    let digits = text.iter().take_while(|c| c.is_ascii_digit()).count();
    let after = text.get(digits)?;
    // 10.与妇联: the number of a list's item.
    let item = (1..=2).contains(&digits) && matches!(after, '.' | '、');
    if item && text.get(digits + 1).is_some_and(|c| !c.is_ascii_digit()) {
        return Some(digits + 1);
    }
    if digits == 0 || !matches!(after, '年' | '月' | '日' | '-' | '至' | '到') {
        return None;
    }
    let mut n = digits + 1;
    // 1年以上未结案件 begins with a threshold, not with a date.
    if text.get(n) == Some(&'以') && text.get(n + 1) != Some(&'来') {
        return None;
    }
    while text
        .get(n)
        .is_some_and(|c| matches!(c, '份' | '底' | '末' | '度' | '初' | '间' | '来' | '至' | '以'))
    {
        n += 1;
    }
    Some(n)
}

/// The length of a court at the beginning: a known word, or a name that ends in 法院, 中院 or 法庭.
fn court_length(text: &[char], lexicon: &Lexicon) -> Option<usize> {
    if let Some((n, ())) = lexicon.list("courts.words").at_start(text) {
        return (n < text.len()).then_some(n);
    }
    let reach = text.len().min(16);
    let ends = ["法院", "中院", "高院", "法庭"];
    let end = (2..reach).find_map(|i| {
        let tail: String = text[i..text.len().min(i + 2)].iter().collect();
        ends.contains(&tail.as_str()).then_some(i + 2)
    })?;
    let name = &text[..end];
    let plain = !name.iter().any(|c| "、和的,“”\"占到向对诉于是达至在被由为".contains(*c))
        && !name[0].is_ascii_digit()
        && name.contains(&'(') == name.contains(&')')
        && !lexicon.list("verbs.words").within(name);
    (plain && end < text.len()).then_some(end)
}

/// Whether a label is a court's name and nothing else.
pub(crate) fn is_court(text: &[char], lexicon: &Lexicon) -> bool {
    let mut longer = text.to_vec();
    longer.push('案');
    if !text.ends_with(&['院']) {
        return false;
    }
    court_length(&longer, lexicon) == Some(text.len())
}

/// The indicator that a label names and the rest of the label, where it is certain.
pub(crate) fn indicator(
    label: &[char],
    kind: Option<UnitKind>,
    changes: bool,
    lexicon: &Lexicon,
) -> Option<(String, String)> {
    let text: String = label.iter().filter(|c| !"“”\"".contains(**c)).collect();
    let fits = |entry: &&super::lexicon::IndicatorNames| {
        kind.is_none_or(|kind| entry.kinds.contains(&kind) || (changes && rate_change(kind, &entry.kinds)))
            && !entry.not.iter().any(|word| text.contains(word))
    };
    let mut best: Option<(usize, String, String)> = None;
    for entry in lexicon.indicators.iter().filter(fits) {
        for name in &entry.names {
            let rest = match entry.at {
                At::Start => text.strip_prefix(name.as_str()).filter(|rest| about_cases(rest)),
                At::End => text.strip_suffix(name.as_str()),
                At::Any => text.find(name.as_str()).map(|at| &text[..at]),
            };
            let longer = |rest: &str| best.as_ref().is_none_or(|(n, ..)| *n < name.len()) && rest.len() < 90;
            if let Some(rest) = rest.filter(|rest| longer(rest)) {
                best = Some((name.len(), entry.id.clone(), rest.to_owned()));
            }
        }
    }
    best.map(|(_, id, rest)| (id, rest))
}

/// A rate's change alone (同比上升3个百分点, 3天) names the indicator as well as its value would.
fn rate_change(kind: UnitKind, kinds: &[UnitKind]) -> bool {
    match kind {
        UnitKind::Points => kinds.contains(&UnitKind::Percent),
        UnitKind::Percent => kinds.contains(&UnitKind::Count) || kinds.contains(&UnitKind::Money),
        _ => false,
    }
}

/// What follows 审结 is cases, or nothing.
fn about_cases(rest: &str) -> bool {
    rest.is_empty() || ["案", "纠纷", "数"].iter().any(|word| rest.contains(word))
}

/// Class of case and subject of a label.
pub(crate) fn scope(label: &[char], court: Option<String>, rest: Option<&str>, lexicon: &Lexicon) -> Scope {
    // 审执结 is every closing, not those of enforcement.
    let text: String = label.iter().collect();
    let label: Vec<char> = ["审执结", "审(执)结", "审结、执结", "审、执结"]
        .iter()
        .fold(text, |t, w| t.replace(w, ""))
        .chars()
        .collect();
    let found = lexicon.classes.all(&label);
    let class = found.iter().map(|(_, _, i)| *i).min();
    // 民商事和少量刑事自诉案件: two classes in a list are none.
    let several = found.iter().any(|(_, _, i)| Some(*i) != class)
        && found.first().zip(found.last()).is_some_and(|((first, ..), (last, ..))| {
            label[*first..*last].iter().any(|c| matches!(c, '、' | '和' | '及' | '与'))
        });
    let class = class.filter(|_| !several);
    let subject = rest.map(|rest| rest.trim_start_matches(['的', '共']).to_owned()).filter(|s| !s.is_empty());
    Scope { court, class: class.map(|i| lexicon.class_ids[i].clone()), subject }
}

/// Whether a label leaves open what it is about (审结, 调解率, 标的额), so that it takes the class of its neighbour.
pub(crate) fn is_bare(label: &[char], lexicon: &Lexicon) -> bool {
    let verb = lexicon.list("verbs.words").at_start(label).map(|(n, ())| &label[n..]);
    let plain = ["", "数", "案", "案件", "案件数", "总数", "量"];
    let plain = |rest: &[char]| plain.contains(&rest.iter().collect::<String>().as_str());
    matches!(label.last(), Some('率' | '比'))
        || verb.is_some_and(plain)
        || lexicon.ends("plain.open").at_end(label).is_some()
        || named_end(label, lexicon) == Some(label.len())
}

/// The length of the longest indicator's name that `label` ends with.
pub(crate) fn named_end(label: &[char], lexicon: &Lexicon) -> Option<usize> {
    lexicon.indicator_ends.at_end(label).map(|(n, ())| n)
}
