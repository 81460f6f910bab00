//! `--dry-run`: every request as a curl command that works when pasted, with the key as the variable or the
//! file it is in. Nothing is sent and no key is read.

use std::path::Path;

use anyhow::Result;

use super::{notify, open, rank};
use crate::client::{self, AsPassage, HttpSettings, Passage, Prepared, Remote};
use crate::error::Error;
use crate::exit::Exit;
use crate::plan::{KeyPlace, Plan, ScoresFrom, Scoring, Service};

/// The line that ends the body of a request.
const END: &str = "NIMRANK";
/// What a header that must not be seen is shown as.
const MASK: &str = "***";
/// Prints the requests.
pub(super) fn run(plan: &Plan) -> Result<Exit> {
    let ScoresFrom::Scorer(Scoring {
        service:
            Service::Remote {
                settings,
                key,
                cacert,
            },
        limits,
        ..
    }) = &plan.scores
    else {
        notify(true, "the model is built in: there is no request to show");
        return Ok(Exit::Success);
    };
    let (target, _) = open(
        plan.output.as_deref(),
        None,
        plan.messages.progress.is_some(),
    )?;
    let service = Remote::new((**settings).clone());
    let model = service.model();
    let options = options(&settings.http, key.as_ref(), cacert.as_deref());
    let mut text = Vec::new();
    let mut documents = 0;
    for batch in rank::batches(plan, *limits, None)? {
        let batch = batch?;
        documents += batch.len();
        let passages: Vec<Passage<'_>> = batch.iter().filter_map(AsPassage::passage).collect();
        if !passages.is_empty() {
            let request = service.prepare(model.as_deref(), &plan.query, &passages);
            text.extend(command(&request, &options));
        }
    }
    if text.is_empty() {
        notify(true, rank::nothing_to_rank(documents > 0));
        return Ok(Exit::Negative);
    }
    target
        .write(|out| {
            out.write_all(&text)?;
            Ok(out.flush()?)
        })
        .map_err(Error::Output)?;
    Ok(Exit::Success)
}

/// The options that all requests share, each on a line of its own.
fn options(http: &HttpSettings, key: Option<&KeyPlace>, cacert: Option<&Path>) -> String {
    let (headers, auth) = (&http.headers, http.auth);
    let replaced = |name: &str| {
        headers
            .iter()
            .any(|(other, _)| other.eq_ignore_ascii_case(name))
    };
    let own = ["Content-Type", "Accept"]
        .into_iter()
        .filter(|name| !replaced(name));
    let mut options: Vec<_> = own
        .map(|name| format!("-H '{name}: application/json'"))
        .collect();
    if let Some(place) = key {
        let place = match place {
            KeyPlace::Variable(name) => format!("${name}"),
            KeyPlace::File(path) => format!("$(cat {})", quoted(&path.display().to_string())),
        };
        options.push(format!("-H \"{}: {}{place}\"", auth.header, auth.before));
    }
    for (name, value) in headers {
        let value = if client::is_secret_header(name, value.reveal()) {
            MASK
        } else {
            value.reveal()
        };
        // To curl a header with nothing after its colon is one to leave out.
        let header = match value {
            "" => format!("{name};"),
            value => format!("{name}: {value}"),
        };
        options.push(format!("-H {}", quoted(&header)));
    }
    if let Some(path) = cacert {
        options.push(format!("--cacert {}", quoted(&path.display().to_string())));
    }
    let lines = options.iter().map(|option| format!(" \\\n  {option}"));
    lines.collect()
}

/// One request. The body stands on one line that begins with a brace, so it cannot end the here-document.
fn command(request: &Prepared, options: &str) -> Vec<u8> {
    let url = quoted(request.url.as_str());
    // Curl would take brackets and braces for several URLs.
    let literal = if url.contains(['[', ']', '{', '}']) {
        "--globoff "
    } else {
        ""
    };
    let head = format!(
        "curl -sS --fail-with-body {literal}{url}{options} \\\n  --data-binary @- <<'{END}'\n"
    );
    [head.as_bytes(), &request.body, b"\n", END.as_bytes(), b"\n"].concat()
}

/// A text as one word of a shell.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_shell_holds_any_text() {
        assert_eq!(quoted("it's $HOME"), r"'it'\''s $HOME'");
    }
}
