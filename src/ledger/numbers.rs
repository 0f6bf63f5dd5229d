//! Numbers of a measure: what cells add, in every period that holds them, rolled up.

use crate::cube::{Basis, Cube, EventShape, EventStore, Measure, Take, moves};
use crate::ledger::from_cube::Layout;
use crate::ledger::taken::{Taken, covered, event, not_built_for};
use crate::ledger::targets::{Reached, Run};
use crate::period::Grain;
use crate::{Error, ErrorKind, Result};
use std::ops::{AddAssign, Neg, Range};
use std::sync::OnceLock;

/// What a measure is summed in: 64 bits for cases, of which a cube holds fewer than 2³², and 128 for amounts.
trait Number: Copy + Default + AddAssign + Neg<Output = Self> {
    /// The same in 64 bits; or one that leaves them, as text.
    fn within(numbers: Vec<Self>) -> std::result::Result<Vec<i64>, String>;
}

impl Number for i64 {
    fn within(numbers: Vec<Self>) -> std::result::Result<Vec<i64>, String> {
        Ok(numbers)
    }
}

impl Number for i128 {
    fn within(numbers: Vec<Self>) -> std::result::Result<Vec<i64>, String> {
        numbers.iter().map(|number| i64::try_from(*number).map_err(|_| number.to_string())).collect()
    }
}

/// What some neighbouring cells add, into a list.
type Values<'v, N> = Box<dyn Fn(Range<usize>, &mut Vec<N>) + 'v>;

/// Cells that are gone through together, so that what they add stays in the first cache.
const BLOCK: usize = 1 << 10;

/// The numbers of a cube's measures in every group and target.
pub(super) struct Numbers<'c> {
    cube: &'c Cube,
    layout: &'c Layout,
    groups: usize,
    targets: &'c [Run],
    /// By level, the group of every finest one.
    places: &'c [Vec<usize>],
    /// By event, what each cell counts in: a run of the targets of its finest group, as slots. Made once it is asked for.
    slots: Vec<OnceLock<Vec<[u32; 2]>>>,
}

/// The cases of each cell in the lanes that are taken. Of one or eight lanes a cell is summed at once.
fn of_cells(counts: &[u32], lanes: &[u32], list: &mut Vec<i64>) {
    // A cube holds fewer than 2³² cases.
    let of =
        |cell: &[u32]| i64::from(cell.iter().zip(lanes).map(|(n, lane)| n & lane).fold(0, u32::wrapping_add));
    match lanes.len() {
        1 => list.extend(counts.as_chunks::<1>().0.iter().map(|cell| of(cell))),
        8 => list.extend(counts.as_chunks::<8>().0.iter().map(|cell| of(cell))),
        n => list.extend(counts.chunks_exact(n).map(of)),
    }
}

impl<'c> Numbers<'c> {
    pub fn new(
        cube: &'c Cube,
        layout: &'c Layout,
        groups: usize,
        targets: &'c [Run],
        places: &'c [Vec<usize>],
    ) -> Self {
        let slots = cube.stores().iter().map(|_| OnceLock::new()).collect();
        Self { cube, layout, groups, targets, places, slots }
    }

    /// What each cell of event `place` counts in.
    fn slots(&self, place: usize, store: &EventStore) -> &[[u32; 2]] {
        self.slots[place].get_or_init(|| {
            let (cells, finest, width) = (store.index.cells(), &self.places[0], self.targets.len());
            let reached = Reached::new(self.targets, cells);
            let slots = cells.iter().zip(&self.layout.cells[place]).map(|((_, period), group)| {
                let (first, reached) = (finest[*group as usize] * width, reached.of(*period));
                [(first + reached.start) as u32, (first + reached.end) as u32]
            });
            slots.collect()
        })
    }

    /// The number of a measure in every slot.
    ///
    /// # Errors
    /// When the cube was not built for the measure, or a number leaves 64 bits.
    pub fn of(&self, measure: &Measure) -> Result<Vec<i64>> {
        match &measure.take {
            Take::Sum(field) => self.summed(measure, |shape, store, taken| {
                let s =
                    shape.sums.iter().position(|(f, _)| f == field).ok_or_else(|| not_built_for(measure))?;
                let (sums, own) = (&store.sums[s], taken.places(&shape.sums[s].1));
                Ok(Box::new(move |cells, list| {
                    let sums = sums.values[cells.start * sums.places..cells.end * sums.places]
                        .chunks_exact(sums.places);
                    list.extend(sums.map(|cell| own.iter().map(|place| cell[*place]).sum::<i128>()));
                }))
            }),
            _ => self.summed(measure, |_, store, taken| {
                // All bits where a lane is taken: to leave one out is no jump.
                let lanes: Vec<u32> =
                    taken.lanes.iter().map(|pass| if *pass { u32::MAX } else { 0 }).collect();
                Ok(Box::new(move |cells, list| {
                    of_cells(&store.counts[cells.start * store.lanes..cells.end * store.lanes], &lanes, list);
                }))
            }),
        }
    }

