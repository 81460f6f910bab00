//! Reads documents: opens the sources one after the other, detects the format of each, and yields its documents
//! one at a time, in the order of the input. It knows nothing of services and keeps no document.

mod ansi;
mod csv;
mod detect;
mod fields;
mod format;
mod grep;
mod image;
mod json;
mod jsonl;
mod lines;
mod paths;
mod record;
mod rg_json;
mod split;

use std::fs::File;
use std::io::{self, Cursor};
use std::path::Path;
use std::sync::Arc;
use std::vec;

use crate::diagnostic::Diagnostic;
use crate::model::{Document, DocumentBuilder, Form, Part, SourceInfo, Spelling};
use crate::os_error;
use crate::source::{Source, Stream};

pub use fields::Fields;
pub use format::Format;

/// A source of documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentSource {
    /// A file or standard input.
    Stream(Source),
    /// Texts given as arguments.
    Arguments(Vec<String>),
    /// A JSON array of objects or strings inside another file.
    Array {
        /// The name of that file.
        name: String,
        /// The line on which the array begins, from 1.
        line: u64,
        json: String,
    },
}

/// The sources and how they are read.
#[derive(Clone, Debug)]
pub struct InputSettings {
    pub sources: Vec<DocumentSource>,
    pub format: Format,
    /// True if `lines` and `paths` end in NUL instead of a newline.
    pub nul: bool,
    pub fields: Fields,
}

/// Reads the documents of one source.
trait DocumentReader: Send {
    /// Returns the next document; `None` at the end.
    fn next(&mut self) -> Result<Option<Document>, Diagnostic>;
}

type OnSource = Box<dyn FnMut(&str, Format) + Send>;

/// The documents of all sources, in order. After an error there is nothing more.
pub struct Documents {
    sources: vec::IntoIter<DocumentSource>,
    format: Format,
    nul: bool,
    fields: Arc<Fields>,
    on_source: OnSource,
    current: Option<Box<dyn DocumentReader>>,
}

/// Opens the documents. Files are checked here, so that a wrong name is reported before anything is read;
/// `on_source` is called with the name and the format of each source when it is opened.
///
/// # Errors
/// A file that does not exist, cannot be opened, or is a directory.
pub fn read(settings: InputSettings, on_source: OnSource) -> Result<Documents, Diagnostic> {
    for source in &settings.sources {
        if let DocumentSource::Stream(Source::File(path)) = source {
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

fn check_file(path: &Path) -> Result<(), Diagnostic> {
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
    opened.map_err(|error| {
        let name = path.display().to_string();
        let hint = match error.kind() {
            io::ErrorKind::NotFound if name.contains(char::is_whitespace) => {
                Some("`--doc` takes a text as a document")
            }
            io::ErrorKind::IsADirectory => {
                Some("name its files, or pipe them: find DIR -type f | nimrank --input paths …")
            }
            _ => None,
        };
        Diagnostic::new(os_error::words(&error))
            .at(name)
            .maybe_hint(hint.map(Into::into))
    })
}

impl Documents {
    fn open(&mut self, source: DocumentSource) -> Result<Box<dyn DocumentReader>, Diagnostic> {
        let fields = Arc::clone(&self.fields);
        let source = match source {
            DocumentSource::Stream(source) => source,
            DocumentSource::Arguments(texts) => return Ok(Box::new(Arguments::new(texts))),
            DocumentSource::Array { name, line, json } => {
                let stream = Box::new(Cursor::new(json.into_bytes()));
                return Ok(Box::new(json::JsonReader::new(name, stream, fields, line)));
            }
        };
        let (name, stream) = (source.name(), source.open()?);
        let (format, stream) = match self.format {
            Format::Auto => detect::format(&name, stream, self.nul, &fields)?,
            format => (format, stream),
        };
        if !format.has_fields() && fields.are_named() {
            let problem = format!(
                "read as {}, which has no fields to take a text or an id from",
                format.name()
            );
            return Err(Diagnostic::new(problem)
                .at(name)
                .hint("say how it is written with `--input`, or name no field"));
        }
        (self.on_source)(&name, format);
        let end = if self.nul { 0 } else { b'\n' };
        Ok(match format {
            Format::Auto | Format::Lines => Box::new(lines::LinesReader::new(name, stream, end)),
            Format::Jsonl => Box::new(jsonl::JsonlReader::new(name, stream, fields)),
            Format::Json => Box::new(json::JsonReader::new(name, stream, fields, 1)),
            Format::Csv => Box::new(csv::TableReader::new(name, stream, b',', &fields)?),
            Format::Tsv => Box::new(csv::TableReader::new(name, stream, b'\t', &fields)?),
            Format::Grep => {
                let by_looks = self.format == Format::Grep;
                Box::new(grep::GrepReader::new(name, stream, by_looks))
            }
            Format::RgJson => Box::new(rg_json::RgJsonReader::new(name, stream)),
            Format::Paths => Box::new(paths::PathsReader::new(name, stream, end)),
        })
    }

    fn read(&mut self) -> Result<Option<Document>, Diagnostic> {
        loop {
            if let Some(reader) = &mut self.current
                && let Some(document) = reader.next()?
            {
                return Ok(Some(document));
            }
            self.current = None;
            match self.sources.next() {
                Some(source) => self.current = Some(self.open(source)?),
                None => return Ok(None),
            }
        }
    }
}

impl Iterator for Documents {
    type Item = Result<Document, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.read().transpose();
        if matches!(next, Some(Err(_))) {
            self.current = None;
            self.sources = Vec::new().into_iter();
        }
        next
    }
}

/// The texts of `--doc`.
struct Arguments {
    source: Arc<SourceInfo>,
    texts: vec::IntoIter<String>,
    number: u64,
}

impl Arguments {
    fn new(texts: Vec<String>) -> Self {
        let source = SourceInfo {
            name: "--doc".into(),
            form: Form::Argument,
        };
        Self {
            source: Arc::new(source),
            texts: texts.into_iter(),
            number: 0,
        }
    }
}

impl DocumentReader for Arguments {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        let Some(text) = self.texts.next() else {
            return Ok(None);
        };
        self.number += 1;
        DocumentBuilder::new(&self.source, self.number, text.as_bytes())
            .text(Part::Within(0..text.len()), Spelling::Plain)
            .finish()
            .map(Some)
            .map_err(|fault| fault.at(format!("--doc {}", self.number)))
    }
}
