//! Cubes in files: an Arrow file of their cells, with the version of its layout and a checksum of every byte.
//!
//! A file holds one record batch for each event of the cube, one row for each cell (`cells`), and in the metadata
//! the head that says what the numbers mean. Between the batches and Arrow's footer, where Arrow's readers do not
//! look, stand sixteen bytes: eight letters, the layout's number, and the CRC-32 of all other bytes of the file.
//! A CRC-32 finds every damage within 32 bits that lie together for certain, and any other but for one in 2³².
//!
//! Counts are kept as the cube has them, so that a file opens about as fast as it is read. For other programs, and
//! for merging in SQL, a cube is written as a table of single numbers: [`Cube::to_batch`].

mod cells;
mod load;

use crate::cube::head::Head;
use crate::cube::machine::large_pages;
use crate::cube::{Cube, head};
use crate::{Error, ErrorKind, Result};
use arrow_ipc::writer::FileWriter;
use arrow_schema::Schema;
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The number of this layout.
const LAYOUT: u32 = 1;
/// The letters by which the sixteen bytes are known.
const LETTERS: [u8; 8] = *b"COURTCUB";
/// Letters, layout and checksum.
const SEAL: usize = 16;
/// How an Arrow file begins and ends.
const ARROW: &[u8] = b"ARROW1";
/// Behind the footer: its length, and how the file ends.
const TAIL: usize = 4 + ARROW.len();

impl Cube {
    /// The cube as the bytes of a stored one.
    ///
    /// # Errors
    /// When an event has more than 2³¹ − 1 numbers.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let metadata = HashMap::from([(head::HEAD.to_owned(), Head::of_file(self).to_text()?)]);
        let schema = Arc::new(Schema::new_with_metadata(cells::fields(&self.shape().by), metadata));
        let failed = |e| Error::new(ErrorKind::Read, format!("the cube cannot be written: {e}"));
        let mut writer = FileWriter::try_new(Vec::new(), &schema).map_err(failed)?;
        let words = cells::words(self)?;
        for event in 0..self.stores.len() {
            writer.write(&cells::batch(self, event, &words, &schema)?).map_err(failed)?;
        }
        writer.finish().map_err(failed)?;
        let mut bytes = writer.into_inner().map_err(failed)?;
        let footer = footer_start(&bytes).ok_or_else(|| damaged("the footer is not where Arrow wrote it"))?;
        let mut seal = LETTERS.to_vec();
        seal.extend(LAYOUT.to_le_bytes());
        seal.extend([0; 4]);
        bytes.splice(footer..footer, seal);
        let sum = checksum(&bytes, footer + SEAL);
        bytes[footer + SEAL - 4..footer + SEAL].copy_from_slice(&sum.to_le_bytes());
        Ok(bytes)
    }

    /// A cube from the bytes of a stored one.
    ///
    /// # Errors
    /// When they are no stored cube, are cut or damaged, are of a layout that this version does not know, or tell
    /// cases apart in another way than this version does.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        check(&bytes)?;
        load::cube(bytes)
    }

    /// Saves the cube to a file, in the place of one that is there: the old one stays until the new one is whole.
    ///
    /// # Errors
    /// As [`Cube::to_bytes`], and when the file cannot be written; what was there is there still then.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let bytes = self.to_bytes()?;
        // What a link points to is replaced, not the link.
        let place = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let beside = beside(&place);
        let written = File::create_new(&beside).and_then(|mut file| {
            file.write_all(&bytes)?;
            file.sync_all()?;
            std::fs::rename(&beside, &place)
        });
        written.map_err(|error| {
            // What is left of the attempt is of no use; that it cannot be removed is no further error.
            let _ = std::fs::remove_file(&beside);
            failed(path, &error)
        })
    }

    /// Opens a cube that was saved.
    ///
    /// # Errors
    /// As [`Cube::from_bytes`], and when the file cannot be read.
    ///
    /// ```
    /// use courtmetrics::cube::Cube;
    /// use courtmetrics::measure::Request;
    /// use courtmetrics::read::{Cases, ScanOptions};
    /// # let path = std::env::temp_dir().join(format!("courtmetrics-{}.cube", std::process::id()));
    ///
    /// let mut january = Cases::new(["court", "filed_on", "resolved_on"]);
    /// january.push(["Pinghu".into(), "2023-01-05".into(), "2023-03-01".into()])?;
    /// let request = Request::new(&["cepej"])?.by(&["court"]);
    /// request.run(&mut january, ScanOptions::default())?.cube.save(&path)?;
    ///
    /// let mut february = Cases::new(["court", "filed_on", "resolved_on"]);
    /// february.push(["Pinghu".into(), "2023-02-01".into(), "".into()])?;
    /// let mut cube = Cube::open(&path)?;
    /// Request::of_cases().add_to(&mut cube, &mut february, ScanOptions::default())?;
    /// cube.save(&path)?;
    ///
    /// let cube = Cube::open(&path)?;
    /// assert_eq!((cube.tally().accepted(), cube.additions().len()), (2, 2));
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = read(path).map_err(|e| failed(path, &e))?;
        Self::from_bytes(bytes).map_err(|e| e.at(path.display()))
    }
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let len = usize::try_from(file.metadata()?.len()).unwrap_or(0);
    let mut bytes = Vec::with_capacity(len + 1);
    large_pages(bytes.spare_capacity_mut());
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A name beside the file that nobody else uses.
fn beside(place: &Path) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let mut name = place.as_os_str().to_owned();
    name.push(format!(".{}-{}.part", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
    PathBuf::from(name)
}

/// Where Arrow's footer begins.
fn footer_start(bytes: &[u8]) -> Option<usize> {
    let tail = bytes.len().checked_sub(TAIL)?;
    let (length, end) = bytes[tail..].split_first_chunk::<4>()?;
    if end != ARROW {
        return None;
    }
    tail.checked_sub(usize::try_from(i32::from_le_bytes(*length)).ok()?)
}

/// The CRC-32 of all bytes but the four before `end`.
fn checksum(bytes: &[u8], end: usize) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&bytes[..end - 4]);
    sum.update(&bytes[end..]);
    sum.finalize()
}

