//! Decomposition, standardisation, funnels, ranks, comparisons and trend against published numbers and R 4.2.2.

use courtmetrics::quantity::Level;
use courtmetrics::stats::comparisons::{Correction, adjust};
use courtmetrics::stats::count::CountMethod;
use courtmetrics::stats::decomposition::{
    Cell, CrossedCell, crossed, das_gupta, das_gupta_product, kitagawa, three_way,
};
use courtmetrics::stats::funnel::{
    Dispersion, FunnelMethod, Placed, over_dispersion, proportion_limits, ratio_limits, widened_limits,
};
use courtmetrics::stats::ranks::{Ranked, comparison_bars, rank_estimates};
use courtmetrics::stats::standardisation::{DirectMethod, Stratum, direct, expected_events, indirect};
use courtmetrics::stats::trend::{compound_growth, trend};

fn near(ours: f64, theirs: f64, tolerance: f64, what: &str) {
    assert!((ours - theirs).abs() <= tolerance, "{what}: {ours} instead of {theirs}");
}

#[test]
fn products_of_factors_split_as_das_gupta_prints() {
    let split = |base: &[f64], current: &[f64], effects: &[f64], tolerance| {
        let column = |v: &[f64]| v.iter().map(|&x| vec![x]).collect::<Vec<_>>();
        let ours = das_gupta_product(&column(base), &column(current)).unwrap();
        for (ours, theirs) in ours.iter().zip(effects) {
            near(*ours, *theirs, tolerance, "Das Gupta 1993");
        }
        let change = current.iter().product::<f64>() - base.iter().product::<f64>();
        near(ours.iter().sum(), change, 1e-9, "sum");
    };
    split(&[0.6, 0.5], &[0.3, 0.45], &[-0.1425, -0.0225], 1e-15); // DasGuptR vignette
    split(&[10930.0, 0.717892], &[16591.0, 0.825974], &[4369.913, 1487.262], 5e-4); // example 2.1
    // example 2.2, inputs as in DasGuptR
    split(&[51.78746, 0.45919, 0.52638], &[84.90502, 0.75756, 0.51065], &[10.4340, 10.5608, -0.6670], 5e-5);
}

#[test]
fn factors_over_cells_split_as_das_gupta_prints() {
    // Example 4.3, births in Taiwan 1960 and 1970, inputs as in DasGuptR's README.
    let base = [
        vec![393.0, 407.0, 369.0, 274.0, 184.0, 90.0, 16.0],
        vec![0.122, 0.622, 0.903, 0.930, 0.916, 0.873, 0.800],
        vec![0.043, 0.041, 0.036, 0.032, 0.026, 0.020, 0.018],
    ];
    let current = [
        vec![488.0, 452.0, 338.0, 156.0, 63.0, 22.0, 3.0],
        vec![0.082, 0.527, 0.866, 0.941, 0.942, 0.923, 0.876],
        vec![0.058, 0.038, 0.032, 0.030, 0.026, 0.023, 0.019],
    ];
    let effects = das_gupta_product(&base, &current).unwrap();
    for (ours, theirs) in effects.iter().zip([-7.285632, -2.720633, -1.565181]) {
        near(*ours, theirs, 5e-7, "Das Gupta 1993, example 4.3");
    }
    // Example 3.1: a rate that is no product (births less deaths).
    let effects = das_gupta(2, |now| if now[0] { 23.7 } else { 19.4 } - if now[1] { 9.5 } else { 10.8 });
    let effects = effects.unwrap();
    near(effects[0], 4.3, 1e-14, "births");
    near(effects[1], 1.3, 1e-14, "deaths");
}

