//! The bound words on both sides of a number, its sign, and the measure word that a list of numbers shares.

use super::figure::{Direction, Unit, UnitKind};
use super::grammar::Found;
use super::lexicon::Lexicon;
use super::numerals::Numeral;
use crate::quantity::{Bound, Published};

/// Adds the bound words on both sides.
pub(super) fn finish(
    text: &[char],
    start: usize,
    end: usize,
    number: &Numeral,
    unit: Option<Unit>,
    lexicon: &Lexicon,
) -> (usize, Option<Found>) {
    let before = &text[start.saturating_sub(8)..start];
    let behind = &text[end..];
    let mut bound = if number.more { Bound::AtLeast } else { Bound::Rounded };
    let (mut from, mut to) = (start, end);
    let sides = [
        ("bound.at_least_before", Bound::AtLeast),
        ("bound.at_most_before", Bound::AtMost),
        ("bound.about_before", Bound::About),
    ];
    let word =
        sides.iter().filter_map(|(list, sense)| lexicon.ends(list).at_end(before).map(|(n, ())| (n, *sense)));
    let points = unit.as_ref().is_some_and(|unit| unit.kind == UnitKind::Points);
    let other_word = |n: usize| {
        // 高于1.2个百分点 is a change.
        let compares = points && n == 2 && before.last() == Some(&'于');
        let ahead = before.len().checked_sub(n + 1).map(|b| before[b]);
        compares || n == 1 && ahead.is_some_and(|c| "最附就邻远以年岁".contains(c))
    };
    if let Some((n, sense)) = word.max_by_key(|(n, _)| *n).filter(|(n, _)| !other_word(*n)) {
        bound = if bound == Bound::Rounded { sense } else { bound };
        from -= n;
    }
    let sides = [
        ("bound.at_least_after", Bound::AtLeast),
        ("bound.at_most_after", Bound::AtMost),
        ("bound.about_after", Bound::About),
    ];
    if unit.is_some() {
        for (list, sense) in sides {
            // 是上年的3倍多
            let much = sense == Bound::AtLeast
                && behind.first() == Some(&'多')
                && unit.as_ref().is_some_and(|unit| unit.kind == UnitKind::Times);
            if let Some(n) = lexicon.list(list).at_start(behind).map(|(n, ())| n).or(much.then_some(1)) {
                bound = if bound == Bound::Rounded { sense } else { bound };
                to = end + n;
            }
        }
    }
    let sign = match from.checked_sub(1).map(|b| text[b]) {
        Some('+') => Some(Direction::Up),
        Some('-') if from < 2 || !text[from - 2].is_ascii_alphanumeric() => Some(Direction::Down),
        _ => None,
    };
    let number = Published::new(number.digits, number.exponent, bound);
    (to, Some(Found { start: from, end: to, number, unit, range: false, sign }))
}

fn bounded(number: Published, bound: Bound) -> Published {
    Published::new(number.digits(), number.exponent(), bound)
}

/// 0.72、0.06、7.39个百分点: numbers of a list share the measure word of the last.
pub(super) fn share_units(text: &[char], found: &mut [Found]) {
    for i in (1..found.len()).rev() {
        let between = &text[found[i - 1].end..found[i].start];
        let listed = matches!(between, ['、' | '和' | '及' | '与' | '至' | '-' | '到'] | ['以', '及']);
        if listed && found[i - 1].unit.is_none() {
            let unit = found[i].unit.clone();
            found[i - 1].unit = unit;
            let ends = found[i - 1].number.value().ok().zip(found[i].number.value().ok());
            let ordered = ends.is_some_and(|(low, high)| low < high);
            if matches!(between, ['至' | '-' | '到']) && ordered {
                found[i - 1].number = bounded(found[i - 1].number, Bound::AtLeast);
                found[i].number = bounded(found[i].number, Bound::AtMost);
                found[i].range = true;
            }
        }
    }
}
