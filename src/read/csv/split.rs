//! Cuts text into records and finds the wanted cells, exactly as the `csv` crate does.
//!
//! Two steps over pieces that stay in the nearest cache: the [`Index`] of separators, then, column by
//! column, the spans of the wanted cells. Columns nobody asked for cost one number each.

use super::cells::{Cells, Record};
use super::index::Index;

/// Bytes indexed before their cells are gathered.
const PIECE: usize = 16 << 10;
/// The same, behind the limit, where only the last record's end is looked for.
const LAST_PIECE: usize = 1 << 10;

/// Where a call of [`Splitter::split`] ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Split {
    /// The start of the first record that was not taken.
    pub end: usize,
    /// Whether that lies at or behind the limit; if not, the text ended inside a record.
    pub complete: bool,
}

/// A splitter for one delimiter and one choice of columns; reuse it.
#[derive(Debug)]
pub(super) struct Splitter {
    delimiter: u8,
    wanted: Vec<u32>,
    index: Index,
    /// For each record at hand: the rank of the separator before its first field.
    first: Vec<u32>,
}

impl Splitter {
    /// `wanted` are column numbers from 0, in the order in which [`Cells`] shall have them.
    pub(super) fn new(delimiter: u8, wanted: &[usize]) -> Self {
        let wanted = wanted.iter().map(|&w| u32::try_from(w).unwrap_or(u32::MAX)).collect();
        Self { delimiter, wanted, index: Index::default(), first: Vec::new() }
    }

    /// Adds to `cells` the records of `text` that begin at `from` or behind it, and before `limit`.
    ///
    /// At `from` a record begins. `last` says that nothing follows `text`: its last record needs no line end.
    /// To go on after an incomplete split, call again with more text and `from` the `end` that it gave.
    pub(super) fn split(
        &mut self,
        text: &[u8],
        from: usize,
        limit: usize,
        last: bool,
        cells: &mut Cells,
    ) -> Split {
        let mut at = from;
        let mut start = from;
        self.index.restart(from);
        while start < limit {
            if at < text.len() {
                let piece = if at < limit { PIECE.min(limit - at) } else { LAST_PIECE };
                at = self.index.advance(text, at, (at + piece).min(text.len()), self.delimiter);
            } else if last && start < text.len() {
                self.index.end_of_text(text.len());
            } else {
                return Split { end: start, complete: last };
            }
            start = self.gather(text, start, limit, cells);
        }
        Split { end: start.min(text.len()), complete: true }
    }

    /// Moves the complete records of the index that begin before `limit` to `cells`; the first of them, or
    /// else an incomplete one, begins at `start`. Returns where the first record that is left begins.
    fn gather(&mut self, text: &[u8], mut start: usize, limit: usize, cells: &mut Cells) -> usize {
        let quoted = self.index.quoted_since(start);
        let seps = self.index.seps();
        let known = cells.records.len();
        let mut before = 0;
        self.first.clear();
        for &rank in self.index.ends() {
            if start >= limit {
                break;
            }
            let end = seps[rank as usize];
            if end as usize > start {
                cells.records.push(Record { start: start as u32, end, fields: rank - before });
                self.first.push(before);
            }
            before = rank;
            start = end as usize + 1;
        }
        // Whether all of them have the last wanted column decides, once for all, whether to look.
        let shortest = cells.records[known..].iter().map(|r| r.fields).min().unwrap_or(0);
        for (column, &wanted) in self.wanted.iter().enumerate() {
            if shortest > wanted && !quoted {
                cells.extend(column, self.first.iter().map(|&first| cell(seps, first + wanted)));
                continue;
            }
            cells.extend_quoted(column, text, known, |i, record| {
                let first = self.first[i];
                if record.fields > wanted { cell(seps, first + wanted) } else { (record.end, record.end) }
            });
        }
        self.index.keep_from(before as usize);
        start
    }
}

