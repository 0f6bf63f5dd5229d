//! What a clause says of the figure before it: the base it moved from, its place, a record.

use super::Reader;
use crate::report_text::figure::{Amount, Base, Change, Direction, Record, Standing};

impl Reader<'_> {
    /// compared with 158 days in 2022: the base of the last figure.
    pub(super) fn base_value(&mut self, amount: Amount, base: &Base) {
        let Some(last) = self.figures.last_mut() else { return };
        let order = last.value.as_ref().and_then(Amount::value).zip(amount.value());
        let direction = match order.map(|(now, then)| now.cmp(&then)) {
            Some(std::cmp::Ordering::Greater) => Direction::Up,
            Some(std::cmp::Ordering::Less) => Direction::Down,
            _ => Direction::Flat,
        };
        last.span.end = last.span.end.max(amount.span.end);
        last.changes.push(Change { direction, size: None, from: Some(amount), base: base.clone() });
    }

    pub(super) fn record(&mut self, word: &str, i: usize, end: usize) {
        let span = self.span(self.words[i].start, self.words[end - 1].end);
        if let Some(last) = self.figures.last_mut() {
            last.record = Some(Record { highest: word == "highest", words: word.to_owned(), span });
        }
    }

    /// ranked 2nd in the province, ranked among the best in Europe.
    pub(super) fn rank(&mut self, start: usize, at: usize, end: usize) {
        let (mut place, mut within, mut scope) = (None, false, None);
        for i in at + 1..end {
            let word = self.words[i].lower.as_str();
            within |= word == "among";
            if word == "in" && i + 1 < end {
                scope = Some(i + 1);
                break;
            }
            let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
            let named = ["first", "second", "third", "fourth", "fifth"].iter().position(|w| *w == word);
            let named = named.filter(|n| !(within && *n == 0)).and_then(|n| u32::try_from(n + 1).ok());
            place = place.or(digits.parse().ok()).or(named);
        }
        let scope = scope.map_or(String::new(), |i| {
            self.sentence.chars[self.words[i].start..self.words[end - 1].end].iter().collect()
        });
        let span = self.span(self.words[at].start, self.words[end - 1].end);
        let words = self.sentence.chars[self.words[at].start..self.words[end - 1].end].iter().collect();
        let standing = Standing { place, within, scope, words, span: span.clone() };
        if self.figures.is_empty() || !self.label(start, at).0.is_empty() {
            self.push(start, at, span).standings.push(standing);
        } else if let Some(last) = self.figures.last_mut() {
            last.span.end = span.end;
            last.standings.push(standing);
        }
    }

    pub(super) fn same_kind(&self, amount: &Amount) -> bool {
        let last = self.figures.last().and_then(|figure| figure.value.as_ref());
        last.is_some_and(|value| value.unit.kind == amount.unit.kind)
    }
}
