//! Default batch sizes and concurrency. The table of APIs has the numbers; the reasons for those of a NIM are:
//!
//! Hosted: NVIDIA's trial service allows about 40 requests a minute for each model and refuses bursts past
//! that, so a request is as large as the service takes it (512 passages), with at most two in flight.
//!
//! Self-hosted: every slot of the server must have work. Against a server that takes 20 ms a request and 0.5 ms
//! a passage, with eight in flight, 20,000 documents took 2.6 s in requests of 128, 2.0 s of 256 and 1.7 s of
//! 512, where 1.4 s is ideal; but 1,000 documents took 0.14 s in requests of 128 and 0.32 s of 512, which leave
//! most slots empty. So the first round is of 128, the rest of 512. Sixteen in flight gained a tenth there and
//! would only queue at a server with fewer slots.

use super::endpoint::Endpoint;
use crate::client::{Limits, ModelChoice};

/// The maximum number of documents in a listwise request to an API without a cap.
const LISTWISE: usize = 1000;
/// The maximum text of a listwise request in bytes. Such models see all documents at once, in a context of
/// 131,072 tokens, which seldom have less than two bytes each.
const LISTWISE_BYTES: usize = 256 << 10;

/// Returns the limits of a request; `size` is the value of `--batch-size`.
pub(super) fn limits(endpoint: &Endpoint, size: Option<usize>) -> Limits {
    let batch = endpoint.api.batch;
    if let Some(size) = size {
        return Limits { bytes: batch.bytes, ..Limits::of_requests(size) };
    }
    if endpoint.is_listwise() {
        return Limits {
            bytes: LISTWISE_BYTES,
            ..Limits::of_requests(batch.cap.unwrap_or(LISTWISE))
        };
    }
    let home = endpoint.api.home.filter(|_| endpoint.at_home);
    let limits = Limits {
        bytes: batch.bytes,
        ..Limits::of_requests(home.map_or(batch.usual, |home| home.batch))
    };
    match batch.opening {
        Some(opening) if endpoint.vendor.is_none() => {
            Limits { openings: concurrency(endpoint), opening, ..limits }
        }
        _ => limits,
    }
}

/// Returns the default number of requests in flight.
pub(super) fn concurrency(endpoint: &Endpoint) -> usize {
    if endpoint.vendor.is_some() { 2 } else { 8 }
}

impl Endpoint {
    /// Returns true if a score depends on the other documents of the request.
    pub(super) fn is_listwise(&self) -> bool {
        match &self.model {
            ModelChoice::Named(model) => self.api.is_listwise(model),
            ModelChoice::Listed(_) | ModelChoice::Unnamed => false,
        }
    }
}
