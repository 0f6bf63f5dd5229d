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
        let text = &self.text[start..end];
        let year_at = |at: usize| {
            let year: String = text.get(at..at + 4)?.iter().collect();
            (text.get(at + 4) == Some(&'年')).then(|| year.parse().ok())?
        };
        if let Some((at, _)) = known {
            // 同比2015年分别上升: counted from the year that is named.
            let named =
                text[at - start..].starts_with(&['同', '比']).then(|| year_at(at - start + 2)).flatten();
            return named.map_or(known, |year| Some((at, Base::Year(year))));
        }
        // 与全省相比
        let with = text.windows(2).rposition(|w| w == ['相', '比']).and_then(|to| {
            let from = text[..to].iter().rposition(|c| *c == '与')?;
            let year = text[from..to].iter().any(char::is_ascii_digit);
            (to - from <= 10 && !year)
                .then(|| (start + from, Base::Stated(text[from..to + 2].iter().collect())))
        });
        if with.is_some() {
            return with;
        }
        // 与2019年相比
        let with = text
            .windows(6)
            .position(|w| w[0] == '与' && w[5] == '年' && w[1..5].iter().all(char::is_ascii_digit));
        if let Some(at) = with.filter(|at| text[*at..].windows(2).any(|w| w == ['相', '比'])) {
            let year: String = text[at + 1..at + 5].iter().collect();
            return year.parse().ok().map(|year| (start + at, Base::Year(year)));
        }
        let sign = text.iter().position(|c| matches!(c, '比' | '较'))?;
        let begin = start + sign - usize::from(sign > 0 && text[sign - 1] == '相');
        let year: String = text[sign + 1..].iter().take(4).collect();
        if text.get(sign + 5) == Some(&'年') && year.bytes().all(|b| b.is_ascii_digit()) {
            return year.parse().ok().map(|year| (begin, Base::Year(year)));
        }
        let Some(average) = marks.iter().find(|(at, _, m)| *m == Mark::Average && *at > sign) else {
            return self.versus(marks, start, end);
        };
        let scope = &text[sign + 1..average.0 + average.1];
        let moved = marks.iter().any(|(at, _, m)| matches!(m, Mark::Move(_)) && *at > average.0);
        let moved = moved || self.lexicon.short_moves.at_end(self.trim_soft_end(text)).is_some();
        (moved && scope.len() <= 12).then(|| (begin, Base::Stated(scope.iter().collect())))
    }

    /// 较普通案件缩短43.2天, 比诉讼少51.4天: anything that a change may be counted from.
    fn versus(&self, marks: &[(usize, usize, Mark)], start: usize, end: usize) -> Option<(usize, Base)> {
        let text = &self.text[start..end];
        let moved = marks.iter().rev().find(|(_, _, m)| matches!(m, Mark::Move(_))).map(|(at, ..)| *at);
        let soft = self.trim_soft_end(text);
        let moved = moved.or_else(|| self.lexicon.short_moves.at_end(soft).map(|(n, _)| soft.len() - n))?;
        let sign = (0..moved).rev().find(|&i| matches!(text[i], '比' | '较'))?;
        let word = |i: usize, chars: &str| text.get(i).is_some_and(|c| chars.contains(*c));
        // 占比, 案-件比, 比例, 较高 are words of their own.
        if sign > 0 && word(sign - 1, "同环占对收件序案相计类百结可评审无")
            || word(sign + 1, "例重率较值赛如大高为好低多少强快")
        {
            return None;
        }
        let name = &text[sign + 1..moved];
        let plain = (2..=10).contains(&name.len()) && name.iter().all(|c| c.is_alphanumeric() || *c == '-');
        plain.then(|| (start + sign, Base::Stated(text[sign..moved].iter().collect())))
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
        let last = marks.iter().rev().find_map(|(at, n, m)| match m {
            Mark::Move(direction) => Some((*at, *n, *direction)),
            _ => None,
        });
        // 同比增长-2.3个百分点 is a fall.
        let signed = number.sign == Some(Direction::Down)
            && last.is_some_and(|(at, n, _)| self.soften(&text[at + n..]) == ['-']);
        if signed {
            return Role::Size(Direction::Down);
        }
        let behind = self.lexicon.marks.all(&self.text[number.end..end]);
        let moves_behind = behind.iter().any(|(_, _, m)| matches!(m, Mark::Move(_)));
        // 以年均21%的幅度递减: the change word stands behind.
        let paced = ["的幅度", "的速度", "的比例"]
            .iter()
            .find(|word| self.text[number.end..end].starts_with(&word.chars().collect::<Vec<_>>()));
        if let Some((.., Mark::Move(direction))) = behind.last().filter(|_| paced.is_some()) {
            return Role::Size(*direction);
        }
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
            // 去年同期为48.8% is a base, 同比3.2% is not.
            let told = known.is_some_and(|(at, n, _)| {
                matches!(text[*at], '去' | '上')
                    && text[at + n..].first().is_some_and(|c| "为是仅".contains(*c))
            });
            let rate = matches!(unit.kind, UnitKind::Percent | UnitKind::Points);
            // 同比2018年上半年的70.60%: what a change is counted from, told apart.
            let last = self.drafts.last().and_then(|draft| draft.figure.value.as_ref());
            let named = text.last() == Some(&'的')
                && text.contains(&'年')
                && last.is_some_and(|value| value.unit.kind == unit.kind);
            if named || alone && !self.drafts.is_empty() && (!rate || told) {
                return Role::Base;
            }
        }
        if unit.kind == UnitKind::Points {
            // 两者相差18.3个百分点 is a level.
            let level = text.last().is_some_and(|c| matches!(c, '差' | '距'));
            return if level { Role::Value(None) } else { Role::Size(Direction::Up) };
        }
        let from = (0..text.len()).rev().find(|&i| matches!(text[i], '由' | '从'));
        if moves_behind && from.is_some_and(|i| text.len() - i <= 12) {
            return Role::From;
        }
        Role::Value(None)
    }

    /// What is left of `tail` without the words that may stand between a change word and its size.
    pub(super) fn soften<'t>(&self, mut tail: &'t [char]) -> &'t [char] {
        while let Some((n, ())) = self.lexicon.list("change.soft").at_start(tail) {
            tail = &tail[n..];
        }
        tail
    }

    pub(super) fn trim_soft_end<'t>(&self, mut text: &'t [char]) -> &'t [char] {
        while let Some((n, ())) = self.lexicon.ends("change.soft").at_end(text) {
            text = &text[..text.len() - n];
        }
        text
    }
}

fn ends_with_average(tail: &[char], lexicon: &Lexicon) -> bool {
    lexicon.ends("base.averages").at_end(tail).is_some() || lexicon.ends("base.places").at_end(tail).is_some()
}
