//! The occurrences of the terms of a query in passages, in a few bytes for each passage.

use super::Passage;
use super::query_terms::TermCounter;

/// The occurrences in some passages, one after the other. For each passage: its number of terms, the size of what
/// follows, and pairs of the number of a query term and its count. Numbers are in LEB128, so most take one byte.
#[derive(Debug, Default)]
pub struct Occurrences(Vec<u8>);

/// The occurrences in one passage.
#[derive(Clone, Copy, Debug)]
pub struct PassageTerms<'a> {
    /// The number of all its terms.
    pub(super) length: u32,
    counts: &'a [u8],
}

impl Occurrences {
    /// Counts the terms in passages.
    pub(super) fn of(counter: &mut TermCounter<'_>, passages: &[Passage<'_>]) -> Self {
        // Most passages have few of the terms.
        let mut bytes = Vec::with_capacity(8 * passages.len());
        let mut counts = Vec::new();
        for passage in passages {
            let length = counter.count(&passage.plain());
            for term in &counter.found {
                push_number(&mut counts, *term as u64);
                push_number(&mut counts, u64::from(counter.counts[*term]));
            }
            PassageTerms { length, counts: &counts }.write(&mut bytes);
            counts.clear();
        }
        Self(bytes)
    }

    /// Copies the occurrences in one passage.
    pub fn one(passage: PassageTerms<'_>) -> Self {
        let mut bytes = Vec::with_capacity(passage.counts.len() + 2);
        passage.write(&mut bytes);
        Self(bytes)
    }

    /// Returns the passages in order.
    pub fn iter(&self) -> impl Iterator<Item = PassageTerms<'_>> {
        let mut rest = self.0.as_slice();
        std::iter::from_fn(move || PassageTerms::take(&mut rest))
    }
}

impl<'a> PassageTerms<'a> {
    /// Returns true if no term of the query occurs.
    pub fn is_empty(self) -> bool {
        self.counts.is_empty()
    }

    /// Iterates over the numbers of the terms that occur, each with its count.
    pub(super) fn counts(self) -> impl Iterator<Item = (usize, u32)> {
        let mut rest = self.counts;
        std::iter::from_fn(move || {
            let term = take_number(&mut rest)?;
            Some((usize::try_from(term).ok()?, u32::try_from(take_number(&mut rest)?).ok()?))
        })
    }

    pub(super) fn write(self, bytes: &mut Vec<u8>) {
        push_number(bytes, u64::from(self.length));
        push_number(bytes, self.counts.len() as u64);
        bytes.extend_from_slice(self.counts);
    }

    /// Takes the passage with which the bytes begin.
    pub(super) fn take(rest: &mut &'a [u8]) -> Option<Self> {
        let length = u32::try_from(take_number(rest)?).ok()?;
        let size = usize::try_from(take_number(rest)?).ok()?;
        let (counts, after) = rest.split_at_checked(size)?;
        *rest = after;
        Some(Self { length, counts })
    }
}

/// Appends a number, seven bits a byte, the lowest first.
#[allow(clippy::cast_possible_truncation, reason = "the low bits are taken")]
pub(super) fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes the number with which the bytes begin.
pub(super) fn take_number(rest: &mut &[u8]) -> Option<u64> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= u64::from(byte & 0x7F).checked_shl(shift)?;
        if *byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 0x7F, 0x80, 0x3FFF, 0x4000, u64::from(u32::MAX), u64::MAX];
        let mut bytes = Vec::new();
        for number in numbers {
            push_number(&mut bytes, number);
        }
        let mut rest = bytes.as_slice();
        let back: Vec<u64> = std::iter::from_fn(|| take_number(&mut rest)).collect();
        assert_eq!(back, numbers);
        assert_eq!(take_number(&mut &bytes[3..4]), None, "a number that is cut off");
    }
}
