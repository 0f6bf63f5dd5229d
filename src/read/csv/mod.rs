//! CSV.
mod cells;
mod index;
mod simd;
mod split;
pub use cells::Column;
