//! Seeded random numbers: xoshiro256++ (Blackman and Vigna 2021), its state filled by SplitMix64.
//!
//! Numbers depend on the seed and the stream alone, never on the machine, so that a generated file has the
//! same bytes everywhere. Not for secrets.
//!
//! Source: D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021);
//! G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.

/// SplitMix64: a counter and a mixing function; fills the state of [`Random`].
#[derive(Debug, Clone)]
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }
}

/// The finaliser of SplitMix64: a bijection that spreads every bit over all bits.
fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// xoshiro256++.
#[derive(Debug, Clone)]
pub(crate) struct Random([u64; 4]);

impl Random {
    /// The stream number `stream` of `seed`; any two streams are independent for our purposes.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut fill = SplitMix64(mix(seed) ^ mix(stream ^ 0x632b_e59b_d9b4_e019));
        Self([fill.next(), fill.next(), fill.next(), fill.next()])
    }

    /// The next 64 random bits.
    #[inline]
    pub(crate) fn next(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// A number in [0, 1) with 53 random bits.
    #[inline]
    pub(crate) fn unit(&mut self) -> f64 {
        unit(self.next())
    }

    /// A number in 0..n; the bias is below n / 2⁶⁴.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// True with the given probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Puts `items` into random order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// The upper 53 of 64 random bits as a number in [0, 1).
#[inline]
pub(crate) fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The outputs of the authors' splitmix64.c from state 1234567.
    #[test]
    fn splitmix64_gives_the_published_numbers() {
        let mut random = SplitMix64(1234567);
        let expected: [u64; 5] = [
            6457827717110365317,
            3203168211198807973,
            9817491932198370423,
            4593380528125082431,
            16408922859458223821,
        ];
        for value in expected {
            assert_eq!(random.next(), value);
        }
    }

    /// The outputs of the authors' xoshiro256plusplus.c from state 1, 2, 3, 4.
    #[test]
    fn xoshiro256_plus_plus_gives_the_published_numbers() {
        let mut random = Random([1, 2, 3, 4]);
        let expected: [u64; 10] = [
            41943041,
            58720359,
            3588806011781223,
            3591011842654386,
            9228616714210784205,
            9973669472204895162,
            14011001112246962877,
            12406186145184390807,
            15849039046786891736,
            10450023813501588000,
        ];
        for value in expected {
            assert_eq!(random.next(), value);
        }
    }

    #[test]
    fn streams_of_one_seed_and_seeds_of_one_stream_differ() {
        let first = |seed, stream| Random::new(seed, stream).next();
        assert_eq!(first(1, 0), first(1, 0));
        assert_ne!(first(1, 0), first(1, 1));
        assert_ne!(first(1, 0), first(0, 1));
        assert_ne!(first(1, 2), first(2, 1));
    }

    #[test]
    fn numbers_fill_their_range_evenly() {
        let mut random = Random::new(7, 0);
        let mut seen = [0; 10];
        let mut sum = 0.0;
        for _ in 0..100_000 {
            seen[random.below(10)] += 1;
            sum += random.unit();
        }
        // Standard deviation of a count is 95, of the mean 0.0009: five of each.
        assert!(seen.iter().all(|n| (9_525..10_475).contains(n)), "{seen:?}");
        assert!((sum / 1e5 - 0.5).abs() < 0.0045);
    }
}
