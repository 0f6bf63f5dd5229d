//! A value with its label and what stands behind it.

use super::attach::Reader;
use super::figure::{Amount, Direction, Figure};
use super::labels;
use super::lexicon::Mark;
use super::lists::Name;
use super::objects;

impl Reader<'_> {
    pub(super) fn value_label(
        &self,
        start: usize,
        marks: &[(usize, usize, Mark)],
        end: usize,
        moved: Option<Direction>,
    ) -> (usize, usize) {
        let spread = marks.iter().find(|(_, _, m)| *m == Mark::Respectively).map(|(at, ..)| start + at);
        match moved {
            Some(_) => self.own_label(start, marks, end),
            // 分别占判决人数的A和B: the label stands behind 分别.
            None => match spread.filter(|at| labels::trim(self.text, start, *at, self.lexicon).0 == *at) {
                Some(at) => (at + 2, end),
                None => (start, spread.unwrap_or(end)),
            },
        }
    }

    /// Adds a value; gives the place where the next label may begin.
    pub(super) fn value(
        &mut self,
        amount: Amount,
        label: (usize, usize),
        after: (usize, usize, bool),
        aside: bool,
    ) -> usize {
        let (mut a, mut b, mut court) = labels::trim(self.text, label.0, label.1, self.lexicon);
        let object = objects::object(self, after.0, after.1, amount.unit.kind);
        let leads = a == b && after.2;
        let object = object.or_else(|| objects::predicate(self, after.0, after.1).filter(|_| leads));
        let value = amount.span.clone();
        let mut name: Option<Name> = None;
        let mut figure = Figure::blank();
        figure.object = object.map(|(from, to)| self.string(from, to));
        figure.value = Some(amount);
        if a < b {
            self.names = if self.spread_at(label.1) { self.split(a, b) } else { Vec::new() };
            if self.names.len() > 1 {
                name = Some(self.names.remove(0));
            } else {
                self.names.clear();
            }
        } else if !self.names.is_empty() && object.is_none() {
            name = Some(self.names.remove(0));
        } else if object.is_none() {
            // 上诉率(4.51%), 起诉率(按人口计)为152.3件: the label stands before the bracket.
            let closed = label.0.checked_sub(1).is_some_and(|i| self.text[i] == ')');
            let named = self.waiting.filter(|_| aside && leads || closed);
            let named =
                named.map(|(x, y)| labels::trim(self.text, x, y, self.lexicon)).filter(|(x, y, _)| x < y);
            if let Some((x, y, other)) = named.or_else(|| self.moved_label()) {
                (a, b, court) = (x, y, court.or(other));
            } else if let Some(last) =
                self.drafts.last().filter(|last| aside || !last.figure.label.is_empty())
            {
                figure.label.clone_from(&last.figure.label);
                court = court.or_else(|| last.figure.scope.court.clone());
            } else if let Some((x, y)) = self.waiting {
                let other;
                (a, b, other) = labels::trim(self.text, x, y, self.lexicon);
                court = court.or(other);
            }
        }
        if name.is_none() && a < b {
            name = Some(self.name(a, b));
        }
        // 北京法院人均收案210件,重庆法院180件: the same of another court.
        if a < b && object.is_none() && labels::is_court(&self.text[a..b], self.lexicon) {
            let last = self.drafts.last().map_or(&self.before_label, |last| &last.figure.label);
            if !last.is_empty() {
                figure.label.clone_from(last);
                court = Some(self.string(a, b));
                name = None;
                (a, b) = (b, b);
            }
        }
        // 26项指标中有21项改善: the same things.
        if a == b
            && object.is_none()
            && figure.label.is_empty()
            && let Some(same) = self.drafts.last().and_then(|last| last.figure.object.clone())
        {
            figure.label = same;
        }
        // 旧存845件,共计4241件: a sum is not what stands before it.
        let raw = self.string(label.0, label.1);
        let sum = ["共计", "合计", "总计"].into_iter().find(|word| raw.ends_with(word) && a == b);
        if let Some(word) = sum {
            word.clone_into(&mut figure.label);
        }
        let own = name.is_some();
        let at = name.as_ref().map_or(value.start, |name| name.at);
        if let Some(name) = name {
            figure.label = name.label;
        }
        if own && a < b {
            // 审结刑事案件62件、民事案件810件: the verb of the list holds for all of it.
            let joined = self.text[label.0.min(a)..a].iter().any(|c| matches!(c, '、' | '和' | '及' | '与'));
            figure.indicator =
                self.drafts.last().filter(|_| joined).and_then(|last| last.figure.indicator.clone());
            if self.text[label.0.min(a)..a].starts_with(&['其', '中']) {
                self.among = self.drafts.last().and_then(|last| last.figure.indicator.clone());
            }
            figure.indicator = figure.indicator.take().or_else(|| self.among.clone());
        }
        figure.scope.court = court;
        figure.span = at.min(value.start)..value.end.max(object.map_or(0, |(_, to)| self.at(to - 1) + 1));
        self.finish(figure, aside);
        object.map_or(after.0, |(_, to)| to)
    }

    /// Whether 分别 stands right where the label ends.
    pub(super) fn spread_at(&self, end: usize) -> bool {
        self.lexicon.list("change.respectively").at_start(&self.text[end..]).is_some()
    }
}
