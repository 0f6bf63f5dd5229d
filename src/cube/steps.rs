//! Numbers that are made up of what the words of several columns add: keys of groups, lanes of events.

use crate::cube::columns::FieldReader;
use crate::cube::machine::{Coded, FEW, add_of_few};
use std::ops::{Add, AddAssign};

/// What each word of a column adds to a number that is made up of several columns' words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Steps<N> {
    by_id: Vec<N>,
    /// The same by the codes of the dictionary that the column shows now.
    by_code: Vec<N>,
    dictionary: Option<u64>,
    /// What the codes of the last block add is so much for each that they are above 0.
    even: Option<N>,
}

impl<N: Copy + Into<u64>> Steps<N> {
    /// Words of which it knows what they add.
    pub fn known(&self) -> usize {
        self.by_id.len()
    }

    /// Learns what the words that are new add, and what the codes of the dictionary shown stand for.
    pub fn learn(&mut self, reader: &FieldReader, mut step: impl FnMut(usize) -> N) {
        let known = self.by_id.len();
        self.by_id.extend((known..reader.interner.len()).map(&mut step));
        match reader.ids() {
            Some((dictionary, ids)) if self.dictionary != Some(dictionary) => {
                self.by_code.clear();
                self.by_code.extend(ids.iter().map(|id| self.by_id[*id as usize]));
                self.dictionary = Some(dictionary);
                self.even = even(&self.by_code);
            }
            Some(_) => {}
            None => (self.dictionary, self.even) = (None, None),
        }
    }

    pub fn forget(&mut self) {
        self.by_id.clear();
        self.dictionary = None;
        self.even = None;
    }

    /// What the codes of the last block add.
    fn now(&self) -> &[N] {
        if self.dictionary.is_some() { &self.by_code } else { &self.by_id }
    }
}

/// The step from each entry to the next, where all are equal and the first is 0, as with the words of a first dictionary,
/// which are numbered in their order.
fn even<N: Copy + Into<u64>>(entries: &[N]) -> Option<N> {
    let [first, second, ..] = *entries else { return None };
    let step: u64 = second.into();
    let rising = (0u64..).zip(entries).all(|(code, entry)| (*entry).into() == code * step);
    (first.into() == 0 && rising).then_some(second)
}

/// Steps of a column, and the codes of a block.
pub(crate) type Column<'b, N> = (&'b Steps<N>, &'b [u32]);

/// A number that a key stands in: one of 32 bits where they are enough, which is half as much to write and to read.
pub(crate) trait Key: Copy + Default + Into<u64> {
    /// The lower 32 bits.
    fn low(self) -> u32;

