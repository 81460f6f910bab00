//! Splits a line at white space, as trec_eval does.

use std::borrow::Borrow;

use crate::diagnostic::Diagnostic;

/// Returns the number of fields of a line, and the first `N`; those that are missing are empty.
pub(super) fn split_fields<const N: usize>(line: &[u8]) -> (usize, [&[u8]; N]) {
    let mut fields: [&[u8]; N] = [&[]; N];
    let mut count = 0;
    let mut rest = line;
    while let Some(start) = rest.iter().position(|byte| !is_blank(*byte)) {
        let (field, after) = {
            let field = &rest[start..];
            let end = field.iter().position(|byte| is_blank(*byte));
            field.split_at(end.unwrap_or(field.len()))
        };
        if let Some(slot) = fields.get_mut(count) {
            *slot = field;
        }
        count += 1;
        rest = after;
    }
    (count, fields)
}

/// Splits a line as [`split_fields`], or at its tabs if that is what gives `N` columns: separated by tabs, an id
/// or a tag can contain spaces.
pub(super) fn split_columns<const N: usize>(line: &[u8]) -> (usize, [&[u8]; N]) {
    let (count, fields) = split_fields(line);
    if count > N {
        let mut columns = line.split(|byte| *byte == b'\t').map(<[u8]>::trim_ascii);
        let at_tabs: [&[u8]; N] = std::array::from_fn(|_| columns.next().unwrap_or_default());
        if columns.next().is_none() && at_tabs.iter().all(|column| !column.is_empty()) {
            return (N, at_tabs);
        }
    }
    (count, fields)
}

/// Returns true for the white space of C's `isspace`.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Parses a number; `nan` and `inf` are numbers.
pub(super) fn parse_number(field: &[u8]) -> Option<f64> {
    std::str::from_utf8(field).ok()?.parse().ok()
}

/// Returns the error for a line with another number of columns than these.
pub(super) fn column_error<S: Borrow<str>>(
    found: usize,
    columns: &[S],
    missing: Option<&str>,
) -> Diagnostic {
    let plural = if found == 1 { "" } else { "s" };
    let missing = missing.map_or_else(String::new, |name| format!(": the {name} is missing"));
    let is_column = |name: &str| columns.iter().any(|column| column.borrow() == name);
    let (is_qrels, is_trec_run) = (is_column("iteration"), is_column("Q0"));
    let hint = match found {
        6 if is_qrels => {
            "six columns are those of a run, and four those of judgments: are they swapped?"
        }
        4 if is_trec_run => {
            "four columns are those of judgments, and six those of a run: are they swapped?"
        }
        3 if is_qrels => {
            "three columns need a header, such as `query,docid,rating`, and commas or tabs"
        }
        3 if is_trec_run => {
            "three columns are a query, a document, and a rank from 1 or a score such as 2.5"
        }
        1 if is_qrels || is_trec_run => {
            "a table needs a header that names its columns, such as `query,docid,score`"
        }
        _ if found < columns.len() && (is_qrels || is_trec_run) => {
            "other columns need a header that names them, such as `query,docid,score`"
        }
        _ if found < columns.len() => "all lines of a file have the same columns",
        _ if is_qrels || is_trec_run => {
            "ids contain no white space, unless in a table with a header"
        }
        _ => "quote fields that contain the separator",
    };
    Diagnostic::new(format!("{found} column{plural}, not {}{missing}", columns.len()))
        .cause(format!("they should be: {}", columns.join(" ")))
        .hint(hint)
}
