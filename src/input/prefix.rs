//! Parses the prefix of a line of grep output: the path, and the numbers after it.
//!
//! A path is the name of an existing file; git can put a revision before it (`HEAD:path`) or quote it. A finder that
//! goes by looks also accepts names of files that do not exist.

use std::borrow::Cow;

use super::git_path::{exists, revision, spelled, unquote};
use super::layout::{self, MOST, PrefixLayout, is_in_file, number, numbers};

/// The longest path that systems allow.
const LONGEST_PATH: usize = 4096;
/// The number of separators of one kind that are tried in a line.
const MOST_TRIES: usize = 16;
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LineParts<'a> {
    /// The path without revision and quotes.
    pub(super) path: Cow<'a, [u8]>,
    /// 0 if the line has no number.
    pub(super) line: u64,
    /// The offset of the text.
    pub(super) text: usize,
}

/// A path at the beginning of a line.
struct PathPrefix<'a> {
    path: Cow<'a, [u8]>,
    /// The offset of the separator after it.
    end: usize,
}

/// Finds the prefixes of lines. It remembers the last path, since consecutive lines are usually from one file.
#[derive(Default)]
pub(super) struct PrefixFinder {
    by_looks: bool,
    /// The last path, as spelled with its revision and quotes.
    last: Vec<u8>,
    last_path: Vec<u8>,
    layout: Option<PrefixLayout>,
}

impl PrefixFinder {
    /// Creates a finder; one that goes `by_looks` also accepts whatever looks like a path.
    pub(super) fn new(by_looks: bool) -> Self {
        Self { by_looks, ..Self::default() }
    }

    pub(super) fn parts<'a>(&mut self, line: &'a [u8]) -> Option<LineParts<'a>> {
        let PathPrefix { path, end } = self.path(line)?;
        let rest = &line[end + 1..];
        let is_match = line[end] == b':' || line[end] == 0;
        let layout = match self.layout {
            Some(layout) => layout,
            None if is_match => *self.layout.insert(layout::layout(&path, rest)),
            // A line of context has no column, so it shows nothing about the lines around it.
            None => layout::layout(&path, rest),
        };
        let (number, skipped) = numbers(rest, layout);
        if self.last != line[..end] {
            self.last = line[..end].to_vec();
            self.last_path = path.to_vec();
        }
        Some(LineParts { path, line: number, text: end + 1 + skipped })
    }

    fn path<'a>(&self, line: &'a [u8]) -> Option<PathPrefix<'a>> {
        let head = &line[..line.len().min(LONGEST_PATH)];
        if let Some(end) = memchr::memchr(0, head) {
            return (end > 0).then(|| PathPrefix {
                path: spelled(&head[..end]).unwrap_or(Cow::Borrowed(&head[..end])),
                end,
            });
        }
        let known = self.last.len();
        let follows = known > 0 && line.starts_with(&self.last) && line.len() > known;
        let last = || PathPrefix { path: Cow::Owned(self.last_path.clone()), end: known };
        if follows && line[known] == b':' {
            return Some(last());
        }
        let follows_in_context = follows && is_context_number(&line[known..]);
        standard_input(head)
            .or_else(|| quoted(head, self.by_looks))
            .or_else(|| existing(line, colons(head)))
            .or_else(|| follows_in_context.then(last))
            .or_else(|| existing(line, context_numbers(head)))
            .or_else(|| (follows && matches!(line[known], b'-' | b'=')).then(last))
            .or_else(|| existing(line, positions(head, b'-')))
            .or_else(|| existing(line, positions(head, b'=')))
            .or_else(|| self.by_looks.then(|| revision_by_looks(line)).flatten())
            .or_else(|| self.by_looks.then(|| path_by_looks(head)).flatten())
    }
}

/// Returns true if a line is probably the output of a search tool: the file holds its text, or there is a line number
/// and no message as compilers print it.
pub(super) fn is_found(line: &[u8]) -> bool {
    let Some(PathPrefix { path, end }) = PrefixFinder::default().path(line) else {
        return false;
    };
    if line[end] == 0 {
        return spelled(&line[..end]).is_some();
    }
    if path.starts_with(b"(") || path.starts_with(b"<") {
        return true;
    }
    if line[end] != b':' && !is_context_number(&line[end..]) {
        return false;
    }
    let rest = &line[end + 1..];
    let (number, skipped) = numbers(rest, MOST);
    // `main.c:3:5: error: …` and `Makefile:7: *** …` have a space after the number, unlike code, which is indented by
    // more.
    let is_message = matches!(rest[skipped..], [b' ', next, ..] if next != b' ');
    number > 0 && !is_message || is_in_file(&path, rest)
}

