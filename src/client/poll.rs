//! Polls for the response to a request that was accepted with 202, within the timeout of one request.
//!
//! Only the origin of the request is polled, since the key may go nowhere else; a `Location` elsewhere is
//! ignored.

use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use super::failure::FailureKind;
use super::http::{Http, ResponseBounds};
use super::response::CallResult;

/// The wait before the first poll; each is twice the one before, up to the longest.
const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(5);
/// The shortest wait, near the timeout.
const SHORTEST: Duration = Duration::from_millis(50);

/// Polls until there is a response. `begun` is the time at which the request was sent.
pub(super) fn until_ready(
    http: &Http,
    endpoint: &Url,
    expected: ResponseBounds,
    begun: Instant,
    first: CallResult,
) -> CallResult {
    let deadline = begun + http.timeout();
    let mut call = first;
    let mut wait = FIRST;
    let mut known = None;
    while is_unfinished(&call) {
        // A location that was named stays until another is; without one the id is used.
        known = location_url(endpoint, &call).or(known);
        let Some(url) = known.clone().or_else(|| id_url(endpoint, &call)) else {
            return call;
        };
        let left = deadline.saturating_duration_since(Instant::now());
        // Near the end the rest of the time is split, so that the last poll is late.
        wait = wait.min(left / 2);
        if wait < SHORTEST {
            call.body = Err(FailureKind::Timeout(http.timeout()).into());
            return call;
        }
        thread::sleep(wait);
        wait = (wait * 2).min(LONGEST);
        let request_id = call.request_id.take();
        call = http.get(url, deadline.saturating_duration_since(Instant::now()), expected);
        call.request_id = call.request_id.or(request_id);
    }
    call
}

fn is_unfinished(call: &CallResult) -> bool {
    let failure = call.body.as_ref().err();
    failure.is_some_and(|failure| failure.kind == FailureKind::Unfinished)
}

/// Returns the `Location`, if it is on the same origin.
fn location_url(endpoint: &Url, call: &CallResult) -> Option<Url> {
    let url = call.location.clone()?;
    (url.origin() == endpoint.origin()).then_some(url)
}

/// Returns the URL at which NVIDIA's gateway keeps the state of a request.
fn id_url(endpoint: &Url, call: &CallResult) -> Option<Url> {
    let id = call.request_id.as_deref()?;
    let mut url = endpoint.clone();
    url.set_query(None);
    url.path_segments_mut().ok()?.clear().extend(["v1", "status", id]);
    Some(url)
}
