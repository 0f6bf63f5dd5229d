//! Prints every figure of a published report: `cargo run --features report --example read_report FILE`.

use courtmetrics::report_text::{Base, Direction, extract_bytes};

fn main() -> std::io::Result<()> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "/dev/stdin".to_owned());
    let report = extract_bytes(&std::fs::read(path)?);
    for figure in &report.figures {
        let value = figure
            .value
            .as_ref()
            .map_or("-".to_owned(), |v| format!("{} {:?}", v.printed(), v.number.bound()));
        print!(
            "{:>6} {} | {} | {value}",
            figure.span.start,
            figure.name(),
            figure.indicator.as_deref().unwrap_or("-")
        );
        for change in &figure.changes {
            let sign = match change.direction {
                Direction::Up => "+",
                Direction::Down => "-",
                Direction::Flat => "=",
            };
            let shown = |amount: &Option<_>| {
                amount.as_ref().map_or(String::new(), courtmetrics::report_text::Amount::printed)
            };
            let base = match &change.base {
                Base::Stated(words) => words.clone(),
                other => format!("{other:?}"),
            };
            print!(" | {sign}{} from {:?} ({base})", shown(&change.size), shown(&change.from));
        }
        for standing in &figure.standings {
            print!(
                " | rank {:?} of {:?}{}",
                standing.place,
                standing.scope,
                if standing.within { " (among)" } else { "" }
            );
        }
        if let Some(record) = &figure.record {
            print!(" | record {}", record.words);
        }
        let scope = &figure.scope;
        println!(
            " | {:?} {:?} {:?} | {}",
            scope.court.as_deref().unwrap_or(""),
            scope.class.as_deref().unwrap_or(""),
            scope.subject.as_deref().unwrap_or(""),
            figure.period.as_ref().map_or("", |p| p.words.as_str())
        );
    }
    println!("{} figures, {} numbers, year {:?}", report.figures.len(), report.numbers(), report.year);
    Ok(())
}
