//! What every shipped indicator must say of itself, and where the unverified ones say so.

use courtmetrics::indicator::{Set, Standing};
use courtmetrics::measure::Request;
use courtmetrics::read::{Cases, ScanOptions};
use courtmetrics::table::{Language, Table};

fn sets() -> impl Iterator<Item = Set> {
    Set::shipped().iter().map(|(id, _)| Set::named(id).unwrap())
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn every_indicator_has_both_names_a_source_and_a_formula_in_words() {
    for set in sets() {
        assert!(!set.name.en.is_empty() && is_chinese(&set.name.zh), "{}", set.id);
        for d in &set.indicators {
            let id = format!("{}.{}", set.id, d.id);
            assert!(!d.name.en.is_empty() && !is_chinese(&d.name.en), "{id}: {}", d.name.en);
            assert!(is_chinese(&d.name.zh), "{id}: {}", d.name.zh);
            assert!(!d.source.is_empty(), "{id}");
            // Without words of its own a definition shows its formula as the machine reads it.
            assert!(!d.words.is_empty() && d.words != d.formula.to_string(), "{id}: {}", d.words);
        }
    }
}

#[test]
fn names_are_unique_in_their_set() {
    for set in sets() {
        for (i, d) in set.indicators.iter().enumerate() {
            let before = &set.indicators[..i];
            assert!(before.iter().all(|e| e.name.zh != d.name.zh && e.name.en != d.name.en), "{}", d.id);
        }
    }
}

#[test]
fn an_unverified_indicator_of_the_pinghu_set_says_what_is_not_known() {
    for d in Set::named("pinghu").unwrap().indicators {
        assert_eq!(d.note.starts_with("unverified"), d.standing == Standing::Unverified, "{}", d.id);
    }
}

fn one_case(set: &str) -> Table {
    let mut cases = Cases::new(["filed_on", "resolved_on"]);
    cases.push(["2023-01-05".into(), "2023-03-01".into()]).unwrap();
    Request::new(&[set]).unwrap().run(&mut cases, ScanOptions::default()).unwrap().table
}

#[test]
fn unverified_indicators_say_so_in_the_notes_and_in_print() {
    for set in sets() {
        let table = one_case(&set.id);
        let (english, chinese) =
            (table.to_text(Language::English, 1, 99), table.to_text(Language::Chinese, 1, 99));
        for d in &set.indicators {
            let unverified = d.standing == Standing::Unverified;
            let note = format!("{}: unverified definition, not an official value", d.id);
            assert_eq!(table.notes().contains(&note), unverified, "{}", d.id);
            let marked =
                |text: &str, name: &str| text.lines().any(|line| line.starts_with(&format!("{name} [?]")));
            assert_eq!(marked(&english, &d.name.en), unverified, "{}", d.id);
            assert_eq!(marked(&chinese, &d.name.zh), unverified, "{}", d.id);
            assert!(english.contains(&d.name.en) && chinese.contains(&d.name.zh));
        }
        let any = set.indicators.iter().any(|d| d.standing == Standing::Unverified);
        assert_eq!(
            english.contains("[?] definition not verified against an official text"),
            any,
            "{}",
            set.id
        );
        assert_eq!(chinese.contains("[?] 定义未经官方文本核实"), any, "{}", set.id);
    }
}

#[test]
fn an_export_without_a_column_shows_why_in_a_word() {
    let table = one_case("pinghu");
    let line = |language, name: &str| {
        let text = table.to_text(language, 1, 99);
        text.lines().find(|line| line.starts_with(name)).unwrap().to_owned()
    };
    assert!(line(Language::English, "Persons convicted").ends_with("(no column)"));
    assert!(line(Language::Chinese, "判处罪犯人数").ends_with("(缺列)"));
    assert!(line(Language::English, "Cases closed").ends_with(" 1"));
}

#[test]
fn what_nobody_verified_says_what_is_not_known() {
    for set in sets().filter(|set| set.id != "cepej") {
        for d in set.indicators.iter().filter(|d| d.standing == Standing::Unverified) {
            assert!(d.note.starts_with("unverified"), "{}.{}: {}", set.id, d.id, d.note);
        }
    }
}

#[test]
fn every_system_of_the_field_is_there() {
    let count = |id: &str| Set::named(id).unwrap().indicators.len();
    for (id, least) in [
        ("spc-2008", 33),
        ("spc-2011", 31),
        ("spc-2024", 14),
        ("zhejiang", 40),
        ("enforcement", 15),
        ("cepej", 20),
        ("courtools", 20),
        ("cnj", 17),
        ("rogs", 15),
        ("gmp", 11),
        ("moj-uk", 10),
        ("njdg", 18),
        ("time-standards", 39),
    ] {
        assert!(count(id) >= least, "{id}: {}", count(id));
    }
}

#[test]
fn an_indicator_without_its_input_says_which_one() {
    for (set, indicator, input) in
        [("cepej", "incoming_per_100_inhabitants", "inhabitants"), ("cnj", "ipm", "judges")]
    {
        let table = one_case(set);
        let at = table.indicators().iter().position(|d| d.id == indicator).unwrap();
        assert_eq!(table.lacking(at), Some(input));
        let row = table.find(indicator, &[], "2023").unwrap();
        assert_eq!(table.row(row).status.word(), "input_missing");
        assert!(table.notes().iter().any(|note| note.contains(input)), "{:?}", table.notes());
        let text = table.to_text(Language::English, 1, 99);
        assert!(text.contains("(no input)"), "{text}");
    }
}
