//! The periods that are asked for, as runs of the cube's periods.

use crate::cube::{Shape, ordinal};
use crate::period::Period;
use crate::{Error, ErrorKind, Result};
use std::ops::Range;

/// A period as a run of the cube's periods, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    pub first: i32,
    pub last: i32,
}

/// The runs of `periods`.
///
/// # Errors
/// When a period starts or ends within a period of the cube, or the periods do not rise.
pub(crate) fn runs(shape: &Shape, periods: &[Period]) -> Result<Vec<Run>> {
    let falls = |[a, b]: [Period; 2]| b.start() <= a.start() || b.end() <= a.end();
    if let Some((a, b)) = periods.iter().zip(periods.iter().skip(1)).find(|(a, b)| falls([**a, **b])) {
        return Err(Error::new(ErrorKind::Argument, format!("{a} stands before {b}"))
            .rule("periods rise, and none contains another"));
    }
    periods
        .iter()
        .map(|period| {
            let first = shape.calendar.ordinal(shape.grain, period.start());
            let last = shape.calendar.ordinal(shape.grain, period.end());
            let starts = shape.calendar.from_ordinal(shape.grain, first).start() == period.start();
            let ends = shape.calendar.from_ordinal(shape.grain, last).end() == period.end();
            if starts && ends {
                return Ok(Run { first, last });
            }
            Err(Error::new(
                ErrorKind::Mismatch,
                format!("{period} is no run of whole {}s", shape.grain.word()),
            )
            .rule(format!("the cube counts by {}", shape.grain.word()))
            .hint("build the cube by month"))
        })
        .collect()
}

/// Which targets hold a period, looked up once for each period of some cells.
pub(super) struct Reached {
    first: i32,
    ranges: Vec<Range<usize>>,
}

impl Reached {
    /// The targets that hold the periods of these cells.
    pub fn new(targets: &[Run], cells: &[(u64, u32)]) -> Self {
        let periods = || cells.iter().map(|(_, period)| ordinal(*period));
        let (first, last) = (periods().min().unwrap_or(0), periods().max().unwrap_or(-1));
        // Targets rise, so those that hold a period are a run of them.
        let holding =
            |at| targets.partition_point(|run| run.last < at)..targets.partition_point(|run| run.first <= at);
        Self { first, ranges: (first..=last).map(holding).collect() }
    }

    /// The targets that hold the period of one of the cells.
    #[inline]
    pub fn of(&self, period: u32) -> Range<usize> {
        self.ranges[(ordinal(period) - self.first) as usize].clone()
    }
}
