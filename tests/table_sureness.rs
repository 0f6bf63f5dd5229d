//! Intervals, marks and explanations of tables: on courts small enough to count by hand, with ends that others
//! have computed.

use courtmetrics::indicator::Set;
use courtmetrics::measure::Request;
use courtmetrics::period::Base;
use courtmetrics::quantity::Level;
use courtmetrics::read::{Cases, ScanOptions};
use courtmetrics::table::{Language, Mark, NoInterval, Table};

const OWN: &str = r#"
[set]
id = "own"
name = { en = "Own", zh = "自定" }
source = "worked by hand"
standing = "published"

[[indicator]]
id = "settled_rate"
name = { en = "Settled", zh = "调撤率" }
kind = "proportion"
numerator = { of = "resolved", where = { outcome = ["mediated"] } }
denominator = "resolved"
direction = "higher"

[[indicator]]
id = "filed"
name = { en = "Filed", zh = "收案" }
kind = "count"
total = "incoming"

[[indicator]]
id = "filed_more"
name = { en = "Filed, difference", zh = "收案增减" }
kind = "count"
total = "incoming"
change = "absolute"

[[indicator]]
id = "pending"
name = { en = "Pending", zh = "未结" }
kind = "count"
total = "pending_end"

[[indicator]]
id = "clearance"
name = { en = "Clearance rate", zh = "清结率" }
kind = "ratio"
percent = true
numerator = "resolved"
denominator = "incoming"

[[indicator]]
id = "mean_days"
name = { en = "Mean days", zh = "平均天数" }
kind = "days"
days = "mean"

[[indicator]]
id = "median_days"
name = { en = "Median days", zh = "天数中位数" }
kind = "days"
days = "median"

[[indicator]]
id = "p90_days"
name = { en = "P90 days", zh = "P90天数" }
kind = "days"
days = "p90"
"#;

fn request(ids: &[&str]) -> Request {
    Request::with_sets(ids, &[Set::from_toml(OWN).unwrap()]).unwrap()
}

/// Cases of a year: filed on its first day, resolved after so many days, settled or not.
fn push(cases: &mut Cases, year: i32, days: impl Iterator<Item = i64>, settled: usize) {
    for (i, days) in days.enumerate() {
        let filed: courtmetrics::period::Date = format!("{year}-01-01").parse().unwrap();
        let outcome = if i < settled { "mediated" } else { "judgment" };
        cases.push([filed.into(), filed.plus_days(days as i32).into(), outcome.into()]).unwrap();
    }
}

fn cases() -> Cases {
    Cases::new(["filed_on", "resolved_on", "outcome"])
}

fn run(ids: &[&str], mut cases: Cases) -> Table {
    let mut table = request(ids).run(&mut cases, ScanOptions::default()).unwrap().table;
    table.compare(Base::YearBefore);
    table
}

fn close(ends: (f64, f64), lower: f64, upper: f64, tolerance: f64) {
    assert!((ends.0 - lower).abs() < tolerance && (ends.1 - upper).abs() < tolerance, "{ends:?}");
}

/// 24 of 54 in 2022, 31 of 52 in 2023.
fn settled() -> Table {
    let mut all = cases();
    push(&mut all, 2022, std::iter::repeat_n(30, 54), 24);
    push(&mut all, 2023, std::iter::repeat_n(30, 52), 31);
    run(&["own.settled_rate"], all)
}

#[test]
fn a_proportion_has_wilsons_interval_and_its_change_newcombes() {
    let table = settled();
    let row = table.find("settled_rate", &[], "2023").unwrap();
    let interval = table.interval(row).unwrap();
    assert_eq!((interval.method, interval.level), ("wilson", Level::P95));
    // statsmodels 0.15 proportion_confint(31, 52, method="wilson")
    close(interval.ends().unwrap(), 0.46067575, 0.71840266, 1e-8);
    let sure = table.change_sureness(row).unwrap();
    assert_eq!(sure.interval.method, "newcombe");
    // statsmodels confint_proportions_2indep(31, 52, 24, 54, method="newcomb"), in points
    close(sure.interval.ends().unwrap(), -3.73, 32.61, 5e-3);
    // R prop.test(c(31, 24), c(52, 54), correct = FALSE)
    assert!((sure.p_value.unwrap() - 0.118).abs() < 5e-4, "{sure:?}");
    assert_eq!(table.within_chance(row), Some(true));
}

