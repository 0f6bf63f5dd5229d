//! How sure the values and changes of a table are: which interval an indicator has, or why it has none.
//!
//! | indicator | interval of the value | interval of the change | p-value |
//! | --- | --- | --- | --- |
//! | part of a whole, counted in cases | Wilson | Newcombe (points) | score |
//! | count of cases | Byar | score ratio (percent), `mover` (absolute) | score |
//! | cases per exposure | Byar | score ratio (percent), `mover` (absolute) | score |
//! | mean of days | Student's t, from 0 | Welch | Welch |
//! | median of days | order statistics | Price and Bonett | Price and Bonett |
//! | other quantile of days | order statistics | `mover` | none |
//! | everything else | none, with a reason ([`NoInterval`]) | | |
//!
//! All but Student's t have closed forms, and they are computed when they are read: a table that nobody asks how
//! sure it is pays for the sums of squares and the order statistics of its days, and for nothing else. Other methods
//! (Clopper-Pearson, Garwood, the exact conditional interval) are there when asked for: [`Methods`].

use crate::change::ChangeKind;
use crate::cube::{Basis, Take};
use crate::indicator::{DayStatistic, Definition, Formula, Term};
use crate::ledger::{Around, DayColumn};
use crate::quantity::{Fraction, Level, Proportion, QuantityKind, Rate};
use crate::stats::count::{TwoSided, count_interval};
use crate::stats::difference::{proportion_difference, proportion_test};
use crate::stats::durations::{
    Moments, ORDER_STATISTICS, mean_difference, median_change, spread_rank, spread_z,
};
use crate::stats::proportion::proportion_interval;
use crate::stats::two_counts::{
    RatioMethod, percent_change, rate_ratio_interval, rate_ratio_test, rate_score_test,
};
use crate::stats::{Interval, mover};
use crate::table::{Methods, Observation, Status, Table};

/// Why there is no interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoInterval {
    /// None was asked for.
    NotAsked,
    /// There is no value, or no change; the status says why.
    NoValue,
    /// The source prints the value, and not the cases that it stands on.
    Given,
    /// An amount of money: a sum says nothing of how its parts vary.
    Money,
    /// The numerator is no part of the denominator, and both may count the same cases.
    Ratio,
    /// A sum over cases whose spread is not kept.
    Sum,
    /// Counts taken from each other.
    Difference,
    /// The same cases may stand in the stock of both periods.
    SharedCases,
    /// A number on a scale of its own, or a place among courts.
    Scale,
    /// One case has no spread.
    OneCase,
    /// The change in percent of something that is no count.
    Percent,
}

impl NoInterval {
    /// All reasons.
    pub const ALL: [Self; 11] = [
        Self::NotAsked,
        Self::NoValue,
        Self::Given,
        Self::Money,
        Self::Ratio,
        Self::Sum,
        Self::Difference,
        Self::SharedCases,
        Self::Scale,
        Self::OneCase,
        Self::Percent,
    ];

    /// The word that stands in the place of a method.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotAsked => "none_not_asked",
            Self::NoValue => "none_no_value",
            Self::Given => "none_given",
            Self::Money => "none_money",
            Self::Ratio => "none_ratio",
            Self::Sum => "none_sum",
            Self::Difference => "none_difference",
            Self::SharedCases => "none_shared_cases",
            Self::Scale => "none_scale",
            Self::OneCase => "none_one_case",
            Self::Percent => "none_percent",
        }
    }
}

/// Level and methods of intervals.
pub(crate) type How = (Level, Methods);

/// How sure a change is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sureness {
    /// The interval of the change, in its unit.
    pub interval: Interval,
    /// The two-sided p-value of no change, in [0, 1]; `None` where the method has no test.
    pub p_value: Option<f64>,
}

/// What a row of days keeps to tell how sure it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Spread {
    Moments(Moments),
    Around { lower: Option<u32>, upper: Option<u32>, spread: u32 },
}

