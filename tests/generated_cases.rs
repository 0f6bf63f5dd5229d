//! Invented exports: the same everywhere, block by block alike, and of the shape that they promise.

use courtmetrics::generate::{
    BLOCK_ROWS, Block, Column, Config, Headers, NO_CODE, NO_DATE, NO_VALUE, Order, cases, write_csv,
};
use courtmetrics::period::Date;

fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, b| (hash ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

fn csv_of(config: Config) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_csv(cases(config).unwrap(), Headers::English, &mut bytes).unwrap();
    bytes
}

fn dates(block: &Block, name: &str) -> Vec<i32> {
    let Some(Column::Date(days)) = block.column(name) else { panic!("{name}") };
    days.clone()
}

fn codes<'a>(block: &'a Block, name: &str) -> &'a [u16] {
    let Some(Column::Category { codes, .. }) = block.column(name) else { panic!("{name}") };
    codes
}

fn flags<'a>(block: &'a Block, name: &str) -> &'a [Option<bool>] {
    let Some(Column::Flag(flags)) = block.column(name) else { panic!("{name}") };
    flags
}

const ORDERS: [Order; 3] = [Order::Filed, Order::Random, Order::Court];

#[test]
fn one_configuration_gives_one_text_on_every_machine() {
    let hashes = ORDERS.map(|order| fnv(&csv_of(Config { rows: 70_000, order, ..Config::default() })));
    assert_eq!(hashes, [1_520_579_652_514_866_070, 5_529_254_010_043_675_482, 11_625_260_584_923_291_975]);
    assert_ne!(fnv(&csv_of(Config { rows: 70_000, seed: 2, ..Config::default() })), hashes[0]);
}

#[test]
fn blocks_made_alone_and_backwards_are_those_of_the_row() {
    for order in ORDERS {
        let config = Config { rows: 3 * BLOCK_ROWS as u64 + 17, order, ..Config::default() };
        let all = cases(config).unwrap();
        assert_eq!(all.blocks(), 4);
        let alone: Vec<Block> = (0..4).rev().map(|i| all.block(i).unwrap()).collect();
        let row: Vec<Block> = all.clone().collect();
        assert!(row.iter().eq(alone.iter().rev()), "{order:?}");
        assert_eq!(row.iter().map(|block| block.rows).sum::<usize>(), 3 * BLOCK_ROWS + 17);
        assert!(row.iter().all(|block| block.fields.iter().all(|field| field.column.len() == block.rows)));
        assert!(all.block(4).is_none() && all.block(u64::MAX).is_none());
    }
    assert_eq!(cases(Config { rows: 0, ..Config::default() }).unwrap().count(), 0);
}

