//! What is read: the query, and the documents with the order and the form of their sources.

use std::io::IsTerminal as _;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::usage;
use crate::cli;
use crate::diagnostic::Diagnostic;
use crate::input::{self, DocumentSource};
use crate::source::Source;

const STDIN: DocumentSource = DocumentSource::Stream(Source::Stdin);

/// The query, without the final newline of a file.
pub(super) fn query(options: &cli::Rank) -> Result<String> {
    let query = match (&options.query.query, &options.query.query_file) {
        (Some(query), _) => query.clone(),
        (None, Some(path)) => query_of_file(path)?,
        (None, None) => String::new(),
    };
    if query.trim().is_empty() {
        return Err(Diagnostic::new("the query is blank").into());
    }
    Ok(query)
}

fn query_of_file(path: &Path) -> Result<String> {
    let (name, text) = if path == Path::new("-") {
        let text = std::io::read_to_string(std::io::stdin());
        ("stdin".into(), text)
    } else {
        (path.display().to_string(), std::fs::read_to_string(path))
    };
    let text = text.with_context(|| format!("{name}: cannot read the query"))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let line = text.strip_suffix('\n').unwrap_or(text);
    Ok(line.strip_suffix('\r').unwrap_or(line).into())
}

/// The documents.
pub(super) fn resolve(options: &cli::Rank) -> Result<input::InputSettings> {
    let documents = &options.documents;
    Ok(input::InputSettings {
        sources: sources(options)?,
        format: documents.input,
        nul: documents.null,
        fields: input::Fields {
            text: documents.text_field.clone(),
            id: documents.id_field.clone(),
        },
    })
}

/// The sources in order. Standard input is read when it is named, or when nothing else is.
fn sources(options: &cli::Rank) -> Result<Vec<DocumentSource>> {
    let documents = &options.documents;
    let dash = Path::new("-");
    let mut sources: Vec<_> = documents
        .files
        .iter()
        .map(|path| DocumentSource::Stream(Source::from_path(path)))
        .collect();
    if !documents.doc.is_empty() {
        sources.push(DocumentSource::Arguments(documents.doc.clone()));
    }
    let nothing_named = sources.is_empty();
    if nothing_named {
        sources.push(STDIN);
    }
    let takers = sources.iter().filter(|source| **source == STDIN).count();
    let query_takes = options.query.query_file.as_deref() == Some(dash);
    if takers + usize::from(query_takes) > 1 {
        return usage("standard input can be read only once");
    }
    if nothing_named && std::io::stdin().is_terminal() {
        return usage("no documents: name a FILE, give a --doc <TEXT>, or pipe them in");
    }
    Ok(sources)
}
