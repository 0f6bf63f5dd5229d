//! What a number measures: typed quantities, exact fractions, rounding.
//!
//! Separate types for separate meanings: a [`Proportion`] is part of a whole and has a Wilson interval, a
//! [`Ratio`] is one count over another and may exceed 1, a [`Rate`] is events per exposure. None of them can
//! be added to another; numerators and denominators merge instead.

mod decimal;
mod fraction;
mod kinds;
mod money;
mod published;
mod rounding;

pub use decimal::Decimal;
pub use fraction::Fraction;
pub use kinds::{Count, Days, Index, Level, PercentagePoints, Proportion, QuantityKind, Rank, Rate, Ratio};
pub use money::{Currency, Money};
pub use published::{Bound, Published};
pub use rounding::Rounding;
