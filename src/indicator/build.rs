//! From what TOML says to definitions: one form may give several, a band of ages or a tier of days each.

use crate::case::{Clause, Condition, Test};
use crate::cube::{Basis, Measure, PERIOD_END, Take};
use crate::indicator::definition::{Names, Range, Standing};
use crate::indicator::form::{DefinitionForm, FactorForm, IndexForm, MeanForm, SpreadForm};
use crate::indicator::formula::{Factor, Formula, IndexMean, Member, MonthSpread, Term};
use crate::indicator::made::DAYS_RULE;
use crate::indicator::words::{Named, basis};
use crate::indicator::{Concept, Definition};
use crate::ledger::DayStatistic;
use crate::quantity::{Fraction, QuantityKind};
use crate::{Error, ErrorKind, Result};

/// What a set says for all its members.
pub(crate) struct Inherited<'a> {
    pub set: &'a str,
    pub version: u32,
    pub named: &'a Named,
    pub condition: &'a Condition,
    pub source: &'a str,
    pub standing: Standing,
    /// The members that are built already.
    pub built: &'a [Definition],
}

/// One of the definitions that a form gives.
struct Part {
    suffix: String,
    en: String,
    zh: String,
    words: String,
    formula: Formula,
    range: Option<Range>,
}

fn error(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::Definition, what)
}

impl DefinitionForm {
    /// # Errors
    /// When the parts do not make one formula, or the change does not fit the kind.
    pub fn build(self, set: &Inherited<'_>) -> Result<Vec<Definition>> {
        let name = self.name.clone().ok_or_else(|| {
            error("there is no name").rule("an indicator has a name in English and in Chinese")
        })?;
        let kind =
            self.kind.ok_or_else(|| error("there is no kind").rule("the kind decides how it changes"))?;
        if let Some(concept) = &self.concept {
            Concept::named(concept)?;
        }
        let said = self.range.map(|r| Range { low: r.low.map(|n| n.0), high: r.high.map(|n| n.0) });
        let parts = self.parts(set, kind)?;
        let mut built = Vec::with_capacity(parts.len());
        for part in parts {
            let several = if part.words.is_empty() { String::new() } else { format!(", {}", part.words) };
            let words = self.formula.as_ref().map(|said| format!("{said}{several}"));
            let names = Names {
                en: name.en.clone() + &part.en,
                zh: name.zh.clone() + &part.zh,
                original: name.original.clone(),
            };
            let id = format!("{}{}", self.id.get_ref(), part.suffix);
            let mut definition = Definition::new(&id, names, kind, part.formula)?;
            set.set.clone_into(&mut definition.set);
            definition.version = set.version;
            definition.concept.clone_from(&self.concept);
            definition.words = words.unwrap_or(definition.words);
            if let Some(percent) = self.percent {
                definition = definition.in_percent(percent);
            }
            definition.unit = self.unit.clone().unwrap_or(definition.unit);
            definition.change = self.change.unwrap_or(definition.change);
            definition.direction = self.direction.unwrap_or_default();
            definition.range = part.range.or(said);
            definition.source = self.source.clone().unwrap_or_else(|| set.source.to_owned());
            definition.standing = self.standing.unwrap_or(set.standing);
            definition.note = self.note.clone().unwrap_or_default();
            definition.check()?;
            built.push(definition);
        }
        Ok(built)
    }

