//! Counts, rates and their ratios against R 4.2.2, statsmodels, PHEindicatormethods and exactci.

use courtmetrics::quantity::{Fraction, Level, Rate};
use courtmetrics::stats::count::{CountMethod, TwoSided, count_interval, count_test, rate_interval};
use courtmetrics::stats::two_counts::{RatioMethod, percent_change, rate_ratio_interval, rate_ratio_test};

fn near(ours: f64, theirs: f64, tolerance: f64, what: &str) {
    assert!((ours - theirs).abs() <= tolerance, "{what}: {ours} instead of {theirs}");
}

fn rate(events: u64, exposure: i64, per: i64) -> Rate {
    Rate::new(events, Fraction::new(exposure, per).unwrap()).unwrap()
}

#[test]
fn garwood_gives_the_standard_limits() {
    for (x, lower, upper, tolerance, source) in [
        (0, 0.0, 3.688879, 5e-7, "Garwood 1936"),
        (4, 1.0898653736, 10.2415886754, 5e-11, "R, cipoisson"),
        (10, 4.7953886961, 18.390356042, 5e-10, "Garwood 1936"),
    ] {
        let (l, u) = count_interval(x, Level::P95, CountMethod::Garwood).ends().unwrap();
        near(l, lower, tolerance, source);
        near(u, upper, tolerance, source);
    }
}

#[test]
fn byar_gives_the_limits_of_phe() {
    for (x, lower, upper) in [(65, 50.1631877105, 82.8491385459), (1045, 982.5932018, 1110.331213)] {
        let (l, u) = count_interval(x, Level::P95, CountMethod::Byar).ends().unwrap();
        near(l, lower, 6e-7, "PHEindicatormethods tests");
        near(u, upper, 6e-7, "PHEindicatormethods tests");
    }
}

#[test]
fn rates_divide_both_ends_by_the_exposure() {
    let fifteen = rate(15, 400, 1);
    let exact = rate_interval(fifteen, Level::P95, CountMethod::Garwood).ends().unwrap();
    near(exact.0, 0.0209884653319583, 1e-15, "statsmodels, confint_poisson exact-c");
    near(exact.1, 0.0618505471787146, 1e-15, "statsmodels, confint_poisson exact-c");
    let score = rate_interval(fifteen, Level::P95, CountMethod::Score).ends().unwrap();
    near(score.0, 0.0227264749, 5e-11, "statsmodels, confint_poisson score");
    near(score.1, 0.0618771721, 5e-11, "statsmodels, confint_poisson score");
    // R, poisson.test(137, 24.19893)
    let r = rate(137, 2419893, 100000);
    let (l, u) = rate_interval(r, Level::P95, CountMethod::Garwood).ends().unwrap();
    near(r.to_fraction().unwrap().to_f64(), 5.661407343, 5e-10, "R");
    near(l, 4.753124805, 5e-10, "R");
    near(u, 6.692709334, 5e-10, "R");
}

#[test]
fn a_count_is_tested_against_an_expected_number() {
    near(
        count_test(15, 20.0, TwoSided::Central).unwrap(),
        0.313026269279486,
        1e-14,
        "statsmodels, test_poisson exact-c",
    );
    near(count_test(15, 20.0, TwoSided::Minlike).unwrap(), 0.3132857564659807, 1e-13, "R, poisson.test");
    near(count_test(25, 20.0, TwoSided::Minlike).unwrap(), 0.2616369029342223, 1e-13, "R, poisson.test");
    assert!(count_test(3, 0.0, TwoSided::Central).is_err());
}

