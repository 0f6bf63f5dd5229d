//! Competing outcomes: the share of cases ended in each way by each day, pending ones counted.
//!
//! F_k(t) = Σ over times u ≤ t of S(u−)·d_k/n (Aalen and Johansen 1978); the shares and what is still pending sum
//! to 1. Standard errors are Greenwood's for the multinomial (Andersen et al. 1993, eq. 4.4.17; Marubini and
//! Valsecchi 1995, eq. 10.12), carried forward as a covariance of (S, F_k); without censoring they are
//! √(F(1 − F)/n). Limits are made as those of a survival curve, with F in the place of S.
//! Never read a share off 1 − Kaplan-Meier with the other outcomes censored: it is too high.
//!
//! ```
//! use courtmetrics::stats::survival::CompetingTable;
//! // outcome 0 (judgment) at 10 and 20 days, outcome 1 (settlement) at 20, one pending since 30
//! let table = CompetingTable::new(&[&[(10, 1), (20, 1)], &[(20, 1)]], &[(30, 1)], &[])?;
//! let shares = table.aalen_johansen()?;
//! let end = shares.points().last().unwrap();
//! assert_eq!((end.survival, &end.incidence[..]), (0.25, &[0.5, 0.25][..]));
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use super::{RiskRow, RiskTable};
use crate::quantity::Level;
use crate::stats::interval::Interval;
use crate::stats::special::z_of;
use crate::{Error, ErrorKind, Result};

/// Risk tables of outcomes that exclude each other, one per outcome; exact and mergeable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompetingTable {
    /// All events together, with the censorings and entries.
    all: RiskTable,
    /// The events of each outcome alone.
    outcomes: Vec<RiskTable>,
}

/// One time of the shares by outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidencePoint {
    /// Days since the origin.
    pub time: i32,
    /// At risk just before that time.
    pub at_risk: u64,
    /// Events at that time, by outcome.
    pub events: Vec<u64>,
    /// The share still pending after that time, in [0, 1].
    pub survival: f64,
    /// The share ended in each way by that time, in [0, 1].
    pub incidence: Vec<f64>,
    /// The standard error of each share.
    pub standard_error: Vec<f64>,
}

/// The shares by outcome over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Incidence {
    points: Vec<IncidencePoint>,
}

impl CompetingTable {
    /// A table from runs `(days, cases)`: the events of each outcome, the censorings, the late entries.
    ///
    /// # Errors
    /// As [`RiskTable::new`].
    pub fn new(events: &[&[(i32, u64)]], censored: &[(i32, u64)], entries: &[(i32, u64)]) -> Result<Self> {
        let outcomes = events.iter().map(|e| RiskTable::new(e, &[], &[])).collect::<Result<Vec<_>>>()?;
        let all = RiskTable::new(&events.concat(), censored, entries)?;
        Ok(Self { all, outcomes })
    }

    /// The table of all outcomes taken as one event.
    pub fn any_outcome(&self) -> &RiskTable {
        &self.all
    }

    /// How many outcomes it tells apart.
    pub fn outcomes(&self) -> usize {
        self.outcomes.len()
    }

    /// The table of both together; exact, associative and commutative.
    ///
    /// # Errors
    /// When the numbers of outcomes differ, or a count leaves 64 bits.
    pub fn merge(&self, other: &Self) -> Result<Self> {
        if self.outcomes.len() != other.outcomes.len() {
            return Err(Error::new(
                ErrorKind::Mismatch,
                format!("{} and {} outcomes", self.outcomes.len(), other.outcomes.len()),
            )
            .rule("tables of the same outcomes merge"));
        }
        let outcomes = self.outcomes.iter().zip(&other.outcomes).map(|(a, b)| a.merge(b));
        Ok(Self { all: self.all.merge(&other.all)?, outcomes: outcomes.collect::<Result<_>>()? })
    }

