//! The kinds of failure of a request, and what each implies.
//!
//! A failure is classified once, where the raw response is at hand (`classify.rs`). Everything that follows
//! (retry, split, exit code, message, hint) matches on the kind, so that neither the redaction of a message nor
//! the text of a document can change any of it.

use std::time::Duration;

use super::redact::Secrets;
use super::tls::TlsFault;
use crate::api::Api;
use crate::exit::Exit;

/// A failed request, independent of where it went.
#[derive(Clone, Debug)]
pub struct Failure {
    pub kind: FailureKind,
    /// The HTTP status, where there was a response; if a gateway wraps another status, that one.
    pub status: Option<u16>,
    /// The words of the service or the system, fit to print.
    pub message: Option<String>,
    /// The words of the service in lower case, names of fields whole, without what it quotes.
    pub(super) names: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FailureKind {
    /// The client cannot be set up; says why.
    Setup(String),
    /// The system has no root certificates.
    NoCertificates,
    Unreachable,
    Tls(TlsFault),
    /// The proxy wants a user name and a password.
    ProxyAuthentication,
    /// Plain HTTP to a port that speaks TLS.
    NeedsTls,
    /// No whole response within this time.
    Timeout(Duration),
    /// The connection or the body ended early.
    CutOff,
    /// A plain HTTP connection ended before there was any response.
    HungUp,
    /// The response is larger than this many bytes, which no ranking is.
    ResponseTooLarge(u64),

    /// 3xx, with the location.
    Redirect(Option<String>),
    KeyRejected,
    /// 403 for another reason than the key.
    AccessDenied,
    PaymentRequired,
    /// 429 that will not clear within minutes.
    QuotaExhausted,
    NotFound,
    /// 404 for a model that the account has not enabled.
    NotEnabled,
    Retired,
    /// 413.
    RequestTooLarge,
    TooManyPassages,
    /// All passages of the request together have too many tokens.
    TooManyTokens,
    /// One passage is longer than the model takes.
    PassageTooLong,
    QueryTooLong,
    OutOfMemory,
    /// The request has a field that the service does not know.
    UnknownField,
    /// The service does not take a field that can be left out: its name, and whether `--truncate none` does so.
    RefusedField(String, bool),
    /// The request lacks a field, or has one of another form.
    WrongFields,
    /// The service misses a field of another API.
    ForeignFields,
    Rejected,
    /// The server or its model does not rerank.
    NotReranker,
    /// A server, named here, that serves no reranking at all.
    NoReranking(&'static str),
    /// A hosted function that is down.
    Degraded,
    /// 202 to the end.
    Unfinished,
    Busy,
    /// 429 of a service that uses this status for requests that are too large, too.
    BusyOrTooLarge,
    ServerError,

    /// A response that is compressed although that was not requested; says how.
    Encoded(String),
    /// Success, but not a ranking: why, and the API whose form the body has.
    NotARanking(String, Option<&'static Api>),
    /// An error object under a status of success.
    ErrorBody,
    /// Not one score for each of the passages sent: their number, and what is wrong.
    Incomplete(usize, String),
    /// A score that is not a finite number; says which.
    NotFinite(String),
    /// The list of models gives no model to use.
    NoModel,
    /// Success, but not a list of models.
    NotAModelList,
    /// An image for a model or an API, named here, that takes text only.
    TextOnly(String),
}

/// The ways in which a request can exceed what a service takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    Count,
    Size,
    /// One or the other, or something that has nothing to do with it.
    Unknown,
}

impl From<FailureKind> for Failure {
    fn from(kind: FailureKind) -> Self {
        Self { kind, status: None, message: None, names: Vec::new() }
    }
}

impl Failure {
    /// A failure without a response, in the words of the system.
    pub fn with_message(kind: FailureKind, message: String) -> Self {
        Self { message: Some(message), ..kind.into() }
    }
}

impl Failure {
    /// Removes secrets from the words of the service.
    pub(super) fn redact(&mut self, secrets: &Secrets) {
        if let FailureKind::NotARanking(text, _)
        | FailureKind::Incomplete(_, text)
        | FailureKind::NotFinite(text) = &mut self.kind
        {
            *text = secrets.redact_text(text);
        }
        if let Some(message) = &mut self.message {
            *message = secrets.redact_text(message);
        }
    }

    /// Returns true if the service's own words have one of these.
    pub(super) fn names_any(&self, names: &[&str]) -> bool {
        self.names.iter().any(|name| names.contains(&name.as_str()))
    }
}

impl FailureKind {
    /// Returns true if the same request can succeed later.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Unreachable
                | Self::Timeout(_)
                | Self::CutOff
                | Self::HungUp
                | Self::NotFinite(_)
                | Self::Degraded
                | Self::Busy
                | Self::BusyOrTooLarge
                | Self::ServerError
        )
    }

    /// Returns true if the service asks for fewer requests.
    pub(super) fn is_busy(&self) -> bool {
        matches!(self, Self::Busy | Self::BusyOrTooLarge)
    }

    /// Returns true if the failure is about the key or the account behind it.
    pub fn is_about_key(&self) -> bool {
        matches!(
            self,
            Self::KeyRejected | Self::AccessDenied | Self::PaymentRequired | Self::QuotaExhausted
        )
    }

    /// Returns true if requests of any other query fail in the same way: the key or the endpoint is at
    /// fault, not a query or its documents.
    pub fn is_shared(&self) -> bool {
        self.is_about_key()
            || matches!(
                self,
                Self::Setup(_)
                    | Self::Tls(_)
                    | Self::ProxyAuthentication
                    | Self::NeedsTls
                    | Self::Redirect(_)
                    | Self::NotFound
                    | Self::NotEnabled
                    | Self::Retired
                    | Self::NotReranker
                    | Self::NoReranking(_)
                    | Self::NoModel
                    | Self::NotAModelList
            )
    }

    /// Returns true if the format of requests or responses is wrong for the service, provided that no other query
    /// succeeds.
    pub fn is_about_form(&self) -> bool {
        matches!(
            self,
            Self::UnknownField
                | Self::RefusedField(..)
                | Self::ForeignFields
                | Self::NotARanking(_, Some(_))
        )
    }

    /// Returns true if the service may speak another API: there is no such path, a field is missing or
    /// unknown, or the response has another form.
    pub fn may_be_another_api(&self) -> bool {
        matches!(
            self,
            Self::NotARanking(..)
                | Self::ErrorBody
                | Self::NotFound
                | Self::NotReranker
                | Self::UnknownField
                | Self::RefusedField(..)
                | Self::WrongFields
                | Self::ForeignFields
        )
    }

    /// Returns how the request exceeds what the service takes, if a smaller one may succeed.
    pub(super) fn excess(&self) -> Option<Excess> {
        match self {
            Self::TooManyPassages => Some(Excess::Count),
            Self::RequestTooLarge | Self::TooManyTokens => Some(Excess::Size),
            Self::OutOfMemory | Self::BusyOrTooLarge => Some(Excess::Unknown),
            _ => None,
        }
    }

    /// Returns who has to act.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Unfinished
            | Self::OutOfMemory
            | Self::ResponseTooLarge(_)
            | Self::ErrorBody
            | Self::Incomplete(..) => Exit::ServiceError,
            kind if kind.is_transient() => Exit::ServiceError,
            _ => Exit::UserError,
        }
    }
}
