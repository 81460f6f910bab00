//! Interprets a response: the body if it is a success, else the classified failure.
//!
//! No I/O. A failure is classified from the raw response; only then are secrets removed from its message.

use std::time::Duration;

use url::Url;

use super::classify::classify;
use super::error_message::{self, ErrorText};
use super::failure::{Failure, FailureKind};
use super::redact::Secrets;
use super::{phrases, retry_after, validation};

/// The headers in which services put the id of a request.
const REQUEST_IDS: [&str; 3] = ["nvcf-reqid", "x-request-id", "x-amzn-requestid"];

pub(super) struct ResponseHead {
    pub(super) status: u16,
    /// The URL of the request, which a `Location` can be relative to.
    pub(super) url: Url,
    /// Names in lower case.
    pub(super) headers: Vec<(String, Vec<u8>)>,
}

impl ResponseHead {
    /// Returns true if the body is the result, not only the promise of one.
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status) && self.status != 202
    }

    fn header(&self, name: &str, secrets: &Secrets) -> Option<String> {
        let (_, value) = self.headers.iter().find(|(other, _)| other == name)?;
        let value = secrets.redact(value.clone());
        let value = error_message::shown(&String::from_utf8_lossy(&value));
        Some(value).filter(|value| !value.is_empty())
    }

    /// Returns the `Location` as an absolute URL.
    fn location(&self) -> Option<Url> {
        let (_, value) = self.headers.iter().find(|(name, _)| name == "location")?;
        self.url.join(std::str::from_utf8(value).ok()?).ok()
    }

    /// Returns the `Location` as it can be shown: without a user and password, and without the values of its
    /// query.
    fn shown_location(&self, secrets: &Secrets) -> Option<String> {
        match self.location() {
            Some(url) => Some(error_message::shown(&secrets.redact_text(&masked_url(url)))),
            None => self.header("location", secrets),
        }
    }

    /// Returns the content coding, if there is one.
    fn encoding(&self, secrets: &Secrets) -> Option<String> {
        let encoding = self.header("content-encoding", secrets)?;
        let is_identity = |coding: &str| coding.trim().eq_ignore_ascii_case("identity");
        (!encoding.split(',').all(is_identity)).then_some(encoding)
    }
}

pub(super) struct CallResult {
    pub(super) body: Result<Vec<u8>, Failure>,
    pub(super) request_id: Option<String>,
    /// The passage that a rejection names.
    pub(super) passage: Option<usize>,
    pub(super) retry_after: Option<Duration>,
    pub(super) deprecation: Option<String>,
    pub(super) location: Option<Url>,
}

impl<F: Into<Failure>> From<F> for CallResult {
    fn from(failure: F) -> Self {
        Self {
            body: Err(failure.into()),
            request_id: None,
            passage: None,
            retry_after: None,
            deprecation: None,
            location: None,
        }
    }
}

impl CallResult {
    /// Interprets a response to a request of `sent` passages.
    pub(super) fn of(
        head: &ResponseHead,
        body: Result<Vec<u8>, Failure>,
        sent: usize,
        secrets: &Secrets,
    ) -> Self {
        let mut passage = None;
        let coding = head.encoding(secrets).or_else(|| compression(body.as_ref().ok()?));
        let body = match (coding, body) {
            // None was requested, and unpacking unasked is how memory gets filled.
            (Some(coding), Ok(_)) if head.is_success() => Err(FailureKind::Encoded(coding).into()),
            (_, body) if head.is_success() => body.map(without_mark),
            (coding, body) => {
                // A failure whose body is cut off is still that failure.
                let body = body.unwrap_or_default();
                let body = if coding.is_some() { Vec::new() } else { body };
                let (mut failure, at_fault) = read_failure(head.status, &body, sent);
                passage = at_fault;
                let redacted = ErrorText::of_body(&secrets.redact(body)).message;
                failure.message = redacted.map(|message| secrets.redact_text(&message));
                if let Some(coding) = coding {
                    let message =
                        format!("the body is encoded as {coding}, which was not requested");
                    failure.message = Some(message);
                }
                if let FailureKind::Redirect(location) = &mut failure.kind {
                    *location = head.shown_location(secrets);
                }
                Err(failure)
            }
        };
        let header = |name: &str| head.header(name, secrets);
        Self {
            body,
            request_id: REQUEST_IDS.iter().find_map(|name| header(name)),
            passage,
            retry_after: retry_after::read(head.status, header),
            deprecation: header("deprecation"),
            location: head.location(),
        }
    }
}

/// Returns the compression of a body that is not declared, by its first bytes.
fn compression(body: &[u8]) -> Option<String> {
    let kinds: [(&[u8], &str); 2] = [(b"\x1F\x8B\x08", "gzip"), (b"\x28\xB5\x2F\xFD", "zstd")];
    let kind = kinds.iter().find(|(magic, _)| body.starts_with(magic));
    kind.map(|(_, name)| (*name).to_owned())
}

fn without_mark(mut body: Vec<u8>) -> Vec<u8> {
    if body.starts_with(b"\xEF\xBB\xBF") {
        body.drain(..3);
    }
    body
}

fn masked_url(mut url: Url) -> String {
    // Both fail only for a URL without a host, which has neither.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if let Some(query) = url.query() {
        let names = query.split('&').map(|part| match part.split_once('=') {
            Some((name, _)) => format!("{name}=***"),
            None => "***".to_owned(),
        });
        let masked = names.collect::<Vec<_>>().join("&");
        url.set_query(Some(&masked));
    }
    url.set_fragment(None);
    url.into()
}

/// Classifies a response with a status other than success, and returns the position of the passage that it
/// names. NVIDIA's gateway wraps the status of the backend into a 502 whose message names it.
pub fn read_failure(status: u16, body: &[u8], sent: usize) -> (Failure, Option<usize>) {
    let text = ErrorText::of_body(body);
    let wrapped = text.whole.split_once("Backend returned ");
    let wrapped = wrapped.and_then(|(_, rest)| rest.get(..3)?.parse().ok());
    let status = match wrapped {
        Some(inner @ 400..=499) if status == 502 => inner,
        _ => status,
    };
    let failure = Failure {
        kind: classify(status, &text, sent),
        status: Some(status),
        names: phrases::names(&text),
        message: text.message,
    };
    (failure, validation::passage_at_fault(body))
}
