//! A column means the same in whatever form a source hands it over: text, codes, dates, instants, numbers.

use courtmetrics::case::{Bits, Codebook, Decimals, Ints, RawColumn, Rows, Span, Text};
use courtmetrics::cube::{Cube, Plan, Worker};
use courtmetrics::indicator::Set;
use courtmetrics::measure::Request;
use courtmetrics::period::Date;
use proptest::prelude::*;

/// Cells of one column and a choice of form.
#[derive(Debug)]
enum Column {
    Slices(Vec<Vec<u8>>),
    Offsets32(Vec<i32>, Vec<u8>),
    Offsets64(Vec<i64>, Vec<u8>),
    Views(Vec<u128>, Vec<u8>),
    Spans(Vec<Span>, Vec<u8>, Vec<u8>),
    Coded(Codes, Vec<Vec<u8>>),
    Dates(Vec<i32>),
    Instants(Vec<i64>, i64, i64),
    Ints(Vec<i64>),
    Floats(Vec<f64>),
    Decimals(Vec<i128>, i8),
    NarrowDecimals(Vec<i64>, i8),
    Bools(Vec<u8>),
}

#[derive(Debug)]
enum Codes {
    I8(Vec<i8>),
    U16(Vec<u16>),
    I64(Vec<i64>),
}

struct Memory {
    rows: usize,
    columns: Vec<(Column, Option<Vec<u8>>)>,
    /// Bits before the first of each bitmap.
    offset: usize,
    slices: Vec<Vec<&'static [u8]>>,
}

/// Bits from `offset` on.
fn bitmap(bits: &[bool], offset: usize) -> Vec<u8> {
    let mut bytes = vec![0b1010_1010; (bits.len() + offset) / 8 + 1];
    for (i, bit) in bits.iter().enumerate() {
        let at = i + offset;
        bytes[at / 8] = bytes[at / 8] & !(1 << (at % 8)) | u8::from(*bit) << (at % 8);
    }
    bytes
}

fn leaked(texts: &[Vec<u8>]) -> Vec<&'static [u8]> {
    texts.iter().map(|t| &*Box::leak(t.clone().into_boxed_slice())).collect()
}

impl Memory {
    fn new(rows: usize, offset: usize, columns: Vec<(Column, Option<Vec<u8>>)>) -> Self {
        let slices = columns.iter().map(|(column, _)| match column {
            Column::Slices(texts) | Column::Coded(_, texts) => leaked(texts),
            _ => Vec::new(),
        });
        Self { rows, offset, slices: slices.collect(), columns }
    }
}

impl Rows for Memory {
    fn len(&self) -> usize {
        self.rows
    }

    fn column(&self, source: usize) -> RawColumn<'_> {
        let (column, valid) = &self.columns[source];
        let valid = valid.as_ref().map(|bytes| Bits::new(bytes, self.offset));
        let text = |text| RawColumn::Text { text, valid };
        match column {
            Column::Slices(_) => text(Text::Slices(&self.slices[source])),
            Column::Offsets32(ends, bytes) => text(Text::Offsets32(ends, bytes)),
            Column::Offsets64(ends, bytes) => text(Text::Offsets64(ends, bytes)),
            Column::Views(views, bytes) => text(Text::Views(views, vec![b"other", bytes])),
            Column::Spans(spans, bytes, side) => text(Text::Spans(spans, bytes, side)),
            Column::Coded(codes, _) => RawColumn::Coded {
                codes: match codes {
                    Codes::I8(codes) => Ints::I8(codes),
                    Codes::U16(codes) => Ints::U16(codes),
                    Codes::I64(codes) => Ints::I64(codes),
                },
                valid,
                words: Text::Slices(&self.slices[source]),
                word_valid: None,
                identity: 1 + source as u64,
            },
            Column::Dates(days) => RawColumn::Dates { days, valid },
            Column::Instants(ticks, per_day, shift) => {
                RawColumn::Instants { ticks, per_day: *per_day, shift: *shift, valid }
            }
            Column::Ints(values) => RawColumn::Ints { values: Ints::I64(values), valid },
            Column::Floats(values) => RawColumn::Floats { values, valid },
            Column::Decimals(values, scale) => {
                RawColumn::Decimals { values: Decimals::I128(values), scale: *scale, valid }
            }
            Column::NarrowDecimals(values, scale) => {
                RawColumn::Decimals { values: Decimals::I64(values), scale: *scale, valid }
            }
            Column::Bools(bytes) => RawColumn::Bools { bits: Bits::new(bytes, self.offset), valid },
        }
    }

    fn original(&self, _: usize, sources: &[usize]) -> Vec<String> {
        vec![String::new(); sources.len()]
    }
}

