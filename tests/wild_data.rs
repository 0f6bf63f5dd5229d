//! Data that no export should have and some do: very many groups, one group, decades, columns of nothing; each
//! against a slow count of the same rows. Memory has a limit that says so.

use courtmetrics::ErrorKind;
use courtmetrics::indicator::Set;
use courtmetrics::ledger::Rollup;
use courtmetrics::measure::{Periods, Request};
use courtmetrics::period::{Date, Grain};
use courtmetrics::quantity::Fraction;
use courtmetrics::read::{Cases, ScanOptions, Value};
use courtmetrics::table::{Status, Table};
use std::collections::HashMap;

/// A fixed multiplicative sequence.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

fn day(days: i32) -> String {
    Date::from_days(days).to_string()
}

fn words<const N: usize>(words: [String; N]) -> [Value; N] {
    words.map(|word| word.as_str().into())
}

fn first_of_2010() -> i32 {
    "2010-01-01".parse::<Date>().unwrap().to_days()
}

fn number(table: &Table, at: usize) -> i64 {
    assert_eq!(table.row(at).status, Status::Known);
    table.row(at).numerator
}

#[test]
fn a_million_groups_are_counted_each() {
    const GROUPS: usize = 1_000_000;
    let mut cases = Cases::new(["judge", "filed_on", "resolved_on"]);
    for i in 0..GROUPS + GROUPS / 100 {
        cases.push(words([format!("J{:07}", i % GROUPS), "2023-02-01".into(), String::new()])).unwrap();
    }
    let request = Request::new(&["incoming"]).unwrap().by(&["judge"]).rollup(Rollup::None).level(None);
    let table = request.run(&mut cases, ScanOptions::default()).unwrap().table;
    assert_eq!(table.groups().len(), GROUPS);
    let (twice, all) = (0..table.rows().len()).fold((0, 0), |(twice, all), at| {
        (twice + i64::from(number(&table, at) == 2), all + number(&table, at))
    });
    assert_eq!((twice, all), ((GROUPS / 100) as i64, (GROUPS + GROUPS / 100) as i64));
}

#[test]
fn sparse_cells_of_many_courts_types_and_months_are_those_of_a_map() {
    let mut random = Numbers(11);
    let mut cases = Cases::new(["court", "case_type", "filed_on", "resolved_on"]);
    let mut reference: HashMap<(u64, u64, String), i64> = HashMap::new();
    for _ in 0..200_000 {
        let (court, kind) = (random.below(3_500), random.below(12));
        let filed = day(first_of_2010() + random.below(3_652) as i32);
        *reference.entry((court, kind, filed[..7].to_owned())).or_default() += 1;
        cases.push(words([format!("court {court}"), format!("type {kind}"), filed, String::new()])).unwrap();
    }
    let request = Request::new(&["incoming"]).unwrap().by(&["court", "case_type"]).level(None);
    let request = request.periods(Periods::Every(Grain::Month)).rollup(Rollup::None);
    let table = request.run(&mut cases, ScanOptions::default()).unwrap().table;
    assert_eq!(table.periods().len(), 120);
    let mut found = 0;
    for at in 0..table.rows().len() {
        let place = table.place(at);
        let group = &table.groups()[place.group];
        let number_of = |word: &str| word.rsplit(' ').next().unwrap().parse::<u64>().unwrap();
        let month = table.periods()[place.period].start().to_string()[..7].to_owned();
        let key = (number_of(group[0].text()), number_of(group[1].text()), month);
        let expected = reference.get(&key).copied().unwrap_or(0);
        assert_eq!(number(&table, at), expected, "{key:?}");
        found += usize::from(expected > 0);
    }
    assert_eq!(found, reference.len());
}

#[test]
fn one_group_of_all_rows_with_durations_of_forty_years_keeps_every_day() {
    let mut random = Numbers(5);
    let first = "1970-01-01".parse::<Date>().unwrap().to_days();
    let mut cases = Cases::new(["filed_on", "resolved_on", "outcome"]);
    let mut lasted: Vec<i64> = Vec::new();
    for _ in 0..300_000 {
        let (filed, days) = (first + random.below(300) as i32, random.below(14_610) as i32);
        lasted.push(i64::from(days));
        cases.push(words([day(filed), day(filed + days), String::new()])).unwrap();
    }
    lasted.sort_unstable();
    let request = Request::new(&["cepej.mean_days", "cepej.median_days", "pinghu.mediation_rate"]).unwrap();
    let period = "1970-01-01..2015-12-31";
    let request = request.periods(period.parse().unwrap());
    let table = request.level(None).run(&mut cases, ScanOptions::default()).unwrap().table;
    let exact = |id: &str| table.row(table.find(id, &[], period).unwrap()).exact(Fraction::whole(1));
    let sum: i64 = lasted.iter().sum();
    let middle = lasted[149_999] + lasted[150_000];
    assert_eq!(exact("mean_days").unwrap(), Fraction::new(sum, 300_000).unwrap());
    assert_eq!(exact("median_days").unwrap(), Fraction::new(middle, 2).unwrap());
    // A column that never says anything is in no set: none of the cases was mediated.
    let mediated = table.row(table.find("mediation_rate", &[], period).unwrap());
    assert_eq!((mediated.numerator, mediated.denominator), (0, 300_000));
}

