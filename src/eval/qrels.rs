//! Reads judgments: TREC qrels, whose lines are `query iteration document grade`, a table or JSON.

use super::fields::{column_error, parse_number, split_columns, split_fields};
use super::json::read_json;
use super::judgments::Judgments;
use super::lines::LineReader;
use super::run_lines::RunLines;
use super::table::{peek_header, read_table};
use super::{ColumnNames, DOCUMENT_NAMES, QUERY_NAMES, TextEntry};
use crate::diagnostic::Diagnostic;
use crate::source::Source;

const COLUMNS: [&str; 4] = ["query", "iteration", "document", "grade"];

const NAMES: ColumnNames = ColumnNames {
    query: QUERY_NAMES,
    document: DOCUMENT_NAMES,
    value: &[
        "rating",
        "grade",
        "relevance",
        "relevancy",
        "rel",
        "label",
        "judgment",
        "judgement",
        "score",
    ],
};

/// Reads judgments. The first line decides the form: one that names the columns is the header of a table.
///
/// # Errors
/// The source cannot be read, a line is not a judgment, a document is judged twice for a query, or there are
/// no judgments.
pub fn read_judgments(source: &Source) -> Result<Judgments, Diagnostic> {
    let mut lines = LineReader::open(source)?;
    let name = lines.name.clone();
    let mut judgments = Judgments::default();
    if lines.is_json()? {
        let (before, text) = lines.into_text()?;
        read_json(&name, before + 1, &text, &NAMES, &mut |entry| judgments.add(entry))?;
    } else if let Some(header) = peek_header(&mut lines, &NAMES)? {
        if header.value == "score" && header.names.iter().any(|name| name == "rank") {
            return Err(swapped(&lines));
        }
        read_table(lines, &header, |entry| judgments.add(entry))?;
    } else {
        read_trec(lines, &mut judgments)?;
    }
    judgments.validate(&name)?;
    Ok(judgments)
}

fn read_trec(mut lines: LineReader, judgments: &mut Judgments) -> Result<(), Diagnostic> {
    let first = lines.peek()?.unwrap_or_default();
    if RunLines::detect(first) == RunLines::RankAndScore && !has_iteration(first) {
        return Err(swapped(&lines));
    }
    while let Some((number, line)) = lines.next()? {
        let added = parse_line(line, number).and_then(|entry| judgments.add(entry));
        added.map_err(|error| lines.locate(error))?;
    }
    Ok(())
}

fn swapped(lines: &LineReader) -> Diagnostic {
    let problem = "query, document, rank and score are the columns of a run";
    lines.locate(Diagnostic::new(problem).hint("are `--qrels` and `--run` swapped?"))
}

/// Returns true if the second column can be an iteration, which is a short number, rather than an id.
fn has_iteration(line: &[u8]) -> bool {
    let (_, [_, iteration]) = split_fields(line);
    iteration.len() <= 3 && parse_number(iteration).is_some()
}

fn parse_line(line: &[u8], number: u64) -> Result<TextEntry<'_>, Diagnostic> {
    let (count, [query, iteration, doc, grade]) = split_columns(line);
    if count == COLUMNS.len() {
        return Ok(TextEntry { query, doc, value: grade, line: number });
    }
    let is_whole = |field: &[u8]| {
        let digits = field.strip_prefix(b"-").unwrap_or(field);
        !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
    };
    let missing = match count {
        3 if is_whole(doc) && !is_whole(iteration) => Some("iteration"),
        3 if !is_whole(doc) => Some("grade"),
        _ => None,
    };
    Err(column_error(count, &COLUMNS, missing))
}
