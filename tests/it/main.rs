//! Everything that can be seen of the program from outside, one file for each subject.
#![allow(
    unreachable_pub,
    reason = "the modules of one binary have no other outside"
)]

mod apis; // the APIs of the table: requests, choice, keys, limits, errors
mod architecture; // which module may use which, no import circles, short files
mod check; // relevance expectations, from the case file to the exit code
mod compare; // two rankings compared: known values, and what counts as a move
mod completions; // what shells offer when a command line is begun
mod diff; // what moved between two recordings or runs
mod doctor; // what is found on the way to a service
mod eval; // measures of runs against judgments, digit for digit those of trec_eval
mod failures; // what a user can do wrong and what can happen, each with its whole transcript
mod failures_answers; // answers under a status of success that are no ranking, or never end
mod failures_output; // results that cannot be written, and what a failure leaves of them
mod failures_secrets; // keys, control characters and echoed documents stay out of messages
mod failures_status; // every status and body a service is known to fail with
mod failures_usage; // command lines that cannot be carried out
mod faults; // what a service can do wrong, and what becomes of it
mod faults_told; // whom a fault is blamed on, and what of it may be repeated
mod fuzz_found; // what fuzzing found, each once
mod generated; // completions, man pages and the README's help block are fresh; shells accept them
mod golden; // the cases of tests/golden
mod input; // documents in: every source and format, how each can be malformed, and back out unchanged
mod interrupts; // Ctrl-C, wherever it finds the program
mod memory; // how much of it a run takes
mod models; // the models that are known, and those a service lists
mod output; // results, byte for byte, in every format
mod pipes; // grep, rg and find in front, closed and full pipes behind, output files, slow producers
mod properties; // laws: whatever comes in, what comes out keeps them
mod rank; // the ordinary life: arguments, files and standard input; what the built-in scorer finds
mod readme; // the conversations of the README are true
mod recordings; // scores that are kept, and taken again
mod wire; // what goes over the socket, byte for byte, in each of the forms
mod wire_answers; // answers as services give them, read by the program
mod wire_batches; // batches, their merging, and how many are sent at once
mod wire_dry_run; // the curl commands, and what comes of running them
mod wire_endpoints; // base URLs, models, and which model a service of your own has
mod wire_environment; // keys and where they go, headers, and the twins of the options
mod wire_http2; // HTTP/2, where a service offers it over TLS
mod wire_proxy; // through a proxy, or past it
mod wire_tls; // over TLS: certificates, and the keys that go over nothing else

mod support;
