//! Untrusted text on a page.

use std::path::Path;

use maud::{Escaper, Render};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use crate::sanitize::is_invisible;

/// The most characters of a text.
const MAX_TEXT: usize = 300;
/// The bytes that an anchor spells as %XX.
const IN_ANCHORS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_').remove(b'~').remove(b'-');

/// Returns the start of a text on one line, with characters that cannot be seen, or that change the direction of
/// text, as their codes.
pub fn shown(text: &str) -> impl Render + '_ {
    Shown(text)
}

struct Shown<'a>(&'a str);

impl Render for Shown<'_> {
    fn render_to(&self, buffer: &mut String) {
        use std::fmt::Write as _;
        let mut is_space = false;
        let mut count = 0;
        for c in self.0.trim().chars() {
            // Spaces are joined, as browsers do.
            let was_space = std::mem::replace(&mut is_space, c.is_whitespace());
            if is_space && was_space {
                continue;
            }
            count += 1;
            if count > MAX_TEXT {
                buffer.push('…');
                return;
            }
            // Writing to a string cannot fail.
            let _ = match c {
                _ if is_space => buffer.write_char(' '),
                c if is_invisible(c) => write!(buffer, "[U+{:04X}]", u32::from(c)),
                c => Escaper::new(buffer).write_char(c),
            };
        }
    }
}

/// Returns the anchor of a query or case, whose id need not be UTF-8.
pub fn anchor(id: impl AsRef<[u8]>) -> String {
    format!("q-{}", percent_encode(id.as_ref(), IN_ANCHORS))
}

/// Returns the last part of an absolute path, and other paths as they are: a page says nothing about the machine.
pub fn file_name(path: &str) -> &str {
    let absolute = Path::new(path);
    let name = absolute.file_name().and_then(|name| name.to_str());
    name.filter(|_| absolute.is_absolute()).unwrap_or(path)
}
