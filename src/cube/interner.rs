//! Words of one column, numbered as they are first met.
//!
//! A distinct cell text is decoded, trimmed and translated once; every later row that says the same costs one
//! look-up of its bytes. Number 0 is "no word".

use crate::Result;
use hashbrown::HashTable;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasher;

/// Numbers for the distinct texts of a column, and the word that each of them means.
#[derive(Debug)]
pub(crate) struct Interner {
    hasher: foldhash::fast::RandomState,
    table: HashTable<u32>,
    /// Where the bytes of text `id` end; they start where those of `id − 1` end.
    ends: Vec<usize>,
    bytes: Vec<u8>,
    words: Vec<Option<String>>,
    whole: HashMap<i64, u32>,
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
            table: HashTable::new(),
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
        let hash = self.hasher.hash_one(text);
        let same = |id: &u32| self.bytes[self.ends[*id as usize - 1]..self.ends[*id as usize]] == *text;
        if let Some(id) = self.table.find(hash, same) {
            return Ok(*id);
        }
        let word = translation.word(&decode(text)?);
        Ok(self.insert(hash, text, word))
    }

    #[cold]
    fn insert(&mut self, hash: u64, text: &[u8], word: Option<String>) -> u32 {
        let id = self.words.len() as u32;
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len());
        self.words.push(word);
        let (hasher, bytes, ends) = (&self.hasher, &self.bytes, &self.ends);
        self.table.insert_unique(hash, id, |id| {
            hasher.hash_one(&bytes[ends[*id as usize - 1]..ends[*id as usize]])
        });
        id
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
        self.bytes.capacity() + self.ends.capacity() * 40 + self.table.capacity() * 5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_differ_in_white_space_mean_one_word() {
        let translation = Translation {
            words: BTreeMap::from([("调解".to_owned(), "mediated".to_owned())]),
            nulls: BTreeSet::from([String::new()]),
        };
        let mut interner = Interner::new();
        let mut id = |text: &'static str| {
            interner.intern(text.as_bytes(), &translation, |b| Ok(String::from_utf8_lossy(b))).unwrap() as usize
        };
        let (a, b, c, d) = (id("调解"), id(" 调解\u{3000}"), id("  "), id("判决"));
        assert_eq!(id("调解"), a);
        assert_eq!((interner.word(a), interner.word(b)), (Some("mediated"), Some("mediated")));
        assert_eq!((interner.word(c), interner.word(d)), (None, Some("判决")));
    }
}
