//! Random counts, days and p-values against R, SciPy and statsmodels, to 1e-9 (tests/golden/methods.*).
//!
//! The committed tables are small. `COURTMETRICS_RANDOM` names a folder with `methods_r.csv` and
//! `methods_python.csv` of other seeds and sizes, made by the scripts beside the committed ones.

use courtmetrics::quantity::{Fraction, Level, Proportion, Rate};
use courtmetrics::stats::comparisons::{Correction, adjust};
use courtmetrics::stats::count::{CountMethod, TwoSided, count_interval, count_test};
use courtmetrics::stats::decomposition::{Cell, CrossedCell, crossed, das_gupta_product, kitagawa};
use courtmetrics::stats::difference::{
    DifferenceMethod, ProportionTest, proportion_difference, proportion_test,
};
use courtmetrics::stats::durations::{
    Moments, mean_difference, median_difference, quantile, quantile_interval,
};
use courtmetrics::stats::funnel::{FunnelMethod, Placed, over_dispersion, proportion_limits, ratio_limits};
use courtmetrics::stats::proportion::{ProportionMethod, proportion_interval};
use courtmetrics::stats::ranks::{Ranked, expected_ranks};
use courtmetrics::stats::standardisation::{DirectMethod, Stratum, direct, indirect};
use courtmetrics::stats::trend::trend;
use courtmetrics::stats::two_counts::{
    RatioMethod, percent_change, rate_ratio_interval, rate_ratio_test, rate_score_test,
};
use courtmetrics::stats::{Estimate, Interval};
use std::collections::BTreeMap;

type Answers = Vec<Option<f64>>;

/// The arguments of a line.
struct Given<'l>(Vec<&'l str>);

impl Given<'_> {
    fn number(&self, at: usize) -> f64 {
        self.0[at].parse().unwrap()
    }

    /// A whole number, which R writes as `1e+05`.
    fn whole(&self, at: usize) -> u64 {
        let number = self.number(at);
        assert_eq!(number.fract(), 0.0);
        number as u64
    }

    fn level(&self, at: usize) -> Level {
        Level::new(self.number(at)).unwrap()
    }

    fn share(&self, at: usize) -> Proportion {
        Proportion::new(self.whole(at), self.whole(at + 1)).unwrap()
    }

    fn rate(&self, at: usize) -> Rate {
        Rate::new(self.whole(at), Fraction::whole(self.whole(at + 1))).unwrap()
    }

    /// `a:b:c a:b:c ...`
    fn rows(&self, at: usize) -> Vec<Vec<f64>> {
        let row = |row: &str| row.split(':').map(|n| n.parse().unwrap()).collect();
        self.0[at].split(' ').map(row).collect()
    }

    fn runs(&self, at: usize) -> Vec<(i32, u64)> {
        self.rows(at).iter().map(|r| (r[0] as i32, r[1] as u64)).collect()
    }

    fn column(&self, at: usize) -> Vec<f64> {
        self.rows(at).iter().map(|r| r[0]).collect()
    }
}

fn ends(interval: Interval) -> Answers {
    vec![interval.lower, interval.upper]
}

/// Value, standard error, ends and p-value, so far as `parts` names them.
fn estimate(estimate: Estimate, parts: &str) -> Answers {
    let of = |part| match part {
        'v' => Some(estimate.value),
        's' => estimate.standard_error,
        'l' => estimate.interval.lower,
        'u' => estimate.interval.upper,
        _ => estimate.p_value,
    };
    parts.chars().map(of).collect()
}

