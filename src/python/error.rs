//! Errors of the core as Python exceptions, one class for each kind.

use crate::{Error, ErrorKind};
use pyo3::PyErr;
use pyo3::import_exception;

import_exception!(courtmetrics.exceptions, ArgumentError);
import_exception!(courtmetrics.exceptions, CodebookError);
import_exception!(courtmetrics.exceptions, DataError);
import_exception!(courtmetrics.exceptions, DefinitionError);
import_exception!(courtmetrics.exceptions, InterruptedScanError);
import_exception!(courtmetrics.exceptions, LimitError);
import_exception!(courtmetrics.exceptions, MismatchError);
import_exception!(courtmetrics.exceptions, RangeError);
import_exception!(courtmetrics.exceptions, ReadError);
import_exception!(courtmetrics.exceptions, UnknownNameError);

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        match error.kind() {
            ErrorKind::Argument => ArgumentError::new_err(text),
            ErrorKind::UnknownName => UnknownNameError::new_err(text),
            ErrorKind::Definition => DefinitionError::new_err(text),
            ErrorKind::Codebook => CodebookError::new_err(text),
            ErrorKind::Data => DataError::new_err(text),
            ErrorKind::Read => ReadError::new_err(text),
            ErrorKind::Mismatch => MismatchError::new_err(text),
            ErrorKind::Overflow => RangeError::new_err(text),
            ErrorKind::Limit => LimitError::new_err(text),
            ErrorKind::Interrupted => InterruptedScanError::new_err(text),
        }
    }
}

/// An error of Arrow, which the core's own checks should have kept away.
pub(crate) fn arrow(error: arrow_schema::ArrowError) -> PyErr {
    Error::new(ErrorKind::Read, error.to_string()).into()
}
