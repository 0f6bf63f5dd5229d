//! Numbers that others published, from rows of cases: totals in, printed values out.
//!
//! Each table names its public source. Cases are made so that their totals are the published ones; which case
//! is resolved when is of no matter to these indicators.

use courtmetrics::change::Undefined;
use courtmetrics::indicator::{InRange, Set};
use courtmetrics::ledger::{GroupWord, Inputs, Rollup};
use courtmetrics::measure::{Measured, Periods, Request};
use courtmetrics::period::{Base, Date};
use courtmetrics::quantity::{Decimal, Fraction, Rounding};
use courtmetrics::read::{Cases, ScanOptions, Value};
use courtmetrics::table::{Observation, Status, Table};

const AWAY: Rounding = Rounding::HalfAwayFromZero;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Adds `n` cases.
fn add(cases: &mut Cases, n: usize, row: &[Value]) {
    for _ in 0..n {
        cases.push(row.to_vec()).unwrap();
    }
}

/// Cases of a group with these totals in a year: carried over, incoming, resolved.
fn year(cases: &mut Cases, group: &str, year: i32, [start, incoming, resolved]: [usize; 3]) {
    let (before, within, after) =
        (format!("{}-07-01", year - 1), format!("{year}-03-01"), format!("{year}-09-01"));
    let old = resolved.min(start);
    let mut of =
        |n, filed: &str, closed: Option<&str>| add(cases, n, &[group.into(), filed.into(), closed.into()]);
    of(old, &before, Some(&after));
    of(start - old, &before, None);
    of(resolved - old, &within, Some(&after));
    of(incoming - (resolved - old), &within, None);
}

fn run(request: &Request, cases: &mut Cases) -> Table {
    let Measured { table, .. } = request.run(cases, ScanOptions::default()).unwrap();
    table
}

/// The value as printed: in percent where the definition says so.
fn printed(table: &Table, id: &str, group: &[&str], period: &str, decimals: u8) -> String {
    let at = table.find(id, group, period).unwrap_or_else(|| panic!("{id} {group:?} {period}"));
    let place = table.place(at);
    let definition = &table.indicators()[place.indicator];
    let scale = Observation::scale(definition, table.periods()[place.period].days());
    let value = table.row(at).exact(scale).unwrap_or_else(|e| panic!("{id} {group:?}: {e}"));
    let value = if definition.percent { value.times(100).unwrap() } else { value };
    value.round(decimals, AWAY).unwrap().to_string()
}

fn change(table: &Table, id: &str, group: &[&str], period: &str) -> Fraction {
    table.exact_change(table.find(id, group, period).unwrap()).unwrap().value()
}

/// CEPEJ training table for Turkey: pending at start, incoming, resolved, pending at end; clearance rate, disposition
/// time, pending to incoming, change of pending as printed. The last row is the sum of the two above it.
const CEPEJ: [(&str, [usize; 4], [&str; 4]); 7] = [
    ("a", [240, 272, 329, 183], ["121", "203.02", "67", "-24"]),
    ("b", [862, 607, 519, 950], ["86", "668.11", "157", "10"]),
    ("c", [884, 583, 637, 830], ["109", "475.59", "142", "-6"]),
    ("d", [917, 595, 643, 869], ["108", "493.29", "146", "-5"]),
    ("e", [1087, 2695, 2043, 1739], ["76", "310.69", "65", "60"]),
    ("f", [384, 1434, 1082, 736], ["75", "248.28", "51", "92"]),
    ("*", [1471, 4129, 3125, 2475], ["76", "289.08", "60", "68"]),
];

#[test]
fn the_table_of_cepej_comes_out() {
    let ids = ["pending_start", "incoming", "resolved", "pending_end"].map(|id| format!("cepej.{id}"));
    let rates = ["clearance_rate", "disposition_time", "pending_to_incoming", "pending_change"];
    let names: Vec<&str> = ids.iter().map(String::as_str).chain(rates).collect();
    // The total is of the last two rows only: they pool, they do not average.
    for rows in [&CEPEJ[..4], &CEPEJ[4..]] {
        let mut cases = Cases::new(["court", "filed_on", "resolved_on"]);
        for (court, [start, incoming, resolved, _], _) in rows.iter().filter(|r| r.0 != "*") {
            year(&mut cases, court, 2012, [*start, *incoming, *resolved]);
        }
        let table = run(&Request::new(&names).unwrap().by(&["court"]), &mut cases);
        for (court, counts, rates_printed) in rows {
            for (id, wanted) in ids.iter().zip(counts) {
                let id = id.trim_start_matches("cepej.");
                assert_eq!(printed(&table, id, &[court], "2012", 0), wanted.to_string(), "{court} {id}");
            }
            for (id, wanted) in rates.iter().zip(rates_printed) {
                let decimals = if *id == "disposition_time" { 2 } else { 0 };
                assert_eq!(printed(&table, id, &[court], "2012", decimals), *wanted, "{court} {id}");
            }
        }
    }
}

