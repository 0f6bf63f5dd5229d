//! Words as codes.

use super::{FieldReader, each_int, each_truth, is_valid, text_of};
use crate::Result;
use crate::case::{Ends, RawColumn, Rows, SHORT, Text};
use crate::cube::interner::{Interner, Translation};
use crate::cube::machine::{Work, wide};

impl FieldReader {
    /// Codes of the words of rows `at..at + out.len()`; [`FieldReader::ids`] says what they stand for.
    #[inline(always)]
    pub fn words(
        &mut self,
        translation: &Translation,
        rows: &dyn Rows,
        column: &RawColumn<'_>,
        at: usize,
        out: &mut [u32],
    ) -> Result<()> {
        let interner = &mut self.interner;
        let before = self.dictionary.take();
        match column {
            RawColumn::Absent => out.fill(self.default),
            RawColumn::AllNull => out.fill(0),
            RawColumn::Text { text, valid } => {
                look_up(interner, text, at, out);
                for (w, ids) in out.chunks_mut(64).enumerate() {
                    let first = at + 64 * w;
                    let there = valid.as_ref().map_or(u64::MAX, |valid| valid.word(first));
                    let all = there == u64::MAX;
                    if !all {
                        let keep = |(i, id): (usize, &mut u32)| *id *= (there >> i & 1) as u32;
                        ids.iter_mut().enumerate().for_each(keep);
                    }
                    if !all || ids.contains(&0) {
                        let here =
                            ids.iter_mut().enumerate().filter(|(i, id)| there >> i & 1 != 0 && **id == 0);
                        for (i, id) in here {
                            *id = interner.intern(text.get(first + i), translation, |b| rows.decode(b))?;
                        }
                    }
                }
            }
            RawColumn::Coded { codes, valid, words, word_valid, identity } => {
                if before != Some(*identity) {
                    self.code_ids.clear();
                    for code in 0..words.len() {
                        self.code_ids.push(if is_valid(word_valid.as_ref(), code) {
                            interner.intern(words.get(code), translation, |b| rows.decode(b))?
                        } else {
                            0
                        });
                    }
                    self.code_ids.push(0);
                }
                self.dictionary = Some(*identity);
                let none = words.len() as u32;
                each_int(codes, valid.as_ref(), at, out, none, |code| (code as u32).min(none));
            }
            RawColumn::Bools { bits, valid } => {
                let decode = |b| Ok(String::from_utf8_lossy(b));
                let no = interner.intern(b"false", translation, decode)?;
                let yes = interner.intern(b"true", translation, decode)?;
                each_truth(bits, valid.as_ref(), at, out, [no, yes, 0]);
            }
            RawColumn::Ints { values, valid } => {
                for (i, id) in out.iter_mut().enumerate() {
                    let here = is_valid(valid.as_ref(), at + i);
                    *id = if here { interner.intern_whole(values.get(at + i), translation)? } else { 0 };
                }
            }
            RawColumn::Floats { .. }
            | RawColumn::Decimals { .. }
            | RawColumn::Dates { .. }
            | RawColumn::Instants { .. } => {
                for (i, id) in out.iter_mut().enumerate() {
                    *id = match text_of(column, at + i) {
                        Some(text) => {
                            interner.intern(text.as_bytes(), translation, |_| Ok(text.clone().into()))?
                        }
                        None => 0,
                    };
                }
            }
        }
        Ok(())
    }

    /// What the codes of the last block stand for: `None` where they are ids of the interner; else the ids, by
    /// code, and the number of the dictionary that they are of.
    pub fn ids(&self) -> Option<(u64, &[u32])> {
        self.dictionary.map(|dictionary| (dictionary, self.code_ids.as_slice()))
    }

    /// The id that a code of the last block stands for.
    pub fn id(&self, code: u32) -> u32 {
        match self.ids() {
            Some((_, ids)) => ids.get(code as usize).copied().unwrap_or(0),
            None => code,
        }
    }

    /// The code for "no word" in the last block.
    pub fn none(&self) -> u32 {
        self.ids().map_or(0, |(_, ids)| ids.len() as u32 - 1)
    }
}

/// Texts whose numbers are looked up.
struct LookedUp<'b> {
    interner: &'b Interner,
    text: &'b Text<'b>,
    at: usize,
    out: &'b mut [u32],
}

impl Work for LookedUp<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { interner, text, at, out } = self;
        let mut ends = [Ends::default(); 64];
        for (w, ids) in out.chunks_mut(64).enumerate() {
            let (first, ends) = (at + 64 * w, &mut ends[..ids.len()]);
            text.ends(first, ends);
            for (i, (id, ends)) in ids.iter_mut().zip(ends).enumerate() {
                *id = if ends.len <= SHORT {
                    interner.short(*ends)
                } else {
                    interner.long(*ends, text.get(first + i))
                };
            }
        }
    }
}

/// The numbers of the texts from row `at` on; 0 for each that is new.
///
/// A pass of its own, since the many values of the pass around it would take the registers that this loop needs.
#[inline(never)]
fn look_up(interner: &Interner, text: &Text<'_>, at: usize, out: &mut [u32]) {
    wide(LookedUp { interner, text, at, out });
}
