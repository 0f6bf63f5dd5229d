//! The change of every observation against its base, looked up by period, never by position.

use crate::change::{self, Change, ChangeKind, Undefined};
use crate::period::Base;
use crate::quantity::Fraction;
use crate::table::{Observation, Table};
use crate::threads::in_runs;
use std::ops::Range;

/// A change, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChangeCell {
    /// Row of the base in the table that was compared.
    pub base: Option<u32>,
    /// The change in its own unit: percent, percentage points, days, or the indicator's unit.
    pub value: Result<f64, Undefined>,
}

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
        let bases: Vec<Option<Option<usize>>> = (self.periods.iter())
            .map(|p| base.of(*p).map(|b| self.periods.iter().position(|q| *q == b)))
            .collect();
        let periods = self.periods.len();
        let broken: Vec<bool> = (bases.iter().enumerate())
            .map(|(p, base)| matches!(base, Some(Some(b)) if self.broken_between(*b, p)))
            .collect();
        let scales: Vec<Vec<Scales>> = (self.indicators.iter())
            .map(|d| self.periods.iter().map(|p| Scales::of(Observation::scale(d, p.days()))).collect())
            .collect();
        let groups = self.groups.len();
        let compared = |run: Range<usize>, cells: &mut Vec<ChangeCell>| {
            for block in run {
                let (i, start) = (block / groups, block * periods);
                let (definition, scales) = (&self.indicators[i], &scales[i]);
                cells.extend(bases.iter().enumerate().map(|(p, found)| match found {
                    None => ChangeCell { base: None, value: Err(Undefined::NoBasePeriod) },
                    Some(None) => ChangeCell { base: None, value: Err(Undefined::NoPrior) },
                    Some(Some(b)) => {
                        let changed =
                            broken[p] || self.other_definition(i, *b) != self.other_definition(i, p);
                        let (before, now) = (&self.rows[start + b], &self.rows[start + p]);
                        let value = match changed {
                            true => Err(Undefined::DefinitionChanged),
                            false => difference(before, &scales[*b], now, &scales[p], definition.change),
                        };
                        ChangeCell { base: Some((start + b) as u32), value }
                    }
                }));
            }
        };
        let cells = in_runs(self.indicators.len() * groups, ENOUGH / periods.max(1), periods, compared);
        self.changes = Some((base, cells));
    }

    /// The exact change of row `at` against its base.
    ///
    /// # Errors
    /// The reason, where there is none.
    pub fn exact_change(&self, at: usize) -> Result<Change, Undefined> {
        let cell = self.changes.as_ref().map(|(_, cells)| cells[at]).ok_or(Undefined::NoBasePeriod)?;
        cell.value?;
        let (whole, now) = self.origin(at);
        let before = cell.base.ok_or(Undefined::NoPrior)? as usize;
        let definition = &self.indicators[self.place(at).indicator];
        let exact = |row: usize| {
            let scale = Observation::scale(definition, whole.periods[whole.place(row).period].days());
            whole.rows[row].exact(scale).map_err(|_| Undefined::OutOfRange)
        };
        change::between(exact(before)?, exact(now)?, definition.change)
    }

    /// The base of row `at`: the table that was compared, which a cut one keeps, and the row in it.
    pub fn base_of(&self, at: usize) -> Option<(&Self, usize)> {
        let base = self.changes.as_ref().and_then(|(_, cells)| cells[at].base)?;
        Some((self.origin(at).0, base as usize))
    }
}

/// Rows for which another thread is worth its start.
pub(super) const ENOUGH: usize = 1 << 14;
/// Differences of products of two numbers below this fit 64 bits.
const SMALL: i64 = 1 << 31;
/// Whole numbers up to this are doubles.
const EXACT: i64 = 1 << 53;

/// By what a row's fraction is multiplied for its value, and for a change in percentage points.
struct Scales {
    value: Fraction,
    points: Option<Fraction>,
}

impl Scales {
    fn of(value: Fraction) -> Self {
        Self { value, points: value.times(100).ok() }
    }
}

/// The change as a double. Where all numbers are small the division is the only rounding; else it is taken
/// from the exact change.
fn difference(
    before: &Observation,
    before_scales: &Scales,
    now: &Observation,
    now_scales: &Scales,
    kind: ChangeKind,
) -> Result<f64, Undefined> {
    if !now.status.has_value() {
        return Err(Undefined::CurrentUndefined);
    }
    if !before.status.has_value() {
        return Err(Undefined::BaseUndefined);
    }
    let small = |o: &Observation| o.numerator.abs() < SMALL && o.denominator < SMALL;
    if small(before) && small(now) && before_scales.value == now_scales.value {
        // a = s·p/q and b = s·r/t: b − a = s·(r·q − p·t)/(q·t), and (b − a)/a = (r·q − p·t)/(p·t).
        let (p, q, r, t) = (before.numerator, before.denominator, now.numerator, now.denominator);
        let upper = r * q - p * t;
        let (factor, lower) = match kind {
            ChangeKind::Percent => {
                if p == 0 {
                    return Err(Undefined::ZeroBase);
                }
                if p < 0 {
                    return Err(Undefined::NegativeBase);
                }
                if r < 0 {
                    return Err(Undefined::SignChange);
                }
                (Fraction::whole(100), p * t)
            }
            ChangeKind::Points => (now_scales.points.ok_or(Undefined::OutOfRange)?, q * t),
            _ => (now_scales.value, q * t),
        };
        let upper = i128::from(upper) * factor.numerator();
        let lower = i128::from(lower) * factor.denominator();
        return Ok(match (i64::try_from(upper), i64::try_from(lower)) {
            (Ok(upper), Ok(lower)) if upper.abs() <= EXACT && lower <= EXACT => upper as f64 / lower as f64,
            _ => upper as f64 / lower as f64,
        });
    }
    let exact = |o: &Observation, s: &Scales| o.exact(s.value).map_err(|_| Undefined::OutOfRange);
    let change = change::between(exact(before, before_scales)?, exact(now, now_scales)?, kind)?;
    Ok(change.value().to_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Request;
    use crate::read::{Cases, ScanOptions};

    #[test]
    fn a_table_cut_to_the_last_year_keeps_its_changes() {
        let mut cases = Cases::new(["filed_on", "resolved_on"]);
        for (filed, resolved) in
            [("2022-03-01", "2022-09-01"), ("2023-01-05", "2023-03-01"), ("2023-02-05", "2023-03-01")]
        {
            cases.push([filed.into(), resolved.into()]).unwrap();
        }
        let request = Request::new(&["incoming", "resolved"]).unwrap();
        let mut table = request.run(&mut cases, ScanOptions::default()).unwrap().table;
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
