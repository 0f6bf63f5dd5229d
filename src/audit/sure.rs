//! Rates whose base is known: the count behind them, its interval, and whether the printed change is within chance.
//!
//! The readings of a printed rate are all counts that round to it; what is said holds for every one of them.
//! Interval: Wilson; change: Newcombe's interval of the difference and the pooled score test. A prior base that
//! no report prints is taken to be as large as this year's, with the counts on both sides
//! of the prior rate, and the answer says so.

use super::identity::Index;
use super::interval::{Interval as Range, ceiling, exact, floor, grown};
use super::rates::{base, readings};
use crate::quantity::{Fraction, Level, Proportion};
use crate::report_text::{Base, Change, ChangeKind, Direction, Figure, Span, UnitKind};
use crate::stats::Interval;
use crate::stats::difference::{DifferenceMethod, ProportionTest, proportion_difference, proportion_test};
use crate::stats::proportion::{ProportionMethod, proportion_interval};
use std::ops::RangeInclusive;

/// Whether a change of a rate is more than chance would make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// No reading is significant at the level.
    WithinChance,
    /// Every reading is.
    BeyondChance,
    /// It depends on the reading.
    Undecided,
}

impl Verdict {
    /// The word used in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::WithinChance => "within_chance",
            Self::BeyondChance => "beyond_chance",
            Self::Undecided => "undecided",
        }
    }
}

/// A rate's change against the year before.
#[derive(Debug, Clone, PartialEq)]
pub struct SureChange {
    /// The change in fractions, lowest and highest end over all readings: 0.15 is 15 percentage points.
    pub interval: Interval,
    /// Lowest and highest p-value over all readings, in [0, 1].
    pub p: (f64, f64),
    /// What that means at the level.
    pub verdict: Verdict,
    /// The prior bases that are possible.
    pub prior_base: RangeInclusive<u64>,
    /// The prior counts that are possible.
    pub prior_count: RangeInclusive<u64>,
    /// No report gives the prior base: it was taken to be this year's.
    pub assumed: bool,
}

/// A rate with its count and how sure both are.
#[derive(Debug, Clone, PartialEq)]
pub struct Sure {
    /// The rate's label.
    pub label: String,
    /// Its place in the text.
    pub span: Span,
    /// The name of the figure that is its base, if the rate is of these cases.
    pub base_label: String,
    /// The base, a number of cases.
    pub base: u64,
    /// The counts that print as the rate.
    pub count: RangeInclusive<u64>,
    /// The rate's interval, a fraction in [0, 1], over all readings.
    pub interval: Interval,
    /// Its change, where one is printed that counts from the year before.
    pub change: Option<SureChange>,
}

/// Every rate of `figures` whose base they hold; `last` is last year's report, or nothing.
///
/// ```
/// use courtmetrics::audit::{Verdict, sure};
/// use courtmetrics::quantity::Level;
/// use courtmetrics::report_text::extract;
/// let report = extract("审结行政案件52件。行政案件服判息诉率59.62%,同比上升15.18个百分点。");
/// let rate = &sure(&report.figures, &[], Level::P95)[0];
/// assert_eq!(rate.count, 31..=31);
/// assert_eq!(rate.change.as_ref().unwrap().verdict, Verdict::WithinChance);
/// ```
pub fn sure(figures: &[Figure], last: &[Figure], level: Level) -> Vec<Sure> {
    let last = Index::of(last);
    (0..figures.len()).filter_map(|i| one(figures, i, &last, level)).collect()
}

fn one(figures: &[Figure], i: usize, last: &Index<'_>, level: Level) -> Option<Sure> {
    let rate = &figures[i];
    let value = rate.value.as_ref().filter(|v| v.unit.kind == UnitKind::Percent)?;
    let whole = base(figures, i)?;
    let n = exact(whole.value.as_ref()?).filter(|n| *n > 0)?;
    let count = readings(value.number, n).rounded;
    if count.is_empty() {
        return None;
    }
    let of = |x: u64| Proportion::new(x, n).ok();
    let (low, high) = (of(*count.start())?, of(*count.end())?);
    let ends = [low, high].map(|p| proportion_interval(p, level, ProportionMethod::Wilson));
    let change = rate.changes.iter().find(|c| matches!(c.base, Base::YearBefore | Base::Unstated));
    Some(Sure {
        label: rate.name(),
        span: rate.span.clone(),
        base_label: whole.name(),
        base: n,
        interval: Interval { upper: ends[1].upper, ..ends[0] },
        change: change.and_then(|c| moved(rate, c, whole, n, &count, last, level)),
        count,
    })
}

