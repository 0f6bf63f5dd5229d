//! Several years' reports of a court as one table: a row for each figure, a column for each year.
//!
//! A year whose report does not print a figure is a gap and stays one. The change from the year before is an
//! interval, as wide as the rounding of both numbers allows: percent for counts, persons and money, percentage
//! points for rates, days for days, else in the figure's own unit. Where a report's base and the value that the
//! year before printed cannot both be, the disagreement is listed.

use super::Finding;
use super::identity::{Identity, Index, place};
use super::interval::Interval;
use super::years;
use crate::quantity::Fraction;
use crate::report_text::{Amount, ChangeKind, Figure, Report, Span, UnitKind};
use crate::{Error, ErrorKind, Result};
use hashbrown::HashMap;

/// What one report prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesCell {
    /// The value as printed.
    pub amount: Amount,
    /// Where it stands in that year's report.
    pub span: Span,
    /// The change from the year before, where that year's report prints a value: lowest and highest.
    pub change: Option<(Option<Fraction>, Option<Fraction>)>,
}

/// One figure over the years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesRow {
    /// Its name in the first report that prints it.
    pub label: String,
    /// The indicator's id, where one is certain.
    pub indicator: Option<String>,
    /// The court where it is not the report's own.
    pub court: Option<String>,
    /// The class of case.
    pub class: Option<String>,
    /// What its change is counted in.
    pub change_kind: ChangeKind,
    /// One for each year; `None` where the report does not print it.
    pub cells: Vec<Option<SeriesCell>>,
}

/// The reports of several years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The years, ascending; a year without a report between two others is there too.
    pub years: Vec<i16>,
    /// The figures, in the order of the reports.
    pub rows: Vec<SeriesRow>,
    /// Where a report and that of the year before disagree, with the later year. The first span of a finding
    /// stands in the later report, the second in the earlier one.
    pub disagreements: Vec<(i16, Finding)>,
}

/// Puts reports side by side. A report's year is given, or else the one that it names most often.
///
/// Rows are figures of whole years that have an indicator, or that two reports print under one name.
///
/// ```
/// use courtmetrics::audit::series;
/// use courtmetrics::report_text::extract;
/// let reports = [extract("2021年,结案率90%。"), extract("2023年,结案率95%,同比上升2个百分点。")];
/// let series = series(&[(None, &reports[0]), (None, &reports[1])])?;
/// assert_eq!(series.years, [2021, 2022, 2023]);
/// assert!(series.rows[0].cells[1].is_none());
/// # Ok::<(), courtmetrics::Error>(())
/// ```
///
/// # Errors
/// When a report names no year, or two are of the same year, or the years lie more than 100 apart.
pub fn series(reports: &[(Option<i16>, &Report)]) -> Result<Series> {
    let mut by_year: Vec<(i16, &Report)> = Vec::new();
    for (i, (year, report)) in reports.iter().enumerate() {
        let year = year.or(report.year).ok_or_else(|| {
            Error::new(ErrorKind::Data, format!("report {} names no year", i + 1))
                .rule("a series needs the year of every report")
                .hint("give the year beside the report")
        })?;
        by_year.push((year, report));
    }
    by_year.sort_by_key(|(year, _)| *year);
    if let Some(pair) = by_year.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(Error::new(ErrorKind::Data, format!("two reports are of {}", pair[0].0))
            .rule("a series has one report a year")
            .hint("leave one out, or give their years"));
    }
    let (Some((first, _)), Some((last, _))) = (by_year.first(), by_year.last()) else {
        return Err(Error::new(ErrorKind::Argument, "there is no report").rule("a series has reports"));
    };
    if i32::from(*last) - i32::from(*first) > 100 {
        return Err(Error::new(ErrorKind::Data, format!("the reports are of {first} and {last}"))
            .rule("a series spans at most 100 years"));
    }
    let years: Vec<i16> = (*first..=*last).collect();
    let mut rows: Vec<SeriesRow> = Vec::new();
    let mut places: HashMap<(Identity, String), usize> = HashMap::new();
    for (year, report) in &by_year {
        let column = usize::try_from(year - years[0]).unwrap_or(0);
        for figure in report.figures.iter().filter(|f| of_year(f, *year)) {
            let (Some(identity), Some(amount)) = (Identity::of(figure), &figure.value) else { continue };
            let row = *places.entry((identity, place(figure))).or_insert_with(|| {
                rows.push(row(figure, amount, years.len()));
                rows.len() - 1
            });
            rows[row].cells[column].get_or_insert_with(|| SeriesCell {
                amount: amount.clone(),
                span: figure.span.clone(),
                change: None,
            });
        }
    }
    rows.retain(|row| row.indicator.is_some() || row.cells.iter().flatten().count() > 1);
    rows.iter_mut().for_each(compare);
    let mut disagreements = Vec::new();
    for pair in by_year.windows(2).filter(|pair| pair[1].0 == pair[0].0 + 1) {
        let index = Index::of(&pair[0].1.figures);
        let found = years::against(&pair[1].1.figures, &pair[0].1.figures, &index);
        disagreements.extend(found.into_iter().map(|finding| (pair[1].0, finding)));
    }
    Ok(Series { years, rows, disagreements })
}

/// Whether a figure speaks of the report's whole year.
fn of_year(figure: &Figure, year: i16) -> bool {
    figure.period.as_ref().is_none_or(|period| match (period.start, period.end) {
        (Some(start), Some(end)) => {
            start.parts() == (year, 1, 1) && (end.parts().0, end.parts().1) == (year, 12)
        }
        _ => period.words == "全年",
    })
}

fn row(figure: &Figure, amount: &Amount, years: usize) -> SeriesRow {
    SeriesRow {
        label: figure.name(),
        indicator: figure.indicator.clone(),
        court: Some(place(figure)).filter(|court| !court.is_empty()),
        class: figure.scope.class.clone(),
        change_kind: match amount.unit.kind {
            UnitKind::Count | UnitKind::Persons | UnitKind::PersonTimes | UnitKind::Money => {
                ChangeKind::Percent
            }
            UnitKind::Percent => ChangeKind::Points,
            UnitKind::Days => ChangeKind::Days,
            _ => ChangeKind::Absolute,
        },
        cells: vec![None; years],
    }
}

fn compare(row: &mut SeriesRow) {
    for i in 1..row.cells.len() {
        let (before, now) = row.cells.split_at_mut(i);
        let (Some(before), Some(now)) = (&before[i - 1], &mut now[0]) else { continue };
        let (then, today) = (Interval::of(&before.amount), Interval::of(&now.amount));
        let change = match row.change_kind {
            // (b − a)/a = b/a − 1, so that each end is taken once.
            ChangeKind::Percent => {
                let hundred = Interval::closed(Fraction::whole(100), Fraction::whole(100));
                today.percent_of(then).minus(hundred)
            }
            _ => today.minus(then),
        };
        now.change = Some((change.low, change.high));
    }
}
