//! Identities between indicators, over ledgers of generated cases.
//!
//! They hold exactly, in every group and period, whatever the cases are: values are compared as fractions.

use courtmetrics::measure::{Periods, Request};
use courtmetrics::quantity::Fraction;
use courtmetrics::read::{Cases, ScanOptions, Value};
use courtmetrics::table::{Observation, Place, Status, Table};
use proptest::prelude::*;

const OUTCOMES: [&str; 4] = ["judgment", "mediated", "withdrawn", "dismissed"];

/// Court, day of filing from 2018 on, days to resolution, outcome, appealed.
type Case = (u8, i32, Option<i32>, usize, bool);

fn cases() -> impl Strategy<Value = Vec<Case>> {
    let case = (0u8..3, 0i32..1800, prop::option::of(0i32..900), 0usize..4, any::<bool>());
    prop::collection::vec(case, 1..120)
}

const INDICATORS: [&str; 22] = [
    "cepej.incoming",
    "cepej.resolved",
    "cepej.pending_start",
    "cepej.pending_end",
    "cepej.clearance_rate",
    "cepej.case_turnover_ratio",
    "cepej.disposition_time",
    "cepej.pending_change",
    "cnj.congestion_rate_gross",
    "cnj.congestion_rate_older_form",
    "spc-2008.closing_rate",
    "spc-2008.mediation_rate",
    "spc-2008.withdrawal_rate",
    "pinghu.mediation_withdrawal_rate",
    "spc-2008.first_instance_acceptance_rate",
    "spc-2008.appeal_rate",
    "njdg.pending_by_age",
    "njdg.pending_share_by_age",
    "rogs.backlog_12_months",
    "rogs.backlog_24_months",
    "cepej.mean_days",
    "gmp.on_time_processing",
];

/// Indicators of a set by the beginning of their name: a definition of bands gives several.
fn chosen() -> Vec<String> {
    let wanted = |id: &str| INDICATORS.iter().any(|name| id == *name || id.starts_with(&format!("{name}_")));
    let sets = courtmetrics::indicator::Set::shipped().iter();
    let all = sets.flat_map(|(id, _)| courtmetrics::indicator::Set::named(id).unwrap().indicators);
    all.map(|d| format!("{}.{}", d.set, d.id)).filter(|id| wanted(id)).collect()
}

fn table(list: &[Case], periods: Periods) -> Table {
    let header = ["court", "instance", "filed_on", "resolved_on", "outcome", "appealed"];
    let mut rows = Cases::new(header);
    let first: courtmetrics::period::Date = "2018-01-01".parse().unwrap();
    for (court, filed, days, outcome, appealed) in list {
        let filed = first.plus_days(*filed);
        let resolved = days.map(|days| filed.plus_days(days));
        let row: [Value; 6] = [
            ["A", "B", "C"][usize::from(*court)].into(),
            "first".into(),
            filed.into(),
            resolved.into(),
            resolved.map(|_| OUTCOMES[*outcome]).into(),
            (*appealed).into(),
        ];
        rows.push(row).unwrap();
    }
    let names = chosen();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let request = Request::new(&names).unwrap().by(&["court"]).periods(periods);
    request.run(&mut rows, ScanOptions::default()).unwrap().table
}

/// The rows of one group and period, by indicator.
struct At<'t>(&'t Table, usize, usize);

impl At<'_> {
    fn row(&self, id: &str) -> (Observation, Fraction) {
        let known =
            |d: &courtmetrics::indicator::Definition| d.id == id || format!("{}.{}", d.set, d.id) == id;
        let indicator = self.0.indicators().iter().position(known).unwrap_or_else(|| panic!("{id}"));
        let place = Place { indicator, group: self.1, period: self.2 };
        let days = self.0.periods()[self.2].days();
        (self.0.row(self.0.at(place)), Observation::scale(&self.0.indicators()[indicator], days))
    }

    /// The exact value; `None` where there is none.
    fn value(&self, id: &str) -> Option<Fraction> {
        let (row, scale) = self.row(id);
        (row.status == Status::Known).then(|| row.exact(scale).unwrap())
    }

    fn count(&self, id: &str) -> i64 {
        self.row(id).0.numerator
    }
}

