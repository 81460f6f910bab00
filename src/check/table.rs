//! Reads a case file in CSV or TSV, written by hand in a spreadsheet or exported from Quepid. Each row is about
//! one document: it must be within `max_rank` (1 if empty), or has a `rating`. Rows with the same query,
//! documents and case are one case.

use std::collections::{HashMap, HashSet};

use csv::{ReaderBuilder, StringRecord};

use super::case::Expectation;
use super::parse::{blank, mismatch, parse_grade};
use super::raw_case::{RawCase, RawDocuments};
use crate::diagnostic::Diagnostic;
use crate::suggest::nearest;
use crate::text::count;

/// Every column that a table can have; `docid` is Quepid's name for `doc`.
const COLUMNS: [&str; 8] = ["query", "doc", "docid", "max_rank", "rating", "docs", "case", "note"];

/// The columns in the order of the header.
struct CaseColumns(Vec<&'static str>);

impl CaseColumns {
    fn parse(header: &StringRecord) -> Result<Self, Diagnostic> {
        let mut columns = Vec::new();
        for name in header {
            let column = COLUMNS
                .into_iter()
                .find(|column| column.eq_ignore_ascii_case(name.trim()))
                .ok_or_else(|| unknown_column(name, header))?;
            if columns.contains(&column) {
                return Err(duplicate_column(column));
            }
            columns.push(column);
        }
        let columns = Self(columns);
        let missing = match (columns.has("query"), columns.has("doc"), columns.has("docid")) {
            (_, true, true) => return Err(duplicate_column("doc")),
            (false, ..) => "query",
            (true, false, false) => "doc",
            _ => return Ok(columns),
        };
        Err(Diagnostic::new(format!("no `{missing}`"))
            .hint("the first line names the columns, such as query,doc,max_rank"))
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }

    /// Returns a cell that is not blank.
    fn cell<'a>(&self, row: &'a StringRecord, name: &str) -> Option<&'a str> {
        let at = self.0.iter().position(|column| *column == name)?;
        row.get(at).filter(|cell| !cell.trim().is_empty())
    }
}

fn duplicate_column(name: &str) -> Diagnostic {
    Diagnostic::new(format!("duplicate column `{name}`")).hint("keep one of them")
}

fn unknown_column(name: &str, header: &StringRecord) -> Diagnostic {
    // BEIR's judgments have ids of queries, which must not be taken for their texts.
    let has_query_ids = header.iter().any(|name| {
        let name = name.trim().to_ascii_lowercase();
        matches!(&*name, "query-id" | "query_id" | "qid")
    });
    let hint = if has_query_ids {
        "judgments without the texts of queries are for `nimrank eval --qrels`".into()
    } else if let Some(column) = nearest(name, COLUMNS) {
        format!("is `{column}` meant?")
    } else {
        format!("the columns are {}", COLUMNS.join(", "))
    };
    Diagnostic::new(format!("unknown column `{name}`")).hint(hint)
}

/// Parses all cases of a table.
///
/// # Errors
/// The line with the first mistake, from 1, and what it is.
pub(super) fn parse_cases(text: &str, delimiter: u8) -> Result<Vec<RawCase>, (u64, Diagnostic)> {
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).comment(Some(b'#')).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| malformed(text, &error))?;
    let header_line = header.position().map_or(1, |position| line_of(text, position));
    let columns = CaseColumns::parse(header).map_err(|fault| (header_line, fault))?;
    let mut table = CaseTable::default();
    let mut row = StringRecord::new();
    while reader.read_record(&mut row).map_err(|error| malformed(text, &error))? {
        // Spreadsheets export empty rows as delimiters alone.
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let line = row.position().map_or(1, |position| line_of(text, position));
        table.add(line, &row, &columns).map_err(|fault| (line, fault))?;
    }
    Ok(table.cases)
}

