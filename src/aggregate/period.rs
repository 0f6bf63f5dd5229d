//! Periods as tables print them: `2022/23`, `Q1 2022`, `JULY 2018 - JUNE 2019`, `2022年第一季度`.

use crate::aggregate::codebook::{Locator, templates, words_or_one};
use crate::aggregate::words::{Template, key, tidy};
use crate::period::{Calendar, Date, Grain, Period};
use crate::{Error, ErrorKind, Result};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Where the period of a number is found, and how it is written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PeriodRules {
    /// The one period of the whole table, as a label: `2023`, `2023-Q1`, `FY2019`.
    pub is: Option<String>,
    /// The column that names it.
    pub column: Option<Locator>,
    /// Several columns that name it together, joined by spaces: year and quarter.
    pub columns: Vec<Locator>,
    /// Whether an empty cell means the one above.
    pub fill_down: bool,
    /// Whether rows that say one thing and no number name the period of the rows below.
    pub section: bool,
    /// How long the periods are.
    pub grain: Grain,
    /// How they are written, tried in this order; without it as is usual for the grain.
    #[serde(deserialize_with = "templates")]
    pub formats: Vec<Template>,
    /// Whether the words name the last month or day of a period and not the period.
    pub ends: bool,
    /// Words → labels, for what no format reads.
    pub words: BTreeMap<String, String>,
    /// Words in headings → how many years before the row's period: `{ Prior = 1, Current = 0 }`.
    pub years_before: BTreeMap<String, u8>,
    /// Words in headings that mark a printed change against the year before: `% Change`.
    #[serde(deserialize_with = "words_or_one")]
    pub changes: Vec<String>,
    /// Names of the months, January first, beside the English, German, French, Spanish, Portuguese and Italian.
    #[serde(deserialize_with = "words_or_one")]
    pub months: Vec<String>,
}

impl Default for PeriodRules {
    fn default() -> Self {
        Self {
            is: None,
            column: None,
            columns: Vec::new(),
            fill_down: false,
            section: false,
            grain: Grain::Year,
            formats: Vec::new(),
            ends: false,
            words: BTreeMap::new(),
            years_before: BTreeMap::new(),
            changes: Vec::new(),
            months: Vec::new(),
        }
    }
}

/// Beginnings of the names of months in six languages; a name is one of them or goes on from one of them.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän", "ene", "gen"],
    &["feb", "fév", "fev"],
    &["mar", "mär", "mrz"],
    &["apr", "avr", "abr"],
    &["may", "mai", "mag"],
    &["jun", "juin", "giu"],
    &["jul", "juil", "lug"],
    &["aug", "aoû", "ago"],
    &["sep", "set"],
    &["oct", "okt", "out", "ott"],
    &["nov"],
    &["dec", "dez", "déc", "dic"],
];

const PLACES: [&str; 9] = ["year", "yy", "next", "half", "quarter", "month", "day", "to_year", "to_month"];

fn usual(grain: Grain) -> &'static [&'static str] {
    match grain {
        Grain::Year => &[
            "{year}",
            "{year}年",
            "{year}年度",
            "FY{year}",
            "FY {year}",
            "{year}/{next}",
            "{year}-{next}",
            "{year} / {next}",
            "{year} - {next}",
            "FY{year}/{next}",
            "FY {year}/{next}",
            "{month} {year} - {to_month} {to_year}",
            "{month} {year}-{to_month} {to_year}",
            "{month} {year} to {to_month} {to_year}",
        ],
        Grain::Half => &[
            "{year}-H{half}",
            "{year}H{half}",
            "{year} H{half}",
            "H{half} {year}",
            "H{half}/{year}",
            "S{half} {year}",
            "{half}. Halbjahr {year}",
            "{half}º semestre {year}",
            "{half}º semestre de {year}",
            "{year}年{half}半年",
            "{month} {year} - {to_month} {to_year}",
        ],
        Grain::Quarter => &[
            "{year}-Q{quarter}",
            "{year}Q{quarter}",
            "{year} Q{quarter}",
            "Q{quarter} {year}",
            "Q{quarter}/{year}",
            "{year}-T{quarter}",
            "T{quarter} {year}",
            "{quarter}. Quartal {year}",
            "{quarter}º trimestre {year}",
            "{quarter}º trimestre de {year}",
            "{quarter}o trimestre {year}",
            "{quarter}o trimestre de {year}",
            "{quarter} trim. {year}",
            "{year}年第{quarter}季度",
            "{year}年{quarter}季度",
            "{month} {year} - {to_month} {to_year}",
        ],
        Grain::Month => &[
            "{year}-{month}",
            "{year}/{month}",
            "{year}.{month}",
            "{month}/{year}",
            "{month}.{year}",
            "{month}-{year}",
            "{month} {year}",
            "{year} {month}",
            "{month} de {year}",
            "{year}年{month}月",
        ],
    }
}