    fn parts(&self, set: &Inherited<'_>, kind: QuantityKind) -> Result<Vec<Part>> {
        let condition = self.condition.over(set.condition);
        let forms = [
            self.total.is_some(),
            self.numerator.is_some() && self.denominator.is_some(),
            self.days.is_some(),
            self.age_bands_months.is_some(),
            self.evenness.is_some(),
            self.index.is_some(),
        ];
        let half = self.numerator.is_some() != self.denominator.is_some();
        if half || forms.iter().filter(|there| **there).count() != 1 {
            return Err(error("the parts make no formula").rule(
                "an indicator has one of: total; numerator and denominator; days (with of, from, to); \
                 age_bands_months; evenness; index",
            ));
        }
        if let Some(edges) = &self.age_bands_months {
            return bands(edges, kind, &condition);
        }
        if let (Some(_), Some(tiers)) = (&self.days, &self.tiers) {
            return self.tiers(tiers, &condition);
        }
        let one = |formula| {
            let (suffix, en, zh, words) = Default::default();
            Ok(vec![Part { suffix, en, zh, words, formula, range: None }])
        };
        let factor = match &self.factor {
            Some(form) => form.factor()?,
            None => Factor::Number(Fraction::whole(1)),
        };
        if let Some(total) = &self.total {
            return one(Formula::Total(total.terms(set.named, &condition)?));
        }
        if let (Some(numerator), Some(denominator)) = (&self.numerator, &self.denominator) {
            let numerator = numerator.terms(set.named, &condition)?;
            let denominator = denominator.terms(set.named, &condition)?;
            return one(Formula::Quotient { numerator, denominator, factor });
        }
        if let Some(spread) = self.evenness {
            let basis = self.basis()?;
            if basis.is_stock() {
                return Err(error("evenness of a stock").rule("months add up to a period only for a flow"));
            }
            let spread = match spread {
                SpreadForm::Variation => MonthSpread::Variation,
                SpreadForm::Gini => MonthSpread::Gini,
            };
            let measure = Measure { basis, take: Take::Cases, condition };
            return one(Formula::Evenness { measure, spread });
        }
        if let Some(index) = &self.index {
            return one(index.formula(set.built)?);
        }
        let measure = self.day_measure(condition)?;
        if let Some(limits) = &self.limits {
            let by = self.limit_by.as_deref().unwrap_or("case_type");
            let part = |(word, limit): (&String, &u32)| {
                let clause = Clause { field: by.to_owned(), test: Test::In([word.clone()].into()) };
                (measure.clone().when(&Condition::new([clause])), *limit)
            };
            return one(Formula::WithinLimits(limits.iter().map(part).collect()));
        }
        let Factor::Number(factor) = factor else {
            return Err(
                error("days with factor = \"days_in_period\"").rule("days are multiplied by a number")
            );
        };
        let word = self.days.as_deref().unwrap_or_default();
        one(Formula::Days { measure, statistic: statistic(word, self.within_days)?, factor })
    }

    fn basis(&self) -> Result<Basis> {
        let word = self.of.as_deref().unwrap_or("resolved");
        basis(word).ok_or_else(|| {
            let error = Error::unknown("of", word, ["resolved", "incoming"]);
            Error::new(ErrorKind::Definition, error.to_string())
        })
    }

    fn day_measure(&self, condition: Condition) -> Result<Measure> {
        let basis = self.basis()?;
        let aged = matches!(basis, Basis::PendingEnd | Basis::ActiveEnd);
        if basis.is_stock() && !(aged && self.to.is_none()) {
            let of = self.of.as_deref().unwrap_or_default();
            let what = match &self.to {
                Some(to) if aged => format!("of = \"{of}\" with to = \"{to}\""),
                _ => format!("of = \"{of}\" has no distribution of days"),
            };
            return Err(error(what).rule(DAYS_RULE));
        }
        let later = if aged { PERIOD_END } else { "resolved_on" };
        let take = Take::Days {
            from: self.from.clone().unwrap_or_else(|| "filed_on".to_owned()),
            to: self.to.clone().unwrap_or_else(|| later.to_owned()),
        };
        Ok(Measure { basis, take, condition })
    }

    /// Share within each of several limits, with the share that is wanted of it.
    fn tiers(
        &self,
        tiers: &std::collections::BTreeMap<String, crate::indicator::number::Number>,
        condition: &Condition,
    ) -> Result<Vec<Part>> {
        let mut list = Vec::with_capacity(tiers.len());
        for (days, share) in tiers {
            let days: u32 = days.parse().map_err(|_| {
                error(format!("tier \"{days}\"")).rule("a tier is a number of days and the share wanted")
            })?;
            list.push((days, share.0));
        }
        list.sort_unstable_by_key(|(days, _)| *days);
        let measure = self.day_measure(condition.clone())?;
        let part = |(days, share): (u32, Fraction)| Part {
            suffix: format!("_within_{days}_days"),
            en: format!(", within {days} days"),
            zh: format!("，{days}天内"),
            words: format!("within {days} days"),
            formula: Formula::Days {
                measure: measure.clone(),
                statistic: DayStatistic::Within(days),
                factor: Fraction::whole(1),
            },
            range: Some(Range { low: Some(share), high: None }),
        };
        Ok(list.into_iter().map(part).collect())
    }
}