#[test]
fn a_count_has_byars_interval_and_its_change_the_score_tests() {
    // PHEindicatormethods, tests: byars_lower(65), byars_upper(65).
    let mut all = cases();
    push(&mut all, 2022, std::iter::repeat_n(3, 15), 0);
    push(&mut all, 2023, std::iter::repeat_n(3, 65), 0);
    let table = run(&["own.filed", "own.filed_more"], all);
    let row = table.find("filed", &[], "2023").unwrap();
    let interval = table.interval(row).unwrap();
    assert_eq!(interval.method, "byar");
    close(interval.ends().unwrap(), 50.1631877105, 82.8491385459, 1e-9);
    let sure = table.change_sureness(row).unwrap();
    assert_eq!(sure.interval.method, "score");
    // The roots r of 15²r² − (2·65·15 + z²·80)r + 65² = 0 by hand: z² = 3.841458820694124, so
    // r = (2257.3167 ± √(2257.3167² − 4·225·4225))/450 = 2.48296.., 7.56291..; percent is 100(r − 1).
    let (low, high) = sure.interval.ends().unwrap();
    let (low, high) = (low / 100.0 + 1.0, high / 100.0 + 1.0);
    assert!((low * high - (65.0f64 / 15.0).powi(2)).abs() < 1e-9);
    assert!((low + high - (2.0 * 65.0 * 15.0 + 3.841458820694124 * 80.0) / 225.0).abs() < 1e-9);
    let z: f64 = 50.0 / 80f64.sqrt();
    assert!((sure.p_value.unwrap() - 2.0 * courtmetrics::stats::special::normal_upper(z)).abs() < 1e-15);
    assert_eq!(table.within_chance(row), Some(false));
    // In cases: 50 more, from Byar's limits of 65 (above) and of 15 (8.389, 24.742; Breslow and Day's formula).
    let more = table.change_sureness(table.find("filed_more", &[], "2023").unwrap()).unwrap();
    assert_eq!(more.interval.method, "mover");
    let down = ((65.0f64 - 50.1631877105).powi(2) + (24.741993f64 - 15.0).powi(2)).sqrt();
    assert!((more.interval.lower.unwrap() - (50.0 - down)).abs() < 1e-3, "{more:?}");
}

#[test]
fn percent_changes_of_counts_have_the_score_interval_of_statsmodels() {
    use courtmetrics::stats::two_counts::{RatioMethod, percent_change};
    // statsmodels 0.15 confint_poisson_2indep(8811, 1, 8598, 1, compare="ratio", method="score"): 0.99477, 1.05568;
    // test_poisson_2indep(..., method="score"): p = 0.1065.
    let change = percent_change(8811, 8598, Level::P95, RatioMethod::Score).unwrap();
    close(change.interval.ends().unwrap(), -0.523, 5.568, 1e-3);
    assert!((change.p_value.unwrap() - 0.1065).abs() < 5e-5);
}

