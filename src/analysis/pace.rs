//! Do groups resolve at the same pace, and do they end in one way equally often? Log-rank and Gray's tests.
//!
//! The log-rank test is of all ways of ending together; with strata, groups are compared within each stratum only, so
//! that courts with other mixes of cases are compared like with like. Gray's test is of one way of ending where the
//! others compete. Formulas: [`stats::survival`](crate::stats::survival).

use super::Survival;
use crate::ledger::Group;
use crate::stats::survival::{CompetingTable, GrayTest, LogRank, RiskTable, gray_test, stratified_log_rank};
use crate::{Error, ErrorKind, Result};
use std::collections::BTreeMap;

/// A log-rank test of the groups of survival curves.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRankTest {
    /// The columns whose groups are compared.
    pub by: Vec<String>,
    /// The column within whose words they are compared.
    pub strata: Option<String>,
    /// The groups, in the order of the result.
    pub groups: Vec<Group>,
    /// The result.
    pub result: LogRank,
}

/// Gray's tests of the groups of survival curves.
#[derive(Debug, Clone, PartialEq)]
pub struct GrayTests {
    /// The columns whose groups are compared.
    pub by: Vec<String>,
    /// The groups, in the order of each result.
    pub groups: Vec<Group>,
    /// The ways of ending and their tests; `None` where fewer than two groups can be compared.
    pub results: Vec<(String, Option<GrayTest>)>,
}

impl Survival {
    /// Whether the groups resolve at the same pace; `strata` names a grouping column within which they are compared.
    ///
    /// # Errors
    /// When fewer than two groups expect an event, or `strata` is no grouping column or the only one.
    pub fn log_rank(&self, strata: Option<&str>) -> Result<LogRankTest> {
        let way = match strata {
            None => None,
            Some(name) => {
                let known = || self.by().iter().map(String::as_str);
                Some(known().position(|b| b == name).ok_or_else(|| {
                    Error::unknown("grouping column", name, known())
                        .hint(format!("count by it too: by=[..., \"{name}\"]"))
                })?)
            }
        };
        let mut by = self.by().to_vec();
        if let Some(way) = way {
            by.remove(way);
            if by.is_empty() {
                return Err(Error::new(ErrorKind::Argument, "strata is the only grouping column")
                    .rule("groups are compared within strata, so there are columns of both")
                    .hint("by=[\"court\", \"case_class\"], strata=\"case_class\""));
            }
        }
        // Word of the stratum → group → table.
        let mut parts: BTreeMap<Group, BTreeMap<Group, RiskTable>> = BTreeMap::new();
        for own in self.finest() {
            let mut group = own.group.clone();
            let stratum: Group = way.map(|way| group.remove(way)).into_iter().collect();
            parts.entry(stratum).or_default().insert(group, own.table.any_outcome().clone());
        }
        let mut groups: Vec<Group> = parts.values().flat_map(|p| p.keys().cloned()).collect();
        groups.sort_unstable();
        groups.dedup();
        let tables: Vec<Vec<RiskTable>> = (parts.into_values())
            .map(|mut part| groups.iter().map(|g| part.remove(g).unwrap_or_default()).collect())
            .collect();
        let result = stratified_log_rank(&tables)?;
        Ok(LogRankTest { by, strata: strata.map(str::to_owned), groups, result })
    }