/// Periods of one table.
#[derive(Debug)]
pub(crate) struct Periods<'b> {
    rules: &'b PeriodRules,
    calendar: Calendar,
    formats: Vec<Template>,
    words: BTreeMap<String, Period>,
}

impl PeriodRules {
    /// # Errors
    /// When a label is no period of the calendar, or a format has a place that is not known.
    pub(crate) fn reader(&self, calendar: Calendar) -> Result<Periods<'_>> {
        let formats = if self.formats.is_empty() {
            usual(self.grain).iter().map(|f| Template::new(f)).collect::<Result<_>>()?
        } else {
            self.formats.clone()
        };
        for template in &formats {
            if let Some(place) = template.places().find(|p| !PLACES.contains(p)) {
                let error = Error::unknown("place", place, PLACES);
                return Err(Error::new(
                    ErrorKind::Codebook,
                    format!("period.formats \"{}\": {error}", template.text()),
                ));
            }
        }
        if !self.months.is_empty() && self.months.len() != 12 {
            return Err(Error::new(
                ErrorKind::Codebook,
                format!("period.months has {} names", self.months.len()),
            )
            .rule("a year has 12 months, January first"));
        }
        let label = |(word, label): (&String, &String)| {
            let period = calendar.parse(label).map_err(|e| e.at(format!("period.words.\"{word}\"")))?;
            Ok((key(word), period))
        };
        let words = self.words.iter().map(label).collect::<Result<_>>()?;
        Ok(Periods { rules: self, calendar, formats, words })
    }
}

