//! Where the time goes: phases of the road over an Arrow batch or a Parquet or CSV file.
use courtmetrics::indicator::Set;
use courtmetrics::ledger::Rollup;
use courtmetrics::measure::Request;
use courtmetrics::period::Base;
use courtmetrics::read::{OpenOptions, ScanOptions, open, scan};
use std::time::Instant;

fn main() -> courtmetrics::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let own = Set::from_toml(&std::fs::read_to_string(&words[1]).unwrap())?;
    let request = Request::with_sets(&[own.id.as_str()], &[own.clone()])?
        .by(&["court", "case_type"])
        .rollup(Rollup::Every)
        .unique(None);
    for _ in 0..3 {
        let t = Instant::now();
        let mut source = open(&words[0], OpenOptions::default())?;
        let plan = request.plan(source.header())?;
        let t1 = t.elapsed();
        let cube = scan(source.as_mut(), &plan, &ScanOptions::default())?;
        let t2 = t.elapsed();
        let mut table = request.table(&cube, plan.missing())?;
        let t3 = t.elapsed();
        table.compare(Base::YearBefore);
        let t4 = t.elapsed();
        #[cfg(feature = "parquet")]
        let batch = table.to_batch().unwrap();
        let t5 = t.elapsed();
        println!(
            "plan {t1:?} scan {:?} table {:?} compare {:?} batch {:?} cells {}",
            t2 - t1,
            t3 - t2,
            t4 - t3,
            t5 - t4,
            cube.cells()
        );
    }
    Ok(())
}
