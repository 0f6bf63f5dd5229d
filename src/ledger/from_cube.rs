//! A ledger from a cube: flows summed over periods, stocks as running sums, distributions put together.

use crate::cube::{Basis, Cube, DayStore, Measure, Take};
use crate::ledger::Ledger;
use crate::ledger::ages::ages;
use crate::ledger::days::{DayColumn, DayWants};
use crate::ledger::distinct::distinct;
use crate::ledger::groups::{ALL, Finest, GroupWord, MISSING, Rollup, levels};
use crate::ledger::numbers::Numbers;
use crate::ledger::sweep::{Parts, sweep};
use crate::ledger::taken::{Taken, covered, event, not_built_for};
use crate::ledger::targets::{Reached, Run, runs};
use crate::period::Period;
use crate::threads::by_turns;
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

/// A column of the ledger; or what one of days is to be swept from.
enum Made<'c> {
    Numbers(Vec<i64>),
    Days(DayColumn),
    Parts(&'c DayStore, Parts),
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
        // What takes longest comes first.
        let (of_days, of_numbers): (Vec<_>, Vec<_>) =
            wants.iter().partition(|(measure, _)| matches!(measure.take, Take::Days { .. }));
        let ordered: Vec<&(&Measure, &DayWants)> = of_days.into_iter().chain(of_numbers).collect();
        let groups = ledger.groups.len();
        let numbers = Numbers::new(cube, &layout, groups, &targets, &places);
        let worth = ordered.len() * cube.cells() >= ENOUGH;
        let made = by_turns(ordered.len(), worth, |turn| -> Result<Made<'_>> {
            let (measure, wanted) = *ordered[turn];
            Ok(match (&measure.take, &measure.basis) {
                (Take::Days { .. }, Basis::PendingEnd | Basis::ActiveEnd) => {
                    Made::Days(ages(cube, &layout, measure, wanted, &targets, &places)?)
                }
                (Take::Days { .. }, _) => {
                    let (store, parts) = parts_of(cube, &layout, measure, &targets, groups, &places)?;
                    Made::Parts(store, parts)
                }
                (Take::Distinct(field), _) => {
                    Made::Numbers(distinct(cube, &layout, (measure, field), &targets, &ledger, &places)?)
                }
                _ => Made::Numbers(numbers.of(measure)?),
            })
        });
        for ((measure, wanted), made) in ordered.into_iter().zip(made) {
            let measure = (*measure).clone();
            match made? {
                Made::Numbers(column) => drop(ledger.numbers.insert(measure, column.into())),
                Made::Days(column) => drop(ledger.days.insert(measure, column.into())),
                // A sweep takes all threads there are.
                Made::Parts(store, parts) => {
                    let column = sweep(store, &parts, wanted, groups * targets.len())?;
                    ledger.days.insert(measure, column.into());
                }
            }
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
    pub fn word(&self, group: usize, column: usize) -> Option<&str> {
        match &self.finest.words[column][self.finest.groups[group][column] as usize] {
            GroupWord::Is(word) => Some(word),
            GroupWord::Missing | GroupWord::All => None,
        }
    }
}

/// The distributions of a measure, and of which of them each slot is put together.
fn parts_of<'c>(
    cube: &'c Cube,
    layout: &Layout,
    measure: &Measure,
    targets: &[Run],
    groups: usize,
    places: &[Vec<usize>],
) -> Result<(&'c DayStore, Parts)> {
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
    let (reached, width) = (Reached::new(targets, cells), targets.len());
    let mut parts: Vec<(u32, u32)> = Vec::with_capacity(cells.len());
    for (cell, &(key, period)) in cells.iter().enumerate() {
        let group = layout.cells[place][cell];
        if !taken.cell(group, key) {
            continue;
        }
        for t in reached.of(period) {
            for p in &taken_places {
                parts.push((group * width as u32 + t as u32, (cell * distributions.places + p) as u32));
            }
        }
    }
    Ok((&distributions.store, Parts::new(|| parts.iter().copied(), places, groups, width)))
}
