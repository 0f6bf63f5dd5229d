//! Survival, funnels and ranks of exports: against a slow reference that looks at every case, and against numbers
//! that others have computed.

use courtmetrics::analysis::{FunnelOptions, Position, Survival, funnel, ranks};
use courtmetrics::cube::{Lifetimes, Watch};
use courtmetrics::indicator::Set;
use courtmetrics::ledger::Rollup;
use courtmetrics::measure::Request;
use courtmetrics::period::Date;
use courtmetrics::quantity::Level;
use courtmetrics::read::{Cases, ScanOptions};
use courtmetrics::table::Table;
use proptest::prelude::*;

/// A case: court, day of filing, days to resolution or pending, outcome.
type Case = (u8, i32, Option<i32>, u8);

const START: i32 = 18_000; // 2019-04-14

fn rows(cases: &[Case]) -> Cases {
    let mut rows = Cases::new(["court", "filed_on", "resolved_on", "outcome"]);
    for (court, filed, days, outcome) in cases {
        let filed = Date::from_days(START + filed);
        let court = ["A", "B", "C"][usize::from(*court)];
        let outcome = ["judgment", "mediated"][usize::from(*outcome)];
        let (resolved, outcome) = match days {
            Some(days) => (filed.plus_days(*days).to_string(), Some(outcome)),
            None => (String::new(), None),
        };
        let cells = [court.into(), filed.into(), resolved.as_str().into(), outcome.into()];
        rows.push(cells).unwrap();
    }
    rows
}

fn lives(cases: &[Case], watch: Watch) -> Lifetimes {
    let request = Request::of_cases().by(&["court"]);
    request.lifetimes(&mut rows(cases), Some("outcome"), watch, ScanOptions::default()).unwrap()
}

/// The share pending after each day with an end, looking at every case on every day.
fn slow_curve(cases: &[Case], from: Option<i32>, until: i32) -> Vec<(i32, u64, u64, f64)> {
    let mut seen = Vec::new(); // (first day at risk since filing, day of the end, whether it ended)
    for (_, filed, days, _) in cases {
        let (filed, resolved) = (START + filed, days.map(|d| START + filed + d));
        let ended = resolved.is_some_and(|r| r <= until);
        let gone = resolved.is_some_and(|r| from.is_some_and(|s| r < s));
        if filed > until || gone {
            continue;
        }
        let last = if ended { resolved.unwrap() } else { until } - filed;
        seen.push((from.map_or(0, |s| (s - filed).max(0)), last, ended));
    }
    let mut survival = 1.0;
    let mut curve = Vec::new();
    for day in 0..2_000 {
        let at_risk = seen.iter().filter(|(first, last, _)| *first <= day && day <= *last).count() as u64;
        let ends = seen.iter().filter(|(_, last, ended)| *ended && *last == day).count() as u64;
        if ends > 0 {
            survival *= 1.0 - ends as f64 / at_risk as f64;
            curve.push((day, at_risk, ends, survival));
        }
    }
    curve
}

fn check(survival: &Survival, cases: &[Case], from: Option<i32>, until: i32) {
    for group in survival.groups() {
        let word = group.group[0].text();
        let own: Vec<Case> = cases
            .iter()
            .filter(|c| word == "*" || word == ["A", "B", "C"][usize::from(c.0)])
            .copied()
            .collect();
        let slow = slow_curve(&own, from, until);
        let fast: Vec<_> = group.curve.points().iter().filter(|p| p.events > 0).collect();
        assert_eq!(fast.len(), slow.len(), "court {word}");
        for (point, (day, at_risk, ends, share)) in fast.iter().zip(slow) {
            assert_eq!((point.time, point.at_risk, point.events), (day, at_risk, ends), "court {word}");
            assert!((point.survival - share).abs() < 1e-12);
        }
    }
}

fn case() -> impl Strategy<Value = Case> {
    (0u8..3, 0i32..700, proptest::option::weighted(0.8, 0i32..600), 0u8..2)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn curves_are_those_of_every_case_on_every_day(cases in prop::collection::vec(case(), 1..120)) {
        let until = START + 1_400;
        let watch = Watch { from: None, until: Some(Date::from_days(until)) };
        let lives = lives(&cases, watch);
        let last = lives.until().unwrap().to_days();
        let survival = Survival::new(&lives, Some("outcome"), Rollup::Total).unwrap();
        // Pending cases are censored on the last day in the data where that comes before the day asked for.
        check(&survival, &cases, None, last.min(until));
    }

    #[test]
    fn a_period_view_is_that_of_every_case_on_every_day(
        cases in prop::collection::vec(case(), 1..120), from in 100i32..500, length in 1i32..400,
    ) {
        let (from, until) = (START + from, START + from + length);
        let watch = Watch { from: Some(Date::from_days(from)), until: Some(Date::from_days(until)) };
        let lives = lives(&cases, watch);
        let last = lives.until().unwrap().to_days();
        if let Ok(survival) = Survival::new(&lives, Some("outcome"), Rollup::Total) {
            check(&survival, &cases, Some(from), last);
        }
    }

    #[test]
    fn lifetimes_of_any_split_merge_to_those_of_all(
        cases in prop::collection::vec(case(), 2..120), cut in 1usize..100, turned in any::<bool>(),
    ) {
        let cut = cut.min(cases.len() - 1);
        let watch = Watch::default();
        let whole = lives(&cases, watch);
        let (mut left, mut right) = (lives(&cases[..cut], watch), lives(&cases[cut..], watch));
        if turned {
            std::mem::swap(&mut left, &mut right);
        }
        left.merge(right).unwrap();
        prop_assert_eq!(left.groups(), whole.groups());
        prop_assert_eq!(left.until(), whole.until());
        let of = |lives: &Lifetimes| Survival::new(lives, Some("outcome"), Rollup::None).unwrap();
        for (a, b) in of(&left).groups().iter().zip(of(&whole).groups()) {
            prop_assert_eq!(&a.table, &b.table);
        }
    }
}

