//! What an invented export shall be like.

use crate::{Error, ErrorKind, Result};

/// In which order the rows of an export stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// By day of filing, as a register is kept.
    #[default]
    Filed,
    /// In no order.
    Random,
    /// Court by court, each by day of filing, as an export of many courts is put together.
    Court,
}

/// The size and the kind of an invented export; the same configuration always gives the same rows.
///
/// ```
/// use courtmetrics::generate::{Config, Order, cases};
///
/// let small = Config { rows: 100, seed: 7, order: Order::Court, ..Config::default() };
/// assert_eq!(cases(small)?.map(|block| block.rows).sum::<usize>(), 100);
/// # Ok::<(), courtmetrics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// The number of rows, at most 10¹⁰ − 1.
    pub rows: u64,
    /// Chooses one of 2⁶⁴ exports of this kind.
    pub seed: u64,
    /// The number of courts, 1 to 60,000; their sizes follow Zipf's law.
    pub courts: usize,
    /// The first year with all its filings, 1900 or later.
    pub first_year: i16,
    /// The last year; the export is drawn on its 31 December. At most 2199.
    pub last_year: i16,
    /// The order of the rows.
    pub order: Order,
    /// Whether there is a column of case numbers, a third of the bytes of the CSV.
    pub case_ids: bool,
}

impl Default for Config {
    /// A million rows of 200 courts, 2018 to 2023, seed 1, in filing order, with case numbers.
    fn default() -> Self {
        Self {
            rows: 1_000_000,
            seed: 1,
            courts: 200,
            first_year: 2018,
            last_year: 2023,
            order: Order::Filed,
            case_ids: true,
        }
    }
}

impl Config {
    pub(crate) fn check(&self) -> Result<()> {
        let refuse = |what: String, rule: &str, hint: &str| {
            Err(Error::new(ErrorKind::Argument, what).rule(rule).hint(hint))
        };
        if self.rows > 9_999_999_999 {
            return refuse(
                format!("rows is {}", self.rows),
                "an export has at most 9999999999 rows",
                "make several exports with different seeds",
            );
        }
        if !(1..=60_000).contains(&self.courts) {
            return refuse(
                format!("courts is {}", self.courts),
                "an export has 1 to 60000 courts",
                "write courts: 200",
            );
        }
        if self.first_year < 1900 || self.last_year > 2199 || self.first_year > self.last_year {
            return refuse(
                format!("first_year is {} and last_year is {}", self.first_year, self.last_year),
                "the years lie in 1900 to 2199 and the first is not after the last",
                "write first_year: 2018, last_year: 2023",
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_made_is_refused_with_the_next_thing_to_type() {
        let error = Config { courts: 0, ..Config::default() }.check().unwrap_err();
        assert_eq!(
            error.to_string(),
            "courts is 0; an export has 1 to 60000 courts; hint: write courts: 200"
        );
        let error = Config { first_year: 2024, ..Config::default() }.check().unwrap_err();
        assert_eq!(
            error.to_string(),
            "first_year is 2024 and last_year is 2023; the years lie in 1900 to 2199 and the first is not \
             after the last; hint: write first_year: 2018, last_year: 2023"
        );
        assert!(Config { rows: 10_000_000_000, ..Config::default() }.check().is_err());
    }
}
