//! The queries that `batch` reads, and the records that it refuses.

mod joined; // queries, candidates and a collection
mod nested; // a query with a list of documents
mod pairs; // a query with one document

use nimrank::testing::batch::{self, BadRecord, BatchSettings, QueryRecord, RecordSettings};
use nimrank::testing::source::Source;

use crate::support::Kept;

/// Reads a file with this content, whose name ends in `extension`.
fn read(content: &str, extension: &str, settings: RecordSettings) -> String {
    let file = Kept::new(content.as_bytes(), extension);
    let sources = vec![Source::File(file.path().to_owned())];
    let settings = BatchSettings::Records(RecordSettings { sources, ..settings });
    let queries = batch::read(settings, Box::new(|_| {})).expect("the file is there");
    let lines: Vec<_> = queries.map(|query| line(&query)).collect();
    lines.join("\n").replace(&*file.path().to_string_lossy(), "FILE")
}

/// Reads JSONL, with bad records among it.
fn read_jsonl(content: &str) -> String {
    read(content, "jsonl", RecordSettings { keeps_going: true, ..RecordSettings::default() })
}

/// Returns a query on one line: number, id, query, and the id and the text of each document.
fn line(query: &Result<QueryRecord, BadRecord>) -> String {
    match query {
        Ok(QueryRecord { number, id, query, documents, origin, .. }) => {
            let documents: Vec<_> = documents
                .iter()
                .map(|document| match document.id() {
                    Some(id) => format!("{id}={}", document.text()),
                    None => document.text().into_owned(),
                })
                .collect();
            let id = id.as_ref().map_or("-", |id| id.literal());
            format!("{number} {id} {query} {documents:?} {origin}")
        }
        Err(BadRecord { number, id, diagnostic, is_recoverable }) => {
            let id = id.as_ref().map_or("-", |id| id.literal());
            let mut line = format!("{number} {id} {diagnostic}");
            for part in [diagnostic.get_cause(), diagnostic.get_hint()].into_iter().flatten() {
                line.push_str(&format!(" | {part}"));
            }
            if !is_recoverable {
                line.push_str(" | END");
            }
            line
        }
    }
}
