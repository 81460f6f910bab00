//! The checks of `doctor`: printed as text while they are made, or as one JSON document at the end.

use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use super::suggestion;
use crate::client::{ClientError, SEE_DOCTOR};
use crate::command::write_report;
use crate::diagnostic::Diagnostic;
use crate::error::{self, Error};
use crate::exit::Exit;
use crate::output::Target;
use crate::plan::Masked;
use crate::sanitize::{harmless, line};

/// The longest text of a check, in columns.
const MAX_COLUMNS: usize = 400;

/// The parts of a request that are checked, in order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
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

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum CheckStatus {
    Ok,
    Fail,
    Skipped,
}

/// The result of one step. Text, cause and hint can hold untrusted text.
#[derive(Serialize)]
struct StepResult {
    step: Step,
    status: CheckStatus,
    text: String,
    cause: Option<String>,
    hint: Option<String>,
    /// Duration in milliseconds, where it is of interest.
    ms: Option<f64>,
}

#[derive(Serialize)]
pub(super) struct Checklist {
    #[serde(skip)]
    is_json: bool,
    steps: Vec<StepResult>,
    /// A command that works, if one was found.
    command: Option<String>,
    /// True if the command holds `***` in place of a possible secret.
    masked: bool,
    /// The first step that failed, and the exit code that it implies.
    #[serde(skip)]
    failed: Option<(Step, Exit)>,
    /// The command as text output introduces it.
    #[serde(skip)]
    suggestion: Option<String>,
}

impl Checklist {
    pub(super) const fn new(is_json: bool) -> Self {
        Self {
            is_json,
            steps: Vec::new(),
            command: None,
            masked: false,
            failed: None,
            suggestion: None,
        }
    }

    pub(super) fn ok(&mut self, step: Step, text: &str) -> Result<()> {
        self.add(StepResult::new(step, CheckStatus::Ok, text))
    }

    pub(super) fn skipped(&mut self, step: Step, text: &str) -> Result<()> {
        self.add(StepResult::new(step, CheckStatus::Skipped, text))
    }

    pub(super) fn timed(&mut self, step: Step, text: &str, time: Duration) -> Result<()> {
        self.add(StepResult {
            ms: Some(time.as_secs_f64() * 1e3),
            ..StepResult::new(step, CheckStatus::Ok, text)
        })
    }

    /// Adds a step that failed because of the user.
    pub(super) fn failed(&mut self, step: Step, failure: &Diagnostic) -> Result<()> {
        self.fail(step, failure, Exit::UserError)
    }

    /// Adds a step that failed because of any error.
    pub(super) fn failed_with(&mut self, step: Step, error: &anyhow::Error) -> Result<()> {
        let (failure, exit) = error::describe(error);
        self.fail(step, &failure, exit)
    }

    /// Adds a step that failed because of a call.
    pub(super) fn failed_call(&mut self, step: Step, error: ClientError) -> Result<()> {
        let exit = error.exit();
        let failure = Error::Call(error, None).diagnostic();
        let hint = failure.get_hint().map(|hint| hint.replace(SEE_DOCTOR, ""));
        self.fail(step, &failure.maybe_hint(hint), exit)
    }

    /// Adds a failed step, after the steps before it that were not reached.
    fn fail(&mut self, step: Step, failure: &Diagnostic, exit: Exit) -> Result<()> {
        self.skip_unreached(Some(step))?;
        self.failed.get_or_insert((step, exit));
        self.add(StepResult {
            cause: failure.get_cause().map(line),
            hint: failure.get_hint().map(line),
            ..StepResult::new(step, CheckStatus::Fail, &line(&failure.to_string()))
        })
    }

    pub(super) fn suggest(&mut self, command: Masked) {
        self.suggestion = Some(suggestion::introduce(&command));
        self.masked = command.hides;
        self.command = Some(command.text);
    }

    /// Adds the steps that were not reached and prints the rest of the report. Returns the exit code.
    pub(super) fn finish(mut self) -> Result<Exit> {
        self.skip_unreached(None)?;
        let written = write_report(Target::open(None)?, self.is_json, |out| {
            match &self.suggestion {
                _ if self.is_json => {
                    serde_json::to_writer(&mut *out, &self).map_err(std::io::Error::from)?;
                    writeln!(out)?;
                }
                Some(suggestion) => writeln!(out, "\n{suggestion}")?,
                None => {}
            }
            out.flush()
        });
        written?;
        Ok(self.failed.map_or(Exit::Success, |(_, exit)| exit))
    }

    /// Adds the missing steps up to `end` as skipped because of the first that failed.
    fn skip_unreached(&mut self, end: Option<Step>) -> Result<()> {
        let Some((failed, _)) = self.failed else {
            return Ok(());
        };
        let reason = format!("not checked: the {} check failed", failed.name());
        for step in Step::ALL {
            if end.is_none_or(|end| step < end)
                && !self.steps.iter().any(|result| result.step == step)
            {
                self.skipped(step, &reason)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, result: StepResult) -> Result<()> {
        if !self.is_json {
            let written = Target::open(None)?.write(|out| {
                out.write_all(result.to_text().as_bytes())?;
                out.flush()
            });
            written?;
        }
        self.steps.push(result);
        Ok(())
    }
}

impl StepResult {
    fn new(step: Step, status: CheckStatus, text: &str) -> Self {
        Self { step, status, text: text.into(), cause: None, hint: None, ms: None }
    }

    fn to_text(&self) -> String {
        let status = match self.status {
            CheckStatus::Ok => "ok",
            CheckStatus::Fail => "FAIL",
            CheckStatus::Skipped => "skipped",
        };
        let text = harmless(&self.text, MAX_COLUMNS);
        let mut lines = format!("{status:<8} {:<10}  {text}", self.step.name());
        if let Some(ms) = self.ms {
            lines += &format!(", {ms:.1} ms");
        }
        for (name, value) in [("cause", &self.cause), ("hint", &self.hint)] {
            if let Some(value) = value {
                lines += &format!("\n{:21}{name}: {}", "", harmless(value, MAX_COLUMNS));
            }
        }
        lines + "\n"
    }
}
