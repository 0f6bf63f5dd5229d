//! Exact numbers as definitions write them: `365`, `0.95`, `"95%"`, `"1/7"`.

use crate::quantity::{Decimal, Fraction};
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use std::fmt;

/// An exact number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number(pub Fraction);

/// The number that a text says.
pub(crate) fn exact(text: &str) -> Option<Fraction> {
    let decimal = |text: &str| text.trim().parse::<Decimal>().ok()?.to_fraction().ok();
    if let Some(percent) = text.strip_suffix('%') {
        return decimal(percent)?.over(Fraction::whole(100)).ok();
    }
    match text.split_once('/') {
        Some((upper, lower)) => decimal(upper)?.over(decimal(lower)?).ok(),
        None => decimal(text),
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl Visitor<'_> for Words {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number such as 365, 0.95, \"95%\" or \"1/7\"")
            }

            fn visit_i64<E: serde::de::Error>(self, n: i64) -> Result<Number, E> {
                Ok(Number(Fraction::whole(n)))
            }

            /// The decimal as it was typed: the shortest that is this double.
            fn visit_f64<E: serde::de::Error>(self, n: f64) -> Result<Number, E> {
                self.visit_str(&n.to_string())
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Number, E> {
                exact(text)
                    .map(Number)
                    .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_any(Words).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_however_they_are_written() {
        for (text, upper, lower) in
            [("365", 365, 1), ("0.95", 19, 20), ("95%", 19, 20), ("1/7", 1, 7), ("-2.5", -5, 2)]
        {
            assert_eq!(exact(text), Some(Fraction::new(upper, lower).unwrap()), "{text}");
        }
        for text in ["", "x", "1/0", "5 %%", "1/x"] {
            assert_eq!(exact(text), None, "{text}");
        }
    }
}
