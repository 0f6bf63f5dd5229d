//! What a number is: a value, the size of a change, or the base of one.

use super::attach::Reader;
use super::figure::{Base, Direction, Unit, UnitKind};
use super::grammar::Found;
use super::lexicon::{Lexicon, Mark};

/// The part that a number plays in its clause.
pub(super) enum Role {
    Value(Option<Direction>),
    Size(Direction),
    From,
    /// The base's value in a statement of its own: (去年同期为2296件).
    Base,
    Listed,
}

impl Reader<'_> {
    /// The base that the words before a number state, and where they begin.
    pub(super) fn stated_base(
        &self,
        marks: &[(usize, usize, Mark)],
        start: usize,
        end: usize,
    ) -> Option<(usize, Base)> {
        let known = marks.iter().find_map(|(at, _, m)| match m {
            Mark::Base(base) => Some((start + at, base.clone())),
            _ => None,
        });
        if known.is_some() {
            return known;
        }
        let text = &self.text[start..end];
        let sign = text.iter().position(|c| matches!(c, '比' | '较'))?;
        let begin = start + sign - usize::from(sign > 0 && text[sign - 1] == '相');
        let year: String = text[sign + 1..].iter().take(4).collect();
        if text.get(sign + 5) == Some(&'年') && year.bytes().all(|b| b.is_ascii_digit()) {
            return year.parse().ok().map(|year| (begin, Base::Year(year)));
        }
        let average = marks.iter().find(|(at, _, m)| *m == Mark::Average && *at > sign)?;
        let scope = &text[sign + 1..average.0 + average.1];
        let moved = marks.iter().any(|(at, _, m)| matches!(m, Mark::Move(_)) && *at > average.0);
        let moved = moved || self.lexicon.short_moves.at_end(self.trim_soft_end(text)).is_some();
        (moved && scope.len() <= 12).then(|| (begin, Base::Stated(scope.iter().collect())))
    }

    pub(super) fn role(
        &mut self,
        unit: &Unit,
        number: &Found,
        start: usize,
        marks: &[(usize, usize, Mark)],
        based: bool,
        end: usize,
    ) -> Role {
        let text = &self.text[start..number.start];
        if self.is_joint(start, number.start) && !text.is_empty() {
            return Role::Listed;
        }
        let last = marks.iter().rev().find_map(|(at, n, m)| match m {
            Mark::Move(direction) => Some((*at, *n, *direction)),
            _ => None,
        });
        let behind = self.lexicon.marks.all(&self.text[number.end..end]);
        let moves_behind = behind.iter().any(|(_, _, m)| matches!(m, Mark::Move(_)));
        if let Some((at, n, direction)) = last {
            let tail = &text[at + n..];
            let word = &text[at..at + n];
            if matches!(word.last(), Some('至' | '到'))
                || self.lexicon.list("change.to").at_start(tail).is_some()
            {
                let noun = matches!(word.last(), Some('幅' | '率' | '速'));
                let short = tail.len() <= 10;
                if !noun && short && unit.kind != UnitKind::Points {
                    return Role::Value(Some(direction));
                }
            }
            if ends_with_average(tail, self.lexicon) {
                self.base = Base::Stated(tail.iter().collect());
                return Role::Size(direction);
            }
            if self.soften(tail).is_empty() || based && tail.len() <= 12 || unit.kind == UnitKind::Points {
                return Role::Size(direction);
            }
            let time = matches!(unit.kind, UnitKind::Days | UnitKind::Time);
            if time && self.lexicon.list("measuring.words").within(tail) && tail.len() <= 12 {
                return Role::Size(direction);
            }
        }
        if let Some(direction) = number.sign.filter(|_| text.len() <= 6) {
            return Role::Size(direction);
        }
        if based {
            // 同比增3%: single characters are change words beside a base only.
            let trimmed = self.trim_soft_end(text);
            if let Some((_, direction)) = self.lexicon.short_moves.at_end(trimmed) {
                return Role::Size(*direction);
            }
            if moves_behind {
                return Role::From;
            }
            let known = marks.iter().find(|(_, _, m)| *m == Mark::Base(Base::YearBefore));
            let alone = known.is_some_and(|(at, n, _)| *at <= 1 && self.soften(&text[at + n..]).is_empty());
            if alone && !self.drafts.is_empty() && !matches!(unit.kind, UnitKind::Percent | UnitKind::Points)
            {
                return Role::Base;
            }
        }
        if unit.kind == UnitKind::Points {
            return Role::Size(Direction::Up);
        }
        let from = (0..text.len()).rev().find(|&i| matches!(text[i], '由' | '从'));
        if moves_behind && from.is_some_and(|i| text.len() - i <= 12) {
            return Role::From;
        }
        Role::Value(None)
    }

    /// What is left of `tail` without the words that may stand between a change word and its size.
    fn soften<'t>(&self, mut tail: &'t [char]) -> &'t [char] {
        while let Some((n, ())) = self.lexicon.list("change.soft").at_start(tail) {
            tail = &tail[n..];
        }
        tail
    }

    fn trim_soft_end<'t>(&self, mut text: &'t [char]) -> &'t [char] {
        while let Some((n, ())) = self.lexicon.ends("change.soft").at_end(text) {
            text = &text[..text.len() - n];
        }
        text
    }
}

fn ends_with_average(tail: &[char], lexicon: &Lexicon) -> bool {
    lexicon.ends("base.averages").at_end(tail).is_some() || lexicon.ends("base.places").at_end(tail).is_some()
}
