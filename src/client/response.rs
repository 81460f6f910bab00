//! What came back for a request: the body of a success, or the failure with its evidence. Pure; who sent the
//! request and how is unknown here. What goes into messages is rid of secrets before anything of it is cut.

use std::time::{Duration, SystemTime};

use url::Url;

use super::error::Trouble;
use super::error_message;
use super::secret::Secrets;

/// The headers by which services name a request.
const REQUEST_IDS: [&str; 3] = ["nvcf-reqid", "x-request-id", "x-amzn-requestid"];

/// The beginning of an answer.
pub(super) struct Head {
    pub(super) status: u16,
    /// Where the request went, which a `Location` may be relative to.
    pub(super) url: Url,
    /// Names in lower case.
    pub(super) headers: Vec<(String, Vec<u8>)>,
}

impl Head {
    /// Whether an answer to the request follows, not only the promise of one.
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status) && self.status != 202
    }

    fn header(&self, name: &str, secrets: &Secrets) -> Option<String> {
        let (_, value) = self.headers.iter().find(|(other, _)| other == name)?;
        let value = secrets.redact(value.clone());
        let value = error_message::shown(&String::from_utf8_lossy(&value));
        Some(value).filter(|value| !value.is_empty())
    }

    fn location(&self, secrets: &Secrets) -> Option<String> {
        let location = self.header("location", secrets)?;
        match self.url.join(&location) {
            Ok(url) => Some(url.into()),
            Err(_) => Some(location),
        }
    }
}

/// A status of success and its body, or whatever went wrong.
pub(super) struct Outcome {
    pub(super) result: Result<Vec<u8>, Trouble>,
    pub(super) request_id: Option<String>,
    /// The passage that a rejection names.
    pub(super) passage: Option<usize>,
    /// How long the service wants to be left alone.
    pub(super) retry_after: Option<Duration>,
    /// When what was asked comes to an end, as the service spells it.
    pub(super) deprecation: Option<String>,
    /// Where an answer that is not ready will be.
    pub(super) location: Option<String>,
}

impl From<Trouble> for Outcome {
    fn from(trouble: Trouble) -> Self {
        Self {
            result: Err(trouble),
            request_id: None,
            passage: None,
            retry_after: None,
            deprecation: None,
            location: None,
        }
    }
}

impl Outcome {
    /// Makes out what an answer means.
    pub(super) fn of(head: &Head, body: Result<Vec<u8>, Trouble>, secrets: &Secrets) -> Self {
        let header = |name: &str| head.header(name, secrets);
        let encoding = header("content-encoding").filter(|encoding| encoding != "identity");
        let mut passage = None;
        let result = match (encoding, body) {
            // None was asked for, and to unpack what comes unasked is how memory is filled.
            (Some(encoding), Ok(_)) if head.is_success() => {
                let words = format!("it is encoded as {encoding}, which was not asked for");
                Err(Trouble::NotARanking(words, None))
            }
            (_, body) if head.is_success() => body,
            // A failure whose body breaks off is still that failure; one that is packed has no words.
            (encoding, body) => {
                let body = match encoding {
                    Some(_) => Vec::new(),
                    None => secrets.redact(body.unwrap_or_default()),
                };
                let (trouble, blamed) = read_failure(head.status, &body, head.location(secrets));
                passage = blamed;
                Err(trouble)
            }
        };
        Self {
            result,
            request_id: REQUEST_IDS.iter().find_map(|name| header(name)),
            passage,
            retry_after: header("retry-after").and_then(|value| delay(&value)),
            deprecation: header("deprecation"),
            location: head.location(secrets),
        }
    }
}

/// Reads the body of an answer that came under a status other than success: what it says, and the position
/// of the passage that it blames. NVIDIA's gateway wraps the status of what is behind it into a 502 whose
/// words name it.
pub fn read_failure(
    status: u16,
    body: &[u8],
    location: Option<String>,
) -> (Trouble, Option<usize>) {
    let words = error_message::of_body(body);
    let wrapped = words.as_deref().and_then(|words| {
        let (_, rest) = words.split_once("Backend returned ")?;
        rest.get(..3)?.parse().ok()
    });
    let status = match wrapped {
        Some(inner @ 400..=499) if status == 502 => inner,
        _ => status,
    };
    let trouble = Trouble::Status {
        status,
        words,
        location,
    };
    (trouble, error_message::passage_in(body))
}

/// `Retry-After`: seconds, or the date to come back at.
fn delay(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    let left = date.duration_since(SystemTime::now());
    Some(left.unwrap_or_default())
}