/// The first byte and the end of the cell behind the separator at `rank`.
#[inline]
fn cell(seps: &[u32], rank: u32) -> (u32, u32) {
    let around = &seps[rank as usize..][..2];
    (around[0].wrapping_add(1), around[1])
}

#[cfg(test)]
mod tests {
    use super::super::simd::PORTABLE;
    use super::*;
    use proptest::prelude::*;

    /// Every record's fields, all asked for, and the field counts.
    fn split_all(text: &[u8], delimiter: u8, cuts: &[usize]) -> Vec<Vec<Vec<u8>>> {
        let width = text.len() + 1;
        let wanted: Vec<usize> = (0..width).collect();
        let mut splitter = Splitter::new(delimiter, &wanted);
        let mut cells = Cells::new(width);
        let mut from = 0;
        for &cut in cuts.iter().filter(|&&cut| cut <= text.len()) {
            if cut > from {
                from = splitter.split(&text[..cut], from, cut, false, &mut cells).end;
            }
        }
        splitter.split(text, from, text.len(), true, &mut cells);
        let column = |c| cells.column(c, text);
        let records = cells.records.iter().enumerate();
        records
            .map(|(r, rec)| (0..rec.fields as usize).map(|c| column(c).get(r).to_vec()).collect())
            .collect()
    }

    fn by_csv(text: &[u8], delimiter: u8) -> Vec<Vec<Vec<u8>>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text);
        reader.byte_records().map(|r| r.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
    }

    fn assert_same(text: &[u8], delimiter: u8, cuts: &[usize]) {
        let expected = by_csv(text, delimiter);
        for portable in [false, true] {
            PORTABLE.set(portable);
            let found = split_all(text, delimiter, cuts);
            assert_eq!(found, expected, "{:?} cut at {cuts:?}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn quotes_where_they_do_not_belong_are_read_as_the_csv_crate_reads_them() {
        for text in [
            "",
            "\n",
            "\r\n\r\n",
            "a",
            "a,",
            ",",
            "\"",
            "\"\"",
            "\"\"\"",
            "\"\"\"\"",
            "a,5\" pipe,b\nc,d\n",
            "x\"y\"z,1\n",
            "\"a\"b,c\n",
            "\"a\"b\"c,d\"\n\"e\n",
            "a,\"b\nc",
            "a,\"b\",\r\n\"\",\"\"\"\"\r\n",
            "\"a\",\"b",
            "a\rb\r\rc",
            "\",\",\",\"\n",
            "\"a,\",b\n",
            "\"a\n\"\n\"\n\n\"",
            "a,b\n\n\n\"c\"\r",
            "\"a\"\"b\"c\"\"d\"\n,",
            " \"a\",\"b\" \n",
        ] {
            for cut in 0..=text.len() {
                assert_same(text.as_bytes(), b',', &[cut]);
            }
        }
    }

    fn awkward_text() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![
            6 => prop::sample::select(b"ab 0\xc3\xa9".to_vec()),
            2 => prop::sample::select(b",;\t|".to_vec()),
            2 => Just(b','),
            2 => Just(b'"'),
            2 => prop::sample::select(b"\r\n".to_vec()),
        ];
        let piece = prop_oneof![
            4 => byte.prop_map(|b| vec![b]),
            1 => prop::sample::select(vec!["\",\"", "\"\"", "\"\n", "\r\n", ",\"", "\",", "\n\""])
                .prop_map(|s| s.as_bytes().to_vec()),
            1 => (1..70usize).prop_map(|n| vec![b'x'; n]),
            1 => (0..70usize).prop_map(|n| format!("\"{}\",", "y".repeat(n)).into_bytes()),
        ];
        prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        #[test]
        fn any_bytes_cut_anywhere_are_read_as_the_csv_crate_reads_them(
            text in awkward_text(),
            delimiter in prop::sample::select(b",;\t|".to_vec()),
            mut cuts in prop::collection::vec(0..600usize, 0..4),
        ) {
            cuts.sort_unstable();
            assert_same(&text, delimiter, &cuts);
        }
    }
}
