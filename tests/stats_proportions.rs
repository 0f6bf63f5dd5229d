//! Proportions and their differences against published numbers, statsmodels 0.15.0, SciPy 1.17.1 and R 4.2.2.

use courtmetrics::quantity::{Level, Proportion};
use courtmetrics::stats::difference::{
    DifferenceMethod, ProportionTest, proportion_difference, proportion_test,
};
use courtmetrics::stats::proportion::{ProportionMethod, proportion_interval};

fn p(x: u64, n: u64) -> Proportion {
    Proportion::new(x, n).unwrap()
}

fn ends(x: u64, n: u64, level: f64, method: ProportionMethod) -> (f64, f64) {
    proportion_interval(p(x, n), Level::new(level).unwrap(), method).ends().unwrap()
}

fn near(ours: f64, theirs: f64, tolerance: f64, what: &str) {
    assert!((ours - theirs).abs() <= tolerance, "{what}: {ours} instead of {theirs}");
}

#[test]
fn wilson_gives_the_published_limits() {
    for (x, n, level, lower, upper, tolerance, source) in [
        (81, 263, 0.95, 0.25528852, 0.36620958, 5e-9, "Newcombe 1998 I, table I"),
        (15, 148, 0.95, 0.06238640, 0.16048724, 5e-9, "Newcombe 1998 I, table I"),
        (0, 20, 0.95, 0.0, 0.16112516, 5e-9, "Newcombe 1998 I, table I"),
        (1, 29, 0.95, 0.00611321, 0.17175522, 5e-9, "Newcombe 1998 I, table I"),
        (65, 100, 0.95, 0.5525444329688797, 0.7363575175690247, 1e-15, "PHEindicatormethods tests"),
        (65, 100, 0.998, 0.4954946574, 0.7783540614, 5e-11, "PHEindicatormethods tests"),
        (1045, 5000, 0.95, 0.19795549880013297, 0.22049130373189027, 1e-15, "PHEindicatormethods tests"),
        (100, 200, 0.95, 0.4313609, 0.5686391, 5e-8, "statsmodels tests, DescTools"),
        (31, 52, 0.95, 0.46067575484861517, 0.7184026612814114, 1e-15, "statsmodels"),
        (5451, 5959, 0.95, 0.9073906592932647, 0.9215765426919454, 1e-15, "statsmodels"),
        (38, 38, 0.95, 0.9081901317744162, 1.0, 1e-15, "statsmodels"),
    ] {
        let (l, u) = ends(x, n, level, ProportionMethod::Wilson);
        near(l, lower, tolerance, source);
        near(u, upper, tolerance, source);
    }
}

#[test]
fn wilson_with_correction_gives_newcombes_limits() {
    for (x, n, lower, upper) in [
        (81, 263, 0.253509, 0.368176),
        (15, 148, 0.059778, 0.164450),
        (0, 20, 0.0, 0.200453),
        (1, 29, 0.001803, 0.196282),
    ] {
        let (l, u) = ends(x, n, 0.95, ProportionMethod::WilsonCc);
        near(l, lower, 5e-7, "Newcombe 1998 I");
        near(u, upper, 5e-7, "Newcombe 1998 I");
    }
    // R 4.2.2, prop.test(81, 263, correct = TRUE)
    let (l, u) = ends(81, 263, 0.95, ProportionMethod::WilsonCc);
    near(l, 0.2535086822951853, 1e-14, "R");
    near(u, 0.3681762010430036, 1e-14, "R");
}

#[test]
fn the_other_methods_agree_with_statsmodels() {
    // statsmodels 0.15.0, proportion_confint(x, n, 0.05, method)
    use ProportionMethod::{AgrestiCoull, ClopperPearson, Jeffreys};
    for (x, n, method, lower, upper) in [
        (31, 52, ClopperPearson, 0.45101577030155116, 0.7299402604083107),
        (31, 52, AgrestiCoull, 0.4605177636647565, 0.71856065246527),
        (31, 52, Jeffreys, 0.46057497350351806, 0.7213566027022726),
        (5451, 5959, ClopperPearson, 0.9073719380587044, 0.9217205778277829),
        (5451, 5959, AgrestiCoull, 0.9073856315841682, 0.9215815704010419),
        (5451, 5959, Jeffreys, 0.9074589650052216, 0.9216398748759278),
        (0, 20, ClopperPearson, 0.0, 0.16843347098308534),
        (0, 20, AgrestiCoull, 0.0, 0.18980956054248888),
        (0, 20, Jeffreys, 0.0, 0.11663898290487543), // lower end moved to 0
        // upper end by mpmath: SciPy's is off by 3e-11 of it
        (3, 10_000_000, ClopperPearson, 6.186721656250593e-08, 8.767270541579749e-07),
        (3, 10_000_000, AgrestiCoull, 5.729975867310917e-08, 9.268457453408609e-07),
        (3, 10_000_000, Jeffreys, 8.44934660259788e-08, 8.006379933004968e-07),
        (38, 38, ClopperPearson, 0.9074872385841217, 1.0),
        (38, 38, AgrestiCoull, 0.8906832498300602, 1.0),
        (38, 38, Jeffreys, 0.9364417450297795, 1.0), // upper end moved to 1
    ] {
        let (l, u) = ends(x, n, 0.95, method);
        near(l, lower, 1e-13 * lower.max(1e-4), method.word());
        near(u, upper, 1e-13 * upper.max(1e-4), method.word());
    }
}

