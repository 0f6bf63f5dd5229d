//! Standardised rates: what a court's rate would be with the mix of a standard.
//!
//! - Direct: y = Σ W·x/n / ΣW over strata with x events in exposure n and weight W of the standard; variance
//!   v = Σ (W/ΣW)²x/n². `fay_feuer` (the default) has gamma limits (v/2y)χ²(α/2; 2y²/v) and
//!   ((v + w²)/2(y + w))χ²(1 − α/2; 2(y + w)²/(v + w²)), w the largest (W/ΣW)/n (Fay and Feuer 1997, Stat Med 16:791);
//!   `dobson` scales Byar's limits of the total: y + √(v/O)(limit − O) (Dobson et al. 1991, Stat Med 10:457), which
//!   the English public health tools print. With no event at all `dobson` has no upper limit.
//! - Indirect: observed over expected events, expected from the rates of a reference; limits of the count over the
//!   expected, so exact by default.
//!
//! When to use something else: to say why a rate moved, [`decomposition`](super::decomposition).
//!
//! ```
//! use courtmetrics::quantity::Level;
//! use courtmetrics::stats::standardisation::{DirectMethod, Stratum, direct};
//! let court = [
//!     Stratum { events: 30, exposure: 100.0, weight: 0.5 },
//!     Stratum { events: 10, exposure: 200.0, weight: 0.5 },
//! ];
//! let rate = direct(&court, Level::P95, DirectMethod::FayFeuer)?;
//! assert!((rate.value - 0.175).abs() < 1e-15);
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use super::count::{CountMethod, count_interval};
use super::interval::{Estimate, Interval};
use super::special::{chi_square_quantile, chi_square_quantile_upper};
use super::words::words;
use crate::quantity::Level;
use crate::{Error, ErrorKind, Result};

words! {
    /// How the interval of a directly standardised rate is made.
    #[derive(Default)]
    DirectMethod, "method", {
        /// Fay and Feuer's gamma limits.
        #[default]
        FayFeuer = "fay_feuer",
        /// Dobson's, from Byar's limits of the total count.
        Dobson = "dobson",
    }
}

/// One stratum: its events, its exposure, and its weight in the standard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stratum {
    /// Events.
    pub events: u64,
    /// Exposure, such as cases or inhabitants; above 0.
    pub exposure: f64,
    /// Weight in the standard, in any unit; at least 0.
    pub weight: f64,
}

/// The directly standardised rate, per unit of exposure. Without any event it is 0, `fay_feuer` still has an
/// upper limit and `dobson` has none.
///
/// # Errors
/// When an exposure is not above 0, a weight is below 0, or all weights are 0.
pub fn direct(strata: &[Stratum], level: Level, method: DirectMethod) -> Result<Estimate> {
    for stratum in strata {
        let Stratum { exposure, weight, .. } = *stratum;
        if !(exposure > 0.0 && exposure.is_finite() && weight >= 0.0 && weight.is_finite()) {
            return Err(Error::new(ErrorKind::Argument, format!("{stratum:?}"))
                .rule("an exposure is above 0 and a weight at least 0"));
        }
    }
    let total: f64 = strata.iter().map(|s| s.weight).sum();
    if total == 0.0 {
        return Err(Error::new(ErrorKind::Argument, "the weights sum to 0").rule("a standard has weights"));
    }
    let (mut value, mut variance, mut largest, mut observed) = (0.0, 0.0, 0.0f64, 0u64);
    for stratum in strata {
        let each = stratum.weight / total / stratum.exposure;
        value += each * stratum.events as f64;
        variance += each * each * stratum.events as f64;
        largest = largest.max(each);
        observed = observed.saturating_add(stratum.events);
    }
    let interval = match method {
        DirectMethod::FayFeuer => {
            let lower = if value == 0.0 {
                0.0
            } else {
                variance / (2.0 * value) * chi_square_quantile(level.tail(), 2.0 * value * (value / variance))
            };
            let (v, y) = (variance + largest * largest, value + largest);
            let upper = v / (2.0 * y) * chi_square_quantile_upper(level.tail(), 2.0 * y * (y / v));
            Interval::new(lower.min(value), upper.max(value), level, method.word())
        }
        DirectMethod::Dobson if observed == 0 => Interval::open(Some(0.0), None, level, method.word()),
        DirectMethod::Dobson => {
            let scale = (variance / observed as f64).sqrt();
            let around = |limit: f64| value + scale * (limit - observed as f64);
            let byar = count_interval(observed, level, CountMethod::Byar).map(around);
            Interval { lower: byar.lower.map(|l| l.max(0.0)), method: method.word(), ..byar }
        }
    };
    Ok(Estimate { value, standard_error: Some(variance.sqrt()), interval, p_value: None })
}

/// The events to be expected with the reference's rates: Σ exposure·rate.
pub fn expected_events(strata: impl IntoIterator<Item = (f64, f64)>) -> f64 {
    strata.into_iter().map(|(exposure, rate)| exposure * rate).sum()
}

/// The ratio of observed to expected events; times the reference's crude rate it is the indirectly standardised
/// one. Without any event it is 0 and starts at exactly 0.
///
/// # Errors
/// When `expected` is not above 0.
pub fn indirect(observed: u64, expected: f64, level: Level, method: CountMethod) -> Result<Estimate> {
    if !(expected > 0.0 && expected.is_finite()) {
        return Err(Error::new(ErrorKind::Argument, format!("expected is {expected}"))
            .rule("an expected number is above 0"));
    }
    let value = observed as f64 / expected;
    let interval = count_interval(observed, level, method).map(|end| end / expected);
    let error = (observed as f64).sqrt() / expected;
    Ok(Estimate { value, standard_error: Some(error), interval, p_value: None })
}
