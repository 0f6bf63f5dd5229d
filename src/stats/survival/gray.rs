//! Gray's test: do groups end in one way equally often by each day, where other ways compete?
//!
//! Each group's events of the outcome are held against the pooled subdistribution hazard among R = Y(1 − F)/S, those
//! at risk were there no other outcome (Y at risk, S survival, F incidence of the outcome); the variance is that of
//! Gray's theorem, summed over the outcome's events and the competing ones, with a correction for ties. The weight
//! is 1 (his ρ = 0). Source: R. J. Gray 1988, Ann Stat 16:1141. The statistic agrees with `cuminc` of R's cmprsk.
//!
//! Conventions: all other outcomes are one competing outcome; a group without anybody at risk at an event of the
//! outcome is left out; late entries are refused, as the test is not defined for them. The cost grows with the cube
//! of the number of groups.
//! When to use something else: to ask about the pace of resolving in any way, [`log_rank`](super::log_rank).

use super::CompetingTable;
use super::log_rank::quadratic_form;
use crate::stats::special::chi_square_upper;
use crate::{Error, ErrorKind, Result};

/// The result of Gray's test.
#[derive(Debug, Clone, PartialEq)]
pub struct GrayTest {
    /// Observed less expected events of the outcome, by group.
    pub score: Vec<f64>,
    /// The statistic.
    pub chi_square: f64,
    /// Its degrees of freedom.
    pub degrees_of_freedom: usize,
    /// P(χ² > statistic), in [0, 1].
    pub p_value: f64,
}

/// One time at which some group has an event; one entry per group.
struct Moment {
    at_risk: Vec<f64>,
    outcome: Vec<f64>,
    competing: Vec<f64>,
}

/// Compares the incidence of `outcome` between two or more groups. Ties are corrected for as `cuminc` of R's
/// cmprsk does; a group with nobody at risk at an event is left out.
///
/// # Errors
/// When fewer than two groups can be compared, a table has late entries or does not tell `outcome` apart.
pub fn gray_test(groups: &[CompetingTable], outcome: usize) -> Result<GrayTest> {
    for group in groups {
        if outcome >= group.outcomes() {
            return Err(Error::new(
                ErrorKind::Argument,
                format!("outcome {outcome} of {}", group.outcomes()),
            )
            .rule("outcomes are counted from 0"));
        }
        if group.any_outcome().rows().iter().any(|r| r.entered > 0) {
            return Err(Error::new(ErrorKind::Argument, "late entries")
                .rule("Gray's test is not defined for left-truncated cases"));
        }
    }
    let moments = moments(groups, outcome)?;
    let count = groups.len();
    let mut score = vec![0.0; count];
    let mut first = Walk::new(count);
    for moment in &moments {
        let step = first.step(moment);
        let events: f64 = moment.outcome.iter().sum();
        for (i, score) in score.iter_mut().enumerate() {
            *score += moment.outcome[i] - events * step.exposed[i] / step.all_exposed;
        }
    }
    let total = first.drift;
    let mut variance = vec![vec![0.0; count]; count];
    let mut second = Walk::new(count);
    for moment in &moments {
        let step = second.step(moment);
        add_variance(moment, &step, &second.drift, &total, &mut variance);
    }
    let used: Vec<usize> = (0..count).filter(|&g| variance[g][g] > 0.0).collect();
    let Some((_, free)) = used.split_last().filter(|(_, free)| !free.is_empty()) else {
        return Err(Error::new(ErrorKind::Argument, format!("{} groups to compare", used.len()))
            .rule("Gray's test compares two or more groups at risk at the same events"));
    };
    let excess: Vec<f64> = free.iter().map(|&g| score[g]).collect();
    let matrix = free.iter().map(|&i| free.iter().map(|&j| variance[i][j]).collect()).collect();
    let (chi_square, rank) = quadratic_form(matrix, &excess);
    Ok(GrayTest {
        score,
        chi_square,
        degrees_of_freedom: rank,
        p_value: chi_square_upper(chi_square, rank as f64),
    })
}

/// What one time needs of the curves just before and after it.
struct Step {
    /// S of each group just before and just after.
    before: Vec<f64>,
    after: Vec<f64>,
    /// Y/S and its sum.
    scaled: Vec<f64>,
    all_scaled: f64,
    /// Y(1 − F)/S and its sum.
    exposed: Vec<f64>,
    all_exposed: f64,
    /// The pooled incidence after this time.
    pooled: f64,
}

/// The curves of the groups, carried through the times.
struct Walk {
    survival: Vec<f64>,
    incidence: Vec<f64>,
    pooled: f64,
    /// c of Gray's theorem: ∫ of (Y/S)ᵢ(δᵢₖ − (Y/S)ₖ/Σ) over the pooled hazard.
    drift: Vec<Vec<f64>>,
}

