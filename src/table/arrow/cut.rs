//! Columns of a table before they are cut into batches.

use super::spans::Spans;
use arrow_array::ArrayRef;
use std::cell::OnceCell;

/// What is said of every batch alike.
type Says<'t> = dyn Fn(&Spans) -> ArrayRef + 't;

/// What is said of a batch, by its first indicator.
type SaysOf<'t> = dyn Fn(usize, &Spans) -> ArrayRef + 't;

/// A column that repeats what an indicator, a group or a period says.
pub enum Column<'t> {
    /// Every indicator has the same: what its groups and periods say. It is made once.
    Alike(Box<Says<'t>>, OnceCell<ArrayRef>),
    /// All rows of an indicator have the same.
    OfIndicators(Box<SaysOf<'t>>),
}

impl<'t> Column<'t> {
    pub fn alike(says: impl Fn(&Spans) -> ArrayRef + 't) -> Self {
        Self::Alike(Box::new(says), OnceCell::new())
    }

    pub fn of_indicators(says: impl Fn(usize, &Spans) -> ArrayRef + 't) -> Self {
        Self::OfIndicators(Box::new(says))
    }

    /// The rows of a batch from the indicator `first` on; all batches have as many as `spans` says.
    pub fn of(&self, first: usize, spans: &Spans) -> ArrayRef {
        match self {
            Self::Alike(says, made) => made.get_or_init(|| says(spans)).clone(),
            Self::OfIndicators(says) => says(first, spans),
        }
    }
}
