//! Ages of pending cases at the ends of periods: by hand, and against a slow count of every case at every end.

use courtmetrics::indicator::Set;
use courtmetrics::ledger::Rollup;
use courtmetrics::measure::{Periods, Request};
use courtmetrics::period::{Date, Grain};
use courtmetrics::quantity::Fraction;
use courtmetrics::read::{Cases, ScanOptions};
use courtmetrics::table::{Status, Table};
use proptest::prelude::*;

const AGES: &str = r#"
[set]
id = "ages"
name = { en = "Ages", zh = "账龄" }
[[indicator]]
id = "mean"
name = { en = "mean", zh = "均值" }
kind = "days"
days = "mean"
of = "pending_end"
[[indicator]]
id = "median"
name = { en = "median", zh = "中位数" }
kind = "days"
days = "median"
of = "pending_end"
[[indicator]]
id = "civil_p90"
name = { en = "p90", zh = "p90" }
kind = "days"
days = "p90"
of = "pending_end"
where = { case_type = ["civil"] }
[[indicator]]
id = "within"
name = { en = "within", zh = "以内" }
kind = "proportion"
days = "within"
within_days = 100
of = "pending_end"
"#;

fn set() -> Set {
    Set::from_toml(AGES).unwrap()
}

fn value(table: &Table, indicator: &str, group: &[&str], period: &str) -> Option<Fraction> {
    let row = table.row(table.find(indicator, group, period).unwrap());
    row.exact(Fraction::whole(1)).ok()
}

/// A: filed 2022-12-31 and 2023-01-30, pending. B: filed 2023-01-01, resolved 2023-03-31; filed 2023-03-01.
#[test]
fn ages_are_whole_days_from_filing_to_the_end_of_the_period() {
    let mut cases = Cases::new(["court", "filed_on", "resolved_on"]);
    for (court, filed, resolved) in [
        ("A", "2022-12-31", ""),
        ("A", "2023-01-30", ""),
        ("B", "2023-01-01", "2023-03-31"),
        ("B", "2023-03-01", ""),
    ] {
        cases.push([court.into(), filed.into(), resolved.into()]).unwrap();
    }
    let request = Request::with_sets(&["ages.mean", "ages.median"], &[set()]).unwrap().by(&["court"]);
    let table = request
        .periods(Periods::Every(Grain::Quarter))
        .run(&mut cases, ScanOptions::default())
        .unwrap()
        .table;
    let mean =
        |court, period| value(&table, "mean", &[court], period).map(|f| (f.numerator(), f.denominator()));
    // On 31 March 90 and 60 days at A; the case resolved on that day is pending no longer, the other is 30 days old.
    assert_eq!(mean("A", "2023-Q1"), Some((75, 1)));
    assert_eq!(mean("B", "2023-Q1"), Some((30, 1)));
    assert_eq!(mean("*", "2023-Q1"), Some((60, 1)));
    assert_eq!(value(&table, "median", &["*"], "2023-Q1"), Some(Fraction::whole(60)));
    // On the day of filing a case is no day old, and before it there is none.
    assert_eq!(mean("A", "2022-Q4"), Some((0, 1)));
    let none = table.find("mean", &["B"], "2022-Q4").unwrap();
    assert_eq!(table.row(none).status, Status::NoCases);
}

/// Active at the end: filed, reopened and reactivated, less resolved, resolved again and placed inactive.
#[test]
fn inactive_cases_have_no_age_until_they_are_reactivated() {
    let header =
        ["filed_on", "resolved_on", "inactive_on", "reactivated_on", "reopened_on", "reopened_resolved_on"];
    let mut cases = Cases::new(header);
    for row in [
        ["2022-01-01", "", "2022-06-01", "2023-02-01", "", ""],
        ["2022-12-01", "", "", "", "", ""],
        ["2022-03-01", "2022-05-01", "", "", "2022-12-30", "2023-05-01"],
        ["2022-04-01", "", "2022-04-02", "", "", ""],
        ["2023-12-31", "", "", "", "", ""],
    ] {
        cases.push(row.map(Into::into)).unwrap();
    }
    let names = ["courtools.age_of_active_pending", "courtools.active_pending_end"];
    let table = Request::new(&names).unwrap().run(&mut cases, ScanOptions::default()).unwrap().table;
    // On 31 December 2022: the second case, 30 days, and the reopened one, 305.
    assert_eq!(value(&table, "active_pending_end", &[], "2022"), Some(Fraction::whole(2)));
    assert_eq!(value(&table, "age_of_active_pending", &[], "2022"), Some(Fraction::new(335, 2).unwrap()));
    // In 2023 the reopened one ends, and the first comes back with 729 days, beside 395 and 0.
    assert_eq!(value(&table, "active_pending_end", &[], "2023"), Some(Fraction::whole(3)));
    assert_eq!(value(&table, "age_of_active_pending", &[], "2023"), Some(Fraction::whole(395)));
}

