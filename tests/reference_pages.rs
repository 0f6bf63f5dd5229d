//! The reference pages of the shipped sets are what the definitions say. `python3 dev.py reference` writes them.

use courtmetrics::indicator::{Concept, Set};
use std::path::Path;

fn pages() -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> = Set::shipped()
        .iter()
        .map(|(id, _)| ((*id).to_owned(), Set::named(id).unwrap().to_markdown()))
        .collect();
    let mut index = "# Reference\n\n| set | indicators | unverified |\n| --- | --- | --- |\n".to_owned();
    for (id, _) in Set::shipped() {
        let set = Set::named(id).unwrap();
        let unverified = set.indicators.iter().filter(|d| d.standing.word() == "unverified").count();
        index += &format!(
            "| [{} · {}]({id}.md) | {} | {unverified} |\n",
            set.name.en,
            set.name.zh,
            set.indicators.len()
        );
    }
    index += "\n# One thing, many names\n";
    for concept in Concept::all().unwrap() {
        index += &format!(
            "\n## {} · {}\n\n{}\n\n| system | name |\n| --- | --- |\n",
            concept.name.en, concept.name.zh, concept.meaning
        );
        for (system, called) in &concept.called {
            index += &format!("| {system} | {called} |\n");
        }
        let own: Vec<String> = Set::shipped()
            .iter()
            .flat_map(|(id, _)| Set::named(id).unwrap().indicators)
            .filter(|d| d.concept.as_ref() == Some(&concept.id))
            .map(|d| format!("[{}.{}]({}.md#{})", d.set, d.id, d.set, d.id))
            .collect();
        if !own.is_empty() {
            index += &format!("\nDefined: {}.\n", own.join(", "));
        }
    }
    pages.push(("index".to_owned(), index));
    pages
}

#[test]
fn the_reference_pages_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/indicators");
    let write = std::env::var_os("COURTMETRICS_WRITE_PAGES").is_some();
    for (name, page) in pages() {
        let path = folder.join(format!("{name}.md"));
        if write {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &page).unwrap();
        }
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(there == page, "{} is not current: run python3 dev.py reference", path.display());
    }
}