/// Parses the name of grep and ripgrep for standard input.
fn standard_input(line: &[u8]) -> Option<PathPrefix<'_>> {
    let names: [&[u8]; 2] = [b"(standard input)", b"<stdin>"];
    let name = names.into_iter().find(|name| line.starts_with(name))?;
    matches!(line.get(name.len()), Some(b':' | b'-'))
        .then(|| PathPrefix { path: Cow::Borrowed(name), end: name.len() })
}

/// Parses a quoted path, perhaps after a revision.
fn quoted(line: &[u8], by_looks: bool) -> Option<PathPrefix<'_>> {
    let start = match line.first()? {
        b'"' => 0,
        _ => revision(line)? + 1,
    };
    if line.get(start) != Some(&b'"') {
        return None;
    }
    let (path, length) = unquote(&line[start..])?;
    let end = start + length;
    let is_separator = matches!(line.get(end)?, b':' | b'-' | b'=');
    (is_separator && (by_looks || exists(&path)))
        .then_some(PathPrefix { path: Cow::Owned(path), end })
}

/// Returns the first of these ends at which an existing path ends.
fn existing(line: &[u8], mut ends: impl Iterator<Item = usize>) -> Option<PathPrefix<'_>> {
    ends.find_map(|end| {
        let path = spelled(&line[..end])?;
        Some(PathPrefix { path, end })
    })
}

/// Iterates over the colons that can end a path: not those of `scheme://` or of `C:\`.
fn colons(line: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let after = |at: usize, text: &[u8]| line[at + 1..].starts_with(text);
    positions(line, b':').filter(move |at| !(after(*at, b"//") || *at == 1 && after(*at, b"\\")))
}

/// Iterates over the separators that begin `-NUMBER-` or `=NUMBER=`.
fn context_numbers(line: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let begins = |at: &usize| is_context_number(&line[*at..]);
    positions(line, b'-').filter(begins).chain(positions(line, b'=').filter(begins))
}

fn positions(line: &[u8], byte: u8) -> impl Iterator<Item = usize> + '_ {
    let line = &line[..line.len().min(LONGEST_PATH)];
    let all = line.iter().enumerate().filter(move |(_, b)| **b == byte);
    all.map(|(at, _)| at).filter(|at| *at > 0).take(MOST_TRIES)
}

fn is_context_number(text: &[u8]) -> bool {
    let separator = text.first().filter(|byte| matches!(byte, b'-' | b'='));
    separator.is_some_and(|separator| {
        number(&text[1..]).is_some_and(|(_, length)| text[1 + length] == *separator)
    })
}

/// Finds a path after a revision and before a number: both may be unknown here.
fn revision_by_looks(line: &[u8]) -> Option<PathPrefix<'_>> {
    let length = revision(line)?;
    let name = &line[..length];
    let is_hash = name.len() >= 7 && name.iter().all(u8::is_ascii_hexdigit);
    let is_relative = name.iter().any(|byte| matches!(byte, b'~' | b'^' | b'@'));
    let is_version = name.strip_prefix(b"v").is_some_and(|rest| rest[0].is_ascii_digit());
    if !(is_hash || is_relative || is_version || name.starts_with(b"HEAD")) {
        return None;
    }
    let ends = positions(line, b':').chain(positions(line, b'=')).chain(positions(line, b'-'));
    let end = ends.filter(|end| *end > length + 1).find(|end| {
        number(&line[end + 1..]).is_some_and(|(_, length)| line[end + 1 + length] == line[*end])
    })?;
    let path = Cow::Borrowed(&line[length + 1..end]);
    Some(PathPrefix { path, end })
}

/// Finds a path that does not exist here: before `:NUMBER:` or `-NUMBER-` something without white space that is no
/// number itself, or before `:` something with a slash or a dot.
fn path_by_looks(line: &[u8]) -> Option<PathPrefix<'_>> {
    let plain = |at: usize| {
        let name = &line[..at];
        let printable = name.iter().all(|byte| *byte > b' ' && !matches!(byte, b'"' | b'\''));
        let rooted = !name.windows(3).any(|w| w == b"://") && name.get(1..3) != Some(b":\\");
        printable && rooted && !name.iter().all(u8::is_ascii_digit)
    };
    let is_number = |at: usize| {
        number(&line[at + 1..]).is_some_and(|(_, length)| line[at + 1 + length] == b':')
    };
    let numbered = |at: &usize| plain(*at) && is_number(*at);
    let named = |at: &usize| plain(*at) && line[..*at].iter().any(|b| matches!(b, b'/' | b'.'));
    let end = colons(line)
        .find(numbered)
        .or_else(|| context_numbers(line).find(|at| plain(*at)))
        .or_else(|| colons(line).find(named))?;
    Some(PathPrefix { path: Cow::Borrowed(&line[..end]), end })
}
