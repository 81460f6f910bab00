//! How much is asked at once, unless the user says otherwise.
//!
//! Hosted: NVIDIA's trial service allows about 40 requests a minute per model and refuses bursts past
//! that, so requests are as large as it takes them (512 passages) and few at a time.
//!
//! Your own: what counts is that every slot of the server has work. MEASURED

use crate::client::Api;

/// The most passages in one request.
pub(super) fn batch_size(api: Api, hosted: bool) -> usize {
    match api {
        Api::Nim if hosted => 512,
        Api::Nim | Api::Cohere => 128,
        // What a server takes that was started without `--max-client-batch-size`.
        Api::Tei => 32,
    }
}

/// The most requests at once.
pub(super) fn concurrency(hosted: bool) -> usize {
    if hosted { 2 } else { 8 }
}
