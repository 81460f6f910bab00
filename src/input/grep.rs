//! `grep`: lines of grep, git grep or ripgrep. Only the text is scored; the line comes back as it came.
//!
//! Forms: `path:line:text`, `path:line:column:text`, `path:text`; the same with `-` for lines of context;
//! a NUL after the path (`-Z`); color codes anywhere; `--` between groups, which is no document.
//! A path is the name of an existing file. Only with `--input grep` other paths, of lines that were found on
//! another machine, are recognized by their looks.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::sync::Arc;

use super::ansi::strip_escapes;
use super::lines::strip_return;
use super::paths::path;
use super::split::Splitter;
use super::{DocumentReader, Stream};
use crate::diagnostic::Diagnostic;
use crate::model::{Document, Form, Part, SourceInfo, Spelling};

/// The longest path that systems allow.
const LONGEST_PATH: usize = 4096;
/// The number of separators of one kind that are tried in a line.
const MOST_TRIES: usize = 16;

/// The numbers between path and text, the same in all lines of a source, except that a line of context has no
/// column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PrefixLayout {
    line: bool,
    column: bool,
}

/// All numbers that there can be.
const MOST: PrefixLayout = PrefixLayout {
    line: true,
    column: true,
};

/// The offsets of the parts of a line.
#[derive(Debug, PartialEq, Eq)]
struct LineParts {
    path_end: usize,
    line: u64,
    text: usize,
}

pub(super) struct GrepReader {
    lines: Splitter,
    finder: PathFinder,
}

impl GrepReader {
    /// Creates a reader; `by_looks` recognizes paths that do not exist here.
    pub(super) fn new(name: String, stream: Stream, by_looks: bool) -> Self {
        let source = SourceInfo {
            name,
            form: Form::Found,
        };
        Self {
            lines: Splitter::new(Arc::new(source), stream, b'\n'),
            finder: PathFinder {
                by_looks,
                last: Vec::new(),
                layout: None,
            },
        }
    }

    fn read(&mut self) -> Result<Option<Document>, Diagnostic> {
        while let Some(record) = self.lines.next()? {
            let clean = strip_colors(record.bytes());
            let line = strip_return(&clean);
            if line == b"--" {
                continue;
            }
            let parts = self.finder.parts(line);
            let part = |from: usize, to: usize| match &clean {
                Cow::Borrowed(_) => Part::Within(from..to),
                Cow::Owned(line) => Part::Decoded(&line[from..to]),
            };
            let (start, found_on) = parts
                .as_ref()
                .map_or((0, record.number), |p| (p.text, p.line));
            let mut builder = record
                .builder(found_on)
                .text(part(start, line.len()), Spelling::Plain);
            if let Some(parts) = parts {
                builder = builder.path(part(0, parts.path_end));
            }
            let document = builder.finish();
            return document
                .map(Some)
                .map_err(|fault| fault.at(self.lines.place()));
        }
        Ok(None)
    }
}

impl DocumentReader for GrepReader {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        self.read()
    }
}

/// Returns a line without color codes. The NUL after a path is kept, which a terminal would swallow.
fn strip_colors(record: &[u8]) -> Cow<'_, [u8]> {
    let Some(nul) = record.iter().position(|byte| *byte == 0) else {
        return strip_escapes(record);
    };
    match (
        strip_escapes(&record[..nul]),
        strip_escapes(&record[nul + 1..]),
    ) {
        (Cow::Borrowed(_), Cow::Borrowed(_)) => Cow::Borrowed(record),
        (path, rest) => Cow::Owned([&path, &b"\0"[..], &rest].concat()),
    }
}

/// Returns true if a line begins with the name of an existing file and a separator of grep.
pub(super) fn is_found(line: &[u8]) -> bool {
    let clean = strip_colors(line);
    let nul = clean.iter().position(|byte| *byte == 0);
    let separated = |at: usize| at > 0 && exists(&clean[..at]);
    nul.is_some_and(separated)
        || colons(&clean).any(separated)
        || dashed_numbers(&clean).any(separated)
}

