//! Encodes requests and decodes responses of all APIs, driven by their table. Pure: bytes in, bytes out.

mod decode;
mod fast;
mod json_string;
mod mismatch;
mod request;
mod strict;

pub use decode::decode_ranking;
pub(super) use request::Writer;
pub use request::{JsonObject, Truncate};

use super::failure::{Failure, FailureKind};

/// Returns the failure of a body that ends too early.
fn cut_off() -> Failure {
    Failure::with_message(FailureKind::CutOff, "the body ends before the ranking does".into())
}
