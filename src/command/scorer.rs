//! Who scores, as a plan asks for it: the service with retries, splitting and a fallback around it, or the
//! scorer built in.

use std::sync::Arc;
use std::time::Duration;

use super::notify;
use crate::client::{AfterLoss, Bm25, ClientError, Fallback, Remote, Retrying, Scorer, Splitting};
use crate::plan::{Messages, OnLoss, Scoring, Service};

/// A wait that is told even to those who did not ask, for nothing else happens meanwhile.
const LONG_WAIT: Duration = Duration::from_secs(5);

/// The scorer of a plan, and where it keeps the failure that a run was to outlive.
pub(super) struct Judge {
    pub(super) scorer: Arc<dyn Scorer>,
    pub(super) failure: Box<dyn Fn() -> Option<ClientError>>,
}

impl Judge {
    /// The scorer that a plan asks for.
    pub(super) fn new(scoring: &Scoring, on_loss: OnLoss, messages: Messages) -> Self {
        let Service::Remote { settings, .. } = &scoring.service else {
            return Self {
                scorer: Arc::new(Bm25),
                failure: Box::new(|| None),
            };
        };
        let remote = Remote::new((**settings).clone());
        let on_wait = move |error: &ClientError, wait: Duration| {
            let long = messages.warn && wait >= LONG_WAIT;
            let (trouble, wait) = (&error.trouble, wait.as_secs_f64());
            notify(
                messages.verbose || long,
                &format!("{trouble}; asking again in {wait:.1} s"),
            );
        };
        let (patience, calls) = (scoring.patience, scoring.concurrency);
        let pace = scoring.per_minute;
        let after_loss = match on_loss {
            OnLoss::Fail | OnLoss::PassThrough => AfterLoss::End,
            OnLoss::GoOn => AfterLoss::GoOn,
        };
        let retrying = Retrying::new(remote, patience, calls, pace, after_loss, Box::new(on_wait));
        let service = Splitting::new(retrying);
        if on_loss != OnLoss::PassThrough {
            return Self {
                scorer: Arc::new(service),
                failure: Box::new(|| None),
            };
        }
        let fallback = Arc::new(Fallback::new(service));
        Self {
            scorer: Arc::clone(&fallback) as Arc<dyn Scorer>,
            failure: Box::new(move || fallback.failure()),
        }
    }
}
