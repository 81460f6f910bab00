//! Reads runs, result by result: TREC runs, whose lines are `query Q0 document rank score tag`, and recordings.

use super::fields::{column_error, parse_number, split_fields};
use super::lines::LineReader;
use super::shorten;
use crate::diagnostic::Diagnostic;
use crate::recording::Recording;
use crate::source::Source;

const COLUMNS: [&str; 6] = ["query", "Q0", "document", "rank", "score", "tag"];

/// A result of a run. Ids are bytes, since they need not be UTF-8.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunResult<'a> {
    pub query: &'a [u8],
    pub doc: &'a [u8],
    /// Never NaN and never -0.
    pub score: f64,
    /// The line, from 1.
    pub line: u64,
}

/// Oddities of a run that deserve a warning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunWarnings {
    /// The first line whose rank and score contradict each other, compared with the line before.
    pub rank_against_score: Option<u64>,
    /// The number of documents of a recording without a score, which are not results.
    pub unscored: usize,
}

/// A run of either form.
pub enum RunFile {
    /// A recording, read as a whole.
    Recording(Recording),
    /// A TREC run, still to be read.
    Trec(RunReader),
}

/// Reads a TREC run line by line.
pub struct RunReader(LineReader);

/// Opens a run, whose first line decides its form.
///
/// # Errors
/// The source cannot be read, is empty, or is an invalid recording.
pub fn open_run(source: &Source) -> Result<RunFile, Diagnostic> {
    let mut lines = LineReader::open(source)?;
    let Some(first) = lines.peek()? else {
        return Err(no_results(&lines.name));
    };
    if !first.trim_ascii_start().starts_with(b"{") {
        return Ok(RunFile::Trec(RunReader(lines)));
    }
    let name = lines.name.clone();
    let (lines_before, rest) = lines.into_rest();
    Ok(RunFile::Recording(Recording::read(
        &name,
        lines_before,
        rest,
    )?))
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
        RunFile::Trec(reader) => reader.read(take),
    }
}

fn no_results(name: &str) -> Diagnostic {
    Diagnostic::new("there are no results in it").at(name)
}

impl RunReader {
    /// Calls `take` with each result, in file order.
    ///
    /// # Errors
    /// The source cannot be read, a line is not a result, or `take` fails.
    pub fn read(
        self,
        mut take: impl FnMut(RunResult<'_>) -> Result<(), Diagnostic>,
    ) -> Result<RunWarnings, Diagnostic> {
        let Self(mut lines) = self;
        let mut warnings = RunWarnings::default();
        let mut previous = PreviousResult::default();
        while let Some((number, line)) = lines.next()? {
            let taken = parse_line(line, number).and_then(|(result, rank)| {
                if warnings.rank_against_score.is_none() && previous.contradicts(&result, rank) {
                    warnings.rank_against_score = Some(number);
                }
                take(result)
            });
            taken.map_err(|error| lines.locate(error))?;
        }
        Ok(warnings)
    }
}

/// The result on the line before, of any query.
#[derive(Default)]
struct PreviousResult {
    query: Vec<u8>,
    rank: Option<f64>,
    score: f64,
}

impl PreviousResult {
    /// Returns true if rank and score order this result and the previous one differently, and remembers it.
    fn contradicts(&mut self, result: &RunResult<'_>, rank: &[u8]) -> bool {
        let rank = parse_number(rank);
        let mut contradicts = false;
        if self.query == result.query {
            if let (Some(before), Some(now)) = (self.rank, rank) {
                contradicts = (now > before && result.score > self.score)
                    || (now < before && result.score < self.score);
            }
        } else {
            self.query.clear();
            self.query.extend_from_slice(result.query);
        }
        self.rank = rank;
        self.score = result.score;
        contradicts
    }
}

/// Returns the result on a line and its rank as text.
fn parse_line(line: &[u8], number: u64) -> Result<(RunResult<'_>, &[u8]), Diagnostic> {
    let (count, fields) = split_fields(line);
    let [query, _, doc, rank, score, _] = fields;
    // A tag can contain white space. An id that does moves the rank, which is then not a number.
    if count < COLUMNS.len() || count > COLUMNS.len() && parse_number(rank).is_none() {
        return Err(column_error(count, &COLUMNS, missing_column(count, fields)));
    }
    let result = RunResult {
        query,
        doc,
        // Adding 0 turns -0 into 0, so that the two tie.
        score: parse_score(score)? + 0.0,
        line: number,
    };
    Ok((result, rank))
}

fn parse_score(field: &[u8]) -> Result<f64, Diagnostic> {
    match parse_number(field) {
        Some(score) if !score.is_nan() => Ok(score),
        Some(_) => Err(Diagnostic::new("the score is NaN, which cannot be ordered")),
        None => {
            let text = shorten(&String::from_utf8_lossy(field));
            Err(Diagnostic::new(format!(
                "the score `{text}` is not a number"
            )))
        }
    }
}

/// Returns the column that a line of five columns lacks.
fn missing_column(count: usize, fields: [&[u8]; 6]) -> Option<&'static str> {
    let is_number = |index: usize| parse_number(fields[index]).is_some();
    match count {
        5 if is_number(3) && is_number(4) => Some("tag"),
        5 if fields[1].eq_ignore_ascii_case(b"Q0") => Some("rank or the score"),
        5 if is_number(2) && is_number(3) => Some("Q0"),
        _ => None,
    }
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
