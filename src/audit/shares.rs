//! Shares against their part and whole: 3.2万件,占收案总数的57.9%.

use super::group::{around, is_count, same_place, whole_class};
use super::interval::{Interval, range};
use super::{Audit, Finding, Kind, ScopeDifference, Severity};
use crate::report_text::{Figure, UnitKind};

/// How many figures back the part of a share may stand.
const BACK: usize = 3;

pub(super) fn check(figures: &[Figure], audit: &mut Audit) {
    for (i, share) in figures.iter().enumerate() {
        let Some(whole_name) = share.label.strip_prefix('占') else { continue };
        let Some(value) = share.value.as_ref().filter(|v| v.unit.kind == UnitKind::Percent) else { continue };
        // 分别占...: the parts of a list are not told apart here.
        let listed = figures.get(i + 1).is_some_and(|next| next.label == share.label)
            || i > 0 && figures[i - 1].label == share.label;
        let counted = |f: &&Figure| {
            f.value
                .as_ref()
                .is_some_and(|v| matches!(v.unit.kind, UnitKind::Count | UnitKind::Persons | UnitKind::Money))
        };
        let part = figures[..i].iter().rev().take(BACK).find(counted).filter(|_| !listed);
        let Some((part, n)) = part.and_then(|p| Some((p, p.value.as_ref()?))) else { continue };
        let fits = |f: &&Figure| {
            f.span != part.span
                && f.value.as_ref().is_some_and(|v| v.unit.kind == n.unit.kind)
                && same_place(f, part)
                && is_whole(f, whole_name)
        };
        let Some((whole, d)) =
            figures[around(i, figures.len())].iter().find(fits).and_then(|w| Some((w, w.value.as_ref()?)))
        else {
            continue;
        };
        let quotient = Interval::of(n).percent_of(Interval::of(d));
        let Some((low, high)) = quotient.ends().filter(|_| quotient.misses(Interval::of(value))) else {
            continue;
        };
        audit.findings.push(Finding {
            severity: Severity::Warning,
            kind: Kind::ShareAgainstCounts,
            spans: vec![part.span.clone(), whole.span.clone(), share.span.clone()],
            arithmetic: format!(
                "{} / {} = {} %, printed {}",
                n.printed(),
                d.printed(),
                range(low, high),
                value.printed()
            ),
            reconcile: format!("a share of another whole than {} {}", whole.name(), d.printed()),
            scope: ScopeDifference::Possible,
        });
    }
}

/// Whether a figure is the whole that a share names: by its own name, or as all cases filed, handled or closed.
fn is_whole(figure: &Figure, name: &str) -> bool {
    let bare = |text: &str| {
        ["同期", "全部", "各类", "案件", "总数", "总量", "数量", "全院", "全市", "共", "的"]
            .iter()
            .fold(text.to_owned(), |text, word| text.replace(word, ""))
    };
    let name = bare(name);
    let all = is_count(figure)
        && whole_class(figure)
        && matches!(figure.scope.class.as_deref(), None | Some("all"));
    let known = match name.as_str() {
        "收" | "收案" | "新收" => Some("cases_filed"),
        "结" | "结案" | "审结" | "已结" | "审执结" => Some("cases_closed"),
        "受理" | "受案" => Some("cases_handled"),
        _ => None,
    };
    match known {
        Some(id) => all && figure.indicator.as_deref() == Some(id),
        None => name.chars().count() >= 3 && bare(&figure.name()) == name,
    }
}
