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
        let Some(three) = first.zip(second).zip(third).map(|((a, b), c)| [a, b, c]) else { continue };
        let [Some(start), Some(moved), Some(whole)] = three.map(|f| f.value.as_ref()) else { continue };
        if Interval::of(start).plus(Interval::of(moved)).misses(Interval::of(whole)) {
            audit.findings.push(Finding {
                severity: Severity::Warning,
                kind: Kind::StockIdentity,
                spans: three.map(|f| f.span.clone()).to_vec(),
                arithmetic: format!(
                    "{} + {} ≠ {}",
                    line(three[0], start),
                    line(three[1], moved),
                    line(three[2], whole)
                ),
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
