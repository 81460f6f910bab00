//! Tests of the program from outside, one module per subject.

#![allow(unreachable_pub, reason = "nothing is outside of a test binary")]

mod apis; // rerank APIs: requests, selection, keys, limits, errors
mod architecture; // which module may use which, no import circles, short files
mod batch; // `batch`: order, look-ahead, failures, killed runs
mod batch_records; // the queries that `batch` reads
mod check; // `check`: case files, verdicts, reports, exit codes
mod compare; // comparison of two rankings: known values
mod completions; // shell completion
mod diff; // `diff`
mod doctor; // `doctor`
mod eval; // `eval`: measures with the digits of trec_eval
mod failures; // typical failures with their transcripts
mod failures_kinds; // exit code, requests and hint of each kind of failure
mod failures_messages; // classification and wording of service failures
mod failures_output; // results that cannot be written
mod failures_quoted; // text of the user never changes how a failure is handled
mod failures_responses; // status 200 without a complete ranking
mod failures_secrets; // keys, control characters and echoed documents are not printed
mod failures_status; // statuses and error bodies of known services
mod failures_usage; // invalid command lines
mod fuzz_regressions; // inputs that fuzzing found
mod generated; // completions and man pages are up to date, and shells accept them
mod github; // workflow commands in reports
mod golden; // the cases of tests/golden
mod help; // help texts and usage errors
mod html; // pages of check, eval and diff
mod input; // input formats and sources
mod interrupts; // Ctrl-C
mod measure; // measures: names, and values without a counterpart in trec_eval
mod memory; // peak memory
mod models; // `models`
mod output; // output formats
mod pipes; // grep, rg and find in pipes, closed pipes, output files, slow producers
mod pool; // the worker pool
mod properties; // property tests
mod rank; // everyday use
mod readme; // examples of the README
mod recordings; // `--record` and `--replay`
mod retries; // recovery from transient failures
mod stats; // t-test, randomization test and Holm's correction
mod text; // escaping, wrapping and quoting of text
mod wire; // request bodies and headers
mod wire_batches; // batches and concurrency
mod wire_dry_run; // `--dry-run`
mod wire_endpoints; // base URLs and model discovery
mod wire_environment; // keys, headers and environment variables
mod wire_http2; // HTTP/2
mod wire_proxy; // proxies
mod wire_responses; // captured responses of real services
mod wire_tls; // TLS and certificates

mod support; // running the program, transcripts, the fake service
