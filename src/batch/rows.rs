//! Records that are rows of a table.

use super::fields::{DOCUMENTS_NAMES, PAIR_ID_NAMES, QUERY_NAMES, check_query};
use super::parsed::{ParseFault, ParsedRecord, Shape};
use super::record::QueryId;
use super::settings::RecordSettings;
use crate::diagnostic::Diagnostic;
use crate::input::{DocumentRole, Records, listed, quoted};

/// The columns of a table of pairs.
#[derive(Clone, Copy)]
pub(super) struct PairColumns {
    query: usize,
    id: Option<usize>,
}

/// Returns true if the current row, the first of its table, has a list of documents.
pub(super) fn is_nested(records: &Records, settings: &RecordSettings) -> Result<bool, Diagnostic> {
    let column = match &settings.documents_field {
        Some(name) => Some(find(records, &[name])?),
        None => records.column(&DOCUMENTS_NAMES)?,
    };
    Ok(column.is_some_and(|column| records.cell(column).trim_start().starts_with('[')))
}

/// Finds the columns of a table of pairs.
///
/// # Errors
/// There is no column with the query or the text, or it is a duplicate.
pub(super) fn pair_columns(
    records: &mut Records,
    settings: &RecordSettings,
) -> Result<PairColumns, Diagnostic> {
    let fields = &settings.query_fields;
    let query = match &fields.query {
        Some(name) => find(records, &[name])?,
        None => find(records, &QUERY_NAMES)?,
    };
    let id = match &fields.id {
        Some(name) => Some(find(records, &[name])?),
        None => records.column(&PAIR_ID_NAMES)?,
    };
    records.find_document_columns(DocumentRole::Pair)?;
    Ok(PairColumns { query, id })
}

/// Returns the first column with one of these names.
///
/// # Errors
/// There is none, or the name is a duplicate.
pub(super) fn find(records: &Records, names: &[&str]) -> Result<usize, Diagnostic> {
    records.column(names)?.ok_or_else(|| {
        if records.has_data_as_header() {
            let names = match records.columns().len() {
                4 => "qid,pid,query,passage",
                3 => "qid,query,text",
                _ => "query,text",
            };
            return Diagnostic::new("no header: the first row looks like data")
                .hint(format!("name the columns, for instance `--columns {names}`"));
        }
        let columns: Vec<_> = records.columns().iter().map(String::as_str).collect();
        Diagnostic::new(format!("no column {}", quoted(names))).cause(listed("column", &columns))
    })
}

/// Parses the current row, which begins on `line`, as a query with one document.
///
/// # Errors
/// The query is blank.
pub(super) fn parse_pair(
    records: &Records,
    line: u64,
    columns: PairColumns,
) -> Result<ParsedRecord, ParseFault> {
    let id = columns.id.map(|column| records.cell(column)).filter(|id| !id.is_empty());
    let id = id.map(|id| QueryId::from_text(&id));
    let origin = records.place(line);
    let query = check_query(records.cell(columns.query).into_owned());
    let parsed = query.and_then(|query| Ok((query, records.row_document(line)?)));
    match parsed {
        Ok((query, document)) => {
            Ok(ParsedRecord { shape: Shape::Pairs, id, query, documents: vec![document], origin })
        }
        Err(fault) => {
            Err(ParseFault { id, shape: None, diagnostic: fault.at(origin), is_recoverable: true })
        }
    }
}
