//! Numbers and bases of comparison in English.

use super::{Reader, has};
use crate::quantity::{Bound, Published};
use crate::report_text::figure::{Amount, Base, Unit, UnitKind};
use crate::report_text::numerals::arabic;
use crate::report_text::periods::year_in;

impl Reader<'_> {
    /// A number with its scale and measure word, and the word behind it.
    pub(super) fn amount(&self, i: usize, end: usize) -> Option<(Amount, usize)> {
        let text = &self.sentence.chars;
        let word = &self.words[i];
        let mut from = word.start;
        let symbol = text.get(from).filter(|c| "$€£¥".contains(**c));
        from += usize::from(symbol.is_some());
        let chars = text.get(from..word.end)?;
        let number = arabic(chars)?;
        let rest: String = chars[number.length..].iter().collect();
        let mut last = i;
        let mut exponent = match rest.as_str() {
            "" | "%" => 0,
            "m" if symbol.is_some() => 6,
            "bn" => 9,
            _ => return None,
        };
        let next = |at: usize| {
            let open = at < end && !self.words[at - 1].closes;
            if open { self.words[at].lower.as_str() } else { "" }
        };
        let scale = match next(last + 1) {
            "thousand" => 3,
            "lakh" | "lakhs" => 5,
            "crore" | "crores" => 7,
            "million" => 6,
            "billion" => 9,
            "trillion" => 12,
            _ => 0,
        };
        if scale > 0 {
            exponent = scale;
            last += 1;
        }
        let follow = next(last + 1);
        let (unit, kind, taken) = if rest == "%" {
            ("%".to_owned(), UnitKind::Percent, 0)
        } else if let Some(symbol) = symbol {
            let word = match symbol {
                '$' => "dollars",
                '€' => "euros",
                '£' => "pounds",
                _ => "yuan",
            };
            (word.to_owned(), UnitKind::Money, 0)
        } else if follow == "percentage" && has("points", next(last + 2)) {
            ("percentage points".to_owned(), UnitKind::Points, 2)
        } else if follow == "percent" {
            ("%".to_owned(), UnitKind::Percent, 1)
        } else if follow == "per" && next(last + 2) == "cent" {
            ("%".to_owned(), UnitKind::Percent, 2)
        } else {
            let kinds = [
                ("points", UnitKind::Points),
                ("days", UnitKind::Days),
                ("persons", UnitKind::Persons),
                ("counts", UnitKind::Count),
                ("money", UnitKind::Money),
            ];
            // 18,452 new cases, 37 training sessions: adjectives stand between.
            let named = (1..=4).find_map(|taken| {
                let word = next(last + taken);
                let open = (1..taken).all(|i| {
                    let between = next(last + i);
                    !between.is_empty() && !["verbs", "soft"].iter().any(|list| has(list, between))
                });
                let known = kinds.iter().find(|(list, _)| open && !word.is_empty() && has(list, word));
                known.map(|(_, kind)| (word.to_owned(), *kind, taken))
            });
            let year = year_in(&self.words[i].lower).is_some();
            named.filter(|(.., taken)| !year || *taken == 1).or_else(|| {
                let before = i.checked_sub(1).map_or("", |b| self.words[b].lower.as_str());
                let named = matches!(
                    before,
                    "article" | "section" | "rule" | "chapter" | "act" | "no" | "page" | "part"
                );
                // Procedure ratio: 1.42.
                let titled = i > 0 && self.words[i - 1].colon && chars.contains(&'.');
                // 1.42, down 0.03: the change of a plain number is plain.
                let value = self.figures.last().and_then(|figure| figure.value.as_ref());
                let plain = value.is_some_and(|value| value.unit.kind == UnitKind::Plain);
                let moved = plain && (has("up", before) || has("down", before) || before == "by");
                if (titled || moved) && chars.len() == number.length {
                    return Some((String::new(), UnitKind::Plain, 0));
                }
                let length = matches!(follow, "months" | "years" | "hours" | "weeks");
                let average = matches!(before, "was" | "averaged" | "to" | "from" | "by" | "of");
                if length && (average || chars.contains(&'.')) {
                    return Some((follow.to_owned(), UnitKind::Time, 1));
                }
                if year || named || scale == 0 && chars.contains(&'.') {
                    return None;
                }
                // of these, 312 had been pending: the things counted before.
                let told =
                    matches!(follow, "had" | "have" | "were" | "was" | "are" | "received" | "remained");
                if told {
                    return self.counted_before().map(|unit| (unit.word, unit.kind, 0));
                }
                if follow == "of" && matches!(next(last + 2), "them" | "these" | "those" | "whom" | "which") {
                    return self.counted_before().map(|unit| (unit.word, unit.kind, 0));
                }
                // 138 clerks: any plural counts.
                // Filings rose to 63,473: a count without a noun.
                let large = chars.contains(&',') && chars.len() == number.length;
                let carried = matches!(before, "to" | "at" | "was" | "were" | "reached" | "of");
                if large && (carried || word.closes && !matches!(before, "" | "in" | "on" | "and")) {
                    return Some((String::new(), UnitKind::Plain, 0));
                }
                let time = ["months", "years", "hours", "weeks", "minutes", "times"];
                let plural =
                    follow.len() > 3 && follow.ends_with('s') && follow.is_ascii() && !time.contains(&follow);
                plural.then(|| (follow.to_owned(), UnitKind::Count, 1))
            })?
        };
        last += taken;
        let behind = i.checked_sub(1).filter(|b| !self.words[*b].closes);
        let bound = match behind.map_or("", |b| self.words[b].lower.as_str()) {
            "than" if i > 1 && self.words[i - 2].lower == "less" => Bound::AtMost,
            word if has("at_least", word) => Bound::AtLeast,
            word if has("at_most", word) => Bound::AtMost,
            word if has("about", word) => Bound::About,
            _ => Bound::Rounded,
        };
        let number = Published::new(number.digits, exponent, bound);
        let start = if bound == Bound::Rounded { word.start } else { self.words[i - 1].start };
        let span = self.span(start, self.words[last].end);
        Some((Amount { number, unit: Unit { word: unit, kind }, span }, last + 1))
    }

    /// The measure word of the last number that counted something.
    fn counted_before(&self) -> Option<Unit> {
        let last = self.figures.iter().rev().find_map(|figure| figure.value.as_ref());
        let unit = last.map(|value| value.unit.clone()).or_else(|| self.counted.clone())?;
        matches!(unit.kind, UnitKind::Count | UnitKind::Persons).then_some(unit)
    }

    pub(super) fn base(&self, start: usize, end: usize) -> Base {
        let text: Vec<&str> = self.words[start..end].iter().map(|w| w.lower.as_str()).collect();
        let text = text.join(" ");
        let year_before = [
            "year on year",
            "year-on-year",
            "year over year",
            "year before",
            "year earlier",
            "previous year",
            "last year",
        ];
        if year_before.iter().any(|words| text.contains(words)) {
            Base::YearBefore
        } else if text.contains("half-year before") {
            Base::HalfBefore
        } else if ["period before", "previous quarter", "previous month"]
            .iter()
            .any(|words| text.contains(words))
        {
            Base::PeriodBefore
        } else {
            let year = text.split_whitespace().zip(text.split_whitespace().skip(1));
            let year = year
                .filter(|(a, _)| matches!(*a, "on" | "with" | "from" | "in"))
                .find_map(|(_, b)| year_in(b));
            let stated = !text.starts_with("in ");
            year.filter(|_| stated).map_or(Base::Unstated, Base::Year)
        }
    }
}
