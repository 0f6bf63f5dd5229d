//! How the bytes of a file spell letters, and how that is found out.
//!
//! A byte order mark decides; without one, text that is UTF-8 from beginning to end is UTF-8, and anything
//! else is GB18030, the Chinese standard that contains GBK and GB 2312. The order matters: most UTF-8 is
//! also formally valid GB18030. Latin-1 accepts every file, so it is used only when asked for.

use crate::{Error, ErrorKind, Result};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, which ASCII is a part of.
    Utf8,
    /// GB18030, which GBK and GB 2312 are parts of.
    Gb18030,
    /// Windows-1252, which Latin-1 is read as everywhere.
    Latin1,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

const NAMES: [(&str, Encoding); 12] = [
    ("utf-8", Encoding::Utf8),
    ("gb18030", Encoding::Gb18030),
    ("latin-1", Encoding::Latin1),
    ("utf-16le", Encoding::Utf16Le),
    ("utf-16be", Encoding::Utf16Be),
    ("utf8", Encoding::Utf8),
    ("gbk", Encoding::Gb18030),
    ("gb2312", Encoding::Gb18030),
    ("iso-8859-1", Encoding::Latin1),
    ("windows-1252", Encoding::Latin1),
    ("cp1252", Encoding::Latin1),
    ("cp936", Encoding::Gb18030),
];

impl Encoding {
    /// The text that `bytes` spell.
    ///
    /// Decode each distinct value of a column once, not the whole file.
    ///
    /// # Errors
    /// When the bytes are not valid in this encoding; the message shows them and names the other encodings.
    ///
    /// ```
    /// use courtmetrics::read::csv::Encoding;
    /// assert_eq!(Encoding::Gb18030.decode(b"\xb7\xa8\xd4\xba")?, "法院");
    /// assert!(Encoding::Utf8.decode(b"\xb7\xa8\xd4\xba").is_err());
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>> {
        if self == Self::Utf8 {
            return std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| self.invalid(bytes));
        }
        let text = self.table().decode_without_bom_handling_and_without_replacement(bytes);
        text.ok_or_else(|| self.invalid(bytes))
    }

    /// As [`Encoding::decode`], with `�` for what cannot be decoded: for messages, never for data.
    pub fn decode_lossy(self, bytes: &[u8]) -> Cow<'_, str> {
        self.table().decode_without_bom_handling(bytes).0
    }

    fn invalid(self, bytes: &[u8]) -> Error {
        let shown: String = self.decode_lossy(&bytes[..bytes.len().min(60)]).chars().take(40).collect();
        let others: Vec<String> = ["utf-8", "gb18030", "latin-1"]
            .iter()
            .filter(|name| name.parse() != Ok(self))
            .map(|name| format!("encoding=\"{name}\""))
            .collect();
        Error::new(ErrorKind::Read, format!("\"{shown}\" holds bytes that are not {self}"))
            .rule(format!("the file is read as {self}"))
            .hint(format!("pass {}", others.join(" or ")))
    }

    pub(super) fn table(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Gb18030 => encoding_rs::GB18030,
            Self::Latin1 => encoding_rs::WINDOWS_1252,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
        }
    }

    /// Whether text in this encoding can be cut at `delimiter`, quotes and line ends as it stands.
    ///
    /// In GB18030 the second byte of a character may be any of the bytes from `@` to `~`, the vertical bar
    /// among them, and the second of four a digit; never a comma, a semicolon, a tab, a quote or a line end.
    pub(super) fn is_cut_as_bytes(self, delimiter: u8) -> bool {
        match self {
            Self::Utf8 | Self::Latin1 => true,
            Self::Gb18030 => delimiter < b'@' && !delimiter.is_ascii_digit(),
            Self::Utf16Le | Self::Utf16Be => false,
        }
    }

    /// The encoding that the byte order mark at the start of `head` stands for, and the mark's length.
    pub(super) fn of_mark(head: &[u8]) -> Option<(Self, usize)> {
        match head {
            [0xef, 0xbb, 0xbf, ..] => Some((Self::Utf8, 3)),
            [0xff, 0xfe, ..] => Some((Self::Utf16Le, 2)),
            [0xfe, 0xff, ..] => Some((Self::Utf16Be, 2)),
            _ => None,
        }
    }

    /// The encoding of a file without a mark that begins with `head`; `whole` where that is all of it.
    pub(super) fn detect(head: &[u8], whole: bool) -> Result<Self> {
        match std::str::from_utf8(head) {
            Ok(_) => return Ok(Self::Utf8),
            // A character cut off at the end of the head is no sign of anything.
            Err(error) if error.error_len().is_none() && !whole => return Ok(Self::Utf8),
            Err(_) => {}
        }
        let mut decoder = encoding_rs::GB18030.new_decoder_without_bom_handling();
        let mut out = String::with_capacity(decoder.max_utf8_buffer_length(head.len()).unwrap_or(0));
        let (result, read) = decoder.decode_to_string_without_replacement(head, &mut out, whole);
        if result == encoding_rs::DecoderResult::InputEmpty {
            return Ok(Self::Gb18030);
        }
        Err(Error::new(ErrorKind::Read, format!("byte {} is neither UTF-8 nor GB18030", read.max(1)))
            .rule("without a byte order mark a file is UTF-8 or else GB18030")
            .hint("pass encoding=\"latin-1\" if it is Western European text"))
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NAMES.iter().find(|(_, encoding)| encoding == self).map_or("", |(name, _)| name))
    }
}