#[test]
fn a_watch_that_ends_before_it_begins_is_refused() {
    let watch = Watch { from: Some(Date::from_days(START + 5)), until: Some(Date::from_days(START)) };
    let request = Request::of_cases();
    let error = request.lifetimes(&mut rows(&[(0, 1, None, 0)]), None, watch, ScanOptions::default());
    assert_eq!(
        error.unwrap_err().to_string(),
        "a watch from 2019-04-19 until 2019-04-14; a watch begins before it ends"
    );
}

/// 455 of 500, 300 of 340, 118 of 125, 47 of 60, 890 of 960 settled.
fn five() -> Table {
    let own = r#"
        [set]
        id = "own"
        name = { en = "Own", zh = "自定" }
        [[indicator]]
        id = "settled_rate"
        name = { en = "Settled", zh = "调撤率" }
        kind = "proportion"
        direction = "higher"
        numerator = { of = "resolved", where = { outcome = ["mediated"] } }
        denominator = "resolved"
        source = "by hand"
    "#;
    let mut cases = Cases::new(["court", "filed_on", "resolved_on", "outcome"]);
    for (court, settled, all) in
        [("a", 455, 500), ("b", 300, 340), ("c", 118, 125), ("d", 47, 60), ("e", 890, 960)]
    {
        for i in 0..all {
            let outcome = if i < settled { "mediated" } else { "judgment" };
            cases.push([court.into(), "2023-01-01".into(), "2023-02-01".into(), outcome.into()]).unwrap();
        }
    }
    let request = Request::with_sets(&["own"], &[Set::from_toml(own).unwrap()]).unwrap().by(&["court"]);
    request.run(&mut cases, ScanOptions::default()).unwrap().table
}

#[test]
fn a_funnel_of_five_courts_is_over_dispersed_as_r_has_it() {
    // Spiegelhalter 2005 in R: θ 0.91183879, φ 4.081424, τ² 0.000994044 without winsorising; χ² p 0.001048.
    let options = FunnelOptions { trim: 0.0, ..FunnelOptions::default() };
    let found = funnel(&five(), "settled_rate", None, options).unwrap();
    let spread = found.dispersion.unwrap();
    assert!((found.target - 0.91183879).abs() < 1e-8);
    assert!((spread.phi - 4.081424).abs() < 1e-6, "{spread:?}");
    assert!((spread.tau_squared - 0.000994044).abs() < 1e-9, "{spread:?}");
    assert!((spread.p_value - 0.001048).abs() < 1e-6, "{spread:?}");
    // SciPy: binom.cdf(47, 60, 1810/1985) is 0.0019, between 0.001 and 0.025.
    assert_eq!(found.rows[3].position, Some(Position::Below));
    assert!(found.rows.iter().all(|row| row.p_adjusted >= row.p_value));
}

#[test]
fn ranks_of_five_courts_are_goldstein_and_spiegelhalters() {
    let found = ranks(&five(), "settled_rate", None, None, Level::P95, 100_000).unwrap();
    let expected = [2.898823, 3.915889, 1.316939, 4.945026, 1.923322];
    let intervals = [(1.0, 4.0), (3.0, 5.0), (1.0, 3.0), (4.0, 5.0), (1.0, 3.0)];
    let first = [0.029, 0.002, 0.764, 0.002, 0.203];
    for (i, row) in found.rows.iter().enumerate() {
        assert!((row.expected.unwrap() - expected[i]).abs() < 1e-6, "{row:?}");
        assert_eq!(row.interval.unwrap().ends(), Some(intervals[i]));
        assert!((row.first.unwrap() - first[i]).abs() < 0.005, "{row:?}");
    }
    let places: Vec<u32> = found.rows.iter().map(|r| r.rank.unwrap()).collect();
    assert_eq!(places, [3, 4, 1, 5, 2]);
}
