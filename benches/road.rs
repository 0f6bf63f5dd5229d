//! The road, room by room: ingest per format, scan, merge, evaluate, compare.
//!
//! `cargo bench --bench road`. Cases are generated, 1,000,000 of them; the throughput is in rows.

use courtmetrics::generate::{Block, Config, Headers, cases, write_csv};
use courtmetrics::measure::Request;
use courtmetrics::period::Base;
use courtmetrics::read::arrow::Batches;
use courtmetrics::read::csv::{CsvFile, CsvOptions};
use courtmetrics::read::parquet::{ParquetFile, batch, write_blocks};
use courtmetrics::read::{ScanOptions, scan};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

const ROWS: u64 = 1_000_000;

fn blocks() -> Vec<Block> {
    let config = Config { rows: ROWS, ..Config::default() };
    cases(config).expect("the configuration is valid").collect()
}

fn request() -> Request {
    let request = Request::new(&["cepej"]).expect("the set is shipped");
    request.by(&["court", "case_class"]).unique(None)
}

fn road(criterion: &mut Criterion) {
    let blocks = blocks();
    let request = request();
    let batches: Vec<_> =
        blocks.iter().map(|b| batch(b, Headers::English).expect("blocks are whole")).collect();
    let schema = batches[0].schema();
    let mut text = Vec::new();
    write_csv(blocks.iter().cloned(), Headers::English, &mut text).expect("memory takes all");
    let path = std::env::temp_dir().join("courtmetrics_bench_road.parquet");
    write_blocks(&path, blocks.iter().cloned(), Headers::English).expect("the folder can be written to");

    let mut group = criterion.benchmark_group("road");
    group.throughput(Throughput::Elements(ROWS)).sample_size(10);
    let arrow = || Batches::new(schema.clone(), batches.iter().cloned().map(Ok), Some(ROWS));
    let header: Vec<String> = schema.fields().iter().map(|f| f.name().clone()).collect();
    let plan = request.plan(&header).expect("the columns are known");
    for threads in [1, 2] {
        let options = ScanOptions { threads: Some(threads), ..ScanOptions::default() };
        group.bench_function(format!("scan arrow, {threads} threads"), |b| {
            b.iter(|| scan(&mut arrow(), &plan, &options).expect("all rows count"));
        });
        group.bench_function(format!("scan parquet, {threads} threads"), |b| {
            b.iter(|| scan(&mut ParquetFile::open(&path).expect("it is there"), &plan, &options));
        });
        let mut csv = CsvFile::from_bytes(text.clone(), CsvOptions::default()).expect("it is CSV");
        group.bench_function(format!("scan csv, {threads} threads"), |b| {
            b.iter(|| scan(&mut csv, &plan, &options).expect("all rows count"));
        });
    }
    let cube = scan(&mut arrow(), &plan, &ScanOptions::default()).expect("all rows count");
    group.bench_function("merge", |b| {
        b.iter_batched(|| (cube.clone(), cube.clone()), |(mut a, c)| a.merge(c), BatchSize::LargeInput);
    });
    group.bench_function("evaluate", |b| {
        b.iter(|| request.table(&cube).expect("the cube was built for it"));
    });
    let table = request.table(&cube).expect("the cube was built for it");
    group.bench_function("compare", |b| {
        b.iter_batched(|| table.clone(), |mut t| t.compare(Base::YearBefore), BatchSize::LargeInput);
    });
    group.bench_function("to arrow", |b| b.iter(|| table.to_batch().expect("tables are whole")));
    group.finish();
    _ = std::fs::remove_file(path);
}

criterion_group!(benches, road);
criterion_main!(benches);
