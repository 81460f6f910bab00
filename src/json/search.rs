//! Searches for the bytes that matter in strings, many at a time.

use memchr::memchr2;

/// Returns true if there are control characters.
pub(super) fn has_controls(text: &str) -> bool {
    const WIDTH: usize = 32;
    let bytes = text.as_bytes();
    let Some(end) = bytes.last_chunk::<WIDTH>() else {
        return bytes.iter().any(|byte| *byte < b' ');
    };
    // Without an early exit, the compiler vectorizes the loop. `end` overlaps the last chunk.
    let mut least = *end;
    for chunk in bytes.as_chunks::<WIDTH>().0 {
        for (least, byte) in least.iter_mut().zip(chunk) {
            *least = (*least).min(*byte);
        }
    }
    least.into_iter().fold(u8::MAX, u8::min) < b' '
}

/// Finds the first quote or backslash.
pub(super) fn find_quote_or_backslash(bytes: &[u8]) -> Option<usize> {
    // Names and ids mostly end in the first eight bytes, for which calling memchr would take longer.
    if let Some(word) = bytes.first_chunk::<8>() {
        let word = u64::from_le_bytes(*word);
        let found = zero_bytes(word ^ (EACH_BYTE * u64::from(b'"')))
            | zero_bytes(word ^ (EACH_BYTE * u64::from(b'\\')));
        if found != 0 {
            return Some(found.trailing_zeros() as usize / 8);
        }
    }
    memchr2(b'"', b'\\', bytes)
}

const EACH_BYTE: u64 = 0x0101_0101_0101_0101;

/// Returns a word in which the high bit of the lowest zero byte is set, and none below it. Bits above are unreliable.
const fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(EACH_BYTE) & !word & (EACH_BYTE << 7)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn searches_agree_with_a_look_at_each_byte(text in "([a-z]{0,9}|[\\x00-\\x2f\\\\\"\\x7f-\u{90}])[ -~]{0,90}[\\x00-\\x22\\x5b-\\x5d\u{e9}]?[a-z]{0,40}") {
            let bytes = text.as_bytes();
            prop_assert_eq!(has_controls(&text), bytes.iter().any(|byte| *byte < b' '));
            let found = bytes.iter().position(|byte| matches!(byte, b'"' | b'\\'));
            prop_assert_eq!(find_quote_or_backslash(bytes), found);
        }
    }
}
