//! What has been found so far: told at once as text, or in the end as JSON, and the code that comes of it.

use std::time::Duration;

use anyhow::Result;

use super::probe::Answer;
use super::suggestion;
use crate::client::ClientError;
use crate::error::{self, Error, Told};
use crate::exit::Exit;
use crate::output::Target;
use crate::plan::Masked;
use crate::report::doctor::{Finding, Findings, Status};

/// The steps, in their order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Endpoint,
    Connection,
    Tls,
    Health,
    Key,
    Model,
    Api,
    Score,
}

impl Step {
    const ALL: [Self; 8] = [
        Self::Endpoint,
        Self::Connection,
        Self::Tls,
        Self::Health,
        Self::Key,
        Self::Model,
        Self::Api,
        Self::Score,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoint",
            Self::Connection => "connection",
            Self::Tls => "tls",
            Self::Health => "health",
            Self::Key => "key",
            Self::Model => "model",
            Self::Api => "api",
            Self::Score => "score",
        }
    }
}

/// The findings.
pub(super) struct Chart {
    json: bool,
    findings: Findings,
    /// The first step that failed, and who has to act on it.
    failed: Option<(Step, Exit)>,
    /// What is said of a command that works.
    works: Option<String>,
}

impl Chart {
    pub(super) const fn new(json: bool) -> Self {
        Self {
            json,
            findings: Findings {
                steps: Vec::new(),
                command: None,
                masked: false,
            },
            failed: None,
            works: None,
        }
    }

    pub(super) fn ok(&mut self, step: Step, text: &str) -> Result<()> {
        self.add(finding(step, Status::Ok, text))
    }

    pub(super) fn skipped(&mut self, step: Step, text: &str) -> Result<()> {
        self.add(finding(step, Status::Skipped, text))
    }

    pub(super) fn timed(&mut self, step: Step, text: &str, time: Duration) -> Result<()> {
        self.add(Finding {
            ms: Some(time.as_secs_f64() * 1e3),
            ..finding(step, Status::Ok, text)
        })
    }

    /// A score came back, of this kind.
    pub(super) fn scored(&mut self, answer: &Answer, kind: &str) -> Result<()> {
        let text = format!("{} ({kind}) for one document", answer.score);
        self.timed(Step::Score, &text, answer.time)
    }

    /// A step failed. Those before it that were not taken are named first.
    pub(super) fn failed(&mut self, step: Step, told: Told) -> Result<()> {
        self.miss(Step::ALL.into_iter().take_while(|other| *other != step))?;
        self.failed.get_or_insert((step, told.exit));
        self.add(Finding {
            cause: told.cause,
            hint: told.hint,
            ..finding(step, Status::Fail, &told.words)
        })
    }

    /// A call failed; there is no reason to go on.
    pub(super) fn failed_call(&mut self, step: Step, error: ClientError) -> Result<bool> {
        self.failed(step, error::told(&Error::Call(error, None).into()))?;
        Ok(false)
    }

    /// Names those of these steps that were not taken, because of one that failed.
    fn miss(&mut self, steps: impl Iterator<Item = Step>) -> Result<()> {
        let Some((failed, _)) = self.failed else {
            return Ok(());
        };
        let why = format!("it needs the {}", failed.name());
        for step in steps {
            let mut taken = self.findings.steps.iter();
            if !taken.any(|found| found.step == step.name()) {
                self.skipped(step, &why)?;
            }
        }
        Ok(())
    }

    /// A command is known that works.
    pub(super) fn works(&mut self, command: Masked) {
        self.works = Some(suggestion::praise(&command));
        self.findings.command = Some(command.text);
        self.findings.masked = command.hides;
    }

    /// Names the steps that were not taken, and tells what is left to tell.
    pub(super) fn finish(mut self) -> Result<Exit> {
        self.miss(Step::ALL.into_iter())?;
        let findings = &self.findings;
        let written = Target::Stdout.write(|out| {
            match &self.works {
                _ if self.json => findings.write(out)?,
                Some(works) => writeln!(out, "\n{works}")?,
                None => {}
            }
            Ok(out.flush()?)
        });
        written.map_err(Error::Output)?;
        Ok(self.failed.map_or(Exit::Success, |(_, exit)| exit))
    }

    fn add(&mut self, finding: Finding) -> Result<()> {
        if !self.json {
            let written = Target::Stdout.write(|out| {
                finding.write(out)?;
                Ok(out.flush()?)
            });
            written.map_err(Error::Output)?;
        }
        self.findings.steps.push(finding);
        Ok(())
    }
}

fn finding(step: Step, status: Status, text: &str) -> Finding {
    Finding {
        step: step.name(),
        status,
        text: text.into(),
        cause: None,
        hint: None,
        ms: None,
    }
}
