//! Dated events of cases: when a case was inactive, suspended or reopened, and how its time limit moved.
//!
//! The clock of a case runs from filing. It stands still from `inactive` or `off` to `reactivated`, `on` or
//! `reopened`; `reset` takes back what it has run so far; `deducted` takes days off. A limit moves by the days on
//! which the clock stands still, and by those extended or deducted; `converted` sets it anew, from filing.
//!
//! Sources: Arkansas, case aging codes of Contexte (on, off, reset); NCSC, State Court Guide to Statistical
//! Reporting (inactive, reactivated, reopened); Chinese rules on trial limits (中止, 延长, 扣除, 简转普).

use crate::period::Date;
use crate::{Error, ErrorKind, Result};
use hashbrown::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// What may happen to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Placed on inactive status.
    Inactive,
    /// Active again.
    Reactivated,
    /// Reopened after resolution.
    Reopened,
    /// Resolved again.
    ReopenedResolved,
    /// The clock stops: suspended, 中止.
    Off,
    /// The clock goes on.
    On,
    /// The clock begins anew.
    Reset,
    /// The limit is so many days longer, 延长.
    Extended,
    /// So many days do not count, 扣除.
    Deducted,
    /// Another procedure: the limit is so many days from filing, 简转普.
    Converted,
}

impl Turn {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Inactive,
        Self::Reactivated,
        Self::Reopened,
        Self::ReopenedResolved,
        Self::Off,
        Self::On,
        Self::Reset,
        Self::Extended,
        Self::Deducted,
        Self::Converted,
    ];

    /// The word of event tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Reactivated => "reactivated",
            Self::Reopened => "reopened",
            Self::ReopenedResolved => "reopened_resolved",
            Self::Off => "off",
            Self::On => "on",
            Self::Reset => "reset",
            Self::Extended => "extended",
            Self::Deducted => "deducted",
            Self::Converted => "converted",
        }
    }

    /// Whether it is of a number of days.
    pub fn has_days(self) -> bool {
        matches!(self, Self::Extended | Self::Deducted | Self::Converted)
    }
}

impl std::str::FromStr for Turn {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|turn| turn.word() == word);
        found.ok_or_else(|| Error::unknown("event", word, Self::ALL.map(Self::word)))
    }
}

/// Something that happened to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Event {
    day: i32,
    turn: Turn,
    days: i32,
}

/// Events by case.
#[derive(Debug, Default)]
pub struct Clock {
    numbers: HashMap<Vec<u8>, u32>,
    events: Vec<Vec<Event>>,
    /// Cases that an export has.
    seen: Vec<AtomicBool>,
}

impl Clock {
    /// Adds an event. Those of one day are taken in the order in which they come.
    ///
    /// # Errors
    /// When days are missing or not wanted, or the case has no identifier.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::case::{Clock, Turn};
    /// let mut clock = Clock::default();
    /// clock.push("7/2023", "2023-03-01".parse()?, Turn::Off, None)?;
    /// clock.push("7/2023", "2023-04-01".parse()?, Turn::On, None)?;
    /// assert_eq!(clock.cases(), 1);
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn push(&mut self, case: &str, on: Date, turn: Turn, days: Option<u32>) -> Result<()> {
        let fail = |what: String, rule: String| Err(Error::new(ErrorKind::Data, what).rule(rule));
        if case.trim().is_empty() {
            return fail(format!("event {} of no case", turn.word()), "an event is of a case_id".to_owned());
        }
        let days = match (turn.has_days(), days.map(i32::try_from)) {
            (true, Some(Ok(days))) => days,
            (false, None) => 0,
            (true, _) => {
                return fail(
                    format!("event {} without days", turn.word()),
                    "it says of how many days it is".to_owned(),
                );
            }
            (false, Some(_)) => {
                let of: Vec<&str> =
                    Turn::ALL.into_iter().filter(|turn| turn.has_days()).map(Turn::word).collect();
                return fail(
                    format!("event {} has days", turn.word()),
                    format!("days are those of {}", of.join(", ")),
                );
            }
        };
        let number = *self.numbers.entry_ref(case.trim().as_bytes()).or_insert_with(|| {
            self.events.push(Vec::new());
            self.seen.push(AtomicBool::new(false));
            self.events.len() as u32 - 1
        });
        let events = &mut self.events[number as usize];
        let day = on.to_days();
        events.insert(events.partition_point(|event| event.day <= day), Event { day, turn, days });
        Ok(())
    }

