//! How long each room of the road takes on a file:
//! `cargo run --release --example phases -- FILE INDICATORS.toml COLUMN ...`. An Arrow file is held in memory. The whole
//! is done five times, or as often as the environment's `ROUNDS` says, by years or by its `PERIOD`.

use arrow_ipc::reader::FileReader;
use courtmetrics::indicator::Set;
use courtmetrics::ledger::Rollup;
use courtmetrics::measure::Request;
use courtmetrics::period::Base;
use courtmetrics::read::arrow::Batches;
use courtmetrics::read::{OpenOptions, ScanOptions, Source, open, scan};
use courtmetrics::{Error, ErrorKind};
use std::time::Instant;

fn main() -> courtmetrics::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [file, indicators, by @ ..] = words.as_slice() else {
        eprintln!("usage: phases FILE INDICATORS.toml [GROUPING COLUMN ...]");
        return Ok(());
    };
    let text = std::fs::read_to_string(indicators).map_err(|e| Error::new(ErrorKind::Read, e.to_string()))?;
    let set = Set::from_toml(&text)?;
    let by: Vec<&str> = by.iter().map(String::as_str).collect();
    let request = Request::with_sets(&[set.id.clone().as_str()], &[set])?;
    let request = request.by(&by).rollup(Rollup::Every).unique(None).level(None);
    let request = match std::env::var("PERIOD") {
        Ok(period) => request.periods(period.parse()?),
        Err(_) => request,
    };
    let held = match file.strip_suffix(".arrow") {
        Some(_) => {
            let fail = |e: &dyn std::fmt::Display| Error::new(ErrorKind::Read, e.to_string());
            let opened = std::fs::File::open(file).map_err(|e| fail(&e))?;
            let reader = FileReader::try_new_buffered(opened, None).map_err(|e| fail(&e))?;
            let schema = reader.schema();
            Some((schema, reader.collect::<Result<Vec<_>, _>>().map_err(|e| fail(&e))?))
        }
        None => None,
    };
    let rounds = std::env::var("ROUNDS").map_or(Ok(5), |rounds| rounds.parse::<u32>());
    let rounds = rounds.map_err(|e| Error::new(ErrorKind::Argument, format!("ROUNDS: {e}")))?;
    for _ in 0..rounds {
        let mut clock = Instant::now();
        let mut lap = |what: &str| {
            println!("{what:8} {:9.1} ms", clock.elapsed().as_secs_f64() * 1000.0);
            clock = Instant::now();
        };
        let mut source: Box<dyn Source> = match &held {
            Some((schema, batches)) => {
                Box::new(Batches::new(schema.clone(), batches.clone().into_iter().map(Ok), None).held())
            }
            None => open(file, OpenOptions::default())?,
        };
        let plan = request.plan(source.header())?;
        lap("plan");
        let cube = scan(source.as_mut(), &plan, &ScanOptions::default())?;
        lap("scan");
        let mut table = request.table(&cube)?;
        lap("table");
        table.compare(Base::YearBefore);
        lap("compare");
        let batches = table.to_batches().map_err(|e| Error::new(ErrorKind::Mismatch, e.to_string()))?;
        lap("arrow");
        drop((cube, table, batches));
        lap("drop");
    }
    Ok(())
}
