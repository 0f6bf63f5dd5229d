//! Words of one column, numbered as they are first met.
//!
//! A distinct cell text is decoded, trimmed and translated once; every later row that says the same costs one
//! look-up of its bytes. Number 0 is "no word".

use crate::Result;
use crate::case::{Ends, SHORT};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasher;

/// Numbers for the distinct texts of a column, and the word that each of them means.
#[derive(Debug)]
pub(crate) struct Interner {
    hasher: foldhash::fast::RandomState,
    /// What pieces of a text are mixed with, known to nobody: no export can be made to have all its texts in one place.
    secrets: [u64; 4],
    /// Whether hashes of long texts are those of all their bytes, since too many had the same hash.
    thorough: bool,
    /// The texts by hash, each in the first free slot from its own on; at most half are taken, and of a few slots an
    /// eighth.
    slots: Vec<Slot>,
    /// Where the bytes of text `id` end; they start where those of `id − 1` end.
    texts: Vec<usize>,
    bytes: Vec<u8>,
    words: Vec<Option<String>>,
    whole: HashMap<i64, u32>,
}

/// A text that has been met.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    ends: Ends,
    /// Its number; 0 where the slot is free.
    id: u32,
    /// Where it starts in the bytes of all.
    start: usize,
}

/// Slots up to which most are left free.
const SPARSE: usize = 1 << 13;

/// So many texts with one hash are taken for chance.
const CHANCE: usize = 4;

/// How texts become words.
#[derive(Debug, Clone)]
pub(crate) struct Translation {
    /// The export's word → ours.
    pub words: BTreeMap<String, String>,
    /// Words that mean nothing.
    pub nulls: BTreeSet<String>,
}

impl Translation {
    fn word(&self, text: &str) -> Option<String> {
        let text = text.trim();
        if self.nulls.contains(text) {
            return None;
        }
        Some(self.words.get(text).map_or_else(|| text.to_owned(), Clone::clone))
    }
}

impl Interner {
    pub fn new() -> Self {
        let hasher = foldhash::fast::RandomState::default();
        Self {
            secrets: [1u8, 2, 3, 4].map(|n| hasher.hash_one(n)),
            hasher,
            thorough: false,
            slots: vec![Slot::default(); 64],
            texts: vec![0],
            bytes: Vec::new(),
            words: vec![None],
            whole: HashMap::new(),
        }
    }

    /// Distinct texts, "no word" among them.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The word that text `id` means.
    pub fn word(&self, id: usize) -> Option<&str> {
        self.words[id].as_deref()
    }

    /// The number of a text; `decode` is asked only when it is new.
    #[inline]
    pub fn intern<'a>(
        &mut self,
        text: &'a [u8],
        translation: &Translation,
        decode: impl FnOnce(&'a [u8]) -> Result<Cow<'a, str>>,
    ) -> Result<u32> {
        let ends = Ends::of(text);
        match if ends.len <= SHORT { self.short(ends) } else { self.long(ends, text) } {
            0 => self.insert(text, translation, decode),
            id => Ok(id),
        }
    }

    /// The number of a text of at most [`SHORT`] bytes, of which the ends are all; 0 where it is new.
    #[inline(always)]
    pub fn short(&self, ends: Ends) -> u32 {
        let last = self.slots.len() - 1;
        let mut at = self.hash_short(&ends) as usize & last;
        loop {
            let slot = &self.slots[at];
            // A free slot is like the empty text, and has its number where that is new.
            if alike(&slot.ends, &ends) || slot.id == 0 {
                return slot.id;
            }
            at = (at + 1) & last;
        }
    }

    /// The number of a longer text; 0 where it is new.
    #[inline(always)]
    pub fn long(&self, ends: Ends, text: &[u8]) -> u32 {
        let last = self.slots.len() - 1;
        let mut at = self.hash_long(&ends, text) as usize & last;
        // A loop and no closure, so that it is compiled for wide instructions.
        loop {
            let slot = &self.slots[at];
            // Another text may have these ends.
            if alike(&slot.ends, &ends) && same(&self.bytes[slot.start..][..text.len()], text) || slot.id == 0
            {
                return slot.id;
            }
            at = (at + 1) & last;
        }
    }