impl Spread {
    /// What a distribution of days keeps for a statistic.
    pub fn of(column: &DayColumn, statistic: &DayStatistic, at: usize) -> Option<Self> {
        match statistic {
            DayStatistic::Mean => {
                let squares = column.squares()?[at];
                Some(Self::Moments(Moments::new(
                    column.cases()[at],
                    column.days()[at].into(),
                    squares as i128,
                )))
            }
            DayStatistic::Within(_) => None,
            DayStatistic::Quantile(q) => {
                let Around { lower, upper, spread } = column.quantile(q)?.around(at)?;
                Some(Self::Around { lower, upper, spread })
            }
        }
    }
}

impl Spread {
    /// The standard error of a median over so many cases; `None` for fewer than two.
    pub fn median_error(&self, cases: i64) -> Option<f64> {
        let Self::Around { spread, .. } = self else { return None };
        let cases = u64::try_from(cases).ok()?;
        spread_rank(cases).map(|c| f64::from(*spread) / (2.0 * spread_z(cases, c)))
    }
}

/// What an indicator's value stands on, so far as that decides its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Footing {
    Proportion,
    Count,
    Rate,
    Mean,
    Quantile(Fraction),
    None(NoInterval),
}

impl Footing {
    pub fn of(definition: &Definition) -> Self {
        // An input with decimals counts nothing.
        let whole = |t: &Term| !matches!(t.measure.basis, Basis::Given { decimals: 1.., .. });
        let counted = |terms: &[Term]| terms.iter().all(|t| t.measure.take == Take::Cases && whole(t));
        let added = |terms: &[Term]| terms.iter().all(|t| t.sign > 0);
        match (&definition.formula, definition.kind) {
            (_, QuantityKind::Money) => Self::None(NoInterval::Money),
            (_, QuantityKind::Index | QuantityKind::Rank) => Self::None(NoInterval::Scale),
            (Formula::Days { statistic: DayStatistic::Mean, .. }, _) => Self::Mean,
            (Formula::Days { statistic: DayStatistic::Quantile(q), .. }, _) => Self::Quantile(*q),
            (Formula::Days { statistic: DayStatistic::Within(_), .. } | Formula::WithinLimits(_), _) => {
                Self::Proportion
            }
            (Formula::Evenness { .. } | Formula::Index { .. }, _) => Self::None(NoInterval::Scale),
            (Formula::Total(terms), _) if !counted(terms) => Self::None(NoInterval::Sum),
            (Formula::Total(terms), _) if !added(terms) => Self::None(NoInterval::Difference),
            (Formula::Total(_), _) => Self::Count,
            (Formula::Quotient { numerator, denominator, .. }, QuantityKind::Proportion) => {
                let cases = counted(numerator) && counted(denominator);
                if cases { Self::Proportion } else { Self::None(NoInterval::Sum) }
            }
            (Formula::Quotient { numerator, .. }, QuantityKind::Rate) => {
                let cases = counted(numerator) && added(numerator);
                if cases { Self::Rate } else { Self::None(NoInterval::Sum) }
            }
            (Formula::Quotient { .. }, _) => Self::None(NoInterval::Ratio),
        }
    }

    /// Of a change: a stock shares its cases with the stock before.
    pub fn of_change(definition: &Definition) -> Self {
        let stock = |terms: &[Term]| terms.iter().any(|t| t.measure.basis.is_stock());
        match (&definition.formula, Self::of(definition)) {
            (_, Self::None(reason)) => Self::None(reason),
            (Formula::Days { measure, .. }, _) if measure.basis.is_stock() => {
                Self::None(NoInterval::SharedCases)
            }
            (Formula::Total(terms) | Formula::Quotient { numerator: terms, .. }, _) if stock(terms) => {
                Self::None(NoInterval::SharedCases)
            }
            (_, footing) => footing,
        }
    }

