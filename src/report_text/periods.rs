//! The periods a report names, and the year it reports on.

use super::figure::Named;
use crate::period::Date;
use hashbrown::HashMap;

/// A period of a sentence, before the report's year is known.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    /// Where it begins in the sentence.
    pub(crate) start: usize,
    pub(crate) words: String,
    year: Option<i16>,
    first: Option<i16>,
    months: (i8, i8),
    /// 2012年以来: without an end.
    since: bool,
    /// A month or a part of the year inside a sentence holds up to this place only.
    pub(crate) until: Option<usize>,
}

/// How often each year is named, to find the one that is reported on.
#[derive(Debug, Default)]
pub(crate) struct Years(HashMap<i16, usize>);

impl Years {
    /// The year named most often; the earlier one of two.
    pub(crate) fn reported(&self) -> Option<i16> {
        self.0.iter().max_by_key(|(year, n)| (**n, -i32::from(**year))).map(|(year, _)| *year)
    }
}

const HALVES: [(&str, (i8, i8)); 8] = [
    ("上半年", (1, 6)),
    ("下半年", (7, 12)),
    ("前三季度", (1, 9)),
    ("一季度", (1, 3)),
    ("二季度", (4, 6)),
    ("三季度", (7, 9)),
    ("四季度", (10, 12)),
    ("全年", (1, 12)),
];

impl Years {
    /// Counts a year that is named.
    pub(crate) fn count(&mut self, year: Option<i16>) {
        if let Some(year) = year {
            *self.0.entry(year).or_default() += 1;
        }
    }
}

/// The year that a word is: four digits from 1900 to 2099.
pub(crate) fn year_in(word: &str) -> Option<i16> {
    let plain = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    word.parse().ok().filter(|year| plain && (1900..2100).contains(year))
}

/// Every period that `text` names; years are counted into `years`.
pub(crate) fn mentions(text: &[char], years: &mut Years) -> Vec<Mention> {
    let (mut all, mut i) = (Vec::new(), 0);
    while i < text.len() {
        let (next, mention) = at(text, i);
        if let Some(mention) = mention {
            if let Some(year) = mention.year {
                *years.0.entry(year).or_default() += 1;
            }
            all.push(mention);
        }
        i = next.max(i + 1);
    }
    all
}

fn at(text: &[char], i: usize) -> (usize, Option<Mention>) {
    let before = i.checked_sub(1).map(|b| text[b]);
    if !text[i].is_ascii_digit() {
        // 三年间, 五年来: several years, which ones is not said.
        let several = "二三四五六七八九十两".contains(text[i])
            && text.get(i + 1) == Some(&'年')
            && matches!(text.get(i + 2), Some('间' | '来'));
        if several {
            let words = text[i..i + 3].iter().collect();
            let mention = Mention {
                start: i,
                words,
                year: None,
                first: None,
                months: (0, 0),
                since: false,
                until: None,
            };
            return (i + 3, Some(mention));
        }
        let counted = usize::from(text[i] == '第');
        let Some((words, months, n)) = half(&text[i + counted..]) else { return (i + 1, None) };
        let (words, n) = if counted == 1 { (format!("第{words}"), n + 1) } else { (words, n) };
        // 比上半年, 去年全年总量: a base, not a period.
        if before.is_some_and(|b| "比与较".contains(b)) || text[..i].ends_with(&['去', '年']) {
            return (i + n, None);
        }
        let until = within(text, i, i + n);
        return (
            i + n,
            Some(Mention { start: i, words, year: None, first: None, months, since: false, until }),
        );
    }
    let (number, n) = digits(&text[i..]);
    let mut end = i + n;
    if n == 4 && (1900..2100).contains(&number) {
        let mut first = None;
        let mut year = number as i16;
        let joint = usize::from(text.get(end) == Some(&'年'));
        if matches!(text.get(end + joint), Some('-' | '至' | '到')) {
            let (other, m) = digits(&text[end + joint + 1..]);
            if m == 4 && (1900..2100).contains(&other) && text.get(end + joint + 1 + m) == Some(&'年') {
                first = Some(year);
                year = other as i16;
                end += joint + 1 + m;
            }
        }
        if text.get(end) != Some(&'年') {
            return (end, None);
        }
        end += 1;
        if text.get(end) == Some(&'度') {
            end += 1;
        }
        if before.is_some_and(|b| "比与较(".contains(b)) {
            return (end, None);
        }
        let mut months = (1, 12);
        if let Some((_, span, n)) = half(&text[end..]) {
            (months, end) = (span, end + n);
        } else if let Some((span, n)) = month_range(&text[end..]) {
            (months, end) = (span, end + n);
        } else if text.get(end + digits(&text[end..]).1) == Some(&'月') {
            // 2024年2月5日 is a day; 2020年2103件 has its year.
            return (end, None);
        }
        let since = text[end..].starts_with(&['以', '来']) && first.is_none();
        end += if since { 2 } else { 0 };
        let words = text[i..end].iter().collect();
        return (end, Some(Mention { start: i, words, year: Some(year), first, months, since, until: None }));
    }
    if before.is_some_and(|b| b.is_ascii_alphanumeric()) {
        return (end, None);
    }
    let Some((months, n)) = month_range(&text[i..]) else { return (end, None) };
    let words = text[i..i + n].iter().collect();
    let until = within(text, i, i + n);
    (i + n, Some(Mention { start: i, words, year: None, first: None, months, since: false, until }))
}

