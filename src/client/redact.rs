//! Replaces secrets in untrusted text, also where they are encoded, cut or decorated.

use std::ops::Range;

use memchr::memmem;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::secret::{Secret, is_scheme};

/// The fewest bytes of a secret that is found inside of words; shorter ones would be found everywhere.
const MIN_SECRET: usize = 6;

/// The fewest bytes of a secret that is found as a whole word.
const MIN_WORD: usize = 3;

/// The bytes at the beginning or the end of a secret that give it away.
const TELLING: usize = 14;

/// Characters that URLs commonly leave as they are.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The secrets of a run, in lower case.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// Whole secrets before their parts.
    spellings: Vec<Vec<u8>>,
    /// Secrets that are too short to be looked for inside of words.
    words: Vec<Vec<u8>>,
}

impl Secrets {
    pub fn new<'a>(secrets: impl Iterator<Item = &'a Secret> + Clone) -> Self {
        let mut spellings: Vec<_> = secrets.clone().flat_map(spellings).collect();
        spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
        spellings.dedup();
        let words = secrets
            .map(|secret| secret.reveal().to_ascii_lowercase().into_bytes())
            .filter(|word| (MIN_WORD..MIN_SECRET).contains(&word.len()));
        Self { words: words.collect(), spellings }
    }

    /// Returns a text with every secret in it replaced, also after its decoding.
    pub fn redact_text(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.redact(text.as_bytes().to_vec())).into_owned()
    }

    /// Returns an encoded text with every secret in it replaced, whatever its case.
    pub fn redact(&self, text: Vec<u8>) -> Vec<u8> {
        if self.spellings.is_empty() && self.words.is_empty() {
            return text;
        }
        let text = with_plain_ascii(text);
        let lower = text.to_ascii_lowercase();
        let mut found = Vec::new();
        for secret in &self.spellings {
            found.extend(memmem::find_iter(&lower, secret).map(|at| at..at + secret.len()));
        }
        for word in &self.words {
            let ranges = memmem::find_iter(&lower, word).map(|at| at..at + word.len());
            found.extend(ranges.filter(|range| is_whole_word(&lower, range)));
        }
        let visible = Visible::of(&lower);
        for secret in &self.spellings {
            visible.find(secret, &mut found);
        }
        replace(&text, found)
    }
}

/// Returns the ways in which text can hold a secret: each part that is long enough, as it is and
/// percent-encoded, in lower case.
fn spellings(secret: &Secret) -> Vec<Vec<u8>> {
    let between = |c: char| c.is_whitespace() || matches!(c, ';' | ',');
    let whole = secret.reveal();
    let parts = whole.split(between).map(value_of).chain([whole]);
    let mut spellings: Vec<_> = parts
        .filter(|part| part.len() >= MIN_SECRET && !is_scheme(part))
        .flat_map(|part| {
            [
                part.to_ascii_lowercase(),
                utf8_percent_encode(part, NON_ALPHANUMERIC).to_string(),
                utf8_percent_encode(part, UNRESERVED).to_string(),
            ]
        })
        .map(|spelling| spelling.to_ascii_lowercase().into_bytes())
        .collect();
    spellings.dedup();
    spellings
}

/// Returns the value of a part of a header, such as `name=value` or `name="value"`; the padding of base64 is none.
fn value_of(part: &str) -> &str {
    let value = part.split_once('=').map_or("", |(_, value)| value).trim_start_matches('=');
    let value = if value.is_empty() { part.trim_end_matches('=') } else { value };
    value.trim_matches('"')
}

