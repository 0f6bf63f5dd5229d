//! What an English number is called: the words before it, and the nouns behind it.

use super::{Reader, has};
use crate::report_text::figure::Span;
use crate::report_text::periods::year_in;

/// Most words of a predicate kept behind a number.
const PREDICATE: usize = 6;

impl Reader<'_> {
    /// The label between two words, without what only carries it.
    pub(super) fn label(&self, start: usize, end: usize) -> (String, Span) {
        let (mut start, mut end) = (start, end);
        while start < end && (has("articles", &self.words[start].lower) || self.words[start].lower == "total")
        {
            start += 1;
        }
        let carries = |word: &str| {
            ["verbs", "articles", "soft", "at_least", "at_most", "about"].iter().any(|list| has(list, word))
        };
        while end > start && carries(&self.words[end - 1].lower) {
            end -= 1;
        }
        let only_year = end == start + 1 && year_in(&self.words[start].lower).is_some();
        if start >= end || only_year {
            return (String::new(), 0..0);
        }
        let (from, to) = (self.words[start].start, self.words[end - 1].end);
        (self.sentence.chars[from..to].iter().collect(), self.span(from, to))
    }

    /// What stands behind a number and its measure word: of civil cases; behind a number without a label, what is
    /// said of it (2,314 defendants were convicted).
    pub(super) fn object(&self, next: usize, end: usize, alone: bool) -> Option<String> {
        if next >= end || self.words[next - 1].closes {
            return None;
        }
        let first = &self.words[next].lower;
        let of = usize::from(first == "of");
        if of == 0 && !alone {
            return None;
        }
        let from = next + of;
        let stops = |word: &str| {
            let number = word.starts_with(|c: char| c.is_ascii_digit() || "$€£¥".contains(c));
            let moves = has("up", word)
                || has("down", word)
                || matches!(word, "compared" | "and" | "than" | "more" | "fewer");
            number || moves || ["at_least", "at_most", "about"].iter().any(|list| has(list, word))
        };
        let to = (from..end.min(from + PREDICATE)).find(|&i| stops(&self.words[i].lower));
        let to = to.unwrap_or(end.min(from + PREDICATE));
        let (a, b) = (self.words.get(from)?.start, self.words.get(to.checked_sub(1)?)?.end);
        (to > from).then(|| self.sentence.chars[a..b].iter().collect())
    }
}

/// Few English names settle which indicator they are.
pub(super) fn indicator(label: &str, object: Option<&str>) -> Option<String> {
    let label = label.to_lowercase();
    let id = match label.as_str() {
        "cases filed" | "incoming cases" | "new cases" | "new filings" => "cases_filed",
        "cases closed" | "resolved cases" | "cases resolved" | "cases disposed" => "cases_closed",
        "pending cases" | "cases pending" => "cases_pending",
        "clearance rate" => "closing_to_filing_ratio",
        "appeal rate" => "appeal_rate",
        "mediation rate" => "mediation_rate",
        _ => {
            // the court received 8,598 cases.
            let verb = label.rsplit(' ').next().unwrap_or("");
            match (verb, object.is_none()) {
                ("received" | "registered", true) => "cases_filed",
                ("resolved" | "closed" | "disposed", true) => "cases_closed",
                _ => return None,
            }
        }
    };
    Some(id.to_owned())
}
