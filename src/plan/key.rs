//! Which key is sent, if any. One that was named on purpose goes to whatever service is used; one that a
//! vendor's tools read goes to that vendor's hosts only, and only over TLS.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::error::PlanError;
use super::variable;
use crate::api::Home;
use crate::cli;
use crate::client::Secret;

/// The variable that names a key on purpose.
const NAMED: &str = "NIMRANK_API_KEY";

/// Where a key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In a file.
    File(PathBuf),
    /// In an environment variable.
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

/// The place of the key for an endpoint of this vendor, or the vendor's variable that is set but must not go
/// over a connection that is not `secure`.
pub(super) fn place(
    access: &cli::Access,
    vendor: Option<&Home>,
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

/// Reads the key.
pub(super) fn read(place: &KeyPlace) -> Result<Secret> {
    let text = match place {
        KeyPlace::File(path) => std::fs::read_to_string(path)
            .with_context(|| format!("{}: cannot read the API key", named(path)))?,
        KeyPlace::Variable(name) => match variable(name) {
            Some(text) => text,
            None if is_name(name) => return Err(PlanError::NoKeyVariable(name.clone()).into()),
            None => return Err(PlanError::KeyForName.into()),
        },
    };
    Secret::new(&text).map_err(|why| PlanError::BadKey(place.to_string(), why).into())
}

/// Whether a text can be the name of a variable. A key that was typed in its place is none, and must not
/// be repeated.
fn is_name(text: &str) -> bool {
    let is_short = text.len() < 20;
    text.bytes().all(|byte| match byte {
        b'A'..=b'Z' | b'0'..=b'9' | b'_' => true,
        b'a'..=b'z' => is_short,
        _ => false,
    })
}

/// A file's name for a message, unless it is a key that was typed in its place.
fn named(path: &Path) -> String {
    let text = path.display().to_string();
    let is_key = text.starts_with("nvapi-") || text.len() >= 32 && !text.contains(['/', '\\', '.']);
    if is_key {
        "--api-key-file".into()
    } else {
        text
    }
}
