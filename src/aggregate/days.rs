//! Days out of a table: sums of days and cases, cases within a limit, and statistics as they are printed.
//!
//! Days and cases add up over courts, and so do cases within a limit. A printed mean or median does not: it is shown
//! for the group and the period for which it is printed, and for no other.

use crate::Result;
use crate::aggregate::codebook::DayRole;
use crate::aggregate::layout::Input;
use crate::aggregate::ledger::{Found, whole};
use crate::aggregate::sheet::{Number, Sheet};
use crate::cube::{Basis, Measure, PERIOD_END, Take};
use crate::ledger::{DayFigure, DayStatistic, DayWants, Missing};
use crate::quantity::Fraction;
use std::collections::BTreeMap;

/// Where the numbers of a statistic stand.
struct Places<'m> {
    statistic: DayStatistic,
    /// Days or cases within a limit, and the cases.
    counted: Option<(Found<'m>, Found<'m>)>,
    printed: Option<Found<'m>>,
}

impl Sheet<'_> {
    /// The statistics of days that are wanted of a measure and that the table has, where `number` reads a number for
    /// each group and period.
    ///
    /// # Errors
    /// When a number leaves 64 bits.
    pub(super) fn figures(
        &self,
        measure: &Measure,
        wanted: &DayWants,
        number: impl Fn(&Found<'_>) -> Vec<Number>,
    ) -> Result<BTreeMap<DayStatistic, Vec<DayFigure>>> {
        let within = wanted.limits.iter().map(|limit| DayStatistic::Within(*limit));
        let statistics = wanted.quantiles.iter().map(|q| DayStatistic::Quantile(*q)).chain(within);
        let mut figures = BTreeMap::new();
        for statistic in statistics.chain([DayStatistic::Mean]) {
            let places = self.places_of(measure, statistic);
            let counted = places.counted.as_ref().map(|(upper, cases)| (number(upper), number(cases)));
            let printed = places.printed.as_ref().map(&number);
            let length = counted.as_ref().map(|(upper, _)| upper.len()).or(printed.as_ref().map(Vec::len));
            let Some(length) = length else { continue };
            let figure = |at: usize| -> Result<DayFigure> {
                let counted = counted.as_ref().map(|(upper, cases)| (upper[at], cases[at]));
                figure(counted, printed.as_ref().map(|printed| printed[at]), measure)
            };
            let column = (0..length).map(figure).collect::<Result<Vec<_>>>()?;
            figures.insert(places.statistic, column);
        }
        Ok(figures)
    }

    fn places_of<'m>(&self, measure: &'m Measure, statistic: DayStatistic) -> Places<'m> {
        let of = |role: DayRole| {
            self.find(measure, Fraction::whole(1), |input| {
                input.role == Some(role) && same_dates(input, measure)
            })
        };
        let upper = match statistic {
            DayStatistic::Mean => of(DayRole::Sum),
            DayStatistic::Within(limit) => of(DayRole::Within(limit)),
            DayStatistic::Quantile(_) => None,
        };
        let resolved = || self.find(measure, Fraction::whole(1), |input| input.rules.counts());
        let counted = upper.and_then(|upper| Some((upper, of(DayRole::Cases).or_else(resolved)?)));
        Places { statistic, counted, printed: of(DayRole::Printed(statistic)) }
    }
}

/// Whether a column is of the dates that a measure takes.
fn same_dates(input: &Input, measure: &Measure) -> bool {
    let Take::Days { from, to } = &measure.take else { return false };
    let later = match &measure.basis {
        Basis::PendingEnd | Basis::ActiveEnd => PERIOD_END,
        _ => "resolved_on",
    };
    let rules = &input.rules;
    rules.from.as_deref().unwrap_or("filed_on") == from && rules.to.as_deref().unwrap_or(later) == to
}

/// What is counted goes before what is printed; where it is not known, what is printed stands.
fn figure(
    counted: Option<(Number, Number)>,
    printed: Option<Number>,
    measure: &Measure,
) -> Result<DayFigure> {
    let one = Fraction::whole(1);
    let missing = match counted {
        Some((Ok(upper), Ok(cases))) => {
            let pair = (whole(upper, one, measure)?, whole(cases, one, measure)?);
            if let (Ok(upper), Ok(cases)) = pair {
                return Ok(DayFigure::Counted { upper, cases });
            }
            Missing::NotAvailable
        }
        Some((Err(missing), _) | (_, Err(missing))) => missing,
        None => Missing::NotAvailable,
    };
    Ok(match printed {
        Some(Ok(value)) => {
            let pair = (i64::try_from(value.numerator()), i64::try_from(value.denominator()));
            match pair {
                (Ok(upper), Ok(lower)) => DayFigure::Given(upper, lower),
                _ => DayFigure::Missing(Missing::NotAvailable),
            }
        }
        Some(Err(Missing::NotApplicable)) => DayFigure::Missing(Missing::NotApplicable),
        _ => DayFigure::Missing(missing),
    })
}
