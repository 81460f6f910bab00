//! `--dry-run`: prints each request as a curl command that works when pasted, with the key as the variable or
//! file that holds it. Nothing is sent and no key is read.

use anyhow::Result;

use super::windows::all_pieces;
use super::{notify, open, rank};
use crate::client::{self, AsPassage, Batches, Passage, PreparedRequest, Remote};
use crate::exit::Exit;
use crate::plan::{KeyPlace, RankPlan, ScoreSource, ServicePlan};
use crate::shell;

/// The delimiter of a here-document.
const END: &str = "NIMRANK";
/// Printed instead of the value of a secret header.
const MASK: &str = "***";

pub(super) fn run(plan: &RankPlan) -> Result<Exit> {
    let ScoreSource::Service(service) = &plan.scores else {
        notify(true, "the model is built in: there is no request to show");
        return Ok(Exit::Success);
    };
    let shows_progress = plan.messages.progress.is_some();
    let (target, _) = open(plan.output.as_deref(), None, shows_progress)?;
    let remote = Remote::new(service.settings.clone());
    let model = remote.model();
    let options = options(service);
    let mut text = Vec::new();
    let mut documents = 0;
    let prefiltered = rank::prefilter(plan, None)?;
    for batch in Batches::new(all_pieces(prefiltered.documents, plan.window), service.limits) {
        let batch = batch?;
        documents += batch.len();
        let passages: Vec<Passage<'_>> = batch.iter().filter_map(AsPassage::passage).collect();
        if !passages.is_empty() {
            let request = remote.prepare(model.as_deref(), &plan.query, &passages);
            text.extend(command(&request, &options));
        }
    }
    if text.is_empty() {
        notify(true, rank::nothing_to_rank(documents > 0));
        return Ok(Exit::Failure);
    }
    target.write(|out| {
        out.write_all(&text)?;
        out.flush()
    })?;
    Ok(Exit::Success)
}

/// Returns the options that all requests share, each on a line of its own.
pub(super) fn options(service: &ServicePlan) -> String {
    let http = &service.settings.http;
    let (headers, auth) = (&http.headers, http.auth);
    let mut options = Vec::new();
    for (name, value) in [
        ("Content-Type", "application/json"),
        ("Accept", "application/json"),
        ("Accept-Encoding", "identity"),
    ] {
        if !headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            options.push(format!("-H '{name}: {value}'"));
        }
    }
    if let Some(place) = &service.key {
        let place = match place {
            KeyPlace::Variable(name) => format!("${name}"),
            KeyPlace::File(path) => format!("$(cat {})", shell::quote(&path.display().to_string())),
        };
        options.push(format!("-H \"{}: {}{place}\"", auth.header, auth.before));
    }
    for (name, value) in headers {
        let value = match value.reveal() {
            value if value.is_empty() || client::is_harmless_header(name) => value,
            _ => MASK,
        };
        // curl omits a header with nothing after its colon.
        let header = match value {
            "" => format!("{name};"),
            value => format!("{name}: {value}"),
        };
        options.push(format!("-H {}", shell::quote(&header)));
    }
    for (option, path) in &service.tls_files {
        let path = shell::quote(&path.display().to_string());
        // curl has a shorter name for one of them.
        let option = option.replace("--cert-key", "--key");
        options.push(format!("{option} {path}"));
    }
    options.iter().map(|option| format!(" \\\n  {option}")).collect()
}

/// Formats one request. The body is one line that begins with a brace, so it cannot end the here-document.
pub(super) fn command(request: &PreparedRequest, options: &str) -> Vec<u8> {
    let url = shell::quote(request.url.as_str());
    // curl reads brackets and braces as a pattern of several URLs.
    let literal = if url.contains(['[', ']', '{', '}']) { "--globoff " } else { "" };
    let head = format!(
        "curl -sS --fail-with-body {literal}{url}{options} \\\n  --data-binary @- <<'{END}'\n"
    );
    [head.as_bytes(), &request.body, b"\n", END.as_bytes(), b"\n"].concat()
}