    /// Whether the groups end in each way equally often by each day; `outcome` names one way alone.
    ///
    /// # Errors
    /// When the ways of ending are not told apart, `outcome` is none of them or cannot be compared, or cases enter
    /// late.
    pub fn gray(&self, outcome: Option<&str>) -> Result<GrayTests> {
        let known = || self.outcomes().iter().map(String::as_str);
        if self.outcomes().len() < 2 {
            return Err(Error::new(ErrorKind::Argument, format!("{} way of ending", self.outcomes().len()))
                .rule("Gray's test is of one way of ending among several")
                .hint("survival(..., outcome=\"outcome\"), or log_rank()"));
        }
        let groups: Vec<Group> = self.finest().map(|g| g.group.clone()).collect();
        let tables: Vec<CompetingTable> = self.finest().map(|g| g.table.clone()).collect();
        if let Some(late) = self.finest().find(|g| g.late > 0) {
            return Err(Error::new(ErrorKind::Argument, format!("{} cases enter late", late.late))
                .rule("Gray's test is not defined for left-truncated cases")
                .hint("leave period out, or use log_rank()"));
        }
        let results = match outcome {
            Some(name) => {
                let way = known()
                    .position(|o| o == name)
                    .ok_or_else(|| Error::unknown("outcome", name, known()))?;
                vec![(name.to_owned(), Some(gray_test(&tables, way)?))]
            }
            None => (self.outcomes().iter().enumerate())
                .map(|(way, name)| (name.clone(), gray_test(&tables, way).ok()))
                .collect(),
        };
        Ok(GrayTests { by: self.by().to_vec(), groups, results })
    }
}

#[cfg(feature = "arrow")]
mod batch {
    use super::{GrayTests, LogRankTest};
    use crate::Result;
    use crate::analysis::columns::Columns;
    use crate::ledger::Group;
    use arrow_array::RecordBatch;

    impl LogRankTest {
        /// A row for each group with the observed events and those expected if all groups shared one pace; the
        /// statistic, its degrees of freedom, the p-value and the method stand in every row.
        ///
        /// # Errors
        /// When a grouping column bears the name of another column.
        pub fn to_batch(&self) -> Result<RecordBatch> {
            let (test, n) = (&self.result, self.groups.len());
            let method = if self.strata.is_some() { "stratified_log_rank" } else { "log_rank" };
            Columns::default()
                .groups(&self.by, &self.groups.iter().collect::<Vec<_>>())
                .counts("observed", test.observed.iter().map(|o| Some(*o)))
                .floats("expected", test.expected.iter().map(|e| Some(*e)))
                .constant("chi_square", Some(test.chi_square), n)
                .counts("degrees_of_freedom", std::iter::repeat_n(Some(test.degrees_of_freedom as u64), n))
                .constant("p_value", Some(test.p_value), n)
                .word("method", Some(method), n)
                .word("strata", self.strata.as_deref(), n)
                .batch()
        }
    }

    impl GrayTests {
        /// A row for each way of ending and group with the observed events less those expected if all groups shared
        /// one incidence; the statistic, its degrees of freedom and the p-value stand in every row of a way, and are
        /// null where fewer than two groups can be compared.
        ///
        /// # Errors
        /// As [`LogRankTest::to_batch`].
        pub fn to_batch(&self) -> Result<RecordBatch> {
            let rows: Vec<_> = (self.results.iter())
                .flat_map(|(way, test)| {
                    self.groups.iter().enumerate().map(move |(g, group)| (way, test, g, group))
                })
                .collect();
            let groups: Vec<&Group> = rows.iter().map(|(.., group)| *group).collect();
            let freedom = |degrees: usize| degrees as u64;
            Columns::default()
                .groups(&self.by, &groups)
                .words("outcome", rows.iter().map(|(way, ..)| Some(way.as_str())))
                .floats("score", rows.iter().map(|(_, t, g, _)| t.as_ref().map(|t| t.score[*g])))
                .floats("chi_square", rows.iter().map(|(_, t, ..)| t.as_ref().map(|t| t.chi_square)))
                .counts(
                    "degrees_of_freedom",
                    rows.iter().map(|(_, t, ..)| t.as_ref().map(|t| freedom(t.degrees_of_freedom))),
                )
                .floats("p_value", rows.iter().map(|(_, t, ..)| t.as_ref().map(|t| t.p_value)))
                .word("method", Some("gray"), rows.len())
                .batch()
        }
    }
}
