//! The Kaplan-Meier curves of 331,413 cases of São Paulo as R's survival package wrote them.
//!
//! The table is not part of the project: set COURTMETRICS_DATA to the folder that holds `tjsp_fcc/`.

use courtmetrics::quantity::Level;
use courtmetrics::stats::survival::{CurveMethod, RiskTable};
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Default)]
struct Stratum {
    events: Vec<(i32, u64)>,
    censored: Vec<(i32, u64)>,
    rows: Vec<[f64; 6]>, // time, n.risk, surv, std.err, upper, lower
}

#[test]
fn the_curves_of_sao_paulo_are_those_of_r() {
    let Some(folder) = std::env::var_os("COURTMETRICS_DATA").map(PathBuf::from) else {
        eprintln!("skipped: COURTMETRICS_DATA is not set");
        return;
    };
    let text = std::fs::read_to_string(folder.join("tjsp_fcc/km_oracle_tempo_total.csv")).unwrap();
    let mut strata: BTreeMap<&str, Stratum> = BTreeMap::new();
    let mut checked = 0;
    for line in text.lines().skip(1) {
        let f: Vec<&str> = line.split(',').collect();
        let stratum = strata.entry(f[8]).or_default();
        let time = f[0].parse().unwrap();
        stratum.events.push((time, f[2].parse().unwrap()));
        stratum.censored.push((time, f[3].parse().unwrap()));
        stratum.rows.push([0, 1, 4, 5, 6, 7].map(|i| f[i].parse().unwrap_or(f64::NAN)));
    }
    for (name, stratum) in &strata {
        let curve = RiskTable::new(&stratum.events, &stratum.censored, &[]).unwrap().kaplan_meier().unwrap();
        assert_eq!(curve.points().len(), stratum.rows.len());
        for (point, &[time, at_risk, survival, error, upper, lower]) in
            curve.points().iter().zip(&stratum.rows)
        {
            let place = format!("{name}, day {time}");
            assert_eq!((f64::from(point.time), point.at_risk as f64), (time, at_risk), "{place}");
            assert!((point.survival - survival).abs() <= 1e-12, "{place}: {} {survival}", point.survival);
            let limits = point.limits(Level::P95, CurveMethod::Log);
            for (ours, theirs) in
                [(point.log_standard_error, error), (limits.lower, lower), (limits.upper, upper)]
            {
                match ours {
                    Some(ours) => assert!((ours - theirs).abs() <= 1e-9, "{place}: {ours} {theirs}"),
                    None => assert!(!theirs.is_finite(), "{place}: none, R has {theirs}"),
                }
            }
            checked += 1;
        }
    }
    let medians: Vec<Option<i32>> = strata
        .values()
        .map(|s| RiskTable::new(&s.events, &s.censored, &[]).unwrap().kaplan_meier().unwrap().median())
        .collect();
    assert_eq!(medians, [Some(602), Some(683)]);
    assert_eq!(checked, 2279);
}
