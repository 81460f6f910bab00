//! What can be wrong with what was asked for, before anything is read or sent.

use std::fmt;

use super::redact::Masked;
use crate::client::BadSecret;

/// Something asked for cannot be done. None of these texts holds a key or a header's value.
#[derive(Debug)]
pub enum PlanError {
    /// What was typed cannot be meant; told as the command line tells its own errors.
    Usage(String),
    /// The query has no text.
    BlankQuery,
    /// A base URL without `http://` or `https://`; holds the spelling that was probably meant.
    NoScheme(Masked),
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
    /// The API has no host that everybody asks; holds its name.
    NoBase(&'static str),
    /// The variable of a region holds none; holds its name, and whether it is set at all.
    Region(&'static str, bool),
    /// A model must be named for this API.
    NoModel(&'static str),
    /// The hosted service wants a key and there is none; holds its URL, the variable it could be in, and
    /// whether it is there but must not go over a connection without TLS.
    NoKey(String, &'static str, bool),
    /// A key that cannot be one; holds where it came from.
    BadKey(String, BadSecret),
    /// The variable that should hold the key is not set.
    NoKeyVariable(String),
    /// Something that cannot be a variable's name in the place of one.
    KeyForName,
    /// What looks like a key in the place of a file's name, where there is no such file.
    KeyForFile,
    /// A `--header` that is none; holds its number, from 1.
    Header(usize),
    /// `--dry-run` sends nothing, so it cannot find out the model.
    DryRunModel,
}

impl PlanError {
    /// What to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoScheme(meant) => Some(format!(
                "write `--base-url {}`{}",
                meant.text,
                meant.remark()
            )),
            Self::UserInfo => Some("send it as a header: -H 'Authorization: Basic …'".into()),
            Self::NoSuchBuiltIn(_) => Some("the built-in model is `local/bm25`".into()),
            Self::NoBase(_) => Some("name its URL with `--base-url`".into()),
            Self::Region(name, _) => Some(format!("set {name}, or name the URL with `--base-url`")),
            Self::NoKey(_, name, true) => {
                Some(format!("the key in {name} goes over https:// only"))
            }
            Self::NoKey(_, name, false) => Some(format!(
                "set {name}, name your own server with `--base-url`, or try `--model local/bm25`"
            )),
            Self::KeyForName => Some("put the key into a variable, and give its name".into()),
            Self::KeyForFile => Some("put the key into a file, and give its name".into()),
            Self::Header(_) => Some("write it as -H 'Name: value'".into()),
            Self::NoModel(_) | Self::DryRunModel => Some("name it with `--model`".into()),
            Self::Usage(_)
            | Self::BlankQuery
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
            Self::NoBase(api) => write!(f, "the {api} api has no host that is known"),
            Self::Region(name, true) => write!(f, "{name}: not the name of a region"),
            Self::Region(_, false) => f.write_str("no region is named"),
            Self::NoModel(api) => write!(f, "the {api} api must be asked for a model"),
            Self::NoKey(endpoint, ..) => write!(f, "{endpoint}: an API key is needed"),
            Self::BadKey(origin, why) => write!(f, "{origin}: not an API key: {why}"),
            Self::NoKeyVariable(name) => write!(f, "{name}: the variable is not set"),
            Self::KeyForName => f.write_str("--api-key-env: not the name of a variable"),
            Self::KeyForFile => f.write_str("--api-key-file: not the name of a file"),
            Self::Header(number) => write!(f, "--header {number}: not a header"),
            Self::DryRunModel => f.write_str("a dry run asks nobody which model the service has"),
        }
    }
}

impl std::error::Error for PlanError {}
