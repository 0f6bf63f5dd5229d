//! The periods of a result: those of the table, or longer ones put together of them.
//!
//! Flows add up over the periods of a longer one; what is pending at its start is so at the start of its first
//! period, and what is pending at its end at the end of its last. A period that is not in the table leaves the flows
//! of the longer one unknown.

use crate::aggregate::sheet::{Number, add};
use crate::cube::Basis;
use crate::ledger::Missing;
use crate::period::{Calendar, Grain, Period};
use crate::{Error, ErrorKind, Result};

/// A period, and the places of those that it is made of; none where the table does not have it.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub period: Period,
    pub parts: Vec<Option<usize>>,
}

/// The periods of the table, or, with a grain, those of that length that it reaches.
///
/// # Errors
/// When the periods of the table are no parts of the longer ones.
pub(crate) fn targets(periods: &[Period], grain: Option<Grain>, calendar: Calendar) -> Result<Vec<Target>> {
    let own = |place: usize| Target { period: periods[place], parts: vec![Some(place)] };
    let Some(grain) = grain else { return Ok((0..periods.len()).map(own).collect()) };
    if let Some(odd) = periods.iter().find(|p| p.grain().is_none_or(|of| of > grain)) {
        return Err(Error::new(ErrorKind::Argument, format!("{grain}s are asked of a table of {odd}"))
            .rule("periods are put together of shorter regular ones: of months, quarters, halves")
            .hint("leave the length of the periods out"));
    }
    let mut wanted: Vec<Period> = periods.iter().map(|p| calendar.period_of(grain, p.start())).collect();
    wanted.dedup();
    let made_of = |period: Period| {
        let shortest = periods.iter().filter(|p| period.contains(p.start())).filter_map(Period::grain).min();
        let parts = calendar.periods_between(shortest.unwrap_or(grain), period.start(), period.end());
        Target { period, parts: parts.iter().map(|part| periods.binary_search(part).ok()).collect() }
    };
    Ok(wanted.into_iter().map(made_of).collect())
}

impl Target {
    /// The number of the period, where `of` is that of a part.
    pub fn number(&self, basis: &Basis, of: impl Fn(usize) -> Number) -> Number {
        let of = |part: &Option<usize>| part.map_or(Err(Missing::NotAvailable), &of);
        let one = |part: Option<&Option<usize>>| part.map_or(Err(Missing::NotAvailable), of);
        match basis {
            Basis::PendingStart | Basis::UpToStart(_) => one(self.parts.first()),
            // What is given for a month, say judges, is not that of the year.
            Basis::Given { .. } if self.parts.len() > 1 => Err(Missing::NotAvailable),
            basis if basis.is_stock() => one(self.parts.last()),
            _ => add(self.parts.iter().map(of)).unwrap_or(Err(Missing::NotAvailable)),
        }
    }

    /// Whether it is a period of the table.
    pub fn is_own(&self) -> bool {
        self.parts.len() == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Fraction;

    fn periods(labels: &[&str]) -> Vec<Period> {
        labels.iter().map(|label| label.parse().unwrap()).collect()
    }

    #[test]
    fn quarters_make_the_halves_that_they_are_parts_of() {
        let quarters = periods(&["2023-Q1", "2023-Q2", "2023-Q4"]);
        let halves = targets(&quarters, Some(Grain::Half), Calendar::default()).unwrap();
        let shown: Vec<(String, Vec<Option<usize>>)> =
            halves.iter().map(|t| (t.period.to_string(), t.parts.clone())).collect();
        assert_eq!(
            shown,
            [("2023-H1".to_owned(), vec![Some(0), Some(1)]), ("2023-H2".to_owned(), vec![None, Some(2)])]
        );
        let of = |part: usize| Ok(Fraction::whole([10, 20, 40][part]));
        assert_eq!(halves[0].number(&Basis::Incoming, of), Ok(Fraction::whole(30)));
        assert_eq!(halves[0].number(&Basis::PendingStart, of), Ok(Fraction::whole(10)));
        assert_eq!(halves[0].number(&Basis::PendingEnd, of), Ok(Fraction::whole(20)));
        assert_eq!(halves[1].number(&Basis::Incoming, of), Err(Missing::NotAvailable));
        assert_eq!(halves[1].number(&Basis::PendingEnd, of), Ok(Fraction::whole(40)));
    }

    #[test]
    fn longer_periods_are_not_taken_apart() {
        let error = targets(&periods(&["2023"]), Some(Grain::Quarter), Calendar::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "quarters are asked of a table of 2023; periods are put together of shorter regular ones: of months, \
             quarters, halves; hint: leave the length of the periods out"
        );
    }
}
