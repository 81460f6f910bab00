//! Reads the lines of runs without a header: TREC runs, `query Q0 document rank score tag`, and those of MS
//! MARCO, `query document rank` with or without a score.

use memchr::memchr;

use super::fields::{column_error, parse_number, split_columns};
use super::lines::LineReader;
use super::run_result::{RunResult, RunWarnings, parse_score};
use crate::diagnostic::Diagnostic;

/// The columns of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RunLines {
    /// query Q0 document rank score tag
    Trec,
    /// query document rank
    Rank,
    /// query document rank score
    RankAndScore,
    /// query document score
    Score,
}

impl RunLines {
    /// Returns the columns of a run that begins with this line. A third column is a rank if it is 1, since ranks
    /// count from 1, and a score if it has a fraction; anything else is left to be refused.
    pub(super) fn detect(line: &[u8]) -> Self {
        let (count, [_, second, third, fourth, ..]): (_, [&[u8]; 6]) = split_columns(line);
        // The second column of judgments and TREC runs, not a document.
        let is_iteration = second == b"0" || second.eq_ignore_ascii_case(b"Q0");
        match count {
            3 if third == b"1" => Self::Rank,
            3 if third.contains(&b'.') && parse_number(third).is_some() => Self::Score,
            4 if third == b"1" && parse_number(fourth).is_some() && !is_iteration => {
                Self::RankAndScore
            }
            _ => Self::Trec,
        }
    }

    /// Returns the result on a line and its rank as text.
    fn parse(self, line: &[u8], number: u64) -> Result<(RunResult<'_>, &[u8]), Diagnostic> {
        let (count, fields) = split_columns(line);
        let (doc, rank, score) = match (self, count) {
            (Self::Trec, 6..) => (fields[2], fields[3], fields[4]),
            (Self::Rank, 3) => (fields[1], fields[2], &b""[..]),
            (Self::RankAndScore, 4) => (fields[1], fields[2], fields[3]),
            (Self::Score, 3) => (fields[1], &b""[..], fields[2]),
            _ => return Err(self.column_error(count, fields)),
        };
        if count > 6 {
            // A tag can contain white space, an id cannot: white space in an id shifts the columns, so that the rank is
            // not a number or a sixth column is one.
            if parse_number(rank).is_none() || parse_number(fields[5]).is_some() {
                return Err(self.column_error(count, fields));
            }
            if memchr(b'\r', line).is_some() {
                return Err(Diagnostic::new("a carriage return inside the line")
                    .hint("use one kind of line end: tr '\\r' '\\n' <FILE"));
            }
        }
        let score = match self {
            Self::Rank => -parse_rank(rank)?,
            _ => parse_score(score)?,
        };
        let result = RunResult {
            query: fields[0],
            doc,
            // Adding 0 turns -0 into 0, so that the two tie.
            score: score + 0.0,
            line: number,
        };
        Ok((result, rank))
    }

    fn column_error(self, count: usize, fields: [&[u8]; 6]) -> Diagnostic {
        let columns: &[&str] = match self {
            Self::Trec => &["query", "Q0", "document", "rank", "score", "tag"],
            Self::Rank => &["query", "document", "rank"],
            Self::RankAndScore => &["query", "document", "rank", "score"],
            Self::Score => &["query", "document", "score"],
        };
        let is_number = |index: usize| parse_number(fields[index]).is_some();
        let missing = match count {
            5 if self != Self::Trec => None,
            5 if is_number(3) && is_number(4) => Some("tag"),
            5 if fields[1].eq_ignore_ascii_case(b"Q0") => Some("rank or the score"),
            5 if is_number(2) && is_number(3) => Some("Q0"),
            _ => None,
        };
        column_error(count, columns, missing)
    }
}

fn parse_rank(rank: &[u8]) -> Result<f64, Diagnostic> {
    match parse_number(rank) {
        Some(rank) if rank >= 1.0 && rank.fract() == 0.0 => Ok(rank),
        _ => {
            let text = super::shorten(&String::from_utf8_lossy(rank));
            let problem = format!("the rank `{text}` is not a whole number from 1 up");
            Err(Diagnostic::new(problem).hint("scores need a header, such as `query,docid,score`"))
        }
    }
}

/// Calls `take` with each result, in file order.
pub(super) fn read_lines(
    mut lines: LineReader,
    columns: RunLines,
    mut take: impl FnMut(RunResult<'_>) -> Result<(), Diagnostic>,
) -> Result<RunWarnings, Diagnostic> {
    let mut warnings =
        RunWarnings { has_ranks_only: columns == RunLines::Rank, ..RunWarnings::default() };
    let mut previous = PreviousResult::default();
    while let Some((number, line)) = lines.next()? {
        let taken = columns.parse(line, number).and_then(|(result, rank)| {
            let rank = parse_number(rank);
            if previous.query == result.query {
                previous.check(&result, rank, columns, &mut warnings)?;
            } else {
                replace(&mut previous.query, result.query);
            }
            replace(&mut previous.doc, result.doc);
            previous.rank = rank;
            previous.score = result.score;
            take(result)
        });
        taken.map_err(|error| lines.locate(error))?;
    }
    Ok(warnings)
}

/// The result on the line before, of any query.
#[derive(Default)]
struct PreviousResult {
    query: Vec<u8>,
    doc: Vec<u8>,
    rank: Option<f64>,
    score: f64,
}

impl PreviousResult {
    /// Compares ranks and scores with those of the next result of the same query.
    fn check(
        &self,
        next: &RunResult<'_>,
        rank: Option<f64>,
        columns: RunLines,
        warnings: &mut RunWarnings,
    ) -> Result<(), Diagnostic> {
        let is_count = self.score.total_cmp(&1.0).is_eq() && next.score.total_cmp(&2.0).is_eq();
        if columns == RunLines::Score && is_count {
            return Err(Diagnostic::new("the scores count up from 1 like ranks")
                .hint("name the columns in a header: query,docid,score or query,docid,rank"));
        }
        let (Some(before), Some(rank)) = (self.rank, rank) else {
            return Ok(());
        };
        if columns == RunLines::Rank && rank <= before {
            return Err(Diagnostic::new(format!("the rank {rank} follows {before}"))
                .cause("three columns are read as query, document and ascending rank")
                .hint("sort by query and rank: sort -k1,1 -k3,3n"));
        }
        if rank > before && next.score > self.score || rank < before && next.score < self.score {
            warnings.rank_against_score.get_or_insert(next.line);
        }
        if next.score.total_cmp(&self.score).is_eq() {
            // Equal scores are ordered by document id, the last one first.
            let is_first = next.doc > &*self.doc;
            if rank < before && !is_first || rank > before && is_first {
                warnings.rank_against_tie.get_or_insert(next.line);
            }
        }
        Ok(())
    }
}

fn replace(target: &mut Vec<u8>, bytes: &[u8]) {
    target.clear();
    target.extend_from_slice(bytes);
}
