//! How many threads work.

use crate::{Error, ErrorKind, Result};

/// Threads to use: those asked for, else what the environment's `COURTMETRICS_THREADS` says, else as many as the
/// machine offers.
///
/// # Errors
/// When that is no number above 0.
pub(crate) fn width(asked: Option<usize>) -> Result<usize> {
    let wrong = |value: &str| {
        Error::new(ErrorKind::Argument, format!("threads is {value}")).rule("at least one thread works")
    };
    if let Some(threads) = asked {
        return if threads > 0 { Ok(threads) } else { Err(wrong("0")) };
    }
    match std::env::var("COURTMETRICS_THREADS") {
        Ok(text) => match text.parse::<usize>() {
            Ok(threads) if threads > 0 => Ok(threads),
            _ => Err(wrong(&format!("\"{text}\" in COURTMETRICS_THREADS"))),
        },
        Err(_) => Ok(std::thread::available_parallelism().map_or(1, usize::from)),
    }
}
