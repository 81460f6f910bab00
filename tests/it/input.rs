//! Input formats and sources, and their errors.

#![allow(
    clippy::needless_raw_string_hashes,
    reason = "snapshots are written by a tool that always puts them"
)]

mod blank; // documents without text
mod detect; // format detection
mod fields; // text and id fields
mod grep; // grep and rg lines
mod image; // records with images
mod jsonl; // one record per line
mod paths; // file names and NUL separators
mod rg_json; // rg --json
mod sources; // files, texts and stdin
mod stream; // reading ahead
mod verbatim; // input is printed byte for byte // CSV and TSV

use crate::support::nim::{FakeNim, Seen};
use crate::support::{Case, Transcript};

/// A case with a service that ranks by common words and must be called.
fn scored() -> Case {
    case_with(&FakeNim::new())
}

/// A case with a service that must not be called.
fn uncalled() -> Case {
    case_with(&FakeNim::new().expect_no_calls())
}

fn case_with(nim: &FakeNim) -> Case {
    Case::new().nim(nim).env("NIMRANK_MODEL", "m")
}

/// Returns the texts that were sent, in input order.
fn sent(transcript: &Transcript) -> Vec<String> {
    let requests = transcript.requests.iter();
    requests.flat_map(Seen::passages).collect()
}
