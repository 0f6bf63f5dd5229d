//! The floors of the house: a file uses modules of its own floor or lower ones only.
//!
//! The order is this table. `cube` stands below the scan: it counts rows that anybody shows it, and the scan
//! in `read` drives its workers. `read::csv` stands lower still: it cuts text into cells and knows nothing of
//! what is counted; of the cases it needs only the form in which raw columns are handed over.

use std::path::Path;

/// Module and floor. A path of two parts goes before its first part.
const FLOORS: &[(&str, u32)] = &[
    ("error", 0),
    ("threads", 5),
    ("shipped", 5),
    ("quantity", 10),
    ("period", 10),
    ("change", 20),
    ("stats", 20),
    ("case", 20),
    // Invented exports: they know dates, money and nothing of indicators.
    ("generate", 10),
    ("read::csv", 30),
    ("cube", 31),
    ("read::scan", 32),
    ("read", 32),
    ("ledger", 40),
    ("aggregate", 45),
    ("indicator", 50),
    ("table", 60),
    ("analysis", 65),
    ("measure", 70),
    ("measure_ledger", 70),
    ("report_text", 70),
    ("audit", 70),
    ("publish", 70),
    ("cli", 80),
    ("python", 80),
];

/// The crate's own words that stand in its root.
const ROOT: [&str; 4] = ["Error", "ErrorKind", "Result", "error"];

fn floor(path: &[&str]) -> Option<u32> {
    let of = |name: &str| FLOORS.iter().find(|(module, _)| *module == name).map(|(_, floor)| *floor);
    let two = path.get(..2).and_then(|two| of(&two.join("::")));
    two.or_else(|| of(path.first()?))
}

/// The modules that a file is: `src/read/csv/file.rs` is read, csv, file.
fn modules(file: &str) -> Vec<&str> {
    let inner = file.trim_start_matches("src/").trim_end_matches(".rs");
    inner.split('/').filter(|part| *part != "mod").collect()
}

/// Code without comments, literals, and the tests at its foot.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    let mut out = String::new();
    for line in body.lines() {
        let mut quoted = false;
        let mut before = ' ';
        for (at, c) in line.char_indices() {
            if !quoted && line[at..].starts_with("//") {
                break;
            }
            if c == '"' && before != '\\' && !line[at..].starts_with("\"'") {
                quoted = !quoted;
            }
            out.push(if quoted { ' ' } else { c });
            before = c;
        }
        out.push('\n');
    }
    out
}

/// Every path behind `from`, braces spread out: `crate::{a::b, c}` gives a::b and c.
fn paths(code: &str, from: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    // `pub(in super::super)` says who may look in, and uses nothing.
    let joined: String =
        code.replace("pub(in ", "pub(\u{0}").split_whitespace().collect::<Vec<_>>().join(" ");
    for (at, _) in joined.match_indices(from) {
        let own_word = joined[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '\u{0}' && c != ':');
        if own_word {
            spread(&joined[at + from.len()..], &mut Vec::new(), &mut found);
        }
    }
    found
}

/// Reads one tree of names and adds its paths; returns what follows it.
fn spread<'a>(mut text: &'a str, stem: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> &'a str {
    let depth = stem.len();
    loop {
        text = text.trim_start();
        if let Some(mut inner) = text.strip_prefix('{') {
            while !inner.trim_start().starts_with('}') && !inner.is_empty() {
                inner = spread(inner, stem, found).trim_start();
                inner = inner.strip_prefix(',').unwrap_or(inner);
            }
            stem.truncate(depth);
            return inner.trim_start().strip_prefix('}').unwrap_or("");
        }
        let length = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        if length == 0 {
            // A glob, or something that is no path: what stands before it counts.
            found.push(stem.clone());
            stem.truncate(depth);
            return text.get(1..).unwrap_or("");
        }
        stem.push(text[..length].to_owned());
        text = &text[length..];
        let Some(rest) = text.strip_prefix("::") else {
            found.push(stem.clone());
            stem.truncate(depth);
            return text;
        };
        text = rest;
    }
}