/// Guancheng Hui District People's Court, January–February 2022: carried over, filed, closed; the same of 2021 as the
/// printed changes allow it alone; closing rate, its change in points, changes of handled, carried over, filed.
type Guancheng = (&'static str, [usize; 3], [usize; 3], &'static str, &'static str, [&'static str; 3]);
const GUANCHENG: [Guancheng; 4] = [
    ("all", [1304, 2577, 1456], [333, 3915, 1365], "37.52", "5.39", ["-8.64", "291.59", "-34.18"]),
    ("criminal", [47, 92, 78], [30, 121, 82], "56.12", "1.82", ["-7.95", "56.67", "-23.97"]),
    ("civil", [602, 1527, 1030], [177, 1901, 1079], "48.38", "-3.54", ["2.45", "240.11", "-19.67"]),
    ("administrative", [21, 23, 10], [11, 43, 30], "22.73", "-32.83", ["-18.52", "90.91", "-46.51"]),
];

#[test]
fn the_table_of_guancheng_comes_out() {
    let mut cases = Cases::new(["scope", "filed_on", "resolved_on"]);
    for (scope, now, before, ..) in GUANCHENG {
        let [start, incoming, resolved] = before;
        let left = start + incoming - resolved;
        let mut of =
            |n, filed: &str, closed: &str| add(&mut cases, n, &[scope.into(), filed.into(), closed.into()]);
        // Two months of 2021; what is left is closed by the end of the year down to what is carried over.
        of(start.min(resolved), "2020-05-01", "2021-02-10");
        of(resolved - start.min(resolved), "2021-01-10", "2021-02-10");
        let rest = incoming - (resolved - start.min(resolved));
        assert_eq!(rest, left);
        of(left - now[0], "2021-01-10", "2021-06-01");
        of(now[0].min(now[2]), "2021-01-10", "2022-02-01");
        of(now[0] - now[0].min(now[2]), "2021-01-10", "");
        of(now[2] - now[0].min(now[2]), "2022-01-10", "2022-02-01");
        of(now[1] - (now[2] - now[0].min(now[2])), "2022-01-10", "");
    }
    let ids = ["cases_handled", "cases_carried_over", "cases_filed", "cases_closed", "closing_rate"];
    let names = ids.map(|id| format!("pinghu.{id}"));
    let request = Request::new(&names.each_ref().map(String::as_str)).unwrap();
    let periods: Periods = "2022-01-01..2022-02-28".parse().unwrap();
    let mut table = run(&request.by(&["scope"]).periods(periods).rollup(Rollup::None), &mut cases);
    table.compare(Base::YearBefore);
    let (now, before) = ("2022-01-01..2022-02-28", "2021-01-01..2021-02-28");
    let text = |value: Fraction| value.round(2, AWAY).unwrap().to_string();
    for (scope, [start, incoming, resolved], _, rate, points, percents) in GUANCHENG {
        for (id, n) in ids.iter().zip([start + incoming, start, incoming, resolved]) {
            assert_eq!(printed(&table, id, &[scope], now, 0), n.to_string(), "{scope} {id}");
        }
        assert_eq!(printed(&table, "closing_rate", &[scope], now, 2), rate, "{scope}");
        // The court subtracts rates that it has rounded.
        let rounded = |period| -> Fraction {
            let printed = printed(&table, "closing_rate", &[scope], period, 2);
            printed.parse::<courtmetrics::quantity::Decimal>().unwrap().to_fraction().unwrap()
        };
        assert_eq!(text(rounded(now).minus(rounded(before)).unwrap()), points, "{scope}");
        let apart =
            change(&table, "closing_rate", &[scope], now).minus(rounded(now).minus(rounded(before)).unwrap());
        assert!(apart.unwrap().abs() <= Fraction::new(1, 100).unwrap(), "{scope}");
        for (id, wanted) in ids.iter().zip(percents) {
            assert_eq!(text(change(&table, id, &[scope], now)), wanted, "{scope} {id}");
        }
    }
    assert_eq!(text(change(&table, "cases_closed", &["all"], now)), "6.67");
}

