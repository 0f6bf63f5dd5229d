//! Durations against SciPy 1.17.1, NumPy 2.4.6 and R 4.2.2.

use courtmetrics::quantity::{Fraction, Level};
use courtmetrics::stats::durations::{
    Moments, mean_difference, median, median_difference, quantile, quantile_interval,
};

const CURRENT: [(i32, u64); 6] = [(10, 3), (12, 1), (40, 2), (55, 1), (365, 1), (700, 1)];
const BASE: [(i32, u64); 6] = [(5, 1), (8, 2), (30, 1), (31, 1), (90, 1), (400, 1)];

fn near(ours: f64, theirs: f64, tolerance: f64, what: &str) {
    assert!((ours - theirs).abs() <= tolerance, "{what}: {ours} instead of {theirs}");
}

#[test]
fn means_have_the_t_interval_of_scipy() {
    let moments = Moments::of(&CURRENT).unwrap();
    assert_eq!(moments.mean().unwrap(), Fraction::whole(138));
    near(moments.standard_error().unwrap(), 79.79992341962351, 1e-12, "scipy.stats.sem");
    let (l, u) = moments.mean_interval(Level::P95).unwrap().ends().unwrap();
    near(l, -46.01895339462757, 1e-11, "scipy.stats.t.interval");
    near(u, 322.0189533946276, 1e-11, "scipy.stats.t.interval");
}

#[test]
fn welch_agrees_with_scipy_and_r() {
    let (now, before) = (Moments::of(&CURRENT).unwrap(), Moments::of(&BASE).unwrap());
    let change = mean_difference(now, before, Level::P95).unwrap();
    near(change.p_value.unwrap(), 0.5693257156395678, 1e-13, "scipy.stats.ttest_ind");
    let (l, u) = change.interval.ends().unwrap();
    near(l, -151.62593882168744, 1e-10, "scipy.stats.ttest_ind");
    near(u, 264.19736739311605, 1e-10, "scipy.stats.ttest_ind");
}

#[test]
fn quantiles_are_numpys_and_exact() {
    // numpy.quantile of 10 10 10 12 40 40 55 365 700
    let q = |n, d| quantile(&CURRENT, Fraction::new(n, d).unwrap()).unwrap();
    assert_eq!(q(1, 10), Fraction::whole(10));
    assert_eq!(q(1, 4), Fraction::whole(10));
    assert_eq!(median(&CURRENT).unwrap(), Fraction::whole(40));
    assert_eq!(q(9, 10), Fraction::whole(432)); // NumPy: 432.00000000000006
    assert_eq!(q(0, 1), Fraction::whole(10));
    assert_eq!(q(1, 1), Fraction::whole(700));
}

#[test]
fn quantile_intervals_end_at_order_statistics() {
    // Ranks 2 and 8 of 9 (scipy.stats.binom.ppf(0.025, 9, 0.5) = 2, ppf(0.975) + 1 = 8).
    let half = Fraction::new(1, 2).unwrap();
    let interval = quantile_interval(&CURRENT, half, Level::P95).unwrap();
    assert_eq!((interval.lower, interval.upper), (Some(10.0), Some(365.0)));
    let ordered: Vec<(i32, u64)> = (1..=100).map(|d| (d, 1)).collect();
    let interval = quantile_interval(&ordered, half, Level::P95).unwrap();
    assert_eq!((interval.lower, interval.upper), (Some(40.0), Some(61.0)));
    // Five cases cannot bound a median at 95 %.
    let few = quantile_interval(&ordered[..5], half, Level::P95).unwrap();
    assert_eq!((few.lower, few.upper), (None, None));
}

#[test]
fn medians_differ_as_price_and_bonett_say() {
    // By hand: n = 9, c = round(5 − 3) = 2, P(Bin(9, ½) ≤ 1) = 10/512, z = 2.0635279; the 2nd and 8th of the
    // current days are 10 and 365. n = 7, c = round(4 − 2.65) = 1, P = 1/128, z = 2.4175590; 5 and 400.
    let change = median_difference(&CURRENT, &BASE, Level::P95).unwrap();
    assert_eq!(change.value, 10.0);
    let (a, b) = (355.0 / (2.0 * 2.0635279), 395.0 / (2.0 * 2.4175590));
    let error = f64::hypot(a, b);
    near(change.standard_error.unwrap(), error, 1e-4, "standard error");
}

#[test]
fn days_that_do_not_increase_are_refused() {
    assert_eq!(
        median(&[(3, 1), (3, 2)]).unwrap_err().to_string(),
        "3 days follow 3 days; the days of a distribution increase"
    );
    assert!(median(&[]).is_err() && Moments::of(&[]).unwrap().mean().is_err());
    assert!(Moments::of(&[(5, 1)]).unwrap().mean_interval(Level::P95).is_none());
}

#[test]
fn merged_moments_are_those_of_all_cases() {
    let both = Moments::of(&CURRENT).unwrap().merge(Moments::of(&BASE).unwrap()).unwrap();
    let mut runs = CURRENT.to_vec();
    runs.extend(BASE);
    assert_eq!(both, Moments::of(&runs).unwrap());
}
