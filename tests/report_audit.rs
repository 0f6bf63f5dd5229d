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
            "59.62% - 15.18个百分点 = 44.44 %",
            "91.48% - 0.72个百分点 = 90.76 %",
            "58.78% - 4.35个百分点 = 54.43 %"
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
        "65.69% changed by 3.86%: the base is 61.83 % if points are meant, 63.2486 % if percent"
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
    assert_eq!(implied(&audit, ImpliedKind::PriorValue), ["139件 after 7.95% can only be 151 before"]);
}