/// A column of texts, none where there is nothing, in form number `form`.
fn texts(cells: &[Option<String>], form: usize, offset: usize) -> (Column, Option<Vec<u8>>) {
    let there: Vec<bool> = cells.iter().map(Option::is_some).collect();
    // What stands under a cleared bit means nothing, so it may be anything.
    let bytes: Vec<Vec<u8>> =
        cells.iter().map(|c| c.clone().unwrap_or_else(|| "under a null".to_owned()).into_bytes()).collect();
    let valid = Some(bitmap(&there, offset));
    let all: Vec<u8> = bytes.concat();
    let ends = || {
        let mut end = 0;
        std::iter::once(0)
            .chain(bytes.iter().map(move |b| {
                end += b.len();
                end
            }))
            .collect::<Vec<usize>>()
    };
    let column = match form {
        0 => Column::Offsets32(ends().iter().map(|e| *e as i32).collect(), all),
        1 => Column::Offsets64(ends().iter().map(|e| *e as i64).collect(), all),
        2 => {
            let view = |(text, start): (&Vec<u8>, usize)| {
                let mut view = [0u8; 16];
                view[..4].copy_from_slice(&(text.len() as u32).to_le_bytes());
                if text.len() <= 12 {
                    view[4..4 + text.len()].copy_from_slice(text);
                } else {
                    view[4..8].copy_from_slice(&text[..4]);
                    view[8..12].copy_from_slice(&1u32.to_le_bytes());
                    view[12..].copy_from_slice(&(start as u32).to_le_bytes());
                }
                u128::from_le_bytes(view)
            };
            Column::Views(bytes.iter().zip(ends()).map(view).collect(), all)
        }
        3 => {
            let (mut spans, mut text, mut side) = (Vec::new(), Vec::new(), Vec::new());
            for (i, cell) in bytes.iter().enumerate() {
                let (buffer, mark) = if i % 2 == 0 { (&mut text, 0) } else { (&mut side, Span::SIDE) };
                spans.push(Span { start: buffer.len() as u32 | mark, len: cell.len() as u32 });
                buffer.extend_from_slice(cell);
            }
            Column::Spans(spans, text, side)
        }
        4..=6 => {
            let mut words: Vec<Vec<u8>> = vec![b"never said".to_vec()];
            let mut code = |cell: &Vec<u8>| {
                words.iter().position(|w| w == cell).unwrap_or_else(|| {
                    words.push(cell.clone());
                    words.len() - 1
                })
            };
            let codes: Vec<usize> = bytes.iter().map(&mut code).collect();
            let codes = match form {
                4 if words.len() < 128 => Codes::I8(codes.iter().map(|c| *c as i8).collect()),
                5 => Codes::U16(codes.iter().map(|c| *c as u16).collect()),
                _ => Codes::I64(codes.iter().map(|c| *c as i64).collect()),
            };
            Column::Coded(codes, words)
        }
        _ => Column::Slices(bytes),
    };
    (column, valid)
}

fn nothing<T>(cells: &[Option<T>], offset: usize) -> Option<Vec<u8>> {
    let there: Vec<bool> = cells.iter().map(Option::is_some).collect();
    (!there.iter().all(|t| *t)).then(|| bitmap(&there, offset))
}

