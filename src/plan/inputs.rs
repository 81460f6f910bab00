//! Resolves the query and the sources of documents.

use std::io::IsTerminal as _;
use std::path::Path;

use anyhow::Result;
use serde::de::IgnoredAny;

use super::usage;
use crate::cli;
use crate::diagnostic::Diagnostic;
use crate::input::{DocumentSource, Fields, Format, InputSettings};
use crate::source::Source;

const STDIN: DocumentSource = DocumentSource::Stream(Source::Stdin);

/// Returns the query, that of a file without its final newline.
pub(super) fn query(options: &cli::QueryText) -> Result<String> {
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

/// Reads the query from a file, without its final newline. A file of records is refused: it holds many queries.
fn read_query(path: &Path) -> Result<String> {
    let source = Source::from_path(path);
    let fault =
        |cause: String| Diagnostic::new("cannot read the query").at(source.name()).cause(cause);
    let bytes = source.read().map_err(|error| {
        fault(error.problem().into()).maybe_hint(error.get_hint().map(Into::into))
    })?;
    let text = String::from_utf8(bytes).map_err(|_| fault("the text is not UTF-8".into()))?;
    let name = source.name();
    let extension = path.extension().and_then(|extension| extension.to_str());
    let has_name_of_records = matches!(extension, Some("jsonl" | "ndjson"));
    let first = text.lines().next().unwrap_or_default();
    let is_record = first.starts_with('{') && serde_json::from_str::<IgnoredAny>(first).is_ok();
    if has_name_of_records || is_record {
        return Err(Diagnostic::new("the file holds records, not one query")
            .at(name)
            .hint("`nimrank batch --queries FILE` ranks for each of them")
            .into());
    }
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).into())
}

/// Resolves the sources of documents and their format.
pub(super) fn resolve(options: &cli::Rank) -> Result<InputSettings> {
    let documents = &options.documents;
    Ok(InputSettings {
        sources: sources(options)?,
        nul: documents.null,
        ..format(&documents.format)?
    })
}

/// Resolves the format of documents; there are no sources yet.
pub(super) fn format(options: &cli::DocumentFormat) -> Result<InputSettings> {
    let format = options.fields.input;
    let is_json = matches!(format, Format::Auto | Format::Json | Format::Jsonl);
    if options.records.is_some() && !is_json {
        return usage(&format!("--records reads JSON, and --input is {}", format.name()));
    }
    let mut fields = fields(&options.fields);
    fields.join = options.text_join.clone().unwrap_or(fields.join);
    Ok(InputSettings {
        format,
        fields,
        columns: options.columns.as_deref().map(columns).transpose()?,
        delimiter: options.delimiter,
        records: options.records.clone(),
        ..InputSettings::default()
    })
}

/// Returns the fields that were named.
pub(super) fn fields(options: &cli::DocumentFields) -> Fields {
    Fields { text: options.text_field.clone(), id: options.id_field.clone(), ..Fields::default() }
}

/// Parses the value of `--columns`.
fn columns(typed: &str) -> Result<Vec<String>> {
    let names: Vec<String> = typed.split(',').map(|name| name.trim().to_owned()).collect();
    for (at, name) in names.iter().enumerate() {
        if name.is_empty() {
            return usage("--columns has an empty name; a `_` ignores a column");
        }
        if name != "_" && names[..at].contains(name) {
            return usage(&format!("--columns names `{name}` twice"));
        }
    }
    Ok(names)
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
