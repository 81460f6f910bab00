//! Reads a journal when it is opened: finds its lines, and the end of the whole ones.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use super::super::RecordedRanking;
use super::super::parse::RankingList;
use super::{Entry, hash_case};
use crate::diagnostic::Diagnostic;

/// The beginning of every line that `--record` writes.
const START: &[u8] = b"{\"case\":";

const NEW_FILE_HINT: &str = "`--resume` takes a new file, or one that it has made";

/// Refuses a device or a pipe: what was written to it cannot be read again.
pub(super) fn check_kind(path: &Path, name: &str) -> Result<(), Diagnostic> {
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(Diagnostic::new("not a regular file").at(name).hint(NEW_FILE_HINT));
    }
    Ok(())
}

/// Returns the entries of a file in its order, and the length of its whole lines.
///
/// # Errors
/// A line that is whole, or does not begin as one of a recording, is not one of a recording.
pub(super) fn scan(name: &str, file: &File) -> Result<(Vec<Entry>, u64), Diagnostic> {
    let mut reader = BufReader::with_capacity(64 << 10, file);
    let mut entries = Vec::new();
    let mut line = Vec::new();
    let (mut start, mut number) = (0, 0);
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line);
        let length = length.map_err(|error| Diagnostic::io(name, &error))?;
        number += 1;
        if line.last() != Some(&b'\n') {
            check_torn(name, &line, number)?;
            return Ok((entries, start));
        }
        if !line.trim_ascii().is_empty() {
            let parsed = parse(name, &line, number);
            let ranking = match parsed {
                Ok(ranking) => ranking,
                // The system can end within a line that seemed to be written.
                Err(_) if is_torn(&line) && is_at_end(&mut reader, name)? => {
                    return Ok((entries, start));
                }
                Err(fault) => return Err(fault),
            };
            let case = hash_case(ranking.header.case.as_deref());
            entries.push(Entry { case, start, length });
        }
        start += length as u64;
    }
}

/// Parses a line of a recording.
pub(super) fn parse(name: &str, line: &[u8], number: u64) -> Result<RecordedRanking, Diagnostic> {
    let list = RankingList::new(name);
    match serde_json::from_slice(line.trim_ascii_end()) {
        Ok(line) => list.to_ranking(line, number),
        Err(error) => Err(list.invalid(&error, number)),
    }
}

fn is_at_end(reader: &mut BufReader<&File>, name: &str) -> Result<bool, Diagnostic> {
    let rest = reader.fill_buf().map_err(|error| Diagnostic::io(name, &error))?;
    Ok(rest.is_empty())
}

/// Refuses a last line that is not the beginning of one, such as that of a file of another kind.
fn check_torn(name: &str, line: &[u8], number: u64) -> Result<(), Diagnostic> {
    if is_torn(line) {
        return Ok(());
    }
    Err(Diagnostic::new("not a line of a recording")
        .at(format!("{name}:{number}"))
        .hint(NEW_FILE_HINT))
}

/// Returns true for the beginning of a line, perhaps followed by zeros, which is what a file system leaves of bytes
/// that it did not write.
fn is_torn(line: &[u8]) -> bool {
    let written = line.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let length = written.min(START.len());
    line[..length] == START[..length]
}
