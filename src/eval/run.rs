//! Runs, result by result: TREC runs, whose lines are `query Q0 document rank score tag`, and recordings.

use std::io::BufReader;

use super::Found;
use super::error::{EvalError, Flaw};
use super::fields::{Columns, cut, number};
use super::lines::{Lines, Source, says_something};
use crate::recording::Recording;

const COLUMNS: &[&str] = &["query", "Q0", "document", "rank", "score", "tag"];

/// What is to be told of a run besides its results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The first line whose rank says the opposite of its score, compared with the line before it.
    pub rank_against_score: Option<u64>,
    /// Documents of a recording without a score, which are no results.
    pub unscored: usize,
}

/// A run, by its form.
pub enum OpenRun {
    /// A recording, which has been read.
    Recording(Recording),
    /// A TREC run, which is read line by line.
    Trec(TrecRun),
}

/// A TREC run that has been opened.
pub struct TrecRun(Lines);

/// Opens a run, whose first line tells its form.
///
/// # Errors
/// The source cannot be read, nothing is in it, or it is a recording that is wrong.
pub fn open_run(source: &Source) -> Result<OpenRun, EvalError> {
    let mut lines = Lines::open(source)?;
    let first = lines.peek()?;
    if first.is_none() {
        return Err(EvalError::Empty(lines.name, "results"));
    }
    if first.is_some_and(|line| line.trim_ascii_start().starts_with(b"{")) {
        let name = lines.name.clone();
        let recording = Recording::read(&name, BufReader::new(lines.rest()))?;
        Ok(OpenRun::Recording(recording))
    } else {
        Ok(OpenRun::Trec(TrecRun(lines)))
    }
}

/// Reads a run and hands on its results, in the order of the file.
///
/// # Errors
/// The source cannot be read, a line is not a result, `take` refuses one, or there are no results.
pub fn read_run(
    source: &Source,
    take: impl FnMut(Found<'_>) -> Result<(), Flaw>,
) -> Result<Told, EvalError> {
    match open_run(source)? {
        OpenRun::Recording(run) => recording(&run, take),
        OpenRun::Trec(run) => read_trec(run, take),
    }
}

/// Reads a TREC run and hands on its results, in the order of the file.
///
/// # Errors
/// The source cannot be read, a line is not a result, or `take` refuses one.
pub fn read_trec(
    TrecRun(mut lines): TrecRun,
    mut take: impl FnMut(Found<'_>) -> Result<(), Flaw>,
) -> Result<Told, EvalError> {
    let name = lines.name.clone();
    let mut told = Told::default();
    let mut previous = Previous::default();
    while let Some((number, line)) = lines.next()? {
        if !says_something(line) {
            continue;
        }
        let taken = result(line, number).and_then(|(found, rank)| {
            if told.rank_against_score.is_none() && previous.contradicts(&found, rank) {
                told.rank_against_score = Some(number);
            }
            take(found)
        });
        taken.map_err(|flaw| EvalError::Bad {
            name: name.clone(),
            line: number,
            flaw,
        })?;
    }
    Ok(told)
}

/// The line before, of whatever query, for a look at ranks.
#[derive(Default)]
struct Previous {
    query: Vec<u8>,
    rank: Option<f64>,
    score: f64,
}

impl Previous {
    /// Whether rank and score order the line before and this one differently; this one takes its place.
    fn contradicts(&mut self, found: &Found<'_>, rank: &[u8]) -> bool {
        let rank = number(rank);
        let mut contradicts = false;
        if self.query == found.query {
            if let (Some(before), Some(now)) = (self.rank, rank) {
                contradicts = (now > before && found.score > self.score)
                    || (now < before && found.score < self.score);
            }
        } else {
            self.query.clear();
            self.query.extend_from_slice(found.query);
        }
        self.rank = rank;
        self.score = found.score;
        contradicts
    }
}

/// A line as a result, and its rank as it stands there.
fn result(line: &[u8], number_of_line: u64) -> Result<(Found<'_>, &[u8]), Flaw> {
    let Columns { found, at } = cut(line);
    let [query, _, doc, rank, score, _] = at;
    // A tag may hold white space. An id that does moves the rank, which is then no number.
    if found < COLUMNS.len() || found > COLUMNS.len() && number(rank).is_none() {
        return Err(Flaw::Columns {
            found,
            needed: COLUMNS,
            missing: missing(found, at),
        });
    }
    let text = || String::from_utf8_lossy(score).into_owned();
    let score = number(score).filter(|score| !score.is_nan());
    let found = Found {
        query,
        doc,
        // The sum of the two zeros is the plain one.
        score: score.ok_or_else(|| Flaw::Score(text()))? + 0.0,
        line: number_of_line,
    };
    Ok((found, rank))
}

/// The one column of six that a line of five lacks.
fn missing(found: usize, at: [&[u8]; 6]) -> Option<&'static str> {
    let is_number = |place: usize| number(at[place]).is_some();
    match found {
        5 if is_number(3) && is_number(4) => Some("tag"),
        5 if at[1].eq_ignore_ascii_case(b"Q0") => Some("rank or the score"),
        5 if is_number(2) && is_number(3) => Some("Q0"),
        _ => None,
    }
}

fn recording(
    recording: &Recording,
    mut take: impl FnMut(Found<'_>) -> Result<(), Flaw>,
) -> Result<Told, EvalError> {
    let name = recording.name.clone();
    let mut told = Told::default();
    let mut results = 0;
    for (query, ranking) in recording.by_name()? {
        for entry in ranking.docs() {
            let Some(score) = entry.score else {
                told.unscored += 1;
                continue;
            };
            results += 1;
            let found = Found {
                query: query.as_bytes(),
                doc: entry.id.as_bytes(),
                score: score + 0.0,
                line: ranking.line,
            };
            take(found).map_err(|flaw| EvalError::Bad {
                name: name.clone(),
                line: ranking.line,
                flaw,
            })?;
        }
    }
    if results == 0 {
        return Err(EvalError::Empty(name, "results"));
    }
    Ok(told)
}
