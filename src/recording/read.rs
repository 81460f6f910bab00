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
