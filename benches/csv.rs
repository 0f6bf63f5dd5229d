//! Finding eight of ten columns of a case export, against the `csv` crate; without quotes and with.
//!
//! With `COURTMETRICS_BENCH_FILE` the file of that name is scanned too, by one and two threads.

use courtmetrics::read::csv::{CsvFile, CsvOptions, Watch};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write;
use std::hint::black_box;

const WANTED: [usize; 8] = [1, 2, 3, 4, 5, 6, 7, 8];

/// An export of `rows` cases in ten columns, about 140 bytes each.
fn export(rows: usize, quoted: bool) -> Vec<u8> {
    let q = if quoted { "\"" } else { "" };
    let mut text =
        String::from("case_id,court,case_type,filed,closed,outcome,amount,appealed,reversed,judge\n");
    for i in 0..rows {
        let (court, kind) = (i * 7919 % 200, i * 31 % 11);
        let (month, day) = (i % 12 + 1, i % 28 + 1);
        let closed = if i % 9 == 0 { String::new() } else { format!("2023-{day:02}-{month:02}") };
        writeln!(
            text,
            "(2022) Zhe 0482 Civil First Instance {i},{q}District People's Court No. {court}{q},{q}type of claim {kind}{q},\
             2022-{month:02}-{day:02},{closed},{q}mediated{q},{}.{:02},false,,Judge {}",
            i * 37 % 1_000_000,
            i % 100,
            i % 500
        )
        .unwrap();
    }
    text.into_bytes()
}

/// Scans and adds up the lengths of the wanted cells, so that each span is used.
fn scan(file: &CsvFile, threads: usize) -> usize {
    let mut states = vec![0; threads];
    file.scan(&WANTED, &mut states, Watch::default(), |sum, block| {
        for column in 0..WANTED.len() {
            *sum += block.column(column).iter().map(<[u8]>::len).sum::<usize>();
        }
        Ok(())
    })
    .unwrap();
    states.iter().sum()
}

fn by_csv(text: &[u8]) -> usize {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let mut record = csv::ByteRecord::new();
    let mut sum = 0;
    while reader.read_byte_record(&mut record).unwrap() {
        sum += WANTED.iter().map(|&column| record[column].len()).sum::<usize>();
    }
    sum
}

fn bench(c: &mut Criterion) {
    for (name, quoted) in [("plain", false), ("quoted", true)] {
        let text = export(100_000, quoted);
        let file = CsvFile::from_bytes(text.clone(), CsvOptions::default()).unwrap();
        assert_eq!(scan(&file, 2), by_csv(&text));
        let mut group = c.benchmark_group(format!("csv/{name}"));
        group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(20);
        for threads in [1, 2] {
            group.bench_function(BenchmarkId::new("scan", threads), |b| {
                b.iter(|| scan(black_box(&file), threads));
            });
        }
        group.bench_function("csv crate", |b| b.iter(|| by_csv(black_box(&text))));
    }
    if let Ok(path) = std::env::var("COURTMETRICS_BENCH_FILE") {
        let file = CsvFile::open(&path, CsvOptions::default()).unwrap();
        let mut group = c.benchmark_group("csv/file");
        group.sample_size(10);
        for threads in [1, 2] {
            group.bench_function(BenchmarkId::new("scan", threads), |b| {
                b.iter(|| scan(black_box(&file), threads));
            });
        }
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
