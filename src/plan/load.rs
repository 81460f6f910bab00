//! How much is asked at once, unless the user says otherwise.
//!
//! Hosted: NVIDIA's trial service allows about 40 requests a minute for each model and refuses bursts past
//! that, so a request is as large as the service takes it (512 passages), and two are under way at most.
//!
//! Your own: what counts is that every slot of the server has work. Against a server that takes 20 ms a
//! request and 0.5 ms a passage, eight at once, 20,000 documents took 2.6 s in requests of 128, 2.0 s of
//! 256 and 1.7 s of 512, where 1.4 s is ideal; but 1,000 documents took 0.14 s in requests of 128 and
//! 0.32 s of 512, which leave most slots empty. So the first round is of 128, the rest of 512. Sixteen at
//! once gained a tenth there and would only queue at a server with fewer slots.

use crate::client::{Api, Limits};

/// How much one request holds.
pub(super) fn limits(api: Api, hosted: bool) -> Limits {
    match api {
        Api::Nim if hosted => Limits::of_requests(512),
        Api::Nim => Limits {
            openings: concurrency(hosted),
            opening: 128,
            ..Limits::of_requests(512)
        },
        // These servers differ widely in what they take; 128 is within the reach of all that are known.
        Api::Cohere => Limits::of_requests(128),
        // What a server takes that was started without `--max-client-batch-size`.
        Api::Tei => Limits::of_requests(32),
    }
}

/// The most requests at once.
pub(super) fn concurrency(hosted: bool) -> usize {
    if hosted { 2 } else { 8 }
}
