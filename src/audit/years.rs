//! This year's changes against last year's report of the same court.

use super::group::{class, court, is, same_class, whole_class};
use super::interval::{Interval, grown};
use super::{Finding, Kind, ScopeDifference, Severity, twice};
use crate::report_text::{Base, Change, ChangeKind, Direction, Figure, UnitKind};

/// The figure of last year's report that speaks of the same thing, where exactly one value does.
pub(crate) fn same_figure<'a>(figure: &Figure, last: &'a [Figure]) -> Option<&'a Figure> {
    let kind = figure.value.as_ref()?.unit.kind;
    let same = |exact: bool| {
        move |other: &&Figure| {
            let value = other.value.as_ref().is_some_and(|v| v.unit.kind == kind);
            let place = court(figure) == court(other) || !exact && own(figure) && own(other);
            value && place && same_thing(figure, other)
        }
    };
    // A court's own name may change from 全院 to 市法院; then nothing else may fit.
    let found = last.iter().find(same(true)).or_else(|| last.iter().find(same(false)))?;
    let other = last.iter().filter(same(court(found) == court(figure)));
    let clear = other
        .filter_map(|f| f.value.as_ref())
        .all(|v| !Interval::of(v).misses(Interval::of(found.value.as_ref().unwrap_or(v))));
    clear.then_some(found)
}

/// Whether a court is the report's own under one of its names.
fn own(figure: &Figure) -> bool {
    let name = court(figure);
    let others = ["全省", "全市", "全国", "两级", "各级", "基层", "最高", "上级", "法庭", "省"];
    name.is_empty() || name.ends_with("法院") && !others.iter().any(|word| name.contains(word))
}

fn same_thing(a: &Figure, b: &Figure) -> bool {
    let whole = a.indicator.is_some() && whole_class(a) && whole_class(b);
    if whole {
        return a.indicator == b.indicator && same_class(a, b);
    }
    let rate = |f: &Figure| {
        f.indicator.is_some() && f.value.as_ref().is_some_and(|v| v.unit.kind != UnitKind::Count)
    };
    if rate(a) && rate(b) {
        let subject = |f: &Figure| f.scope.subject.clone().unwrap_or_default();
        return a.indicator == b.indicator && class(a) == class(b) && subject(a) == subject(b);
    }
    twice::key(a).is_some_and(|key| {
        twice::key(b).is_some_and(|other| (key.0, key.2, key.3) == (other.0, other.2, other.3))
    })
}

/// What the printed change says the base was.
pub(crate) fn told_base(figure: &Figure, change: &Change) -> Option<(Interval, String)> {
    let now = figure.value.as_ref()?;
    if let Some(from) = &change.from {
        return Some((Interval::of(from), format!("base {}", from.printed())));
    }
    let size = change.size.as_ref()?;
    let stated = Interval::of(size);
    let stated = if change.direction == Direction::Down { stated.negated() } else { stated };
    let line = format!("{} after {}", now.printed(), size.printed());
    let rate = now.unit.kind == UnitKind::Percent;
    match change.kind() {
        ChangeKind::Percent if !rate && size.unit.kind == UnitKind::Percent => {
            Some((grown(Interval::of(now), stated), line))
        }
        ChangeKind::Points | ChangeKind::Days | ChangeKind::Absolute => {
            Some((Interval::of(now).minus(stated), line))
        }
        _ => None,
    }
}

/// Finds where the base that this year's figures print or imply is not what last year's report printed, and
/// where what was pending then is not what was carried over.
pub fn against_last_year(this: &[Figure], last: &[Figure]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for figure in this {
        if let Some(old) = same_figure(figure, last) {
            for change in figure.changes.iter().filter(|c| matches!(c.base, Base::YearBefore)) {
                let Some((base, line)) = told_base(figure, change) else { continue };
                findings.extend(disagree(figure, old, base, &line));
            }
        }
        if is(figure, "cases_carried_over") {
            let pending = |f: &&Figure| {
                is(f, "cases_pending") && same_class(f, figure) && whole_class(f) && court(f) == court(figure)
            };
            if let Some((old, value)) = last.iter().find(pending).zip(figure.value.as_ref()) {
                findings.extend(disagree(
                    figure,
                    old,
                    Interval::of(value),
                    &format!("carried over {}", value.printed()),
                ));
            }
        }
    }
    findings
}

fn disagree(figure: &Figure, old: &Figure, base: Interval, line: &str) -> Option<Finding> {
    let then = old.value.as_ref()?;
    base.misses(Interval::of(then)).then(|| Finding {
        severity: Severity::Warning,
        kind: Kind::AgainstLastYear,
        spans: vec![figure.span.clone(), old.span.clone()],
        arithmetic: format!("{}: {line}; last year's report printed {}", figure.name(), then.printed()),
        reconcile: "a base counted anew, or another scope this year".to_owned(),
        scope: ScopeDifference::Possible,
    })
}
