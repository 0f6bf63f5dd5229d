//! Columns of a table before they are cut into batches.

use super::columns::Ends;
use super::spans::Spans;
use arrow_array::ArrayRef;
use std::cell::OnceCell;

/// What is said of every batch alike.
type Says<'t> = dyn Fn(&Spans) -> ArrayRef + Send + 't;

/// What is said of a batch, by its first indicator.
type SaysOf<'t> = dyn Fn(usize, &Spans) -> ArrayRef + Send + 't;

/// A column, of which the rows of some indicators are a part.
pub enum Column<'t> {
    /// Each row has its own.
    Rows(ArrayRef),
    /// Every indicator has the same: what its groups and periods say. It is made once.
    Alike(Box<Says<'t>>, OnceCell<ArrayRef>),
    /// All rows of an indicator have the same.
    OfIndicators(Box<SaysOf<'t>>),
}

impl<'t> Column<'t> {
    pub fn alike(says: impl Fn(&Spans) -> ArrayRef + Send + 't) -> Self {
        Self::Alike(Box::new(says), OnceCell::new())
    }

    pub fn of_indicators(says: impl Fn(usize, &Spans) -> ArrayRef + Send + 't) -> Self {
        Self::OfIndicators(Box::new(says))
    }

    /// The rows of a batch from the indicator `first` on; all batches have as many as `spans` says.
    pub fn of(&self, first: usize, spans: &Spans) -> ArrayRef {
        match self {
            Self::Rows(all) => all.slice(first * spans.each(), spans.rows()),
            Self::Alike(says, made) => made.get_or_init(|| says(spans)).clone(),
            Self::OfIndicators(says) => says(first, spans),
        }
    }

    /// Lower end, upper end and method; without any value where no intervals were asked for.
    pub fn ends(ends: Option<Ends>) -> [Self; 3] {
        match ends {
            Some(ends) => ends.finish().map(Self::Rows),
            None => [Spans::no_floats, Spans::no_floats, Spans::no_words].map(Self::alike),
        }
    }
}