    /// The interval of a row's value, in the unit of the value.
    pub fn interval(
        self,
        &Sided { ref row, spread, scale, .. }: &Sided,
        (level, methods): How,
    ) -> Result<Interval, NoInterval> {
        match row.status {
            Status::Known => {}
            Status::Given => return Err(NoInterval::Given),
            _ => return Err(NoInterval::NoValue),
        }
        let scaled = |interval: Interval| {
            if scale == 1.0 { interval } else { interval.map(|end| end * scale) }
        };
        match (self, spread) {
            (Self::None(reason), _) => Err(reason),
            (Self::Proportion, _) => {
                Ok(scaled(proportion_interval(proportion(row)?, level, methods.proportion)))
            }
            (Self::Count, _) => Ok(scaled(count_interval(events(row)?, level, methods.count))),
            (Self::Rate, _) => {
                let counted = count_interval(events(row)?, level, methods.count);
                Ok(counted.map(|end| end / row.denominator as f64 * scale))
            }
            (Self::Mean, Some(Spread::Moments(moments))) => {
                let interval = moments.mean_interval(level).ok_or(NoInterval::OneCase)?;
                Ok(scaled(Interval { lower: interval.lower.map(|l| l.max(0.0)), ..interval }))
            }
            (Self::Quantile(_), Some(Spread::Around { lower, upper, .. })) => {
                let ends = (lower.map(f64::from), upper.map(f64::from));
                Ok(scaled(Interval::open(ends.0, ends.1, level, ORDER_STATISTICS)))
            }
            // Days and cases are known, and not how the days spread.
            (Self::Mean | Self::Quantile(_), _) => Err(NoInterval::Sum),
        }
    }

    /// How sure the change from `base` to `now` is, in the unit of the change.
    pub fn change(self, now: Sided, base: Sided, kind: ChangeKind, how: How) -> Result<Sureness, NoInterval> {
        let (level, methods) = how;
        if [now.row.status, base.row.status].contains(&Status::Given) {
            return Err(NoInterval::Given);
        }
        let sure = |interval, p_value| Ok(Sureness { interval, p_value });
        let absolute = |p| {
            let side = |s: &Sided| Some((s.row.value(s.exact)?, self.interval(s, how).ok()?));
            let (Some(now), Some(base)) = (side(&now), side(&base)) else { return Err(NoInterval::NoValue) };
            sure(mover::difference(now, base), p)
        };
        match (self, kind) {
            (Self::None(reason), _) => Err(reason),
            (Self::Proportion, ChangeKind::Points) => {
                let (a, b) = (proportion(&now.row)?, proportion(&base.row)?);
                let interval = proportion_difference(a, b, level, methods.difference);
                sure(interval.map(|end| 100.0 * now.scale * end), Some(proportion_test(a, b, methods.test)))
            }
            (Self::Count, ChangeKind::Percent) => {
                let change = percent_change(events(&now.row)?, events(&base.row)?, level, methods.ratio)
                    .map_err(|_| NoInterval::NoValue)?;
                sure(change.interval, change.p_value)
            }
            (Self::Count | Self::Rate, ChangeKind::Percent | ChangeKind::Absolute) => {
                let (a, b) = (now.rate()?, base.rate()?);
                let p = Some(match methods.ratio {
                    RatioMethod::Score => rate_score_test(a, b),
                    RatioMethod::ExactConditional => rate_ratio_test(a, b, TwoSided::Central),
                });
                if kind == ChangeKind::Absolute {
                    return absolute(p);
                }
                let ratio =
                    rate_ratio_interval(a, b, level, methods.ratio).map_err(|_| NoInterval::NoValue)?;
                let ratio = ratio.map(|r| 100.0 * (r * now.scale / base.scale - 1.0));
                sure(ratio, p)
            }
            (Self::Mean, ChangeKind::Days) => match (now.spread, base.spread) {
                (Some(Spread::Moments(a)), Some(Spread::Moments(b))) => {
                    let change = mean_difference(a, b, level).map_err(|_| NoInterval::OneCase)?;
                    sure(change.interval.map(|end| end * now.scale), change.p_value)
                }
                _ => Err(NoInterval::Sum),
            },
            (Self::Quantile(q), ChangeKind::Days) if q.denominator() == 2 => {
                let value = now.row.value(now.exact).zip(base.row.value(base.exact));
                let (a, b) = value.ok_or(NoInterval::NoValue)?;
                let change = median_change(a - b, now.median_error()?, base.median_error()?, level);
                sure(change.interval, change.p_value)
            }
            (Self::Quantile(_), ChangeKind::Days) => absolute(None),
            _ => Err(NoInterval::Percent),
        }
    }
}