fn answers(method: &str, given: &Given<'_>) -> Answers {
    if let Ok(method) = method.parse::<ProportionMethod>() {
        return ends(proportion_interval(given.share(0), given.level(2), method));
    }
    if let Ok(method) = method.parse::<DifferenceMethod>() {
        return ends(proportion_difference(given.share(0), given.share(2), given.level(4), method));
    }
    if let Ok(method) = method.parse::<DirectMethod>() {
        let stratum = |r: &Vec<f64>| Stratum { events: r[0] as u64, exposure: r[1], weight: r[2] };
        let strata: Vec<Stratum> = given.rows(0).iter().map(stratum).collect();
        return estimate(direct(&strata, given.level(1), method).unwrap(), "vlu");
    }
    if let Ok(correction) = method.parse::<Correction>() {
        return adjust(&given.column(0), correction).unwrap().into_iter().map(Some).collect();
    }
    let counted = |method| ends(count_interval(given.whole(0), given.level(1), method));
    let ratio =
        |method| ends(rate_ratio_interval(given.rate(0), given.rate(2), given.level(4), method).unwrap());
    let two = |test| vec![Some(proportion_test(given.share(0), given.share(2), test))];
    let exact = |two_sided| vec![Some(rate_ratio_test(given.rate(0), given.rate(2), two_sided))];
    let against = |two_sided| vec![Some(count_test(given.whole(0), given.number(1), two_sided).unwrap())];
    let funnel =
        |method| ends(proportion_limits(given.number(0), given.whole(1), given.level(2), method).unwrap());
    match method {
        "garwood" => counted(CountMethod::Garwood),
        "byar" => counted(CountMethod::Byar),
        "score_count" => counted(CountMethod::Score),
        "score_test" => two(ProportionTest::Score),
        "fisher" => two(ProportionTest::Fisher),
        "count_central" => against(TwoSided::Central),
        "count_minlike" => against(TwoSided::Minlike),
        "exact_conditional" => ratio(RatioMethod::ExactConditional),
        "score_ratio" => ratio(RatioMethod::Score),
        "score_ratio_test" => vec![Some(rate_score_test(given.rate(0), given.rate(2)))],
        "ratio_central" => exact(TwoSided::Central),
        "ratio_minlike" => exact(TwoSided::Minlike),
        "percent_change" => {
            let (now, base, level) = (given.whole(0), given.whole(1), given.level(2));
            estimate(percent_change(now, base, level, RatioMethod::ExactConditional).unwrap(), "vlu")
        }
        "garwood_indirect" => {
            let ratio = indirect(given.whole(0), given.number(1), given.level(2), CountMethod::Garwood);
            estimate(ratio.unwrap(), "vlu")
        }
        "funnel_exact" => funnel(FunnelMethod::ExactBinomial),
        "funnel_normal" => funnel(FunnelMethod::Normal),
        "ratio_limits" => ends(ratio_limits(given.number(0), given.level(1)).unwrap()),
        "mean" => {
            let moments = Moments::of(&given.runs(0)).unwrap();
            let interval = moments.mean_interval(given.level(1)).unwrap();
            let mean = moments.mean().unwrap().to_f64();
            vec![Some(mean), moments.standard_error(), interval.lower, interval.upper]
        }
        "welch" => {
            let (a, b) = (Moments::of(&given.runs(0)).unwrap(), Moments::of(&given.runs(1)).unwrap());
            estimate(mean_difference(a, b, given.level(2)).unwrap(), "vslup")
        }
        "price_bonett" => {
            let change = median_difference(&given.runs(0), &given.runs(1), given.level(2));
            estimate(change.unwrap(), "vslup")
        }
        "quantile" => {
            let (n, d) = given.0[1].split_once('/').unwrap();
            let p = Fraction::new(n.parse::<u64>().unwrap(), d.parse::<u64>().unwrap()).unwrap();
            let runs = given.runs(0);
            let interval = quantile_interval(&runs, p, given.level(2)).unwrap();
            vec![Some(quantile(&runs, p).unwrap().to_f64()), interval.lower, interval.upper]
        }
        "trend" => {
            let points: Vec<(f64, f64)> = given.rows(0).iter().map(|r| (r[0], r[1])).collect();
            estimate(trend(&points, given.level(1)).unwrap().slope, "vslup")
        }
        "over_dispersion" => {
            let rows = given.rows(0);
            let sum = |at: usize| rows.iter().map(|r| r[at]).sum::<f64>();
            let target = sum(0) / sum(1);
            let placed = |r: &Vec<f64>| Placed::proportion(r[0] as u64, r[1] as u64, target);
            let courts: Vec<Placed> = rows.iter().map(placed).collect();
            let found = over_dispersion(&courts, target, given.number(1)).unwrap();
            [found.phi, found.p_value, found.tau_squared].map(Some).to_vec()
        }
        "expected_ranks" => {
            let ranked = |r: &Vec<f64>| Ranked { value: r[0], standard_error: r[1] };
            let courts: Vec<Ranked> = given.rows(0).iter().map(ranked).collect();
            expected_ranks(&courts).unwrap().into_iter().map(Some).collect()
        }
        "kitagawa" => {
            let cell = |r: &Vec<f64>| Cell::of(r[0] as u64, r[1] as u64);
            let side = |at| given.rows(at).iter().map(cell).collect::<Vec<_>>();
            let split = kitagawa(&side(0), &side(1)).unwrap();
            [split.base, split.current, split.mix, split.rate].map(Some).to_vec()
        }
        "das_gupta_product" => {
            let side = |at| given.column(at).into_iter().map(|f| vec![f]).collect::<Vec<_>>();
            das_gupta_product(&side(0), &side(1)).unwrap().into_iter().map(Some).collect()
        }
        "crossed" => {
            let cell = |(a, b): (&Vec<f64>, &Vec<f64>)| CrossedCell {
                categories: vec![a[0] as u32, a[1] as u32],
                base: Cell::new(a[2], a[3]),
                current: Cell::new(b[2], b[3]),
            };
            let cells: Vec<CrossedCell> = given.rows(0).iter().zip(&given.rows(1)).map(cell).collect();
            let split = crossed(&cells).unwrap();
            vec![Some(split.mix[0]), Some(split.mix[1]), Some(split.rate)]
        }
        other => panic!("unknown method {other}"),
    }
}

