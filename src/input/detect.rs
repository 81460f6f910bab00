//! Detects the format of a source, by its file name extension, else by the beginning of its content, which is
//! put back in front of the stream.

use std::io::{BufRead, Cursor, Read};

use serde::de::IgnoredAny;

use super::fields::Fields;
use super::{Format, Stream, grep, rg_json};
use crate::diagnostic::Diagnostic;

/// The most that is read ahead to tell a JSON array from a line that begins with a bracket.
const LOOK: u64 = 1 << 16;

/// Returns the format of a source, and the stream from its beginning.
pub(super) fn format(
    name: &str,
    stream: Stream,
    nul: bool,
    fields: &Fields,
) -> Result<(Format, Stream), Diagnostic> {
    if let Some(format) = by_name(name) {
        return Ok((format, stream));
    }
    if nul {
        return Ok((Format::Lines, stream));
    }
    by_content(name, stream, fields)
}

fn by_name(name: &str) -> Option<Format> {
    let (_, ending) = name.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        "json" => Some(Format::Json),
        "csv" => Some(Format::Csv),
        "tsv" => Some(Format::Tsv),
        "txt" | "md" => Some(Format::Lines),
        _ => None,
    }
}

fn by_content(
    name: &str,
    mut stream: Stream,
    fields: &Fields,
) -> Result<(Format, Stream), Diagnostic> {
    let failed = |error| Diagnostic::io(name, &error);
    let mut head = Vec::new();
    let mut start = 0;
    // The first line that is neither blank nor a notice of grep.
    while head[start..].trim_ascii().is_empty() || is_notice(&head[start..]) {
        start = head.len();
        let limit = LOOK.saturating_sub(start as u64).max(1);
        let read = (&mut stream).take(limit).read_until(b'\n', &mut head);
        if read.map_err(failed)? == 0 {
            break;
        }
    }
    let first = head[start..].trim_ascii_start().first();
    if first == Some(&b'{') && !head.ends_with(b"\n") {
        stream.read_until(b'\n', &mut head).map_err(failed)?;
    }
    let mut enough = 0;
    while first_is(&head[start..], b'[') {
        // Each look starts from the beginning, so the next one waits until there is twice as much to see.
        if head.len() >= enough {
            if begins_array(&head[start..]).is_some() {
                break;
            }
            enough = head.len() * 2;
        }
        let limit = LOOK.saturating_sub(head.len() as u64);
        let read = (&mut stream).take(limit).read_until(b'\n', &mut head);
        if read.map_err(failed)? == 0 {
            break;
        }
    }
    // An object that spans lines, as jq prints it.
    while first_is(&head[start..], b'{') && begins_object(&head[start..]).is_none() {
        let limit = LOOK.saturating_sub(head.len() as u64);
        let read = (&mut stream).take(limit).read_until(b'\n', &mut head);
        if read.map_err(failed)? == 0 {
            break;
        }
    }
    let format = by_head(&head[start..], fields);
    Ok((format, Box::new(Cursor::new(head).chain(stream))))
}

/// Returns true for a notice that a binary file matches.
fn is_notice(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"Binary file ") && line.ends_with(b" matches")
        || line.ends_with(b": binary file matches")
}

fn first_is(text: &[u8], byte: u8) -> bool {
    text.trim_ascii_start().first() == Some(&byte)
}

fn by_head(head: &[u8], fields: &Fields) -> Format {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if first_is(line, b'{') && serde_json::from_slice::<IgnoredAny>(line).is_ok() {
        return if rg_json::is_event(line) {
            Format::RgJson
        } else {
            Format::Jsonl
        };
    }
    if first_is(head, b'{') && begins_object(head) == Some(true) {
        return Format::Json;
    }
    if first_is(head, b'[') && begins_array(head).unwrap_or_else(|| may_begin_array(head)) {
        return Format::Json;
    }
    if is_header(line, b',', fields) {
        return Format::Csv;
    }
    if is_header(line, b'\t', fields) {
        return Format::Tsv;
    }
    if grep::is_found(line) {
        return Format::Grep;
    }
    Format::Lines
}

