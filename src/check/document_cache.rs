//! The documents that cases name. Each source is read once for each choice of fields.

use std::collections::HashMap;
use std::sync::Arc;

use super::collection::Collection;
use super::raw_case::{RawCase, RawDocuments};
use super::settings::{OnSource, SuiteSettings};
use crate::diagnostic::Diagnostic;
use crate::input::{self, DocumentSource, Fields, Format, InputSettings};
use crate::shell;
use crate::source::Source;

const INLINE_HINT: &str =
    r#"write strings, or objects such as {"id":"ID","text":"…"}; `text_field` names another field"#;

/// The reason for which a case has no documents.
pub(super) enum DocumentFault {
    /// The case file is wrong, which refuses the suite.
    CaseFile(Diagnostic),
    /// The documents cannot be read, which is an error of the case.
    Unreadable(Diagnostic),
}

type ReadDocuments = Result<Arc<Collection>, Diagnostic>;

pub(super) struct DocumentCache<'a> {
    settings: &'a SuiteSettings,
    on_source: OnSource,
    read: HashMap<Vec<Source>, Vec<(Fields, ReadDocuments)>>,
}

impl<'a> DocumentCache<'a> {
    /// Creates a cache that holds the documents of `--docs`.
    ///
    /// # Errors
    /// Documents of `--docs` that cannot be read.
    pub(super) fn new(
        settings: &'a SuiteSettings,
        on_source: OnSource,
    ) -> Result<Self, Diagnostic> {
        let mut cache = Self { settings, on_source, read: HashMap::new() };
        if !settings.docs.is_empty() {
            cache
                .read_once(settings.docs.clone(), settings.fields.clone())
                .map_err(|fault| cache.missing_hint(fault).within("--docs"))?;
        }
        Ok(cache)
    }

    /// Adds the hint for a file of `--docs` that does not exist.
    fn missing_hint(&self, fault: Diagnostic) -> Diagnostic {
        let Some(Source::File(path)) = self.settings.docs.iter().find(|docs| docs.is_missing())
        else {
            return fault;
        };
        let near = self.settings.folder().join(path);
        if near.exists() {
            fault.hint(format!("is `--docs {}` meant?", shell::word(&near.to_string_lossy())))
        } else {
            fault.hint("paths in `--docs` are relative to the current folder")
        }
    }

    pub(super) fn get(&mut self, raw: &RawCase) -> Result<Arc<Collection>, DocumentFault> {
        match &raw.docs {
            RawDocuments::Shared => self.shared(raw),
            RawDocuments::File(path) => self.file(path, raw),
            RawDocuments::Inline(json) => {
                let array = DocumentSource::Array {
                    name: self.settings.cases.name(),
                    line: raw.line,
                    json: json.clone(),
                };
                let fields = own_fields(raw, &Fields::default());
                self.read_documents("`docs`".into(), vec![array], Format::Json, fields).map_err(
                    |fault| {
                        let hint = fault.get_hint().unwrap_or("`--");
                        // Options do not apply to documents in a case.
                        let is_option = hint.contains("`--");
                        DocumentFault::CaseFile(if is_option {
                            fault.hint(INLINE_HINT)
                        } else {
                            fault
                        })
                    },
                )
            }
        }
    }

    fn shared(&mut self, raw: &RawCase) -> Result<Arc<Collection>, DocumentFault> {
        let settings = self.settings;
        let fields = own_fields(raw, &settings.fields);
        if settings.docs.is_empty() {
            return Err(DocumentFault::CaseFile(
                Diagnostic::new("the case has no documents")
                    .hint("give the case `docs`, or name documents for all with `--docs`"),
            ));
        }
        if settings.docs.contains(&Source::Stdin) && fields != settings.fields {
            return Err(DocumentFault::CaseFile(
                Diagnostic::new("documents on standard input have the same fields in all cases")
                    .hint("name the fields with `--text-field` and `--id-field`"),
            ));
        }
        self.read_once(settings.docs.clone(), fields).map_err(DocumentFault::Unreadable)
    }

    fn file(&mut self, path: &str, raw: &RawCase) -> Result<Arc<Collection>, DocumentFault> {
        let path = self.settings.folder().join(path);
        let fields = own_fields(raw, &self.settings.fields);
        let is_readable = path.metadata().is_ok_and(|metadata| !metadata.is_dir());
        self.read_once(vec![Source::File(path)], fields).map_err(|fault| {
            DocumentFault::Unreadable(if !is_readable {
                fault.hint("a path in `docs` is relative to the folder of the case file")
            } else if raw.text_fields.is_empty() {
                fault
            } else {
                // An option would not change the fields of this case.
                fault.hint("check `docs`, `text_field` and `id_field` of the case")
            })
        })
    }

    fn read_once(&mut self, sources: Vec<Source>, fields: Fields) -> ReadDocuments {
        let known = self.read.get(&sources).into_iter().flatten();
        if let Some((_, read)) = known.clone().find(|(known, _)| *known == fields) {
            return read.clone();
        }
        let names: Vec<String> = sources.iter().map(Source::name).collect();
        let opened = sources.iter().cloned().map(DocumentSource::Stream);
        let format = self.settings.format;
        let read = self.read_documents(names.join(", "), opened.collect(), format, fields.clone());
        self.read.entry(sources).or_default().push((fields, read.clone()));
        read
    }

    fn read_documents(
        &self,
        name: String,
        sources: Vec<DocumentSource>,
        format: Format,
        fields: Fields,
    ) -> ReadDocuments {
        let settings = InputSettings { sources, format, fields, ..InputSettings::default() };
        let documents = input::read(settings, Box::new(self.on_source))?;
        Ok(Arc::new(Collection::read(name, documents)?))
    }
}

/// Returns the fields that the case names, else those for all cases.
fn own_fields(raw: &RawCase, all: &Fields) -> Fields {
    let mut fields = all.clone();
    if !raw.text_fields.is_empty() {
        fields.text.clone_from(&raw.text_fields);
    }
    if raw.id_field.is_some() {
        fields.id.clone_from(&raw.id_field);
    }
    fields
}
