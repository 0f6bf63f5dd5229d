//! Which label, scope and change belongs to which number: one sentence at a time, clause by clause.
//!
//! A number is a *value* (结案率97.3%), the *size* of a change (提高1.2个百分点) or its *base* (由62.3天). A
//! change belongs to the label in its own clause, else to the last value; a list of changes behind 分别 to
//! the last values in order.

use super::claims;
use super::clauses::{Clause, clauses};
use super::figure::{Amount, Base, Change, Direction, Figure, Scope, Unit, UnitKind};
use super::grammar::{Found, numbers};
use super::labels;
use super::lexicon::{Lexicon, Mark};
use super::lists::Name;
use super::normalise::Sentence;
use super::periods::Mention;
use super::roles::Role;

/// A figure under construction.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) figure: Figure,
    /// Stands in brackets: (含旧存343件).
    pub(super) aside: bool,
    /// The place of the period mention it falls under.
    pub(crate) mention: Option<usize>,
}

/// The size of a change, before its owner is found.
#[derive(Debug)]
pub(super) struct Size {
    pub(super) amount: Amount,
    pub(super) direction: Direction,
    pub(super) base: Base,
    pub(super) from: Option<Amount>,
    /// The second end of a range: belongs to the figure of the first.
    pub(super) range: bool,
}

pub(crate) struct Reader<'a> {
    pub(crate) text: &'a [char],
    pub(super) at: &'a [usize],
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) drafts: Vec<Draft>,
    /// What the changes of this sentence are counted from, once said.
    pub(super) base: Base,
    /// The label of a clause without numbers, for a change that follows it.
    pub(super) waiting: Option<(usize, usize)>,
    /// The labels of a list behind 分别 that still wait for their values.
    pub(super) names: Vec<Name>,
    /// What the sentence before was about.
    pub(super) before: Option<Scope>,
    /// Its last label.
    pub(super) before_label: String,
    /// The indicator that 其中 divides: 新收案件1000件,其中民事案件700件.
    pub(super) among: Option<String>,
}

/// The figures of one sentence.
///
/// `before` is what the sentence before was about and its last label, where only a semicolon parts the two.
pub(crate) fn read(
    sentence: &Sentence,
    mentions: &[Mention],
    before: Option<(Scope, String)>,
    lexicon: &Lexicon,
) -> Vec<Draft> {
    let text = &sentence.chars;
    let found = numbers(text, lexicon);
    let mut reader = Reader {
        text,
        at: &sentence.at,
        lexicon,
        drafts: Vec::new(),
        base: Base::Unstated,
        waiting: None,
        names: Vec::new(),
        before_label: before.as_ref().map_or_else(String::new, |(_, label)| label.clone()),
        before: before.map(|(scope, _)| scope),
        among: None,
    };
    let mut next = 0;
    for clause in clauses(text, &found) {
        let first = next;
        while next < found.len() && found[next].start < clause.end {
            next += 1;
        }
        reader.clause(&clause, &found[first..next]);
    }
    let mut drafts = reader.drafts;
    for draft in &mut drafts {
        let start = draft.figure.span.start;
        draft.mention = mentions.iter().rposition(|m| {
            let here = m.until.is_none_or(|until| sentence.at.get(until).is_none_or(|end| start < *end));
            here && sentence.at[m.start] <= start
        });
    }
    drafts
}