/// One side of a change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sided {
    pub row: Observation,
    pub spread: Option<Spread>,
    /// The factor of the value.
    pub exact: Fraction,
    /// The same as a double.
    pub scale: f64,
}

impl Sided {
    fn rate(&self) -> Result<Rate, NoInterval> {
        let exposure = Fraction::whole(self.row.denominator);
        Rate::new(events(&self.row)?, exposure).map_err(|_| NoInterval::NoValue)
    }

    /// In the unit of the value.
    fn median_error(&self) -> Result<f64, NoInterval> {
        let spread = self.spread.ok_or(NoInterval::Sum)?;
        let error = spread.median_error(self.row.cases).ok_or(NoInterval::OneCase)?;
        Ok(error * self.scale)
    }
}

fn events(row: &Observation) -> Result<u64, NoInterval> {
    u64::try_from(row.numerator).map_err(|_| NoInterval::Difference)
}

fn proportion(row: &Observation) -> Result<Proportion, NoInterval> {
    let whole = u64::try_from(row.denominator).map_err(|_| NoInterval::NoValue)?;
    Proportion::new(events(row)?, whole).map_err(|_| NoInterval::NoValue)
}

impl Table {
    /// The interval of the value of row `at`, in the unit of the value (a proportion's is a fraction in [0, 1]).
    ///
    /// # Errors
    /// The reason, where there is none.
    pub fn interval(&self, at: usize) -> Result<Interval, NoInterval> {
        let how = self.how()?;
        let place = self.place(at);
        let side = self.side(at);
        Footing::of(&self.indicators[place.indicator]).interval(&side, how)
    }

    /// How sure the change of row `at` is, in the unit of the change.
    ///
    /// # Errors
    /// The reason, where nothing is known of it.
    pub fn change_sureness(&self, at: usize) -> Result<Sureness, NoInterval> {
        let definition = &self.indicators[self.place(at).indicator];
        self.sureness_on(Footing::of_change(definition), definition, at)
    }

    pub(crate) fn sureness_on(
        &self,
        footing: Footing,
        definition: &Definition,
        at: usize,
    ) -> Result<Sureness, NoInterval> {
        let how = self.how()?;
        self.change(at).map_err(|_| NoInterval::NoValue)?;
        let (_, now) = self.origin(at);
        let (whole, base) = self.base_of(at).ok_or(NoInterval::NoValue)?;
        footing.change(whole.side(now), whole.side(base), definition.change, how)
    }

    /// Whether chance alone may have made the change of row `at`: the interval of the change contains 0. `None`
    /// where no interval is known.
    pub fn within_chance(&self, at: usize) -> Option<bool> {
        Some(self.change_sureness(at).ok()?.interval.contains(0.0))
    }

    /// Level and methods of the intervals.
    pub(crate) fn how(&self) -> Result<How, NoInterval> {
        Ok((self.level.ok_or(NoInterval::NotAsked)?, self.methods))
    }

    fn side(&self, at: usize) -> Sided {
        let place = self.place(at);
        let exact = self.exact_scale(place.indicator, place.period);
        Sided { row: self.row(at), spread: self.spread(at), exact, scale: exact.to_f64() }
    }

    /// What tells how sure row `at` is, where it is one of days and a level was asked for.
    pub(crate) fn spread(&self, at: usize) -> Option<Spread> {
        self.level?;
        let (whole, at) = self.origin(at);
        let each = whole.groups.len() * whole.periods.len();
        whole.series[at / each].spread(at % each)
    }

    /// The factor of an indicator's value in a period.
    pub(crate) fn exact_scale(&self, indicator: usize, period: usize) -> Fraction {
        Observation::scale(&self.indicators[indicator], self.periods[period].days())
    }

    /// The same as a double.
    pub(crate) fn scale(&self, indicator: usize, period: usize) -> f64 {
        self.exact_scale(indicator, period).to_f64()
    }
}
