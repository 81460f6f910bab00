//! Decodes a ranking: strict about indexes and scores, whatever the API. A missing passage, a duplicate index or
//! a score that is not finite invalidates the whole response.
//!
//! The fast decoder takes well-formed responses and reports nothing; whatever it rejects is decoded again by the
//! strict one, which says why.

use super::{cut_off, fast, strict};
use crate::api::Api;
use crate::client::{Failure, Scores};

/// Reads the body of a response with a status of success.
///
/// # Errors
/// The body is not one finite score for each of the `sent` passages.
pub fn decode_ranking(api: &'static Api, body: &[u8], sent: usize) -> Result<Scores, Failure> {
    if body.trim_ascii().is_empty() {
        return Err(cut_off());
    }
    match fast::read(api, body, sent) {
        Some(answer) => Ok(answer),
        None => strict::read(api, body, sent),
    }
}
