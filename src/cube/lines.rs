//! Memory of whole cache lines: numbers that are used together come in one piece.

/// Numbers of a line.
const NUMBERS: usize = 8;

#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct Line([u64; NUMBERS]);

/// Numbers, from the start of a cache line on.
#[derive(Debug, Default)]
pub(crate) struct Lines(Vec<Line>);

impl Lines {
    /// Makes room for `len` numbers; new ones are 0.
    pub fn resize(&mut self, len: usize) {
        self.0.resize(len.div_ceil(NUMBERS), Line([0; NUMBERS]));
    }

    /// The numbers.
    #[allow(unsafe_code)]
    pub fn numbers(&mut self) -> &mut [u64] {
        let len = self.0.len() * NUMBERS;
        // SAFETY: a line is eight numbers and nothing else (its size is its alignment), so `len` of them lie
        // behind the pointer; they are borrowed as long as `self` is.
        unsafe { std::slice::from_raw_parts_mut(self.0.as_mut_ptr().cast::<u64>(), len) }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<Line>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_through_growth_and_lie_on_lines() {
        let mut lines = Lines::default();
        lines.resize(5);
        lines.numbers()[4] = 7;
        lines.resize(100_000);
        let numbers = lines.numbers();
        assert_eq!((numbers[4], numbers[99_999], numbers.as_ptr() as usize % 64), (7, 0, 0));
        assert_eq!(size_of::<Line>(), 64);
    }
}
