//! Published figures held against each other.
//!
//! Every figure is the exact interval that its rounding and its bound word allow; a finding is raised only
//! where no values inside the intervals agree. What the figures imply without contradiction (the count behind
//! a rate, last year's rate) is listed apart.
//!
//! **What it cannot know** is scope: whether enforcement is part of "all cases", whether a rate is of first
//! instance only. Each finding says how likely a difference of scope explains it and what would reconcile it.
//!
//! | check | finds |
//! | --- | --- |
//! | parts | parts that exceed their whole |
//! | rates | rates that their counts, or any counts, cannot give; above 100 %; truncated instead of rounded |
//! | shares | a printed share that part and whole do not give |
//! | changes | changes that do not fit value and base under either convention; a rate's change in % |
//! | stock | carried over + filed ≠ handled; handled − closed ≠ pending |
//! | bands | more cases over three years than over two |
//! | twice | one figure printed with two values |
//! | years | a base that last year's report contradicts; pending then ≠ carried over now |
//!
//! [`sure`] says of every rate whose base is printed how many cases it is, with its interval, and whether its change
//! is within chance; [`series`] puts the reports of several years side by side.
//!
//! ```
//! use courtmetrics::audit::{Kind, audit};
//! use courtmetrics::report_text::extract;
//! let report = extract("全年受理各类案件1000件,结案900件,结案率92%。");
//! let audit = audit(&report.figures);
//! assert_eq!(audit.findings[0].kind, Kind::RateAgainstCounts);
//! assert_eq!(audit.findings[0].arithmetic, "900 / 1000 = 90 %, printed 92%");
//! ```

mod bands;
mod changes;
mod group;
mod identity;
mod interval;
mod parts;
mod rates;
mod series;
mod shares;
mod stock;
mod sure;
mod twice;
mod years;

pub use rates::{Readings, readings};
pub use series::{Series, SeriesCell, SeriesRow, series};
pub use sure::{Sure, SureChange, Verdict, sure};
pub use years::against_last_year;

use crate::quantity::Fraction;
use crate::report_text::{Figure, Span};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Wrong unless the figures differ in scope.
    Warning,
    /// Wrong under every reading.
    Error,
}

/// How likely a difference of scope explains a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScopeDifference {
    /// The figures name the same thing.
    Unlikely,
    /// The figures may well count different things.
    Possible,
    /// Reports commonly print these two with different scopes.
    Likely,
}

/// What kind of contradiction it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The parts together exceed the whole.
    PartsExceedWhole,
    /// One part exceeds the whole.
    PartExceedsWhole,
    /// No whole number of cases gives the rate.
    ImpossibleRate,
    /// The rate does not follow from the counts printed beside it.
    RateAgainstCounts,
    /// A share of a whole is above 100 %.
    RateOverWhole,
    /// A printed share does not follow from part and whole.
    ShareAgainstCounts,
    /// The rate's digits are cut off, not rounded.
    Truncated,
    /// Value, base and change do not agree.
    ChangeAgainstBase,
    /// The change of a rate is printed in %, not in points.
    UnitSlip,
    /// Carried over, filed, handled, closed and pending do not balance.
    StockIdentity,
    /// A narrower band holds more than a wider one.
    BandsNotNested,
    /// One figure is printed with two values.
    TwoValues,
    /// Last year's report printed another value than this year's base.
    AgainstLastYear,
}

/// One contradiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How grave.
    pub severity: Severity,
    /// What kind.
    pub kind: Kind,
    /// The figures' places in the text they came from.
    pub spans: Vec<Span>,
    /// The arithmetic in one line.
    pub arithmetic: String,
    /// What would reconcile the figures.
    pub reconcile: String,
    /// Whether a difference of scope may explain it.
    pub scope: ScopeDifference,
}

/// What kind of number the figures imply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImpliedKind {
    /// The rate of the base period, in percent.
    PriorRate,
    /// The value of the base period.
    PriorValue,
    /// The count behind a rate.
    Numerator,
}

/// A number that the report does not print and its figures imply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Implied {
    /// What it is.
    pub kind: ImpliedKind,
    /// The figure's label.
    pub label: String,
    /// Its place in the text.
    pub span: Span,
    /// Lowest value that the printed digits allow.
    pub low: Fraction,
    /// Highest value that the printed digits allow.
    pub high: Fraction,
    /// How it follows, in one line.
    pub arithmetic: String,
}

impl Severity {
    /// The word used in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl ScopeDifference {
    /// The word used in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unlikely => "unlikely",
            Self::Possible => "possible",
            Self::Likely => "likely",
        }
    }
}

impl Kind {
    /// The word used in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::PartsExceedWhole => "parts_exceed_whole",
            Self::PartExceedsWhole => "part_exceeds_whole",
            Self::ImpossibleRate => "impossible_rate",
            Self::RateAgainstCounts => "rate_against_counts",
            Self::RateOverWhole => "rate_over_whole",
            Self::ShareAgainstCounts => "share_against_counts",
            Self::Truncated => "truncated",
            Self::ChangeAgainstBase => "change_against_base",
            Self::UnitSlip => "unit_slip",
            Self::StockIdentity => "stock_identity",
            Self::BandsNotNested => "bands_not_nested",
            Self::TwoValues => "two_values",
            Self::AgainstLastYear => "against_last_year",
        }
    }
}

impl ImpliedKind {
    /// The word used in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::PriorRate => "prior_rate",
            Self::PriorValue => "prior_value",
            Self::Numerator => "numerator",
        }
    }
}

/// What an audit gives: contradictions, gravest first, and what the figures imply.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Audit {
    /// Contradictions.
    pub findings: Vec<Finding>,
    /// Implied numbers, in the order of the text.
    pub implied: Vec<Implied>,
}

/// Holds the figures of one report against each other.
pub fn audit(figures: &[Figure]) -> Audit {
    let mut audit = Audit::default();
    parts::check(figures, &mut audit);
    rates::check(figures, &mut audit);
    shares::check(figures, &mut audit);
    changes::check(figures, &mut audit);
    stock::check(figures, &mut audit);
    bands::check(figures, &mut audit);
    twice::check(figures, &mut audit);
    audit.findings.sort_by_key(|f| (std::cmp::Reverse(f.severity), f.spans.first().map_or(0, |s| s.start)));
    audit.implied.sort_by_key(|i| i.span.start);
    audit
}
