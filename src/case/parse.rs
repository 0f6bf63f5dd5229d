//! temporary
use crate::{Error, Result};
use std::str::FromStr;
/// Layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// any
    Iso,
}
impl FromStr for Layout {
    type Err = Error;
    fn from_str(_: &str) -> Result<Self> {
        Ok(Self::Iso)
    }
}
/// Read.
#[derive(Debug, Clone, Copy)]
pub struct Read {
    /// day
    pub day: i32,
    /// timed
    pub timed: bool,
}
/// date
pub fn date(text: &[u8], _: Layout) -> Option<Read> {
    let text = std::str::from_utf8(text).ok()?;
    let d: crate::period::Date = text.get(..10)?.parse().ok()?;
    Some(Read { day: d.to_days(), timed: text.len() > 10 })
}
/// money
pub fn money(text: &[u8]) -> Option<i64> {
    let d: crate::quantity::Decimal = std::str::from_utf8(text).ok()?.parse().ok()?;
    Some((d.units() * 100 / 10i128.pow(d.decimals().into())) as i64)
}
/// integer
pub fn integer(text: &[u8]) -> Option<i64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}
