//! The documents of a ranking for the built-in scorer. They are read twice, so that none has to be kept until the
//! statistics of all are known.

use std::sync::Arc;
use std::thread;

use anyhow::Result;

use super::documents;
use super::run::score_batches;
use crate::client::{Batches, Bm25Pass, Job, Limits, Scores};
use crate::command::record::Recorder;
use crate::command::windows::{Piece, all_pieces};
use crate::diagnostic::Diagnostic;
use crate::input::InputSettings;
use crate::model::Scored;
use crate::plan::{MessageSettings, RankPlan};
use crate::window::WindowSettings;

/// The limits of a batch: small ones keep all threads busy and take little memory.
const LIMITS: Limits = Limits { bytes: 1 << 20, ..Limits::of_requests(1024) };
/// The maximum number of threads that score. One more reads, and more than these would wait for it.
const MAX_THREADS: usize = 8;

/// The documents of a ranking after the first pass.
pub(super) struct LocalCollection<'a> {
    plan: &'a RankPlan,
    window: Option<WindowSettings>,
    input: InputSettings,
    first: Arc<Bm25Pass>,
}

impl<'a> LocalCollection<'a> {
    /// Reads all documents.
    pub(super) fn read(plan: &'a RankPlan, window: Option<WindowSettings>) -> Result<Self> {
        let first = Arc::new(Bm25Pass::first(&plan.query));
        let collection = Self { plan, window, input: plan.input.clone().rereadable(), first };
        let read = documents(collection.input.clone(), plan.messages, None)?;
        collection.run(&collection.first, read, |_, _| {})?;
        Ok(collection)
    }

    /// Returns the number of passages.
    pub(super) fn passages(&self) -> u64 {
        self.first.passages()
    }

    /// Reads all documents again.
    pub(super) fn documents(
        &self,
        recorder: Option<Recorder>,
    ) -> Result<impl Iterator<Item = Result<Scored>> + Send + use<>> {
        // What there is to say about the input was said in the first pass.
        let silent = MessageSettings { warn: false, verbose: false, ..self.plan.messages };
        documents(self.input.clone(), silent, recorder)
    }

    /// Scores all documents, and calls `add` with each batch.
    pub(super) fn score(
        &self,
        recorder: Option<Recorder>,
        add: impl FnMut(Job<Piece<Scored>>, Scores),
    ) -> Result<()> {
        let second = Arc::new(self.first.second());
        self.run(&second, self.documents(recorder)?, add)?;
        if second.agrees_with(&self.first) {
            return Ok(());
        }
        let fault = Diagnostic::new("the documents changed while they were read");
        Err(fault.hint("run it again, or pipe them: cat FILE | nimrank …").into())
    }

    fn run(
        &self,
        pass: &Arc<Bm25Pass>,
        documents: impl Iterator<Item = Result<Scored>> + Send + 'static,
        add: impl FnMut(Job<Piece<Scored>>, Scores),
    ) -> Result<()> {
        let threads = thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS);
        let batches = Batches::new(all_pieces(documents, self.window), LIMITS);
        score_batches(self.plan, Arc::clone(pass) as _, threads, batches, add)
    }
}
