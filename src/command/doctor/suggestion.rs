//! The command lines that `doctor` suggests.

use super::probe::{DOCUMENT, QUERY};
use crate::api;
use crate::client::{Bm25, ModelChoice, RemoteSettings};
use crate::plan::{Masked, TypedOptions};
use crate::shell;

/// Returns the ranking command that repeats the probe, with `base` in place of the base URL as typed.
pub(super) fn command(
    typed: &TypedOptions,
    settings: &RemoteSettings,
    base: Option<&Masked>,
) -> Masked {
    let mut options = Vec::new();
    if let Some(base) = base.or(typed.base.as_ref()) {
        options.push(("--base-url", base.clone()));
    }
    let api = settings.api;
    if base.is_some() && api != api::default_api() || typed.api.is_some() {
        options.push(("--api", Masked::plain(api.name.into())));
    }
    if let ModelChoice::Named(model) = &settings.model {
        options.push(("--model", Masked::plain(model.clone())));
    }
    options.extend(typed.rest.iter().cloned());
    let words = options.iter().map(|(name, value)| format!("{name} {} ", shell::word(&value.text)));
    Masked {
        text: format!("nimrank {}{}", words.collect::<String>(), probe_arguments()),
        hides: options.iter().any(|(_, value)| value.hides),
    }
}

pub(super) fn introduce(command: &Masked) -> String {
    format!("this works{}:\n  {}", command.remark(), command.text)
}

/// Returns the hint that names another API and its base URL.
pub(super) fn other_api(base: &Masked, api: &str) -> String {
    let (url, remark) = (shell::word(&base.text), base.remark());
    format!("use `--base-url {url} --api {api}`{remark}")
}

pub(super) fn built_in() -> Masked {
    Masked::plain(format!("nimrank --model {} {}", Bm25::MODEL, probe_arguments()))
}

fn probe_arguments() -> String {
    format!("-q {} --doc {}", shell::quote(QUERY), shell::quote(DOCUMENT))
}
