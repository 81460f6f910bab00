//! The command to type for a service, which asks for the very score that the examination got.

use super::probe::{DOCUMENT, QUERY};
use crate::api;
use crate::client::{Bm25, ModelChoice, RemoteSettings};
use crate::command::dry_run::quoted;
use crate::plan::{Masked, Typed};

/// The command for a service that is asked like this, at another base than what was typed if one is given.
pub(super) fn command(typed: &Typed, settings: &RemoteSettings, base: Option<&Masked>) -> Masked {
    let mut words = Vec::new();
    let mut hides = false;
    let mut option = |name: &str, value: &str| words.push(format!("{name} {}", word(value)));
    if let Some(base) = base.or(typed.base.as_ref()) {
        option("--base-url", &base.text);
        hides |= base.hides;
    }
    let api = settings.api.name;
    if base.is_some() && settings.api != api::usual() || typed.api.is_some() {
        option("--api", api);
    }
    if let ModelChoice::Named(model) = &settings.model {
        option("--model", model);
    }
    for (name, value) in &typed.rest {
        option(name, &value.text);
        hides |= value.hides;
    }
    Masked {
        text: format!("nimrank {} {}", words.join(" "), pair()),
        hides,
    }
}

/// What is said of a command that works.
pub(super) fn praise(command: &Masked) -> String {
    format!("this works{}:\n  {}", command.remark(), command.text)
}

/// The options to type for another API, at this base.
pub(super) fn instead(base: &Masked, api: &str) -> String {
    let (shown, remark) = (word(&base.text), base.remark());
    format!("ask with `--base-url {shown} --api {api}`{remark}")
}

/// The command for the scorer built in.
pub(super) fn built_in() -> Masked {
    Masked::plain(format!("nimrank --model {} {}", Bm25::MODEL, pair()))
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
