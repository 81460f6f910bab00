//! The numbers between the path and the text of a line that a search tool found.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};

use super::lines::strip_return;
use super::paths::path;

/// The most of a file that is read to decide what the numbers of a line are.
const MOST_CONTENT: u64 = 64 << 20;

/// The numbers between path and text, the same in all lines of a source, except that a line of context has no
/// column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PrefixLayout {
    pub(super) line: bool,
    pub(super) column: bool,
    /// True if a tab precedes the text and numbers are padded (`grep -T`).
    pub(super) tab: bool,
}

/// All numbers that there can be.
pub(super) const MOST: PrefixLayout = PrefixLayout { line: true, column: true, tab: false };

/// Parses a number at the start of a text, which may be padded and ends before another byte; returns it with its
/// length.
pub(super) fn number(text: &[u8]) -> Option<(u64, usize)> {
    let padding = text.iter().take_while(|byte| **byte == b' ').count();
    let digits = text[padding..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let length = padding + digits;
    let value = std::str::from_utf8(&text[padding..length]).ok()?.parse().ok()?;
    (length < text.len()).then_some((value, length))
}

/// Parses the numbers before the text; returns the line number and the length of them all.
pub(super) fn numbers(rest: &[u8], layout: PrefixLayout) -> (u64, usize) {
    let tab = |length: usize| length + usize::from(layout.tab && rest.get(length) == Some(&b'\t'));
    let padded = |text: &[u8]| text.first() == Some(&b' ') && !layout.tab;
    let Some((line, length)) = number(rest).filter(|_| layout.line && !padded(rest)) else {
        return (0, tab(0));
    };
    let separator = rest[length];
    if !matches!(separator, b':' | b'-' | b'=' | 0) {
        return (0, tab(0));
    }
    let text = length + 1;
    match number(&rest[text..]) {
        Some((_, length))
            if layout.column
                && separator == b':'
                && rest[text + length] == b':'
                && !padded(&rest[text..]) =>
        {
            (line, tab(text + length + 1))
        }
        _ => (line, tab(text)),
    }
}

/// Returns the layouts that a line can have, those with more numbers first.
fn readings(rest: &[u8]) -> Vec<PrefixLayout> {
    let line = PrefixLayout { column: false, ..MOST };
    let none = PrefixLayout { line: false, ..line };
    let tabbed = |layout: PrefixLayout| PrefixLayout { tab: true, ..layout };
    let mut readings: Vec<PrefixLayout> = Vec::new();
    for layout in [MOST, line, none, tabbed(MOST), tabbed(line), tabbed(none)] {
        let parsed = numbers(rest, layout);
        if !readings.iter().any(|known| numbers(rest, *known) == parsed) {
            readings.push(layout);
        }
    }
    readings
}

/// Determines the layout by a line. A text may begin with a number and a colon or with a tab too, so the content of
/// the file decides which reading is right; if it does not, all numbers count.
pub(super) fn layout(name: &[u8], rest: &[u8]) -> PrefixLayout {
    let readings = readings(rest);
    // A padded number is one of `grep -T`.
    let most = match rest.first() {
        Some(b' ') => readings.iter().find(|layout| layout.tab && layout.line).or(readings.first()),
        _ => readings.first(),
    };
    let most = most.copied().unwrap_or(MOST);
    if readings.len() < 2 {
        return canonical(rest, most);
    }
    let Some(content) = FileLines::open(name) else {
        return canonical(rest, most);
    };
    let mut confirmed = readings.len();
    for (at, line) in content {
        let agrees = |reading: &PrefixLayout| {
            let (number, skipped) = numbers(rest, *reading);
            (number == at || number == 0) && rest[skipped..] == line
        };
        let agreeing = readings.iter().position(agrees);
        confirmed = confirmed.min(agreeing.unwrap_or(confirmed));
    }
    canonical(rest, readings.get(confirmed).copied().unwrap_or(most))
}

/// Drops the numbers from a layout that the line does not have.
fn canonical(rest: &[u8], layout: PrefixLayout) -> PrefixLayout {
    let without_column = PrefixLayout { column: false, ..layout };
    let has_column = numbers(rest, layout) != numbers(rest, without_column);
    let has_line = numbers(rest, layout).0 > 0;
    PrefixLayout { line: has_line, column: has_column, tab: layout.tab }
}

/// Returns true if a file has the text of a line, on the line that it names if it has a number.
pub(super) fn is_in_file(name: &[u8], rest: &[u8]) -> bool {
    let readings = readings(rest);
    FileLines::open(name).is_some_and(|mut content| {
        content.any(|(at, line)| {
            readings.iter().any(|reading| {
                let (number, skipped) = numbers(rest, *reading);
                let text = &rest[skipped..];
                if number > 0 {
                    number == at && contains(&line, text)
                } else {
                    text == line || text.len() > 3 && contains(&line, text)
                }
            })
        })
    })
}

/// Returns true if the text is the line, or a part of it as `grep -o` prints.
fn contains(line: &[u8], text: &[u8]) -> bool {
    line == text || !text.is_empty() && memchr::memmem::find(line, text).is_some()
}

/// The lines of a file, with their numbers.
struct FileLines {
    lines: std::io::Split<BufReader<std::io::Take<File>>>,
    number: u64,
}

impl FileLines {
    fn open(name: &[u8]) -> Option<Self> {
        // A pipe or a device may never end, and reading takes from it.
        let is_file = std::fs::metadata(path(name)).is_ok_and(|meta| meta.is_file());
        let file = is_file.then(|| File::open(path(name)).ok()).flatten()?;
        Some(Self { lines: BufReader::new(file.take(MOST_CONTENT)).split(b'\n'), number: 0 })
    }
}

impl Iterator for FileLines {
    type Item = (u64, Vec<u8>);

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = self.lines.next()?.ok()?;
        line.truncate(strip_return(&line).len());
        self.number += 1;
        Some((self.number, line))
    }
}
