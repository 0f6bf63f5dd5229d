//! The totals of the invented export of Pinghu, recounted from its CSV by a plain loop.

use courtmetrics::generate::{Headers, pinghu_example, write_csv};
use std::collections::{BTreeMap, HashMap};

/// Counts and sums by name, with the year in front: "2023 closed".
struct Recount(BTreeMap<String, i64>);

impl Recount {
    fn add(&mut self, year: &str, name: &str, n: i64) {
        *self.0.entry(format!("{year} {name}")).or_default() += n;
    }

    fn of(&self, name: &str) -> i64 {
        *self.0.get(name).unwrap_or(&0)
    }
}

/// Days since an arbitrary day, by counting years and months.
fn day_number(date: &str) -> i64 {
    let part = |range: std::ops::Range<usize>| date[range].parse::<i64>().unwrap();
    let (year, month, day) = (part(0..4), part(5..7), part(8..10));
    let leap = |y: i64| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    let mut days = day;
    for y in 1990..year {
        days += if leap(y) { 366 } else { 365 };
    }
    for m in 1..month {
        days += match m {
            2 => 28 + i64::from(leap(year)),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
    }
    days
}

fn fen(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap_or(0)
}

fn csv_of(seed: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_csv([pinghu_example(seed)], Headers::Chinese, &mut bytes).unwrap();
    bytes
}

fn recount(seed: u64) -> Recount {
    let bytes = csv_of(seed);
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let header = reader.headers().unwrap().clone();
    let at: HashMap<&str, usize> = header.iter().enumerate().map(|(i, name)| (name, i)).collect();
    let mut count = Recount(BTreeMap::new());
    for record in reader.records() {
        let record = record.unwrap();
        let cell = |name: &str| &record[at[name]];
        let (filed, closed) = (cell("立案日期"), cell("结案日期"));
        let register = cell("统计口径");
        count.add(&filed[..4], &format!("filed {register}"), 1);
        count.add("all", "rows", 1);
        if register == "各类案件" && cell("是否首次程序") == "是" {
            count.add(&filed[..4], "disputes", 1);
        }
        for year in ["2020", "2021", "2022", "2023"] {
            if register == "各类案件" && &filed[..4] <= year && (closed.is_empty() || &closed[..4] > year)
            {
                count.add(year, "pending", 1);
            }
        }
        assert!(closed.is_empty() == cell("结案方式").is_empty());
        if closed.is_empty() {
            continue;
        }
        let y = &closed[..4];
        let days = day_number(closed) - day_number(filed);
        assert!(days >= 0, "{record:?}");
        count.add(y, &format!("closed {register}"), 1);
        match register {
            "各类案件" => {
                let class = cell("案件类别");
                count.add(y, class, 1);
                if cell("审级") == "一审" {
                    count.add(y, "first instance", 1);
                }
                if cell("是否上诉") == "是" {
                    count.add(y, "appealed", 1);
                    count.add(y, &format!("appealed {class}"), 1);
                    assert!(matches!(cell("结案方式"), "判决" | "驳回起诉"));
                }
                if class == "行政" && matches!(cell("结案方式"), "调解" | "撤诉") {
                    count.add(y, "settled", 1);
                    count.add(y, cell("案由"), 1);
                }
                if class == "刑事" {
                    count.add(y, "convicted", cell("判处罪犯人数").parse().unwrap());
                }
                if cell("案由") == "电信网络诈骗" {
                    count.add(y, "fraud cases", 1);
                    count.add(y, "fraud defendants", cell("被告人数").parse().unwrap());
                }
                if cell("涉企") == "是" {
                    count.add(y, "enterprise", 1);
                    count.add(y, "enterprise days", days);
                }
                if cell("涉环境资源") == "是" {
                    count.add(y, "environment", 1);
                    count.add(y, &format!("environment {class}"), 1);
                }
                count.add(y, &format!("cause {}", cell("案由")), 1);
                count.add(y, &format!("cause {} days", cell("案由")), days);
                if class == "民事" && cell("有给付内容") == "是" {
                    count.add(y, "performable", 1);
                    count.add(y, "performed", i64::from(cell("进入执行") == "否"));
                }
                count.add(y, "hearings", cell("在线开庭次数").parse().unwrap_or(0));
                count.add(y, "wages", fen(cell("追回薪资")));
                count.add(y, "workers", cell("农民工人数").parse().unwrap_or(0));
            }
            "执行案件" => {
                let (claimed, recovered) = (fen(cell("申请标的额")), fen(cell("到位金额")));
                assert!(recovered <= claimed, "{record:?}");
                count.add(y, "claimed", claimed);
                count.add(y, "recovered", recovered);
                if cell("涉民生") == "是" {
                    count.add(y, "livelihood recovered", recovered);
                }
                count.add(y, cell("结案方式"), 1);
                count.add(y, "relief", fen(cell("司法救助金额")));
                count.add(y, "relieved", cell("救助人数").parse().unwrap_or(0));
            }
            _ => count.add(y, cell("结案方式"), 1),
        }
    }
    count
}

/// 100 · a / b, a fraction of whole numbers rounded half away from zero, in hundredths.
fn hundredths(a: i64, b: i64) -> i64 {
    let (a, b) = (i128::from(a), i128::from(b));
    i64::try_from((2 * a.abs() + b).div_euclid(2 * b) * a.signum()).unwrap()
}

#[test]
fn the_totals_of_2023_are_those_of_the_report() {
    for seed in [1, 2, 3, 2023, u64::MAX] {
        let count = recount(seed);
        let expected = [
            ("2023 filed 各类案件", 8598),
            ("2023 closed 各类案件", 8811),
            ("2023 民事", 5162),
            ("2023 刑事", 745),
            ("2023 行政", 52),
            ("2023 行政非诉审查", 54),
            ("2023 其他", 2798),
            ("2023 convicted", 1126),
            ("2023 first instance", 5959),
            ("2023 appealed", 508),
            ("2023 appealed 行政", 21),
            ("2023 settled", 26),
            ("2023 不动产登记", 16),
            ("2023 fraud cases", 38),
            ("2023 fraud defendants", 193),
            ("2023 enterprise", 2495),
            ("2023 environment", 18),
            ("2023 environment 刑事", 6),
            ("2023 disputes", 6055),
            ("2023 performable", 3103),
            ("2023 performed", 1824),
            ("2023 hearings", 548),
            ("2023 workers", 1034),
            ("2023 wages", 717_300_000),
            ("2023 closed 执行案件", 6078),
            ("2023 recovered", 48_000_000_000),
            ("2023 livelihood recovered", 1_060_372_845),
            ("2023 relieved", 32),
            ("2023 relief", 56_250_000),
            ("2023 closed 诉前调解", 9287),
            ("2023 调解成功", 4557),
            ("2022 first instance", 5713),
            ("2022 appealed", 528),
            ("2022 行政", 54),
            ("2022 appealed 行政", 30),
            ("2022 performable", 2945),
            ("2022 performed", 1603),
        ];
        for (name, value) in expected {
            assert_eq!(count.of(name), value, "{name}, seed {seed}");
        }
    }
}

#[test]
fn the_rates_and_their_changes_are_those_of_the_report() {
    let count = recount(1);
    let rate = |kept: i64, of: i64| hundredths(10_000 * kept, of);
    let accepted = |year: &str, of: &str, appealed: &str| {
        let (of, appealed) = (count.of(&format!("{year} {of}")), count.of(&format!("{year} {appealed}")));
        (of - appealed, of)
    };
    let (now, before) =
        (accepted("2023", "first instance", "appealed"), accepted("2022", "first instance", "appealed"));
    assert_eq!((rate(now.0, now.1), rate(before.0, before.1)), (9148, 9076));
    // +0.72 from the exact rates as well.
    assert_eq!(hundredths(10_000 * (now.0 * before.1 - before.0 * now.1), now.1 * before.1), 72);

    let (now, before) =
        (accepted("2023", "行政", "appealed 行政"), accepted("2022", "行政", "appealed 行政"));
    assert_eq!(rate(now.0, now.1) - rate(before.0, before.1), 1518);
    assert_eq!(hundredths(10_000 * (now.0 * before.1 - before.0 * now.1), now.1 * before.1), 1517);

    let performed =
        |year: &str| (count.of(&format!("{year} performed")), count.of(&format!("{year} performable")));
    let (now, before) = (performed("2023"), performed("2022"));
    assert_eq!((rate(now.0, now.1), rate(before.0, before.1)), (5878, 5443));
    assert_eq!(hundredths(10_000 * (now.0 * before.1 - before.0 * now.1), now.1 * before.1), 435);

    assert_eq!(rate(count.of("2023 调解成功"), count.of("2023 closed 诉前调解")), 4907);
    assert_eq!(hundredths(100 * 8598, count.of("2023 disputes")), 142);
    assert_eq!(hundredths(100 * count.of("2022 filed 各类案件"), count.of("2022 disputes")), 145);
    let completed = rate(count.of("2023 执行完毕"), count.of("2023 closed 执行案件"));
    let recovered = rate(count.of("2023 recovered") / 100, count.of("2023 claimed") / 100);
    assert_eq!(completed, 4029);
    assert!((3_000..5_500).contains(&recovered), "{recovered}");
}

#[test]
fn mean_days_change_as_the_report_prints_them() {
    for seed in [1, 2, 3, 2023, u64::MAX] {
        let count = recount(seed);
        for (name, change) in [
            ("enterprise", -1869),
            ("cause 房地产纠纷", -1645),
            ("cause 家事纠纷", -2003),
            ("cause 买卖合同纠纷", -4358),
        ] {
            let of =
                |year: &str| (count.of(&format!("{year} {name}")), count.of(&format!("{year} {name} days")));
            let ((n, sum), (m, before)) = (of("2023"), of("2022"));
            assert!(n > 200 && m > 200);
            assert_eq!(hundredths(100 * (sum * m - before * n), n * m), change, "{name}, seed {seed}");
            assert!((30..150).contains(&(sum / n)), "{name}, seed {seed}: {} days", sum / n);
        }
    }
}

#[test]
fn the_stock_opens_above_zero_and_falls_in_2023_by_what_was_closed_more() {
    for seed in [1, 2, 3] {
        let count = recount(seed);
        let pending = |year: i32| count.of(&format!("{year} pending"));
        assert!(pending(2020) > 500, "{}", pending(2020));
        for year in 2021..=2023 {
            let flow =
                count.of(&format!("{year} filed 各类案件")) - count.of(&format!("{year} closed 各类案件"));
            assert_eq!(pending(year), pending(year - 1) + flow);
            assert!((600..3000).contains(&pending(year)), "{year}: {}", pending(year));
        }
        assert_eq!(pending(2023), pending(2022) - 213);
    }
}

#[test]
fn the_export_is_small_and_no_case_number_is_given_twice() {
    let bytes = csv_of(1);
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    assert_eq!(reader.headers().unwrap().len(), 26);
    let ids: Vec<String> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
    let different: std::collections::HashSet<_> = ids.iter().collect();
    assert_eq!(different.len(), ids.len());
    assert!((45_000..62_000).contains(&ids.len()), "{}", ids.len());
    assert!(bytes.len() < 10_000_000, "{}", bytes.len());
}

#[test]
fn one_seed_gives_one_text_and_two_seeds_two() {
    let fnv = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| (hash ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
    };
    assert_eq!(fnv(&csv_of(1)), 2_273_687_052_142_381_073);
    assert_ne!(fnv(&csv_of(1)), fnv(&csv_of(2)));
}
