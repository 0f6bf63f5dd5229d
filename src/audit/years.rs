//! This year's changes against last year's report of the same court.

use super::interval::Interval;
use super::{Finding, Kind, ScopeDifference, Severity, twice};
use crate::quantity::Fraction;
use crate::report_text::{Base, ChangeKind, Direction, Figure, UnitKind};
use hashbrown::HashMap;

/// Finds where the base that this year's figures print or imply is not what last year's report printed.
pub fn against_last_year(this: &[Figure], last: &[Figure]) -> Vec<Finding> {
    let mut before: HashMap<_, &Figure> = HashMap::new();
    for figure in last {
        if let Some(key) = twice::key(figure) {
            before.entry(key).or_insert(figure);
        }
    }
    let mut findings = Vec::new();
    for figure in this {
        let Some(old) = twice::key(figure).and_then(|key| before.get(&key).copied()) else { continue };
        let (Some(now), Some(then)) = (&figure.value, &old.value) else { continue };
        for change in figure.changes.iter().filter(|c| matches!(c.base, Base::YearBefore)) {
            let then_interval = Interval::of(then);
            let (base, line) = if let Some(from) = &change.from {
                (Interval::of(from), format!("base {}", from.printed()))
            } else if let Some(size) = &change.size {
                let stated = Interval::of(size);
                let stated = if change.direction == Direction::Down { stated.negated() } else { stated };
                let line = format!("{} after {}", now.printed(), size.printed());
                let hundred = Interval::closed(Fraction::whole(100), Fraction::whole(100));
                match change.kind() {
                    ChangeKind::Percent
                        if now.unit.kind != UnitKind::Percent && size.unit.kind == UnitKind::Percent =>
                    {
                        (Interval::of(now).percent_of(hundred.plus(stated)), line)
                    }
                    ChangeKind::Points | ChangeKind::Days | ChangeKind::Absolute => {
                        (Interval::of(now).minus(stated), line)
                    }
                    _ => continue,
                }
            } else {
                continue;
            };
            if base.misses(then_interval) {
                findings.push(Finding {
                    severity: Severity::Warning,
                    kind: Kind::AgainstLastYear,
                    spans: vec![figure.span.clone(), old.span.clone()],
                    arithmetic: format!(
                        "{}: {line}; last year's report printed {}",
                        figure.name(),
                        then.printed()
                    ),
                    reconcile: "a base counted anew, or another scope this year".to_owned(),
                    scope: ScopeDifference::Possible,
                });
            }
        }
    }
    findings
}
