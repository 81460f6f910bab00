//! The error of a call to a service, with the message, exit code and hint that its kind implies.

use std::fmt;
use std::time::Duration;

use super::failure::{Failure, FailureKind};
use crate::exit::Exit;

/// A call that returned no scores.
#[derive(Clone, Debug)]
pub struct ClientError {
    /// The URL of the request without its query, or the part of it that failed.
    pub endpoint: String,
    pub failure: Failure,
    /// The service's id of the request, for its operators.
    pub request_id: Option<String>,
    /// The position in the request of the passage at fault.
    pub passage: Option<usize>,
    /// The source of the key, for messages; `None` means that none was sent.
    pub key_origin: Option<String>,
    /// The number of attempts; 0 and 1 are not mentioned.
    pub attempts: u32,
    pub retry_after: Option<Duration>,
    /// Whether the request asked not to truncate.
    pub can_truncate: bool,
    /// The variable that names a proxy for the endpoint.
    pub proxy_variable: Option<&'static str>,
    /// The model that replaces a retired one.
    pub successor: Option<&'static str>,
}

impl ClientError {
    /// Creates the error of one attempt.
    pub fn new(endpoint: &str, failure: impl Into<Failure>) -> Self {
        Self {
            endpoint: endpoint.into(),
            failure: failure.into(),
            request_id: None,
            passage: None,
            key_origin: None,
            attempts: 1,
            retry_after: None,
            successor: None,
            can_truncate: false,
            proxy_variable: None,
        }
    }

    /// Returns the kind of failure.
    pub fn kind(&self) -> &FailureKind {
        &self.failure.kind
    }

    /// Returns who has to act.
    pub fn exit(&self) -> Exit {
        self.failure.kind.exit()
    }

    /// Returns the words of the service or the system, with the id of the request.
    pub fn cause(&self) -> Option<String> {
        match (&self.failure.message, &self.request_id) {
            (Some(message), Some(id)) => Some(format!("{message} (request {id})")),
            (None, Some(id)) => Some(format!("request {id}")),
            (message, None) => message.clone(),
        }
    }

    /// Returns the one thing to try.
    pub fn hint(&self) -> Option<String> {
        const FEWER: &str = "send fewer documents per request with `--batch-size`";
        let kind = self.kind();
        if let Some(wait) = self.retry_after
            && !wait.is_zero()
            && kind.is_transient()
        {
            let wait = duration(wait);
            return Some(format!("the service asked to retry after {wait}"));
        }
        let hint = match kind {
            FailureKind::Unreachable => return Some(self.unreachable_hint()),
            FailureKind::UntrustedCertificate => {
                "name the certificate of a private authority with `--cacert FILE`"
            }
            FailureKind::NoTls => "does it speak plain HTTP? then use http://",
            FailureKind::Timeout(_) => {
                "wait longer with `--timeout`, or send fewer documents per request with `--batch-size`"
            }
            FailureKind::NotARanking(_, Some(api)) => {
                return Some(format!("use `--api {}`", api.name));
            }
            FailureKind::NotARanking(_, None) => {
                "is this the URL of a reranker? see `--base-url` and `--api`"
            }
            FailureKind::NoModel => "name the model with `--model`",
            FailureKind::NotAModelList => "is this the URL of a model server? see `--base-url`",
            FailureKind::TextOnly(_) => {
                "drop the field, as with jq -c 'del(.image)', or choose another model"
            }
            FailureKind::Redirect(location) => {
                return Some(format!(
                    "if you trust it: `--base-url {}`",
                    location.as_ref()?
                ));
            }
            FailureKind::KeyRejected => return Some(self.key_hint()),
            FailureKind::AccessDenied => "ask the operator of the service for access",
            FailureKind::PaymentRequired => "the account behind the key has no credits left",
            FailureKind::QuotaExhausted => "the quota of the account is exhausted; use another key",
            FailureKind::NotEnabled => {
                "enable Public API Endpoints for the account of the key, or choose another `--model`"
            }
            FailureKind::NotFound => "check `--base-url`, `--model` and `--api`; see `--dry-run`",
            FailureKind::Retired => return Some(self.successor_hint()),
            FailureKind::RequestTooLarge | FailureKind::PassageTooLong
                if self.passage.is_some() && !self.can_truncate =>
            {
                "shorten the document, or leave it out"
            }
            FailureKind::PassageTooLong if self.can_truncate => {
                "truncate long documents with `--truncate end`"
            }
            FailureKind::PassageTooLong => "shorten long documents, or leave them out",
            FailureKind::QueryTooLong => "shorten the query",
            FailureKind::RequestTooLarge
            | FailureKind::TooManyPassages
            | FailureKind::TooManyTokens => FEWER,
            FailureKind::OutOfMemory => "try again later, or send shorter documents",
            FailureKind::UnknownField => "does the service speak another API? see `--api`",
            FailureKind::NotReranker => "start the server with a reranking model",
            FailureKind::Busy | FailureKind::BusyOrTooLarge => {
                "reduce the load with `--concurrency`, `--batch-size` or `--rpm`"
            }
            FailureKind::Degraded | FailureKind::Unfinished | FailureKind::ServerError => {
                "try again later"
            }
            FailureKind::Setup(_)
            | FailureKind::CutOff
            | FailureKind::ResponseTooLarge(_)
            | FailureKind::WrongFields
            | FailureKind::Rejected
            | FailureKind::ErrorBody
            | FailureKind::Incomplete(..)
            | FailureKind::NotFinite(_) => return None,
        };
        Some(hint.into())
    }

