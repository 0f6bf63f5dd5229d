//! Why a rate moved: the mix of cases against performance within each kind.
//!
//! A rate is R = Σ w·r over kinds of case, w the share of the kind and r its own rate. Conventions: current minus
//! base; sizes are turned into shares here; effects are in the unit of the rate and sum to its change. A kind
//! without cases in one of the two periods has no rate there: it takes that of the other period, so that it moves
//! the mix only. Percentages of the change may be negative or above 100 and are left to the reader.
//!
//! - [`kitagawa`]: mix Σ Δw·(r₀ + r₁)/2 and rate Σ Δr·(w₀ + w₁)/2 (Kitagawa 1955, JASA 50:1168).
//! - [`three_way`]: at base weights, rate Σ w₀Δr, mix Σ Δw·r₀, interaction Σ ΔwΔr.
//! - [`das_gupta`]: any number of factors, each effect averaged over all orders in which the others may have changed
//!   (Das Gupta 1993, *Standardization and Decomposition of Rates*, ch. 2; the same number as Shapley's value).
//! - [`crossed`]: kinds crossed in two or more ways (court × case type); the share of a cell is the product of one
//!   structure factor for each way (Das Gupta 1993, ch. 5 and 6).
//!
//! ```
//! use courtmetrics::stats::decomposition::{Cell, kitagawa};
//! let base = [Cell::of(80, 100), Cell::of(90, 300)];
//! let current = [Cell::of(150, 200), Cell::of(60, 200)];
//! let why = kitagawa(&base, &current)?;
//! assert!((why.change() - 0.1).abs() < 1e-15);
//! assert!((why.mix - 0.11875).abs() < 1e-15 && (why.rate + 0.01875).abs() < 1e-15);
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use crate::{Error, ErrorKind, Result};
use std::collections::{HashMap, HashSet};

/// One kind of case in one period: how many, and their rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// The size, in any unit; at least 0.
    pub size: f64,
    /// The rate within the kind; `None` where it has no case.
    pub rate: Option<f64>,
}

impl Cell {
    /// A cell from counts; its rate is `None` where `denominator` is 0.
    pub fn of(numerator: u64, denominator: u64) -> Self {
        let size = denominator as f64;
        Self { size, rate: (denominator > 0).then(|| numerator as f64 / size) }
    }

    /// A cell from a size and a rate.
    pub fn new(size: f64, rate: f64) -> Self {
        Self { size, rate: Some(rate) }
    }
}

/// A change split into mix and rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Kitagawa {
    /// The rate of the base period.
    pub base: f64,
    /// The rate of the current period.
    pub current: f64,
    /// What the mix of kinds moved.
    pub mix: f64,
    /// What the rates within kinds moved.
    pub rate: f64,
    /// Mix and rate of each kind, in the order given.
    pub by_cell: Vec<(f64, f64)>,
}

impl Kitagawa {
    /// The whole change, current minus base.
    pub fn change(&self) -> f64 {
        self.current - self.base
    }
}

/// A change split into rate, mix and their interaction, at base weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThreeWay {
    /// Σ w₀Δr.
    pub rate: f64,
    /// Σ Δw·r₀.
    pub mix: f64,
    /// Σ ΔwΔr.
    pub interaction: f64,
}

/// Splits the change of a rate into mix and rate. A kind without cases in one period takes the rate of the other,
/// so that it moves the mix only.
///
/// # Errors
/// When the periods have different kinds, a size or rate is no number, or a period has no case.
pub fn kitagawa(base: &[Cell], current: &[Cell]) -> Result<Kitagawa> {
    let mut by_cell = Vec::with_capacity(base.len());
    let mut out = Kitagawa { base: 0.0, current: 0.0, mix: 0.0, rate: 0.0, by_cell: Vec::new() };
    for [w0, w1, r0, r1] in shares(base, current)? {
        let (mix, rate) = ((w1 - w0) * (r0 + r1) / 2.0, (r1 - r0) * (w0 + w1) / 2.0);
        out.base += w0 * r0;
        out.current += w1 * r1;
        out.mix += mix;
        out.rate += rate;
        by_cell.push((mix, rate));
    }
    out.by_cell = by_cell;
    Ok(out)
}

