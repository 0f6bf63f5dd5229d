//! The rows of a block that take part in an event, one behind the other, where they are few.

use crate::cube::index::NO_PERIOD;

/// Rows that take part are few where they are at most one of so many: of more, to put them one behind the other costs what it
/// saves.
const FEW: usize = 2;

/// Which rows they are.
#[derive(Debug, Default)]
pub(super) struct Partaking {
    rows: Vec<u32>,
}

impl Partaking {
    /// Finds the rows that have a period, and says whether they are few; else they are not looked for.
    #[inline(always)]
    pub fn find(&mut self, periods: &[u32]) -> bool {
        let there = periods.iter().map(|period| u32::from(*period != NO_PERIOD)).sum::<u32>() as usize;
        if there * FEW > periods.len() {
            return false;
        }
        self.rows.resize(periods.len(), 0);
        // Each row is written, and written over by the next one if it takes no part.
        let mut len = 0;
        for (row, period) in (0..).zip(periods) {
            self.rows[len] = row;
            len += usize::from(*period != NO_PERIOD);
        }
        self.rows.truncate(there);
        true
    }

    /// What these rows have of a column, in a buffer.
    #[inline(always)]
    pub fn of<'b, T: Copy>(&self, column: &[T], buffer: &'b mut Vec<T>) -> &'b [T] {
        buffer.clear();
        buffer.extend(self.rows.iter().map(|row| column[*row as usize]));
        buffer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: of six rows three have a period, then four, then none.
    #[test]
    fn rows_that_take_part_stand_one_behind_the_other() {
        let no = NO_PERIOD;
        let (mut partaking, mut buffer) = (Partaking::default(), vec![9]);
        assert!(partaking.find(&[no, 7, no, 8, 7, no]));
        assert_eq!(partaking.of(&["a", "b", "c", "d", "e", "f"], &mut Vec::new()), ["b", "d", "e"]);
        assert_eq!(partaking.of(&[1, 2, 3, 4, 5, 6], &mut buffer), [2, 4, 5]);
        assert!(!partaking.find(&[5, 7, no, 8, 7, no]));
        assert!(partaking.find(&[no; 6]));
        assert!(partaking.of(&[1; 6], &mut buffer).is_empty());
    }
}
