//! How a value changed against its base, as a quantity of its own kind.
//!
//! The formulas, for a base a and a current value b, all exact:
//!
//! | kind | change | unit |
//! | --- | --- | --- |
//! | [`Percent`](ChangeKind::Percent) | 100 (b − a) / a, for a > 0 and b ≥ 0 | percent of the base |
//! | [`Points`](ChangeKind::Points) | 100 (b − a), for values held as fractions of 1 | percentage points (个百分点) |
//! | [`Days`](ChangeKind::Days) | b − a | days |
//! | [`Absolute`](ChangeKind::Absolute) | b − a | the unit of the values |
//! | [`Places`](ChangeKind::Places) | b − a; below 0 is forward | places |
//!
//! The source: OECD, Glossary of Statistical Terms, on rates of change ("as a percentage of the value in the
//! first period"); the Chinese statistical convention that counts grow in percent (同比增长率) and rates differ
//! by percentage points (百分点).
//! How ours differs: what has no change says why ([`Undefined`]); growth from zero is neither 0 nor 100 %.
//! Use [`contributions`] for the share of each part in the growth of a whole, and an interval for the
//! difference where the question is whether the change could be chance: a change alone says nothing of that.
//!
//! ```
//! use courtmetrics::change::{self, ChangeKind, Undefined};
//! use courtmetrics::quantity::{Fraction, Rounding};
//!
//! let filed = change::between(Fraction::whole(120), Fraction::whole(75), ChangeKind::Percent)?;
//! assert_eq!(filed.round(0, Rounding::HalfAwayFromZero)?.to_string(), "-38");
//!
//! let from_zero = change::between(Fraction::ZERO, Fraction::whole(12), ChangeKind::Percent);
//! assert_eq!(from_zero, Err(Undefined::ZeroBase));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod between;
mod contribution;
mod convention;
mod kind;
mod undefined;
mod value;

pub use between::between;
pub use contribution::{Contribution, Contributions, contributions};
pub use convention::{ChangeConvention, rounded_difference};
pub use kind::ChangeKind;
pub use undefined::Undefined;
pub use value::Change;
