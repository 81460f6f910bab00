//! Scores of queries whose documents are all at hand: a query is cut into jobs, whose results are put together.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use crate::client::{AsPassage, Batches, Job, JobResult, Limits, Passage, QueryJobs};
use crate::error::Error;
use crate::model::Document;

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
}

/// Returns the jobs of a query; none if it has no documents.
pub(super) fn jobs<L: DocumentList>(
    query: Arc<QueryJobs>,
    list: Arc<L>,
    limits: Limits,
) -> impl Iterator<Item = Result<Job<ListItem<L>>, Infallible>> + Send {
    let items = (0..list.documents().len()).map(move |index| {
        let list = Arc::clone(&list);
        Ok::<_, Infallible>(ListItem { list, index })
    });
    Batches::new(items, limits)
        .map(move |items| Ok(Job { query: Arc::clone(&query), items: items? }))
}

/// The scores of a query so far.
pub(super) struct PartialScores {
    scores: Vec<Option<f64>>,
    /// The number of documents with a result.
    count: usize,
    failure: Option<Error>,
    elapsed: Duration,
}

impl PartialScores {
    pub(super) fn new(documents: usize) -> Self {
        Self { scores: vec![None; documents], count: 0, failure: None, elapsed: Duration::ZERO }
    }

    /// Returns the scores of a query that is complete without a job.
    pub(super) fn complete(outcome: Result<Vec<Option<f64>>, Error>) -> Self {
        let (scores, failure) = match outcome {
            Ok(scores) => (scores, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        Self { count: scores.len(), scores, failure, elapsed: Duration::ZERO }
    }

    pub(super) fn add<L: DocumentList>(&mut self, result: JobResult<ListItem<L>>) {
        self.elapsed += result.elapsed;
        match result.result {
            Ok(scores) => {
                self.count += result.job.items.len();
                for (item, score) in result.job.into_scored(scores.numbers) {
                    self.scores[item.index] = score;
                }
            }
            Err(error) if self.failure.is_none() => {
                let culprit = result.job.culprit(&error);
                let origin = culprit.map(|item| item.document().origin());
                self.failure = Some(Error::Call(*error, origin));
            }
            Err(_) => {}
        }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.failure.is_some() || self.count == self.scores.len()
    }

    pub(super) fn failure(&self) -> Option<&Error> {
        self.failure.as_ref()
    }

    /// Returns the score of each document; `None` for a blank one.
    pub(super) fn scores(&self) -> &[Option<f64>] {
        &self.scores
    }

    /// Returns the time that the jobs took, added up.
    pub(super) fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns the score of each document, or the failure.
    pub(super) fn into_outcome(self) -> Result<Vec<Option<f64>>, Error> {
        match self.failure {
            Some(error) => Err(error),
            None => Ok(self.scores),
        }
    }
}
