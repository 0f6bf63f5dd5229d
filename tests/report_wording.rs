//! What is written is read back: extract(sentence(figure)) is the figure.
#![cfg(feature = "report")]

use courtmetrics::quantity::{Bound, Decimal, Published};
use courtmetrics::report_text::wording::{Language, same, sentence, sentences};
use courtmetrics::report_text::{
    Amount, Base, Change, Direction, Figure, Record, Standing, Unit, UnitKind, extract,
};
use proptest::prelude::*;

fn amount(units: u32, decimals: u8, exponent: u8, bound: Bound, word: &str, kind: UnitKind) -> Amount {
    Amount {
        number: Published::new(Decimal::new(units.into(), decimals), exponent, bound),
        unit: Unit { word: word.to_owned(), kind },
        span: 0..0,
    }
}

fn bounds() -> impl Strategy<Value = Bound> {
    prop_oneof![4 => Just(Bound::Rounded), 1 => Just(Bound::AtLeast), 1 => Just(Bound::AtMost), 1 => Just(Bound::About)]
}

/// A label with a value that fits it and the unit of its change.
fn values() -> impl Strategy<Value = (String, Amount, &'static str, UnitKind)> {
    let counts = ["新收各类案件", "审结民事案件", "办结", "发出司法建议", "审结涉企纠纷", "开展巡回审判"];
    let money = ["执行到位金额", "追回劳动报酬", "盘活资产", "标的额"];
    let rates = ["结案率", "一审服判息诉率", "民事案件调撤率", "自动履行率", "诉前调解成功分流率"];
    let days = ["平均审理天数", "房地产案件平均审理天数", "平均执行天数"];
    prop_oneof![
        (
            prop::sample::select(counts[..].to_vec()),
            1..2_000_000u32,
            prop::sample::select(vec!["件", "次", "条", "场"]),
            bounds()
        )
            .prop_map(|(l, n, w, b)| (
                l.to_owned(),
                amount(n, 0, 0, b, w, UnitKind::Count),
                "%",
                UnitKind::Percent
            )),
        (
            prop::sample::select(counts[..3].to_vec()),
            1..2_000_000u32,
            1..3u8,
            prop::sample::select(vec![4u8, 8])
        )
            .prop_map(|(l, n, d, e)| (
                l.to_owned(),
                amount(n, d, e, Bound::Rounded, "件", UnitKind::Count),
                "%",
                UnitKind::Percent
            )),
        (
            prop::sample::select(money[..].to_vec()),
            1..2_000_000u32,
            0..3u8,
            prop::sample::select(vec![0u8, 4, 8, 12]),
            bounds()
        )
            .prop_map(|(l, n, d, e, b)| (
                l.to_owned(),
                amount(n, d, e, b, "元", UnitKind::Money),
                "%",
                UnitKind::Percent
            )),
        (prop::sample::select(rates[..].to_vec()), 0..10_000u32, 0..3u8).prop_map(|(l, n, d)| (
            l.to_owned(),
            amount(n, d, 0, Bound::Rounded, "%", UnitKind::Percent),
            "个百分点",
            UnitKind::Points
        )),
        (prop::sample::select(days[..].to_vec()), 1..50_000u32, 0..3u8).prop_map(|(l, n, d)| (
            l.to_owned(),
            amount(n, d, 0, Bound::Rounded, "天", UnitKind::Days),
            "天",
            UnitKind::Days
        )),
    ]
}

fn bases() -> impl Strategy<Value = Base> {
    prop_oneof![
        4 => Just(Base::YearBefore),
        1 => Just(Base::PeriodBefore),
        1 => Just(Base::HalfBefore),
        1 => (1990..2040i16).prop_map(Base::Year),
        1 => Just(Base::Stated("比前五年".to_owned())),
        1 => Just(Base::Unstated),
    ]
}

