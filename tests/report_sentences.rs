//! Sentences after the manner of court work reports of every level, and what must be read from them.
//!
//! `golden/report_sentences.txt` holds one sentence to a block and below it, indented, its figures: label,
//! value, `<base` and change with its base, `#place scope`, `!record`. A sentence without figures has none below it.
#![cfg(feature = "report")]

use courtmetrics::quantity::Bound;
use courtmetrics::report_text::{Amount, Base, Direction, Figure, extract, extract_bytes};
use proptest::prelude::*;

fn shown(amount: &Amount) -> String {
    let bound = match amount.number.bound() {
        Bound::Rounded => "",
        Bound::AtLeast => "≥",
        Bound::AtMost => "≤",
        Bound::About => "≈",
    };
    format!("{bound}{}", amount.printed())
}

fn line(figure: &Figure) -> String {
    let mut parts = vec![figure.name()];
    parts.extend(figure.indicator.iter().map(|id| format!("[{id}]")));
    parts.extend(figure.value.iter().map(shown));
    for change in &figure.changes {
        let sign = match change.direction {
            Direction::Up => "+",
            Direction::Down => "-",
            Direction::Flat => "=",
        };
        let from = change.from.as_ref().map_or_else(String::new, |from| format!("<{} ", shown(from)));
        let size = change.size.as_ref().map_or_else(String::new, shown);
        let base = match &change.base {
            Base::YearBefore => "同比".to_owned(),
            Base::PeriodBefore => "环比".to_owned(),
            Base::HalfBefore => "半年".to_owned(),
            Base::Year(year) => year.to_string(),
            Base::Stated(words) => words.clone(),
            Base::Unstated => "?".to_owned(),
        };
        parts.push(format!("{from}{sign}{size}({base})"));
    }
    for standing in &figure.standings {
        let place = standing.place.map_or_else(|| "前列".to_owned(), |place| place.to_string());
        parts.push(format!("#{place} {}", standing.scope));
    }
    parts
        .extend(figure.record.iter().map(|record| if record.highest { "!最高" } else { "!最低" }.to_owned()));
    parts.join(" | ")
}

#[test]
fn sentences_of_work_reports_are_read() {
    let golden = include_str!("golden/report_sentences.txt");
    let mut blocks: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in golden.lines().filter(|line| !line.is_empty() && !line.starts_with("//")) {
        match line.strip_prefix("    ") {
            Some(figure) => blocks.last_mut().expect("a sentence stands first").1.push(figure),
            None => blocks.push((line, Vec::new())),
        }
    }
    assert!(blocks.len() >= 60, "{} sentences", blocks.len());
    let mut wrong = Vec::new();
    for (sentence, figures) in &blocks {
        let read: Vec<String> = extract(sentence).figures.iter().map(line).collect();
        if read != *figures {
            wrong.push(format!("{sentence}\n    read {read:#?}\n    true {figures:#?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        extract_bytes(&bytes);
    }

    #[test]
    fn any_row_of_words_is_read(words in prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..60)) {
        let text = words.concat();
        let report = extract(&text);
        let length = text.chars().count();
        for figure in &report.figures {
            prop_assert!(figure.span.end <= length && figure.span.start <= figure.span.end);
            prop_assert!(figure.numbers().all(|n| n.span.start < n.span.end && n.span.end <= length));
        }
        courtmetrics::audit::audit(&report.figures);
    }
}

const WORDS: [&str; 64] = [
    "审结",
    "案件",
    "12",
    "件",
    "3.5",
    "%",
    "亿",
    "元",
    "余",
    "万",
    "同比",
    "上升",
    "下降",
    "分别",
    "和",
    "、",
    "，",
    ",",
    "。",
    "（",
    "）",
    "“",
    "”",
    "至",
    "由",
    "从",
    "比",
    "个百分点",
    "天",
    "第",
    "三",
    "居",
    "全省",
    "前列",
    "历年最高",
    "持平",
    "为",
    "2023年",
    "1-9月",
    "其中",
    "\n",
    "\n\n",
    "**",
    "#",
    " ",
    "人",
    "次",
    "百分之",
    "十",
    "成",
    "翻",
    "一番",
    "结案率",
    "平均",
    "去年同期",
    "较",
    "-",
    ":",
    "；",
    "《",
    "up",
    "cases",
    " from ",
    " 97% ",
];

#[test]
fn huge_numbers_and_endless_sentences_are_read() {
    for text in [
        "9".repeat(10_000) + "件",
        "审结99999999999999999999999亿亿件,同比上升99999999999999999999999%。".to_owned(),
        "九千".repeat(5000) + "件",
        "(".repeat(5000) + "12件",
        "、12件".repeat(5000),
        "“《".repeat(5000),
        "1-".repeat(5000) + "件",
        "a1 b2 ".repeat(5000),
    ] {
        let report = extract(&text);
        courtmetrics::audit::audit(&report.figures);
    }
}
