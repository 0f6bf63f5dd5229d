//! A report as sentences in one spelling: half-width, simplified, without markup and soft line breaks.
//!
//! Every character keeps its place in the text as given. Sentences come one at a time, so that a report of
//! any length needs the memory of its longest sentence; a sentence without an end is cut after
//! [`LONGEST`] characters, which bounds the work per character.

use super::lexicon::Lexicon;

/// A sentence longer than this is cut.
pub(crate) const LONGEST: usize = 2000;

/// One sentence, normalised.
#[derive(Debug, Default)]
pub(crate) struct Sentence {
    /// The characters.
    pub(crate) chars: Vec<char>,
    /// For each, its place in the text as given.
    pub(crate) at: Vec<usize>,
    /// Whether it can hold anything worth reading.
    pub(crate) telling: bool,
}

impl Sentence {
    pub(crate) fn push(&mut self, c: char, at: usize) {
        self.telling |= c.is_ascii_digit() || "第前首百三四五六七八九十平最高低翻".contains(c);
        self.chars.push(c);
        self.at.push(at);
    }

    /// Adds words that the text does not hold, told at one place of it.
    pub(crate) fn words(&mut self, words: &str, at: usize) {
        words.chars().for_each(|c| self.push(c, at));
    }

    pub(crate) fn clear(&mut self) {
        self.chars.clear();
        self.at.clear();
        self.telling = false;
    }
}

/// Gives every sentence of `text` to `each`; `first` is the place of its first character.
pub(crate) fn sentences(text: &str, first: usize, mut each: impl FnMut(&Sentence)) {
    let lexicon = Lexicon::shipped();
    let mut sentence = Sentence::default();
    let mut flush = |sentence: &mut Sentence| {
        if !sentence.chars.is_empty() {
            each(sentence);
        }
        sentence.clear();
    };
    let mut at = first;
    let mut lines = text.split('\n').peekable();
    // The next line that holds anything, and whether a blank one stood before it.
    while let Some(line) = lines.next() {
        let heading = starts_item(line);
        if heading {
            flush(&mut sentence);
        }
        let mut space = false;
        let mut chars = line.chars().peekable();
        while let Some(raw) = chars.next() {
            let c = half_width(raw, lexicon);
            let here = at;
            at += 1;
            if c.is_whitespace() {
                space = true;
                continue;
            }
            if is_markup(c) {
                continue;
            }
            // Between Latin letters and digits a space separates, elsewhere it is layout.
            let before = sentence.chars.last().copied();
            if space && before.is_some_and(|b| b.is_ascii() && b != '(') && c.is_ascii() && c != '%' {
                sentence.push(' ', here - 1);
            }
            space = false;
            sentence.push(c, here);
            if ends_sentence(c, before, chars.peek().copied()) || sentence.chars.len() >= LONGEST {
                flush(&mut sentence);
            }
        }
        at += 1;
        let mut blank = false;
        while lines.peek().is_some_and(|next| next.trim().is_empty()) {
            if let Some(skipped) = lines.next() {
                at += skipped.chars().count() + 1;
                blank = true;
            }
        }
        let joins = lines.peek().is_some_and(|next| joins(line, next, heading, blank, &sentence));
        if !joins {
            flush(&mut sentence);
        } else if sentence.chars.last().is_some_and(char::is_ascii_alphanumeric)
            && lines
                .peek()
                .is_some_and(|next| next.trim_start().starts_with(|c: char| c.is_ascii_alphanumeric()))
        {
            sentence.push(' ', at - 1);
        }
    }
    flush(&mut sentence);
}

/// Whether a line break is only layout inside a sentence.
fn joins(line: &str, next: &str, heading: bool, blank: bool, sentence: &Sentence) -> bool {
    let marked = line.trim_start().starts_with(['#', '▼', '|', '!']);
    let Some(&last) = sentence.chars.last() else { return false };
    if marked || starts_item(next) || matches!(last, ':' | '|') {
        return false;
    }
    let long = line.chars().take(31).count() > 30;
    // 一、审判工作: the 、 of the number is no punctuation of a phrase.
    let bare = line
        .trim_start_matches(|c: char| "一二三四五六七八九十(（)）、. #*".contains(c) || c.is_ascii_digit());
    let phrased = bare.contains([',', '，', '、', '：', ':', '“', '”', '；']);
    if heading {
        return phrased || long;
    }
    let hangs = matches!(last, '至' | '到' | '为' | '达' | '的' | '和' | '与' | '、' | ',');
    if blank && !phrased && !long && !hangs {
        return false;
    }
    // A line that ends with a number and its measure word is an item of a list.
    let tail: Vec<char> = sentence.chars.iter().rev().take(6).copied().collect();
    let digit = tail.iter().position(char::is_ascii_digit);
    let item = digit.is_some_and(|i| (1..=3).contains(&i) && !tail[..i].contains(&','));
    !item || long || next.trim_start().starts_with(['、', ',', '，', '。', ')', '）'])
}