fn moved(
    rate: &Figure,
    change: &Change,
    whole: &Figure,
    n: u64,
    count: &RangeInclusive<u64>,
    last: &Index<'_>,
    level: Level,
) -> Option<SureChange> {
    let value = rate.value.as_ref()?;
    let prior = match (&change.from, &change.size) {
        (Some(from), _) => Range::of(from),
        (None, Some(size)) if change.kind() == ChangeKind::Points => {
            let size = Range::of(size);
            let signed = if change.direction == Direction::Down { size.negated() } else { size };
            Range::of(value).minus(signed)
        }
        _ => return None,
    };
    let printed = last.find(whole).and_then(|f| exact(f.value.as_ref()?));
    let told = printed.map(|n| n..=n).or_else(|| prior_base(whole));
    let assumed = told.is_none();
    let bases = told.unwrap_or(n..=n);
    let (low, high) = prior.ends()?;
    let counts = |n: u64| {
        let of = |rate: Fraction| rate.product(Fraction::whole(n)).ok()?.over(Fraction::whole(100)).ok();
        // Of an assumed base no count need give the rate: the counts on both sides of it are taken.
        let ends = if assumed {
            (floor(of(low)?), ceiling(of(high)?))
        } else {
            (ceiling(of(low)?), floor(of(high)?))
        };
        let (first, last) = (u64::try_from(ends.0).unwrap_or(0), u64::try_from(ends.1).ok()?);
        (first <= last.min(n)).then_some(first..=last.min(n))
    };
    let (mut ends, mut p): (Option<Interval>, Option<(f64, f64)>) = (None, None);
    let mut prior_count: Option<(u64, u64)> = None;
    for m in [*bases.start(), *bases.end()].into_iter().filter(|m| *m > 0) {
        let Some(before) = counts(m) else { continue };
        for x in [*count.start(), *count.end()] {
            for y in [*before.start(), *before.end()] {
                let (Ok(now), Ok(then)) = (Proportion::new(x, n), Proportion::new(y, m)) else { continue };
                let interval = proportion_difference(now, then, level, DifferenceMethod::Newcombe);
                let test = proportion_test(now, then, ProportionTest::Score);
                ends = Some(ends.map_or(interval, |e| Interval {
                    lower: e.lower.zip(interval.lower).map(|(a, b)| a.min(b)),
                    upper: e.upper.zip(interval.upper).map(|(a, b)| a.max(b)),
                    ..e
                }));
                p = Some(p.map_or((test, test), |(a, b)| (a.min(test), b.max(test))));
            }
        }
        let (a, b) = prior_count.unwrap_or((*before.start(), *before.end()));
        prior_count = Some((a.min(*before.start()), b.max(*before.end())));
    }
    let ((lowest, highest), (first, final_)) = (p?, prior_count?);
    let alpha = 2.0 * level.tail();
    let verdict = if lowest >= alpha {
        Verdict::WithinChance
    } else if highest < alpha {
        Verdict::BeyondChance
    } else {
        Verdict::Undecided
    };
    Some(SureChange {
        interval: ends?,
        p: (lowest, highest),
        verdict,
        prior_base: bases,
        prior_count: first..=final_,
        assumed,
    })
}

/// The base of the year before, from the change that the report prints of it.
fn prior_base(whole: &Figure) -> Option<RangeInclusive<u64>> {
    let change = whole.changes.iter().find(|c| c.base == Base::YearBefore)?;
    if let Some(n) = change.from.as_ref().and_then(exact) {
        return Some(n..=n);
    }
    let size = Range::of(change.size.as_ref()?);
    let signed = if change.direction == Direction::Down { size.negated() } else { size };
    let now = Range::of(whole.value.as_ref()?);
    let prior = match change.kind() {
        ChangeKind::Percent => grown(now, signed),
        ChangeKind::Absolute => now.minus(signed),
        _ => return None,
    };
    let (low, high) = prior.ends()?;
    let (first, last) = (u64::try_from(ceiling(low)).ok()?, u64::try_from(floor(high)).ok()?);
    (first <= last).then_some(first..=last)
}
