//! State probabilities: the share of cases in each state by time, where cases move between states and back.
//!
//! P(t) = P(t−)(I + dA), dA from state i to j being the moves at t over those in i just before (Aalen and Johansen
//! 1978). Spells are half open, (from, to]: a case is at risk in its state after `from` and up to `to`. Every case
//! begins in the state with probability `initial`. With one initial state and ends that are never left this is
//! [`CompetingTable::aalen_johansen`](super::CompetingTable::aalen_johansen).

use crate::{Error, ErrorKind, Result};

/// A stay of `cases` cases in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    /// When it begins, days since the origin.
    pub from: i32,
    /// When it ends; after it begins.
    pub to: i32,
    /// The state.
    pub state: usize,
    /// The state it ends in; `None` where it is only no longer watched.
    pub next: Option<usize>,
    /// How many cases.
    pub cases: u64,
}

/// The shares at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct StatePoint {
    /// Days since the origin.
    pub time: i32,
    /// The share in each state, summing to 1.
    pub share: Vec<f64>,
}

/// The share in each state at each time that a spell ends.
///
/// # Errors
/// When a spell ends before it begins or names a state beyond `initial`.
pub fn state_probabilities(initial: &[f64], spells: &[Spell]) -> Result<Vec<StatePoint>> {
    let states = initial.len();
    for spell in spells {
        if spell.to <= spell.from || spell.state >= states || spell.next.is_some_and(|next| next >= states) {
            return Err(Error::new(ErrorKind::Argument, format!("{spell:?} among {states} states"))
                .rule("a spell ends after it begins, in a known state"));
        }
    }
    // (time, state, change of those at risk after that time)
    let mut starts: Vec<&Spell> = spells.iter().collect();
    starts.sort_by_key(|s| s.from);
    let mut ends: Vec<&Spell> = spells.iter().collect();
    ends.sort_by_key(|s| s.to);
    let (mut at_risk, mut share) = (vec![0u64; states], initial.to_vec());
    let (mut points, mut begun, mut ended) = (Vec::new(), 0, 0);
    while ended < ends.len() {
        let time = ends[ended].to;
        while begun < starts.len() && starts[begun].from < time {
            at_risk[starts[begun].state] += starts[begun].cases;
            begun += 1;
        }
        let (before, in_state) = (share.clone(), at_risk.clone());
        while ended < ends.len() && ends[ended].to == time {
            let spell = ends[ended];
            if let Some(next) = spell.next.filter(|&next| next != spell.state) {
                let moved = before[spell.state] * (spell.cases as f64 / in_state[spell.state] as f64);
                share[spell.state] -= moved;
                share[next] += moved;
            }
            at_risk[spell.state] -= spell.cases;
            ended += 1;
        }
        for s in &mut share {
            *s = s.clamp(0.0, 1.0);
        }
        points.push(StatePoint { time, share: share.clone() });
    }
    Ok(points)
}
