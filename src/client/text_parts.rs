//! Splits text where it is ASCII from where it is not, since words are found faster in ASCII.

use unicode_segmentation::UnicodeSegmentation as _;

use super::ascii_terms::{term_end, visit_terms};
use super::tokenizer::identifier_parts;

/// A part of a text that no word reaches out of.
pub(super) enum TextPart<'a> {
    Ascii(&'a str),
    Other(&'a str),
}

/// Takes the next part of a text. Words with characters outside ASCII are in parts of their own, together with the
/// white space before them, which a mark may combine with.
pub(super) fn next_part<'a>(rest: &mut &'a str) -> Option<TextPart<'a>> {
    if rest.is_empty() {
        return None;
    }
    let is_space = |byte: &u8| matches!(byte, b'\t'..=b'\r' | b' ');
    let bytes = rest.as_bytes();
    // This is vectorized, unlike the search for the first byte.
    if bytes.is_ascii() {
        return Some(TextPart::Ascii(std::mem::take(rest)));
    }
    let other = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len());
    // Before white space there is always a word boundary.
    let word = bytes[..other].iter().rposition(is_space).map_or(0, |space| space + 1);
    let start = bytes[..word].iter().rposition(|byte| !is_space(byte)).map_or(0, |last| last + 1);
    let length = if start > 0 {
        start
    } else {
        bytes[other..].iter().position(is_space).map_or(bytes.len(), |space| other + space)
    };
    let (part, after) = rest.split_at(length);
    *rest = after;
    Some(if start > 0 { TextPart::Ascii(part) } else { TextPart::Other(part) })
}

/// Calls `visit` with each word of a text, identifiers taken apart.
pub(super) fn visit_words(text: &str, mut visit: impl FnMut(&str)) {
    let mut rest = text;
    while let Some(part) = next_part(&mut rest) {
        match part {
            TextPart::Ascii(part) => {
                let bytes = part.as_bytes();
                visit_terms(bytes, |start| visit(&part[start..term_end(bytes, start)]));
            }
            TextPart::Other(part) => {
                part.unicode_words().flat_map(identifier_parts).for_each(&mut visit);
            }
        }
    }
}
