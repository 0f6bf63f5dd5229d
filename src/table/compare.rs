//! The change of every observation against its base, looked up by period, never by position.
//!
//! A comparison is what is the same in all groups: which period is whose base, and by what scales values are made. The
//! change itself is computed when it is read.

use crate::change::{self, Change, ChangeKind, Undefined};
use crate::period::Base;
use crate::quantity::Fraction;
use crate::table::{Observation, Table};
use std::sync::Arc;

/// What a table was compared with, and how.
#[derive(Debug, Clone)]
pub(super) struct Comparison {
    pub base: Base,
    /// By indicator, and by period of the table that was compared.
    pub steps: Arc<[Vec<Step>]>,
}

/// The base of the rows of one indicator and period, and how they change against it; or why they do not.
pub(super) type Step = Result<(usize, Result<Scales, Undefined>), Undefined>;

impl Table {
    /// Adds the change against a base to every row. Across a break there is none.
    ///
    /// ```
    /// # use courtmetrics::period::Base;
    /// # fn shown(table: &mut courtmetrics::table::Table) {
    /// table.compare(Base::YearBefore); // 同比
    /// table.compare(Base::Previous); // 环比
    /// # }
    /// ```
    pub fn compare(&mut self, base: Base) {
        self.part_from_whole();
        let bases: Vec<Result<usize, Undefined>> = (self.periods.iter())
            .map(|p| {
                let base = base.of(*p).ok_or(Undefined::NoBasePeriod)?;
                self.periods.iter().position(|q| *q == base).ok_or(Undefined::NoPrior)
            })
            .collect();
        let broken: Vec<bool> = (bases.iter().enumerate())
            .map(|(p, base)| base.is_ok_and(|b| self.broken_between(b, p)))
            .collect();
        let steps = self.indicators.iter().enumerate().map(|(i, definition)| {
            let step = |(p, base): (usize, &Result<usize, Undefined>)| {
                let base = (*base)?;
                let changed = broken[p] || !self.one_definition(i, base, p);
                let scales =
                    Scales::new(self.exact_scale(i, base), self.exact_scale(i, p), definition.change);
                Ok((base, if changed { Err(Undefined::DefinitionChanged) } else { Ok(scales) }))
            };
            bases.iter().enumerate().map(step).collect()
        });
        self.comparison = Some(Comparison { base, steps: steps.collect() });
    }

    /// What the table was compared with.
    pub fn compared(&self) -> Option<Base> {
        self.comparison.as_ref().map(|comparison| comparison.base)
    }

    /// The change of row `at` as the nearest double, in its own unit: percent, percentage points, days, or the
    /// indicator's unit.
    ///
    /// # Errors
    /// The reason, where there is none; `no_base_period` where the table was not compared.
    ///
    /// # Panics
    /// Where the table has no such row, as all that is asked of a row.
    pub fn change(&self, at: usize) -> Result<f64, Undefined> {
        let (whole, now, step) = self.step(at)?;
        let (base, scales) = step.as_ref().map_err(|reason| *reason)?;
        let scales = scales.as_ref().map_err(|reason| *reason)?;
        let before = now - whole.place(now).period + base;
        difference(&whole.row(before), &whole.row(now), scales)
    }

    /// The exact change of row `at` against its base.
    ///
    /// # Errors
    /// As [`Table::change`].
    pub fn exact_change(&self, at: usize) -> Result<Change, Undefined> {
        self.change(at)?;
        let (whole, now) = self.origin(at);
        let (_, before) = self.base_of(at).ok_or(Undefined::NoPrior)?;
        let definition = &self.indicators[self.place(at).indicator];
        let exact = |row: usize| {
            let place = whole.place(row);
            let scale = whole.exact_scale(place.indicator, place.period);
            whole.row(row).exact(scale).map_err(|_| Undefined::OutOfRange)
        };
        change::between(exact(before)?, exact(now)?, definition.change)
    }

    /// The base of row `at`: the table that was compared, which a cut one keeps, and the row in it.
    pub fn base_of(&self, at: usize) -> Option<(&Self, usize)> {
        let (whole, now, step) = self.step(at).ok()?;
        let (base, _) = step.as_ref().ok()?;
        Some((whole, now - whole.place(now).period + base))
    }