#[test]
fn closing_rates_of_chinese_courts_come_out() {
    // Zhengzhou, first half of 2021: 158571 = 12087 + 146484, closed 126927. The Supreme People's Court itself, first
    // half of 2017: 15400 handled, 9594 closed, 5806 pending; only the sum of carried over and filed is printed.
    let mut cases = Cases::new(["court", "filed_on", "resolved_on"]);
    year(&mut cases, "Zhengzhou", 2021, [12087, 146_484, 126_927]);
    year(&mut cases, "SPC", 2021, [5400, 10000, 9594]);
    let ids = ["pinghu.closing_rate", "pinghu.closing_to_filing_ratio", "pinghu.cases_pending"];
    let table = run(&Request::new(&ids).unwrap().by(&["court"]), &mut cases);
    assert_eq!(printed(&table, "closing_rate", &["Zhengzhou"], "2021", 2), "80.04");
    assert_eq!(printed(&table, "closing_to_filing_ratio", &["Zhengzhou"], "2021", 2), "86.65");
    assert_eq!(printed(&table, "closing_rate", &["SPC"], "2021", 1), "62.3");
    assert_eq!(printed(&table, "cases_pending", &["SPC"], "2021", 0), "5806");
}

#[test]
fn first_instance_rates_of_chinese_courts_come_out() {
    // Wangqing Forest District People's Court: 93 closed of 109, 4 appealed, 2 reversed. Jiyuan: 205 mediated and 8
    // of 49 ...; its 548 of 613 in summary procedure is printed 89.39: cut off, not rounded.
    let header = [
        "court",
        "filed_on",
        "resolved_on",
        "instance",
        "procedure",
        "appealed",
        "appeal_resolved_on",
        "appeal_outcome",
    ];
    let mut cases = Cases::new(header);
    let mut of = |n, court: &str, closed: Option<&str>, procedure: &str, appealed: bool, reversed: bool| {
        let outcome = (reversed.then_some("2023-09-01"), reversed.then_some("amended"));
        let row: [Value; 8] = [
            court.into(),
            "2023-01-05".into(),
            closed.into(),
            "first".into(),
            procedure.into(),
            appealed.into(),
            outcome.0.into(),
            outcome.1.into(),
        ];
        add(&mut cases, n, &row);
    };
    of(2, "Wangqing", Some("2023-03-01"), "ordinary", true, true);
    of(2, "Wangqing", Some("2023-03-01"), "ordinary", true, false);
    of(89, "Wangqing", Some("2023-03-01"), "ordinary", false, false);
    of(16, "Wangqing", None, "ordinary", false, false);
    of(548, "Jiyuan", Some("2023-03-01"), "summary", false, false);
    of(65, "Jiyuan", Some("2023-03-01"), "ordinary", false, false);
    let ids = [
        "spc-2008.closing_rate",
        "spc-2008.first_instance_acceptance_rate",
        "spc-2008.appeal_amended_rate",
        "spc-2008.summary_procedure_rate",
        "spc-2008.appeal_rate",
    ];
    let table = run(&Request::new(&ids).unwrap().by(&["court"]), &mut cases);
    for (id, court, wanted) in [
        ("closing_rate", "Wangqing", "85.32"),
        ("first_instance_acceptance_rate", "Wangqing", "95.70"),
        ("appeal_amended_rate", "Wangqing", "2.15"),
        ("summary_procedure_rate", "Jiyuan", "89.40"),
    ] {
        assert_eq!(printed(&table, id, &[court], "2023", 2), wanted, "{court} {id}");
    }
}

