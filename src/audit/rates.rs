//! Rates against counts: those printed beside them, and any whole numbers at all.

use super::group::{around, beside, class, is, is_count, same_class, same_place, whole_class};
use super::interval::{Interval, exact, shown};
use super::{Audit, Finding, Implied, ImpliedKind, Kind, ScopeDifference, Severity};
use crate::quantity::{Fraction, Published, Rounding};
use crate::report_text::{Figure, UnitKind};
use std::ops::RangeInclusive;

/// The numerators that a printed rate allows for a known base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readings {
    /// Those that round to it (half away from zero); empty where none does.
    pub rounded: RangeInclusive<u64>,
    /// Those whose digits, cut off, are it.
    pub truncated: RangeInclusive<u64>,
}

impl Readings {
    /// The numerator, where only one rounds to the rate.
    pub fn only(&self) -> Option<u64> {
        (self.rounded.start() == self.rounded.end()).then_some(*self.rounded.start())
    }
}

/// Which counts of `base` print as `rate` percent.
///
/// ```
/// use courtmetrics::audit::readings;
/// use courtmetrics::quantity::{Bound, Published};
/// let rate = Published::new("91.48".parse()?, 0, Bound::Rounded);
/// assert_eq!(5959 - readings(rate, 5959).only().unwrap(), 508); // appeals of 5,959 cases
/// # Ok::<(), courtmetrics::Error>(())
/// ```
pub fn readings(rate: Published, base: u64) -> Readings {
    let fits = |mode: Rounding| {
        let prints = |n: u64| {
            let exact = Fraction::new(i128::from(n) * 100, base.max(1)).ok();
            exact.is_some_and(|e| rate.may_be_printed_from(e, mode).unwrap_or(false))
        };
        // Two decimals of 5,959 cases lie close to value · base / 100: look there only.
        let middle = rate
            .value()
            .and_then(|v| v.product(Fraction::whole(base)))
            .and_then(|v| v.over(Fraction::whole(100)));
        let width = rate.digits().half_unit().and_then(|h| h.product(Fraction::whole(base)));
        let (Ok(middle), Ok(width)) = (middle, width) else { return empty() };
        let floor =
            |value: Fraction| u64::try_from(value.numerator().div_euclid(value.denominator())).unwrap_or(0);
        let from = floor(middle.minus(width).unwrap_or(Fraction::ZERO)).saturating_sub(1);
        let to = floor(middle.plus(width).unwrap_or(Fraction::ZERO)).saturating_add(2).min(base);
        // prints() holds on one run of numbers: the ends are found by halving.
        let guess = floor(middle).min(base);
        let Some(inside) = (guess.saturating_sub(1)..=guess.saturating_add(2).min(base)).find(|&n| prints(n))
        else {
            return empty();
        };
        edge(from, inside, &prints)..=base.min(edge(to, inside, &prints))
    };
    Readings { rounded: fits(Rounding::HalfAwayFromZero), truncated: fits(Rounding::Truncate) }
}

fn empty() -> RangeInclusive<u64> {
    RangeInclusive::new(1, 0)
}

/// The last number from `inside` towards `outer` that prints.
fn edge(outer: u64, inside: u64, prints: &dyn Fn(u64) -> bool) -> u64 {
    let (mut good, mut bad) = (inside, outer);
    if prints(bad) {
        return bad;
    }
    while good.abs_diff(bad) > 1 {
        let middle = good.midpoint(bad);
        if prints(middle) { good = middle } else { bad = middle }
    }
    good
}

/// Rates whose base is the closed cases of their class.
const OF_CLOSED: [&str; 5] = [
    "first_instance_acceptance_rate",
    "mediation_withdrawal_rate",
    "mediation_rate",
    "withdrawal_rate",
    "in_limit_closing_rate",
];

/// The figure of the cases that a rate is of, where the report prints it.
pub(super) fn base(figures: &[Figure], i: usize) -> Option<&Figure> {
    let rate = &figures[i];
    let id = rate.indicator.as_deref()?;
    if id == "closing_rate" {
        return beside(figures, i, "cases_handled");
    }
    if !OF_CLOSED.contains(&id) {
        return None;
    }
    let closed = |f: &&Figure| {
        class(f).is_some()
            && is(f, "cases_closed")
            && is_count(f)
            && same_class(f, rate)
            && same_place(f, rate)
            && whole_class(f)
    };
    figures[around(i, figures.len())].iter().find(closed)
}

/// Rates that are no part of a whole, or may exceed it.
const MAY_EXCEED: [&str; 9] =
    ["溢价率", "增长率", "上升率", "下降率", "万人", "结收", "收结", "完成率", "同期结案率"];

