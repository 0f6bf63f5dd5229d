//! Parts against wholes: cases by class against all cases, a topic against its class.

use super::group::{around, class, court, is, is_count, same_place, whole_class};
use super::interval::{Interval, shown};
use super::{Audit, Finding, Kind, ScopeDifference, Severity};
use crate::report_text::Figure;

const WHOLES: [&str; 3] = ["cases_closed", "cases_filed", "cases_handled"];

pub(super) fn check(figures: &[Figure], audit: &mut Audit) {
    for indicator in WHOLES {
        let counts: Vec<&Figure> = figures.iter().filter(|f| is(f, indicator) && is_count(f)).collect();
        let all = |f: &Figure| {
            // 新收案件1000件 is all cases, a bare 审结 need not be.
            let cases = ["案件", "收案", "收案数", "总数"].iter().any(|word| f.label.ends_with(word));
            let named = f.scope.class.is_none() && f.scope.court.is_none() && cases;
            f.scope.class.as_deref() == Some("all") || named
        };
        let wholes: Vec<bool> = counts.iter().map(|f| whole_class(f)).collect();
        for (i, whole) in counts.iter().enumerate().filter(|(i, _)| wholes[*i]) {
            let near = || around(i, counts.len()).filter(|j| same_place(counts[*j], whole));
            if all(whole) {
                let parts = near().filter(|j| wholes[*j] && class(counts[*j]).is_some());
                sum(whole, parts.map(|j| counts[j]), audit);
                single(whole, near().filter(|j| !wholes[*j]).map(|j| counts[j]), audit);
            }
            if class(whole).is_some() {
                let topics = near().filter(|j| !wholes[*j] && class(counts[*j]) == class(whole));
                single(whole, topics.map(|j| counts[j]), audit);
            }
        }
    }
}

/// The classes together against all cases.
fn sum<'a>(whole: &'a Figure, near: impl Iterator<Item = &'a Figure>, audit: &mut Audit) {
    // One figure per class: the first that speaks of the whole class.
    let mut parts: Vec<&Figure> = Vec::new();
    for part in near {
        if !parts.iter().any(|p| class(p) == class(part)) {
            parts.push(part);
        }
    }
    let total = |parts: &[&Figure]| {
        let values = parts.iter().filter_map(|p| p.value.as_ref()).map(Interval::of);
        values.reduce(Interval::plus)
    };
    let (Some(value), Some(all)) = (whole.value.as_ref(), total(&parts)) else { return };
    if parts.len() < 2 || !all.exceeds(Interval::of(value)) {
        return;
    }
    let line = |parts: &[&Figure]| {
        let printed: Vec<String> = parts.iter().filter_map(|p| p.value.as_ref()).map(shown_value).collect();
        printed.join(" + ")
    };
    let sum = all.low.map_or_else(String::new, shown);
    let judged: Vec<&Figure> = parts.iter().copied().filter(|p| class(p) != Some("enforcement")).collect();
    let fits = judged.len() < parts.len() && total(&judged).is_some_and(|t| !t.exceeds(Interval::of(value)));
    let reconcile = if fits {
        let rest = total(&judged).and_then(|t| t.low).map_or_else(String::new, shown);
        format!("a whole without enforcement: {} = {rest} of {}", line(&judged), shown_value(value))
    } else {
        "another whole, or parts that overlap".to_owned()
    };
    audit.findings.push(Finding {
        severity: if fits { Severity::Warning } else { Severity::Error },
        kind: Kind::PartsExceedWhole,
        spans: std::iter::once(whole).chain(parts.iter().copied()).map(|f| f.span.clone()).collect(),
        arithmetic: format!("{} = {sum} > {}", line(&parts), shown_value(value)),
        reconcile,
        scope: if fits { ScopeDifference::Likely } else { ScopeDifference::Possible },
    });
}

/// One topic against its whole.
fn single<'a>(whole: &'a Figure, near: impl Iterator<Item = &'a Figure>, audit: &mut Audit) {
    let Some(value) = whole.value.as_ref() else { return };
    for part in near.filter(|f| f.span != whole.span && court(f) == court(whole)) {
        let Some(part_value) = part.value.as_ref() else { continue };
        if Interval::of(part_value).exceeds(Interval::of(value)) {
            audit.findings.push(Finding {
                severity: Severity::Warning,
                kind: Kind::PartExceedsWhole,
                spans: vec![whole.span.clone(), part.span.clone()],
                arithmetic: format!(
                    "{} {} > {} {}",
                    part.name(),
                    shown_value(part_value),
                    whole.name(),
                    shown_value(value)
                ),
                reconcile: "a part that counts more than the whole does, or another period".to_owned(),
                scope: ScopeDifference::Possible,
            });
        }
    }
}

fn shown_value(amount: &crate::report_text::Amount) -> String {
    amount.value().map_or_else(|| amount.printed(), shown)
}
