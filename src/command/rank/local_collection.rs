//! The documents of a ranking for the built-in scorer. Instead of keeping them until the statistics of all are known,
//! it reads them twice, unless only a few are requested and the first pass has found those.

use std::sync::Arc;
use std::thread;

use anyhow::Result;

use super::documents;
use super::run::score_batches;
use super::shortlist::{BestDocuments, Shortlist};
use super::tables::Tables;
use crate::client::{Batches, Bm25Pass, Job, Limits, Scores};
use crate::command::notify;
use crate::command::record::Recorder;
use crate::command::windows::{Piece, all_pieces};
use crate::diagnostic::Diagnostic;
use crate::input::InputSettings;
use crate::model::{Document, Ranking, Scored};
use crate::os_error;
use crate::plan::{MessageSettings, RankPlan};
use crate::rank::{Collector, Selection};
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
    shortlist: Option<Shortlist>,
}

impl<'a> LocalCollection<'a> {
    /// Reads all documents, of which the best `top_n` may be requested; `None` means that all are needed.
    pub(super) fn read(
        plan: &'a RankPlan,
        window: Option<WindowSettings>,
        top_n: Option<usize>,
    ) -> Result<Self> {
        let first = Arc::new(Bm25Pass::first(&plan.query));
        let input = plan.input.clone().rereadable();
        let mut collection = Self { plan, window, input, first, shortlist: None };
        let read = documents(collection.input.clone(), plan.messages, None)?;
        let mut shortlist = top_n.map(Shortlist::new);
        collection.run(&collection.first, read, |job, scores| {
            if let Some(shortlist) = &mut shortlist {
                shortlist.add(&collection.first, job, &scores);
            }
        })?;
        collection.shortlist = shortlist;
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

    /// Returns the best `top_n` documents, none of which is cut into windows.
    pub(super) fn best(mut self, top_n: usize) -> Result<BestDocuments> {
        let best = self.shortlist.take().map_or(Ok(None), |list| list.finish(&self.first));
        match best {
            Ok(Some(best)) => return Ok(best),
            Ok(None) => {}
            Err(error) => {
                let folder = std::env::temp_dir();
                let message = format!(
                    "no temporary file in {}: {}; the documents are read again",
                    folder.display(),
                    os_error::words(&error)
                );
                notify(self.plan.messages.verbose, &message);
            }
        }
        let selection = Selection { top_n: Some(top_n), ..Selection::ALL };
        let (mut collector, mut tables) = (Collector::new(selection), Tables::default());
        let mut blank_lines = 0;
        self.score(None, |job, scores| {
            for (piece, score) in job.into_scored(scores.numbers) {
                if let Piece::Whole(scored) = piece {
                    tables.add(&scored);
                    blank_lines += u64::from(scored.document.is_blank_line());
                    collector.add(Scored { score, ..scored }, Document::detach);
                }
            }
        })?;
        Ok(BestDocuments { ranking: Ranking { blank_lines, ..collector.finish() }, tables })
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
