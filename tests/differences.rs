//! What docs/differences-from-other-software.md says of our numbers is what we compute. What it says of the others is
//! held by tests/python/test_differences.py.

use courtmetrics::quantity::{Fraction, Level, Proportion, Rate};
use courtmetrics::stats::Interval;
use courtmetrics::stats::count::{CountMethod, TwoSided, count_interval};
use courtmetrics::stats::difference::{
    DifferenceMethod, ProportionTest, proportion_difference, proportion_test,
};
use courtmetrics::stats::durations::quantile;
use courtmetrics::stats::proportion::{ProportionMethod, proportion_interval};
use courtmetrics::stats::special::{beta_quantile, binomial_quantile, gamma_quantile};
use courtmetrics::stats::standardisation::indirect;
use courtmetrics::stats::survival::{CompetingTable, CurveMethod, RiskTable};
use courtmetrics::stats::two_counts::{RatioMethod, rate_ratio_interval, rate_ratio_test, rate_score_test};

/// The page has this number, and it is `value` to its last digit.
fn says(number: &str, value: f64) {
    let page = include_str!("../docs/differences-from-other-software.md").replace('−', "-");
    assert!(page.contains(number), "the page does not say {number}");
    let (digits, power) = number.split_once('e').unwrap_or((number, "0"));
    let decimals = digits.split_once('.').map_or(0, |(_, d)| d.len() as i32);
    let unit = 10f64.powi(power.parse::<i32>().unwrap() - decimals);
    let stated: f64 = number.parse().unwrap();
    assert!((stated - value).abs() <= 0.500_001 * unit, "the page says {number}, it is {value}");
}

fn both(numbers: [&str; 2], interval: Interval) {
    let (lower, upper) = interval.ends().unwrap();
    says(numbers[0], lower);
    says(numbers[1], upper);
}

fn share(x: u64, n: u64) -> Proportion {
    Proportion::new(x, n).unwrap()
}

fn rate(events: u64, exposure: i64) -> Rate {
    Rate::new(events, Fraction::whole(exposure)).unwrap()
}

#[test]
fn proportions() {
    let of = |x, n, method| proportion_interval(share(x, n), Level::P95, method);
    says("8.767270541580e-7", of(3, 10_000_000, ProportionMethod::ClopperPearson).upper.unwrap());
    assert_eq!(of(0, 20, ProportionMethod::Jeffreys).lower, Some(0.0));
    assert_eq!(of(38, 38, ProportionMethod::Jeffreys).upper, Some(1.0));
    both(["0.0267", "0.9733"], of(1, 2, ProportionMethod::WilsonCc));
    let change = |a, b, level| proportion_difference(a, b, level, DifferenceMethod::Newcombe);
    both(["-0.0373", "0.3261"], change(share(31, 52), share(24, 54), Level::P95));
    both(["-0.0381", "0.1926"], change(share(5, 56), share(0, 29), Level::P95));
    let all = 101_596_987;
    says("-1.616558165e-8", change(share(all, all), share(2, 2), Level::new(0.8).unwrap()).lower.unwrap());
    let p = |a, b, test| proportion_test(a, b, test);
    says("0.0024843675231", p(share(5000, 100_000), share(5300, 100_000), ProportionTest::Fisher));
    let (a, b) = (share(85_091_858, 85_091_859), share(999_999_999, 1_000_000_000));
    says("0.02656982737", p(a, b, ProportionTest::Score));
}

#[test]
fn special_functions() {
    says("982312632.6", gamma_quantile(1e-10, 982_512_016.0));
    says("1.98215453176e-8", beta_quantile(0.8, 15.0, 914_413_724.0));
    says("9099", binomial_quantile(0.025, 9114, 0.999) as f64);
}

#[test]
fn counts() {
    let (a, b) = (rate(2, 17_877), rate(10, 20_000));
    both(["0.024", "1.050"], rate_ratio_interval(a, b, Level::P95, RatioMethod::ExactConditional).unwrap());
    says("0.0606", rate_ratio_test(a, b, TwoSided::Central));
    says("0.0421", rate_ratio_test(a, b, TwoSided::Minlike));
    let (now, base) = (rate(8811, 1), rate(8598, 1));
    let ratio = |method| rate_ratio_interval(now, base, Level::P95, method).unwrap();
    both(["0.99477", "1.05568"], ratio(RatioMethod::Score));
    both(["0.99466", "1.05580"], ratio(RatioMethod::ExactConditional));
    says("0.1065", rate_score_test(now, base));
    says("0.1081", rate_ratio_test(now, base, TwoSided::Central));
    let few =
        rate_ratio_interval(rate(1, 949_065), rate(8697, 2), Level::new(0.99).unwrap(), RatioMethod::Score);
    both(["2.8445e-11", "2.0640e-9"], few.unwrap());
    both(["4.78745", "18.39146"], count_interval(10, Level::P95, CountMethod::Byar));
    let of = |method| indirect(71_058, 85_556.889, Level::P95, method).unwrap().interval;
    both(["0.824440", "0.836665"], of(CountMethod::Garwood));
    both(["0.824451", "0.836664"], of(CountMethod::LogNormal));
}

#[test]
fn durations_and_survival() {
    let days = [(10, 3), (12, 1), (40, 2), (55, 1), (365, 1), (700, 1)];
    assert_eq!(quantile(&days, Fraction::new(9, 10).unwrap()).unwrap(), Fraction::whole(432));
    let curve = |last| {
        let events: Vec<(i32, u64)> = (1..=last).map(|day| (day, 1)).collect();
        RiskTable::new(&events, &[], &[]).unwrap().kaplan_meier().unwrap()
    };
    assert_eq!(curve(4).median(), Some(2));
    assert_eq!(curve(6).median(), Some(3));
    for method in CurveMethod::ALL {
        assert_eq!(curve(4).limits(4, Level::P95, *method).ends(), None);
    }
    assert_eq!(curve(4).limits(0, Level::P95, CurveMethod::Log).ends(), Some((1.0, 1.0)));
    assert_eq!(curve(4).limits(0, Level::P95, CurveMethod::LogLog).ends(), None);
    // The maintained group of Miller's leukaemia data.
    let events = [(9, 1), (13, 1), (18, 1), (23, 1), (31, 1), (34, 1), (48, 1)];
    let censored = [(13, 1), (28, 1), (45, 1), (161, 1)];
    let aml = RiskTable::new(&events, &censored, &[]).unwrap().kaplan_meier().unwrap();
    let error = aml.restricted_mean(200, Level::P95).unwrap_err().to_string();
    assert!(error.contains("161"), "{error}");
    let error = aml.restricted_mean(48, Level::P95).unwrap().standard_error.unwrap();
    says("20.50", error * error);
    let table = CompetingTable::new(
        &[&[(10, 1), (20, 1), (40, 1), (60, 1), (80, 1)], &[(20, 1), (50, 1), (70, 1)]],
        &[(30, 1), (90, 1)],
        &[],
    );
    let early = table.unwrap().aalen_johansen().unwrap();
    says("0.1265", early.at(20).unwrap().standard_error[0]);
    let done = CompetingTable::new(&[&[(3, 2), (5, 1)], &[]], &[(4, 1)], &[]).unwrap();
    assert_eq!(done.aalen_johansen().unwrap().at(5).unwrap().standard_error[0], 0.0);
    let late = RiskTable::new(&[(5, 1), (7, 1)], &[], &[(5, 1)]).unwrap().kaplan_meier();
    assert!(late.is_ok());
    assert!(RiskTable::new(&[(5, 1)], &[], &[(5, 1)]).unwrap().kaplan_meier().is_err());
}