#[test]
fn household_headship_splits_as_das_gupta_prints() {
    // Das Gupta 1993, example 5.1: household headship by age, 1970 and 1985.
    let size70 = [12.9, 10.9, 9.5, 8.0, 7.8, 8.4, 8.6, 7.8, 7.0, 5.9, 4.7, 3.6, 4.9];
    let size85 = [10.1, 11.2, 11.6, 10.9, 9.4, 7.7, 6.3, 6.0, 6.3, 5.9, 5.1, 4.0, 5.5];
    let rate70 = [1.9, 25.8, 45.7, 49.6, 51.2, 51.6, 51.8, 54.9, 58.7, 60.4, 62.8, 66.6, 66.8];
    let rate85 = [2.2, 24.3, 45.8, 52.5, 56.1, 55.6, 56.0, 57.4, 57.2, 61.2, 63.9, 68.6, 72.2];
    let cells = |s: &[f64], r: &[f64]| s.iter().zip(r).map(|(&s, &r)| Cell::new(s, r)).collect::<Vec<_>>();
    let (base, current) = (cells(&size70, &rate70), cells(&size85, &rate85));
    let why = kitagawa(&base, &current).unwrap();
    near(why.base, 44.7268, 5e-5, "crude 1970");
    near(why.current, 47.6940, 5e-5, "crude 1985");
    near(why.mix, 1.2269, 5e-5, "composition");
    near(why.rate, 1.7403, 5e-5, "rate");
    let three = three_way(&base, &current).unwrap();
    near(three.rate, 1.7216, 5e-5, "rate at base weights");
    near(three.mix, 1.2082, 5e-5, "mix at base rates");
    near(three.interaction, 0.0374, 5e-5, "interaction");
}

#[test]
fn scottish_reconvictions_split_by_sex_and_age() {
    // DasGuptR vignette, reconviction in Scotland 2004 and 2016 (offenders, reconvicted).
    // F 21–25, F 26–30, F 31–40, F over 40, F under 21, M likewise.
    let y2004 = [
        (1650, 576),
        (1268, 420),
        (2238, 558),
        (1198, 212),
        (1488, 424),
        (8941, 3285),
        (6254, 2175),
        (9833, 2929),
        (6330, 1235),
        (10151, 4163),
    ];
    let y2016 = [
        (1019, 224),
        (1140, 287),
        (2223, 611),
        (2129, 386),
        (660, 160),
        (5882, 1820),
        (5778, 1737),
        (8999, 2721),
        (9096, 1851),
        (3680, 1238),
    ];
    let cells: Vec<CrossedCell> = (0..10)
        .map(|i| CrossedCell {
            categories: vec![i as u32 / 5, i as u32 % 5],
            base: Cell::of(y2004[i].1, y2004[i].0),
            current: Cell::of(y2016[i].1, y2016[i].0),
        })
        .collect();
    let why = crossed(&cells).unwrap();
    near(why.base, 0.3237422, 5e-8, "2004");
    near(why.current, 0.2717579, 5e-8, "2016");
    near(why.mix[0], -0.0007585, 5e-8, "sex");
    near(why.mix[1], -0.0214731, 5e-8, "age");
    near(why.rate, -0.0297528, 5e-8, "rate");
}

#[test]
fn deaths_by_race_and_age_split_as_das_gupta_prints() {
    // Das Gupta 1993, example 5.3, inputs as in DasGuptR's category_effects vignette.
    let size85 = [
        3041, 11577, 27450, 32711, 35480, 27411, 19555, 19795, 15254, 8022, 2472, 707, 2692, 6473, 6841,
        6547, 4352, 3034, 2540, 1749, 804, 236,
    ];
    let size70 = [
        2968, 11484, 34614, 30992, 21983, 20314, 20928, 16897, 11339, 5720, 1315, 535, 2162, 6120, 4781,
        3096, 2718, 2363, 1767, 1149, 448, 117,
    ];
    let rate85 = [
        9.163, 0.462, 0.248, 0.929, 1.084, 1.810, 4.715, 12.187, 27.728, 64.068, 157.570, 17.208, 0.738,
        0.328, 1.103, 2.045, 3.724, 8.052, 17.812, 34.128, 68.276, 125.161,
    ];
    let rate70 = [
        18.469, 0.751, 0.391, 1.146, 1.287, 2.672, 6.636, 15.691, 34.723, 79.763, 176.837, 36.993, 1.352,
        0.541, 2.040, 3.523, 6.746, 12.967, 24.471, 45.091, 74.902, 123.205,
    ];
    let cells: Vec<CrossedCell> = (0..22)
        .map(|i| CrossedCell {
            categories: vec![i as u32 / 11, i as u32 % 11],
            base: Cell::new(f64::from(size70[i]), rate70[i]),
            current: Cell::new(f64::from(size85[i]), rate85[i]),
        })
        .collect();
    let why = crossed(&cells).unwrap();
    near(why.base, 9.421833, 5e-7, "crude 1970");
    near(why.current, 8.735618, 5e-7, "crude 1985");
    near(why.mix[0], 0.0197749, 5e-8, "race");
    near(why.mix[1], 1.5217347, 5e-8, "age");
    near(why.rate, -2.2277254, 5e-8, "rate");
}

