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
    /// The bytes of a short text, the hash of a long one.
    key: u128,
    len: u32,
    /// Its number; 0 where the slot is free.
    id: u32,
}

/// A slot that was looked for: its text's number and the place of the next slot.
struct Found {
    id: u32,
    next: u64,
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
        match self.number(Head::of(text), || text) {
            0 => self.insert(text, translation, decode),
            id => Ok(id),
        }
    }

    /// The number of the text that begins with `head`, and is `text` where that is not all; 0 where it is new.
    #[inline(always)]
    pub fn number<'a>(&self, head: Head, text: impl FnOnce() -> &'a [u8]) -> u32 {
        if head.len <= SHORT {
            let (hash, key) = self.key(head, &[]);
            return self.find(hash, key, head.len).id;
        }
        let text = text();
        let (mut hash, key) = self.key(head, text);
        // Another text may have this one's hash. A loop and no closure, so that it is compiled for wide instructions.
        loop {
            let slot = self.find(hash, key, head.len);
            if slot.id == 0 || same(self.text(slot.id), text) {
                return slot.id;
            }
            hash = slot.next;
        }
    }

    /// The hash of a text and what a slot keeps of it; the text itself is looked at only where it is long.
    #[inline(always)]
    fn key(&self, head: Head, text: &[u8]) -> (u64, u128) {
        if head.len > SHORT {
            let hash = self.hash_long(text);
            return (hash, u128::from(hash));
        }
        (self.hasher.hash_one(head.bytes), head.bytes)
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

    /// The first slot from that of `hash` on which is free or has this key and length.
    #[inline(always)]
    fn find(&self, hash: u64, key: u128, len: u32) -> Found {
        let last = self.slots.len() - 1;
        let mut at = hash as usize & last;
        loop {
            let slot = &self.slots[at];
            if slot.id == 0 || (slot.key == key && slot.len == len) {
                return Found { id: slot.id, next: at as u64 + 1 };
            }
            at = (at + 1) & last;
        }
    }

    #[inline(always)]
    fn text(&self, id: u32) -> &[u8] {
        &self.bytes[self.ends[id as usize - 1]..self.ends[id as usize]]
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
        let text = self.text(id);
        let head = Head::of(text);
        let (hash, key) = self.key(head, text);
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
