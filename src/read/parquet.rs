//! Parquet files: row groups are read in parallel, words stay dictionary codes, other columns are not touched.

pub use crate::read::parquet_write::{batch, read_all, to_bytes, write, write_blocks};

use crate::cube::Worker;
use crate::read::arrow::{BatchRows, check_types, in_threads, new_identity};
use crate::read::shares::Shares;
use crate::read::{ScanOptions, Source, Visit};
use crate::{Error, ErrorKind, Result};
use arrow_array::ArrayRef;
use arrow_array::cast::AsArray;
use arrow_schema::{DECIMAL64_MAX_PRECISION, DataType, Field, Schema, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection, RowSelector,
};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Rows decoded at a time: small enough that they are still in the cache when they are counted.
const BATCH: usize = 8192;

/// A Parquet file.
#[derive(Debug)]
pub struct ParquetFile {
    path: PathBuf,
    metadata: ArrowReaderMetadata,
    schema: SchemaRef,
    header: Vec<String>,
}

/// A run of rows of one row group.
#[derive(Debug, Clone, Copy)]
struct Piece {
    group: usize,
    skip: usize,
    rows: usize,
    first: u64,
}

fn failed(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Read, format!("{}: {error}", path.display()))
}

impl ParquetFile {
    /// Opens a file and reads its footer.
    ///
    /// # Errors
    /// When it cannot be read or is no Parquet file.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_owned();
        let file = File::open(&path).map_err(|e| failed(&path, &e))?;
        let plain =
            ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(|e| failed(&path, &e))?;
        // Words are asked for as dictionaries: their codes come straight from the pages. So do decimals of 64 bits.
        let fields: Vec<Arc<Field>> = (plain.schema().fields().iter())
            .map(|field| match field.data_type() {
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
                    let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                    Arc::new(field.as_ref().clone().with_data_type(words))
                }
                DataType::Decimal128(precision, scale) if *precision <= DECIMAL64_MAX_PRECISION => {
                    let narrow = DataType::Decimal64(*precision, *scale);
                    Arc::new(field.as_ref().clone().with_data_type(narrow))
                }
                _ => field.clone(),
            })
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let options = ArrowReaderOptions::new().with_schema(schema.clone());
        let metadata = ArrowReaderMetadata::try_new(plain.metadata().clone(), options);
        let metadata = metadata.map_err(|e| failed(&path, &e))?;
        let header = schema.fields().iter().map(|f| f.name().clone()).collect();
        Ok(Self { path, metadata, schema, header })
    }

    /// Rows of the file.
    pub fn rows(&self) -> u64 {
        self.metadata.metadata().file_metadata().num_rows().max(0) as u64
    }

    /// Row groups, cut so that every thread has work.
    fn pieces(&self, threads: usize) -> Vec<Piece> {
        let share = (self.rows() as usize / threads.max(1)).max(BATCH * 4);
        let mut pieces = Vec::new();
        let mut first = 0;
        for (group, metadata) in self.metadata.metadata().row_groups().iter().enumerate() {
            let rows = metadata.num_rows().max(0) as usize;
            let cuts = rows.div_ceil(share).max(1);
            let step = rows.div_ceil(cuts).max(1);
            for skip in (0..rows).step_by(step) {
                pieces.push(Piece { group, skip, rows: step.min(rows - skip), first: first + skip as u64 });
            }
            first += rows as u64;
        }
        pieces
    }

    fn show_piece(
        &self,
        piece: Piece,
        wanted: &[usize],
        stopped: &AtomicBool,
        visit: &mut dyn FnMut(&BatchRows, u64) -> Result<()>,
    ) -> Result<()> {
        let fail = |e: &dyn std::fmt::Display| failed(&self.path, e);
        let file = File::open(&self.path).map_err(|e| fail(&e))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        let mask = ProjectionMask::roots(builder.parquet_schema(), wanted.iter().copied());
        let whole = self.metadata.metadata().row_group(piece.group).num_rows() as usize;
        let mut builder =
            builder.with_row_groups(vec![piece.group]).with_projection(mask).with_batch_size(BATCH);
        if piece.rows < whole {
            let selectors = vec![RowSelector::skip(piece.skip), RowSelector::select(piece.rows)];
            builder = builder.with_row_selection(RowSelection::from(selectors));
        }
        let mut first = piece.first;
        // The dictionary that each column showed last is kept, so that its address cannot be used again.
        let mut shown: Vec<(Option<ArrayRef>, u64)> = vec![(None, 0); wanted.len()];
        for batch in builder.build().map_err(|e| fail(&e))? {
            if stopped.load(Ordering::Relaxed) {
                return Ok(());
            }
            let batch = batch.map_err(|e| fail(&e))?;
            let columns = (wanted.iter().zip(batch.columns()).zip(&mut shown))
                .map(|((source, array), (last, identity))| {
                    if let Some(dictionary) = array.as_any_dictionary_opt() {
                        let words = dictionary.values();
                        if !last.as_ref().is_some_and(|l| Arc::ptr_eq(l, words)) {
                            *last = Some(words.clone());
                            *identity = new_identity();
                        }
                    }
                    (*source, array.clone(), *identity)
                })
                .collect();
            visit(&BatchRows::new(batch.num_rows(), columns), first)?;
            first += batch.num_rows() as u64;
        }
        Ok(())
    }
}

impl Source for ParquetFile {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn show(
        &mut self,
        wanted: &[usize],
        workers: &mut [Worker<'_>],
        options: &ScanOptions<'_>,
        visit: &Visit<'_>,
    ) -> Result<()> {
        check_types(&self.schema, wanted)?;
        let pieces = self.pieces(workers.len());
        let shares = Shares::new(pieces.len(), workers.len());
        let (stopped, done) = (AtomicBool::new(false), AtomicU64::new(0));
        let (file, total) = (&*self, self.rows());
        let work = |thread: usize, worker: &mut Worker<'_>| -> Result<()> {
            while let Some(piece) = shares.next(thread).map(|piece| pieces[piece]) {
                let shown = file.show_piece(piece, wanted, &stopped, &mut |rows, first| {
                    options.go_on()?;
                    options.tell(&done, crate::case::Rows::len(rows), Some(total));
                    visit(worker, rows, first)
                });
                if shown.is_err() {
                    stopped.store(true, Ordering::Relaxed);
                    shares.stop();
                }
                shown?;
            }
            Ok(())
        };
        in_threads(workers, pieces.len(), work)
    }
}
