//! The Pinghu court's published report for 2023: every figure of it, as a truth table made by reading.
//!
//! The table holds facts (value, unit, bound, a word of what it is about, indicator and class of case), not the
//! report's text; the text is read from the folder above `COURTMETRICS_DATA` and is not part of the crate.
#![cfg(feature = "report")]

use courtmetrics::audit::{Kind, audit};
use courtmetrics::report_text::{Direction, Figure, Report, extract};
use std::collections::HashMap;

fn report() -> Option<Report> {
    let folder = std::env::var_os("COURTMETRICS_DATA");
    let path = folder.map(|f| std::path::Path::new(&f).join("../pinghu-2023.txt"));
    let Some(text) = path.and_then(|p| std::fs::read_to_string(p).ok()) else {
        eprintln!("SKIPPED: the report of Pinghu is not at $COURTMETRICS_DATA/../pinghu-2023.txt");
        return None;
    };
    Some(extract(&text))
}

/// Number (a change with its sign), bound, a word of its label or object, indicator and class where certain.
const TRUTH: [(&str, &str, &str, &str); 56] = [
    ("87项", "Rounded", "荣誉", ""),
    ("8598件", "Rounded", "新收", "cases_filed all"),
    ("8811件", "Rounded", "办结", "cases_closed all"),
    ("5162件", "Rounded", "民事", "cases_closed civil"),
    ("745件", "Rounded", "刑事", "cases_closed criminal"),
    ("1126人", "Rounded", "罪犯", "convicted_persons criminal"),
    ("52件", "Rounded", "行政案件", "cases_closed administrative"),
    ("54件", "Rounded", "非诉", "cases_closed non_litigation"),
    ("6078件", "Rounded", "执行", "cases_closed enforcement"),
    ("4.8亿元", "Rounded", "执行到位", "enforcement_amount_recovered enforcement"),
    ("2495件", "Rounded", "涉企", "cases_closed"),
    ("-18.69天", "Rounded", "平均审理天数", "mean_trial_days"),
    ("8期", "Rounded", "普法", ""),
    ("20条", "Rounded", "风险提示", ""),
    ("9件", "Rounded", "督促化解函", ""),
    ("12条", "Rounded", "司法建议", ""),
    ("16件", "Rounded", "不动产登记", "administrative"),
    ("18件", "Rounded", "环境资源", "cases_closed"),
    ("6件", "Rounded", "环境资源", "criminal"),
    ("2.35万元", "Rounded", "渔业资源", ""),
    ("38件", "Rounded", "电信网络诈骗", "cases_closed criminal"),
    ("193人", "Rounded", "电信网络诈骗", "criminal"),
    ("50%", "Rounded", "调撤率", "mediation_withdrawal_rate administrative"),
    ("59.62%", "Rounded", "服判息诉率", "first_instance_acceptance_rate administrative"),
    ("+15.18个百分点", "Rounded", "服判息诉率", "first_instance_acceptance_rate administrative"),
    ("1034名", "Rounded", "农民工", ""),
    ("717.3万元", "Rounded", "薪资", "wages_recovered"),
    ("32名", "Rounded", "困难当事人", ""),
    ("56.25万元", "Rounded", "司法救助", "judicial_relief_amount"),
    ("-16.45天", "Rounded", "房地产", "mean_trial_days"),
    ("-20.03天", "Rounded", "家事", "mean_trial_days civil"),
    ("1060万元", "AtLeast", "涉民生", "enforcement_amount_recovered enforcement"),
    ("51家", "Rounded", "企业", ""),
    ("800万元", "AtLeast", "资金", ""),
    ("548次", "Rounded", "开庭", "online_hearings"),
    ("4557件", "Rounded", "诉前化解", "prelitigation_disputes_resolved"),
    ("49.07%", "Rounded", "分流率", "prelitigation_diversion_rate"),
    ("91.48%", "Rounded", "一审服判息诉率", "first_instance_acceptance_rate"),
    ("+0.72个百分点", "Rounded", "一审服判息诉率", "first_instance_acceptance_rate"),
    ("58.78%", "Rounded", "自动履行率", "voluntary_performance_rate"),
    ("+4.35个百分点", "Rounded", "自动履行率", "voluntary_performance_rate"),
    ("1.42", "Rounded", "程序比", "procedure_ratio"),
    ("-43.58天", "Rounded", "买卖合同", "mean_trial_days"),
    ("23个", "Rounded", "党", ""),
    ("60次", "AtLeast", "结对共建", ""),
    ("1000人次", "AtLeast", "结对共建", ""),
    ("70场", "AtLeast", "培训", ""),
    ("1500人次", "AtLeast", "培训", ""),
    ("36次", "Rounded", "活动", ""),
    ("46篇", "Rounded", "调研", ""),
    ("17项", "Rounded", "奖项", ""),
    ("37场", "Rounded", "旁听", ""),
    ("248人次", "Rounded", "旁听", ""),
    ("186人次", "Rounded", "视察", ""),
    ("8170件", "Rounded", "案件", ""),
    ("81人次", "Rounded", "意见", ""),
];

