//! Chooses the API key. A key that was named explicitly goes to whichever service is used; one in a vendor's
//! variable goes to that vendor's hosts only, and only over TLS.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::variable;
use crate::api::HostedService;
use crate::cli;
use crate::client::Secret;
use crate::diagnostic::Diagnostic;

/// The variable of an explicit key.
const NAMED: &str = "NIMRANK_API_KEY";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    File(PathBuf),
    Variable(String),
}

impl fmt::Display for KeyPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Variable(name) => f.write_str(name),
        }
    }
}

/// Returns the source of the key for an endpoint of this vendor. The error means that there is no key to send; it
/// holds the vendor's variable that is set but must not be sent, because the connection is not `secure`.
pub(super) fn place(
    access: &cli::AccessOptions,
    vendor: Option<&HostedService>,
    secure: bool,
) -> Result<KeyPlace, Option<&'static str>> {
    if let Some(path) = &access.api_key_file {
        return Ok(KeyPlace::File(path.clone()));
    }
    if let Some(name) = &access.api_key_env {
        return Ok(KeyPlace::Variable(name.clone()));
    }
    if variable(NAMED).is_some() {
        return Ok(KeyPlace::Variable(NAMED.into()));
    }
    let mut names = vendor.into_iter().flat_map(|home| home.keys).copied();
    match names.find(|name| variable(name).is_some()) {
        Some(name) if secure => Ok(KeyPlace::Variable(name.into())),
        withheld => Err(withheld),
    }
}

/// Rejects a key that was typed instead of the name of its variable or file. No key is read.
pub(super) fn check(access: &cli::AccessOptions) -> Result<(), Diagnostic> {
    let (name, file) = (&access.api_key_env, &access.api_key_file);
    if name.as_ref().is_some_and(|name| !is_name(name)) {
        return Err(Diagnostic::new("not the name of a variable")
            .at("--api-key-env")
            .hint("put the key into a variable, and give its name"));
    }
    if file.as_ref().is_some_and(|path| is_key(path) && !path.exists()) {
        return Err(Diagnostic::new("not the name of a file")
            .at("--api-key-file")
            .hint("put the key into a file, and give its name"));
    }
    Ok(())
}

pub(super) fn read(place: &KeyPlace) -> Result<Secret> {
    let text = match place {
        KeyPlace::File(path) => std::fs::read_to_string(path)
            .with_context(|| format!("{}: cannot read the API key", path.display()))?,
        KeyPlace::Variable(name) => {
            variable(name).ok_or_else(|| Diagnostic::new("the variable is not set").at(name))?
        }
    };
    let invalid =
        |reason: String| Diagnostic::new(format!("not an API key: {reason}")).at(place.to_string());
    if let Some((reason, hint)) = decoration(&text) {
        return Err(invalid(reason.into()).hint(hint).into());
    }
    Secret::new(&text).map_err(|error| invalid(error.to_string()).into())
}

/// Finds what was pasted along with a key, which would go out as part of it: quotes of an env file, the name of
/// the variable, a scheme. Returns the problem and the hint. `abc==` is base64, not an assignment.
fn decoration(text: &str) -> Option<(&'static str, &'static str)> {
    let text = text.trim();
    let is_assignment = text.split_once('=').is_some_and(|(name, value)| {
        let mut bytes = name.bytes();
        bytes.next().is_some_and(|byte| byte.is_ascii_uppercase() || byte == b'_')
            && bytes.all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
            && !value.trim_start_matches('=').is_empty()
    });
    let scheme = text.split_whitespace().next().unwrap_or_default();
    if text.contains(['"', '\'', '{', '}']) {
        Some(("it has quotes or braces", "give the bare key, without quotes"))
    } else if text.contains('$') {
        Some((
            if text.starts_with('$') { "it begins with `$`" } else { "it has a `$`" },
            "give the value of the variable, not its name",
        ))
    } else if is_assignment {
        Some(("it has the form NAME=value", "give the value alone"))
    } else if text.contains(char::is_whitespace) && scheme.eq_ignore_ascii_case("bearer") {
        Some(("it begins with Bearer", "leave out the word Bearer, which is sent anyway"))
    } else {
        None
    }
}

/// Returns true if a text can be the name of a variable. A key that was typed instead must not be repeated.
fn is_name(text: &str) -> bool {
    let is_identifier = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && !text.is_empty();
    let has_lowercase = text.bytes().any(|byte| byte.is_ascii_lowercase());
    is_identifier && (text.len() < 20 || !has_lowercase || variable(text).is_some())
}

/// Returns true if the name of a file looks like a key that was typed instead, which must not be repeated.
fn is_key(path: &Path) -> bool {
    let text = path.to_string_lossy();
    text.starts_with("nvapi-") || text.len() >= 32 && !text.contains(['/', '\\', '.'])
}
