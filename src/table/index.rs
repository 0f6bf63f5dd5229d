//! Composite indices: members between their worst and best values, and a weighted mean of them.
//!
//! `x = (value − worst) ÷ (best − worst)`, so that a member for which lower is better needs no turning round. A
//! value beyond its best or worst is not cut off. There is no official preset: weights and ends are the user's.

use crate::indicator::{IndexMean, Member};
use crate::quantity::{Fraction, Rounding};
use crate::table::{Observation, Status};

/// Decimals of an index.
const DECIMALS: u8 = 6;

/// A member's value between its worst (0) and its best (1).
///
/// # Errors
/// The status of a member without a value.
pub(crate) fn normalised(row: &Observation, member: &Member, days: u32) -> Result<Fraction, Status> {
    match row.status {
        Status::Known => {}
        // No other number comes of one that is given.
        Status::Given => return Err(Status::NotAvailable),
        status => return Err(status),
    }
    let value = || {
        let value = row.exact(Observation::scale(&member.definition, days))?;
        value.minus(member.worst)?.over(member.best.minus(member.worst)?)
    };
    value().map_err(|_| Status::NotAvailable)
}

/// The mean of weighted values, to six decimals.
pub(crate) fn observe(values: &[(Fraction, Fraction)], mean: IndexMean) -> Observation {
    if mean == IndexMean::Geometric && values.iter().any(|(_, x)| x.is_negative()) {
        return Observation::none(Status::OutsideWhole);
    }
    let millionths = match mean {
        IndexMean::Arithmetic => arithmetic(values),
        IndexMean::Geometric => geometric(values),
    };
    match millionths {
        Some(numerator) => {
            Observation { status: Status::Known, numerator, denominator: 1_000_000, cases: -1 }
        }
        None => Observation::none(Status::NotAvailable),
    }
}

fn arithmetic(values: &[(Fraction, Fraction)]) -> Option<i64> {
    let (mut upper, mut lower) = (Fraction::ZERO, Fraction::ZERO);
    for (weight, x) in values {
        upper = upper.plus(weight.product(*x).ok()?).ok()?;
        lower = lower.plus(*weight).ok()?;
    }
    let mean = upper.over(lower).ok()?.round(DECIMALS, Rounding::HalfAwayFromZero).ok()?;
    i64::try_from(mean.units()).ok()
}

fn geometric(values: &[(Fraction, Fraction)]) -> Option<i64> {
    if values.iter().any(|(_, x)| x.is_zero()) {
        return Some(0);
    }
    let weights: f64 = values.iter().map(|(weight, _)| weight.to_f64()).sum();
    let logs: f64 = values.iter().map(|(weight, x)| weight.to_f64() * x.to_f64().ln()).sum();
    let millionths = ((logs / weights).exp() * 1e6).round();
    (millionths < 9e15).then_some(millionths as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(values: &[(i64, i64, i64)]) -> Vec<(Fraction, Fraction)> {
        let pair =
            |(weight, p, q): &(i64, i64, i64)| (Fraction::whole(*weight), Fraction::new(*p, *q).unwrap());
        values.iter().map(pair).collect()
    }

    #[test]
    fn means_are_weighted() {
        // (2·1/2 + 1·1/8) ÷ 3 = 0.375; (1/4 · 1/8)^(1/3) = 2^(−5/3) = 0.314980...
        let values = pairs(&[(2, 1, 2), (1, 1, 8)]);
        assert_eq!(observe(&values, IndexMean::Arithmetic).numerator, 375_000);
        assert_eq!(observe(&values, IndexMean::Geometric).numerator, 314_980);
    }

    #[test]
    fn a_member_at_its_worst_makes_a_geometric_index_0_and_one_below_it_undefined() {
        assert_eq!(observe(&pairs(&[(1, 0, 1), (1, 1, 1)]), IndexMean::Geometric).numerator, 0);
        let below = observe(&pairs(&[(1, -1, 2), (1, 1, 1)]), IndexMean::Geometric);
        assert_eq!(below.status, Status::OutsideWhole);
    }
}
