//! Reads recordings. Blank lines, CRLF and objects over several lines, as editors and `jq` write them, are
//! accepted.

use std::io::{self, BufRead};

use super::Recording;
use super::parse::RankingList;
use crate::diagnostic::Diagnostic;
use crate::os_error;
use crate::source::Source;

const RECORD_HINT: &str = "`--record` makes one";

impl Recording {
    /// Reads a recording from a file or standard input.
    ///
    /// # Errors
    /// As [`Recording::read`], and a source that cannot be opened.
    pub fn load(source: &Source) -> Result<Self, Diagnostic> {
        let name = source.name();
        let stream = source.open().map_err(|error| match error.get_hint() {
            Some(_) => error,
            None => Diagnostic::new("cannot read the recording")
                .at(&*name)
                .cause(error.problem())
                .maybe_hint(source.is_missing().then(|| RECORD_HINT.into())),
        })?;
        Self::read(&name, 0, stream)
    }

    /// Reads a recording that messages call `name`, of which `lines_before` lines are already read.
    ///
    /// # Errors
    /// The stream fails, there is no ranking, or a line is not what `--record` writes.
    pub fn read(
        name: &str,
        lines_before: u64,
        mut stream: impl BufRead,
    ) -> Result<Self, Diagnostic> {
        let io_error = |error: io::Error| {
            Diagnostic::new("cannot read the recording").at(name).cause(os_error::words(&error))
        };
        let mut rankings = RankingList::new(name);
        let mut bytes = Vec::new();
        let mut number = lines_before;
        while stream.read_until(b'\n', &mut bytes).map_err(io_error)? > 0 {
            number += 1;
            if !bytes.trim_ascii().is_empty() {
                match serde_json::from_slice(bytes.trim_ascii_end()) {
                    Ok(line) => rankings.add(line, number)?,
                    Err(error) if error.is_eof() => {
                        stream.read_to_end(&mut bytes).map_err(io_error)?;
                        rankings.add_values(&bytes, number)?;
                        break;
                    }
                    Err(error) => return Err(rankings.invalid(&error, number)),
                }
            }
            bytes.clear();
        }
        if rankings.rankings.is_empty() {
            return Err(Diagnostic::new("the recording is empty").at(name).hint(RECORD_HINT));
        }
        Ok(Self::new(name.into(), rankings.rankings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"case":null,"model":"m","api":"nim","truncate":"end","query":"q","docs":[{"id":"a","hash":"af63dc4c8601ec8c","score":-0.0},{"id":"1","hash":"cbf29ce484222325","score":null}]}"#;

    fn read(text: impl AsRef<[u8]>) -> Result<Recording, Diagnostic> {
        Recording::read("r.jsonl", 0, text.as_ref())
    }

    fn problem(text: impl AsRef<[u8]>) -> String {
        read(text).expect_err("refused").to_string()
    }

    #[test]
    fn a_recording_read_and_written_has_the_same_bytes() {
        let scores = [1e-7, 5.410_156_25, 1.0 / 3.0, f64::MAX, -7.0, 1e21];
        let scores = scores.map(|score| serde_json::to_string(&score).expect("a number"));
        for score in scores {
            let line = LINE.replace("-0.0", &score) + "\n";
            let mut again = Vec::new();
            for ranking in read(&line).expect("valid").rankings() {
                ranking.write(&mut again).expect("memory takes it");
            }
            assert_eq!(String::from_utf8_lossy(&again), line);
        }
    }

    #[test]
    fn blank_lines_and_crlf_are_accepted() {
        let other = LINE.replace("\"q\"", "\"other\"");
        let recording = read(format!("{LINE}\r\n\r\n{other}"));
        let recording = recording.expect("valid");
        let lines = recording.rankings().iter().map(|ranking| ranking.line);
        assert_eq!(lines.collect::<Vec<_>>(), [1, 3]);
        assert_eq!(recording.models(), [Some("m")]);
        assert_eq!(recording.rankings()[0].position("1"), Some(1));
    }

    #[test]
    fn lines_that_record_does_not_write_are_refused() {
        let with = |from: &str, to: &str| problem(LINE.replace(from, to));
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
            assert_eq!(with(from, to), "r.jsonl:1: not a line of a recording", "{to}");
        }
        for (from, to) in [("-0.0", "NaN"), ("-0.0", "1e999"), ("}]}", "}]} x")] {
            let message = "r.jsonl:1: not a line of a recording: not JSON";
            assert_eq!(with(from, to), message, "{to}");
        }
        assert_eq!(with("}]}", "}]"), "r.jsonl:1: the recording is cut off");
        assert_eq!(with("\"1\"", "\"a\""), "r.jsonl:1: two documents have the id `a`");
        assert_eq!(with("-0.0", "null"), "r.jsonl:1: document `a` has no score");
        let message = "r.jsonl:1: document `1` is blank and has a score";
        assert_eq!(with("null}]", "0}]"), message);
        let message = "r.jsonl:3: the same case, model and query as on line 1";
        assert_eq!(problem(format!("{LINE}\n\n{LINE}\n")), message);
        assert_eq!(problem("\n \n"), "r.jsonl: the recording is empty");
        let message = "r.jsonl:1: not a line of a recording: not JSON";
        assert_eq!(problem(b"\xFF\xFE{"), message);
    }
}
