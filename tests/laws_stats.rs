//! Laws of the statistics: what holds for every input.

use courtmetrics::quantity::{Fraction, Level, Proportion, Rate};
use courtmetrics::stats::comparisons::{Correction, adjust};
use courtmetrics::stats::count::{CountMethod, TwoSided, count_interval, count_test, rate_interval};
use courtmetrics::stats::decomposition::{
    Cell, CrossedCell, crossed, das_gupta_product, kitagawa, three_way,
};
use courtmetrics::stats::difference::{
    DifferenceMethod, ProportionTest, proportion_difference, proportion_test,
};
use courtmetrics::stats::durations::{
    Moments, mean_difference, median, median_difference, quantile, quantile_interval,
};
use courtmetrics::stats::funnel::{FunnelMethod, Placed, over_dispersion, proportion_limits, ratio_limits};
use courtmetrics::stats::proportion::{ProportionMethod, proportion_interval};
use courtmetrics::stats::ranks::{Ranked, expected_ranks, rank_estimates};
use courtmetrics::stats::standardisation::{DirectMethod, Stratum, direct, indirect};
use courtmetrics::stats::survival::{
    CompetingTable, CurveMethod, RiskTable, Spell, log_rank, state_probabilities,
};
use courtmetrics::stats::two_counts::{
    RatioMethod, percent_change, rate_ratio_interval, rate_ratio_test, rate_score_test,
};
use courtmetrics::stats::{Interval, special};
use courtmetrics::stats::{bootstrap, mover};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Counts up to 1e9, small ones as often as large ones.
fn count() -> impl Strategy<Value = u64> {
    prop_oneof![0..=5u64, 0..=100u64, 0..=100_000u64, 0..=1_000_000_000u64]
}

fn proportion() -> impl Strategy<Value = Proportion> {
    let small_or_large = prop_oneof![1..=20u64, 1..=5000u64, 1..=1_000_000_000u64];
    small_or_large.prop_flat_map(|n| {
        let x = prop_oneof![0..=n.min(3), n - n.min(3)..=n, 0..=n];
        x.prop_map(move |x| Proportion::new(x, n).unwrap())
    })
}

fn level() -> impl Strategy<Value = Level> {
    prop_oneof![Just(0.95), Just(0.998), 0.5..0.9999f64].prop_map(|l| Level::new(l).unwrap())
}

fn value(p: Proportion) -> f64 {
    p.numerator() as f64 / p.denominator() as f64
}

fn mirrored(p: Proportion) -> Proportion {
    Proportion::new(p.denominator() - p.numerator(), p.denominator()).unwrap()
}

fn within(interval: Interval, low: f64, high: f64) -> bool {
    let (l, u) = interval.ends().unwrap();
    low <= l && l <= u && u <= high
}

fn probability(p: f64) -> bool {
    (0.0..=1.0).contains(&p)
}

/// Days with their cases, at most 60 different ones.
fn runs() -> impl Strategy<Value = Vec<(i32, u64)>> {
    prop::collection::btree_map(0..3000i32, 1..50u64, 1..60).prop_map(|m| m.into_iter().collect())
}

type Runs = Vec<(i32, u64)>;

fn maybe_runs() -> impl Strategy<Value = Runs> {
    prop::collection::btree_map(0..40i32, 1..9u64, 0..25).prop_map(|m| m.into_iter().collect())
}

fn cells() -> impl Strategy<Value = Vec<(Cell, Cell)>> {
    let cell = || (0..1000u64).prop_flat_map(|n| (0..=n).prop_map(move |x| Cell::of(x, n)));
    prop::collection::vec((cell(), cell()), 2..12).prop_filter("both periods have cases", |cells| {
        cells.iter().any(|c| c.0.size > 0.0) && cells.iter().any(|c| c.1.size > 0.0)
    })
}

