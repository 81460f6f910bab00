//! `trec`: a run as trec_eval reads it, `qid Q0 docid rank score tag`.
//!
//! The score is the raw one in full, and the rank is ours: documents of equal score keep the order of the input.
//! trec_eval ignores the rank and sorts by score and then by document id, descending.

use std::borrow::{Borrow, Cow};
use std::io::{self, Write};

use super::OutputStyle;
use crate::diagnostic::Diagnostic;
use crate::model::{Document, RankedDocument, Ranking};
use crate::text::number;

/// The reason why equal scores matter, for messages.
pub const TREC_EVAL_ORDER: &str = "trec_eval orders these by id, descending, not by rank";

/// Writes the documents that have a score.
pub(super) fn write<D: Borrow<Document>>(
    query_id: &str,
    ranking: &Ranking<D>,
    style: &OutputStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    check(query_id, "the id of a query", "--query-id-field").map_err(io::Error::other)?;
    for (rank, scored) in (1_u64..).zip(ranking.results.iter()) {
        let Some(score) = scored.score else {
            continue;
        };
        let docid = docid(&scored);
        check(&docid, "the id of a document", "--id-field")
            .map_err(|fault| io::Error::other(fault.at(scored.document.borrow().origin())))?;
        let (score, tag) = (number(score), &style.run_name);
        writeln!(out, "{query_id} Q0 {docid} {rank} {score} {tag}")?;
    }
    Ok(())
}

/// Returns true if trec_eval orders the documents of a ranking as they are ranked.
pub fn is_sorted_by_trec_eval<D: Borrow<Document>>(ranking: &Ranking<D>) -> bool {
    let scored: Vec<_> = ranking.results.iter().filter(|scored| scored.score.is_some()).collect();
    scored
        .windows(2)
        .all(|pair| pair[0].score != pair[1].score || docid(&pair[0]) > docid(&pair[1]))
}

/// Returns the id, or the index of a document without one.
fn docid<'a, D: Borrow<Document>>(scored: &RankedDocument<'a, D>) -> Cow<'a, str> {
    scored.document.borrow().id().unwrap_or_else(|| scored.index.to_string().into())
}

/// Refuses what would not be one column of a run.
fn check(id: &str, what: &str, option: &str) -> Result<(), Diagnostic> {
    let problem = if id.is_empty() {
        format!("{what} is empty")
    } else if id.contains(char::is_whitespace) {
        format!("{what} contains white space: `{id}`")
    } else {
        return Ok(());
    };
    Err(Diagnostic::new(problem)
        .cause("white space separates the columns of a TREC run")
        .hint(format!("`{option}` names another field; `--format jsonl` takes any id")))
}