fn figures() -> impl Strategy<Value = Figure> {
    let changes = prop::option::of((any::<bool>(), 1..20_000u32, 0..3u8, bases(), 0..6u8));
    let standing = prop::option::of((
        prop::option::of(1..40u32),
        any::<bool>(),
        prop::sample::select(vec!["全省", "全市", "嘉兴", "全国"]),
    ));
    let court = prop::option::of(prop::sample::select(vec!["全市法院", "全省法院", "市中院"]));
    (values(), changes, standing, prop::option::of(any::<bool>()), court, any::<bool>()).prop_map(
        |((label, value, word, kind), change, standing, record, court, with_value)| {
            let change = change.map(|(up, units, decimals, base, form)| {
                let direction = if up { Direction::Up } else { Direction::Down };
                let size = amount(units, decimals, 0, Bound::Rounded, word, kind);
                match form {
                    0 => {
                        Change { direction: Direction::Flat, size: None, from: None, base: Base::YearBefore }
                    }
                    1 => Change { direction, size: None, from: Some(value.clone()), base: Base::Unstated },
                    2 => Change {
                        direction,
                        size: Some(size),
                        from: Some(value.clone()),
                        base: Base::YearBefore,
                    },
                    _ => Change { direction, size: Some(size), from: None, base },
                }
            });
            let needs_value = change.as_ref().is_none_or(|c| c.from.is_some());
            let text = court.map_or(label.clone(), |court| format!("{court}{label}"));
            // Indicator, class and subject follow from the label: read them off a plain sentence of it.
            let plain = amount(5, 0, 0, Bound::Rounded, &value.unit.word, value.unit.kind);
            let mut figure = extract(&format!("{text}{}。", plain.printed())).figures.remove(0);
            let with_value = with_value || needs_value;
            if !with_value {
                let sized = change
                    .clone()
                    .and_then(|c| c.size)
                    .map_or_else(|| "持平".to_owned(), |s| format!("上升{}", s.printed()));
                figure = extract(&format!("{text}同比{sized}。")).figures.remove(0);
            }
            figure.value = with_value.then_some(value);
            figure.changes = change.into_iter().collect();
            figure.standings = standing
                .map(|(place, within, scope)| Standing {
                    within: within || place.is_none(),
                    place,
                    scope: scope.to_owned(),
                    words: String::new(),
                    span: 0..0,
                })
                .into_iter()
                .collect();
            figure.record = record.map(|highest| Record { highest, words: String::new(), span: 0..0 });
            figure
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_written_figure_is_read_back(figure in figures()) {
        let text = sentence(&figure, Language::Chinese);
        prop_assert!(text.is_ok(), "{}", text.unwrap_err());
        let back = extract(&text.unwrap()).figures;
        prop_assert!(back.len() == 1 && same(&back[0], &figure));
    }

    #[test]
    fn a_written_table_is_read_back(table in prop::collection::vec(figures(), 1..8)) {
        let text = sentences(&table, Language::Chinese).unwrap();
        let back = extract(&text).figures;
        prop_assert_eq!(back.len(), table.len(), "{}", text);
        for (read, written) in back.iter().zip(&table) {
            prop_assert!(same(read, written), "{}\n{:?}\n{:?}", text, read, written);
        }
    }
}

#[test]
fn a_figure_that_would_be_read_otherwise_is_refused() {
    let mut figure = extract("结案率97.3%。").figures.remove(0);
    figure.label = "第3批案件12件,结案率".to_owned();
    let error = sentence(&figure, Language::Chinese).unwrap_err();
    assert!(error.to_string().contains("is not read back as the figure it was written from"), "{error}");
    figure.value = None;
    assert!(sentence(&figure, Language::Chinese).unwrap_err().to_string().contains("says nothing"));
}

#[test]
fn sentences_follow_the_conventions_of_reports() {
    for (text, written) in [
        ("平均审理天数由62.3天缩短至51.7天。", "平均审理天数由62.3天缩短至51.7天。"),
        ("執行到位金額4.8億餘元,同比增長3成。", "执行到位金额4.8亿余元,同比上升3成。"),
        (
            "全省法院结案率91%,与上年持平,位居全国前列,创历史新高。",
            "全省法院结案率91%,同比持平,居全国前列,为历年最高。",
        ),
        ("2023年,为1034名农民工追回薪资717.3万元。", "2023年,追回薪资717.3万元。"),
    ] {
        let figure = extract(text).figures.pop().unwrap();
        assert_eq!(sentence(&figure, Language::Chinese).unwrap(), written);
    }
}
