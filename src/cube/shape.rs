//! The shape of a cube: what its cells are, without regard to any export.
//!
//! A case takes part in a few *events*: it is filed in one period, resolved in another, grows older than a
//! limit in a third. Each event has cells of its own, by group, class and period. The *class* of a case is
//! what the conditions of all measures can tell apart about it, so that a row costs one increment for each
//! event however many indicators there are.

use crate::case::{Condition, FieldKind, Test};
use crate::cube::measure::{Age, Basis, Measure, PERIOD_END, Take};
use crate::period::{Calendar, Grain};
use std::collections::BTreeSet;

/// Most lanes of a cell; further classes become part of the key.
pub(crate) const MOST_LANES: usize = 16;

/// What a cube counts and by what.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Fields whose words make the groups.
    pub by: Vec<String>,
    /// Length of a period.
    pub grain: Grain,
    /// Where the reporting year starts.
    pub calendar: Calendar,
    /// The measures that it answers, sorted.
    pub measures: Vec<Measure>,
    /// Events, in a fixed order; they follow from the measures.
    pub events: Vec<EventShape>,
}

/// A moment in the life of a case that is counted in the period in which it falls.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// The case is filed.
    Filed,
    /// The case is resolved.
    Resolved,
    /// The date of this field.
    On(String),
    /// The first period at whose end the case is pending and so old.
    GrownOlder(Age),
    /// A case that had grown so old is resolved.
    OlderResolved(Age),
}

impl Event {
    /// The event of a date field.
    pub fn on(field: &str) -> Self {
        match field {
            "filed_on" => Self::Filed,
            "resolved_on" => Self::Resolved,
            other => Self::On(other.to_owned()),
        }
    }
}

impl std::fmt::Display for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Filed => f.write_str("filed"),
            Self::Resolved => f.write_str("resolved"),
            Self::On(field) => write!(f, "on {field}"),
            Self::GrownOlder(age) => write!(f, "grown {age}"),
            Self::OlderResolved(age) => write!(f, "resolved {age}"),
        }
    }
}

/// One event's cells.
#[derive(Debug, Clone, PartialEq)]
pub struct EventShape {
    /// Which moment.
    pub event: Event,
    /// Fields whose classes are lanes of a cell, the first counting fastest.
    pub lanes: Vec<ClassField>,
    /// Fields whose classes are part of the key, behind the groups.
    pub extra: Vec<ClassField>,
    /// Numbers that are summed.
    pub sums: Vec<(String, Projection)>,
    /// Fields whose different values are counted.
    pub distinct: Vec<(String, Projection)>,
    /// Distributions of days: from, to; to the end of the event's own period where that is said.
    pub days: Vec<((String, String), Projection)>,
}

/// Lanes put together where nothing that is taken needs them apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// Lane → place.
    pub place: Vec<u8>,
    /// Places.
    pub places: usize,
}

impl Projection {
    fn new(lanes: &[ClassField], used: &BTreeSet<&str>) -> Self {
        let (mut place, mut places) = (vec![0u8], 1usize);
        for field in lanes {
            let step = if used.contains(field.field.as_str()) { places } else { 0 };
            place =
                (0..field.classes()).flat_map(|c| place.iter().map(move |p| p + (c * step) as u8)).collect();
            places *= if step > 0 { field.classes() } else { 1 };
        }
        Self { place, places }
    }
}

/// The classes of one field: which of the tests hold for its word.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassField {
    /// The field.
    pub field: String,
    /// The tests that any measure makes on it.
    pub tests: Vec<Test>,
    /// Every set of tests that can hold together, one flag a test; the class is its place here.
    pub signatures: Vec<Vec<bool>>,
}

impl ClassField {
    fn new(field: String, tests: BTreeSet<Test>) -> Self {
        let tests: Vec<Test> = tests.into_iter().collect();
        let words: BTreeSet<&str> = tests.iter().flat_map(Test::words).collect();
        let signature = |word| held(&tests, word);
        // A word that no test mentions stands for all such words; "\0" cannot be a word of an export.
        let mut signatures = vec![signature(None), signature(Some("\0"))];
        signatures.extend(words.into_iter().map(|w| signature(Some(w))));
        signatures.sort_unstable();
        signatures.dedup();
        Self { field, tests, signatures }
    }

    /// The class of a word.
    pub fn class(&self, word: Option<&str>) -> usize {
        let wanted = held(&self.tests, word);
        self.signatures.iter().position(|s| *s == wanted).unwrap_or(0)
    }

