//! Keys of cells: the groups' words and the extra classes, packed into bits.
//!
//! The words of the grouping columns take the low bits, a field of bits each that widens when a column shows
//! more words than it can number; the extra classes of an event stand above them.

use crate::cube::columns::FieldReader;
use crate::cube::plan::{EventPlan, Plan};
use crate::cube::shape::{EventShape, Shape, bits_for};
use crate::cube::steps::{Key, Steps, add_up_few};
use crate::{Error, ErrorKind, Result};
use std::collections::HashMap;

/// The words of one grouping column, numbered.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Words {
    pub list: Vec<Option<String>>,
    numbers: HashMap<Option<String>, u32>,
}

impl Words {
    pub fn number(&mut self, word: Option<&str>) -> u32 {
        if let Some(number) = self.numbers.get(&word.map(str::to_owned)) {
            return *number;
        }
        let number = self.list.len() as u32;
        self.list.push(word.map(str::to_owned));
        self.numbers.insert(word.map(str::to_owned), number);
        number
    }
}

/// Bits of a lane number.
const LANE_BITS: u32 = 4;
/// Events whose lanes stand in one number.
const EVENTS: usize = (u32::BITS / LANE_BITS) as usize;

/// What the words of a field add to the lanes of some events.
#[derive(Debug, Clone)]
struct Classes {
    /// The field's place in the plan.
    field: usize,
    /// Which number the lanes stand in.
    bank: usize,
    /// Event, place of the field among its lanes, and the step of one class.
    steps: Vec<(usize, usize, usize)>,
    words: Steps<u32>,
}

/// How keys are packed, and the look-ups from word ids to parts of a key.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    pub words: Vec<Words>,
    widths: Vec<u32>,
    before: Vec<u32>,
    /// For each grouping column: word → its bits of the key.
    parts: Vec<Steps<u64>>,
    /// For each field that lanes are made of: word → its steps of the lanes, [`LANE_BITS`] for each event.
    classes: Vec<Classes>,
    /// For each event and extra field: word → its bits above the groups'.
    extras: Vec<Vec<Steps<u64>>>,
}

impl Keys {
    pub fn new(plan: &Plan) -> Self {
        let mut keys = Self::empty(&plan.shape);
        for (e, (shape, event)) in plan.shape.events.iter().zip(&plan.events).enumerate() {
            let mut step = 1;
            for (f, (field, class)) in event.lanes.iter().zip(&shape.lanes).enumerate() {
                let bank = e / EVENTS;
                match keys.classes.iter_mut().find(|c| (c.field, c.bank) == (*field, bank)) {
                    Some(classes) => classes.steps.push((e, f, step)),
                    None => keys.classes.push(Classes {
                        field: *field,
                        bank,
                        steps: vec![(e, f, step)],
                        words: Steps::default(),
                    }),
                }
                step *= class.classes();
            }
        }
        keys.extras = plan.shape.events.iter().map(|e| vec![Steps::default(); e.extra.len()]).collect();
        keys
    }

    /// Keys of a cube that no export is read into.
    pub fn empty(shape: &Shape) -> Self {
        Self {
            words: vec![Words::default(); shape.by.len()],
            widths: vec![4; shape.by.len()],
            before: vec![4; shape.by.len()],
            parts: vec![Steps::default(); shape.by.len()],
            classes: Vec::new(),
            extras: Vec::new(),
        }
    }

    pub fn group_bits(&self) -> u32 {
        self.widths.iter().sum()
    }

    /// Bits of a key of `event`.
    pub fn bits(&self, event: &EventShape) -> u32 {
        self.group_bits() + event.extra_bits()
    }

