//! Rows pushed one by one, from a Rust program that has them.

use crate::case::{RawColumn, Rows, Text};
use crate::cube::Worker;
use crate::period::Date;
use crate::quantity::Money;
use crate::read::{ScanOptions, Source, Visit};
use crate::{Error, ErrorKind, Result};

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    None,
    /// A word.
    Text(String),
    /// A day.
    Date(Date),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// An amount.
    Money(Money),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

impl Value {
    fn text(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Text(text) => text.clone(),
            Self::Date(date) => date.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Money(money) => crate::quantity::Decimal::new(money.minor(), 2).to_string(),
        }
    }
}

/// Cases in memory, row by row.
///
/// ```
/// use courtmetrics::read::Cases;
/// let mut cases = Cases::new(["court", "filed_on", "resolved_on"]);
/// cases.push(["Pinghu".into(), "2023-01-05".into(), "2023-03-01".into()])?;
/// cases.push(["Pinghu".into(), "2023-02-01".into(), None::<&str>.into()])?;
/// assert_eq!(cases.len(), 2);
/// # Ok::<(), courtmetrics::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Cases {
    header: Vec<String>,
    /// Bytes of all cells, column by column, and where each ends.
    columns: Vec<(Vec<u8>, Vec<i64>)>,
    rows: usize,
}

impl Cases {
    /// No rows yet, of these columns.
    pub fn new<S: Into<String>>(header: impl IntoIterator<Item = S>) -> Self {
        let header: Vec<String> = header.into_iter().map(Into::into).collect();
        Self { columns: vec![(Vec::new(), vec![0]); header.len()], header, rows: 0 }
    }

    /// Adds a row: a value for each column.
    ///
    /// # Errors
    /// When the row has more or fewer values than there are columns.
    pub fn push(&mut self, row: impl IntoIterator<Item = Value>) -> Result<()> {
        let row: Vec<Value> = row.into_iter().collect();
        if row.len() != self.header.len() {
            return Err(Error::new(ErrorKind::Argument, format!("a row has {} values", row.len()))
                .rule(format!("there are {} columns", self.header.len())));
        }
        for ((bytes, ends), value) in self.columns.iter_mut().zip(row) {
            bytes.extend_from_slice(value.text().as_bytes());
            ends.push(bytes.len() as i64);
        }
        self.rows += 1;
        Ok(())
    }

    /// Adds rows from columns of texts; all columns are equally long.
    ///
    /// # Errors
    /// When the columns are not as many as the header's, or not equally long.
    pub fn push_slices(&mut self, columns: &[&[&str]]) -> Result<()> {
        let rows = columns.first().map_or(0, |c| c.len());
        if columns.len() != self.header.len() || columns.iter().any(|c| c.len() != rows) {
            return Err(Error::new(ErrorKind::Argument, "the columns do not fit")
                .rule(format!("{} columns, all equally long", self.header.len())));
        }
        for ((bytes, ends), column) in self.columns.iter_mut().zip(columns) {
            for text in *column {
                bytes.extend_from_slice(text.as_bytes());
                ends.push(bytes.len() as i64);
            }
        }
        self.rows += rows;
        Ok(())
    }
}

impl Rows for Cases {
    fn len(&self) -> usize {
        self.rows
    }

    fn column(&self, source: usize) -> RawColumn<'_> {
        let (bytes, ends) = &self.columns[source];
        RawColumn::Text { text: Text::Offsets64(ends, bytes), valid: None }
    }

    fn original(&self, row: usize, sources: &[usize]) -> Vec<String> {
        let cell = |source: &usize| {
            let (bytes, ends) = &self.columns[*source];
            String::from_utf8_lossy(&bytes[ends[row] as usize..ends[row + 1] as usize]).into_owned()
        };
        sources.iter().map(cell).collect()
    }
}

impl Cases {
    /// Rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }
}

impl Source for Cases {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn show(
        &mut self,
        _: &[usize],
        workers: &mut [Worker<'_>],
        options: &ScanOptions<'_>,
        visit: &Visit<'_>,
    ) -> Result<()> {
        options.go_on()?;
        match workers.first_mut() {
            Some(worker) => visit(worker, self, 0),
            None => Ok(()),
        }
    }
}
