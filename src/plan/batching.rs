//! How much is asked at once, unless the user says otherwise. The table of APIs has the numbers; here is why
//! those of a NIM are what they are.
//!
//! Hosted: NVIDIA's trial service allows about 40 requests a minute for each model and refuses bursts past
//! that, so a request is as large as the service takes it (512 passages), and two are under way at most.
//!
//! Your own: what counts is that every slot of the server has work. Against a server that takes 20 ms a
//! request and 0.5 ms a passage, eight at once, 20,000 documents took 2.6 s in requests of 128, 2.0 s of
//! 256 and 1.7 s of 512, where 1.4 s is ideal; but 1,000 documents took 0.14 s in requests of 128 and
//! 0.32 s of 512, which leave most slots empty. So the first round is of 128, the rest of 512. Sixteen at
//! once gained a tenth there and would only queue at a server with fewer slots.

use super::endpoint::Endpoint;
use crate::client::{Limits, ModelChoice};

/// The most documents in a request whose scores depend on each other, where no limit is known.
const LISTWISE: usize = 1000;
/// The most bytes of text in such a request: models of that kind see all of it at once, and 131,072 tokens at
/// most, which are seldom less than two bytes each.
const LISTWISE_BYTES: usize = 256 << 10;

/// How much one request holds; `size` is how many documents, if the user says it.
pub(super) fn limits(endpoint: &Endpoint, size: Option<usize>) -> Limits {
    let batch = endpoint.api.batch;
    if let Some(size) = size {
        return Limits {
            bytes: batch.bytes,
            ..Limits::of_requests(size)
        };
    }
    if endpoint.is_listwise() {
        return Limits {
            bytes: LISTWISE_BYTES,
            ..Limits::of_requests(batch.cap.unwrap_or(LISTWISE))
        };
    }
    let home = endpoint.api.home.filter(|_| endpoint.at_home);
    let all = Limits {
        bytes: batch.bytes,
        ..Limits::of_requests(home.map_or(batch.usual, |home| home.batch))
    };
    match batch.opening {
        Some(opening) if endpoint.vendor.is_none() => Limits {
            openings: concurrency(endpoint),
            opening,
            ..all
        },
        _ => all,
    }
}

/// The most requests at once.
pub(super) fn concurrency(endpoint: &Endpoint) -> usize {
    if endpoint.vendor.is_some() { 2 } else { 8 }
}

impl Endpoint {
    /// Whether a score depends on the other documents of the request.
    pub(super) fn is_listwise(&self) -> bool {
        match &self.model {
            ModelChoice::Named(model) => self.api.is_listwise(model),
            ModelChoice::Listed(_) | ModelChoice::Unnamed => false,
        }
    }
}
