//! A compact table of ids: a collection can have millions.

use std::hash::{DefaultHasher, Hasher as _};

use crate::diagnostic::Diagnostic;

/// Different ids, each with a number from 0.
#[derive(Debug, Default)]
pub(super) struct IdTable {
    bytes: Vec<u8>,
    /// The end of each id in the bytes; it begins at the end of the one before.
    ends: Vec<usize>,
    /// A hash table with open addressing: the number of an id plus 1, or 0 for a free slot. Its length is a power
    /// of two.
    places: Vec<u32>,
}

impl IdTable {
    /// Returns the number of an id, which is added if it is new.
    ///
    /// # Errors
    /// There are more than 4 billion ids.
    pub(super) fn insert(&mut self, id: &[u8]) -> Result<usize, Diagnostic> {
        if self.places.len() <= self.ends.len() / 3 * 4 + 4 {
            self.grow();
        }
        let place = self.place(id);
        match self.places[place] {
            0 => {
                let number = self.ends.len();
                let Ok(next) = u32::try_from(number + 1) else {
                    return Err(Diagnostic::new("more than 4 billion ids"));
                };
                self.places[place] = next;
                self.bytes.extend_from_slice(id);
                self.ends.push(self.bytes.len());
                Ok(number)
            }
            next => Ok(next as usize - 1),
        }
    }

    /// Returns the number of an id.
    pub(super) fn get(&self, id: &[u8]) -> Option<usize> {
        if self.places.is_empty() {
            return None;
        }
        let next = self.places[self.place(id)];
        (next as usize).checked_sub(1)
    }

    /// Returns the id of a number.
    pub(super) fn id(&self, number: usize) -> &[u8] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[number]]
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns the place of an id, or the free one where it belongs.
    fn place(&self, id: &[u8]) -> usize {
        let mut hasher = DefaultHasher::new();
        hasher.write(id);
        #[allow(clippy::cast_possible_truncation, reason = "any bits of a hash will do")]
        let mut place = hasher.finish() as usize;
        loop {
            place &= self.places.len() - 1;
            match self.places[place] {
                0 => return place,
                next if self.id(next as usize - 1) == id => return place,
                _ => place += 1,
            }
        }
    }

    fn grow(&mut self) {
        self.places = vec![0; (self.places.len() * 2).max(16)];
        for number in 0..self.ends.len() {
            let place = self.place(self.id(number));
            // The number plus 1 fitted when it was added.
            self.places[place] = u32::try_from(number + 1).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_their_numbers() {
        let mut table = IdTable::default();
        assert_eq!(table.get(b""), None);
        for number in 0..5000_usize {
            assert_eq!(table.insert(number.to_string().as_bytes()).ok(), Some(number));
        }
        assert_eq!(table.insert(b"").ok(), Some(5000));
        assert_eq!(table.insert(b"4711").ok(), Some(4711));
        assert_eq!((table.get(b""), table.get(b"x")), (Some(5000), None));
        assert_eq!(
            (table.id(0), table.id(4999), table.id(5000)),
            (&b"0"[..], &b"4999"[..], &b""[..])
        );
    }
}
