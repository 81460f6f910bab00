//! text-embeddings-inference: `{"query","texts":[…],"raw_scores","truncate"}`, answered by a bare array
//! `[{"index","score"}…]`. The server has one model, so none is named; raw scores are its logits.
//!
//! Source: the `OpenAPI` description of text-embeddings-inference.

use super::{Request, Truncate, list, string, text};

pub(super) fn encode(request: &Request<'_>, body: &mut Vec<u8>) {
    body.extend_from_slice(b"{\"query\":");
    string(body, request.query);
    body.extend_from_slice(b",\"texts\":");
    list(body, request.passages, text);
    let truncate = request.truncate == Truncate::End;
    let rest = format!(",\"raw_scores\":true,\"truncate\":{truncate}}}");
    body.extend_from_slice(rest.as_bytes());
}
