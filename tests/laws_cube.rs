//! Laws of cubes and tables: against the slow reference, under any split, roll-up and regrouping.
#![cfg(feature = "csv")]

mod reference;

use courtmetrics::case::Codebook;
use courtmetrics::cube::{Cube, CubeRow, Part, Worker};
use courtmetrics::indicator::Set;
use courtmetrics::ledger::{GroupWord, Rollup};
use courtmetrics::measure::{Measured, Periods, Request};
use courtmetrics::period::{Base, Calendar, Date, Grain};
use courtmetrics::quantity::Fraction;
use courtmetrics::read::csv::{CsvFile, CsvOptions};
use courtmetrics::read::{Cases, ScanOptions, Value, scan};
use courtmetrics::table::{Observation, Place, Status, Table};
use proptest::prelude::*;
use reference::{Answer, Case, Clause, Counted, Day, Formula, Kind, Statistic, Test, Which};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const FLAGS: usize = 24;
const CODEBOOK: &str = "id = \"t\"\n[dates]\nlayouts = [\"%Y-%m-%d\"]\nfirst = \"1950-01-01\"\n\
                        last = \"2120-12-31\"\nlongest_days = 21000\n\
                        [fields.outcome]\nvalues.mediated = [\"调解\", \"settled\"]\n";

// ---- exports ------------------------------------------------------------------------------------------

/// A row as an export writes it, and what it says about the case beyond its dates.
#[derive(Debug, Clone)]
struct Row {
    cells: BTreeMap<String, String>,
    words: BTreeMap<String, Option<String>>,
    appealed: Result<Option<Day>, ()>,
    amount: Result<Option<i64>, ()>,
    persons: Option<i64>,
}

fn header() -> Vec<String> {
    let fixed = ["filed_on", "court", "case_type", "judge", "outcome", "cause", "amount", "resolved_on"];
    let mut header: Vec<String> = fixed.iter().map(ToString::to_string).collect();
    header.extend((0..FLAGS).map(|f| format!("flag{f}")));
    header.extend(["appealed_on".to_owned(), "defendants".to_owned()]);
    header
}

/// The cell and the word of word number `n` of a field; 0 says nothing, in three ways of writing.
fn word(field: &str, n: usize) -> (String, Option<String>) {
    let is = |word: &str| (word.to_owned(), Some(word.to_owned()));
    match (field, n) {
        (_, 0) => (["", "NULL", "  "][field.len() % 3].to_owned(), None),
        ("court", 1) => is("平湖市人民法院"),
        ("court", 2) => is("Court of \"A\", and B"),
        ("court", 3) => (" 平湖市人民法院 ".to_owned(), Some("平湖市人民法院".to_owned())),
        ("outcome", 1) => ("调解".to_owned(), Some("mediated".to_owned())),
        ("outcome", 2) => ("settled".to_owned(), Some("mediated".to_owned())),
        ("outcome", 3) => is("mediated"),
        _ => is(&format!("{field} {n}")),
    }
}

type Draw = (
    (usize, usize, usize, usize, usize, u64),
    (usize, Option<usize>, Option<i64>),
    (Option<i64>, Option<i64>, u8),
);

fn row(
    ((court, case_type, judge, outcome, cause, flags), (filed, days, appealed), (amount, persons, defect)): Draw,
) -> Row {
    let mut cells = BTreeMap::new();
    let mut words = BTreeMap::new();
    let mut say = |field: &str, n: usize| {
        let (cell, word) = word(field, n);
        cells.insert(field.to_owned(), cell);
        words.insert(field.to_owned(), word);
    };
    say("court", court);
    say("case_type", case_type);
    say("judge", judge);
    say("outcome", outcome);
    say("cause", cause);
    for f in 0..FLAGS {
        say(&format!("flag{f}"), (flags >> (2 * f) & 3) as usize);
    }
    let text = |day: Option<Day>| day.map(reference::write_day).unwrap_or_default();
    let appeal = appealed.map(|after| (filed as i64 + after) as usize);
    let (filed_text, resolved_text) = match defect {
        0 => (String::new(), text(days.map(|d| filed + d))),
        1 => ("2019-02-29".to_owned(), String::new()),
        2 => ("1949-12-31".to_owned(), String::new()),
        3 => (text(Some(filed)), "soon".to_owned()),
        4 => (text(Some(filed)), "2121-01-01".to_owned()),
        5 => (text(Some(filed)), text(Some(filed - 1))),
        _ => (text(Some(filed)), text(days.map(|d| filed + d))),
    };
    cells.insert("filed_on".to_owned(), filed_text);
    cells.insert("resolved_on".to_owned(), resolved_text);
    let bad_appeal = defect == 6;
    cells.insert("appealed_on".to_owned(), if bad_appeal { "?".to_owned() } else { text(appeal) });
    let money = |minor: i64| {
        let (sign, size) = (if minor < 0 { "-" } else { "" }, minor.unsigned_abs());
        format!("{sign}{}.{:02}", size / 100, size % 100)
    };
    let bad_amount = defect == 7;
    let amount_text = if bad_amount { "12.345".to_owned() } else { amount.map(money).unwrap_or_default() };
    cells.insert("amount".to_owned(), amount_text);
    cells.insert("defendants".to_owned(), persons.map(|p| p.to_string()).unwrap_or_default());
    Row {
        cells,
        words,
        appealed: if bad_appeal { Err(()) } else { Ok(appeal) },
        amount: if bad_amount { Err(()) } else { Ok(amount) },
        persons,
    }
}

/// Rows filed within `span` days of `start`, with durations of up to `longest` days.
fn rows(start: &'static str, span: usize, longest: usize, most: usize) -> impl Strategy<Value = Vec<Row>> {
    let start = reference::read_day(start).unwrap();
    let words = (0..5usize, 0..4usize, 0..40usize, 0..5usize, 0..4usize, any::<u64>());
    let days = prop_oneof![
        2 => Just(None),
        2 => Just(Some(0usize)),
        3 => (0..40usize).prop_map(Some),
        3 => (0..=longest.min(1300)).prop_map(Some),
        1 => (0..=longest).prop_map(Some),
    ];
    let appealed = prop::option::weighted(0.4, -3i64..400);
    let dates =
        (0..span, days, appealed).prop_map(move |(day, days, appealed)| (start + day, days, appealed));
    let money = prop::option::weighted(0.7, -500_000i64..9_000_000_000);
    let rest = (money, prop::option::weighted(0.6, 0i64..9), 0u8..160);
    prop::collection::vec((words, dates, rest).prop_map(row), 1..most)
}

