//! `tsv`: rank, score, id or origin, and text, one line a document, no header. A tab, newline, carriage
//! return or backslash in a field is written `\t`, `\n`, `\r` or `\\`, so that a document is always one
//! line of four fields and nothing is lost. A document without a score has an empty one.

use std::io::{self, Write};

use memchr::{memchr, memchr3};

use super::{Row, Style};

pub(super) fn write<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for row in rows {
        write!(out, "{}\t{}\t", row.rank, row.score_text())?;
        escaped(&row.name(), out)?;
        if style.documents {
            out.write_all(b"\t")?;
            escaped(&row.document.text(), out)?;
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes a field, escaped as it stands in a line of TSV.
///
/// # Errors
/// The bytes cannot be written.
pub fn escaped(field: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = field.as_bytes();
    while let Some(at) = next_special(rest) {
        out.write_all(&rest[..at])?;
        out.write_all(match rest[at] {
            b'\t' => b"\\t",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            _ => b"\\\\",
        })?;
        rest = &rest[at + 1..];
    }
    out.write_all(rest)
}

/// Where the next byte stands that cannot stay as it is.
fn next_special(text: &[u8]) -> Option<usize> {
    let most = memchr3(b'\t', b'\n', b'\\', text);
    memchr(b'\r', &text[..most.unwrap_or(text.len())]).or(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_one_line_without_tabs() {
        let mut out = Vec::new();
        escaped("a\tb\nc\r\\n é", &mut out).expect("memory takes it");
        assert_eq!(String::from_utf8_lossy(&out), r"a\tb\nc\r\\n é");
    }
}
