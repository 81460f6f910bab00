//! Decodes a ranking: strict about indexes and scores, whatever the API. With a passage missing, an index twice
//! or a score that is not finite there is no ranking, however well the rest looks.
//!
//! The fast decoder takes well-formed responses and reports nothing; whatever it rejects is decoded again by the
//! strict one, which says why.

use super::{DecodeError, DecodedScores, fast, strict};
use crate::api::Api;

/// Decodes the response to a request of `sent` passages.
pub(in crate::client) fn read(
    api: &'static Api,
    body: &[u8],
    sent: usize,
) -> Result<DecodedScores, DecodeError> {
    if body.trim_ascii().is_empty() {
        return Err(DecodeError::CutOff);
    }
    match fast::read(api, body, sent) {
        Some(answer) => Ok(answer),
        None => strict::read(api, body, sent),
    }
}
