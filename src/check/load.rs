//! A case file from its first line to its last, with the documents it names.

use std::collections::HashMap;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::case::{Case, Floor};
use super::collection::Collection;
use super::error::{CheckError, Flaw};
use super::raw_case::{Docs, Draft};
use super::{jsonl, resolve, table};
use crate::input::{self, DocumentSource, Fields, Format};
use crate::source;

/// Where the cases are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// In a file.
    File(PathBuf),
    /// On standard input; paths in it are relative to the working folder.
    Stdin,
}

impl Source {
    /// How messages call it.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Stdin => "stdin".into(),
        }
    }
}

/// What is read, and how.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The cases.
    pub cases: Source,
    /// The documents of cases that name none; empty: every case must name its own.
    pub docs: Vec<DocumentSource>,
    /// How documents are written.
    pub format: Format,
    /// Which fields hold their text and their id.
    pub fields: Fields,
    /// What is expected of cases with judgements that expect nothing of them.
    pub floors: Vec<Floor>,
}

/// Hears how each file of documents is read.
pub type Told = fn(&str, Format);

/// Reads all cases, in the order of the file. Every mistake is found here.
///
/// # Errors
/// The file or one of its cases is bad, or documents cannot be read. The first mistake is told.
pub fn read(settings: &Settings, told: Told) -> Result<Vec<Case>, CheckError> {
    let name = settings.cases.name();
    let mut shelf = Shelf {
        settings,
        told,
        shared: None,
        files: HashMap::new(),
    };
    if !settings.docs.is_empty() {
        shelf.shared = Some(shelf.shared().map_err(CheckError::Docs)?);
    }
    let text = text(&settings.cases, &name)?;
    let drafts = drafts(&settings.cases, &name, &text)?;
    let mut lines: HashMap<String, u64> = HashMap::new();
    let mut cases = Vec::new();
    for mut draft in drafts {
        let line = draft.line;
        let bad = |flaw| CheckError::Bad(name.clone(), line, flaw);
        let id = draft.id.take().unwrap_or_else(|| format!("L{line}"));
        if let Some(first) = lines.insert(id.clone(), line) {
            return Err(bad(Flaw::DoubledCase(id, first)));
        }
        let docs = shelf.get(&draft.docs, line).map_err(bad)?;
        cases.push(resolve::case(draft, id, docs, &settings.floors).map_err(bad)?);
    }
    if cases.is_empty() {
        return Err(CheckError::Empty(name));
    }
    Ok(cases)
}

/// The cases with one of these tags; all, if none is named.
///
/// # Errors
/// There is no case with one of them.
pub fn select(cases: Vec<Case>, tags: &[String]) -> Result<Vec<Case>, CheckError> {
    if tags.is_empty() {
        return Ok(cases);
    }
    let mut there: Vec<String> = cases.iter().flat_map(|case| case.tags.clone()).collect();
    let absent: Vec<String> = tags
        .iter()
        .filter(|tag| !there.contains(tag))
        .cloned()
        .collect();
    if !absent.is_empty() {
        there.sort_unstable();
        there.dedup();
        return Err(CheckError::NoSuchTag(absent, there));
    }
    let chosen = |case: &Case| case.tags.iter().any(|tag| tags.contains(tag));
    Ok(cases.into_iter().filter(chosen).collect())
}

/// The text of the case file, without a byte order mark.
fn text(source: &Source, name: &str) -> Result<String, CheckError> {
    let mut bytes = Vec::new();
    let read = match source {
        Source::File(path) => std::fs::read(path).map(|read| bytes = read),
        Source::Stdin => io::stdin().read_to_end(&mut bytes).map(|_| ()),
    };
    read.map_err(|cause| CheckError::Read(name.into(), cause))?;
    let bad = |line, flaw| CheckError::Bad(name.into(), line, flaw);
    if matches!(bytes[..], [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
        return Err(bad(1, Flaw::Utf16));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let ends = memchr::memchr_iter(b'\n', before).count();
        bad(1 + ends as u64, Flaw::NotUtf8)
    })?;
    Ok(match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.into(),
        None => text,
    })
}

