//! Survival of random cases against R's survival package (tests/golden/survival.csv).

use courtmetrics::quantity::Level;
use courtmetrics::stats::survival::{
    CompetingTable, Curve, CurveMethod, RiskTable, gray_test, log_rank, stratified_log_rank,
};
use std::collections::BTreeMap;

/// One case: entry, time, outcome (0 pending), group, stratum.
type Case = [i32; 5];

fn ones<'a>(
    cases: impl IntoIterator<Item = &'a Case>,
    time: impl Fn(&Case) -> Option<i32>,
) -> Vec<(i32, u64)> {
    cases.into_iter().filter_map(time).map(|t| (t, 1)).collect()
}

fn table<'a>(cases: impl IntoIterator<Item = &'a Case> + Clone, late: bool) -> RiskTable {
    let events = ones(cases.clone(), |c| (c[2] > 0).then_some(c[1]));
    let censored = ones(cases.clone(), |c| (c[2] == 0).then_some(c[1]));
    let entries = ones(cases, |c| late.then_some(c[0]));
    RiskTable::new(&events, &censored, &entries).unwrap()
}

fn near(ours: f64, theirs: f64, line: &str) {
    assert!((ours - theirs).abs() <= 1e-11 * (1.0 + theirs.abs()), "{line}: {ours} instead of {theirs}");
}

fn curve_has(curve: &Curve, n: &[f64], line: &str) {
    let point = curve.at(n[1] as i32).filter(|p| f64::from(p.time) == n[1]).expect(line);
    assert_eq!(point.at_risk as f64, n[2], "{line}");
    near(point.survival, n[3], line);
    let limits = point.limits(Level::P95, CurveMethod::Log);
    for (ours, theirs) in [(point.log_standard_error, n[4]), (limits.lower, n[5]), (limits.upper, n[6])] {
        match ours {
            Some(ours) => near(ours, theirs, line),
            None => assert!(!theirs.is_finite(), "{line}"),
        }
    }
}

#[test]
fn random_cases_have_the_curves_shares_and_tests_of_r() {
    let text = include_str!("golden/survival.csv");
    let mut sets: BTreeMap<i32, Vec<Case>> = BTreeMap::new();
    let mut checked = 0;
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let (kind, rest) = line.split_once(',').unwrap();
        let n: Vec<f64> = rest.split(',').map(|f| f.parse().unwrap_or(f64::NAN)).collect();
        if kind == "case" {
            sets.entry(n[0] as i32).or_default().push([1, 2, 3, 4, 5].map(|i| n[i] as i32));
            continue;
        }
        let cases = &sets[&(n[0] as i32)];
        match kind {
            "km" => curve_has(&table(cases, false).kaplan_meier().unwrap(), &n, line),
            "truncated" => curve_has(&table(cases, true).kaplan_meier().unwrap(), &n, line),
            "share" => {
                let of = |outcome| ones(cases, |c| (c[2] == outcome).then_some(c[1]));
                let table = CompetingTable::new(&[&of(1), &of(2)], &of(0), &[]).unwrap();
                let shares = table.aalen_johansen().unwrap();
                let point = shares.at(n[1] as i32).unwrap();
                near(point.incidence[0], n[2], line);
                near(point.incidence[1], n[3], line);
                near(point.standard_error[0], n[4], line);
                near(point.standard_error[1], n[5], line);
            }
            "rmst" => {
                let curve = table(cases, false).kaplan_meier().unwrap();
                let mean = curve.restricted_mean(n[1] as i32, Level::P95).unwrap();
                near(mean.value, n[2], line);
                near(mean.standard_error.unwrap(), n[3], line);
            }
            "logrank" => {
                let groups = [1, 2, 3].map(|g| table(cases.iter().filter(move |c| c[3] == g), false));
                near(log_rank(&groups).unwrap().chi_square, n[1], line);
            }
            "stratified" => {
                let strata = [1, 2].map(|s| {
                    [1, 2, 3].map(|g| table(cases.iter().filter(move |c| c[3] == g && c[4] == s), false))
                });
                near(stratified_log_rank(&strata).unwrap().chi_square, n[1], line);
            }
            other => panic!("unknown line {other}"),
        }
        checked += 1;
    }
    assert!(checked > 500, "only {checked} lines");
}

#[test]
fn grays_test_is_that_of_cmprsk() {
    let mut sets: BTreeMap<i32, Vec<[i32; 3]>> = BTreeMap::new();
    let mut checked = 0;
    for line in include_str!("golden/gray.csv").lines().filter(|l| !l.starts_with('#')) {
        let (kind, rest) = line.split_once(',').unwrap();
        let n: Vec<f64> = rest.split(',').map(|f| f.parse().unwrap()).collect();
        if kind == "case" {
            sets.entry(n[0] as i32).or_default().push([1, 2, 3].map(|i| n[i] as i32));
            continue;
        }
        let cases = &sets[&(n[0] as i32)];
        let last = cases.iter().map(|c| c[2]).max().unwrap();
        let groups: Vec<CompetingTable> = (1..=last)
            .map(|group| {
                let of = |outcome| -> Vec<(i32, u64)> {
                    let own = cases.iter().filter(|c| c[2] == group && c[1] == outcome);
                    own.map(|c| (c[0], 1)).collect()
                };
                CompetingTable::new(&[&of(1), &of(2)], &of(0), &[]).unwrap()
            })
            .collect();
        for outcome in 0..2 {
            let test = gray_test(&groups, outcome).unwrap();
            near(test.chi_square, n[1 + outcome], line);
            near(test.p_value, n[3 + outcome], line);
            assert_eq!(test.degrees_of_freedom, groups.len() - 1);
            assert!(test.score.iter().sum::<f64>().abs() < 1e-10);
            checked += 1;
        }
    }
    assert_eq!(checked, 10);
    let late = CompetingTable::new(&[&[(5, 1)], &[(6, 1)]], &[], &[(2, 1)]).unwrap();
    assert!(gray_test(&[late.clone(), late], 0).is_err());
}
