//! Default batch sizes and concurrency. The table of APIs has the numbers; the reasons for those of a NIM are:
//!
//! Hosted: NVIDIA's trial service allows about 40 requests a minute for each model and refuses bursts past
//! that, so a request is as large as the service takes it (512 passages), with at most two in flight.
//!
//! Self-hosted: requests are as large, with eight in flight, so that the next one is there when the server has finished
//! one. A server with one GPU works on one request at a time, and smaller ones only add their fixed cost: measured with
//! a 1B model on an H200, 100 documents take 1.08 times the time of the model itself in one request, and 1.48 times in
//! four. Servers with several workers would take the first 1,000 documents faster in smaller requests (0.13 s of 128
//! against 0.30 s of 512, with eight workers that take 20 ms a request and 0.5 ms a passage), but 2,000 no more (0.39 s
//! against 0.29 s). Sixteen in flight would only queue at a server with fewer workers.

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
    Limits {
        bytes: batch.bytes,
        ..Limits::of_requests(home.map_or(batch.usual, |home| home.batch))
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
