//! Opens files and standard input as UTF-8 text. Everything that the program reads comes through here:
//! documents, queries, cases, judgments, runs and recordings.
//!
//! gzip and zstd are decompressed and UTF-16 is converted, by the first bytes alone. Other binary content is
//! refused with a command that converts it.

mod gzip;
mod kind;
mod spool;
mod stream;
mod utf16;
mod zstd;

use std::fs::File;
use std::io::{self, BufRead as _, Read};
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;

pub use kind::ContentKind;
pub use spool::Spool;
pub use stream::Stream;

/// The number of bytes that are inspected. It covers the magic number of tar archives.
const HEAD: usize = 8 << 10;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    Stdin,
    /// A file, by the path that was typed.
    File(PathBuf),
}

impl Source {
    /// Returns the source for a path as typed: `-` is standard input.
    pub fn from_path(path: &Path) -> Self {
        if path == Path::new("-") { Self::Stdin } else { Self::File(path.to_owned()) }
    }

    /// Returns the name that messages use: the path as typed, or `stdin`.
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "stdin".into(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Returns true for standard input, also by its name as a file.
    #[cfg(unix)]
    fn is_stdin(&self) -> bool {
        const NAMES: [&str; 3] = ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];
        match self {
            Self::Stdin => true,
            Self::File(path) => NAMES.iter().any(|name| path == Path::new(name)),
        }
    }

    pub fn is_missing(&self) -> bool {
        matches!(self, Self::File(path) if !path.exists())
    }

    /// Returns true if the source can be read more than once.
    pub fn is_rereadable(&self) -> bool {
        matches!(self, Self::File(path) if path.is_file())
    }

    /// Opens the source as text. A byte order mark is dropped.
    ///
    /// # Errors
    /// A file that cannot be opened, compressed data that is damaged at its beginning, or content that is not text.
    pub fn open(&self) -> Result<Stream, Diagnostic> {
        let mut stream = self.open_with_nul()?;
        self.refuse_nul(&mut stream)?;
        Ok(stream)
    }

    /// Opens the source as text that may hold NUL bytes.
    ///
    /// # Errors
    /// As [`Source::open`].
    pub fn open_with_nul(&self) -> Result<Stream, Diagnostic> {
        self.decode(self.bytes()?)
    }

    /// Opens the source as it is.
    fn bytes(&self) -> Result<Box<dyn Read + Send>, Diagnostic> {
        #[cfg(unix)]
        if self.is_stdin() {
            crate::sys::check_stdin().map_err(|error| self.io(&error))?;
        }
        Ok(match self {
            Self::Stdin => Box::new(UntilEnd(Some(io::stdin()))),
            Self::File(path) => Box::new(File::open(path).map_err(|error| self.io(&error))?),
        })
    }

    /// Decodes the bytes of the source.
    fn decode(&self, reader: Box<dyn Read + Send>) -> Result<Stream, Diagnostic> {
        match decode(reader).map_err(|error| self.io(&error))? {
            Ok(stream) => Ok(stream),
            Err(kind) => Err(kind.refusal().at(self.name())),
        }
    }

    /// Refuses a stream that has NUL bytes at its beginning.
    pub fn refuse_nul(&self, stream: &mut Stream) -> Result<(), Diagnostic> {
        let kind = nul_bytes(stream).map_err(|error| self.io(&error))?;
        match kind {
            Some(kind) => Err(kind.refusal().at(self.name())),
            None => Ok(()),
        }
    }

    /// Reads the whole source.
    ///
    /// # Errors
    /// As [`Source::open`], and a source that breaks off while it is read.
    pub fn read(&self) -> Result<Vec<u8>, Diagnostic> {
        let mut bytes = Vec::new();
        let read = self.open()?.read_to_end(&mut bytes);
        read.map_err(|error| self.io(&error))?;
        Ok(bytes)
    }

    fn io(&self, error: &io::Error) -> Diagnostic {
        Diagnostic::io(self.name(), error)
    }
}

/// Decompresses and converts content to UTF-8; returns the kind of content that cannot be.
pub fn decode(reader: Box<dyn Read + Send>) -> io::Result<Result<Stream, ContentKind>> {
    let mut stream = Stream::new(reader);
    let head = magic(&mut stream)?;
    if gzip::is_gzip(head) {
        stream = Stream::new(Box::new(gzip::GzipReader::new(stream)));
    } else if zstd::is_zstd(head) {
        stream = Stream::new(Box::new(zstd::ZstdReader::new(stream)));
    }
    // Only one layer is removed: an archive inside is refused like any other.
    let head = magic(&mut stream)?;
    if let Some(kind) = ContentKind::of(head) {
        return Ok(Err(kind));
    }
    if head.starts_with(b"\xEF\xBB\xBF") {
        stream.consume(3);
    } else if let Some(endian) = utf16::Endian::of_mark(head) {
        stream.consume(2);
        stream = Stream::new(Box::new(utf16::Utf16Reader::new(stream, endian)));
    }
    Ok(Ok(stream))
}

/// Returns the beginning of a stream: what is there, and more as long as that is the beginning of a magic number.
fn magic(stream: &mut Stream) -> io::Result<&[u8]> {
    let mut count = 1;
    while count <= kind::LONGEST {
        let seen = stream.peek(count)?;
        if seen.len() < count || !kind::begins_magic(seen) {
            break;
        }
        count = seen.len() + 1;
    }
    stream.head()
}

/// Returns the kind of content with NUL bytes at its beginning. If fewer bytes are there yet, the stream checks
/// the rest when it is read.
fn nul_bytes(stream: &mut Stream) -> io::Result<Option<ContentKind>> {
    let head = stream.head()?;
    let head = &head[..head.len().min(HEAD)];
    let (kind, rest) = (ContentKind::of_nul_bytes(head), HEAD - head.len());
    stream.refuse_nul(rest);
    Ok(kind)
}

/// Returns true if a stream has NUL bytes at its beginning.
pub fn has_nul(stream: &mut Stream) -> io::Result<bool> {
    Ok(nul_bytes(stream)?.is_some())
}

/// A reader that is not read again once it has ended: a terminal would wait for more.
struct UntilEnd<R>(Option<R>);

impl<R: Read> Read for UntilEnd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(reader) = &mut self.0 else {
            return Ok(0);
        };
        let read = reader.read(buffer)?;
        if read == 0 && !buffer.is_empty() {
            self.0 = None;
        }
        Ok(read)
    }
}