    /// The hash of a short text.
    #[inline(always)]
    fn hash_short(&self, ends: &Ends) -> u64 {
        mixed(ends.first ^ self.secrets[0], ends.last ^ self.secrets[1] ^ u64::from(ends.len))
    }

    /// The hash of a text longer than [`SHORT`]: of 16 bytes from both ends, which are all of one up to twice of that.
    #[inline(always)]
    fn hash_long(&self, ends: &Ends, text: &[u8]) -> u64 {
        let piece = |piece: Option<&[u8; 8]>| piece.map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let second = piece(text[8..].first_chunk());
        let last_but_one = piece(text[..text.len() - 8].last_chunk());
        let inner = mixed(second ^ self.secrets[2], last_but_one ^ self.secrets[3]);
        let hash = self.hash_short(ends) ^ inner;
        if self.thorough { hash ^ self.hasher.hash_one(text) } else { hash }
    }

    /// The hash of a text of any length.
    fn hash(&self, text: &[u8]) -> u64 {
        let ends = Ends::of(text);
        if ends.len <= SHORT { self.hash_short(&ends) } else { self.hash_long(&ends, text) }
    }

    /// Takes in a new text.
    #[cold]
    pub fn insert<'a>(
        &mut self,
        text: &'a [u8],
        translation: &Translation,
        decode: impl FnOnce(&'a [u8]) -> Result<Cow<'a, str>>,
    ) -> Result<u32> {
        let word = translation.word(&decode(text)?);
        let id = self.words.len() as u32;
        self.bytes.extend_from_slice(text);
        self.texts.push(self.bytes.len());
        self.words.push(word);
        let (words, slots) = (self.words.len(), self.slots.len());
        let (free, more) = if slots < SPARSE { (8, 4) } else { (2, 2) };
        if words * free > slots {
            self.place_all(slots * more);
        } else if self.place(id) > CHANCE && !self.thorough {
            self.thorough = true;
            self.place_all(slots);
        }
        Ok(id)
    }

    /// Puts all texts into so many slots.
    fn place_all(&mut self, slots: usize) {
        self.slots.clear();
        self.slots.resize(slots, Slot::default());
        (1..self.texts.len() as u32).for_each(|known| _ = self.place(known));
    }

    /// Puts a text into the first free slot from its own on, and says how many with its hash are passed by.
    fn place(&mut self, id: u32) -> usize {
        let place = |id: u32| self.texts[id as usize - 1]..self.texts[id as usize];
        let text = &self.bytes[place(id)];
        let (hash, last) = (self.hash(text), self.slots.len() - 1);
        let (mut at, mut passed) = (hash as usize & last, 0);
        while self.slots[at].id != 0 {
            passed += usize::from(self.hash(&self.bytes[place(self.slots[at].id)]) == hash);
            at = (at + 1) & last;
        }
        self.slots[at] = Slot { ends: Ends::of(text), id, start: place(id).start };
        passed
    }

    /// The number of a whole number's digits.
    pub fn intern_whole(&mut self, value: i64, translation: &Translation) -> Result<u32> {
        if let Some(id) = self.whole.get(&value) {
            return Ok(*id);
        }
        let text = value.to_string();
        let id = self.intern(text.as_bytes(), translation, |_| Ok(Cow::Owned(value.to_string())))?;
        self.whole.insert(value, id);
        Ok(id)
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.bytes.capacity() + self.texts.capacity() * 40 + self.slots.capacity() * size_of::<Slot>()
    }
}

