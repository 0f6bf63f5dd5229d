//! What is said of a period as a whole: a break in the series, provisional or estimated figures.
//!
//! The words are those of the SDMX code list CL_OBS_STATUS (version 2.2), whose letters [`Mark::code`] gives.

use crate::period::Period;
use crate::stats::words::words;
use crate::table::Table;
use crate::{Error, ErrorKind, Result};

words! {
    /// What is said of the observations of a period.
    #[derive(Default)]
    Mark, "mark", {
        /// Nothing.
        #[default]
        Normal = "normal",
        /// A break: what was counted before is not comparable with this period and those after it.
        Break = "break",
        /// Figures that may still change, such as those of a period that has not ended.
        Provisional = "provisional",
        /// Figures that somebody estimated.
        Estimated = "estimated",
    }
}

impl Mark {
    /// The letter of the SDMX code list of observation statuses.
    pub fn code(self) -> char {
        match self {
            Self::Normal => 'A',
            Self::Break => 'B',
            Self::Provisional => 'P',
            Self::Estimated => 'E',
        }
    }
}

impl Table {
    /// The mark of each period.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Marks a period. A change across a break is not computed: its status is `definition_changed`.
    ///
    /// # Errors
    /// When the table has no such period, or was compared already.
    pub fn mark(&mut self, period: Period, mark: Mark) -> Result<()> {
        if self.comparison.is_some() {
            return Err(Error::new(ErrorKind::Argument, format!("{period} is marked after the comparison"))
                .rule("a break decides which changes exist")
                .hint("mark first, then compare"));
        }
        let place = self.periods.iter().position(|p| *p == period).ok_or_else(|| {
            let labels: Vec<String> = self.periods.iter().map(ToString::to_string).collect();
            Error::unknown("period", &period.to_string(), labels.iter().map(String::as_str))
        })?;
        self.marks[place] = mark;
        Ok(())
    }

    /// Whether a break lies between two periods, of which `later` may be it; also one that was cut away.
    pub(crate) fn broken_between(&self, earlier: usize, later: usize) -> bool {
        let (first, last) = (earlier.min(later), earlier.max(later));
        let starts = self.periods[first].start()..self.periods[last].start();
        self.marks[first + 1..=last].contains(&Mark::Break)
            || self.breaks.iter().any(|start| starts.start < *start && *start <= starts.end)
    }
}
