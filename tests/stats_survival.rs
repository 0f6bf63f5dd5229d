//! Survival curves, log-rank and competing outcomes against R 4.2.2 with survival 3.5-3.

use courtmetrics::quantity::Level;
use courtmetrics::stats::survival::{
    CompetingTable, Curve, CurveMethod, RiskTable, Spell, log_rank, state_probabilities, stratified_log_rank,
};

/// Acute myelogenous leukaemia (Miller 1981; R's `survival::aml`): (time, status).
const MAINTAINED: [(i32, u8); 11] =
    [(9, 1), (13, 1), (13, 0), (18, 1), (23, 1), (28, 0), (31, 1), (34, 1), (45, 0), (48, 1), (161, 0)];
const NON_MAINTAINED: [(i32, u8); 12] =
    [(5, 1), (5, 1), (8, 1), (8, 1), (12, 1), (16, 0), (23, 1), (27, 1), (30, 1), (33, 1), (43, 1), (45, 1)];
/// R's `survival::ovarian`: (futime, fustat, rx, ecog.ps).
const OVARIAN: [(i32, u8, u8, u8); 26] = [
    (59, 1, 1, 1),
    (115, 1, 1, 1),
    (156, 1, 1, 2),
    (421, 0, 2, 1),
    (431, 1, 1, 1),
    (448, 0, 1, 2),
    (464, 1, 2, 2),
    (475, 1, 2, 2),
    (477, 0, 1, 1),
    (563, 1, 2, 2),
    (638, 1, 1, 2),
    (744, 0, 2, 1),
    (769, 0, 2, 2),
    (770, 0, 2, 1),
    (803, 0, 1, 1),
    (855, 0, 1, 2),
    (1040, 0, 1, 2),
    (1106, 0, 1, 1),
    (1129, 0, 2, 1),
    (1206, 0, 2, 1),
    (1227, 0, 2, 2),
    (268, 1, 1, 2),
    (329, 1, 1, 1),
    (353, 1, 2, 2),
    (365, 1, 2, 1),
    (377, 0, 2, 1),
];

fn table(cases: impl IntoIterator<Item = (i32, u8)>) -> RiskTable {
    let (mut events, mut censored) = (Vec::new(), Vec::new());
    for (time, status) in cases {
        if status == 1 { events.push((time, 1)) } else { censored.push((time, 1)) }
    }
    RiskTable::new(&events, &censored, &[]).unwrap()
}

fn curves() -> (Curve, Curve) {
    (table(MAINTAINED).kaplan_meier().unwrap(), table(NON_MAINTAINED).kaplan_meier().unwrap())
}

fn near(ours: f64, theirs: f64, tolerance: f64, what: &str) {
    assert!((ours - theirs).abs() <= tolerance, "{what}: {ours} instead of {theirs}");
}

#[test]
fn the_aml_curves_are_the_textbook_fractions() {
    let (maintained, non) = curves();
    for (time, num, den) in
        [(9, 10, 11), (13, 9, 11), (18, 63, 88), (23, 27, 44), (31, 27, 55), (34, 81, 220), (48, 81, 440)]
    {
        near(maintained.survival(time), f64::from(num) / f64::from(den), 1e-15, "maintained");
    }
    for (time, num, den) in [
        (5, 5, 6),
        (8, 2, 3),
        (12, 7, 12),
        (23, 35, 72),
        (27, 7, 18),
        (30, 7, 24),
        (33, 7, 36),
        (43, 7, 72),
        (45, 0, 1),
    ] {
        near(non.survival(time), f64::from(num) / f64::from(den), 1e-15, "non-maintained");
    }
}

