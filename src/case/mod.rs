//! Case records before they are counted: fields, codebooks, raw columns, rows set aside.
//!
//! A [`Codebook`] names an export's columns and translates its values; [`Codebook::bind`] holds it against a
//! header; a source then hands its rows over as [`Rows`], column by column, in whatever form it has them.

mod binding;
mod clock;
mod codebook;
mod condition;
mod derived;
mod ends;
mod field;
pub mod parse;
mod raw;
mod set_aside;
mod text;

pub use binding::{Binding, BoundField, OnlyIf};
pub use clock::{Clock, Turn};
pub use codebook::{Codebook, Dates, FieldRules, Nulls};
pub use condition::{Clause, Condition, Test};
pub use derived::{DERIVED_FIELDS, Derivation, Derived, ENDED_INACTIVE};
pub use ends::{Head, SHORT};
pub use field::{Field, FieldKind, Form, KNOWN_FIELDS};
pub use raw::{Bits, Decimals, Ints, RawColumn, Rows};
pub use set_aside::{Policy, Reason, SetAside, SetAsideRow};
pub use text::{Span, Text};

pub(crate) use codebook::list;
pub(crate) use ends::Ends;
