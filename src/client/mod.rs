//! Everything that scores: a service on the network, or the scorer built in. The waist is one method,
//! [`Scorer::score`]: a query and passages in, one number per passage out, in their order. This room
//! speaks texts and numbers; documents, files and rankings are unknown to it.

mod backoff;
mod batch;
mod bm25;
mod deprecation;
mod error;
mod error_message;
mod failure;
mod http;
mod inquiry;
mod limiter;
mod model_list;
mod passthrough;
mod poll;
mod pool;
mod remote;
mod response;
mod retry;
mod secret;
mod split;
mod tokenizer;
mod wire;

use std::borrow::Cow;

pub use backoff::Patience;
pub use batch::{Batches, Limits};
pub use bm25::{Bm25, Bm25Index};
pub use error::{ClientError, Trouble};
pub use http::{HttpSettings, Prepared, check_header};
pub use inquiry::{list_models, look};
pub use limiter::AfterLoss;
pub use passthrough::Fallback;
pub use pool::{Pool, Status, Stop};
pub use remote::{ModelChoice, Remote, RemoteSettings, read_answer, shown_url};
pub use response::read_failure;
pub use retry::Retrying;
pub use secret::{BadSecret, Secret, is_secret_header};
pub use split::Splitting;
pub use wire::{Fields, Truncate};

pub use crate::api::{ScoreKind, hosted_path, model_of_slug, spelled};

/// A text as it goes to a scorer.
#[derive(Clone, Debug)]
pub enum Text<'a> {
    /// The text itself.
    Plain(Cow<'a, str>),
    /// The text as a JSON string, quotes and escapes included; it can be sent as it is.
    Literal(&'a str),
}

/// What is scored against the query: a text, a picture, or both.
#[derive(Clone, Debug)]
pub struct Passage<'a> {
    /// The text; none for a picture alone.
    pub text: Option<Text<'a>>,
    /// The picture, a data URL.
    pub image: Option<&'a str>,
}

impl Passage<'_> {
    /// The text as it reads; empty where there is none.
    pub fn plain(&self) -> Cow<'_, str> {
        match &self.text {
            None => Cow::Borrowed(""),
            Some(Text::Plain(text)) => Cow::Borrowed(text),
            Some(Text::Literal(literal)) => {
                serde_json::from_str(literal).map_or_else(|_| Cow::Borrowed(*literal), Cow::Owned)
            }
        }
    }

    /// About how many bytes it takes on the wire.
    fn size(&self) -> usize {
        let text = match &self.text {
            None => 0,
            Some(Text::Plain(text)) => text.len(),
            Some(Text::Literal(literal)) => literal.len(),
        };
        text + self.image.map_or(0, str::len)
    }
}

/// What holds a passage. None: there is nothing to score, and nothing is sent.
pub trait AsPassage {
    /// The passage, borrowed.
    fn passage(&self) -> Option<Passage<'_>>;
}

/// What a scorer answers.
#[derive(Debug)]
pub struct Scores {
    /// One finite number per passage, in the order of the passages; higher is more relevant.
    pub numbers: Vec<f64>,
    /// The tokens the service counted, if it told.
    pub tokens: Option<u64>,
}

/// What scores passages against a query.
pub trait Scorer: Send + Sync {
    /// Scores all passages, or none.
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError>;

    /// The model that scores; none where it was never asked for, or the service has but one.
    fn model(&self) -> Option<String>;

    /// How many ranking requests were sent so far, failed ones included.
    fn requests(&self) -> u64 {
        0
    }

    /// How many passages the service takes in one request, if it tells; it is asked.
    fn most_passages(&self) -> Option<usize> {
        None
    }

    /// What the service said that the user should know, though it answered.
    fn notice(&self) -> Option<String> {
        None
    }
}
