//! Text that has to be unpacked or decoded from its beginning: on a thread of its own, a few blocks ahead.

use super::encoding::Encoding;
use super::source::Input;
use std::io::{self, BufReader, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender};

/// Compressed bytes read at once.
const GULP: usize = 256 << 10;

/// How the bytes of an input are compressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Packing {
    #[default]
    Plain,
    Gzip,
    #[cfg(feature = "zstd")]
    Zstd,
}

impl Packing {
    /// Tells it by the first bytes.
    pub(super) fn of(start: &[u8]) -> Self {
        match start {
            [0x1f, 0x8b, ..] => Self::Gzip,
            // A frame, or a skippable one, as programs that compress in parallel write it first.
            #[cfg(feature = "zstd")]
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }

    /// A reader of what the bytes hold; several parts behind each other are one text.
    #[cfg_attr(not(feature = "zstd"), allow(clippy::unnecessary_wraps, reason = "only zstd can fail here"))]
    pub(super) fn reader<'a>(self, bytes: impl Read + Send + 'a) -> io::Result<Box<dyn Read + Send + 'a>> {
        Ok(match self {
            Self::Plain => Box::new(bytes),
            Self::Gzip => {
                Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(GULP, bytes)))
            }
            #[cfg(feature = "zstd")]
            Self::Zstd => Box::new(zstd::Decoder::with_buffer(BufReader::with_capacity(GULP, bytes))?),
        })
    }
}

/// How the text of an input is reached from its beginning.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Unpack {
    /// How the bytes are compressed.
    pub packing: Packing,
    /// The encoding to turn into UTF-8, where the text cannot be cut as it stands.
    pub recode: Option<Encoding>,
}

impl Unpack {
    /// A reader of the text; `taken` counts the bytes of the input that were used.
    pub(super) fn reader<'a>(
        self,
        input: &'a Input,
        taken: &'a AtomicU64,
    ) -> io::Result<Box<dyn Read + Send + 'a>> {
        let bytes = self.packing.reader(FromStart { input, taken })?;
        Ok(match self.recode {
            Some(encoding) => Box::new(Recode::new(bytes, encoding)),
            None => bytes,
        })
    }
}

/// An input read from its start.
struct FromStart<'a> {
    input: &'a Input,
    taken: &'a AtomicU64,
}

impl Read for FromStart<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Nobody else writes `taken`: it is the position, shared only to be looked at.
        let at = self.taken.load(Ordering::Relaxed);
        let n = self.input.read_at(buffer, at)?;
        self.taken.store(at + n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Text turned into UTF-8, strictly; a byte order mark is left out.
struct Recode<R> {
    bytes: R,
    decoder: encoding_rs::Decoder,
    encoding: Encoding,
    buffer: Vec<u8>,
    /// The part of `buffer` that is still to be decoded.
    pending: std::ops::Range<usize>,
    ended: bool,
    finished: bool,
}

impl<R: Read> Recode<R> {
    fn new(bytes: R, encoding: Encoding) -> Self {
        let decoder = encoding.table().new_decoder_with_bom_removal();
        Self { bytes, decoder, encoding, buffer: vec![0; GULP], pending: 0..0, ended: false, finished: false }
    }
}

impl<R: Read> Read for Recode<R> {
    /// `out` should be of some size: where not even one character fits, the text seems to end.
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.finished {
            if self.pending.is_empty() && !self.ended {
                let n = self.bytes.read(&mut self.buffer)?;
                self.pending = 0..n;
                self.ended = n == 0;
            }
            let source = &self.buffer[self.pending.clone()];
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(source, out, self.ended);
            self.pending.start += read;
            self.finished = self.ended && result == encoding_rs::DecoderResult::InputEmpty;
            match result {
                encoding_rs::DecoderResult::Malformed(..) => {
                    let message = format!("holds bytes that are not {}", self.encoding);
                    return Err(io::Error::new(io::ErrorKind::InvalidData, message));
                }
                _ if written > 0 || self.ended => return Ok(written),
                _ => {}
            }
        }
        Ok(0)
    }
}

/// Reads until `buffer` is full or the reader ends.
pub(super) fn fill(reader: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut done = 0;
    // A decoder needs room for a whole character, so the last few bytes may stay free.
    while done + 16 <= buffer.len() || done == 0 {
        match reader.read(&mut buffer[done..]) {
            Ok(0) => break,
            Ok(n) => done += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// Sends what `reader` gives in pieces of `size` bytes, an empty one last, in buffers that come `back`.
pub(super) fn send(
    reader: &mut dyn Read,
    size: usize,
    out: &SyncSender<io::Result<Vec<u8>>>,
    back: &Receiver<Vec<u8>>,
) {
    loop {
        let mut piece = back.try_recv().unwrap_or_default();
        piece.resize(size, 0);
        let piece = fill(reader, &mut piece).map(|n| {
            piece.truncate(n);
            piece
        });
        let end = piece.as_ref().map_or(true, Vec::is_empty);
        // The receiver is gone when the scan was given up.
        if out.send(piece).is_err() || end {
            return;
        }
    }
}