impl Periods<'_> {
    /// The period of the whole table.
    ///
    /// # Errors
    /// When its label is no period of the calendar.
    pub fn fixed(&self) -> Result<Option<Period>> {
        let read = |label: &String| self.calendar.parse(label).map_err(|e| e.at("period.is"));
        self.rules.is.as_ref().map(read).transpose()
    }

    /// The period that a word names.
    pub fn read(&self, word: &str) -> Option<Period> {
        if let Some(period) = self.words.get(&key(word)) {
            return Some(*period);
        }
        let word = tidy(word);
        // A column of numbers may have become one of floats.
        let word = word.strip_suffix(".0").unwrap_or(&word);
        let fits = |place: &str, part: &str| self.number(place, part).is_some();
        for template in &self.formats {
            for words in template.read(word, &fits) {
                let named: BTreeMap<&str, i32> = template
                    .places()
                    .zip(&words)
                    .filter_map(|(place, part)| Some((place, self.number(place, part)?)))
                    .collect();
                if let Some(period) = self.period(&named) {
                    return Some(period);
                }
            }
        }
        // A label as tables here print it, of the length that the table has.
        let period = self.calendar.parse(word).ok()?;
        (period.grain() == Some(self.rules.grain) || period.grain().is_none()).then_some(period)
    }

    /// The number that the word of a place stands for.
    fn number(&self, place: &str, word: &str) -> Option<i32> {
        let digits = |few: usize, many: usize| -> Option<i32> {
            let plain = (few..=many).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
            if plain { word.parse().ok() } else { None }
        };
        let one_of = |lists: [&[&str]; 2]| -> Option<i32> {
            let word = key(word);
            lists.iter().find_map(|list| list.iter().position(|w| *w == word)).map(|at| at as i32 + 1)
        };
        match place {
            "year" | "to_year" => digits(4, 4),
            // As strptime's %y (POSIX).
            "yy" => digits(2, 2).map(|year| year + if year < 69 { 2000 } else { 1900 }),
            "next" => digits(4, 4).or_else(|| digits(2, 2)),
            "half" => {
                digits(1, 1).filter(|n| (1..=2).contains(n)).or_else(|| one_of([&["i", "ii"], &["上", "下"]]))
            }
            "quarter" => digits(1, 1)
                .filter(|n| (1..=4).contains(n))
                .or_else(|| one_of([&["i", "ii", "iii", "iv"], &["一", "二", "三", "四"]])),
            "month" | "to_month" => {
                digits(1, 2).filter(|n| (1..=12).contains(n)).or_else(|| self.month(&key(word)))
            }
            "day" => digits(1, 2).filter(|n| (1..=31).contains(n)),
            _ => None,
        }
    }

    fn month(&self, word: &str) -> Option<i32> {
        let word = word.trim_end_matches('.');
        if let Some(at) = self.rules.months.iter().position(|m| key(m) == word) {
            return Some(at as i32 + 1);
        }
        let letters = !word.is_empty() && word.chars().all(char::is_alphabetic) && word.chars().count() <= 10;
        let begins = |list: &[&str]| list.iter().any(|start| word.starts_with(start));
        let found = MONTHS.iter().rposition(|list| begins(list)).filter(|_| letters);
        // "juin" and "juil" begin as "jui" does, never as "jun" or "jul"; "mai" and "may" never as "mar".
        found.map(|at| at as i32 + 1)
    }

    fn period(&self, named: &BTreeMap<&str, i32>) -> Option<Period> {
        let get = |place: &str| named.get(place).copied();
        let year = get("year").or(get("yy"))?;
        let first = |year: i32, month: i32| Date::new(year as i16, month as i8, 1).ok();
        let calendar = self.calendar;
        if let (Some(to_year), Some(to_month)) = (get("to_year").or(Some(year)), get("to_month")) {
            let (start, end) =
                (first(year, get("month")?)?, first(to_year, to_month)?.plus_months(1).plus_days(-1));
            return stretch(calendar, start, end);
        }
        if self.rules.ends {
            let month = first(year, get("month")?)?;
            let day = match get("day") {
                Some(day) => Date::new(year as i16, get("month")? as i8, day as i8).ok()?,
                None => month.plus_months(1).plus_days(-1),
            };
            let period = calendar.period_of(self.rules.grain, day);
            return (period.end() == day).then_some(period);
        }
        if let Some(next) = get("next") {
            let follows = next == year + 1 || (next < 100 && next == (year + 1) % 100);
            let lies_in_two = calendar.year_starts() != 1 && follows;
            let start = first(year, i32::from(calendar.year_starts()))?;
            return lies_in_two.then(|| calendar.period_of(Grain::Year, start));
        }
        let (grain, place) = match (get("half"), get("quarter"), get("month")) {
            (Some(half), ..) => (Grain::Half, half),
            (_, Some(quarter), _) => (Grain::Quarter, quarter),
            (_, _, Some(month)) => (Grain::Month, month),
            _ => (Grain::Year, 1),
        };
        Some(calendar.from_ordinal(grain, year * grain.per_year() + place - 1))
    }
}

