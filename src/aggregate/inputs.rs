//! Side tables: inhabitants, judges, costs, answers to surveys, by group and period.
//!
//! The plain form needs no codebook: a column bears the name of an input (`population`), of a grouping column, or
//! is `period`. Without `period` the numbers are those of every period. In a grouping column `*` stands for all
//! together. Any other table is read by a codebook, as aggregate tables are: [`Aggregate::inputs`].

use crate::aggregate::number::Cell;
use crate::aggregate::words::{key, tidy};
use crate::aggregate::{Aggregate, NoNumber, NumberRules};
use crate::ledger::{Group, GroupWord, Inputs, Missing};
use crate::period::{Calendar, Period};
use crate::read::{Grid, GridRow};
use crate::{Error, ErrorKind, Result};
use std::collections::BTreeSet;

/// The column that names the period.
const PERIOD: &str = "period";

/// What a column of a side table says.
#[derive(Clone, Copy)]
enum Column<'g> {
    Period,
    /// The grouping column at this place of those that the table has.
    Group(usize),
    Number(&'g str),
}

impl Inputs {
    /// Reads a side table in the plain form. `by` are the grouping columns that it may have, `known` the names of
    /// inputs.
    ///
    /// # Errors
    /// When a column is none of these, no column is an input, a period or a number cannot be read, or a number
    /// stands twice. Errors name the line.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::{indicator::Set, ledger::Inputs, period::Calendar, read::Grid};
    /// let side = Grid::from_rows([["court", "period", "judges"], ["A", "2023", "12.5"], ["*", "2023", "40"]]);
    /// let known = Set::input_names(&[])?;
    /// let inputs = Inputs::from_grid(&side, &["court".to_owned()], &known, Calendar::default())?;
    /// assert_eq!((inputs.by(), inputs.names()), (&["court".to_owned()][..], vec!["judges"]));
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn from_grid(
        grid: &Grid,
        by: &[String],
        known: &BTreeSet<String>,
        calendar: Calendar,
    ) -> Result<Self> {
        let mut rows = grid.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
        let header = rows.next().ok_or_else(|| {
            Error::new(ErrorKind::Data, "the inputs are empty").rule("the first row names the columns")
        })?;
        let (groups, columns) = columns(header, by, known)?;
        let mut inputs = Self::new(&groups);
        for row in rows {
            let at = |e: Error| e.at(format!("inputs, line {}", row.line));
            let cells =
                || columns.iter().zip(row.cells.iter().map(String::as_str).chain(std::iter::repeat("")));
            let (mut period, mut group) = (None, vec![GroupWord::All; groups.len()]);
            for (column, cell) in cells() {
                match column {
                    Column::Period => period = when(cell, calendar).map_err(at)?,
                    Column::Group(place) => group[*place] = word(groups[*place], cell).map_err(at)?,
                    Column::Number(_) => {}
                }
            }
            for (c, (column, cell)) in cells().enumerate() {
                let Column::Number(name) = column else { continue };
                let plain = row.plain.get(c).copied().unwrap_or(false);
                let number = match NumberRules::default().read(cell, &NoNumber::default(), plain) {
                    Some(Cell::Number(value, _)) => Ok(value),
                    Some(Cell::Missing(missing)) => Err(missing),
                    None => {
                        let error = Error::new(ErrorKind::Data, format!("{name} is \"{}\"", tidy(cell)));
                        return Err(at(error.rule("an input is a number, or NA or NAP for none")));
                    }
                };
                inputs.push(name, group.clone(), period, number).map_err(at)?;
            }
        }
        Ok(inputs)
    }
}

