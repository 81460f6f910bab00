//! Resolves the query and the sources of documents.

use std::io::IsTerminal as _;
use std::path::Path;

use anyhow::Result;

use super::usage;
use crate::cli;
use crate::diagnostic::Diagnostic;
use crate::input::{self, DocumentSource, InputSettings};
use crate::source::Source;

const STDIN: DocumentSource = DocumentSource::Stream(Source::Stdin);

/// Returns the query, that of a file without its final newline.
pub(super) fn query(options: &cli::Query) -> Result<String> {
    let query = match (&options.query, &options.query_file) {
        (Some(query), _) => query.clone(),
        (None, Some(path)) => read_query(path)?,
        (None, None) => String::new(),
    };
    if query.trim().is_empty() {
        return Err(Diagnostic::new("the query is blank").into());
    }
    Ok(query)
}

fn read_query(path: &Path) -> Result<String> {
    let source = Source::from_path(path);
    let fault = |cause: String| {
        Diagnostic::new("cannot read the query")
            .at(source.name())
            .cause(cause)
    };
    let bytes = source.read().map_err(|error| {
        fault(error.problem().into()).maybe_hint(error.get_hint().map(Into::into))
    })?;
    let text = String::from_utf8(bytes).map_err(|_| fault("the text is not UTF-8".into()))?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).into())
}

/// Resolves the sources of documents and their format.
pub(super) fn resolve(options: &cli::Rank) -> Result<InputSettings> {
    let documents = &options.documents;
    Ok(InputSettings {
        sources: sources(options)?,
        format: documents.input,
        nul: documents.null,
        fields: input::Fields {
            text: documents.text_field.clone(),
            id: documents.id_field.clone(),
        },
    })
}

/// Returns the sources in order. Standard input is read if it is named, or if no other source is.
fn sources(options: &cli::Rank) -> Result<Vec<DocumentSource>> {
    let documents = &options.documents;
    let mut sources: Vec<_> = documents
        .files
        .iter()
        .map(|path| DocumentSource::Stream(Source::from_path(path)))
        .collect();
    if !documents.doc.is_empty() {
        sources.push(DocumentSource::Arguments(documents.doc.clone()));
    }
    let is_implicit = sources.is_empty();
    if is_implicit {
        sources.push(STDIN);
    }
    let readers = sources.iter().filter(|source| **source == STDIN).count();
    let reads_query = options.query.query_file.as_deref() == Some(Path::new("-"));
    if readers + usize::from(reads_query) > 1 {
        return usage("standard input can be read only once");
    }
    if is_implicit && std::io::stdin().is_terminal() {
        return usage("no documents: name a FILE, give a --doc <TEXT>, or pipe them in");
    }
    Ok(sources)
}