#[test]
fn a_stock_without_ages_is_refused() {
    let error = |of: &str| {
        let text = AGES.replacen("of = \"pending_end\"", of, 1);
        Set::from_toml(&text).unwrap_err().to_string()
    };
    let start = error("of = \"pending_start\"");
    assert!(start.contains("of = \"pending_start\" has no distribution of days"), "{start}");
    let to = error("of = \"pending_end\"\nto = \"resolved_on\"");
    assert!(to.contains("of = \"pending_end\" with to = \"resolved_on\""), "{to}");
}

/// Court, civil, day of filing from 2020 on, days to resolution.
type Case = (u8, bool, i32, Option<i32>);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A cube by month gives every quarter what a look at each case gives; two halves merged are the whole.
    #[test]
    fn ages_are_those_that_a_look_at_every_case_finds(
        list in prop::collection::vec((0u8..3, any::<bool>(), 0i32..900, prop::option::of(0i32..600)), 1..80),
        cut in 0usize..80,
    ) {
        let first: Date = "2020-01-01".parse().unwrap();
        let names = ["ages.mean", "ages.median", "ages.civil_p90", "ages.within"];
        let request = Request::with_sets(&names, &[set()]).unwrap().by(&["court"]).rollup(Rollup::Every);
        let monthly = request.clone().periods(Periods::Every(Grain::Month));
        let cube = |part: &[Case]| {
            let mut rows = Cases::new(["court", "case_type", "filed_on", "resolved_on"]);
            for (court, civil, filed, days) in part {
                let filed = first.plus_days(*filed);
                let resolved = days.map(|days| filed.plus_days(days).to_string());
                let kind = if *civil { "civil" } else { "criminal" };
                let court = ["A", "B", "C"][usize::from(*court)];
                rows.push([court.into(), kind.into(), filed.to_string().as_str().into(), resolved.as_deref().into()])
                    .unwrap();
            }
            monthly.run(&mut rows, ScanOptions::default()).unwrap().cube
        };
        let cut = cut.min(list.len());
        let merged = match (&list[..cut], &list[cut..]) {
            ([], all) | (all, []) => cube(all),
            (some, others) => {
                let mut merged = cube(some);
                merged.merge(cube(others)).unwrap();
                merged
            }
        };
        let table = request.periods(Periods::Every(Grain::Quarter)).table(&merged).unwrap();
        for (g, group) in table.groups().iter().enumerate() {
            for period in table.periods() {
                let mut ages: Vec<(i32, bool)> = list
                    .iter()
                    .filter(|(court, ..)| ["*", ["A", "B", "C"][usize::from(*court)]].contains(&group[0].text()))
                    .filter_map(|(_, civil, filed, days)| {
                        let filed = first.plus_days(*filed);
                        let gone = days.is_some_and(|days| filed.plus_days(days) <= period.end());
                        (filed <= period.end() && !gone).then(|| (period.end().days_since(filed), *civil))
                    })
                    .collect();
                ages.sort_unstable();
                let word = table.groups()[g][0].text();
                let found = |id| value(&table, id, &[word], &period.to_string());
                let n = ages.len() as i64;
                let sum: i64 = ages.iter().map(|(age, _)| i64::from(*age)).sum();
                prop_assert_eq!(found("mean"), Fraction::new(sum, n).ok().filter(|_| n > 0));
                let within = ages.iter().filter(|(age, _)| *age <= 100).count() as i64;
                prop_assert_eq!(found("within"), Fraction::new(within, n).ok().filter(|_| n > 0));
                let all: Vec<i64> = ages.iter().map(|(age, _)| i64::from(*age)).collect();
                let civil: Vec<i64> = ages.iter().filter(|(_, c)| *c).map(|(age, _)| i64::from(*age)).collect();
                prop_assert_eq!(found("median"), type_7(&all, 1, 2));
                prop_assert_eq!(found("civil_p90"), type_7(&civil, 9, 10));
            }
        }
    }
}

/// Hyndman and Fan's quantile of type 7, of sorted numbers.
fn type_7(sorted: &[i64], numerator: i64, denominator: i64) -> Option<Fraction> {
    let position = (sorted.len() as i64 - 1) * numerator;
    let low = *sorted.get(usize::try_from(position / denominator).ok()?)?;
    let high = sorted.get(usize::try_from(position / denominator).unwrap() + 1).copied().unwrap_or(low);
    Fraction::new(low * denominator + (high - low) * (position % denominator), denominator).ok()
}

#[test]
fn a_change_of_ages_has_no_interval_for_the_same_cases_may_stand_in_both() {
    let mut cases = Cases::new(["filed_on", "resolved_on"]);
    for day in 1..=28 {
        let filed = format!("2022-02-{day:02}");
        cases.push([filed.as_str().into(), None::<&str>.into()]).unwrap();
    }
    cases.push(["2023-02-01".into(), "2023-03-01".into()]).unwrap();
    let request = Request::new(&["cepej.age_of_pending_mean"]).unwrap();
    let mut table = request.run(&mut cases, ScanOptions::default()).unwrap().table;
    table.compare(courtmetrics::period::Base::YearBefore);
    let at = table.find("age_of_pending_mean", &[], "2023").unwrap();
    assert_eq!(table.exact_change(at).unwrap().value(), Fraction::whole(365));
    assert_eq!(format!("{:?}", table.change_sureness(at).unwrap_err()), "SharedCases");
}
