//! The first and the last bytes of a text, as numbers.

/// Texts up to this length stand in a [`Head`] whole.
pub const SHORT: u32 = 16;

/// The length of a text, and as a number its bytes, where they are few.
#[derive(Debug, Clone, Copy, Default)]
pub struct Head {
    /// The bytes of a text up to [`SHORT`] of them, the first lowest. What a longer one has here depends on the source.
    pub bytes: u128,
    /// Bytes of the whole text.
    pub len: u32,
}

/// How a text begins and ends, and how long it is: of one up to [`SHORT`] bytes that is all of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Ends {
    /// The first 8 bytes, the first lowest.
    pub first: u64,
    /// The last 8 bytes of a text that is longer than these; 0 of another.
    pub last: u64,
    /// Bytes of the whole text.
    pub len: u32,
}

impl Ends {
    const EACH: u32 = SHORT / 2;

    /// The ends of a text.
    #[inline(always)]
    pub fn of(text: &[u8]) -> Self {
        match text.first_chunk().zip(text.last_chunk()) {
            Some((first, last)) if text.len() > Self::EACH as usize => Self {
                first: u64::from_le_bytes(*first),
                last: u64::from_le_bytes(*last),
                len: text.len() as u32,
            },
            _ => {
                let mut first = [0; Self::EACH as usize];
                first.iter_mut().zip(text).for_each(|(byte, there)| *byte = *there);
                Self { first: u64::from_le_bytes(first), last: 0, len: text.len() as u32 }
            }
        }
    }

    /// The ends of the text of `len` bytes that starts at `start` of `buffer`; reads what stands around it too, where
    /// there is something, since that takes no look at how long it is.
    #[inline(always)]
    pub fn within(buffer: &[u8], start: usize, len: u32) -> Self {
        let behind = (start + len as usize).max(Self::EACH as usize);
        let first = buffer.get(start..).and_then(|rest| rest.first_chunk());
        let last = buffer.get(behind - Self::EACH as usize..).and_then(|rest| rest.first_chunk());
        let Some((first, last)) = first.zip(last) else { return Self::of(&buffer[start..][..len as usize]) };
        Self::masked(u64::from_le_bytes(*first), u64::from_le_bytes(*last), len)
    }

    /// Ends of which the text may be shorter than what was read of it.
    #[inline(always)]
    fn masked(first: u64, last: u64, len: u32) -> Self {
        Self {
            first: first & STANDS[len.min(Self::EACH) as usize] as u64,
            last: last & u64::from(len > Self::EACH).wrapping_neg(),
            len,
        }
    }
}

/// For each length up to [`SHORT`], ones where a text of that length stands in a head.
pub(super) const STANDS: [u128; SHORT as usize + 1] = {
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

/// The ends of the texts between two offsets each.
#[inline(always)]
#[allow(unsafe_code)]
pub(super) fn ends_between<O: Copy + Ord + Into<i64>>(offsets: &[O], data: &[u8], out: &mut [Ends]) {
    const ROOM: i64 = Ends::EACH as i64;
    let pairs = || offsets.iter().zip(&offsets[1..]);
    let mut rising = true;
    // A loop and no closure, so that it is compiled for wide instructions.
    for (start, end) in pairs() {
        rising &= start <= end;
    }
    let (first, last): (i64, i64) = (offsets[0].into(), offsets[offsets.len() - 1].into());
    if rising && first >= ROOM && last <= data.len() as i64 - ROOM {
        let eight = |at: i64| {
            // SAFETY: no text starts before 8 or ends within the last 8 bytes, so that there are 8 from every start on,
            // and before every end.
            unsafe { data.as_ptr().add(at as usize).cast::<u64>().read_unaligned() }.to_le()
        };
        for ((start, end), ends) in pairs().zip(out) {
            let (start, end): (i64, i64) = ((*start).into(), (*end).into());
            *ends = Ends::masked(eight(start), eight(end - ROOM), (end - start) as u32);
        }
        return;
    }
    for ((start, end), ends) in pairs().zip(out) {
        let (start, end): (i64, i64) = ((*start).into(), (*end).into());
        *ends = Ends::of(&data[start as usize..end as usize]);
    }
}