#[test]
fn means_and_quantiles_of_days_have_intervals() {
    let mut all = cases();
    push(&mut all, 2022, [12, 40, 55, 71, 90, 100, 120, 130, 155, 301].into_iter(), 0);
    push(&mut all, 2023, [10, 10, 12, 20, 25, 31, 44, 60, 75, 90, 100, 200].into_iter(), 0);
    let table = run(&["own.mean_days", "own.median_days", "own.p90_days"], all);
    let mean = table.find("mean_days", &[], "2023").unwrap();
    let interval = table.interval(mean).unwrap();
    assert_eq!(interval.method, "t");
    // R 4.2.2: t.test(c(10,10,12,20,25,31,44,60,75,90,100,200))$conf.int
    close(interval.ends().unwrap(), MEAN.0, MEAN.1, 1e-9);
    let sure = table.change_sureness(mean).unwrap();
    assert_eq!(sure.interval.method, "welch");
    close(sure.interval.ends().unwrap(), WELCH.0, WELCH.1, 1e-9);
    assert!((sure.p_value.unwrap() - WELCH.2).abs() < 1e-12);
    // Of twelve, the 3rd and the 10th bound the median: P(Bin(12, ½) ≤ 2) = 79/4096 < 0.025 ≤ 299/4096.
    let median = table.find("median_days", &[], "2023").unwrap();
    let interval = table.interval(median).unwrap();
    assert_eq!((interval.lower, interval.upper), (Some(12.0), Some(90.0)));
    assert_eq!(interval.method, "order_statistics");
    assert_eq!(table.change_sureness(median).unwrap().interval.method, "price_bonett");
    // No case among twelve bounds the 0.9 quantile from above.
    let tail = table.interval(table.find("p90_days", &[], "2023").unwrap()).unwrap();
    assert_eq!(tail.upper, None);
    let sure = table.change_sureness(table.find("p90_days", &[], "2023").unwrap()).unwrap();
    assert_eq!((sure.interval.method, sure.interval.upper, sure.p_value), ("mover", None, None));
}

// scipy 1.17: t.interval and ttest_ind(equal_var=False) of the days above.
const MEAN: (f64, f64) = (21.407374086257384, 91.42595924707595);
const WELCH: (f64, f64, f64) = (-114.86506274801769, 12.898396081351017, 0.10978963631168011);

#[test]
fn what_has_no_interval_says_why() {
    let mut all = cases();
    push(&mut all, 2022, [10, 500].into_iter(), 1);
    push(&mut all, 2023, [10].into_iter(), 1);
    let table = run(&["own"], all);
    let at = |id| table.find(id, &[], "2023").unwrap();
    assert_eq!(table.interval(at("clearance")).unwrap_err(), NoInterval::Ratio);
    assert_eq!(table.change_sureness(at("clearance")).unwrap_err(), NoInterval::Ratio);
    // Two in 2023: the one of that year and the one of 2022 that took 500 days.
    assert_eq!(table.interval(at("pending")).unwrap().method, "byar");
    assert!(table.change_sureness(at("filed")).is_ok());
    let shared = table.find("pending", &[], "2023").unwrap();
    assert!(matches!(
        table.change_sureness(shared).unwrap_err(),
        NoInterval::SharedCases | NoInterval::NoValue
    ));
    assert_eq!(
        table.interval(table.find("mean_days", &[], "2022").unwrap()).unwrap_err(),
        NoInterval::OneCase
    );
    let words: std::collections::BTreeSet<&str> = NoInterval::ALL.iter().map(|r| r.word()).collect();
    assert_eq!(words.len(), NoInterval::ALL.len());
}

#[test]
fn a_table_without_a_level_has_no_intervals_and_one_of_another_level_wider_ones() {
    let mut all = cases();
    push(&mut all, 2023, (0..80).map(|d| d * d % 211), 40);
    let at = |level: Option<Level>| {
        request(&["own"]).level(level).run(&mut all, ScanOptions::default()).unwrap().table
    };
    let [none, usual, high]: [Table; 3] = [None, Some(Level::P95), Some(Level::new(0.998).unwrap())].map(at);
    for id in ["settled_rate", "filed", "mean_days", "median_days"] {
        let row = none.find(id, &[], "2023").unwrap();
        assert_eq!(none.interval(row).unwrap_err(), NoInterval::NotAsked, "{id}");
        let widths = [&usual, &high].map(|t| t.interval(row).unwrap().width().unwrap());
        assert!(widths[0] < widths[1], "{id}: {widths:?}");
    }
}

