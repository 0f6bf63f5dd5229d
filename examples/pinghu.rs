//! The report of one court, from an invented export: `cargo run --release --example pinghu`.

use courtmetrics::generate::{Headers, pinghu_example, write_csv};
use courtmetrics::measure::Request;
use courtmetrics::period::Base;
use courtmetrics::read::ScanOptions;
use courtmetrics::read::csv::{CsvFile, CsvOptions};
use courtmetrics::table::Language;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut csv = Vec::new();
    write_csv([pinghu_example(2023)], Headers::Chinese, &mut csv)?;
    let mut export = CsvFile::from_bytes(csv, CsvOptions::default())?;

    let mut table = Request::new(&["pinghu"])?.run(&mut export, ScanOptions::default())?.table;
    table.compare(Base::YearBefore);
    print!("{}", table.to_text(Language::Chinese, 3, 100));
    Ok(())
}
