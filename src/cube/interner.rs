//! Words of one column, numbered as they are first met.
//!
//! A distinct cell text is decoded, trimmed and translated once; every later row that says the same costs one
//! look-up of its bytes. Number 0 is "no word".

use crate::Result;
use crate::case::{Head, SHORT};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, Hasher};

/// Numbers for the distinct texts of a column, and the word that each of them means.
#[derive(Debug)]
pub(crate) struct Interner {
    hasher: foldhash::fast::RandomState,
    /// The texts by hash, each in the first free slot from its own on; at most half are taken.
    slots: Vec<Slot>,
    /// Where the bytes of text `id` end; they start where those of `id − 1` end.
    ends: Vec<usize>,
    bytes: Vec<u8>,
    words: Vec<Option<String>>,
    whole: HashMap<i64, u32>,
}

/// A text that has been met.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// The bytes of a short text; of a long one its hash, and above that where it starts.
    key: u128,
    len: u32,
    /// Its number; 0 where the slot is free.
    id: u32,
}

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
        Self {
            hasher: foldhash::fast::RandomState::default(),
            slots: vec![Slot::default(); 64],
            ends: vec![0],
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
        let head = Head::of(text);
        match if head.len <= SHORT { self.short(head) } else { self.long(text) } {
            0 => self.insert(text, translation, decode),
            id => Ok(id),
        }
    }

    /// The number of a text of at most [`SHORT`] bytes, which stands in its head whole; 0 where it is new.
    #[inline(always)]
    pub fn short(&self, head: Head) -> u32 {
        let last = self.slots.len() - 1;
        let mut at = self.hash_short(head.bytes) as usize & last;
        loop {
            let slot = &self.slots[at];
            if slot.id == 0 || (slot.key == head.bytes && slot.len == head.len) {
                return slot.id;
            }
            at = (at + 1) & last;
        }
    }

    /// The number of a longer text; 0 where it is new.
    #[inline(always)]
    pub fn long(&self, text: &[u8]) -> u32 {
        let last = self.slots.len() - 1;
        let hash = self.hash_long(text);
        let mut at = hash as usize & last;
        // A loop and no closure, so that it is compiled for wide instructions.
        loop {
            let slot = &self.slots[at];
            let alike = slot.key as u64 == hash && slot.len as usize == text.len();
            // Another text may have this one's hash.
            if slot.id == 0 || (alike && same(self.text(slot), text)) {
                return slot.id;
            }
            at = (at + 1) & last;
        }
    }

    /// The long text of a slot.
    #[inline(always)]
    fn text(&self, slot: &Slot) -> &[u8] {
        let start = (slot.key >> 64) as usize;
        &self.bytes[start..start + slot.len as usize]
    }

    /// The hash of a short text.
    #[inline(always)]
    fn hash_short(&self, bytes: u128) -> u64 {
        self.hasher.hash_one(bytes)
    }

    /// The hash of a text longer than [`SHORT`]: pieces of 16 bytes from both ends, which overlap, are all of it.
    #[inline(always)]
    fn hash_long(&self, text: &[u8]) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        let ends = |n| text.first_chunk::<16>().zip(text.last_chunk::<16>()).filter(|_| text.len() <= n);
        let inner = || text[16..].first_chunk::<16>().zip(text[..text.len() - 16].last_chunk::<16>());
        let mut put = |(a, b): (&[u8; 16], &[u8; 16])| {
            hasher.write_u128(u128::from_le_bytes(*a));
            hasher.write_u128(u128::from_le_bytes(*b));
        };
        match ends(64) {
            Some(outer) => {
                put(outer);
                if text.len() > 32 {
                    inner().map(put);
                }
            }
            None => hasher.write(text),
        }
        hasher.finish()
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
        self.ends.push(self.bytes.len());
        self.words.push(word);
        if self.words.len() * 2 > self.slots.len() {
            let room = self.slots.len() * 4;
            self.slots.clear();
            self.slots.resize(room, Slot::default());
            (1..id).for_each(|known| self.place(known));
        }
        self.place(id);
        Ok(id)
    }

    /// Puts a text into the first free slot from its own on.
    fn place(&mut self, id: u32) {
        let start = self.ends[id as usize - 1];
        let text = &self.bytes[start..self.ends[id as usize]];
        let head = Head::of(text);
        let (hash, key) = if head.len <= SHORT {
            (self.hash_short(head.bytes), head.bytes)
        } else {
            let hash = self.hash_long(text);
            (hash, (start as u128) << 64 | u128::from(hash))
        };
        let last = self.slots.len() - 1;
        let mut at = hash as usize & last;
        while self.slots[at].id != 0 {
            at = (at + 1) & last;
        }
        self.slots[at] = Slot { key, len: head.len, id };
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
        self.bytes.capacity() + self.ends.capacity() * 40 + self.slots.capacity() * size_of::<Slot>()
    }
}

/// Whether two texts are equal, of which one is longer than [`SHORT`]; two overlapping ends of one width say it
/// without a loop, whatever the length.
#[inline(always)]
fn same(a: &[u8], b: &[u8]) -> bool {
    match a.len() {
        len if len != b.len() => false,
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
    }
}
