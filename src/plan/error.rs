//! What can be wrong with what was asked for, before anything is read or sent.

use std::fmt;

use crate::client::BadSecret;

/// Something asked for cannot be done. None of these texts holds a key or a header's value.
#[derive(Debug)]
pub enum PlanError {
    /// What was typed cannot be meant; told as the command line tells its own errors.
    Usage(String),
    /// The query has no text.
    BlankQuery,
    /// A base URL without `http://` or `https://`; holds the spelling that was probably meant.
    NoScheme(String),
    /// A base URL that cannot be parsed; holds the parser's words.
    BadUrl(String),
    /// A base URL of a scheme other than HTTP.
    Scheme(String),
    /// A user name or password in a base URL.
    UserInfo,
    /// A model id that cannot be one.
    Model(String),
    /// No built-in model of that name.
    NoSuchBuiltIn(String),
    /// The hosted service wants a key and there is none; holds its URL, and whether one was there that
    /// must not go over a connection without TLS.
    NoKey(String, bool),
    /// A key that cannot be one; holds where it came from.
    BadKey(String, BadSecret),
    /// The variable that should hold the key is not set.
    NoKeyVariable(String),
    /// Something that cannot be a variable's name in the place of one.
    KeyForName,
    /// A `--header` that is none; holds its number, from 1.
    Header(usize),
    /// A recording that is there, where CI is set; holds its file.
    KeepRecording(String),
    /// A recording of several models, where none was named; holds its file and the models.
    SeveralModels(String, Vec<String>),
    /// Two files that `diff` cannot compare, for they share no query; holds their names, and a query of each.
    NothingShared([String; 2], [String; 2]),
    /// `--dry-run` sends nothing, so it cannot find out the model.
    DryRunModel,
}

impl PlanError {
    /// What is behind it, where that says more.
    pub fn cause(&self) -> Option<String> {
        match self {
            Self::NothingShared(_, [old, new]) => {
                let [old, new] = [old, new].map(|name| name.chars().take(100).collect::<String>());
                Some(format!("one has `{old}`, the other `{new}`"))
            }
            _ => None,
        }
    }

    /// What to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoScheme(meant) => Some(format!("write `--base-url {meant}`")),
            Self::UserInfo => Some("send it as a header: -H 'Authorization: Basic …'".into()),
            Self::NoSuchBuiltIn(_) => Some("the built-in model is `local/bm25`".into()),
            Self::NoKey(_, true) => Some("a key of NVIDIA's goes over https:// only".into()),
            Self::NoKey(_, false) => Some(
                "set NVIDIA_API_KEY, name your own server with `--base-url`, or try `--model local/bm25`"
                    .into(),
            ),
            Self::KeyForName => Some("put the key into a variable, and give its name".into()),
            Self::Header(_) => Some("write it as -H 'Name: value'".into()),
            Self::KeepRecording(_) => Some("`--force` replaces it".into()),
            Self::SeveralModels(..) => Some("name one with `--model`".into()),
            Self::DryRunModel => Some("name it with `--model`".into()),
            Self::Usage(_)
            | Self::BlankQuery
            | Self::NothingShared(..)
            | Self::BadUrl(_)
            | Self::Scheme(_)
            | Self::Model(_)
            | Self::BadKey(..)
            | Self::NoKeyVariable(_) => None,
        }
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(words) => f.write_str(words),
            Self::BlankQuery => f.write_str("the query is blank"),
            Self::NoScheme(_) => f.write_str("the base URL has no http:// or https:// in front"),
            Self::BadUrl(words) => write!(f, "the base URL is none: {words}"),
            Self::Scheme(scheme) => {
                write!(f, "the base URL begins with {scheme}://, not http(s)://")
            }
            Self::UserInfo => f.write_str("the base URL holds a user name or a password"),
            Self::Model(id) => write!(f, "`{}` is no model id", id.escape_debug()),
            Self::NoSuchBuiltIn(id) => write!(f, "there is no built-in model `{id}`"),
            Self::NoKey(endpoint, _) => write!(f, "{endpoint}: an API key is needed"),
            Self::BadKey(origin, why) => write!(f, "{origin}: not an API key: {why}"),
            Self::NoKeyVariable(name) => write!(f, "{name}: the variable is not set"),
            Self::KeyForName => f.write_str("--api-key-env: not the name of a variable"),
            Self::Header(number) => write!(f, "--header {number}: not a header"),
            Self::KeepRecording(name) => {
                write!(f, "{name}: a recording is there, and CI is set")
            }
            Self::SeveralModels(name, models) => {
                write!(
                    f,
                    "{name}: recorded with several models: {}",
                    models.join(", ")
                )
            }
            Self::NothingShared([old, new], _) => {
                write!(f, "{old} and {new} have no query in common")
            }
            Self::DryRunModel => f.write_str("a dry run asks nobody which model the service has"),
        }
    }
}

impl std::error::Error for PlanError {}