/// What a file uses that stands above it, or on no floor.
fn violations(file: &str, text: &str) -> Vec<String> {
    let own = modules(file);
    if own == ["lib"] {
        return Vec::new();
    }
    let Some(here) = floor(&own) else { return vec![format!("{file} stands on no floor")] };
    let code = code(text);
    let mut used: Vec<Vec<String>> = paths(&code, "crate::");
    // `super::` from a file of the top level is the crate; deeper it stays within the folder, or climbs.
    for path in paths(&code, "super::") {
        let climbs = path.iter().take_while(|part| *part == "super").count() + 1;
        if let Some(kept) = own.len().checked_sub(climbs) {
            let stem = own[..kept].iter().map(|part| (*part).to_owned());
            let path: Vec<String> = stem.chain(path.into_iter().skip(climbs - 1)).collect();
            let parts: Vec<&str> = path.iter().map(String::as_str).collect();
            // In a module written within the file `super` is the file itself: no floor has such a name.
            if floor(&parts).is_some() {
                used.push(path);
            }
        }
    }
    let mut wrong = Vec::new();
    for path in used {
        let parts: Vec<&str> = path.iter().map(String::as_str).collect();
        if parts.is_empty() || ROOT.contains(&parts[0]) {
            continue;
        }
        // A module may name its own parts, whatever floors of their own these have.
        if parts[0] == own[0] && (own.len() == 1 || floor(&own) >= floor(&parts)) {
            continue;
        }
        match floor(&parts) {
            None => wrong.push(format!("{file} uses {}, which stands on no floor", parts.join("::"))),
            Some(there) if there > here => {
                wrong.push(format!("{file} (floor {here}) uses {} (floor {there})", parts.join("::")));
            }
            Some(_) => {}
        }
    }
    wrong.sort();
    wrong.dedup();
    wrong
}

fn each_file(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            each_file(&path, visit);
        } else if path.extension().is_some_and(|e| e == "rs") {
            visit(&path);
        }
    }
}

#[test]
fn a_file_uses_lower_floors_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut wrong, mut files) = (Vec::new(), 0);
    each_file(&root.join("src"), &mut |path| {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        wrong.extend(violations(&name, &std::fs::read_to_string(path).unwrap()));
        files += 1;
    });
    assert!(files > 50, "{files} files were found");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn a_planted_violation_is_found_however_it_is_written() {
    for (file, text) in [
        ("src/quantity/money.rs", "use crate::table::Table;"),
        ("src/quantity/money.rs", "use crate::{Error, period::Date, measure};"),
        ("src/quantity/money.rs", "fn f() { crate::read::scan(); }"),
        ("src/quantity/money.rs", "use super::super::cube::Cube;"),
        ("src/read/csv/file.rs", "fn f(s: crate::cube::Shape) -> Vec<super::super::Cases> {}"),
        ("src/error.rs", "use super::quantity::Fraction;"),
        ("src/period/date.rs", "use crate::{\n    error,\n    ledger::{self, Group},\n};"),
        ("src/cube/worker/mod.rs", "use crate::read::scan;"),
        ("src/cube/worker/mod.rs", "use crate::read::Source;"),
        ("src/read/csv/file.rs", "use crate::cube::Worker;"),
        ("src/read/csv/file.rs", "use super::super::scan;"),
        ("src/generate/csv.rs", "use crate::case::Codebook;"),
        ("src/ledger/mod.rs", "use crate::indicator::Definition;"),
        ("src/table/mod.rs", "pub use crate::measure::*;"),
        ("src/somewhere/mod.rs", ""),
        ("src/table/mod.rs", "use crate::somewhere::Thing;"),
    ] {
        assert!(!violations(file, text).is_empty(), "{file}: {text}");
    }
}

#[test]
fn lower_floors_words_and_tests_are_no_violation() {
    for (file, text) in [
        ("src/table/mod.rs", "use crate::ledger::Ledger;\nuse crate::{Error, ErrorKind, Result};"),
        (
            "src/quantity/money.rs",
            "//! See [`crate::table::Table`].\n// use crate::table;\nlet s = \"crate::table\";",
        ),
        ("src/quantity/money.rs", "fn f() {}\n\n#[cfg(test)]\nmod tests {\n    use crate::table::Table;\n}"),
        ("src/read/csv_source.rs", "use crate::read::csv::CsvFile;\nuse crate::cube::Worker;"),
        ("src/read/csv/file.rs", "use super::block::Block;\nuse crate::case::Text;"),
        ("src/read/csv/simd.rs", "pub(in super::super) struct A;\npub(in crate::read) fn f() {}"),
        ("src/python/mod.rs", "mod _core {\n    use super::frame::Frame;\n}"),
        ("src/lib.rs", "pub mod measure;"),
    ] {
        assert_eq!(violations(file, text), Vec::<String>::new(), "{file}: {text}");
    }
}
