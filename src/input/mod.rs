//! Documents in: opens the sources one after the other, finds out how each is written, and yields its
//! documents one at a time, in the order of the input. It knows nothing of services and keeps nothing
//! that it has given away.

mod ansi;
mod csv;
mod detect;
mod error;
mod grep;
mod image;
mod json;
mod json_object;
mod jsonl;
mod lines;
mod paths;
mod record;
mod rg_json;
mod split;
mod surrogates;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor};
use std::path::PathBuf;
use std::sync::Arc;
use std::vec;

use crate::model::{Document, Draft, Form, Part, Source, Spelling};

pub use error::InputError;
use error::{Flaw, Place};
pub use record::Fields;

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// By the name of the file, else by how its content begins.
    Auto,
    /// One document a line.
    Lines,
    /// One JSON object or string a line.
    Jsonl,
    /// A JSON array of objects or strings, or such values one after the other.
    Json,
    /// Comma-separated values under a header.
    Csv,
    /// Tab-separated values under a header.
    Tsv,
    /// Lines of grep or `rg -n`, each with the place it was found at.
    Grep,
    /// Events of `rg --json`.
    RgJson,
    /// One file name a line; the file's content is the document.
    Paths,
}

impl Format {
    /// Whether records have fields or columns.
    const fn has_fields(self) -> bool {
        matches!(self, Self::Jsonl | Self::Json | Self::Csv | Self::Tsv)
    }

    /// The name that `--input` takes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Lines => "lines",
            Self::Jsonl => "jsonl",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Grep => "grep",
            Self::RgJson => "rg-json",
            Self::Paths => "paths",
        }
    }
}

/// Where documents are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceName {
    /// A file, by the path that was typed.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// Texts given as arguments.
    Arguments(Vec<String>),
    /// A JSON array of objects or strings that stands in another file.
    Array {
        /// The name of that file.
        name: String,
        /// The line on which it begins, from 1.
        line: u64,
        /// The array.
        json: String,
    },
}

/// What is read, and how.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The sources, in order.
    pub sources: Vec<SourceName>,
    /// How their records are written.
    pub format: Format,
    /// Whether `lines` and `paths` end in NUL instead of a newline.
    pub nul: bool,
    /// Which fields hold the text and the id.
    pub fields: Fields,
}

type Stream = Box<dyn BufRead + Send>;
type Records = Box<dyn Iterator<Item = Result<Document, InputError>> + Send>;
type OnSource = Box<dyn FnMut(&str, Format) + Send>;

/// The documents of all sources, in order. After an error there is nothing more.
pub struct Documents {
    sources: vec::IntoIter<SourceName>,
    format: Format,
    nul: bool,
    fields: Arc<Fields>,
    on_source: OnSource,
    current: Option<Records>,
}

/// Opens the documents. Files are looked at here, so that a wrong name is told before anything is
/// read; `on_source` hears how each source that is opened is read.
///
/// # Errors
/// A file that does not exist, cannot be looked at, or is a directory.
pub fn read(settings: Settings, on_source: OnSource) -> Result<Documents, InputError> {
    for source in &settings.sources {
        if let SourceName::File(path) = source {
            check_file(path)?;
        }
    }
    Ok(Documents {
        sources: settings.sources.into_iter(),
        format: settings.format,
        nul: settings.nul,
        fields: Arc::new(settings.fields),
        on_source,
        current: None,
    })
}

fn check_file(path: &std::path::Path) -> Result<(), InputError> {
    let opened = std::fs::metadata(path).and_then(|meta| {
        if meta.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        // A pipe such as `<(…)` must not be opened twice.
        if meta.is_file() {
            File::open(path)?;
        }
        Ok(())
    });
    opened.map_err(|cause| InputError::open(path, cause))
}

