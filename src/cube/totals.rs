//! Sums of many numbers each, exact.

use crate::cube::machine::enter;

/// Sums, by number. They grow in 64 bits while none of them can leave these, whatever is added to which.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    near: Vec<i64>,
    /// No sum in `near` is further from 0.
    most: u64,
    /// What was in `near` before.
    far: Vec<i128>,
}

impl Totals {
    /// Makes room for `len` sums.
    pub fn resize(&mut self, len: usize) {
        self.near.resize(len, 0);
    }

    /// Adds the number of each row to the sum of each row.
    #[inline(always)]
    pub fn add(&mut self, sums: &[u32], numbers: &[i64]) {
        // Distance from 0, rounded up to all bits below its highest.
        let bits = numbers.iter().fold(0, |bits, number| bits | number ^ number >> (i64::BITS - 1)) as u64;
        let rows = numbers.len() as u64;
        let most = bits.checked_add(1).and_then(|most| most.checked_next_power_of_two()?.checked_mul(rows));
        match most.and_then(|most| most.checked_add(self.most)).filter(|most| i64::try_from(*most).is_ok()) {
            Some(most) => {
                self.most = most;
                enter(&mut self.near, sums, numbers, |sum, _, number| *sum += number);
            }
            None => self.add_far(sums, numbers),
        }
    }

    /// Adds to the sums of 128 bits.
    #[cold]
    #[inline(never)]
    fn add_far(&mut self, sums: &[u32], numbers: &[i64]) {
        self.empty();
        enter(&mut self.far, sums, numbers, |sum, _, number| *sum += i128::from(number));
    }

    /// Moves what the sums of 64 bits hold to the others.
    fn empty(&mut self) {
        self.far.resize(self.near.len(), 0);
        for (far, near) in self.far.iter_mut().zip(&mut self.near) {
            *far += i128::from(std::mem::take(near));
        }
        self.most = 0;
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.near.capacity() * 8 + self.far.capacity() * 16
    }

    /// The sums from the `first` on.
    pub fn finish(mut self, first: usize) -> Vec<i128> {
        self.empty();
        self.far.drain(..first);
        self.far
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference adds in 128 bits from the start. Numbers near both ends of 64 bits make the sums leave them, small
    /// ones come between, and the room grows meanwhile.
    #[test]
    fn sums_are_exact_beyond_64_bits() {
        let numbers = [1, -7, i64::MAX, i64::MIN, 1 << 53, -(1 << 53), 0, i64::MAX - 1];
        for few in 1..=numbers.len() {
            let (mut totals, mut expected) = (Totals::default(), Vec::<i128>::new());
            let mut x = 9u64;
            for block in 0..3_000u32 {
                let len = 3 + block as usize / 1_000;
                totals.resize(len);
                expected.resize(len, 0);
                let rows = (0..5u32).map(|_| {
                    x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    ((x >> 40) as u32 % len as u32, numbers[(x >> 33) as usize % few])
                });
                let (at, added): (Vec<u32>, Vec<i64>) = rows.unzip();
                at.iter().zip(&added).for_each(|(at, n)| expected[*at as usize] += i128::from(*n));
                totals.add(&at, &added);
            }
            assert_eq!(totals.finish(1), expected[1..], "{few}");
        }
    }
}