#[test]
fn standard_errors_and_limits_are_those_of_r() {
    // summary(survfit(Surv(time, status) ~ x, aml, conf.type = ...))
    let (maintained, non) = curves();
    for (time, error, plain, log, log_log) in [
        (
            9,
            0.0866784172041,
            (0.7392043331338, 1.0),
            (0.7541338450815, 1.0),
            (0.50808020576993, 0.986673822668),
        ),
        (
            18,
            0.1396649705572,
            (0.4421707787151, 0.989647403103),
            (0.4884262874221, 1.0),
            (0.35019038590794, 0.899023974191),
        ),
        (
            23,
            0.1526323310273,
            (0.3144824919464, 0.912790235326),
            (0.3768670595017, 0.999157600228),
            (0.26575204000129, 0.835299243250),
        ),
        (
            48,
            0.1534927457863,
            (0.0, 0.484931162720),
            (0.0359178984892, 0.943525769475),
            (0.01173848012319, 0.525014842727),
        ),
    ] {
        let point = maintained.at(time).unwrap();
        near(point.standard_error().unwrap(), error, 1e-12, "standard error");
        for (method, (lower, upper)) in
            [(CurveMethod::Plain, plain), (CurveMethod::Log, log), (CurveMethod::LogLog, log_log)]
        {
            let (l, u) = point.limits(Level::P95, method).ends().unwrap();
            near(l, lower, 1e-11, method.word());
            near(u, upper, 1e-11, method.word());
        }
    }
    // The same printed shorter: maintained at 13, 31 and 34 days, non-maintained at each time.
    for (curve, time, error, log) in [
        (&maintained, 13, 0.116291, Some((0.619249, 1.0))),
        (&maintained, 31, 0.164193, Some((0.254860, 0.945585))),
        (&maintained, 34, 0.162669, Some((0.154877, 0.875261))),
        (&non, 5, 0.107583, Some((0.647037, 1.0))),
        (&non, 8, 0.136083, None),
        (&non, 12, 0.142319, None),
        (&non, 23, 0.148130, Some((0.267518, 0.883319))),
        (&non, 27, 0.146986, None),
        (&non, 30, 0.138715, None),
        (&non, 33, 0.121875, None),
        (&non, 43, 0.091866, Some((0.015257, 0.619549))),
    ] {
        let point = curve.at(time).unwrap();
        near(point.standard_error().unwrap(), error, 5e-7, "standard error");
        if let Some((lower, upper)) = log {
            let (l, u) = point.limits(Level::P95, CurveMethod::Log).ends().unwrap();
            near(l, lower, 5.1e-7, "log");
            near(u, upper, 5.1e-7, "log");
        }
    }
    let last = non.at(45).unwrap();
    assert_eq!((last.survival, last.standard_error()), (0.0, None));
    assert_eq!(last.limits(Level::P95, CurveMethod::Log).lower, None);
    // Before the first event: certain, but for log_log, as in R.
    let start = maintained.limits(1, Level::P95, CurveMethod::Log);
    assert_eq!(start.ends(), Some((1.0, 1.0)));
    assert_eq!(maintained.limits(1, Level::P95, CurveMethod::LogLog).ends(), None);
}

#[test]
fn medians_and_quantiles_are_those_of_r() {
    use CurveMethod::{Log, LogLog, Plain};
    let (maintained, non) = curves();
    assert_eq!((maintained.median(), non.median()), (Some(31), Some(23)));
    let interval = |curve: &Curve, p, method| {
        let i = curve.quantile_interval(p, Level::P95, method).unwrap();
        (i.lower, i.upper)
    };
    assert_eq!(interval(&maintained, 0.5, Log), (Some(18.0), None));
    assert_eq!(interval(&non, 0.5, Log), (Some(8.0), None));
    assert_eq!(interval(&maintained, 0.5, Plain), (Some(18.0), Some(48.0)));
    assert_eq!(interval(&non, 0.5, Plain), (Some(8.0), Some(33.0)));
    assert_eq!(interval(&maintained, 0.5, LogLog), (Some(13.0), None));
    assert_eq!(interval(&non, 0.25, Log), (Some(5.0), Some(30.0)));
    assert_eq!(interval(&non, 0.75, Log), (Some(27.0), None));
    let quantiles: Vec<_> = [0.25, 0.5, 0.75].map(|p| maintained.quantile(p).unwrap()).into();
    assert_eq!(quantiles, [Some(18), Some(31), Some(48)]);
    assert_eq!(maintained.quantile(0.9).unwrap(), None); // the curve ends above 0.1
}

#[test]
fn a_curve_that_meets_one_half_exactly_has_its_median_there() {
    // R's quantile gives 2.5, the middle of the flat piece; by definition min{t: S(t) ≤ ½} is 2.
    let curve = table([(1, 1), (2, 1), (3, 1), (4, 1)]).kaplan_meier().unwrap();
    assert_eq!(curve.median(), Some(2));
    // 5/6 · 4/5 · 3/4 is one half, though its double is above.
    let curve = table((1..=6).map(|t| (t, 1))).kaplan_meier().unwrap();
    assert_eq!(curve.median(), Some(3));
}