    /// Sums up, row by row, what the codes of some columns add to a key.
    fn add_up(columns: &[Column<'_, u64>], out: &mut [Self]);

    /// A key with the extra classes' bits at `shift`.
    fn above(self, extra: Self, shift: u32) -> Self;
}

impl Key for u64 {
    #[inline(always)]
    fn low(self) -> u32 {
        self as u32
    }

    #[inline(always)]
    fn add_up(columns: &[Column<'_, u64>], out: &mut [Self]) {
        add_up(columns, |step| step, out);
    }

    #[inline(always)]
    fn above(self, extra: Self, shift: u32) -> Self {
        self | extra << shift
    }
}

impl Key for u32 {
    #[inline(always)]
    fn low(self) -> u32 {
        self
    }

    #[inline(always)]
    fn add_up(columns: &[Column<'_, u64>], out: &mut [Self]) {
        add_up_few(columns, |step| step as u32, out);
    }

    #[inline(always)]
    fn above(self, extra: Self, shift: u32) -> Self {
        // Where the groups take all 32 bits there are no extra classes.
        self | extra.checked_shl(shift).unwrap_or(0)
    }
}

/// Sums up, row by row, what the codes of some columns add to a number of 32 bits. Codes that step evenly are multiplied,
/// and short tables are looked up, many rows at a time.
#[inline(always)]
pub(crate) fn add_up_few<N: Copy + Into<u64>>(
    columns: &[Column<'_, N>],
    of: impl Fn(N) -> u32 + Copy,
    out: &mut [u32],
) {
    let (even, others): (Vec<_>, Vec<_>) = columns.iter().partition(|(steps, _)| steps.even.is_some());
    let (few, many): (Vec<_>, Vec<_>) = others.into_iter().partition(|(steps, _)| steps.now().len() <= FEW);
    add_up(&many, of, out);
    // Loops and no closures, so that they are compiled for wide instructions.
    for (steps, codes) in even {
        let step = steps.even.map_or(0, of);
        for (sum, code) in out.iter_mut().zip(codes) {
            *sum = sum.wrapping_add(code.wrapping_mul(step));
        }
    }
    for (steps, codes) in few {
        let steps = steps.now();
        let mut table = [0; FEW];
        table.iter_mut().zip(steps).for_each(|(entry, step)| *entry = of(*step));
        add_of_few(&table[..steps.len()], codes, out);
    }
}

/// Sums up, row by row, what `of` makes of what the codes of some columns add.
#[inline(always)]
fn add_up<N: Copy + Into<u64>, K: Copy + Default + Add<Output = K> + AddAssign>(
    columns: &[Column<'_, N>],
    of: impl Fn(N) -> K + Copy,
    out: &mut [K],
) {
    #[inline(always)]
    fn steps<'b, N: Copy + Into<u64>>(
        (steps, codes): &Column<'b, N>,
    ) -> impl Iterator<Item = N> + use<'b, N> {
        Coded::new(steps.now(), codes).entries()
    }
    let rest = match columns {
        [] => return out.fill(K::default()),
        [a, b, c, rest @ ..] => {
            let all = steps(a).zip(steps(b)).zip(steps(c));
            out.iter_mut().zip(all).for_each(|(sum, ((a, b), c))| *sum = of(a) + of(b) + of(c));
            rest
        }
        [a, b] => {
            let both = steps(a).zip(steps(b));
            out.iter_mut().zip(both).for_each(|(sum, (a, b))| *sum = of(a) + of(b));
            &[]
        }
        [a] => {
            out.iter_mut().zip(steps(a)).for_each(|(sum, a)| *sum = of(a));
            &[]
        }
    };
    for column in rest {
        out.iter_mut().zip(steps(column)).for_each(|(sum, step)| *sum += of(step));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(entries: &[u64]) -> Steps<u64> {
        Steps { by_code: entries.to_vec(), dictionary: Some(1), even: even(entries), ..Steps::default() }
    }

    /// The reference adds row by row. Columns of every kind, one, two and all of them: codes that step evenly, short
    /// tables of one register and of two, a long one.
    #[test]
    fn steps_are_added_up_whatever_their_tables_are() {
        let tables: [Vec<u64>; 6] = [
            (0..40).map(|code| code * 3).collect(),
            vec![5, 1, 9],
            (0..12).map(|code| code * code).collect(),
            (0..200).map(|code| code * 7 % 201).collect(),
            (1..33).collect(),
            vec![0; 4],
        ];
        let columns: Vec<(Steps<u64>, Vec<u32>)> = (tables.iter().enumerate())
            .map(|(c, table)| {
                let codes = (0..1_000u32).map(|row| (row * row + row / 7 + c as u32) % table.len() as u32);
                (steps(table), codes.collect())
            })
            .collect();
        let even: Vec<bool> = columns.iter().map(|(steps, _)| steps.even.is_some()).collect();
        assert_eq!(even, [true, false, false, false, false, true]);
        for chosen in [vec![], vec![0], vec![3, 1], vec![2, 0], vec![4, 3, 0], (0..6).collect::<Vec<_>>()] {
            let columns: Vec<Column<'_, u64>> =
                chosen.iter().map(|c: &usize| (&columns[*c].0, columns[*c].1.as_slice())).collect();
            let expected: Vec<u64> = (0..1_000)
                .map(|row| {
                    chosen.iter().zip(&columns).map(|(c, (_, codes))| tables[*c][codes[row] as usize]).sum()
                })
                .collect();
            let (mut narrow, mut wide) = (vec![7u32; 1_000], vec![7u64; 1_000]);
            Key::add_up(&columns, &mut narrow);
            Key::add_up(&columns, &mut wide);
            assert_eq!(wide, expected, "columns {chosen:?}");
            assert_eq!(narrow.into_iter().map(u64::from).collect::<Vec<_>>(), expected, "columns {chosen:?}");
        }
    }

    /// By hand: two bits of extra classes above four and above all 32 of the groups.
    #[test]
    fn extra_classes_stand_above_the_groups() {
        assert_eq!((0b0101u32.above(0b10, 4), 0b0101u64.above(0b10, 4)), (0b10_0101, 0b10_0101));
        assert_eq!((7u32.above(0, 32), 7u64.above(2, 32)), (7, 7 + (2 << 32)));
    }
}
