//! Definitions made in code, and what holds for every one however it was made.
//!
//! ```
//! use courtmetrics::cube::{Basis, Measure};
//! use courtmetrics::indicator::{Definition, Direction, Formula, Names, Set, Term};
//! use courtmetrics::quantity::QuantityKind;
//!
//! let names = |en: &str, zh: &str| Names { en: en.to_owned(), zh: zh.to_owned(), original: None };
//! let formula = Formula::quotient([Term::plus(Measure::cases(Basis::Resolved))], [Term::plus(Measure::given("judges", 2))]);
//! let mut per_judge = Definition::new("per_judge", names("Resolved per judge", "法官人均结案"), QuantityKind::Ratio, formula)?;
//! per_judge.direction = Direction::Higher;
//! let set = Set::new("mine", names("Mine", "自定义"), vec![per_judge])?;
//! assert_eq!(set.indicators[0].words, "([resolved]) ÷ ([input judges])");
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use crate::case::{Field, FieldKind};
use crate::change::ChangeKind;
use crate::cube::{Basis, Measure, PERIOD_END, Take};
use crate::indicator::Set;
use crate::indicator::definition::{Definition, Direction, Input, Names, Range, Standing};
use crate::indicator::formula::{Factor, Formula, Term};
use crate::quantity::{Fraction, QuantityKind};
use crate::{Error, ErrorKind, Result};
use std::collections::BTreeMap;

fn error(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::Definition, what)
}

impl Term {
    /// A measure that is added.
    pub fn plus(measure: Measure) -> Self {
        Self { sign: 1, measure }
    }

    /// A measure that is taken off.
    pub fn minus(measure: Measure) -> Self {
        Self { sign: -1, measure }
    }
}

impl Formula {
    /// Numerator ÷ denominator.
    pub fn quotient(
        numerator: impl IntoIterator<Item = Term>,
        denominator: impl IntoIterator<Item = Term>,
    ) -> Self {
        Self::Quotient {
            numerator: numerator.into_iter().collect(),
            denominator: denominator.into_iter().collect(),
            factor: Factor::Number(Fraction::whole(1)),
        }
    }
}

impl Definition {
    /// A definition with everything that follows from its kind and formula; what else is known of it is put into
    /// its fields. [`Set::new`] checks that all of it fits.
    ///
    /// # Errors
    /// When inputs of unlike decimals are added.
    pub fn new(id: &str, name: Names, kind: QuantityKind, formula: Formula) -> Result<Self> {
        let made = Self {
            id: id.to_owned(),
            set: String::new(),
            version: 1,
            concept: None,
            name,
            words: formula.to_string(),
            minor: minor(&formula, kind)?,
            formula,
            kind,
            percent: false,
            unit: String::new(),
            direction: Direction::None,
            range: None,
            change: ChangeKind::of(kind),
            source: String::new(),
            standing: Standing::Derived,
            note: String::new(),
        };
        Ok(made.in_percent(kind == QuantityKind::Proportion))
    }

    /// The same, shown in percent or not, with the unit and the change that this has.
    pub fn in_percent(mut self, percent: bool) -> Self {
        self.percent = percent;
        default_unit(self.kind, percent).clone_into(&mut self.unit);
        self.change = if percent { ChangeKind::Points } else { ChangeKind::of(self.kind) };
        self
    }

    /// Whether kind, formula, change and range fit each other.
    ///
    /// # Errors
    /// When one does not.
    pub fn check(&self) -> Result<()> {
        if self.change == ChangeKind::Points && !self.percent {
            return Err(error("change = \"points\" but the value is not in percent")
                .rule("percentage points are a difference of percentages")
                .hint("say percent = true, or change = \"absolute\""));
        }
        if self.change != ChangeKind::Points {
            self.change.check(self.kind)?;
        }
        if matches!(self.range, Some(Range { low: Some(low), high: Some(high) }) if low > high) {
            return Err(error("the range ends before it begins").rule("low is at most high"));
        }
        match &self.formula {
            Formula::Days { measure, .. } => has_days(measure),
            Formula::WithinLimits(parts) => parts.iter().try_for_each(|(measure, _)| has_days(measure)),
            Formula::Evenness { measure, .. } if measure.basis.is_stock() => {
                Err(error("evenness of a stock").rule("months add up to a period only for a flow"))
            }
            _ => Ok(()),
        }
    }
}

