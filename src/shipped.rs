//! Texts that are shipped with the library, each read once, when it is first asked for.

use crate::{Error, Result};
use std::sync::OnceLock;

/// Shipped things of one kind, by name.
pub(crate) struct Shipped<T, const N: usize> {
    /// What they are, and the same in short.
    kind: (&'static str, &'static str),
    /// Name and text of each.
    texts: &'static [(&'static str, &'static str)],
    read: [OnceLock<Result<T>>; N],
    from_text: fn(&str) -> Result<T>,
}

impl<T, const N: usize> Shipped<T, N> {
    /// Things of a kind (what they are, and the same in short), read by `from_text`.
    pub const fn new(
        kind: (&'static str, &'static str),
        texts: &'static [(&'static str, &'static str)],
        from_text: fn(&str) -> Result<T>,
    ) -> Self {
        Self { kind, texts, read: [const { OnceLock::new() }; N], from_text }
    }

    /// The one of that name.
    ///
    /// # Errors
    /// When there is none, or its text cannot be read.
    pub fn lent(&self, name: &str) -> Result<&T> {
        let (what, short) = self.kind;
        let Some(place) = self.texts.iter().position(|(id, _)| *id == name) else {
            return Err(Error::unknown(what, name, self.texts.iter().map(|(id, _)| *id)));
        };
        let read = || (self.from_text)(self.texts[place].1).map_err(|e| e.at(format!("{short} {name}")));
        self.read[place].get_or_init(read).as_ref().map_err(Clone::clone)
    }
}