/// What each column of the header says, and the grouping columns among them.
fn columns<'g>(
    header: &'g GridRow,
    by: &[String],
    known: &BTreeSet<String>,
) -> Result<(Vec<&'g str>, Vec<Column<'g>>)> {
    let (mut groups, mut columns, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for cell in &header.cells {
        let name = cell.trim();
        if !seen.insert(name) {
            return Err(Error::new(
                ErrorKind::Data,
                format!("two columns of the inputs are named \"{name}\""),
            )
            .rule("a column has a name of its own"));
        }
        columns.push(match name {
            PERIOD => Column::Period,
            _ if by.iter().any(|column| column == name) => {
                groups.push(name);
                Column::Group(groups.len() - 1)
            }
            _ if known.contains(name) => Column::Number(name),
            _ => {
                let words = by.iter().chain(known).map(String::as_str).chain([PERIOD]);
                let error = Error::unknown("column of the inputs", name, words);
                let shown = format!("by groups the table by: [{}]", by.join(", "));
                return Err(if error.to_string().contains("hint:") { error } else { error.hint(shown) });
            }
        });
    }
    if !columns.iter().any(|column| matches!(column, Column::Number(_))) {
        return Err(Error::new(ErrorKind::Data, "no column of the inputs is an input")
            .rule(format!("inputs are: {}", known.iter().cloned().collect::<Vec<_>>().join(", "))));
    }
    Ok((groups, columns))
}

fn when(cell: &str, calendar: Calendar) -> Result<Option<Period>> {
    match cell.trim() {
        "*" => Ok(None),
        text => calendar.parse(text).map(Some),
    }
}

fn word(column: &str, cell: &str) -> Result<GroupWord> {
    match cell.trim() {
        "" => Err(Error::new(ErrorKind::Data, format!("{column} is empty"))
            .rule("a number is of a group, of \"*\" for all together, or of \"(missing)\"")),
        text => Ok([GroupWord::All, GroupWord::Missing]
            .into_iter()
            .find(|word| key(word.text()) == key(text))
            .unwrap_or_else(|| GroupWord::Is(text.to_owned()))),
    }
}

impl Aggregate<'_> {
    /// The measures of the table as inputs of another one: every name that its codebook gives.
    ///
    /// # Errors
    /// When a number stands twice.
    pub fn inputs(&self) -> Result<Inputs> {
        let sheet = &self.sheet;
        let by = self.by();
        let mut inputs = Inputs::new(&by.iter().map(String::as_str).collect::<Vec<_>>());
        for ((group, period, input), entry) in &sheet.cells {
            let input = &sheet.inputs[*input];
            if !input.published {
                let group: Group = sheet.named(group);
                let value = entry.value.map_err(|missing| match missing {
                    Missing::NotApplicable => Missing::NotApplicable,
                    _ => Missing::NotAvailable,
                });
                inputs.push(&input.name, group, Some(sheet.periods[*period]), value)?;
            }
        }
        Ok(inputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Fraction;

    fn read(rows: &[[&str; 3]]) -> Result<Inputs> {
        let known = BTreeSet::from(["judges".to_owned(), "population".to_owned()]);
        Inputs::from_grid(
            &Grid::from_rows(rows.iter().copied()),
            &["court".to_owned()],
            &known,
            Calendar::default(),
        )
    }

    #[test]
    fn numbers_are_read_as_tables_print_them() {
        let mut expected = Inputs::new(&["court"]);
        let court = || vec![GroupWord::Is("A".to_owned())];
        let year = Some("2023".parse().unwrap());
        expected.push("population", court(), year, Ok(Fraction::whole(1_204_000))).unwrap();
        expected.push("population", vec![GroupWord::All], None, Err(Missing::NotApplicable)).unwrap();
        let rows = [["court", "period", "population"], ["A", "2023", "1,204,000"], ["*", "*", "NAP"]];
        assert_eq!(read(&rows).unwrap(), expected);
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_line() {
        let fails = |rows: &[[&str; 3]]| read(rows).unwrap_err().to_string();
        assert_eq!(
            fails(&[["court", "period", "judgs"]]),
            "column of the inputs \"judgs\" is not known; known: court, judges, population, period; \
             hint: did you mean \"judges\"?"
        );
        assert_eq!(
            fails(&[["court", "period", "judges"], ["A", "2023", "a dozen"]]),
            "inputs, line 2: judges is \"a dozen\"; an input is a number, or NA or NAP for none"
        );
        let twice = fails(&[["court", "period", "judges"], ["A", "2023", "1"], ["A", "2023", "1"]]);
        assert_eq!(
            twice,
            "inputs, line 3: input judges of [A] for 2023 stands twice; a group has one number for a period"
        );
        let empty = fails(&[["court", "period", "judges"], ["", "2023", "1"]]);
        assert!(empty.starts_with("inputs, line 2: court is empty; a number is of a group"), "{empty}");
        let none = fails(&[["court", "period", "period"]]);
        assert_eq!(none, "two columns of the inputs are named \"period\"; a column has a name of its own");
    }
}
