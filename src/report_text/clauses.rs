//! The clauses of a sentence: what stands between commas, colons and brackets.

use super::grammar::Found;

/// A clause, as places in the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clause {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Stands in brackets.
    pub(crate) aside: bool,
}

/// Short brackets belong to a word: 审(执)结, 人(次), 规(限)上企业.
const WORD: usize = 4;

/// The clauses of `text`; numbers are never cut.
pub(crate) fn clauses(text: &[char], found: &[Found]) -> Vec<Clause> {
    let (mut all, mut start, mut depth) = (Vec::new(), 0, 0usize);
    let mut numbers = found.iter().peekable();
    let mut within_word = 0;
    let mut i = 0;
    while i < text.len() {
        while numbers.peek().is_some_and(|n| n.end <= i) {
            numbers.next();
        }
        if let Some(number) = numbers.peek().filter(|n| n.start <= i) {
            i = number.end;
            continue;
        }
        let cut = match text[i] {
            ':' => !text[i + 1..].iter().take(3).any(char::is_ascii_digit),
            '(' => {
                let close = text[i + 1..].iter().take(WORD + 1).position(|&c| c == ')');
                let word = close.is_some_and(|n| !text[i + 1..i + 1 + n].iter().any(char::is_ascii_digit));
                within_word += usize::from(word);
                !word
            }
            ')' if within_word > 0 => {
                within_word -= 1;
                false
            }
            ',' | ';' | '。' | '!' | '?' | ')' => true,
            _ => false,
        };
        if cut {
            if start < i {
                all.push(Clause { start, end: i, aside: depth > 0 });
            }
            start = i + 1;
            match text[i] {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        i += 1;
    }
    if start < text.len() {
        all.push(Clause { start, end: text.len(), aside: depth > 0 });
    }
    all
}
