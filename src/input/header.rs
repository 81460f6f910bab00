//! The header of a table: its delimiter, and the columns of text and id in it.

use super::fields::{Fields, ID_FIELDS, TEXT_FIELDS, TextField, is_plain_name, listed, quoted};
use crate::diagnostic::Diagnostic;
use crate::model::{Quoting, RowParser};

/// The delimiters that are detected, in the order in which they are tried.
pub(super) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

pub(super) struct Columns<'a> {
    /// The columns of the text, with the fields that name them.
    pub(super) text: Vec<(TextField<'a>, usize)>,
    pub(super) id: Option<usize>,
}

/// Finds a column by its exact name, else by its name in other letter cases.
pub(super) fn find(columns: &[String], name: &str) -> Result<Option<usize>, Diagnostic> {
    let exact = |column: &String| column == name;
    let folded = |column: &String| column.to_lowercase() == name.to_lowercase();
    for is_match in [&exact as &dyn Fn(&String) -> bool, &folded] {
        let mut found = columns.iter().enumerate().filter(|(_, column)| is_match(column));
        if let Some((at, column)) = found.next() {
            return match found.next() {
                None => Ok(Some(at)),
                Some(_) => Err(duplicate(columns, column, at)),
            };
        }
    }
    Ok(None)
}

/// Finds the first column with one of these names; names in other letter cases come second.
pub(super) fn find_first(columns: &[String], names: &[&str]) -> Result<Option<usize>, Diagnostic> {
    let exact = names.iter().find(|name| columns.iter().any(|column| column == *name));
    if let Some(name) = exact {
        return find(columns, name);
    }
    for name in names {
        if let Some(at) = find(columns, name)? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

fn duplicate(columns: &[String], name: &str, at: usize) -> Diagnostic {
    let names: Vec<_> = (columns.iter().enumerate())
        .map(|(other, column)| match column {
            column if other != at && column.to_lowercase() == name.to_lowercase() => "_",
            column if is_plain_name(column) => column,
            _ => "_",
        })
        .collect();
    Diagnostic::new(format!("duplicate column `{name}`")).hint(format!(
        "remove the header with tail -n +2 FILE, and name the columns with `--columns {}`",
        names.join(",")
    ))
}

/// Finds the columns of the text and of the id.
pub(super) fn columns<'a>(
    names: &[String],
    fields: &'a Fields,
    ids: &[&str],
) -> Result<Columns<'a>, Diagnostic> {
    let mut text = Vec::new();
    if fields.text.is_empty() {
        let at = find_first(names, &TEXT_FIELDS)?.ok_or_else(|| absent(names, &TEXT_FIELDS))?;
        let field = TextField { name: "text", is_optional: false };
        text.push((field, at));
    }
    for field in fields.named_text() {
        match find(names, field.name)? {
            Some(at) => text.push((field, at)),
            None if field.is_optional => {}
            None => return Err(absent(names, &[field.name])),
        }
    }
    let id = match &fields.id {
        Some(name) => Some(find(names, name)?.ok_or_else(|| absent(names, &[name]))?),
        None => find_first(names, ids)?,
    };
    Ok(Columns { text, id })
}

fn absent(names: &[String], sought: &[&str]) -> Diagnostic {
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    Diagnostic::new(format!("no column {}", quoted(sought))).cause(listed("column", &names))
}

/// Splits a line into cells; `None` for a line that ends inside quotes.
pub(super) fn cells(line: &[u8], delimiter: u8) -> Option<Vec<String>> {
    let quoting = quoting(delimiter);
    let mut parser = RowParser::new(delimiter, quoting);
    let cells = parser.parse(line).ok()??;
    Some(cells.iter().map(|cell| cell.text(line).into_owned()).collect())
}

/// Returns the rules of quoting that are usual with a delimiter.
pub(super) const fn quoting(delimiter: u8) -> Quoting {
    match delimiter {
        b'\t' => Quoting::Tsv,
        _ => Quoting::Csv,
    }
}

