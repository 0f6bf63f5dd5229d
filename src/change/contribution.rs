//! How much each part adds to the growth of the whole.
//!
//! For parts that sum to a whole: the points that part i adds to its growth (拉动百分点) are
//! 100 · Δpart_i / total_base, and they sum to the growth in percent; its share in the growth (贡献率) is
//! 100 · Δpart_i / Δtotal percent, and the shares sum to 100.
//!
//! The source: Chinese official statistics, 拉动百分点 and 贡献率. How ours differs: the shares are undefined
//! where the whole has not changed, and parts that move against each other are reported. Use the
//! decomposition of a rate into mix and performance instead where the whole is a rate and not a sum.
//!
//! ```
//! use courtmetrics::change::contributions;
//! use courtmetrics::quantity::{Fraction, Rounding};
//!
//! // Criminal, civil and administrative cases, the year before and now: 900 → 1000 in all.
//! let parts = [(450, 500), (300, 350), (150, 150)]
//!     .map(|(base, current)| (Fraction::whole(base), Fraction::whole(current)));
//! let growth = contributions(&parts);
//! let civil = growth.parts()[1];
//! let points = civil.points?.to_fraction().round(2, Rounding::HalfAwayFromZero)?;
//! assert_eq!(points.to_string(), "5.56");
//! assert_eq!(civil.share?, Fraction::whole(50));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::{Change, ChangeKind, Undefined, between};
use crate::Result;
use crate::quantity::{Fraction, PercentagePoints};

type OrUndefined<T> = std::result::Result<T, Undefined>;

/// What one part adds to the growth of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Contribution {
    /// Percentage points of the growth of the whole (拉动百分点); undefined where that growth is.
    pub points: OrUndefined<PercentagePoints>,
    /// Percent of the change of the whole (贡献率), may be below 0 or above 100; undefined where the whole has
    /// not changed.
    pub share: OrUndefined<Fraction>,
}

/// The growth of a whole, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Contributions {
    parts: Vec<Contribution>,
    total: OrUndefined<Change>,
    opposing: bool,
}

impl Contributions {
    /// What each part adds, in the order given.
    pub fn parts(&self) -> &[Contribution] {
        &self.parts
    }

    /// The growth of the whole, in percent.
    ///
    /// # Errors
    /// Why it has none, as [`between`] says.
    pub fn total(&self) -> OrUndefined<Change> {
        self.total
    }

    /// Whether some parts grew while others fell: then shares may exceed 100 percent and mislead.
    pub fn opposing(&self) -> bool {
        self.opposing
    }
}

/// What each part adds to the growth of the sum of all; a part is its base value and its current value.
///
/// The points are undefined as the growth of the whole in percent is; the shares are
/// [`Undefined::NoTotalChange`] where the sums are equal.
///
/// # Source
/// 国家统计局's terms: 对增长的拉动 (percentage points) and 贡献率 (percent).
pub fn contributions(parts: &[(Fraction, Fraction)]) -> Contributions {
    let sum = |side: fn(&(Fraction, Fraction)) -> Fraction| {
        in_range(parts.iter().map(side).try_fold(Fraction::ZERO, Fraction::plus))
    };
    let (base, current) = (sum(|part| part.0), sum(|part| part.1));
    let total = base.and_then(|base| between(base, current?, ChangeKind::Percent));
    let moved = base.and_then(|base| in_range(current?.minus(base)));
    let contribution = |&(before, now): &(Fraction, Fraction)| {
        let part = || in_range(now.minus(before).and_then(|change| change.times(100)));
        let points = total.and_then(|_| in_range(part()?.over(base?)));
        let share = match moved {
            Ok(moved) if moved.is_zero() => Err(Undefined::NoTotalChange),
            moved => moved.and_then(|moved| in_range(part()?.over(moved))),
        };
        Contribution { points: points.map(PercentagePoints::new), share }
    };
    let opposing = parts.iter().any(|(a, b)| b > a) && parts.iter().any(|(a, b)| b < a);
    Contributions { parts: parts.iter().map(contribution).collect(), total, opposing }
}

/// Divisors are checked where this is used: what is left is overflow.
fn in_range<T>(result: Result<T>) -> OrUndefined<T> {
    result.map_err(|_| Undefined::OutOfRange)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(parts: &[(i64, i64)]) -> Contributions {
        let parts: Vec<_> = parts.iter().map(|&(a, b)| (Fraction::whole(a), Fraction::whole(b))).collect();
        contributions(&parts)
    }

    #[test]
    fn parts_that_cancel_have_points_but_no_share() {
        let growth = of(&[(100, 150), (100, 50)]);
        assert!(growth.opposing());
        assert_eq!(growth.total().unwrap().value(), Fraction::ZERO);
        assert_eq!(growth.parts()[0].points, Ok(PercentagePoints::new(Fraction::whole(25))));
        assert_eq!(growth.parts()[1].share, Err(Undefined::NoTotalChange));
    }

    #[test]
    fn a_whole_that_was_zero_has_shares_but_no_points() {
        let growth = of(&[(0, 30), (0, 10)]);
        assert_eq!(growth.parts()[0].points, Err(Undefined::ZeroBase));
        assert_eq!(growth.parts()[0].share, Ok(Fraction::whole(75)));
        assert!(!growth.opposing());
    }

    #[test]
    fn a_part_that_falls_while_the_whole_grows_has_a_share_below_zero() {
        let growth = of(&[(100, 130), (100, 90)]);
        assert_eq!(growth.parts()[0].share, Ok(Fraction::whole(150)));
        assert_eq!(growth.parts()[1].share, Ok(Fraction::whole(-50)));
    }

    #[test]
    fn no_parts_have_no_growth() {
        assert_eq!(of(&[]).total(), Err(Undefined::ZeroBase));
        assert!(of(&[]).parts().is_empty());
    }
}
