//! `csv` and `tsv`: rows under a header, or with names from `--columns`. Blank lines are skipped.

use std::borrow::Cow;
use std::sync::Arc;

use super::fields::{TextField, is_plain_name};
use super::header;
use super::notice::Notice;
use super::record_fault::RecordFault;
use super::rows::{self, RowReader};
use super::usual::{self, UsualFields};
use super::{DocumentReader, Format, InputSettings, Stream};
use crate::diagnostic::Diagnostic;
use crate::model::{Cell, Document, FieldValue, Quoting, RecordFormat, SourceInfo, Spelling};
use crate::text::count;

pub(super) struct TableReader {
    rows: RowReader,
    source: Arc<SourceInfo>,
    settings: Arc<InputSettings>,
    /// The columns of the text; the flags tell optional ones.
    text: Vec<(bool, usize)>,
    id: Option<usize>,
    columns: usize,
    has_header: bool,
    repeated_headers: u64,
    has_title: bool,
}

impl TableReader {
    /// Reads the header and finds the columns of documents in it. A source without any row has no documents.
    pub(super) fn new(
        name: String,
        stream: Stream,
        format: Format,
        settings: &Arc<InputSettings>,
    ) -> Result<Self, Diagnostic> {
        let mut reader = Self::open(name, stream, format, settings)?;
        reader.find_columns(&usual::DOCUMENT)?;
        Ok(reader)
    }

    /// Reads the header. Before documents are read, their columns must be found.
    pub(super) fn open(
        name: String,
        mut stream: Stream,
        format: Format,
        settings: &Arc<InputSettings>,
    ) -> Result<Self, Diagnostic> {
        let dialect = rows::dialect(&mut stream, format, settings);
        let dialect = dialect.map_err(|error| Diagnostic::io(&*name, &error))?;
        let mut reader = Self {
            rows: RowReader::new(name, stream, &dialect),
            source: Arc::new(SourceInfo { name: String::new(), format: RecordFormat::Lines }),
            settings: Arc::clone(settings),
            text: Vec::new(),
            id: None,
            columns: 0,
            has_header: settings.columns.is_none(),
            repeated_headers: 0,
            has_title: false,
        };
        let prefix = if dialect.has_separator_line { reader.rows.skip_line()? } else { None };
        let (columns, header) = match &settings.columns {
            Some(names) => (names.clone(), None),
            None => reader.header(prefix)?,
        };
        reader.columns = columns.len();
        reader.rows.set_columns(columns.len());
        reader.source = Arc::new(SourceInfo {
            name: reader.rows.name.clone(),
            format: RecordFormat::Table {
                delimiter: dialect.delimiter,
                quoting: dialect.quoting,
                columns,
                header,
            },
        });
        Ok(reader)
    }

    /// Reads the header row; returns the names of the columns and the row as it came, after a line of Excel.
    fn header(
        &mut self,
        prefix: Option<Vec<u8>>,
    ) -> Result<(Vec<String>, Option<Vec<u8>>), Diagnostic> {
        if self.rows.next()?.is_none() {
            return Ok((Vec::new(), Some(Vec::new())));
        }
        let header = match prefix {
            Some(prefix) => [&prefix, &b"\n"[..], self.rows.bytes()].concat(),
            None => self.rows.bytes().to_vec(),
        };
        Ok((self.rows.texts(), Some(header)))
    }

    /// Returns the names of the columns.
    pub(super) fn columns(&self) -> &[String] {
        match &self.source.format {
            RecordFormat::Table { columns, .. } => columns,
            _ => &[],
        }
    }

    /// Finds the columns of text and id.
    pub(super) fn find_columns(&mut self, usual: &UsualFields) -> Result<(), Diagnostic> {
        let source = Arc::clone(&self.source);
        let RecordFormat::Table { columns: names, .. } = &source.format else {
            return Ok(());
        };
        if names.is_empty() {
            return Ok(());
        }
        let settings = Arc::clone(&self.settings);
        match header::columns(names, &settings.fields, usual.ids) {
            Ok(found) => {
                self.text = found.text.iter().map(|(field, at)| (field.is_optional, *at)).collect();
                self.id = found.id;
                self.has_title = settings.fields.text.is_empty()
                    && names.iter().any(|name| name.eq_ignore_ascii_case("title"));
                Ok(())
            }
            Err(fault) => {
                let fault = fault.at(self.rows.name.clone());
                if fault.get_hint().is_some() {
                    return Err(fault);
                }
                if !self.has_header {
                    return Err(fault.hint("one of `--columns` must be the text"));
                }
                Err(self.with_hint(fault, names))
            }
        }
    }

