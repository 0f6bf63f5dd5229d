//! Why a rate moved between two periods: the mix of cases against performance within each kind.
//!
//! A table by court and case type, say, is decomposed over case type for each court. The rate may be any quotient of
//! counts or a mean of days: what is needed is how many cases each kind has and its own rate. Over two or more
//! columns each has an effect of its own (crossed factors). The effects sum to the change. Formulas and sources:
//! [`stats::decomposition`](crate::stats::decomposition).

use crate::change::ChangeKind;
use crate::cube::Take;
use crate::indicator::{DayStatistic, Formula};
use crate::ledger::{Group, GroupWord};
use crate::period::Period;
use crate::stats::decomposition::{Cell, CrossedCell, crossed, kitagawa};
use crate::table::{Observation, Place, Status, Table};
use crate::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, BTreeSet};

/// What moved a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// The mix of kinds.
    Mix,
    /// The rates within kinds.
    Rate,
}

impl Component {
    /// The word used in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mix => "mix",
            Self::Rate => "rate",
        }
    }
}

/// One effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// What moved the rate.
    pub component: Component,
    /// The column whose mix it is, or over which the rates are taken (joined by ` × `).
    pub over: String,
    /// The kind, where the effect is that of one kind alone; `None` for the whole effect.
    pub kind: Option<String>,
    /// The effect, in the unit of the change: percentage points where the indicator changes in points, else the unit
    /// of the value.
    pub effect: f64,
}

/// The change of one group's rate, and its effects.
#[derive(Debug, Clone, PartialEq)]
pub struct Decomposed {
    /// The words of the columns that are not decomposed over.
    pub group: Group,
    /// The rate of the base period, in the unit of the value.
    pub base: f64,
    /// The rate of the current period.
    pub current: f64,
    /// The effects; those of whole components sum to the change, and those of kinds to their component.
    pub effects: Vec<Effect>,
    /// Why there is none, where the group has no rate in one of the periods.
    pub missing: Option<String>,
}

/// Kind → numerator and denominator of the base and the current period.
type Kinds = BTreeMap<Group, [Option<(i64, i64)>; 2]>;

/// Decomposes the change of an indicator over one or more grouping columns of the table.
///
/// # Errors
/// When the indicator is no quotient and no mean, a column is not among the table's groups, a period is not in the
/// table, or the factor of the indicator differs between the periods.
pub fn decompose(
    table: &Table,
    indicator: &str,
    over: &[&str],
    current: Option<Period>,
    base: Option<Period>,
) -> Result<Vec<Decomposed>> {
    let place = super::side::indicator(table, indicator)?;
    let definition = &table.indicators()[place];
    let quotient = matches!(
        &definition.formula,
        Formula::Quotient { .. }
            | Formula::Days { statistic: DayStatistic::Mean | DayStatistic::Within(_), .. }
    );
    let values = definition.formula.measures().iter().any(|m| matches!(m.take, Take::Distinct(_)));
    if values {
        return Err(super::side::unfit(definition, "numbers of different values do not add up over kinds"));
    }
    if !quotient {
        return Err(super::side::unfit(definition, "a quotient or a mean of days is decomposed")
            .hint("a total splits into contributions, a quantile into nothing"));
    }
    let current = super::side::period(table, current)?;
    let base = match base {
        Some(period) => super::side::period(table, Some(period))?,
        None => {
            let before = table.periods()[current].year_before();
            super::side::period(table, before).map_err(|e| e.hint("name a base period of the table"))?
        }
    };
    let (by, ways) = (table.by(), super::side::ways(table, over)?);
    let scale = |p: usize| Observation::scale(definition, table.periods()[p].days());
    if scale(current) != scale(base) {
        return Err(Error::new(
            ErrorKind::Mismatch,
            format!("the factor of {indicator} differs between the periods"),
        )
        .rule("the effects of a mix are those of one and the same formula"));
    }
    // By group of the other columns.
    let mut groups: BTreeMap<Group, Kinds> = BTreeMap::new();
    for (g, group) in table.groups().iter().enumerate() {
        if ways.iter().any(|c| group[*c] == GroupWord::All) {
            continue;
        }
        let kind: Group = ways.iter().map(|c| group[*c].clone()).collect();
        let rest = (0..by.len()).filter(|c| !ways.contains(c)).map(|c| group[c].clone()).collect();
        let sides = [base, current].map(|period| {
            let row = &table.row(table.at(Place { indicator: place, group: g, period }));
            let known = matches!(row.status, Status::Known | Status::OutsideWhole) && row.denominator > 0;
            known.then_some((row.numerator, row.denominator))
        });
        groups.entry(rest).or_default().insert(kind, sides);
    }
    let factor = scale(current).to_f64();
    let points = if definition.change == ChangeKind::Points { 100.0 } else { 1.0 };
    let parts = groups.into_iter().map(|(group, kinds)| {
        let mut part = one(group, &kinds, over, factor)?;
        part.effects.iter_mut().for_each(|effect| effect.effect *= points);
        Ok(part)
    });
    parts.collect()
}

fn one(group: Group, kinds: &Kinds, over: &[&str], factor: f64) -> Result<Decomposed> {
    let cell = |side: Option<(i64, i64)>| match side {
        Some((upper, lower)) => Cell::new(lower as f64, factor * upper as f64 / lower as f64),
        None => Cell { size: 0.0, rate: None },
    };
    for (side, said) in [(0, "base"), (1, "current")] {
        if kinds.values().all(|sides| sides[side].is_none()) {
            let missing = Some(format!("no_{said}"));
            return Ok(Decomposed { group, base: 0.0, current: 0.0, effects: Vec::new(), missing });
        }
    }
    let joined = over.join(" × ");
    let whole =
        |component, over: &str, effect| Effect { component, over: over.to_owned(), kind: None, effect };
    if let [column] = over {
        let sides = |s: usize| kinds.values().map(|k| cell(k[s])).collect::<Vec<_>>();
        let split = kitagawa(&sides(0), &sides(1))?;
        let mut effects =
            vec![whole(Component::Mix, column, split.mix), whole(Component::Rate, column, split.rate)];
        for (kind, (mix, rate)) in kinds.keys().zip(&split.by_cell) {
            for (component, effect) in [(Component::Mix, *mix), (Component::Rate, *rate)] {
                let kind = kind.first().map(|word| word.text().to_owned());
                effects.push(Effect { component, over: (*column).to_owned(), kind, effect });
            }
        }
        return Ok(Decomposed { group, base: split.base, current: split.current, effects, missing: None });
    }
    let words: Vec<Vec<&GroupWord>> = (0..over.len())
        .map(|way| kinds.keys().map(|k| &k[way]).collect::<BTreeSet<_>>().into_iter().collect())
        .collect();
    let cells: Vec<CrossedCell> = (kinds.iter())
        .map(|(kind, sides)| {
            let place = |way: usize| words[way].binary_search(&&kind[way]).unwrap_or(0) as u32;
            CrossedCell {
                categories: (0..over.len()).map(place).collect(),
                base: cell(sides[0]),
                current: cell(sides[1]),
            }
        })
        .collect();
    let split = crossed(&cells)?;
    let mut effects: Vec<Effect> =
        over.iter().zip(&split.mix).map(|(name, mix)| whole(Component::Mix, name, *mix)).collect();
    effects.push(whole(Component::Rate, &joined, split.rate));
    Ok(Decomposed { group, base: split.base, current: split.current, effects, missing: None })
}
