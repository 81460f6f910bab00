//! The program in pipes: search tools before it, readers that exit early after it, output files, slow
//! producers.

#![allow(
    clippy::needless_raw_string_hashes,
    reason = "snapshots are written by a tool that always puts them"
)]

mod output_files; // files, links and devices
mod producers; // slow producers and early errors
mod readers; // closed and full pipes
mod tools; // grep, rg and find

use crate::support::Case;
use crate::support::nim::FakeNim;

/// A case with a service that ranks by common words and must be called.
fn scored() -> Case {
    case_with(&FakeNim::new())
}

fn case_with(nim: &FakeNim) -> Case {
    Case::new().nim(nim).env("NIMRANK_MODEL", "m")
}

/// Returns true if a condition of `sh` holds.
fn holds(condition: &str) -> bool {
    Case::new().sh(condition).code == Some(0)
}

fn installed(tool: &str) -> bool {
    holds(&format!("command -v {tool}"))
}
