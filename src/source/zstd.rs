//! zstd with any number of frames (RFC 8878). Skippable frames are skipped, checksums are verified.

use std::io::{self, BufRead as _, Read};

use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::stream::Stream;

const MAGIC: u32 = 0xFD2F_B528;
/// The magic number of skippable frames, without its four lowest bits.
const SKIPPABLE: u32 = 0x184D_2A50;
/// The largest window that is decoded; `zstd --ultra` uses up to 128 MiB.
const WINDOW: u64 = 128 << 20;

/// Returns true for the magic number of a frame.
pub(super) fn is_zstd(head: &[u8]) -> bool {
    magic(head).is_some_and(|magic| magic == MAGIC || is_skippable(magic))
}

fn magic(head: &[u8]) -> Option<u32> {
    head.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

const fn is_skippable(magic: u32) -> bool {
    magic & !0xF == SKIPPABLE
}

pub(super) struct ZstdReader {
    stream: Stream,
    decoder: FrameDecoder,
    is_in_frame: bool,
}

impl ZstdReader {
    pub(super) fn new(stream: Stream) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW);
        Self { stream, decoder, is_in_frame: false }
    }

    /// Begins the next frame; returns false at the end.
    fn next_frame(&mut self) -> io::Result<bool> {
        loop {
            let head = self.stream.peek(8)?;
            let Some(magic) = magic(head) else {
                if head.iter().any(|byte| *byte != 0) {
                    return Err(trailing());
                }
                return Ok(false);
            };
            if magic == MAGIC {
                let begun = self.decoder.reset(&mut self.stream);
                begun.map_err(|_| self.damaged())?;
                self.is_in_frame = true;
                return Ok(true);
            }
            if is_skippable(magic) {
                self.skip_frame()?;
            } else if head.iter().all(|byte| *byte == 0) {
                let zeros = head.len();
                self.stream.consume(zeros);
            } else {
                return Err(trailing());
            }
        }
    }

    fn skip_frame(&mut self) -> io::Result<()> {
        let mut header = [0; 8];
        let read = self.stream.read_exact(&mut header);
        read.map_err(|_| invalid("the zstd data is cut off"))?;
        let [.., a, b, c, d] = header;
        let length = u64::from(u32::from_le_bytes([a, b, c, d]));
        let mut content = (&mut self.stream).take(length);
        if io::copy(&mut content, &mut io::sink())? < length {
            return Err(invalid("the zstd data is cut off"));
        }
        Ok(())
    }

    fn verify_checksum(&self) -> io::Result<()> {
        let expected = self.decoder.get_checksum_from_data();
        if expected.is_some() && expected != self.decoder.get_calculated_checksum() {
            return Err(invalid("the zstd data is corrupt"));
        }
        Ok(())
    }

    /// Describes a decoding error: the decoder stops at the end of the stream if data is missing.
    fn damaged(&mut self) -> io::Error {
        match self.stream.peek(1) {
            Ok([]) => invalid("the zstd data is cut off"),
            Ok(_) => invalid("the zstd data is corrupt"),
            Err(error) => error,
        }
    }
}

impl Read for ZstdReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.is_in_frame && !self.next_frame()? {
                return Ok(0);
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let strategy = BlockDecodingStrategy::UptoBlocks(1);
                let decoded = self.decoder.decode_blocks(&mut self.stream, strategy);
                decoded.map_err(|_| self.damaged())?;
            }
            let read = self.decoder.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            if self.decoder.is_finished() {
                self.verify_checksum()?;
                self.is_in_frame = false;
            }
        }
    }
}

fn trailing() -> io::Error {
    invalid("there is something else after the zstd data")
}

fn invalid(problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem)
}
