//! Arrow's PyCapsule stream, in and out: no Python package is needed for it.

use crate::{Error, ErrorKind};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator};
use arrow_schema::SchemaRef;
use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

const NAME: &std::ffi::CStr = c"arrow_array_stream";

/// A batch as a capsule that any Arrow reader takes.
pub(crate) fn stream<'py>(py: Python<'py>, batch: RecordBatch) -> PyResult<Bound<'py, PyCapsule>> {
    streams(py, batch.schema(), vec![batch])
}

/// Batches of one schema as a capsule that any Arrow reader takes.
pub(crate) fn streams<'py>(
    py: Python<'py>,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
) -> PyResult<Bound<'py, PyCapsule>> {
    let reader = RecordBatchIterator::new(batches.into_iter().map(Ok), schema);
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), NAME)
}

/// The stream that an object offers.
///
/// # Errors
/// When it offers none, with the next thing to type for the objects that people hand over instead.
pub(crate) fn reader(source: &Bound<'_, PyAny>) -> PyResult<RecordBatchStreamReader> {
    let kind = source.get_type().fully_qualified_name()?.to_string();
    let cast = if kind.starts_with("polars.") { without_null_type(source)? } else { None };
    let source = cast.as_ref().unwrap_or(source);
    let capsule = match source.call_method0("__arrow_c_stream__") {
        Ok(capsule) => capsule,
        Err(error) if error.is_instance_of::<PyAttributeError>(source.py()) => {
            let error = Error::new(ErrorKind::Argument, format!("source is a {kind}"))
                .rule("a source is a path, offers __arrow_c_stream__ (polars, pandas, pyarrow, duckdb), or is an iterator of such tables");
            return Err(match kind.as_str() {
                k if k.contains("LazyFrame") => error.hint("collect it: source.collect()"),
                k if k.contains("Dataset") => error.hint("read it: source.scanner().to_reader()"),
                _ => error.hint("pandas.DataFrame(source) makes a table of rows"),
            }
            .into());
        }
        Err(error)
            if kind.starts_with("pandas")
                && error.is_instance_of::<pyo3::exceptions::PyImportError>(source.py()) =>
        {
            return Err(Error::new(
                ErrorKind::Argument,
                "pandas hands its data over through pyarrow, which is missing",
            )
            .rule("a pandas table needs pyarrow")
            .hint("pip install 'courtmetrics[pandas]'")
            .into());
        }
        Err(error) => return Err(error),
    };
    let capsule = capsule.cast_into::<PyCapsule>()?;
    let pointer = capsule.pointer_checked(Some(NAME))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: the protocol says that a capsule of this name holds an ArrowArrayStream, and `from_raw` moves it
    // out and leaves a released one behind, as the protocol asks.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr()) };
    RecordBatchStreamReader::try_new(stream).map_err(|e| {
        Error::new(ErrorKind::Read, format!("the stream of the {kind} cannot be read: {e}"))
            .rule("a source is a table: a stream of record batches")
            .into()
    })
}

/// A polars frame whose columns of type Null are texts: polars sends that type with a buffer too many.
fn without_null_type<'py>(frame: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let polars = frame.py().import("polars")?;
    if !frame.is_instance(&polars.getattr("DataFrame")?)? {
        return Ok(None);
    }
    let nulls = PyDict::new(frame.py());
    for name in frame.getattr("columns")?.try_iter()? {
        let name = name?;
        if frame.get_item(&name)?.getattr("dtype")?.eq(polars.getattr("Null")?)? {
            nulls.set_item(name, polars.getattr("String")?)?;
        }
    }
    if nulls.is_empty() { Ok(None) } else { frame.call_method1("cast", (nulls,)).map(Some) }
}
