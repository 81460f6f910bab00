//! Finds terms in ASCII text, 64 bytes at a time.
//!
//! In ASCII, word boundaries (UAX #29) and the splitting of identifiers come down to three rules. A term is a run of
//! letters and digits. A comma or semicolon between two digits belongs to it. It ends before an upper-case letter that
//! follows a lower-case one, or that follows an upper-case one and precedes a lower-case one. Other bytes that may join
//! words (`_ . : '`) are where identifiers are split, so they separate terms in any case.

/// The number of bytes whose classes fit one mask.
const BLOCK: usize = 64;

/// The classes of the bytes of a block, one bit for each byte, the first byte in the lowest bit.
struct Masks {
    lower: u64,
    upper: u64,
    digit: u64,
}

/// The high bit of each byte of a word.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Returns the high bits of the bytes that are at least `bound`. All bytes of `word`, and `bound`, are ASCII.
const fn at_least(word: u64, bound: u8) -> u64 {
    // No sum exceeds a byte, so none carries into the next.
    word + 0x0101_0101_0101_0101 * (0x80 - bound as u64)
}

/// Gathers the high bits of the eight bytes of a word in its lowest eight bits.
const fn gather(word: u64) -> u64 {
    (word & HIGH).wrapping_mul(0x0002_0408_1020_4081) >> 56
}

impl Masks {
    fn of(block: &[u8; BLOCK]) -> Self {
        let mut masks = Self { lower: 0, upper: 0, digit: 0 };
        for (at, bytes) in block.as_chunks().0.iter().enumerate() {
            let word = u64::from_le_bytes(*bytes);
            let within = |first, last| gather(at_least(word, first) & !at_least(word, last + 1));
            masks.lower |= within(b'a', b'z') << (8 * at);
            masks.upper |= within(b'A', b'Z') << (8 * at);
            masks.digit |= within(b'0', b'9') << (8 * at);
        }
        masks
    }
}

/// Calls `visit` with the offset of each term of an ASCII text, and returns their number.
pub(super) fn visit_terms(text: &[u8], mut visit: impl FnMut(usize)) -> u32 {
    let mut count = 0;
    // The classes of the byte before the block, in the lowest bit.
    let (mut lower, mut upper, mut digit, mut term) = (0, 0, 0, 0);
    for base in (0..text.len()).step_by(BLOCK) {
        let rest = &text[base..];
        let mut block = [0; BLOCK];
        match rest.first_chunk() {
            Some(whole) => block = *whole,
            None => block[..rest.len()].copy_from_slice(rest),
        }
        let masks = Masks::of(&block);
        let after = rest.get(BLOCK).copied().unwrap_or(0);
        let (after_lower, after_digit) = (after.is_ascii_lowercase(), after.is_ascii_digit());
        let before_lower = masks.lower >> 1 | u64::from(after_lower) << (BLOCK - 1);
        let (behind_lower, behind_upper) = (masks.lower << 1 | lower, masks.upper << 1 | upper);
        let behind_digit = masks.digit << 1 | digit;
        let mut terms = masks.lower | masks.upper | masks.digit;
        if behind_digit != 0 {
            let before_digit = masks.digit >> 1 | u64::from(after_digit) << (BLOCK - 1);
            terms |= behind_digit & before_digit & joints(&block);
        }
        let starts = terms & !(terms << 1 | term)
            | masks.upper & (behind_lower | behind_upper & before_lower);
        count += starts.count_ones();
        let mut left = starts;
        while left != 0 {
            visit(base + left.trailing_zeros() as usize);
            left &= left - 1;
        }
        lower = masks.lower >> (BLOCK - 1);
        upper = masks.upper >> (BLOCK - 1);
        digit = masks.digit >> (BLOCK - 1);
        term = terms >> (BLOCK - 1);
    }
    count
}

/// Returns a mask of the commas and semicolons.
fn joints(block: &[u8; BLOCK]) -> u64 {
    let is_joint = |byte: &u8| u64::from(matches!(byte, b',' | b';'));
    block.iter().rev().fold(0, |mask, byte| mask << 1 | is_joint(byte))
}

/// Returns the end of the term that starts at an offset.
pub(super) fn term_end(text: &[u8], start: usize) -> usize {
    let at = |index: usize| text.get(index).copied().unwrap_or(0);
    let mut end = start + 1;
    loop {
        // Most terms are of lower-case letters, none of which begins another.
        let rest = text.get(end..).unwrap_or_default();
        end += rest.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
        let (before, here, after) = (at(end - 1), at(end), at(end + 1));
        let goes_on = match here {
            b'A'..=b'Z' => {
                let splits = before.is_ascii_lowercase()
                    || before.is_ascii_uppercase() && after.is_ascii_lowercase();
                !splits
            }
            b',' | b';' => before.is_ascii_digit() && after.is_ascii_digit(),
            _ => here.is_ascii_alphanumeric(),
        };
        if !goes_on {
            return end;
        }
        end += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation as _;

    use super::*;
    use crate::client::tokenizer::identifier_parts;

    fn terms(text: &str) -> Vec<&str> {
        let mut terms = Vec::new();
        let count = visit_terms(text.as_bytes(), |start| {
            terms.push(&text[start..term_end(text.as_bytes(), start)]);
        });
        assert_eq!(count as usize, terms.len());
        terms
    }

    #[test]
    fn numbers_keep_their_separators() {
        assert_eq!(
            terms("1,000;5 a,b 1, 2 3.14 it's x_1,2"),
            ["1,000;5", "a", "b", "1", "2", "3", "14", "it", "s", "x", "1,2"]
        );
    }

    proptest! {
        #[test]
        fn terms_are_the_words_of_unicode_taken_apart(
            text in "([a-zA-Z]{0,3}|[0-9]{0,2}|[ -~]|[\\x00-\\x7f]|[,;.:'_ ]){0,90}"
        ) {
            let expected: Vec<_> = text.unicode_words().flat_map(identifier_parts).collect();
            prop_assert_eq!(terms(&text), expected);
        }
    }
}
