//! Everything that can be seen of the program from outside, one file for each subject.
#![allow(
    unreachable_pub,
    reason = "the modules of one binary have no other outside"
)]

mod faults; // what a service can do wrong, and what becomes of it
mod generated; // completions, man pages and the README's help block are fresh; shells accept them
mod house; // which room may know which, and other rules of the sources
mod input; // documents in: every source and format, how each can be malformed, and back out unchanged
mod output; // results, byte for byte, in every format
mod pipes; // grep, rg and find in front, closed and full pipes behind, output files, slow producers
mod properties; // laws: whatever comes in, what comes out keeps them
mod rank; // the ordinary life: arguments, files and standard input; what the built-in scorer finds
mod readme; // the conversations of the README are true

mod support;
