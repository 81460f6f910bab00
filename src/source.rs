//! Opens files and standard input as UTF-8 text. Everything that the program reads comes through here:
//! documents, queries, cases, judgments, runs and recordings.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;

/// How much is read at once.
const BLOCK: usize = 1 << 16;

/// A file or standard input.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file, by the path that was typed.
    File(PathBuf),
}

/// The bytes of a source.
pub type Stream = Box<dyn BufRead + Send>;

impl Source {
    /// Returns the source for a path as typed: `-` is standard input.
    pub fn from_path(path: &Path) -> Self {
        if path == Path::new("-") {
            Self::Stdin
        } else {
            Self::File(path.to_owned())
        }
    }

    /// Returns the name that messages use: the path as typed, or `stdin`.
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "stdin".into(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Returns true for a file that does not exist.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::File(path) if !path.exists())
    }

    /// Opens the source. A byte order mark is dropped.
    ///
    /// # Errors
    /// A file that cannot be opened, or content that is not text in an encoding that is read.
    pub fn open(&self) -> Result<Stream, Diagnostic> {
        let name = self.name();
        let stream: Stream = match self {
            Self::Stdin => Box::new(BufReader::with_capacity(BLOCK, UntilEnd(Some(io::stdin())))),
            Self::File(path) => {
                let file = File::open(path).map_err(|error| Diagnostic::io(&*name, &error))?;
                Box::new(BufReader::with_capacity(BLOCK, file))
            }
        };
        without_mark(&name, stream)
    }

    /// Reads the whole source.
    ///
    /// # Errors
    /// As [`Source::open`], and a source that breaks off while it is read.
    pub fn read(&self) -> Result<Vec<u8>, Diagnostic> {
        let mut bytes = Vec::new();
        let read = self.open()?.read_to_end(&mut bytes);
        read.map_err(|error| Diagnostic::io(self.name(), &error))?;
        Ok(bytes)
    }
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

/// Drops a UTF-8 byte order mark, and refuses that of UTF-16.
fn without_mark(name: &str, mut stream: Stream) -> Result<Stream, Diagnostic> {
    // A pipe may deliver its first bytes one by one, so one look at the buffer is not enough.
    let mut head = [0; 3];
    let mut filled = 0;
    while filled < head.len() && b"\xEF\xBB\xBF".starts_with(&head[..filled])
        || filled < 2 && matches!(head[..filled], [] | [0xFF | 0xFE])
    {
        match stream.read(&mut head[filled..=filled]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Diagnostic::io(name, &error)),
        }
    }
    match &head[..filled] {
        b"\xEF\xBB\xBF" => Ok(stream),
        [0xFF, 0xFE] | [0xFE, 0xFF] => Err(Diagnostic::new("the text is UTF-16, not UTF-8")
            .at(format!("{name}:1"))
            .hint("convert it first: iconv -f UTF-16 -t UTF-8")),
        other => Ok(Box::new(Cursor::new(other.to_vec()).chain(stream))),
    }
}