/// Finds the path of a line. It remembers the last one, for lines of one file follow each other.
struct PathFinder {
    by_looks: bool,
    last: Vec<u8>,
    layout: Option<PrefixLayout>,
}

impl PathFinder {
    fn parts(&mut self, line: &[u8]) -> Option<LineParts> {
        let path_end = self.path_end(line)?;
        let rest = &line[path_end + 1..];
        let layout = match self.layout {
            Some(layout) => layout,
            // A line of context shows nothing about the lines around it.
            None if line[path_end] == b'-' => MOST,
            None => *self.layout.insert(layout(&line[..path_end], rest)),
        };
        let (number, skipped) = numbers(rest, layout);
        if self.last != line[..path_end] {
            self.last = line[..path_end].to_vec();
        }
        Some(LineParts {
            path_end,
            line: number,
            text: path_end + 1 + skipped,
        })
    }

    fn path_end(&self, line: &[u8]) -> Option<usize> {
        let head = &line[..line.len().min(LONGEST_PATH)];
        if let Some(nul) = head.iter().position(|byte| *byte == 0) {
            return (nul > 0).then_some(nul);
        }
        let known = self.last.len();
        let follows = known > 0 && line.starts_with(&self.last) && line.len() > known;
        if follows && line[known] == b':' {
            return Some(known);
        }
        let here = |at: &usize| exists(&line[..*at]);
        colons(head)
            .find(here)
            .or_else(|| (follows && dashed_number(&line[known..])).then_some(known))
            .or_else(|| dashed_numbers(head).find(here))
            .or_else(|| (follows && line[known] == b'-').then_some(known))
            .or_else(|| dashes(head).find(here))
            .or_else(|| self.by_looks.then(|| looks_like_path(head)).flatten())
    }
}

/// Iterates over the colons that can end a path: not those of `scheme://` or of `C:\`.
fn colons(line: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let after = |at: usize, text: &[u8]| line[at + 1..].starts_with(text);
    positions(line, b':').filter(move |at| !(after(*at, b"//") || *at == 1 && after(*at, b"\\")))
}

/// Iterates over the dashes that begin `-NUMBER-`.
fn dashed_numbers(line: &[u8]) -> impl Iterator<Item = usize> + '_ {
    positions(line, b'-').filter(|at| dashed_number(&line[*at..]))
}

fn dashes(line: &[u8]) -> impl Iterator<Item = usize> + '_ {
    positions(line, b'-')
}

fn positions(line: &[u8], byte: u8) -> impl Iterator<Item = usize> + '_ {
    let line = &line[..line.len().min(LONGEST_PATH)];
    let all = line.iter().enumerate().filter(move |(_, b)| **b == byte);
    all.map(|(at, _)| at).filter(|at| *at > 0).take(MOST_TRIES)
}

fn dashed_number(text: &[u8]) -> bool {
    text.first() == Some(&b'-') && number(&text[1..]).is_some_and(|(_, end)| end == b'-')
}

/// Parses a number at the start of a text; returns it with the byte after it.
fn number(text: &[u8]) -> Option<(u64, u8)> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let value = std::str::from_utf8(&text[..digits]).ok()?.parse().ok()?;
    Some((value, *text.get(digits)?))
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn exists(name: &[u8]) -> bool {
    std::fs::metadata(path(name)).is_ok_and(|meta| !meta.is_dir())
}

/// Parses the numbers before the text; returns the line number and the length of them all.
fn numbers(rest: &[u8], layout: PrefixLayout) -> (u64, usize) {
    let Some((line, end @ (b':' | b'-'))) = number(rest).filter(|_| layout.line) else {
        return (0, 0);
    };
    let text = digits(rest) + 1;
    match number(&rest[text..]) {
        Some((_, b':')) if layout.column && end == b':' => (line, text + digits(&rest[text..]) + 1),
        _ => (line, text),
    }
}

