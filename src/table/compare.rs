//! The change of every observation against its base, looked up by period, never by position.

use crate::change::{self, Change, ChangeKind, Undefined};
use crate::period::Base;
use crate::quantity::Fraction;
use crate::table::{Observation, Status, Table};

/// A change, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChangeCell {
    /// Row of the base, where the table has it.
    pub base: Option<usize>,
    /// Observation of the base and the days of its period, where it was compared: kept for tables that were
    /// cut to some periods.
    pub before: Option<(Observation, u32)>,
    /// The change in its own unit: percent, percentage points, days, or the indicator's unit.
    pub value: Result<f64, Undefined>,
}

impl ChangeCell {
    fn none(reason: Undefined) -> Self {
        Self { base: None, before: None, value: Err(reason) }
    }
}

impl Table {
    /// Adds the change against a base to every row.
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
        let mut cells = Vec::with_capacity(self.rows.len());
        for (i, definition) in self.indicators.iter().enumerate() {
            let scales: Vec<Fraction> =
                self.periods.iter().map(|p| Observation::scale(definition, p.days())).collect();
            for group in 0..self.groups.len() {
                let start = (i * self.groups.len() + group) * periods;
                for (p, found) in bases.iter().enumerate() {
                    cells.push(match found {
                        None => ChangeCell::none(Undefined::NoBasePeriod),
                        Some(None) => ChangeCell::none(Undefined::NoPrior),
                        Some(Some(b)) => {
                            let (before, now) = (&self.rows[start + b], &self.rows[start + p]);
                            let value = difference(before, scales[*b], now, scales[p], definition.change);
                            let days = self.periods[*b].days();
                            ChangeCell { base: Some(start + b), before: Some((*before, days)), value }
                        }
                    });
                }
            }
        }
        self.changes = Some((base, cells));
    }

    /// The exact change of row `at` against its base.
    ///
    /// # Errors
    /// The reason, where there is none.
    pub fn exact_change(&self, at: usize) -> Result<Change, Undefined> {
        let cell = self.changes.as_ref().map(|(_, cells)| cells[at]).ok_or(Undefined::NoBasePeriod)?;
        cell.value?;
        let (before, before_days) = cell.before.ok_or(Undefined::NoPrior)?;
        let place = self.place(at);
        let definition = &self.indicators[place.indicator];
        let exact = |observation: &Observation, days| {
            let scale = Observation::scale(definition, days);
            observation.exact(scale).map_err(|_| Undefined::OutOfRange)
        };
        let now = exact(&self.rows[at], self.periods[place.period].days())?;
        change::between(exact(&before, before_days)?, now, definition.change)
    }
}

/// Products of three numbers below this fit 128 bits.
const SMALL: i64 = 1 << 31;

/// The change as a double. Where all numbers are small the division is the only rounding; else it is taken
/// from the exact change.
fn difference(
    before: &Observation,
    before_scale: Fraction,
    now: &Observation,
    now_scale: Fraction,
    kind: ChangeKind,
) -> Result<f64, Undefined> {
    if now.status != Status::Known {
        return Err(Undefined::CurrentUndefined);
    }
    if before.status != Status::Known {
        return Err(Undefined::BaseUndefined);
    }
    let small = |o: &Observation| o.numerator.abs() < SMALL && o.denominator < SMALL;
    if small(before) && small(now) && before_scale == now_scale {
        // a = s·p/q and b = s·r/t: b − a = s·(r·q − p·t)/(q·t), and (b − a)/a = (r·q − p·t)/(p·t).
        let (p, q) = (i128::from(before.numerator), i128::from(before.denominator));
        let (r, t) = (i128::from(now.numerator), i128::from(now.denominator));
        let upper = r * q - p * t;
        let (upper, lower) = match kind {
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
                (upper * 100, p * t)
            }
            ChangeKind::Points => (upper * 100 * now_scale.numerator(), q * t * now_scale.denominator()),
            _ => (upper * now_scale.numerator(), q * t * now_scale.denominator()),
        };
        return Ok(upper as f64 / lower as f64);
    }
    let exact = |o: &Observation, scale| o.exact(scale).map_err(|_| Undefined::OutOfRange);
    let change = change::between(exact(before, before_scale)?, exact(now, now_scale)?, kind)?;
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
            assert_eq!(cut.changes().unwrap().1[row].base, None);
        }
        let both = table.only(|_| true);
        let row = both.find("resolved", &[], "2023").unwrap();
        assert_eq!(both.changes().unwrap().1[row].base, both.find("resolved", &[], "2022"));
    }
}
