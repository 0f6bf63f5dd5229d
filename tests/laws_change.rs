//! Laws of change: a change leads from its base to its current value, along chains, and out of its parts.

use courtmetrics::ErrorKind;
use courtmetrics::change::{Change, ChangeConvention, ChangeKind, Undefined, between, contributions};
use courtmetrics::quantity::{Fraction, Rounding};
use proptest::prelude::*;

fn value() -> impl Strategy<Value = Fraction> {
    prop_oneof![
        1 => Just(Fraction::ZERO),
        4 => (-1_000_000..1_000_000i64, 1..10_000i64).prop_map(|(num, den)| Fraction::new(num, den).unwrap()),
    ]
}

fn above_zero() -> impl Strategy<Value = Fraction> {
    (1..1_000_000i64, 1..10_000i64).prop_map(|(num, den)| Fraction::new(num, den).unwrap())
}

fn kind() -> impl Strategy<Value = ChangeKind> {
    prop::sample::select(ChangeKind::ALL.to_vec())
}

fn rounding() -> impl Strategy<Value = Rounding> {
    prop::sample::select(vec![Rounding::HalfAwayFromZero, Rounding::HalfToEven, Rounding::Truncate])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_change_applied_to_its_base_gives_the_current_value(a in above_zero(), b in above_zero(), kind in kind()) {
        let change = between(a, b, kind).unwrap();
        prop_assert_eq!(change.apply(a).unwrap(), b);
        prop_assert_eq!(change.base_of(b).unwrap(), a);
        prop_assert_eq!(change.kind(), kind);
        prop_assert_eq!(change.value() > Fraction::ZERO, b > a);
    }

    #[test]
    fn only_percentages_are_undefined_and_only_for_their_reason(a in value(), b in value(), kind in kind()) {
        let expected = match kind {
            ChangeKind::Percent if a.is_zero() => Some(Undefined::ZeroBase),
            ChangeKind::Percent if a < Fraction::ZERO => Some(Undefined::NegativeBase),
            ChangeKind::Percent if b < Fraction::ZERO => Some(Undefined::SignChange),
            _ => None,
        };
        let change = between(a, b, kind);
        prop_assert_eq!(change.err(), expected);
        if let Ok(change) = change {
            prop_assert_eq!(change.apply(a).unwrap(), b);
            prop_assert_eq!(Change::new(change.value(), kind).unwrap(), change);
        }
    }

    #[test]
    fn along_a_chain_percentages_compound_and_the_others_add(
        chain in prop::collection::vec(above_zero(), 2..5), kind in kind(),
    ) {
        let steps: Vec<Change> = chain.windows(2).map(|pair| between(pair[0], pair[1], kind).unwrap()).collect();
        let over_all = between(chain[0], chain[chain.len() - 1], kind).unwrap();
        let chained = steps[1..].iter().try_fold(steps[0], |so_far, &step| so_far.then(step)).unwrap();
        prop_assert_eq!(chained, over_all);
        let sum = steps.iter().try_fold(Fraction::ZERO, |sum, step| sum.plus(step.value())).unwrap();
        if kind != ChangeKind::Percent {
            prop_assert_eq!(sum, over_all.value());
        } else if steps.len() == 2 {
            // (1 + x)(1 + y) − 1 = x + y + xy: the sum is wrong by the product of the two.
            let product = steps[0].value().product(steps[1].value()).unwrap();
            let missing = product.over(Fraction::whole(100)).unwrap();
            prop_assert_eq!(over_all.value().minus(sum).unwrap(), missing);
        }
    }

    #[test]
    fn changes_of_unlike_kind_never_chain(a in above_zero(), b in above_zero(), one in kind(), other in kind()) {
        let chained = between(a, b, one).unwrap().then(between(b, a, other).unwrap());
        match chained {
            Ok(there_and_back) => {
                prop_assert_eq!(one, other);
                prop_assert!(there_and_back.value().is_zero());
            }
            Err(error) => {
                prop_assert_ne!(one, other);
                prop_assert_eq!(error.kind(), ErrorKind::Mismatch);
            }
        }
    }

    #[test]
    fn a_growth_to_a_multiple_is_one_by_a_hundred_percent_less(multiple in above_zero(), base in above_zero()) {
        let growth = Change::to_multiple(multiple).unwrap();
        prop_assert_eq!(growth.multiple().unwrap(), multiple);
        prop_assert_eq!(growth.apply(base).unwrap(), base.product(multiple).unwrap());
        prop_assert_eq!(growth.value().plus(Fraction::whole(100)).unwrap(), multiple.times(100).unwrap());
    }

    #[test]
    fn the_two_conventions_differ_by_one_unit_at_most(
        a in above_zero(), b in above_zero(), decimals in 0..4u8, mode in rounding(),
    ) {
        for kind in [ChangeKind::Points, ChangeKind::Days] {
            let [exact, rounded] =
                ChangeConvention::ALL.map(|way| way.print(a, b, kind, decimals, mode).unwrap().units());
            prop_assert!((exact - rounded).abs() <= 1, "{} {}", exact, rounded);
        }
    }

    #[test]
    fn contributions_sum_to_the_growth_and_shares_to_a_hundred(
        parts in prop::collection::vec((0..100_000i64, 0..100_000i64), 0..8),
    ) {
        let (base, current) = parts.iter().fold((0, 0), |(a, b), part| (a + part.0, b + part.1));
        let values: Vec<_> = parts.iter().map(|&(a, b)| (Fraction::whole(a), Fraction::whole(b))).collect();
        let growth = contributions(&values);
        prop_assert_eq!(growth.parts().len(), parts.len());
        prop_assert_eq!(
            growth.total(),
            between(Fraction::whole(base), Fraction::whole(current), ChangeKind::Percent)
        );
        let sum = |values: Vec<Fraction>| values.into_iter().try_fold(Fraction::ZERO, Fraction::plus).unwrap();
        if let Ok(total) = growth.total() {
            let points = growth.parts().iter().map(|part| part.points.unwrap().to_fraction()).collect();
            prop_assert_eq!(sum(points), total.value());
        } else {
            prop_assert!(growth.parts().iter().all(|part| part.points == Err(Undefined::ZeroBase)));
        }
        if base == current {
            prop_assert!(growth.parts().iter().all(|part| part.share == Err(Undefined::NoTotalChange)));
        } else {
            prop_assert_eq!(sum(growth.parts().iter().map(|part| part.share.unwrap()).collect()), Fraction::whole(100));
        }
    }
}
