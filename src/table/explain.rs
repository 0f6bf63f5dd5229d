//! One row in a paragraph: what the number means, how sure it is, what it is compared with, where it is from.

use crate::indicator::{Definition, Direction, Formula, Standing};
use crate::ledger::GroupWord;
use crate::stats::Interval;
use crate::table::print::mark_text;
use crate::table::wording::{level_text, name_text, reason_text, status_text, unit_text};
use crate::table::{Language, Mark, NoInterval, Observation, Table};

impl Table {
    /// Says in one paragraph what row `at` means: the value and its formula, on how many cases it stands, how sure
    /// it is, how it changed, and where its definition comes from. `None` where the table has no such row.
    ///
    /// ```
    /// use courtmetrics::{measure::Request, period::Base, read::{Cases, ScanOptions}, table::Language};
    /// let mut cases = Cases::new(["filed_on", "resolved_on"]);
    /// cases.push(["2022-03-01".into(), "2023-02-01".into()])?;
    /// cases.push(["2023-01-05".into(), "2023-03-01".into()])?;
    /// let mut table = Request::new(&["cepej.resolved"])?.run(&mut cases, ScanOptions::default())?.table;
    /// table.compare(Base::YearBefore);
    /// let row = table.find("resolved", &[], "2023").unwrap();
    /// let text = table.explain(row, Language::English).unwrap();
    /// assert!(text.contains("The 95% interval runs from 0.22 to 7.2"), "{text}");
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn explain(&self, at: usize, language: Language) -> Option<String> {
        if at >= self.len() {
            return None;
        }
        let row = self.row(at);
        let zh = language == Language::Chinese;
        let place = self.place(at);
        let definition = &self.indicators[place.indicator];
        let words: Vec<&str> =
            self.groups[place.group].iter().filter(|w| **w != GroupWord::All).map(GroupWord::text).collect();
        let mut scope = words.join(" · ");
        if !scope.is_empty() {
            scope.push_str(if zh { "，" } else { ", " });
        }
        let period = self.periods[place.period];
        let mut said = vec![if zh {
            format!("{}（{scope}{period}）：{}。", name_text(definition, zh), self.shown(at, definition, zh))
        } else {
            format!("{} ({scope}{period}): {}.", name_text(definition, zh), self.shown(at, definition, zh))
        }];
        said.push(meaning(definition, zh));
        if row.status.has_value() {
            said.extend(basis(&row, definition, zh));
            said.push(self.sureness_text(at, definition, zh));
        }
        said.extend(self.comparison(at, definition, zh));
        let mark = self.marks[place.period];
        if mark != Mark::Normal {
            let text = mark_text(mark, zh);
            said.push(if zh { format!("{period}：{text}。") } else { format!("{period} is {text}.") });
        }
        said.push(standing(definition, zh));
        Some(if zh { said.concat() } else { said.join(" ") })
    }

    fn shown(&self, at: usize, definition: &Definition, zh: bool) -> String {
        let row = self.row(at);
        if !row.status.has_value() {
            let why = status_text(row.status, zh);
            let column = self.lacking(self.place(at).indicator);
            let column = column.map_or_else(String::new, |c| format!(": {c}"));
            return if zh {
                format!("无值（{why}{column}）")
            } else {
                format!("no value ({why}{column})")
            };
        }
        let text = self.value_text(at, definition);
        if definition.percent { text } else { with_unit(&text, &definition.unit, zh) }
    }

    fn sureness_text(&self, at: usize, definition: &Definition, zh: bool) -> String {
        match self.interval(at) {
            Ok(interval) => {
                let ends = ends(&interval, zh, |end| value_of(end, definition));
                let level = level_text(interval.level);
                if zh {
                    format!("{level}置信区间为{ends}（{}）。", interval.method)
                } else {
                    format!("The {level} interval runs {ends} ({}).", interval.method)
                }
            }
            Err(reason) => no_interval(reason, zh),
        }
    }

    fn comparison(&self, at: usize, definition: &Definition, zh: bool) -> Option<String> {
        self.comparison.as_ref()?;
        let Some((whole, base)) = self.base_of(at) else {
            let reason = self.exact_change(at).err().map_or("", |reason| reason_text(reason, zh));
            return Some(if zh {
                format!("无变化值（{reason}）。")
            } else {
                format!("No change is known ({reason}).")
            });
        };
        let (period, before) = (whole.periods[whole.place(base).period], whole.shown(base, definition, zh));
        let change = self.change_text(at, definition, zh);
        let opening = if zh {
            format!("与{period}（{before}）相比，变化{change}")
        } else {
            format!("Against {period} ({before}) the change is {change}")
        };
        let stop = if zh { "。" } else { "." };
        if self.exact_change(at).is_err() {
            return Some(opening + stop);
        }
        Some(match self.change_sureness(at) {
            Ok(sure) => {
                let ends = ends(&sure.interval, zh, |end| format!("{end:+.2}"));
                let level = level_text(sure.interval.level);
                let p = sure.p_value.map_or_else(String::new, |p| {
                    let p = if p < 0.0001 { "< 0.0001".to_owned() } else { format!("= {p:.4}") };
                    if zh { format!("，p {p}") } else { format!(", p {p}") }
                });
                let method = sure.interval.method;
                let verdict = match (sure.interval.contains(0.0), zh) {
                    (true, true) => "可能出于偶然",
                    (false, true) => "单凭偶然难以解释",
                    (true, false) => "chance alone may have made it",
                    (false, false) => "more than chance alone explains",
                };
                if zh {
                    format!("{opening}，其{level}置信区间为{ends}（{method}{p}）：{verdict}。")
                } else {
                    format!("{opening}, its {level} interval {ends} ({method}{p}): {verdict}.")
                }
            }
            Err(reason) => {
                let gap = if zh { "" } else { " " };
                format!("{opening}{stop}{gap}{}", no_interval(reason, zh))
            }
        })
    }
}

