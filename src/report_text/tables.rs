//! Tables of a report (columns parted by bars, tabs or spaces), told as the sentences they stand for.
//!
//! `| 结案率 | 95.31% | 93.87% | 1.44个百分点 |` under `| 指标 | 2023年 | 2022年 | 同比 |` is read as
//! `2023年,结案率95.31%,去年同期为93.87%,同比上升1.44个百分点。`; every character keeps its place in the text.

use super::lexicon::Lexicon;
use super::normalise::{Sentence, half_width};

/// A run of the text: its first character's place and its words.
pub(crate) enum Block<'a> {
    Prose(usize, &'a str),
    Table(Table),
}

/// A cell: characters in one spelling with their places.
type Cell = Vec<(char, usize)>;

/// A header and the rows below it.
pub(crate) struct Table {
    header: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
    /// `单位:件` on the line above.
    unit: String,
}

/// What a column holds.
enum Column {
    /// The year of the table, or the only value.
    Now(Option<i16>),
    /// The year before.
    Before,
    /// Another year.
    Year(i16),
    /// Its header names what is measured.
    Measure,
    /// 同比, 环比, as the words of a base.
    Change(&'static str),
    Other,
}

/// Longest cell that is a number or a header.
const CELL: usize = 24;

/// The text in order, tables apart.
pub(crate) fn blocks<'a>(text: &'a str, mut each: impl FnMut(Block<'a>)) {
    let lexicon = Lexicon::shipped();
    // Bytes and characters where the prose not yet given begins, and where this line does.
    let (mut prose, mut prose_at) = (0, 0);
    let (mut byte, mut at) = (0, 0);
    let mut table: Option<Table> = None;
    let mut header: Option<(Vec<Cell>, usize, usize)> = None;
    let (mut unit, mut above) = (String::new(), String::new());
    for line in text.split_inclusive('\n') {
        let plain = line.trim_end_matches(['\n', '\r']);
        let (next_byte, next_at) = (byte + line.len(), at + line.chars().count());
        let cells = if plain.len() > 4000 { Vec::new() } else { cells(plain, at, lexicon) };
        let ruled = plain.contains('-') && plain.chars().all(|c| "|-:+ ".contains(c));
        let body = |width: usize| cells.len() == width && cells[1..].iter().any(is_number);
        let grows = table.as_ref().is_some_and(|table| ruled || body(table.header.len()));
        let begins = table.is_none() && header.as_ref().is_some_and(|(cells, ..)| body(cells.len()));
        if grows && !ruled {
            if let Some(table) = &mut table {
                table.rows.push(cells);
            }
        } else if begins {
            if let Some((cells_above, head_byte, head_at)) = header.take() {
                each(Block::Prose(prose_at, &text[prose..head_byte]));
                (prose, prose_at) = (head_byte, head_at);
                table = Some(Table { header: cells_above, rows: vec![cells], unit: unit.clone() });
            }
        } else if !ruled {
            if let Some(table) = table.take() {
                each(Block::Table(table));
                (prose, prose_at) = (byte, at);
            }
            let heads = cells.len() >= 2 && cells[1..].iter().all(is_header);
            if heads || !plain.trim().is_empty() {
                unit = unit_of(if heads { &above } else { plain });
                header = heads.then_some((cells, byte, at));
            }
            plain.clone_into(&mut above);
        }
        (byte, at) = (next_byte, next_at);
    }
    match table {
        Some(table) => each(Block::Table(table)),
        None => each(Block::Prose(prose_at, &text[prose..])),
    }
}

/// The cells of a line; none where it is no row of a table.
fn cells(line: &str, at: usize, lexicon: &Lexicon) -> Vec<Cell> {
    let bars = line.contains('|') || line.contains('｜');
    let tabs = !bars && line.contains('\t');
    let mut cells: Vec<Cell> = vec![Vec::new()];
    for (i, raw) in line.chars().enumerate() {
        let parts = if bars {
            matches!(raw, '|' | '｜')
        } else if tabs {
            raw == '\t'
        } else {
            raw.is_whitespace()
        };
        if parts {
            cells.push(Vec::new());
        } else if let Some(cell) = cells.last_mut().filter(|_| !raw.is_whitespace() && raw != '*') {
            cell.push((half_width(raw, lexicon), at + i));
        }
    }
    // Bars may stand outside, spaces may be many; an empty cell between tabs is a cell.
    if bars {
        cells = cells.into_iter().skip_while(Vec::is_empty).collect();
        if cells.last().is_some_and(Vec::is_empty) {
            cells.pop();
        }
    } else if !tabs {
        cells.retain(|cell| !cell.is_empty());
    }
    let loose = !bars && !tabs;
    let short = cells.iter().all(|cell| cell.len() <= CELL);
    if cells.len() < if loose { 3 } else { 2 } || !short || cells[0].is_empty() { Vec::new() } else { cells }
}

fn text_of(cell: &Cell) -> String {
    cell.iter().map(|(c, _)| *c).collect()
}

fn is_number(cell: &Cell) -> bool {
    let text = text_of(cell);
    let digits = text.trim_start_matches(['+', '-', '↑', '↓', '上', '升', '下', '降', '增', '减']);
    let ends = |c: char| c.is_ascii_digit() || "%‰件人名家元万亿天日个百分点次份条期场篇项倍".contains(c);
    digits.starts_with(|c: char| c.is_ascii_digit()) && text.ends_with(ends) && !is_year(&text)
}

fn is_year(text: &str) -> bool {
    let digits = text.trim_end_matches(['年', '度']);
    digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()) && digits.starts_with(['1', '2'])
}