    fn unreachable_hint(&self) -> String {
        match self.proxy_variable {
            Some(name) => format!("is it running? {name} names a proxy; is that running?"),
            None => "is it running, and is this its address?".into(),
        }
    }

    fn key_hint(&self) -> String {
        match &self.key_origin {
            Some(origin) => {
                format!("the key came from {origin}; is it complete, valid and for this service?")
            }
            None => "no key was sent; set NIMRANK_API_KEY, or use `--api-key-file`".into(),
        }
    }

    fn successor_hint(&self) -> String {
        match self.successor {
            Some(model) => format!("use its successor: `--model {model}`"),
            None => "choose another model with `--model`".into(),
        }
    }
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind(), self.failure.status) {
            (FailureKind::KeyRejected, Some(403)) if self.key_origin.is_none() => {
                f.write_str("access was refused (403)")?;
            }
            (FailureKind::KeyRejected, Some(status)) if self.key_origin.is_none() => {
                write!(f, "an API key is needed ({status})")?;
            }
            _ => self.failure.fmt(f)?,
        }
        match self.attempts {
            0 | 1 => Ok(()),
            attempts => write!(f, ", gave up after {attempts} attempts"),
        }
    }
}

impl std::error::Error for ClientError {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = match &self.kind {
            FailureKind::Setup(problem) | FailureKind::NotFinite(problem) => problem,
            FailureKind::Unreachable => "cannot connect",
            FailureKind::UntrustedCertificate => "the certificate is not trusted",
            FailureKind::NoTls => "TLS handshake failed",
            FailureKind::Timeout(limit) => {
                return write!(f, "no response within {} s", limit.as_secs_f64());
            }
            FailureKind::CutOff => "the response ended early",
            FailureKind::ResponseTooLarge(most) => {
                return write!(f, "the response is larger than {} MiB", most >> 20);
            }
            FailureKind::NotARanking(reason, _) => {
                return write!(f, "the response is not a ranking: {reason}");
            }
            FailureKind::ErrorBody => "the service returned an error",
            FailureKind::Incomplete(1, problem) => {
                return write!(f, "1 passage was sent, but {problem}");
            }
            FailureKind::Incomplete(sent, problem) => {
                return write!(f, "{sent} passages were sent, but {problem}");
            }
            FailureKind::NoModel => "cannot find out which model it serves",
            FailureKind::NotAModelList => "the response is not a list of models",
            FailureKind::TextOnly(name) => {
                return write!(f, "{name} takes text only, and this has an image");
            }
            FailureKind::Redirect(location) => {
                let location = location.as_deref().unwrap_or("nowhere");
                let status = self.status.unwrap_or_default();
                return write!(f, "redirected to {location} ({status}); not followed");
            }
            FailureKind::KeyRejected => "the API key was refused",
            FailureKind::AccessDenied => "access was refused",
            FailureKind::PaymentRequired => "payment is required",
            FailureKind::QuotaExhausted => "the quota is exhausted",
            FailureKind::NotFound | FailureKind::NotEnabled => "no such endpoint or model",
            FailureKind::Retired => "the model is retired",
            FailureKind::RequestTooLarge => "the request is too large",
            FailureKind::QueryTooLong => "the query is too long",
            FailureKind::TooManyPassages
            | FailureKind::TooManyTokens
            | FailureKind::PassageTooLong
            | FailureKind::UnknownField
            | FailureKind::WrongFields
            | FailureKind::Rejected => "the request was rejected",
            FailureKind::OutOfMemory => "the service is out of memory",
            FailureKind::NotReranker => "reranking is not served here",
            FailureKind::Degraded => "the service is degraded",
            FailureKind::Unfinished => "the service has not finished",
            FailureKind::Busy | FailureKind::BusyOrTooLarge => "the service is busy",
            FailureKind::ServerError => "the service failed",
        };
        match self.status {
            Some(status) => write!(f, "{problem} ({status})"),
            None => f.write_str(problem),
        }
    }
}

/// Formats a duration for reading, rounded up to seconds.
fn duration(time: Duration) -> String {
    let seconds = time
        .as_secs()
        .saturating_add(u64::from(time.subsec_nanos() > 0));
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match (hours, minutes, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, 0, _) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}
