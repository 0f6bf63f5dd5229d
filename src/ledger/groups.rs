//! Groups and the groups they roll up into.

use crate::cube::bits_for;
use crate::{Error, ErrorKind, Result};
use hashbrown::HashMap;
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

/// The finest groups as ranks of their words, column by column.
#[derive(Debug, Default)]
pub(crate) struct Finest {
    /// For each column its words in order; rank 0 is "all", so word `w` has rank `w + 1`.
    pub words: Vec<Vec<GroupWord>>,
    /// For each group its words' places.
    pub groups: Vec<Vec<u32>>,
}

impl Finest {
    /// Groups of all levels, sorted, and for each level the place of every finest group.
    ///
    /// # Errors
    /// When the columns have more combinations of words than 128 bits number.
    pub fn roll(&self, levels: &[Vec<bool>]) -> Result<(Vec<Group>, Vec<Vec<usize>>)> {
        let widths: Vec<u32> = self.words.iter().map(|w| bits_for(w.len() + 1)).collect();
        if widths.iter().sum::<u32>() > 128 {
            return Err(Error::new(ErrorKind::Limit, "the grouping columns have too many words")
                .rule("their combinations are numbered by 128 bits")
                .hint("group by fewer columns"));
        }
        // The first column counts highest, so that the keys' order is the groups'.
        let key = |group: &Vec<u32>, kept: &[bool]| {
            group.iter().zip(&widths).zip(kept).fold(0u128, |key, ((word, width), kept)| {
                key << width | if *kept { u128::from(word + 1) } else { 0 }
            })
        };
        let keys: Vec<Vec<u128>> =
            levels.iter().map(|kept| self.groups.iter().map(|g| key(g, kept)).collect()).collect();
        let mut place: HashMap<u128, usize> = keys.iter().flatten().map(|key| (*key, 0)).collect();
        let mut all: Vec<u128> = place.keys().copied().collect();
        all.sort_unstable();
        for (at, key) in all.iter().enumerate() {
            place.insert(*key, at);
        }
        let places = keys.iter().map(|level| level.iter().map(|key| place[key]).collect()).collect();
        let group = |mut key: u128| {
            let mut group: Group = Vec::with_capacity(widths.len());
            for (words, width) in self.words.iter().zip(&widths).rev() {
                let rank = (key & ((1 << width) - 1)) as usize;
                group.push(if rank == 0 { GroupWord::All } else { words[rank - 1].clone() });
                key >>= width;
            }
            group.reverse();
            group
        };
        Ok((all.into_iter().map(group).collect(), places))
    }
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
        let words = vec![vec![is("a"), is("b")], vec![is("x")]];
        let finest = Finest { words, groups: vec![vec![1, 0], vec![0, 0]] };
        let (groups, places) = finest.roll(&levels(2, Rollup::Total)).unwrap();
        assert_eq!(
            groups,
            [vec![GroupWord::All, GroupWord::All], vec![is("a"), is("x")], vec![is("b"), is("x")]]
        );
        assert_eq!(places, [vec![2, 1], vec![0, 0]]);
    }
}
