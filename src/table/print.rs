//! A table as people read it: a line for each indicator and group, the last periods side by side, the change.
//!
//! Chinese characters take two columns of a terminal, so widths are counted in columns, not in letters.

use crate::change::{ChangeKind, Undefined};
use crate::indicator::{Definition, Standing};
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
    pub fn to_text(&self, language: Language, periods: usize, lines: usize) -> String {
        let zh = language == Language::Chinese;
        let shown: Vec<usize> = (0..self.periods.len()).rev().take(periods).rev().collect();
        let mut heading = vec![if zh { "指标" } else { "indicator" }.to_owned()];
        heading.extend(self.by.iter().cloned());
        heading.extend(shown.iter().map(|p| self.periods[*p].to_string()));
        if let Some((base, _)) = self.changes() {
            heading.push(change_heading(base.word(), zh));
        }
        let left = 1 + self.by.len();
        let mut body = Vec::new();
        for (i, definition) in self.indicators.iter().enumerate() {
            for (g, group) in self.groups.iter().enumerate() {
                let name = if zh { &definition.name.zh } else { &definition.name.en };
                let mark = if definition.standing == Standing::Unverified { " [?]" } else { "" };
                let mut line = vec![format!("{name}{mark}")];
                line.extend(group.iter().map(ToString::to_string));
                let row = |p: usize| self.at(Place { indicator: i, group: g, period: p });
                line.extend(shown.iter().map(|p| self.value_text(row(*p), definition)));
                if let (Some(_), Some(last)) = (&self.changes, shown.last()) {
                    line.push(self.change_text(row(*last), definition, zh));
                }
                body.push(line);
            }
        }
        let cut = body.len().saturating_sub(lines);
        body.truncate(lines);
        let mut text = align(&heading, &body, left);
        if cut > 0 {
            text += &if zh { format!("… 另有 {cut} 行\n") } else { format!("… {cut} more lines\n") };
        }
        if self.indicators.iter().any(|d| d.standing == Standing::Unverified) {
            text += if zh {
                "[?] 定义未经官方文本核实，不得作为官方数值引用\n"
            } else {
                "[?] definition not verified against an official text: not an official value\n"
            };
        }
        for note in &self.notes {
            text += &format!("note: {note}\n");
        }
        text
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
            Err(reason) => return format!("({})", reason_text(reason)),
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

fn reason_text(reason: Undefined) -> &'static str {
    reason.word()
}

fn change_heading(base: &str, zh: bool) -> String {
    match (base, zh) {
        ("year_before", true) => "同比".to_owned(),
        ("previous", true) => "环比".to_owned(),
        (_, true) => "与基期相比".to_owned(),
        (base, false) => format!("change ({base})"),
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
}
