//! Fields that are worked out of others where an export has no column of their name.
//!
//! An export that has the column keeps it: a court's own word goes before ours.

use crate::case::{FieldKind, Turn};

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
    /// The days of such events.
    Turned(Turn),
    /// The day of resolution of a case that is inactive on it: resolving ends inactivity.
    EndedInactive,
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

const TURNED: [(&str, Turn); 6] = [
    ("inactive_on", Turn::Inactive),
    ("reactivated_on", Turn::Reactivated),
    ("reopened_on", Turn::Reopened),
    ("reopened_resolved_on", Turn::ReopenedResolved),
    ("suspended_on", Turn::Off),
    ("resumed_on", Turn::On),
];

/// A further day of `reactivated_on`, beside those of the export or of events.
pub const ENDED_INACTIVE: Derived = Derived {
    name: "reactivated_on",
    kind: FieldKind::Date,
    derivation: Derivation::EndedInactive,
    sources: &[RESOLVED],
};

impl Derived {
    /// The field of that name as the events of cases give it: those that are days of events, and those that days
    /// on which the clock stands still bear upon.
    pub fn by_clock(name: &str) -> Option<Self> {
        if let Some((name, turn)) = TURNED.into_iter().find(|(known, _)| *known == name) {
            let derivation = Derivation::Turned(turn);
            return Some(Self { name, kind: FieldKind::Date, derivation, sources: &[] });
        }
        let known = Self::named(name)?;
        let sources: &[_] = match known.derivation {
            Derivation::ActiveFrom => &[FILED, RESOLVED],
            _ => &[FILED, RESOLVED, DUE],
        };
        Some(Self { sources, ..*known })
    }

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
        let by_clock = DERIVED_FIELDS.iter().map(|f| f.name).chain(TURNED.map(|(name, _)| name));
        let by_clock: Vec<Derived> = by_clock.filter_map(Derived::by_clock).collect();
        assert_eq!(by_clock.len(), DERIVED_FIELDS.len() + TURNED.len());
        for field in DERIVED_FIELDS.iter().chain(&by_clock) {
            let pairs = field.sources.iter().copied().chain([(field.name, field.kind)]);
            for (name, kind) in pairs {
                assert_eq!(Field::known(name).map(|f| f.kind), Some(kind), "{name}");
            }
        }
    }
}
