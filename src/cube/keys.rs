//! Keys of cells: the groups' words and the extra classes, packed into bits.
//!
//! The words of the grouping columns take the low bits, a field of bits each that widens when a column shows
//! more words than it can number; the extra classes of an event stand above them.

use crate::cube::columns::FieldReader;
use crate::cube::plan::{EventPlan, Plan};
use crate::cube::shape::{EventShape, Shape, bits_for};
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

/// How keys are packed, and the look-ups from word ids to parts of a key.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    pub words: Vec<Words>,
    widths: Vec<u32>,
    before: Vec<u32>,
    /// For each grouping column: word id → its bits of the key.
    parts: Vec<Vec<u64>>,
    /// For each event and lane field: word id → its step of the lane.
    lanes: Vec<Vec<Vec<u8>>>,
    /// For each event and extra field: word id → its bits above the groups'.
    extras: Vec<Vec<Vec<u64>>>,
}

impl Keys {
    pub fn new(plan: &Plan) -> Self {
        let mut keys = Self::empty(&plan.shape);
        keys.lanes = plan.shape.events.iter().map(|e| vec![Vec::new(); e.lanes.len()]).collect();
        keys.extras = plan.shape.events.iter().map(|e| vec![Vec::new(); e.extra.len()]).collect();
        keys
    }

    /// Keys of a cube that no export is read into.
    pub fn empty(shape: &Shape) -> Self {
        Self {
            words: vec![Words::default(); shape.by.len()],
            widths: vec![4; shape.by.len()],
            before: vec![4; shape.by.len()],
            parts: vec![Vec::new(); shape.by.len()],
            lanes: Vec::new(),
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

    /// The numbers of the groups' words in a key.
    pub fn unpack(&self, key: u64) -> Vec<u32> {
        unpack(key, &self.widths)
    }

    /// The extra classes' bits of a key.
    pub fn extra(&self, key: u64) -> u64 {
        key >> self.group_bits()
    }

    /// Packs numbers of words and extra bits.
    pub fn pack(&self, numbers: &[u32], extra: u64) -> u64 {
        let mut shift = 0;
        let mut key = 0;
        for (number, width) in numbers.iter().zip(&self.widths) {
            key |= u64::from(*number) << shift;
            shift += width;
        }
        key | extra << shift
    }

    /// A key from before the last widening, as it is now.
    pub fn moved(&self, key: u64) -> u64 {
        self.pack(&unpack(key, &self.before), key >> self.before.iter().sum::<u32>())
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
    pub fn learn(&mut self, plan: &Plan, readers: &[FieldReader]) -> bool {
        for (e, (shape, event)) in plan.shape.events.iter().zip(&plan.events).enumerate() {
            let mut step = 1;
            for (f, class) in shape.lanes.iter().enumerate() {
                let (interner, lut) = (&readers[event.lanes[f]].interner, &mut self.lanes[e][f]);
                for id in lut.len()..interner.len() {
                    lut.push((class.class(interner.word(id)) * step) as u8);
                }
                step *= class.classes();
            }
            let mut shift = 0;
            for (f, class) in shape.extra.iter().enumerate() {
                let (interner, lut) = (&readers[event.extra[f]].interner, &mut self.extras[e][f]);
                for id in lut.len()..interner.len() {
                    lut.push((class.class(interner.word(id)) as u64) << shift);
                }
                shift += bits_for(class.classes());
            }
        }
        let known = |(part, field): (&Vec<u64>, &usize)| part.len() == readers[*field].interner.len();
        if self.parts.iter().zip(&plan.by).all(known) {
            return false;
        }
        for (words, field) in self.words.iter_mut().zip(&plan.by) {
            let interner = &readers[*field].interner;
            // Id 0, "no word", gets a number only when a row says so: see `group_keys`.
            for id in 1..interner.len() {
                words.number(interner.word(id));
            }
            words.number(None);
        }
        let widened = self.widen();
        let mut shift = 0;
        for ((part, words), (field, width)) in
            self.parts.iter_mut().zip(&mut self.words).zip(plan.by.iter().zip(&self.widths))
        {
            let interner = &readers[*field].interner;
            part.clear();
            part.extend((0..interner.len()).map(|id| u64::from(words.number(interner.word(id))) << shift));
            shift += width;
        }
        widened
    }

    /// The groups' part of the keys of a block.
    pub fn group_keys(&self, plan: &Plan, words: &[Vec<u32>], out: &mut [u64]) {
        out.fill(0);
        for (part, field) in self.parts.iter().zip(&plan.by) {
            for (key, id) in out.iter_mut().zip(&words[*field]) {
                *key |= part[*id as usize];
            }
        }
    }

    /// The lanes of a block in event `e`.
    pub fn classes(&self, e: usize, plan: &Plan, words: &[Vec<u32>], out: &mut [u8]) {
        out.fill(0);
        for (lut, field) in self.lanes[e].iter().zip(&plan.events[e].lanes) {
            for (lane, id) in out.iter_mut().zip(&words[*field]) {
                *lane += lut[*id as usize];
            }
        }
    }

    /// The whole key of row `i` in event `e`.
    #[inline]
    pub fn key(&self, e: usize, event: &EventPlan, group: u64, words: &[Vec<u32>], i: usize) -> u64 {
        let mut extra = 0;
        for (lut, field) in self.extras[e].iter().zip(&event.extra) {
            extra |= lut[words[*field][i] as usize];
        }
        group | extra << self.group_bits()
    }
}

fn unpack(key: u64, widths: &[u32]) -> Vec<u32> {
    let mut shift = 0;
    widths
        .iter()
        .map(|width| {
            let number = (key >> shift & ((1 << width) - 1)) as u32;
            shift += width;
            number
        })
        .collect()
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
    }
}
