//! How an exact value becomes a printed one.

use serde::{Deserialize, Serialize};

/// What happens to the digits that are not printed. Applied once, to the exact value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rounding {
    /// 四舍五入: a half goes away from zero. What courts print.
    #[default]
    HalfAwayFromZero,
    /// GB/T 8170-2008, 四舍六入五成双: a half goes to the even digit.
    HalfToEven,
    /// Digits are cut off. Seen in published reports.
    Truncate,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::{Decimal, Fraction};

    fn exact(text: &str) -> Fraction {
        text.parse::<Decimal>().unwrap().to_fraction().unwrap()
    }

    /// The examples that GB/T 8170-2008 prints (3.1–3.3): input, unit, result; and what rounding half away
    /// from zero gives where the tables of the standard's readers print it.
    #[test]
    fn the_published_examples_of_gb_t_8170_come_out() {
        let table: &[(&str, &str, &str, Option<&str>)] = &[
            ("12.1498", "1", "12", Some("12")),
            ("12.1498", "0.1", "12.1", Some("12.1")),
            ("1268", "100", "1300", Some("1300")),
            ("10.5002", "1", "11", Some("11")),
            ("1.050", "0.1", "1.0", Some("1.1")),
            ("0.35", "0.1", "0.4", Some("0.4")),
            ("2500", "1000", "2000", Some("3000")),
            ("3500", "1000", "4000", Some("4000")),
            ("-0.0365", "0.001", "-0.036", Some("-0.037")),
            ("15.4546", "1", "15", Some("15")),
            ("97.46", "1", "97", Some("97")),
            ("-355", "10", "-360", Some("-360")),
            ("-325", "10", "-320", Some("-330")),
            ("28.175", "0.01", "28.18", Some("28.18")),
            ("28.165", "0.01", "28.16", Some("28.17")),
            ("28.350", "0.1", "28.4", Some("28.4")),
            ("28.250", "0.1", "28.2", Some("28.3")),
            ("28.050", "0.1", "28.0", Some("28.1")),
            ("28.2501", "0.1", "28.3", Some("28.3")),
            ("60.25", "0.5", "60.0", None),
            ("60.38", "0.5", "60.5", None),
            ("60.28", "0.5", "60.5", None),
            ("-60.75", "0.5", "-61.0", None),
            ("830", "20", "840", None),
            ("842", "20", "840", None),
            ("832", "20", "840", None),
            ("-930", "20", "-920", None),
        ];
        for (input, unit, even, away) in table {
            let (value, unit_value) = (exact(input), exact(unit));
            let got = value.round_to_unit(unit_value, Rounding::HalfToEven).unwrap();
            assert_eq!(got, exact(even), "{input} to {unit}, half to even");
            if let Some(away) = away {
                let got = value.round_to_unit(unit_value, Rounding::HalfAwayFromZero).unwrap();
                assert_eq!(got, exact(away), "{input} to {unit}, half away from zero");
            }
        }
    }
}
