//! Keeps GitHub's runner from finding a command in what passes through.

use std::io::{self, Write};

use memchr::memmem;

/// The old form of a command, which the runner finds anywhere in a line.
const COMMAND: &[u8] = b"##[";

/// A writer that changes the beginning of a command, also one that arrives in pieces.
pub struct InertWriter<W> {
    out: W,
    replacement: &'static [u8],
    /// The number of signs at the end so far that can begin a command.
    held: usize,
}

impl<W: Write> InertWriter<W> {
    /// Creates a writer for JSON, in which an escape changes nothing of the value.
    pub fn json(out: W) -> Self {
        Self { out, replacement: br"\u0023#[", held: 0 }
    }

    /// Creates a writer for other text.
    pub fn text(out: W) -> Self {
        Self { out, replacement: b"## [", held: 0 }
    }
}

impl<W: Write> Write for InertWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.held == 0 && memchr::memchr(b'#', bytes).is_none() {
            return self.out.write(bytes);
        }
        let text = [&COMMAND[..self.held], bytes].concat();
        let signs = text.iter().rev().take_while(|byte| **byte == b'#').count();
        self.held = signs.min(2);
        let text = &text[..text.len() - self.held];
        let mut written = 0;
        for at in memmem::find_iter(text, COMMAND) {
            self.out.write_all(&text[written..at])?;
            self.out.write_all(self.replacement)?;
            written = at + COMMAND.len();
        }
        self.out.write_all(&text[written..])?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&COMMAND[..std::mem::take(&mut self.held)])?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_in_pieces_are_changed() {
        let text = "###[a ##[b #[c ## [d ##";
        for size in 1..text.len() {
            let (mut json, mut plain) = (Vec::new(), Vec::new());
            let mut writers = [InertWriter::json(&mut json), InertWriter::text(&mut plain)];
            for writer in &mut writers {
                for piece in text.as_bytes().chunks(size) {
                    writer.write_all(piece).expect("written");
                }
                writer.flush().expect("written");
            }
            assert_eq!(json, br"#\u0023#[a \u0023#[b #[c ## [d ##", "pieces of {size}");
            assert_eq!(plain, b"### [a ## [b #[c ## [d ##", "pieces of {size}");
        }
    }
}
