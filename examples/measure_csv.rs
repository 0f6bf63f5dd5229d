//! Measures a CSV or Parquet export: `cargo run --release --example measure_csv -- FILE cepej court`.

use courtmetrics::measure::Request;
use courtmetrics::period::Base;
use courtmetrics::read::{OpenOptions, ScanOptions, open};
use courtmetrics::table::Language;

fn main() -> courtmetrics::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [file, set, by @ ..] = words.as_slice() else {
        eprintln!("usage: measure_csv FILE SET [GROUPING COLUMN ...]");
        return Ok(());
    };
    let by: Vec<&str> = by.iter().map(String::as_str).collect();
    let mut source = open(file, OpenOptions::default())?;
    let mut table = Request::new(&[set.as_str()])?.by(&by).run(source.as_mut(), ScanOptions::default())?.table;
    table.compare(Base::YearBefore);
    print!("{}", table.to_text(Language::English, 3, 60));
    Ok(())
}
