//! The report of the Pinghu court on 2023, figure by figure, from the rows of an invented export.
//!
//! Source of every figure: Pinghu Municipal People's Court (平湖市人民法院), 维护公平正义 彰显法院担当,
//! two-sessions supplement of 2024-02-05. The words of the report stand beside each.
#![cfg(feature = "csv")]

use courtmetrics::change::ChangeConvention::{self, Exact, OfRounded};
use courtmetrics::generate::{Headers, pinghu_example, write_csv, write_csv_encoded};
use courtmetrics::measure::Request;
use courtmetrics::period::Base;
use courtmetrics::quantity::{Bound, Fraction, Published, Rounding};
use courtmetrics::read::ScanOptions;
use courtmetrics::read::csv::{CsvFile, CsvOptions};
use courtmetrics::table::{Language, Observation, Table};

const AWAY: Rounding = Rounding::HalfAwayFromZero;
const WAN: u8 = 4;
const YI: u8 = 8;

/// Indicator, digits as printed, power of ten of the unit word, the report's words. Rates in percent.
const VALUES: &[(&str, &str, u8, &str)] = &[
    ("cases_filed", "8598", 0, "新收各类案件8598件"),
    ("cases_closed", "8811", 0, "办结8811件"),
    ("civil_cases_closed", "5162", 0, "审结民事案件5162件"),
    ("criminal_cases_closed", "745", 0, "审结刑事案件745件"),
    ("convicted_persons", "1126", 0, "判处罪犯1126人"),
    ("administrative_cases_closed", "52", 0, "审结行政案件52件"),
    ("administrative_reviews_closed", "54", 0, "办理行政非诉审查案件54件"),
    ("enforcement_cases_closed", "6078", 0, "执行案件结案6078件"),
    ("enforcement_amount_recovered", "4.8", YI, "执行到位金额4.8亿元"),
    ("enterprise_cases_closed", "2495", 0, "审结涉企纠纷2495件"),
    ("land_registration_cases_settled", "16", 0, "高效化解16件涉不动产登记行政案件"),
    ("environment_cases_closed", "18", 0, "审结环境资源案件18件"),
    ("environment_criminal_cases_closed", "6", 0, "依法判处破坏环境资源刑事案件6件"),
    ("telecom_fraud_cases_closed", "38", 0, "审结电信网络诈骗犯罪案件38件193人"),
    ("telecom_fraud_defendants", "193", 0, "审结电信网络诈骗犯罪案件38件193人"),
    ("administrative_mediation_withdrawal_rate", "50", 0, "行政诉讼案件调撤率达50%"),
    ("administrative_first_instance_acceptance_rate", "59.62", 0, "服判息诉率59.62%"),
    ("workers_with_wages_recovered", "1034", 0, "为1034名农民工追回薪资717.3万元"),
    ("wages_recovered", "717.3", WAN, "为1034名农民工追回薪资717.3万元"),
    ("judicial_relief_persons", "32", 0, "为32名困难当事人发放司法救助金56.25万元"),
    ("judicial_relief_amount", "56.25", WAN, "为32名困难当事人发放司法救助金56.25万元"),
    ("online_hearings", "548", 0, "当事人在线开庭548次"),
    ("prelitigation_disputes_resolved", "4557", 0, "推动诉前化解纠纷4557件"),
    ("prelitigation_diversion_rate", "49.07", 0, "诉前调解成功分流率49.07%"),
    ("first_instance_acceptance_rate", "91.48", 0, "一审服判息诉率91.48%"),
    ("voluntary_performance_rate", "58.78", 0, "自动履行率58.78%"),
    ("procedure_ratio", "1.42", 0, "程序比持续下降至1.42"),
];

