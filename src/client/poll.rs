//! Answers that are not ready: a service that says 202 is asked for the answer until it has it, within the
//! time one request may take. It is asked only at the origin the request went to, which is where the key may
//! go; a `Location` elsewhere counts as none.

use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use super::error::Trouble;
use super::http::{Http, Outcome};

/// The wait before the first question; each is twice the one before, up to the longest.
const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(5);

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
        known = status_url(endpoint, &outcome).or(known);
        let Some(url) = known.clone() else {
            return outcome;
        };
        let left = deadline.saturating_duration_since(Instant::now());
        if left <= wait {
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

/// Where the answer will be: at the `Location`, else where NVIDIA's gateway keeps the state of a request.
fn status_url(endpoint: &Url, outcome: &Outcome) -> Option<Url> {
    let told = outcome
        .location
        .as_deref()
        .and_then(|location| endpoint.join(location).ok());
    if let Some(url) = told.filter(|url| url.origin() == endpoint.origin()) {
        return Some(url);
    }
    let id = outcome.request_id.as_deref()?;
    let mut url = endpoint.clone();
    url.set_query(None);
    url.path_segments_mut()
        .ok()?
        .clear()
        .extend(["v1", "status", id]);
    Some(url)
}