fn is_header(cell: &Cell) -> bool {
    let text = text_of(cell);
    let sentence = text.contains(['。', ',', ';', '!', ':']);
    !text.is_empty() && !sentence && !is_number(cell) && text.chars().any(|c| !c.is_ascii() || is_year(&text))
}

/// `单位:件`, or the words in brackets at the end of a header.
fn unit_of(text: &str) -> String {
    let after = ["单位:", "单位：", "單位:", "單位："].iter().find_map(|word| text.split(word).nth(1));
    after.map_or_else(String::new, |unit| unit.trim().trim_end_matches([')', '）']).to_owned())
}

impl Table {
    fn columns(&self) -> Vec<Column> {
        let names: Vec<String> = self.header.iter().map(text_of).collect();
        let year = |name: &str| name.get(..4).filter(|_| is_year(name)).and_then(|y| y.parse::<i16>().ok());
        let latest = names[1..].iter().filter_map(|name| year(name)).max();
        let column = |name: &String| {
            let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
            match year(name) {
                Some(y) if Some(y) == latest => Column::Now(latest),
                Some(y) if Some(y + 1) == latest => Column::Before,
                Some(y) => Column::Year(y),
                None if has(&["环比"]) => Column::Change("环比"),
                None if has(&[
                    "同比",
                    "增减",
                    "增幅",
                    "升降",
                    "变化",
                    "变动",
                    "增长",
                    "比上年",
                    "较上年",
                ]) =>
                {
                    Column::Change("同比")
                }
                None if has(&["上年", "去年", "同期"]) => Column::Before,
                None if has(&["本期", "今年", "本年", "数值", "数量", "数据"]) => {
                    Column::Now(None)
                }
                None if has(&["序号", "排名", "名次", "位次", "备注"]) => Column::Other,
                None => Column::Measure,
            }
        };
        names.iter().map(column).collect()
    }

