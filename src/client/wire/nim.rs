//! NVIDIA NIM: `{"model","query":{"text"},"passages":[{"text"}…],"truncate"}` and not a key more, for the
//! service refuses what it does not know. A passage may hold an `image`, a data URL; one that is only a
//! picture has no `text`. The answer is `{"rankings":[{"index","logit"}…]}`.
//!
//! Source: the API reference of the NeMo Retriever text reranking NIM.

use super::{Request, Truncate, list, string, text};

pub(super) fn encode(request: &Request<'_>, body: &mut Vec<u8>) {
    body.push(b'{');
    if let Some(model) = request.model {
        body.extend_from_slice(b"\"model\":");
        string(body, model);
        body.push(b',');
    }
    body.extend_from_slice(b"\"query\":{\"text\":");
    string(body, request.query);
    body.extend_from_slice(b"},\"passages\":");
    list(body, request.passages, |body, passage| {
        body.push(b'{');
        if passage.text.is_some() {
            body.extend_from_slice(b"\"text\":");
            text(body, passage);
        }
        if let Some(image) = passage.image {
            let comma: &[u8] = if passage.text.is_some() { b"," } else { b"" };
            body.extend_from_slice(comma);
            body.extend_from_slice(b"\"image\":");
            string(body, image);
        }
        body.push(b'}');
    });
    body.extend_from_slice(b",\"truncate\":");
    string(
        body,
        match request.truncate {
            Truncate::End => "END",
            Truncate::None => "NONE",
        },
    );
    body.push(b'}');
}
