//! A definition as TOML writes it, and what a nearer one replaces of a farther one.

use crate::case::Condition;
use crate::change::ChangeKind;
use crate::indicator::definition::{Direction, Names, Standing};
use crate::indicator::number::Number;
use crate::indicator::words::TermsForm;
use crate::quantity::QuantityKind;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A definition as TOML writes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DefinitionForm {
    pub id: Spanned<String>,
    pub name: Option<Names>,
    pub concept: Option<String>,
    pub formula: Option<String>,
    pub kind: Option<QuantityKind>,
    pub percent: Option<bool>,
    pub unit: Option<String>,
    pub total: Option<TermsForm>,
    pub numerator: Option<TermsForm>,
    pub denominator: Option<TermsForm>,
    pub factor: Option<FactorForm>,
    pub days: Option<String>,
    pub within_days: Option<u32>,
    pub tiers: Option<BTreeMap<String, Number>>,
    pub limit_by: Option<String>,
    pub limits: Option<BTreeMap<String, u32>>,
    pub age_bands_months: Option<Vec<u16>>,
    pub evenness: Option<SpreadForm>,
    pub index: Option<IndexForm>,
    pub of: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    #[serde(default, rename = "where")]
    pub condition: Condition,
    pub direction: Option<Direction>,
    pub range: Option<RangeForm>,
    pub change: Option<ChangeKind>,
    pub source: Option<String>,
    pub standing: Option<Standing>,
    pub note: Option<String>,
}

/// A number, or words for one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(crate) enum FactorForm {
    Exact(Number),
    Word(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SpreadForm {
    Variation,
    Gini,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RangeForm {
    pub low: Option<Number>,
    pub high: Option<Number>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IndexForm {
    pub mean: MeanForm,
    pub members: Vec<MemberForm>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MeanForm {
    Arithmetic,
    Geometric,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberForm {
    pub id: String,
    pub weight: Number,
    pub worst: Number,
    pub best: Number,
}

impl DefinitionForm {
    /// Which of the forms of a formula the keys speak of.
    fn shape(&self) -> [bool; 6] {
        [
            self.total.is_some(),
            self.numerator.is_some() || self.denominator.is_some(),
            self.days.is_some(),
            self.age_bands_months.is_some(),
            self.evenness.is_some(),
            self.index.is_some(),
        ]
    }

    /// Whether it says anything of how the value is computed.
    fn computes(&self) -> bool {
        let details = self.within_days.is_some() || self.tiers.is_some() || self.limits.is_some();
        let dates = self.of.is_some() || self.from.is_some() || self.to.is_some();
        let rest = self.factor.is_some() || self.limit_by.is_some() || !self.condition.is_empty();
        self.shape().contains(&true) || details || dates || rest
    }

    /// This definition, and of `base` what it does not speak of. A formula of another form replaces the
    /// base's. One that is computed in another way is no longer the published one.
    pub fn over(self, base: Self) -> Self {
        let computes = self.computes();
        let replaced = self.shape().contains(&true) && self.shape() != base.shape();
        macro_rules! nearer {
            (always: $($key:ident),*; formula: $($own:ident),*) => {
                Self {
                    id: self.id,
                    condition: self.condition.over(&base.condition),
                    standing: self.standing.or(if computes { Some(Standing::Derived) } else { base.standing }),
                    // Words of another formula would be wrong.
                    formula: self.formula.or(base.formula.filter(|_| !computes)),
                    $($key: self.$key.or(base.$key),)*
                    $($own: self.$own.or(base.$own.filter(|_| !replaced)),)*
                }
            };
        }
        nearer!(
            always: name, concept, kind, percent, unit, direction, range, change, source, note;
            formula: total, numerator, denominator, factor, days, within_days, tiers, limit_by, limits,
                age_bands_months, evenness, index, of, from, to
        )
    }
}
