//! The table of rerank APIs: for each one row with its URLs, request and response format, authentication, limits
//! and score scale. Data only; no other module knows an API by its name.

mod defaults;
mod lookup;
mod models;
mod registry;
mod self_hosted;
mod vendors;

use std::fmt;

pub use defaults::DEFAULT_MODEL;
pub use lookup::{default_api, named, of_host, of_leaf, of_model};
pub use models::{
    AS_OF, Hosting, KNOWN, KnownModel, hosted_path, known_model, model_of_slug, retired_on,
    spelled, successor, takes_images,
};
pub use registry::{ALL, PROBES};

/// An API: one row of the table.
pub struct Api {
    /// The name that `--api` takes.
    pub name: &'static str,
    /// A short description for the help.
    pub title: &'static str,
    /// The prefix of its models in `LiteLLM`.
    pub prefix: Option<ModelPrefix>,
    /// The ranking path below the base URL of a self-hosted server, with the placeholders of [`Host::path`].
    pub path: &'static str,
    /// The path below such a base URL that reports readiness without a key.
    pub health: &'static str,
    /// Last segments of full URLs that imply this API at any host.
    pub leaves: &'static [&'static str],
    pub model: ModelPlace,
    pub request: RequestFormat,
    pub response: ResponseFormat,
    pub score: ScoreKind,
    /// Models whose scores are of another kind.
    pub models: &'static [ModelScores],
    pub batch: BatchSizes,
    pub auth: Auth,
    pub headers: &'static [(&'static str, &'static str)],
    /// The hosted service of its vendor; `None` for self-hosted servers.
    pub home: Option<HostedService>,
}

/// A prefix that `LiteLLM` puts in front of a model to select an API.
#[derive(Clone, Copy)]
pub struct ModelPrefix {
    /// The prefix, with the slash at its end.
    pub text: &'static str,
    /// True if it is a prefix at the vendor's hosts only, and elsewhere part of the model's name.
    pub at_home_only: bool,
    /// A further prefix that selects [`Api::path`] even at the vendor's hosts.
    pub own_path: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ModelPlace {
    /// In the body; without `--model` it is one that the service lists.
    Listed,
    /// In the body, and `--model` is required.
    Named,
    /// In the URL, and `--model` is required.
    Path,
    /// The service has a single model.
    Nowhere,
}

/// The format of a request: a JSON object of these fields, after the model.
#[derive(Clone, Copy)]
pub struct RequestFormat {
    /// Name and form of the query.
    pub query: (&'static str, QueryForm),
    /// Name of the list of documents, and the form of each.
    pub documents: (&'static str, ItemForm),
    /// Name of the number of results, which is always set to all of them; `None` if it is not sent.
    pub top_n: Option<&'static str>,
    /// Further fields of every request: a JSON object.
    pub fixed_fields: &'static str,
    /// The fields that ask to truncate long passages at the end: a JSON object.
    pub truncate_end: &'static str,
    /// The fields that ask to reject them instead; `None` if the API cannot.
    pub truncate_none: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum QueryForm {
    Text,
    /// An object with a `text`.
    Object,
    /// A list with the same string for each document.
    Repeated,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ItemForm {
    Text,
    /// An object with a `text`.
    Object,
    /// An object with a `text`, an `image`, or both.
    Picture,
}

/// The format of a response.
#[derive(Clone, Copy)]
pub struct ResponseFormat {
    /// Possible names of the list of scores; an empty name for a response that is the list itself.
    pub lists: &'static [&'static str],
    /// Name of a score, for messages; `None` if the list holds bare numbers in the order of the documents.
    pub score: Option<&'static str>,
    /// Path to the number of tokens, from the outside in.
    pub tokens: &'static [&'static str],
    /// True if a response can repeat the documents.
    pub echoes: bool,
    /// Path to a field that distinguishes it from responses of other APIs with the same list.
    pub sign: &'static [&'static str],
}

/// Models with scores of their own kind.
#[derive(Clone, Copy)]
pub struct ModelScores {
    /// The beginning of their names.
    pub begins: &'static str,
    pub score: ScoreKind,
    /// True if a score depends on the other documents of the request, so that scores of different requests
    /// cannot be compared.
    pub listwise: bool,
}

/// The size of requests.
#[derive(Clone, Copy)]
pub struct BatchSizes {
    /// The most documents that the service takes; `None` if each server decides.
    pub cap: Option<usize>,
    /// The default number of documents.
    pub usual: usize,
    /// The most bytes of text.
    pub bytes: usize,
    /// Last segment of the URL, next to that for rankings, at which the server reports what it takes.
    pub info: Option<&'static str>,
    /// True if status 429 can also mean that the request is too large, not only that the server is busy.
    pub too_large_is_429: bool,
}

/// The header of a key.
#[derive(Clone, Copy, Debug)]
pub struct Auth {
    pub header: &'static str,
    /// The text before the key.
    pub before: &'static str,
    /// Another header that is accepted instead.
    pub or: Option<&'static str>,
}

/// The hosted service of a vendor.
#[derive(Clone, Copy)]
pub struct HostedService {
    /// The default base URL, with `{region}` from a variable in `regions`; `None` if each customer has a URL of
    /// their own.
    pub base: Option<&'static str>,
    /// Variables with a region; the first one set wins.
    pub regions: &'static [&'static str],
    /// Variables with a base URL, likewise.
    pub bases: &'static [&'static str],
    pub hosts: &'static [Host],
    /// Variables with a key, likewise. Such a key goes to no other host.
    pub keys: &'static [&'static str],
    /// The default model; `None` means that `--model` is required.
    pub model: Option<&'static str>,
    /// The default number of documents in a request.
    pub batch: usize,
    pub score: ScoreKind,
}

/// One or more hosts of a vendor.
#[derive(Clone, Copy)]
pub struct Host {
    /// The name. `*` matches exactly one label, so that keys never go to the subdomains of third parties.
    pub name: &'static str,
    /// The ranking path: `{slug}` is a model in the spelling of NVIDIA's URLs, `{model}` its id, `{segment}` the
    /// id with encoded slashes.
    pub path: &'static str,
    /// The host to use instead, if this one does not rerank.
    pub instead: Option<&'static str>,
}

/// The scale of raw scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScoreKind {
    /// The unbounded output of a cross-encoder.
    Logit,
    /// A logit was requested, but some versions of the server return a probability all the same. A score outside
    /// 0 to 1 proves that scores are logits.
    RequestedLogit,
    /// A number from 0 to 1.
    Probability,
    Bm25,
    /// The service does not document it.
    Unknown,
}

impl ScoreKind {
    /// Returns true if a score proves to be no probability.
    pub fn is_unbounded(score: f64) -> bool {
        !(0.0..=1.0).contains(&score)
    }

    /// Returns the kind after a run in which a score outside 0 to 1 was seen, or none.
    pub fn with_evidence(self, is_unbounded: bool) -> Self {
        match self {
            Self::RequestedLogit if is_unbounded => Self::Logit,
            Self::RequestedLogit => Self::Unknown,
            kind => kind,
        }
    }

    /// Returns the name in the output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Logit => "logit",
            Self::Probability => "probability",
            Self::Bm25 => "bm25",
            Self::RequestedLogit | Self::Unknown => "unknown",
        }
    }
}

/// An API is identified by its name.
impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Api {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Api {}
