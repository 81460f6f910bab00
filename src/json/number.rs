//! Parses numbers. Those with few digits are exact quotients, which is faster than the standard library and gives the
//! same bits.

use super::walk::Walk;

/// The powers of ten up to 10^[`MAX_DIGITS`]. All are exact.
const POWERS: [f64; MAX_DIGITS + 1] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19,
];

/// The number of digits up to which an integer always fits `u64`.
const MAX_DIGITS: usize = 19;

/// The integer up to which all integers are exact in `f64`.
const MAX_EXACT: u64 = 1 << f64::MANTISSA_DIGITS;

/// The spelling of a number.
struct SpelledNumber {
    is_negative: bool,
    /// All digits as an integer, which wraps around if there are more than [`MAX_DIGITS`].
    value: u64,
    digits: usize,
    /// The number of digits after the point.
    scale: usize,
    has_exponent: bool,
}

impl Walk<'_> {
    /// Takes a number.
    pub fn number(&mut self) -> Option<f64> {
        let start = self.at;
        let SpelledNumber { is_negative, value, digits, scale, has_exponent } = self.spelled()?;
        if has_exponent || digits > MAX_DIGITS || value > MAX_EXACT {
            return self.json.get(start..self.at)?.parse().ok();
        }
        // Both operands are exact, so the quotient is the `f64` nearest to the number.
        let number = value as f64 / POWERS[scale];
        Some(if is_negative { -number } else { number })
    }

    /// Takes a number that is an integer without a sign or an exponent.
    pub fn index(&mut self) -> Option<usize> {
        let mut value = 0;
        let digits = if self.take(b'0').is_some() { 1 } else { self.digits(&mut value)? };
        let follows = |byte: u8| matches!(byte, b'.' | b'e' | b'E');
        let is_whole = digits <= MAX_DIGITS && !self.peek().is_some_and(follows);
        usize::try_from(value).ok().filter(|_| is_whole)
    }

    pub(super) fn skip_number(&mut self) -> Option<()> {
        self.spelled().map(|_| ())
    }

    #[inline]
    fn spelled(&mut self) -> Option<SpelledNumber> {
        let is_negative = self.take(b'-').is_some();
        let mut value = 0;
        let mut digits = 1;
        if self.take(b'0').is_none() {
            digits = self.digits(&mut value)?;
        }
        let mut scale = 0;
        if self.take(b'.').is_some() {
            scale = self.digits(&mut value)?;
        }
        let has_exponent = matches!(self.peek(), Some(b'e' | b'E'));
        if has_exponent {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits(&mut 0)?;
        }
        Some(SpelledNumber { is_negative, value, digits: digits + scale, scale, has_exponent })
    }

    /// Takes digits and appends them to `value`; returns their number.
    #[inline]
    fn digits(&mut self, value: &mut u64) -> Option<usize> {
        let rest = self.json.as_bytes().get(self.at..)?;
        let mut count = 0;
        for byte in rest {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            *value = value.wrapping_mul(10).wrapping_add(digit.into());
            count += 1;
        }
        self.at += count;
        (count > 0).then_some(count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Numbers are the same, bit by bit, as the standard library's.
        #[test]
        fn numbers_agree_with_the_standard_library(text in "-?(0|[1-9][0-9]{0,21})(\\.[0-9]{1,21})?([eE][+-]?[0-9]{1,3})?") {
            let mut walk = Walk::new(&text);
            let number = walk.number().map(f64::to_bits);
            prop_assert_eq!(number, text.parse().ok().map(f64::to_bits));
            prop_assert!(walk.ends());
            prop_assert_eq!(Walk::new(&text).index(), text.parse().ok().filter(|_| text.len() < 20));
        }

        /// The walk and the parser accept the same numbers.
        #[test]
        fn other_spellings_are_no_numbers(text in "-{0,2}[01]{0,3}\\.?[0-9]{0,2}[eE]?[+-]?[0-9]{0,2}") {
            let mut walk = Walk::new(&text);
            let is_whole = walk.skip_number().is_some() && walk.ends();
            prop_assert_eq!(is_whole, serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok());
        }
    }
}