#[test]
fn the_four_examples_of_the_state_court_guide_come_out() {
    // NCSC, State Court Guide to Statistical Reporting 2.1.2, examples of incoming, outgoing and pending:
    // incoming, outgoing, end active, end inactive, clearance rate.
    let header = [
        "court",
        "filed_on",
        "resolved_on",
        "inactive_on",
        "reactivated_on",
        "reopened_on",
        "reopened_resolved_on",
    ];
    let mut cases = Cases::new(header);
    let (before, now, later) = ("2022-05-01", "2023-02-01", "2023-08-01");
    let mut of = |court: &str, n, dates: [&str; 6]| {
        let row: Vec<Value> = std::iter::once(court).chain(dates).map(Into::into).collect();
        add(&mut cases, n, &row);
    };
    of("1", 5, [before, "", before, now, "", ""]);
    of("1", 35, [now, later, "", "", "", ""]);
    of("1", 15, [now, "", "", "", "", ""]);
    of("2", 80, [before, now, "", "", "", ""]);
    of("2", 40, [before, before, "", "", now, later]);
    of("3", 75, [now, later, "", "", "", ""]);
    of("3", 25, [now, "", later, "", "", ""]);
    of("4", 60, [now, later, now, later, "", ""]);
    let ids = [
        "incoming_cases",
        "outgoing_cases",
        "active_pending_start",
        "active_pending_end",
        "inactive_pending_start",
        "inactive_pending_end",
        "clearance",
    ];
    let names = ids.map(|id| format!("courtools.{id}"));
    let request = Request::new(&names.each_ref().map(String::as_str)).unwrap();
    let table = run(&request.by(&["court"]).rollup(Rollup::None), &mut cases);
    for (court, wanted) in [
        ("1", ["55", "35", "0", "20", "5", "0", "63.6"]),
        ("2", ["40", "120", "80", "0", "0", "0", "300.0"]),
        ("3", ["100", "100", "0", "0", "0", "25", "100.0"]),
        ("4", ["120", "120", "0", "0", "0", "0", "100.0"]),
    ] {
        for (id, wanted) in ids.iter().zip(wanted) {
            let decimals = u8::from(*id == "clearance");
            assert_eq!(printed(&table, id, &[court], "2023", decimals), wanted, "example {court}: {id}");
        }
    }
}

#[test]
fn the_congestion_of_a_brazilian_electoral_court_comes_out_and_its_iad_does_not() {
    // Tribunal Regional Eleitoral do Rio Grande do Norte, litigiosidade 2024: pending and resolved 1766 and 1516 (both
    // degrees), 109 and 92, 1657 and 1424; new cases 45 and 886.
    let mut cases = Cases::new(["grau", "filed_on", "resolved_on"]);
    year(&mut cases, "2", 2024, [109 + 92 - 45, 45, 92]);
    year(&mut cases, "1", 2024, [1657 + 1424 - 886, 886, 1424]);
    let table = run(
        &Request::new(&["cnj.congestion_rate_gross", "cnj.iad", "cnj.congestion_rate_older_form"])
            .unwrap()
            .by(&["grau"]),
        &mut cases,
    );
    for (group, two, none) in [("*", "53.81", "54"), ("2", "54.23", "54"), ("1", "53.78", "54")] {
        assert_eq!(printed(&table, "congestion_rate_gross", &[group], "2024", 2), two);
        assert_eq!(printed(&table, "congestion_rate_gross", &[group], "2024", 0), none);
        // With stock and flows that agree the older form is the same number.
        assert_eq!(printed(&table, "congestion_rate_older_form", &[group], "2024", 2), two);
    }
    // The page prints 243.6 and 241.3, with a remark that the periods differ: its own counts give otherwise.
    assert_eq!(printed(&table, "iad", &["2"], "2024", 1), "204.4");
    assert_eq!(printed(&table, "iad", &["1"], "2024", 1), "160.7");
}

#[test]
fn the_conciliation_of_2015_comes_out() {
    // Justiça em Números, year 2015: 2.9 of 27.2 million judgments confirm an agreement, "11%"; here 29 of 272.
    let mut cases = Cases::new(["filed_on", "resolved_on", "judged_on", "outcome"]);
    add(&mut cases, 29, &["2014-01-01", "2015-06-01", "2015-05-01", "mediated"].map(Into::into));
    add(&mut cases, 243, &["2014-01-01", "2015-06-01", "2015-05-01", "judgment"].map(Into::into));
    let table = run(&Request::new(&["cnj.conciliation_index"]).unwrap(), &mut cases);
    assert_eq!(printed(&table, "conciliation_index", &[], "2015", 0), "11");
}