    /// The sums of what `values` says of every cell of an event.
    fn summed<N: Number>(
        &self,
        measure: &Measure,
        values: impl Fn(&'c EventShape, &'c EventStore, &Taken<'_>) -> Result<Values<'c, N>>,
    ) -> Result<Vec<i64>> {
        let &Self { cube, layout, groups, targets, places, .. } = self;
        let (width, finest) = (targets.len(), &places[0]);
        // A flow counts in every target that holds its period; a stock gains from the day before a target's
        // start or by its end, whatever lies before.
        let moves = moves(&measure.basis);
        if moves.is_empty() {
            return Err(not_built_for(measure));
        }
        let stock = measure.basis.is_stock();
        let at_start = matches!(measure.basis, Basis::PendingStart | Basis::UpToStart(_));
        let mut sums = vec![N::default(); groups * width];
        let mut list = Vec::with_capacity(BLOCK);
        for (of, comes) in &moves {
            let (place, shape, store) = event(cube, of, measure)?;
            covered(measure, shape, &cube.shape().by)?;
            let mut taken = Taken::new(measure, shape, cube, layout);
            let values = values(shape, store, &taken)?;
            let (cells, slots) = (store.index.cells(), self.slots(place, store));
            for first in (0..cells.len()).step_by(BLOCK) {
                let block = first..cells.len().min(first + BLOCK);
                let (cells, slots) = (&cells[block.clone()], &slots[block.clone()]);
                let groups = &layout.cells[place][block.clone()];
                list.clear();
                values(block, &mut list);
                assert_eq!(list.len(), cells.len(), "every cell has its value");
                taken.leave_out(groups, cells, &mut list);
                if !comes {
                    list.iter_mut().for_each(|value| *value = -*value);
                }
                if stock {
                    for (([first, end], value), group) in slots.iter().zip(&list).zip(groups) {
                        // The first that gains hands it on to all behind it.
                        let (slot, row) = (if at_start { *end } else { *first }, finest[*group as usize]);
                        if (slot as usize) < (row + 1) * width {
                            sums[slot as usize] += *value;
                        }
                    }
                } else {
                    for ([first, end], value) in slots.iter().zip(&list) {
                        sums[*first as usize..*end as usize].iter_mut().for_each(|sum| *sum += *value);
                    }
                }
            }
        }
        if stock && width > 1 {
            for row in sums.chunks_exact_mut(width) {
                for t in 1..width {
                    row[t] += row[t - 1];
                }
            }
        }
        for level in &places[1..] {
            for (from, to) in finest.iter().zip(level) {
                // Roll-ups stand before their parts.
                let (before, own) = sums.split_at_mut(from * width);
                let rolled = before[to * width..][..width].iter_mut();
                rolled.zip(own).for_each(|(sum, number)| *sum += *number);
            }
        }
        N::within(sums).map_err(|number| {
            Error::new(ErrorKind::Overflow, format!("\"{measure}\" is {number}"))
                .rule("numbers of a table are within 64 bits")
        })
    }

    /// The numbers of the months of each target.
    ///
    /// # Errors
    /// When the cube does not count by month, and as those of [`Numbers::of`].
    pub fn months(&self, measure: &Measure) -> Result<Vec<Vec<i64>>> {
        let shape = self.cube.shape();
        if shape.grain != Grain::Month {
            let what = format!("the months of \"{measure}\" are asked of a cube by {}", shape.grain.word());
            return Err(Error::new(ErrorKind::Mismatch, what)
                .rule("evenness is told from the months of a period")
                .hint("build the cube by month"));
        }
        let mut column = vec![Vec::new(); self.groups * self.targets.len()];
        for (t, target) in self.targets.iter().enumerate() {
            let each: Vec<Run> = (target.first..=target.last).map(|m| Run { first: m, last: m }).collect();
            let list = Numbers::new(self.cube, self.layout, self.groups, &each, self.places).of(measure)?;
            for (group, numbers) in list.chunks_exact(each.len()).enumerate() {
                column[group * self.targets.len() + t] = numbers.to_vec();
            }
        }
        Ok(column)
    }
}

#[cfg(test)]
mod tests {
    use super::of_cells;

    /// The reference adds lane by lane.
    #[test]
    fn a_cell_is_the_sum_of_the_lanes_that_are_taken() {
        for lanes in 1..=9 {
            let counts: Vec<u32> = (0..5 * lanes as u32).map(|at| at * at + 1).collect();
            for taken in 0..1u32 << lanes {
                let all: Vec<u32> = (0..lanes).map(|lane| (taken >> lane & 1).wrapping_neg()).collect();
                let mut by_hand = vec![0; 5];
                for (at, cases) in counts.iter().enumerate() {
                    if all[at % lanes] != 0 {
                        by_hand[at / lanes] += i64::from(*cases);
                    }
                }
                let mut list = Vec::new();
                of_cells(&counts, &all, &mut list);
                assert_eq!(list, by_hand, "{lanes} lanes, of which {taken:b}");
            }
        }
    }
}
