//! Quantiles that a table asks for again and again, remembered thread by thread.
//!
//! What is remembered depends on whole numbers of cases, of which a table has far fewer than rows. A place holds one
//! answer and the question it answers; another question at the same place takes it over, so memory is bounded and
//! an answer is always that of the function itself.

use std::cell::RefCell;
use std::thread::LocalKey;

const PLACES: usize = 8192;
/// Of them stand together.
const SHELF: usize = 64;

/// Answers by question.
pub(super) struct Remembered<K, V>(Vec<Shelf<K, V>>);

/// Some neighbouring places; none until one of them is needed, since fresh memory is dear.
type Shelf<K, V> = Vec<Option<(K, V)>>;

impl<K, V> Remembered<K, V> {
    pub const fn new() -> Self {
        Self(Vec::new())
    }
}

/// The answer to `question`, computed where it is not remembered; `at` tells where it is kept.
pub(super) fn remembered<K: PartialEq, V: Copy>(
    memory: &'static LocalKey<RefCell<Remembered<K, V>>>,
    at: u64,
    question: K,
    answer: impl FnOnce() -> V,
) -> V {
    memory.with_borrow_mut(|Remembered(shelves)| {
        if shelves.is_empty() {
            shelves.resize_with(PLACES / SHELF, Vec::new);
        }
        let at = (at % PLACES as u64) as usize;
        let shelf = &mut shelves[at / SHELF];
        if shelf.is_empty() {
            shelf.resize_with(SHELF, || None);
        }
        let place = &mut shelf[at % SHELF];
        match place {
            Some((known, value)) if *known == question => *value,
            _ => {
                let value = answer();
                *place = Some((question, value));
                value
            }
        }
    })
}
