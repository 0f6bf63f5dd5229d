//! Parquet files out: tables, cubes, generated cases.

use crate::generate::{Block, Column, Headers, NO_CODE, NO_DATE, NO_VALUE};
use crate::{Error, ErrorKind, Result};
use arrow_array::builder::{BooleanBuilder, Date32Builder, Int64Builder};
use arrow_array::types::UInt16Type;
use arrow_array::{ArrayRef, Decimal128Array, DictionaryArray, RecordBatch, StringArray, UInt16Array};
use arrow_buffer::{OffsetBuffer, ScalarBuffer};
use arrow_schema::{Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// Rows of a row group.
const GROUP: usize = 1 << 20;

fn failed(error: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Read, format!("Parquet cannot be written: {error}"))
}

fn writer<W: Write + Send>(out: W, schema: SchemaRef) -> Result<ArrowWriter<W>> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(GROUP))
        .build();
    ArrowWriter::try_new(out, schema, Some(properties)).map_err(failed)
}

fn create(path: &Path) -> Result<File> {
    File::create(path).map_err(|e| Error::new(ErrorKind::Read, format!("{}: {e}", path.display())))
}

/// Writes one batch to a file.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, batch: &RecordBatch) -> Result<()> {
    let mut writer = writer(create(path)?, batch.schema())?;
    writer.write(batch).map_err(failed)?;
    writer.close().map_err(failed)?;
    Ok(())
}

/// One batch as the bytes of a file.
///
/// # Errors
/// When Parquet refuses the batch.
pub fn to_bytes(batch: &RecordBatch) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut writer = writer(&mut bytes, batch.schema())?;
    writer.write(batch).map_err(failed)?;
    writer.close().map_err(failed)?;
    Ok(bytes)
}

/// All batches of a file's bytes, with their schema.
///
/// # Errors
/// When the bytes are no Parquet file.
pub fn read_all(bytes: Vec<u8>) -> Result<(SchemaRef, Vec<RecordBatch>)> {
    let fail = |e: &dyn std::fmt::Display| Error::new(ErrorKind::Read, format!("no Parquet file: {e}"));
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).map_err(|e| fail(&e))?;
    let schema = builder.schema().clone();
    let reader = builder.build().map_err(|e| fail(&e))?;
    let batches = reader.collect::<std::result::Result<Vec<_>, _>>().map_err(|e| fail(&e))?;
    Ok((schema, batches))
}

/// Writes generated cases; returns the rows.
///
/// # Errors
/// When the file cannot be written.
pub fn write_blocks(path: &Path, blocks: impl IntoIterator<Item = Block>, headers: Headers) -> Result<u64> {
    let mut open: Option<ArrowWriter<File>> = None;
    let mut rows = 0;
    for block in blocks {
        let batch = batch(&block, headers)?;
        rows += batch.num_rows() as u64;
        let writer = match &mut open {
            Some(writer) => writer,
            None => open.insert(writer(create(path)?, batch.schema())?),
        };
        writer.write(&batch).map_err(failed)?;
    }
    if let Some(writer) = open {
        writer.close().map_err(failed)?;
    }
    Ok(rows)
}

/// A block of generated cases as a record batch.
///
/// # Errors
/// When a column is not as long as the block.
pub fn batch(block: &Block, headers: Headers) -> Result<RecordBatch> {
    let mut fields = Vec::new();
    let mut columns = Vec::new();
    for field in &block.fields {
        let name = if matches!(headers, Headers::Chinese) { field.chinese } else { field.name };
        let array = array(&field.column)?;
        fields.push(Field::new(name, array.data_type().clone(), true));
        columns.push(array);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(failed)
}

fn array(column: &Column) -> Result<ArrayRef> {
    Ok(match column {
        Column::Category { codes, names } => {
            let keys: UInt16Array = codes.iter().map(|c| (*c != NO_CODE).then_some(*c)).collect();
            let words: ArrayRef = Arc::new(StringArray::from_iter_values(names.iter()));
            Arc::new(DictionaryArray::<UInt16Type>::try_new(keys, words).map_err(failed)?)
        }
        Column::Date(days) => {
            let mut builder = Date32Builder::with_capacity(days.len());
            days.iter().for_each(|d| builder.append_option((*d != NO_DATE).then_some(*d)));
            Arc::new(builder.finish())
        }
        Column::Money(minor) => {
            let amounts: Decimal128Array =
                minor.iter().map(|m| (*m != NO_VALUE).then_some(i128::from(*m))).collect();
            Arc::new(amounts.with_precision_and_scale(18, 2).map_err(failed)?)
        }
        Column::Int(numbers) => {
            let mut builder = Int64Builder::with_capacity(numbers.len());
            numbers.iter().for_each(|n| builder.append_option((*n != NO_VALUE).then_some(*n)));
            Arc::new(builder.finish())
        }
        Column::Flag(flags) => {
            let mut builder = BooleanBuilder::with_capacity(flags.len());
            flags.iter().for_each(|f| builder.append_option(*f));
            Arc::new(builder.finish())
        }
        Column::Text { offsets, bytes } => {
            let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets.clone()));
            let values = arrow_buffer::Buffer::from(bytes.clone());
            Arc::new(StringArray::try_new(offsets, values, None).map_err(failed)?)
        }
    })
}
