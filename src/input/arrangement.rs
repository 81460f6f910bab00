//! The arrangement of the output of a search tool, by its first lines.

use std::borrow::Cow;

use super::ansi::strip_escapes;
use super::git_path;
use super::layout::{self, MOST, PrefixLayout};
use super::lines::strip_return;
use super::paths::path;
use super::prefix;

/// The number of lines that are inspected.
const LOOK: usize = 20;

/// The place of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrangement {
    /// In each line.
    Prefix,
    /// On a line above the lines of each file.
    Heading,
    /// Nowhere: the lines are of one file and have numbers.
    OneFile,
}

/// Returns a line without color codes. The NUL after a path is kept, which a terminal would swallow.
pub(super) fn strip_colors(record: &[u8]) -> Cow<'_, [u8]> {
    let Some(nul) = record.iter().position(|byte| *byte == 0) else {
        return strip_escapes(record);
    };
    match (strip_escapes(&record[..nul]), strip_escapes(&record[nul + 1..])) {
        (Cow::Borrowed(_), Cow::Borrowed(_)) => Cow::Borrowed(record),
        (path, rest) => Cow::Owned([&path, &b"\0"[..], &rest].concat()),
    }
}

/// Returns the first lines of a text that are of some meaning, without color codes.
pub(super) fn lines(head: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let mut lines: Vec<_> = head
        .split(|byte| *byte == b'\n')
        .map(|line| strip_colors(strip_return(line)))
        .filter(|line| **line != *b"--" && !is_binary_notice(line))
        .skip_while(|line| line.trim_ascii().is_empty())
        .take(LOOK)
        .collect();
    // What follows the last line end is nothing, or a line that may go on.
    if lines.len() < LOOK && (head.ends_with(b"\n") || lines.len() > 1 && head.len() >= 8 << 10) {
        lines.pop();
    }
    lines
}

/// Returns true if the beginning of a text is the output of a search tool.
pub(super) fn is_found(head: &[u8]) -> bool {
    let lines = lines(head);
    if arrangement(&lines, 2) != Arrangement::Prefix {
        return true;
    }
    let is_found = |line: &Cow<'_, [u8]>| prefix::is_found(line);
    match lines.split_first() {
        None => false,
        Some((first, _)) if is_found(first) => true,
        // A line that was changed on its way does not make the others prose.
        Some((_, rest)) => rest.iter().filter(|line| is_found(line)).count() * 2 > lines.len(),
    }
}

/// Determines the place of the path from the first lines. At least `least` numbered lines are needed to conclude
/// that they are from one file.
pub(super) fn arrangement(lines: &[Cow<'_, [u8]>], least: usize) -> Arrangement {
    if let [first, second, ..] = lines
        && heading(first).is_some()
        && numbered(second, MOST).is_some()
    {
        return Arrangement::Heading;
    }
    let numbers: Vec<_> = lines.iter().map_while(|line| numbered(line, MOST)).collect();
    let is_ascending = numbers.windows(2).all(|pair| pair[0].0 < pair[1].0);
    let are_times = lines.iter().all(|line| is_time(line));
    let has_match =
        numbers.iter().zip(lines).any(|((_, text), line)| line[..*text].contains(&b':'));
    if lines.len() >= least
        && numbers.len() == lines.len()
        && is_ascending
        && has_match
        && !are_times
    {
        return Arrangement::OneFile;
    }
    Arrangement::Prefix
}

/// Returns the path that a heading names.
pub(super) fn heading(line: &[u8]) -> Option<Vec<u8>> {
    git_path::spelled(line).map(Cow::into_owned)
}

/// Returns the number of a line that begins with one, and the offset of its text.
pub(super) fn numbered(line: &[u8], layout: PrefixLayout) -> Option<(u64, usize)> {
    let layout = PrefixLayout { tab: layout.tab || line.starts_with(b" "), ..layout };
    match layout::numbers(line, layout) {
        (0, _) => None,
        found => Some(found),
    }
}

/// Returns true if every matching line has a second number.
pub(super) fn has_columns(lines: &[Cow<'_, [u8]>]) -> bool {
    let without = PrefixLayout { column: false, ..MOST };
    let mut matches = lines
        .iter()
        .filter(|line| numbered(line, without).is_some_and(|(_, text)| line[text - 1] == b':'))
        .peekable();
    matches.peek().is_some() && matches.all(|line| numbered(line, MOST) != numbered(line, without))
}

/// Returns true for a line that begins with a time of day.
fn is_time(line: &[u8]) -> bool {
    match line {
        [_, b':', a, b, rest @ ..] | [_, _, b':', a, b, rest @ ..] => {
            a.is_ascii_digit()
                && b.is_ascii_digit()
                && !rest.first().is_some_and(u8::is_ascii_digit)
        }
        _ => false,
    }
}

/// Returns true for a notice that a binary file matches, in the words of any search tool.
pub(super) fn is_binary_notice(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    if let Some(rest) = line.strip_prefix(b"Binary file ") {
        let rest = rest.strip_suffix(b".").unwrap_or(rest);
        return rest.ends_with(b" matches");
    }
    let notices: [&[u8]; 2] =
        [b"binary file matches", b"WARNING: stopped searching binary file after match"];
    let Some(at) = notices.iter().find_map(|notice| memchr::memmem::find(line, notice)) else {
        return false;
    };
    let (before, notice) = line.split_at(at);
    let ends_well = notices.contains(&notice) || notice.ends_with(b")");
    // A text that says so has a line number in front.
    let has_number = before.windows(2).any(|pair| pair[0] == b':' && pair[1].is_ascii_digit());
    ends_well && (before.is_empty() || before.ends_with(b": ")) && !has_number
}

/// Returns true if there are NUL bytes elsewhere than after the path and the number of a line.
pub(super) fn has_other_nul(head: &[u8]) -> bool {
    head.split(|byte| *byte == b'\n').any(|line| {
        let Some(nul) = memchr::memchr(0, line) else {
            return false;
        };
        let rest = &line[nul + 1..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let is_number = digits > 0 && rest.get(digits) == Some(&0);
        let text = if is_number { &rest[digits + 1..] } else { rest };
        nul == 0 || memchr::memchr(0, text).is_some()
    })
}

/// Returns true if every one of the first lines is the path of an existing file.
pub(super) fn are_paths(head: &[u8]) -> bool {
    let lines = lines(head);
    let mut lines = lines.iter().filter(|line| !line.is_empty()).peekable();
    lines.peek().is_some()
        && lines.all(|line| std::fs::metadata(path(line)).is_ok_and(|meta| meta.is_file()))
}