/// Days are counted of flows; of a stock those to the end of the period.
fn has_days(measure: &Measure) -> Result<()> {
    let Take::Days { to, .. } = &measure.take else {
        return Err(error(format!("\"{measure}\" has no days")).rule("a statistic of days is of Take::Days"));
    };
    let aged = matches!(measure.basis, Basis::PendingEnd | Basis::ActiveEnd);
    if aged == (to == PERIOD_END) && (aged || !measure.basis.is_stock()) {
        return Ok(());
    }
    Err(error(format!("\"{measure}\" is not counted")).rule(DAYS_RULE))
}

/// Of which cases days are taken.
pub(super) const DAYS_RULE: &str = "days are taken of cases resolved, filed or dated in the period; of those pending at its end, to its last day";

impl Set {
    /// A set of definitions made in code.
    ///
    /// # Errors
    /// When one does not fit together, or two have one id.
    pub fn new(id: &str, name: Names, mut indicators: Vec<Definition>) -> Result<Self> {
        let mut inputs = BTreeMap::new();
        for at in 0..indicators.len() {
            let (before, rest) = indicators.split_at_mut(at);
            let definition = &mut rest[0];
            let place = |e: Error| e.at(format!("indicator {}", definition.id));
            definition.check().map_err(place)?;
            if before.iter().any(|other| other.id == definition.id) {
                let twice = error(format!("indicator {} stands twice", definition.id));
                return Err(twice.rule("an id is unique in its set"));
            }
            id.clone_into(&mut definition.set);
            for measure in definition.formula.measures() {
                if let Basis::Given { name, decimals } = &measure.basis {
                    let input = Input { unit: String::new(), decimals: *decimals, meaning: String::new() };
                    inputs.insert(name.clone(), input);
                }
            }
        }
        Ok(Self { id: id.to_owned(), name, source: String::new(), version: 1, inputs, indicators })
    }
}

/// What turns the whole numbers of a formula into the unit of its value.
fn minor(formula: &Formula, kind: QuantityKind) -> Result<Fraction> {
    let hundredths = if kind == QuantityKind::Money { 2 } else { 0 };
    let (upper, lower) = match formula {
        Formula::Total(terms) => (decimals(terms)?.unwrap_or(hundredths), 0),
        Formula::Quotient { numerator, denominator, .. } => {
            match (decimals(numerator)?, decimals(denominator)?) {
                (None, None) => (hundredths, 0),
                (Some(upper), None) => (upper, minor_units(denominator)),
                (None, Some(lower)) => (hundredths.max(minor_units(numerator)), lower),
                (Some(upper), Some(lower)) => (upper, lower),
            }
        }
        _ => (0, 0),
    };
    Fraction::new(10i128.pow(lower), 10i128.pow(upper))
}

/// The decimals that inputs among the terms are held with; none where there are no inputs.
fn decimals(terms: &[Term]) -> Result<Option<u32>> {
    let mut found = None;
    for term in terms {
        if let Basis::Given { decimals, .. } = &term.measure.basis {
            let same = found.is_none_or(|known| known == u32::from(*decimals));
            if !same || (*decimals > 0 && terms.iter().any(|t| t.measure.input().is_none())) {
                return Err(error("terms of unlike decimals are added")
                    .rule("inputs with decimals are added to inputs with as many"));
            }
            found = Some(u32::from(*decimals));
        }
    }
    Ok(found)
}