/// What the others' last digit may be worth: effects and changes are differences, of which the largest tells how much
/// was taken from each other; ends near 0 and 1 are sums whose terms are about 1.
fn noise(method: &str, theirs: &[Option<f64>]) -> f64 {
    let tests = ["score_test", "fisher", "score_ratio_test"];
    if tests.contains(&method) || method.ends_with("_central") || method.ends_with("_minlike") {
        return 1e-290; // the doubles below have fewer digits
    }
    let differences = [
        "kitagawa",
        "das_gupta_product",
        "crossed",
        "mean",
        "welch",
        "price_bonett",
        "percent_change",
        "trend",
    ];
    let largest = theirs.iter().flatten().fold(0.0f64, |a, b| a.max(b.abs()));
    if differences.contains(&method) { 1e-12 * largest } else { 4e-16 }
}

fn check(text: &str) -> BTreeMap<String, usize> {
    let (mut checked, mut wrong) = (BTreeMap::new(), Vec::new());
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (question, expected) = line.split_once(",=,").unwrap();
        let mut words = question.split(',');
        let method = words.next().unwrap();
        let theirs: Answers = expected.split(',').map(|n| n.parse().ok()).collect();
        let ours = answers(method, &Given(words.collect()));
        let slack = noise(method, &theirs);
        let same = |(a, b): (&Option<f64>, &Option<f64>)| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b.abs() + slack,
            (a, b) => a.is_none() && b.is_none(),
        };
        if ours.len() != theirs.len() || !ours.iter().zip(&theirs).all(same) {
            wrong.push(format!("{line}\n    ours {ours:?}"));
        }
        *checked.entry(method.to_owned()).or_insert(0) += 1;
    }
    assert!(wrong.is_empty(), "{} lines differ:\n{}", wrong.len(), wrong.join("\n"));
    checked
}

fn table(name: &str, committed: &str) -> String {
    match std::env::var_os("COURTMETRICS_RANDOM") {
        Some(folder) => std::fs::read_to_string(std::path::Path::new(&folder).join(name)).unwrap(),
        None => committed.to_owned(),
    }
}

#[test]
fn random_inputs_have_the_answers_of_r() {
    let checked = check(&table("methods_r.csv", include_str!("golden/methods_r.csv")));
    assert_eq!(checked.len(), 33, "{checked:?}");
    assert!(checked.values().all(|n| *n >= 5), "{checked:?}");
}

#[test]
fn random_inputs_have_the_answers_of_scipy_and_statsmodels_and_of_slow_sums() {
    let checked = check(&table("methods_python.csv", include_str!("golden/methods_python.csv")));
    assert_eq!(checked.len(), 17, "{checked:?}");
    assert!(checked.values().all(|n| *n >= 5), "{checked:?}");
}
