//! Detects the format of a source, by its file name extension, else by the beginning of its content.

use std::io;

use serde::de::IgnoredAny;

use super::fields::Fields;
use super::header::{self, DELIMITERS};
use super::notice::Notice;
use super::{Format, InputSettings, Stream, arrangement, detect_json};
use crate::diagnostic::Diagnostic;
use crate::json::Object;

/// The size of the beginning that is inspected for everything else.
const HEAD: usize = 8 << 10;
/// The most white space in front of everything else.
const BLANK: usize = 1 << 20;
/// The number of lines that are inspected for notices.
const LINES: usize = 20;

/// Detects the format of a source; adds notices about it.
pub(super) fn format(
    name: &str,
    stream: &mut Stream,
    settings: &InputSettings,
    notices: &mut Vec<Notice>,
) -> Result<Format, Diagnostic> {
    let failed = |error: io::Error| Diagnostic::io(name, &error);
    let fields = &settings.fields;
    let extension = by_name(name);
    let is_table = settings.columns.is_some() || settings.delimiter.is_some();
    if settings.nul {
        return Ok(extension.unwrap_or(Format::Lines));
    }
    match extension {
        None if is_table => Ok(Format::Csv),
        None if settings.records.is_some() => Ok(Format::Json),
        None => {
            let format = by_content(stream, fields).map_err(failed)?;
            let format = format.map_err(|fault| fault.at(name))?;
            if format == Format::Lines {
                let head = head(stream).map_err(failed)?;
                notices.extend(notice_about_lines(name, head));
            }
            Ok(format)
        }
        Some(named @ (Format::Jsonl | Format::Json)) => {
            Ok(match detect_json::format(stream).map_err(failed)? {
                // Events that were saved under a name of JSON.
                Some(Format::RgJson) if !fields.are_named() => Format::RgJson,
                Some(Format::Json) => Format::Json,
                _ => named,
            })
        }
        Some(Format::Lines) => {
            notices.extend(notice_about_name(name, stream, fields).map_err(failed)?);
            Ok(Format::Lines)
        }
        Some(format) => Ok(format),
    }
}

/// Returns a notice about a source that is read as lines because of its name.
fn notice_about_name(
    name: &str,
    stream: &mut Stream,
    fields: &Fields,
) -> io::Result<Option<Notice>> {
    match by_content(stream, fields)? {
        Ok(found) if !matches!(found, Format::Lines | Format::Grep) => {
            let found = found.name();
            Ok(Some(Notice::Warning(format!(
                "{name}: read as lines because of its name; it looks like {found}: `--input {found}`"
            ))))
        }
        _ => Ok(notice_about_paths(name, head(stream)?)),
    }
}

/// Detects the format of a source of records; `None` means that there is nothing in it.
pub(super) fn record_format(
    name: &str,
    stream: &mut Stream,
    settings: &InputSettings,
    names: &[String],
) -> Result<Option<Format>, Diagnostic> {
    let failed = |error: io::Error| Diagnostic::io(name, &error);
    if is_blank(stream).map_err(failed)? {
        return Ok(None);
    }
    let format = match format(name, stream, settings, &mut Vec::new())? {
        // A name that says lines does not say what is in them.
        Format::Lines if settings.columns.is_some() || settings.delimiter.is_some() => {
            Ok(Format::Csv)
        }
        Format::Lines if settings.records.is_some() => Ok(Format::Json),
        Format::Lines => by_content(stream, &settings.fields).map_err(failed)?,
        format => Ok(format),
    };
    let format = match format.map_err(|fault| fault.at(name))? {
        Format::Lines | Format::Grep => {
            let line = first_line(head(stream).map_err(failed)?);
            match table_with(line, names) {
                Some(format) => format,
                None if record_follows(stream, LINES, names).map_err(failed)? => Format::Jsonl,
                None => Format::Lines,
            }
        }
        // A value that spans lines has no other one on its second line.
        Format::Json if settings.records.is_none() && !is_array(stream).map_err(failed)? => {
            let is_broken = record_follows(stream, 1, names).map_err(failed)?;
            if is_broken { Format::Jsonl } else { Format::Json }
        }
        format => format,
    };
    Ok(Some(format))
}

/// Returns true if one of the lines after the first is a record: the first is then one that is broken.
fn record_follows(stream: &mut Stream, most: usize, names: &[String]) -> io::Result<bool> {
    let is_record = |line: &[u8]| {
        let object = std::str::from_utf8(line).ok().and_then(|line| Object::parse(line).ok());
        object.is_some_and(|object| names.iter().any(|name| object.field(name).is_some()))
    };
    let found = stream.peek_until(BLANK, |seen, is_last| {
        let mut lines = detect_json::skip_space(seen).split(|byte| *byte == b'\n');
        let first = lines.next().unwrap_or_default();
        let mut lines: Vec<_> = lines.filter(|line| !line.is_empty()).take(most + 1).collect();
        if lines.len() <= most && !is_last {
            // The last line may go on.
            lines.pop();
        }
        let is_broken = || serde_json::from_slice::<IgnoredAny>(first).is_err();
        let is_seen = is_last || lines.len() >= most;
        let found = lines.iter().take(most).any(|line| is_record(line)) && is_broken();
        found.then_some(true).or(is_seen.then_some(false))
    })?;
    Ok(found.unwrap_or(false))
}