#[test]
fn restricted_means_are_those_of_r() {
    // summary(survfit(...), rmean = tau)$table
    let (maintained, non) = curves();
    for (tau, first, first_error, second, second_error) in [
        (24, 20.9204545455, 1.54183317586, 17.0694444444, 2.36134598505),
        (36, 27.4250000000, 3.00922057105, 21.1527777778, 3.52678655147),
        (48, 31.8431818182, 4.52788471175, 22.7083333333, 4.18094198103),
    ] {
        let (a, b) = (maintained.restricted_mean(tau, Level::P95), non.restricted_mean(tau, Level::P95));
        let (a, b) = (a.unwrap(), b.unwrap());
        near(a.value, first, 5e-11, "restricted mean");
        near(b.value, second, 5e-11, "restricted mean");
        near(a.standard_error.unwrap(), first_error, 5e-11, "standard error");
        near(b.standard_error.unwrap(), second_error, 5e-11, "standard error");
    }
    assert_eq!(
        maintained.restricted_mean(200, Level::P95).unwrap_err().to_string(),
        "horizon is 200 days, the curve ends at 161; a curve is not extended beyond its last time; \
         hint: write 161"
    );
}

#[test]
fn the_log_rank_test_of_aml_is_the_published_one() {
    let result = log_rank(&[table(MAINTAINED), table(NON_MAINTAINED)]).unwrap();
    assert_eq!(result.observed, [7, 11]);
    near(result.expected[0], 10.689336, 5e-7, "expected");
    near(result.covariance[0][0], 4.0075507, 5e-8, "variance");
    near(result.chi_square, 3.3963887, 5e-8, "chi square");
    near(result.p_value, 0.0653393, 5e-8, "p");
    assert_eq!(result.degrees_of_freedom, 1);
}

#[test]
fn the_log_rank_tests_of_ovarian_are_those_of_survdiff() {
    let of =
        |keep: &dyn Fn(u8, u8) -> bool| table(OVARIAN.iter().filter(|c| keep(c.2, c.3)).map(|c| (c.0, c.1)));
    let by_rx = log_rank(&[of(&|rx, _| rx == 1), of(&|rx, _| rx == 2)]).unwrap();
    assert_eq!(by_rx.observed, [7, 5]);
    near(by_rx.expected[0], 5.233531, 5e-7, "expected");
    near(by_rx.chi_square, 1.06273986129, 1e-11, "survdiff(~ rx)");
    near(by_rx.p_value, 0.302591, 5e-7, "survdiff(~ rx)");
    let strata: Vec<Vec<RiskTable>> =
        [1, 2].map(|ecog| [1, 2].map(|rx| of(&|r, e| r == rx && e == ecog)).to_vec()).to_vec();
    let stratified = stratified_log_rank(&strata).unwrap();
    near(stratified.chi_square, 0.767911418931, 1e-11, "survdiff(~ rx + strata(ecog.ps))");
    near(stratified.p_value, 0.380864, 5e-7, "survdiff(~ rx + strata(ecog.ps))");
    let four = log_rank(&strata.concat()).unwrap();
    near(four.chi_square, 3.02821312081, 1e-10, "survdiff(~ interaction(rx, ecog.ps))");
    near(four.p_value, 0.387296, 5e-7, "survdiff(~ interaction(rx, ecog.ps))");
    assert_eq!(four.degrees_of_freedom, 3);
    near(four.covariance[0][1], -0.764010182920, 1e-11, "variance of survdiff");
}

#[test]
fn late_entries_are_at_risk_after_their_entry() {
    // survfit(Surv(s, e, d) ~ 1): (0,3]+ (0,5] (2,6]+ (3,8]+ (5,9] (1,4]+ (4,9]+, + an event
    let late = RiskTable::new(
        &[(3, 1), (6, 1), (8, 1), (4, 1), (9, 1)],
        &[(5, 1), (9, 1)],
        &[(0, 2), (2, 1), (3, 1), (5, 1), (1, 1), (4, 1)],
    );
    let curve = late.unwrap().kaplan_meier().unwrap();
    let at_risk: Vec<u64> = curve.points().iter().map(|p| p.at_risk).collect();
    assert_eq!(at_risk, [4, 4, 4, 4, 3, 2]);
    for (time, survival, log_error) in [
        (3, 0.75, 0.288675134595),
        (4, 0.5625, 0.408248290464),
        (6, 0.421875, 0.5),
        (8, 0.28125, 0.645497224368),
        (9, 0.140625, 0.957427107756),
    ] {
        let point = curve.at(time).unwrap();
        near(point.survival, survival, 1e-15, "survival");
        near(point.log_standard_error.unwrap(), log_error, 1e-12, "std.err");
    }
    assert!(RiskTable::new(&[(3, 1)], &[], &[(1, 2)]).is_err());
    assert!(RiskTable::new(&[(3, 1)], &[], &[(3, 1)]).unwrap().kaplan_meier().is_err());
}