impl Reader<'_> {
    fn clause(&mut self, clause: &Clause, found: &[Found]) {
        let mut from = clause.start;
        let mut sizes: Vec<Size> = Vec::new();
        let mut label = (from, from);
        let mut pending: Option<Amount> = None;
        let mut spread = false;
        self.spread_names(clause, found);
        for (k, number) in found.iter().enumerate() {
            let seg = from..number.start;
            let end = found.get(k + 1).map_or(clause.end, |next| next.start);
            let marks = self.lexicon.marks.all(&self.text[seg.clone()]);
            let stated = self.stated_base(&marks, seg.start, seg.end);
            let cut = stated.as_ref().map_or(seg.end, |(at, _)| *at);
            let base = stated.map(|(_, base)| base);
            if let Some(base) = &base {
                self.base = base.clone();
            }
            let Some(unit) =
                number.unit.clone().or_else(|| self.plain_unit(number, seg.start, &marks, pending.as_ref()))
            else {
                continue;
            };
            let amount = Amount { number: number.number, unit, span: self.span(number.start, number.end) };
            spread |= marks.iter().any(|(_, _, m)| *m == Mark::Respectively);
            // 分别上升3.8%、下降6.1%: each with a direction of its own.
            let follows = spread && !sizes.is_empty() && self.only_moves(seg.start, seg.end, &marks);
            let listed = follows || k > 0 && self.is_joint(seg.start, seg.end);
            // 下降0.5个百分点至120%: behind the size stands the level it came to.
            let reached = listed && !number.range && matches!(self.text[seg.clone()], ['至' | '到']);
            if reached && !sizes.is_empty() {
                self.settle(&mut sizes, label, clause.aside);
                if let Some(last) = self.drafts.last_mut().filter(|last| last.figure.value.is_none()) {
                    last.figure.span.end = last.figure.span.end.max(amount.span.end);
                    last.figure.value = Some(amount);
                    from = number.end;
                    label = (from, from);
                    continue;
                }
            }
            let role = if listed && !follows && !seg.is_empty() {
                Role::Listed
            } else {
                self.role(&amount.unit, number, seg.start, &marks, base.is_some(), end)
            };
            match role {
                Role::Size(direction) => {
                    if !listed || sizes.is_empty() {
                        self.settle(&mut sizes, label, clause.aside);
                        label = self.own_label(seg.start, &marks, cut);
                    }
                    if let Some((a, b)) = pending.is_some().then_some(label).filter(|l| l.0 < l.1) {
                        // 比去年同期48.8%上升了15.4%: the label stands before the base's value.
                        if self.is_joint(a, b) || labels::trim(self.text, a, b, self.lexicon).0 == b {
                            label = (a, a);
                        }
                    }
                    let base = base.unwrap_or_else(|| self.base.clone());
                    let range = number.range;
                    sizes.push(Size { amount, direction, base, from: pending.take(), range });
                }
                Role::Listed if !sizes.is_empty() => {
                    let (direction, base) = (sizes[0].direction, sizes[0].base.clone());
                    sizes.push(Size { amount, direction, base, from: None, range: number.range });
                }
                Role::From => {
                    self.settle(&mut sizes, label, clause.aside);
                    label = self.own_label(seg.start, &marks, self.where_from(seg.start, cut));
                    pending = Some(amount);
                }
                Role::Base => self.base_value(amount, clause.aside),
                Role::Listed | Role::Value(_) => {
                    self.settle(&mut sizes, label, clause.aside);
                    let moved = if let Role::Value(moved) = role { moved } else { None };
                    let compared = self.compared(&found[k..], &self.text[seg.clone()]);
                    let own = if pending.is_some() {
                        label
                    } else if let Some(names) = compared {
                        self.names = names;
                        (seg.end, seg.end)
                    } else {
                        self.value_label(seg.start, &marks, seg.end, moved)
                    };
                    let change = moved.map(|direction| Change {
                        direction,
                        size: None,
                        from: pending.take(),
                        base: base.unwrap_or_else(|| self.base.clone()),
                    });
                    let change =
                        change.or_else(|| self.last_move().filter(|_| listed && !self.names.is_empty()));
                    let leads = k == 0 && own.0 == clause.start && found.len() == 1;
                    from = self.value(amount, own, (number.end, end, leads), clause.aside);
                    if let Some(draft) = self.drafts.last_mut() {
                        draft.figure.changes.extend(change);
                    }
                    label = (from, from);
                    continue;
                }
            }
            from = number.end;
        }
        self.settle(&mut sizes, label, clause.aside);
        if found.is_empty() {
            self.unsized_change(clause);
            // 与上年同比,收案增加167件: the base stands in a clause of its own.
            let marks = self.lexicon.marks.all(&self.text[clause.start..clause.end]);
            if let Some((_, base)) = self.stated_base(&marks, clause.start, clause.end) {
                self.base = base;
            }
        }
        claims::read(self, clause, from);
        // 起诉率(按人口计)为152.3件: what stands in brackets is no label.
        if !clause.aside {
            self.waiting = (from < clause.end).then_some((from, clause.end));
        }
    }

    /// The change of the last figure, where it only gave a new level (分别提高到A和B).
    fn last_move(&self) -> Option<Change> {
        let change = self.drafts.last()?.figure.changes.last()?;
        (change.size.is_none() && change.from.is_none()).then(|| change.clone())
    }

    /// The measure word of a number without one: none, where the label is an index or a ratio.
    fn plain_unit(
        &self,
        number: &Found,
        start: usize,
        marks: &[(usize, usize, Mark)],
        from: Option<&Amount>,
    ) -> Option<Unit> {
        let end = marks.first().map_or(number.start, |(at, _, _)| start + at);
        let end = labels::trim_end(self.text, start, end, self.lexicon);
        let label = &self.text[start..end];
        let label = label.strip_suffix(&['”']).unwrap_or(label);
        let indexed = self.lexicon.ends("plain.ends").at_end(label).is_some();
        // 案-件比为1.31,同比下降0.05: the change of a plain number is plain.
        let moved = marks.iter().any(|(_, _, m)| matches!(m, Mark::Move(_)));
        let last = self.drafts.last().and_then(|draft| draft.figure.value.as_ref());
        let plain = moved && last.is_some_and(|value| value.unit.kind == UnitKind::Plain);
        let bare = plain && labels::trim(self.text, start, end, self.lexicon).0 == end;
        let large = number.number.exponent() >= 4;
        // 万人成讼率由98.3下降到91.6.
        let reached = moved && from.is_some_and(|from| from.unit.kind == UnitKind::Plain);
        (indexed || large || bare || reached).then(|| Unit { word: String::new(), kind: UnitKind::Plain })
    }

    /// Whether only 、, 和 and the like stand between two numbers.
    pub(super) fn is_joint(&self, start: usize, end: usize) -> bool {
        let text: String = self.text[start..end].iter().collect();
        matches!(text.as_str(), "" | "、" | "和" | "及" | "与" | "以及" | "、和" | "至" | "-" | "到")
    }

    /// Whether nothing but a joint and a change word stands between two numbers.
    fn only_moves(&self, start: usize, end: usize, marks: &[(usize, usize, Mark)]) -> bool {
        let Some((at, n, Mark::Move(_))) = marks.first() else { return false };
        let rest = &self.text[start + at + n..end];
        self.is_joint(start, start + at) && marks.len() == 1 && self.soften(rest).is_empty()
    }

    /// The label before a change: what stands before its first mark, at most up to `end`.
    pub(super) fn own_label(
        &self,
        start: usize,
        marks: &[(usize, usize, Mark)],
        end: usize,
    ) -> (usize, usize) {
        let moves = marks.iter().filter(|(_, _, m)| matches!(m, Mark::Move(_))).count();
        // 收案增速同比下降: a noun of change before another change is part of the label.
        let noun = |at: usize, n: usize, m: &Mark| {
            matches!(m, Mark::Move(_))
                && (moves > 1 || self.text.get(end).is_some_and(|c| matches!(c, '由' | '从')))
                && matches!(self.text[start + at + n - 1], '速' | '幅' | '率')
        };
        let first = marks.iter().find(|(at, n, m)| *m != Mark::Average && !noun(*at, *n, m));
        let stop = first.map_or(end, |(at, ..)| end.min(start + at));
        // 同比受理数增加4187件: the label stands between base and change word.
        if let Some((at, n, Mark::Base(_))) = first.filter(|_| self.is_blank(start, stop))
            && let Some((next, ..)) =
                marks.iter().find(|(next, _, m)| next > at && matches!(m, Mark::Move(_)))
            && next - at - n >= 2
            && self.lexicon.ends("plain.measures").at_end(&self.text[start + at + n..start + next]).is_some()
        {
            return (start + at + n, start + next);
        }
        (start, stop)
    }

    /// Where the last 由 or 从 stands, else `end`.
    fn where_from(&self, start: usize, end: usize) -> usize {
        (start..end).rev().find(|&i| matches!(self.text[i], '由' | '从')).unwrap_or(end)
    }
}
