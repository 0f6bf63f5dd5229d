//! A CSV file as a source of cases.

use crate::Result;
use crate::case::{RawColumn, Rows};
use crate::cube::Worker;
use crate::read::csv::{Block, CsvFile, Watch};
use crate::read::{ScanOptions, Source, Visit};
use std::borrow::Cow;

/// A block of records with the columns that were found in it.
struct BlockRows<'a> {
    file: &'a CsvFile,
    block: &'a Block<'a>,
    wanted: &'a [usize],
    misfits: Vec<u32>,
}

impl Rows for BlockRows<'_> {
    fn len(&self) -> usize {
        self.block.len()
    }

    fn column(&self, source: usize) -> RawColumn<'_> {
        match self.wanted.iter().position(|w| *w == source) {
            Some(position) => RawColumn::Text { text: self.block.column(position).text(), valid: None },
            None => RawColumn::Absent,
        }
    }

    fn decode<'b>(&self, bytes: &'b [u8]) -> Result<Cow<'b, str>> {
        self.file.decode(bytes)
    }

    fn misfits(&self) -> &[u32] {
        &self.misfits
    }

    fn original(&self, row: usize, sources: &[usize]) -> Vec<String> {
        let cell = |source: &usize| match self.wanted.iter().position(|w| w == source) {
            Some(position) => self.file.decode_lossy(self.block.column(position).get(row)).into_owned(),
            None => String::new(),
        };
        sources.iter().map(cell).collect()
    }
}

impl Source for CsvFile {
    fn header(&self) -> &[String] {
        Self::header(self)
    }

    fn show(
        &mut self,
        wanted: &[usize],
        workers: &mut [Worker<'_>],
        options: &ScanOptions<'_>,
        visit: &Visit<'_>,
    ) -> Result<()> {
        let columns = Self::header(self).len();
        let mut tell = |done, all| {
            if let Some(progress) = options.progress {
                progress(done, all);
            }
            Ok(())
        };
        let watch = Watch { stop: options.stop, progress: Some(&mut tell) };
        let file = &*self;
        file.scan(wanted, workers, watch, |worker, block| {
            let misfits = block.ragged(columns).map(|(row, _)| row as u32).collect();
            let rows = BlockRows { file, block, wanted, misfits };
            visit(worker, &rows, block.row(0) - 1)
        })?;
        Ok(())
    }
}
