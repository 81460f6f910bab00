//! Parses the objects of a recording, and refuses whatever `--record` would not write: a score from a line that
//! is only half understood could be the wrong one.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Deserializer};
use serde_json::error::Category;

use super::{Hash, RankingHeader, RecordedDocument, RecordedRanking};
use crate::client::Truncate;
use crate::diagnostic::Diagnostic;
use crate::json;
use crate::window::WindowSettings;

const RECORD_AGAIN_HINT: &str = "record it again with `--record`";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordingLine {
    #[serde(deserialize_with = "required_nullable")]
    case: Option<String>,
    #[serde(deserialize_with = "required_nullable")]
    model: Option<String>,
    #[serde(deserialize_with = "required_nullable")]
    api: Option<String>,
    truncate: Truncate,
    window: Option<usize>,
    overlap: Option<usize>,
    query: String,
    docs: Vec<RecordedDocument>,
}

/// Deserializes a value that can be null but not absent.
pub(super) fn required_nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

pub(super) struct RankingList<'a> {
    name: &'a str,
    pub(super) rankings: Vec<Arc<RecordedRanking>>,
    /// The line of each case, model and query.
    lines: HashMap<(Option<String>, Option<String>, String), u64>,
}

impl<'a> RankingList<'a> {
    pub(super) fn new(name: &'a str) -> Self {
        Self { name, rankings: Vec::new(), lines: HashMap::new() }
    }

    /// Adds all objects of a text that begins on line `first`.
    pub(super) fn add_values(&mut self, text: &[u8], first: u64) -> Result<(), Diagnostic> {
        let mut values = serde_json::Deserializer::from_slice(text).into_iter();
        let (mut start, mut line) = (0, first);
        loop {
            let blank = text[start..].iter().take_while(|byte| byte.is_ascii_whitespace());
            let end = start + blank.count();
            line += newlines(&text[start..end]);
            match values.next() {
                None => return Ok(()),
                Some(Ok(value)) => self.add(value, line)?,
                // A line that is cut off, with others after it.
                Some(Err(error)) if error.is_syntax() && end == 0 => {
                    return Err(self.cut_off(line));
                }
                Some(Err(error)) if error.is_eof() => return Err(self.cut_off(line)),
                Some(Err(error)) => {
                    let line = first + error.line() as u64 - 1;
                    return Err(self.invalid(&error, line));
                }
            }
            start = values.byte_offset();
            line += newlines(&text[end..start]);
        }
    }

    pub(super) fn add(&mut self, line: RecordingLine, number: u64) -> Result<(), Diagnostic> {
        let ranking = self.to_ranking(line, number)?;
        let header = &ranking.header;
        let key = (header.case.clone(), header.model.clone(), header.query.clone());
        if let Some(earlier) = self.lines.insert(key, number) {
            let problem = format!("the same case, model and query as on line {earlier}");
            return Err(self.diagnostic(number, &problem).hint("keep one of the two lines"));
        }
        self.rankings.push(Arc::new(ranking));
        Ok(())
    }

    /// Converts a line, and refuses what `--record` would not write.
    pub(super) fn to_ranking(
        &self,
        line: RecordingLine,
        number: u64,
    ) -> Result<RecordedRanking, Diagnostic> {
        let record_again =
            |problem: String| Err(self.diagnostic(number, &problem).hint(RECORD_AGAIN_HINT));
        let window = match (line.window, line.overlap) {
            (None, None) => None,
            (Some(words), Some(overlap)) if overlap < words => {
                Some(WindowSettings { words, overlap })
            }
            _ => {
                return record_again("`window` and `overlap` are not a pair of valid sizes".into());
            }
        };
        let header = RankingHeader {
            case: line.case,
            model: line.model,
            api: line.api,
            truncate: line.truncate,
            window,
            query: line.query,
        };
        for RecordedDocument { id, hash, score, .. } in &line.docs {
            match score {
                None if *hash != Hash::NOTHING => {
                    return record_again(format!("document `{id}` has no score"));
                }
                Some(_) if *hash == Hash::NOTHING => {
                    return record_again(format!("document `{id}` is blank and has a score"));
                }
                _ => {}
            }
        }
        let mut ranking = match RecordedRanking::new(header, line.docs) {
            Ok(ranking) => ranking,
            Err(duplicate) => {
                return record_again(format!("two documents have the id `{}`", duplicate.id));
            }
        };
        ranking.line = number;
        Ok(ranking)
    }

    fn diagnostic(&self, line: u64, problem: &str) -> Diagnostic {
        Diagnostic::new(problem).at(format!("{}:{line}", self.name))
    }

    fn cut_off(&self, line: u64) -> Diagnostic {
        self.diagnostic(line, "the recording is cut off").hint(RECORD_AGAIN_HINT)
    }

    pub(super) fn invalid(&self, error: &serde_json::Error, line: u64) -> Diagnostic {
        let problem = match error.classify() {
            Category::Data => "not a line of a recording",
            _ => "not a line of a recording: not JSON",
        };
        self.diagnostic(line, problem)
            .cause(format!("{} at column {}", json::reason(error), error.column()))
            .hint("a recording is what `--record` writes")
    }
}

fn newlines(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}
