//! The command to type for a service, which asks for the very score that the examination got.

use super::asking::{DOCUMENT, QUERY};
use crate::api;
use crate::client::{Bm25, ModelChoice, RemoteSettings};
use crate::command::dry_run::quoted;
use crate::plan::Typed;

/// The command for a service that is asked like this, at another base than what was typed if one is given.
pub(super) fn command(typed: &Typed, settings: &RemoteSettings, base: Option<&str>) -> String {
    let mut words = Vec::new();
    let mut option = |name: &str, value: &str| words.push(format!("{name} {}", word(value)));
    if let Some(base) = base.or(typed.base.as_deref()) {
        option("--base-url", base);
    }
    let api = settings.api.name;
    if base.is_some() && settings.api != api::usual() || typed.api.is_some() {
        option("--api", api);
    }
    if let ModelChoice::Named(model) = &settings.model {
        option("--model", model);
    }
    for (name, value) in &typed.rest {
        option(name, value);
    }
    format!("nimrank {} {}", words.join(" "), pair())
}

/// The command for the scorer built in.
pub(super) fn built_in() -> String {
    format!("nimrank --model {} {}", Bm25::MODEL, pair())
}

fn pair() -> String {
    format!("-q {} --doc {}", quoted(QUERY), quoted(DOCUMENT))
}

/// A text as one word of a shell, in quotes only where it needs them.
fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.into()
    } else {
        quoted(text)
    }
}
