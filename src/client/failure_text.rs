//! The problem and the usual hint of each kind of failure, in words.

use std::borrow::Cow;
use std::fmt;

use super::failure::{Failure, FailureKind};

const REJECTED: &str = "the request was rejected";
const BUSY: &str = "reduce the load with `--concurrency`, `--batch-size` or `--rpm`";
const FEWER: &str = "send fewer documents per request with `--batch-size`";
const LATER: &str = "try again later";
const OTHER_API: &str = "does the service speak another API? see `--api`";
const TLS: &str = "does it speak TLS? then begin with https://";

impl FailureKind {
    /// Returns the problem, and the hint as far as the kind alone implies it; an empty one is none.
    pub(super) fn words(&self) -> (Cow<'_, str>, &'static str) {
        match self {
            Self::Setup(problem) | Self::NotFinite(problem) => (problem.into(), ""),
            Self::NoCertificates => (
                "this system has no CA certificates".into(),
                "install them (package ca-certificates), or name a file with `--cacert` or SSL_CERT_FILE",
            ),
            Self::Unreachable => ("cannot connect".into(), ""),
            Self::Tls(fault) => (fault.problem().into(), fault.hint()),
            Self::ProxyAuthentication => (
                "the proxy wants a user name and a password".into(),
                "put them into the variable: http://USER:PASSWORD@HOST:PORT",
            ),
            Self::Timeout(limit) => (
                format!("no response within {} s", limit.as_secs_f64()).into(),
                "wait longer with `--timeout`, or send fewer documents per request with `--batch-size`",
            ),
            Self::CutOff => ("the response ended early".into(), ""),
            Self::HungUp => ("the response ended early".into(), TLS),
            Self::ResponseTooLarge(most) => {
                (format!("the response is larger than {} MiB", most >> 20).into(), "")
            }
            Self::Redirect(location) => {
                (format!("redirected to {}", location.as_deref().unwrap_or("nowhere")).into(), "")
            }
            Self::NotARanking(reason, _) => {
                (format!("the response is not a ranking: {reason}").into(), "")
            }
            Self::Encoded(coding) => (
                format!("the response is not a ranking: it is encoded as {coding}, which was not requested")
                    .into(),
                "a gateway compresses responses without a request for it; turn that off there",
            ),
            Self::ErrorBody => ("the service returned an error".into(), ""),
            Self::Incomplete(1, problem) => {
                (format!("1 passage was sent, but {problem}").into(), "")
            }
            Self::Incomplete(sent, problem) => {
                (format!("{sent} passages were sent, but {problem}").into(), "")
            }
            Self::NoModel => {
                ("cannot find out which model it serves".into(), "name the model with `--model`")
            }
            Self::NotAModelList => (
                "the response is not a list of models".into(),
                "is this the URL of a model server? see `--base-url`",
            ),
            Self::TextOnly(name) => (
                format!("{name} takes text only, and this has an image").into(),
                "drop the field, as with jq -c 'del(.image)', or choose another model",
            ),
            Self::KeyRejected => ("the API key was refused".into(), ""),
            Self::AccessDenied => {
                ("access was refused".into(), "ask the operator of the service for access")
            }
            Self::PaymentRequired => {
                ("payment is required".into(), "the account behind the key has no credits left")
            }
            Self::QuotaExhausted => (
                "the quota is exhausted".into(),
                "the quota of the account is exhausted; use another key",
            ),
            Self::NotFound => ("no such endpoint or model".into(), ""),
            Self::NotEnabled => (
                "no such endpoint or model".into(),
                "enable Public API Endpoints for the account of the key, or choose another `--model`",
            ),
            Self::Retired => ("the model is retired".into(), ""),
            Self::RequestTooLarge => ("the request is too large".into(), FEWER),
            Self::QueryTooLong => ("the query is too long".into(), "shorten the query"),
            Self::TooManyPassages | Self::TooManyTokens => (REJECTED.into(), FEWER),
            Self::PassageTooLong => (REJECTED.into(), "shorten long documents, or leave them out"),
            Self::UnknownField | Self::ForeignFields => (REJECTED.into(), OTHER_API),
            Self::NeedsTls => (REJECTED.into(), TLS),
            Self::RefusedField(..) | Self::WrongFields | Self::Rejected => (REJECTED.into(), ""),
            Self::OutOfMemory => (
                "the service is out of memory".into(),
                "try again later, or send shorter documents",
            ),
            Self::NotReranker => {
                ("reranking is not served here".into(), "start the server with a reranking model")
            }
            Self::NoReranking(server) => (
                format!("{server} serves no reranking").into(),
                "use a server that does, such as vLLM or llama.cpp's: `--base-url`",
            ),
            Self::Degraded => ("the service is degraded".into(), LATER),
            Self::Unfinished => ("the service has not finished".into(), LATER),
            Self::Busy | Self::BusyOrTooLarge => ("the service is busy".into(), BUSY),
            Self::ServerError => ("the service failed".into(), LATER),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind.words().0)?;
        if let Some(status) = self.status {
            write!(f, " ({status})")?;
        }
        match self.kind {
            FailureKind::Redirect(_) => f.write_str("; not followed"),
            _ => Ok(()),
        }
    }
}
