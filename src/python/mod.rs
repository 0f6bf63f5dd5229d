//! The Python package's native half: conversions only, nothing is computed here.

#![allow(clippy::needless_pass_by_value, reason = "pyo3 hands arguments over by value")]
#![allow(clippy::doc_link_with_quotes, reason = "examples of Python hold lists of words")]

mod analysis;
mod args;
mod capsule;
mod catalogue;
mod cube;
mod definitions;
mod error;
mod frame;
mod inputs;
mod make;
mod measure;
mod measure_ledger;
mod memory;
mod report;
mod rows;
mod run;
mod series;
mod stream;
mod survival;
mod table;

/// Court performance indicators and their year-over-year changes.
#[pyo3::pymodule]
mod _core {
    #[pymodule_export]
    use super::analysis::{decompose, funnel, ranks, standardise, trend};
    #[pymodule_export]
    use super::catalogue::{codebook_report, codebooks, concepts, indicator, indicators, reference};
    #[pymodule_export]
    use super::cube::Cube;
    #[pymodule_export]
    use super::frame::Frame;
    #[pymodule_export]
    use super::make::{example, generate};
    #[pymodule_export]
    use super::measure::{compare, cube, measure};
    #[pymodule_export]
    use super::measure_ledger::measure_ledger;
    #[pymodule_export]
    use super::report::{audit, extract};
    #[pymodule_export]
    use super::series::series;
    #[pymodule_export]
    use super::survival::{Survival, survival};
    #[pymodule_export]
    use super::table::Table;

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        super::memory::keep();
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("_debug_build", cfg!(debug_assertions))
    }
}
