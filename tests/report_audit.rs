//! The auditor: what it must find, and what it must leave alone.
#![cfg(feature = "report")]

use courtmetrics::audit::{
    Audit, ImpliedKind, Kind, ScopeDifference, Severity, against_last_year, audit, readings,
};
use courtmetrics::quantity::{Bound, Fraction, Published};
use courtmetrics::report_text::extract;

fn of(text: &str) -> Audit {
    audit(&extract(text).figures)
}

fn kinds(text: &str) -> Vec<Kind> {
    of(text).findings.into_iter().map(|f| f.kind).collect()
}

fn implied(audit: &Audit, kind: ImpliedKind) -> Vec<&str> {
    audit.implied.iter().filter(|i| i.kind == kind).map(|i| i.arithmetic.as_str()).collect()
}

/// The figures of the Pinghu court's report for 2023 that its contradiction rests on, in a telling of our own.
const PINGHU: &str = "2023年,新收各类案件8598件,办结各类案件8811件。审结民事案件5162件。审结刑事案件745件。\
    审结行政案件52件,办理行政非诉审查案件54件。执行案件结案6078件。行政案件调撤率50%,服判息诉率59.62%,\
    同比上升15.18个百分点。一审服判息诉率91.48%,同比提升0.72个百分点,自动履行率58.78%,同比提升4.35个百分点。";

#[test]
fn classes_that_exceed_all_cases_are_found_and_explained() {
    let audit = of(PINGHU);
    let [finding] = audit.findings.as_slice() else { panic!("{:#?}", audit.findings) };
    assert_eq!(finding.kind, Kind::PartsExceedWhole);
    assert_eq!(finding.arithmetic, "5162 + 745 + 52 + 54 + 6078 = 12091 > 8811");
    assert_eq!(finding.reconcile, "a whole without enforcement: 5162 + 745 + 52 + 54 = 6013 of 8811");
    assert_eq!((finding.severity, finding.scope), (Severity::Warning, ScopeDifference::Likely));
    assert_eq!(finding.spans.len(), 6);
}

#[test]
fn a_rate_gives_its_count_and_last_years_rate() {
    let audit = of(PINGHU);
    let counts = implied(&audit, ImpliedKind::Numerator);
    assert_eq!(
        counts,
        [
            "50% of 52 (审结行政案件) is 26 if that is its base (mediation_withdrawal_rate)",
            "59.62% of 52 (审结行政案件) is 31 if that is its base (first_instance_acceptance_rate)",
        ]
    );
    let priors = implied(&audit, ImpliedKind::PriorRate);
    assert_eq!(
        priors,
        [
            "59.62% - 15.18个百分点 = 44.44 % the year before",
            "91.48% - 0.72个百分点 = 90.76 % the year before",
            "58.78% - 4.35个百分点 = 54.43 % the year before"
        ]
    );
}

#[test]
fn appeals_of_a_given_base_have_one_reading() {
    let rate = Published::new("91.48".parse().unwrap(), 0, Bound::Rounded);
    assert_eq!(readings(rate, 5959).only().map(|kept| 5959 - kept), Some(508));
    let half = Published::new("50".parse().unwrap(), 0, Bound::Rounded);
    assert_eq!(readings(half, 52).only(), Some(26));
    let third = Published::new("33.40".parse().unwrap(), 0, Bound::Rounded);
    assert!(readings(third, 52).rounded.is_empty());
    assert_eq!(readings(third, 0).rounded.count(), 0);
}

#[test]
fn readings_agree_with_trying_every_number() {
    for base in [1u64, 7, 52, 53, 409, 5959] {
        for units in (0..=10_000i128).step_by(37) {
            let rate = Published::new(courtmetrics::quantity::Decimal::new(units, 2), 0, Bound::Rounded);
            let tried: Vec<u64> = (0..=base)
                .filter(|&n| {
                    let exact = Fraction::new(100 * n, base).unwrap();
                    rate.may_be_printed_from(exact, courtmetrics::quantity::Rounding::HalfAwayFromZero)
                        .unwrap()
                })
                .collect();
            assert_eq!(readings(rate, base).rounded.collect::<Vec<_>>(), tried, "{units} of {base}");
        }
    }
}

#[test]
fn a_consistent_version_raises_nothing() {
    let text = PINGHU.replace("办结各类案件8811件", "办结各类案件12111件");
    assert_eq!(of(&text).findings, []);
    // A month's notice whose stock, rates and changes were checked by hand (3881 = 1304 + 2577).
    let notice = "2022年1-2月,共受理各类案件3881件,同比下降8.64%;其中旧存1304件,同比上升291.59%;新收2577件,\
        同比下降34.18%;审执结1456件,同比上升6.67%;结案率37.52%,同比上升5.39个百分点。";
    assert_eq!(of(notice).findings, []);
}

/// The text of one of `golden/reports`, whose numbers were made to agree.
fn report(name: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/reports");
    let file = std::fs::read_to_string(folder.join(name)).unwrap();
    file.split("\n====\n").next().unwrap().to_owned()
}

