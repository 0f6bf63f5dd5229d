//! An earlier table put before a later one, so that they compare; never two versions of one definition.

use crate::indicator::Definition;
use crate::ledger::Group;
use crate::period::{Date, Period};
use crate::table::series::Series;
use crate::table::sureness::Spread;
use crate::table::{Observation, Place, Status, Table};
use crate::{Error, ErrorKind, Result};
use std::sync::Arc;

impl Table {
    /// This table with the periods of an earlier one before it. Where both have a period the later table's word
    /// counts. Values of an indicator whose formula or version has changed in between stay in the table, and a
    /// comparison across the change says `definition_changed`. Intervals are at this table's level: what an earlier table of
    /// another level, or of none, does not tell for it has none.
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
        let mut series = Vec::with_capacity(self.indicators.len());
        let mut other = Vec::with_capacity(self.indicators.len() * periods.len());
        // A bound by rank is one at its table's level.
        let same_level = self.level == earlier.level;
        for (i, definition) in self.indicators.iter().enumerate() {
            let then = earlier.indicators.iter().position(|d| d.id == definition.id);
            other.extend(periods.iter().map(|period| match self.periods.iter().position(|p| p == period) {
                Some(own) => self.other_definition(i, own).cloned(),
                None => {
                    let (then, at) = (then?, earlier.periods.iter().position(|p| p == period)?);
                    let counted = earlier.other_definition(then, at).cloned();
                    let counted = counted.unwrap_or_else(|| Arc::new(earlier.indicators[then].clone()));
                    (!same(definition, &counted)).then_some(counted)
                }
            }));
            // Where each row comes from: of both tables' words the later one's counts.
            let origins = groups.iter().flat_map(|group| periods.iter().map(move |period| (group, period)));
            let origins = origins.map(|(group, period)| {
                let now = self.row_of(i, group, period).map(|at| (self, at));
                now.or_else(|| Some((earlier, earlier.row_of(then?, group, period)?)))
            });
            let origins: Vec<Option<(&Self, usize)>> = origins.collect();
            let none = Observation::none(Status::NotAvailable);
            let rows = origins.iter().map(|origin| origin.map_or(none, |(table, at)| table.row(at)));
            let spread = |origin: &Option<(&Self, usize)>| {
                let (table, at) = (*origin)?;
                let by_rank = |spread: &Spread| matches!(spread, Spread::Around { .. });
                table.spread(at).filter(|spread| same_level || std::ptr::eq(table, self) || !by_rank(spread))
            };
            series.push(Series::of_rows(rows, origins.iter().map(spread)));
        }
        let mark = |period: &Period| {
            let of = |table: &Self| table.periods.iter().position(|p| p == period).map(|p| table.marks[p]);
            of(self).or_else(|| of(earlier)).unwrap_or_default()
        };
        let marks = periods.iter().map(mark).collect();
        let mut breaks: Vec<Date> = self.breaks.iter().chain(&earlier.breaks).copied().collect();
        breaks.sort_unstable();
        breaks.dedup();
        let mut notes = earlier.notes.clone();
        notes.extend(self.notes.iter().filter(|note| !earlier.notes.contains(note)).cloned());
        Ok(Self {
            periods,
            groups: groups.into(),
            series: series.into(),
            notes,
            other,
            breaks,
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

    /// The definition that the values of a period were counted under, where that is not the table's own.
    fn other_definition(&self, indicator: usize, period: usize) -> Option<&Arc<Definition>> {
        self.other.get(indicator * self.periods.len() + period)?.as_ref()
    }

    /// Whether the values of two periods were counted under one definition.
    pub(super) fn one_definition(&self, indicator: usize, a: usize, b: usize) -> bool {
        match [a, b].map(|period| self.other_definition(indicator, period)) {
            [None, None] => true,
            [Some(a), Some(b)] => same(a, b),
            // What is kept as another one is not the table's own.
            _ => false,
        }
    }
}

/// Whether values under two definitions of an indicator may be compared.
fn same(a: &Definition, b: &Definition) -> bool {
    a.version == b.version && a.gives_what(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::Undefined;
    use crate::indicator::Set;
    use crate::measure::Request;
    use crate::period::Base;
    use crate::quantity::Level;
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

    /// Three years, of which the middle one, then the first, was counted otherwise; then two that are other than the third and
    /// other than each other. Put together from either end.
    #[test]
    fn three_tables_compare_only_where_two_neighbours_have_one_definition() {
        let changed = Err(Undefined::DefinitionChanged);
        for (factors, expected) in [
            ([365, 366, 365], [changed, changed]),
            ([366, 365, 365], [changed, Ok(0.0)]),
            ([366, 366, 365], [Ok(0.0), changed]),
            ([364, 366, 365], [changed, changed]),
        ] {
            let [first, second, third] = [0, 1, 2].map(|at| table(factors[at], 1, 2021 + at as i32));
            let from_the_last = third.with_earlier(&second).unwrap().with_earlier(&first).unwrap();
            let from_the_first = third.with_earlier(&second.with_earlier(&first).unwrap()).unwrap();
            for mut all in [from_the_last, from_the_first] {
                all.compare(Base::YearBefore);
                let change = |year| all.change(all.find("a", &[], year).unwrap());
                assert_eq!([change("2022"), change("2023")], expected, "{factors:?}");
            }
        }
    }

    /// Days of three cases a year, with the level of each table.
    fn days(level: Option<Level>, year: i32) -> Table {
        let mut cases = Cases::new(["filed_on", "resolved_on"]);
        for day in 10..28 {
            cases
                .push([format!("{year}-01-01"), format!("{year}-02-{day}")].map(|w| w.as_str().into()))
                .unwrap();
        }
        let request = Request::new(&["median_days", "mean_days"]).unwrap().level(level);
        request.run(&mut cases, ScanOptions::default()).unwrap().table
    }

    #[test]
    fn what_an_earlier_table_does_not_tell_at_this_level_has_no_interval() {
        let later = days(Some(Level::P95), 2023);
        let known = |table: &Table, id, year| {
            let row = table.find(id, &[], year).unwrap();
            (table.interval(row).is_ok(), table.change_sureness(row).is_ok())
        };
        for (level, median, mean) in
            [(Some(Level::P95), true, true), (Level::new(0.9).ok(), false, true), (None, false, false)]
        {
            let mut both = later.with_earlier(&days(level, 2022)).unwrap();
            both.compare(Base::YearBefore);
            assert_eq!(known(&both, "median_days", "2022"), (median, false), "{level:?}");
            assert_eq!(known(&both, "median_days", "2023"), (true, median), "{level:?}");
            assert_eq!(known(&both, "mean_days", "2022"), (mean, false), "{level:?}");
            assert_eq!(known(&both, "mean_days", "2023"), (true, mean), "{level:?}");
        }
        // Nothing of the later table is kept, and all of the earlier one.
        let all = later.only(|_| false).with_earlier(&later).unwrap();
        assert!(known(&all, "median_days", "2023").0);
    }

    #[test]
    fn a_break_that_was_cut_away_still_breaks() {
        let years = |year| table(365, 1, year);
        let mut all = years(2023).with_earlier(&years(2022)).unwrap().with_earlier(&years(2021)).unwrap();
        all.mark("2022".parse().unwrap(), crate::table::Mark::Break).unwrap();
        let only = |year: &str| {
            let year: Period = year.parse().unwrap();
            all.only(|period| *period == year)
        };
        let outer = all.only(|period| period.to_string() != "2022");
        for mut part in [outer, only("2023").with_earlier(&only("2021")).unwrap()] {
            part.compare(Base::Fixed("2021".parse().unwrap()));
            let row = part.find("a", &[], "2023").unwrap();
            assert_eq!(part.change(row), Err(Undefined::DefinitionChanged));
        }
        let mut after = all.only(|period| period.to_string() != "2021");
        after.compare(Base::YearBefore);
        assert_eq!(after.change(after.find("a", &[], "2023").unwrap()), Ok(0.0));
    }
}
