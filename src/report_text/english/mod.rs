//! Simple patterns of English reports: `The clearance rate was 97.3%, up 1.2 percentage points year on year.`
//!
//! Values with their noun, changes beside or behind them; anything richer is left out rather than guessed.

mod amounts;
mod claims;
mod phrases;

use crate::report_text::figure::{Amount, Change, Direction, Figure, Span, Unit, UnitKind};
use crate::report_text::lexicon::Lexicon;
use crate::report_text::normalise::Sentence;
use crate::report_text::periods::{Years, whole_year, year_in};
use phrases::indicator;

/// A word of the sentence, without the punctuation behind it.
struct Word {
    start: usize,
    end: usize,
    lower: String,
    /// A comma, colon or bracket ends the clause behind it.
    closes: bool,
    /// A colon does.
    colon: bool,
}

/// Whether a sentence is to be read as English.
pub(super) fn is_english(text: &[char]) -> bool {
    let latin = text.iter().filter(|c| c.is_ascii_alphabetic()).count();
    latin > 3 && 3 * latin > text.len() && text.iter().all(|c| u32::from(*c) < 0x2e80)
}

fn words(text: &[char]) -> Vec<Word> {
    let mut all = Vec::new();
    let mut start = 0;
    for piece in text.split(|c| *c == ' ') {
        let end = start + piece.len();
        let mut from = start;
        let mut to = end;
        while from < to && "(\"“".contains(text[from]) {
            from += 1;
        }
        while to > from && ",.;:)\"”!?".contains(text[to - 1]) {
            to -= 1;
        }
        let lower = text[from..to].iter().collect::<String>().to_lowercase();
        let colon = to + 1 == end && text[to] == ':';
        all.push(Word { start: from, end: to, lower, closes: to < end, colon });
        start = end + 1;
    }
    all
}

struct Reader<'a> {
    sentence: &'a Sentence,
    words: Vec<Word>,
    figures: Vec<Figure>,
    /// What the sentence before counted last.
    counted: Option<Unit>,
}

/// The figures of an English sentence; `counted` is what the sentence before counted last.
pub(super) fn read(sentence: &Sentence, years: &mut Years, counted: Option<Unit>) -> Vec<Figure> {
    let words = words(&sentence.chars);
    let said = words.windows(2).find(|pair| pair[0].lower == "in").and_then(|pair| year_in(&pair[1].lower));
    years.count(said);
    let mut reader = Reader { sentence, words, figures: Vec::new(), counted };
    let mut start = 0;
    for i in 0..reader.words.len() {
        if reader.words[i].closes || i + 1 == reader.words.len() {
            reader.clause(start, i + 1);
            start = i + 1;
        }
    }
    if let Some(year) = said {
        let named = whole_year(year, true);
        reader.figures.iter_mut().for_each(|figure| figure.period = Some(named.clone()));
    }
    reader.figures
}

fn has(list: &str, word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let list = format!("english.{list}");
    Lexicon::shipped().list(&list).at_start(&chars).is_some_and(|(n, ())| n == chars.len())
        // The list keeps longest words first; a whole word is what is asked for.
        || Lexicon::shipped().ends(&list).at_end(&chars).is_some_and(|(n, ())| n == chars.len())
}

