//! Numbers that only say which cases are meant: 收案超过100万件的高院有8个 has one figure, the eight.

use super::figure::UnitKind;
use super::grammar::Found;

/// Words that make a number before 的 a threshold.
const WORDS: [&str; 12] =
    ["超过", "超", "逾", "高于", "多于", "低于", "少于", "不足", "不满", "以上", "以下", "以内"];

/// Takes thresholds out of `found`: a bound, 的 behind it, and another number in the same clause.
pub(super) fn drop(text: &[char], found: &mut Vec<Found>) {
    let (mut next_start, mut dropped) = (None, None);
    let mut keep = vec![true; found.len()];
    for (i, number) in found.iter().enumerate().rev() {
        let here: String = text[number.start..number.end].iter().collect();
        let bounded = WORDS.iter().any(|word| here.starts_with(word) || here.ends_with(word));
        let share = number.unit.as_ref().is_some_and(|unit| unit.word == "成" || unit.word.ends_with("分之"));
        // 标的额逾千万元案件412件 has one figure, too.
        let money = number.unit.as_ref().is_some_and(|unit| unit.kind == UnitKind::Money);
        let meant =
            text.get(number.end) == Some(&'的') || money && text[number.end..].starts_with(&['案', '件']);
        if bounded && !share && meant {
            let joined = |next: usize| !text[number.end..next].iter().any(|c| ",;。()".contains(*c));
            keep[i] = !next_start.is_some_and(joined);
        }
        // 金额在1万元至5万元之间的案件: both ends of the range.
        if text[number.end..].starts_with(&['之', '间', '的']) {
            keep[i] = false;
            let first =
                i.checked_sub(1).filter(|&j| matches!(text[found[j].end..number.start], ['至' | '到' | '-']));
            dropped = first;
        }
        if dropped == Some(i) {
            keep[i] = false;
        }
        // 突破十万件大关的目标 is none yet.
        let behind: String = text[number.end..].iter().take(5).collect();
        if behind.starts_with("的目标") || behind.starts_with("大关的目标") {
            keep[i] = false;
        }
        next_start = Some(number.start);
    }
    let mut kept = keep.into_iter();
    found.retain(|_| kept.next().unwrap_or(true));
}