#[test]
fn the_difference_of_all_and_none_is_one_at_any_size() {
    let (all, none) = (Proportion::new(982_112_269, 982_112_269), Proportion::new(0, 303_541_147));
    let (all, none) = (all.unwrap(), none.unwrap());
    for &method in DifferenceMethod::ALL {
        let ends = |a, b| proportion_difference(a, b, Level::P95, method).ends().unwrap();
        assert_eq!((ends(all, none).1, ends(none, all).0), (1.0, -1.0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn intervals_of_proportions_contain_the_estimate_and_lie_in_range(p in proportion(), level in level()) {
        for &method in ProportionMethod::ALL {
            let interval = proportion_interval(p, level, method);
            prop_assert!(within(interval, 0.0, 1.0), "{} {:?}", method, interval);
            // Jeffreys' median lies near x/n, not on it.
            let known = method != ProportionMethod::Jeffreys || level.get() >= 0.9;
            prop_assert!(!known || interval.contains(value(p)), "{} {:?}", method, interval);
        }
    }

    #[test]
    fn intervals_of_proportions_mirror(p in proportion(), level in level()) {
        for &method in ProportionMethod::ALL {
            let (l, u) = proportion_interval(p, level, method).ends().unwrap();
            let (ml, mu) = proportion_interval(mirrored(p), level, method).ends().unwrap();
            prop_assert!((l - (1.0 - mu)).abs() < 1e-14 && (u - (1.0 - ml)).abs() < 1e-14, "{} {} {} {} {}", method, l, mu, u, ml);
        }
    }

    #[test]
    fn intervals_of_proportions_shrink_with_n(x in 0..50u64, n in 50..100_000u64, times in 2..1000u64) {
        let (few, many) = (Proportion::new(x, n).unwrap(), Proportion::new(x * times, n * times).unwrap());
        for &method in ProportionMethod::ALL {
            let width = |p| proportion_interval(p, Level::P95, method).width().unwrap();
            prop_assert!(width(many) < width(few), "{}", method);
        }
    }

    #[test]
    fn intervals_of_proportions_widen_with_the_level(p in proportion(), a in 0.5..0.999f64, more in 0.0001..0.0009f64) {
        for &method in ProportionMethod::ALL {
            let (l, u) = proportion_interval(p, Level::new(a).unwrap(), method).ends().unwrap();
            let (wl, wu) = proportion_interval(p, Level::new(a + more).unwrap(), method).ends().unwrap();
            prop_assert!(wl <= l && u <= wu, "{}", method);
        }
    }

    #[test]
    fn clopper_pearson_ends_solve_their_equations(p in proportion(), level in level()) {
        let (x, n) = (p.numerator(), p.denominator());
        let (l, u) = proportion_interval(p, level, ProportionMethod::ClopperPearson).ends().unwrap();
        let allowed = 1e-7 * level.tail(); // 1 − l has lost digits where l is near 1
        if x > 0 && l < 0.999 {
            let above = special::binomial_tails(x - 1, n, l, 1.0 - l).upper;
            prop_assert!((above - level.tail()).abs() < allowed, "{} {}", above, level.tail());
        }
        if x < n && u < 0.999 {
            let below = special::binomial_tails(x, n, u, 1.0 - u).lower;
            prop_assert!((below - level.tail()).abs() < allowed, "{} {}", below, level.tail());
        }
    }

    #[test]
    fn differences_of_proportions_contain_the_estimate_and_mirror(a in proportion(), b in proportion(), level in level()) {
        for &method in DifferenceMethod::ALL {
            let there = proportion_difference(a, b, level, method);
            prop_assert!(within(there, -1.0, 1.0) && there.contains(value(a) - value(b)));
            let (l, u) = there.ends().unwrap();
            let (bl, bu) = proportion_difference(b, a, level, method).ends().unwrap();
            prop_assert!((l + bu).abs() < 1e-15 && (u + bl).abs() < 1e-15);
        }
        for &test in ProportionTest::ALL {
            let p = proportion_test(a, b, test);
            prop_assert!(probability(p), "{} {}", test, p);
            let q = proportion_test(b, a, test);
            prop_assert!((p - q).abs() <= 1e-5 * p + 1e-300, "{} {} {}", test, p, q);
        }
    }

    #[test]
    fn fisher_is_the_sum_over_all_tables(n1 in 1..30u64, n2 in 1..30u64, x1 in 0..30u64, x2 in 0..30u64) {
        let (x1, x2) = (x1.min(n1), x2.min(n2));
        let choose = |n: u64, k: u64| (0..k).fold(1.0, |c, i| c * (n - i) as f64 / (i + 1) as f64);
        let total = x1 + x2;
        let table = |k: u64| choose(n1, k) * choose(n2, total - k) / choose(n1 + n2, total);
        let (low, high) = (total.saturating_sub(n2), total.min(n1));
        let bar = table(x1) * (1.0 + 1e-7);
        let slow: f64 = (low..=high).map(table).filter(|&t| t <= bar).sum();
        let ours = proportion_test(
            Proportion::new(x1, n1).unwrap(), Proportion::new(x2, n2).unwrap(), ProportionTest::Fisher,
        );
        prop_assert!((ours - slow.min(1.0)).abs() < 1e-11, "{} {}", ours, slow);
    }

    #[test]
    fn intervals_of_counts_contain_the_count_and_are_finite(x in count(), level in level()) {
        for &method in CountMethod::ALL {
            let interval = count_interval(x, level, method);
            let (l, u) = (interval.lower.unwrap(), interval.upper.unwrap_or(f64::MAX));
            prop_assert!(0.0 <= l && l <= x as f64 && x as f64 <= u, "{} {:?}", method, interval);
            prop_assert_eq!(interval.upper.is_none(), method == CountMethod::LogNormal && x == 0);
            let rate = Rate::new(x, Fraction::new(7, 3).unwrap()).unwrap();
            prop_assert!(rate_interval(rate, level, method).contains(x as f64 / (7.0 / 3.0)));
        }
    }

    #[test]
    fn garwood_ends_solve_their_equations(x in count(), level in level()) {
        let (l, u) = count_interval(x, level, CountMethod::Garwood).ends().unwrap();
        let allowed = 1e-9 * level.tail();
        if x > 0 {
            prop_assert!((special::poisson_tails(x - 1, l).upper - level.tail()).abs() < allowed);
        }
        prop_assert!((special::poisson_tails(x, u).lower - level.tail()).abs() < allowed);
    }

    #[test]
    fn relative_width_of_a_count_shrinks(x in 1..100_000_000u64, times in 2..10u64) {
        for &method in CountMethod::ALL {
            let width = |n: u64| count_interval(n, Level::P95, method).width().unwrap() / n as f64;
            prop_assert!(width(x * times) < width(x), "{}", method);
        }
    }

    #[test]
    fn ratios_of_counts_contain_the_ratio_and_mirror(x in count(), y in count(), t in 1..1_000_000i64, level in level()) {
        let rate = |events, exposure: i64| Rate::new(events, Fraction::whole(exposure)).unwrap();
        let (now, before) = (rate(x, t), rate(y, 1000));
        for &two_sided in TwoSided::ALL {
            let p = rate_ratio_test(now, before, two_sided);
            prop_assert!(probability(p), "{} {}", two_sided, p);
        }
        if x == 0 && y == 0 {
            prop_assert!(rate_ratio_interval(now, before, level, RatioMethod::ExactConditional).is_err());
            return Ok(());
        }
        let there = rate_ratio_interval(now, before, level, RatioMethod::ExactConditional).unwrap();
        let back = rate_ratio_interval(before, now, level, RatioMethod::ExactConditional).unwrap();
        prop_assert!(there.lower.unwrap() >= 0.0 && there.upper.is_none_or(f64::is_finite));
        if y > 0 {
            let ratio = x as f64 / t as f64 / (y as f64 / 1000.0);
            prop_assert!(there.contains(ratio), "{} {:?}", ratio, there);
        }
        if let (Some(u), Some(l)) = (there.upper, back.lower) {
            prop_assert!((u * l - 1.0).abs() < 1e-10, "{} {}", u, 1.0 / l);
        }
        prop_assert_eq!(percent_change(x, y, level, RatioMethod::ExactConditional).is_err(), y == 0);
    }

    #[test]
    fn score_intervals_of_ratios_contain_the_ratio_mirror_and_agree_with_the_test(
        x in count(), y in count(), t in 1..1_000_000i64, level in level(),
    ) {
        let rate = |events, exposure: i64| Rate::new(events, Fraction::whole(exposure)).unwrap();
        let (now, before) = (rate(x, t), rate(y, 1000));
        let Ok(there) = rate_ratio_interval(now, before, level, RatioMethod::Score) else {
            prop_assert_eq!(x + y, 0);
            return Ok(());
        };
        let back = rate_ratio_interval(before, now, level, RatioMethod::Score).unwrap();
        prop_assert_eq!(there.upper.is_none(), y == 0);
        if x > 0 && y > 0 {
            let ratio = x as f64 / t as f64 / (y as f64 / 1000.0);
            let (low, high) = there.ends().unwrap();
            prop_assert!(low <= ratio * (1.0 + 1e-12) && ratio <= high * (1.0 + 1e-12));
            let (back_low, back_high) = back.ends().unwrap();
            prop_assert!((low * back_high - 1.0).abs() < 1e-9 && (high * back_low - 1.0).abs() < 1e-9);
        }
        let (same, p) = (rate(y, 1000), rate_score_test(now, before));
        prop_assert!(probability(p));
        prop_assert_eq!(rate_score_test(same, before), 1.0);
        // The test rejects at 1 − level exactly where the interval leaves 1 out.
        let gap = (p - 2.0 * level.tail()).abs();
        prop_assert!(gap < 1e-9 || there.contains(1.0) == (p > 2.0 * level.tail()), "{} {}", there, p);
    }

    #[test]
    fn recovered_variances_of_wilson_limits_are_newcombes(a in proportion(), b in proportion(), level in level()) {
        let one = |p| (value(p), proportion_interval(p, level, ProportionMethod::Wilson));
        let theirs = proportion_difference(a, b, level, DifferenceMethod::Newcombe).ends().unwrap();
        let ours = mover::difference(one(a), one(b)).ends().unwrap();
        prop_assert!((ours.0.max(-1.0) - theirs.0).abs() < 1e-12 && (ours.1.min(1.0) - theirs.1).abs() < 1e-12);
    }

    #[test]
    fn bootstrap_intervals_lie_within_the_days(runs in runs(), seed in any::<u64>()) {
        if let Ok(interval) = bootstrap::mean_interval(&runs, Level::P95, 100, seed) {
            let ends = interval.ends().unwrap();
            prop_assert!(f64::from(runs[0].0) <= ends.0 && ends.0 <= ends.1);
            prop_assert!(ends.1 <= f64::from(runs.last().unwrap().0));
        }
    }

    #[test]
    fn the_central_p_agrees_with_the_exact_interval(x in 0..200u64, y in 0..200u64) {
        prop_assume!(x + y > 0);
        let rate = |events| Rate::new(events, Fraction::whole(1)).unwrap();
        let p = rate_ratio_test(rate(x), rate(y), TwoSided::Central);
        let interval = rate_ratio_interval(rate(x), rate(y), Level::P95, RatioMethod::ExactConditional).unwrap();
        prop_assume!((p - 0.05).abs() > 1e-9);
        prop_assert_eq!(p > 0.05, interval.contains(1.0));
    }

    #[test]
    fn tests_of_counts_are_probabilities(x in count(), expected in 0.001..1e9f64) {
        let central = count_test(x, expected, TwoSided::Central).unwrap();
        let minlike = count_test(x, expected, TwoSided::Minlike).unwrap();
        prop_assert!(probability(central) && probability(minlike));
        prop_assert!(minlike >= central / 2.0 * (1.0 - 1e-9));
    }

    #[test]
    fn quantiles_are_those_of_the_sorted_days(runs in runs(), num in 0..=20i64) {
        let sorted: Vec<f64> = runs.iter().flat_map(|&(d, n)| vec![f64::from(d); n as usize]).collect();
        let at = num as f64 / 20.0 * (sorted.len() - 1) as f64;
        let below = at.floor() as usize;
        let above = (below + 1).min(sorted.len() - 1);
        let slow = sorted[below] + (at - below as f64) * (sorted[above] - sorted[below]);
        let ours = quantile(&runs, Fraction::new(num, 20).unwrap()).unwrap().to_f64();
        prop_assert!((ours - slow).abs() < 1e-9, "{} {}", ours, slow);
    }

    #[test]
    fn intervals_of_durations_contain_the_estimate(a in runs(), b in runs(), level in level()) {
        let half = Fraction::new(1, 2).unwrap();
        prop_assert!(quantile_interval(&a, half, level).unwrap().contains(median(&a).unwrap().to_f64()));
        let (first, second) = (Moments::of(&a).unwrap(), Moments::of(&b).unwrap());
        if let Some(interval) = first.mean_interval(level) {
            prop_assert!(interval.contains(first.mean().unwrap().to_f64()));
        }
        if let (Ok(means), Ok(medians)) = (mean_difference(first, second, level), median_difference(&a, &b, level)) {
            for change in [means, medians] {
                prop_assert!(change.interval.contains(change.value) && probability(change.p_value.unwrap()));
            }
        }
        // merging is pooling
        let mut pooled = a.clone();
        pooled.extend(&b);
        prop_assert_eq!(first.merge(second).unwrap(), Moments::of(&pooled).unwrap());
    }

    #[test]
    fn durations_of_many_cases_stay_finite(n in 2..=1_000_000_000u64, m in 1..=1_000_000_000u64, days in 1..40_000i32) {
        let runs = [(0, n), (days, m)];
        let moments = Moments::of(&runs).unwrap();
        let interval = moments.mean_interval(Level::P95).unwrap();
        prop_assert!(interval.contains(moments.mean().unwrap().to_f64()) && interval.width().unwrap() > 0.0);
        prop_assert!(quantile_interval(&runs, Fraction::new(1, 2).unwrap(), Level::P95).is_ok());
        prop_assert!(median_difference(&runs, &runs, Level::P95).unwrap().p_value == Some(1.0));
    }

    #[test]
    fn survival_without_censoring_is_the_empirical_distribution(events in runs()) {
        let curve = RiskTable::new(&events, &[], &[]).unwrap().kaplan_meier().unwrap();
        let all: u64 = events.iter().map(|e| e.1).sum();
        let mut left = all;
        for (point, (time, n)) in curve.points().iter().zip(&events) {
            left -= n;
            let share = left as f64 / all as f64;
            prop_assert_eq!(point.time, *time);
            prop_assert!((point.survival - share).abs() < 1e-13);
            // Greenwood is then the binomial variance.
            if let Some(error) = point.standard_error() {
                prop_assert!((error - (share * (1.0 - share) / all as f64).sqrt()).abs() < 1e-10);
            }
            for &method in CurveMethod::ALL {
                let limits = point.limits(Level::P95, method);
                prop_assert!(limits.ends().is_none() || within(limits, 0.0, 1.0) && limits.contains(point.survival));
            }
        }
        let mean = Moments::of(&events).unwrap().mean().unwrap().to_f64();
        let last = events.last().unwrap().0.max(1);
        let restricted = curve.restricted_mean(last, Level::P95).unwrap();
        prop_assert!((restricted.value - mean).abs() < 1e-9 && restricted.interval.contains(mean));
    }

    #[test]
    fn merged_risk_tables_are_the_pooled_one(
        a in (maybe_runs(), maybe_runs()), b in (maybe_runs(), maybe_runs()), c in (maybe_runs(), maybe_runs()),
    ) {
        let table = |x: &(Runs, Runs)| RiskTable::new(&x.0, &x.1, &[]).unwrap();
        let pooled = |x: &[&Runs]| x.iter().flat_map(|r| r.iter().copied()).collect::<Runs>();
        let all = RiskTable::new(&pooled(&[&a.0, &b.0, &c.0]), &pooled(&[&a.1, &b.1, &c.1]), &[]).unwrap();
        let left = table(&a).merge(&table(&b)).unwrap().merge(&table(&c)).unwrap();
        let right = table(&c).merge(&table(&b)).unwrap().merge(&table(&a)).unwrap();
        prop_assert_eq!(&left, &all);
        prop_assert_eq!(&right, &all);
        prop_assert_eq!(left.kaplan_meier().unwrap(), all.kaplan_meier().unwrap());
    }

    #[test]
    fn shares_by_outcome_and_the_pending_sum_to_one(
        one in maybe_runs(), two in maybe_runs(), three in maybe_runs(), censored in maybe_runs(),
    ) {
        let table = CompetingTable::new(&[&one, &two, &three], &censored, &[]).unwrap();
        let shares = table.aalen_johansen().unwrap();
        let curve = table.any_outcome().kaplan_meier().unwrap();
        for (point, km) in shares.points().iter().zip(curve.points()) {
            let sum: f64 = point.incidence.iter().sum();
            prop_assert!((sum + point.survival - 1.0).abs() < 1e-13);
            prop_assert!((point.survival - km.survival).abs() < 1e-14);
            prop_assert!(point.incidence.iter().all(|&f| probability(f)));
            for k in 0..3 {
                prop_assert!(point.standard_error[k].is_finite());
                for &method in CurveMethod::ALL {
                    let limits = point.limits(k, Level::P95, method).unwrap();
                    prop_assert!(limits.ends().is_none() || limits.contains(point.incidence[k]));
                }
            }
        }
        // One outcome is 1 − Kaplan-Meier, with Greenwood's error; states give the same shares.
        let single = CompetingTable::new(&[&one], &censored, &[]).unwrap();
        let alone = single.any_outcome().kaplan_meier().unwrap();
        for (point, km) in single.aalen_johansen().unwrap().points().iter().zip(alone.points()) {
            prop_assert!((point.incidence[0] - (1.0 - km.survival)).abs() < 1e-13);
            if let Some(error) = km.standard_error() {
                prop_assert!((point.standard_error[0] - error).abs() < 1e-12);
            }
        }
        let half = CompetingTable::new(&[&one, &two, &three], &[], &[]).unwrap();
        let rest = CompetingTable::new(&[&[], &[], &[]], &censored, &[]).unwrap();
        prop_assert_eq!(half.merge(&rest).unwrap(), table);
    }

    #[test]
    fn survival_of_a_thousand_million_cases_stays_finite_and_in_range(
        runs in prop::collection::btree_map(0..40_000i32, (0..=100_000_000u64, 0..=100_000_000u64), 1..10),
    ) {
        let events: Runs = runs.iter().map(|(&t, n)| (t, n.0)).collect();
        let censored: Runs = runs.iter().map(|(&t, n)| (t, n.1)).collect();
        let table = RiskTable::new(&events, &censored, &[]).unwrap();
        let curve = table.kaplan_meier().unwrap();
        for point in curve.points() {
            prop_assert!(probability(point.survival) && point.standard_error().is_none_or(f64::is_finite));
            for &method in CurveMethod::ALL {
                let limits = point.limits(Level::P95, method);
                prop_assert!(limits.ends().is_none() || within(limits, 0.0, 1.0) && limits.contains(point.survival));
            }
        }
        let last = *runs.keys().last().unwrap();
        if last > 0 && !curve.points().is_empty() {
            let mean = curve.restricted_mean(curve.points().last().unwrap().time.max(1), Level::P95);
            prop_assert!(mean.is_err() || mean.unwrap().standard_error.unwrap().is_finite());
        }
        let other = RiskTable::new(&censored, &events, &[]).unwrap();
        if let Ok(test) = log_rank(&[table, other]) {
            prop_assert!(test.chi_square >= 0.0 && test.chi_square.is_finite() && probability(test.p_value));
        }
        let shares = CompetingTable::new(&[&events, &censored], &[], &[]).unwrap().aalen_johansen().unwrap();
        for point in shares.points() {
            prop_assert!(point.incidence.iter().all(|&f| probability(f)));
            prop_assert!(point.standard_error.iter().all(|e| (0.0..=0.5000001).contains(e)));
        }
    }

    #[test]
    fn competing_errors_without_censoring_are_binomial(one in maybe_runs(), two in maybe_runs()) {
        let all: u64 = one.iter().chain(&two).map(|r| r.1).sum();
        let shares = CompetingTable::new(&[&one, &two], &[], &[]).unwrap().aalen_johansen().unwrap();
        for point in shares.points() {
            for k in 0..2 {
                let f = point.incidence[k];
                let binomial = (f * (1.0 - f) / all as f64).max(0.0).sqrt();
                prop_assert!((point.standard_error[k] - binomial).abs() < 1e-7, "{} {}", point.standard_error[k], binomial);
            }
        }
    }

    #[test]
    fn states_that_are_never_left_have_the_shares_of_competing_outcomes(
        one in maybe_runs(), two in maybe_runs(), censored in maybe_runs(),
    ) {
        let later = |runs: &Runs| runs.iter().map(|&(t, n)| (t + 1, n)).collect::<Runs>();
        let (one, two, censored) = (later(&one), later(&two), later(&censored));
        let spells = |runs: &Runs, next| {
            runs.iter().map(|&(to, cases)| Spell { from: 0, to, state: 0, next, cases }).collect::<Vec<_>>()
        };
        let all = [spells(&one, Some(1)), spells(&two, Some(2)), spells(&censored, None)].concat();
        let states = state_probabilities(&[1.0, 0.0, 0.0], &all).unwrap();
        let shares = CompetingTable::new(&[&one, &two], &censored, &[]).unwrap().aalen_johansen().unwrap();
        prop_assert_eq!(states.len(), shares.points().len());
        for (state, point) in states.iter().zip(shares.points()) {
            prop_assert!((state.share[1] - point.incidence[0]).abs() < 1e-13);
            prop_assert!((state.share[2] - point.incidence[1]).abs() < 1e-13);
        }
    }

    #[test]
    fn log_rank_does_not_mind_the_order_of_the_groups(
        a in (maybe_runs(), maybe_runs()), b in (maybe_runs(), maybe_runs()), c in (maybe_runs(), maybe_runs()),
    ) {
        let table = |x: &(Runs, Runs)| RiskTable::new(&x.0, &x.1, &[]).unwrap();
        let (a, b, c) = (table(&a), table(&b), table(&c));
        if let Ok(there) = log_rank(&[a.clone(), b.clone(), c.clone()]) {
            let back = log_rank(&[c, a, b]).unwrap();
            prop_assert!((there.chi_square - back.chi_square).abs() < 1e-8 * (1.0 + there.chi_square));
            prop_assert!(probability(there.p_value));
            let observed: f64 = there.observed.iter().map(|&o| o as f64).sum();
            prop_assert!((there.expected.iter().sum::<f64>() - observed).abs() < 1e-9 * (1.0 + observed));
        }
    }

    #[test]
    fn decompositions_sum_to_the_change(cells in cells()) {
        let (base, current): (Vec<Cell>, Vec<Cell>) = cells.iter().copied().unzip();
        let why = kitagawa(&base, &current).unwrap();
        prop_assert!((why.mix + why.rate - why.change()).abs() < 1e-12);
        let by_cell: f64 = why.by_cell.iter().map(|(m, r)| m + r).sum();
        prop_assert!((by_cell - why.change()).abs() < 1e-12);
        let three = three_way(&base, &current).unwrap();
        prop_assert!((three.rate + three.mix + three.interaction - why.change()).abs() < 1e-12);
        for ways in 1..=3u32 {
            let cells: Vec<CrossedCell> = cells.iter().enumerate().map(|(i, &(base, current))| {
                let i = i as u32;
                CrossedCell { categories: [i % 3, i / 3, i % 2][..ways as usize].to_vec(), base, current }
            }).collect();
            // Cells must be told apart by their categories.
            let mut seen = BTreeSet::new();
            let distinct = cells.iter().all(|c| seen.insert(c.categories.clone()));
            prop_assert_eq!(crossed(&cells).is_ok(), distinct);
            if let Ok(why) = crossed(&cells) {
                let sum: f64 = why.mix.iter().sum::<f64>() + why.rate;
                prop_assert!((sum - (why.current - why.base)).abs() < 1e-12, "{} ways", ways);
            }
        }
    }

    #[test]
    fn effects_of_factors_sum_to_the_change(
        (base, current) in (1..6usize, 1..5usize).prop_flat_map(|(f, c)| {
            let side = || prop::collection::vec(prop::collection::vec(-10.0..10.0f64, c), f);
            (side(), side())
        })
    ) {
        let effects = das_gupta_product(&base, &current).unwrap();
        let rate = |side: &[Vec<f64>]| -> f64 {
            (0..side[0].len()).map(|c| side.iter().map(|f| f[c]).product::<f64>()).sum()
        };
        let scale = 1e5 * base[0].len() as f64;
        prop_assert!((effects.iter().sum::<f64>() - (rate(&current) - rate(&base))).abs() < 1e-11 * scale);
    }

    #[test]
    fn standardised_rates_lie_within_their_limits(
        strata in prop::collection::vec((count(), 1..=1_000_000_000u64, 1..1000u32), 1..8), level in level(),
    ) {
        let strata: Vec<Stratum> = strata.into_iter().map(|(events, exposure, weight)| Stratum {
            events, exposure: exposure as f64, weight: f64::from(weight),
        }).collect();
        for &method in DirectMethod::ALL {
            let rate = direct(&strata, level, method).unwrap();
            prop_assert!(rate.value.is_finite() && rate.interval.contains(rate.value), "{} {:?}", method, rate);
        }
        let observed = strata.iter().map(|s| s.events).sum();
        let ratio = indirect(observed, 17.5, level, CountMethod::Garwood).unwrap();
        prop_assert!(ratio.interval.contains(ratio.value));
        // With equal rates nothing is to be standardised.
        let same: Vec<Stratum> =
            strata.iter().map(|s| Stratum { exposure: s.events.max(1) as f64 * 10.0, events: s.events.max(1), ..*s }).collect();
        prop_assert!((direct(&same, level, DirectMethod::FayFeuer).unwrap().value - 0.1).abs() < 1e-14);
    }

    #[test]
    fn funnel_limits_hold_the_target_and_narrow(
        target in 0.0001..0.9999f64, n in prop_oneof![1..200u64, 1..=1_000_000_000u64], e in 0.001..1e9f64,
    ) {
        for &method in FunnelMethod::ALL {
            let inner = proportion_limits(target, n, Level::P95, method).unwrap();
            let outer = proportion_limits(target, n, Level::new(0.998).unwrap(), method).unwrap();
            prop_assert!(within(inner, 0.0, 1.0) && within(outer, 0.0, 1.0));
            prop_assert!(outer.lower <= inner.lower && inner.upper <= outer.upper, "{}", method);
            if method == FunnelMethod::Normal {
                prop_assert!(inner.contains(target));
            }
        }
        prop_assert!(ratio_limits(e, Level::P95).unwrap().contains(1.0));
    }

    #[test]
    fn over_dispersion_is_finite(counts in prop::collection::vec((0..=500u64, 500..=100_000u64), 2..40), trim in 0.0..0.49f64) {
        let courts: Vec<Placed> = counts.iter().map(|&(x, n)| Placed::proportion(x, n, 0.1)).collect();
        let dispersion = over_dispersion(&courts, 0.1, trim).unwrap();
        prop_assert!(dispersion.phi.is_finite() && dispersion.phi >= 0.0);
        prop_assert!(probability(dispersion.p_value) && dispersion.tau_squared >= 0.0);
    }

    #[test]
    fn ranks_sum_to_that_of_a_permutation(courts in prop::collection::vec((0.0..1.0f64, 0.0..0.2f64), 1..12)) {
        let courts: Vec<Ranked> =
            courts.into_iter().map(|(value, standard_error)| Ranked { value, standard_error }).collect();
        let count = courts.len() as f64;
        let expected = expected_ranks(&courts).unwrap();
        prop_assert!((expected.iter().sum::<f64>() - count * (count + 1.0) / 2.0).abs() < 1e-10);
        let drawn = rank_estimates(&courts, Level::P95, 500).unwrap();
        prop_assert!((drawn.iter().map(|r| r.first).sum::<f64>() - 1.0).abs() < 1e-12);
        prop_assert!(drawn.iter().all(|r| within(r.interval, 1.0, count)));
    }

    #[test]
    fn adjusted_p_values_keep_their_order_and_never_fall(p in prop::collection::vec(0.0..=1.0f64, 0..30)) {
        for &correction in Correction::ALL {
            let adjusted = adjust(&p, correction).unwrap();
            for (i, a) in adjusted.iter().enumerate() {
                prop_assert!(probability(*a) && *a >= p[i]);
                for (j, b) in adjusted.iter().enumerate() {
                    prop_assert!(p[i] >= p[j] || a <= b);
                }
            }
        }
    }

    #[test]
    fn beta_and_gamma_quantiles_invert_their_tails(
        a in prop_oneof![0.5..100.0f64, 1.0..1e9f64], b in prop_oneof![0.5..100.0f64, 1.0..1e9f64], q in 1e-6..0.999f64,
    ) {
        let x = special::beta_quantile(q, a, b);
        prop_assert!(probability(x));
        if x < 0.99 && x > 0.0 {
            let back = special::beta_tails(a, b, x, 1.0 - x).lower;
            prop_assert!((back - q).abs() < 1e-9 * q.min(1.0 - q) + 1e-11 + 1e-15 * a.max(b).sqrt(), "{} {}", back, q);
        }
        let y = special::gamma_quantile(q, a);
        let back = special::gamma_tails(a, y).lower;
        prop_assert!((back - q).abs() < 1e-11 + 1e-15 * a.sqrt(), "{} {} {}", back, q, y);
    }

    #[test]
    fn discrete_quantiles_are_the_smallest_that_reach(
        n in prop_oneof![1..50u64, 1..=1_000_000_000u64], p in 0.001..0.999f64, q in 0.001..0.999f64, mean in 0.01..1e6f64,
    ) {
        let x = special::binomial_quantile(q, n, p);
        let at = |x| special::binomial_tails(x, n, p, 1.0 - p).lower;
        prop_assert!(at(x) >= q - 1e-9 && (x == 0 || at(x - 1) < q + 1e-9));
        let y = special::poisson_quantile(q, mean);
        prop_assert!(special::poisson_tails(y, mean).lower >= q - 1e-9);
        prop_assert!(y == 0 || special::poisson_tails(y - 1, mean).lower < q + 1e-9);
    }
}