#[test]
fn shares_by_outcome_are_the_exact_fractions_and_their_errors_those_of_r() {
    // T = 10 20 20 30 40 50 60 70 80 90, outcome 1 2 1 0 2 1 0 2 1 0 (0: pending)
    let table = CompetingTable::new(
        &[&[(10, 1), (20, 1), (50, 1), (80, 1)], &[(20, 1), (40, 1), (70, 1)]],
        &[(30, 1), (60, 1), (90, 1)],
        &[],
    )
    .unwrap();
    let shares = table.aalen_johansen().unwrap();
    let end = shares.at(90).unwrap();
    near(end.incidence[0], 17.0 / 36.0, 1e-15, "outcome 1");
    near(end.incidence[1], 67.0 / 180.0, 1e-15, "outcome 2");
    near(end.survival, 7.0 / 45.0, 1e-15, "pending");
    // What 1 − Kaplan-Meier with outcome 2 censored would claim: 17/25.
    let naive = RiskTable::new(
        &[(10, 1), (20, 1), (50, 1), (80, 1)],
        &[(20, 1), (40, 1), (70, 1), (30, 1), (60, 1), (90, 1)],
        &[],
    );
    near(1.0 - naive.unwrap().kaplan_meier().unwrap().survival(90), 17.0 / 25.0, 1e-15, "naive");
    // survfit(Surv(T, factor(C, 0:2)) ~ 1)$std.err
    for (time, first, second) in [
        (10, 0.0948683298051, 0.0),
        (20, 0.1264911064067, 0.0948683298051),
        (40, 0.1264911064067, 0.1363546573924),
        (50, 0.1525098661047, 0.1363546573924),
        (70, 0.1525098661047, 0.1737033088521),
        (80, 0.1781246615765, 0.1737033088521),
    ] {
        let point = shares.at(time).unwrap();
        near(point.standard_error[0], first, 1e-12, "outcome 1");
        near(point.standard_error[1], second, 1e-12, "outcome 2");
    }
}

#[test]
fn cases_that_move_between_states_have_the_probabilities_of_mstate() {
    // survival/tests/mstate.R; states: entry, a, b, c
    let spell = |from, to, state, next| Spell { from, to, state, next, cases: 1 };
    let spells = [
        spell(0, 4, 0, Some(1)),
        spell(4, 9, 1, Some(2)),
        spell(9, 10, 2, Some(1)),
        spell(0, 5, 0, Some(2)),
        spell(2, 9, 0, Some(3)),
        spell(0, 2, 0, Some(1)),
        spell(2, 8, 1, Some(3)),
        spell(8, 9, 3, None),
        spell(1, 3, 0, Some(2)),
        spell(3, 11, 2, None),
    ];
    let points = state_probabilities(&[1.0, 0.0, 0.0, 0.0], &spells).unwrap();
    for (state, times_32) in [
        [24.0, 18.0, 12.0, 6.0, 6.0, 0.0, 0.0, 0.0],
        [8.0, 8.0, 14.0, 14.0, 7.0, 0.0, 9.5, 9.5],
        [0.0, 6.0, 6.0, 12.0, 12.0, 19.0, 9.5, 9.5],
        [0.0, 0.0, 0.0, 0.0, 7.0, 13.0, 13.0, 13.0],
    ]
    .iter()
    .enumerate()
    {
        for (point, expected) in points.iter().zip(times_32) {
            near(point.share[state] * 32.0, *expected, 1e-13, &format!("state {state} at {}", point.time));
        }
    }
    assert_eq!(points.iter().map(|p| p.time).collect::<Vec<_>>(), [2, 3, 4, 5, 8, 9, 10, 11]);
}
