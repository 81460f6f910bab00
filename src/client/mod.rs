//! Scoring backends: services, the built-in scorer, and the decorators around them.
//!
//! A backend implements [`Scorer`]: a query and passages in, one number per passage out, in their order. This
//! module knows texts and numbers; documents, files and rankings are unknown to it.

mod ascii_terms;
mod backoff;
mod batch;
mod bm25;
mod bm25_index;
mod bm25_pass;
mod classify;
mod deprecation;
mod echo;
mod error;
mod error_message;
mod error_object;
mod failure;
mod failure_text;
mod highlight;
mod hint;
mod http;
mod limiter;
mod limits;
mod listwise;
mod markup;
mod model_list;
mod occurrence_log;
mod occurrences;
mod partial_json;
mod passthrough;
mod phrases;
mod poll;
mod pool;
mod query_terms;
mod quotation;
mod redact;
mod remote;
mod remote_error;
mod response;
mod retry;
mod retry_after;
mod score_stats;
mod secret;
mod server_info;
mod split;
mod text_parts;
mod tls;
mod tokenizer;
mod validation;
mod wire;

use std::borrow::Cow;
use std::sync::Arc;

pub use backoff::{Decision, RetryPolicy};
pub use batch::{Batches, Limits};
pub use bm25::{Bm25, Weights};
pub use bm25_index::Bm25Index;
pub use bm25_pass::Bm25Pass;
pub use error::ClientError;
pub use failure::{Failure, FailureKind};
pub use highlight::QueryWords;
pub use hint::SEE_DOCTOR;
pub use http::{HttpSettings, PreparedRequest, ProxySettings, check_header};
pub use limiter::OnFailure;
pub use model_list::{ListedModel, preferred};
pub use occurrence_log::OccurrenceLog;
pub use occurrences::Occurrences;
pub use passthrough::Passthrough;
pub use pool::{Job, JobResult, PoolError, PoolRun, PoolStatus, QueryJobs};
pub use redact::Secrets;
pub use remote::{ModelChoice, Remote, RemoteSettings, shown_url};
pub use response::read_failure;
pub use retry::Retry;
pub use secret::{Secret, is_harmless_header, is_secret_header};
pub use split::Split;
pub use tls::{TlsFault, TlsSettings};
pub use wire::{JsonObject, Truncate, decode_ranking};

pub use crate::api::{ScoreKind, hosted_path, model_of_slug, spelled};

/// A text as it is sent to a scorer.
#[derive(Clone, Debug)]
pub enum Text<'a> {
    Plain(Cow<'a, str>),
    /// A JSON string with its quotes and escapes, which can be sent as it is.
    Literal(&'a str),
}

/// The unit that is scored: a text, an image, or both.
#[derive(Clone, Debug)]
pub struct Passage<'a> {
    pub text: Option<Text<'a>>,
    /// A data URL.
    pub image: Option<&'a str>,
}

impl Passage<'_> {
    /// Returns the decoded text; empty if there is none.
    pub fn plain(&self) -> Cow<'_, str> {
        match &self.text {
            None => Cow::Borrowed(""),
            Some(Text::Plain(text)) => Cow::Borrowed(text),
            Some(Text::Literal(literal)) => unquoted(literal),
        }
    }

    /// Returns its approximate number of bytes on the wire.
    pub fn size(&self) -> usize {
        let text = match &self.text {
            None => 0,
            Some(Text::Plain(text)) => text.len(),
            Some(Text::Literal(literal)) => literal.len(),
        };
        text + self.image.map_or(0, str::len)
    }
}

/// Returns the text of a JSON string.
fn unquoted(literal: &str) -> Cow<'_, str> {
    let inner = literal.strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
    match inner {
        Some(inner) if memchr::memchr(b'\\', inner.as_bytes()).is_none() => Cow::Borrowed(inner),
        _ => serde_json::from_str(literal).map_or(Cow::Borrowed(literal), Cow::Owned),
    }
}

pub trait AsPassage {
    /// Returns the passage; `None` means that there is nothing to score or send.
    fn passage(&self) -> Option<Passage<'_>>;

    /// Returns the approximate number of bytes of the passage on the wire.
    fn passage_size(&self) -> Option<usize> {
        self.passage().map(|passage| passage.size())
    }

    /// Returns true if there is a passage.
    fn has_passage(&self) -> bool {
        self.passage_size().is_some()
    }
}

#[derive(Debug, Default)]
pub struct Scores {
    /// One finite number per passage, in the order of the passages; higher is more relevant.
    pub numbers: Vec<f64>,
    /// The tokens that the service counted, if it reports them.
    pub tokens: Option<u64>,
    /// The occurrences of the terms of the query in the passages, if the scores are those of a `Bm25Pass`.
    pub occurrences: Occurrences,
}

/// A backend that scores passages against a query.
pub trait Scorer: Send + Sync {
    /// Scores all passages, or none.
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError>;
}

impl<T: AsPassage> AsPassage for &T {
    fn passage(&self) -> Option<Passage<'_>> {
        (**self).passage()
    }
}

impl<S: Scorer + ?Sized> Scorer for Arc<S> {
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        (**self).score(query, passages)
    }
}
