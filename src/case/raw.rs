//! Columns as sources have them: borrowed slices, not yet interpreted.
//!
//! Every reader hands its rows over in this one shape, so that a row costs no conversion that the source did
//! not already pay. The scan interprets a column by what the codebook says it is.

use crate::case::{Reason, Text};

/// A bitmap, least significant bit first, as Arrow lays it out.
#[derive(Debug, Clone, Copy)]
pub struct Bits<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Bits<'a> {
    /// Bits of `bytes` from bit `offset` on.
    pub fn new(bytes: &'a [u8], offset: usize) -> Self {
        Self { bytes, offset }
    }

    /// Bit `i`.
    #[inline]
    pub fn get(&self, i: usize) -> bool {
        let at = self.offset + i;
        self.bytes[at >> 3] >> (at & 7) & 1 != 0
    }

    /// Bits `i` to `i + 63`, the first lowest; those beyond the end are 0.
    #[inline]
    pub fn word(&self, i: usize) -> u64 {
        let at = self.offset + i;
        let (byte, shift) = (at >> 3, at & 7);
        let rest = self.bytes.get(byte..).unwrap_or_default();
        let (low, next) = match rest.split_first_chunk::<8>() {
            Some((low, further)) => (u64::from_le_bytes(*low), further.first().copied().unwrap_or(0)),
            None => {
                let mut low = [0; 8];
                low.iter_mut().zip(rest).for_each(|(byte, there)| *byte = *there);
                (u64::from_le_bytes(low), 0)
            }
        };
        if shift == 0 { low } else { low >> shift | u64::from(next) << (64 - shift) }
    }
}

/// Whole numbers of any width: dictionary codes, counts.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub enum Ints<'a> {
    I8(&'a [i8]),
    I16(&'a [i16]),
    I32(&'a [i32]),
    I64(&'a [i64]),
    U8(&'a [u8]),
    U16(&'a [u16]),
    U32(&'a [u32]),
    U64(&'a [u64]),
}

impl Ints<'_> {
    /// Number `i`; a `u64` beyond `i64` is clamped to its end, which no count reaches.
    #[inline]
    pub fn get(&self, i: usize) -> i64 {
        match self {
            Self::I8(v) => v[i].into(),
            Self::I16(v) => v[i].into(),
            Self::I32(v) => v[i].into(),
            Self::I64(v) => v[i],
            Self::U8(v) => v[i].into(),
            Self::U16(v) => v[i].into(),
            Self::U32(v) => v[i].into(),
            Self::U64(v) => i64::try_from(v[i]).unwrap_or(i64::MAX),
        }
    }
}

/// Decimals before their point is set.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub enum Decimals<'a> {
    I64(&'a [i64]),
    I128(&'a [i128]),
}

impl Decimals<'_> {
    /// Number `i`.
    #[inline]
    pub fn get(&self, i: usize) -> i128 {
        match self {
            Self::I64(v) => v[i].into(),
            Self::I128(v) => v[i],
        }
    }
}

/// One column of a chunk of rows. `valid` is Arrow's: a cleared bit is a null; `None` says there are none.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum RawColumn<'a> {
    /// The source has no such column.
    Absent,
    /// Every row is null.
    AllNull,
    /// Text.
    Text { text: Text<'a>, valid: Option<Bits<'a>> },
    /// Codes into a dictionary of texts. Two chunks whose `identity` is equal share the dictionary: a source
    /// gives a new one to every dictionary it shows, even at the address of an earlier one.
    Coded {
        codes: Ints<'a>,
        valid: Option<Bits<'a>>,
        words: Text<'a>,
        word_valid: Option<Bits<'a>>,
        identity: u64,
    },
    /// Truth values.
    Bools { bits: Bits<'a>, valid: Option<Bits<'a>> },
    /// Days since 1970-01-01.
    Dates { days: &'a [i32], valid: Option<Bits<'a>> },
    /// Instants: `per_day` ticks make a day; `shift` is added before the day is taken.
    Instants { ticks: &'a [i64], per_day: i64, shift: i64, valid: Option<Bits<'a>> },
    /// Whole numbers.
    Ints { values: Ints<'a>, valid: Option<Bits<'a>> },
    /// Binary floats; NaN is a null, as pandas writes it.
    Floats { values: &'a [f64], valid: Option<Bits<'a>> },
    /// Decimals with `scale` digits after the point.
    Decimals { values: Decimals<'a>, scale: i8, valid: Option<Bits<'a>> },
}

/// A chunk of rows of one source.
pub trait Rows {
    /// Rows in the chunk.
    fn len(&self) -> usize;

    /// Whether the chunk has no rows.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The column that stands at `source` in the source's header.
    fn column(&self, source: usize) -> RawColumn<'_>;

    /// Text of a source's encoding as UTF-8; `Err` says that the bytes are not of that encoding.
    ///
    /// # Errors
    /// When the bytes are not text of the encoding.
    fn decode<'b>(&self, bytes: &'b [u8]) -> crate::Result<std::borrow::Cow<'b, str>> {
        Ok(String::from_utf8_lossy(bytes))
    }

    /// Rows whose cells cannot be read as they stand, in rising order.
    fn misfits(&self) -> &[u32] {
        &[]
    }

    /// Why [`Rows::misfits`] cannot be counted.
    fn misfit(&self) -> Reason {
        Reason::CellCount
    }

    /// What row `row` says in the columns at `sources`, for the list of rows set aside.
    fn original(&self, row: usize, sources: &[usize]) -> Vec<String>;
}