/// Headings, list items, table rows: lines that begin something new.
fn starts_item(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches(['*', '#', ' ']);
    let mut chars = line.chars();
    let (Some(first), second) = (chars.next(), chars.next()) else { return false };
    let numbered = |c: char| "一二三四五六七八九十".contains(c);
    line.starts_with(['▼', '•', '●', '■', '◆', '|', '▲', '★'])
        || (matches!(first, '-' | '+') && second == Some(' '))
        || (matches!(first, '(' | '（') && second.is_some_and(numbered))
        || (numbered(first) && second.is_some_and(|c| c == '、' || numbered(c) && chars.next() == Some('、')))
        || (first.is_ascii_digit() && matches!(second, Some('、' | '．')))
        || numbered_item(line)
}

/// 1.设立, 10.与妇联: one or two digits, a stop, and no digit behind it.
fn numbered_item(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = line[digits..].chars();
    (1..=2).contains(&digits)
        && matches!(rest.next(), Some('.' | '、' | '．'))
        && rest.next().is_some_and(|c| !c.is_ascii_digit())
}

fn ends_sentence(c: char, before: Option<char>, next: Option<char>) -> bool {
    match c {
        '。' | '!' | '?' | ';' | '…' => true,
        '.' => {
            before.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, ')' | '%' | '"'))
                && next.is_none_or(char::is_whitespace)
        }
        _ => false,
    }
}

fn is_markup(c: char) -> bool {
    matches!(c, '*' | '`' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}')
}

pub(crate) fn half_width(c: char, lexicon: &Lexicon) -> char {
    match c {
        '\0'..='\u{7f}' => c,
        '\u{ff01}'..='\u{ff3a}' | '\u{ff3c}' | '\u{ff3e}'..='\u{ff5d}' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
        }
        '\u{3000}' | '\u{a0}' => ' ',
        '–' | '—' | '―' | '−' | '﹣' | '‐' | '‑' | '〜' | '～' => '-',
        '﹪' | '٪' => '%',
        '﹐' => ',',
        '﹒' => '.',
        '﹔' => ';',
        '﹕' | '∶' => ':',
        '｡' => '。',
        '○' => '〇',
        '「' | '『' | '〝' => '“',
        '」' | '』' | '〞' => '”',
        '〔' | '［' | '【' => '(',
        '〕' | '］' | '】' => ')',
        _ => lexicon.simplified.get(&c).copied().unwrap_or(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        sentences(text, 0, |s| {
            assert_eq!(s.chars.len(), s.at.len());
            all.push(s.chars.iter().collect());
        });
        all
    }

    #[test]
    fn a_line_break_inside_a_sentence_is_layout() {
        assert_eq!(read("全市法院持续努力,程序比下降至\n\n1.31。"), ["全市法院持续努力,程序比下降至1.31。"]);
        assert_eq!(read("# 一个标题\n正文 12 件。"), ["#一个标题", "正文12件。"]);
        assert_eq!(read("收案数:152件\n结案数:140件"), ["收案数:152件", "结案数:140件"]);
    }

    #[test]
    fn width_script_and_markup_do_not_matter() {
        assert_eq!(read("審結**１，２３４件**，佔９０％。"), ["审结1,234件,占90%。"]);
        assert_eq!(read("It heard 8,598 cases. Then 12."), ["It heard 8,598 cases.", "Then 12."]);
    }

    #[test]
    fn places_are_those_of_the_text_as_given() {
        sentences("**审** 结\n案", 0, |s| assert_eq!(s.at, [2, 6, 8]));
    }

    #[test]
    fn a_text_without_an_end_is_cut() {
        assert!(read(&"长".repeat(5 * LONGEST)).iter().all(|s| s.chars().count() <= LONGEST));
    }
}