/// Decimals of sums of amounts of money, which are held in minor units.
fn minor_units(terms: &[Term]) -> u32 {
    let money = |term: &Term| match &term.measure.take {
        Take::Sum(field) => Field::known(field).is_some_and(|f| f.kind == FieldKind::Money),
        _ => false,
    };
    if terms.iter().any(money) { 2 } else { 0 }
}

fn default_unit(kind: QuantityKind, percent: bool) -> &'static str {
    match kind {
        _ if percent => "%",
        QuantityKind::Count => "cases",
        QuantityKind::Persons => "persons",
        QuantityKind::Money => "CNY",
        QuantityKind::Days => "days",
        QuantityKind::Rank => "place",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names { en: "x".to_owned(), zh: "x".to_owned(), original: None }
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_name_of_the_indicator() {
        let refused = |kind, formula, change: &dyn Fn(&mut Definition)| {
            let mut definition = Definition::new("a", names(), kind, formula).unwrap();
            change(&mut definition);
            Set::new("x", names(), vec![definition]).unwrap_err().to_string()
        };
        let total = || Formula::Total(vec![Term::plus(Measure::cases(Basis::Incoming))]);
        let points = refused(QuantityKind::Count, total(), &|d| d.change = ChangeKind::Points);
        assert!(
            points.starts_with("indicator a: change = \"points\" but the value is not in percent"),
            "{points}"
        );
        let (one, two) = (Some(Fraction::whole(1)), Some(Fraction::whole(2)));
        let range = refused(QuantityKind::Count, total(), &|d| d.range = Some(Range { low: two, high: one }));
        assert!(range.contains("the range ends before it begins"), "{range}");
        let spread = crate::indicator::MonthSpread::Gini;
        let stock = Formula::Evenness { measure: Measure::cases(Basis::PendingEnd), spread };
        assert!(refused(QuantityKind::Index, stock, &|_| {}).contains("evenness of a stock"));
        let statistic = crate::indicator::DayStatistic::Mean;
        let days = |measure| Formula::Days { measure, statistic, factor: Fraction::whole(1) };
        let turned = Measure { basis: Basis::PendingEnd, ..Measure::days_to_resolution() };
        let text = refused(QuantityKind::Days, days(turned), &|_| {});
        assert!(text.contains("is not counted; days are taken of cases resolved"), "{text}");
        let cases = refused(QuantityKind::Days, days(Measure::cases(Basis::Resolved)), &|_| {});
        assert!(cases.contains("\"resolved\" has no days"), "{cases}");
        let twice = |id: &str| Definition::new(id, names(), QuantityKind::Count, total()).unwrap();
        let error = Set::new("x", names(), vec![twice("a"), twice("a")]).unwrap_err().to_string();
        assert_eq!(error, "indicator a stands twice; an id is unique in its set");
    }

    #[test]
    fn a_definition_made_in_code_is_that_of_the_same_words() {
        let text = "[set]\nid = \"x\"\nname = { en = \"x\", zh = \"x\" }\n[inputs]\njudges = { unit = \"\", \
                    decimals = 2, meaning = \"\" }\n[[indicator]]\nid = \"a\"\nname = { en = \"x\", zh = \"x\" }\n\
                    kind = \"ratio\"\nnumerator = \"resolved\"\ndenominator = \"judges\"\n";
        let (over, under) = (Measure::cases(Basis::Resolved), Measure::given("judges", 2));
        let formula = Formula::quotient([Term::plus(over)], [Term::plus(under)]);
        let made = Definition::new("a", names(), QuantityKind::Ratio, formula).unwrap();
        assert_eq!(Set::new("x", names(), vec![made]).unwrap(), Set::from_toml(text).unwrap());
        let aged = Measure::age_of_pending();
        let statistic = crate::indicator::DayStatistic::Mean;
        let ages = Formula::Days { measure: aged, statistic, factor: Fraction::whole(1) };
        Definition::new("b", names(), QuantityKind::Days, ages).unwrap().check().unwrap();
    }
}
