//! gzip with any number of members (RFC 1952).

use std::io::{self, BufRead as _, Read};

use flate2::bufread::GzDecoder;

use super::stream::Stream;

/// Returns true for the magic number with the only compression method that exists.
pub(super) fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(b"\x1F\x8B") && matches!(head.get(2), None | Some(8))
}

pub(super) struct GzipReader {
    /// The current member; `None` after the last.
    member: Option<GzDecoder<Stream>>,
}

impl GzipReader {
    pub(super) fn new(stream: Stream) -> Self {
        Self { member: Some(GzDecoder::new(stream)) }
    }
}

impl Read for GzipReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let read = member.read(buffer).map_err(|error| damaged(&error))?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(stream) = self.member.take().map(GzDecoder::into_inner) else {
                break;
            };
            self.member = next_member(stream)?;
        }
        Ok(0)
    }
}

/// Opens the member that follows. Zero bytes, which tapes and block devices append, are ignored.
fn next_member(mut stream: Stream) -> io::Result<Option<GzDecoder<Stream>>> {
    loop {
        let head = stream.peek(3)?;
        if head.is_empty() {
            return Ok(None);
        }
        if is_gzip(head) {
            return Ok(Some(GzDecoder::new(stream)));
        }
        let zeros = head.iter().take_while(|byte| **byte == 0).count();
        if zeros == 0 {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "there is something else after the gzip data",
            ));
        }
        stream.consume(zeros);
    }
}

fn damaged(error: &io::Error) -> io::Error {
    let problem = match error.kind() {
        io::ErrorKind::UnexpectedEof => "the gzip data is cut off",
        _ => "the gzip data is corrupt",
    };
    io::Error::new(io::ErrorKind::InvalidData, problem)
}
