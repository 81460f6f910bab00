//! `eval`: values with the digits of trec_eval, refused files, output.

mod conformance; // random sets compared with pytrec_eval and trec_eval
mod inputs; // TREC files, tables and recordings
mod output; // output formats, minimums and exit codes
mod several; // comparisons with scipy, statsmodels and ranx

use crate::support::Case;

/// Judgments of three queries; the run has no results for the last one.
const QRELS: &str = "\
q1 0 a 3
q1 0 b 2
q1 0 c 0
q1 0 d 1
q2 0 e 1
q3 0 f 1
";

/// A run: one query in another order than its ranks, one with an unjudged document first, one without
/// judgments.
const RUN: &str = "\
q1 Q0 b 1 0.9 demo
q1 Q0 c 2 0.8 demo
q1 Q0 a 3 0.7 demo
q1 Q0 x 4 0.6 demo
q1 Q0 d 5 0.5 demo
q2 Q0 y 1 2.5 demo
q2 Q0 e 2 1.5 demo
q9 Q0 z 1 1 demo
";

/// Returns a case with both files.
fn both() -> Case {
    Case::new().file("q.txt", QRELS).file("r.txt", RUN)
}

/// Returns a case with these files.
fn case(qrels: impl AsRef<[u8]>, run: impl AsRef<[u8]>) -> Case {
    Case::new().file("q.txt", qrels).file("r.txt", run)
}
