//! Converts UTF-16 to UTF-8. Lone surrogates and a last odd byte become U+FFFD.

use std::io::{self, Read};

use super::stream::Stream;

#[derive(Clone, Copy)]
pub(super) enum Endian {
    Little,
    Big,
}

impl Endian {
    /// Returns the byte order that a byte order mark names.
    pub(super) fn of_mark(head: &[u8]) -> Option<Self> {
        match head {
            [0xFF, 0xFE, ..] => Some(Self::Little),
            [0xFE, 0xFF, ..] => Some(Self::Big),
            _ => None,
        }
    }
}

pub(super) struct Utf16Reader {
    stream: Stream,
    endian: Endian,
    /// Converted text, of which the bytes from `start` on were not yet read.
    text: String,
    start: usize,
    /// A high surrogate whose other half is still to come.
    high: Option<u16>,
}

impl Utf16Reader {
    pub(super) fn new(stream: Stream, endian: Endian) -> Self {
        Self { stream, endian, text: String::new(), start: 0, high: None }
    }

    /// Converts the next stretch; leaves the text empty at the end.
    fn convert(&mut self) -> io::Result<()> {
        let mut bytes = Vec::new();
        (&mut self.stream).take(16 << 10).read_to_end(&mut bytes)?;
        let at_end = bytes.len() < 16 << 10;
        let unit = |pair: &[u8]| match self.endian {
            Endian::Little => u16::from_le_bytes([pair[0], pair[1]]),
            Endian::Big => u16::from_be_bytes([pair[0], pair[1]]),
        };
        let pairs = bytes.chunks_exact(2);
        let odd = !pairs.remainder().is_empty();
        let mut units: Vec<u16> = self.high.take().into_iter().chain(pairs.map(unit)).collect();
        if !at_end && let Some(high @ 0xD800..=0xDBFF) = units.last().copied() {
            units.pop();
            self.high = Some(high);
        }
        self.text = String::from_utf16_lossy(&units);
        if odd {
            self.text.push(char::REPLACEMENT_CHARACTER);
        }
        self.start = 0;
        Ok(())
    }
}

impl Read for Utf16Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.start == self.text.len() {
            self.convert()?;
        }
        let rest = &self.text.as_bytes()[self.start..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.start += count;
        Ok(count)
    }
}
