//! A ledger from a cube: flows summed over periods, stocks as running sums, distributions put together.

use crate::cube::{Basis, Cube, Event, EventShape, EventStore, Keys, Measure, Take};
use crate::ledger::Ledger;
use crate::ledger::ages::ages;
use crate::ledger::days::{DayColumn, DayWants};
use crate::ledger::distinct::distinct;
use crate::ledger::groups::{ALL, Finest, GroupWord, MISSING, Rollup, levels};
use crate::ledger::numbers::Numbers;
use crate::ledger::sweep::{Part, sorted, sweep};
use crate::ledger::targets::{Reached, Run, runs};
use crate::period::Period;
use crate::threads::in_runs;
use crate::{Error, ErrorKind, Result};
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// Cells for which another thread is worth its start, over all measures.
const ENOUGH: usize = 1 << 15;

/// The finest groups of a cube, and the group of every cell.
pub(super) struct Layout {
    pub finest: Finest,
    /// By event: group of each cell.
    pub cells: Vec<Vec<u32>>,
}

impl Ledger {
    /// The measures that `wants` lists, in `periods`, with roll-ups. For measures of days, what is wanted of
    /// the distribution. `absent` names the columns that the export lacked, by measure.
    ///
    /// # Errors
    /// When a period is no run of the cube's periods, the cube was not built for a measure, or a sum leaves
    /// 64 bits.
    pub fn from_cube(
        cube: &Cube,
        wants: &BTreeMap<Measure, DayWants>,
        periods: &[Period],
        rollup: Rollup,
        absent: BTreeMap<String, String>,
    ) -> Result<Self> {
        let shape = cube.shape();
        let targets = runs(shape, periods)?;
        let layout = Layout::new(cube);
        for (by, words) in shape.by.iter().zip(&layout.finest.words) {
            if let Some(word) =
                words.iter().find(|w| matches!(w, GroupWord::Is(w) if w == ALL || w == MISSING))
            {
                return Err(Error::new(ErrorKind::Data, format!("{by} says \"{word}\" in some rows"))
                    .rule(format!(
                        "\"{ALL}\" stands for all groups and \"{MISSING}\" for rows that say nothing"
                    ))
                    .hint(format!("translate it in the codebook: fields.{by}.values.star = [\"{word}\"]")));
            }
        }
        let (groups, places) = layout.finest.roll(&levels(shape.by.len(), rollup))?;
        let mut ledger = Self {
            by: shape.by.clone(),
            groups: groups.into(),
            periods: periods.to_vec(),
            numbers: BTreeMap::new(),
            gaps: BTreeMap::new(),
            days: BTreeMap::new(),
            figures: BTreeMap::new(),
            months: BTreeMap::new(),
            absent,
        };
        let here = |measure: &Measure| {
            measure.input().is_none() && !ledger.absent.contains_key(&measure.to_string())
        };
        let wants: Vec<(&Measure, &DayWants)> = wants.iter().filter(|(measure, _)| here(measure)).collect();
        // A column of numbers takes one thread, one of days takes all there are.
        let (of_days, of_numbers): (Vec<_>, Vec<_>) =
            wants.iter().partition(|(measure, _)| matches!(measure.take, Take::Days { .. }));
        let least = ENOUGH.div_ceil(cube.cells().max(1));
        let numbers = Numbers::new(cube, &layout, ledger.groups.len(), &targets, &places);
        let columns = in_runs(of_numbers.len(), least, 1, |run, columns| {
            columns.extend(of_numbers[run].iter().map(|(measure, _)| match &measure.take {
                Take::Distinct(field) => {
                    distinct(cube, &layout, (measure, field), &targets, &ledger, &places)
                }
                _ => numbers.of(measure),
            }));
        });
        for ((measure, _), column) in of_numbers.iter().zip(columns) {
            ledger.numbers.insert((*measure).clone(), column?.into());
        }
        for (measure, wanted) in of_days {
            let column = match &measure.basis {
                Basis::PendingEnd | Basis::ActiveEnd => {
                    ages(cube, &layout, measure, wanted, &targets, &places)?
                }
                _ => days(cube, &layout, measure, wanted, &targets, &ledger, &places)?,
            };
            ledger.days.insert(measure.clone(), column.into());
        }
        for (measure, _) in wants.iter().filter(|(_, wanted)| wanted.months) {
            ledger.months.insert((*measure).clone(), numbers.months(measure)?);
        }
        Ok(ledger)
    }
}

