//! Scores the documents of a ranking with the built-in scorer, in two passes over the input, so that no document has
//! to be kept until the statistics of all are known.

use std::sync::Arc;
use std::thread;

use anyhow::Result;

use super::live::score_batches;
use super::{Tally, documents};
use crate::client::{Batches, Bm25, Bm25Pass, Limits};
use crate::diagnostic::Diagnostic;
use crate::model::RunInfo;
use crate::plan::{MessageSettings, RankPlan};

/// The limits of a batch: small ones keep all threads busy and take little memory.
const LIMITS: Limits = Limits { bytes: 1 << 20, ..Limits::of_requests(1024) };
/// The maximum number of threads that score. One more reads, and more than these would wait for it.
const MAX_THREADS: usize = 8;

/// Scores all documents.
pub(super) fn score(plan: &RankPlan, tally: &mut Tally) -> Result<RunInfo> {
    let input = plan.input.clone().rereadable();
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS);
    let first = Arc::new(Bm25Pass::first(&plan.query));
    let read = documents(input.clone(), plan.messages, None)?;
    let batches = Batches::new(read, LIMITS);
    score_batches(plan, Arc::clone(&first) as _, threads, batches, |_, _| {})?;
    let second = Arc::new(first.second());
    // What there is to say about the input was said in the first pass.
    let silent = MessageSettings { warn: false, verbose: false, ..plan.messages };
    let read = documents(input, silent, tally.recorder())?;
    let batches = Batches::new(read, LIMITS);
    let add = |job, scores| tally.add(job, scores);
    score_batches(plan, Arc::clone(&second) as _, threads, batches, add)?;
    if !second.agrees_with(&first) {
        let fault = Diagnostic::new("the documents changed while they were read");
        return Err(fault.hint("run it again, or pipe them: cat FILE | nimrank …").into());
    }
    Ok(RunInfo { model: Some(Bm25::MODEL.into()), ..RunInfo::default() })
}
