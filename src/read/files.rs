//! Several files as one source: the rows of each behind those of the one before.
//!
//! The files name the same columns in the same order; they may be of different kinds, and each is opened when
//! it is its turn. A row that is set aside knows its file and its place in it.

use crate::case::Rows;
use crate::cube::Worker;
use crate::read::open::open_file;
use crate::read::{OpenOptions, ScanOptions, Source, Visit};
use crate::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Files whose rows are one export.
#[derive(Debug)]
pub struct Files {
    /// Each path, and the bytes of the file.
    paths: Vec<(PathBuf, u64)>,
    options: OpenOptions,
    header: Vec<String>,
    parts: Vec<(Arc<str>, u64)>,
    notes: Vec<String>,
}

impl Files {
    /// Looks at the header of every file.
    ///
    /// # Errors
    /// When there is no file, one cannot be opened, or one names other columns than the first.
    pub fn open(files: Vec<PathBuf>, options: OpenOptions) -> Result<Self> {
        let mut header: Option<Vec<String>> = None;
        let mut paths = Vec::with_capacity(files.len());
        for path in files {
            let own = open_file(&path, &options)?.header().to_vec();
            match &header {
                None => header = Some(own),
                Some(first) => agree(first, &own).map_err(|e| e.at(path.display()))?,
            }
            let bytes = std::fs::metadata(&path).map_or(1, |about| about.len().max(1));
            paths.push((path, bytes));
        }
        let header = header
            .ok_or_else(|| Error::new(ErrorKind::Argument, "no file is named").hint("name at least one"))?;
        Ok(Self { paths, options, header, parts: Vec::new(), notes: Vec::new() })
    }
}

/// Whether a file names the columns of the first one.
fn agree(first: &[String], own: &[String]) -> Result<()> {
    if first == own {
        return Ok(());
    }
    let lacks = first.iter().find(|name| !own.contains(name));
    let more = own.iter().find(|name| !first.contains(name));
    let place = first.iter().zip(own).position(|(a, b)| a != b).unwrap_or(first.len().min(own.len()));
    let what = match (lacks, more) {
        (Some(name), _) => format!("there is no column \"{name}\""),
        (None, Some(name)) => format!("column \"{name}\" is not in the first file"),
        (None, None) => {
            let name = own.get(place).map_or("", String::as_str);
            format!("column {} is \"{name}\", and another one in the first file", place + 1)
        }
    };
    Err(Error::new(ErrorKind::Mismatch, what)
        .rule("files that are read as one have the same columns in the same order")
        .hint("read it by itself, and merge the cubes"))
}

impl Source for Files {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!("{} files are read as one", self.paths.len())];
        notes.extend(self.notes.iter().cloned());
        notes
    }

    fn parts(&self) -> &[(Arc<str>, u64)] {
        &self.parts
    }

    fn show(
        &mut self,
        wanted: &[usize],
        workers: &mut [Worker<'_>],
        options: &ScanOptions<'_>,
        visit: &Visit<'_>,
    ) -> Result<()> {
        let total: u64 = self.paths.iter().map(|(_, bytes)| bytes).sum();
        let (mut before, mut bytes_before) = (0u64, 0u64);
        let mut said: BTreeMap<String, Vec<String>> = BTreeMap::new();
        self.parts.clear();
        for (path, bytes) in &self.paths {
            options.go_on()?;
            let name = path.display().to_string();
            let mut file = open_file(path, &self.options)?;
            // A file that has changed since its header was looked at.
            agree(&self.header, file.header()).map_err(|e| e.at(&name))?;
            self.parts.push((name.as_str().into(), before));
            let seen = AtomicU64::new(0);
            let visit = |worker: &mut Worker<'_>, rows: &dyn Rows, first: u64| {
                seen.fetch_max(first + rows.len() as u64, Ordering::Relaxed);
                visit(worker, rows, before + first)
            };
            let tell = |done: u64, all: u64| {
                if let Some(progress) = options.progress {
                    let part = u128::from(*bytes) * u128::from(done.min(all)) / u128::from(all.max(1));
                    progress(bytes_before + part as u64, total);
                }
            };
            let own = ScanOptions {
                threads: options.threads,
                memory_limit: options.memory_limit,
                policy: options.policy,
                stop: options.stop,
                progress: Some(&tell),
            };
            file.show(wanted, workers, &own, &visit).map_err(|e| {
                let nameless = e.kind() == ErrorKind::Read && !e.to_string().contains(&name);
                if nameless { e.at(&name) } else { e }
            })?;
            for note in file.notes() {
                said.entry(note).or_default().push(name.clone());
            }
            before += seen.into_inner();
            bytes_before += bytes;
        }
        let all = self.paths.len();
        self.notes = said
            .into_iter()
            .map(|(note, names)| match names.as_slice() {
                names if names.len() == all => note,
                [only] => format!("{only}: {note}"),
                [first, more @ ..] => format!("{first} and {} more: {note}", more.len()),
                [] => note,
            })
            .collect();
        Ok(())
    }
}