fn csv_text(rows: &[Row]) -> String {
    let header = header();
    let cell = |text: &str| {
        if text.contains([',', '"', '\n']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let mut text = header.join(",") + "\n";
    for row in rows {
        let cells: Vec<String> = header.iter().map(|h| cell(&row.cells[h])).collect();
        text += &(cells.join(",") + "\n");
    }
    text
}

fn pushed(rows: &[Row]) -> Cases {
    let header = header();
    let mut cases = Cases::new(header.clone());
    for row in rows {
        cases.push(header.iter().map(|h| Value::from(row.cells[h].as_str()))).unwrap();
    }
    cases
}

// ---- definitions ---------------------------------------------------------------------------------------

/// An indicator in both forms: ours and the reference's.
#[derive(Debug, Clone)]
struct Spec {
    formula: Formula,
    kind: &'static str,
    change: Kind,
}

fn field_words(field: &str) -> Vec<String> {
    (1..4).filter_map(|n| word(field, n).1).collect::<BTreeSet<_>>().into_iter().collect()
}

fn clause() -> impl Strategy<Value = Clause> {
    let fields: Vec<String> = ["court", "case_type", "outcome", "outcome", "cause", "judge"]
        .iter()
        .map(ToString::to_string)
        .chain((0..FLAGS).map(|f| format!("flag{f}")))
        .collect();
    (prop::sample::select(fields), 0..5u8, any::<bool>()).prop_map(|(field, test, more)| {
        let mut list = field_words(&field);
        if !more {
            list.truncate(1);
        }
        let test = match test {
            0 | 1 => Test::In(list),
            2 => Test::NotIn(list),
            3 => Test::Missing,
            _ => Test::Present,
        };
        Clause { field, test }
    })
}

fn clauses() -> impl Strategy<Value = Vec<Clause>> {
    // One test a field, as a table of TOML has it.
    prop::collection::vec(clause(), 0..3).prop_map(|list| {
        let by_field: BTreeMap<String, Clause> = list.into_iter().map(|c| (c.field.clone(), c)).collect();
        by_field.into_values().collect()
    })
}

fn which() -> impl Strategy<Value = Which> {
    prop_oneof![
        3 => Just(Which::Incoming),
        3 => Just(Which::Resolved),
        1 => Just(Which::Dated("appealed_on".to_owned())),
        2 => Just(Which::PendingStart),
        3 => Just(Which::PendingEnd),
        2 => prop::sample::select(vec![0, 1, 6, 18, 24]).prop_map(Which::OlderThan),
    ]
}

fn counted(sum: Option<&'static str>) -> impl Strategy<Value = Counted> {
    (which(), clauses()).prop_map(move |(which, when)| Counted { which, sum: sum.map(str::to_owned), when })
}

fn terms(sum: Option<&'static str>) -> impl Strategy<Value = Vec<(i128, Counted)>> {
    let term = (prop::sample::select(vec![1, 1, -1]), counted(sum));
    prop::collection::vec(term, 1..3)
}

fn spec() -> impl Strategy<Value = Spec> {
    let total = |kind, sum, unit| {
        terms(sum).prop_map(move |terms| Spec {
            formula: Formula::Total { terms, unit },
            kind,
            change: Kind::Percent,
        })
    };
    let quotient = |kind, sum, factor, part, change| {
        (terms(sum), terms(None)).prop_map(move |(upper, lower)| Spec {
            formula: Formula::Quotient { upper, lower, factor, part },
            kind,
            change,
        })
    };
    let share = (counted(None), clauses()).prop_map(|(whole, more)| {
        let mut part = whole.clone();
        part.when.retain(|c| more.iter().all(|m| m.field != c.field));
        part.when.extend(more);
        let formula = Formula::Quotient {
            upper: vec![(1, part)],
            lower: vec![(1, whole)],
            factor: Some(1),
            part: true,
        };
        Spec { formula, kind: "proportion", change: Kind::Points }
    });
    let pairs = vec![("filed_on", "resolved_on"), ("filed_on", "resolved_on"), ("filed_on", "appealed_on")];
    let basis = prop_oneof![
        3 => Just(Which::Resolved),
        1 => Just(Which::Incoming),
        1 => Just(Which::Dated("appealed_on".to_owned())),
    ];
    let statistic = prop_oneof![
        Just(Statistic::Mean),
        prop::sample::select(vec![1i128, 10, 25, 50, 90, 99]).prop_map(Statistic::Percentile),
        prop::sample::select(vec![0usize, 30, 365, 511, 512, 3000]).prop_map(Statistic::Within),
    ];
    let days = (basis, prop::sample::select(pairs), clauses(), statistic).prop_map(
        |(which, (from, to), when, statistic)| {
            let share = matches!(statistic, Statistic::Within(_));
            Spec {
                kind: if share { "proportion" } else { "days" },
                change: if share { Kind::Points } else { Kind::Difference },
                formula: Formula::Days { which, from: from.to_owned(), to: to.to_owned(), when, statistic },
            }
        },
    );
    prop_oneof![
        4 => total("count", None, 1),
        1 => total("persons", Some("defendants"), 1),
        2 => total("money", Some("amount"), 100),
        2 => quotient("ratio", None, Some(1), false, Kind::Points),
        1 => quotient("days", None, Some(365), false, Kind::Difference),
        1 => quotient("days", None, None, false, Kind::Difference),
        1 => share,
        4 => days,
    ]
}

fn toml_words(list: &[String]) -> String {
    let quoted: Vec<String> = list.iter().map(|w| format!("'{w}'")).collect();
    format!("[{}]", quoted.join(", "))
}

fn toml_where(clauses: &[Clause]) -> String {
    let clause = |c: &Clause| match &c.test {
        Test::In(list) => format!("{} = {}", c.field, toml_words(list)),
        Test::NotIn(list) => format!("{} = {{ not = {} }}", c.field, toml_words(list)),
        Test::Missing => format!("{} = {{ missing = true }}", c.field),
        Test::Present => format!("{} = {{ missing = false }}", c.field),
    };
    format!("{{ {} }}", clauses.iter().map(clause).collect::<Vec<_>>().join(", "))
}

fn toml_which(which: &Which) -> String {
    match which {
        Which::Incoming => "incoming".to_owned(),
        Which::Resolved => "resolved".to_owned(),
        Which::Dated(field) => field.clone(),
        Which::PendingStart => "pending_start".to_owned(),
        Which::PendingEnd => "pending_end".to_owned(),
        Which::OlderThan(months) => format!("pending_older_than_{months}_months"),
    }
}

fn set_of(specs: &[Spec]) -> Set {
    let (mut measures, mut indicators) = (String::from("[measures]\n"), String::new());
    let mut named = 0;
    let mut list = |terms: &[(i128, Counted)]| {
        let mut names = Vec::new();
        for (sign, counted) in terms {
            let sum = counted.sum.as_ref().map_or(String::new(), |s| format!(", sum = \"{s}\""));
            let (of, when) = (toml_which(&counted.which), toml_where(&counted.when));
            writeln!(measures, "m{named} = {{ of = \"{of}\", where = {when}{sum} }}").unwrap();
            names.push(format!("\"{}m{named}\"", if *sign < 0 { "-" } else { "" }));
            named += 1;
        }
        format!("[{}]", names.join(", "))
    };
    for (i, spec) in specs.iter().enumerate() {
        let kind = spec.kind;
        let head = format!(
            "[[indicator]]\nid = \"i{i}\"\nname = {{ en = \"i{i}\", zh = \"i{i}\" }}\nkind = \"{kind}\""
        );
        let body = match &spec.formula {
            Formula::Total { terms, .. } => format!("total = {}", list(terms)),
            Formula::Quotient { upper, lower, factor, .. } => {
                let factor = match factor {
                    Some(1) => String::new(),
                    Some(n) => format!("factor = {n}\n"),
                    None => "factor = \"days_in_period\"\n".to_owned(),
                };
                let percent = if kind == "ratio" { "percent = true\n" } else { "" };
                format!("numerator = {}\ndenominator = {}\n{factor}{percent}", list(upper), list(lower))
            }
            Formula::Days { which, from, to, when, statistic } => {
                let days = match statistic {
                    Statistic::Mean => "\"mean\"".to_owned(),
                    Statistic::Percentile(50) => "\"median\"".to_owned(),
                    Statistic::Percentile(p) => format!("\"p{p}\""),
                    Statistic::Within(limit) => format!("\"within\"\nwithin_days = {limit}"),
                };
                let (of, when) = (toml_which(which), toml_where(when));
                format!("days = {days}\nof = \"{of}\"\nfrom = \"{from}\"\nto = \"{to}\"\nwhere = {when}")
            }
        };
        writeln!(indicators, "{head}\n{body}").unwrap();
    }
    let text = format!("[set]\nid = \"t\"\nname = {{ en = \"t\", zh = \"t\" }}\n{measures}\n{indicators}");
    Set::from_toml(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

// ---- what the reference makes of an export --------------------------------------------------------------

struct Expected {
    cases: Vec<Case>,
    aside: u64,
    by_date: BTreeMap<&'static str, u64>,
}

fn accepted(rows: &[Row], specs: &[Spec]) -> Expected {
    let plausible = (reference::read_day("1950-01-01").unwrap(), reference::read_day("2120-12-31").unwrap());
    let counted: Vec<&Counted> = specs
        .iter()
        .flat_map(|s| match &s.formula {
            Formula::Total { terms, .. } => terms.iter().map(|(_, c)| c).collect::<Vec<_>>(),
            Formula::Quotient { upper, lower, .. } => upper.iter().chain(lower).map(|(_, c)| c).collect(),
            Formula::Days { .. } => Vec::new(),
        })
        .collect();
    let sums_amount = counted.iter().any(|c| c.sum.as_deref() == Some("amount"));
    let appeal = Which::Dated("appealed_on".to_owned());
    let days_to_appeal =
        specs.iter().any(|s| matches!(&s.formula, Formula::Days { to, .. } if to == "appealed_on"));
    let reads_appeal = days_to_appeal
        || counted.iter().any(|c| c.which == appeal)
        || specs.iter().any(|s| matches!(&s.formula, Formula::Days { which, .. } if *which == appeal));
    let mut expected = Expected { cases: Vec::new(), aside: 0, by_date: BTreeMap::new() };
    for row in rows {
        let cell = |name: &str| row.cells[name].as_str();
        match reference::dates_of(cell("filed_on"), cell("resolved_on"), plausible, Some(21_000)) {
            Err(reason) => {
                expected.aside += 1;
                *expected.by_date.entry(reason).or_default() += 1;
            }
            Ok((filed, resolved)) => {
                let turned = row.appealed.is_ok_and(|a| a.is_some_and(|a| a < filed));
                if (sums_amount && row.amount.is_err())
                    || (reads_appeal && row.appealed.is_err())
                    || (days_to_appeal && turned)
                {
                    expected.aside += 1;
                    continue;
                }
                let dates = BTreeMap::from([("appealed_on".to_owned(), row.appealed.unwrap_or(None))]);
                let numbers = BTreeMap::from([
                    ("amount".to_owned(), row.amount.unwrap_or(None)),
                    ("defendants".to_owned(), row.persons),
                ]);
                expected.cases.push(Case { filed, resolved, dates, words: row.words.clone(), numbers });
            }
        }
    }
    expected
}

fn span(cases: &[Case]) -> (Day, Day) {
    let first = cases.iter().map(|c| c.filed).min().unwrap();
    (first, cases.iter().map(|c| c.resolved.unwrap_or(c.filed)).max().unwrap())
}

fn reference_periods(periods: Periods, begins: u8, (first, last): (Day, Day)) -> Vec<reference::Period> {
    match periods {
        Periods::Every(grain) => reference::periods(grain.months(), begins.into(), first, last),
        Periods::YearToDate(months) => reference::years_to_date(months.into(), begins.into(), first, last),
        Periods::Range(_) => unreachable!("not drawn"),
    }
}

fn levels(columns: usize, rollup: Rollup) -> Vec<Vec<bool>> {
    let every = (0..1usize << columns).map(|mask| (0..columns).map(|c| mask >> c & 1 == 1).collect());
    let chosen = every.filter(|level: &Vec<bool>| match rollup {
        Rollup::None => level.iter().all(|k| *k),
        Rollup::Total => level.iter().all(|k| *k) || level.iter().all(|k| !*k),
        Rollup::Every => true,
    });
    chosen.collect()
}

fn group_of(group: &[GroupWord]) -> reference::Group {
    group
        .iter()
        .map(|word| match word {
            GroupWord::All => None,
            GroupWord::Missing => Some(None),
            GroupWord::Is(word) => Some(Some(word.clone())),
        })
        .collect()
}

/// Holds every cell of a table, and every change in it, against the reference.
fn holds(
    table: &mut Table,
    specs: &[Spec],
    cases: &[Case],
    by: &[&str],
    rollup: Rollup,
    periods: &[reference::Period],
) -> Result<(), TestCaseError> {
    let groups = reference::groups(cases, by, &levels(by.len(), rollup));
    let found: Vec<reference::Group> = table.groups().iter().map(|g| group_of(g)).collect();
    prop_assert_eq!(found.iter().collect::<BTreeSet<_>>(), groups.keys().collect::<BTreeSet<_>>());
    prop_assert_eq!(found.len(), groups.len());
    let written: Vec<(String, String)> =
        table.periods().iter().map(|p| (p.start().to_string(), p.end().to_string())).collect();
    let wanted: Vec<(String, String)> =
        periods.iter().map(|(s, e)| (reference::write_day(*s), reference::write_day(*e))).collect();
    prop_assert_eq!(written, wanted);
    table.compare(Base::YearBefore);
    for (i, spec) in specs.iter().enumerate() {
        for (g, group) in found.iter().enumerate() {
            let answers: Vec<Answer> =
                periods.iter().map(|p| reference::evaluate(&groups[group], &spec.formula, *p)).collect();
            for (p, answer) in answers.iter().enumerate() {
                let at = table.at(Place { indicator: i, group: g, period: p });
                let cell = &table.row(at);
                let place = || format!("{spec:?}\n{group:?} {}: {cell:?}", table.periods()[p]);
                let scale = Observation::scale(&table.indicators()[i], table.periods()[p].days());
                match answer {
                    Answer::Value(upper, lower) => {
                        prop_assert_eq!(cell.status, Status::Known, "{}", place());
                        let exact = cell.exact(scale).unwrap();
                        prop_assert_eq!(exact, Fraction::new(*upper, *lower).unwrap(), "{}", place());
                        let float = *upper as f64 / *lower as f64;
                        let value = cell.value(scale).unwrap();
                        // Two roundings of the reference's own stand between them at most.
                        let close = (value - float).abs() <= 4.0 * f64::EPSILON * float.abs();
                        prop_assert!(close, "{value} {float} {}", place());
                    }
                    Answer::ZeroDenominator => {
                        prop_assert_eq!(cell.status, Status::ZeroDenominator, "{}", place());
                    }
                    Answer::NoCases => prop_assert_eq!(cell.status, Status::NoCases, "{}", place()),
                    Answer::OutsideWhole => {
                        prop_assert_eq!(cell.status, Status::OutsideWhole, "{}", place());
                    }
                }
                let year_before = reference::months_before(periods[p].0, 12);
                let before = periods.iter().position(|(start, _)| *start == year_before);
                let change = reference::change(before.map(|b| answers[b]), *answer, spec.change);
                match (change, table.exact_change(at)) {
                    (Ok((upper, lower)), Ok(change)) => {
                        let float = table.change(at).unwrap();
                        let wanted = upper as f64 / lower as f64;
                        prop_assert!(
                            (float - wanted).abs() <= 8.0 * f64::EPSILON * wanted.abs(),
                            "{}",
                            place()
                        );
                        prop_assert_eq!(change.value(), Fraction::new(upper, lower).unwrap(), "{}", place());
                    }
                    (Err(word), Err(reason)) => prop_assert_eq!(reason.word(), word, "{}", place()),
                    (wanted, got) => prop_assert!(false, "{:?} {:?} {}", wanted, got, place()),
                }
            }
        }
    }
    Ok(())
}

// ---- running the crate ----------------------------------------------------------------------------------

fn request(specs: &[Spec], by: &[&str], periods: Periods, calendar: Calendar, rollup: Rollup) -> Request {
    Request::with_sets(&["t"], &[set_of(specs)])
        .unwrap()
        .by(by)
        .periods(periods)
        .calendar(calendar)
        .rollup(rollup)
        .codebook(Codebook::from_toml(CODEBOOK).unwrap())
}

fn threads(n: usize) -> ScanOptions<'static> {
    ScanOptions { threads: Some(n), ..ScanOptions::default() }
}

fn from_csv(text: &str, block: usize) -> CsvFile {
    CsvFile::from_bytes(text.as_bytes().to_vec(), CsvOptions::default().block_bytes(block)).unwrap()
}

fn same(a: &Table, b: &Table) -> Result<(), TestCaseError> {
    prop_assert_eq!(a.groups(), b.groups());
    prop_assert_eq!(a.periods(), b.periods());
    prop_assert!(a.rows().eq(b.rows()));
    Ok(())
}

/// Runs pushed rows and CSV text at several widths; all must agree. None where no row can be counted.
fn run(request: &Request, rows: &[Row], expected: &Expected) -> Result<Option<Measured>, TestCaseError> {
    let text = csv_text(rows);
    let first = request.run(&mut pushed(rows), threads(1));
    if expected.cases.is_empty() {
        let error = first.unwrap_err().to_string();
        prop_assert!(
            error.starts_with(&format!("none of the {} rows can be counted; ", rows.len())),
            "{error}"
        );
        return Ok(None);
    }
    let first = first.unwrap();
    for (n, block) in [(1, 1 << 20), (2, 64), (3, 64), (3, 512)] {
        let other = request.run(&mut from_csv(&text, block), threads(n)).unwrap();
        prop_assert!(first.cube == other.cube, "{n} threads, blocks of {block}");
        same(&first.table, &other.table)?;
    }
    let tally = first.cube.tally();
    prop_assert_eq!(tally.rows, rows.len() as u64);
    prop_assert_eq!(tally.accepted(), expected.cases.len() as u64);
    prop_assert_eq!(tally.set_aside.total(), expected.aside);
    prop_assert_eq!(tally.accepted() + tally.set_aside.total(), tally.rows);
    prop_assert_eq!(tally.set_aside.rows().len() as u64, expected.aside);
    for (reason, n) in &expected.by_date {
        let found = tally.set_aside.counts().find(|(r, _)| r.word() == *reason).map(|(_, n)| n);
        prop_assert_eq!(found, Some(*n), "{}", reason);
    }
    Ok(Some(first))
}

fn by_columns() -> impl Strategy<Value = Vec<&'static str>> {
    let columns = vec!["court", "case_type", "judge", "outcome"];
    prop::sample::subsequence(columns, 0..=3)
}

fn rollups() -> impl Strategy<Value = Rollup> {
    prop::sample::select(vec![Rollup::None, Rollup::Total, Rollup::Every])
}

fn short_periods() -> impl Strategy<Value = Periods> {
    let grain = prop::sample::select(Grain::ALL.to_vec()).prop_map(Periods::Every);
    prop_oneof![4 => grain, 1 => (1..=12u8).prop_map(Periods::YearToDate)]
}

fn calendars() -> impl Strategy<Value = Calendar> {
    prop_oneof![2 => Just(1u8), 1 => Just(12u8), 2 => 1..=12u8].prop_map(|m| Calendar::new(m).unwrap())
}

fn specs(most: usize) -> impl Strategy<Value = Vec<Spec>> {
    prop::collection::vec(spec(), 1..most)
}

fn pending(which: Which, when: &[Clause]) -> Spec {
    let counted = Counted { which, sum: None, when: when.to_vec() };
    Spec {
        formula: Formula::Total { terms: vec![(1, counted)], unit: 1 },
        kind: "count",
        change: Kind::Percent,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_cell_of_recent_years_is_the_references(
        rows in rows("2019-01-01", 1500, 1300, 90),
        specs in specs(9),
        by in by_columns(),
        rollup in rollups(),
        periods in short_periods(),
        calendar in calendars(),
    ) {
        let expected = accepted(&rows, &specs);
        let request = request(&specs, &by, periods, calendar, rollup);
        if let Some(mut measured) = run(&request, &rows, &expected)? {
            let wanted = reference_periods(periods, calendar.year_starts(), span(&expected.cases));
            holds(&mut measured.table, &specs, &expected.cases, &by, rollup, &wanted)?;
        }
    }

    #[test]
    fn every_cell_of_half_a_century_is_the_references(
        rows in rows("1955-01-01", 24000, 20500, 120),
        specs in specs(7),
        by in by_columns(),
        grain in prop::sample::select(vec![Grain::Year, Grain::Half]),
        calendar in calendars(),
    ) {
        let expected = accepted(&rows, &specs);
        let request = request(&specs, &by, Periods::Every(grain), calendar, Rollup::Total);
        if let Some(mut measured) = run(&request, &rows, &expected)? {
            let wanted = reference_periods(Periods::Every(grain), calendar.year_starts(), span(&expected.cases));
            holds(&mut measured.table, &specs, &expected.cases, &by, Rollup::Total, &wanted)?;
        }
    }

    #[test]
    fn any_split_of_the_rows_in_any_order_gives_the_same_cube(
        rows in rows("2019-01-01", 1500, 20500, 150),
        specs in specs(7),
        by in by_columns(),
        cuts in prop::collection::vec((0..6usize, 1..40usize), 1..40),
        width in 1..=6usize,
        order in any::<u64>(),
    ) {
        let request = request(&specs, &by, Periods::Every(Grain::Quarter), Calendar::JANUARY, Rollup::Every);
        let plan = request.plan(&header()).unwrap();
        let Ok(whole) = scan(&mut pushed(&rows), &plan, &threads(1)) else { return Ok(()) };
        let mut workers: Vec<Worker<'_>> = (0..width).map(|_| Worker::new(&plan, None).unwrap()).collect();
        let mut chunks = Vec::new();
        let mut at = 0;
        for (worker, n) in cuts.iter().cycle() {
            let n = (*n).min(rows.len() - at);
            chunks.push((*worker % width, at, n));
            at += n;
            if at == rows.len() {
                break;
            }
        }
        let mut state = order | 1;
        let mut draw = |n: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as usize % n
        };
        while !chunks.is_empty() {
            let (worker, at, n) = chunks.swap_remove(draw(chunks.len()));
            workers[worker].push(&pushed(&rows[at..at + n]), at as u64, None).unwrap();
        }
        let mut cubes: Vec<Cube> = workers.into_iter().map(Worker::finish).collect();
        // Any two of those left merge, until one is left.
        while cubes.len() > 1 {
            let one = cubes.swap_remove(draw(cubes.len()));
            let into = draw(cubes.len());
            cubes[into].merge(one).unwrap();
        }
        let together = cubes.pop().unwrap();
        prop_assert_eq!(whole.tally(), together.tally());
        prop_assert_eq!(whole.rows(), together.rows());
        prop_assert!(whole == together);
        same(&request.table(&whole).unwrap(), &request.table(&together).unwrap())?;
    }

    #[test]
    fn a_roll_up_is_the_run_by_fewer_columns(
        rows in rows("2019-01-01", 1500, 1300, 120),
        specs in specs(8),
        by in by_columns(),
        kept in any::<u8>(),
    ) {
        let expected = accepted(&rows, &specs);
        prop_assume!(!expected.cases.is_empty());
        let level: Vec<bool> = (0..by.len()).map(|c| kept >> c & 1 == 1).collect();
        let fewer: Vec<&str> = by.iter().zip(&level).filter(|(_, k)| **k).map(|(c, _)| *c).collect();
        let years = Periods::Every(Grain::Year);
        let table = |by: &[&str], rollup| {
            let request = request(&specs, by, years, Calendar::JANUARY, rollup);
            request.run(&mut pushed(&rows), threads(1)).unwrap().table
        };
        let every = table(&by, Rollup::Every);
        let direct = table(&fewer, Rollup::None);
        let mut seen = 0;
        for (g, group) in every.groups().iter().enumerate() {
            if group.iter().zip(&level).any(|(word, kept)| (*word == GroupWord::All) == *kept) {
                continue;
            }
            let short: Vec<GroupWord> = group.iter().filter(|w| **w != GroupWord::All).cloned().collect();
            let d = direct.groups().iter().position(|g| *g == short).unwrap();
            seen += 1;
            for indicator in 0..specs.len() {
                for period in 0..every.periods().len() {
                    let (a, b) = (Place { indicator, group: g, period }, Place { indicator, group: d, period });
                    prop_assert_eq!(&every.row(every.at(a)), &direct.row(direct.at(b)), "{:?}", short);
                }
            }
        }
        prop_assert_eq!(seen, direct.groups().len());
        let total = table(&by, Rollup::Total);
        for (g, group) in total.groups().iter().enumerate() {
            let e = every.groups().iter().position(|other| other == group).unwrap();
            for indicator in 0..specs.len() {
                for period in 0..every.periods().len() {
                    let (a, b) = (Place { indicator, group: g, period }, Place { indicator, group: e, period });
                    prop_assert_eq!(&total.row(total.at(a)), &every.row(every.at(b)));
                }
            }
        }
    }

    #[test]
    fn months_put_together_are_the_longer_periods(
        rows in rows("2019-01-01", 1500, 1300, 90),
        specs in specs(7),
        by in prop::sample::subsequence(vec!["court", "outcome"], 0..=1),
        month in 1..=12u8,
        calendar in calendars(),
    ) {
        let expected = accepted(&rows, &specs);
        let asked = |periods| request(&specs, &by, periods, calendar, Rollup::Total);
        let Some(months) = run(&asked(Periods::Every(Grain::Month)), &rows, &expected)? else { return Ok(()) };
        for periods in [
            Periods::Every(Grain::Quarter),
            Periods::Every(Grain::Half),
            Periods::Every(Grain::Year),
            Periods::YearToDate(month),
        ] {
            let mut rolled = asked(periods).table(&months.cube).unwrap();
            let direct = asked(periods).run(&mut pushed(&rows), threads(1)).unwrap();
            same(&rolled, &direct.table)?;
            let wanted = reference_periods(periods, calendar.year_starts(), span(&expected.cases));
            holds(&mut rolled, &specs, &expected.cases, &by, Rollup::Total, &wanted)?;
        }
    }

    #[test]
    fn what_is_pending_follows_from_what_came_and_went(
        rows in rows("2015-01-01", 3000, 20500, 150),
        when in clauses(),
        by in by_columns(),
        grain in prop::sample::select(vec![Grain::Year, Grain::Quarter]),
        calendar in calendars(),
    ) {
        let four = [Which::PendingStart, Which::Incoming, Which::Resolved, Which::PendingEnd];
        let specs: Vec<Spec> = four.into_iter().map(|w| pending(w, &when)).collect();
        let expected = accepted(&rows, &specs);
        prop_assume!(!expected.cases.is_empty());
        let request = request(&specs, &by, Periods::Every(grain), calendar, Rollup::Every);
        let table = request.run(&mut pushed(&rows), threads(1)).unwrap().table;
        for group in 0..table.groups().len() {
            let number = |indicator, period| table.row(table.at(Place { indicator, group, period })).numerator;
            for p in 0..table.periods().len() {
                prop_assert_eq!(number(0, p) + number(1, p) - number(2, p), number(3, p));
                prop_assert!(number(3, p) >= 0);
                let end_before = if p == 0 { 0 } else { number(3, p - 1) };
                prop_assert_eq!(number(0, p), end_before);
            }
        }
    }

    #[test]
    fn a_cube_is_its_rows_and_rows_added_up_are_the_merge(
        one in rows("2019-01-01", 1500, 20500, 90),
        other in rows("2017-01-01", 1500, 20500, 90),
        specs in specs(8),
        by in by_columns(),
    ) {
        let request = request(&specs, &by, Periods::Every(Grain::Month), Calendar::JANUARY, Rollup::Total);
        let plan = request.plan(&header()).unwrap();
        let cube = |rows: &[Row]| {
            let mut worker = Worker::new(&plan, None).unwrap();
            worker.push(&pushed(rows), 0, None).unwrap();
            worker.finish()
        };
        let (one, other) = (cube(&one), cube(&other));
        let back = Cube::from_rows(one.shape().clone(), one.rows(), one.tally().clone()).unwrap();
        prop_assert!(back == one);
        let mut merged = one.clone();
        merged.merge(other.clone()).unwrap();
        // SELECT ..., SUM(value) GROUP BY all columns but value, here over a map.
        let mut sums: BTreeMap<CubeRow, i128> = BTreeMap::new();
        for row in one.rows().into_iter().chain(other.rows()) {
            let value = row.value;
            *sums.entry(CubeRow { value: 0, ..row }).or_default() += value;
        }
        let summed = sums.into_iter().map(|(row, value)| CubeRow { value, ..row });
        let added = Cube::from_rows(one.shape().clone(), summed, merged.tally().clone()).unwrap();
        prop_assert_eq!(added.rows(), merged.rows());
        prop_assert!(added == merged);
        // Rows that are put under each other and not summed give the same.
        let under = one.rows().into_iter().chain(other.rows());
        prop_assert!(Cube::from_rows(one.shape().clone(), under, merged.tally().clone()).unwrap() == merged);
        // Beside the tally of one alone, the numbers of both still say which periods there are.
        let under = one.rows().into_iter().chain(other.rows());
        let alone = Cube::from_rows(one.shape().clone(), under, one.tally().clone()).unwrap();
        if merged.cells() > 0 {
            let (alone, merged) = (request.table(&alone).unwrap(), request.table(&merged).unwrap());
            same(&alone, &merged)?;
        }
        let mut reversed = other;
        reversed.merge(one).unwrap();
        prop_assert!(reversed == merged);
    }

    #[test]
    fn what_lies_before_a_day_can_be_dropped_and_no_later_number_changes(
        rows in rows("2019-01-01", 1500, 1300, 90),
        specs in specs(9),
        by in by_columns(),
        rollup in rollups(),
        grain in prop::sample::select(Grain::ALL.to_vec()),
        calendar in calendars(),
        at in 0.0..1.0f64,
    ) {
        let expected = accepted(&rows, &specs);
        prop_assume!(!expected.cases.is_empty());
        let periods = Periods::Every(grain);
        let request = request(&specs, &by, periods, calendar, rollup);
        let measured = request.run(&mut pushed(&rows), threads(1)).unwrap();
        let all = measured.table.periods();
        let first = all[(at * all.len() as f64) as usize].start();
        let mut cube = measured.cube;
        cube.drop_before(first).unwrap();
        prop_assert_eq!(cube.opening(), Some(first));
        let mut wanted = reference_periods(periods, calendar.year_starts(), span(&expected.cases));
        wanted.retain(|(start, _)| reference::write_day(*start) >= first.to_string());
        let mut table = request.table(&cube).unwrap();
        holds(&mut table, &specs, &expected.cases, &by, rollup, &wanted)?;
    }

    #[test]
    fn dropping_before_or_after_merging_is_the_same_and_so_is_storing(
        one in rows("2019-01-01", 1500, 20500, 90),
        other in rows("2017-01-01", 1500, 20500, 90),
        specs in specs(8),
        by in by_columns(),
        grain in prop::sample::select(vec![Grain::Month, Grain::Year]),
        year in 2015..2026i16,
    ) {
        let request = request(&specs, &by, Periods::Every(grain), Calendar::JANUARY, Rollup::Total);
        let plan = request.plan(&header()).unwrap();
        let cube = |rows: &[Row]| {
            let mut worker = Worker::new(&plan, None).unwrap();
            worker.push(&pushed(rows), 0, None).unwrap();
            worker.finish()
        };
        let (one, other) = (cube(&one), cube(&other));
        let first = Date::new(year, 1, 1).unwrap();
        let dropped = |cube: &Cube| {
            let mut cube = cube.clone();
            cube.drop_before(first).unwrap();
            cube
        };
        let merged = |a: &Cube, b: &Cube| {
            let mut cube = a.clone();
            cube.merge(b.clone()).unwrap();
            cube
        };
        let after = dropped(&merged(&one, &other));
        prop_assert!(merged(&dropped(&one), &dropped(&other)) == after);
        prop_assert!(merged(&dropped(&one), &other) == after);
        prop_assert!(merged(&other, &dropped(&one)) == after);
        prop_assert!(dropped(&after) == after);
        // By hand: earlier periods become the last of them, and their distributions go.
        let last = Calendar::JANUARY.ordinal(grain, first) - 1;
        let mut sums: BTreeMap<CubeRow, i128> = BTreeMap::new();
        for row in merged(&one, &other).rows() {
            if row.period > last || !matches!(row.part, Part::Days(..)) {
                let value = row.value;
                *sums.entry(CubeRow { value: 0, period: row.period.max(last), ..row }).or_default() += value;
            }
        }
        let by_hand: Vec<CubeRow> =
            sums.into_iter().map(|(row, value)| CubeRow { value, ..row }).filter(|r| r.value != 0).collect();
        prop_assert_eq!(after.rows(), by_hand);
        #[cfg(feature = "arrow")]
        for cube in [&one, &after] {
            let back = Cube::from_bytes(cube.to_bytes().unwrap()).unwrap();
            prop_assert!(back == *cube);
            prop_assert_eq!(back.additions(), cube.additions());
            prop_assert_eq!(&back.tally().neither, &cube.tally().neither);
            let batch = cube.to_batch().unwrap();
            prop_assert!(Cube::from_batches(&batch.schema(), &[batch], None).unwrap() == *cube);
            // What was opened merges as what was saved.
            prop_assert!(merged(&back, &other) == merged(cube, &other));
        }
    }
}

// ---- sizes that random small courts do not reach --------------------------------------------------------

/// Rows of a fixed sequence.
fn many(n: usize, courts: usize, judges: usize) -> Vec<Row> {
    let start = reference::read_day("2018-01-01").unwrap();
    let mut state = 7u64;
    let mut draw = |n: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % n
    };
    (0..n)
        .map(|_| {
            let flags = draw(1 << 30) as u64 | (draw(1 << 30) as u64) << 30;
            let words = (draw(courts), draw(4), draw(judges), draw(5), draw(4), flags);
            let days = [None, Some(draw(60)), Some(draw(600)), Some(draw(3000))][draw(4)];
            let dates = (start + draw(1400), days, (draw(3) == 0).then(|| draw(300) as i64));
            let money = (draw(2) == 0).then(|| draw(1 << 30) as i64);
            row((words, dates, (money, Some(draw(5) as i64), draw(200) as u8)))
        })
        .collect()
}

fn all_counts(when: &[Clause]) -> Vec<Spec> {
    let mut specs: Vec<Spec> =
        [Which::PendingStart, Which::Incoming, Which::Resolved, Which::PendingEnd, Which::OlderThan(12)]
            .into_iter()
            .map(|w| pending(w, when))
            .collect();
    for statistic in
        [Statistic::Mean, Statistic::Percentile(50), Statistic::Percentile(90), Statistic::Within(365)]
    {
        let share = matches!(statistic, Statistic::Within(_));
        let formula = Formula::Days {
            which: Which::Resolved,
            from: "filed_on".to_owned(),
            to: "resolved_on".to_owned(),
            when: when.to_vec(),
            statistic,
        };
        let change = if share { Kind::Points } else { Kind::Difference };
        specs.push(Spec { formula, kind: if share { "proportion" } else { "days" }, change });
    }
    let sum = Counted { which: Which::Resolved, sum: Some("amount".to_owned()), when: when.to_vec() };
    let formula = Formula::Total { terms: vec![(1, sum)], unit: 100 };
    specs.push(Spec { formula, kind: "money", change: Kind::Percent });
    specs
}

fn is(field: &str, test: Test) -> Clause {
    Clause { field: field.to_owned(), test }
}

#[test]
fn hundreds_of_courts_and_judges_widen_the_keys_and_change_no_number() {
    let rows = many(12_000, 700, 300);
    let specs =
        all_counts(&[is("court", Test::Present), is("outcome", Test::In(vec!["mediated".to_owned()]))]);
    for by in [&["court"][..], &["court", "judge"], &["judge", "case_type", "outcome"]] {
        let expected = accepted(&rows, &specs);
        let years = Periods::Every(Grain::Year);
        let request = request(&specs, by, years, Calendar::JANUARY, Rollup::Total);
        let mut measured = request.run(&mut pushed(&rows), threads(1)).unwrap();
        let csv = request.run(&mut from_csv(&csv_text(&rows), 16 << 10), threads(3)).unwrap();
        assert!(measured.cube == csv.cube);
        assert!(measured.table.rows().eq(csv.table.rows()));
        let periods = reference_periods(years, 1, span(&expected.cases));
        holds(&mut measured.table, &specs, &expected.cases, by, Rollup::Total, &periods).unwrap();
    }
}

#[test]
fn conditions_on_two_dozen_columns_overflow_the_lanes_and_change_no_number() {
    let rows = many(6_000, 12, 40);
    let mut specs = Vec::new();
    for f in 0..FLAGS {
        let field = format!("flag{f}");
        let word = vec![format!("flag{f} 1")];
        let other = format!("flag{}", (f + 7) % FLAGS);
        let tests = [Test::In(word.clone()), Test::NotIn(word), Test::Missing, Test::Present];
        let mut when = vec![is(&field, tests[f % 4].clone())];
        when.push(is(&other, tests[(f + 1) % 4].clone()));
        specs.extend(all_counts(&when).into_iter().skip(f % 5).step_by(4));
    }
    let expected = accepted(&rows, &specs);
    let years = Periods::Every(Grain::Year);
    let request = request(&specs, &["court", "flag3"], years, Calendar::JANUARY, Rollup::Every);
    let plan = request.plan(&header()).unwrap();
    assert!(plan.shape().events.iter().any(|e| e.extra.len() > 10), "nothing overflows");
    let mut measured = request.run(&mut pushed(&rows), threads(1)).unwrap();
    let csv = request.run(&mut from_csv(&csv_text(&rows), 16 << 10), threads(2)).unwrap();
    assert!(measured.cube == csv.cube);
    let periods = reference_periods(years, 1, span(&expected.cases));
    holds(&mut measured.table, &specs, &expected.cases, &["court", "flag3"], Rollup::Every, &periods)
        .unwrap();
}

#[test]
fn seventy_conditions_on_one_column_are_told_apart() {
    let rows = many(3_000, 2, 100);
    let mut specs = Vec::new();
    for judge in 1..=70 {
        specs.push(pending(Which::Incoming, &[is("judge", Test::In(vec![format!("judge {judge}")]))]));
        specs.push(pending(Which::PendingEnd, &[is("judge", Test::NotIn(vec![format!("judge {judge}")]))]));
    }
    let expected = accepted(&rows, &specs);
    let years = Periods::Every(Grain::Year);
    let request = request(&specs, &["court"], years, Calendar::JANUARY, Rollup::Total);
    let mut measured = request.run(&mut pushed(&rows), threads(1)).unwrap();
    let periods = reference_periods(years, 1, span(&expected.cases));
    holds(&mut measured.table, &specs, &expected.cases, &["court"], Rollup::Total, &periods).unwrap();
}

#[test]
fn a_counter_that_wraps_is_no_loss() {
    // 70,000 cases of one day in one cell: more than 16 bits count.
    let mut text = String::from("court,filed_on,resolved_on\n");
    for i in 0..70_000 {
        text += if i % 70 == 0 { "A,2020-01-01,2023-01-01\n" } else { "A,2020-01-01,2020-01-04\n" };
    }
    let request = request(
        &all_counts(&[])[5..9],
        &["court"],
        Periods::Every(Grain::Year),
        Calendar::JANUARY,
        Rollup::Total,
    );
    for n in [1, 3] {
        let measured = request.run(&mut from_csv(&text, 4096), threads(n)).unwrap();
        for group in ["A", "*"] {
            let cell =
                |id: &str, year: &str| measured.table.row(measured.table.find(id, &[group], year).unwrap());
            assert_eq!((cell("i0", "2020").numerator, cell("i0", "2020").denominator), (3 * 69_000, 69_000));
            assert_eq!((cell("i1", "2020").numerator, cell("i1", "2020").denominator), (6, 2));
            assert_eq!((cell("i3", "2023").numerator, cell("i3", "2023").denominator), (0, 1_000));
        }
        let cube = &measured.cube;
        let back = Cube::from_rows(cube.shape().clone(), cube.rows(), cube.tally().clone()).unwrap();
        assert!(back == *cube);
        let mut twice = cube.clone();
        twice.merge(back).unwrap();
        let doubled = cube.rows().into_iter().map(|r| CubeRow { value: 2 * r.value, ..r });
        assert!(doubled.eq(twice.rows()));
    }
}

#[test]
fn an_amount_for_each_case_is_in_the_unit_of_amounts() {
    let text =
        "court,filed_on,resolved_on,amount\nA,2022-01-01,2022-02-01,10.00\nA,2022-01-01,2022-02-01,20.50\n";
    let set = "[set]\nid = \"t\"\nname = { en = \"t\", zh = \"t\" }\n[[indicator]]\nid = \"mean_amount\"\n\
               name = { en = \"m\", zh = \"m\" }\nkind = \"money\"\n\
               numerator = { of = \"resolved\", sum = \"amount\" }\ndenominator = \"resolved\"\n";
    let set = Set::from_toml(set).unwrap();
    let request = Request::with_sets(&["mean_amount"], &[set]).unwrap();
    let table = request.run(&mut from_csv(text, 64), threads(1)).unwrap().table;
    let at = table.find("mean_amount", &[], "2022").unwrap();
    let definition = &table.indicators()[0];
    assert_eq!(table.value_text(at, definition), "15.25");
}
