//! Many comparisons at once: adjusted p-values.
//!
//! Convention: adjusted p-values in the order given, in [0, 1], never below the p-value itself; one is significant
//! at level a where it is at most a. `holm` holds the chance of any false claim, `benjamini_hochberg` the expected
//! share of false claims (Holm 1979, Scand J Stat 6:65; Benjamini and Hochberg 1995, JRSS B 57:289).
//!
//! ```
//! use courtmetrics::stats::comparisons::{Correction, adjust};
//! assert_eq!(adjust(&[0.01, 0.04, 0.03], Correction::Holm)?, [0.03, 0.06, 0.06]);
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use super::words::words;
use crate::{Error, ErrorKind, Result};

words! {
    /// How p-values are adjusted for their number.
    #[derive(Default)]
    Correction, "correction", {
        /// Benjamini and Hochberg's false discovery rate.
        #[default]
        BenjaminiHochberg = "benjamini_hochberg",
        /// Holm's step-down of Bonferroni.
        Holm = "holm",
    }
}

/// The adjusted p-values, in the order given. Equal p-values stay equal, and none falls below itself or rises
/// above 1.
///
/// # Errors
/// When a p-value lies outside [0, 1].
pub fn adjust(p_values: &[f64], correction: Correction) -> Result<Vec<f64>> {
    if let Some(p) = p_values.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(Error::new(ErrorKind::Argument, format!("p-value {p}")).rule("a p-value lies in [0, 1]"));
    }
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let count = order.len();
    let mut adjusted = vec![0.0; count];
    match correction {
        Correction::Holm => {
            let mut largest = 0.0f64;
            for (rank, &i) in order.iter().enumerate() {
                largest = largest.max((count - rank) as f64 * p_values[i]).min(1.0);
                adjusted[i] = largest;
            }
        }
        Correction::BenjaminiHochberg => {
            let mut smallest = 1.0f64;
            for (rank, &i) in order.iter().enumerate().rev() {
                let stepped = p_values[i] * (count as f64 / (rank + 1) as f64);
                smallest = smallest.min(stepped.max(p_values[i]));
                adjusted[i] = smallest;
            }
        }
    }
    Ok(adjusted)
}
