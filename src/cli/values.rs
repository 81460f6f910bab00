//! Parsers of option values.

use std::ffi::OsStr;
use std::time::Duration;

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};

use crate::api::{self, Api, Hosting, KnownModel};
use crate::client::JsonObject;

/// The format of a diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DoctorFormat {
    /// One line per step, printed as soon as it is known
    Text,
    /// One JSON document
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnError {
    /// Print nothing
    Fail,
    /// Print the documents in input order, without scores
    Passthrough,
}

/// Parses a word of a TREC run, in which white space separates columns.
pub(super) fn run_word(text: &str) -> Result<String, String> {
    if text.is_empty() {
        Err("must not be empty".into())
    } else if text.contains(char::is_whitespace) {
        Err("must not contain white space".into())
    } else {
        Ok(text.into())
    }
}

/// The condition under which a feature of terminals is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

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
    #[allow(clippy::enum_variant_names, reason = "its name")]
    PowerShell,
    /// elvish
    Elvish,
}

pub(super) fn api() -> impl TypedValueParser<Value = &'static Api> {
    let possible = |api: &Api| PossibleValue::new(api.name).help(api.title);
    let names = PossibleValuesParser::new(api::ALL.iter().map(possible));
    names.try_map(|name| api::named(&name).ok_or("unknown API"))
}

/// Accepts any model; completions offer the known ones.
#[derive(Clone, Debug)]
pub(super) struct ModelParser;

impl TypedValueParser for ModelParser {
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
        // zsh and bash split words at colons.
        let known = api::KNOWN.iter().filter(|known| !known.id.contains(':'));
        Some(Box::new(known.map(describe).chain([own])))
    }
}

/// Describes a known model for completions.
fn describe(known: &KnownModel) -> PossibleValue {
    PossibleValue::new(known.id).help(match known.hosting {
        Hosting::Hosted if known.images => "hosted; text and images",
        Hosting::Hosted => "hosted",
        Hosting::SelfHosted => "self-hosted",
        Hosting::Retired(_) => "no longer hosted",
        Hosting::Unknown => "possibly no longer hosted",
    })
}

pub(super) fn object(text: &str) -> Result<JsonObject, String> {
    serde_json::from_str(text).map_err(|error| format!("not a JSON object: {error}"))
}

/// Parses a positive count.
pub(super) fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("must be at least 1".into()),
        Ok(count) => Ok(count),
        Err(_) if text.starts_with('-') => Err("must be at least 1".into()),
        Err(_) => Err("not a whole number".into()),
    }
}

/// The number of results to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopN {
    /// All, also in a table on a terminal.
    All,
    Best(usize),
}

pub(super) fn top_n(text: &str) -> Result<TopN, String> {
    if text == "all" {
        return Ok(TopN::All);
    }
    count(text).map(TopN::Best)
}

/// Parses a count.
pub(super) fn whole(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "not a whole number".into())
}

/// Parses a number of concurrent requests; more threads than the limit only cost memory.
pub(super) fn at_once(text: &str) -> Result<usize, String> {
    match count(text)? {
        count @ 1..=256 => Ok(count),
        _ => Err("must be at most 256".into()),
    }
}

/// The longest duration, in seconds: about thirty years.
const LONGEST: f64 = 1e9;

/// Parses a relevance grade.
pub(super) fn level(text: &str) -> Result<i32, String> {
    match text.parse() {
        Ok(level @ 1..) => Ok(level),
        Ok(_) => Err("must be at least 1".into()),
        Err(_) => Err("not a whole number".into()),
    }
}

pub(super) fn finite(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| "not a finite number".into())
}

/// Parses a distance between two scores.
pub(super) fn distance(text: &str) -> Result<f64, String> {
    match finite(text)? {
        distance if distance >= 0.0 => Ok(distance),
        _ => Err("must be 0 or more".into()),
    }
}

/// Parses a number from 0 to 1.
pub(super) fn share(text: &str) -> Result<f64, String> {
    match finite(text)? {
        share if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("must be from 0 to 1".into()),
    }
}

/// Parses a number between 0 and 1.
pub(super) fn probability(text: &str) -> Result<f64, String> {
    match finite(text)? {
        probability if probability > 0.0 && probability < 1.0 => Ok(probability),
        _ => Err("must be between 0 and 1".into()),
    }
}

/// Parses a duration in seconds.
pub(super) fn wait(text: &str) -> Result<Duration, String> {
    let seconds = finite(text)?.min(LONGEST);
    Duration::try_from_secs_f64(seconds).map_err(|_| "must be 0 seconds or more".into())
}

/// Parses a rate per minute, at least one in a hundred minutes.
pub(super) fn rate(text: &str) -> Result<f64, String> {
    let rate = finite(text)?;
    if rate >= 0.01 { Ok(rate) } else { Err("must be at least 0.01".into()) }
}

/// Parses a positive duration in seconds.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = finite(text)?.min(LONGEST);
    let time = Duration::try_from_secs_f64(seconds).ok();
    time.filter(|time| !time.is_zero()).ok_or_else(|| "must be more than 0 seconds".into())
}

pub(super) fn delimiter(typed: &str) -> Result<u8, String> {
    match typed.as_bytes() {
        _ if typed == "tab" || typed == "\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err("give one ASCII character, or `tab`".into()),
    }
}
