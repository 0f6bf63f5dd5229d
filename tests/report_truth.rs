//! Reports of many kinds, written for this test, and their truth tables: every figure found, none invented.
//!
//! `golden/reports/*.txt` holds a text, a line `====`, then one line for each statement:
//! `word of its name|numbers`. A number is a value as printed (`≥`, `≤`, `≈` before it for bounds), `<` the base
//! it came from, `+` and `-` the size of a change, `=` unchanged, `#2全省` a place, `!高` a record; `@` its court,
//! `&` its class of case. `*` names nothing. The tables were made by reading, before anything else read the texts.
#![cfg(feature = "report")]

use courtmetrics::quantity::Bound;
use courtmetrics::report_text::{Amount, Direction, Figure, extract};

fn shown(amount: &Amount, sign: &str) -> String {
    let bound = match amount.number.bound() {
        Bound::Rounded => "",
        Bound::AtLeast => "≥",
        Bound::AtMost => "≤",
        Bound::About => "≈",
    };
    format!("{bound}{sign}{}", amount.printed())
}

/// What a figure says, in the words of the tables.
fn said(figure: &Figure) -> Vec<String> {
    let mut all: Vec<String> = figure.value.iter().map(|value| shown(value, "")).collect();
    for change in &figure.changes {
        let sign = match change.direction {
            Direction::Up => "+",
            Direction::Down => "-",
            Direction::Flat => "=",
        };
        all.extend(change.from.iter().map(|from| shown(from, "<")));
        all.extend(change.size.iter().map(|size| shown(size, sign)));
        if change.direction == Direction::Flat {
            all.push("=".to_owned());
        }
    }
    for standing in &figure.standings {
        let place = standing.place.map_or_else(|| "前列".to_owned(), |place| place.to_string());
        all.push(format!("#{place}{}", standing.scope));
    }
    all.extend(figure.record.iter().map(|record| if record.highest { "!高" } else { "!低" }.to_owned()));
    all
}

#[derive(Default)]
struct Score {
    right: usize,
    missed: Vec<String>,
    invented: Vec<String>,
}

fn score(text: &str, truth: &str) -> Score {
    let figures = extract(text).figures;
    let mut found: Vec<(&Figure, String)> = Vec::new();
    for figure in &figures {
        found.extend(said(figure).into_iter().map(|number| (figure, number)));
    }
    let mut score = Score::default();
    for line in truth.lines().filter(|line| !line.is_empty()) {
        let (word, numbers) = line.split_once('|').expect("a name and its numbers");
        let scope = |mark: char| numbers.split_whitespace().find_map(|word| word.strip_prefix(mark));
        let (court, class) = (scope('@'), scope('&'));
        for number in numbers.split_whitespace().filter(|number| !number.starts_with(['@', '&'])) {
            let number = number.replace('_', " ");
            let here = |(figure, said): &(&Figure, String)| {
                *said == number
                    && (word == "*" || figure.name().contains(word))
                    && court.is_none_or(|court| figure.scope.court.as_deref() == Some(court))
                    && class.is_none_or(|class| figure.scope.class.as_deref() == Some(class))
            };
            if let Some(at) = found.iter().position(here) {
                found.remove(at);
                score.right += 1;
            } else {
                score.missed.push(format!("{word}|{number}"));
            }
        }
    }
    score.invented = found
        .into_iter()
        .map(|(figure, number)| format!("{}|{number} {:?}", figure.name(), figure.scope))
        .collect();
    score
}

fn reports() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/reports");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let name = |path: &std::path::Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn every_figure_of_every_report_is_found_and_none_is_invented() {
    let only = std::env::var("REPORT").ok();
    let (mut right, mut missed, mut invented, mut wrong) = (0, 0, 0, String::new());
    let reports = reports();
    assert!(reports.len() >= 12, "{} reports", reports.len());
    for (name, file) in reports.iter().filter(|(name, _)| only.as_ref().is_none_or(|o| name.contains(o))) {
        let (text, truth) = file.split_once("\n====\n").expect("a text and its table");
        let score = score(text, truth);
        println!(
            "{name}: {} right, {} missed, {} invented",
            score.right,
            score.missed.len(),
            score.invented.len()
        );
        right += score.right;
        missed += score.missed.len();
        invented += score.invented.len();
        if !score.missed.is_empty() || !score.invented.is_empty() {
            wrong += &format!("{name}\n  missed {:#?}\n  invented {:#?}\n", score.missed, score.invented);
        }
    }
    println!("{right} right, {missed} missed, {invented} invented");
    assert!(wrong.is_empty(), "{wrong}");
}