/// Births and cases by maternal age (rows) and birth order (columns): Fleiss 1981, as in R's epitools.
const BIRTHS: [[u32; 6]; 5] = [
    [230061, 329449, 114920, 39487, 14208, 3052],
    [72202, 326701, 208667, 83228, 28466, 5375],
    [15050, 175702, 207081, 117300, 45026, 8660],
    [2293, 68800, 132424, 98301, 46075, 9834],
    [327, 30666, 123419, 149919, 104088, 34392],
];
const CASES: [[u64; 6]; 5] = [
    [107, 141, 60, 40, 39, 25],
    [25, 150, 110, 84, 82, 39],
    [3, 71, 114, 103, 108, 75],
    [1, 26, 64, 89, 137, 96],
    [0, 8, 63, 112, 262, 295],
];

fn fleiss(order: usize) -> Vec<Stratum> {
    let weight = |age: usize| BIRTHS.iter().map(|row| f64::from(row[age])).sum::<f64>() / 5.0;
    (0..6)
        .map(|age| Stratum {
            events: CASES[order][age],
            exposure: f64::from(BIRTHS[order][age]),
            weight: weight(age),
        })
        .collect()
}

#[test]
fn direct_standardisation_gives_the_rates_of_epitools() {
    for (order, crude, adjusted, lower, upper) in [
        (0, 56.3, 92.3, 80.4, 105.8),
        (1, 67.6, 91.2, 82.4, 100.9),
        (2, 83.3, 85.1, 77.2, 94.2),
        (3, 115.5, 92.7, 80.0, 114.7),
        (4, 167.1, 75.5, 67.7, 188.3),
    ] {
        let strata = fleiss(order);
        let (events, births): (u64, f64) =
            strata.iter().fold((0, 0.0), |(e, b), s| (e + s.events, b + s.exposure));
        near(events as f64 / births * 1e5, crude, 0.05, "crude");
        let rate = direct(&strata, Level::P95, DirectMethod::FayFeuer).unwrap();
        near(rate.value * 1e5, adjusted, 0.05, "adjusted");
        let (l, u) = rate.interval.ends().unwrap();
        near(l * 1e5, lower, 0.05, "lower");
        near(u * 1e5, upper, 0.05, "upper");
    }
    // PHEindicatormethods' phe_dsr uses Dobson's: 67.63–83.87.
    let rate = direct(&fleiss(4), Level::P95, DirectMethod::Dobson).unwrap();
    let (l, u) = rate.interval.ends().unwrap();
    near(l * 1e5, 67.63, 0.005, "lower");
    near(u * 1e5, 83.87, 0.005, "upper");
}

#[test]
fn selvins_cancer_rates_standardise_both_ways() {
    // Selvin 2004, as in R's epitools (ageadjust.direct, ageadjust.indirect): deaths and people, 1960 and 1940.
    let d60 = [141u64, 926, 1253, 1080, 1869, 4891, 14956, 30888, 41725, 26501, 5928];
    let p60 = [
        1784033.0, 7065148.0, 15658730.0, 10482916.0, 9939972.0, 10563872.0, 9114202.0, 6850263.0, 4702482.0,
        1874619.0, 330915.0,
    ];
    let d40 = [45u64, 201, 320, 670, 1126, 3160, 9723, 17935, 22179, 13461, 2238];
    let p40 = [
        906897.0, 3794573.0, 10003544.0, 10629526.0, 9465330.0, 8249558.0, 7294330.0, 5022499.0, 2920220.0,
        1019504.0, 142532.0,
    ];
    let strata: Vec<Stratum> =
        (0..11).map(|i| Stratum { events: d40[i], exposure: p40[i], weight: p60[i] }).collect();
    near(d40.iter().sum::<u64>() as f64 / p40.iter().sum::<f64>() * 1e5, 119.53, 0.005, "crude");
    let rate = direct(&strata, Level::P95, DirectMethod::FayFeuer).unwrap();
    let (l, u) = rate.interval.ends().unwrap();
    near(rate.value * 1e5, 139.25, 0.005, "adjusted");
    near(l * 1e5, 138.21, 0.005, "lower");
    near(u * 1e5, 140.29, 0.005, "upper");
    let expected = expected_events((0..11).map(|i| (p40[i], d60[i] as f64 / p60[i])));
    near(expected, 85556.889, 5e-4, "expected");
    let ratio = indirect(d40.iter().sum(), expected, Level::P95, CountMethod::LogNormal).unwrap();
    let (l, u) = ratio.interval.ends().unwrap();
    near(ratio.value, 0.83054, 5e-6, "ratio");
    near(l, 0.8245, 5e-5, "lower");
    near(u, 0.8367, 5e-5, "upper");
    // Exact limits of the same count, R 4.2.2: qgamma(0.025, 71058) and qgamma(0.975, 71059) over the expected.
    let exact = indirect(71058, expected, Level::P95, CountMethod::Garwood).unwrap().interval.ends().unwrap();
    near(exact.0 * expected, 70536.4859507381, 1e-8, "exact lower");
    near(exact.1 * expected, 71582.4120295229, 1e-8, "exact upper");
    let crude60 = d60.iter().sum::<u64>() as f64 / p60.iter().sum::<f64>() * 1e5;
    near(ratio.value * crude60, 137.9, 0.05, "adjusted rate");
}

