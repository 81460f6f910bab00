//! Text forms of values that several outputs share.

use std::io::{self, Write};

use memchr::{memchr, memchr3};

/// Formats a finite number as JSON does: the shortest text that reads back the same.
pub fn number(number: f64) -> String {
    serde_json::Number::from_f64(number).map_or_else(String::new, |number| number.to_string())
}

/// Formats a count with the name of what is counted: `1 document`, `2 documents`.
pub fn count(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// Unwraps the system's error from that of the csv crate, so that a broken pipe is recognized.
pub fn csv_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

/// Writes a field of a TSV line: tab, newline, carriage return and backslash as `\\t`, `\\n`, `\\r` and `\\\\`.
pub fn write_tsv_field(field: &str, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let bytes = field.as_bytes();
    let find_other = |start: usize| {
        let found = memchr3(b'\t', b'\n', b'\\', &bytes[start..]);
        found.map(|offset| start + offset)
    };
    let mut start = 0;
    let mut other = find_other(start);
    // Both searches go forward only, so that time is linear whichever character is frequent.
    loop {
        let carriage_return = memchr(b'\r', &bytes[start..other.unwrap_or(bytes.len())]);
        let Some(special) = carriage_return.map(|offset| start + offset).or(other) else {
            return out.write_all(&bytes[start..]);
        };
        out.write_all(&bytes[start..special])?;
        out.write_all(match bytes[special] {
            b'\t' => b"\\t",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            _ => b"\\\\",
        })?;
        start = special + 1;
        if other == Some(special) {
            other = find_other(start);
        }
    }
}