    /// Whether `test` holds for the words of a class.
    pub fn holds(&self, class: usize, test: &Test) -> bool {
        self.tests.iter().position(|t| t == test).is_some_and(|i| self.signatures[class][i])
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.signatures.len()
    }
}

/// Which of the tests hold for a word.
fn held(tests: &[Test], word: Option<&str>) -> Vec<bool> {
    tests.iter().map(|t| t.holds(word)).collect()
}

impl EventShape {
    /// Lanes of a cell.
    pub fn lane_count(&self) -> usize {
        self.lanes.iter().map(ClassField::classes).product()
    }

    /// Bits that the extra classes take in the key.
    pub fn extra_bits(&self) -> u32 {
        self.extra.iter().map(|f| bits_for(f.classes())).sum()
    }

    /// The class of lane field `field` in lane `lane`.
    pub fn lane_class(&self, lane: usize, field: usize) -> usize {
        let before: usize = self.lanes[..field].iter().map(ClassField::classes).product();
        lane / before % self.lanes[field].classes()
    }

    /// The class of extra field `field` in an extra code.
    pub fn extra_class(&self, code: u64, field: usize) -> usize {
        let before: u32 = self.extra[..field].iter().map(|f| bits_for(f.classes())).sum();
        (code >> before & ((1 << bits_for(self.extra[field].classes())) - 1)) as usize
    }
}

/// Bits that hold the numbers 0 to `n − 1`.
pub(crate) fn bits_for(n: usize) -> u32 {
    usize::BITS - n.saturating_sub(1).leading_zeros()
}

/// The dates by which active pending cases come and go, beside filing and resolution.
pub(crate) const ACTIVE_MOVES: [(&str, bool); 4] = [
    ("reopened_on", true),
    ("reactivated_on", true),
    ("reopened_resolved_on", false),
    ("inactive_on", false),
];

/// The events by which cases come to a basis (`true`) and go from it.
pub(crate) fn moves(basis: &Basis) -> Vec<(Event, bool)> {
    match basis {
        Basis::Incoming => vec![(Event::Filed, true)],
        Basis::Resolved => vec![(Event::Resolved, true)],
        Basis::On(field) | Basis::UpToStart(field) | Basis::UpToEnd(field) => vec![(Event::on(field), true)],
        Basis::PendingStart | Basis::PendingEnd => vec![(Event::Filed, true), (Event::Resolved, false)],
        Basis::PendingOlder(age) => {
            vec![(Event::GrownOlder(*age), true), (Event::OlderResolved(*age), false)]
        }
        Basis::ActiveEnd => [(Event::Filed, true), (Event::Resolved, false)]
            .into_iter()
            .chain(ACTIVE_MOVES.map(|(field, comes)| (Event::on(field), comes)))
            .collect(),
        Basis::Given { .. } => Vec::new(),
    }
}

/// The events that a basis needs.
pub(crate) fn events_of(basis: &Basis) -> Vec<Event> {
    moves(basis).into_iter().map(|(event, _)| event).collect()
}

impl Shape {
    /// The smallest shape that gives all of `measures` by `by`.
    pub fn new(measures: &[Measure], by: &[String], grain: Grain, calendar: Calendar) -> Self {
        let mut kinds: BTreeSet<Event> = BTreeSet::from([Event::Filed, Event::Resolved]);
        kinds.extend(measures.iter().flat_map(|m| events_of(&m.basis)));
        let events = kinds.into_iter().map(|event| event_shape(event, measures, by)).collect();
        let mut measures = measures.to_vec();
        measures.sort_unstable();
        measures.dedup();
        Self { by: by.to_vec(), grain, calendar, measures, events }
    }

    /// Every field that a row must show, with the kind that its use asks for (`None`: as the codebook says).
    pub fn fields(&self) -> Vec<(String, Option<FieldKind>)> {
        let mut fields: Vec<(String, Option<FieldKind>)> = vec![
            ("filed_on".to_owned(), Some(FieldKind::Date)),
            ("resolved_on".to_owned(), Some(FieldKind::Date)),
        ];
        let mut want = |name: &str, kind| {
            if !fields.iter().any(|(n, k)| n == name && *k == kind) {
                fields.push((name.to_owned(), kind));
            }
        };
        for name in &self.by {
            want(name, Some(FieldKind::Category));
        }
        for shape in &self.events {
            if let Event::On(field) = &shape.event {
                want(field, Some(FieldKind::Date));
            }
            shape.lanes.iter().chain(&shape.extra).for_each(|f| want(&f.field, Some(FieldKind::Category)));
            shape.sums.iter().for_each(|(f, _)| want(f, None));
            for ((from, to), _) in &shape.days {
                want(from, Some(FieldKind::Date));
                if to != PERIOD_END {
                    want(to, Some(FieldKind::Date));
                }
            }
        }
        fields
    }