    /// Cases with events.
    pub fn cases(&self) -> usize {
        self.events.len()
    }

    /// Events.
    pub fn events(&self) -> usize {
        self.events.iter().map(Vec::len).sum()
    }

    /// Cases with events that no export had so far.
    pub fn unseen(&self) -> usize {
        self.seen.iter().filter(|seen| !seen.load(Ordering::Relaxed)).count()
    }

    /// The most events of a kind that one case has.
    pub(crate) fn most(&self, turn: Turn) -> usize {
        let of = |events: &Vec<Event>| events.iter().filter(|event| event.turn == turn).count();
        self.events.iter().map(of).max().unwrap_or(0)
    }

    /// The number of a case, where it has events.
    pub(crate) fn number(&self, case: &[u8]) -> Option<u32> {
        let number = *self.numbers.get(case.trim_ascii())?;
        self.seen[number as usize].store(true, Ordering::Relaxed);
        Some(number)
    }

    /// The day of the `nth` event (from 0) of a kind.
    pub(crate) fn day(&self, case: u32, turn: Turn, nth: usize) -> Option<i32> {
        let events = self.events[case as usize].iter();
        events.filter(|event| event.turn == turn).nth(nth).map(|event| event.day)
    }

    /// The days that the clock has run from filing to `until`.
    pub(crate) fn running(&self, case: u32, filed: i32, until: i32) -> i32 {
        let (mut run, mut since, mut deducted) = (0, Some(filed), 0);
        for event in self.events[case as usize].iter().take_while(|event| event.day <= until) {
            let day = event.day.max(filed);
            match event.turn {
                Turn::Inactive | Turn::Off => run += since.take().map_or(0, |since| day - since),
                Turn::Reactivated | Turn::On | Turn::Reopened => _ = since.get_or_insert(day),
                Turn::Reset => {
                    (run, deducted) = (0, 0);
                    since = since.map(|_| day);
                }
                Turn::Deducted => deducted += event.days,
                Turn::ReopenedResolved | Turn::Extended | Turn::Converted => {}
            }
        }
        (run + since.map_or(0, |since| until - since) - deducted).max(0)
    }

    /// Whether a case is on inactive status at the end of a day.
    pub(crate) fn inactive(&self, case: u32, on: i32) -> bool {
        let mut inactive = false;
        for event in self.events[case as usize].iter().take_while(|event| event.day <= on) {
            match event.turn {
                Turn::Inactive => inactive = true,
                Turn::Reactivated => inactive = false,
                _ => {}
            }
        }
        inactive
    }

    /// The day of the last event of a case.
    pub(crate) fn last(&self, case: u32) -> i32 {
        self.events[case as usize].last().map_or(0, |event| event.day)
    }

