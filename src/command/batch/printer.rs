//! Prints queries in the order of the input, each with its results or with the reason why it has none.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::io;

use anyhow::Result;

use super::query::{QueryState, Subject};
use super::summary::Summary;
use crate::cli::OnQueryError;
use crate::client::{FailureKind, ScoreKind};
use crate::command::scoring::PartialScores;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::model::{Document, Ranking, Scale, Scored};
use crate::output::{self, OutputFormat, QueryError, QueryReport, TargetWriter};
use crate::plan::{self, BatchPlan};
use crate::rank::{Collector, Selection};
use crate::sanitize::line;

/// The printed part of a run.
pub(super) struct Printer<'a> {
    plan: &'a BatchPlan,
    kind: ScoreKind,
    /// Set when a score outside 0 to 1 was seen.
    is_unbounded: bool,
    /// Set when a query had scores.
    has_scores: bool,
    out: TargetWriter,
    /// The output of a query, which is written at once.
    buffer: Vec<u8>,
    summary: Summary,
    /// The hashes of the ids of a TREC run, in which each query should be once.
    ids: HashSet<u64>,
    hasher: RandomState,
}

impl<'a> Printer<'a> {
    pub(super) fn new(plan: &'a BatchPlan, kind: ScoreKind, out: TargetWriter) -> Self {
        Self {
            plan,
            kind,
            is_unbounded: false,
            has_scores: false,
            out,
            buffer: Vec::new(),
            summary: Summary::default(),
            ids: HashSet::new(),
            hasher: RandomState::new(),
        }
    }

    /// Prints the next query. Returns false if nothing reads the output any more.
    ///
    /// # Errors
    /// The query ends the run, an id does not fit the format, or writing fails.
    pub(super) fn print(&mut self, query: QueryState) -> Result<bool> {
        let ends_run = query.ends_run(self.plan.on_error);
        let subject = query.subject;
        match query.scores.into_outcome() {
            Ok(scores) => self.print_results(&subject, &scores),
            Err(error) if ends_run || !self.has_scores && is_about_form(&error) => {
                Err(named(&subject, error).into())
            }
            Err(error) if self.plan.on_error == OnQueryError::Passthrough => {
                self.print_unranked(&subject)?;
                self.summary.add_failure(named(&subject, error));
                Ok(true)
            }
            Err(error) => self.print_error(&subject, error),
        }
    }

    /// Returns the counts of what was printed.
    pub(super) fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Flushes the output. Returns false if nothing reads it any more.
    pub(super) fn flush(&mut self) -> Result<bool> {
        Ok(self.out.write(|out| out.flush())?)
    }

    /// Puts the output in its place.
    pub(super) fn finish(self) -> Result<Summary> {
        self.out.finish()?;
        Ok(self.summary)
    }

    fn print_results(&mut self, subject: &Subject, scores: &PartialScores) -> Result<bool> {
        let selection = self.plan.selection;
        let mut collector = Collector::new(selection);
        for (at, score) in scores.scores().iter().enumerate() {
            self.has_scores |= score.is_some();
            self.is_unbounded |= score.is_some_and(ScoreKind::is_unbounded);
            let index = subject.index(at);
            let window = scores.window(at).map(Box::new);
            let document = &subject.documents()[at];
            collector.add(Scored { index, score: *score, window, document }, |_| {});
        }
        if selection.scale == Scale::Sigmoid && scores.scores().iter().any(Option::is_some) {
            // Decided by this query and those before it, whichever were scored meanwhile.
            plan::check_logits(self.kind.with_evidence(self.is_unbounded))?;
        }
        let ranking = collector.finish();
        self.summary.add_ranking(&ranking, &self.plan.style);
        self.write_ranking(subject, &ranking)
    }

    /// Prints the documents of a query in input order, without scores.
    fn print_unranked(&mut self, subject: &Subject) -> Result<bool> {
        // Without scores there is none below a minimum.
        let mut collector = Collector::new(Selection { min_score: None, ..self.plan.selection });
        for (at, document) in subject.documents().iter().enumerate() {
            let index = subject.index(at);
            collector.add(Scored { index, score: None, window: None, document }, |_| {});
        }
        self.write_ranking(subject, &collector.finish())
    }

    fn write_ranking(&mut self, subject: &Subject, ranking: &Ranking<&Document>) -> Result<bool> {
        let style = &self.plan.style;
        let id = subject.id();
        if style.format == OutputFormat::Trec && !self.ids.insert(self.hasher.hash_one(&*id)) {
            self.summary.add_duplicate(&id);
        }
        let report = QueryReport {
            id: &id,
            id_literal: &subject.id_literal(),
            query: subject.query().unwrap_or_default(),
            ranking,
        };
        self.start_query();
        let written = output::write_query(&report, style, &mut self.buffer);
        written.map_err(|error| unprintable(subject, error))?;
        self.write_buffer()
    }

    fn print_error(&mut self, subject: &Subject, error: Error) -> Result<bool> {
        // Its hint depends on whether another query had a response before.
        let is_hung_up =
            matches!(&error, Error::Call(error, _) if *error.kind() == FailureKind::HungUp);
        let diagnostic = error.diagnostic();
        let report = QueryError {
            code: error.exit().code(),
            message: line(&diagnostic.to_string()),
            cause: diagnostic.get_cause().map(line),
            hint: diagnostic.get_hint().filter(|_| !is_hung_up).map(line),
        };
        let (id, query) = (subject.id_literal(), subject.query());
        self.start_query();
        output::write_error(&id, query, &report, &self.plan.style, &mut self.buffer)?;
        self.summary.add_failure(named(subject, error));
        self.write_buffer()
    }

    /// Empties the buffer, and puts the header in front of the first query.
    fn start_query(&mut self) {
        self.buffer.clear();
        if self.summary.queries == 0 {
            // Memory takes any bytes.
            let _ = output::write_header(&self.plan.style, &mut self.buffer);
        }
        self.summary.queries += 1;
    }

    fn write_buffer(&mut self) -> Result<bool> {
        Ok(self.out.write(|out| out.write_all(&self.buffer))?)
    }
}

/// Returns true if no query of the run can succeed, as long as none has: the service speaks another API.
fn is_about_form(error: &Error) -> bool {
    matches!(error, Error::Call(error, _) if error.kind().is_about_form())
}

/// Returns the fault of a query that does not fit the format, with its place.
fn unprintable(subject: &Subject, error: io::Error) -> anyhow::Error {
    match (error.downcast::<Diagnostic>(), subject) {
        (Ok(fault), Subject::Query(record)) if fault.get_place().is_none() => {
            fault.at(&*record.origin).into()
        }
        (Ok(fault), _) => named(subject, Error::Input(fault)).into(),
        (Err(error), _) => error.into(),
    }
}

/// Adds the id of the query to its failure. The fault of a record names its place already.
fn named(subject: &Subject, error: Error) -> Error {
    match subject {
        Subject::Query(_) => Error::Query(subject.id().into_owned(), Box::new(error)),
        Subject::Bad { .. } => error,
    }
}
