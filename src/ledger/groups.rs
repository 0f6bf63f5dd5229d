//! Groups and the groups they roll up into.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The word for "all of them together" in printed tables and Arrow columns.
pub const ALL: &str = "*";
/// The word for "the source says nothing".
pub const MISSING: &str = "(missing)";

/// What a group says in one grouping column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupWord {
    /// All words together.
    All,
    /// Rows that say nothing.
    Missing,
    /// Rows that say this.
    Is(String),
}

impl GroupWord {
    /// The text of tables: `*` for all, `(missing)` for none.
    pub fn text(&self) -> &str {
        match self {
            Self::All => ALL,
            Self::Missing => MISSING,
            Self::Is(word) => word,
        }
    }

    pub(crate) fn of(word: Option<&str>) -> Self {
        word.map_or(Self::Missing, |w| Self::Is(w.to_owned()))
    }
}

impl fmt::Display for GroupWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// A group: one word for each grouping column.
pub type Group = Vec<GroupWord>;

/// Which roll-ups stand beside the groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rollup {
    /// The groups alone.
    None,
    /// The groups, and all of them together.
    #[default]
    Total,
    /// Every choice of columns: with court and case type, also each court, each case type, and all.
    Every,
}

impl std::str::FromStr for Rollup {
    type Err = crate::Error;
    fn from_str(word: &str) -> crate::Result<Self> {
        match word {
            "none" => Ok(Self::None),
            "total" => Ok(Self::Total),
            "every" => Ok(Self::Every),
            other => Err(crate::Error::unknown("rollup", other, ["none", "total", "every"])),
        }
    }
}

/// For each level: which columns keep their words. The finest level is the first.
pub(crate) fn levels(columns: usize, rollup: Rollup) -> Vec<Vec<bool>> {
    let mut levels = vec![vec![true; columns]];
    match rollup {
        _ if columns == 0 => {}
        Rollup::None => {}
        Rollup::Total => levels.push(vec![false; columns]),
        Rollup::Every => {
            for mask in (0..(1u32 << columns) - 1).rev() {
                levels.push((0..columns).map(|c| mask >> c & 1 != 0).collect());
            }
        }
    }
    levels
}

/// Groups of all levels, sorted, and for each level the place of every finest group.
pub(crate) fn roll(finest: &[Group], levels: &[Vec<bool>]) -> (Vec<Group>, Vec<Vec<usize>>) {
    let reduced = |group: &Group, kept: &[bool]| -> Group {
        group.iter().zip(kept).map(|(w, k)| if *k { w.clone() } else { GroupWord::All }).collect()
    };
    let per_level: Vec<Vec<Group>> =
        levels.iter().map(|kept| finest.iter().map(|g| reduced(g, kept)).collect()).collect();
    let mut groups: Vec<Group> = per_level.iter().flatten().cloned().collect();
    groups.sort_unstable();
    groups.dedup();
    let place = |g: &Group| groups.binary_search(g).unwrap_or(0);
    let places = per_level.iter().map(|level| level.iter().map(place).collect()).collect();
    (groups, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_of_two_columns_is_four_levels() {
        assert_eq!(levels(2, Rollup::Every).len(), 4);
        assert_eq!(levels(2, Rollup::Total), [vec![true, true], vec![false, false]]);
        assert_eq!(levels(0, Rollup::Every), [Vec::<bool>::new()]);
        let is = |w: &str| GroupWord::Is(w.to_owned());
        let finest = [vec![is("b"), is("x")], vec![is("a"), is("x")]];
        let (groups, places) = roll(&finest, &levels(2, Rollup::Total));
        assert_eq!(groups, [vec![GroupWord::All, GroupWord::All], vec![is("a"), is("x")], vec![is("b"), is("x")]]);
        assert_eq!(places, [vec![2, 1], vec![0, 0]]);
    }
}
