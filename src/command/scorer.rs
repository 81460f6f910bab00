//! Builds the scorer of a plan: the built-in one, or a service with retries and splitting.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::notify;
use crate::client::{self, Bm25, ClientError, Limits, OnFailure, Remote, Retry, Scorer, Split};
use crate::diagnostic::Diagnostic;
use crate::model::RunInfo;
use crate::plan::{MessageSettings, ServicePlan};
use crate::progress;

/// Waits from this on are reported without `--verbose` too, since nothing else happens meanwhile.
const LONG_WAIT: Duration = Duration::from_secs(5);

/// A scorer, with what is known about the service behind it.
pub(super) struct ScorerHandle {
    pub(super) scorer: Arc<dyn Scorer>,
    pub(super) limits: Limits,
    pub(super) concurrency: usize,
    /// `None` means the built-in scorer.
    pub(super) remote: Option<Arc<Remote>>,
}

impl ScorerHandle {
    /// Creates the scorer of `service`; `None` means the built-in scorer.
    pub(super) fn new(
        service: Option<&ServicePlan>,
        on_failure: OnFailure,
        messages: MessageSettings,
    ) -> Self {
        match service {
            Some(service) => Self::remote(service, on_failure, messages),
            None => {
                Self { scorer: Arc::new(Bm25), limits: Limits::NONE, concurrency: 1, remote: None }
            }
        }
    }

    fn remote(service: &ServicePlan, on_failure: OnFailure, messages: MessageSettings) -> Self {
        let remote = Arc::new(Remote::new(service.settings.clone()));
        let retries = service.retry_policy.retries;
        let scorer = Split::new(Retry::new(
            Arc::clone(&remote),
            service.retry_policy,
            service.concurrency,
            service.rpm,
            on_failure,
            Box::new(move |error, retry, wait| {
                let reason = match error.failure.status {
                    Some(status) => status.to_string(),
                    None => error.failure.to_string(),
                };
                progress::show_wait(&reason, retry, retries, wait);
                report_wait(messages, error, wait);
            }),
        ));
        Self {
            scorer: Arc::new(scorer),
            limits: service.limits,
            concurrency: service.concurrency,
            remote: Some(remote),
        }
    }

    /// Returns the origin of the scores of a run that took so many tokens.
    pub(super) fn run_info(&self, tokens: Option<u64>) -> RunInfo {
        let requests = self.remote.as_ref().map_or(0, |remote| remote.requests());
        let settings = self.remote.as_ref().map(|remote| &remote.settings);
        RunInfo {
            model: match &self.remote {
                Some(remote) => remote.model(),
                None => Some(Bm25::MODEL.into()),
            },
            api: settings.map(|settings| settings.api.name.into()),
            endpoint: settings.map(|settings| client::shown_url(&settings.url)),
            requests,
            tokens: tokens.filter(|_| requests > 0),
            passages: None,
            prefiltered: None,
            is_unbounded: self.remote.as_ref().is_some_and(|remote| remote.has_unbounded_scores()),
        }
    }

    /// Prints what the user should know about the service.
    pub(super) fn print_notice(&self, messages: MessageSettings) {
        if let Some(notice) = self.remote.as_ref().and_then(|remote| remote.notice()) {
            notify(messages.warn, &format!("warning: {notice}"));
        }
    }
}

/// Returns the error of a run that could not start a thread.
pub(super) fn thread_error(cause: &io::Error) -> Diagnostic {
    Diagnostic::io("cannot start a thread", cause)
        .hint("raise the limit of processes: `ulimit -u`, or the pids limit of the container")
}

fn report_wait(messages: MessageSettings, error: &ClientError, wait: Duration) {
    let is_long = messages.warn && wait >= LONG_WAIT;
    let (failure, wait) = (&error.failure, wait.as_secs_f64());
    notify(messages.verbose || is_long, &format!("{failure}; retrying in {wait:.1} s"));
}