/// Returns true if a text begins with a whole JSON object. `None` means that it ends too early to say.
fn begins_object(head: &[u8]) -> Option<bool> {
    let mut values = serde_json::Deserializer::from_slice(head).into_iter::<IgnoredAny>();
    match values.next()? {
        Ok(_) => Some(is_blank_line(&head[values.byte_offset()..])),
        Err(error) if error.is_eof() => None,
        Err(_) => Some(false),
    }
}

/// Returns true if a text that begins with a bracket is a JSON array: its first element is whole, and a comma or
/// the closing bracket follows. `None` means that it ends too early to say.
fn begins_array(head: &[u8]) -> Option<bool> {
    let mut whole = serde_json::Deserializer::from_slice(head).into_iter::<IgnoredAny>();
    if let Some(Ok(_)) = whole.next() {
        return Some(is_blank_line(&head[whole.byte_offset()..]));
    }
    let inner = &head.trim_ascii_start()[1..];
    let mut values = serde_json::Deserializer::from_slice(inner).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => {
            let after = values.byte_offset();
            match inner[after..].trim_ascii_start().first()? {
                b',' => Some(true),
                _ => Some(false),
            }
        }
        Some(Err(error)) if error.is_eof() => None,
        Some(Err(_)) => Some(false),
        None => None,
    }
}

/// Returns true if there is only white space before the next line.
fn is_blank_line(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next();
    line.unwrap_or_default().trim_ascii().is_empty()
}

/// Returns true if the first element, which is too long to be read ahead, opens like a document.
fn may_begin_array(head: &[u8]) -> bool {
    let inner = &head.trim_ascii_start()[1..];
    matches!(inner.trim_ascii_start().first(), Some(b'{' | b'"'))
}

/// Returns true if a line is the header of a table: two columns or more, the text among them.
fn is_header(line: &[u8], delimiter: u8, fields: &Fields) -> bool {
    if !line.contains(&delimiter) {
        return false;
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .from_reader(line);
    let Some(Ok(columns)) = reader.records().next() else {
        return false;
    };
    let has = |name: &str| columns.iter().any(|column| column == name);
    columns.len() > 1
        && if fields.text.is_empty() {
            fields.text_names().into_iter().any(has)
        } else {
            fields.text.iter().all(|name| has(name))
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(head: &str) -> Format {
        by_head(head.as_bytes(), &Fields::default())
    }

    #[test]
    fn formats_are_detected_by_the_first_line() {
        assert_eq!(detected("{\"text\":\"a\"}\n"), Format::Jsonl);
        assert_eq!(detected("{\n\"text\":\"a\"}\n"), Format::Json);
        assert_eq!(detected("{\nlet x\n}\n"), Format::Lines);
        assert_eq!(
            detected("{\"type\":\"begin\",\"data\":{}}\n"),
            Format::RgJson
        );
        assert_eq!(detected("id,text\n1,a\n"), Format::Csv);
        assert_eq!(detected("id\ttext\n1\ta\n"), Format::Tsv);
        assert_eq!(detected("id,title\n1,a\n"), Format::Lines);
        assert_eq!(detected("error: no such thing\n"), Format::Lines);
    }

    #[test]
    fn an_array_is_not_just_a_bracket() {
        for array in [
            "[]",
            "[ {\"text\":\"a\"},\n",
            "[\"a\"]\n",
            "[\n  \"a\",\n",
            "[{\"text\":\"long",
        ] {
            assert_eq!(detected(array), Format::Json, "{array}");
        }
        for other in [
            "[link](x)",
            "[2024-01-01] x",
            "[12:00] x",
            "[1] note",
            "[] x",
            "[x, y]",
            "[1, 2] dog",
            "[\"a\", \"b\"]: dog",
        ] {
            assert_eq!(detected(other), Format::Lines, "{other}");
        }
    }
}
