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

/// Refuses a key that was typed in the place of its variable's or its file's name. No key is read, and the
/// name of one that is there is taken for what it is.
pub(super) fn check(access: &cli::Access) -> Result<(), PlanError> {
    let (name, file) = (&access.api_key_env, &access.api_key_file);
    if name
        .as_ref()
        .is_some_and(|name| !is_name(name) && variable(name).is_none())
    {
        return Err(PlanError::KeyForName);
    }
    if file
        .as_ref()
        .is_some_and(|path| is_key(path) && !path.exists())
    {
        return Err(PlanError::KeyForFile);
    }
    Ok(())
}

/// Reads the key from a place that was checked.
pub(super) fn read(place: &KeyPlace) -> Result<Secret> {
    let text = match place {
        KeyPlace::File(path) => std::fs::read_to_string(path)
            .with_context(|| format!("{}: cannot read the API key", path.display()))?,
        KeyPlace::Variable(name) => {
            variable(name).ok_or_else(|| PlanError::NoKeyVariable(name.clone()))?
        }
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

/// Whether a file's name looks like a key that was typed in its place, and must not be repeated.
fn is_key(path: &Path) -> bool {
    let text = path.to_string_lossy();
    text.starts_with("nvapi-") || text.len() >= 32 && !text.contains(['/', '\\', '.'])
}
