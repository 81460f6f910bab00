//! Reads a recording, and refuses whatever `--record` would not write: a score that is taken from a line
//! half understood would pass for one that was given. Blank lines, CRLF and a byte order mark, which come
//! from editors and from version control, are no harm.

use std::collections::HashMap;
use std::io::{self, BufRead};
use std::sync::Arc;

use serde::{Deserialize, Deserializer};
use serde_json::error::Category;

use super::{Entry, Flaw, Hash, Head, Ranking, Recording, RecordingError};
use crate::client::Truncate;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(deserialize_with = "stated")]
    case: Option<String>,
    #[serde(deserialize_with = "stated")]
    model: Option<String>,
    #[serde(deserialize_with = "stated")]
    api: Option<String>,
    truncate: Cut,
    query: String,
    docs: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Cut {
    End,
    None,
}

/// A value that may be null and may not be missing.
pub(super) fn stated<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

impl Recording {
    /// Reads the recording that messages are to call `name`.
    ///
    /// # Errors
    /// It breaks off, holds no ranking, or a line of it is not what `--record` writes.
    pub fn read(name: &str, mut from: impl BufRead) -> Result<Self, RecordingError> {
        let broken = |cause: io::Error| RecordingError::Read {
            name: name.into(),
            cause,
        };
        let mut rankings: Vec<Arc<Ranking>> = Vec::new();
        let mut known = HashMap::new();
        let mut bytes = Vec::new();
        let mut number = 0;
        while from.read_until(b'\n', &mut bytes).map_err(broken)? > 0 {
            number += 1;
            let line = without_mark(&bytes, number);
            if !line.trim_ascii().is_empty() {
                let found = ranking(line).and_then(|ranking| {
                    let head = &ranking.head;
                    let key = (head.case.clone(), head.model.clone(), head.query.clone());
                    match known.insert(key, number) {
                        Some(earlier) => Err(Flaw::Repeated(earlier)),
                        None => Ok(ranking),
                    }
                });
                let ranking = found.map_err(|flaw| RecordingError::Bad {
                    name: name.into(),
                    line: number,
                    flaw,
                })?;
                rankings.push(Arc::new(Ranking {
                    line: number,
                    ..ranking
                }));
            }
            bytes.clear();
        }
        if rankings.is_empty() {
            return Err(RecordingError::Empty(name.into()));
        }
        Ok(Self::new(name.into(), rankings))
    }
}

/// A line without the byte order mark that the first one may have.
fn without_mark(line: &[u8], number: u64) -> &[u8] {
    let marked = line.strip_prefix(b"\xEF\xBB\xBF").filter(|_| number == 1);
    marked.unwrap_or(line)
}

fn ranking(line: &[u8]) -> Result<Ranking, Flaw> {
    let line: Line = serde_json::from_slice(line).map_err(|error| flaw(&error))?;
    let head = Head {
        case: line.case,
        model: line.model,
        api: line.api,
        truncate: match line.truncate {
            Cut::End => Truncate::End,
            Cut::None => Truncate::None,
        },
        query: line.query,
    };
    for Entry { id, hash, score } in &line.docs {
        match score {
            None if *hash != Hash::NOTHING => return Err(Flaw::NoScore((&**id).into())),
            Some(_) if *hash == Hash::NOTHING => return Err(Flaw::ScoreOfNothing((&**id).into())),
            _ => {}
        }
    }
    Ranking::new(head, line.docs).map_err(|twins| Flaw::TwoOfAnId(twins.id))
}

/// What the parser says of a line, without the position it adds, which is told apart.
fn flaw(error: &serde_json::Error) -> Flaw {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default().into();
    match error.classify() {
        Category::Eof => Flaw::CutOff,
        Category::Data => Flaw::NotARanking(words, error.column()),
        Category::Io | Category::Syntax => Flaw::NotJson(words, error.column()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"case":null,"model":"m","api":"nim","truncate":"end","query":"q","docs":[{"id":"a","hash":"af63dc4c8601ec8c","score":-0.0},{"id":"1","hash":"cbf29ce484222325","score":null}]}"#;

    fn read(text: impl AsRef<[u8]>) -> Result<Recording, RecordingError> {
        Recording::read("r.jsonl", text.as_ref())
    }

    fn flaw(text: impl AsRef<[u8]>) -> String {
        read(text).expect_err("refused").to_string()
    }

    #[test]
    fn what_is_written_is_read_and_written_the_same() {
        let scores = [1e-7, 5.410_156_25, 1.0 / 3.0, f64::MAX, -7.0, 1e21];
        let scores = scores.map(|score| serde_json::to_string(&score).expect("a number"));
        for score in scores {
            let line = LINE.replace("-0.0", &score) + "\n";
            let mut again = Vec::new();
            for ranking in read(&line).expect("sound").rankings() {
                ranking.write(&mut again).expect("memory takes it");
            }
            assert_eq!(String::from_utf8_lossy(&again), line);
        }
    }

    #[test]
    fn marks_of_editors_are_no_harm() {
        let other = LINE.replace("\"q\"", "\"other\"");
        let recording = read(format!("\u{feff}{LINE}\r\n\r\n{other}"));
        let recording = recording.expect("sound");
        let lines = recording.rankings().iter().map(|ranking| ranking.line);
        assert_eq!(lines.collect::<Vec<_>>(), [1, 3]);
        assert_eq!(recording.models(), [Some("m")]);
        assert_eq!(recording.rankings()[0].position("1"), Some(1));
    }

    #[test]
    fn what_is_no_ranking_is_refused() {
        let with = |from: &str, to: &str| flaw(LINE.replace(from, to));
        for (from, to) in [
            ("\"case\":null,", ""),
            ("\"api\":\"nim\",", ""),
            (",\"score\":null", ""),
            ("\"m\"", "7"),
            ("\"end\"", "\"start\""),
            ("{\"case\"", "{\"time\":1,\"case\""),
            ("{\"case\"", "{\"query\":\"\",\"case\""),
            ("af63dc4c", "AF63DC4C"),
            ("af63dc4c", "+f63dc4c"),
            ("\"id\":\"a\"", "\"id\":1"),
            ("-0.0", "\"1\""),
        ] {
            assert_eq!(
                with(from, to),
                "r.jsonl:1: not a line of a recording",
                "{to}"
            );
        }
        for (from, to) in [("-0.0", "NaN"), ("-0.0", "1e999"), ("}]}", "}]} x")] {
            let told = "r.jsonl:1: not a line of a recording: not JSON";
            assert_eq!(with(from, to), told, "{to}");
        }
        assert_eq!(with("}]}", "}]"), "r.jsonl:1: the recording is cut off");
        assert_eq!(
            with("\"1\"", "\"a\""),
            "r.jsonl:1: two documents have the id `a`"
        );
        assert_eq!(with("-0.0", "null"), "r.jsonl:1: document `a` has no score");
        let told = "r.jsonl:1: document `1` is blank and has a score";
        assert_eq!(with("null}]", "0}]"), told);
        let told = "r.jsonl:3: the same case, model and query as on line 1";
        assert_eq!(flaw(format!("{LINE}\n\n{LINE}\n")), told);
        assert_eq!(flaw("\n \n"), "r.jsonl: the recording is empty");
        let told = "r.jsonl:1: not a line of a recording: not JSON";
        assert_eq!(flaw(b"\xFF\xFE{"), told);
    }
}
