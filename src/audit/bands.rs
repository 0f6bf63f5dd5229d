//! Nested bands: more cases over three years than over two cannot be.

use super::group::{around, same_class, same_place};
use super::interval::Interval;
use super::{Audit, Finding, Kind, ScopeDifference, Severity};
use crate::report_text::Figure;

pub(super) fn check(figures: &[Figure], audit: &mut Audit) {
    let banded: Vec<(&Figure, u32, String)> = figures
        .iter()
        .filter(|f| f.value.is_some())
        .filter_map(|f| band(&f.name()).map(|(months, rest)| (f, months, rest)))
        .collect();
    for (i, (a, months_a, rest_a)) in banded.iter().enumerate() {
        for (b, months_b, rest_b) in &banded[i + 1..around(i, banded.len()).end] {
            let same = rest_a == rest_b && months_a != months_b && same_place(a, b) && same_class(a, b);
            let (Some(x), Some(y)) = (&a.value, &b.value) else { continue };
            if !same || x.unit != y.unit {
                continue;
            }
            let (wide, narrow) = if months_a < months_b { ((a, x), (b, y)) } else { ((b, y), (a, x)) };
            if Interval::of(narrow.1).exceeds(Interval::of(wide.1)) {
                audit.findings.push(Finding {
                    severity: Severity::Error,
                    kind: Kind::BandsNotNested,
                    spans: vec![wide.0.span.clone(), narrow.0.span.clone()],
                    arithmetic: format!(
                        "{} {} > {} {}",
                        narrow.0.name(),
                        narrow.1.printed(),
                        wide.0.name(),
                        wide.1.printed()
                    ),
                    reconcile: "bands that end where the next begins".to_owned(),
                    scope: ScopeDifference::Possible,
                });
            }
        }
    }
}

/// The months of 三年以上 or 超18个月, and the label without them.
fn band(name: &str) -> Option<(u32, String)> {
    let chars: Vec<char> = name.chars().collect();
    for i in 0..chars.len() {
        let (n, length) = number(&chars[i..]).unwrap_or((0, 0));
        if length == 0 {
            continue;
        }
        let rest: String = chars[i + length..].iter().collect();
        let (months, unit) = if rest.starts_with("个月") { (n, "个月") } else { (n * 12, "年") };
        let Some(tail) = rest.strip_prefix(unit) else { continue };
        let over = i > 0 && matches!(chars[i - 1], '超' | '逾' | '满');
        let above = tail.starts_with("以上");
        if over || above {
            let head: String = chars[..i].iter().collect();
            return Some((months, format!("{head}*{}", tail.trim_start_matches("以上"))));
        }
    }
    None
}

fn number(text: &[char]) -> Option<(u32, usize)> {
    let digits = text.iter().take_while(|c| c.is_ascii_digit()).take(4).count();
    if digits > 0 {
        return Some((
            text[..digits].iter().filter_map(|c| c.to_digit(10)).fold(0, |n, d| n * 10 + d),
            digits,
        ));
    }
    let value = "一二三四五六七八九十".chars().position(|c| Some(&c) == text.first())?;
    Some((u32::try_from(value).ok()? + 1, 1))
}
