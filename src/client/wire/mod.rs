//! How requests are written and answers read: one writer and one reader for all APIs, which do as the table
//! says. Pure: bytes in, bytes out.

mod answer;
mod fast;
mod json_string;
mod mismatch;
mod request;
mod strict;

pub(super) use answer::{DecodeError, read};
pub(super) use request::Writer;
pub use request::{Fields, Truncate};
