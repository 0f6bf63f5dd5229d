//! Patterns of file names: `exports/2023-*.parquet`.
//!
//! `*` stands for any letters, `?` for one, `[abc]` and `[0-9]` for one of these, within one name of a path;
//! names that begin with a dot are met by patterns that do. Files come in the order of their names.

use crate::{Error, ErrorKind, Result};
use std::path::{Component, Path, PathBuf};

/// The files that a path stands for: itself, or where no such file is there and it is a pattern, all that fit.
///
/// # Errors
/// When no file fits a pattern, or a folder in it cannot be read.
///
/// ```
/// # let folder = std::env::temp_dir().join(format!("courtmetrics-glob-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// for month in ["2023-02", "2023-01", "2022-12"] {
///     std::fs::write(folder.join(month).with_extension("csv"), "filed_on\n").unwrap();
/// }
/// let found = courtmetrics::read::glob(&folder.join("2023-*.csv"))?;
/// assert_eq!(found, [folder.join("2023-01.csv"), folder.join("2023-02.csv")]);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), courtmetrics::Error>(())
/// ```
pub fn glob(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.to_string_lossy().contains(['*', '?', '[']) || path.exists() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = vec![PathBuf::new()];
    for part in path.components() {
        let pattern = part.as_os_str().to_string_lossy();
        if !matches!(part, Component::Normal(_)) || !pattern.contains(['*', '?', '[']) {
            found.iter_mut().for_each(|path| path.push(part));
            continue;
        }
        let letters: Vec<char> = pattern.chars().collect();
        let mut next = Vec::new();
        for folder in found {
            let here = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
            // A name that fits an earlier pattern need not be a folder.
            if !here.is_dir() {
                continue;
            }
            let failed = |e: std::io::Error| Error::new(ErrorKind::Read, format!("{}: {e}", here.display()));
            for entry in std::fs::read_dir(here).map_err(failed)? {
                let name = entry.map_err(failed)?.file_name();
                let text: Vec<char> = name.to_string_lossy().chars().collect();
                if fits(&letters, &text) && (text.first() != Some(&'.') || letters.first() == Some(&'.')) {
                    next.push(folder.join(name));
                }
            }
        }
        found = next;
    }
    found.retain(|path| path.is_file());
    found.sort_unstable();
    if found.is_empty() {
        return Err(Error::new(ErrorKind::Read, format!("no file fits {}", path.display()))
            .rule("* stands for any letters of a name, ? for one, [0-9] for one of these")
            .hint("look at the folder and the ending"));
    }
    Ok(found)
}

/// Whether a name fits a pattern.
fn fits(pattern: &[char], name: &[char]) -> bool {
    let (mut p, mut n) = (0, 0);
    // Where the last star stands, and the first letter behind what it stands for.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match one(&pattern[p..], name[n]) {
            _ if pattern.get(p) == Some(&'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(length) => {
                p += length;
                n += 1;
            }
            None => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                (p, n) = (at + 1, taken + 1);
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// How much of a pattern a letter fits.
fn one(pattern: &[char], letter: char) -> Option<usize> {
    match pattern {
        ['?', ..] => Some(1),
        ['[', rest @ ..] => match rest.iter().skip(1).position(|c| *c == ']') {
            Some(end) => {
                let set = &rest[..=end];
                let (turned, mut set) = match set {
                    ['!' | '^', others @ ..] => (true, others),
                    all => (false, all),
                };
                let mut held = false;
                while let [first, others @ ..] = set {
                    match others {
                        ['-', last, more @ ..] => {
                            held |= (*first..=*last).contains(&letter);
                            set = more;
                        }
                        _ => {
                            held |= *first == letter;
                            set = others;
                        }
                    }
                }
                (held != turned).then_some(end + 3)
            }
            // A bracket that is never closed is a letter.
            None => (letter == '[').then_some(1),
        },
        [own, ..] => (*own == letter).then_some(1),
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_a_shell_reads_them() {
        let fits = |pattern: &str, name: &str| {
            let letters = |text: &str| text.chars().collect::<Vec<char>>();
            fits(&letters(pattern), &letters(name))
        };
        for (pattern, name) in [
            ("*", "a"),
            ("2023-*.csv", "2023-01.csv"),
            ("*ab*ab", "aabxabab"),
            ("案件-20??.csv", "案件-2023.csv"),
            ("a[0-3b].csv", "a2.csv"),
            ("a[0-3b].csv", "ab.csv"),
            ("a[!0-3]", "a4"),
            ("a[b", "a[b"),
            ("**", "abc"),
            ("a*", "a"),
        ] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("2023-*.csv", "2023-01.csv.gz"),
            ("?", ""),
            ("?", "ab"),
            ("a[0-3b]", "a4"),
            ("a[!0-3]", "a2"),
            ("*ab", "abx"),
            ("a", ""),
            ("", "a"),
        ] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
    }
}
