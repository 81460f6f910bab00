//! Builds the scorer of a plan: the built-in one, or a service with retries, splitting and passthrough.

use std::sync::Arc;
use std::time::Duration;

use super::notify;
use crate::client::{Bm25, ClientError, OnFailure, Passthrough, Remote, Retry, Scorer, Split};
use crate::plan::{Messages, OnLoss, Scoring, Service};

/// Waits from this on are reported without `--verbose` too, since nothing else happens meanwhile.
const LONG_WAIT: Duration = Duration::from_secs(5);

/// A scorer, with what is known about the service behind it.
pub(super) struct ScorerHandle {
    pub(super) scorer: Arc<dyn Scorer>,
    /// `None` means the built-in scorer.
    pub(super) remote: Option<Arc<Remote>>,
    passthrough: Option<Arc<Passthrough<Split<Retry<Arc<Remote>>>>>>,
}

impl ScorerHandle {
    pub(super) fn new(scoring: &Scoring, on_loss: OnLoss, messages: Messages) -> Self {
        let Service::Remote { settings, .. } = &scoring.service else {
            return Self {
                scorer: Arc::new(Bm25),
                remote: None,
                passthrough: None,
            };
        };
        let remote = Arc::new(Remote::new((**settings).clone()));
        let on_failure = match on_loss {
            OnLoss::Fail | OnLoss::PassThrough => OnFailure::Stop,
            OnLoss::GoOn => OnFailure::Continue,
        };
        let service = Split::new(Retry::new(
            Arc::clone(&remote),
            scoring.retry_policy,
            scoring.concurrency,
            scoring.rpm,
            on_failure,
            Box::new(move |error, _, wait| report_wait(messages, error, wait)),
        ));
        if on_loss != OnLoss::PassThrough {
            return Self {
                scorer: Arc::new(service),
                remote: Some(remote),
                passthrough: None,
            };
        }
        let passthrough = Arc::new(Passthrough::new(service));
        Self {
            scorer: Arc::clone(&passthrough) as Arc<dyn Scorer>,
            remote: Some(remote),
            passthrough: Some(passthrough),
        }
    }

    /// Returns the model that scores, if it is known.
    pub(super) fn model(&self) -> Option<String> {
        match &self.remote {
            Some(remote) => remote.model(),
            None => Some(Bm25::MODEL.into()),
        }
    }

    /// Returns the number of ranking requests sent so far.
    pub(super) fn requests(&self) -> u64 {
        self.remote.as_ref().map_or(0, |remote| remote.requests())
    }

    /// Prints what the user should know about the service.
    pub(super) fn print_notice(&self, messages: Messages) {
        if let Some(notice) = self.remote.as_ref().and_then(|remote| remote.notice()) {
            notify(messages.warn, &format!("warning: {notice}"));
        }
    }

    /// Takes out the failure that `--on-error passthrough` survived.
    pub(super) fn take_failure(&self) -> Option<ClientError> {
        self.passthrough.as_ref()?.take_failure()
    }
}

fn report_wait(messages: Messages, error: &ClientError, wait: Duration) {
    let is_long = messages.warn && wait >= LONG_WAIT;
    let (failure, wait) = (&error.failure, wait.as_secs_f64());
    notify(
        messages.verbose || is_long,
        &format!("{failure}; retrying in {wait:.1} s"),
    );
}
