//! The record: the compiler and target with which it was made, and the instructions of each run.

use std::fmt::Write as _;
use std::io;
use std::process::Command;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions/record.tsv");

pub struct Record {
    /// The compiler and the target.
    pub environment: String,
    counts: Vec<(String, u64)>,
}

impl Record {
    /// Reads the record; its first line is the environment, each other one a name and a count.
    pub fn read() -> io::Result<Self> {
        let text = std::fs::read_to_string(PATH)?;
        let mut lines = text.lines();
        let environment = lines.next().unwrap_or_default().to_owned();
        let parse = |line: &str| {
            let (name, count) = line.split_once('\t')?;
            Some((name.to_owned(), count.parse().ok()?))
        };
        let counts = lines.map(parse).collect::<Option<_>>();
        let counts = counts.ok_or_else(|| io::Error::other(format!("{PATH}: bad line")))?;
        Ok(Self { environment, counts })
    }

    pub fn count(&self, name: &str) -> Option<u64> {
        self.counts.iter().find(|(known, _)| known == name).map(|(_, count)| *count)
    }

    /// Returns a record with these counts; those of other runs stay if they are from the same environment.
    pub fn updated(mut self, environment: String, counts: &[(&'static str, u64)]) -> Self {
        if self.environment != environment {
            self = Self { environment, counts: Vec::new() };
        }
        for (name, count) in counts {
            match self.counts.iter_mut().find(|(known, _)| known == name) {
                Some((_, old)) => *old = *count,
                None => self.counts.push(((*name).to_owned(), *count)),
            }
        }
        self
    }

    pub fn write(&self) -> io::Result<()> {
        let mut text = format!("{}\n", self.environment);
        for (name, count) in &self.counts {
            writeln!(text, "{name}\t{count}").expect("strings take writes");
        }
        std::fs::write(PATH, text)
    }
}

/// Returns the version of the compiler and its target.
pub fn environment() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let text = text.unwrap_or_default();
    let value = |name| text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("?");
    format!("rustc {} {}", value("release: "), value("host: "))
}
