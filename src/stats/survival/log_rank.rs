//! The log-rank test: do groups resolve at the same pace?
//!
//! At each time with events, group i expects d·nᵢ/n of them; the observed less the expected, summed, against their
//! hypergeometric covariance d(n − d)/(n − 1)·nᵢ/n(δᵢⱼ − nⱼ/n), is χ² with one degree less than there are groups.
//! Convention: a group that never expects an event is left out, as in R's `survdiff`; strata are summed before the
//! quotient. Source: Mantel 1966; Klein and Moeschberger 2003, §7.3 and 7.5.
//! When to use something else: curves that cross; compare restricted means.

use super::RiskTable;
use crate::stats::special::chi_square_upper;
use crate::{Error, ErrorKind, Result};

/// The result of a log-rank test.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRank {
    /// Events of each group.
    pub observed: Vec<u64>,
    /// Events that each group expects if all share one pace.
    pub expected: Vec<f64>,
    /// The covariance of observed less expected.
    pub covariance: Vec<Vec<f64>>,
    /// The statistic.
    pub chi_square: f64,
    /// Its degrees of freedom.
    pub degrees_of_freedom: usize,
    /// P(χ² > statistic), in [0, 1].
    pub p_value: f64,
}

/// Compares two or more groups. Ties are counted as they stand (hypergeometric variance); a group that expects no
/// event is left out.
///
/// # Errors
/// When fewer than two groups expect an event, or a table is impossible.
pub fn log_rank(groups: &[RiskTable]) -> Result<LogRank> {
    stratified_log_rank(std::slice::from_ref(&groups))
}

/// Compares groups within strata; `strata[s][g]` is group g in stratum s, empty where it has no case. Observed,
/// expected and covariance are summed over strata before the quotient; ties as in [`log_rank`].
///
/// # Errors
/// As [`log_rank`], and when the strata have different numbers of groups.
pub fn stratified_log_rank<G: AsRef<[RiskTable]>>(strata: &[G]) -> Result<LogRank> {
    let groups = strata.first().map_or(0, |s| s.as_ref().len());
    let (mut observed, mut expected) = (vec![0u64; groups], vec![0.0; groups]);
    let mut covariance = vec![vec![0.0; groups]; groups];
    for stratum in strata {
        let stratum = stratum.as_ref();
        if stratum.len() != groups {
            return Err(Error::new(ErrorKind::Mismatch, format!("{} and {groups} groups", stratum.len()))
                .rule("every stratum has the same groups, empty ones included"));
        }
        add_stratum(stratum, &mut observed, &mut expected, &mut covariance)?;
    }
    let used: Vec<usize> = (0..groups).filter(|&g| expected[g] > 0.0).collect();
    let Some((_, free)) = used.split_last().filter(|(_, free)| !free.is_empty()) else {
        return Err(Error::new(ErrorKind::Argument, format!("{} groups with an expected event", used.len()))
            .rule("a log-rank test compares two or more groups"));
    };
    let excess: Vec<f64> = free.iter().map(|&g| observed[g] as f64 - expected[g]).collect();
    let matrix = free.iter().map(|&i| free.iter().map(|&j| covariance[i][j]).collect()).collect();
    let (chi_square, rank) = quadratic_form(matrix, &excess);
    if rank == 0 {
        return Err(Error::new(ErrorKind::Argument, "no variance between the groups")
            .rule("at some event two groups are at risk"));
    }
    let p_value = chi_square_upper(chi_square, rank as f64);
    Ok(LogRank { observed, expected, covariance, chi_square, degrees_of_freedom: rank, p_value })
}

fn add_stratum(
    groups: &[RiskTable],
    observed: &mut [u64],
    expected: &mut [f64],
    covariance: &mut [Vec<f64>],
) -> Result<()> {
    let tables = groups.iter().map(RiskTable::with_at_risk).collect::<Result<Vec<_>>>()?;
    let mut times: Vec<i32> =
        groups.iter().flat_map(RiskTable::rows).filter(|r| r.events > 0).map(|r| r.time).collect();
    times.sort_unstable();
    times.dedup();
    let mut next = vec![0usize; groups.len()];
    let (mut at_risk, mut events) = (vec![0.0; groups.len()], vec![0u64; groups.len()]);
    for time in times {
        for (g, table) in tables.iter().enumerate() {
            while next[g] < table.len() && table[next[g]].0.time < time {
                next[g] += 1;
            }
            (at_risk[g], events[g]) = match table.get(next[g]) {
                Some((row, n)) => (*n as f64, if row.time == time { row.events } else { 0 }),
                None => (0.0, 0),
            };
        }
        let n: f64 = at_risk.iter().sum();
        let d: f64 = events.iter().map(|&e| e as f64).sum();
        let spread = if n > 1.0 { d * ((n - d) / (n - 1.0)) } else { 0.0 };
        for i in 0..groups.len() {
            observed[i] += events[i];
            expected[i] += d * at_risk[i] / n;
            let share = at_risk[i] / n;
            if share == 0.0 {
                continue;
            }
            for j in 0..groups.len() {
                let same = if i == j { 1.0 } else { 0.0 };
                covariance[i][j] += spread * share * (same - at_risk[j] / n);
            }
        }
    }
    Ok(())
}

/// xᵀM⁻¹x and the rank of M, by elimination with pivots from the diagonal; M is a covariance.
pub(super) fn quadratic_form(mut m: Vec<Vec<f64>>, x: &[f64]) -> (f64, usize) {
    let (mut x, size) = (x.to_vec(), m.len());
    let scale = (0..size).map(|i| m[i][i]).fold(0.0, f64::max);
    let mut left: Vec<usize> = (0..size).collect();
    let (mut sum, mut rank) = (0.0, 0);
    while let Some(at) = (0..left.len()).max_by(|&a, &b| m[left[a]][left[a]].total_cmp(&m[left[b]][left[b]]))
    {
        let pivot = left.swap_remove(at);
        let height = m[pivot][pivot];
        if height <= scale * 1e-12 || height == 0.0 {
            break;
        }
        sum += x[pivot] * x[pivot] / height;
        rank += 1;
        for &i in &left {
            let factor = m[i][pivot] / height;
            x[i] -= factor * x[pivot];
            for &j in &left {
                let cut = factor * m[pivot][j];
                m[i][j] -= cut;
            }
        }
    }
    (sum, rank)
}