    /// Adds a hint to the fault that there is no text column: the file may have no header, or the next row shows the
    /// column with the text.
    fn with_hint(&mut self, fault: Diagnostic, names: &[String]) -> Diagnostic {
        let columns_hint = format!("`--columns {}`", header::suggested_names(names));
        if header::looks_like_data(names) {
            return Diagnostic::new("no header: the first row looks like data")
                .at(format!("{}:1", self.rows.name))
                .cause(format!("the first row is {}", header::shown(names)))
                .hint(format!("name the columns with {columns_hint}"));
        }
        let row = match self.rows.next() {
            Ok(Some(_)) => self.rows.texts(),
            _ => names.to_vec(),
        };
        let fields = &self.settings.fields;
        let likely = (names.iter().zip(&row))
            .filter(|(name, cell)| !fields.is_id(name) && cell.trim().parse::<f64>().is_err())
            .rev()
            .max_by_key(|(_, cell)| cell.len());
        match likely {
            Some((name, _)) if is_plain_name(name) && !fields.text_names().contains(&&**name) => {
                fault.hint(format!("name the text with `--text-field {name}`"))
            }
            Some((name, _)) if !is_plain_name(name) => fault.hint(format!(
                "if the first row is no header, name the columns with {columns_hint}"
            )),
            _ => fault,
        }
    }

    fn wrong_length(&self, cells: usize) -> Diagnostic {
        let columns = self.columns;
        let fields = count(cells as u64, "field");
        if !self.has_header {
            let names = count(columns as u64, "name");
            return Diagnostic::new(format!("{fields}, but {names} in `--columns`"))
                .hint("a `_` stands for a column that is ignored");
        }
        let fault = Diagnostic::new(format!("{fields} under a header of {columns}"));
        if cells > columns && self.rows.quoting() == Quoting::Csv {
            fault.hint("a field that holds the delimiter must be in double quotes")
        } else {
            fault
        }
    }

    fn repeats_header(&self) -> bool {
        let columns = self.columns();
        let row = self.rows.bytes();
        let cells = self.rows.cells();
        let at = self.text.first().map_or(0, |(_, at)| *at);
        self.has_header
            && cells[at].bytes(row) == columns[at].as_bytes()
            && cells.iter().zip(columns).all(|(cell, name)| cell.text(row) == **name)
    }

    /// Returns the document in the current row, which begins on this line.
    pub(super) fn document(&self, line: u64) -> Result<Document, Diagnostic> {
        let row = self.rows.bytes();
        let cells = self.rows.cells();
        let part = |at: usize| match &cells[at] {
            Cell::Within(range) => FieldValue::Within(range.clone()),
            Cell::Unquoted(bytes) => FieldValue::Decoded(bytes),
        };
        let builder = self.rows.builder(&self.source, line);
        let builder = match self.text.as_slice() {
            [(_, at)] => builder.text(part(*at), Spelling::Plain),
            several => {
                let texts: Vec<_> = several
                    .iter()
                    .map(|(is_optional, at)| {
                        let field = TextField { name: "", is_optional: *is_optional };
                        (field, cells[*at].bytes(row))
                    })
                    .collect();
                let text = self.settings.fields.join(&texts);
                builder.text(FieldValue::Decoded(&text), Spelling::Plain)
            }
        };
        match self.id {
            Some(at) if !cells[at].bytes(row).is_empty() => {
                builder.id(part(at), Spelling::Plain).finish()
            }
            _ => builder.finish(),
        }
    }
}

impl TableReader {
    /// Reads the next row; returns the line on which it begins, `None` at the end.
    ///
    /// # Errors
    /// The source cannot be read, or a row has another number of fields than the header, which is recoverable.
    pub(super) fn next_row(&mut self) -> Result<Option<u64>, RecordFault> {
        while let Some(line) = self.rows.next()? {
            let cells = self.rows.cells().len();
            if cells != self.columns {
                let place = format!("{}:{line}", self.source.name);
                return Err(RecordFault::recoverable(self.wrong_length(cells).at(place)));
            }
            if !self.repeats_header() {
                return Ok(Some(line));
            }
            self.repeated_headers += 1;
        }
        Ok(None)
    }

    /// Returns a field of the current row.
    pub(super) fn cell(&self, at: usize) -> Cow<'_, str> {
        let cells = self.rows.cells();
        cells.get(at).map_or(Cow::Borrowed(""), |cell| cell.text(self.rows.bytes()))
    }
}

impl DocumentReader for TableReader {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        let Some(line) = self.next_row().map_err(|fault| fault.diagnostic)? else {
            return Ok(None);
        };
        let document = self.document(line).map(Some);
        document.map_err(|fault| fault.at(format!("{}:{line}", self.source.name)))
    }

    fn notices(&mut self) -> Vec<Notice> {
        let name = &self.source.name;
        let mut notices = Vec::new();
        if self.repeated_headers > 0 {
            let rows = count(self.repeated_headers, "row");
            let verb = if self.repeated_headers == 1 { "repeats" } else { "repeat" };
            notices.push(Notice::Warning(format!("{name}: skipped {rows} that {verb} the header")));
        }
        if self.has_title {
            notices.push(Notice::Detail(format!(
                "{name}: the column `title` is not scored; name it with `--text-field` to score it"
            )));
        }
        notices
    }
}
