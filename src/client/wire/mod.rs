//! Encodes requests and decodes responses of all APIs, driven by their table. Pure: bytes in, bytes out.

mod decode;
mod fast;
mod json_string;
mod mismatch;
mod request;
mod strict;

pub(super) use decode::read;
pub(super) use request::Writer;
pub use request::{Fields, Truncate};

use crate::api::Api;
use crate::client::failure::FailureKind;

#[derive(Debug, PartialEq)]
pub(in crate::client) struct DecodedScores {
    /// One finite score per passage, in the order they were sent.
    pub(in crate::client) numbers: Vec<f64>,
    /// Token count of the request, if reported.
    pub(in crate::client) tokens: Option<u64>,
}

/// The reason why a body is not a ranking.
#[derive(Debug, PartialEq)]
pub(in crate::client) enum DecodeError {
    /// The JSON, or the body, ends too early.
    CutOff,
    /// Something other than a ranking: a description, and the API whose response it is, if known.
    NotARanking(String, Option<&'static Api>),
    /// An error object with status 200: the kind of failure, the status that it names, the message.
    ErrorBody(FailureKind, u16, String),
    /// Missing, duplicate or unexpected scores: a description.
    Incomplete(String),
    /// A score that is not a finite number: a description.
    NotFinite(String),
}
