//! Everything that can be seen of the program from outside, one file for each subject.
#![allow(
    unreachable_pub,
    reason = "the modules of one binary have no other outside"
)]

mod faults; // what a service can do wrong, and what becomes of it
mod generated; // completions, man pages and the README's help block are fresh; shells accept them

mod support;
