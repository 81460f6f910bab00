//! The transcript of a run and its comparison with a snapshot.

use std::cmp::Reverse;
use std::fmt;

use super::nim::Seen;

pub struct Transcript {
    pub command: String,
    /// `None` if a signal ended it.
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// Requests to the service, in order of arrival.
    pub requests: Vec<Seen>,
    /// Texts that differ from run to run, and their placeholders.
    pub(super) placeholders: Vec<(String, &'static str)>,
}

impl Transcript {
    /// Returns stdout, which must be UTF-8.
    #[track_caller]
    pub fn stdout_str(&self) -> &str {
        self.text_of(&self.stdout, "stdout")
    }

    /// Returns stderr, which must be UTF-8.
    #[track_caller]
    pub fn stderr_str(&self) -> &str {
        self.text_of(&self.stderr, "stderr")
    }

    #[track_caller]
    fn text_of<'a>(&self, bytes: &'a [u8], name: &str) -> &'a str {
        match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => panic!("{name} is not UTF-8: {error}\n{self}"),
        }
    }

    /// Fails unless the exit code is this one.
    #[track_caller]
    pub fn code(&self, expected: i32) -> &Self {
        assert!(self.code == Some(expected), "exit code is not {expected}\n{self}");
        self
    }

    /// Compares the transcript with a snapshot, usually an inline `str![]`; `SNAPSHOTS=overwrite` updates it.
    #[track_caller]
    pub fn is(&self, expected: impl snapbox::IntoData) {
        // Backslashes are compared, not normalized to slashes.
        let assert = snapbox::Assert::new().normalize_paths(false);
        assert.action_env("SNAPSHOTS").eq(self.to_string(), expected);
    }

    /// Replaces texts that differ from run to run.
    fn stable(&self, text: &str) -> String {
        let replace = |text: String, (from, to): &(String, &str)| text.replace(from, to);
        self.placeholders.iter().fold(text.to_owned(), replace)
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ {}", self.stable(&self.command))?;
        match self.code {
            Some(code) => writeln!(f, "[code {code}]")?,
            None => writeln!(f, "[no code]")?,
        }
        for (name, bytes) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if bytes.is_empty() {
                continue;
            }
            let text = self.stable(&String::from_utf8_lossy(bytes));
            writeln!(f, "-- {name}")?;
            f.write_str(&text)?;
            if !text.ends_with('\n') {
                f.write_str("\n[no newline at the end]\n")?;
            }
        }
        let mut requests: Vec<_> = self.requests.iter().collect();
        // Concurrent requests arrive in any order.
        requests.sort_by_cached_key(|seen| {
            let passages = seen.passages();
            let count = Reverse(passages.len());
            (seen.path.clone(), count, passages.into_iter().next())
        });
        if !requests.is_empty() {
            writeln!(f, "-- requests")?;
        }
        requests.iter().try_for_each(|seen| writeln!(f, "{seen}"))
    }
}
