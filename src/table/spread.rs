//! How unevenly a count is spread over the months of a period.
//!
//! Coefficient of variation: `√(n Σ x² − (Σ x)²) ÷ Σ x`, the standard deviation divided by n; Gini coefficient:
//! `Σ (2i − n − 1) x₍ᵢ₎ ÷ (n Σ x)` over the months in rising order. Both are 0 where all months are equal. Courts
//! publish an "evenness" without its formula, so neither is called that.

use crate::indicator::MonthSpread;
use crate::table::{Observation, Status};

/// Decimals of a root.
const MILLION: i64 = 1_000_000;

/// The spread of these months; none that is known without them.
pub(crate) fn observe(months: &[i64], spread: MonthSpread) -> Observation {
    if months.is_empty() {
        return Observation::none(Status::NotAvailable);
    }
    let sum: i128 = months.iter().map(|x| i128::from(*x)).sum();
    if sum <= 0 {
        return Observation::none(Status::NoCases);
    }
    let pair = match spread {
        MonthSpread::Variation => variation(months, sum).map(|millionths| (millionths, MILLION)),
        MonthSpread::Gini => gini(months, sum),
    };
    match pair {
        Some((numerator, denominator)) => {
            let cases = i64::try_from(sum).unwrap_or(-1);
            Observation { status: Status::Known, numerator, denominator, cases }
        }
        None => Observation::none(Status::NotAvailable),
    }
}

/// In millionths, rounded half up; none where a square leaves 128 bits.
fn variation(months: &[i64], sum: i128) -> Option<i64> {
    let squares = months
        .iter()
        .try_fold(0i128, |squares, x| squares.checked_add(i128::from(*x).checked_mul(i128::from(*x))?))?;
    let n = months.len() as i128;
    let spread = n.checked_mul(squares)?.checked_sub(sum.checked_mul(sum)?)?;
    // One decimal more than is kept, so that the half is seen.
    let ten_millionths = (spread.checked_mul(100_000_000_000_000)? / sum.checked_mul(sum)?).isqrt();
    i64::try_from((ten_millionths + 5) / 10).ok()
}

fn gini(months: &[i64], sum: i128) -> Option<(i64, i64)> {
    let mut sorted = months.to_vec();
    sorted.sort_unstable();
    let n = sorted.len() as i128;
    let upper: i128 =
        sorted.iter().enumerate().map(|(i, x)| (2 * (i as i128 + 1) - n - 1) * i128::from(*x)).sum();
    Some((i64::try_from(upper).ok()?, i64::try_from(n.checked_mul(sum)?).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::{Fraction, Rounding};

    #[test]
    fn twelve_months_of_a_published_example() {
        // A vendor's note prints a Gini coefficient of 0.36 for these; exactly it is 0.35.
        let months = [1, 1, 1, 2, 4, 5, 5, 6, 8, 9, 9, 9];
        let gini = observe(&months, MonthSpread::Gini);
        assert_eq!(Fraction::new(gini.numerator, gini.denominator).unwrap(), Fraction::new(35, 100).unwrap());
        let variation = observe(&months, MonthSpread::Variation);
        let value = Fraction::new(variation.numerator, variation.denominator).unwrap();
        assert_eq!(value.round(4, Rounding::HalfAwayFromZero).unwrap().to_string(), "0.6218");
    }

    #[test]
    fn equal_months_have_no_spread_and_empty_ones_none_that_is_known() {
        for spread in [MonthSpread::Gini, MonthSpread::Variation] {
            assert_eq!(observe(&[7, 7, 7], spread).numerator, 0);
            assert_eq!(observe(&[0, 0], spread).status, Status::NoCases);
        }
    }
}
