//! Splitting a command line into words as a shell would, so that a test can
//! show the very line a user types.
//!
//! Only quoting is understood. Variables, globs, pipes and the like are left as
//! they are: a test that wants them hands its script to a real shell.

use std::iter::Peekable;
use std::str::Chars;

/// The words of `line`.
///
/// Panics on a line that a shell would not take as complete (an open quote, a
/// backslash at the end), because such a line is a slip in the test.
pub fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.chars().peekable();
    while let Some(first) = rest.peek() {
        if first.is_whitespace() {
            rest.next();
        } else {
            let word = word(&mut rest);
            words.push(word.unwrap_or_else(|what| panic!("{what} in this command line: {line}")));
        }
    }
    words
}

/// One word, up to white space outside quotes, or what is missing from it.
fn word(rest: &mut Peekable<Chars<'_>>) -> Result<String, &'static str> {
    let mut word = String::new();
    while let Some(next) = rest.next_if(|next| !next.is_whitespace()) {
        match next {
            '\'' => single(rest, &mut word)?,
            '"' => double(rest, &mut word)?,
            '\\' => word.push(rest.next().ok_or("nothing after a backslash")?),
            plain => word.push(plain),
        }
    }
    Ok(word)
}

/// The rest of a '…' part, in which every character stands for itself.
fn single(rest: &mut Peekable<Chars<'_>>, word: &mut String) -> Result<(), &'static str> {
    loop {
        match rest.next().ok_or("a ' is left open")? {
            '\'' => return Ok(()),
            plain => word.push(plain),
        }
    }
}

/// The rest of a "…" part, in which a backslash escapes only what would
/// otherwise mean something there, and is an ordinary character before others.
fn double(rest: &mut Peekable<Chars<'_>>, word: &mut String) -> Result<(), &'static str> {
    const OPEN: &str = "a \" is left open";
    loop {
        match rest.next().ok_or(OPEN)? {
            '"' => return Ok(()),
            '\\' => {
                let next = rest.next().ok_or(OPEN)?;
                if !matches!(next, '"' | '\\' | '$' | '`') {
                    word.push('\\');
                }
                word.push(next);
            }
            plain => word.push(plain),
        }
    }
}