    /// The place of an event.
    pub fn event(&self, event: &Event) -> Option<usize> {
        self.events.iter().position(|e| e.event == *event)
    }

    /// Whether a condition holds for every case of a group, as far as the group's words decide it.
    pub fn group_passes(&self, condition: &Condition, words: &[Option<&str>]) -> bool {
        condition.clauses().iter().all(|clause| match self.by.iter().position(|b| *b == clause.field) {
            Some(at) => clause.test.holds(words[at]),
            None => true,
        })
    }
}

fn event_shape(event: Event, measures: &[Measure], by: &[String]) -> EventShape {
    let taking: Vec<&Measure> = measures.iter().filter(|m| events_of(&m.basis).contains(&event)).collect();
    let mut tests: std::collections::BTreeMap<String, BTreeSet<Test>> = std::collections::BTreeMap::new();
    let (mut sums, mut distinct, mut days) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for measure in &taking {
        for clause in measure.condition.clauses().iter().filter(|c| !by.contains(&c.field)) {
            tests.entry(clause.field.clone()).or_default().insert(clause.test.clone());
        }
        match &measure.take {
            Take::Cases => {}
            Take::Sum(field) => _ = sums.insert(field.clone()),
            Take::Distinct(field) => _ = distinct.insert(field.clone()),
            Take::Days { from, to } => _ = days.insert((from.clone(), to.clone())),
        }
    }
    let mut classes: Vec<ClassField> = tests.into_iter().map(|(f, t)| ClassField::new(f, t)).collect();
    classes.sort_by_key(ClassField::classes);
    let mut lanes = Vec::new();
    let (mut extra, mut product) = (Vec::new(), 1);
    for class in classes {
        if product * class.classes() <= MOST_LANES {
            product *= class.classes();
            lanes.push(class);
        } else {
            extra.push(class);
        }
    }
    let project = |take: &Take| {
        let of_take = taking.iter().filter(|m| m.take == *take);
        Projection::new(
            &lanes,
            &of_take.flat_map(|m| m.condition.clauses()).map(|c| c.field.as_str()).collect(),
        )
    };
    let sums = sums.into_iter().map(|f: String| (f.clone(), project(&Take::Sum(f)))).collect();
    let distinct = distinct.into_iter().map(|f: String| (f.clone(), project(&Take::Distinct(f)))).collect();
    let pair = |(from, to): (String, String)| {
        let projection = project(&Take::Days { from: from.clone(), to: to.clone() });
        ((from, to), projection)
    };
    let days = days.into_iter().map(pair).collect();
    EventShape { event, lanes, extra, sums, distinct, days }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Clause;

    fn clause(field: &str, words: &[&str]) -> Clause {
        Clause { field: field.into(), test: Test::In(words.iter().map(|w| (*w).to_owned()).collect()) }
    }

    #[test]
    fn classes_are_what_the_tests_can_tell_apart() {
        let tests = BTreeSet::from([clause("o", &["a", "b"]).test, clause("o", &["b"]).test]);
        let class = ClassField::new("o".into(), tests);
        // Neither; a; b: three classes, and a missing word is in the first.
        assert_eq!(class.classes(), 3);
        assert_eq!(class.class(None), class.class(Some("x")));
        assert!(class.class(Some("a")) != class.class(Some("b")));
    }

    #[test]
    fn a_grouping_field_needs_no_class() {
        let condition = Condition::new([clause("court", &["x"]), clause("outcome", &["mediated"])]);
        let measures = [Measure::cases(Basis::Resolved).when(&condition)];
        let shape = Shape::new(&measures, &["court".to_owned()], Grain::Year, Calendar::default());
        let resolved = &shape.events[shape.event(&Event::Resolved).unwrap()];
        assert_eq!(resolved.lane_count(), 2);
        assert!(
            shape.group_passes(&condition, &[Some("x")]) && !shape.group_passes(&condition, &[Some("y")])
        );
    }
}
