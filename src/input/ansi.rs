//! Removes terminal escape sequences, byte by byte, so that text in any encoding survives: the colors of
//! `grep --color=always`, the links of `rg --hyperlink-format`.
//!
//! Source: ECMA-48, control sequences (5.4) and command strings (5.6).

use std::borrow::Cow;

const ESCAPE: u8 = 0x1B;
const BELL: u8 = 0x07;

/// Returns a text without escape sequences; borrowed if there are none.
pub(super) fn strip_escapes(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&ESCAPE) {
        return Cow::Borrowed(text);
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| *byte == ESCAPE) {
        plain.extend_from_slice(&rest[..at]);
        rest = &rest[at + sequence(&rest[at..])..];
    }
    plain.extend_from_slice(rest);
    Cow::Owned(plain)
}

/// Returns the length of the sequence that a text begins with.
fn sequence(text: &[u8]) -> usize {
    match text.get(1) {
        Some(b'[') => {
            let body = text[2..].iter().take_while(|byte| matches!(byte, 0x20..=0x3F)).count();
            let end = 2 + body;
            end + usize::from(matches!(text.get(end), Some(0x40..=0x7E)))
        }
        Some(b']') => {
            // A bell or `ESC \` ends it; any other escape breaks it off, and only its opening is removed.
            let string = &text[2..];
            let stop = string.iter().position(|b| matches!(*b, BELL | ESCAPE));
            let body = stop.unwrap_or(string.len());
            match string[body..] {
                [BELL, ..] => 2 + body + 1,
                [ESCAPE, b'\\', ..] => 2 + body + 2,
                _ => 2,
            }
        }
        Some(0x20..=0x7E) => 2,
        _ => 1,
    }
}