/// Determines the layout by the first line. A text may begin with a number and a colon too, so the content of the
/// file decides which reading is right; if it does not, all numbers count.
fn layout(name: &[u8], rest: &[u8]) -> PrefixLayout {
    let line = PrefixLayout {
        column: false,
        ..MOST
    };
    let none = PrefixLayout {
        line: false,
        ..line
    };
    let readings = [MOST, line, none];
    // Without a number there is nothing to decide.
    let most = match numbers(rest, MOST).1 {
        0 => return none,
        both if both == numbers(rest, line).1 => line,
        _ => MOST,
    };
    // A pipe or a device may never end, and reading takes from it.
    let is_file = std::fs::metadata(path(name)).is_ok_and(|meta| meta.is_file());
    let Some(file) = is_file.then(|| File::open(path(name)).ok()).flatten() else {
        return most;
    };
    let mut confirmed = readings.len();
    for (at, line) in (1..).zip(BufReader::new(file).split(b'\n')) {
        let Ok(line) = line else { return most };
        let line = strip_return(&line);
        let agrees = |reading: &PrefixLayout| {
            let (number, skipped) = numbers(rest, *reading);
            (number == at || !reading.line) && rest[skipped..] == *line
        };
        let agreeing = readings.iter().position(agrees);
        confirmed = confirmed.min(agreeing.unwrap_or(confirmed));
    }
    match readings.get(confirmed) {
        Some(reading) if *reading != MOST => *reading,
        _ => most,
    }
}

/// Finds the end of a path that does not exist here: before `:NUMBER:` or `-NUMBER-` something without white space
/// that is no number itself, or before `:` something with a slash or a dot.
fn looks_like_path(line: &[u8]) -> Option<usize> {
    let plain = |at: usize| {
        let name = &line[..at];
        let printable = name
            .iter()
            .all(|byte| *byte > b' ' && !matches!(byte, b'"' | b'\''));
        let rooted = !name.windows(3).any(|w| w == b"://") && name.get(1..3) != Some(b":\\");
        printable && rooted && !name.iter().all(u8::is_ascii_digit)
    };
    let numbered =
        |at: &usize| plain(*at) && number(&line[at + 1..]).is_some_and(|(_, end)| end == b':');
    let named = |at: &usize| plain(*at) && line[..*at].iter().any(|b| matches!(b, b'/' | b'.'));
    colons(line)
        .find(numbered)
        .or_else(|| dashed_numbers(line).find(|at| plain(*at)))
        .or_else(|| colons(line).find(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(line: &str) -> Option<&str> {
        looks_like_path(line.as_bytes()).map(|end| &line[..end])
    }

    #[test]
    fn paths_are_recognized_by_their_looks() {
        assert_eq!(looks("src/a.rs:12:let x"), Some("src/a.rs"));
        assert_eq!(looks("src/a.rs-12-let x = \"y:3:z\""), Some("src/a.rs"));
        assert_eq!(looks("src/a.rs:let x"), Some("src/a.rs"));
        assert_eq!(looks("Makefile:7:all:"), Some("Makefile"));
        for other in [
            "http://a.b:80:x",
            "error: 5 things",
            "C:\\x.txt:3:y",
            "12:30:45 tick",
        ] {
            assert_eq!(looks(other), None, "{other}");
        }
    }

    #[test]
    fn numbers_are_read_by_the_layout() {
        let line = PrefixLayout {
            line: true,
            column: false,
        };
        assert_eq!(numbers(b"12:34:text", MOST), (12, 6));
        assert_eq!(numbers(b"12:34:text", line), (12, 3));
        assert_eq!(numbers(b"12-34:text", MOST), (12, 3));
        assert_eq!(numbers(b"text", MOST), (0, 0));
    }
}