/// Two numbers made one, of which each bit depends on all of both.
#[inline(always)]
fn mixed(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// Whether two texts have the same ends and length; no jump asks for one before the other.
#[inline(always)]
fn alike(a: &Ends, b: &Ends) -> bool {
    ((a.first ^ b.first) | (a.last ^ b.last) | u64::from(a.len ^ b.len)) == 0
}

/// Whether two texts of one length above [`SHORT`] are equal; two overlapping ends of one width say it without a loop.
#[inline(always)]
fn same(a: &[u8], b: &[u8]) -> bool {
    match a.len() {
        ..=32 => same_ends::<16>(a, b),
        33..=64 => same_ends::<32>(a, b),
        _ => a == b,
    }
}

#[inline(always)]
fn same_ends<const N: usize>(a: &[u8], b: &[u8]) -> bool {
    let first = a.first_chunk::<N>().zip(b.first_chunk::<N>());
    let last = a.last_chunk::<N>().zip(b.last_chunk::<N>());
    first.zip(last).is_some_and(|((a, b), (c, d))| (a == b) & (c == d))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> Translation {
        Translation { words: BTreeMap::new(), nulls: BTreeSet::from([String::new()]) }
    }

    #[test]
    fn texts_that_differ_in_white_space_mean_one_word() {
        let translation = Translation {
            words: BTreeMap::from([("调解".to_owned(), "mediated".to_owned())]),
            nulls: BTreeSet::from([String::new()]),
        };
        let mut interner = Interner::new();
        let mut id = |text: &'static str| {
            interner.intern(text.as_bytes(), &translation, |b| Ok(String::from_utf8_lossy(b))).unwrap()
                as usize
        };
        let (a, b, c, d) = (id("调解"), id(" 调解\u{3000}"), id("  "), id("判决"));
        assert_eq!(id("调解"), a);
        assert_eq!((interner.word(a), interner.word(b)), (Some("mediated"), Some("mediated")));
        assert_eq!((interner.word(c), interner.word(d)), (None, Some("判决")));
    }

    /// Pairs of one length above 32 that differ in the middle only: few, and so many that all bytes are looked at.
    #[test]
    fn texts_with_the_same_ends_have_their_own_numbers() {
        for many in [CHANCE, 3_000] {
            let mut interner = Interner::new();
            let (start, end) = ("court of the first ", " instance of the city");
            let mut texts: Vec<String> = (0..many).map(|i| format!("{start}{i:05}{end}")).collect();
            texts.extend((0..many).map(|i| format!("{start}{}{i:05}{end}", "-".repeat(40))));
            texts.extend(["short".to_owned(), "of 24 bytes, in the middle".to_owned()]);
            let mut number = |text: &String| {
                interner.intern(text.as_bytes(), &plain(), |_| Ok(Cow::Borrowed("w"))).unwrap() as usize
            };
            let numbers: Vec<usize> = texts.iter().map(&mut number).collect();
            assert_eq!(numbers, (1..=texts.len()).collect::<Vec<_>>());
            assert_eq!(texts.iter().map(&mut number).collect::<Vec<_>>(), numbers);
            assert_eq!(interner.thorough, many > CHANCE);
        }
    }

    #[test]
    fn every_text_has_one_number_whatever_its_length() {
        let mut interner = Interner::new();
        // Of every length around the limits, and pairs that differ in one byte or only in closing zeros.
        let mut texts: Vec<Vec<u8>> = (0..100).map(|len| vec![b'x'; len]).collect();
        for len in [1, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 90] {
            for at in [0, len / 2, len - 1] {
                let mut text = vec![b'x'; len];
                text[at] = 0;
                texts.push(text);
            }
        }
        texts.sort();
        texts.dedup();
        let id = |interner: &mut Interner, text: &[u8]| {
            interner.intern(text, &plain(), |_| Ok(Cow::Borrowed("w"))).unwrap()
        };
        let first: Vec<u32> = texts.iter().map(|t| id(&mut interner, t)).collect();
        assert_eq!(first, (1..=texts.len() as u32).collect::<Vec<_>>());
        let again: Vec<u32> = texts.iter().rev().map(|t| id(&mut interner, t)).collect();
        assert_eq!(again, first.into_iter().rev().collect::<Vec<_>>());
        assert!(!interner.thorough, "the quick way is the one that was tested");
    }
}
