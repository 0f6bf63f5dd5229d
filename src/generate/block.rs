//! A block of generated rows: plain column vectors.

use std::sync::Arc;

/// What stands in a [`Column::Date`] where there is no date.
pub const NO_DATE: i32 = i32::MIN;
/// What stands in a [`Column::Money`] or [`Column::Int`] where there is no number.
pub const NO_VALUE: i64 = i64::MIN;
/// What stands in the codes of a [`Column::Category`] where there is no name.
pub const NO_CODE: u16 = u16::MAX;

/// The values of one column of a [`Block`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// Names out of a short list: `names[code]`; [`NO_CODE`] where there is none.
    Category {
        /// One code for each row.
        codes: Vec<u16>,
        /// What the codes mean; all blocks of one export share the list.
        names: Arc<[String]>,
    },
    /// Days since 1970-01-01; [`NO_DATE`] where there is none.
    Date(Vec<i32>),
    /// Minor units (fen); [`NO_VALUE`] where there is none.
    Money(Vec<i64>),
    /// Whole numbers; [`NO_VALUE`] where there is none.
    Int(Vec<i64>),
    /// Yes, no, or not recorded.
    Flag(Vec<Option<bool>>),
    /// Free text: row i is the UTF-8 text `bytes[offsets[i]..offsets[i + 1]]`.
    Text {
        /// Where each text begins, and at last where the last one ends: rows + 1 numbers.
        offsets: Vec<i32>,
        /// The texts one after the other.
        bytes: Vec<u8>,
    },
}

impl Column {
    /// The number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Category { codes, .. } => codes.len(),
            Self::Date(days) => days.len(),
            Self::Money(values) | Self::Int(values) => values.len(),
            Self::Flag(flags) => flags.len(),
            Self::Text { offsets, .. } => offsets.len().saturating_sub(1),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name or text in `row`; none where the row has none or the column is of another kind.
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            Self::Category { codes, names } => names.get(usize::from(*codes.get(row)?)).map(String::as_str),
            Self::Text { offsets, bytes } => {
                let (from, to) = (*offsets.get(row)? as usize, *offsets.get(row + 1)? as usize);
                std::str::from_utf8(bytes.get(from..to)?).ok()
            }
            _ => None,
        }
    }
}

/// A column with its two names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name of the field in this crate, the English header.
    pub name: &'static str,
    /// The Chinese header.
    pub chinese: &'static str,
    /// The values.
    pub column: Column,
}

/// Rows of an invented export, column by column; all columns have the same length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The number of rows.
    pub rows: usize,
    /// The columns in the order of the export.
    pub fields: Vec<Field>,
}

impl Block {
    /// The column with the given English name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.fields.iter().find(|field| field.name == name).map(|field| &field.column)
    }
}

/// A shared list of names.
pub(crate) fn name_list<T: Into<String>>(names: impl IntoIterator<Item = T>) -> Arc<[String]> {
    names.into_iter().map(Into::into).collect()
}
