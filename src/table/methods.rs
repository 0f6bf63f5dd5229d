//! By which methods the intervals of a table are made, so far as there is a choice.
//!
//! | of | methods, the first unless another is asked for |
//! | --- | --- |
//! | parts of a whole | `wilson`, `wilson_cc`, `clopper_pearson`, `agresti_coull`, `jeffreys` |
//! | counts and rates | `byar`, `garwood`, `score`, `log_normal` |
//! | differences of parts | `newcombe`, `newcombe_cc` |
//! | changes of counts and rates in percent | `score`, `exact_conditional` |
//! | tests of parts | `score`, `fisher` |
//!
//! The first of each has a closed form; the exact ones take some microseconds a row. `score` alone means counts,
//! since it is what their changes and the test have anyway. Formulas: [`stats`](crate::stats).
//!
//! ```
//! use courtmetrics::table::Methods;
//! let exact = Methods::of(&["clopper_pearson", "garwood", "exact_conditional", "fisher"])?;
//! assert_eq!(exact.proportion.word(), "clopper_pearson");
//! assert_eq!(exact.difference.word(), "newcombe");
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use crate::stats::count::CountMethod;
use crate::stats::difference::{DifferenceMethod, ProportionTest};
use crate::stats::proportion::ProportionMethod;
use crate::stats::two_counts::RatioMethod;
use crate::table::Table;
use crate::{Error, ErrorKind, Result};

/// One method of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Methods {
    /// Of parts of a whole.
    pub proportion: ProportionMethod,
    /// Of counts and rates.
    pub count: CountMethod,
    /// Of the difference of two parts of a whole.
    pub difference: DifferenceMethod,
    /// Of the change of counts and rates in percent, with the p-value that agrees with it.
    pub ratio: RatioMethod,
    /// The test of no difference between two parts of a whole.
    pub test: ProportionTest,
}

impl Default for Methods {
    /// Those with closed forms.
    fn default() -> Self {
        Self {
            proportion: ProportionMethod::Wilson,
            count: CountMethod::Byar,
            difference: DifferenceMethod::Newcombe,
            ratio: RatioMethod::Score,
            test: ProportionTest::Score,
        }
    }
}

impl Methods {
    /// The methods of these words, each telling of what it is the method; the rest as ever.
    ///
    /// # Errors
    /// When a word is no method, or two are of one kind.
    pub fn of(words: &[&str]) -> Result<Self> {
        let mut methods = Self::default();
        let mut chosen: [Option<&str>; 5] = [None; 5];
        for word in words {
            let kind = if let Ok(method) = word.parse::<ProportionMethod>() {
                methods.proportion = method;
                0
            } else if let Ok(method) = word.parse::<CountMethod>() {
                methods.count = method;
                1
            } else if let Ok(method) = word.parse::<DifferenceMethod>() {
                methods.difference = method;
                2
            } else if let Ok(method) = word.parse::<RatioMethod>() {
                methods.ratio = method;
                3
            } else if let Ok(test) = word.parse::<ProportionTest>() {
                methods.test = test;
                4
            } else {
                return Err(Error::unknown("method", word, Self::words()));
            };
            if let Some(first) = chosen[kind].replace(word) {
                return Err(Error::new(ErrorKind::Argument, format!("method names {first} and {word}"))
                    .rule("both are methods of the same kind of figure, and a figure has one interval"));
            }
        }
        Ok(methods)
    }

    /// The words of all methods.
    pub fn words() -> impl Iterator<Item = &'static str> {
        let proportions = ProportionMethod::ALL.iter().map(|m| m.word());
        let counts = CountMethod::ALL.iter().map(|m| m.word());
        let differences = DifferenceMethod::ALL.iter().map(|m| m.word());
        (proportions.chain(counts).chain(differences)).chain(["exact_conditional", "fisher"])
    }
}

impl Table {
    /// The methods of the intervals.
    pub fn methods(&self) -> Methods {
        self.methods
    }

    /// The same table with intervals by other methods. They are made when they are read, so this costs nothing.
    #[must_use]
    pub fn with_methods(mut self, methods: Methods) -> Self {
        self.methods = methods;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_a_method_and_changes_its_kind_alone() {
        for word in Methods::words() {
            let methods = Methods::of(&[word]).unwrap();
            let default = Methods::default();
            let changed = [
                methods.proportion != default.proportion,
                methods.count != default.count,
                methods.difference != default.difference,
                methods.ratio != default.ratio,
                methods.test != default.test,
            ];
            let expected = usize::from(!["wilson", "byar", "newcombe"].contains(&word));
            assert_eq!(changed.iter().filter(|c| **c).count(), expected, "{word}");
        }
    }

    #[test]
    fn words_that_do_not_go_together_are_refused() {
        let said = |words: &[&str]| Methods::of(words).unwrap_err().to_string();
        assert_eq!(
            said(&["wilson", "jeffreys"]),
            "method names wilson and jeffreys; both are methods of the same kind of figure, and a figure has one \
             interval"
        );
        assert!(said(&["clopper"]).contains("clopper_pearson"), "{}", said(&["clopper"]));
    }
}