/// # Errors
/// When the bytes are not those of a stored cube of a known layout, whole and as they were written.
fn check(bytes: &[u8]) -> Result<()> {
    if bytes.starts_with(b"PAR1") {
        return Err(Error::new(ErrorKind::Read, "this is a Parquet file and no stored cube")
            .rule("a stored cube is an Arrow file")
            .hint("a cube's table is read by Cube.read"));
    }
    if !bytes.starts_with(ARROW) {
        return Err(Error::new(ErrorKind::Read, "this is no stored cube")
            .rule("a stored cube is an Arrow file that was written by Cube.save"));
    }
    if !bytes.ends_with(ARROW) || bytes.len() < ARROW.len() + SEAL + TAIL {
        return Err(damaged(&format!("the file ends after {} bytes, before its end", bytes.len())));
    }
    let seal = footer_start(bytes)
        .and_then(|footer| Some((footer, bytes[..footer].last_chunk::<SEAL>()?)))
        .filter(|(_, seal)| seal.starts_with(&LETTERS));
    let Some((footer, seal)) = seal else {
        return Err(damaged("no version and checksum stand before the footer of the Arrow file"));
    };
    let number = |at: usize| u32::from_le_bytes([seal[at], seal[at + 1], seal[at + 2], seal[at + 3]]);
    let (layout, written, found) = (number(8), number(12), checksum(bytes, footer));
    if written != found {
        return Err(damaged(&format!("the checksum is {found:08x}, and the file says {written:08x}")));
    }
    if layout == 0 || layout > LAYOUT {
        return Err(Error::new(ErrorKind::Mismatch, format!("the stored cube has layout {layout}"))
            .rule(format!("this version reads layouts up to {LAYOUT}"))
            .hint("update courtmetrics, or build the cube again"));
    }
    Ok(())
}

fn damaged(what: &str) -> Error {
    Error::new(ErrorKind::Read, what)
        .rule("a stored cube is read only as it was saved")
        .hint("fetch the file again, or build the cube again")
}

fn failed(path: &Path, error: &std::io::Error) -> Error {
    Error::new(ErrorKind::Read, format!("{}: {error}", path.display()))
}
