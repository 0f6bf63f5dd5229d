//! The special functions against tables made with mpmath (tests/golden/distributions.csv).

use courtmetrics::stats::special::*;

/// How far a tail may be off: a few units of the last place, and what rounding x itself moves.
fn tail_tolerance(shape: f64) -> f64 {
    4e-14 + 4e-15 * shape.sqrt()
}

/// What to say when our value is off by more than is allowed.
fn off(ours: f64, theirs: f64, relative: f64, what: &str) -> Option<String> {
    let off = if theirs == 0.0 { ours.abs() } else { ((ours - theirs) / theirs).abs() };
    (off.is_nan() || off > relative)
        .then(|| format!("{what}: {ours:e} is off by {off:e} (allowed {relative:e})"))
}

#[test]
fn tails_and_quantiles_agree_with_mpmath() {
    let mut rows = 0;
    let mut wrong = Vec::new();
    let mut close = |ours, theirs, relative, what| wrong.extend(off(ours, theirs, relative, what));
    for line in include_str!("golden/distributions.csv").lines().filter(|l| !l.starts_with('#')).skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |i: usize| fields[i].parse::<f64>().unwrap_or(0.0);
        let (a, b, x, lower, upper) = (number(1), number(2), number(3), number(4), number(5));
        match fields[0] {
            "beta_tails" => {
                let tails = beta_tails(a, b, x, 1.0 - x);
                let tolerance = tail_tolerance(a.max(b)) + 1e-16 * b.min(1e3) / (1.0 - x);
                close(tails.lower, lower, tolerance, line);
                // 1 − x has lost digits where x is near 1
                close(tails.upper, upper, tolerance, line);
            }
            "beta_quantile" => close(beta_quantile(x, a, b), lower, 4e-14, line),
            "gamma_tails" => {
                let tails = gamma_tails(a, x);
                close(tails.lower, lower, tail_tolerance(a), line);
                close(tails.upper, upper, tail_tolerance(a), line);
            }
            "gamma_quantile" => close(gamma_quantile(x, a), lower, 4e-14, line),
            "normal_cdf" => close(normal_cdf(x), lower, 1e-14, line),
            "normal_quantile" => close(normal_quantile(x), lower, 1e-15, line),
            "student_upper" => close(student_upper(x, a), upper, 1e-13, line),
            "student_quantile_upper" => close(student_quantile_upper(x, a), lower, 1e-13, line),
            "log_gamma" => close(log_gamma(x), lower, 3e-15, line),
            "binomial_pmf" => close(binomial_pmf(x as u64, a as u64, b, 1.0 - b), lower, 1e-11, line),
            "poisson_pmf" => close(poisson_pmf(x as u64, a), lower, 1e-12, line),
            other => panic!("unknown function {other}"),
        }
        rows += 1;
    }
    assert!(wrong.is_empty(), "{} of {rows} rows:\n{}", wrong.len(), wrong.join("\n"));
    assert!(rows > 400, "only {rows} rows");
}

#[test]
fn odd_arguments_give_an_end_and_never_nan() {
    let odd = [-1.0, 0.0, 1e-300, 0.25, 0.5, 1.0, 2.0, 1e9, 1e300];
    let shapes = [-1.0, 0.0, 1e-3, 0.25, 0.5, 1.0, 2.0, 1e9, 1e12];
    for a in shapes {
        for b in shapes {
            assert!((0.0..=1.0).contains(&gamma_tails(a, b).upper), "{a} {b}");
            assert!((0.0..=1.0).contains(&student_upper(a, b)), "{a} {b}");
            assert!((0.0..=1.0).contains(&poisson_pmf(3, a)) && binomial_quantile(a, 7, b) <= 7);
            let _ = poisson_quantile(a, b.min(1e9));
            for p in odd {
                assert!(!gamma_quantile(p, a).is_nan() && !gamma_quantile_upper(p, a).is_nan(), "{a} {p}");
                assert!(!student_quantile_upper(p, a).is_nan(), "{a} {p}");
                assert!((0.0..=1.0).contains(&beta_tails(a, b, p, 1.0 - p).lower), "{a} {b} {p}");
                assert!((0.0..=1.0).contains(&beta_quantile(p, a, b)), "{a} {b} {p}");
            }
        }
        assert!((0.0..=1.0).contains(&normal_cdf(a)) && !normal_quantile(a).is_nan());
        assert!((0.0..=1.0).contains(&binomial_pmf(3, 7, a.clamp(0.0, 1.0), 1.0 - a.clamp(0.0, 1.0))));
    }
}
