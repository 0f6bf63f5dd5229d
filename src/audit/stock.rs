//! The stock identity: carried over + filed = handled, handled − closed = pending.

use super::group::{beside, is, is_count, whole_class};
use super::interval::{Interval, shown};
use super::{Audit, Finding, Kind, ScopeDifference, Severity};
use crate::report_text::{Amount, Figure};

pub(super) fn check(figures: &[Figure], audit: &mut Audit) {
    for (i, figure) in figures.iter().enumerate().filter(|(_, f)| is_count(f) && whole_class(f)) {
        let (first, second, third) = if is(figure, "cases_carried_over") {
            (Some(figure), beside(figures, i, "cases_filed"), beside(figures, i, "cases_handled"))
        } else if is(figure, "cases_pending") {
            (Some(figure), beside(figures, i, "cases_closed"), beside(figures, i, "cases_handled"))
        } else {
            continue;
        };
        let (Some(a), Some(b), Some(c)) = (first, second, third) else { continue };
        let (Some(x), Some(y), Some(z)) = (&a.value, &b.value, &c.value) else { continue };
        let sum = Interval::of(x).plus(Interval::of(y));
        if sum.misses(Interval::of(z)) {
            audit.findings.push(Finding {
                severity: Severity::Warning,
                kind: Kind::StockIdentity,
                spans: vec![a.span.clone(), b.span.clone(), c.span.clone()],
                arithmetic: format!("{} + {} ≠ {}", line(a, x), line(b, y), line(c, z)),
                reconcile: "cases of another scope among the three (transfers, reopened, pre-litigation)"
                    .to_owned(),
                scope: ScopeDifference::Possible,
            });
        }
    }
}

fn line(figure: &Figure, amount: &Amount) -> String {
    format!("{} {}", figure.name(), amount.value().map_or_else(|| amount.printed(), shown))
}