/// The days as a regular period of the calendar, a year to date, or a range.
fn stretch(calendar: Calendar, start: Date, end: Date) -> Option<Period> {
    for grain in Grain::ALL {
        let period = calendar.period_of(grain, start);
        if (period.start(), period.end()) == (start, end) {
            return Some(period);
        }
    }
    match calendar.year_to_date(end) {
        Ok(period) if period.start() == start => Some(period),
        _ => Period::range(start, end).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rules: &str, year_starts: u8, word: &str) -> Option<String> {
        let rules: PeriodRules = toml::from_str(rules).unwrap();
        let calendar = Calendar::new(year_starts).unwrap();
        rules.reader(calendar).unwrap().read(word).map(|p| p.to_string())
    }

    #[test]
    fn years_halves_quarters_and_months_are_read_as_printed() {
        for (rules, year_starts, word, expected) in [
            ("", 1, "2022", Some("2022")),
            ("", 1, "2022.0", Some("2022")),
            ("", 1, "2022年", Some("2022")),
            ("", 1, "2022-23", None),
            ("", 7, "2022-23", Some("FY2023")),
            ("", 7, "2022/23", Some("FY2023")),
            ("", 7, "2022–2023", Some("FY2023")),
            ("", 7, "2022/24", None),
            ("", 4, "FY2023", Some("FY2023")),
            ("", 7, "JULY 2018 -  JUNE 2019", Some("FY2019")),
            ("", 7, "Jul 2017 - Dec 2017", Some("FY2018-H1")),
            ("", 1, "März 2023 – Mai 2023", Some("2023-03-01..2023-05-31")),
            ("grain = \"quarter\"", 1, "Q1 2022", Some("2022-Q1")),
            ("grain = \"quarter\"", 1, "2022年第三季度", Some("2022-Q3")),
            ("grain = \"quarter\"", 1, "4º trimestre de 2022", Some("2022-Q4")),
            ("grain = \"quarter\"", 1, "II. Quartal 2022", Some("2022-Q2")),
            ("grain = \"half\"", 1, "2023年上半年", Some("2023-H1")),
            ("grain = \"month\"", 1, "2023-03", Some("2023-03")),
            ("grain = \"month\"", 1, "août 2023", Some("2023-08")),
            ("grain = \"month\"", 1, "outubro de 2023", Some("2023-10")),
            ("grain = \"month\"", 1, "2023年3月", Some("2023-03")),
            ("grain = \"month\"", 1, "13/2023", None),
            // Nothing says that this is no 23 January.
            ("grain = \"month\"", 1, "Jan-23", None),
            ("grain = \"month\"\nformats = \"{month}-{yy}\"", 1, "Jan-23", Some("2023-01")),
            ("grain = \"month\"\nformats = \"{month}-{yy}\"", 1, "Dec-98", Some("1998-12")),
            ("ends = true\nformats = [\"{year}-{month}\"]", 7, "2024-06", Some("FY2024")),
            ("ends = true\nformats = [\"{year}-{month}\"]", 7, "2024-05", None),
            ("ends = true\nformats = [\"{day}.{month}.{year}\"]", 1, "31.12.2023", Some("2023")),
            ("words = { \"last year\" = \"2022\" }", 1, "Last year", Some("2022")),
            ("formats = [\"{year}年1-{to_month}月\"]", 1, "2022年1-2月", None),
            ("formats = [\"{year}年{month}-{to_month}月\"]", 1, "2022年1-2月", Some("2022-01..2022-02")),
        ] {
            assert_eq!(read(rules, year_starts, word).as_deref(), expected, "{word}");
        }
    }

    #[test]
    fn every_month_of_six_languages_has_its_number() {
        let names = [
            "january february march april may june july august september october november december",
            "januar februar märz april mai juni juli august september oktober november dezember",
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        ];
        for list in names {
            for (at, name) in list.split(' ').enumerate() {
                let expected = format!("2023-{:02}", at + 1);
                assert_eq!(read("grain = \"month\"", 1, &format!("{name} 2023")), Some(expected), "{name}");
            }
        }
    }

    #[test]
    fn a_place_that_formats_do_not_have_is_named() {
        let rules: PeriodRules = toml::from_str("formats = [\"{yeer}\"]").unwrap();
        assert_eq!(
            rules.reader(Calendar::JANUARY).unwrap_err().to_string(),
            "period.formats \"{yeer}\": place \"yeer\" is not known; known: year, yy, next, half, quarter, month, day, \
             to_year, to_month; hint: did you mean \"year\"?"
        );
    }
}