/// A share above 100 %.
fn exceeds(rate: &Figure, audit: &mut Audit) {
    let Some(value) = rate.value.as_ref().filter(|v| v.unit.kind == UnitKind::Percent) else { return };
    let share = rate.label.ends_with('率') || rate.label.starts_with('占') || rate.label.ends_with("占比");
    let known =
        rate.indicator.as_deref().is_some_and(|id| id.ends_with("_rate") && id != "same_period_closing_rate");
    let other = MAY_EXCEED.iter().any(|word| rate.label.contains(word));
    if (share || known) && !other && Interval::of(value).low.is_some_and(|low| low > Fraction::whole(100)) {
        audit.findings.push(Finding {
            severity: if known { Severity::Error } else { Severity::Warning },
            kind: Kind::RateOverWhole,
            spans: vec![rate.span.clone()],
            arithmetic: format!("{} {} > 100 %", rate.name(), value.printed()),
            reconcile: "a ratio to other cases than its own, or a misprinted digit".to_owned(),
            scope: ScopeDifference::Unlikely,
        });
    }
}

pub(super) fn check(figures: &[Figure], audit: &mut Audit) {
    figures.iter().for_each(|rate| exceeds(rate, audit));
    for (i, rate) in figures.iter().enumerate() {
        let Some(value) = rate.value.as_ref().filter(|v| v.unit.kind == UnitKind::Percent) else { continue };
        let pair = match rate.indicator.as_deref() {
            Some("closing_rate") => Some(("cases_closed", "cases_handled")),
            Some("closing_to_filing_ratio") => Some(("cases_closed", "cases_filed")),
            _ => None,
        };
        if let Some((num, den)) = pair {
            if let Some((num, den)) = beside(figures, i, num).zip(beside(figures, i, den)) {
                against(rate, num, den, audit);
            }
            continue;
        }
        let Some(id) = rate.indicator.as_deref().filter(|id| OF_CLOSED.contains(id)) else { continue };
        let base = base(figures, i);
        let Some((base, n)) = base.and_then(|b| Some((b, exact(b.value.as_ref()?)?))) else { continue };
        let readings = readings(value.number, n);
        let (first, last) = readings.rounded.clone().into_inner();
        if readings.rounded.is_empty() {
            audit.findings.push(Finding {
                severity: Severity::Note,
                kind: Kind::ImpossibleRate,
                spans: vec![rate.span.clone(), base.span.clone()],
                arithmetic: format!("no whole number of {n} is {}", value.printed()),
                reconcile: format!("another base than the {n} of {}", base.name()),
                scope: ScopeDifference::Likely,
            });
        } else if first != 0 || last != n {
            let counts = if first == last { first.to_string() } else { format!("{first} to {last}") };
            audit.implied.push(Implied {
                kind: ImpliedKind::Numerator,
                label: rate.name(),
                span: rate.span.clone(),
                low: Fraction::whole(first),
                high: Fraction::whole(last),
                arithmetic: format!(
                    "{} of {n} ({}) is {counts} if that is its base ({id})",
                    value.printed(),
                    base.name()
                ),
            });
        }
    }
}

/// A rate against the two counts printed beside it.
fn against(rate: &Figure, num: &Figure, den: &Figure, audit: &mut Audit) {
    let (Some(value), Some(n), Some(d)) = (&rate.value, &num.value, &den.value) else { return };
    let quotient = Interval::of(n).percent_of(Interval::of(d));
    let spans = vec![num.span.clone(), den.span.clone(), rate.span.clone()];
    let shown_quotient = match quotient.ends() {
        Some((low, high)) if low == high => shown(low),
        Some((low, high)) => format!("{} to {}", shown(low), shown(high)),
        None => return,
    };
    let arithmetic = format!(
        "{} / {} = {shown_quotient} %, printed {}",
        n.value().map_or_else(|| n.printed(), shown),
        d.value().map_or_else(|| d.printed(), shown),
        value.printed()
    );
    let one = quotient.ends().filter(|(low, high)| low == high).map(|(low, _)| low);
    let prints = |mode| one.is_some_and(|q| value.number.may_be_printed_from(q, mode).unwrap_or(true));
    let cut = one.is_some() && prints(Rounding::Truncate) && !prints(Rounding::HalfAwayFromZero);
    if cut {
        audit.findings.push(Finding {
            severity: Severity::Note,
            kind: Kind::Truncated,
            spans,
            arithmetic,
            reconcile: "the digits behind are cut off; rounded, the last digit is one higher".to_owned(),
            scope: ScopeDifference::Unlikely,
        });
    } else if quotient.misses(Interval::of(value)) {
        audit.findings.push(Finding {
            severity: Severity::Warning,
            kind: Kind::RateAgainstCounts,
            spans,
            arithmetic,
            reconcile: format!("a rate of {shown_quotient} %, or a rate of other cases than these"),
            scope: ScopeDifference::Possible,
        });
    }
}
