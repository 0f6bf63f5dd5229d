//! The restricted mean: how many days a case is pending on average within a horizon.
//!
//! ∫₀^τ S(t) dt, with variance Σ over times u ≤ τ of (∫ᵤ^τ S)² d/(n(n − d)); the last event of a curve that ends
//! at 0 adds nothing. Convention: a curve is not extended. Where the last case is censored before the horizon and
//! somebody is still pending, the mean is not known and asking for it is an error; R extends the last value.
//! Interval: normal, at least 0 and at most τ.
//! Source: Klein and Moeschberger 2003, eq. 4.5.1 and 4.5.2.

use super::Curve;
use crate::quantity::Level;
use crate::stats::interval::{Estimate, Interval};
use crate::stats::special::z_of;
use crate::{Error, ErrorKind, Result};

impl Curve {
    /// The mean number of days pending within `horizon` days, with its standard error and interval.
    ///
    /// # Errors
    /// When `horizon` is not above 0, or lies beyond the last time of a curve that has not come down to 0.
    pub fn restricted_mean(&self, horizon: i32, level: Level) -> Result<Estimate> {
        if horizon <= 0 {
            return Err(Error::new(ErrorKind::Argument, format!("horizon is {horizon} days"))
                .rule("a horizon is above 0"));
        }
        let points = self.points();
        let last = points.last().map_or(0, |p| p.time);
        let open = points.last().is_none_or(|p| p.survival > 0.0);
        if open && last < horizon {
            return Err(Error::new(
                ErrorKind::Argument,
                format!("horizon is {horizon} days, the curve ends at {last}"),
            )
            .rule("a curve is not extended beyond its last time")
            .hint(format!("write {last}")));
        }
        let tau = f64::from(horizon);
        let (mut area, mut variance, mut end) = (0.0, 0.0, tau);
        // From the right: `area` is ∫ from the point to the horizon.
        for point in points.iter().rev().filter(|p| p.time < horizon) {
            let time = f64::from(point.time);
            area += (end - time) * point.survival;
            end = time;
            let left = point.at_risk - point.events;
            if point.events > 0 && left > 0 {
                variance += area * (area * point.events as f64 / point.at_risk as f64 / left as f64);
            }
        }
        area += end;
        let error = variance.sqrt();
        let half = z_of(level) * error;
        let interval = Interval::new((area - half).max(0.0), (area + half).min(tau), level, "normal");
        Ok(Estimate { value: area, standard_error: Some(error), interval, p_value: None })
    }
}