impl Reader<'_> {
    fn span(&self, from: usize, to: usize) -> Span {
        self.sentence.at[from]..self.sentence.at[to - 1] + 1
    }

    fn clause(&mut self, start: usize, end: usize) {
        let mut direction = None;
        let mut from_value: Option<Amount> = None;
        let mut level = false;
        let mut compared = false;
        let base = self.base(start, end);
        let first = self.figures.len();
        let (mut label_start, mut label_end) = (start, start);
        let mut open_label = true;
        let mut i = start;
        while i < end {
            let word = self.words[i].lower.clone();
            if has("up", &word) || has("down", &word) {
                direction = Some(if has("up", &word) { Direction::Up } else { Direction::Down });
                open_label = false;
            } else if has("flat", &word) {
                let change =
                    Change { direction: Direction::Flat, size: None, from: None, base: base.clone() };
                self.change(label_start, label_end, change, i);
                return;
            } else if self.is_verb(i, end) {
                open_label &= i == label_start;
            } else if word == "to" {
                level = direction.is_some();
            }
            compared |= matches!(word.as_str(), "compared" | "against" | "versus");
            if matches!(word.as_str(), "ranked" | "ranks" | "ranking") {
                self.rank(label_start, i, end);
                return;
            }
            if matches!(word.as_str(), "highest" | "lowest")
                && self.words[i..end].iter().any(|w| w.lower == "record")
            {
                self.record(&word, i, end);
                return;
            }
            let Some((amount, next)) = self.amount(i, end) else {
                let carried = ["at_least", "at_most", "about"].iter().any(|list| has(list, &word));
                if open_label && !self.is_verb(i, end) && !carried {
                    label_end = i + 1;
                }
                i += 1;
                continue;
            };
            let (before, behind) = (self.word(i, 1), self.words.get(next).map_or("", |w| w.lower.as_str()));
            if amount.unit.kind == UnitKind::Days
                && matches!(before, "within" | "after" | "before" | "every" | "in" | "than")
            {
                i = next;
                continue;
            }
            // 3.5 percentage points more than the year before.
            let more = (next < end && !self.words[next - 1].closes)
                .then_some(match behind {
                    "more" | "higher" | "above" | "longer" => Some(Direction::Up),
                    "fewer" | "less" | "lower" | "below" | "shorter" => Some(Direction::Down),
                    _ => None,
                })
                .flatten();
            let mine = self.figures.len() > first;
            if before == "from" {
                let told = |change: &&mut Change| {
                    let sized = change.size.is_some();
                    change.from.is_none() && (sized && direction.is_some() || mine && !sized)
                };
                match self.last_change().filter(told) {
                    Some(change) => change.from = Some(amount),
                    None => from_value = Some(amount),
                }
            } else if compared && direction.is_none() && self.same_kind(&amount) {
                self.base_value(amount, &base);
            } else if let Some(way) = more.or(direction.filter(|_| !level)) {
                let from = from_value.take();
                let change = Change { direction: way, size: Some(amount), from, base: base.clone() };
                self.change(label_start, if more.is_some() { i } else { label_end }, change, i);
            } else if level && mine && self.figures.last().is_some_and(|f| f.value.is_none()) {
                // fell by 11.4 days to 96.2 days.
                if let Some(last) = self.figures.last_mut() {
                    last.span.end = last.span.end.max(amount.span.end);
                    last.value = Some(amount);
                }
            } else {
                let change = direction.filter(|_| level).map(|way| Change {
                    direction: way,
                    size: None,
                    from: from_value.take(),
                    base: base.clone(),
                });
                let to = if label_end > label_start { label_end } else { i };
                let to = if open_label { to.max(i) } else { to };
                self.value(label_start, to, amount, change, (next, end));
                (label_start, label_end, open_label) = (next, next, true);
                (direction, level) = (None, false);
            }
            open_label &= label_start == next;
            i = next;
        }
    }

    /// Whether a word only carries a number; `of` inside a name (days of trial) does not.
    fn is_verb(&self, i: usize, end: usize) -> bool {
        let word = self.words[i].lower.as_str();
        let next = self.words[..end].get(i + 1).map_or("", |w| w.lower.as_str());
        let number = next.starts_with(|c: char| c.is_ascii_digit() || "$€£¥".contains(c));
        let bound = ["at_least", "at_most", "about"].iter().any(|list| has(list, next));
        has("verbs", word) && (!matches!(word, "of" | "at") || number || bound)
    }

    /// The words before the colon that ends before word `start`, and where they begin.
    fn title(&self, start: usize) -> Option<(String, usize)> {
        let last = start.checked_sub(1).filter(|last| self.words[*last].colon)?;
        let mut first = (0..last).rev().find(|i| self.words[*i].colon).map_or(0, |i| i + 1);
        if first == 0 && last > 2 && self.words[0].lower == "in" && year_in(&self.words[1].lower).is_some() {
            first = 2;
        }
        let (from, to) = (self.words[first].start, self.words[last].end);
        (from < to).then(|| (self.sentence.chars[from..to].iter().collect(), self.sentence.at[from]))
    }

    /// The word `back` places before word `i`.
    fn word(&self, i: usize, back: usize) -> &str {
        i.checked_sub(back).map_or("", |at| self.words[at].lower.as_str())
    }

    fn last_change(&mut self) -> Option<&mut Change> {
        self.figures.last_mut()?.changes.last_mut()
    }

    fn push(&mut self, start: usize, end: usize, span: Span) -> &mut Figure {
        let (label, label_span) = self.label(start, end);
        let start = if label.is_empty() { span.start } else { label_span.start };
        let figure = Figure {
            indicator: indicator(&label, Some("nothing")),
            label,
            span: start.min(span.start)..span.end,
            ..Figure::blank()
        };
        self.figures.push(figure);
        let last = self.figures.len() - 1;
        &mut self.figures[last]
    }

    fn value(
        &mut self,
        start: usize,
        label_end: usize,
        amount: Amount,
        change: Option<Change>,
        (next, end): (usize, usize),
    ) {
        let object = self.object(next, end, start == label_end || self.label(start, label_end).0.is_empty());
        // Cases carried over: 1252 cases. What stands before the colon is the label, whole.
        let title = self.title(start).filter(|_| self.label(start, label_end).0.is_empty());
        let figure = self.push(start, label_end, amount.span.clone());
        if let Some((label, at)) = title {
            (figure.label, figure.span.start) = (label, at);
        }
        let percent = (amount.unit.kind == UnitKind::Percent).then_some("%");
        figure.indicator =
            indicator(&figure.label, object.as_deref().or(percent)).or(figure.indicator.take());
        figure.object = object;
        figure.value = Some(amount);
        figure.changes.extend(change);
    }

    fn change(&mut self, start: usize, label_end: usize, change: Change, at: usize) {
        let span = change
            .size
            .as_ref()
            .map_or_else(|| self.span(self.words[at].start, self.words[at].end), |s| s.span.clone());
        let labelled = !self.label(start, label_end).0.is_empty();
        if labelled || self.figures.is_empty() {
            self.push(start, label_end, span).changes.push(change);
        } else if let Some(last) = self.figures.last_mut() {
            last.span.end = last.span.end.max(span.end);
            last.changes.push(change);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::report_text::wording::{Language, sentence};
    use crate::report_text::{Base, Direction, extract};

    #[test]
    fn simple_sentences_are_read() {
        let text = "In 2023, the court received 8,598 cases, up 3.2% year on year. The clearance rate was 102.5%, \
                    down 1.2 percentage points from 103.7%, ranked 2nd in the province. Article 15 of 2019 applies.";
        let report = extract(text);
        let figures = report.figures;
        assert_eq!(figures.len(), 2, "{figures:#?}");
        assert_eq!(figures[0].value.as_ref().unwrap().printed(), "8598 cases");
        assert_eq!(
            (figures[0].changes[0].direction, &figures[0].changes[0].base),
            (Direction::Up, &Base::YearBefore)
        );
        assert_eq!(figures[1].label, "clearance rate");
        assert_eq!(figures[1].indicator.as_deref(), Some("closing_to_filing_ratio"));
        assert_eq!(figures[1].changes[0].from.as_ref().unwrap().printed(), "103.7%");
        assert_eq!(
            (figures[1].standings[0].place, figures[1].standings[0].scope.as_str()),
            (Some(2), "the province")
        );
    }

    #[test]
    fn simple_sentences_are_written_and_read_back() {
        for text in [
            "Clearance rate 97.3%, up 1.2 percentage points year on year, ranked 2 in Zhejiang.",
            "Cases filed over 1.2 million cases, down 3% on 2019.",
            "Amount recovered about 4.8 billion yuan, unchanged year on year, the highest on record.",
            "Mean time to decision down from 62.3 days to 51.7 days.",
            "Mean time to decision 51.7 days, down 10.6 days from 62.3 days year on year.",
            "In 2023, Cases closed 8811 cases, up 3.2% year on year.",
            "Pending cases 45 cases, ranked among the best in Europe.",
        ] {
            let figure = extract(text).figures.remove(0);
            assert_eq!(sentence(&figure, Language::English).unwrap(), text);
        }
    }
}
