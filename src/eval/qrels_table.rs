//! Reads judgments from a table with a header, as in BEIR (`query-id corpus-id score`, separated by tabs)
//! and Quepid (`query,docid,rating`).

use csv::{ByteRecord, ReaderBuilder};

use super::fields::column_error;
use super::judgments::Judgments;
use super::lines::LineReader;
use crate::diagnostic::Diagnostic;
use crate::os_error;

const QUERY: [&str; 4] = ["query-id", "query_id", "qid", "query"];
const DOCUMENT: [&str; 6] = ["corpus-id", "corpus_id", "docid", "doc_id", "doc-id", "doc"];
const GRADE: [&str; 4] = ["score", "rating", "grade", "relevance"];

/// The header of a table of judgments.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    delimiter: u8,
    /// The indexes of the columns of query, document and grade.
    columns: [usize; 3],
}

impl Header {
    /// Parses a line; returns `None` unless it names the three columns.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        [b'\t', b','].into_iter().find_map(|delimiter| {
            let names: Vec<_> = line
                .split(|byte| *byte == delimiter)
                .map(normalize_name)
                .collect();
            let find = |known: &[&str]| names.iter().position(|name| known.contains(&&**name));
            Some(Self {
                delimiter,
                columns: [find(&QUERY)?, find(&DOCUMENT)?, find(&GRADE)?],
            })
        })
    }
}

/// Returns the name of a column without quotes and white space, in lower case.
fn normalize_name(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    name.trim().trim_matches('"').to_ascii_lowercase()
}

/// Reads the rows below the header, which is the next line. No row is a comment: a query can begin with `#`.
pub(super) fn read(
    mut lines: LineReader,
    header: &Header,
    judgments: &mut Judgments,
) -> Result<(), Diagnostic> {
    lines.next()?;
    let name = lines.name.clone();
    let (lines_before, rest) = lines.into_rest();
    let mut rows = ReaderBuilder::new()
        .has_headers(false)
        .delimiter(header.delimiter)
        .flexible(true)
        .from_reader(rest);
    let mut row = ByteRecord::new();
    while rows
        .read_byte_record(&mut row)
        .map_err(|error| Diagnostic::new(os_error::root_words(&error)).at(&*name))?
    {
        if row.iter().all(<[u8]>::is_empty) {
            continue;
        }
        let line = lines_before + row.position().map_or(0, csv::Position::line);
        parse_row(&row, header)
            .and_then(|[query, doc, grade]| judgments.add(query, doc, grade, line))
            .map_err(|error| error.at(format!("{name}:{line}")))?;
    }
    Ok(())
}

/// Returns query, document and grade of a row.
fn parse_row<'a>(row: &'a ByteRecord, header: &Header) -> Result<[&'a [u8]; 3], Diagnostic> {
    // A quote that is never closed swallows the rows after it.
    if row.iter().any(|field| field.contains(&b'\n')) {
        let problem = "a quoted field that begins here goes beyond its line";
        return Err(Diagnostic::new(problem)
            .hint("a quote at the beginning of a field is closed at its end"));
    }
    match header.columns.map(|column| row.get(column)) {
        [Some(query), Some(doc), Some(grade)] => Ok([query, doc, grade.trim_ascii()]),
        _ => Err(column_error(
            row.len(),
            &["query", "document", "grade"],
            None,
        )),
    }
}
