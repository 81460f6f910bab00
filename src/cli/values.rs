//! The values that options take, and how they are read.

use std::ffi::OsStr;
use std::time::Duration;

use clap::ValueEnum;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};

/// How documents are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// By file name, else by content
    Auto,
    /// One document a line
    Lines,
    /// One JSON object or string a line
    Jsonl,
    /// A JSON array of objects or strings
    Json,
    /// Comma-separated values under a header
    Csv,
    /// Tab-separated values under a header
    Tsv,
    /// path:line:text, as grep and rg print it
    Grep,
    /// Events of rg --json
    RgJson,
    /// One file name a line
    Paths,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table on a terminal, TSV elsewhere
    Auto,
    /// Fitted to the terminal, for people
    Table,
    /// rank, score, id or origin, text
    Tsv,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
    /// TSV's columns under a header, quoted
    Csv,
    /// The input records themselves
    Raw,
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table on a terminal, TSV elsewhere
    Auto,
    /// Fitted to the terminal, for people
    Table,
    /// One line an entry, tabs between its columns
    Tsv,
    /// One JSON document
    Json,
}

/// The scale of printed scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ScoreScale {
    /// As the service gave them
    Raw,
    /// 1 / (1 + e^-x) of a logit
    Sigmoid,
}

/// How requests are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Api {
    /// NVIDIA NIM
    Nim,
    /// Cohere, vLLM, llama.cpp, LiteLLM and others
    Cohere,
    /// Hugging Face text-embeddings-inference
    Tei,
}

/// The models that shells offer for `--model`, with a word on each. Any other may be named. One with a colon
/// is left out, for to zsh and bash that parts words.
pub const MODELS: [(&str, &str); 9] = [
    (
        "nvidia/llama-nemotron-rerank-vl-1b-v2",
        "hosted; text and images",
    ),
    (
        "nvidia/llama-nemotron-rerank-500m-v2",
        "for a NIM of your own",
    ),
    (
        "nvidia/llama-3.2-nemoretriever-500m-rerank-v2",
        "for a NIM of your own",
    ),
    ("baai/bge-reranker-v2-m3", "for a NIM of your own"),
    ("nvidia/llama-nemotron-rerank-1b-v2", "no longer hosted"),
    ("nvidia/llama-3.2-nv-rerankqa-1b-v2", "no longer hosted"),
    (
        "nvidia/llama-3.2-nv-rerankqa-1b-v1",
        "perhaps no longer hosted",
    ),
    (
        "nvidia/nv-rerankqa-mistral-4b-v3",
        "perhaps no longer hosted",
    ),
    ("local/bm25", "built in"),
];

/// A model: any text, of which some are known.
#[derive(Clone, Debug)]
pub(super) struct Model;

impl TypedValueParser for Model {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let models = MODELS.iter();
        Some(Box::new(
            models.map(|(id, about)| PossibleValue::new(*id).help(*about)),
        ))
    }
}

/// What happens to a document that is too long for the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Truncate {
    /// Cut its end off
    End,
    /// Let the request fail
    None,
}

/// What happens when the service fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnError {
    /// Print nothing
    Fail,
    /// Print the documents in input order, without scores
    Passthrough,
}

/// When to do something that suits a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// When it suits
    Auto,
    /// In any case
    Always,
    /// Not at all
    Never,
}

/// The shells there are completions for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
pub enum Shell {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
    /// PowerShell
    PowerShell,
    /// elvish
    Elvish,
}

/// A number of things, at least one.
pub(super) fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("must be at least 1".into()),
        Ok(count) => Ok(count),
        Err(_) if text.starts_with('-') => Err("must be at least 1".into()),
        Err(_) => Err("not a whole number".into()),
    }
}

/// A number of things, or none.
pub(super) fn whole(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "not a whole number".into())
}

/// A number of requests at once; more threads than that serve nobody.
pub(super) fn at_once(text: &str) -> Result<usize, String> {
    match count(text)? {
        count @ 1..=256 => Ok(count),
        _ => Err("must be at most 256".into()),
    }
}

/// The longest time that can be asked for, in seconds: some thirty years.
const LONGEST: f64 = 1e9;

/// A number that is neither infinite nor NaN.
pub(super) fn finite(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| "not a finite number".into())
}

/// A time in seconds, or none.
pub(super) fn wait(text: &str) -> Result<Duration, String> {
    let seconds = finite(text)?.min(LONGEST);
    Duration::try_from_secs_f64(seconds).map_err(|_| "must be 0 seconds or more".into())
}

/// A number a minute: at least one in a hundred minutes.
pub(super) fn rate(text: &str) -> Result<f64, String> {
    let rate = finite(text)?;
    if rate >= 0.01 {
        Ok(rate)
    } else {
        Err("must be at least 0.01".into())
    }
}

/// A time in seconds, more than none.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = finite(text)?.min(LONGEST);
    let time = Duration::try_from_secs_f64(seconds).ok();
    time.filter(|time| !time.is_zero())
        .ok_or_else(|| "must be more than 0 seconds".into())
}