/// Returns the line on which a record begins. Its position is that of the end of the record before, which
/// blank lines and comments can follow.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let mut rest = text.get(start..).unwrap_or_default();
    let mut line = position.line();
    loop {
        rest = match rest.as_bytes() {
            [b'\n', ..] => {
                line += 1;
                &rest[1..]
            }
            [b'\r', ..] => &rest[1..],
            [b'#', ..] => rest.find('\n').map_or("", |end| &rest[end..]),
            _ => return line,
        }
    }
}

fn malformed(text: &str, error: &csv::Error) -> (u64, Diagnostic) {
    let line = error.position().map_or(1, |position| line_of(text, position));
    let fault = Diagnostic::new("not a row of the table");
    let fault = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => fault
            .cause(format!("{} under a header of {expected_len}", count(*len, "field")))
            .hint(if len > expected_len {
                "a field that holds the delimiter must be in double quotes"
            } else {
                "give every row as many fields as the header, empty ones too"
            }),
        _ => fault.cause(error.to_string()).hint("write it as CSV or TSV, or as JSON Lines"),
    };
    (line, fault)
}

/// Identifies the rows of one case: the query, the path of the documents, and the id.
type CaseKey = (String, Option<String>, Option<String>);

#[derive(Default)]
struct CaseTable {
    cases: Vec<RawCase>,
    indexes: HashMap<CaseKey, usize>,
    /// Index of the case, column and document of each expectation.
    stated: HashSet<(usize, &'static str, String)>,
}

impl CaseTable {
    fn add(
        &mut self,
        line: u64,
        row: &StringRecord,
        columns: &CaseColumns,
    ) -> Result<(), Diagnostic> {
        let cell = |name| columns.cell(row, name);
        let query = cell("query").ok_or_else(|| blank("query"))?;
        let doc = cell("doc").or_else(|| cell("docid")).ok_or_else(|| blank("doc"))?;
        let [path, id] = ["docs", "case"].map(|name| cell(name).map(str::to_owned));
        let key = (query.to_owned(), path.clone(), id.clone());
        let index = *self.indexes.entry(key).or_insert_with(|| {
            self.cases.push(RawCase {
                line,
                id,
                query: query.into(),
                docs: path.map_or(RawDocuments::Shared, RawDocuments::File),
                ..RawCase::default()
            });
            self.cases.len() - 1
        });
        if let Some(rating) = cell("rating") {
            let number = rating.trim().parse().ok();
            let grade = number
                .and_then(parse_grade)
                .ok_or_else(|| mismatch("rating", "a whole number", &format!("`{rating}`")))?;
            self.state_once(index, "rating", doc)?;
            self.cases[index].rel.push((line, doc.into(), grade));
        }
        // Without `max_rank`, an empty rating means that the document is not judged.
        if cell("max_rank").is_some() || !columns.has("rating") {
            let rank = parse_rank(cell("max_rank").unwrap_or("1"))?;
            self.state_once(index, "max_rank", doc)?;
            let doc = doc.into();
            let expectation = Expectation::Within { doc, rank };
            self.cases[index].expectations.push((line, expectation));
        }
        if let Some(note) = cell("note") {
            self.cases[index].add_note(note);
        }
        Ok(())
    }

    fn state_once(
        &mut self,
        case: usize,
        column: &'static str,
        doc: &str,
    ) -> Result<(), Diagnostic> {
        if self.stated.insert((case, column, doc.into())) {
            return Ok(());
        }
        Err(Diagnostic::new(format!("duplicate `{column}` for `{doc}`"))
            .hint("keep one of the rows"))
    }
}

fn parse_rank(cell: &str) -> Result<usize, Diagnostic> {
    cell.trim()
        .parse()
        .ok()
        .filter(|rank| *rank > 0)
        .ok_or_else(|| mismatch("max_rank", "a rank from 1 up", &format!("`{cell}`")))
}

impl RawCase {
    fn add_note(&mut self, note: &str) {
        match &mut self.note {
            Some(known) if known != note => {
                known.push_str("; ");
                known.push_str(note);
            }
            known => *known = Some(note.into()),
        }
    }
}
