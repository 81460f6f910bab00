//! The program between others: search tools in front, readers that go away behind, files that are
//! written, producers that take their time.

#![allow(
    clippy::needless_raw_string_hashes,
    reason = "snapshots are written by a tool that always puts them"
)]

mod feeds; // producers that take their time, and what is told before they end
mod files; // results into files, links and devices
mod readers; // readers that go away, and outputs that are full or closed
mod tools; // grep, rg and find in front

use crate::support::Case;
use crate::support::nim::FakeNim;

/// A case with a service that scores by words in common, and must be asked.
fn scored() -> Case {
    asking(&FakeNim::new())
}

fn asking(nim: &FakeNim) -> Case {
    Case::new().nim(nim).env("NIMRANK_MODEL", "m")
}

/// Whether a condition of `test` or the like holds here.
fn holds(condition: &str) -> bool {
    Case::new().sh(condition).code == Some(0)
}

fn installed(tool: &str) -> bool {
    holds(&format!("command -v {tool}"))
}
