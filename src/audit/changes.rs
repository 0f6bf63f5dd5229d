//! Changes against value and base, under both conventions of rounding; what base they imply.

use super::interval::{Interval, ceiling, floor, grown, range, shown};
use super::{Audit, Finding, Implied, ImpliedKind, Kind, ScopeDifference, Severity};
use crate::quantity::{Bound, Fraction, Rounding};
use crate::report_text::{Amount, Base, Change, ChangeKind, Direction, Figure, UnitKind};

pub(super) fn check(figures: &[Figure], audit: &mut Audit) {
    for figure in figures {
        let Some(value) = &figure.value else { continue };
        slips(figure, value, audit);
        let own: Vec<&Change> =
            figure.changes.iter().filter(|c| !matches!(c.base, Base::Stated(_))).collect();
        for change in &own {
            let from = change.from.as_ref().or_else(|| {
                let bare = own.iter().find(|c| c.size.is_none() && c.base == change.base);
                bare.and_then(|c| c.from.as_ref())
            });
            if let Some((from, size)) = from.zip(change.size.as_ref()) {
                against(figure, value, from, size, change, audit);
            } else if let Some(size) = &change.size {
                imply(figure, value, size, change, audit);
            }
        }
        percent_against_absolute(figure, value, &own, audit);
    }
}

fn signed(size: &Amount, direction: Direction) -> Interval {
    let size = Interval::of(size);
    if direction == Direction::Down { size.negated() } else { size }
}

fn difference(change: &Change, size: &Amount, value: Interval, from: Interval) -> Interval {
    match change.kind() {
        ChangeKind::Percent if size.unit.kind == UnitKind::Percent => value.minus(from).percent_of(from),
        _ => value.minus(from),
    }
}

/// Value, base and change, all three printed.
fn against(
    figure: &Figure,
    value: &Amount,
    from: &Amount,
    size: &Amount,
    change: &Change,
    audit: &mut Audit,
) {
    if value.unit.kind != from.unit.kind || size.unit.kind == UnitKind::Times {
        return;
    }
    let (now, then) = (Interval::of(value), Interval::of(from));
    let stated = signed(size, change.direction);
    let rate_in_percent = value.unit.kind == UnitKind::Percent && size.unit.kind == UnitKind::Percent;
    let exact = difference(change, size, now, then);
    // A difference of the two printed numbers is the other convention.
    let printed = value.value().zip(from.value()).map(|(a, b)| difference(change, size, point(a), point(b)));
    let fits = !exact.misses(stated) || printed.is_some_and(|p| !p.misses(stated));
    let as_points = rate_in_percent && !now.minus(then).misses(stated);
    if fits || as_points {
        return;
    }
    let shown_difference = printed.and_then(|p| p.low).map_or_else(|| "?".to_owned(), shown);
    audit.findings.push(Finding {
        severity: Severity::Error,
        kind: Kind::ChangeAgainstBase,
        spans: vec![figure.span.clone()],
        arithmetic: format!(
            "{} against {} is {shown_difference}, printed {}{}",
            value.printed(),
            from.printed(),
            if change.direction == Direction::Down { "-" } else { "+" },
            size.printed()
        ),
        reconcile: "another base, or a misprinted digit in one of the three".to_owned(),
        scope: ScopeDifference::Unlikely,
    });
}

fn point(value: Fraction) -> Interval {
    Interval::closed(value, value)
}

