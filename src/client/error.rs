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
    /// The request asked not to truncate.
    pub can_truncate: bool,
    /// The variable that names a proxy for the endpoint.
    pub proxy_variable: Option<&'static str>,
    /// The model that replaces a retired one.
    pub successor: Option<&'static str>,
}

impl ClientError {
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
            (FailureKind::ProxyAuthentication, _) => match self.proxy_variable {
                Some(variable) => write!(
                    f,
                    "the proxy that {variable} names wants a user name and a password (407)"
                )?,
                None => write!(f, "{} (407)", self.failure)?,
            },
            _ => self.failure.fmt(f)?,
        }
        match self.attempts {
            0 | 1 => Ok(()),
            attempts => write!(f, ", gave up after {attempts} attempts"),
        }
    }
}

impl std::error::Error for ClientError {}
