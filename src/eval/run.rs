//! Reads runs, result by result, whatever their form.

use super::json::{is_recording, read_json};
use super::lines::LineReader;
use super::run_lines::{RunLines, read_lines};
use super::run_result::{RunResult, RunWarnings, parse_score};
use super::table::{TableHeader, peek_header, read_table};
use super::{ColumnNames, DOCUMENT_NAMES, QUERY_NAMES, TextEntry};
use crate::diagnostic::Diagnostic;
use crate::json::Object;
use crate::recording::Recording;
use crate::source::Source;

const NAMES: ColumnNames = ColumnNames {
    query: QUERY_NAMES,
    document: DOCUMENT_NAMES,
    value: &["score", "relevance_score", "similarity", RANK],
};

/// The value of a table without scores.
const RANK: &str = "rank";

/// A run that is open.
pub enum RunFile {
    /// A recording, read as a whole.
    Recording(Recording),
    /// A run of another form, still to be read.
    Other(RunReader),
}

/// Reads the results of a run that is not a recording.
pub struct RunReader {
    name: String,
    form: RunForm,
}

enum RunForm {
    Lines(LineReader, RunLines),
    Table(LineReader, TableHeader),
    Json(LineReader),
}

/// Opens a run, whose first line decides its form.
///
/// # Errors
/// The source cannot be read, is empty, or is an invalid recording.
pub fn open_run(source: &Source) -> Result<RunFile, Diagnostic> {
    let mut lines = LineReader::open(source)?;
    if lines.peek()?.is_none() {
        return Err(no_results(&lines.name));
    }
    Ok(match open_named(lines)? {
        Ok(run) => run,
        Err(mut lines) => {
            let name = lines.name.clone();
            let columns = RunLines::detect(lines.peek()?.unwrap_or_default());
            RunFile::Other(RunReader { name, form: RunForm::Lines(lines, columns) })
        }
    })
}

/// Opens a run that names its parts: a recording, JSON or a table with a header. Returns other lines as they are.
pub(super) fn open_named(mut lines: LineReader) -> Result<Result<RunFile, LineReader>, Diagnostic> {
    let name = lines.name.clone();
    let form = if is_recording(lines.peek()?.unwrap_or_default()) {
        let (before, rest) = lines.into_rest();
        return Ok(Ok(RunFile::Recording(Recording::read(&name, before, rest)?)));
    } else if lines.is_json()? {
        if !is_whole_object(lines.peek()?.unwrap_or_default()) {
            let (before, text) = lines.into_text()?;
            if is_recording(&text) {
                let recording = Recording::read(&name, before, &*text)?;
                return Ok(Ok(RunFile::Recording(recording)));
            }
            lines = LineReader::of_text(&name, before, text);
        }
        RunForm::Json(lines)
    } else if let Some(header) = peek_header(&mut lines, &NAMES)? {
        RunForm::Table(lines, header)
    } else {
        return Ok(Err(lines));
    };
    Ok(Ok(RunFile::Other(RunReader { name, form })))
}

/// Reads a run and calls `take` with each result, in file order.
///
/// # Errors
/// As [`open_run`]; a line is not a result, `take` fails, or there are no results.
pub fn read_run(
    source: &Source,
    take: impl FnMut(RunResult<'_>) -> Result<(), Diagnostic>,
) -> Result<RunWarnings, Diagnostic> {
    match open_run(source)? {
        RunFile::Recording(recording) => read_recording(&recording, take),
        RunFile::Other(reader) => reader.read(take),
    }
}

fn no_results(name: &str) -> Diagnostic {
    Diagnostic::new("there are no results in it").at(name)
}

impl RunReader {
    /// Calls `take` with each result, in file order.
    ///
    /// # Errors
    /// The source cannot be read, a line is not a result, `take` fails, or there are no results.
    pub fn read(
        self,
        mut take: impl FnMut(RunResult<'_>) -> Result<(), Diagnostic>,
    ) -> Result<RunWarnings, Diagnostic> {
        let (name, mut unscored, mut is_empty) = (self.name.clone(), 0, true);
        let warnings = self.read_all(|result, is_scored| {
            if !is_scored {
                unscored += 1;
                return Ok(());
            }
            is_empty = false;
            take(result)
        })?;
        if is_empty {
            return Err(no_results(&name));
        }
        Ok(RunWarnings { unscored, ..warnings })
    }

    /// Calls `take` with each result, in file order; the flag is false for one without a score.
    ///
    /// # Errors
    /// The source cannot be read, a line is not a result, or `take` fails.
    pub(super) fn read_all(
        self,
        mut take: impl FnMut(RunResult<'_>, bool) -> Result<(), Diagnostic>,
    ) -> Result<RunWarnings, Diagnostic> {
        let is_rank = matches!(&self.form, RunForm::Table(_, header) if header.value == RANK);
        let mut take_entry = |entry: TextEntry<'_>| {
            let is_scored = !entry.value.is_empty();
            let value = if is_scored { parse_score(entry.value)? } else { 0.0 };
            let result = RunResult {
                query: entry.query,
                doc: entry.doc,
                // Adding 0 turns -0 into 0, so that the two tie.
                score: if is_rank { -value } else { value } + 0.0,
                line: entry.line,
            };
            take(result, is_scored)
        };
        match self.form {
            RunForm::Lines(lines, columns) => {
                return read_lines(lines, columns, |result| take(result, true));
            }
            RunForm::Table(lines, header) => read_table(lines, &header, take_entry)?,
            RunForm::Json(lines) => read_json_lines(lines, &mut take_entry)?,
        }
        Ok(RunWarnings { has_ranks_only: is_rank, ..RunWarnings::default() })
    }
}

/// Reads objects on lines one at a time, and everything from the first line that is none as a whole.
fn read_json_lines(
    mut lines: LineReader,
    take: &mut dyn FnMut(TextEntry<'_>) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    let name = lines.name.clone();
    lines.has_comments = false;
    while lines.peek()?.is_some_and(is_whole_object) {
        if let Some((number, line)) = lines.next()? {
            read_json(&name, number, line, &NAMES, take)?;
        }
    }
    let (before, text) = lines.into_text()?;
    read_json(&name, before + 1, &text, &NAMES, take)
}

fn is_whole_object(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(|line| Object::parse(line).is_ok())
}

fn read_recording(
    recording: &Recording,
    mut take: impl FnMut(RunResult<'_>) -> Result<(), Diagnostic>,
) -> Result<RunWarnings, Diagnostic> {
    let mut warnings = RunWarnings::default();
    let mut is_empty = true;
    for (query, ranking) in recording.by_name()? {
        for doc in ranking.docs() {
            let Some(score) = doc.score else {
                warnings.unscored += 1;
                continue;
            };
            is_empty = false;
            take(RunResult {
                query: query.as_bytes(),
                doc: doc.id.as_bytes(),
                score: score + 0.0,
                line: ranking.line,
            })
            .map_err(|error| error.at(format!("{}:{}", recording.name, ranking.line)))?;
        }
    }
    if is_empty {
        return Err(no_results(&recording.name));
    }
    Ok(warnings)
}
