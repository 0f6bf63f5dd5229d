//! This year's changes against last year's report of the same court.

use super::group::{class, court, is, whole_class};
use super::identity::Index;
use super::interval::{Interval, grown};
use super::{Finding, Kind, ScopeDifference, Severity};
use crate::report_text::{Base, Change, ChangeKind, Direction, Figure, UnitKind};
use hashbrown::HashMap;

/// What the printed change says the base was.
fn told_base(figure: &Figure, change: &Change) -> Option<(Interval, String)> {
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
    against(this, last, &Index::of(last))
}

/// The same, with last year's figures indexed.
pub(super) fn against(this: &[Figure], last: &[Figure], index: &Index<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let key = |f: &Figure| (class(f).map(str::to_owned), court(f).to_owned());
    let mut pending = HashMap::new();
    for figure in last.iter().filter(|f| is(f, "cases_pending") && whole_class(f)) {
        pending.entry(key(figure)).or_insert(figure);
    }
    for figure in this {
        if let Some(old) = index.find(figure) {
            for change in figure.changes.iter().filter(|c| matches!(c.base, Base::YearBefore)) {
                let Some((base, line)) = told_base(figure, change) else { continue };
                findings.extend(disagree(figure, old, base, &line));
            }
        }
        let carried = is(figure, "cases_carried_over").then(|| pending.get(&key(figure))).flatten();
        if let Some((old, value)) = carried.zip(figure.value.as_ref()) {
            let line = format!("carried over {}", value.printed());
            findings.extend(disagree(figure, old, Interval::of(value), &line));
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