    /// The last day of the limit of a case that was due on `due` and was resolved on `resolved`, or is pending.
    /// None without a limit, and for a pending case while its clock stands still.
    pub(crate) fn due(&self, case: u32, filed: i32, due: Option<i32>, resolved: Option<i32>) -> Option<i32> {
        let until = resolved.unwrap_or(i32::MAX);
        let events = || self.events[case as usize].iter().take_while(|event| event.day <= until);
        let of = |turn| events().filter(move |event| event.turn == turn);
        let converted = of(Turn::Converted).last().map(|event| filed + event.days);
        let longer: i32 = of(Turn::Extended).chain(of(Turn::Deducted)).map(|event| event.days).sum();
        let (mut still, mut since) = (0, None);
        for event in events() {
            let day = event.day.max(filed);
            match event.turn {
                Turn::Inactive | Turn::Off => _ = since.get_or_insert(day),
                Turn::Reactivated | Turn::On | Turn::Reopened => {
                    still += since.take().map_or(0, |since| day - since);
                }
                _ => {}
            }
        }
        match (since, resolved) {
            (Some(_), None) => return None,
            (Some(since), Some(resolved)) => still += resolved - since,
            (None, _) => {}
        }
        converted.or(due).map(|due| due + longer + still)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(events: &[(i32, Turn, Option<u32>)]) -> Clock {
        let mut clock = Clock::default();
        for (day, turn, days) in events {
            clock.push("a", Date::from_days(*day), *turn, *days).unwrap();
        }
        clock
    }

    #[test]
    fn age_is_the_sum_of_the_blocks_in_which_the_clock_is_on() {
        // Filed on day 100: on for 20 days, off for 30, on for 50.
        let clock = clock(&[(150, Turn::On, None), (120, Turn::Off, None)]);
        assert_eq!(clock.running(0, 100, 200), 70);
        // Within the block that is off, and before it.
        assert_eq!((clock.running(0, 100, 130), clock.running(0, 100, 110)), (20, 10));
        // Two stops in a row are one.
        let twice = self::clock(&[
            (120, Turn::Inactive, None),
            (130, Turn::Off, None),
            (150, Turn::Reactivated, None),
        ]);
        assert_eq!(twice.running(0, 100, 200), 70);
    }

    #[test]
    fn a_reset_takes_back_what_came_before() {
        let clock = clock(&[(120, Turn::Off, None), (150, Turn::On, None), (160, Turn::Reset, None)]);
        assert_eq!(clock.running(0, 100, 200), 40);
        let stopped = self::clock(&[(120, Turn::Off, None), (130, Turn::Reset, None), (150, Turn::On, None)]);
        assert_eq!(stopped.running(0, 100, 200), 50);
    }

    #[test]
    fn a_limit_moves_by_suspension_extension_and_deduction_and_is_set_anew_by_conversion() {
        // Filed on day 0, three months to day 90.
        let due = |events: &[(i32, Turn, Option<u32>)]| clock(events).due(0, 0, Some(90), Some(200));
        assert_eq!(due(&[(10, Turn::Extended, Some(15))]), Some(105));
        assert_eq!(
            due(&[(10, Turn::Deducted, Some(7)), (20, Turn::Off, None), (50, Turn::On, None)]),
            Some(127)
        );
        assert_eq!(due(&[(30, Turn::Converted, Some(180)), (40, Turn::Extended, Some(30))]), Some(210));
        // Still suspended, and what comes later is not known yet.
        assert_eq!(due(&[(180, Turn::Off, None)]), Some(110));
        assert_eq!(due(&[(201, Turn::Extended, Some(15))]), Some(90));
        assert_eq!(clock(&[(5, Turn::Reset, None)]).due(0, 0, None, Some(200)), None);
        // Of a pending case nobody can say when the limit ends before the clock goes on.
        let pending = |events: &[(i32, Turn, Option<u32>)]| clock(events).due(0, 0, Some(90), None);
        assert_eq!(pending(&[(80, Turn::Off, None)]), None);
        assert_eq!(pending(&[(80, Turn::Off, None), (100, Turn::On, None)]), Some(110));
    }

    #[test]
    fn days_stand_where_they_mean_something() {
        let mut clock = Clock::default();
        let day = Date::from_days(0);
        assert_eq!(
            clock.push("a", day, Turn::Extended, None).unwrap_err().to_string(),
            "event extended without days; it says of how many days it is"
        );
        assert_eq!(
            clock.push("a", day, Turn::Off, Some(3)).unwrap_err().to_string(),
            "event off has days; days are those of extended, deducted, converted"
        );
        assert!(clock.push(" ", day, Turn::Off, None).is_err());
    }
}