/// Pending cases by age: each band holds the cases of its first age and not of the next.
fn bands(edges: &[u16], kind: QuantityKind, condition: &Condition) -> Result<Vec<Part>> {
    if edges.is_empty() || edges.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(error(format!("age_bands_months = {edges:?}")).rule("the edges of ages rise"));
    }
    let of = |basis, sign| Term { sign, measure: Measure::cases(basis).when(condition) };
    let aged = |months, sign| match months {
        0 => of(Basis::PendingEnd, sign),
        months => of(Basis::PendingOlder(crate::cube::Age::Months(months)), sign),
    };
    let part = |(i, from): (usize, &u16)| {
        let to = edges.get(i + 1);
        let terms: Vec<Term> = std::iter::once(aged(*from, 1)).chain(to.map(|to| aged(*to, -1))).collect();
        let formula = match kind {
            QuantityKind::Proportion => Formula::Quotient {
                numerator: terms,
                denominator: vec![of(Basis::PendingEnd, 1)],
                factor: Factor::Number(Fraction::whole(1)),
            },
            _ => Formula::Total(terms),
        };
        let (suffix, en, zh) = match to {
            Some(to) => (
                format!("_{from}_to_{to}_months"),
                format!(", {from} to under {to} months"),
                format!("，{from}至不满{to}个月"),
            ),
            None => (
                format!("_{from}_months_and_over"),
                format!(", {from} months and over"),
                format!("，满{from}个月"),
            ),
        };
        Part { suffix, words: en[2..].to_owned(), en, zh, formula, range: None }
    };
    Ok(edges.iter().enumerate().map(part).collect())
}

impl IndexForm {
    fn formula(&self, built: &[Definition]) -> Result<Formula> {
        if self.members.is_empty() {
            return Err(error("the index has no members"));
        }
        let mut members = Vec::with_capacity(self.members.len());
        for form in &self.members {
            let definition = built.iter().find(|d| d.id == form.id).ok_or_else(|| {
                let known = built.iter().map(|d| d.id.as_str());
                error(Error::unknown("member", &form.id, known).to_string())
                    .rule("an index stands below its members")
            })?;
            let (weight, worst, best) = (form.weight.0, form.worst.0, form.best.0);
            if weight <= Fraction::ZERO || worst == best {
                return Err(error(format!("member \"{}\" of the index", form.id))
                    .rule("a weight is above 0, and the best value is not the worst"));
            }
            members.push(Member { definition: Box::new(definition.clone()), weight, worst, best });
        }
        let mean = match self.mean {
            MeanForm::Arithmetic => IndexMean::Arithmetic,
            MeanForm::Geometric => IndexMean::Geometric,
        };
        Ok(Formula::Index { mean, members })
    }
}

impl FactorForm {
    fn factor(&self) -> Result<Factor> {
        match self {
            Self::Exact(number) => Ok(Factor::Number(number.0)),
            Self::Word(word) if word == "days_in_period" => Ok(Factor::DaysInPeriod),
            Self::Word(word) => Err(error(format!("factor \"{word}\" is not known"))
                .rule("a factor is a number or \"days_in_period\"")),
        }
    }
}

/// The statistic that a definition's word names.
fn statistic(word: &str, within: Option<u32>) -> Result<DayStatistic> {
    let fail = |what: String| {
        Err(error(what).rule(
            "days is \"mean\", \"median\", \"within\" (with within_days, tiers or limits), or a quantile \
             such as \"p90\"",
        ))
    };
    match (word, within) {
        ("within", Some(limit)) => Ok(DayStatistic::Within(limit)),
        ("within", None) | (_, Some(_)) => fail(format!("days = \"{word}\" and within_days do not fit")),
        (other, None) => match DayStatistic::named(other) {
            Some(statistic) => Ok(statistic),
            None => fail(format!("days = \"{other}\" is not known")),
        },
    }
}