/// Label, place (0 for 前列, 99 for a record) and scope of every claim without a number of its own.
const CLAIMS: [(&str, u32, &str); 8] = [
    ("化解成功率", 1, "嘉兴"),
    ("化解成功率", 0, "全省"),
    ("救助金额", 99, ""),
    ("执行完毕率", 0, "全省"),
    ("执行标的到位率", 0, "全省"),
    ("平均执行时间指数", 1, "嘉兴"),
    ("分流率", 0, "全省"),
    ("退费时间指数", 1, "嘉兴"),
];

/// What the table says of a figure's numbers, in the table's words.
fn rows(figure: &Figure) -> Vec<(String, String)> {
    let value = figure.value.iter().map(|v| (v.printed(), format!("{:?}", v.number.bound())));
    let changes = figure.changes.iter().filter_map(|change| {
        let size = change.size.as_ref()?;
        let sign = if change.direction == Direction::Down { "-" } else { "+" };
        Some((format!("{sign}{}", size.printed()), format!("{:?}", size.number.bound())))
    });
    value.chain(changes).collect()
}

#[test]
fn every_figure_is_found_and_none_is_invented() {
    let Some(report) = report() else { return };
    let mut open: HashMap<&str, &(&str, &str, &str, &str)> = TRUTH.iter().map(|row| (row.0, row)).collect();
    assert_eq!(open.len(), TRUTH.len());
    let (mut right, mut invented) = (0, Vec::new());
    for figure in &report.figures {
        for (number, bound) in rows(figure) {
            let Some((_, true_bound, word, ids)) = open.remove(number.as_str()) else {
                invented.push(number);
                continue;
            };
            assert_eq!(&bound, true_bound, "{number}");
            assert!(figure.name().contains(word), "{number}: {} has no {word}", figure.name());
            let found = [figure.indicator.as_deref(), figure.scope.class.as_deref()];
            for id in ids.split_whitespace() {
                assert!(found.contains(&Some(id)), "{number}: {found:?} has no {id}");
            }
            let certain = ids.split_whitespace().any(|id| Some(id) == figure.indicator.as_deref());
            assert!(certain || figure.indicator.is_none(), "{number}: {:?} is not certain", figure.indicator);
            right += 1;
        }
    }
    println!("recall {right} of {}, precision {right} of {}", TRUTH.len(), right + invented.len());
    assert!(open.is_empty(), "missed: {:?}", open.keys());
    assert!(invented.is_empty(), "invented: {invented:?}");
    assert_eq!(report.year, Some(2023));
}

#[test]
fn every_claim_is_found_and_none_is_invented() {
    let Some(report) = report() else { return };
    let mut claims = Vec::new();
    for figure in &report.figures {
        for standing in &figure.standings {
            claims.push((figure.name(), standing.place.unwrap_or(0), standing.scope.clone()));
        }
        if figure.record.is_some() {
            claims.push((figure.name(), 99, String::new()));
        }
    }
    assert_eq!(claims.len(), CLAIMS.len(), "{claims:#?}");
    for ((label, place, scope), (true_label, true_place, true_scope)) in claims.iter().zip(CLAIMS) {
        assert!(label.contains(true_label), "{label} has no {true_label}");
        assert_eq!((*place, scope.as_str()), (true_place, true_scope), "{label}");
    }
}

#[test]
fn positions_are_those_of_the_text() {
    let Some(report) = report() else { return };
    let path = std::env::var_os("COURTMETRICS_DATA").unwrap();
    let text = std::fs::read_to_string(std::path::Path::new(&path).join("../pinghu-2023.txt")).unwrap();
    let chars: Vec<char> = text.chars().collect();
    for amount in report.figures.iter().flat_map(Figure::numbers) {
        let there: String = chars[amount.span.clone()].iter().filter(|c| !c.is_whitespace()).collect();
        assert!(there.contains(&amount.number.digits().to_string()), "{there} is not {}", amount.printed());
    }
}

#[test]
fn the_audit_finds_the_reports_one_contradiction() {
    let Some(report) = report() else { return };
    let audit = audit(&report.figures);
    let kinds: Vec<Kind> = audit.findings.iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [Kind::PartsExceedWhole]);
    assert_eq!(audit.findings[0].arithmetic, "5162 + 745 + 52 + 54 + 6078 = 12091 > 8811");
    let lines: Vec<&str> = audit.implied.iter().map(|i| i.arithmetic.as_str()).collect();
    for prior in ["= 44.44 %", "= 54.43 %", "of 52 (审结行政案件) is 31", "of 52 (审结行政案件) is 26"]
    {
        assert!(lines.iter().any(|line| line.contains(prior)), "{prior} is not in {lines:#?}");
    }
}
