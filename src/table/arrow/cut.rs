//! Columns of a table before they are cut into batches.

use super::columns::Ends;
use super::spans::Spans;
use arrow_array::ArrayRef;

/// What is said of a batch, by its first indicator.
type Says<'t> = dyn Fn(usize, &Spans) -> ArrayRef + Send + 't;

/// A column, of which the rows of some indicators are a part.
pub enum Column<'t> {
    /// Each row has its own.
    Rows(ArrayRef),
    /// All rows of an indicator, of a group or of a period have the same.
    Said(Box<Says<'t>>),
}

impl<'t> Column<'t> {
    pub fn said(says: impl Fn(usize, &Spans) -> ArrayRef + Send + 't) -> Self {
        Self::Said(Box::new(says))
    }

    /// The rows of a batch from the indicator `first` on.
    pub fn of(&self, first: usize, spans: &Spans) -> ArrayRef {
        match self {
            Self::Rows(all) => all.slice(first * spans.each(), spans.rows()),
            Self::Said(says) => says(first, spans),
        }
    }

    /// Lower end, upper end and method; without any value where no intervals were asked for.
    pub fn ends(ends: Option<Ends>) -> [Self; 3] {
        match ends {
            Some(ends) => ends.finish().map(Self::Rows),
            None => std::array::from_fn(|at| Self::said(move |_, spans| spans.no_ends()[at].clone())),
        }
    }
}
