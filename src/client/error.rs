//! What can go wrong between the program and a service: which endpoint, what happened, and the evidence.
//! The words for it, the exit code and the hint are decided by matches, so that no new trouble can be
//! added without deciding them.

use std::fmt;
use std::time::Duration;

use super::failure::{Meaning, is_too_long, meaning};
use crate::api::Api;
use crate::exit::Exit;

/// A call that gave no scores.
#[derive(Clone, Debug)]
pub struct ClientError {
    /// Where the request went: the whole URL without its query, or the part of it that failed.
    pub endpoint: String,
    /// What happened.
    pub trouble: Trouble,
    /// The service's name for the request, by which its operators find it.
    pub request_id: Option<String>,
    /// The position in the request of the passage that is to blame, if one is named.
    pub passage: Option<usize>,
    /// Where the key came from, as a message names it; none if none was sent.
    pub key_origin: Option<String>,
    /// How often it was tried; 1 where that says nothing.
    pub attempts: u32,
    /// How long the service wants to be left alone.
    pub retry_after: Option<Duration>,
    /// Whether the request forbade to cut what is too long.
    pub can_truncate: bool,
    /// Whether the service says that it is busy also to what is too large for it.
    pub busy_if_large: bool,
    /// The variable that names a proxy on the way.
    pub proxy_variable: Option<&'static str>,
    /// What to ask instead of a model that is gone.
    pub successor: Option<&'static str>,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// The client cannot be set up as asked; the words say why.
    Setup(String),
    /// No connection: the system's words.
    Unreachable(String),
    /// The server's certificate is not to be trusted: the words of the TLS library.
    Certificate(String),
    /// No TLS on the other side, or none that both understand.
    NotTls(String),
    /// No whole answer in time.
    TimedOut(Duration),
    /// The connection ended before the answer did.
    BrokeOff(String),
    /// The answer is larger than any ranking: the limit in bytes.
    TooLarge(u64),
    /// A status other than success.
    Status {
        /// The status; of a gateway that wraps another one, that other.
        status: u16,
        /// The service's own words.
        words: Option<String>,
        /// Where a redirect points.
        location: Option<String>,
    },
    /// Success, but no ranking: why, and the form it has if that is known.
    NotARanking(String, Option<&'static Api>),
    /// An error object under a status of success: its words.
    Refusal(String),
    /// Not one score for each of the passages sent.
    Incomplete(usize, String),
    /// A score that is no finite number.
    NotFinite(String),
    /// The list of models cannot be read, so that a model must be named: why.
    NoModel(String),
    /// Success, but no list of models where one was asked for.
    NotAList,
    /// A picture for a model, or a form of request, that takes text only; its name.
    TextOnly(String),
}

impl Trouble {
    /// Whether a passage is longer than the model takes.
    pub(super) fn is_too_long(&self) -> bool {
        match self {
            Self::Status {
                status: 400 | 422 | 500,
                words: Some(words),
                ..
            } => is_too_long(words),
            _ => false,
        }
    }

    /// Whether it is about the key, or about what it pays for.
    pub fn is_refusal(&self) -> bool {
        let Self::Status { status, words, .. } = self else {
            return false;
        };
        let meaning = meaning(*status, words.as_deref());
        matches!(meaning, Meaning::KeyRefused | Meaning::Payment)
    }

    /// Whether it is a status that passes.
    pub(super) fn is_passing(&self) -> bool {
        let Self::Status { status, words, .. } = self else {
            return false;
        };
        matches!(
            meaning(*status, words.as_deref()),
            Meaning::Degraded | Meaning::Busy | Meaning::Failed
        )
    }
}

impl ClientError {
    /// An error of one attempt, of which no more is known.
    pub fn new(endpoint: &str, trouble: Trouble) -> Self {
        Self {
            endpoint: endpoint.into(),
            trouble,
            request_id: None,
            passage: None,
            key_origin: None,
            attempts: 1,
            retry_after: None,
            successor: None,
            can_truncate: false,
            busy_if_large: false,
            proxy_variable: None,
        }
    }