#[test]
fn changes_of_the_ministry_of_justice_come_out() {
    // Criminal court statistics quarterly: outstanding at the Crown Court 33,114 to 40,173 "21%", 33,113 to 37,434
    // "13%", at magistrates' courts 59,473 to 62,766 "6%"; waiting 6.1 to 5.7 weeks "7%", 189 to 178 days "6%".
    let mut cases = Cases::new(["court", "filed_on", "resolved_on"]);
    for (court, before, now) in [("a", 33_114, 40_173), ("b", 33_113, 37_434), ("c", 59_473, 62_766)] {
        add(&mut cases, before, &[court.into(), "2019-02-01".into(), Value::None]);
        add(&mut cases, now - before, &[court.into(), "2020-02-01".into(), Value::None]);
    }
    let mut times = |court: &str, first: &str, days: &[(usize, i32)]| {
        for (n, days) in days {
            let filed = day(first);
            add(&mut cases, *n, &[court.into(), filed.into(), filed.plus_days(*days).into()]);
        }
    };
    times("weeks", "2019-02-01", &[(3, 42), (7, 43)]);
    times("weeks", "2020-02-01", &[(1, 39), (9, 40)]);
    times("days", "2019-02-01", &[(1, 189)]);
    times("days", "2020-02-01", &[(1, 178)]);
    let mut table = run(&Request::new(&["moj-uk"]).unwrap().by(&["court"]), &mut cases);
    table.compare(Base::YearBefore);
    let percent = |id: &str, court: &str, decimals| {
        change(&table, id, &[court], "2020").round(decimals, AWAY).unwrap().to_string()
    };
    for (court, exact, whole) in [("a", "21.32", "21"), ("b", "13.05", "13"), ("c", "5.54", "6")] {
        assert_eq!(
            (percent("outstanding", court, 2), percent("outstanding", court, 0)),
            (exact.into(), whole.into())
        );
    }
    assert_eq!(printed(&table, "mean_waiting_time", &["weeks"], "2019", 1), "6.1");
    assert_eq!(printed(&table, "mean_waiting_time", &["weeks"], "2020", 1), "5.7");
    assert_eq!(percent("mean_waiting_time", "weeks", 2), "-6.56");
    assert_eq!(percent("mean_days_to_completion", "days", 2), "-5.82");
    // A year in which nothing was outstanding before has no percentage.
    let row = table.find("outstanding", &["a"], "2019").unwrap();
    assert_eq!(table.exact_change(row).unwrap_err(), Undefined::NoPrior);
}

#[test]
fn clearance_of_australian_courts_comes_out() {
    // Report on Government Services 2015, 2013-14: lodged and finalised, criminal, civil and federal, in hundreds.
    let mut cases = Cases::new(["court", "filed_on", "resolved_on"]);
    for (court, lodged, finalised) in
        [("criminal", 8431, 8541), ("civil", 4582, 4772), ("federal", 1170, 1143)]
    {
        year(&mut cases, court, 2014, [400, lodged, finalised]);
    }
    let table = run(&Request::new(&["rogs.clearance"]).unwrap().by(&["court"]), &mut cases);
    for (court, wanted) in [("criminal", "101.30"), ("civil", "104.15"), ("federal", "97.69")] {
        assert_eq!(printed(&table, "clearance", &[court], "2014", 2), wanted);
    }
}

#[test]
fn the_supreme_court_of_victoria_clears_within_its_range() {
    // Court performance pages: 251 finalised of 235 initiated, 107 %, benchmark 100 %.
    let mut cases = Cases::new(["court", "filed_on", "resolved_on"]);
    year(&mut cases, "Victoria", 2016, [100, 235, 251]);
    let table = run(&Request::new(&["gmp.case_clearance_rate"]).unwrap(), &mut cases);
    assert_eq!(printed(&table, "case_clearance_rate", &[], "2016", 0), "107");
    assert_eq!(
        table.in_range(table.find("case_clearance_rate", &[], "2016").unwrap()),
        Some(InRange::Within)
    );
    assert_eq!(table.in_range(table.find("case_clearance_rate", &[], "2015").unwrap()), Some(InRange::Below));
}