    /// Gives the sentence of every row.
    pub(crate) fn sentences(&self, mut each: impl FnMut(&Sentence)) {
        let columns = self.columns();
        let named = usize::from(matches!(columns[0], Column::Other));
        for row in &self.rows {
            let Some(label) = row.get(named).filter(|label| !label.is_empty()) else { continue };
            let mut sentence = Sentence::default();
            let mut open = false;
            for (j, column) in columns.iter().enumerate().skip(named + 1) {
                let Some(cell) = row.get(j).filter(|cell| is_number(cell)) else { continue };
                let at = cell[0].1;
                let level = matches!(column, Column::Now(_) | Column::Year(_) | Column::Measure);
                if level {
                    Self::give(&mut sentence, &mut each);
                    if let Column::Now(Some(year)) | Column::Year(year) = column {
                        sentence.words(&format!("{year}年,"), label[0].1);
                    }
                    label_of(label).iter().for_each(|&(c, at)| sentence.push(c, at));
                    if matches!(column, Column::Measure) {
                        label_of(&self.header[j]).iter().for_each(|&(c, _)| sentence.push(c, at));
                    }
                    open = true;
                } else if !open || matches!(column, Column::Other) {
                    continue;
                }
                match column {
                    Column::Before => sentence.words(",去年同期为", at),
                    Column::Change(base) => {
                        let text = text_of(cell);
                        let down = text.starts_with(['-', '↓', '下', '减']);
                        sentence.words(&format!(",{base}{}", if down { "下降" } else { "上升" }), at);
                    }
                    _ => {}
                }
                let first = cell.iter().position(|(c, _)| c.is_ascii_digit()).unwrap_or(0);
                cell[first..].iter().for_each(|&(c, at)| sentence.push(c, at));
                if cell.last().is_some_and(|(c, _)| c.is_ascii_digit()) {
                    let unit = self.unit(label, j, matches!(column, Column::Change(_)));
                    sentence.words(&unit, cell[cell.len() - 1].1);
                }
            }
            Self::give(&mut sentence, &mut each);
        }
    }

    /// The measure word of a cell without one: that of its column, its row, or the table.
    fn unit(&self, label: &Cell, column: usize, change: bool) -> String {
        let of_column = bracketed(&text_of(&self.header[column]));
        let of_row = bracketed(&text_of(label)).filter(|_| !change);
        let table = Some(self.unit.clone()).filter(|_| !change);
        of_column.or(of_row).or(table).unwrap_or_default().replace("百分点", "个百分点").replace("个个", "个")
    }

    fn give(sentence: &mut Sentence, each: &mut impl FnMut(&Sentence)) {
        if let Some(&at) = sentence.at.last() {
            sentence.push('。', at);
            each(sentence);
        }
        sentence.clear();
    }
}

/// 收案数(件): the words in brackets at the end.
fn bracketed(text: &str) -> Option<String> {
    let inside = text.strip_suffix(')')?.rsplit_once('(')?.1;
    let short = inside.chars().count() <= 5 && !inside.contains(|c: char| c.is_ascii_digit());
    short.then(|| inside.to_owned())
}

/// A label without its measure word in brackets.
fn label_of(cell: &Cell) -> &[(char, usize)] {
    let open = cell.iter().rposition(|(c, _)| *c == '(').filter(|at| *at > 0);
    if bracketed(&text_of(cell)).is_some() { &cell[..open.unwrap_or(cell.len())] } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        blocks(text, |block| match block {
            Block::Prose(_, prose) => all.extend(prose.lines().map(str::to_owned)),
            Block::Table(table) => table.sentences(|s| all.push(s.chars.iter().collect())),
        });
        all
    }

    #[test]
    fn rows_become_sentences_whatever_parts_their_columns() {
        let sentence = "2023年,结案率95.31%,去年同期为93.87%,同比下降1.44个百分点。";
        for text in [
            "| 指标 | 2023年 | 2022年 | 同比 |\n| --- | --- | --- | --- |\n| 结案率 | 95.31% | 93.87% | -1.44个百分点 |",
            "指标\t2023年\t2022年\t同比(百分点)\n结案率(%)\t95.31\t93.87\t-1.44\n",
            "指标 2023年 2022年 同比\n结案率 95.31% 93.87% ↓1.44个百分点\n",
        ] {
            assert_eq!(told(text)[0], sentence, "{text}");
        }
    }

    #[test]
    fn a_column_may_name_the_measure_and_a_caption_the_unit() {
        let text = "分庭情况\n单位:件\n庭室 收案 结案 结案率(%)\n民一庭 612 607 99.18\n正文 一 二\n";
        let expected = [
            "分庭情况",
            "单位:件",
            "民一庭收案612件。",
            "民一庭结案607件。",
            "民一庭结案率99.18%。",
            "正文 一 二",
        ];
        assert_eq!(told(text), expected);
    }

    #[test]
    fn prose_stays_prose() {
        for text in ["一 二 三\n四 五 六\n", "| a | b |\n没有 表格", "", "审结 12 件 。\n\n结案率 97%"]
        {
            assert_eq!(told(text).join("\n").trim_end(), text.trim_end());
        }
    }
}