    /// Each row with the number at risk and the events by outcome.
    pub(super) fn rows(&self) -> Result<Vec<(RiskRow, u64, Vec<u64>)>> {
        let mut next = vec![0usize; self.outcomes.len()];
        let rows = self.all.with_at_risk()?.into_iter().map(|(row, at_risk)| {
            let events = self.outcomes.iter().zip(&mut next).map(|(table, at)| match table.rows().get(*at) {
                Some(own) if own.time == row.time => {
                    *at += 1;
                    own.events
                }
                _ => 0,
            });
            (row, at_risk, events.collect())
        });
        Ok(rows.collect())
    }

    /// The share ended in each way by each day. At one time events of every outcome come before censorings;
    /// behind the last time the shares stay.
    ///
    /// # Errors
    /// When more end at a time than are at risk.
    pub fn aalen_johansen(&self) -> Result<Incidence> {
        let causes = self.outcomes.len();
        let mut points = Vec::new();
        let (mut survival, mut variance) = (1.0, 0.0);
        // F, Cov(S, F) and Var F of each outcome
        let (mut share, mut joint, mut own) = (vec![0.0; causes], vec![0.0; causes], vec![0.0; causes]);
        let mut alone = vec![true; causes];
        for (row, at_risk, events) in self.rows()? {
            let all = row.events;
            if all > 0 {
                let n = at_risk as f64;
                let left = (at_risk - all) as f64 / n;
                let noise = survival * survival / n;
                for k in 0..causes {
                    let hazard = events[k] as f64 / n;
                    let spread = noise * hazard * ((at_risk - events[k]) as f64 / n);
                    own[k] += 2.0 * hazard * joint[k] + hazard * hazard * variance + spread;
                    joint[k] = left * (joint[k] + hazard * variance) - noise * hazard * left;
                    share[k] += survival * hazard;
                }
                variance = left * left * variance + noise * left * (all as f64 / n);
                survival *= left;
                for k in 0..causes {
                    alone[k] &= events[k] == all;
                    if alone[k] {
                        // So far F = 1 − S: nothing cancels, and at S = 0 nothing is uncertain.
                        (share[k], own[k], joint[k]) = (1.0 - survival, variance, -variance);
                    }
                }
            }
            if all + row.censored > 0 {
                points.push(IncidencePoint {
                    time: row.time,
                    at_risk,
                    events,
                    survival,
                    incidence: share.iter().map(|f: &f64| f.min(1.0)).collect(),
                    standard_error: own.iter().map(|v: &f64| v.max(0.0).sqrt()).collect(),
                });
            }
        }
        Ok(Incidence { points })
    }
}

impl Incidence {
    /// The points, times increasing.
    pub fn points(&self) -> &[IncidencePoint] {
        &self.points
    }

    /// The last point at or before `time`; `None` before the first, where every share is 0.
    pub fn at(&self, time: i32) -> Option<&IncidencePoint> {
        self.points[..self.points.partition_point(|p| p.time <= time)].last()
    }
}

impl IncidencePoint {
    /// The limits of the share ended in way `outcome`, as R's `survfit` makes them: `log_log` is symmetric on
    /// log(−log F) and has none where F is 0 or 1, `log` none where F is 0. `None` where there is no such outcome.
    pub fn limits(&self, outcome: usize, level: Level, method: super::CurveMethod) -> Option<Interval> {
        let (f, error) = (*self.incidence.get(outcome)?, *self.standard_error.get(outcome)?);
        let z = z_of(level);
        let (lower, upper) = match method {
            super::CurveMethod::Plain => (Some(f - z * error), Some(f + z * error)),
            _ if f <= 0.0 => (None, None),
            super::CurveMethod::LogLog if f >= 1.0 => (None, None),
            super::CurveMethod::Log => (Some(f * (-z * error / f).exp()), Some(f * (z * error / f).exp())),
            super::CurveMethod::LogLog => {
                let width = z * error / (f * f.ln());
                (Some(f.powf((-width).exp())), Some(f.powf(width.exp())))
            }
        };
        Some(Interval::open(lower.map(|l| l.max(0.0)), upper.map(|u| u.min(1.0)), level, method.word()))
    }
}