impl Layout {
    fn new(cube: &Cube) -> Self {
        let keys = cube.keys();
        // Each column's words in order, and the place of every number in it.
        let mut words = Vec::new();
        let mut ranks = Vec::new();
        for column in &keys.words {
            let mut order: Vec<u32> = (0..column.list.len() as u32).collect();
            order.sort_unstable_by_key(|n| column.list[*n as usize].as_deref());
            let mut rank = vec![0; order.len()];
            order.iter().enumerate().for_each(|(place, n)| rank[*n as usize] = place as u32);
            words.push(order.iter().map(|n| GroupWord::of(column.list[*n as usize].as_deref())).collect());
            ranks.push(rank);
        }
        let group_bits = (1 << keys.group_bits()) - 1;
        let mut known: HashMap<u64, u32> = HashMap::new();
        let mut groups = Vec::new();
        let mut cells = Vec::new();
        for store in cube.stores() {
            let of_cell = store.index.cells().iter().map(|(key, _)| {
                *known.entry(key & group_bits).or_insert_with(|| {
                    let numbers = keys.unpack(*key);
                    groups.push(numbers.iter().zip(&ranks).map(|(n, rank)| rank[*n as usize]).collect());
                    groups.len() as u32 - 1
                })
            });
            cells.push(of_cell.collect());
        }
        if cube.shape().by.is_empty() && groups.is_empty() {
            groups.push(Vec::new());
        }
        Self { finest: Finest { words, groups }, cells }
    }

    /// What a finest group says in a column.
    fn word(&self, group: usize, column: usize) -> Option<&str> {
        match &self.finest.words[column][self.finest.groups[group][column] as usize] {
            GroupWord::Is(word) => Some(word),
            GroupWord::Missing | GroupWord::All => None,
        }
    }
}

/// Which lanes (or places of a projection) of which cells a measure takes.
pub(super) struct Taken<'a> {
    measure: &'a Measure,
    shape: &'a EventShape,
    keys: &'a Keys,
    groups: Vec<bool>,
    extras: HashMap<u64, bool>,
    pub lanes: Vec<bool>,
    /// Every cell passes, so that none need be asked.
    every: bool,
}

impl<'a> Taken<'a> {
    pub fn new(measure: &'a Measure, shape: &'a EventShape, cube: &'a Cube, layout: &Layout) -> Self {
        let by = &cube.shape().by;
        let clauses = measure.condition.clauses();
        let lanes = (0..shape.lane_count()).map(|lane| {
            shape.lanes.iter().enumerate().all(|(f, field)| {
                let class = shape.lane_class(lane, f);
                clauses.iter().filter(|c| c.field == field.field).all(|c| field.holds(class, &c.test))
            })
        });
        // Only clauses on grouping columns are decided by the group.
        let of_group: Vec<(usize, &crate::case::Test)> = clauses
            .iter()
            .filter_map(|c| by.iter().position(|b| *b == c.field).map(|at| (at, &c.test)))
            .collect();
        let passes = |group| of_group.iter().all(|(at, test)| test.holds(layout.word(group, *at)));
        let groups: Vec<bool> = (0..layout.finest.groups.len()).map(passes).collect();
        let every = shape.extra.is_empty() && groups.iter().all(|pass| *pass);
        Self {
            lanes: lanes.collect(),
            measure,
            shape,
            keys: cube.keys(),
            groups,
            extras: HashMap::new(),
            every,
        }
    }

    /// Whether the group of the cell with this key and its extra classes pass.
    #[inline]
    pub fn cell(&mut self, group: u32, key: u64) -> bool {
        self.every || self.passes(group, key)
    }