impl Documents {
    fn open(&mut self, source: SourceName) -> Result<Records, InputError> {
        let (name, stream): (String, Stream) = match source {
            SourceName::Arguments(texts) => return Ok(arguments(texts)),
            SourceName::Array { name, line, json } => {
                let stream = Box::new(Cursor::new(json.into_bytes()));
                let records = json::Records::new(name, stream, Arc::clone(&self.fields));
                return Ok(Box::new(records.on_line(line)));
            }
            SourceName::Stdin => {
                let stdin = UntilEnd(Some(io::stdin()));
                ("stdin".into(), Box::new(BufReader::new(stdin)))
            }
            SourceName::File(path) => {
                let file = File::open(&path).map_err(|cause| InputError::open(&path, cause))?;
                let name = path.display().to_string();
                (name, Box::new(BufReader::with_capacity(1 << 16, file)))
            }
        };
        let stream = without_mark(&name, stream)?;
        let (format, stream) = match self.format {
            Format::Auto => detect::format(&name, stream, self.nul, &self.fields)?,
            format => (format, stream),
        };
        if !format.has_fields() && self.fields.are_named() {
            return Err(Place::new(&name, 1).flaw(Flaw::NoFields(format.name())));
        }
        (self.on_source)(&name, format);
        let end = if self.nul { 0 } else { b'\n' };
        let fields = &self.fields;
        Ok(match format {
            Format::Auto | Format::Lines => Box::new(lines::Texts::new(name, stream, end)),
            Format::Jsonl => Box::new(jsonl::Records::new(name, stream, Arc::clone(fields))),
            Format::Json => Box::new(json::Records::new(name, stream, Arc::clone(fields))),
            Format::Csv => Box::new(csv::Records::new(name, stream, b',', fields)?),
            Format::Tsv => Box::new(csv::Records::new(name, stream, b'\t', fields)?),
            Format::Grep => Box::new(grep::Found::new(name, stream, self.format == Format::Grep)),
            Format::RgJson => Box::new(rg_json::Events::new(name, stream)),
            Format::Paths => Box::new(paths::Contents::new(name, stream, end)),
        })
    }
}

impl Iterator for Documents {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let next = self.current.as_mut().and_then(Iterator::next);
            if next.is_none() {
                self.current = None;
            }
            if let Some(item) = next {
                if item.is_err() {
                    self.current = None;
                    self.sources = Vec::new().into_iter();
                }
                return Some(item);
            }
            let source = self.sources.next()?;
            match self.open(source) {
                Ok(records) => self.current = Some(records),
                Err(error) => {
                    self.current = None;
                    self.sources = Vec::new().into_iter();
                    return Some(Err(error));
                }
            }
        }
    }
}

/// A reader that is not asked again once it has ended: a terminal would wait for more.
struct UntilEnd<R>(Option<R>);

impl<R: io::Read> io::Read for UntilEnd<R> {
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

/// Drops a byte order mark, and refuses the one of UTF-16, which no reader here could follow.
fn without_mark(name: &str, mut stream: Stream) -> Result<Stream, InputError> {
    // A pipe may deliver its first bytes one by one, so one look at the buffer is not enough.
    let mut head = [0; 3];
    let mut filled = 0;
    while filled < head.len() && b"\xEF\xBB\xBF".starts_with(&head[..filled])
        || filled < 2 && matches!(head[..filled], [] | [0xFF | 0xFE])
    {
        match io::Read::read(&mut stream, &mut head[filled..=filled]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(InputError::read(name, cause)),
        }
    }
    match &head[..filled] {
        b"\xEF\xBB\xBF" => Ok(stream),
        [0xFF, 0xFE] | [0xFE, 0xFF] => Err(Place::new(name, 1).flaw(Flaw::Utf16)),
        other => Ok(Box::new(io::Read::chain(
            Cursor::new(other.to_vec()),
            stream,
        ))),
    }
}

fn arguments(texts: Vec<String>) -> Records {
    let source = Arc::new(Source {
        name: "--doc".into(),
        form: Form::Argument,
    });
    Box::new((1..).zip(texts).map(move |(number, text)| {
        Draft::new(&source, number, text.as_bytes())
            .text(Part::Within(0..text.len()), Spelling::Plain)
            .finish()
            .map_err(|_| Place::new("--doc", number).flaw(Flaw::TooLarge))
    }))
}
