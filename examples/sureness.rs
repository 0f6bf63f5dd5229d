//! What it costs to say how sure: `cargo run --release --example sureness -- CASES.arrow COURT [COLUMN ...]`.
//!
//! The file is held in memory. Survival by court is timed beside the scan that counts incoming and resolved cases by
//! court; the intervals of a table by court, the other columns and month beside the same table without them. The
//! least of five runs of each is printed.

use arrow_ipc::reader::FileReader;
use courtmetrics::analysis::Survival;
use courtmetrics::cube::Watch;
use courtmetrics::ledger::Rollup;
use courtmetrics::measure::{Periods, Request};
use courtmetrics::period::{Base, Grain};
use courtmetrics::quantity::Level;
use courtmetrics::read::arrow::Batches;
use courtmetrics::read::{ScanOptions, Source, scan};
use courtmetrics::stats::survival::CurveMethod;
use courtmetrics::table::{Methods, Table};
use courtmetrics::{Error, ErrorKind, Result};
use std::time::Instant;

fn least<T>(what: &str, mut run: impl FnMut() -> Result<T>) -> Result<T> {
    let mut best = f64::INFINITY;
    let mut last = None;
    for _ in 0..5 {
        let clock = Instant::now();
        last = Some(run()?);
        best = best.min(clock.elapsed().as_secs_f64());
    }
    println!("{what:60} {:9.1} ms", best * 1000.0);
    last.ok_or_else(|| Error::new(ErrorKind::Argument, "no run"))
}

fn arrow<T>(outcome: std::result::Result<T, impl std::fmt::Display>) -> Result<T> {
    outcome.map_err(|e| Error::new(ErrorKind::Read, e.to_string()))
}

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [file, court, others @ ..] = words.as_slice() else {
        eprintln!("usage: sureness CASES.arrow COURT [COLUMN ...]");
        return Ok(());
    };
    let reader = arrow(FileReader::try_new_buffered(arrow(std::fs::File::open(file))?, None))?;
    let schema = reader.schema();
    let batches = arrow(reader.collect::<std::result::Result<Vec<_>, _>>())?;
    let source = || Batches::new(schema.clone(), batches.clone().into_iter().map(Ok), None);

    let request = Request::new(&["cepej.incoming", "cepej.resolved"])?.by(&[court]).unique(None);
    let plan = request.plan(source().header())?;
    least("scan: incoming and resolved by court and year", || {
        scan(&mut source(), &plan, &ScanOptions::default())
    })?;
    let lives = least("scan: lives by court", || {
        let request = Request::of_cases().by(&[court]).unique(None);
        request.lifetimes(&mut source(), None, Watch::default(), ScanOptions::default())
    })?;
    let curves =
        least("risk tables and Kaplan-Meier of all courts", || Survival::new(&lives, None, Rollup::Total))?;
    let rows = least("their curves as a table with limits", || curves.curves(Level::P95, CurveMethod::Log))?;
    println!("    {} groups, {} points", curves.groups().len(), rows.num_rows());
    least("log-rank test of all courts", || curves.log_rank(None))?;

    let by: Vec<&str> = std::iter::once(court).chain(others).map(String::as_str).collect();
    let request = |level| -> Result<Request> {
        let request =
            Request::new(&["cepej.incoming", "cepej.resolved", "pinghu.mediation_rate", "cepej.mean_days"])?;
        Ok(request.by(&by).unique(None).periods(Periods::Every(Grain::Month)).level(level))
    };
    let asked = request(Some(Level::P95))?;
    let cube = scan(&mut source(), &asked.plan(source().header())?, &ScanOptions::default())?;
    let table = |level| -> Result<Table> {
        let mut table = request(level)?.table(&cube)?;
        table.compare(Base::YearBefore);
        Ok(table)
    };
    let (without, with) = (table(None)?, table(Some(Level::P95))?);
    println!("    table of {} rows", with.rows().len());
    let batch = |table: &Table| arrow(table.to_batch());
    least("to Arrow without intervals", || batch(&without))?;
    least("to Arrow with intervals of values and changes", || batch(&with))?;
    let exact = Methods::of(&["clopper_pearson", "garwood", "exact_conditional"])?;
    let exact = with.with_methods(exact);
    least("the same with exact intervals", || batch(&exact))?;
    Ok(())
}
