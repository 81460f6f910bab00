//! Reads the documents that are ranked for each query: a run of any form. Lines of three or four columns,
//! `query document …`, are in the order of the file, whatever follows the document.

use super::fields::{column_error, split_columns};
use super::lines::LineReader;
use super::run::{RunFile, open_named};
use super::run_lines::{RunLines, read_lines};
use crate::diagnostic::Diagnostic;
use crate::recording::Recording;
use crate::source::Source;

/// A document that is ranked for a query.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    pub query: &'a [u8],
    pub doc: &'a [u8],
    /// The score by which candidates are ordered; equal ones are in file order. `None` comes last.
    pub score: Option<f64>,
    /// The line, from 1.
    pub line: u64,
}

/// Reads candidates and calls `take` with each, in file order. An empty source has none.
///
/// # Errors
/// The source cannot be read, a line is not a candidate, or `take` fails.
pub fn read_candidates(
    source: &Source,
    mut take: impl FnMut(Candidate<'_>) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    let mut lines = LineReader::open(source)?;
    if lines.peek()?.is_none() {
        return Ok(());
    }
    match open_named(lines)? {
        Ok(RunFile::Recording(recording)) => read_recording(&recording, take),
        Ok(RunFile::Other(run)) => {
            let name = source.name();
            run.read_all(|result, is_scored| {
                let score = is_scored.then_some(result.score);
                take(Candidate { query: result.query, doc: result.doc, score, line: result.line })
                    .map_err(|fault| fault.at(format!("{name}:{}", result.line)))
            })?;
            Ok(())
        }
        Err(mut lines) => match split_columns(lines.peek()?.unwrap_or_default()) {
            (columns @ (3 | 4), [_, _, _, _, _, _]) => read_listed(lines, columns, take),
            (columns @ (0..3 | 5), _) => Err(lines.locate(
                Diagnostic::new(format!("{columns} columns, not 3, 4 or 6"))
                    .cause("lines are `query document …` or `query Q0 document rank score tag`")
                    .hint("ids contain no white space; a table has a header such as `query,docid,score`"),
            )),
            _ => {
                read_lines(lines, RunLines::Trec, |result| {
                    let score = Some(result.score);
                    take(Candidate {
                        query: result.query,
                        doc: result.doc,
                        score,
                        line: result.line,
                    })
                })?;
                Ok(())
            }
        },
    }
}

/// Reads lines that begin with a query and a document and have this number of columns.
fn read_listed(
    mut lines: LineReader,
    columns: usize,
    mut take: impl FnMut(Candidate<'_>) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    let names = ["query", "document", "rank", "score"];
    while let Some((line, text)) = lines.next()? {
        let (count, [query, doc, ..]): (_, [&[u8]; 4]) = split_columns(text);
        let taken = if count == columns {
            take(Candidate { query, doc, score: Some(0.0), line })
        } else {
            Err(column_error(count, &names[..columns], None)
                .hint("all lines of a file have the same columns"))
        };
        taken.map_err(|error| lines.locate(error))?;
    }
    Ok(())
}

fn read_recording(
    recording: &Recording,
    mut take: impl FnMut(Candidate<'_>) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    for (query, ranking) in recording.by_name()? {
        for doc in ranking.docs() {
            let (query, line) = (query.as_bytes(), ranking.line);
            take(Candidate { query, doc: doc.id.as_bytes(), score: doc.score, line })
                .map_err(|fault| fault.at(format!("{}:{line}", recording.name)))?;
        }
    }
    Ok(())
}
