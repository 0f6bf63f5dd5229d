//! A table as people read it: a line for each indicator and group, the last periods side by side, the change.
//!
//! Chinese characters take two columns of a terminal, so widths are counted in columns, not in letters.

use crate::change::ChangeKind;
use crate::indicator::{Definition, Standing};
use crate::ledger::GroupWord;
use crate::period::{Base, Period};
use crate::table::sureness::Footing;
use crate::table::wording::{
    level_text, name_text, quantity_text, reason_text, signed, status_text, unit_text, whole,
};
use crate::table::{Language, Mark, Observation, Place, Status, Table};
use unicode_width::UnicodeWidthStr;

impl Table {
    /// The table as text: the last `periods` periods side by side, at most `lines` lines of observations.
    ///
    /// An indicator is named on the first of its lines. Where there is no value the cell says why in brackets;
    /// `[?]` marks definitions that nobody verified, `~` changes that chance alone may have made, `(p)` a period that
    /// is not over.
    ///
    /// ```
    /// use courtmetrics::{measure::Request, period::Base, read::{Cases, ScanOptions}, table::Language};
    /// let mut cases = Cases::new(["filed_on", "resolved_on"]);
    /// cases.push(["2022-03-01".into(), "2023-02-01".into()])?;
    /// cases.push(["2023-01-05".into(), "2023-03-01".into()])?;
    /// let mut table = Request::new(&["clearance_rate"])?.run(&mut cases, ScanOptions::default())?.table;
    /// table.compare(Base::YearBefore);
    /// let text = table.to_text(Language::English, 2, 10);
    /// assert!(text.starts_with("indicator       unit   2022  2023 (p)  change on 2022\n"), "{text}");
    /// assert!(text.contains("Clearance rate  %     0.00%   200.00%  +200.00 points\n"), "{text}");
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn to_text(&self, language: Language, periods: usize, lines: usize) -> String {
        let zh = language == Language::Chinese;
        let shown: Vec<usize> = (0..self.periods.len()).rev().take(periods).rev().collect();
        let mut heading = vec![if zh { "指标" } else { "indicator" }.to_owned()];
        heading.extend(self.by.iter().cloned());
        heading.push(if zh { "单位" } else { "unit" }.to_owned());
        heading.extend(shown.iter().map(|p| format!("{}{}", self.periods[*p], mark_sign(self.marks[*p]))));
        if let (Some(base), Some(last)) = (self.compared(), shown.last()) {
            heading.push(change_heading(base, self.periods[*last], zh));
        }
        let left = 2 + self.by.len();
        let mut body = Vec::new();
        let mut chance = Vec::new();
        for (i, definition) in self.indicators.iter().enumerate() {
            let footing = Footing::of_change(definition);
            for (g, group) in self.groups.iter().enumerate() {
                let row = |p: usize| self.at(Place { indicator: i, group: g, period: p });
                let mut line = vec![if g == 0 { name_text(definition, zh) } else { String::new() }];
                line.extend(group.iter().map(ToString::to_string));
                line.push(unit_text(&definition.unit, zh).to_owned());
                line.extend(shown.iter().map(|p| match self.row(row(*p)).status {
                    Status::Known => self.value_text(row(*p), definition),
                    Status::Given => {
                        let value = self.value_text(row(*p), definition);
                        format!("{value} ({})", status_text(Status::Given, zh))
                    }
                    status => format!("({})", status_text(status, zh)),
                }));
                if let (Some(_), Some(last)) = (self.compared(), shown.last()) {
                    line.push(self.change_text(row(*last), definition, zh));
                    if body.len() < lines {
                        let sure = self.sureness_on(footing, definition, row(*last));
                        chance.push(sure.is_ok_and(|s| s.interval.contains(0.0)));
                    }
                }
                body.push(line);
            }
        }
        let cut = body.len().saturating_sub(lines);
        body.truncate(lines);
        let doubtful = chance.contains(&true);
        if doubtful {
            heading.push(String::new());
            for (line, within) in body.iter_mut().zip(&chance) {
                line.push(if *within { "~" } else { "" }.to_owned());
            }
        }
        let mut text = vec![align(&heading, &body, left)];
        if cut > 0 {
            text.push(if zh { format!("… 另有 {cut} 行\n") } else { format!("… {cut} more lines\n") });
        }
        if self.groups.iter().flatten().any(|word| *word == GroupWord::All) {
            text.push(if zh { "* 合计\n" } else { "* all groups together\n" }.to_owned());
        }
        if let (true, Some(level)) = (doubtful, self.level) {
            let level = level_text(level);
            text.push(if zh {
                format!("~ 变化可能出于偶然：其{level}置信区间包含0\n")
            } else {
                format!("~ within chance: the {level} interval of the change contains 0\n")
            });
        }
        for mark in [Mark::Break, Mark::Provisional, Mark::Estimated] {
            if shown.iter().any(|p| self.marks[*p] == mark) {
                text.push(format!("{} {}\n", mark_sign(mark).trim(), mark_text(mark, zh)));
            }
        }
        if self.indicators.iter().any(|d| d.standing == Standing::Unverified) {
            let mark = if zh {
                "[?] 定义未经官方文本核实，不得作为官方数值引用\n"
            } else {
                "[?] definition not verified against an official text: not an official value\n"
            };
            text.push(mark.to_owned());
        }
        let note = if zh { "注" } else { "note" };
        text.extend(self.notes.iter().map(|said| format!("{note}: {said}\n")));
        text.concat()
    }

