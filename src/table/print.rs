//! A table as people read it: a line for each indicator and group, the last periods side by side, the change.
//!
//! Chinese characters take two columns of a terminal, so widths are counted in columns, not in letters.

use crate::change::{ChangeKind, Undefined};
use crate::indicator::{Definition, Standing};
use crate::ledger::GroupWord;
use crate::period::{Base, Period};
use crate::quantity::{Decimal, Fraction, QuantityKind, Rounding};
use crate::table::{Observation, Place, Status, Table};
use unicode_width::UnicodeWidthStr;

/// Language of names and headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese.
    Chinese,
}

impl std::str::FromStr for Language {
    type Err = crate::Error;
    fn from_str(word: &str) -> crate::Result<Self> {
        match word {
            "en" => Ok(Self::English),
            "zh" => Ok(Self::Chinese),
            other => Err(crate::Error::unknown("language", other, ["en", "zh"])),
        }
    }
}

impl Table {
    /// The table as text: the last `periods` periods side by side, at most `lines` lines of observations.
    ///
    /// An indicator is named on the first of its lines. Where there is no value the cell says why in brackets;
    /// `[?]` marks definitions that nobody verified.
    ///
    /// ```
    /// use courtmetrics::{measure::Request, period::Base, read::{Cases, ScanOptions}, table::Language};
    /// let mut cases = Cases::new(["filed_on", "resolved_on"]);
    /// cases.push(["2022-03-01".into(), "2023-02-01".into()])?;
    /// cases.push(["2023-01-05".into(), "2023-03-01".into()])?;
    /// let mut table = Request::new(&["clearance_rate"])?.run(&mut cases, ScanOptions::default())?.table;
    /// table.compare(Base::YearBefore);
    /// let text = table.to_text(Language::English, 2, 10);
    /// assert!(text.starts_with("indicator       unit   2022     2023  change on 2022\n"), "{text}");
    /// assert!(text.contains("Clearance rate  %     0.00%  200.00%  +200.00 points\n"), "{text}");
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn to_text(&self, language: Language, periods: usize, lines: usize) -> String {
        let zh = language == Language::Chinese;
        let shown: Vec<usize> = (0..self.periods.len()).rev().take(periods).rev().collect();
        let mut heading = vec![if zh { "指标" } else { "indicator" }.to_owned()];
        heading.extend(self.by.iter().cloned());
        heading.push(if zh { "单位" } else { "unit" }.to_owned());
        heading.extend(shown.iter().map(|p| self.periods[*p].to_string()));
        if let (Some((base, _)), Some(last)) = (&self.changes, shown.last()) {
            heading.push(change_heading(*base, self.periods[*last], zh));
        }
        let left = 2 + self.by.len();
        let mut body = Vec::new();
        for (i, definition) in self.indicators.iter().enumerate() {
            for (g, group) in self.groups.iter().enumerate() {
                let row = |p: usize| self.at(Place { indicator: i, group: g, period: p });
                let mut line = vec![if g == 0 { name_text(definition, zh) } else { String::new() }];
                line.extend(group.iter().map(ToString::to_string));
                line.push(unit_text(&definition.unit, zh).to_owned());
                line.extend(shown.iter().map(|p| match self.rows[row(*p)].status {
                    Status::Known => self.value_text(row(*p), definition),
                    status => format!("({})", status_text(status, zh)),
                }));
                if let (Some(_), Some(last)) = (&self.changes, shown.last()) {
                    line.push(self.change_text(row(*last), definition, zh));
                }
                body.push(line);
            }
        }
        let cut = body.len().saturating_sub(lines);
        body.truncate(lines);
        let mut text = vec![align(&heading, &body, left)];
        if cut > 0 {
            text.push(if zh { format!("… 另有 {cut} 行\n") } else { format!("… {cut} more lines\n") });
        }
        if self.groups.iter().flatten().any(|word| *word == GroupWord::All) {
            text.push(if zh { "* 合计\n" } else { "* all groups together\n" }.to_owned());
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
        let row = &self.rows[at];
        let days = self.periods[self.place(at).period].days();
        match row.exact(Observation::scale(definition, days)) {
            Ok(value) => quantity_text(value, definition),
            Err(_) if row.status == Status::Known => "(out_of_range)".to_owned(),
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

fn whole(definition: &Definition) -> bool {
    matches!(definition.kind, QuantityKind::Count | QuantityKind::Persons | QuantityKind::Rank)
}

fn quantity_text(value: Fraction, definition: &Definition) -> String {
    let (value, decimals, unit) = if definition.percent {
        (value.times(100).unwrap_or(value), 2, "%")
    } else if whole(definition) {
        (value, 0, "")
    } else {
        (value, 2, "")
    };
    let rounded = value.round(decimals, Rounding::HalfAwayFromZero);
    rounded.map_or_else(|_| "(out_of_range)".to_owned(), |d| format!("{d}{unit}"))
}

fn signed(change: Fraction, decimals: u8) -> String {
    match change.round(decimals, Rounding::HalfAwayFromZero) {
        Ok(d) if d.units() > 0 => format!("+{d}"),
        Ok(d) => Decimal::to_string(&d),
        Err(_) => "(out_of_range)".to_owned(),
    }
}

fn name_text(definition: &Definition, zh: bool) -> String {
    let mark = if definition.standing == Standing::Unverified { " [?]" } else { "" };
    format!("{}{mark}", if zh { &definition.name.zh } else { &definition.name.en })
}

/// The measure word; a word without a translation stays as it is.
fn unit_text(unit: &str, zh: bool) -> &str {
    match unit {
        "cases" | "disputes" if zh => "件",
        "persons" if zh => "人",
        "hearings" if zh => "次",
        "days" if zh => "天",
        "place" if zh => "位",
        "CNY" if zh => "元",
        other => other,
    }
}

fn status_text(status: Status, zh: bool) -> &'static str {
    match (status, zh) {
        (Status::Known, _) => "",
        (Status::ZeroDenominator, true) => "分母为0",
        (Status::NoCases, true) => "无案件",
        (Status::OutsideWhole, true) => "超出整体",
        (Status::ColumnMissing, true) => "缺列",
        (Status::InputMissing, true) => "缺输入",
        (Status::NotAvailable, true) => "不详",
        (Status::NotApplicable, true) => "不适用",
        (Status::ZeroDenominator, false) => "over 0",
        (Status::NoCases, false) => "no cases",
        (Status::OutsideWhole, false) => "outside whole",
        (Status::ColumnMissing, false) => "no column",
        (Status::InputMissing, false) => "no input",
        (Status::NotAvailable, false) => "NA",
        (Status::NotApplicable, false) => "NAP",
    }
}

fn reason_text(reason: Undefined, zh: bool) -> &'static str {
    match (reason, zh) {
        (Undefined::NoBasePeriod, true) => "无可比期",
        (Undefined::NoPrior, true) => "无基期",
        (Undefined::ZeroBase, true) => "基期为0",
        (Undefined::NegativeBase, true) => "基期为负",
        (Undefined::SignChange, true) => "正负变号",
        (Undefined::BaseUndefined, true) => "基期无值",
        (Undefined::CurrentUndefined, true) => "本期无值",
        (Undefined::DefinitionChanged, true) => "口径变更",
        (Undefined::NoTotalChange, true) => "总体未变",
        (Undefined::OutOfRange, true) => "超出范围",
        (Undefined::NoBasePeriod, false) => "no base period",
        (Undefined::NoPrior, false) => "no prior",
        (Undefined::ZeroBase, false) => "base 0",
        (Undefined::NegativeBase, false) => "negative base",
        (Undefined::SignChange, false) => "sign change",
        (Undefined::BaseUndefined, false) => "base undefined",
        (Undefined::CurrentUndefined, false) => "undefined",
        (Undefined::DefinitionChanged, false) => "definition changed",
        (Undefined::NoTotalChange, false) => "no total change",
        (Undefined::OutOfRange, false) => "out of range",
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
    fn every_reason_is_short_in_both_languages() {
        let statuses = [
            Status::ZeroDenominator,
            Status::NoCases,
            Status::OutsideWhole,
            Status::ColumnMissing,
            Status::InputMissing,
            Status::NotAvailable,
            Status::NotApplicable,
        ];
        for zh in [false, true] {
            let reasons = Undefined::ALL.map(|reason| reason_text(reason, zh));
            for text in statuses.map(|status| status_text(status, zh)).into_iter().chain(reasons) {
                assert!((1..=18).contains(&text.width()), "{text}");
                assert_eq!(text.is_ascii(), !zh, "{text}");
            }
        }
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