/// Returns the delimiter that a line of Excel sets (`sep=;`).
pub(super) fn separator_line(line: &[u8]) -> Option<u8> {
    match line.trim_ascii_end() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => Some(*delimiter),
        _ => None,
    }
}

/// Returns true if a line is the header of a table: two columns or more, the text among them.
pub(super) fn is_header(line: &[u8], delimiter: u8, fields: &Fields) -> bool {
    if !line.contains(&delimiter) {
        return false;
    }
    let Some(names) = cells(line, delimiter).filter(|names| names.len() > 1) else {
        return false;
    };
    // Prose has delimiters as well, but a space after them, and long parts.
    let looks_like_names = names.iter().all(|name| name.len() <= 64 && !name.starts_with(' '));
    let exact = |name: &&str| names.iter().any(|column| column == name);
    let is_exact = if fields.text.is_empty() {
        TEXT_FIELDS.iter().any(exact)
    } else {
        let mut named = fields.named_text();
        named.all(|field| field.is_optional || exact(&field.name))
    };
    let is_usual = matches!(delimiter, b',' | b'\t');
    // A duplicate column is an error of a table, not a sign of text.
    let found = || match columns(&names, fields, &ID_FIELDS) {
        Ok(columns) => !columns.text.is_empty(),
        Err(fault) => fault.problem().starts_with("duplicate"),
    };
    is_usual && is_exact && found() || looks_like_names && found()
}

/// Chooses the delimiter of a table by its first line.
pub(super) fn delimiter(
    line: &[u8],
    candidates: &[u8],
    fields: &Fields,
    columns: Option<usize>,
) -> u8 {
    let count = |delimiter: u8| cells(line, delimiter).map_or(0, |cells| cells.len());
    let fits = |delimiter: &&u8| match columns {
        Some(columns) => count(**delimiter) == columns,
        None => is_header(line, **delimiter, fields),
    };
    if let Some(delimiter) = candidates.iter().find(fits) {
        return *delimiter;
    }
    let first = candidates.first().copied().unwrap_or(b',');
    if line.contains(&first) {
        return first;
    }
    let most = candidates.iter().rev().max_by_key(|delimiter| count(**delimiter));
    most.copied().unwrap_or(first)
}

/// Returns true if the first row of a table is probably not a header.
pub(super) fn looks_like_data(cells: &[String]) -> bool {
    cells.iter().any(|cell| {
        let is_number = cell.trim().parse::<f64>().is_ok();
        is_number || cell.len() > 80 || cell.split_whitespace().count() > 5
    })
}

/// Returns names for the columns of a row of data: the longest cell is the text, a cell before it the id.
pub(super) fn suggested_names(cells: &[String]) -> String {
    let is_number = |cell: &&String| cell.trim().parse::<f64>().is_ok();
    let (text, _) = (cells.iter().enumerate().rev())
        .max_by_key(|(_, cell)| (!is_number(cell), cell.len()))
        .unwrap_or((0, &cells[0]));
    // Rows of MS MARCO begin with the id of a query, which that of the passage follows.
    let numbers = cells.iter().take(text).take_while(is_number).count();
    let id = match numbers {
        0 if text > 0 => Some(0),
        0 => (cells.len() > 1).then_some(1),
        many => Some(many - 1),
    };
    let names: Vec<_> = (0..cells.len())
        .map(|at| match at {
            at if at == text => "text",
            at if Some(at) == id => "id",
            _ => "_",
        })
        .collect();
    names.join(",")
}

/// Returns the cells of a row as a message shows them.
pub(super) fn shown(cells: &[String]) -> String {
    let shown: Vec<_> = cells
        .iter()
        .map(|cell| match cell.char_indices().nth(40) {
            Some((end, _)) => format!("`{}…`", &cell[..end]),
            None => format!("`{cell}`"),
        })
        .collect();
    shown.join(", ")
}