    /// Refuses keys of `event` that with `period_bits` for the period would outgrow the 64 bits by which
    /// cells are looked up.
    ///
    /// # Errors
    /// When they would: two groups would then share their cells.
    pub fn fit(&self, event: &EventShape, period_bits: u32) -> Result<()> {
        let bits = self.bits(event) + period_bits;
        if bits < u64::BITS {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Limit, format!("groups, conditions and periods take {bits} bits of a key"))
            .rule("a cell is looked up by a key of at most 63 bits")
            .hint("group by fewer columns, or ask for fewer indicators at once"))
    }

    /// The numbers of the groups' words in a key.
    pub fn unpack(&self, key: u64) -> Vec<u32> {
        unpack(key, &self.widths).collect()
    }

    /// The extra classes' bits of a key.
    pub fn extra(&self, key: u64) -> u64 {
        key >> self.group_bits()
    }

    /// Packs numbers of words and extra bits.
    pub fn pack(&self, numbers: &[u32], extra: u64) -> u64 {
        self.pack_all(numbers.iter().copied(), extra)
    }

    fn pack_all(&self, numbers: impl Iterator<Item = u32>, extra: u64) -> u64 {
        let mut shift = 0;
        let mut key = 0;
        for (number, width) in numbers.zip(&self.widths) {
            key |= u64::from(number) << shift;
            shift += width;
        }
        key | extra << shift
    }

    /// A key of `other` as it is here; `numbers` says for each column what the words' numbers there have become.
    pub fn translated(&self, key: u64, other: &Self, numbers: &[Vec<u32>]) -> u64 {
        let theirs = unpack(key, &other.widths).zip(numbers);
        self.pack_all(theirs.map(|(number, column)| column[number as usize]), other.extra(key))
    }

    /// A key from before the last widening, as it is now.
    pub fn moved(&self, key: u64) -> u64 {
        self.pack_all(unpack(key, &self.before), key >> self.before.iter().sum::<u32>())
    }

    /// Widens the bit fields where words have outgrown them; whether any did.
    pub fn widen(&mut self) -> bool {
        self.before.clone_from(&self.widths);
        for (width, words) in self.widths.iter_mut().zip(&self.words) {
            *width = (*width).max(bits_for(words.list.len()));
        }
        self.before != self.widths
    }

    /// Learns the words that the readers have met since; whether keys have been packed anew.
    ///
    /// # Errors
    /// As [`Keys::fit`].
    pub fn learn(&mut self, plan: &Plan, readers: &[FieldReader]) -> Result<bool> {
        for classes in &mut self.classes {
            let reader = &readers[classes.field];
            let steps = &classes.steps;
            classes.words.learn(reader, |id| {
                let word = reader.interner.word(id);
                let lane = |(e, f, step): &(usize, usize, usize)| {
                    let class = plan.shape.events[*e].lanes[*f].class(word);
                    ((class * step) as u32) << Self::lane_shift(*e)
                };
                steps.iter().map(lane).sum()
            });
        }
        for (e, (shape, event)) in plan.shape.events.iter().zip(&plan.events).enumerate() {
            let mut shift = 0;
            for (f, class) in shape.extra.iter().enumerate() {
                let reader = &readers[event.extra[f]];
                let step = |id| (class.class(reader.interner.word(id)) as u64) << shift;
                self.extras[e][f].learn(reader, step);
                shift += bits_for(class.classes());
            }
        }
        let known = |(part, field): (&Steps<u64>, &usize)| part.known() == readers[*field].interner.len();
        if self.parts.iter().zip(&plan.by).all(known) {
            for (part, field) in self.parts.iter_mut().zip(&plan.by) {
                part.learn(&readers[*field], |_| 0);
            }
            return Ok(false);
        }
        for ((part, words), field) in self.parts.iter().zip(&mut self.words).zip(&plan.by) {
            let interner = &readers[*field].interner;
            // Id 0, "no word", gets a number only when a row says so: see `group_keys`.
            for id in part.known().max(1)..interner.len() {
                words.number(interner.word(id));
            }
            words.number(None);
        }
        let widened = self.widen();
        plan.shape.events.iter().try_for_each(|event| self.fit(event, 0))?;
        let mut shift = 0;
        for ((part, words), (field, width)) in
            self.parts.iter_mut().zip(&mut self.words).zip(plan.by.iter().zip(&self.widths))
        {
            let reader = &readers[*field];
            // What is known stays, so that a column of ever new words costs each of them once.
            if widened {
                part.forget();
            }
            part.learn(reader, |id| u64::from(words.number(reader.interner.word(id))) << shift);
            shift += width;
        }
        Ok(widened)
    }

    /// Whether keys of all events stand in 32 bits.
    pub fn narrow(&self, shape: &Shape) -> bool {
        shape.events.iter().all(|event| self.bits(event) <= u32::BITS)
    }

    /// The groups' part of the keys of a block.
    #[inline(always)]
    pub fn group_keys<K: Key>(&self, plan: &Plan, words: &[Vec<u32>], out: &mut [K]) {
        let columns = self.parts.iter().zip(&plan.by).map(|(part, field)| (part, words[*field].as_slice()));
        K::add_up(&columns.collect::<Vec<_>>(), out);
    }

    /// Numbers that the lanes of all events take for each row.
    pub fn banks(&self) -> usize {
        // Events without lanes have their place too, though nothing is added up in it.
        self.extras.len().div_ceil(EVENTS).max(1)
    }

    /// The number in which the lanes of event `e` stand.
    pub fn bank(e: usize) -> usize {
        e / EVENTS
    }

    /// Where the lane of event `e` starts in its number.
    pub fn lane_shift(e: usize) -> u32 {
        (e % EVENTS) as u32 * LANE_BITS
    }

    /// The lane that starts at `shift` in a number of lanes.
    #[inline(always)]
    pub fn lane(lanes: u32, shift: u32) -> u32 {
        (lanes >> shift) % (1 << LANE_BITS)
    }

    /// The lanes of a block, for the events of bank `bank`.
    #[inline(always)]
    pub fn lanes(&self, bank: usize, words: &[Vec<u32>], out: &mut [u32]) {
        let of_bank = self.classes.iter().filter(|c| c.bank == bank);
        let columns = of_bank.map(|c| (&c.words, words[c.field].as_slice()));
        add_up_few(&columns.collect::<Vec<_>>(), |step| step, out);
    }

    /// The keys of a block in event `e`, from the groups' part of them; `None` where that is all.
    pub fn with_extras<'o, K: Key>(
        &self,
        e: usize,
        event: &EventPlan,
        groups: &[K],
        words: &[Vec<u32>],
        out: &'o mut [K],
    ) -> Option<&'o [K]> {
        if event.extra.is_empty() {
            return None;
        }
        let columns = self.extras[e].iter().zip(&event.extra).map(|(s, field)| (s, words[*field].as_slice()));
        K::add_up(&columns.collect::<Vec<_>>(), out);
        let shift = self.group_bits();
        out.iter_mut().zip(groups).for_each(|(key, group)| *key = group.above(*key, shift));
        Some(out)
    }
}

fn unpack(key: u64, widths: &[u32]) -> impl Iterator<Item = u32> {
    let mut shift = 0;
    widths.iter().map(move |width| {
        let number = (key >> shift & ((1 << width) - 1)) as u32;
        shift += width;
        number
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::{Calendar, Grain};

    #[test]
    fn a_key_means_the_same_words_after_widening() {
        let shape = Shape::new(&[], &["a".to_owned(), "b".to_owned()], Grain::Year, Calendar::default());
        let mut keys = Keys::empty(&shape);
        let key = keys.pack(&[3, 5], 2);
        for i in 0..100 {
            keys.words[0].number(Some(&i.to_string()));
        }
        assert!(keys.widen());
        let moved = keys.moved(key);
        assert_eq!((keys.unpack(moved), keys.extra(moved)), (vec![3, 5], 2));
        let before = Keys::empty(&shape);
        let numbers = [(0..16).rev().collect(), (0..16).map(|number| number + 7).collect::<Vec<u32>>()];
        let translated = keys.translated(key, &before, &numbers);
        assert_eq!((keys.unpack(translated), keys.extra(translated)), (vec![12, 12], 2));
    }
}
