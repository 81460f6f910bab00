//! `nimrank` puts documents in order of relevance to a query. This library is how the program and its
//! tests reach the rooms of the house; it promises no stable interface.
//!
//! Data goes one way:
//!
//! ```text
//! cli -> plan -> input -> client -> rank -> output
//! ```
//!
//! [`cli`] is what can be typed, [`plan`] what will be done. [`input`] yields documents one at a time,
//! [`client`] gives each a score, [`rank`] puts them in order, [`output`] prints them. Only [`command`]
//! knows several rooms. [`measure`] says how good a ranking is, [`eval`] a whole run, [`check`] whether one
//! is as was expected; [`recording`] keeps scores in a file and finds them again; [`compare`] tells how two
//! rankings differ; [`report`] prints what is no ranking; [`sanitize`] makes texts of others fit to be shown.
//! [`model`] holds the nouns, [`api`] what is known of each form of request and of models; [`error`] is every
//! failure as the user sees it, [`exit`] the codes; [`progress`] is the line on a terminal meanwhile;
//! [`os_error`] the system's own words.
//!
//! Words, each with one meaning: a *document* is what the user ranks; a *passage* is its text on the wire;
//! a *score* is our number, higher is better; a *logit* is the raw score of a NIM; a *rank* is a position
//! from 1, an *index* a position in the input from 0; an *origin* is where a document came from; an
//! *endpoint* is where requests go, an *api* how they are written; a *recording* is scores kept in a file.

// Lints that tests need not keep.
#![cfg_attr(
    not(test),
    warn(
        clippy::exit,
        clippy::expect_used,
        clippy::panic,
        clippy::unimplemented,
        clippy::unreachable
    )
)]

pub mod api;
pub mod check;
pub mod cli;
pub mod client;
pub mod command;
pub mod compare;
pub mod diagnostic;
pub mod error;
pub mod eval;
pub mod exit;
pub mod input;
pub mod measure;
pub mod model;
pub mod os_error;
pub mod output;
pub mod plan;
pub mod progress;
pub mod rank;
pub mod recording;
pub mod report;
pub mod sanitize;
pub mod source;

use std::ffi::OsString;

/// Runs the program on a command line, its own name included, and tells the user what went wrong.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> exit::Exit {
    command::run(arguments).unwrap_or_else(|error| error::report(&error))
}