#[test]
fn consistent_reports_raise_nothing() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/reports");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let findings = of(&report(&name)).findings;
        let raised: Vec<_> = findings.iter().filter(|f| f.severity != Severity::Note).collect();
        assert!(raised.is_empty(), "{name}: {raised:#?}");
    }
}

#[test]
fn one_contradiction_in_a_consistent_report_is_found() {
    for (name, printed, wrong) in [
        ("22_county_2008.txt", "结案率96.96%", "结案率98.96%"),
        ("23_financial_court.txt", "下降29.6%", "下降26.6%"),
        ("24_ip_court.txt", "增幅46.9%", "增幅56.9%"),
        ("31_juvenile_prosecution.txt", "降幅46.0%", "降幅36.0%"),
        ("33_autonomous_prefecture.txt", "结案率94.76%", "结案率95.76%"),
    ] {
        let text = report(name);
        assert!(text.contains(printed), "{name}");
        let findings = of(&text.replacen(printed, wrong, 1)).findings;
        let raised: Vec<_> = findings.iter().filter(|f| f.severity != Severity::Note).collect();
        assert_eq!(raised.len(), 1, "{name}: {raised:#?}");
        let number = wrong.trim_start_matches(|c: char| !c.is_ascii_digit());
        assert!(raised[0].arithmetic.contains(number), "{name}: {}", raised[0].arithmetic);
    }
}

#[test]
fn rates_are_held_against_the_counts_beside_them() {
    assert_eq!(kinds("全年受理各类案件152件,结案140件,结案率92.11%。"), []);
    assert_eq!(kinds("全年受理各类案件152件,结案140件,结案率92.21%。"), [Kind::RateAgainstCounts]);
    assert_eq!(kinds("全年受理各类案件613件,结案548件,结案率89.39%。"), [Kind::Truncated]); // 89.3964
    assert_eq!(kinds("全年受理各类案件1.2万件,结案1.1万件,结案率92%。"), []);
    assert_eq!(kinds("2019年新收案件200件,结案180件,结收比90%。"), []);
}

#[test]
fn changes_are_held_against_their_bases_under_both_conventions() {
    // 252.74 days to 266.66 days.
    assert_eq!(kinds("平均审理天数由252.74天延长至266.66天,同比增加13.92天。"), []);
    assert_eq!(kinds("平均审理天数为30天,比去年同期48天下降18天。"), []);
    assert_eq!(kinds("平均审理天数为30天,比去年同期48天下降28天。"), [Kind::ChangeAgainstBase]);
    // 31/52 − 4/9 is 15.17 points, 59.62 − 44.44 is 15.18: courts print either.
    assert_eq!(kinds("服判息诉率59.62%,比去年同期44.44%上升了15.18个百分点。"), []);
    assert_eq!(kinds("服判息诉率59.62%,比去年同期44.44%上升了15.17个百分点。"), []);
    assert_eq!(kinds("服判息诉率59.62%,比去年同期44.44%上升了16.17个百分点。"), [Kind::ChangeAgainstBase]);
    assert_eq!(kinds("服判息诉率59.62%,同比上升65.18个百分点。"), [Kind::ChangeAgainstBase]);
    assert_eq!(kinds("收案78.14万件,比去年90.78万件减少12.64万件,降幅13.9%。"), []);
    assert_eq!(kinds("受理各类案件2313件(去年同期为2296件),同比上升0.74%。"), []);
    assert_eq!(kinds("受理各类案件2313件(去年同期为2296件),同比上升1.74%。"), [Kind::ChangeAgainstBase]);
}

#[test]
fn a_rates_change_in_percent_is_a_slip_of_units() {
    let audit = of("一审服判息诉率为65.69%,同比提升3.86%。");
    assert_eq!(audit.findings[0].kind, Kind::UnitSlip);
    assert_eq!(
        audit.findings[0].arithmetic,
        "65.69% changed by 3.86%: the base is 61.83 % if points are meant, 63.25 % if percent"
    );
    assert_eq!(kinds("审结案件700件,同比上升3.86%,平均办案用时同比减少5.11%。"), []);
}

#[test]
fn the_stock_must_balance() {
    assert_eq!(kinds("全年受理各类案件900件(旧存100件,新收800件),结案850件,未结50件。"), []);
    assert_eq!(kinds("全年受理各类案件900件(旧存100件,新收810件),结案850件。"), [Kind::StockIdentity]);
}

#[test]
fn narrower_bands_hold_less() {
    assert_eq!(kinds("判处三年以上有期徒刑40人,判处五年以上有期徒刑12人。"), []);
    assert_eq!(kinds("判处三年以上有期徒刑12人,判处五年以上有期徒刑40人。"), [Kind::BandsNotNested]);
}

