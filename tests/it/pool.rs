//! The worker pool: panics, and queries that fail.

use std::convert::Infallible;
use std::iter;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use nimrank::testing::client::{
    AsPassage, ClientError, FailureKind, Job, Passage, PoolError, PoolRun, QueryJobs, Scorer,
    Scores, Text,
};

struct Panics;

impl Scorer for Panics {
    fn score(&self, _: &str, _: &[Passage<'_>]) -> Result<Scores, ClientError> {
        panic!("a scorer that panics");
    }
}

/// Scores the number of the query, and fails for the query `fail`.
struct NumberScorer;

impl Scorer for NumberScorer {
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let number =
            query.parse().map_err(|_| ClientError::new("test", FailureKind::Unreachable))?;
        Ok(Scores { numbers: vec![number; passages.len()], ..Scores::default() })
    }
}

struct TestItem;

impl AsPassage for TestItem {
    fn passage(&self) -> Option<Passage<'_>> {
        Some(Passage { text: Some(Text::Plain("text".into())), image: None })
    }
}

fn jobs(query: &Arc<QueryJobs>, count: usize) -> Vec<Result<Job<TestItem>, Infallible>> {
    (0..count).map(|_| Ok(Job { query: Arc::clone(query), items: vec![TestItem] })).collect()
}

#[test]
fn a_panic_ends_the_run() {
    let (done, result) = mpsc::channel();
    thread::spawn(move || {
        let jobs = jobs(&QueryJobs::new(0, "query"), 64);
        let mut run = PoolRun::start(Arc::new(Panics), 2, jobs.into_iter());
        let error = loop {
            if let Err(error) = run.wait() {
                break error;
            }
        };
        done.send(matches!(error, PoolError::Panic))
    });
    let is_panic = result.recv_timeout(Duration::from_secs(10));
    assert_eq!(is_panic, Ok(true), "it hangs, or continues");
}

#[test]
fn a_failed_query_is_not_continued_and_the_others_are() {
    let queries = [QueryJobs::new(0, "fail"), QueryJobs::new(1, "1")];
    let all: Vec<_> = queries.iter().flat_map(|query| jobs(query, 9)).collect();
    let mut run = PoolRun::start(Arc::new(NumberScorer), 1, all.into_iter());
    let (mut failed, mut scored) = (0, 0);
    while !run.is_finished() {
        let outcome = run.wait().expect("no error of the pool");
        match outcome.map(|outcome| (outcome.job.query.index, outcome.result)) {
            Some((0, Err(_))) => failed += 1,
            Some((1, Ok(scores))) if scores.numbers == [1.0] => scored += 1,
            Some((query, _)) => panic!("unexpected outcome of query {query}"),
            None => {}
        }
    }
    assert_eq!((failed, scored), (1, 9));
}

/// What could be read after a panic is no complete input, so no worker may report its end.
#[test]
fn nothing_is_read_after_a_panic_of_the_reader() {
    let (reads, calls) = mpsc::channel();
    let mut all = jobs(&QueryJobs::new(0, "1"), 8).into_iter();
    let read = iter::from_fn(move || {
        reads.send(()).expect("the test waits");
        assert_ne!(all.len(), 4, "a reader that panics");
        all.next()
    });
    let mut run = PoolRun::start(Arc::new(NumberScorer), 4, read);
    let error = loop {
        if let Err(error) = run.wait() {
            break error;
        }
    };
    assert!(matches!(error, PoolError::Panic), "{error:?}");
    // The other workers have scored their jobs soon, and take no more.
    thread::sleep(Duration::from_millis(50));
    assert_eq!(calls.try_iter().count(), 5);
}
