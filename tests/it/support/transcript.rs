//! What is written down of a run, and how it is compared.

use std::cmp::Reverse;
use std::fmt;

use super::nim::Seen;

/// All that came of one run.
pub struct Transcript {
    pub command: String,
    /// None when a signal ended it.
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// What the service was asked, in order of arrival.
    pub requests: Vec<Seen>,
    /// What differs from run to run, and what stands for it.
    pub(super) shown_as: Vec<(String, &'static str)>,
}

impl Transcript {
    /// Standard output, which must be UTF-8.
    #[track_caller]
    pub fn stdout_str(&self) -> &str {
        self.text_of(&self.stdout, "stdout")
    }

    /// Standard error, which must be UTF-8.
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

    /// Fails unless the program ended with this code.
    #[track_caller]
    pub fn code(&self, expected: i32) -> &Self {
        assert!(self.code == Some(expected), "not code {expected}\n{self}");
        self
    }

    /// Compares the whole text form with a snapshot, usually written in place
    /// as `str![]`; `SNAPSHOTS=overwrite` writes what came instead.
    #[track_caller]
    pub fn is(&self, expected: impl snapbox::IntoData) {
        // A backslash is part of what is compared, not a way to write a slash.
        let assert = snapbox::Assert::new().normalize_paths(false);
        assert
            .action_env("SNAPSHOTS")
            .eq(self.to_string(), expected);
    }

    /// A text with what differs from run to run replaced.
    fn stable(&self, text: &str) -> String {
        let replace = |text: String, (from, to): &(String, &str)| text.replace(from, to);
        self.shown_as.iter().fold(text.to_owned(), replace)
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
        // Requests sent at the same time arrive in any order.
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