    /// The table that row `at` was compared in, its row there, and how it was.
    fn step(&self, at: usize) -> Result<(&Self, usize, &Step), Undefined> {
        let comparison = self.comparison.as_ref().ok_or(Undefined::NoBasePeriod)?;
        let (whole, now) = self.origin(at);
        let place = whole.place(now);
        Ok((whole, now, &comparison.steps[place.indicator][place.period]))
    }
}

/// Whole numbers up to this are doubles.
const EXACT: i64 = 1 << 53;

/// What makes values of fractions, and a change of their difference.
#[derive(Debug, PartialEq)]
pub(super) struct Scales {
    before: Fraction,
    now: Fraction,
    kind: ChangeKind,
    /// By what the difference of the fractions (relative to the first for percent) is multiplied, as numerator and
    /// denominator, where both are values by one scale above 0 and all this is small.
    factor: Option<(i64, i64)>,
}

impl Scales {
    fn new(before: Fraction, now: Fraction, kind: ChangeKind) -> Self {
        let factor = match kind {
            _ if before != now || now <= Fraction::ZERO => None,
            ChangeKind::Percent => Some(Fraction::whole(100)),
            ChangeKind::Points => now.times(100).ok(),
            _ => Some(now),
        };
        let small = |f: Fraction| Some((f.numerator().try_into().ok()?, f.denominator().try_into().ok()?));
        Self { before, now, kind, factor: factor.and_then(small) }
    }

    /// Numerator and denominator of the change from p/q to r/t, all but p above 0 for percent; where both are doubles.
    #[inline]
    fn change(&self, [p, q, r, t]: [i64; 4]) -> Option<(i64, i64)> {
        // a = s·p/q and b = s·r/t: b − a = s·(r·q − p·t)/(q·t), and (b − a)/a = (r·q − p·t)/(p·t).
        let (upper, lower) = self.factor?;
        let upper = r.checked_mul(q)?.checked_sub(p.checked_mul(t)?)?.checked_mul(upper)?;
        let of = if self.kind == ChangeKind::Percent { p } else { q };
        let lower = of.checked_mul(t)?.checked_mul(lower)?;
        ((-EXACT..=EXACT).contains(&upper) && (1..=EXACT).contains(&lower)).then_some((upper, lower))
    }
}

/// The change as a double. Where all numbers are small the division is the only rounding; else it is taken
/// from the exact change.
#[inline]
pub(super) fn difference(before: &Observation, now: &Observation, scales: &Scales) -> Result<f64, Undefined> {
    if !now.status.has_value() {
        return Err(Undefined::CurrentUndefined);
    }
    if !before.status.has_value() {
        return Err(Undefined::BaseUndefined);
    }
    let (p, q, r, t) = (before.numerator, before.denominator, now.numerator, now.denominator);
    if q > 0 && t > 0 && scales.factor.is_some() {
        if scales.kind == ChangeKind::Percent {
            match (p.signum(), r.signum()) {
                (0, _) => return Err(Undefined::ZeroBase),
                (-1, _) => return Err(Undefined::NegativeBase),
                (_, -1) => return Err(Undefined::SignChange),
                _ => {}
            }
        }
        if let Some((upper, lower)) = scales.change([p, q, r, t]) {
            return Ok(upper as f64 / lower as f64);
        }
    }
    exact_difference(before, now, scales)
}

