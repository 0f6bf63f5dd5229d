//! How long a cube takes to save and to open, and how large it is:
//! `cargo run --profile profiling --example stored -- FILE INDICATORS.toml PERIOD COLUMN ...`.

use courtmetrics::cube::Cube;
use courtmetrics::indicator::Set;
use courtmetrics::measure::Request;
use courtmetrics::read::{OpenOptions, ScanOptions, open, scan};
use courtmetrics::{Error, ErrorKind};
use std::time::Instant;

fn main() -> courtmetrics::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [file, indicators, period, by @ ..] = words.as_slice() else {
        eprintln!("usage: stored FILE INDICATORS.toml PERIOD [GROUPING COLUMN ...]");
        return Ok(());
    };
    let text = std::fs::read_to_string(indicators).map_err(|e| Error::new(ErrorKind::Read, e.to_string()))?;
    let set = Set::from_toml(&text)?;
    let by: Vec<&str> = by.iter().map(String::as_str).collect();
    let request = Request::with_sets(&[set.id.clone().as_str()], &[set])?;
    let request = request.by(&by).periods(period.parse()?).unique(None);
    let mut source = open(file, OpenOptions::default())?;
    let plan = request.plan(source.header())?;
    let cube = scan(source.as_mut(), &plan, &ScanOptions::default())?;
    println!("{} rows in {} cells, {:.1} MB", cube.tally().rows, cube.cells(), cube.bytes() as f64 / 1e6);
    let place = std::env::temp_dir().join(format!("stored-{}.cube", std::process::id()));
    let least = |what: &str, job: &dyn Fn() -> courtmetrics::Result<()>| -> courtmetrics::Result<()> {
        let mut times = Vec::new();
        for _ in 0..9 {
            let clock = Instant::now();
            job()?;
            times.push(clock.elapsed().as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        println!("{what:8} {:7.1} ms, the median {:7.1} ms", times[0], times[4]);
        Ok(())
    };
    least("save", &|| cube.save(&place))?;
    let size = std::fs::metadata(&place).map_err(|e| Error::new(ErrorKind::Read, e.to_string()))?.len();
    println!("{:.1} MB on disk", size as f64 / 1e6);
    least("open", &|| Cube::open(&place).map(drop))?;
    let opened = Cube::open(&place)?;
    assert!(opened == cube, "what was opened is what was saved");
    let first = cube.tally().span().map(|(first, _)| first.plus_months(24));
    if let Some(first) = first {
        let start = cube.shape().calendar.period_of(cube.shape().grain, first).start();
        least("drop", &|| cube.clone().drop_before(start))?;
    }
    std::fs::remove_file(&place).map_err(|e| Error::new(ErrorKind::Read, e.to_string()))
}
