//! One figure printed twice with two values.

use super::group::{class, court, same_place, whole_class};
use super::interval::Interval;
use super::{Audit, Finding, Kind, ScopeDifference, Severity};
use crate::report_text::Figure;
use hashbrown::HashMap;

/// What two figures must share to be one.
pub(super) fn key(figure: &Figure) -> Option<(String, String, String, String)> {
    let unit = figure.value.as_ref().map(|v| v.unit.word.clone())?;
    let name = figure.name();
    let measure = ["率", "天数", "指数", "程序比", "收比", "件比"].iter().any(|end| name.ends_with(end));
    let whole = figure.indicator.is_some() && figure.scope.subject.is_some() && whole_class(figure);
    let generic = ["相关", "此类", "该类", "上述", "其他", "有关"].iter().any(|word| name.contains(word));
    if generic || !(measure || whole) || name.chars().count() < 3 {
        return None;
    }
    Some((name, court(figure).to_owned(), class(figure).unwrap_or("").to_owned(), unit))
}

/// Whether nothing but a joint stands between two values of one label.
fn in_a_row(first: &Figure, second: &Figure) -> bool {
    let (Some(a), Some(b)) = (&first.value, &second.value) else { return false };
    let near = b.span.start.checked_sub(a.span.end).is_some_and(|gap| gap <= 2);
    near && first.label == second.label
}

pub(super) fn check(figures: &[Figure], audit: &mut Audit) {
    let mut seen: HashMap<_, &Figure> = HashMap::new();
    for (i, figure) in figures.iter().enumerate() {
        let Some(key) = key(figure) else { continue };
        // 调撤率依次为47.2%、49.8%、52.3%: a row of values, of years or of courts.
        let last = i.checked_sub(1).and_then(|i| figures.get(i));
        let row = last.is_some_and(|last| in_a_row(last, figure))
            || figures.get(i + 1).is_some_and(|next| in_a_row(figure, next));
        if row {
            continue;
        }
        let Some(first) = seen.get(&key) else {
            seen.insert(key, figure);
            continue;
        };
        let (Some(a), Some(b)) = (&first.value, &figure.value) else { continue };
        if !same_place(first, figure) || !Interval::of(a).misses(Interval::of(b)) {
            continue;
        }
        // A bare 调解率 in two paragraphs is mostly of two kinds of case.
        let bare = figure.scope.subject.is_none() && class(figure).is_none();
        audit.findings.push(Finding {
            severity: if bare { Severity::Note } else { Severity::Warning },
            kind: Kind::TwoValues,
            spans: vec![first.span.clone(), figure.span.clone()],
            arithmetic: format!("{}: {} and {}", key.0, a.printed(), b.printed()),
            reconcile: "two scopes or two periods under one name".to_owned(),
            scope: if bare { ScopeDifference::Likely } else { ScopeDifference::Possible },
        });
    }
}
