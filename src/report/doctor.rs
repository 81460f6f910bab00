//! Findings about a service, as lines of text or as JSON.

use std::io::{self, Write};

use serde::Serialize;

use crate::sanitize::harmless;

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// As it should.
    Ok,
    /// Not as it should.
    Fail,
    /// It was not taken, or says nothing.
    Skipped,
}

/// What was found in one step.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// The name of the step.
    pub step: &'static str,
    /// How it went.
    pub status: Status,
    /// What was found; may come from the service in part.
    pub text: String,
    /// The service's or the system's own words for what is wrong.
    pub cause: Option<String>,
    /// The one thing to try.
    pub hint: Option<String>,
    /// How many milliseconds it took, where that says something.
    pub ms: Option<f64>,
}

/// What was found in all of them.
#[derive(Debug, Serialize)]
pub struct Findings {
    /// The steps, in the order they were taken.
    pub steps: Vec<Finding>,
    /// A command that works; none if none is known.
    pub command: Option<String>,
    /// Whether `***` stands in the command for what may be a secret.
    pub masked: bool,
}

/// The longest text of a finding, in columns.
const LONGEST: usize = 400;

impl Finding {
    /// Writes it as lines.
    ///
    /// # Errors
    /// The bytes cannot be written.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let status = match self.status {
            Status::Ok => "ok",
            Status::Fail => "FAIL",
            Status::Skipped => "skipped",
        };
        let text = harmless(&self.text, LONGEST);
        write!(out, "{status:<8} {:<10}  {text}", self.step)?;
        if let Some(ms) = self.ms {
            write!(out, ", {ms:.1} ms")?;
        }
        writeln!(out)?;
        for (name, words) in [("cause", &self.cause), ("hint", &self.hint)] {
            if let Some(words) = words {
                writeln!(out, "{:21}{name}: {}", "", harmless(words, LONGEST))?;
            }
        }
        Ok(())
    }
}

impl Findings {
    /// Writes them as one JSON document.
    ///
    /// # Errors
    /// The bytes cannot be written.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        out.write_all(b"\n")
    }
}