/// One court of a few cases, for what comes from inputs alone.
fn with_inputs(request: Request, inputs: &[(&str, &str, &str)]) -> Table {
    let mut cases = Cases::new(["court", "filed_on", "resolved_on"]);
    for period in [1993, 2013] {
        year(&mut cases, "A", period, [1, 2, 1]);
    }
    let mut given = Inputs::new(&["court"]);
    for (name, period, value) in inputs {
        let court = vec![GroupWord::Is("A".into())];
        let value = value.parse::<Decimal>().unwrap().to_fraction();
        given.push(name, court, Some(period.parse().unwrap()), Ok(value.unwrap())).unwrap();
    }
    run(&request.by(&["court"]).inputs(given), &mut cases)
}

#[test]
fn a_file_check_of_courtools_comes_out() {
    // NCSC CourTools, measure 6: 40 of 50 files found within 15 minutes, 80 %.
    let request = Request::new(&["courtools.files_found_in_time", "courtools.files_complete"]).unwrap();
    let table =
        with_inputs(request, &[("files_searched", "2013", "50"), ("files_found_in_time", "2013", "40")]);
    assert_eq!(printed(&table, "files_found_in_time", &["A"], "2013", 0), "80");
    // The whole is the sum of its parts, and a year without a check is not known.
    assert_eq!(printed(&table, "files_found_in_time", &["*"], "2013", 0), "80");
    let status = |id: &str, period: &str| table.row(table.find(id, &["A"], period).unwrap()).status;
    assert_eq!(status("files_found_in_time", "1993"), Status::NotAvailable);
    assert_eq!(status("files_complete", "2013"), Status::InputMissing);
}

#[test]
fn changes_of_trac_come_out() {
    // TRAC, federal civil justice, 1993 to 2013: filings 275,323 to 353,522 "+28%", judgeships 649 to 677 "+4%", median
    // months 6.3 to 7.3 "+16%", 16.0 to 26.1 "+63%".
    let set = Set::from_toml(
        r#"
        [set]
        id = "trac"
        name = { en = "Federal civil justice", zh = "联邦民事司法" }
        source = "TRAC"
        [inputs]
        filings = { unit = "cases", meaning = "civil filings" }
        judgeships = { unit = "judges", meaning = "judgeships" }
        median = { unit = "months", decimals = 1, meaning = "median time to disposition" }
        trial_median = { unit = "months", decimals = 1, meaning = "median time to trial" }
        [[indicator]]
        id = "filings"
        name = { en = "Filings", zh = "收案" }
        kind = "count"
        total = "filings"
        [[indicator]]
        id = "judgeships"
        name = { en = "Judgeships", zh = "法官职位" }
        kind = "persons"
        total = "judgeships"
        [[indicator]]
        id = "filings_per_judgeship"
        name = { en = "Filings per judgeship", zh = "法官人均收案" }
        kind = "rate"
        numerator = "filings"
        denominator = "judgeships"
        change = "percent"
        [[indicator]]
        id = "median"
        name = { en = "Median time", zh = "时间中位数" }
        kind = "days"
        unit = "months"
        change = "percent"
        total = "median"
        [[indicator]]
        id = "trial_median"
        name = { en = "Median time to trial", zh = "至庭审时间中位数" }
        kind = "days"
        unit = "months"
        change = "percent"
        total = "trial_median"
        "#,
    )
    .unwrap();
    let given = [
        ("filings", "275323", "353522"),
        ("judgeships", "649", "677"),
        ("median", "6.3", "7.3"),
        ("trial_median", "16.0", "26.1"),
    ];
    let inputs: Vec<(&str, &str, &str)> =
        given.iter().flat_map(|(name, then, now)| [(*name, "1993", *then), (*name, "2013", *now)]).collect();
    let mut table = with_inputs(Request::with_sets(&["trac"], &[set]).unwrap(), &inputs);
    table.compare(Base::Fixed("1993".parse().unwrap()));
    let percent = |id: &str| change(&table, id, &["A"], "2013").round(2, AWAY).unwrap().to_string();
    assert_eq!(
        ["filings", "judgeships", "median", "trial_median"].map(percent),
        ["28.40", "4.31", "15.87", "63.13"]
    );
    assert_eq!(printed(&table, "median", &["A"], "2013", 1), "7.3");
    assert_eq!(printed(&table, "filings_per_judgeship", &["A"], "1993", 2), "424.23");
}