fn dates(cells: &[Option<i32>], form: usize, offset: usize) -> (Column, Option<Vec<u8>>) {
    let valid = nothing(cells, offset);
    let days: Vec<i32> = cells.iter().map(|c| c.unwrap_or(77)).collect();
    let ticks = |per_day: i64, shift: i64| days.iter().map(|d| i64::from(*d) * per_day - shift).collect();
    match form {
        10 => (Column::Dates(days), valid),
        11 => (Column::Instants(ticks(86_400, 0), 86_400, 0), valid),
        12 => {
            (Column::Instants(ticks(86_400_000_000, 28_800_000_000), 86_400_000_000, 28_800_000_000), valid)
        }
        13 => {
            // Compact dates as whole numbers.
            let number = |d: &i32| Date::from_days(*d).to_string().replace('-', "").parse().unwrap();
            (Column::Ints(days.iter().map(number).collect()), valid)
        }
        _ => texts(
            &cells.iter().map(|c| c.map(|d| Date::from_days(d).to_string())).collect::<Vec<_>>(),
            form,
            offset,
        ),
    }
}

fn amounts(cells: &[Option<i64>], form: usize, offset: usize) -> (Column, Option<Vec<u8>>) {
    let valid = nothing(cells, offset);
    let minor: Vec<i64> = cells.iter().map(|c| c.unwrap_or(13)).collect();
    match form {
        10 => (Column::Floats(minor.iter().map(|m| *m as f64 / 100.0).collect()), valid),
        11 => {
            // A missing amount as pandas writes it.
            (Column::Floats(cells.iter().map(|c| c.map_or(f64::NAN, |m| m as f64 / 100.0)).collect()), None)
        }
        12 => (Column::Decimals(minor.iter().map(|m| i128::from(*m)).collect(), 2), valid),
        13 => (Column::Decimals(minor.iter().map(|m| i128::from(*m) * 10_000).collect(), 6), valid),
        14 => (Column::NarrowDecimals(minor, 2), valid),
        _ => {
            let text = |m: i64| {
                let sign = if m < 0 { "-" } else { "" };
                format!("{sign}{}.{:02}", m.abs() / 100, m.abs() % 100)
            };
            texts(&cells.iter().map(|c| c.map(text)).collect::<Vec<_>>(), form, offset)
        }
    }
}

fn flags(cells: &[Option<bool>], form: usize, offset: usize) -> (Column, Option<Vec<u8>>) {
    if form >= 10 {
        let bits: Vec<bool> = cells.iter().map(|c| c.unwrap_or(true)).collect();
        return (Column::Bools(bitmap(&bits, offset)), nothing(cells, offset));
    }
    texts(&cells.iter().map(|c| c.map(|f| f.to_string())).collect::<Vec<_>>(), form, offset)
}

fn numbers(cells: &[Option<i64>], form: usize, offset: usize) -> (Column, Option<Vec<u8>>) {
    let values: Vec<i64> = cells.iter().map(|c| c.unwrap_or(9)).collect();
    match form {
        10 => (Column::Ints(values), nothing(cells, offset)),
        11 => (Column::Floats(cells.iter().map(|c| c.map_or(f64::NAN, |v| v as f64)).collect()), None),
        12 => (Column::Decimals(values.iter().map(|v| i128::from(*v)).collect(), 0), nothing(cells, offset)),
        13 => (Column::NarrowDecimals(values.iter().map(|v| v * 1_000).collect(), 3), nothing(cells, offset)),
        _ => texts(&cells.iter().map(|c| c.map(|v| v.to_string())).collect::<Vec<_>>(), form, offset),
    }
}

const SET: &str = "[set]\nid = \"t\"\nname = { en = \"t\", zh = \"t\" }\n\
    [[indicator]]\nid = \"a\"\nname = { en = \"t\", zh = \"t\" }\nkind = \"count\"\n\
    total = { of = \"pending_end\", where = { appealed = true } }\n\
    [[indicator]]\nid = \"b\"\nname = { en = \"t\", zh = \"t\" }\nkind = \"money\"\n\
    total = { of = \"resolved\", sum = \"amount\" }\n\
    [[indicator]]\nid = \"c\"\nname = { en = \"t\", zh = \"t\" }\nkind = \"persons\"\n\
    total = { of = \"incoming\", sum = \"defendants\", where = { appealed = { missing = true } } }\n\
    [[indicator]]\nid = \"d\"\nname = { en = \"t\", zh = \"t\" }\nkind = \"days\"\ndays = \"median\"\n";

