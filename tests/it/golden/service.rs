//! The fake service of a golden file.

use super::unescape;
use crate::support::nim::{FakeNim, Reply, Seen};

/// The behavior of a service, one `service` line at a time:
///
/// - `only PATH`: other paths are not found;
/// - `always REPLY`: each ranking request gets this reply;
/// - `query TEXT: REPLY`: requests with this query get this reply;
/// - `numbers`: the score of a text is the number after its last `=`;
/// - `reply REPLY`, several times: the n-th ranking request gets the n-th reply, and there are no others;
/// - `model ID`: the one model that is listed, instead of a usual one;
/// - `models REPLY` and `health REPLY`: replies to other requests;
/// - `unused`: there is no request at all;
/// - `passages`: the transcript lists the passages of all requests.
///
/// A reply is `ranking`, `scores 1.5,2`, `hang-up`, `cut-short`, `stall`, `oversized`, `raw BYTES`, or a
/// status with headers in brackets and a body: `503 [retry-after: 0] {"detail":"busy"}`. The content type
/// follows from the first character of the body: JSON, HTML or text. Escapes are those of `~` lines, but in JSON.
#[derive(Default)]
pub(super) struct Service {
    only: Option<String>,
    by_query: Vec<(String, Reply)>,
    scores_by_number: bool,
    always: Option<Reply>,
    script: Vec<Reply>,
    model: Option<String>,
    models: Option<Reply>,
    health: Option<Reply>,
    is_unused: bool,
}

impl Service {
    pub(super) fn add(&mut self, behavior: &str) {
        let (word, rest) = behavior.split_once(' ').unwrap_or((behavior, ""));
        match word {
            // `passages` changes the transcript only.
            "" | "passages" => {}
            "only" => self.only = Some(rest.to_owned()),
            "always" => self.always = Some(reply(rest)),
            "reply" => self.script.push(reply(rest)),
            "query" => {
                let (query, text) = rest.split_once(": ").expect("`: ` after the query");
                self.by_query.push((query.to_owned(), reply(text)));
            }
            "numbers" => self.scores_by_number = true,
            "model" => self.model = Some(rest.to_owned()),
            "models" => self.models = Some(reply(rest)),
            "health" => self.health = Some(reply(rest)),
            "unused" => self.is_unused = true,
            _ => panic!("unknown behavior of a service: {behavior}"),
        }
    }

    pub(super) fn start(self) -> FakeNim {
        let mut nim = if self.script.is_empty() {
            let ranking = self.always.unwrap_or_else(Reply::ok);
            FakeNim::with(move |seen: &Seen| {
                let by_query = self.by_query.iter().find(|(query, _)| *query == seen.query());
                match (&self.only, by_query) {
                    (Some(path), _) if seen.path != *path => reply(r#"404 {"detail":"Not Found"}"#),
                    (_, Some((_, reply))) => reply.clone(),
                    _ if self.scores_by_number => by_number(seen),
                    _ => ranking.clone(),
                }
            })
        } else {
            FakeNim::script(self.script)
        };
        if let Some(id) = self.model {
            nim = nim.model(&id);
        }
        if let Some(reply) = self.models {
            nim = nim.models(reply);
        }
        if let Some(reply) = self.health {
            nim = nim.health(reply);
        }
        if self.is_unused {
            nim = nim.expect_no_calls();
        }
        nim
    }
}

fn reply(text: &str) -> Reply {
    let (word, mut rest) = text.split_once(' ').unwrap_or((text, ""));
    match word {
        "ranking" => return Reply::ok(),
        "scores" => {
            let scores: Result<Vec<_>, _> = rest.split(',').map(str::parse).collect();
            return Reply::scores(&scores.expect("scores are numbers"));
        }
        "hang-up" => return Reply::hang_up(),
        "cut-short" => return Reply::cut_short(),
        "stall" => return Reply::stall(),
        "oversized" => {
            let padding = "x".repeat(3 << 20);
            return Reply::json(200, format!(r#"{{"rankings":[],"x":"{padding}"}}"#));
        }
        "raw" => return Reply::raw(unescape(rest).expect("known escapes")),
        _ => {}
    }
    let status = word.parse().expect("a reply is a keyword or a status");
    let mut headers = Vec::new();
    while let Some((header, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        && let Some((name, value)) = header.split_once(": ")
    {
        headers.push((name, value));
        rest = after.trim_start();
    }
    let text = || String::from_utf8(unescape(rest).expect("known escapes")).expect("UTF-8");
    let reply = match rest.bytes().next() {
        None => Reply::status(status),
        Some(b'{' | b'[') => Reply::json(status, rest),
        Some(b'<') => Reply::html(status, text()),
        Some(_) => Reply::text(status, text()),
    };
    headers.into_iter().fold(reply, |reply, (name, value)| reply.header(name, value))
}

fn by_number(seen: &Seen) -> Reply {
    let number = |text: &String| {
        let (_, number) = text.rsplit_once('=')?;
        number.trim().parse().ok()
    };
    let scores: Option<Vec<_>> = seen.passages().iter().map(number).collect();
    Reply::scores(&scores.expect("texts end in `=NUMBER`"))
}