/// Indicator, change as printed, the conventions that print it, the report's words.
const CHANGES: &[(&str, &str, &[ChangeConvention], &str)] = &[
    ("enterprise_mean_trial_days", "-18.69", &[Exact], "案件平均审理天数同比减少18.69天"),
    ("real_estate_mean_trial_days", "-16.45", &[Exact], "平均审理天数同比缩短16.45天"),
    ("family_mean_trial_days", "-20.03", &[Exact], "平均审理天数同比缩短20.03天"),
    ("sales_contract_mean_trial_days", "-43.58", &[Exact], "审判天数同比缩短43.58天"),
    ("administrative_first_instance_acceptance_rate", "15.18", &[OfRounded], "同比上升15.18个百分点"),
    ("administrative_first_instance_acceptance_rate", "15.17", &[Exact], "not printed: rounded once"),
    ("first_instance_acceptance_rate", "0.72", &[Exact, OfRounded], "同比提升0.72个百分点"),
    ("voluntary_performance_rate", "4.35", &[Exact, OfRounded], "同比提升4.35个百分点"),
];

fn drawn(seed: u64) -> Vec<u8> {
    let mut csv = Vec::new();
    write_csv([pinghu_example(seed)], Headers::Chinese, &mut csv).unwrap();
    csv
}

fn chinese() -> Vec<u8> {
    drawn(1)
}

fn measured(csv: Vec<u8>) -> Table {
    let mut export = CsvFile::from_bytes(csv, CsvOptions::default()).unwrap();
    let request = Request::new(&["pinghu"]).unwrap();
    let mut table = request.run(&mut export, ScanOptions::default()).unwrap().table;
    table.compare(Base::YearBefore);
    table
}

/// The exact value, in percent where the indicator is shown so.
fn value(table: &Table, id: &str, year: &str) -> Fraction {
    let row = table.find(id, &[], year).unwrap_or_else(|| panic!("no row for {id}"));
    let place = table.place(row);
    let definition = &table.indicators()[place.indicator];
    let days = table.periods()[place.period].days();
    let exact = table.row(row).exact(Observation::scale(definition, days)).unwrap();
    if definition.percent { exact.times(100).unwrap() } else { exact }
}

fn change(table: &Table, id: &str, convention: ChangeConvention) -> String {
    let (base, now) = (value(table, id, "2022"), value(table, id, "2023"));
    let definition = table.indicators().iter().find(|d| d.id == id).unwrap();
    let unit = if definition.percent { Fraction::new(1, 100).unwrap() } else { Fraction::whole(1) };
    let (base, now) = (base.product(unit).unwrap(), now.product(unit).unwrap());
    convention.print(base, now, definition.change, 2, AWAY).unwrap().to_string()
}

fn check_values(table: &Table, how: &str) {
    for (id, digits, exponent, words) in VALUES {
        let printed = Published::new(digits.parse().unwrap(), *exponent, Bound::Rounded);
        let value = value(table, id, "2023");
        assert!(printed.may_be_printed_from(value, AWAY).unwrap(), "{how}: {id} is {value}: {words}");
    }
    // 涉民生案件执行到位金额1060万余元: at least that, and rounded down to ten thousands no more.
    let livelihood = value(table, "livelihood_amount_recovered", "2023");
    let printed = Published::new("1060".parse().unwrap(), WAN, Bound::AtLeast);
    assert!(printed.may_be_printed_from(livelihood, AWAY).unwrap());
    assert!(livelihood < Fraction::whole(10_700_000));
}

#[test]
fn every_printed_value_comes_out_of_the_rows() {
    for seed in [1, 2, 2023] {
        check_values(&measured(drawn(seed)), &format!("UTF-8, seed {seed}"));
    }
}

#[test]
fn the_export_reads_the_same_in_gb18030_and_with_english_headers() {
    let mut csv = Vec::new();
    let encode = encoding_rs::GB18030;
    write_csv_encoded([pinghu_example(1)], Headers::Chinese, &mut csv, |text| encode.encode(text).0).unwrap();
    assert!(std::str::from_utf8(&csv).is_err());
    let utf8 = measured(chinese());
    let gb18030 = measured(csv);
    check_values(&gb18030, "GB18030");
    assert!(utf8.rows().eq(gb18030.rows()));

    let mut csv = Vec::new();
    write_csv([pinghu_example(1)], Headers::English, &mut csv).unwrap();
    let english = measured(csv);
    check_values(&english, "English headers");
    assert!(utf8.rows().eq(english.rows()));
}

