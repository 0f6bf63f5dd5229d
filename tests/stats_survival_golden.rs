//! Survival of random cases against R's survival and cmprsk (tests/golden/survival.csv).
//!
//! The committed table is small. `COURTMETRICS_RANDOM` names a folder with a `survival.csv` of another seed and
//! size, made by tests/golden/survival.R.

use courtmetrics::quantity::Level;
use courtmetrics::stats::Interval;
use courtmetrics::stats::survival::{
    CompetingTable, Curve, CurveMethod, LogRank, RiskTable, gray_test, log_rank, stratified_log_rank,
};
use std::collections::BTreeMap;

/// One case: entry or -1, time, outcome (0 pending), group, stratum.
type Case = [i32; 5];

const METHODS: [CurveMethod; 3] = [CurveMethod::Log, CurveMethod::Plain, CurveMethod::LogLog];

fn ones(cases: &[Case], time: impl Fn(&Case) -> Option<i32>) -> Vec<(i32, u64)> {
    cases.iter().filter_map(time).map(|t| (t, 1)).collect()
}

fn table(cases: &[Case], late: bool) -> RiskTable {
    let events = ones(cases, |c| (c[2] > 0).then_some(c[1]));
    let censored = ones(cases, |c| (c[2] == 0).then_some(c[1]));
    let entries = ones(cases, |c| (late && c[0] >= 0).then_some(c[0]));
    RiskTable::new(&events, &censored, &entries).unwrap()
}

fn competing(cases: &[Case]) -> CompetingTable {
    let of = |outcome| ones(cases, |c| (c[2] == outcome).then_some(c[1]));
    CompetingTable::new(&[&of(1), &of(2)], &of(0), &[]).unwrap()
}

fn groups(cases: &[Case]) -> Vec<Vec<Case>> {
    let mut groups: BTreeMap<i32, Vec<Case>> = BTreeMap::new();
    cases.iter().for_each(|case| groups.entry(case[3]).or_default().push(*case));
    groups.into_values().collect()
}

fn near(ours: f64, theirs: f64, line: &str) {
    assert!((ours - theirs).abs() <= 1e-11 * (1.0 + theirs.abs()), "{line}: {ours} instead of {theirs}");
}

/// Pairs of ends by method; a number that is not finite is none.
fn ends(ours: impl Fn(CurveMethod) -> Interval, theirs: &[f64], line: &str) {
    for (method, theirs) in METHODS.into_iter().zip(theirs.chunks(2)) {
        let ours = ours(method);
        for (ours, theirs) in [(ours.lower, theirs[0]), (ours.upper, theirs[1])] {
            match ours {
                Some(ours) => near(ours, theirs, line),
                None => assert!(!theirs.is_finite(), "{line}: {method} none instead of {theirs}"),
            }
        }
    }
}

fn curve_has(curve: &Curve, n: &[f64], line: &str) {
    let point = curve.at(n[1] as i32).filter(|p| f64::from(p.time) == n[1]).expect(line);
    assert_eq!(point.at_risk as f64, n[2], "{line}");
    near(point.survival, n[3], line);
    match point.log_standard_error {
        Some(error) => near(error, n[4], line),
        None => assert!(!n[4].is_finite(), "{line}"),
    }
    ends(|method| point.limits(Level::P95, method), &n[5..], line);
}

fn test_has(test: &LogRank, n: &[f64], line: &str) {
    near(test.chi_square, n[1], line);
    assert_eq!(test.degrees_of_freedom as f64, n[2], "{line}");
    let ours = test.observed.iter().map(|o| *o as f64).chain(test.expected.iter().copied());
    ours.zip(&n[3..]).for_each(|(ours, theirs)| near(ours, *theirs, line));
    assert_eq!(2 * test.observed.len(), n.len() - 3, "{line}");
}

#[test]
fn random_cases_have_the_curves_shares_and_tests_of_r() {
    let text = match std::env::var_os("COURTMETRICS_RANDOM") {
        Some(folder) => std::fs::read_to_string(std::path::Path::new(&folder).join("survival.csv")).unwrap(),
        None => include_str!("golden/survival.csv").to_owned(),
    };
    let mut sets: BTreeMap<i32, Vec<Case>> = BTreeMap::new();
    let mut checked: BTreeMap<&str, usize> = BTreeMap::new();
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
            "quantile" => {
                let curve = table(cases, false).kaplan_meier().unwrap();
                let day = curve.quantile(n[1]).unwrap();
                assert_eq!(day.map(f64::from), Some(n[2]).filter(|d| d.is_finite()), "{line}");
                ends(|method| curve.quantile_interval(n[1], Level::P95, method).unwrap(), &n[3..], line);
            }
            "share" => {
                let shares = competing(cases).aalen_johansen().unwrap();
                let point = shares.at(n[1] as i32).unwrap();
                near(point.incidence[0], n[2], line);
                near(point.incidence[1], n[3], line);
                near(point.standard_error[0], n[4], line);
                near(point.standard_error[1], n[5], line);
                // R's sum of shares ends at 1 or a digit beside it, where log-log has no limits.
                let kept = if 1.0 - n[2] > 1e-12 { &n[6..] } else { &n[6..10] };
                ends(|method| point.limits(0, Level::P95, method).unwrap(), kept, line);
            }
            "rmst" => {
                let curve = table(cases, false).kaplan_meier().unwrap();
                let mean = curve.restricted_mean(n[1] as i32, Level::P95).unwrap();
                near(mean.value, n[2], line);
                near(mean.standard_error.unwrap(), n[3], line);
            }
            "logrank" => {
                let tables: Vec<_> = groups(cases).iter().map(|g| table(g, false)).collect();
                test_has(&log_rank(&tables).unwrap(), &n, line);
            }
            "stratified" => {
                let stratum = |s| {
                    let own = |g: &Vec<Case>| g.iter().filter(|c| c[4] == s).copied().collect::<Vec<_>>();
                    groups(cases).iter().map(|g| table(&own(g), false)).collect::<Vec<_>>()
                };
                test_has(&stratified_log_rank(&[stratum(1), stratum(2)]).unwrap(), &n, line);
            }
            "gray" => {
                let tables: Vec<_> = groups(cases).iter().map(|g| competing(g)).collect();
                for outcome in 0..2 {
                    let test = gray_test(&tables, outcome).unwrap();
                    near(test.chi_square, n[1 + outcome], line);
                    near(test.p_value, n[3 + outcome], line);
                    assert!(test.score.iter().sum::<f64>().abs() < 1e-9, "{line}");
                }
            }
            other => panic!("unknown line {other}"),
        }
        *checked.entry(kind).or_default() += 1;
    }
    assert_eq!(checked.len(), 8, "{checked:?}");
    assert!(checked.values().all(|n| *n >= 5), "{checked:?}");
}

#[test]
fn late_entries_have_no_test_of_gray() {
    let late = CompetingTable::new(&[&[(5, 1)], &[(6, 1)]], &[], &[(2, 1)]).unwrap();
    let error = gray_test(&[late.clone(), late], 0).unwrap_err();
    assert_eq!(error.to_string(), "late entries; Gray's test is not defined for left-truncated cases");
}