impl FromStr for Encoding {
    type Err = Error;

    /// Reads `utf-8`, `gb18030`, `gbk`, `latin-1`, `iso-8859-1`, `windows-1252`, `utf-16le`... in any case.
    fn from_str(name: &str) -> Result<Self> {
        let lower = name.to_ascii_lowercase();
        let found = NAMES.iter().find(|(known, _)| *known == lower);
        found
            .map(|&(_, encoding)| encoding)
            .ok_or_else(|| Error::unknown("encoding", name, NAMES.iter().map(|(known, _)| *known)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_text_without_a_mark_is_told_apart() {
        let text = "案号,法院\n(2023)浙0482民初1号,平湖市人民法院\n";
        assert_eq!(Encoding::detect(text.as_bytes(), true), Ok(Encoding::Utf8));
        let (gb, _, _) = encoding_rs::GB18030.encode(text);
        assert_eq!(Encoding::detect(&gb, true), Ok(Encoding::Gb18030));
        assert_eq!(Encoding::Gb18030.decode(&gb).unwrap(), text);
    }

    #[test]
    fn a_character_cut_off_at_the_end_of_the_head_is_no_sign() {
        assert_eq!(Encoding::detect("法院".as_bytes().split_last().unwrap().1, false), Ok(Encoding::Utf8));
        let (gb, _, _) = encoding_rs::GB18030.encode("法院法院法");
        assert_eq!(Encoding::detect(&gb[..gb.len() - 1], false), Ok(Encoding::Gb18030));
    }

    #[test]
    fn bytes_that_are_neither_ask_for_the_encoding() {
        assert_eq!(
            Encoding::detect(b"caf\xe9", true).unwrap_err().to_string(),
            "byte 4 is neither UTF-8 nor GB18030; without a byte order mark a file is UTF-8 or else GB18030; \
             hint: pass encoding=\"latin-1\" if it is Western European text"
        );
        assert_eq!(Encoding::Latin1.decode(b"caf\xe9").unwrap(), "café");
        assert_eq!(
            Encoding::Utf8.decode(b"caf\xe9").unwrap_err().to_string(),
            "\"caf\u{fffd}\" holds bytes that are not utf-8; the file is read as utf-8; \
             hint: pass encoding=\"gb18030\" or encoding=\"latin-1\""
        );
    }

    #[test]
    fn names_are_read_in_any_case_and_unknown_ones_answered() {
        assert_eq!("GBK".parse(), Ok(Encoding::Gb18030));
        assert_eq!("ISO-8859-1".parse::<Encoding>().unwrap().to_string(), "latin-1");
        assert!("utf-9".parse::<Encoding>().unwrap_err().to_string().ends_with("did you mean \"utf-8\"?"));
    }

    #[test]
    fn no_character_of_gb18030_holds_a_byte_that_text_is_cut_at() {
        for lead in 0x81..=0xfe_u8 {
            for cut in (0..128_u8).filter(|&b| Encoding::Gb18030.is_cut_as_bytes(b)) {
                let text = Encoding::Gb18030.decode_lossy(&[lead, cut, b'a', b'a']).into_owned();
                assert!(text.contains(cut as char), "{lead:x} {cut:x}");
            }
        }
    }
}