#[test]
fn exact_funnel_limits_are_those_of_spiegelhalters_appendix() {
    // θ = 0.9148, recomputed from his formula with SciPy.
    for (n, limits) in [
        (52, [0.765071, 0.821469, 0.974557, 0.998027]),
        (100, [0.812310, 0.851233, 0.959989, 0.983162]),
        (500, [0.872892, 0.888528, 0.937500, 0.949872]),
        (1000, [0.885874, 0.896594, 0.931212, 0.940381]),
    ] {
        let at = |level| {
            let level = Level::new(level).unwrap();
            proportion_limits(0.9148, n, level, FunnelMethod::ExactBinomial).unwrap().ends().unwrap()
        };
        let (outer, inner) = (at(0.998), at(0.95));
        for (ours, theirs) in [outer.0, inner.0, inner.1, outer.1].iter().zip(limits) {
            near(*ours, theirs, 5e-7, "exact limits");
        }
    }
    let low = proportion_limits(0.074, 50, Level::new(0.998).unwrap(), FunnelMethod::ExactBinomial).unwrap();
    assert_eq!(low.lower, Some(0.0)); // the formula gives −0.019
}

#[test]
fn normal_funnel_limits_are_those_of_phe() {
    // PHEindicatormethods, fp_in.csv, target 0.8064244785714955
    let lower = |n, level| {
        let level = Level::new(level).unwrap();
        proportion_limits(0.8064244785714955, n, level, FunnelMethod::Normal).unwrap().lower.unwrap() * 100.0
    };
    near(lower(1, 0.95), 3.204264, 5e-7, "n = 1");
    near(lower(5, 0.95), 46.011039, 5e-7, "n = 5");
    near(lower(10, 0.95), 56.154344, 5e-7, "n = 10");
    near(lower(5, 0.998), 26.039864, 5e-7, "n = 5, 99.8 %");
}

#[test]
fn ratio_limits_are_those_of_funnelplotr() {
    // χ²(0.025; 2E)/2/E and χ²(0.975; 2(E + 1))/2/E in R 4.2.2
    for (expected, lower, upper) in [
        (0.5, 0.000982069117175256, 9.34840360449614),
        (5.0, 0.324697278023684, 2.33366641586453),
        (108.0, 0.820319382488738, 1.20733991009536),
        (2200.5, 0.958650253037678, 1.04267450649963),
    ] {
        let (l, u) = ratio_limits(expected, Level::P95).unwrap().ends().unwrap();
        near(l, lower, 1e-12, "lower");
        near(u, upper, 1e-12, "upper");
    }
}

#[test]
fn over_dispersion_is_that_of_funnelplotr() {
    // Six rows observed/expected, square-root scale, 10 % winsorised.
    let courts: Vec<Placed> =
        [(100, 108.0), (150, 112.0), (180, 165.0), (80, 95.0), (120, 100.0), (225, 220.0)]
            .map(|(x, e)| Placed::root_ratio(x, e))
            .into();
    let dispersion = over_dispersion(&courts, 1.0, 0.1).unwrap();
    near(dispersion.phi, 2.327178, 5e-7, "φ");
    near(dispersion.tau_squared, 0.00343978, 5e-9, "τ²");
    // Five courts around their pooled proportion.
    let counts = [(455, 500), (300, 340), (118, 125), (47, 60), (890, 960)];
    let target = 1810.0 / 1985.0;
    near(target, 0.91183879, 5e-9, "θ");
    let courts: Vec<Placed> = counts.map(|(x, n)| Placed::proportion(x, n, target)).into();
    let dispersion = over_dispersion(&courts, target, 0.0).unwrap();
    near(dispersion.phi, 4.081424, 5e-7, "φ");
    near(dispersion.tau_squared, 0.000994044, 5e-10, "τ²");
    near(dispersion.p_value, 0.001048, 5e-7, "p");
    let plain = widened_limits(target, 0.01, Level::P95, &dispersion, Dispersion::Multiplicative);
    near(plain.width().unwrap(), 2.0 * 1.959963984540054 * 0.01 * dispersion.phi.sqrt(), 1e-15, "width");
    let added = widened_limits(target, 0.01, Level::P95, &dispersion, Dispersion::Additive);
    near(added.width().unwrap(), 2.0 * 1.959963984540054 * (1e-4f64 + 0.000994044).sqrt(), 1e-8, "width");
}