fn header() -> Vec<String> {
    ["court", "filed_on", "resolved_on", "amount", "appealed", "defendants"].map(str::to_owned).to_vec()
}

fn plan() -> Plan {
    let book =
        "id = \"t\"\n[dates]\nlayouts = [\"%Y-%m-%d\", \"%Y%m%d\"]\n[nulls]\ndates = [\"2020-02-02\"]\n";
    let request = Request::with_sets(&["t"], &[Set::from_toml(SET).unwrap()]).unwrap();
    // A number as a group, too: the same word from text, whole numbers and floats.
    request.by(&["court", "defendants"]).codebook(Codebook::from_toml(book).unwrap()).plan(&header()).unwrap()
}

type Case = (Option<String>, (Option<i32>, Option<i32>), Option<i64>, Option<bool>, Option<i64>);

fn rows_in(cases: &[Case], forms: [usize; 6], offset: usize) -> Memory {
    let column = |f: &dyn Fn(&Case) -> Option<i64>| cases.iter().map(f).collect::<Vec<_>>();
    let day = |f: &dyn Fn(&Case) -> Option<i32>| cases.iter().map(f).collect::<Vec<_>>();
    let courts: Vec<Option<String>> = cases.iter().map(|c| c.0.clone()).collect();
    let appealed: Vec<Option<bool>> = cases.iter().map(|c| c.3).collect();
    let columns = vec![
        texts(&courts, forms[0], offset),
        dates(&day(&|c| c.1.0), forms[1], offset),
        dates(&day(&|c| c.1.1), forms[2], offset),
        amounts(&column(&|c| c.2), forms[3], offset),
        flags(&appealed, forms[4], offset),
        numbers(&column(&|c| c.4), forms[5], offset),
    ];
    Memory::new(cases.len(), offset, columns)
}

fn cube(plan: &Plan, chunks: &[Memory]) -> Cube {
    let mut worker = Worker::new(plan, None).unwrap();
    let mut first = 0;
    for chunk in chunks {
        worker.push(chunk, first, None).unwrap();
        first += chunk.rows as u64;
    }
    worker.finish()
}

fn case() -> impl Strategy<Value = Case> {
    let court = prop::option::weighted(
        0.9,
        prop::sample::select(vec!["A", "平湖市人民法院", "a court with a rather long name"])
            .prop_map(str::to_owned),
    );
    // From 2019 on, 2020-02-02 among them, which stands for nothing.
    let day = || prop::option::weighted(0.9, 17_900..18_500i32);
    let amount = prop::option::weighted(0.8, -1_000_000_000i64..900_000_000_000);
    (court, (day(), day()), amount, any::<Option<bool>>(), prop::option::weighted(0.8, 0i64..4))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn every_form_of_a_column_gives_the_same_cube(
        cases in prop::collection::vec(case(), 1..60),
        forms in prop::array::uniform6(0..15usize),
        other in prop::array::uniform6(0..15usize),
        offset in 0..11usize,
        cut in 0..60usize,
    ) {
        let plan = plan();
        let plain = cube(&plan, &[rows_in(&cases, [7; 6], 0)]);
        let text = |form: usize| if form < 10 { form } else { form - 10 };
        let fit = |mut forms: [usize; 6]| {
            forms[0] = text(forms[0]);
            forms[4] = forms[4].min(10);
            forms[5] = if forms[5] == 13 { 7 } else { forms[5] };
            forms
        };
        // Two chunks of unlike form, as a file of several parts has them.
        let (one, two) = cases.split_at(cut.min(cases.len()));
        // Each form has dictionaries of its own; so a chunk of codes is not put beside another of codes.
        let second = fit(other).map(|form| if (4..=6).contains(&form) { 7 } else { form });
        let mixed = cube(&plan, &[rows_in(one, fit(forms), offset), rows_in(two, second, 0)]);
        prop_assert_eq!(plain.rows(), mixed.rows());
        prop_assert!(plain == mixed);
    }
}