impl Walk {
    fn new(count: usize) -> Self {
        Self {
            survival: vec![1.0; count],
            incidence: vec![0.0; count],
            pooled: 0.0,
            drift: vec![vec![0.0; count]; count],
        }
    }

    fn step(&mut self, moment: &Moment) -> Step {
        let count = self.survival.len();
        let before = self.survival.clone();
        let (mut scaled, mut exposed) = (vec![0.0; count], vec![0.0; count]);
        for k in 0..count {
            let n = moment.at_risk[k];
            if n > 0.0 {
                scaled[k] = n / before[k];
                exposed[k] = scaled[k] * (1.0 - self.incidence[k]);
                self.incidence[k] += before[k] * moment.outcome[k] / n;
                self.survival[k] *= (n - moment.outcome[k] - moment.competing[k]) / n;
            }
        }
        let (all_scaled, all_exposed) = (scaled.iter().sum::<f64>(), exposed.iter().sum::<f64>());
        let events: f64 = moment.outcome.iter().sum();
        if events > 0.0 {
            let hazard = events / (all_scaled * (1.0 - self.pooled));
            for i in 0..count {
                for k in 0..count {
                    let same = if i == k { 1.0 } else { 0.0 };
                    self.drift[i][k] += scaled[i] * (same - scaled[k] / all_scaled) * hazard;
                }
            }
            self.pooled += events / all_scaled;
        }
        let (after, pooled) = (self.survival.clone(), self.pooled);
        Step { before, after, scaled, all_scaled, exposed, all_exposed, pooled }
    }
}

/// Adds the noise of one time; `drift` is c(t) and `total` c(τ).
fn add_variance(
    moment: &Moment,
    step: &Step,
    drift: &[Vec<f64>],
    total: &[Vec<f64>],
    variance: &mut [Vec<f64>],
) {
    let count = variance.len();
    let events: f64 = moment.outcome.iter().sum();
    // Less noise where several events tie.
    let tied =
        |events: f64, among: f64| if events > 1.0 { 1.0 - (events - 1.0) / (among - 1.0) } else { 1.0 };
    let mut part = vec![0.0; count];
    for k in 0..count {
        let n = moment.at_risk[k];
        if n == 0.0 {
            continue;
        }
        let left = if step.after[k] > 0.0 { (1.0 - step.pooled) / step.after[k] } else { 0.0 };
        if events > 0.0 {
            let noise = tied(events, step.all_scaled * step.before[k]) * step.before[k] * events
                / (step.all_scaled * n);
            for (i, part) in part.iter_mut().enumerate() {
                let same = if i == k { 1.0 } else { 0.0 };
                *part = step.scaled[i] * (same - step.scaled[k] / step.all_scaled)
                    + (1.0 - left) * (total[i][k] - drift[i][k]);
            }
            add_square(variance, &part, noise);
        }
        let competing = moment.competing[k];
        if competing > 0.0 && left > 0.0 {
            let noise = tied(competing, n) * competing * (step.before[k] / n).powi(2);
            for (i, part) in part.iter_mut().enumerate() {
                *part = left * (total[i][k] - drift[i][k]);
            }
            add_square(variance, &part, noise);
        }
    }
}

fn add_square(variance: &mut [Vec<f64>], part: &[f64], noise: f64) {
    for (row, a) in variance.iter_mut().zip(part) {
        for (cell, b) in row.iter_mut().zip(part) {
            *cell += a * b * noise;
        }
    }
}

fn moments(groups: &[CompetingTable], outcome: usize) -> Result<Vec<Moment>> {
    let tables = groups.iter().map(CompetingTable::rows).collect::<Result<Vec<_>>>()?;
    let mut times: Vec<i32> =
        tables.iter().flatten().filter(|(row, ..)| row.events > 0).map(|(row, ..)| row.time).collect();
    times.sort_unstable();
    times.dedup();
    let mut next = vec![0usize; groups.len()];
    let moments = times.into_iter().map(|time| {
        let mut moment = Moment { at_risk: Vec::new(), outcome: Vec::new(), competing: Vec::new() };
        for (table, next) in tables.iter().zip(&mut next) {
            while *next < table.len() && table[*next].0.time < time {
                *next += 1;
            }
            let (mut at_risk, mut own, mut other) = (0, 0, 0);
            if let Some((row, n, events)) = table.get(*next) {
                at_risk = *n;
                if row.time == time {
                    own = events[outcome];
                    other = row.events - own;
                }
            }
            moment.at_risk.push(at_risk as f64);
            moment.outcome.push(own as f64);
            moment.competing.push(other as f64);
        }
        moment
    });
    Ok(moments.collect())
}