#[test]
fn two_counts_agree_with_r_and_exactci() {
    // Ratio and limits, minlike p: R 4.2.2 poisson.test; central p: exactci's vignette, and twice the tail.
    for (x1, t1, x2, t2, ratio, lower, upper, minlike, central) in [
        (
            11,
            8000,
            21,
            30110,
            1.9714880952380953,
            0.8584264033916392,
            4.277265943654071,
            0.07966863303332952,
            0.1120173196,
        ),
        (
            2,
            178770,
            10,
            200000,
            0.22375118867818986,
            0.02383738234877667,
            1.0499546775959363,
            0.0421343342293197,
            0.0605564484,
        ),
        (
            60,
            514775,
            30,
            543087,
            2.10999757175465,
            1.3397357217726502,
            3.3883655736162517,
            0.0006751826586863219,
            0.0008561,
        ),
        (
            41,
            280100,
            15,
            190170,
            1.8557586576222778,
            1.0056840626892583,
            3.6093003110779054,
            0.04085202628650184,
            0.0476603,
        ),
        (
            8811,
            10,
            8598,
            10,
            1.0247732030704815,
            0.9946605162009879,
            1.0558003872792034,
            0.1081060315173488,
            0.108106,
        ),
    ] {
        let (now, before) = (rate(x1, t1, 10), rate(x2, t2, 10));
        let value = now.to_fraction().unwrap().over(before.to_fraction().unwrap()).unwrap().to_f64();
        near(value, ratio, 1e-14, "ratio");
        let (l, u) = rate_ratio_interval(now, before, Level::P95, RatioMethod::ExactConditional)
            .unwrap()
            .ends()
            .unwrap();
        near(l, lower, 1e-12, "lower");
        near(u, upper, 1e-12, "upper");
        near(rate_ratio_test(now, before, TwoSided::Minlike), minlike, 1e-11, "minlike");
        near(rate_ratio_test(now, before, TwoSided::Central), central, 6e-8, "central");
    }
    // Gu et al. 2008: the one-sided exact conditional p of 60 against 30 is 0.000428.
    let one_sided = rate_ratio_test(rate(60, 514775, 10), rate(30, 543087, 10), TwoSided::Central) / 2.0;
    near(one_sided, 0.0004281, 5e-8, "Gu, Ng, Tang and Schucany 2008");
}

#[test]
fn percent_change_is_the_ratio_less_one() {
    let change = percent_change(8811, 8598, Level::P95, RatioMethod::ExactConditional).unwrap();
    near(change.value, 2.47732030704815, 1e-12, "change");
    let (l, u) = change.interval.ends().unwrap();
    near(l, -0.53394837990121, 1e-9, "lower");
    near(u, 5.58003872792034, 1e-9, "upper");
    assert_eq!(
        percent_change(5, 0, Level::P95, RatioMethod::ExactConditional).unwrap_err().to_string(),
        "base is 0; a percent change divides by its base, so growth from nothing is undefined; \
         hint: report both counts"
    );
    assert_eq!(
        percent_change(0, 5, Level::P95, RatioMethod::ExactConditional).unwrap().interval.lower,
        Some(-100.0)
    );
}

#[test]
fn a_ratio_to_no_events_has_no_upper_end() {
    let interval =
        rate_ratio_interval(rate(3, 1, 1), rate(0, 1, 1), Level::P95, RatioMethod::ExactConditional).unwrap();
    assert!(interval.lower.unwrap() > 0.0 && interval.upper.is_none());
    assert!(
        rate_ratio_interval(rate(0, 1, 1), rate(0, 1, 1), Level::P95, RatioMethod::ExactConditional).is_err()
    );
}

#[test]
fn percent_changes_round_to_what_was_printed() {
    use courtmetrics::quantity::Rounding;
    for (base, current, decimals, printed, source) in [
        (152, 171, 0, "13", "New Jersey municipal courts"),
        (120, 75, 0, "-38", "New Jersey municipal courts"),
        (33114, 40173, 0, "21", "Ministry of Justice"),
        (33113, 37434, 0, "13", "Ministry of Justice"),
        (275323, 353522, 0, "28", "TRAC"),
        (649, 677, 0, "4", "TRAC"),
        (451963, 354758, 2, "-21.51", "TJRN 2019"),
        (226906, 306321, 0, "35", "TJRN 2019"),
        (3680138, 3887226, 1, "5.6", "CNJ, Justiça em Números"),
    ] {
        let exact = Fraction::new(100 * (current as i64 - base as i64), base as i64).unwrap();
        let rounded = exact.round(decimals, Rounding::HalfAwayFromZero).unwrap();
        assert_eq!(rounded.to_string(), printed, "{source}");
        let change = percent_change(current, base, Level::P95, RatioMethod::ExactConditional).unwrap();
        near(change.value, exact.to_f64(), 1e-12, source);
        assert!(change.interval.contains(change.value));
    }
}
