//! Text cells as sources have them.

use crate::case::ends::{Ends, Head, SHORT, STANDS, ends_between};

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

    /// The buffer that the cell lies in, and where it starts there.
    #[inline(always)]
    fn within<'a>(self, text: &'a [u8], side: &'a [u8]) -> (&'a [u8], usize) {
        let buffer = if self.start & Self::SIDE == 0 { text } else { side };
        (buffer, (self.start & !Self::SIDE) as usize)
    }

    /// The bytes of the cell.
    #[inline(always)]
    pub fn bytes<'a>(self, text: &'a [u8], side: &'a [u8]) -> &'a [u8] {
        let (buffer, start) = self.within(text, side);
        &buffer[start..][..self.len as usize]
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
                viewed(&views[i], buffers).unwrap_or_else(|| panic!("view {i} lies outside of its buffers"))
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
                        bytes = Head::of(viewed(view, buffers).unwrap_or_default()).bytes;
                    }
                    *head = Head { bytes, len };
                }
            }
            Self::Slices(s) => {
                out.iter_mut().zip(&s[places]).for_each(|(head, text)| *head = Head::of(text));
            }
            Self::Spans(s, text, side) => {
                for (head, span) in out.iter_mut().zip(&s[places]) {
                    let (buffer, start) = span.within(text, side);
                    *head = Head::within(buffer, start, span.len);
                }
            }
        }
    }

    /// The ends of the cells from `at` on. What stands under a null may be no text at all, and is taken for an empty one.
    #[inline(always)]
    pub(crate) fn ends(&self, at: usize, out: &mut [Ends]) {
        let places = at..at + out.len();
        match self {
            Self::Offsets32(o, data) => ends_between(&o[at..=places.end], data, out),
            Self::Offsets64(o, data) => ends_between(&o[at..=places.end], data, out),
            Self::Spans(s, text, side) => {
                for (ends, span) in out.iter_mut().zip(&s[places]) {
                    let (buffer, start) = span.within(text, side);
                    *ends = Ends::within(buffer, start, span.len);
                }
            }
            Self::Views(views, buffers) => {
                for (ends, view) in out.iter_mut().zip(&views[places]) {
                    *ends = Ends::of(viewed(view, buffers).unwrap_or_default());
                }
            }
            Self::Slices(s) => {
                out.iter_mut().zip(&s[places]).for_each(|(ends, text)| *ends = Ends::of(text));
            }
        }
    }
}

/// The bytes of a view; none where it lies outside of its buffers.
#[inline(always)]
fn viewed<'t>(view: &'t u128, buffers: &[&'t [u8]]) -> Option<&'t [u8]> {
    let len = *view as u32 as usize;
    if len <= 12 {
        // An inline view holds its bytes behind the length.
        return bytemuck_view(view).get(4..4 + len);
    }
    let (buffer, start) = ((*view >> 64) as u32 as usize, (*view >> 96) as usize);
    buffers.get(buffer)?.get(start..start + len)
}

/// A view's 16 bytes in place.
#[allow(unsafe_code)]
fn bytemuck_view(view: &u128) -> &[u8; 16] {
    // SAFETY: both are 16 plain bytes, the array's alignment is 1, and the lifetime is the view's.
    unsafe { &*std::ptr::from_ref(view).cast::<[u8; 16]>() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_outside_of_its_buffers_has_no_ends() {
        let beyond = 0xe | 7 << 64;
        let mut ends = [Ends { first: 1, last: 1, len: 1 }; 2];
        Text::Views(&[beyond, 1 | u128::from(b'x') << 32], Vec::new()).ends(0, &mut ends);
        assert_eq!(ends, [Ends::default(), Ends { first: b'x'.into(), last: 0, len: 1 }]);
    }

    #[test]
    #[should_panic(expected = "out of range")]
    fn offsets_beyond_their_buffer_are_refused() {
        Text::Offsets64(&[8, i64::MAX], &[0; 20]).ends(0, &mut [Ends::default()]);
    }

    /// Texts of every length up to 40, some of them empty, told apart by their bytes.
    fn texts() -> Vec<Vec<u8>> {
        let byte = |len: usize, at: usize| (len * 31 + at * 7) as u8 | 1;
        (0..=80).map(|i: usize| (0..i % 41).map(|at| byte(i, at)).collect()).collect()
    }

    /// The reference takes the bytes one by one. Every form of text, with nothing and with much around the texts.
    #[test]
    fn heads_and_ends_are_those_of_the_bytes() {
        let texts = texts();
        for around in [0, 5, 8, 64] {
            let mut data = vec![0xaa; around];
            let mut starts = vec![data.len()];
            for text in &texts {
                data.extend(text);
                starts.push(data.len());
            }
            data.resize(data.len() + around, 0xbb);
            let narrow: Vec<i32> = starts.iter().map(|start| *start as i32).collect();
            let wide: Vec<i64> = starts.iter().map(|start| *start as i64).collect();
            let slices: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
            let span = |side: bool| {
                let bit = if side { Span::SIDE } else { 0 };
                let spans = starts
                    .windows(2)
                    .map(move |w| Span { start: w[0] as u32 | bit, len: (w[1] - w[0]) as u32 });
                spans.collect::<Vec<_>>()
            };
            let (main, aside) = (span(false), span(true));
            let view = |(text, start): (&Vec<u8>, &usize)| {
                let mut bytes = [0u8; 16];
                bytes[..4].copy_from_slice(&(text.len() as u32).to_le_bytes());
                if text.len() <= 12 {
                    bytes[4..4 + text.len()].copy_from_slice(text);
                } else {
                    bytes[4..8].copy_from_slice(&text[..4]);
                    bytes[12..].copy_from_slice(&(*start as u32).to_le_bytes());
                }
                u128::from_le_bytes(bytes)
            };
            let views: Vec<u128> = texts.iter().zip(&starts).map(view).collect();
            let forms = [
                Text::Offsets32(&narrow, &data),
                Text::Offsets64(&wide, &data),
                Text::Views(&views, vec![&data]),
                Text::Slices(&slices),
                Text::Spans(&main, &data, &[]),
                Text::Spans(&aside, &[], &data),
            ];
            for (f, text) in forms.iter().enumerate() {
                // All, from the third on, and one by one.
                for (at, n) in
                    [(0, texts.len()), (2, 17)].into_iter().chain((0..texts.len()).map(|at| (at, 1)))
                {
                    let (mut heads, mut ends) = (vec![Head::default(); n], vec![Ends::default(); n]);
                    text.heads(at, &mut heads);
                    text.ends(at, &mut ends);
                    for (i, (head, ends)) in heads.iter().zip(&ends).enumerate() {
                        let bytes = &texts[at + i];
                        let number =
                            |part: &[u8]| part.iter().rev().fold(0, |n, byte| n << 8 | u128::from(*byte));
                        let (len, first) = (bytes.len(), number(&bytes[..bytes.len().min(8)]));
                        let last = if len > 8 { number(&bytes[len - 8..]) } else { 0 };
                        assert_eq!(text.get(at + i), bytes);
                        if len <= SHORT as usize {
                            assert_eq!(head.bytes, number(bytes), "form {f}, text {}", at + i);
                        }
                        let found = (ends.first, ends.last);
                        assert_eq!(found, (first as u64, last as u64), "form {f}, text {}", at + i);
                        assert_eq!(head.len as usize, len);
                        assert_eq!(ends.len as usize, len);
                    }
                }
            }
        }
    }
}