/// How far a month or a half of the year reaches: all that follows where it opens the sentence or stands alone
/// before a comma, else its clause.
fn within(text: &[char], start: usize, end: usize) -> Option<usize> {
    let alone = text[end..].iter().take(2).any(|c| matches!(c, ',' | ':'));
    let opens = start <= 3 || text[..start].iter().all(|c| !",;:".contains(*c)) && start <= 8;
    let close = text[end..].iter().position(|c| ",;。".contains(*c)).map_or(text.len(), |n| end + n);
    (!alone && !opens).then_some(close)
}

/// 1至9月, 1-12月份, 3月; never a day (3月5日).
fn month_range(text: &[char]) -> Option<((i8, i8), usize)> {
    let (first, mut n) = digits(text);
    let mut last = first;
    if n > 0 && text.get(n) == Some(&'月') && matches!(text.get(n + 1), Some('至' | '到' | '-')) {
        n += 1;
    }
    if n > 0 && matches!(text.get(n), Some('至' | '到' | '-')) {
        let (other, m) = digits(&text[n + 1..]);
        if m > 0 {
            last = other;
            n += 1 + m;
        }
    }
    if n == 0 || text.get(n) != Some(&'月') || !(1..=12).contains(&first) || !(first..=12).contains(&last) {
        return None;
    }
    n += 1;
    if text.get(n).is_some_and(char::is_ascii_digit) {
        return None;
    }
    n += usize::from(text.get(n) == Some(&'份'));
    Some(((first as i8, last as i8), n))
}

fn half(text: &[char]) -> Option<(String, (i8, i8), usize)> {
    if !text.first().is_some_and(|c| "上下前一二三四全".contains(*c)) {
        return None;
    }
    HALVES.iter().find_map(|(word, months)| {
        let mut n = 0;
        for c in word.chars() {
            if text.get(n) != Some(&c) {
                return None;
            }
            n += 1;
        }
        Some(((*word).to_owned(), *months, n))
    })
}

fn digits(text: &[char]) -> (u32, usize) {
    let n = text.iter().take_while(|c| c.is_ascii_digit()).count();
    if n > 4 {
        return (0, n);
    }
    (text[..n].iter().filter_map(|c| c.to_digit(10)).fold(0, |value, d| value * 10 + d), n)
}

/// The mention as a period, with the report's year where it names none.
pub(crate) fn named(mention: &Mention, report: Option<i16>) -> Named {
    let year = mention.year.or(report);
    let day = |year: i16, month: i8| Date::new(year, month, 1).ok();
    let start = year.and_then(|y| day(mention.first.unwrap_or(y), mention.months.0));
    let year = year.filter(|_| !mention.since);
    let end = year.and_then(|y| day(y, mention.months.1)).map(|d| d.plus_months(1).plus_days(-1));
    Named { words: mention.words.clone(), start, end }
}

/// The report's whole year.
pub(crate) fn whole_year(year: i16, english: bool) -> Named {
    let mention = Mention {
        start: 0,
        words: format!("{year}{}", if english { "" } else { "年" }),
        year: Some(year),
        first: None,
        months: (1, 12),
        since: false,
        until: None,
    };
    named(&mention, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        let shown = |date: Option<Date>| date.map_or("?".to_owned(), |d| d.to_string());
        mentions(&chars, &mut Years::default())
            .iter()
            .map(|m| named(m, None))
            .map(|p| format!("{} {} {}", p.words, shown(p.start), shown(p.end)))
            .collect()
    }

    #[test]
    fn years_halves_and_ranges_of_months_are_periods() {
        assert_eq!(read("2022年,全市法院"), ["2022年 2022-01-01 2022-12-31"]);
        assert_eq!(read("2024年1-11月,"), ["2024年1-11月 2024-01-01 2024-11-30"]);
        assert_eq!(read("2021年上半年"), ["2021年上半年 2021-01-01 2021-06-30"]);
        assert_eq!(read("2018年至2022年3月底"), ["2018年至2022年3月 2018-03-01 2022-03-31"]);
        assert_eq!(read("今年1月至9月"), ["1月至9月 ? ?"]);
    }

    #[test]
    fn days_and_bases_are_no_periods() {
        for text in ["2024年2月5日", "12月31日", "比2014年分别上升", "与上半年相比", "(2021)浙01民终5号"]
        {
            assert!(read(text).is_empty(), "{text}: {:?}", read(text));
        }
    }
}