/// Splits the change of a rate into rate, mix and interaction.
///
/// # Errors
/// As [`kitagawa`].
pub fn three_way(base: &[Cell], current: &[Cell]) -> Result<ThreeWay> {
    let mut out = ThreeWay { rate: 0.0, mix: 0.0, interaction: 0.0 };
    for [w0, w1, r0, r1] in shares(base, current)? {
        out.rate += w0 * (r1 - r0);
        out.mix += (w1 - w0) * r0;
        out.interaction += (w1 - w0) * (r1 - r0);
    }
    Ok(out)
}

/// [w₀, w₁, r₀, r₁] of each kind.
fn shares(base: &[Cell], current: &[Cell]) -> Result<Vec<[f64; 4]>> {
    if base.len() != current.len() {
        return Err(Error::new(ErrorKind::Mismatch, format!("{} kinds and {}", base.len(), current.len()))
            .rule("both periods have the same kinds, empty ones included"));
    }
    for cell in base.iter().chain(current) {
        if !(cell.size >= 0.0 && cell.size.is_finite()) || cell.rate.is_some_and(|r| !r.is_finite()) {
            return Err(Error::new(ErrorKind::Argument, format!("{cell:?}"))
                .rule("a size is at least 0 and a rate is a number"));
        }
        if cell.size > 0.0 && cell.rate.is_none() {
            return Err(
                Error::new(ErrorKind::Argument, format!("{cell:?}")).rule("a kind with cases has a rate")
            );
        }
    }
    let total = |cells: &[Cell]| cells.iter().map(|c| c.size).sum::<f64>();
    let (all0, all1) = (total(base), total(current));
    if all0 == 0.0 || all1 == 0.0 {
        return Err(Error::new(ErrorKind::Argument, "a period without cases").rule("its rate is undefined"));
    }
    let rows = base.iter().zip(current).map(|(b, c)| {
        // A kind without cases has the rate of the other period.
        let known = |own: &Cell, other: &Cell| {
            own.rate.filter(|_| own.size > 0.0 || other.size == 0.0).or(other.rate).unwrap_or(0.0)
        };
        [b.size / all0, c.size / all1, known(b, c), known(c, b)]
    });
    Ok(rows.collect())
}

/// The effect of each of `factors` factors on a rate, summing to its change.
///
/// `rate` gives the rate when the factors marked `true` have their current value and the others their base value.
///
/// # Errors
/// When there are no factors or more than 16: it asks for 2ⁿ rates.
pub fn das_gupta(factors: usize, rate: impl Fn(&[bool]) -> f64) -> Result<Vec<f64>> {
    if factors == 0 || factors > 16 {
        return Err(Error::new(ErrorKind::Argument, format!("{factors} factors")).rule("1 to 16 factors"));
    }
    let rates: Vec<f64> = (0..1usize << factors)
        .map(|mask| rate(&(0..factors).map(|i| mask >> i & 1 == 1).collect::<Vec<_>>()))
        .collect();
    let weights = order_weights(factors);
    let effect = |i: usize| {
        let without = (0..rates.len()).filter(|mask| mask >> i & 1 == 0);
        without.map(|mask| weights[mask.count_ones() as usize] * (rates[mask | 1 << i] - rates[mask])).sum()
    };
    Ok((0..factors).map(effect).collect())
}

/// The effect of each factor where the rate is the sum over cells of the product of the factors.
///
/// `base[f][c]` is factor f in cell c; one cell makes it a plain product.
///
/// # Errors
/// As [`das_gupta`], and when the shapes differ.
pub fn das_gupta_product(base: &[Vec<f64>], current: &[Vec<f64>]) -> Result<Vec<f64>> {
    let cells = base.first().map_or(0, Vec::len);
    if base.len() != current.len() || base.iter().chain(current).any(|f| f.len() != cells) {
        return Err(Error::new(ErrorKind::Mismatch, "factors with different numbers of cells")
            .rule("both periods have the same factors and cells"));
    }
    das_gupta(base.len(), |changed| {
        let factor = |c: usize| {
            let parts = changed.iter().zip(base.iter().zip(current));
            parts.map(|(&now, (b, n))| if now { n[c] } else { b[c] }).product::<f64>()
        };
        (0..cells).map(factor).sum()
    })
}

/// One cell of a cross-classification in both periods.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossedCell {
    /// The category in each way of classifying, such as [court, case type].
    pub categories: Vec<u32>,
    /// The base period.
    pub base: Cell,
    /// The current period.
    pub current: Cell,
}

