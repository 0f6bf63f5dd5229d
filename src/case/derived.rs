//! Fields that are worked out of others where an export has no column of their name.
//!
//! An export that has the column keeps it: a court's own word goes before ours.

use crate::case::FieldKind;

/// How a derived field comes out of its sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Derivation {
    /// Resolved by the due date, or without one. Pending cases say nothing.
    InLimit,
    /// The day of filing moved by the days that do not count, so that the days to resolution are those that do.
    ActiveFrom,
    /// The day after the due date.
    Overdue,
    /// The day on which an overdue case is overdue no longer: of resolution, or, where that came in time, the day
    /// after the due date.
    OverdueEnded,
}

/// A field that is worked out of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derived {
    /// Name in definitions.
    pub name: &'static str,
    /// How its values are used.
    pub kind: FieldKind,
    /// How it is worked out.
    pub derivation: Derivation,
    /// Out of what.
    pub sources: &'static [(&'static str, FieldKind)],
}

const RESOLVED: (&str, FieldKind) = ("resolved_on", FieldKind::Date);
const DUE: (&str, FieldKind) = ("due_on", FieldKind::Date);
const FILED: (&str, FieldKind) = ("filed_on", FieldKind::Date);
const SUSPENDED: (&str, FieldKind) = ("suspended_days", FieldKind::Number);

/// Every derived field.
pub const DERIVED_FIELDS: &[Derived] = &[
    Derived {
        name: "in_limit",
        kind: FieldKind::Flag,
        derivation: Derivation::InLimit,
        sources: &[RESOLVED, DUE],
    },
    Derived {
        name: "active_from",
        kind: FieldKind::Date,
        derivation: Derivation::ActiveFrom,
        sources: &[FILED, SUSPENDED],
    },
    Derived { name: "overdue_on", kind: FieldKind::Date, derivation: Derivation::Overdue, sources: &[DUE] },
    Derived {
        name: "overdue_ended_on",
        kind: FieldKind::Date,
        derivation: Derivation::OverdueEnded,
        sources: &[RESOLVED, DUE],
    },
];

impl Derived {
    /// The derived field of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        DERIVED_FIELDS.iter().find(|field| field.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Field;

    #[test]
    fn derived_fields_and_their_sources_are_known_and_of_the_kinds_that_they_say() {
        for field in DERIVED_FIELDS {
            let pairs = field.sources.iter().copied().chain([(field.name, field.kind)]);
            for (name, kind) in pairs {
                assert_eq!(Field::known(name).map(|f| f.kind), Some(kind), "{name}");
            }
        }
    }
}
