//! Answers that are not ready: a service that says 202 is asked for the answer until it has it, within the
//! time one request may take. It is asked only at the origin the request went to, which is where the key may
//! go; a `Location` elsewhere counts as none.

use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use super::error::Trouble;
use super::http::Http;
use super::response::Outcome;

/// The wait before the first question; each is twice the one before, up to the longest.
const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(5);
/// The shortest wait, at the end of the time.
const SHORTEST: Duration = Duration::from_millis(50);

/// Follows up on the answer to a request until there is one. `begun` is when the request went out.
pub(super) fn until_ready(
    http: &Http,
    endpoint: &Url,
    most: u64,
    begun: Instant,
    first: Outcome,
) -> Outcome {
    let deadline = begun + http.timeout();
    let mut outcome = first;
    let mut wait = FIRST;
    let mut known = None;
    while is_unfinished(&outcome) {
        // A place that was named stays until another is; the id is what is left without one.
        known = told_url(endpoint, &outcome).or(known);
        let Some(url) = known.clone().or_else(|| id_url(endpoint, &outcome)) else {
            return outcome;
        };
        let left = deadline.saturating_duration_since(Instant::now());
        // Near the end the rest of the time is split, so that the last question is asked late.
        wait = wait.min(left / 2);
        if wait < SHORTEST {
            outcome.result = Err(Trouble::TimedOut(http.timeout()));
            return outcome;
        }
        thread::sleep(wait);
        wait = (wait * 2).min(LONGEST);
        let request_id = outcome.request_id.take();
        outcome = http.get(
            url,
            deadline.saturating_duration_since(Instant::now()),
            most,
        );
        outcome.request_id = outcome.request_id.or(request_id);
    }
    outcome
}

fn is_unfinished(outcome: &Outcome) -> bool {
    matches!(outcome.result, Err(Trouble::Status { status: 202, .. }))
}

/// The `Location` of the answer, if it is on the same origin.
fn told_url(endpoint: &Url, outcome: &Outcome) -> Option<Url> {
    let url = endpoint.join(outcome.location.as_deref()?).ok()?;
    (url.origin() == endpoint.origin()).then_some(url)
}

/// Where NVIDIA's gateway keeps the state of a request.
fn id_url(endpoint: &Url, outcome: &Outcome) -> Option<Url> {
    let id = outcome.request_id.as_deref()?;
    let mut url = endpoint.clone();
    url.set_query(None);
    url.path_segments_mut()
        .ok()?
        .clear()
        .extend(["v1", "status", id]);
    Some(url)
}