/// A distribution of very many days takes no more than one of a few: those that wait are entered before a limit is held
/// against them. By hand: of 700,000 cases each hundredth was resolved on one of the first 28 days of January to March, or 1 to 16 April.
#[test]
fn days_that_wait_are_no_reason_to_refuse() {
    let mut cases = Cases::new(["filed_on", "resolved_on"]);
    for i in 0..700_000 {
        let resolved = format!("2023-{:02}-{:02}", 1 + i % 100 / 28, 1 + i % 100 % 28);
        cases.push(words(["2023-01-01".to_owned(), resolved])).unwrap();
    }
    let request = Request::new(&["mean_days"]).unwrap().unique(None).level(None);
    let options = ScanOptions { memory_limit: Some(2 << 20), threads: Some(1), ..ScanOptions::default() };
    let table = request.run(&mut cases, options).unwrap().table;
    let total = table.rows().find(|row| row.cases == 700_000).unwrap();
    let offsets = [0, 31, 59, 90];
    let days: i64 = (0..100).map(|i| offsets[i / 28] + (i % 28) as i64).sum();
    assert_eq!((total.numerator, total.denominator), (days * 7_000, 700_000));
}

#[test]
fn memory_has_a_limit_that_says_what_to_do() {
    let many = |unique: Option<&str>, by: &[&str]| {
        let mut cases = Cases::new(["case_id", "filed_on", "resolved_on"]);
        for i in 0..200_000 {
            cases.push(words([format!("no. {i}"), "2023-02-01".to_owned(), String::new()])).unwrap();
        }
        let request = Request::new(&["incoming"]).unwrap().by(by).unique(unique);
        request.run(&mut cases, ScanOptions { memory_limit: Some(2 << 20), ..ScanOptions::default() })
    };
    assert!(many(None, &[]).is_ok());
    for refused in [many(None, &["case_id"]), many(Some("case_id"), &[])] {
        let Err(error) = refused else { panic!("200,000 groups or identifiers take more than 2 MiB") };
        assert_eq!(error.kind(), ErrorKind::Limit);
        assert!(error.to_string().contains("memory_limit"), "{error}");
    }
}

/// Rows that take part in an event are counted alone where they are few. Of every six cases two are resolved, and four
/// of them in the second half; the same cases in another order are counted with all others along.
#[test]
fn a_third_resolved_is_counted_as_all_resolved_first() {
    const CASES: usize = 9_000;
    let mut numbers = Numbers(5);
    let rows: Vec<[String; 8]> = (0..CASES)
        .map(|i| {
            let filed = first_of_2010() + (i / 5) as i32;
            let resolved = [1, 4].contains(&(i % 6)) || i % 6 > 2 && i >= CASES / 2;
            let says = |word: &str| if resolved { word.to_owned() } else { String::new() };
            let outcome = ["judgment", "mediated", "withdrawn"][numbers.below(3) as usize];
            let flag = |yes: bool| says(if yes { "true" } else { "false" });
            [
                format!("C{}", numbers.below(7)),
                format!("T{}", numbers.below(3)),
                day(filed),
                if resolved { day(filed + numbers.below(700) as i32) } else { String::new() },
                says(outcome),
                flag(i % 4 == 0),
                flag(i % 8 == 0),
                format!("{}.{:02}", numbers.below(90_000), i % 100),
            ]
        })
        .collect();
    let header = [
        "court",
        "case_class",
        "filed_on",
        "resolved_on",
        "outcome",
        "appealed",
        "reversed",
        "amount_claimed",
    ];
    let set = Set::from_toml(include_str!("../benches/workload.toml")).unwrap();
    let request = Request::with_sets(&["workload"], &[set]).unwrap();
    let request = request.by(&["court", "case_class"]).rollup(Rollup::Every).unique(None);
    let measured = |rows: &[[String; 8]]| {
        let mut cases = Cases::new(header);
        rows.iter().for_each(|row| cases.push(words(row.clone())).unwrap());
        request.run(&mut cases, ScanOptions { threads: Some(1), ..Default::default() }).unwrap().table
    };
    let mut sorted = rows.clone();
    sorted.sort_by_key(|row| row[3].is_empty());
    let (mixed, first) = (measured(&rows), measured(&sorted));
    assert!(mixed.rows().eq(first.rows()));
    // Each number over all years, counted from the rows.
    let all = |indicator: &str| -> i64 {
        let at = mixed.periods().iter().map(|p| mixed.find(indicator, &["*", "*"], &p.to_string()).unwrap());
        at.map(|at| mixed.row(at).numerator).sum()
    };
    let resolved: Vec<&[String; 8]> = rows.iter().filter(|row| !row[3].is_empty()).collect();
    let of = |holds: &dyn Fn(&[String; 8]) -> bool| resolved.iter().filter(|row| holds(row)).count() as i64;
    assert_eq!(all("resolved"), resolved.len() as i64);
    assert_eq!(all("settled_share"), of(&|row| row[4] != "judgment"));
    assert_eq!(all("appeal_rate"), of(&|row| row[5] == "true"));
    let cents = |row: &&[String; 8]| row[7].replace('.', "").parse::<i64>().unwrap();
    assert_eq!(all("amount"), resolved.iter().map(cents).sum::<i64>());
    let date = |text: &str| i64::from(text.parse::<Date>().unwrap().to_days());
    let days = |row: &&[String; 8]| date(&row[3]) - date(&row[2]);
    assert_eq!(all("mean_days"), resolved.iter().map(days).sum::<i64>());
}
