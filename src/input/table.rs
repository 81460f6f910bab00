//! `csv` and `tsv`: rows under a header, or with names from `--columns`. Blank lines are skipped.

use std::sync::Arc;

use super::fields::{TextField, is_plain_name};
use super::header;
use super::notice::{Notice, counted};
use super::rows::{self, RowReader};
use super::{DocumentReader, Format, InputSettings, Stream};
use crate::diagnostic::Diagnostic;
use crate::model::{Cell, Document, Form, Part, Quoting, SourceInfo, Spelling};

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
    /// Reads the header and finds the columns in it. A source without any row has no documents.
    pub(super) fn new(
        name: String,
        mut stream: Stream,
        format: Format,
        settings: &Arc<InputSettings>,
    ) -> Result<Self, Diagnostic> {
        let dialect = rows::dialect(&mut stream, format, settings);
        let dialect = dialect.map_err(|error| Diagnostic::io(&*name, &error))?;
        let mut reader = Self {
            rows: RowReader::new(name, stream, &dialect),
            source: Arc::new(SourceInfo { name: String::new(), form: Form::Lines }),
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
        if !columns.is_empty() {
            reader.find_columns(&columns)?;
        }
        reader.columns = columns.len();
        reader.rows.set_columns(columns.len());
        reader.source = Arc::new(SourceInfo {
            name: reader.rows.name.clone(),
            form: Form::Table {
                delimiter: dialect.delimiter,
                quoting: dialect.quoting,
                columns,
                header,
            },
        });
        Ok(reader)
    }

    /// Reads the header row; returns the names of the columns and the row as it came, behind a line of Excel.
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

    fn find_columns(&mut self, names: &[String]) -> Result<(), Diagnostic> {
        let settings = Arc::clone(&self.settings);
        match header::columns(names, &settings.fields) {
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
        let fields = counted(cells as u64, "field");
        if !self.has_header {
            let names = counted(columns as u64, "name");
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
        let Form::Table { columns, .. } = &self.source.form else {
            return false;
        };
        let row = self.rows.bytes();
        let cells = self.rows.cells();
        self.has_header
            && self.text.first().is_some_and(|(_, at)| {
                cells[*at].bytes(row) == columns[*at].as_bytes()
                    && cells.iter().zip(columns).all(|(cell, name)| cell.text(row) == **name)
            })
    }

    fn document(&self, line: u64) -> Result<Document, Diagnostic> {
        let row = self.rows.bytes();
        let cells = self.rows.cells();
        let part = |at: usize| match &cells[at] {
            Cell::Within(range) => Part::Within(range.clone()),
            Cell::Unquoted(bytes) => Part::Decoded(bytes),
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
                builder.text(Part::Decoded(&text), Spelling::Plain)
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

impl DocumentReader for TableReader {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        while let Some(line) = self.rows.next()? {
            let place = || format!("{}:{line}", self.source.name);
            let cells = self.rows.cells().len();
            if cells != self.columns {
                return Err(self.wrong_length(cells).at(place()));
            }
            if self.repeats_header() {
                self.repeated_headers += 1;
                continue;
            }
            let document = self.document(line);
            return document.map(Some).map_err(|fault| fault.at(place()));
        }
        Ok(None)
    }

    fn notices(&mut self) -> Vec<Notice> {
        let name = &self.source.name;
        let mut notices = Vec::new();
        if self.repeated_headers > 0 {
            let rows = counted(self.repeated_headers, "row");
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
