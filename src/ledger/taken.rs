//! Which event of a cube a measure is of, and which of its cells and lanes it takes.

use crate::cube::{Cube, Event, EventShape, EventStore, Keys, Measure};
use crate::ledger::from_cube::Layout;
use crate::{Error, ErrorKind, Result};
use hashbrown::HashMap;

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

    /// Takes nothing of the cells that do not pass.
    pub fn leave_out<N: Default>(&mut self, groups: &[u32], cells: &[(u64, u32)], values: &mut [N]) {
        if self.every {
            return;
        }
        for ((group, (key, _)), value) in groups.iter().zip(cells).zip(values) {
            if !self.passes(*group, *key) {
                *value = N::default();
            }
        }
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
