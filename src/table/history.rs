//! An earlier table put before a later one, so that they compare; never two versions of one definition.

use crate::ledger::Group;
use crate::period::Period;
use crate::table::sureness::Spread;
use crate::table::{Observation, Place, Status, Table};
use crate::{Error, ErrorKind, Result};
use std::sync::Arc;

impl Table {
    /// This table with the periods of an earlier one before it. Where both have a period the later table's word
    /// counts. Values of an indicator whose formula or version has changed in between stay in the table, and a
    /// comparison across the change says `definition_changed`.
    ///
    /// # Errors
    /// When the tables have different grouping columns, or their periods overlap without being equal.
    pub fn with_earlier(&self, earlier: &Self) -> Result<Self> {
        if self.by != earlier.by {
            let (mine, theirs) = (self.by.join(", "), earlier.by.join(", "));
            return Err(Error::new(
                ErrorKind::Mismatch,
                format!("a table by [{mine}] after one by [{theirs}]"),
            )
            .rule("tables that are put together have the same grouping columns"));
        }
        let mut periods: Vec<Period> = self.periods.iter().chain(&earlier.periods).copied().collect();
        periods.sort_unstable_by_key(|p| (p.start(), p.end()));
        periods.dedup();
        let mut pairs = periods.iter().zip(periods.iter().skip(1));
        if let Some((first, next)) = pairs.find(|(first, next)| next.start() <= first.end()) {
            return Err(Error::new(ErrorKind::Mismatch, format!("{first} overlaps {next}"))
                .rule("periods of tables that are put together are equal or apart"));
        }
        let mut groups: Vec<Group> = self.groups.iter().chain(&*earlier.groups).cloned().collect();
        groups.sort_unstable();
        groups.dedup();
        let mut rows = Vec::with_capacity(self.indicators.len() * groups.len() * periods.len());
        let mut other = Vec::with_capacity(self.indicators.len() * periods.len());
        for (i, definition) in self.indicators.iter().enumerate() {
            let then = earlier.indicators.iter().position(|d| d.id == definition.id);
            let changed = then
                .map(|t| &earlier.indicators[t])
                .is_some_and(|before| before.version != definition.version || !before.gives_what(definition));
            other.extend(periods.iter().map(|p| changed && !self.periods.contains(p)));
            for group in &groups {
                for period in &periods {
                    let now = self.row(i, group, period);
                    let before = || then.and_then(|t| earlier.row(t, group, period));
                    rows.push(now.or_else(before).unwrap_or(Observation::none(Status::NotAvailable)));
                }
            }
        }
        let spreads =
            (0..self.indicators.len()).map(|i| self.spreads_with(earlier, i, &groups, &periods)).collect();
        let mark = |period: &Period| {
            let of = |table: &Self| table.periods.iter().position(|p| p == period).map(|p| table.marks[p]);
            of(self).or_else(|| of(earlier)).unwrap_or_default()
        };
        let marks = periods.iter().map(mark).collect();
        let mut notes = earlier.notes.clone();
        notes.extend(self.notes.iter().filter(|note| !earlier.notes.contains(note)).cloned());
        Ok(Self {
            periods,
            groups: groups.into(),
            rows: Arc::new(rows),
            notes,
            other,
            marks,
            spreads,
            changes: None,
            whole: None,
            ..self.clone()
        })
    }

    fn row_at(&self, indicator: usize, group: &Group, period: &Period) -> Option<usize> {
        let group = self.groups.iter().position(|g| g == group)?;
        let period = self.periods.iter().position(|p| p == period)?;
        Some(self.at(Place { indicator, group, period }))
    }

    fn row(&self, indicator: usize, group: &Group, period: &Period) -> Option<Observation> {
        self.row_at(indicator, group, period).map(|at| self.rows[at])
    }

    /// What tells how sure the rows of an indicator of days are, from both tables.
    fn spreads_with(
        &self,
        earlier: &Self,
        indicator: usize,
        groups: &[Group],
        periods: &[Period],
    ) -> Vec<Spread> {
        let Some(like) = self.spreads[indicator].first() else { return Vec::new() };
        let then = earlier.indicators.iter().position(|d| d.id == self.indicators[indicator].id);
        let of = |table: &Self, i: usize, group: &Group, period: &Period| {
            let within = table.row_at(i, group, period)? - i * table.groups.len() * table.periods.len();
            table.spreads[i].get(within).copied()
        };
        let mut list = Vec::with_capacity(groups.len() * periods.len());
        for group in groups {
            for period in periods {
                let before = || then.and_then(|t| of(earlier, t, group, period));
                let spread = of(self, indicator, group, period).or_else(before);
                list.push(spread.unwrap_or_else(|| Spread::empty(like)));
            }
        }
        list
    }

    /// Whether the values of a period were counted under another definition than those of the table's own.
    pub(crate) fn other_definition(&self, indicator: usize, period: usize) -> bool {
        self.other.get(indicator * self.periods.len() + period).copied().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::Undefined;
    use crate::indicator::Set;
    use crate::measure::Request;
    use crate::period::Base;
    use crate::read::{Cases, ScanOptions};

    fn table(factor: u32, version: u32, year: i32) -> Table {
        let text = format!(
            "[set]\nid = \"x\"\nname = {{ en = \"x\", zh = \"x\" }}\nversion = {version}\n\
             [[indicator]]\nid = \"a\"\nname = {{ en = \"a\", zh = \"a\" }}\nkind = \"days\"\n\
             numerator = \"pending_end\"\ndenominator = \"resolved\"\nfactor = {factor}"
        );
        let mut cases = Cases::new(["filed_on", "resolved_on"]);
        for (filed, resolved) in [("01-05", "03-01"), ("02-05", "")] {
            let date = |text: &str| if text.is_empty() { String::new() } else { format!("{year}-{text}") };
            cases.push([date(filed).as_str().into(), date(resolved).as_str().into()]).unwrap();
        }
        let request = Request::with_sets(&["x"], &[Set::from_toml(&text).unwrap()]).unwrap();
        request.run(&mut cases, ScanOptions::default()).unwrap().table
    }

    #[test]
    fn two_versions_of_a_definition_never_compare_in_silence() {
        let compared = |earlier: &Table| {
            let mut both = table(365, 1, 2023).with_earlier(earlier).unwrap();
            both.compare(Base::YearBefore);
            let row = both.find("a", &[], "2023").unwrap();
            both.exact_change(row).map(|change| change.value().to_f64())
        };
        assert_eq!(compared(&table(365, 1, 2022)), Ok(0.0));
        assert_eq!(compared(&table(366, 1, 2022)), Err(Undefined::DefinitionChanged));
        assert_eq!(compared(&table(365, 2, 2022)), Err(Undefined::DefinitionChanged));
    }

    #[test]
    fn a_table_cut_to_some_periods_remembers_which_were_counted_otherwise() {
        let both = table(365, 2, 2023).with_earlier(&table(365, 1, 2022)).unwrap();
        let mut kept = both.only(|_| true);
        kept.compare(Base::YearBefore);
        let row = kept.find("a", &[], "2023").unwrap();
        assert_eq!(kept.exact_change(row).unwrap_err(), Undefined::DefinitionChanged);
    }
}
