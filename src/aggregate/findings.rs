//! What does not fit in a table: each with its place and its size.

use crate::ledger::Group;
use crate::period::Period;
use crate::quantity::Fraction;
use std::collections::BTreeMap;

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// Pending at start + incoming − resolved = pending at end.
    Identity,
    /// Pending at start = pending at the end of the period before.
    CarriedOver,
    /// A whole is the sum of its parts.
    Parts,
    /// The table prints an indicator, and its own numbers give another value.
    Published,
    /// The table prints a change, and its own numbers give another.
    Change,
    /// A measure that is computed of others is below 0.
    Negative,
    /// One cell stands in the table twice.
    Repeated,
    /// A cell is neither a number nor a word for none.
    Unreadable,
}

impl Check {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Identity,
        Self::CarriedOver,
        Self::Parts,
        Self::Published,
        Self::Change,
        Self::Negative,
        Self::Repeated,
        Self::Unreadable,
    ];

    /// The word used in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::CarriedOver => "carried_over",
            Self::Parts => "parts",
            Self::Published => "published",
            Self::Change => "change",
            Self::Negative => "negative",
            Self::Repeated => "repeated",
            Self::Unreadable => "unreadable",
        }
    }

    /// What holds where nothing is found.
    pub fn rule(self) -> &'static str {
        match self {
            Self::Identity => "pending at start + incoming − resolved = pending at end",
            Self::CarriedOver => "pending at start = pending at the end of the period before",
            Self::Parts => "a whole is the sum of its parts",
            Self::Published => "printed indicators are those of the printed numbers",
            Self::Change => "printed changes are those of the printed numbers",
            Self::Negative => "a number of cases computed of others is not below 0",
            Self::Repeated => "a cell stands in the table once",
            Self::Unreadable => "a cell is a number or a word for none",
        }
    }
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// Where: the group.
    pub group: Group,
    /// Where: the period.
    pub period: Period,
    /// Which measure or indicator.
    pub measure: String,
    /// What the table says.
    pub stated: Option<Fraction>,
    /// What it would be by the rule.
    pub expected: Option<Fraction>,
    /// Where a value is printed for what the printed numbers leave undefined: why they do.
    pub undefined: Option<&'static str>,
    /// Line of the table, where one line is meant.
    pub line: Option<u64>,
    /// The arithmetic, in words.
    pub words: String,
}

impl Finding {
    pub(crate) fn new(check: Check, group: &Group, period: Period, measure: &str) -> Self {
        Self {
            check,
            group: group.clone(),
            period,
            measure: measure.to_owned(),
            stated: None,
            expected: None,
            undefined: None,
            line: None,
            words: String::new(),
        }
    }

    pub(crate) fn at(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn says(mut self, words: String) -> Self {
        self.words = words;
        self
    }

    pub(crate) fn values(mut self, stated: Fraction, expected: Fraction) -> Self {
        (self.stated, self.expected) = (Some(stated), Some(expected));
        self
    }

    /// A value printed for what has none.
    pub(crate) fn undefined(mut self, stated: Fraction, reason: &'static str) -> Self {
        (self.stated, self.undefined) = (Some(stated), Some(reason));
        self
    }

    /// The word used in tables: `fails`, or `undefined` where there is nothing to hold the printed value against.
    pub fn outcome(&self) -> &'static str {
        if self.undefined.is_some() { "undefined" } else { "fails" }
    }

    /// By how much the table is off: stated less expected.
    pub fn difference(&self) -> Option<Fraction> {
        self.stated?.minus(self.expected?).ok()
    }
}

/// How often a check was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// Times that all numbers were there.
    pub made: u64,
    /// Of these, the times that it failed.
    pub failed: u64,
    /// Times that a value was printed for what the printed numbers leave undefined, by reason.
    pub undefined: BTreeMap<&'static str, u64>,
    /// Times that a number was missing.
    pub not_possible: u64,
}

/// Everything that was looked at and what was found.
#[derive(Debug, Clone, Default)]
pub struct Checks {
    /// The grouping columns.
    pub by: Vec<String>,
    /// What does not fit, by check, group and period.
    pub findings: Vec<Finding>,
    /// How often each check was made.
    pub made: BTreeMap<Check, Made>,
}

impl Checks {
    pub(crate) fn count(&mut self, check: Check, holds: Option<bool>) {
        let made = self.made.entry(check).or_default();
        match holds {
            None => made.not_possible += 1,
            Some(holds) => {
                made.made += 1;
                made.failed += u64::from(!holds);
            }
        }
    }

    pub(crate) fn found(&mut self, finding: Finding) {
        match finding.undefined {
            Some(reason) => {
                *self.made.entry(finding.check).or_default().undefined.entry(reason).or_default() += 1;
            }
            None => self.count(finding.check, Some(false)),
        }
        self.findings.push(finding);
    }

    /// A line for each check that was made.
    pub fn notes(&self) -> Vec<String> {
        let line = |(check, made): (&Check, &Made)| {
            let rule = check.rule();
            match check {
                Check::Repeated | Check::Unreadable => format!("{rule}: {} do not", made.failed),
                _ => {
                    let mut text = format!("{rule}: {} of {} fail", made.failed, made.made);
                    for (reason, n) in &made.undefined {
                        text += &format!(", {n} are printed where there is none ({reason})");
                    }
                    text + &format!(", {} cannot be checked", made.not_possible)
                }
            }
        };
        self.made.iter().map(line).collect()
    }
}
