//! Reads documents: opens the sources one after the other, detects the format of each, and yields its documents
//! one at a time, in the order of the input. It knows nothing of services and keeps no document.

mod ansi;
mod arguments;
mod arrangement;
mod buffer_pool;
mod detect;
mod detect_json;
mod extract;
mod fields;
mod format;
mod git_path;
mod grep;
mod header;
mod hints;
mod image;
mod json;
mod jsonl;
mod layout;
mod lines;
mod notice;
mod paths;
mod prefix;
mod query_source;
mod raw_json;
mod record;
mod record_fault;
mod record_lines;
mod record_source;
mod records;
mod rg_json;
mod rows;
mod settings;
mod split;
mod table;
mod usual;
mod values;

use std::fs::File;
use std::io::{self, Cursor};
use std::path::Path;
use std::sync::Arc;
use std::vec;

use crate::diagnostic::Diagnostic;
use crate::model::Document;
use crate::os_error;
use crate::source::{Source, Spool, Stream};

pub use fields::{Fields, is_plain_name, listed, quoted};
pub use format::Format;
pub use notice::Notice;
pub use query_source::QueryColumns;
pub use raw_json::RawJson;
pub use record_fault::RecordFault;
pub use record_source::{RawRecord, RecordKind};
pub use records::{DocumentRole, Records};
pub use settings::{DocumentSource, InputSettings};

/// The size of the beginning that is inspected.
const HEAD: usize = 8 << 10;

/// Reads the documents of one source.
trait DocumentReader: Send {
    /// Returns the next document; `None` at the end.
    fn next(&mut self) -> Result<Option<Document>, Diagnostic>;

    fn notices(&mut self) -> Vec<Notice> {
        Vec::new()
    }
}

pub type OnNotice = Box<dyn FnMut(Notice) + Send>;

/// The documents of all sources, in order. After an error there is nothing more.
pub struct Documents {
    sources: vec::IntoIter<DocumentSource>,
    settings: Arc<InputSettings>,
    on_notice: OnNotice,
    current: Option<Box<dyn DocumentReader>>,
}

/// Opens the documents. Files are checked here, so that a wrong name is reported before anything is read.
///
/// # Errors
/// A file that does not exist, cannot be opened, or is a directory.
pub fn read(mut settings: InputSettings, on_notice: OnNotice) -> Result<Documents, Diagnostic> {
    for source in &settings.sources {
        if let DocumentSource::Stream(Source::File(path))
        | DocumentSource::Spooled(Spool { source: Source::File(path), .. }) = source
        {
            check_file(path)?;
        }
    }
    Ok(Documents {
        sources: std::mem::take(&mut settings.sources).into_iter(),
        settings: Arc::new(settings),
        on_notice,
        current: None,
    })
}

/// Opens the records of files and of standard input. Files are checked here; sources in the settings are ignored.
///
/// # Errors
/// As [`read`].
pub fn read_records(
    sources: Vec<Source>,
    kind: RecordKind,
    settings: InputSettings,
    on_notice: OnNotice,
) -> Result<Records, Diagnostic> {
    for source in &sources {
        if let Source::File(path) = source {
            check_file(path)?;
        }
    }
    Ok(Records::new(sources, kind, settings, on_notice))
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
            io::ErrorKind::NotFound if name.contains("://") => {
                Some("download it: curl -sL URL | nimrank …")
            }
            io::ErrorKind::NotFound if name.contains(char::is_whitespace) => {
                Some("`--doc` takes a text as a document")
            }
            io::ErrorKind::IsADirectory => {
                Some("name its files, or pipe them: find DIR -type f | nimrank --input paths …")
            }
            _ => None,
        };
        Diagnostic::new(os_error::words(&error)).at(name).maybe_hint(hint.map(Into::into))
    })
}

/// Refuses options that the format has no use for.
fn check_options(format: Format, settings: &InputSettings) -> Result<(), Diagnostic> {
    let name = format.name();
    if !format.has_fields() && settings.fields.are_named() {
        let problem = format!("read as {name}, which has no fields to take a text or an id from");
        return Err(Diagnostic::new(problem)
            .hint("name the format with `--input`, or leave out `--text-field` and `--id-field`"));
    }
    let is_table = matches!(format, Format::Csv | Format::Tsv);
    if !is_table && (settings.columns.is_some() || settings.delimiter.is_some()) {
        let problem = format!("read as {name}, which has no columns");
        return Err(Diagnostic::new(problem).hint("a table is read with `--input csv` or `tsv`"));
    }
    if !matches!(format, Format::Json | Format::Jsonl) && settings.records.is_some() {
        let problem = format!("read as {name}, which has no array for `--records`");
        return Err(Diagnostic::new(problem).hint("JSON is read with `--input json`"));
    }
    Ok(())
}

impl Documents {
    fn open(&mut self, source: DocumentSource) -> Result<Box<dyn DocumentReader>, Diagnostic> {
        match source {
            DocumentSource::Stream(source) => {
                let stream = source.open_with_nul()?;
                self.open_stream(&source, stream)
            }
            DocumentSource::Spooled(spool) => {
                let stream = spool.open_with_nul()?;
                self.open_stream(&spool.source, stream)
            }
            DocumentSource::Arguments(texts) => Ok(Box::new(arguments::Arguments::new(texts))),
            DocumentSource::Array { name, line, json } => {
                let stream = Stream::new(Box::new(Cursor::new(json.into_bytes())));
                Ok(Box::new(json::JsonReader::new(name, stream, &self.settings, line)))
            }
        }
    }

    fn open_stream(
        &mut self,
        source: &Source,
        mut stream: Stream,
    ) -> Result<Box<dyn DocumentReader>, Diagnostic> {
        let settings = Arc::clone(&self.settings);
        let name = source.name();
        let mut notices = Vec::new();
        let format = match settings.format {
            Format::Auto => detect::format(&name, &mut stream, &settings, &mut notices)?,
            format => format,
        };
        check_options(format, &settings).map_err(|fault| fault.at(&name))?;
        let head = stream.head();
        let head = head.map_err(|error| Diagnostic::io(&name, &error))?;
        let head = head[..head.len().min(HEAD)].to_vec();
        if !settings.nul && (format != Format::Grep || arrangement::has_other_nul(&head)) {
            source.refuse_nul(&mut stream)?;
        }
        (self.on_notice)(Notice::Format(name.clone(), format));
        notices.into_iter().for_each(&mut self.on_notice);
        let end = if settings.nul { 0 } else { b'\n' };
        Ok(match format {
            Format::Auto | Format::Lines => Box::new(lines::LinesReader::new(name, stream, end)),
            Format::Paragraphs => Box::new(lines::ParagraphsReader::new(name, stream)),
            Format::Jsonl => Box::new(jsonl::JsonlReader::new(name, stream, &settings)),
            Format::Json => Box::new(json::JsonReader::new(name, stream, &settings, 1)),
            Format::Csv | Format::Tsv => {
                Box::new(table::TableReader::new(name, stream, format, &settings)?)
            }
            Format::Grep => {
                let by_looks = settings.format == Format::Grep;
                Box::new(grep::GrepReader::new(name, stream, &head, by_looks))
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
            if let Some(mut reader) = self.current.take() {
                reader.notices().into_iter().for_each(&mut self.on_notice);
            }
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
