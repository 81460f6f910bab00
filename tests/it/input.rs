//! Documents in: where they come from, how they are written, and what is said when they are not.

#![allow(
    clippy::needless_raw_string_hashes,
    reason = "snapshots are written by a tool that always puts them"
)]

mod blank; // documents without text
mod detect; // how a source is written when nobody says
mod fields; // where a record has its text and its id
mod grep; // lines of grep and of rg
mod identity; // what goes in comes back byte for byte
mod image; // records with pictures
mod json; // arrays and values over several lines
mod jsonl; // one record a line
mod paths; // names of files, and NUL
mod rg_json; // events of rg --json
mod sources; // files, texts and standard input
mod table; // CSV and TSV

use crate::support::nim::{FakeNim, Seen};
use crate::support::{Case, Transcript};

/// A case with a service that scores by words in common, and must be asked.
fn scored() -> Case {
    asking(&FakeNim::new())
}

/// A case with a service that must not be asked.
fn unasked() -> Case {
    asking(&FakeNim::new().expect_no_calls())
}

fn asking(nim: &FakeNim) -> Case {
    Case::new().nim(nim).env("NIMRANK_MODEL", "m")
}

/// The texts that were sent to be scored, in the order of the input.
fn sent(transcript: &Transcript) -> Vec<String> {
    let requests = transcript.requests.iter();
    requests.flat_map(Seen::passages).collect()
}
