//! Where the header of a table stands, what its columns are called, and which one a codebook means.

use crate::aggregate::codebook::{Locator, Rules};
use crate::aggregate::words::{key, tidy};
use crate::read::{Grid, GridRow};
use crate::{Error, ErrorKind, Result};

pub(super) fn is_blank(row: &GridRow) -> bool {
    row.cells.iter().all(|c| c.trim().is_empty())
}

pub(super) fn first_text(row: &GridRow) -> &str {
    row.cells.iter().map(|c| c.trim()).find(|c| !c.is_empty()).unwrap_or("")
}

/// Header texts, one for each column, and the rows below.
pub(super) fn split<'g>(rules: &Rules, grid: &'g Grid) -> Result<(Vec<String>, &'g [GridRow])> {
    let fail = |what: String, hint: &str| Err(Error::new(ErrorKind::Codebook, what).hint(hint));
    let from = match &rules.header_has {
        None => grid.rows.iter().position(|r| r.line > rules.skip_lines && !is_blank(r)),
        Some(word) => {
            let has = |r: &GridRow| r.cells.iter().any(|c| key(c) == key(word));
            let found = grid.rows.iter().position(|r| r.line > rules.skip_lines && has(r));
            if found.is_none() {
                return fail(
                    format!("no line has a cell \"{word}\""),
                    "header_has names a cell of the header's first line",
                );
            }
            found
        }
    };
    let rows = &grid.rows[from.unwrap_or(grid.rows.len())..];
    if rows.len() <= rules.header_lines {
        return fail(
            format!("no row stands below the header of {} lines", rules.header_lines),
            "skip_lines, header_has and header_lines say where the header is",
        );
    }
    let (above, below) = rows.split_at(rules.header_lines);
    let width = above.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let mut header = vec![String::new(); width];
    for (depth, row) in above.iter().enumerate() {
        let mut spans = String::new();
        for (column, name) in header.iter_mut().enumerate() {
            let mut text = tidy(row.cells.get(column).map_or("", String::as_str));
            if depth + 1 < above.len() {
                if text.is_empty() {
                    text.clone_from(&spans);
                }
                spans.clone_from(&text);
            }
            if !text.is_empty() && !name.is_empty() {
                name.push_str(&rules.header_join);
            }
            name.push_str(&text);
        }
    }
    Ok((header.iter().map(|h| rules.numbers.unmarked(h).to_owned()).collect(), below))
}

/// The column that a locator names.
pub(super) fn locate(locator: &Locator, header: &[String], what: &str) -> Result<Option<usize>> {
    match locator {
        Locator::Place(place) if (1..=header.len()).contains(place) => Ok(Some(place - 1)),
        Locator::Place(place) => {
            Err(Error::new(ErrorKind::Codebook, format!("{what} stands in column {place}"))
                .rule(format!("columns are counted from 1, and there are {}", header.len())))
        }
        Locator::Names(words) => {
            for name in words.list() {
                let mut found = (0..header.len()).filter(|c| key(&header[*c]) == key(name));
                match (found.next(), found.next()) {
                    (Some(column), None) => return Ok(Some(column)),
                    (Some(a), Some(b)) => {
                        return Err(Error::new(
                            ErrorKind::Codebook,
                            format!("columns {} and {} are both named \"{name}\"", a + 1, b + 1),
                        )
                        .rule("a column that is read has a name of its own")
                        .hint(format!("name its place: column = {}", a + 1)));
                    }
                    _ => {}
                }
            }
            Ok(None)
        }
    }
}

pub(super) fn required(locator: &Locator, header: &[String], what: &str) -> Result<usize> {
    locate(locator, header, what)?.ok_or_else(|| {
        let wanted = match locator {
            Locator::Names(words) => words.list().join("\" or \""),
            Locator::Place(place) => place.to_string(),
        };
        let error = Error::new(ErrorKind::Codebook, format!("no column \"{wanted}\" for {what}"))
            .rule(format!("the columns are: {}", crate::case::list(header)));
        match crate::error::nearest(&wanted, header.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean \"{near}\"?")),
            None => error.hint("skip_lines, header_has and header_lines say where the header is"),
        }
    })
}
