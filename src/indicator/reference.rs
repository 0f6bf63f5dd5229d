//! The reference page of a set: every definition with its formula, source and standing, as Markdown.

use crate::indicator::{Concept, Definition, Set, Standing};
use std::fmt::Write as _;

/// Text within a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

impl Set {
    /// The reference page of the set.
    ///
    /// # Examples
    /// ```
    /// # use courtmetrics::indicator::Set;
    /// let page = Set::named("cepej")?.to_markdown();
    /// assert!(page.contains("## clearance_rate\n"));
    /// assert!(page.contains("| formula | resolved ÷ incoming, same period |"));
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn to_markdown(&self) -> String {
        let mut page =
            format!("# {}\n\n{} · `{}`, version {}\n", self.name.en, self.name.zh, self.id, self.version);
        if !self.source.is_empty() {
            _ = write!(page, "\nSource: {}.\n", self.source);
        }
        let unverified = self.indicators.iter().filter(|d| d.standing == Standing::Unverified).count();
        if unverified > 0 {
            _ = write!(
                page,
                "\n{unverified} of {} definitions are unverified: nobody has checked them against the source's text, and \
                 no value of them is official.\n",
                self.indicators.len()
            );
        }
        if !self.inputs.is_empty() {
            page += "\n## Inputs\n\nNo row of a case shows these; they are given beside it.\n\n";
            page += "| input | unit | meaning |\n| --- | --- | --- |\n";
            for (name, input) in &self.inputs {
                _ = writeln!(page, "| `{name}` | {} | {} |", input.unit, cell(&input.meaning));
            }
        }
        for definition in &self.indicators {
            entry(&mut page, definition);
        }
        page
    }
}

fn entry(page: &mut String, d: &Definition) {
    _ = write!(page, "\n## {}\n\n| {} | {} |\n| --- | --- |\n", d.id, cell(&d.name.en), cell(&d.name.zh));
    let mut line = |key: &str, text: &str| {
        if !text.is_empty() {
            _ = writeln!(page, "| {key} | {} |", cell(text));
        }
    };
    line("original name", d.name.original.as_deref().unwrap_or_default());
    line("formula", &d.words);
    line("computed as", &d.formula.to_string());
    let unit = if d.unit.is_empty() { String::new() } else { format!(", in {}", d.unit) };
    line("kind", &format!("{}{unit}; change: {}", d.kind.word(), d.change.word()));
    line(
        "better",
        match d.direction.word() {
            "none" => "",
            word => word,
        },
    );
    line("range", &d.range_text().unwrap_or_default());
    let concept = d.concept.as_deref().and_then(|id| Concept::named(id).ok());
    if let Some(concept) = concept {
        let called = concept.called.iter().map(|(system, name)| format!("{system}: {name}"));
        line("elsewhere", &called.collect::<Vec<_>>().join("; "));
    }
    line("standing", d.standing.word());
    line("source", &d.source);
    line("note", &d.note);
}
