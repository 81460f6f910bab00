//! Counts what a run has printed, for the messages at its end.

use crate::cli::OnQueryError;
use crate::command::notify;
use crate::error::Error;
use crate::model::{Document, Ranking};
use crate::output::{self, OutputFormat, OutputStyle};
use crate::plan::BatchPlan;
use crate::text::count;

/// The counts of a run.
#[derive(Default)]
pub(super) struct Summary {
    /// The queries printed, those included that failed.
    pub(super) queries: u64,
    documents: u64,
    blank: u64,
    /// The number of queries that failed, and the first failure.
    failed: u64,
    first_failure: Option<Error>,
    /// The number of queries whose ids came before, and the first such id.
    duplicates: u64,
    first_duplicate: Option<String>,
    /// The number of queries that trec_eval orders in another way.
    reordered: u64,
}

impl Summary {
    pub(super) fn add_ranking(&mut self, ranking: &Ranking<&Document>, style: &OutputStyle) {
        self.documents += ranking.documents;
        self.blank += ranking.blank;
        let is_run = style.format == OutputFormat::Trec;
        self.reordered += u64::from(is_run && !output::is_sorted_by_trec_eval(ranking));
    }

    pub(super) fn add_failure(&mut self, error: Error) {
        self.failed += 1;
        self.first_failure.get_or_insert(error);
    }

    pub(super) fn add_duplicate(&mut self, id: &str) {
        self.duplicates += 1;
        self.first_duplicate.get_or_insert_with(|| id.into());
    }

    /// Returns the number of queries that failed.
    pub(super) fn failed(&self) -> u64 {
        self.failed
    }

    /// Returns the numbers of queries and documents in words.
    pub(super) fn size(&self) -> String {
        format!("{}, {}", queries(self.queries), count(self.documents, "document"))
    }

    /// Prints what the user should know. Returns the error that the run ends with although all is printed.
    pub(super) fn report(self, plan: &BatchPlan) -> Option<Error> {
        let warn = |message: &str| notify(plan.messages.warn, &format!("warning: {message}"));
        let is_run = plan.style.format == OutputFormat::Trec;
        if self.blank > 0 {
            let place =
                if is_run || plan.selection.min_score.is_some() { "left out" } else { "put last" };
            let verb = if self.blank == 1 { "is" } else { "are" };
            warn(&format!("{} {verb} blank: not scored, {place}", count(self.blank, "document")));
        }
        if let Some(first) = &self.first_duplicate {
            let more = match self.duplicates {
                1 => String::new(),
                many => format!(", and so are {} more", many - 1),
            };
            warn(&format!("query id `{first}` is used twice in this run{more}"));
        }
        if self.reordered > 0 {
            let (queries, order) = (queries(self.reordered), output::TREC_EVAL_ORDER);
            let message = format!("note: {queries} with documents of equal scores; {order}");
            notify(plan.messages.warn, &message);
        }
        let error = self.first_failure?;
        let (failed, queries) = (self.failed, self.queries);
        match plan.on_error {
            OnQueryError::Passthrough => {
                let ignored = match plan.selection.min_score {
                    Some(_) => "; --min-score was not applied to them",
                    None => "",
                };
                let place = if is_run { "they are left out" } else { "in input order" };
                warn(&format!("{failed} of {queries} queries not ranked: {place}{ignored}"));
                Some(error)
            }
            _ => {
                // Only JSONL has the failures in the output.
                let is_shown = plan.messages.warn || plan.style.format != OutputFormat::Jsonl;
                let message = format!("{failed} of {queries} queries failed, the first: {error}");
                notify(is_shown, &format!("warning: {message}"));
                None
            }
        }
    }
}

/// Formats a number of queries.
pub(super) fn queries(number: u64) -> String {
    match number {
        1 => "1 query".into(),
        many => format!("{many} queries"),
    }
}
