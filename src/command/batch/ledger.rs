//! `--record` and `--resume`: keeps the scores of queries, and finds those of an earlier run.
//!
//! The reading side knows the documents of a query before it is scored, the writing side its scores.

mod reader;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;

use super::query::{KeptScores, QueryState};
use crate::client::Truncate;
use crate::command::scorer::ScorerHandle;
use crate::diagnostic::Diagnostic;
use crate::model::RunInfo;
use crate::output::{Target, TargetWriter};
use crate::plan::BatchPlan;
use crate::recording::{Entry, Journal, RankingHeader};
use crate::window::WindowSettings;
pub(super) use reader::LedgerReader;

/// The settings that recorded scores depend on.
#[derive(Clone)]
pub(super) struct ScoreSettings {
    model: Option<String>,
    api: Option<String>,
    truncate: Truncate,
    window: Option<WindowSettings>,
}

impl ScoreSettings {
    fn new(info: &RunInfo, truncate: Truncate, window: Option<WindowSettings>) -> Self {
        Self { model: info.model.clone(), api: info.api.clone(), truncate, window }
    }

    fn header(&self, case: &str, query: &str) -> RankingHeader {
        RankingHeader {
            case: Some(case.into()),
            model: self.model.clone(),
            api: self.api.clone(),
            truncate: self.truncate,
            window: self.window,
            query: query.into(),
        }
    }
}

/// The writing side.
pub(super) struct Ledger {
    journal: Option<Journal>,
    record: Option<TargetWriter>,
    truncate: Truncate,
    window: Option<WindowSettings>,
    /// The lines of the journal with the queries of this run, in their order.
    entries: Vec<Entry>,
    /// The numbers of queries that were taken from the journal, and of those that have changed.
    found: Arc<AtomicU64>,
    changed: Arc<AtomicU64>,
    has_scores: bool,
}

impl Ledger {
    /// Opens the journal of `plan`. `record` is the destination of `--record`.
    pub(super) fn open(plan: &BatchPlan, record: Option<Target>) -> Result<Self, Diagnostic> {
        let journal = plan.resume.as_deref().map(Journal::open).transpose()?;
        if let Some(path) = &plan.resume {
            // A folder in which the journal cannot be replaced is reported before there is anything to lose.
            drop(Target::open(Some(path))?);
        }
        Ok(Self {
            journal,
            record: record.map(Target::start),
            truncate: plan.truncate,
            window: plan.window,
            entries: Vec::new(),
            found: Arc::default(),
            changed: Arc::default(),
            has_scores: false,
        })
    }

    /// Returns the reading side; `None` if nothing is kept.
    pub(super) fn reader(&self, handle: &ScorerHandle) -> Option<LedgerReader> {
        if self.journal.is_none() && self.record.is_none() {
            return None;
        }
        let journal = self.journal.as_ref().map(Journal::reader);
        Some(LedgerReader::new(
            journal.filter(|journal| !journal.is_empty()),
            handle.remote.clone(),
            ScoreSettings::new(&handle.run_info(None), self.truncate, self.window),
            (Arc::clone(&self.found), Arc::clone(&self.changed)),
        ))
    }

    /// Keeps the scores of a query that is complete.
    pub(super) fn keep(
        &mut self,
        state: &mut QueryState,
        handle: &ScorerHandle,
    ) -> Result<(), Diagnostic> {
        let Some(mut builder) = state.recorded.take() else {
            return Ok(());
        };
        for (at, score) in state.scores.scores().iter().enumerate() {
            let hash = builder.docs()[at].hash;
            let window = state.scores.window(at).map(Box::new);
            builder.set_score(state.subject.index(at), hash, *score, window);
        }
        if builder.is_unscored() {
            return Ok(());
        }
        let settings = ScoreSettings::new(&handle.run_info(None), self.truncate, self.window);
        let query = state.subject.query().unwrap_or_default();
        let header = settings.header(&state.subject.id(), query);
        let ranking = builder
            .finish(header)
            .map_err(|duplicate| duplicate.diagnostic(state.subject.id().into_owned()))?;
        let entry = self.journal.as_mut().map(|journal| journal.append(&ranking)).transpose()?;
        state.kept = Some(KeptScores { ranking, entry });
        Ok(())
    }

    /// Adds the scores of the next query in the order of the input.
    pub(super) fn add(&mut self, kept: &KeptScores) -> Result<(), Diagnostic> {
        self.has_scores = true;
        self.entries.extend(kept.entry);
        if let Some(record) = &mut self.record {
            record.write(|out| kept.ranking.write(out))?;
        }
        Ok(())
    }

    /// Writes the journal to the disk if it is time to.
    pub(super) fn sync(&mut self) -> Result<(), Diagnostic> {
        self.journal.as_mut().map_or(Ok(()), Journal::sync)
    }

    /// Returns the number of queries that were taken from the journal, and of those that have changed.
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.found.load(Ordering::Relaxed), self.changed.load(Ordering::Relaxed))
    }

    /// Returns true if there are scores to record.
    pub(super) fn has_scores(&self) -> bool {
        self.has_scores
    }

    /// Writes the recording if it `is_whole`, and the journal in the order of the queries.
    pub(super) fn finish(self, is_whole: bool) -> Result<()> {
        if let Some(record) = self.record.filter(|_| is_whole && self.has_scores) {
            record.finish()?;
        }
        let Some(journal) = self.journal else {
            return Ok(());
        };
        if self.entries.is_empty() {
            return Ok(());
        }
        let mut writer = Target::open(Some(journal.path()))?.start();
        writer.write(|out| {
            journal.write_in_order(&self.entries, out).map_err(std::io::Error::other)
        })?;
        // The journal is locked until the recording is in its place.
        writer.finish()?;
        Ok(())
    }
}