    fn passes(&mut self, group: u32, key: u64) -> bool {
        if self.shape.extra.is_empty() {
            return self.groups[group as usize];
        }
        let (shape, clauses) = (self.shape, self.measure.condition.clauses());
        let extra = self.keys.extra(key);
        let extra = *self.extras.entry(extra).or_insert_with(|| {
            shape.extra.iter().enumerate().all(|(f, field)| {
                let class = shape.extra_class(extra, f);
                clauses.iter().filter(|c| c.field == field.field).all(|c| field.holds(class, &c.test))
            })
        });
        extra && self.groups[group as usize]
    }

    /// Places of a projection whose lanes pass.
    pub fn places(&self, projection: &crate::cube::Projection) -> Vec<usize> {
        let mut places: Vec<usize> = (self.lanes.iter().zip(&projection.place))
            .filter(|(pass, _)| **pass)
            .map(|(_, place)| usize::from(*place))
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

pub(super) fn event<'c>(
    cube: &'c Cube,
    event: &Event,
    measure: &Measure,
) -> Result<(usize, &'c EventShape, &'c EventStore)> {
    let place = cube.shape().event(event).ok_or_else(|| not_built_for(measure))?;
    Ok((place, &cube.shape().events[place], &cube.stores()[place]))
}

pub(super) fn not_built_for(measure: &Measure) -> Error {
    Error::new(ErrorKind::Mismatch, format!("the cube was not built for \"{measure}\""))
        .rule("a cube answers the measures that it was built for")
        .hint("build the cube with all indicators that will be asked of it")
}

/// Every clause must be one that the event's classes or groups can decide.
pub(super) fn covered(measure: &Measure, shape: &EventShape, by: &[String]) -> Result<()> {
    let decides = |c: &crate::case::Clause| {
        let fields = shape.lanes.iter().chain(&shape.extra);
        by.contains(&c.field) || fields.into_iter().any(|f| f.field == c.field && f.tests.contains(&c.test))
    };
    if measure.condition.clauses().iter().all(decides) { Ok(()) } else { Err(not_built_for(measure)) }
}

fn days(
    cube: &Cube,
    layout: &Layout,
    measure: &Measure,
    wants: &DayWants,
    targets: &[Run],
    ledger: &Ledger,
    places: &[Vec<usize>],
) -> Result<DayColumn> {
    let (Take::Days { from, to }, Basis::Resolved | Basis::Incoming | Basis::On(_)) =
        (&measure.take, &measure.basis)
    else {
        return Err(Error::new(ErrorKind::Definition, format!("\"{measure}\" is not counted"))
            .rule("days are taken of cases resolved, filed or dated in the period, or pending at its end"));
    };
    let of = crate::cube::events_of(&measure.basis).remove(0);
    let (place, shape, store) = event(cube, &of, measure)?;
    covered(measure, shape, &cube.shape().by)?;
    let pair = (from.clone(), to.clone());
    let d = shape.days.iter().position(|(p, _)| *p == pair).ok_or_else(|| not_built_for(measure))?;
    let distributions = &store.days[d];
    let mut taken = Taken::new(measure, shape, cube, layout);
    let taken_places = taken.places(&shape.days[d].1);
    let cells = store.index.cells();
    let reached = Reached::new(targets, cells);
    let mut parts: Vec<(u32, Part)> = Vec::with_capacity(cells.len());
    for (cell, &(key, period)) in cells.iter().enumerate() {
        let group = layout.cells[place][cell];
        if !taken.cell(group, key) {
            continue;
        }
        for t in reached.of(period) {
            for p in &taken_places {
                parts.push((group, Part { slot: t as u32, at: (cell * distributions.places + p) as u32 }));
            }
        }
    }
    let slots = ledger.groups.len() * targets.len();
    let all = || {
        places.iter().flat_map(|level| {
            let place = |group: u32| (level[group as usize] * targets.len()) as u32;
            parts.iter().map(move |(group, part)| Part { slot: place(*group) + part.slot, ..*part })
        })
    };
    sweep(&distributions.store, &sorted(all, slots), wants, slots)
}