#[test]
fn one_figure_with_two_values_is_found() {
    assert_eq!(kinds("审结民事案件5162件。全年审结民事案件5126件。"), [Kind::TwoValues]);
    assert_eq!(kinds("审结民事案件5162件。市中院审结民事案件900件。"), []);
    assert_eq!(kinds("审结相关案件32件。审结相关案件12件。"), []);
}

#[test]
fn last_years_report_holds_this_years_base() {
    let last = extract("2022年,审结民事案件1000件。平均审理天数60天。").figures;
    let this = |text| against_last_year(&extract(text).figures, &last).len();
    assert_eq!(this("2023年,审结民事案件1100件,同比上升10%。平均审理天数55天,同比缩短5天。"), 0);
    assert_eq!(this("2023年,审结民事案件1100件,同比上升20%。平均审理天数55天,同比缩短9天。"), 2);
}

#[test]
fn implied_priors_of_counts_are_whole() {
    let audit = of("新收各类案件139件,同比下降7.95%。");
    assert_eq!(implied(&audit, ImpliedKind::PriorValue), ["139件 is -7.95% on only 151 the year before"]);
}

#[test]
fn what_is_implied_has_no_more_digits_than_what_is_printed() {
    // 4.8亿 ± 0.05 over 1.15 ± 0.00005: 4.130 to 4.218.
    let audit = of("执行到位金额4.8亿元,同比增长15%。");
    assert_eq!(
        implied(&audit, ImpliedKind::PriorValue),
        ["4.8亿元 is +15% on 4.1 to 4.2亿元 the year before"]
    );
}

#[test]
fn a_share_is_held_against_its_part_and_its_whole() {
    let text = |share: &str| format!("全年新收案件5600件。新收民商事案件3242件,占收案总数的{share}。");
    assert_eq!(kinds(&text("57.89%")), []); // 3242 / 5600 = 57.893 %
    assert_eq!(kinds(&text("58.79%")), [Kind::ShareAgainstCounts]);
    assert_eq!(kinds("审结案件1000件,其中调解结案300件,占结案总数的30%。"), []);
    assert_eq!(kinds("审结案件1000件,其中调解结案300件,占结案总数的33%。"), [Kind::ShareAgainstCounts]);
}

#[test]
fn two_parts_may_not_exceed_the_new_cases() {
    assert_eq!(kinds("全年新收案件1000件,其中民事案件700件、刑事案件250件。"), []);
    assert_eq!(kinds("全年新收案件1000件,其中民事案件700件、刑事案件400件。"), [Kind::PartsExceedWhole]);
}

#[test]
fn no_share_exceeds_its_whole() {
    assert_eq!(kinds("民事案件调解率102.3%。"), [Kind::RateOverWhole]);
    assert_eq!(kinds("结收比102.3%,成交溢价率118%,同期结案率101%。"), []);
}

#[test]
fn last_years_report_is_compared_whatever_the_court_calls_itself() {
    let last = extract("2022年,市法院新收各类案件8000件,审结各类案件7900件。未结案件300件。").figures;
    let this = |text| against_last_year(&extract(text).figures, &last);
    assert_eq!(this("2023年,全院共新收各类案件8800件,同比上升10%;办结8690件,同比上升10%。"), []);
    let found = this("2023年,全院共新收各类案件8800件,同比上升12%;旧存案件320件。");
    let lines: Vec<&str> = found.iter().map(|f| f.arithmetic.as_str()).collect();
    assert_eq!(
        lines,
        [
            "新收各类案件: 8800件 after 12%; last year's report printed 8000件",
            "旧存案件: carried over 320件; last year's report printed 300件"
        ]
    );
}

#[test]
fn a_rate_of_known_cases_says_how_sure_it_is() {
    use courtmetrics::audit::{Verdict, sure};
    use courtmetrics::quantity::Level;
    let figures = extract(PINGHU).figures;
    let sure_of = |text: &str| sure(&extract(text).figures, &[], Level::P95);
    let rates = sure(&figures, &[], Level::P95);
    let acceptance = rates.iter().find(|rate| rate.label.contains("服判息诉率")).unwrap();
    assert_eq!((acceptance.base, acceptance.count.clone()), (52, 31..=31));
    // Wilson of 31/52, by its formula: 0.4607 to 0.7184.
    assert_eq!(acceptance.interval.to_string(), "0.4607–0.7184 (95 %, wilson)");
    let change = acceptance.change.as_ref().unwrap();
    // No count of 52 is 44.44 %: the prior base that is not printed cannot have been 52.
    assert!(change.assumed, "{change:?}");
    assert_eq!(change.verdict, Verdict::WithinChance);
    // 60.00 % of 1,000 after 40.00 % of 800 (+25 %): far beyond chance, with the prior base from the report.
    let text = "审结民事案件1000件,同比上升25%。民事案件调解率60%,同比上升20个百分点。";
    let [rate] = &sure_of(text)[..] else { panic!("one rate") };
    let change = rate.change.as_ref().unwrap();
    assert!(!change.assumed && change.prior_base.contains(&800), "{change:?}");
    assert_eq!(change.verdict, Verdict::BeyondChance);
}