#[test]
fn blocks_made_in_threads_are_those_of_the_row() {
    let all = cases(Config { rows: 200_000, ..Config::default() }).unwrap();
    let threads: Vec<Block> = std::thread::scope(|scope| {
        let all = &all;
        let handles: Vec<_> = (0..all.blocks()).map(|i| scope.spawn(move || all.block(i).unwrap())).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    assert!(all.clone().eq(threads));
}

#[test]
fn rows_stand_in_the_order_asked_for() {
    let blocks = |order| cases(Config { rows: 150_000, order, ..Config::default() }).unwrap();
    let filed: Vec<i32> = blocks(Order::Filed).flat_map(|block| dates(&block, "filed_on")).collect();
    assert!(filed.is_sorted());
    let random: Vec<i32> = blocks(Order::Random).flat_map(|block| dates(&block, "filed_on")).collect();
    let falls = random.windows(2).filter(|pair| pair[1] < pair[0]).count();
    assert!((70_000..80_000).contains(&falls));
    let by_court: Vec<(u16, i32)> = blocks(Order::Court)
        .flat_map(|block| {
            codes(&block, "court").iter().copied().zip(dates(&block, "filed_on")).collect::<Vec<_>>()
        })
        .collect();
    assert!(by_court.is_sorted());
    assert_eq!(by_court[149_999].0, 199);
}

#[test]
fn courts_are_as_unequal_as_zipf_says_in_every_order() {
    for order in ORDERS {
        let mut sizes = vec![0; 200];
        for block in cases(Config { rows: 400_000, order, ..Config::default() }).unwrap() {
            for code in codes(&block, "court") {
                sizes[usize::from(*code)] += 1;
            }
        }
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        // (1 + 3)^-0.9 over the sum of (rank + 3)^-0.9, ranks 1 to 200: 5.2 %; the last 0.154 %.
        let total: f64 = (0..200).map(|rank| (f64::from(rank) + 4.0).powf(-0.9)).sum();
        let largest = 4f64.powf(-0.9) / total * 400_000.0;
        assert!((f64::from(sizes[0]) / largest - 1.0).abs() < 0.03, "{order:?} {} {largest}", sizes[0]);
        assert!(sizes[199] > 400 && sizes[0] > 25 * sizes[199], "{order:?} {} {}", sizes[0], sizes[199]);
    }
}

#[test]
fn dates_durations_and_pending_are_those_of_a_court() {
    let (first, last) =
        (Date::new(2018, 1, 1).unwrap().to_days(), Date::new(2023, 12, 31).unwrap().to_days());
    let (mut pending, mut opening, mut week_end, mut rows) = (0, 0, 0, 0);
    let mut december = 0;
    let mut days = Vec::new();
    for block in cases(Config { rows: 400_000, ..Config::default() }).unwrap() {
        rows += block.rows;
        let outcomes = codes(&block, "outcome");
        for ((filed, resolved), outcome) in
            dates(&block, "filed_on").into_iter().zip(dates(&block, "resolved_on")).zip(outcomes)
        {
            assert!(filed <= last && filed > first - 5 * 365);
            assert_eq!(resolved == NO_DATE, *outcome == NO_CODE);
            opening += usize::from(filed < first);
            week_end += usize::from((filed + 3).rem_euclid(7) > 4);
            december += usize::from(Date::from_days(filed).parts().1 == 12);
            if resolved == NO_DATE {
                pending += 1;
                continue;
            }
            assert!(resolved >= filed && resolved >= first && resolved <= last);
            assert!((resolved + 3).rem_euclid(7) < 5, "resolved at a week-end");
            if filed >= first {
                days.push(resolved - filed);
            }
        }
    }
    let share = |n: usize| n as f64 / rows as f64;
    assert!((0.065..0.085).contains(&share(pending)), "{}", share(pending));
    assert!((0.03..0.08).contains(&share(opening)), "{}", share(opening));
    assert!((0.025..0.04).contains(&share(week_end)), "{}", share(week_end));
    assert!((0.10..0.13).contains(&share(december)), "{}", share(december));
    days.sort_unstable();
    let median = days[days.len() / 2];
    let mean = days.iter().map(|d| i64::from(*d)).sum::<i64>() as f64 / days.len() as f64;
    assert!((60..90).contains(&median), "{median}");
    assert!(mean > 1.3 * f64::from(median), "mean {mean}, median {median}: durations are skewed");
}

#[test]
fn flags_sums_and_persons_stand_where_they_belong() {
    let mut appealed = [0usize; 2];
    let mut reversals = [0usize; 2];
    let mut missing = 0;
    let mut amounts = Vec::new();
    for block in cases(Config { rows: 200_000, ..Config::default() }).unwrap() {
        let Some(Column::Money(claimed)) = block.column("amount_claimed") else { panic!() };
        let Some(Column::Int(defendants)) = block.column("defendants") else { panic!() };
        let Some(Column::Int(convicted)) = block.column("convicted_persons") else { panic!() };
        let class = block.column("case_class").unwrap();
        let instance = block.column("instance").unwrap();
        let resolved = dates(&block, "resolved_on");
        for row in 0..block.rows {
            let (appeal, reversal) = (flags(&block, "appealed")[row], flags(&block, "reversed")[row]);
            let first = instance.text(row) == Some("一审");
            assert_eq!(appeal.is_some(), first && resolved[row] != NO_DATE);
            assert_eq!(reversal.is_some(), appeal == Some(true));
            if let Some(appeal) = appeal {
                appealed[usize::from(appeal)] += 1;
            }
            if let Some(reversal) = reversal {
                reversals[usize::from(reversal)] += 1;
            }
            assert_eq!(defendants[row] >= 1, class.text(row) == Some("刑事"));
            assert!(convicted[row] == NO_VALUE || (0..=defendants[row]).contains(&convicted[row]));
            if claimed[row] == NO_VALUE {
                missing += 1;
            } else {
                assert!(claimed[row] >= 0);
                amounts.push(claimed[row]);
            }
        }
    }
    let share = |of: [usize; 2]| of[1] as f64 / (of[0] + of[1]) as f64;
    assert!((0.09..0.15).contains(&share(appealed)), "{}", share(appealed));
    assert!((0.10..0.15).contains(&share(reversals)), "{}", share(reversals));
    assert!((40_000..70_000).contains(&missing), "{missing}");
    amounts.sort_unstable();
    let (median, top) = (amounts[amounts.len() / 2], amounts[amounts.len() * 99 / 100]);
    // Log-normal, sigma 1.9: the 99th percentile is exp(1.9 · 2.326) = 83 medians.
    assert!((3_500_000..4_100_000).contains(&median) && (70..97).contains(&(top / median)), "{median} {top}");
}

#[test]
fn case_numbers_are_all_different_and_can_be_left_out() {
    let mut seen = std::collections::HashSet::new();
    for block in cases(Config { rows: 100_000, ..Config::default() }).unwrap() {
        let ids = block.column("case_id").unwrap();
        for row in 0..block.rows {
            let id = ids.text(row).unwrap();
            assert!(id.starts_with('(') && id.ends_with('号'), "{id}");
            let year = Date::from_days(dates_at(&block, row)).parts().0.to_string();
            assert_eq!(&id[1..5], year);
            assert!(seen.insert(id.to_owned()), "{id}");
        }
    }
    let without = Config { rows: 10, case_ids: false, ..Config::default() };
    assert!(cases(without).unwrap().next().unwrap().column("case_id").is_none());
}

fn dates_at(block: &Block, row: usize) -> i32 {
    let Some(Column::Date(days)) = block.column("filed_on") else { panic!() };
    days[row]
}