fn with_unit(text: &str, unit: &str, zh: bool) -> String {
    match (unit, zh) {
        ("", _) => text.to_owned(),
        (unit, true) => format!("{text}{}", unit_text(unit, zh)),
        (unit, false) => format!("{text} {unit}"),
    }
}

/// An end of an interval as the value itself is printed, but never rounded to whole cases.
fn value_of(end: f64, definition: &Definition) -> String {
    if definition.percent { format!("{:.2}%", 100.0 * end) } else { format!("{end:.2}") }
}

fn ends(interval: &Interval, zh: bool, text: impl Fn(f64) -> String) -> String {
    match (interval.lower.map(&text), interval.upper.map(&text), zh) {
        (Some(low), Some(high), true) => format!("{low}至{high}"),
        (Some(low), Some(high), false) => format!("from {low} to {high}"),
        (Some(low), None, true) => format!("{low}以上，上限不明"),
        (Some(low), None, false) => format!("from {low} on, without an upper end"),
        (None, Some(high), true) => format!("{high}以下，下限不明"),
        (None, Some(high), false) => format!("up to {high}, without a lower end"),
        (None, None, true) => "两端均不明".to_owned(),
        (None, None, false) => "without an end: too few cases".to_owned(),
    }
}

fn meaning(definition: &Definition, zh: bool) -> String {
    let better = match (definition.direction, zh) {
        (Direction::Higher, true) => "，越高越好",
        (Direction::Lower, true) => "，越低越好",
        (Direction::Higher, false) => "; higher is better",
        (Direction::Lower, false) => "; lower is better",
        (Direction::Range | Direction::None, _) => "",
    };
    let formula = &definition.words;
    if zh { format!("算法：{formula}{better}。") } else { format!("Formula: {formula}{better}.") }
}

/// On how many cases the value stands.
fn basis(row: &Observation, definition: &Definition, zh: bool) -> Option<String> {
    if let (Formula::Quotient { .. }, false) =
        (&definition.formula, definition.kind == crate::quantity::QuantityKind::Money)
    {
        let (upper, lower) = (row.numerator, row.denominator);
        return Some(if zh {
            format!("分子{upper}，分母{lower}。")
        } else {
            format!("Numerator {upper}, denominator {lower}.")
        });
    }
    let stands = matches!(definition.formula, Formula::Days { .. }) && row.cases >= 0;
    stands.then(|| {
        if zh {
            format!("依据{}件案件。", row.cases)
        } else {
            format!("It stands on {} cases.", row.cases)
        }
    })
}

fn standing(definition: &Definition, zh: bool) -> String {
    let word = match (definition.standing, zh) {
        (Standing::Published, true) => "见于公开文本",
        (Standing::Derived, true) => "由公开文本推导",
        (Standing::Unverified, true) => "未经官方文本核实，不得作为官方数值引用",
        (Standing::Published, false) => "published",
        (Standing::Derived, false) => "derived from the source",
        (Standing::Unverified, false) => "not verified against an official text",
    };
    let source = &definition.source;
    let note = if definition.note.is_empty() {
        String::new()
    } else if zh {
        format!("注：{}。", definition.note.trim_end_matches(['.', '。']))
    } else {
        format!(" Note: {}.", definition.note.trim_end_matches('.'))
    };
    if zh {
        format!("定义{word}；出处：{source}。{note}")
    } else {
        format!("The definition is {word}; source: {source}.{note}")
    }
}

fn no_interval(reason: NoInterval, zh: bool) -> String {
    let why = match (reason, zh) {
        (NoInterval::NotAsked, true) => "未要求",
        (NoInterval::NoValue, true) => "无值",
        (NoInterval::Money, true) => "金额之和不显示个案差异",
        (NoInterval::Ratio, true) => "分子不是分母的一部分，且两者可能含同一案件",
        (NoInterval::Given, true) => "来源只给出该数值，未给出其案件",
        (NoInterval::Sum, true) => "合计数未保留个案差异",
        (NoInterval::Difference, true) => "由计数相减而来",
        (NoInterval::SharedCases, true) => "两期存量可能含同一案件，不相互独立",
        (NoInterval::Scale, true) => "指数或位次",
        (NoInterval::OneCase, true) => "案件不足两件",
        (NoInterval::Percent, true) => "非计数的百分比变化",
        (NoInterval::NotAsked, false) => "none was asked for",
        (NoInterval::NoValue, false) => "there is no value",
        (NoInterval::Money, false) => "a sum of money says nothing of how its cases vary",
        (NoInterval::Ratio, false) => {
            "the numerator is no part of the denominator, and both may count the same cases"
        }
        (NoInterval::Given, false) => "the source prints the value, and not the cases that it stands on",
        (NoInterval::Sum, false) => "the sum says nothing of how its cases vary",
        (NoInterval::Difference, false) => "counts are taken from each other",
        (NoInterval::SharedCases, false) => {
            "the same cases may stand in both stocks, so they are not independent"
        }
        (NoInterval::Scale, false) => "an index or a rank",
        (NoInterval::OneCase, false) => "fewer than two cases",
        (NoInterval::Percent, false) => "a change in percent of something that is no count",
    };
    if zh { format!("无置信区间：{why}。") } else { format!("No interval: {why}.") }
}
