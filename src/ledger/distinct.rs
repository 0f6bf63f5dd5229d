//! Numbers of distinct values: the sets of cells put together, for every group and period on its own.

use crate::Result;
use crate::cube::{Cube, Measure, events_of};
use crate::ledger::Ledger;
use crate::ledger::from_cube::Layout;
use crate::ledger::taken::{Taken, covered, event, not_built_for};
use crate::ledger::targets::{Reached, Run};

/// How many values of `field` the cases of a measure have, by group and period.
///
/// # Errors
/// When the cube was not built for it.
pub(super) fn distinct(
    cube: &Cube,
    layout: &Layout,
    (measure, field): (&Measure, &str),
    targets: &[Run],
    ledger: &Ledger,
    levels: &[Vec<usize>],
) -> Result<Vec<i64>> {
    let of = events_of(&measure.basis).into_iter().next().ok_or_else(|| not_built_for(measure))?;
    let (place, shape, store) = event(cube, &of, measure)?;
    covered(measure, shape, &cube.shape().by)?;
    let d = shape.distinct.iter().position(|(f, _)| f == field).ok_or_else(|| not_built_for(measure))?;
    let values = &store.distinct[d];
    let mut taken = Taken::new(measure, shape, cube, layout);
    let taken_places = taken.places(&shape.distinct[d].1);
    let cells = store.index.cells();
    let reached = Reached::new(targets, cells);
    // Finest group, target, value.
    let mut entries: Vec<(u32, u32, u128)> = Vec::new();
    for (slot, value) in values.members() {
        let (cell, of_cell) = (slot / values.places, slot % values.places);
        let (key, period) = cells[cell];
        let group = layout.cells[place][cell];
        if taken_places.binary_search(&of_cell).is_err() || !taken.cell(group, key) {
            continue;
        }
        entries.extend(reached.of(period).map(|t| (group, t as u32, value)));
    }
    let mut column = vec![0; ledger.groups.len() * targets.len()];
    for level in levels {
        let slot = |group: u32, target: u32| level[group as usize] * targets.len() + target as usize;
        let mut placed: Vec<(usize, u128)> = entries.iter().map(|(g, t, v)| (slot(*g, *t), *v)).collect();
        placed.sort_unstable();
        placed.dedup();
        placed.iter().for_each(|(slot, _)| column[*slot] += 1);
    }
    Ok(column)
}
