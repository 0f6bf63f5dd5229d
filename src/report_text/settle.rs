//! To which figure a change belongs, and how a figure is finished.

use super::attach::{Draft, Reader, Size};
use super::clauses::Clause;
use super::figure::{Amount, Base, Change, ChangeKind, Direction, Figure, Span, UnitKind};
use super::labels;
use super::lexicon::Mark;
use super::lists::Name;

impl Reader<'_> {
    /// Gives the collected sizes of changes to their figures.
    pub(super) fn settle(&mut self, sizes: &mut Vec<Size>, label: (usize, usize), aside: bool) {
        if sizes.is_empty() {
            return;
        }
        let sizes = std::mem::take(sizes);
        let (a, b, court) = labels::trim(self.text, label.0, label.1, self.lexicon);
        // Both ends of a range are one change of one figure.
        let mut changes: Vec<Vec<Change>> = Vec::new();
        for size in sizes {
            let change = Change {
                direction: size.direction,
                size: Some(size.amount),
                from: size.from,
                base: size.base,
            };
            match changes.last_mut().filter(|_| size.range) {
                Some(range) => range.push(change),
                None => changes.push(vec![change]),
            }
        }
        if a < b && !self.continues(a, b, changes[0][0].kind()) {
            let mut names = self.split(a, b);
            if names.len() != changes.len() {
                names = vec![self.name(a, b); changes.len()];
            }
            for (name, change) in names.into_iter().zip(changes) {
                self.labelled(name, court.clone(), change, aside);
            }
            return;
        }
        if a < b && self.string(a, b) == "年均" {
            // 年均增长12.6% is a change by the year.
            changes.iter_mut().flatten().for_each(|change| change.base = Base::Stated("年均".to_owned()));
        }
        if let Some((x, y, court)) = self.moved_label().filter(|_| changes.len() == 1) {
            self.labelled(self.name(x, y), court, changes.swap_remove(0), aside);
            return;
        }
        let owners = self.owners(&changes, aside);
        if owners.is_empty() {
            let (x, y, court) = match self.waiting {
                Some((x, y)) => labels::trim(self.text, x, y, self.lexicon),
                None => (a, a, None),
            };
            let mut names = self.split(x, y);
            if names.len() != changes.len() {
                names = vec![self.name(x, y); changes.len()];
            }
            for (mut name, change) in names.into_iter().zip(changes) {
                // 上诉率、申诉率明显趋优: a rate's name ends with 率.
                if let Some(at) = name.label.rfind('率') {
                    name.label.truncate(at + '率'.len_utf8());
                }
                self.labelled(name, court.clone(), change, aside);
            }
            return;
        }
        for (i, change) in changes.into_iter().enumerate() {
            let owner = owners[i.min(owners.len() - 1)];
            let figure = &mut self.drafts[owner].figure;
            let end = change.iter().filter_map(|c| c.size.as_ref()).map(|size| size.span.end).max();
            figure.span.end = figure.span.end.max(end.unwrap_or(0));
            // 同比下降,降幅5.2%: the size of a change that was told without one.
            let told = figure.changes.last().is_some_and(|told| {
                let same =
                    told.size.is_none() && told.from.is_none() && told.direction == change[0].direction;
                same && figure.value.is_none()
            });
            if told {
                figure.changes.pop();
            }
            figure.changes.extend(change);
        }
    }

    /// The label of a clause before that only told a direction: 起诉率首次出现下降,降幅5.2%.
    pub(super) fn moved_label(&self) -> Option<(usize, usize, Option<String>)> {
        let (start, end) = self.waiting?;
        let marks = self.lexicon.marks.all(&self.text[start..end]);
        let (at, ..) = *marks.iter().find(|(_, _, m)| matches!(m, Mark::Move(_)))?;
        let first = marks.first().map_or(at, |(first, ..)| at.min(*first));
        let stop = (start..start + first).rev().find(|&i| matches!(self.text[i], '率' | '数' | '量' | '额'));
        let (x, y, court) = labels::trim(self.text, start, stop? + 1, self.lexicon);
        (x + 2 < y).then_some((x, y, court))
    }

    /// The last `n` figures that a change without a label of its own belongs to.
    fn owners(&self, changes: &[Vec<Change>], aside: bool) -> Vec<usize> {
        let n = changes.len();
        let kind = changes[0][0].size.as_ref().map(|size| size.unit.kind);
        let percent = kind == Some(UnitKind::Percent);
        let kind = kind
            .filter(|k| matches!(k, UnitKind::Count | UnitKind::Persons | UnitKind::Money | UnitKind::Days));
        let eligible = |i: &usize| aside || !self.drafts[*i].aside;
        // 人均办案412件,是全省的1.4倍,较均值低35.79件: a change in cases is of a figure in cases.
        let kin = |i: &usize| {
            let value = self.drafts[*i].figure.value.as_ref();
            eligible(i) && kind.is_some() && value.map(|v| v.unit.kind) == kind
        };
        if let Some(owner) = (0..self.drafts.len()).rev().take(3).find(kin).filter(|_| n == 1) {
            return vec![owner];
        }
        // 案件1037件,占24.8%,同比增长8%: percents are of the cases, a share moves by points.
        let share = |i: &usize| {
            let figure = &self.drafts[*i].figure;
            let rate = figure.value.as_ref().is_some_and(|v| v.unit.kind == UnitKind::Percent);
            percent && rate && (figure.label.starts_with('占') || figure.label.ends_with("占比"))
        };
        let whole = (0..self.drafts.len()).rev().filter(eligible).find(|i| !share(i));
        if let Some(owner) = whole.filter(|_| n == 1) {
            return vec![owner];
        }
        let mut owners: Vec<usize> = (0..self.drafts.len()).rev().filter(eligible).take(n).collect();
        if n > 1 {
            let fresh = |i: &usize| eligible(i) && self.drafts[*i].figure.changes.is_empty();
            let unchanged: Vec<usize> = (0..self.drafts.len()).rev().filter(fresh).take(n).collect();
            if unchanged.len() == n {
                owners = unchanged;
            }
        }
        owners.reverse();
        owners
    }

    /// Whether a would-be label only carries the change of the figure before it (数量, 收案数).
    pub(super) fn continues(&self, a: usize, b: usize, kind: ChangeKind) -> bool {
        let text = self.string(a, b);
        // 收案10万件,增幅回落6.2个百分点: the growth of a count is a figure of its own.
        let count = self.drafts.last().and_then(|d| d.figure.value.as_ref());
        let count = count.is_some_and(|v| v.unit.kind != UnitKind::Percent);
        if kind == ChangeKind::Points && count && matches!(text.as_str(), "增幅" | "增速" | "降幅") {
            return false;
        }
        let words = [
            "也",
            "年均",
            "均",
            "数量",
            "增速",
            "降幅",
            "增幅",
            "件数",
            "分别",
            "两者",
            "总量",
            "数",
            "升幅",
            "涨幅",
            "相",
            "下降幅度",
            "上升幅度",
            "增长幅度",
            "幅度",
        ];
        !self.drafts.is_empty() && words.contains(&text.as_str())
    }

    fn labelled(&mut self, name: Name, court: Option<String>, changes: Vec<Change>, aside: bool) {
        let mut figure = Figure::blank();
        let sizes = || changes.iter().filter_map(|change| change.size.as_ref());
        let first = sizes().next().map(|size| size.span.start);
        let start = if name.label.is_empty() { first.unwrap_or(0) } else { name.at };
        let named = start + name.label.chars().count();
        figure.label = name.label;
        figure.scope.court = court;
        figure.span = start..sizes().map(|size| size.span.end).max().unwrap_or(named);
        figure.changes = changes;
        self.finish(figure, aside);
    }

    /// 去年同期为2296件: the base of the last figure; which way it moved follows from both.
    pub(super) fn base_value(&mut self, amount: Amount, aside: bool) {
        let base = self.base.clone();
        let eligible = |draft: &&mut Draft| aside || !draft.aside;
        let Some(draft) = self.drafts.iter_mut().rev().find(eligible) else { return };
        let figure = &mut draft.figure;
        let now = figure.value.as_ref().and_then(Amount::value);
        let direction = match now.zip(amount.value()).map(|(now, then)| now.cmp(&then)) {
            Some(std::cmp::Ordering::Greater) => Direction::Up,
            Some(std::cmp::Ordering::Less) => Direction::Down,
            _ => Direction::Flat,
        };
        figure.span.end = figure.span.end.max(amount.span.end);
        figure.changes.push(Change { direction, size: None, from: Some(amount), base });
    }

    /// 与上年持平, 平均用时同比下降: a change without a size.
    pub(super) fn unsized_change(&mut self, clause: &Clause) {
        let text = &self.text[clause.start..clause.end];
        let marks = self.lexicon.marks.all(text);
        let stated = self.stated_base(&marks, clause.start, clause.end);
        let flat = marks.iter().any(|(_, _, m)| *m == Mark::Flat);
        let moved = marks.iter().rev().find_map(|(_, _, m)| match m {
            Mark::Move(direction) => Some(*direction),
            _ => None,
        });
        let direction = if flat { Some(Direction::Flat) } else { moved.filter(|_| stated.is_some()) };
        let Some(direction) = direction else { return };
        let cut = stated.as_ref().map_or(clause.end, |(at, _)| *at);
        let base = stated.map_or_else(|| self.base.clone(), |(_, base)| base);
        let change = Change { direction, size: None, from: None, base };
        let (from, to) = self.own_label(clause.start, &marks, cut);
        let (a, b, court) = labels::trim(self.text, from, to, self.lexicon);
        if a < b && !self.continues(a, b, ChangeKind::Unsized) {
            let measured = self.lexicon.ends("plain.measures").at_end(&self.text[a..b]).is_some();
            for name in self.split(a, b).into_iter().filter(|_| flat || measured) {
                self.labelled(name, court.clone(), vec![change.clone()], clause.aside);
            }
        } else if let Some(last) = self.drafts.iter_mut().rfind(|draft| clause.aside || !draft.aside) {
            // 审结4822件(含再审1件),与去年持平: what stands in brackets is not meant.
            last.figure.changes.push(change);
        }
    }

    /// Indicator, class and subject from the label; what a bare label leaves open comes from its neighbour.
    pub(super) fn finish(&mut self, mut figure: Figure, aside: bool) {
        let name = if figure.label.is_empty() { figure.name() } else { figure.label.clone() };
        let label: Vec<char> = name.chars().collect();
        let kind = figure.value.as_ref().map(|v| v.unit.kind);
        let size = figure.changes.first().and_then(|c| c.size.as_ref()).map(|s| s.unit.kind);
        let size = size.map(|k| if k == UnitKind::Times { UnitKind::Percent } else { k });
        let found = labels::indicator(&label, kind.or(size), kind.is_none(), self.lexicon);
        let (id, rest) = found.unzip();
        let court = figure.scope.court.take();
        let mut scope = labels::scope(&label, court, rest.as_deref(), self.lexicon);
        if scope.class.is_none() {
            let object: Vec<char> = figure.object.iter().flat_map(|o| o.chars()).collect();
            scope.class = labels::scope(&object, None, None, self.lexicon).class;
        }
        let bare = labels::is_bare(&label, self.lexicon);
        let neighbour = |draft: &&Draft| !draft.aside && !draft.figure.label.starts_with('占');
        if let Some(last) = self.drafts.iter().rev().find(neighbour).filter(|_| bare) {
            let shared = figure.object.is_none();
            scope.class = scope.class.or_else(|| last.figure.scope.class.clone().filter(|_| shared));
            scope.court = scope.court.or_else(|| last.figure.scope.court.clone());
        } else if let Some(before) = self.before.as_ref().filter(|_| bare) {
            let shared = figure.object.is_none();
            scope.class = scope.class.or_else(|| before.class.clone().filter(|_| shared));
            scope.court = scope.court.or_else(|| before.court.clone());
        }
        figure.scope = scope;
        // An indicator taken over from a list holds only for cases of another class.
        let inherited = figure.indicator.take().filter(|id| id.starts_with("cases_"));
        let cases = kind == Some(UnitKind::Count) && (name.ends_with("案件") || name.ends_with("纠纷"));
        figure.indicator = id.or(inherited.filter(|_| cases));
        self.drafts.push(Draft { figure, aside, mention: None });
    }

    pub(super) fn string(&self, from: usize, to: usize) -> String {
        self.text[from..to].iter().collect()
    }

    pub(super) fn at(&self, i: usize) -> usize {
        self.at[i]
    }

    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        if from < to { self.at[from]..self.at[to - 1] + 1 } else { 0..0 }
    }
}
