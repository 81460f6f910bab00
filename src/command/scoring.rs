//! Scores of queries whose documents are all at hand: a query is cut into jobs, whose results are put together.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use super::windows::{Piece, WindowFold, all_pieces};
use crate::client::{AsPassage, Batches, Job, JobResult, Limits, Passage, QueryJobs};
use crate::error::Error;
use crate::model::Document;
use crate::window::{TextWindow, WindowSettings};

/// The documents of a query.
pub(super) trait DocumentList: Send + Sync + 'static {
    fn documents(&self) -> &[Document];
}

/// A document of a list, to be scored.
pub(super) struct ListItem<L> {
    list: Arc<L>,
    index: usize,
}

impl<L: DocumentList> ListItem<L> {
    fn document(&self) -> &Document {
        &self.list.documents()[self.index]
    }
}

impl<L: DocumentList> AsPassage for ListItem<L> {
    fn passage(&self) -> Option<Passage<'_>> {
        self.document().passage()
    }

    fn passage_size(&self) -> Option<usize> {
        self.document().passage_size()
    }
}

/// A document of a list, or one of its windows.
pub(super) type ListPiece<L> = Piece<ListItem<L>>;

/// Returns the jobs of a query; none if it has no documents.
pub(super) fn jobs<L: DocumentList>(
    query: Arc<QueryJobs>,
    list: Arc<L>,
    limits: Limits,
    window: Option<WindowSettings>,
) -> impl Iterator<Item = Result<Job<ListPiece<L>>, Infallible>> + Send {
    let items = (0..list.documents().len()).map(move |index| {
        let list = Arc::clone(&list);
        Ok::<_, Infallible>(ListItem { list, index })
    });
    Batches::new(all_pieces(items, window), limits)
        .map(move |items| Ok(Job { query: Arc::clone(&query), items: items? }))
}

/// The scores of a query so far.
pub(super) struct PartialScores {
    scores: Vec<Option<f64>>,
    /// The windows with those scores; shorter than `scores` if the others were not cut.
    windows: Vec<Option<TextWindow>>,
    fold: WindowFold,
    /// The number of documents with a result.
    count: usize,
    /// The scores of all documents, until the empty job of the query is done.
    computed: Option<Vec<Option<f64>>>,
    failure: Option<Error>,
    elapsed: Duration,
}

impl PartialScores {
    pub(super) fn new(documents: usize) -> Self {
        Self {
            scores: vec![None; documents],
            windows: Vec::new(),
            fold: WindowFold::default(),
            count: 0,
            computed: None,
            failure: None,
            elapsed: Duration::ZERO,
        }
    }

    /// Returns the scores of a query that is complete without a job.
    pub(super) fn complete(outcome: Result<Vec<Option<f64>>, Error>) -> Self {
        let (scores, failure) = match outcome {
            Ok(scores) => (scores, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        Self { count: scores.len(), scores, failure, ..Self::new(0) }
    }

    /// Returns the scores of a query that is complete when its job is done, which has no documents.
    pub(super) fn computed(scores: Vec<Option<f64>>) -> Self {
        Self { computed: Some(scores), ..Self::new(1) }
    }

    /// Sets the windows that the scores of documents are from.
    pub(super) fn with_windows(self, windows: Vec<Option<TextWindow>>) -> Self {
        Self { windows, ..self }
    }

    pub(super) fn add<L: DocumentList>(&mut self, result: JobResult<ListPiece<L>>) {
        self.elapsed += result.elapsed;
        if let Some(scores) = self.computed.take() {
            (self.count, self.scores) = (scores.len(), scores);
        }
        match result.result {
            Ok(scores) => {
                for (piece, score) in result.job.into_scored(scores.numbers) {
                    let Some(folded) = self.fold.add(piece, score) else {
                        continue;
                    };
                    let index = folded.document.index;
                    self.count += 1;
                    self.scores[index] = folded.score;
                    if folded.window.is_some() {
                        self.windows.resize(self.windows.len().max(index + 1), None);
                        self.windows[index] = folded.window;
                    }
                }
            }
            Err(error) if self.failure.is_none() => {
                let culprit = result.job.culprit(&error);
                let origin = culprit.map(|piece| piece.document().document().origin());
                self.failure = Some(Error::Call(*error, origin));
            }
            Err(_) => {}
        }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.failure.is_some() || self.count == self.scores.len()
    }

    /// Returns true if a job has to score the documents.
    pub(super) fn is_unscored(&self) -> bool {
        !self.is_complete() && self.computed.is_none()
    }

    pub(super) fn failure(&self) -> Option<&Error> {
        self.failure.as_ref()
    }

    /// Returns the score of each document; `None` for a blank one.
    pub(super) fn scores(&self) -> &[Option<f64>] {
        &self.scores
    }

    /// Returns the window that the score of a document is from; `None` if it was not cut.
    pub(super) fn window(&self, index: usize) -> Option<TextWindow> {
        *self.windows.get(index)?
    }

    /// Returns the time that the jobs took, added up.
    pub(super) fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns the scores, or the failure.
    pub(super) fn into_outcome(self) -> Result<Self, Error> {
        match self.failure {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }
}