/// Returns true if no letter or digit is next to a range.
fn is_whole_word(text: &[u8], range: &Range<usize>) -> bool {
    let before = range.start.checked_sub(1).and_then(|at| text.get(at));
    let around = [before, text.get(range.end)];
    !around.into_iter().flatten().any(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
}

/// The visible bytes of a text, with their positions. White space, control characters and characters without width
/// are omitted, since they can interrupt a secret.
struct Visible {
    bytes: Vec<u8>,
    positions: Vec<usize>,
}

impl Visible {
    fn of(text: &[u8]) -> Self {
        let (mut bytes, mut positions) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(byte) = text.get(at) {
            match invisible(&text[at..]) {
                0 => {
                    bytes.push(*byte);
                    positions.push(at);
                    at += 1;
                }
                skipped => at += skipped,
            }
        }
        Self { bytes, positions }
    }

    /// Finds the beginning and the end of a secret, each as far as it goes.
    fn find(&self, secret: &[u8], found: &mut Vec<Range<usize>>) {
        let Some(rest) = secret.len().checked_sub(TELLING) else {
            return;
        };
        for at in memmem::find_iter(&self.bytes, &secret[..TELLING]) {
            let after = self.bytes[at + TELLING..].iter().zip(&secret[TELLING..]);
            let more = after.take_while(|(a, b)| a == b).count();
            found.push(self.range(at, at + TELLING + more));
        }
        for at in memmem::find_iter(&self.bytes, &secret[rest..]) {
            let before = self.bytes[..at].iter().rev().zip(secret[..rest].iter().rev());
            let more = before.take_while(|(a, b)| a == b).count();
            found.push(self.range(at - more, at + TELLING));
        }
    }

    /// Converts a nonempty range of visible bytes to a range of the text.
    fn range(&self, start: usize, end: usize) -> Range<usize> {
        self.positions[start]..self.positions[end - 1] + 1
    }
}

/// Returns the length of an invisible character, or of a JSON escape of one, at the beginning of a text.
fn invisible(text: &[u8]) -> usize {
    match text {
        [b'\\', b'n' | b'r' | b't' | b'f' | b'b', ..] => 2,
        // Control characters, the soft hyphen, and those without width from U+2000 on.
        [b'\\', b'u', code @ ..] if code.len() >= 4 && is_invisible_code(&code[..4]) => 6,
        [byte, ..] if byte.is_ascii_whitespace() || byte.is_ascii_control() => 1,
        [0xC2, 0xA0 | 0xAD, ..] => 2,
        [0xE2, 0x80, 0x80..=0x8F | 0xA8..=0xAF, ..]
        | [0xE2, 0x81, 0xA0..=0xAF, ..]
        | [0xEF, 0xBB, 0xBF, ..] => 3,
        _ => 0,
    }
}

/// Returns true for the digits of a JSON escape, in lower case, of a character that is not seen.
fn is_invisible_code(digits: &[u8]) -> bool {
    let digits = std::str::from_utf8(digits).unwrap_or_default();
    let code = u32::from_str_radix(digits, 16).unwrap_or_default();
    matches!(code, 0..=0x20 | 0x7F..=0xA0 | 0xAD | 0x2000..=0x200F | 0x2028..=0x202F | 0x2060..=0x206F | 0xFEFF)
}

/// Replaces ranges, which can overlap.
fn replace(text: &[u8], mut ranges: Vec<Range<usize>>) -> Vec<u8> {
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut redacted = Vec::with_capacity(text.len());
    let mut copied = 0;
    for range in ranges {
        if range.start >= copied {
            redacted.extend_from_slice(&text[copied..range.start]);
            redacted.extend_from_slice(b"[key]");
        }
        copied = copied.max(range.end);
    }
    redacted.extend_from_slice(&text[copied..]);
    redacted
}

/// Writes out JSON escapes of visible ASCII, which changes nothing of the meaning; a quote and a backslash stay.
fn with_plain_ascii(text: Vec<u8>) -> Vec<u8> {
    if memmem::find(&text, b"\\u00").is_none() && memmem::find(&text, b"\\/").is_none() {
        return text;
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text.as_slice();
    while let [first, tail @ ..] = rest {
        let escaped = rest
            .strip_prefix(b"\\u00")
            .and_then(|code| std::str::from_utf8(code.get(..2)?).ok())
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        match (escaped, rest) {
            (Some(byte @ b'!'..=b'~'), _) if !matches!(byte, b'"' | b'\\') => {
                plain.push(byte);
                rest = &rest[6..];
            }
            (_, [b'\\', b'/', after @ ..]) => {
                plain.push(b'/');
                rest = after;
            }
            (_, [b'\\', other, after @ ..]) => {
                plain.extend([b'\\', *other]);
                rest = after;
            }
            _ => {
                plain.push(*first);
                rest = tail;
            }
        }
    }
    plain
}