fn each(table: &Table, mut check: impl FnMut(&At<'_>)) {
    for group in 0..table.groups().len() {
        for period in 0..table.periods().len() {
            check(&At(table, group, period));
        }
    }
}

fn one() -> Fraction {
    Fraction::whole(1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn stock_and_flows_agree(list in cases()) {
        each(&table(&list, "quarter".parse().unwrap()), |at| {
            let moved = at.count("pending_start") + at.count("incoming") - at.count("resolved");
            assert_eq!(at.count("pending_end"), moved);
            // Clearance above 1 means that the stock falls, and the other way round.
            if let Some(clearance) = at.value("cepej.clearance_rate") {
                assert_eq!(clearance > one(), at.count("pending_end") < at.count("pending_start"));
                assert_eq!(clearance == one(), at.count("pending_end") == at.count("pending_start"));
            }
            if let Some(change) = at.value("pending_change") {
                assert_eq!(change.is_negative(), at.count("pending_end") < at.count("pending_start"));
            }
        });
    }

    #[test]
    fn what_is_closed_and_what_is_left_are_the_whole(list in cases()) {
        each(&table(&list, "year".parse().unwrap()), |at| {
            let (closing, gross) = (at.value("closing_rate"), at.value("congestion_rate_gross"));
            // 结案率 + pending share = 1, and so gross congestion is its complement.
            assert_eq!(closing.is_some(), gross.is_some());
            if let (Some(closing), Some(gross)) = (closing, gross) {
                assert_eq!(closing.plus(gross).unwrap(), one());
                assert_eq!(at.value("congestion_rate_older_form"), Some(gross));
            }
        });
    }

    #[test]
    fn disposition_time_comes_from_the_turnover(list in cases()) {
        each(&table(&list, "year".parse().unwrap()), |at| {
            let pair = at.value("disposition_time").zip(at.value("case_turnover_ratio"));
            if let Some((time, turnover)) = pair.filter(|(_, turnover)| !turnover.is_zero()) {
                assert_eq!(time, Fraction::whole(365).over(turnover).unwrap());
            }
        });
    }

    #[test]
    fn mediated_and_withdrawn_are_their_union_and_appealed_and_accepted_the_whole(list in cases()) {
        each(&table(&list, "year".parse().unwrap()), |at| {
            let sum = |a: &str, b: &str| Some(at.value(a)?.plus(at.value(b)?).unwrap());
            assert_eq!(sum("mediation_rate", "withdrawal_rate"), at.value("mediation_withdrawal_rate"));
            let whole = at.value("first_instance_acceptance_rate").map(|_| one());
            assert_eq!(sum("first_instance_acceptance_rate", "spc-2008.appeal_rate"), whole);
        });
    }

    #[test]
    fn totals_pool_and_never_average(list in cases()) {
        let table = table(&list, "year".parse().unwrap());
        let total = table.groups().iter().position(|g| g[0].text() == "*").unwrap();
        for period in 0..table.periods().len() {
            for id in ["cepej.clearance_rate", "closing_rate", "mediation_rate", "mean_days", "disposition_time"] {
                let (whole, _) = At(&table, total, period).row(id);
                let parts = (0..table.groups().len()).filter(|g| *g != total);
                let rows: Vec<Observation> = parts.map(|g| At(&table, g, period).row(id).0).collect();
                // A part without a denominator may still have a numerator: the counts are looked at instead.
                if whole.status == Status::Known && rows.iter().all(|row| row.status == Status::Known) {
                    let sum = |of: fn(&Observation) -> i64| rows.iter().map(of).sum::<i64>();
                    assert_eq!((whole.numerator, whole.denominator), (sum(|r| r.numerator), sum(|r| r.denominator)), "{id}");
                }
            }
        }
    }

    #[test]
    fn bands_of_age_are_the_stock_and_older_ones_are_fewer(list in cases()) {
        let bands = ["0_to_12_months", "12_to_36_months", "36_to_60_months", "60_to_120_months", "120_to_240_months", "240_to_360_months", "360_months_and_over"];
        each(&table(&list, "half".parse().unwrap()), |at| {
            let counts = bands.map(|band| at.count(&format!("pending_by_age_{band}")));
            assert!(counts.iter().all(|n| *n >= 0), "{counts:?}");
            assert_eq!(counts.iter().sum::<i64>(), at.count("pending_end"));
            let shares: Option<Vec<Fraction>> = bands.map(|band| at.value(&format!("pending_share_by_age_{band}"))).into_iter().collect();
            if let Some(shares) = shares {
                let sum = shares.iter().fold(Fraction::ZERO, |sum, share| sum.plus(*share).unwrap());
                assert_eq!(sum, one());
            }
            let older = (at.value("rogs.backlog_24_months"), at.value("rogs.backlog_12_months"));
            assert!(older.0 <= older.1, "{older:?}");
            let slower = (at.value("on_time_processing_within_365_days"), at.value("on_time_processing_within_730_days"));
            assert!(slower.0 <= slower.1, "{slower:?}");
        });
    }
}
