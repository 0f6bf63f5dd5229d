//! Which figures speak of the same court, class and period.

use crate::report_text::{Figure, UnitKind};

/// How many figures away a figure may stand that belongs to another.
const NEAR: usize = 12;

/// How many figures on each side are held against a figure: more than any report prints, so that an audit's
/// time is linear in the figures.
const WINDOW: usize = 400;

/// The places of the figures around place `at`, of `n`.
pub(super) fn around(at: usize, n: usize) -> std::ops::Range<usize> {
    at.saturating_sub(WINDOW)..n.min(at + WINDOW + 1)
}

/// The court of a figure; the report's own court has many names.
pub(super) fn court(figure: &Figure) -> &str {
    match figure.scope.court.as_deref() {
        None | Some("全院" | "本院" | "我院" | "该院") => "",
        Some(court) => court,
    }
}

/// Whether two figures are of the same court and period.
pub(super) fn same_place(a: &Figure, b: &Figure) -> bool {
    // 全年 without a year is the report's own period.
    let days = |f: &Figure| {
        let period = f.period.as_ref().filter(|p| p.start.is_some() || p.words != "全年");
        period.map(|p| (p.start, p.end, if p.start.is_some() { String::new() } else { p.words.clone() }))
    };
    court(a) == court(b) && days(a) == days(b)
}

/// Whether two figures are of the same class of case, "all" being no class.
pub(super) fn same_class(a: &Figure, b: &Figure) -> bool {
    class(a) == class(b)
}

pub(super) fn class(figure: &Figure) -> Option<&str> {
    figure.scope.class.as_deref().filter(|class| *class != "all")
}

pub(super) fn is(figure: &Figure, indicator: &str) -> bool {
    figure.indicator.as_deref() == Some(indicator)
}

pub(super) fn is_count(figure: &Figure) -> bool {
    figure.value.as_ref().is_some_and(|v| v.unit.kind == UnitKind::Count)
}

/// Whether a count of cases speaks of a whole class (民事案件) and not of a topic in it (诈骗案件).
pub(super) fn whole_class(figure: &Figure) -> bool {
    let mut rest = match &figure.scope.subject {
        Some(subject) => subject.clone(),
        None if figure.indicator.is_some() => figure.label.clone(),
        None => return false,
    };
    if let Some(object) = &figure.object {
        rest.push_str(object);
    }
    for word in [
        "审执结",
        "审(执)结",
        "审结、执结",
        "案件",
        "各类",
        "一审",
        "诉讼",
        "审查",
        "类",
        "纠纷",
        "审结",
        "办结",
        "结案",
        "执结",
        "受理",
        "新收",
        "办理",
        "、",
        "行政非诉",
        "非诉行政",
        "民商事",
        "民商",
        "民事",
        "商事",
        "刑事",
        "行政",
        "执行",
        "国家赔偿",
        "司法赔偿",
        "数",
        "已结",
        "旧存",
        "未结",
        "存案",
        "含",
        "收案",
        "受案",
    ] {
        rest = rest.replace(word, "");
    }
    rest.is_empty()
}

/// The figure nearest to `at` that is `indicator` of the same court, class and period.
pub(super) fn beside<'a>(figures: &'a [Figure], at: usize, indicator: &str) -> Option<&'a Figure> {
    let fits = |f: &&Figure| {
        is(f, indicator)
            && is_count(f)
            && same_class(f, &figures[at])
            && same_place(f, &figures[at])
            && whole_class(f)
    };
    let before = figures[..at].iter().rev().take(NEAR).enumerate().find(|(_, f)| fits(f));
    let after = figures[at + 1..].iter().take(NEAR).enumerate().find(|(_, f)| fits(f));
    match (before, after) {
        (Some((i, _)), Some((j, found))) if j < i => Some(found),
        (Some((_, found)), _) | (None, Some((_, found))) => Some(found),
        (None, None) => None,
    }
}
