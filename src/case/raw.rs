//! Columns as sources have them: borrowed slices, not yet interpreted.
//!
//! Every reader hands its rows over in this one shape, so that a row costs no conversion that the source did
//! not already pay. The scan interprets a column by what the codebook says it is.

use crate::case::Reason;

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

/// Text cells.
#[derive(Debug, Clone)]
pub enum Text<'a> {
    /// Arrow's Utf8: offsets into one buffer.
    Offsets32(&'a [i32], &'a [u8]),
    /// Arrow's LargeUtf8.
    Offsets64(&'a [i64], &'a [u8]),
    /// Arrow's Utf8View: short texts inside the view, long ones in buffers.
    Views(&'a [u128], Vec<&'a [u8]>),
    /// Slices.
    Slices(&'a [&'a [u8]]),
    /// Cells of a text file: places in the text, or in a side buffer where quotes had to be taken out.
    Spans(&'a [Span], &'a [u8], &'a [u8]),
}

/// Where the bytes of a cell lie. With the bit [`Span::SIDE`] in its start they lie in the side buffer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Bytes.
    pub len: u32,
}

impl Span {
    /// Marks a start in the side buffer; texts are therefore shorter than 2 GiB.
    pub const SIDE: u32 = 1 << 31;

    /// The bytes of the cell.
    #[inline(always)]
    pub fn bytes<'a>(self, text: &'a [u8], side: &'a [u8]) -> &'a [u8] {
        let (buffer, start) =
            if self.start & Self::SIDE == 0 { (text, self.start) } else { (side, self.start & !Self::SIDE) };
        &buffer[start as usize..][..self.len as usize]
    }
}

impl<'a> Text<'a> {
    /// Cells.
    pub fn len(&self) -> usize {
        match self {
            Self::Offsets32(o, _) => o.len().saturating_sub(1),
            Self::Offsets64(o, _) => o.len().saturating_sub(1),
            Self::Views(v, _) => v.len(),
            Self::Slices(s) => s.len(),
            Self::Spans(s, ..) => s.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of cell `i`.
    #[inline(always)]
    pub fn get(&self, i: usize) -> &[u8] {
        match self {
            Self::Offsets32(o, data) => &data[o[i] as usize..o[i + 1] as usize],
            Self::Offsets64(o, data) => &data[o[i] as usize..o[i + 1] as usize],
            Self::Views(views, buffers) => {
                let view = &views[i];
                let len = *view as u32 as usize;
                if len <= 12 {
                    // An inline view holds its bytes behind the length.
                    let bytes: &[u8; 16] = bytemuck_view(view);
                    &bytes[4..4 + len]
                } else {
                    let (buffer, start) = ((*view >> 64) as u32 as usize, (*view >> 96) as usize);
                    &buffers[buffer][start..start + len]
                }
            }
            Self::Slices(s) => s[i],
            Self::Spans(s, text, side) => s[i].bytes(text, side),
        }
    }

    /// The heads of the cells from `at` on.
    #[inline(always)]
    pub fn heads(&self, at: usize, out: &mut [Head]) {
        let places = at..at + out.len();
        match self {
            Self::Offsets32(o, data) => {
                for (head, ends) in out.iter_mut().zip(o[at..].windows(2)) {
                    *head = Head::within(data, ends[0] as usize, (ends[1] - ends[0]) as u32);
                }
            }
            Self::Offsets64(o, data) => {
                for (head, ends) in out.iter_mut().zip(o[at..].windows(2)) {
                    *head = Head::within(data, ends[0] as usize, (ends[1] - ends[0]) as u32);
                }
            }
            Self::Views(views, buffers) => {
                for (head, view) in out.iter_mut().zip(&views[places]) {
                    let len = *view as u32;
                    let mut bytes = view >> 32 & STANDS[len.min(12) as usize];
                    if (13..=SHORT).contains(&len) {
                        let (buffer, start) = ((*view >> 64) as u32 as usize, (*view >> 96) as usize);
                        let text = buffers.get(buffer).and_then(|b| b.get(start..start + len as usize));
                        bytes = Head::of(text.unwrap_or_default()).bytes;
                    }
                    *head = Head { bytes, len };
                }
            }
            Self::Slices(s) => {
                out.iter_mut().zip(&s[places]).for_each(|(head, text)| *head = Head::of(text));
            }
            Self::Spans(s, text, side) => {
                for (head, span) in out.iter_mut().zip(&s[places]) {
                    let buffer = if span.start & Span::SIDE == 0 { text } else { side };
                    *head = Head::within(buffer, (span.start & !Span::SIDE) as usize, span.len);
                }
            }
        }
    }
}

/// Texts up to this length stand in a [`Head`] whole.
pub const SHORT: u32 = 16;

/// The length of a text and its first bytes, as a number: behind a short one stand zeros.
#[derive(Debug, Clone, Copy, Default)]
pub struct Head {
    /// The first 16 bytes, the first lowest.
    pub bytes: u128,
    /// Bytes of the whole text.
    pub len: u32,
}

/// For each length up to [`SHORT`], ones where a text of that length stands in a head.
const STANDS: [u128; SHORT as usize + 1] = {
    let mut stands = [0; SHORT as usize + 1];
    let mut len = 1;
    while len <= SHORT as usize {
        stands[len] = stands[len - 1] << 8 | 0xff;
        len += 1;
    }
    stands
};

impl Head {
    /// The head of a text.
    #[inline(always)]
    pub fn of(text: &[u8]) -> Self {
        let mut bytes = [0; SHORT as usize];
        let len = text.len().min(bytes.len());
        bytes[..len].copy_from_slice(&text[..len]);
        Self { bytes: u128::from_le_bytes(bytes), len: text.len() as u32 }
    }

    /// The head of the text of `len` bytes that starts at `start` of `buffer`; reads what stands behind it too,
    /// where there is something, since that takes no look at how long it is.
    #[inline(always)]
    pub fn within(buffer: &[u8], start: usize, len: u32) -> Self {
        match buffer.get(start..).and_then(|rest| rest.first_chunk()) {
            Some(first) => {
                let bytes = u128::from_le_bytes(*first) & STANDS[len.min(SHORT) as usize];
                Self { bytes, len }
            }
            None => Self::of(&buffer[start..][..len as usize]),
        }
    }
}

/// A view's 16 bytes in place.
#[allow(unsafe_code)]
fn bytemuck_view(view: &u128) -> &[u8; 16] {
    // SAFETY: both are 16 plain bytes, the array's alignment is 1, and the lifetime is the view's.
    unsafe { &*std::ptr::from_ref(view).cast::<[u8; 16]>() }
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