#[cold]
fn exact_difference(before: &Observation, now: &Observation, scales: &Scales) -> Result<f64, Undefined> {
    let exact = |o: &Observation, scale: Fraction| o.exact(scale).map_err(|_| Undefined::OutOfRange);
    let change = change::between(exact(before, scales.before)?, exact(now, scales.now)?, scales.kind)?;
    Ok(change.value().to_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Request;
    use crate::read::{Cases, ScanOptions};
    use crate::table::Status;

    /// The short way against the exact one, for values whose numbers fit doubles and such whose do not.
    #[test]
    fn the_short_way_is_the_exact_way() {
        let most = i64::MAX;
        let mut short = 0;
        let numbers = [-most, -7, 0, 1, 3, 950_000_000_000, 1 << 54, most];
        let scales = [(1, 1), (365, 1), (1, 100), (-1, 1)].map(|(n, d)| Fraction::new(n, d).unwrap());
        for kind in [ChangeKind::Percent, ChangeKind::Points, ChangeKind::Days, ChangeKind::Absolute] {
            for (before, now) in [(0, 0), (1, 1), (2, 2), (3, 3), (0, 1)] {
                let scales = Scales::new(scales[before], scales[now], kind);
                for (p, r) in numbers.iter().flat_map(|p| numbers.map(|r| (*p, r))) {
                    for (q, t) in [(1, 1), (12, 35), (most, 3), (-4, 1)] {
                        let row = |numerator, denominator| Observation {
                            status: Status::Known,
                            numerator,
                            denominator,
                            cases: -1,
                        };
                        let (before, now) = (row(p, q), row(r, t));
                        let (ours, exact) =
                            (difference(&before, &now, &scales), exact_difference(&before, &now, &scales));
                        assert_eq!(ours, exact, "{kind:?} from {p}/{q} to {r}/{t}");
                        short += u32::from(scales.change([p, q, r, t]).is_some());
                    }
                }
            }
        }
        assert!(short > 100, "the short way was taken {short} times");
    }

    /// One case a year from 2021 on, and one more in the last.
    fn years(last: u16) -> Table {
        let mut cases = Cases::new(["filed_on", "resolved_on"]);
        for year in (2021..=last).chain([last]) {
            let [filed, resolved] = ["03-01", "09-01"].map(|day| format!("{year}-{day}"));
            cases.push([filed.as_str().into(), resolved.as_str().into()]).unwrap();
        }
        let request = Request::new(&["incoming", "resolved"]).unwrap();
        request.run(&mut cases, ScanOptions::default()).unwrap().table
    }

    /// By hand: 1, 1 and 2 cases. A base is one of the years that were kept before the comparison.
    #[test]
    fn a_table_that_is_compared_after_a_cut_has_bases_among_its_own_periods() {
        let whole = years(2023);
        let mut cut = whole.only(|period| period.to_string() != "2021");
        cut.compare(Base::YearBefore);
        let row = |year| cut.find("incoming", &[], year).unwrap();
        assert_eq!(cut.change(row("2022")), Err(Undefined::NoPrior));
        assert_eq!(cut.exact_change(row("2022")).unwrap_err(), Undefined::NoPrior);
        assert_eq!(cut.change(row("2023")), Ok(100.0));
        assert_eq!(cut.exact_change(row("2023")).unwrap().value(), Fraction::whole(100));
        let (table, base) = cut.base_of(row("2023")).unwrap();
        assert_eq!(table.periods()[table.place(base).period].to_string(), "2022");
        assert_eq!(table.periods().len(), 2, "the year that was cut is no base");
        // Cut again, it keeps what it was compared with.
        let last = cut.only(|period| period.to_string() == "2023");
        assert_eq!(last.change(last.find("incoming", &[], "2023").unwrap()), Ok(100.0));
        // Compared again, it has only itself.
        let mut alone = last.clone();
        alone.compare(Base::YearBefore);
        assert_eq!(alone.change(alone.find("incoming", &[], "2023").unwrap()), Err(Undefined::NoPrior));
    }

    #[test]
    fn a_table_cut_to_the_last_year_keeps_its_changes() {
        let mut table = years(2023);
        table.compare(Base::YearBefore);
        let year = "2023".parse().unwrap();
        let cut = table.only(|period| *period == year);
        for id in ["incoming", "resolved"] {
            let (whole, row) = (table.find(id, &[], "2023").unwrap(), cut.find(id, &[], "2023").unwrap());
            assert_eq!(cut.exact_change(row).unwrap(), table.exact_change(whole).unwrap());
            assert_eq!(cut.exact_change(row).unwrap().value(), Fraction::whole(100));
            let (table, base) = cut.base_of(row).unwrap();
            assert_eq!(table.periods()[table.place(base).period].to_string(), "2022");
        }
        let both = table.only(|_| true);
        let row = both.find("resolved", &[], "2023").unwrap();
        assert_eq!(both.base_of(row).map(|(_, base)| base), both.find("resolved", &[], "2022"));
    }
}
