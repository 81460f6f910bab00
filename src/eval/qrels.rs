//! Reads judgments: TREC qrels, whose lines are `query iteration document grade`, or a table.

use super::fields::{column_error, split_fields};
use super::judgments::Judgments;
use super::lines::LineReader;
use super::qrels_table;
use crate::diagnostic::Diagnostic;
use crate::source::Source;

const COLUMNS: [&str; 4] = ["query", "iteration", "document", "grade"];

/// Reads judgments. A first line that names the columns is the header of a table.
///
/// # Errors
/// The source cannot be read, a line is not a judgment, a document is judged twice for a query, or there are
/// no judgments.
pub fn read_judgments(source: &Source) -> Result<Judgments, Diagnostic> {
    let mut lines = LineReader::open(source)?;
    let name = lines.name.clone();
    let mut judgments = Judgments::default();
    match lines.peek()?.and_then(qrels_table::Header::parse) {
        Some(header) => qrels_table::read(lines, &header, &mut judgments)?,
        None => read_trec(lines, &mut judgments)?,
    }
    judgments.validate(&name)?;
    Ok(judgments)
}

fn read_trec(mut lines: LineReader, judgments: &mut Judgments) -> Result<(), Diagnostic> {
    while let Some((number, line)) = lines.next()? {
        let added = parse_line(line)
            .and_then(|[query, doc, grade]| judgments.add(query, doc, grade, number));
        added.map_err(|error| lines.locate(error))?;
    }
    Ok(())
}

/// Returns query, document and grade of a line.
fn parse_line(line: &[u8]) -> Result<[&[u8]; 3], Diagnostic> {
    let (count, [query, iteration, doc, grade]) = split_fields(line);
    if count == COLUMNS.len() {
        return Ok([query, doc, grade]);
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