    /// A value as courts print it, or the reason why there is none in brackets.
    pub fn value_text(&self, at: usize, definition: &Definition) -> String {
        let row = self.row(at);
        let days = self.periods[self.place(at).period].days();
        match row.exact(Observation::scale(definition, days)) {
            Ok(value) => quantity_text(value, definition),
            Err(_) if row.status.has_value() => "(out_of_range)".to_owned(),
            Err(_) => format!("({})", row.status.word()),
        }
    }

    /// A change as courts print it, or the reason why there is none in brackets.
    pub fn change_text(&self, at: usize, definition: &Definition, zh: bool) -> String {
        let change = match self.exact_change(at) {
            Ok(change) => change.value(),
            Err(reason) => return format!("({})", reason_text(reason, zh)),
        };
        let text = |decimals| signed(change, decimals);
        match definition.change {
            ChangeKind::Percent => format!("{}%", text(2)),
            ChangeKind::Points => format!("{} {}", text(2), if zh { "个百分点" } else { "points" }),
            ChangeKind::Days => format!("{} {}", text(2), if zh { "天" } else { "days" }),
            ChangeKind::Places => format!("{} {}", text(0), if zh { "位" } else { "places" }),
            _ if whole(definition) => text(0),
            _ => text(2),
        }
    }
}

fn mark_sign(mark: Mark) -> &'static str {
    match mark {
        Mark::Normal => "",
        Mark::Break => " (b)",
        Mark::Provisional => " (p)",
        Mark::Estimated => " (e)",
    }
}

pub(super) fn mark_text(mark: Mark, zh: bool) -> &'static str {
    match (mark, zh) {
        (Mark::Normal, _) => "",
        (Mark::Break, true) => "口径中断，与此前各期不可比",
        (Mark::Provisional, true) => "暂定数，可能变动",
        (Mark::Estimated, true) => "估计数",
        (Mark::Break, false) => "a break in the series: not comparable with the periods before",
        (Mark::Provisional, false) => "provisional: it may still change",
        (Mark::Estimated, false) => "estimated",
    }
}

fn change_heading(base: Base, last: Period, zh: bool) -> String {
    let of = base.of(last);
    match (base, of, zh) {
        (Base::YearBefore, _, true) => "同比".to_owned(),
        (Base::Previous, _, true) => "环比".to_owned(),
        (Base::Plan, _, true) => "较计划".to_owned(),
        (_, Some(period), true) => format!("较{period}"),
        (Base::Plan, _, false) => "change on plan".to_owned(),
        (_, Some(period), false) => format!("change on {period}"),
        (_, None, _) => base.word().to_owned(),
    }
}

/// Columns aligned: names to the left, numbers to the right.
fn align(heading: &[String], body: &[Vec<String>], left: usize) -> String {
    let width = |column: usize| {
        body.iter().map(|line| line[column].width()).chain([heading[column].width()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heading.len()).map(width).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().enumerate().map(|(c, cell)| {
            let gap = " ".repeat(widths[c] - cell.width());
            if c < left { format!("{cell}{gap}") } else { format!("{gap}{cell}") }
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    let rule = widths.iter().map(|w| "─".repeat(*w)).collect::<Vec<_>>().join("──") + "\n";
    line(heading) + &rule + &body.iter().map(|l| line(l)).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_columns_align_by_terminal_columns() {
        let text = align(
            &["指标".to_owned(), "2023".to_owned()],
            &[vec!["结案率".to_owned(), "97.30%".to_owned()], vec!["filed".to_owned(), "8598".to_owned()]],
            1,
        );
        let widths: Vec<usize> = text.lines().map(UnicodeWidthStr::width).collect();
        assert_eq!(widths, [14, 14, 14, 14], "{text}");
    }

    #[test]
    fn the_heading_of_the_change_names_its_base() {
        let year: Period = "2023".parse().unwrap();
        let heading = |base: Base, zh| change_heading(base, year, zh);
        assert_eq!(heading(Base::YearBefore, false), "change on 2022");
        assert_eq!(heading(Base::YearBefore, true), "同比");
        assert_eq!(heading(Base::Fixed("2019".parse().unwrap()), true), "较2019");
        assert_eq!(heading(Base::Plan, false), "change on plan");
    }
}