/// Returns true if a stream begins with a bracket.
fn is_array(stream: &mut Stream) -> io::Result<bool> {
    let head = head(stream)?;
    Ok(detect_json::skip_space(head).starts_with(b"["))
}

/// Returns the format of a table whose header has a column with one of these names.
fn table_with(line: &[u8], names: &[String]) -> Option<Format> {
    let is_header = |delimiter: &u8| {
        let cells = header::cells(line, *delimiter).unwrap_or_default();
        let is_name = |cell: &String| names.iter().any(|name| cell.eq_ignore_ascii_case(name));
        cells.len() > 1 && cells.iter().any(is_name)
    };
    match DELIMITERS.into_iter().find(is_header)? {
        b'\t' => Some(Format::Tsv),
        _ => Some(Format::Csv),
    }
}

/// Returns true if a stream has nothing but white space.
pub(super) fn is_blank(stream: &mut Stream) -> io::Result<bool> {
    let is_blank = stream.peek_until(BLANK, |seen, is_last| {
        let is_blank = detect_json::skip_space(seen).is_empty();
        (!is_blank || is_last).then_some(is_blank)
    });
    Ok(is_blank?.unwrap_or(true))
}

/// Returns the format that the name of a file says.
pub(super) fn by_name(name: &str) -> Option<Format> {
    let compressed = [".gz", ".zst", ".zstd"];
    let plain = compressed.iter().find_map(|extension| name.strip_suffix(extension));
    let (_, extension) = plain.unwrap_or(name).rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        "json" => Some(Format::Json),
        "csv" => Some(Format::Csv),
        "tsv" => Some(Format::Tsv),
        "txt" | "md" => Some(Format::Lines),
        _ => None,
    }
}

/// Detects a format by content; the inner error is that of JSON which cannot be read.
fn by_content(stream: &mut Stream, fields: &Fields) -> io::Result<Result<Format, Diagnostic>> {
    if let Some(format) = detect_json::format(stream)? {
        return Ok(Ok(format));
    }
    let head = head(stream)?;
    if detect_json::is_colored(head) {
        let fault = Diagnostic::new("the JSON has color codes").hint("write it without: jq -M");
        return Ok(Err(fault));
    }
    let line = first_line(head);
    let table = DELIMITERS.iter().find(|delimiter| {
        let named = header::separator_line(line).is_some();
        named || header::is_header(line, **delimiter, fields)
    });
    Ok(Ok(match table {
        Some(b'\t') => Format::Tsv,
        Some(_) => Format::Csv,
        None if arrangement::is_found(head) => Format::Grep,
        None => Format::Lines,
    }))
}

/// Returns the beginning of a stream that is there: a slow producer may wait for its first line to be used.
fn head(stream: &mut Stream) -> io::Result<&[u8]> {
    stream.peek_until(HEAD, |seen, _| memchr::memchr(b'\n', detect_json::skip_space(seen)))?;
    let head = stream.head()?;
    Ok(&head[..head.len().min(HEAD)])
}

/// Returns the first line that is not blank.
fn first_line(head: &[u8]) -> &[u8] {
    let mut lines = head.split(|byte| matches!(byte, b'\n' | b'\r'));
    lines.find(|line| !line.trim_ascii().is_empty()).unwrap_or_default()
}

/// Returns a notice if lines are probably something else.
fn notice_about_lines(name: &str, head: &[u8]) -> Option<Notice> {
    notice_about_paths(name, head).or_else(|| {
        let names = header_names(head)?;
        let columns = names.split(',').count();
        Some(Notice::Warning(format!(
            "{name}: read as lines, but each has {columns} columns; `--columns {names}` reads a table"
        )))
    })
}

fn notice_about_paths(name: &str, head: &[u8]) -> Option<Notice> {
    arrangement::are_paths(head).then(|| {
        Notice::Warning(format!(
            "{name}: the lines are names of files; `--input paths` ranks the files"
        ))
    })
}

/// Returns names for the columns of lines that all have the same number of tabs.
fn header_names(head: &[u8]) -> Option<String> {
    let mut lines: Vec<_> = head.split(|byte| *byte == b'\n').take(LINES + 1).collect();
    // The last line may go on.
    lines.pop();
    let lines: Vec<_> = lines.into_iter().filter(|line| !line.trim_ascii().is_empty()).collect();
    let tabs = |line: &[u8]| memchr::memchr_iter(b'\t', line).count();
    let (first, rest) = lines.split_first()?;
    let count = tabs(first);
    // Indentation is no column.
    let is_row = |line: &&[u8]| tabs(line) == count && !line.starts_with(b"\t");
    if count == 0 || rest.is_empty() || !lines.iter().all(is_row) {
        return None;
    }
    Some(header::suggested_names(&header::cells(first, b'\t')?))
}
