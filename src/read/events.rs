//! Events of cases from a table of their own: case_id, event_on, event, and for some of them event_days.

use crate::case::{Binding, Clock, Codebook, Turn, parse};
use crate::period::Date;
use crate::read::{Grid, GridRow};
use crate::{Error, ErrorKind, Result};
use std::sync::LazyLock;

impl Clock {
    /// Reads a table of events: one row an event. Its columns are found, and its words translated, by a codebook
    /// with the fields `case_id`, `event_on`, `event` and `event_days`; without one by usual names.
    ///
    /// # Errors
    /// When a column is missing, a date or a number of days cannot be read, or a word is no event. Errors name the
    /// line.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::{case::Clock, read::Grid};
    /// let table = Grid::from_rows([["case_id", "event_on", "event"], ["7/2023", "2023-03-01", "inactive"]]);
    /// assert_eq!(Clock::from_grid(&table, None)?.events(), 1);
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn from_grid(grid: &Grid, codebook: Option<&Codebook>) -> Result<Self> {
        let mut rows = grid.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
        let header = rows.next().map(|row| row.cells.clone()).unwrap_or_default();
        let codebook = codebook.cloned().map_or_else(usual, Ok)?;
        let binding = Binding { codebook, header, clock: None };
        let column = |name: &str| {
            let field = binding.required(name).map_err(|e| e.at("events"))?;
            field
                .source
                .map(|source| (source, field.words))
                .ok_or_else(|| Error::new(ErrorKind::Codebook, format!("events: {name} has no column")))
        };
        let (case, on, event) = (column("case_id")?.0, column("event_on")?.0, column("event")?);
        let days = binding.field("event_days")?.source;
        let nulls = &binding.codebook.nulls.words;
        let layouts = &binding.codebook.dates.layouts;
        let mut clock = Self::default();
        for row in rows {
            let at = |e: Error| e.at(format!("events, line {}", row.line));
            let text = cell(row, on);
            let day =
                layouts.iter().find_map(|layout| parse::date(text.as_bytes(), *layout)).ok_or_else(|| {
                    let layouts: Vec<String> = layouts.iter().map(|layout| format!("\"{layout}\"")).collect();
                    let error = Error::new(ErrorKind::Data, format!("\"{text}\" is no date"));
                    at(error.rule(format!("dates are read as {}", layouts.join(", "))))
                })?;
            let word = cell(row, event.0);
            let turn: Turn = event.1.get(word).map_or(word, String::as_str).parse().map_err(at)?;
            let days = match days.map(|column| cell(row, column)) {
                None => None,
                Some(text) if nulls.contains(text) => None,
                Some(text) => Some(text.parse::<u32>().map_err(|_| {
                    at(Error::new(ErrorKind::Data, format!("\"{text}\" is no number of days")))
                })?),
            };
            clock.push(cell(row, case), Date::from_days(day), turn, days).map_err(at)?;
        }
        Ok(clock)
    }
}

fn cell(row: &GridRow, column: usize) -> &str {
    row.cells.get(column).map_or("", |cell| cell.trim())
}

/// What tables of events usually call their columns and words.
fn usual() -> Result<Codebook> {
    static READ: LazyLock<Result<Codebook>> =
        LazyLock::new(|| Codebook::from_toml(include_str!("../case/codebooks/events.toml")));
    READ.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_chinese_tables_are_known() {
        let rows = [
            ["案号", "日期", "类别", "天数"],
            ["(2023)1号", "2023-02-01", "中止", ""],
            ["(2023)1号", "2023年3月1日", "恢复审理", ""],
            ["(2023)1号", "2023-04-01", "简转普", "180"],
        ];
        let clock = Clock::from_grid(&Grid::from_rows(rows), None).unwrap();
        assert_eq!((clock.cases(), clock.events(), clock.most(Turn::Off)), (1, 3, 1));
    }

    #[test]
    fn slips_are_named_with_their_line() {
        let fails = |row: [&str; 4]| {
            let grid = Grid::from_rows([["case_id", "event_on", "event", "event_days"], row]);
            Clock::from_grid(&grid, None).unwrap_err().to_string()
        };
        let word = fails(["a", "2023-01-01", "inactiv", ""]);
        assert!(word.starts_with("events, line 2: event \"inactiv\" is not known"), "{word}");
        assert!(word.ends_with("did you mean \"inactive\"?"), "{word}");
        assert!(
            fails(["a", "01.13.2023", "off", ""]).starts_with("events, line 2: \"01.13.2023\" is no date")
        );
        assert_eq!(
            fails(["a", "2023-01-01", "extended", "some"]),
            "events, line 2: \"some\" is no number of days"
        );
        assert_eq!(
            fails(["a", "2023-01-01", "extended", ""]),
            "events, line 2: event extended without days; it says of how many days it is"
        );
        let column =
            Clock::from_grid(&Grid::from_rows([["case_id", "day", "what"]]), None).unwrap_err().to_string();
        assert!(column.starts_with("events: the export has no column for event_on"), "{column}");
    }
}
