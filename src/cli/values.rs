//! The values that options take, and how they are read.

use std::ffi::OsStr;
use std::time::Duration;

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};

use crate::api::{self, Api, Hosting, Known};

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

/// How a report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Text, on a terminal and elsewhere
    Auto,
    /// For people
    Text,
    /// One JSON document
    Json,
    /// One JSON object a case
    Jsonl,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FindingsFormat {
    /// One line a step, as soon as it is taken
    Text,
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

/// The name of an API.
pub(super) fn api() -> impl TypedValueParser<Value = &'static Api> {
    let possible = |api: &Api| PossibleValue::new(api.name).help(api.title);
    let names = PossibleValuesParser::new(api::ALL.iter().map(possible));
    names.try_map(|name| api::named(&name).ok_or("not the name of an API"))
}

/// A model: any text, of which some are known, and offered by shells.
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
        let own = PossibleValue::new("local/bm25").help("built in");
        // To zsh and bash a colon parts words.
        let known = api::KNOWN.iter().filter(|known| !known.id.contains(':'));
        Some(Box::new(known.map(offered).chain([own])))
    }
}

/// A model with a word on it.
fn offered(known: &Known) -> PossibleValue {
    PossibleValue::new(known.id).help(match known.hosting {
        Hosting::Hosted if known.images => "hosted; text and images",
        Hosting::Hosted => "hosted",
        Hosting::SelfHosted => "for a NIM of your own",
        Hosting::Retired(_) => "no longer hosted",
        Hosting::Unknown => "perhaps no longer hosted",
    })
}

/// Fields of a JSON object.
pub(super) type Fields = serde_json::Map<String, serde_json::Value>;

/// A JSON object.
pub(super) fn object(text: &str) -> Result<Fields, String> {
    serde_json::from_str(text).map_err(|error| format!("not a JSON object: {error}"))
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

/// A grade from which documents are relevant.
pub(super) fn level(text: &str) -> Result<i32, String> {
    match text.parse() {
        Ok(level @ 1..) => Ok(level),
        Ok(_) => Err("must be at least 1".into()),
        Err(_) => Err("not a whole number".into()),
    }
}

/// A number that is neither infinite nor NaN.
pub(super) fn finite(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| "not a finite number".into())
}

/// How far apart two numbers may be.
pub(super) fn distance(text: &str) -> Result<f64, String> {
    match finite(text)? {
        distance if distance >= 0.0 => Ok(distance),
        _ => Err("must be 0 or more".into()),
    }
}

/// A part of a whole.
pub(super) fn share(text: &str) -> Result<f64, String> {
    match finite(text)? {
        share if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("must be from 0 to 1".into()),
    }
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
