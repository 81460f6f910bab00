//! The APIs that rerankers speak: for each one row of a table, from which the rest of the program reads where
//! requests go, how they are written, which key opens the door and what the scores are. Data only, for the
//! rooms that share it; no other place knows an API by its name.

mod defaults;
mod lookup;
mod models;
mod registry;
mod self_hosted;
mod vendors;

use std::fmt;

pub use defaults::DEFAULT_MODEL;
pub use lookup::{named, of_host, of_leaf, of_model, usual};
pub use models::{
    AS_OF, Hosting, KNOWN, Known, hosted_path, known_model, model_of_slug, retired_on, spelled,
    successor, takes_images,
};
pub use registry::{ALL, PROBES};

/// An API: one row of the table.
pub struct Api {
    /// The name that `--api` takes.
    pub name: &'static str,
    /// What it is, in a few words for the help.
    pub title: &'static str,
    /// What users of `LiteLLM` put in front of a model of it.
    pub prefix: Option<Prefix>,
    /// The path below a base URL of one's own; in it may stand what may in [`Host::path`].
    pub path: &'static str,
    /// The path below a base URL of one's own that tells whether the server is ready, without a key.
    pub health: &'static str,
    /// The last parts of a full URL by which it is known at any host.
    pub leaves: &'static [&'static str],
    /// Where a request names the model.
    pub model: ModelPlace,
    /// How a request is written.
    pub body: Body,
    /// How an answer is.
    pub answer: Answer,
    /// What the scores are.
    pub score: ScoreKind,
    /// Models whose scores are something else.
    pub models: &'static [Model],
    /// How much goes into a request.
    pub batch: Batch,
    /// How a key is sent.
    pub auth: Auth,
    /// Headers that every request has.
    pub headers: &'static [(&'static str, &'static str)],
    /// The service that its vendor runs; none: everybody runs one of their own.
    pub home: Option<Home>,
}

/// What `LiteLLM` puts in front of a model to say which API it is asked by.
#[derive(Clone, Copy)]
pub struct Prefix {
    /// The prefix, with the slash at its end.
    pub text: &'static str,
    /// Whether it is one at the vendor's hosts only, and elsewhere a part of the model's name.
    pub at_home_only: bool,
    /// What may stand after it, or in its place, to ask at [`Api::path`] even at the vendor's.
    pub own_path: Option<&'static str>,
}

/// Where a request names the model.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ModelPlace {
    /// In the body; if the user names none, the first that the service lists is.
    Listed,
    /// In the body; the user must name it.
    Named,
    /// In the URL; the user must name it.
    Path,
    /// Nowhere: the service has but one.
    Nowhere,
}

/// How a request is written: a JSON object of these fields, after the model's.
#[derive(Clone, Copy)]
pub struct Body {
    /// The name of the query, and its form.
    pub query: (&'static str, QueryForm),
    /// The name of the list of documents, and the form of each.
    pub documents: (&'static str, ItemForm),
    /// The name of the number of results, which is always asked to be all of them; none where it is not sent.
    pub top_n: Option<&'static str>,
    /// What every request asks for besides: a JSON object.
    pub asks: &'static str,
    /// What asks for the end of a long passage to be cut off: a JSON object.
    pub truncate_end: &'static str,
    /// What asks for the request to fail then; none: there is no way to say it.
    pub truncate_none: Option<&'static str>,
}

/// The form of a query.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum QueryForm {
    /// A string.
    Text,
    /// An object with a `text`.
    Object,
    /// A list with the same string for each document.
    Repeated,
}

/// The form of a document.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ItemForm {
    /// A string.
    Text,
    /// An object with a `text`.
    Object,
    /// An object with a `text`, an `image`, or both.
    Picture,
}

/// How an answer is.
#[derive(Clone, Copy)]
pub struct Answer {
    /// The names that the list of scores may have; empty for an answer that is the list itself.
    pub lists: &'static [&'static str],
    /// What a score is called, for messages; none where the list holds bare numbers, in the order of the
    /// documents.
    pub score: Option<&'static str>,
    /// Where the tokens are that were counted: names from the outside in.
    pub tokens: &'static [&'static str],
    /// Whether the documents may come back.
    pub echoes: bool,
    /// What tells it from the answers of other APIs with the same list: names from the outside in.
    pub sign: &'static [&'static str],
}

/// A model, or all whose names begin alike, with scores of its own kind.
#[derive(Clone, Copy)]
pub struct Model {
    /// What the name begins with.
    pub begins: &'static str,
    /// What its scores are.
    pub score: ScoreKind,
    /// Whether a score depends on the other documents of the request, so that scores of different requests
    /// cannot be compared.
    pub listwise: bool,
}

/// How much goes into a request.
#[derive(Clone, Copy)]
pub struct Batch {
    /// The most documents the service takes; none where each server decides for itself.
    pub cap: Option<usize>,
    /// How many are sent unless the user says otherwise.
    pub usual: usize,
    /// How many in the first requests to a server of one's own, where fewer documents are to make work for
    /// all of its slots.
    pub opening: Option<usize>,
    /// The most bytes of text.
    pub bytes: usize,
    /// The last part of the URL that tells what the server takes, beside the one for rankings.
    pub info: Option<&'static str>,
    /// Whether a server says that it is busy (429) also to a request that is too large for it at any time.
    pub busy_if_large: bool,
}

/// How a key is sent.
#[derive(Clone, Copy, Debug)]
pub struct Auth {
    /// The header.
    pub header: &'static str,
    /// What stands before the key in it.
    pub before: &'static str,
    /// Another header that would do. If the user sends it, no key is needed.
    pub or: Option<&'static str>,
}

/// The service that the vendor of an API runs.
#[derive(Clone, Copy)]
pub struct Home {
    /// Where requests go when no base URL is named; `{region}` stands for a variable of `regions`. None where
    /// each customer has an address of their own.
    pub base: Option<&'static str>,
    /// The variables that name a region, the first one set counts.
    pub regions: &'static [&'static str],
    /// The variables that name a base URL instead, likewise.
    pub bases: &'static [&'static str],
    /// Its hosts.
    pub hosts: &'static [Host],
    /// The variables that hold a key for it, likewise. A key from there goes nowhere else.
    pub keys: &'static [&'static str],
    /// The model when none is named; none: the user must name one.
    pub model: Option<&'static str>,
    /// How many documents are sent in a request unless the user says otherwise.
    pub batch: usize,
    /// What the scores are.
    pub score: ScoreKind,
}

/// A host of a vendor, or several.
#[derive(Clone, Copy)]
pub struct Host {
    /// The name, in which each `*` stands for one whole label. Were it more, hosts of other people that have
    /// the vendor's domain in common would be given the key.
    pub name: &'static str,
    /// The path of rankings on it: `{slug}` stands for a model as NVIDIA's URLs spell it, `{model}` for its
    /// id, `{segment}` for the same with its slashes encoded.
    pub path: &'static str,
    /// The host that has to be asked instead.
    pub instead: Option<&'static str>,
}

/// What a raw score is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScoreKind {
    /// The unbounded output of a cross-encoder.
    Logit,
    /// A number from 0 to 1.
    Probability,
    /// A BM25 sum.
    Bm25,
    /// The service does not say.
    Unknown,
}

impl ScoreKind {
    /// The name in the output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Logit => "logit",
            Self::Probability => "probability",
            Self::Bm25 => "bm25",
            Self::Unknown => "unknown",
        }
    }
}

/// By its name, which no two rows share.
impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// By its name, which no two rows share.
impl PartialEq for Api {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Api {}