/// The value of the base period.
fn imply(figure: &Figure, value: &Amount, size: &Amount, change: &Change, audit: &mut Audit) {
    let (now, stated) = (Interval::of(value), signed(size, change.direction));
    let (kind, prior) = match (value.unit.kind, change.kind()) {
        (UnitKind::Percent, ChangeKind::Points) => (ImpliedKind::PriorRate, now.minus(stated)),
        (UnitKind::Percent, _) => return,
        (_, ChangeKind::Percent) if size.unit.kind == UnitKind::Percent => {
            (ImpliedKind::PriorValue, grown(now, stated))
        }
        (_, ChangeKind::Days | ChangeKind::Absolute) if size.unit.kind == value.unit.kind => {
            (ImpliedKind::PriorValue, now.minus(stated))
        }
        _ => return,
    };
    let Some((low, high)) = prior.ends() else { return };
    let rate = kind == ImpliedKind::PriorRate;
    let counted = matches!(value.unit.kind, UnitKind::Count | UnitKind::Persons);
    if high.is_negative() || (rate && low > Fraction::whole(100)) {
        audit.findings.push(Finding {
            severity: Severity::Error,
            kind: Kind::ChangeAgainstBase,
            spans: vec![figure.span.clone()],
            arithmetic: format!(
                "a change of {}{} leaves a base of {} to {}",
                if change.direction == Direction::Down { "-" } else { "+" },
                size.printed(),
                shown(low),
                shown(high)
            ),
            reconcile: "a smaller change, or the other direction".to_owned(),
            scope: ScopeDifference::Unlikely,
        });
        return;
    }
    let base = match &change.base {
        Base::YearBefore => "the year before".to_owned(),
        Base::PeriodBefore => "the period before".to_owned(),
        Base::HalfBefore => "the half-year before".to_owned(),
        Base::Year(year) => format!("in {year}"),
        Base::Stated(_) | Base::Unstated => "before".to_owned(),
    };
    let down = change.direction == Direction::Down;
    let arithmetic = if rate {
        let middle = low.plus(high).and_then(|sum| sum.over(Fraction::whole(2)));
        let about = middle.map_or_else(|_| "?".to_owned(), shown);
        let sign = if down { "+" } else { "-" };
        format!("{} {sign} {} = {about} % {base}", value.printed(), size.printed())
    } else {
        let sign = if down { "-" } else { "+" };
        let told = if counted {
            let (first, last) = (ceiling(low), floor(high));
            if first == last { format!("only {first}") } else { format!("{first} to {last}") }
        } else {
            // In the unit word of the value: 4.17亿 and not 417391304.3478.
            let unit = Fraction::whole(10i128.pow(value.number.exponent().into()));
            let scaled = low.over(unit).and_then(|low| Ok((low, high.over(unit)?)));
            let word =
                value.printed().trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').to_owned();
            scaled.map_or_else(|_| "?".to_owned(), |(low, high)| format!("{}{word}", range(low, high)))
        };
        format!("{} is {sign}{} on {told} {base}", value.printed(), size.printed())
    };
    audit.implied.push(Implied {
        kind,
        label: figure.name(),
        span: figure.span.clone(),
        low,
        high,
        arithmetic,
    });
}

/// 增加12077件, 增长34.11%: two sizes of one change.
fn percent_against_absolute(figure: &Figure, value: &Amount, own: &[&Change], audit: &mut Audit) {
    for absolute in own.iter().filter(|c| c.kind() == ChangeKind::Absolute) {
        for percent in own.iter().filter(|c| c.kind() == ChangeKind::Percent && c.base == absolute.base) {
            let (Some(a), Some(p)) = (&absolute.size, &percent.size) else { continue };
            if a.unit.kind != value.unit.kind || p.unit.kind != UnitKind::Percent {
                continue;
            }
            let delta = signed(a, absolute.direction);
            let base = Interval::of(value).minus(delta);
            // The value and its change move together: take the base's ends from both printed numbers.
            let share = delta.percent_of(base);
            if base.low.is_some_and(|b| !b.is_negative())
                && share.misses(signed(p, percent.direction))
                && delta.low > Some(Fraction::ZERO)
            {
                audit.findings.push(Finding {
                    severity: Severity::Warning,
                    kind: Kind::ChangeAgainstBase,
                    spans: vec![figure.span.clone()],
                    arithmetic: format!(
                        "{} of {} is {} %, printed {}",
                        a.printed(),
                        base.low.map_or_else(String::new, shown),
                        share.low.map_or_else(String::new, shown),
                        p.printed()
                    ),
                    reconcile: "two changes against different bases".to_owned(),
                    scope: ScopeDifference::Possible,
                });
            }
        }
    }
}

/// A rate's change in percent where points must be meant.
fn slips(figure: &Figure, value: &Amount, audit: &mut Audit) {
    if value.unit.kind != UnitKind::Percent || value.number.bound() != Bound::Rounded {
        return;
    }
    let rate = figure.label.ends_with('率') || figure.label.ends_with('比') || figure.label.ends_with("rate");
    let slips = figure.changes.iter().filter(|c| c.kind() == ChangeKind::Percent);
    for change in slips.filter(|_| rate) {
        let Some(size) = change.size.as_ref().filter(|s| s.unit.kind == UnitKind::Percent) else { continue };
        let stated = signed(size, change.direction);
        let points = Interval::of(value).minus(stated);
        let percent = Interval::of(value).percent_of(point(Fraction::whole(100)).plus(stated));
        // The middle of the interval, with the decimals of the printed rate.
        let places = value.number.digits().decimals();
        let middle = |i: Interval| {
            let both = i.ends().and_then(|(l, h)| l.plus(h).ok()?.over(Fraction::whole(2)).ok());
            let text = both.and_then(|m| m.round(places, Rounding::HalfAwayFromZero).ok());
            text.map_or_else(|| "?".to_owned(), |text| text.to_string())
        };
        audit.findings.push(Finding {
            severity: Severity::Warning,
            kind: Kind::UnitSlip,
            spans: vec![figure.span.clone()],
            arithmetic: format!(
                "{} changed by {}: the base is {} % if points are meant, {} % if percent",
                value.printed(),
                size.printed(),
                middle(points),
                middle(percent)
            ),
            reconcile: format!("个百分点 instead of {}", size.unit.word),
            scope: ScopeDifference::Unlikely,
        });
    }
}