/// The cases as they are written. The ending of the file's name says how that is, else how it begins.
fn drafts(source: &Source, name: &str, text: &str) -> Result<Vec<Draft>, CheckError> {
    let ending = match source {
        Source::File(path) => path.extension().and_then(|ending| ending.to_str()),
        Source::Stdin => None,
    };
    let delimiter = match ending {
        Some("csv") => Some(b','),
        Some("tsv") => Some(b'\t'),
        Some("jsonl" | "ndjson" | "json") => None,
        _ => delimiter(text),
    };
    let bad = |(line, flaw)| CheckError::Bad(name.into(), line, flaw);
    if let Some(delimiter) = delimiter {
        return table::cases(text, delimiter).map_err(bad);
    }
    let lines = (1..).zip(text.lines());
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let cases =
        lines.map(|(number, line)| jsonl::case(number, line).map_err(|flaw| (number, flaw)));
    cases.collect::<Result<_, _>>().map_err(bad)
}

/// What stands between the columns, if the text begins as a table of cases does.
fn delimiter(text: &str) -> Option<u8> {
    let header = text.lines().find(|line| !line.trim().is_empty())?;
    let begins = header.trim_start().starts_with(['{', '[', '"']);
    match (begins, header.contains('\t')) {
        (true, _) => None,
        (false, true) => Some(b'\t'),
        (false, false) => header.contains(',').then_some(b','),
    }
}

/// The documents that cases name, each file read once.
struct Shelf<'a> {
    settings: &'a Settings,
    told: Told,
    shared: Option<Arc<Collection>>,
    files: HashMap<PathBuf, Arc<Collection>>,
}

impl Shelf<'_> {
    fn get(&mut self, docs: &Docs, line: u64) -> Result<Arc<Collection>, Flaw> {
        match docs {
            Docs::Shared => self.shared.clone().ok_or(Flaw::NoDocs),
            Docs::File(path) => self.file(path),
            Docs::Here(json) => {
                let array = DocumentSource::Array {
                    name: self.settings.cases.name(),
                    line,
                    json: json.clone(),
                };
                let fields = Fields::default();
                self.read("`docs`", vec![array], Format::Json, fields)
            }
        }
    }

    fn file(&mut self, path: &str) -> Result<Arc<Collection>, Flaw> {
        let place = match &self.settings.cases {
            Source::File(cases) => cases.parent().unwrap_or(Path::new("")).join(path),
            Source::Stdin => path.into(),
        };
        if let Some(known) = self.files.get(&place) {
            return Ok(Arc::clone(known));
        }
        let name = place.display().to_string();
        let sources = vec![DocumentSource::Stream(source::Source::File(place.clone()))];
        let fields = self.settings.fields.clone();
        let read = self.read(&name, sources, self.settings.format, fields)?;
        self.files.insert(place, Arc::clone(&read));
        Ok(read)
    }

    fn shared(&self) -> Result<Arc<Collection>, Flaw> {
        let names = self.settings.docs.iter().filter_map(|source| match source {
            DocumentSource::Stream(source) => Some(source.name()),
            DocumentSource::Arguments(_) | DocumentSource::Array { .. } => None,
        });
        let name = names.collect::<Vec<_>>().join(", ");
        let settings = self.settings;
        self.read(
            &name,
            settings.docs.clone(),
            settings.format,
            settings.fields.clone(),
        )
    }

    fn read(
        &self,
        name: &str,
        sources: Vec<DocumentSource>,
        format: Format,
        fields: Fields,
    ) -> Result<Arc<Collection>, Flaw> {
        let settings = input::InputSettings {
            sources,
            format,
            nul: false,
            fields,
        };
        let documents = input::read(settings, Box::new(self.told)).map_err(Flaw::Input)?;
        Ok(Arc::new(Collection::read(name.into(), documents)?))
    }
}