#[test]
fn a_cut_table_keeps_its_intervals() {
    let table = settled();
    let year = "2023".parse().unwrap();
    let cut = table.only(|p| *p == year);
    let (row, whole) =
        (cut.find("settled_rate", &[], "2023").unwrap(), table.find("settled_rate", &[], "2023").unwrap());
    assert_eq!(cut.interval(row), table.interval(whole));
    assert_eq!(cut.change_sureness(row), table.change_sureness(whole));
    let mut all = cases();
    push(&mut all, 2022, [12, 40, 55].into_iter(), 0);
    push(&mut all, 2023, [10, 10, 12, 20].into_iter(), 0);
    let days = run(&["own.mean_days", "own.median_days"], all);
    let cut = days.only(|p| *p == year);
    for id in ["mean_days", "median_days"] {
        let (row, whole) = (cut.find(id, &[], "2023").unwrap(), days.find(id, &[], "2023").unwrap());
        assert_eq!(cut.change_sureness(row), days.change_sureness(whole), "{id}");
    }
}

#[test]
fn the_printed_table_marks_what_is_within_chance() {
    let table = settled();
    let text = table.to_text(Language::English, 2, 10);
    assert!(text.contains("+15.17 points  ~\n"), "{text}");
    assert!(text.contains("~ within chance: the 95% interval of the change contains 0\n"), "{text}");
    let text = table.to_text(Language::Chinese, 2, 10);
    assert!(text.contains("~ 变化可能出于偶然：其95%置信区间包含0\n"), "{text}");
}

#[test]
fn a_row_is_explained_in_both_languages() {
    let table = settled();
    let row = table.find("settled_rate", &[], "2023").unwrap();
    assert_eq!(
        table.explain(row, Language::English).unwrap(),
        "Settled (2023): 59.62%. Formula: ([resolved where outcome in {mediated}]) ÷ ([resolved]); higher is better. \
         Numerator 31, denominator 52. The 95% interval runs from 46.07% to 71.84% (wilson). Against 2022 (44.44%) \
         the change is +15.17 points, its 95% interval from -3.73 to +32.61 (newcombe, p = 0.1181): chance alone may \
         have made it. 2023 is provisional: it may still change. The definition is published; source: worked by hand."
    );
    assert_eq!(
        table.explain(row, Language::Chinese).unwrap(),
        "调撤率（2023）：59.62%。算法：([resolved where outcome in {mediated}]) ÷ ([resolved])，越高越好。分子31，分母52。\
         95%置信区间为46.07%至71.84%（wilson）。与2022（44.44%）相比，变化+15.17 个百分点，其95%置信区间为-3.73至+32.61\
         （newcombe，p = 0.1181）：可能出于偶然。2023：暂定数，可能变动。定义见于公开文本；出处：worked by hand。"
    );
    assert_eq!(table.explain(table.rows().len(), Language::English), None);
}

#[test]
fn a_change_across_a_break_is_not_computed() {
    use courtmetrics::change::Undefined;
    let mut all = cases();
    for year in 2020..=2023 {
        push(&mut all, year, std::iter::repeat_n(5, year as usize - 2010), 0);
    }
    let mut table = request(&["own.filed"]).run(&mut all, ScanOptions::default()).unwrap().table;
    table.mark("2022".parse().unwrap(), Mark::Break).unwrap();
    assert!(table.mark("1999".parse().unwrap(), Mark::Break).is_err());
    table.compare(Base::YearBefore);
    let value = |year| table.change(table.find("filed", &[], year).unwrap());
    assert_eq!(value("2021"), Ok(10.0));
    assert_eq!(value("2022"), Err(Undefined::DefinitionChanged));
    assert!(value("2023").is_ok());
    assert!(table.mark("2021".parse().unwrap(), Mark::Break).is_err());
    table.compare(Base::Fixed("2020".parse().unwrap()));
    let fixed = table.change(table.find("filed", &[], "2023").unwrap());
    assert_eq!(fixed, Err(Undefined::DefinitionChanged));
    assert!(table.to_text(Language::English, 4, 9).contains("2022 (b)"));
}