/// A change split into one mix effect for each way of classifying, and rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossed {
    /// The rate of the base period.
    pub base: f64,
    /// The rate of the current period.
    pub current: f64,
    /// What each structure moved, in the order of the categories.
    pub mix: Vec<f64>,
    /// What the rates within cells moved.
    pub rate: f64,
}

/// Splits the change of a rate over cross-classified cells.
///
/// # Errors
/// As [`kitagawa`], and when cells differ in the number of categories, have none or more than 8, or share them.
pub fn crossed(cells: &[CrossedCell]) -> Result<Crossed> {
    let ways = cells.first().map_or(0, |c| c.categories.len());
    if ways == 0 || ways > 8 || cells.iter().any(|c| c.categories.len() != ways) {
        return Err(Error::new(ErrorKind::Argument, format!("{ways} categories in the first cell"))
            .rule("each cell has the same number of categories, 1 to 8"));
    }
    let mut seen = HashSet::with_capacity(cells.len());
    if let Some(twice) = cells.iter().find(|c| !seen.insert(&c.categories)) {
        return Err(Error::new(
            ErrorKind::Argument,
            format!("categories {:?} stand twice", twice.categories),
        )
        .rule("each cell has categories of its own"));
    }
    let base: Vec<Cell> = cells.iter().map(|c| c.base).collect();
    let current: Vec<Cell> = cells.iter().map(|c| c.current).collect();
    let rows = shares(&base, &current)?;
    let (from, to) = (structure(cells, &base, ways), structure(cells, &current, ways));
    let weights = order_weights(ways);
    let mut out = Crossed { base: 0.0, current: 0.0, mix: vec![0.0; ways], rate: 0.0 };
    for (c, [w0, w1, r0, r1]) in rows.into_iter().enumerate() {
        out.base += w0 * r0;
        out.current += w1 * r1;
        out.rate += f64::midpoint(w0, w1) * (r1 - r0);
        let (a, b) = (&from[c], &to[c]);
        for i in 0..ways {
            // The mean over orders of what the other structures may be.
            let others = (0..1usize << ways).filter(|mask| mask >> i & 1 == 0).map(|mask| {
                let product: f64 = (0..ways)
                    .filter(|&j| j != i)
                    .map(|j| if mask >> j & 1 == 1 { b[j] } else { a[j] })
                    .product();
                weights[mask.count_ones() as usize] * product
            });
            out.mix[i] += f64::midpoint(r0, r1) * (b[i] - a[i]) * others.sum::<f64>();
        }
    }
    Ok(out)
}

/// The structure factors of each cell: for way i, the product over sets S of the other ways of
/// (N with S and i fixed over N with S fixed) to the weight of S; together they multiply to the cell's share.
fn structure(cells: &[CrossedCell], sizes: &[Cell], ways: usize) -> Vec<Vec<f64>> {
    let key = |cell: &CrossedCell, mask: usize| -> (usize, Vec<u32>) {
        (mask, (0..ways).filter(|w| mask >> w & 1 == 1).map(|w| cell.categories[w]).collect())
    };
    let mut totals: HashMap<(usize, Vec<u32>), f64> = HashMap::new();
    for (cell, size) in cells.iter().zip(sizes) {
        for mask in 0..1usize << ways {
            *totals.entry(key(cell, mask)).or_default() += size.size;
        }
    }
    let weights = order_weights(ways);
    let factors = cells.iter().zip(sizes).map(|(cell, size)| {
        let fixed: Vec<f64> = (0..1usize << ways).map(|mask| totals[&key(cell, mask)]).collect();
        let factor = |i: usize| {
            if size.size == 0.0 {
                return 0.0;
            }
            let sets = (0..fixed.len()).filter(|mask| mask >> i & 1 == 0);
            sets.map(|m| (fixed[m | 1 << i] / fixed[m]).powf(weights[m.count_ones() as usize])).product()
        };
        (0..ways).map(factor).collect()
    });
    factors.collect()
}

/// |S|!(n − |S| − 1)!/n! for |S| = 0, ..., n − 1: the share of orders in which exactly S comes before.
fn order_weights(n: usize) -> Vec<f64> {
    // 1/(n·C(n − 1, s))
    let mut choose = 1.0;
    (0..n)
        .map(|s| {
            let weight = 1.0 / (n as f64 * choose);
            choose = choose * (n - 1 - s) as f64 / (s + 1) as f64;
            weight
        })
        .collect()
}
