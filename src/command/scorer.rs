//! Builds the scorer of a plan: the built-in one, or a service with retries, splitting and passthrough.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::notify;
use crate::client::{
    self, Bm25, ClientError, Limits, OnFailure, Passthrough, Remote, Retry, Scorer, Split,
};
use crate::diagnostic::Diagnostic;
use crate::model::RunInfo;
use crate::plan::{MessageSettings, ServicePlan};
use crate::progress;

/// Waits from this on are reported without `--verbose` too, since nothing else happens meanwhile.
const LONG_WAIT: Duration = Duration::from_secs(5);

/// The effect of a failure of the service on the rest of a run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AfterFailure {
    /// The run ends.
    Stop,
    /// The rest of the documents gets no scores, without further requests.
    Passthrough,
    /// Other queries are scored, without retries while the service is down.
    Continue,
    /// Other queries are scored as if there were no others.
    Independent,
}

type SplittingScorer = Split<Retry<Arc<Remote>>>;

/// A scorer, with what is known about the service behind it.
pub(super) struct ScorerHandle {
    pub(super) scorer: Arc<dyn Scorer>,
    pub(super) limits: Limits,
    pub(super) concurrency: usize,
    /// `None` means the built-in scorer.
    pub(super) remote: Option<Arc<Remote>>,
    passthrough: Option<Arc<Passthrough<SplittingScorer>>>,
    api: Option<String>,
    endpoint: Option<String>,
}

impl ScorerHandle {
    /// Creates the scorer of `service`; `None` means the built-in scorer.
    pub(super) fn new(
        service: Option<&ServicePlan>,
        after_failure: AfterFailure,
        messages: MessageSettings,
    ) -> Self {
        match service {
            Some(service) => Self::remote(service, after_failure, messages),
            None => Self {
                scorer: Arc::new(Bm25),
                limits: Limits::NONE,
                concurrency: 1,
                remote: None,
                passthrough: None,
                api: None,
                endpoint: None,
            },
        }
    }

    fn remote(
        service: &ServicePlan,
        after_failure: AfterFailure,
        messages: MessageSettings,
    ) -> Self {
        let remote = Arc::new(Remote::new(service.settings.clone()));
        let on_failure = match after_failure {
            AfterFailure::Stop | AfterFailure::Passthrough => OnFailure::Stop,
            AfterFailure::Continue => OnFailure::Continue,
            AfterFailure::Independent => OnFailure::Independent,
        };
        let retries = service.retry_policy.retries;
        let splitting = Split::new(Retry::new(
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
        let (scorer, passthrough): (Arc<dyn Scorer>, _) =
            if after_failure == AfterFailure::Passthrough {
                let passthrough = Arc::new(Passthrough::new(splitting));
                (Arc::clone(&passthrough) as _, Some(passthrough))
            } else {
                (Arc::new(splitting), None)
            };
        Self {
            scorer,
            limits: service.limits,
            concurrency: service.concurrency,
            remote: Some(remote),
            passthrough,
            api: Some(service.settings.api.name.into()),
            endpoint: Some(client::shown_url(&service.settings.url)),
        }
    }

    /// Returns `jobs`, and sets up the HTTP client before the first of them is handed to a worker. The client has a
    /// thread of its own: where the system allows few threads, the workers would leave none for it.
    pub(super) fn prepare_client<J>(
        &self,
        jobs: impl Iterator<Item = J> + Send + 'static,
    ) -> impl Iterator<Item = J> + Send + 'static {
        let mut remote = self.remote.clone();
        jobs.inspect(move |_| {
            if let Some(remote) = remote.take() {
                remote.set_up_client();
            }
        })
    }

    /// Returns the origin of the scores of a run that took so many tokens.
    pub(super) fn run_info(&self, tokens: Option<u64>) -> RunInfo {
        let requests = self.remote.as_ref().map_or(0, |remote| remote.requests());
        RunInfo {
            model: match &self.remote {
                Some(remote) => remote.model(),
                None => Some(Bm25::MODEL.into()),
            },
            api: self.api.clone(),
            endpoint: self.endpoint.clone(),
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

    /// Takes out the failure that `--on-error passthrough` survived.
    pub(super) fn take_failure(&self) -> Option<ClientError> {
        self.passthrough.as_ref()?.take_failure()
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
