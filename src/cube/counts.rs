//! Counts of many cells while rows are counted: a byte each, so that those at work at one time stay near.

use crate::cube::machine::{Work, enter, wide};

/// Cases that a byte lets go when it is full.
const WRAP: u32 = 256;

/// Many counts.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    near: Vec<u8>,
    /// What full bytes have let go; it reaches as far as there was such a byte.
    far: Vec<u32>,
}

/// Places whose counts grow by one.
struct Added<'b>(&'b mut Counts, &'b [u32]);

impl Work for Added<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self(Counts { near, far }, places) = self;
        enter(near, places, places, |count, place, _| {
            *count = count.wrapping_add(1);
            if *count == 0 {
                let_go(far, place as usize, WRAP);
            }
        });
    }
}

impl Counts {
    /// Makes room for `len` counts.
    pub fn resize(&mut self, len: usize) {
        self.near.resize(len, 0);
    }

    /// Adds one to the count at each place.
    ///
    /// A pass of its own, since the many values of the pass around it would take the registers that this loop needs.
    #[inline(never)]
    pub fn add(&mut self, places: &[u32]) {
        wide(Added(self, places));
    }

    /// Adds `n` to the count at `place`.
    pub fn add_many(&mut self, place: usize, n: u32) {
        let sum = u32::from(self.near[place]) + n;
        self.near[place] = sum as u8;
        if sum >= WRAP {
            let_go(&mut self.far, place, sum - sum % WRAP);
        }
    }

    /// The counts from the `first` on.
    pub fn finish(self, first: usize) -> Vec<u32> {
        let far = self.far.into_iter().chain(std::iter::repeat(0));
        self.near.into_iter().zip(far).skip(first).map(|(near, far)| u32::from(near) + far).collect()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.near.capacity() + self.far.capacity() * 4
    }
}

#[cold]
#[inline(never)]
fn let_go(far: &mut Vec<u32>, place: usize, n: u32) {
    if far.len() <= place {
        far.resize(place + 1, 0);
    }
    far[place] += n;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference counts in 32 bits. One place gets most rows, so that its byte is full more than once in a block,
    /// others get some or none, and numbers that fill no, one and many bytes are added at once.
    #[test]
    fn counts_are_those_of_32_bits() {
        let (mut counts, mut expected) = (Counts::default(), vec![0u32; 9]);
        let mut x = 5u64;
        for block in 0..50 {
            counts.resize(5 + block / 10);
            let places: Vec<u32> = (0..1024)
                .map(|_| {
                    x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    if x >> 61 > 0 { 1 } else { (x >> 40) as u32 % (5 + block as u32 / 10) }
                })
                .collect();
            places.iter().for_each(|place| expected[*place as usize] += 1);
            counts.add(&places);
        }
        for (place, n) in [(3, 0), (3, 1), (4, 255), (4, 256), (2, 70_000)] {
            counts.add_many(place, n);
            expected[place] += n;
        }
        assert!(expected[1] > 40_000);
        assert_eq!(counts.finish(2), expected[2..]);
    }
}
