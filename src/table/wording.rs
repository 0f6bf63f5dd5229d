//! Words and figures of printed tables, in English and Chinese.

use crate::change::Undefined;
use crate::indicator::{Definition, Standing};
use crate::quantity::{Decimal, Fraction, Level, QuantityKind, Rounding};
use crate::table::Status;

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

pub(super) fn whole(definition: &Definition) -> bool {
    matches!(definition.kind, QuantityKind::Count | QuantityKind::Persons | QuantityKind::Rank)
}

pub(super) fn quantity_text(value: Fraction, definition: &Definition) -> String {
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

pub(super) fn signed(change: Fraction, decimals: u8) -> String {
    match change.round(decimals, Rounding::HalfAwayFromZero) {
        Ok(d) if d.units() > 0 => format!("+{d}"),
        Ok(d) => Decimal::to_string(&d),
        Err(_) => "(out_of_range)".to_owned(),
    }
}

pub(super) fn name_text(definition: &Definition, zh: bool) -> String {
    let mark = if definition.standing == Standing::Unverified { " [?]" } else { "" };
    format!("{}{mark}", if zh { &definition.name.zh } else { &definition.name.en })
}

/// A level in percent: `95%`.
pub(super) fn level_text(level: Level) -> String {
    // 99.9 must not print as 99.90000000000001
    format!("{}%", (level.get() * 1e10).round() / 1e8)
}

/// The measure word; a word without a translation stays as it is.
pub(crate) fn unit_text(unit: &str, zh: bool) -> &str {
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

pub(super) fn status_text(status: Status, zh: bool) -> &'static str {
    match (status, zh) {
        (Status::Known, _) => "",
        (Status::Given, true) => "来源给出",
        (Status::Given, false) => "given",
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

pub(super) fn reason_text(reason: Undefined, zh: bool) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn every_reason_is_short_in_both_languages() {
        let statuses = Status::ALL.into_iter().filter(|status| *status != Status::Known);
        for zh in [false, true] {
            let reasons = Undefined::ALL.map(|reason| reason_text(reason, zh));
            for text in statuses.clone().map(|status| status_text(status, zh)).chain(reasons) {
                assert!((1..=18).contains(&text.width()), "{text}");
                assert_eq!(text.is_ascii(), !zh, "{text}");
            }
        }
    }
}
