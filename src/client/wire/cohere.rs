//! The Cohere form: `{"model","query","documents":[…],"top_n"}`, answered by
//! `{"results":[{"index","relevance_score"}…]}`. `top_n` asks for all of them, since some services give
//! back fewer when it is left out.
//!
//! Source: the API reference of Cohere's rerank endpoint, version 2.

use super::{Request, list, string, text};

pub(super) fn encode(request: &Request<'_>, body: &mut Vec<u8>) {
    body.push(b'{');
    if let Some(model) = request.model {
        body.extend_from_slice(b"\"model\":");
        string(body, model);
        body.push(b',');
    }
    body.extend_from_slice(b"\"query\":");
    string(body, request.query);
    body.extend_from_slice(b",\"documents\":");
    list(body, request.passages, text);
    let top_n = format!(",\"top_n\":{}}}", request.passages.len());
    body.extend_from_slice(top_n.as_bytes());
}