#[test]
fn every_printed_change_comes_out_under_the_convention_that_is_named() {
    let table = measured(chinese());
    for (id, printed, conventions, words) in CHANGES {
        for convention in *conventions {
            assert_eq!(change(&table, id, *convention), *printed, "{id}, {convention}: {words}");
        }
        let row = table.find(id, &[], "2023").unwrap();
        let once = table.exact_change(row).unwrap().round(2, AWAY).unwrap().to_string();
        assert_eq!(once == *printed, conventions.contains(&Exact), "{id}: {once}: {words}");
    }
    // 程序比持续下降: no change is printed, but it fell.
    assert_eq!(change(&table, "procedure_ratio", Exact), "-0.03");
}

#[test]
fn what_the_report_does_not_print_follows_from_what_it_does() {
    let table = measured(chinese());
    let rounded = |id: &str| value(&table, id, "2023").round(2, AWAY).unwrap().to_string();
    assert_eq!(rounded("closing_to_filing_ratio"), "102.48"); // 8811 ÷ 8598
    assert_eq!(rounded("appeal_rate"), "8.52"); // 100 − 91.48
    let of = |id: &str| value(&table, id, "2023");
    let handled = of("cases_carried_over").plus(of("cases_filed")).unwrap();
    assert_eq!(of("cases_handled"), handled);
    assert_eq!(of("cases_pending"), handled.minus(of("cases_closed")).unwrap());
    let settled = of("mediation_rate").plus(of("withdrawal_rate")).unwrap();
    assert_eq!(of("mediation_withdrawal_rate"), settled);
    assert!(of("enforcement_completion_rate") < Fraction::whole(100));
    assert!(of("enforcement_amount_recovery_rate") < Fraction::whole(100));
    let pending = |year| value(&table, "cases_pending", year);
    assert_eq!(pending("2023").minus(pending("2022")).unwrap(), Fraction::whole(8598 - 8811));
}

#[test]
fn registers_stay_apart_when_they_are_groups() {
    let mut export = CsvFile::from_bytes(chinese(), CsvOptions::default()).unwrap();
    let request = Request::new(&["pinghu"]).unwrap().by(&["register"]);
    let table = request.run(&mut export, ScanOptions::default()).unwrap().table;
    let at = |id: &str, register| table.row(table.find(id, &[register], "2023").unwrap()).numerator;
    assert_eq!([at("cases_closed", "all_cases"), at("cases_closed", "enforcement")], [8811, 0]);
    assert_eq!(
        [at("enforcement_cases_closed", "enforcement"), at("enforcement_cases_closed", "*")],
        [6078; 2]
    );
    assert_eq!(at("prelitigation_disputes_resolved", "prelitigation"), 4557);
}

#[test]
fn the_printed_table_is_in_chinese_and_fits_a_page() {
    let text = measured(chinese()).to_text(Language::Chinese, 3, 100);
    let line = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    let words = |name: &str| line(name).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words("指标"), ["指标", "单位", "2021", "2022", "2023", "同比"]);
    assert_eq!(words("办结案件"), ["办结案件", "件", "7519", "8202", "8811", "+7.43%"]);
    assert_eq!(words("涉企案件平均审理天数")[4..], ["75.23", "-18.69", "天"]);
    assert_eq!(words("自动履行率")[..3], ["自动履行率", "[?]", "%"]);
    assert!(text.contains("[?] 定义未经官方文本核实"), "{text}");
    let table = text.lines().take_while(|line| !line.starts_with("[?]"));
    assert!(table.into_iter().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 100), "{text}");
}