    /// Who has to act.
    pub fn exit(&self) -> Exit {
        match &self.trouble {
            Trouble::Setup(_)
            | Trouble::Certificate(_)
            | Trouble::NotTls(_)
            | Trouble::NotARanking(..)
            | Trouble::NoModel(_)
            | Trouble::NotAList
            | Trouble::TextOnly(_) => Exit::UserError,
            Trouble::Unreachable(_)
            | Trouble::TimedOut(_)
            | Trouble::BrokeOff(_)
            | Trouble::TooLarge(_)
            | Trouble::Refusal(_)
            | Trouble::Incomplete(..)
            | Trouble::NotFinite(_) => Exit::ServiceError,
            Trouble::Status { status, words, .. } => match meaning(*status, words.as_deref()) {
                Meaning::Degraded | Meaning::Unfinished | Meaning::Busy | Meaning::Failed => {
                    Exit::ServiceError
                }
                _ => Exit::UserError,
            },
        }
    }

    /// The service's or the system's own words.
    pub fn cause(&self) -> Option<String> {
        let words = match &self.trouble {
            Trouble::Unreachable(words)
            | Trouble::Certificate(words)
            | Trouble::NotTls(words)
            | Trouble::BrokeOff(words)
            | Trouble::Refusal(words)
            | Trouble::NoModel(words) => Some(words.clone()),
            Trouble::Status { words, .. } => words.clone(),
            Trouble::Setup(_)
            | Trouble::TimedOut(_)
            | Trouble::TooLarge(_)
            | Trouble::NotARanking(..)
            | Trouble::Incomplete(..)
            | Trouble::NotFinite(_)
            | Trouble::NotAList
            | Trouble::TextOnly(_) => None,
        };
        match (words, &self.request_id) {
            (Some(words), Some(id)) => Some(format!("{words} (request {id})")),
            (None, Some(id)) => Some(format!("request {id}")),
            (words, None) => words,
        }
    }

    /// What to try.
    pub fn hint(&self) -> Option<String> {
        match &self.trouble {
            Trouble::Unreachable(_) => Some(match self.proxy_variable {
                Some(name) => format!("is it up? {name} names a proxy on the way; is that up?"),
                None => "is it up, and is this its address?".into(),
            }),
            Trouble::Certificate(_) => {
                Some("a private authority's certificate is named with `--cacert FILE`".into())
            }
            Trouble::NotTls(_) => Some("does it speak plain HTTP? then begin with http://".into()),
            Trouble::TimedOut(_) => Some(
                "wait longer with `--timeout`, or send fewer documents a request with `--batch-size`"
                    .into(),
            ),
            Trouble::NotARanking(_, Some(api)) => Some(format!("ask with `--api {}`", api.name)),
            Trouble::NotARanking(_, None) => {
                Some("is this the address of a reranker? see `--base-url` and `--api`".into())
            }
            Trouble::NoModel(_) => Some("name the model with `--model`".into()),
            Trouble::NotAList => Some("is this the address of a model server? see `--base-url`".into()),
            Trouble::TextOnly(_) => {
                Some("drop the field, as with jq -c 'del(.image)', or choose another model".into())
            }
            Trouble::Status {
                status,
                words,
                location,
            } => self.status_hint(*status, words.as_deref(), location.as_deref()),
            _ => None,
        }
    }

    fn status_hint(
        &self,
        status: u16,
        words: Option<&str>,
        location: Option<&str>,
    ) -> Option<String> {
        let wait = self
            .retry_after
            .filter(|wait| !wait.is_zero() && self.trouble.is_passing());
        if let Some(wait) = wait {
            let wait = spoken(wait);
            return Some(format!("the service asks to be left alone for {wait}"));
        }
        let says = |text: &str| words.is_some_and(|words| words.to_lowercase().contains(text));
        let fewer = "send fewer documents a request with `--batch-size`";
        let hint = match meaning(status, words) {
            Meaning::Redirect => {
                return Some(format!("if you trust it: `--base-url {}`", location?));
            }
            Meaning::KeyRefused => return Some(self.key_hint()),
            Meaning::Gone => return Some(self.successor_hint()),
            Meaning::Payment => "the account behind the key has no credits left",
            Meaning::NotFound if says("not found for account") => {
                "enable Public API Endpoints for the key's account, or choose another `--model`"
            }
            Meaning::NotFound => "check `--base-url`, `--model` and `--api`; see `--dry-run`",
            Meaning::TooLarge => fewer,
            Meaning::Rejected if says("unknown field") => "does it speak another form? see `--api`",
            Meaning::Rejected if says("at most") && says("items") || says("batch size") => fewer,
            Meaning::Rejected if self.trouble.is_too_long() && self.can_truncate => {
                "cut long documents with `--truncate end`"
            }
            Meaning::Rejected if self.trouble.is_too_long() => "shorten it, or leave it out",
            Meaning::Rejected => return None,
            Meaning::NotServed => "start the server with a reranking model",
            Meaning::Busy => "ask for less with `--concurrency`, `--batch-size` or `--rpm`",
            Meaning::Degraded | Meaning::Unfinished | Meaning::Failed => "try again later",
        };
        Some(hint.into())
    }

