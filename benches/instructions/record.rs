//! The record: the compiler, target and C library with which it was made, and the instructions of each run.

use std::fmt::Write as _;
use std::io;
use std::process::Command;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions/record.tsv");

pub struct Record {
    /// The compiler, the target and the C library.
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

/// Returns the versions of the compiler and of the C library, and the target.
pub fn environment() -> String {
    let rustc =
        output(Command::new(std::env::var_os("RUSTC").unwrap_or("rustc".into())).arg("-vV"));
    let library = output(Command::new("getconf").arg("GNU_LIBC_VERSION"));
    let value = |name| rustc.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("?");
    let library = library.lines().next().unwrap_or("unknown C library");
    format!("rustc {} {} {library}", value("release: "), value("host: "))
}

/// Returns what a command prints; nothing if it cannot be run.
fn output(command: &mut Command) -> String {
    let output = command.output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}
