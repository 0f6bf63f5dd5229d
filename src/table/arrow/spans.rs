//! Columns that repeat what an indicator, a group or a period says.

use super::columns::words_at;
use arrow_array::{Array, ArrayRef, Float64Array, Int8Array, Int32Array};
use arrow_buffer::{NullBuffer, ScalarBuffer};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

/// How many rows of a batch say the same: they stand by indicator, then by group, then by period. Columns that say the
/// same in every row share their memory, within a batch and across batches of equally many indicators.
pub struct Spans {
    indicators: usize,
    groups: usize,
    periods: usize,
    made: RefCell<HashMap<Said, ScalarBuffer<i32>>>,
    nothing: OnceCell<Float64Array>,
}

/// By what, and what each of them says.
type Said = (By, Vec<i32>);

/// What decides what a row says.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum By {
    Nothing,
    Indicator,
    Group,
    Period,
}

impl Spans {
    pub fn new(indicators: usize, groups: usize, periods: usize) -> Self {
        let (made, nothing) = Default::default();
        Self { indicators, groups, periods, made, nothing }
    }

    /// Rows there are.
    pub fn rows(&self) -> usize {
        self.indicators * self.each()
    }

    /// Rows of each indicator.
    pub fn each(&self) -> usize {
        self.groups * self.periods
    }

    /// What each indicator says, for every row.
    pub fn by_indicator(&self, says: impl Fn(usize) -> i32) -> ScalarBuffer<i32> {
        self.each_indicator((0..self.indicators).map(says).collect())
    }

    /// The word of each indicator, by its place in a list, for every row.
    #[allow(unsafe_code)]
    pub fn words_by_indicator(&self, list: &ArrayRef, place: impl Fn(usize) -> usize) -> ArrayRef {
        let said: Vec<i32> = (0..self.indicators).map(|i| place(i) as i32).collect();
        let places = Int32Array::new(self.each_indicator(said.clone()), None);
        // SAFETY: the places are those said, again and again.
        unsafe { words_at(list, places, &said) }
    }

    /// The word of each group, by its place in a list, for every row.
    #[allow(unsafe_code)]
    pub fn words_by_group(&self, list: &ArrayRef, place: impl Fn(usize) -> usize) -> ArrayRef {
        let said: Vec<i32> = (0..self.groups).map(|g| place(g) as i32).collect();
        let places = Int32Array::new(self.each_group(said.clone()), None);
        // SAFETY: the places are those said, again and again.
        unsafe { words_at(list, places, &said) }
    }

    /// What each period says, for every row.
    pub fn by_period(&self, says: impl Fn(usize) -> i32) -> ScalarBuffer<i32> {
        self.each_period((0..self.periods).map(says).collect())
    }

    /// The word of each period, by its place in a list, for every row; or none.
    #[allow(unsafe_code)]
    pub fn words_by_period(&self, list: &ArrayRef, place: impl Fn(usize) -> Option<usize>) -> ArrayRef {
        let said: Vec<Option<usize>> = (0..self.periods).map(place).collect();
        let known: Vec<bool> = said.iter().map(Option::is_some).collect();
        let said: Vec<i32> = said.into_iter().map(|place| place.unwrap_or(0) as i32).collect();
        let none = known.contains(&false);
        let known = none.then(|| NullBuffer::from(known.repeat(self.groups * self.indicators)));
        let places = Int32Array::new(self.each_period(said.clone()), known);
        // SAFETY: the places are those said, again and again.
        unsafe { words_at(list, places, &said) }
    }

    fn each_indicator(&self, said: Vec<i32>) -> ScalarBuffer<i32> {
        let rows = self.each();
        self.once((By::Indicator, said), |said| {
            let mut all = Vec::with_capacity(self.rows());
            said.iter().for_each(|said| all.resize(all.len() + rows, *said));
            all
        })
    }

    fn each_group(&self, said: Vec<i32>) -> ScalarBuffer<i32> {
        self.once((By::Group, said), |said| {
            let mut each = Vec::with_capacity(self.each());
            said.iter().for_each(|said| each.resize(each.len() + self.periods, *said));
            each.repeat(self.indicators)
        })
    }

    fn each_period(&self, said: Vec<i32>) -> ScalarBuffer<i32> {
        let times = self.groups * self.indicators;
        self.once((By::Period, said), |said| said.repeat(times))
    }

    /// A column, made once for all that say the same.
    fn once(&self, said: Said, make: impl FnOnce(&[i32]) -> Vec<i32>) -> ScalarBuffer<i32> {
        let (known, make) = match said.1.as_slice() {
            [first, rest @ ..] if rest.iter().all(|other| other == first) => {
                ((By::Nothing, vec![*first]), None)
            }
            _ => (said, Some(make)),
        };
        if let Some(column) = self.made.borrow().get(&known) {
            return column.clone();
        }
        let column = make.map_or_else(|| vec![known.1[0]; self.rows()], |make| make(&known.1));
        let column = ScalarBuffer::from(column);
        self.made.borrow_mut().insert(known, column.clone());
        column
    }

    /// No place in any row.
    pub fn no_places(&self) -> Int8Array {
        let nothing = self.nothing();
        let zeros = ScalarBuffer::new(nothing.values().inner().clone(), 0, self.rows());
        Int8Array::new(zeros, nothing.nulls().cloned())
    }

    /// No value in any row.
    pub fn no_floats(&self) -> ArrayRef {
        Arc::new(self.nothing())
    }

    fn nothing(&self) -> Float64Array {
        self.nothing.get_or_init(|| Float64Array::new_null(self.rows())).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::list;
    use super::*;
    use arrow_array::StringArray;
    use arrow_array::cast::AsArray;
    use arrow_array::types::Int32Type;

    /// By hand: two indicators of one group in three periods, six rows.
    #[test]
    fn what_is_said_stands_in_every_row_and_once_in_memory() {
        let spans = Spans::new(2, 1, 3);
        assert_eq!(*spans.by_indicator(|i| [7, 9][i]), [7, 7, 7, 9, 9, 9]);
        assert_eq!(*spans.by_period(|p| [7, 8, 9][p]), [7, 8, 9, 7, 8, 9]);
        let list = list(["a", "b"]);
        let both = Spans::new(2, 2, 1).words_by_group(&list, |g| 1 - g);
        let both = both.as_dictionary::<Int32Type>().downcast_dict::<StringArray>().unwrap();
        assert_eq!(both.into_iter().flatten().collect::<Vec<_>>(), ["b", "a", "b", "a"]);
        let (ones, same) = (spans.by_indicator(|_| 1), spans.by_period(|_| 1));
        assert_eq!(*ones, [1; 6]);
        assert!(ones.ptr_eq(&same));
        let (twos, sevens) = (spans.by_period(|_| 2), spans.by_indicator(|i| [7, 9][i]));
        assert_eq!(*twos, [2; 6]);
        assert!(sevens.ptr_eq(&spans.by_indicator(|i| [7, 9][i])));
        // One number by indicator and by period is not one column.
        let two = Spans::new(2, 1, 2);
        assert_eq!(
            (&*two.by_indicator(|i| i as i32), &*two.by_period(|p| p as i32)),
            (&[0, 0, 1, 1][..], &[0, 1, 0, 1][..])
        );
        assert_eq!((spans.no_places().null_count(), spans.no_floats().null_count()), (6, 6));
        assert!(Spans::new(0, 0, 0).by_indicator(|_| 1).is_empty());
    }
}