    fn key_hint(&self) -> String {
        match &self.key_origin {
            Some(origin) => {
                format!("the key came from {origin}; is it whole, valid and for this service?")
            }
            None => "no key was sent; name one with `--api-key-env` or `--api-key-file`".into(),
        }
    }

    fn successor_hint(&self) -> String {
        match self.successor {
            Some(model) => format!("its successor is asked for with `--model {model}`"),
            None => "choose another model with `--model`".into(),
        }
    }
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.trouble {
            Trouble::Status {
                status: status @ (401 | 403),
                ..
            } if self.key_origin.is_none() => write!(f, "an API key is needed ({status})")?,
            trouble => trouble.fmt(f)?,
        }
        match self.attempts {
            0 | 1 => Ok(()),
            attempts => write!(f, ", gave up after {attempts} attempts"),
        }
    }
}

/// A time for reading, to the second.
fn spoken(time: Duration) -> String {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match (hours, minutes, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, 0, _) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

impl std::error::Error for ClientError {}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setup(words) => f.write_str(words),
            Self::Unreachable(_) => f.write_str("cannot connect"),
            Self::Certificate(_) => f.write_str("the certificate is not trusted"),
            Self::NotTls(_) => f.write_str("no secure connection"),
            Self::TimedOut(limit) => write!(f, "no answer within {} s", limit.as_secs_f64()),
            Self::BrokeOff(_) => f.write_str("the answer broke off"),
            Self::TooLarge(most) => write!(f, "the answer is larger than {} MiB", most >> 20),
            Self::NotARanking(why, _) => write!(f, "the answer is not a ranking: {why}"),
            Self::Refusal(_) => f.write_str("the service answered with an error (200)"),
            Self::Incomplete(1, what) => write!(f, "1 passage was sent, but {what}"),
            Self::Incomplete(sent, what) => write!(f, "{sent} passages were sent, but {what}"),
            Self::NotFinite(what) => f.write_str(what),
            Self::NoModel(_) => f.write_str("cannot find out which model it serves"),
            Self::NotAList => f.write_str("the answer is not a list of models"),
            Self::TextOnly(name) => write!(f, "{name} takes text only, and this has an image"),
            Self::Status {
                status,
                words,
                location,
            } => match meaning(*status, words.as_deref()) {
                Meaning::Redirect => {
                    let location = location.as_deref().unwrap_or("nowhere");
                    write!(f, "redirected to {location} ({status}); not followed")
                }
                Meaning::KeyRefused => write!(f, "the API key was refused ({status})"),
                Meaning::Payment => write!(f, "payment is required ({status})"),
                Meaning::NotFound => write!(f, "no such endpoint or model ({status})"),
                Meaning::Gone => write!(f, "the model is retired ({status})"),
                Meaning::TooLarge => write!(f, "the request is too large ({status})"),
                Meaning::Rejected => write!(f, "the request was rejected ({status})"),
                Meaning::NotServed => write!(f, "reranking is not served here ({status})"),
                Meaning::Degraded => write!(f, "the service is degraded ({status})"),
                Meaning::Unfinished => write!(f, "the service has not finished ({status})"),
                Meaning::Busy => write!(f, "the service is busy ({status})"),
                Meaning::Failed => write!(f, "the service failed ({status})"),
            },
        }
    }
}
