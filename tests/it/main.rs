//! Everything that can be seen of the program from outside, one file for each subject.

mod generated; // completions, man pages and the README's help block are fresh; shells accept them
mod house; // which room may know which, and other rules of the sources
mod output; // results, byte for byte, in every format
mod properties; // laws: whatever comes in, what comes out keeps them
mod rank; // the ordinary life: arguments, files and standard input; what the built-in scorer finds
mod readme; // the conversations of the README are true

mod support;