#[test]
fn five_courts_have_ranks_with_intervals() {
    // Goldstein and Spiegelhalter's calculation for five courts; probabilities by 400,000 draws.
    let courts: Vec<Ranked> = [(455, 500), (300, 340), (118, 125), (47, 60), (890, 960)]
        .map(|(x, n)| {
            let p = f64::from(x) / f64::from(n);
            Ranked { value: p, standard_error: (p * (1.0 - p) / f64::from(n)).sqrt() }
        })
        .into();
    for (court, error) in courts.iter().zip([0.012798, 0.017473, 0.020565, 0.053186, 0.008391]) {
        near(court.standard_error, error, 5e-7, "standard error");
    }
    let ranks = rank_estimates(&courts, Level::P95, 100_000).unwrap();
    for (rank, (expected, lower, upper, first)) in ranks.iter().zip([
        (2.898823, 1.0, 4.0, 0.029),
        (3.915889, 3.0, 5.0, 0.002),
        (1.316939, 1.0, 3.0, 0.764),
        (4.945026, 4.0, 5.0, 0.002),
        (1.923322, 1.0, 3.0, 0.203),
    ]) {
        near(rank.expected, expected, 5e-7, "expected rank");
        assert_eq!(rank.interval.ends(), Some((lower, upper)));
        near(rank.first, first, 0.005, "first"); // three standard errors of both simulations
    }
    assert_eq!(ranks, rank_estimates(&courts, Level::P95, 100_000).unwrap());
    let bars = comparison_bars(&courts, Level::P95).unwrap();
    near(
        bars[0].width().unwrap() / 2.0 / courts[0].standard_error,
        1.386,
        5e-4,
        "Goldstein and Healy's 1.39",
    );
}

#[test]
fn adjusted_p_values_are_those_of_r() {
    // p.adjust(p, "BH") and p.adjust(p, "holm")
    let p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216];
    let fdr = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.105714285714286, 0.216, 0.216, 0.216];
    let holm = [0.01, 0.072, 0.312, 0.312, 0.312, 0.312, 0.312, 0.615, 0.615, 0.615];
    for (correction, theirs) in [(Correction::BenjaminiHochberg, fdr), (Correction::Holm, holm)] {
        for (ours, theirs) in adjust(&p, correction).unwrap().iter().zip(theirs) {
            near(*ours, theirs, 1e-14, correction.word());
        }
    }
    assert!(adjust(&[f64::NAN], Correction::Holm).is_err() && adjust(&[1.1], Correction::Holm).is_err());
}

#[test]
fn the_trend_is_rs_linear_model() {
    // confint(lm(c(8400, 8598, 8811, 8790, 9105) ~ c(2019:2023)))
    let filed = [(2019.0, 8400.0), (2020.0, 8598.0), (2021.0, 8811.0), (2022.0, 8790.0), (2023.0, 9105.0)];
    let line = trend(&filed, Level::P95).unwrap();
    let (l, u) = line.slope.interval.ends().unwrap();
    near(line.slope.value, 160.2, 1e-9, "slope");
    near(l, 78.2632860160425, 1e-8, "lower");
    near(u, 242.136713983994, 1e-8, "upper");
    near(line.slope.p_value.unwrap(), 0.00836869751936946, 1e-12, "p");
    near(line.at(0.0), -315023.4, 1e-6, "intercept");
    near(compound_growth(100.0, 121.0, 2.0).unwrap(), 0.1, 1e-15, "growth");
    assert!(compound_growth(0.0, 5.0, 1.0).is_err());
}
