//! An earlier table put before a later one, so that they compare; never two versions of one definition.

use crate::ledger::Group;
use crate::period::Period;
use crate::table::series::Series;
use crate::table::sureness::Spread;
use crate::table::{Observation, Place, Status, Table};
use crate::{Error, ErrorKind, Result};

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
        let each = self.groups.len() * self.periods.len();
        let mut series = Vec::with_capacity(self.indicators.len());
        let mut other = Vec::with_capacity(self.indicators.len() * periods.len());
        for (i, definition) in self.indicators.iter().enumerate() {
            let then = earlier.indicators.iter().position(|d| d.id == definition.id);
            let changed = then
                .map(|t| &earlier.indicators[t])
                .is_some_and(|before| before.version != definition.version || !before.gives_what(definition));
            other.extend(periods.iter().map(|p| changed && !self.periods.contains(p)));
            // Where each row comes from: of both tables' words the later one's counts.
            let origins = groups.iter().flat_map(|group| periods.iter().map(move |period| (group, period)));
            let origins = origins.map(|(group, period)| {
                let now = self.row_of(i, group, period).map(|at| (self, at));
                now.or_else(|| Some((earlier, earlier.row_of(then?, group, period)?)))
            });
            let origins: Vec<Option<(&Self, usize)>> = origins.collect();
            let none = Observation::none(Status::NotAvailable);
            let rows = origins.iter().map(|origin| origin.map_or(none, |(table, at)| table.row(at)));
            let like = if each > 0 { self.spread(i * each) } else { None };
            let spreads = like.map_or_else(Vec::new, |like| {
                let spread =
                    |origin: &Option<(&Self, usize)>| origin.and_then(|(table, at)| table.spread(at));
                origins.iter().map(|origin| spread(origin).unwrap_or_else(|| Spread::empty(&like))).collect()
            });
            series.push(Series::Rows(rows.collect(), spreads));
        }
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
            series: series.into(),
            notes,
            other,
            marks,
            comparison: None,
            whole: None,
            ..self.clone()
        })
    }

    fn row_of(&self, indicator: usize, group: &Group, period: &Period) -> Option<usize> {
        let group = self.groups.iter().position(|g| g == group)?;
        let period = self.periods.iter().position(|p| p == period)?;
        Some(self.at(Place { indicator, group, period }))
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
