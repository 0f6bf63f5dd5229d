//! Any text is read: spliced reports, endless repeats, every byte; none panics, and time is linear in the text.
#![cfg(feature = "report")]

use courtmetrics::audit::{against_last_year, audit, series, sure};
use courtmetrics::quantity::Level;
use courtmetrics::report_text::{Report, extract, extract_bytes};
use proptest::prelude::*;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

fn reports() -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/reports");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let text = |path: &std::path::PathBuf| std::fs::read_to_string(path).unwrap();
    paths.iter().map(|path| text(path).split("\n====\n").next().unwrap().to_owned()).collect()
}

fn sound(text: &str, report: &Report) {
    let length = text.chars().count();
    for figure in &report.figures {
        assert!(figure.span.start <= figure.span.end && figure.span.end <= length, "{figure:?}");
        for number in figure.numbers() {
            assert!(number.span.start < number.span.end && number.span.end <= length, "{number:?}");
            _ = (number.interval(), number.printed());
        }
    }
    audit(&report.figures);
    sure(&report.figures, &report.figures, Level::P95);
    against_last_year(&report.figures, &report.figures);
    _ = series(&[(Some(2023), report), (Some(2024), report)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn pieces_of_reports_in_any_order_are_read(cuts in prop::collection::vec((0..30_000usize, 1..40usize), 1..30)) {
        let all: Vec<char> = reports().chars().collect();
        let text: String = cuts.iter().flat_map(|&(at, n)| all[at % all.len()..].iter().take(n)).collect();
        sound(&text, &extract(&text));
    }

    #[test]
    fn reports_with_bytes_struck_out_are_read(strikes in prop::collection::vec((0..60_000usize, any::<u8>()), 1..60), at in 0..60_000usize) {
        let mut bytes = reports().into_bytes();
        let length = bytes.len();
        strikes.into_iter().for_each(|(at, byte)| bytes[at % length] = byte);
        let from = at % length;
        let part = &bytes[from..length.min(from + 600)];
        sound(&String::from_utf8_lossy(part), &extract_bytes(part));
    }
}

/// What this thread has computed: time in which the machine did something else does not count.
fn now() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = START.get_or_init(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = told.and_then(|told| told.split_whitespace().next()?.parse().ok());
    spent.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// Time to read `text`, best of two.
fn seconds(text: &str) -> Duration {
    let run = || {
        let start = now();
        std::hint::black_box(extract(text));
        now().saturating_sub(start)
    };
    run().min(run())
}

#[test]
fn endless_repeats_are_read_in_linear_time() {
    let pieces = [
        "一",
        "同比",
        "、",
        "9",
        "百分之",
        "(",
        "“",
        "《",
        "|",
        "\t1",
        " 1",
        "较",
        "比a",
        "三分之",
        "成",
        "第",
        "至1",
        "1:",
        "其中",
        "| a | 1 |\n",
        "a 1 2\n",
        "指标 2023年 2022年\n",
        "占",
        "法院",
        "率",
        "12件、",
        "分别",
        "1,",
        "a ",
        "1 cases ",
        "上升",
        "由1",
        "2023年",
        "审结案件12件,同比上升3%。",
        "\n",
        "。",
    ];
    for piece in pieces {
        let long = |times: usize| piece.repeat(times / piece.chars().count());
        let (short, tenfold) = (seconds(&long(30_000)), seconds(&long(300_000)));
        // Ten times the text may take twenty times as long (caches, a loaded machine), and some constant time.
        let limit = short * 20 + Duration::from_millis(500);
        assert!(tenfold < limit, "{piece:?}: {short:?}, then {tenfold:?}");
    }
}

#[test]
fn a_report_repeated_is_read_and_audited_in_linear_time() {
    let text = reports();
    let run = |times: usize| {
        let long = text.repeat(times);
        let start = now();
        let report = extract(&long);
        audit(&report.figures);
        sure(&report.figures, &report.figures, Level::P95);
        against_last_year(&report.figures, &report.figures);
        now().saturating_sub(start)
    };
    let (short, tenfold) = (run(3), run(30));
    assert!(tenfold < short * 20 + Duration::from_millis(500), "{short:?}, then {tenfold:?}");
}