#[test]
fn nothing_and_everything_end_exactly_in_every_method() {
    for &method in ProportionMethod::ALL {
        for n in [1, 2, 38, 1000, 1_000_000_000] {
            assert_eq!(ends(0, n, 0.95, method).0, 0.0, "{method}");
            assert_eq!(ends(n, n, 0.95, method).1, 1.0, "{method}");
        }
    }
}

#[test]
fn newcombe_gives_the_published_limits() {
    // Newcombe 1998 II, table II; 5/56 − 0/29 also ratesci's tests; 7/34 − 1/34 Fagerland 2015 ("0.019 to 0.34").
    for (x1, n1, x2, n2, d, lower, upper) in [
        (56, 70, 48, 80, 0.2, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.6, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.5714, 0.0582, 0.8062),
        (5, 56, 0, 29, 0.0893, -0.0381, 0.1926),
        (0, 10, 0, 20, 0.0, -0.1611, 0.2775),
        (0, 10, 0, 10, 0.0, -0.2775, 0.2775),
        (10, 10, 0, 20, 1.0, 0.6791, 1.0),
        (10, 10, 0, 10, 1.0, 0.6075, 1.0),
        (7, 34, 1, 34, 0.1765, 0.0189, 0.3404),
        (31, 52, 24, 54, 0.1517, -0.0373, 0.3261),
    ] {
        let interval = proportion_difference(p(x1, n1), p(x2, n2), Level::P95, DifferenceMethod::Newcombe);
        let (l, u) = interval.ends().unwrap();
        near(l, lower, 5.1e-5, "method 10");
        near(u, upper, 5.1e-5, "method 10");
        near(x1 as f64 / n1 as f64 - x2 as f64 / n2 as f64, d, 5.1e-5, "difference");
    }
    let whole = proportion_difference(p(10, 10), p(0, 20), Level::P95, DifferenceMethod::Newcombe);
    assert_eq!(whole.upper, Some(1.0));
}

#[test]
fn newcombe_with_correction_gives_the_published_limits() {
    // Newcombe 1998 II, method 11, recomputed from his formulas.
    for (x1, n1, x2, n2, lower, upper) in [
        (56, 70, 48, 80, 0.0428, 0.3422),
        (9, 10, 3, 10, 0.1013, 0.8387),
        (6, 7, 2, 7, -0.0290, 0.8423),
        (5, 56, 0, 29, -0.0667, 0.2037),
        (0, 10, 0, 20, -0.2005, 0.3445),
    ] {
        let interval = proportion_difference(p(x1, n1), p(x2, n2), Level::P95, DifferenceMethod::NewcombeCc);
        let (l, u) = interval.ends().unwrap();
        near(l, lower, 5.1e-5, "method 11");
        near(u, upper, 5.1e-5, "method 11");
    }
}

#[test]
fn tests_of_no_difference_agree_with_scipy() {
    // SciPy 1.17.1 fisher_exact (R 4.2.2 fisher.test agrees on the first, and gives
    // the last, where SciPy's is off by 4e-11 of it); statsmodels proportions_ztest.
    for (a, b, c, d, fisher) in [
        (31, 21, 24, 30, 0.12593443376155883),
        (8, 2, 1, 5, 0.034965034965034975),
        (3, 1, 1, 3, 0.48571428571428565),
        (100, 900, 130, 870, 0.041904548383735134),
        (0, 10, 0, 20, 1.0),
        (10, 0, 3, 7, 0.0030959752321981426),
        (5000, 95000, 5300, 94700, 0.002484367523056038),
    ] {
        let ours = proportion_test(p(a, a + b), p(c, c + d), ProportionTest::Fisher);
        near(ours, fisher, 1e-11 * fisher, "fisher");
        let mirrored = proportion_test(p(c, c + d), p(a, a + b), ProportionTest::Fisher);
        near(mirrored, fisher, 1e-11 * fisher, "fisher, groups exchanged");
    }
    for (x1, n1, x2, n2, score) in [
        (31, 52, 24, 54, 0.11810460176230583),
        (8, 10, 1, 6, 0.013425424881491264),
        (100, 1000, 130, 1000, 0.03548845046647471),
    ] {
        near(proportion_test(p(x1, n1), p(x2, n2), ProportionTest::Score), score, 1e-14, "score");
    }
}

#[test]
fn an_unknown_method_lists_the_known_and_the_nearest() {
    assert_eq!(
        "wilsn".parse::<ProportionMethod>().unwrap_err().to_string(),
        "method \"wilsn\" is not known; known: wilson, wilson_cc, clopper_pearson, agresti_coull, jeffreys; \
         hint: did you mean \"wilson\"?"
    );
    for &method in ProportionMethod::ALL {
        assert_eq!(method.word().parse::<ProportionMethod>().unwrap(), method);
    }
}
