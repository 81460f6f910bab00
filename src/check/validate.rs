//! Rejects expectations that cannot fail, or cannot pass, whatever the scores are. They prove nothing or are
//! never met, so whoever wrote them made a mistake.

use super::case::{Case, Expectation};
use super::collection::Collection;
use super::evaluate::{ScoreBounds, evaluate};
use crate::diagnostic::Diagnostic;
use crate::text;

/// Validates the expectations about documents of a case. `lines` has the line that states each.
///
/// # Errors
/// The line with the mistake, and what it is.
pub(super) fn validate(case: &Case, lines: &[u64]) -> Result<(), (u64, Diagnostic)> {
    let (expectations, ids) = (&case.expectations, &case.docs.ids);
    for (expectation, line) in expectations.iter().zip(lines) {
        validate_one(expectation, &case.docs).map_err(|fault| (*line, fault))?;
    }
    for (at, (one, line)) in expectations.iter().zip(lines).enumerate() {
        for other in &expectations[..at] {
            validate_pair(other, one, ids).map_err(|fault| (*line, fault))?;
        }
    }
    reject_crowding(expectations, lines)?;
    reject_met_by_ties(case, lines)
}

fn never_passes(what: impl Into<String>) -> Diagnostic {
    Diagnostic::new(what).cause("it could not pass")
}

fn validate_one(expectation: &Expectation, docs: &Collection) -> Result<(), Diagnostic> {
    let (ids, count) = (&docs.ids, docs.len());
    let holds = format!("{} holds {}", docs.source(), text::count(count as u64, "document"));
    let lower_rank = if count > 1 {
        format!("lower the rank to {} or less", count - 1)
    } else {
        "rank two documents or more".into()
    };
    Err(match *expectation {
        Expectation::Top { rank, .. } if rank >= count => {
            Diagnostic::new(format!("`top` names {rank} of {count} documents"))
                .cause(format!("it could not fail: {holds}"))
                .hint("list fewer documents in `top`, or rank more")
        }
        Expectation::Within { doc, rank } if rank >= count => {
            Diagnostic::new(format!("`within`: `{}` at rank {rank} or better of {count}", ids[doc]))
                .cause(format!("it could not fail: {holds}"))
                .hint(lower_rank)
        }
        Expectation::Outside { doc, rank } if rank >= count => {
            Diagnostic::new(format!("`outside`: `{}` beyond rank {rank} of {count}", ids[doc]))
                .cause(format!("it could not pass: {holds}"))
                .hint(lower_rank)
        }
        Expectation::Above { above, below } if above == below => {
            never_passes(format!("`above`: `{}` against itself", ids[above]))
                .hint("name two different documents")
        }
        _ => return Ok(()),
    })
}

/// Validates two expectations about the same documents, in the order of keys that reports use.
fn validate_pair(one: &Expectation, other: &Expectation, ids: &[String]) -> Result<(), Diagnostic> {
    use Expectation::{Above, MaxScore, MinScore, Outside, Top, Within};
    let contradiction = match (one, other) {
        (Top { doc, rank } | Within { doc, rank }, Outside { doc: same, rank: beyond })
            if doc == same && rank <= beyond =>
        {
            format!("`{}` both at rank {rank} or better and beyond rank {beyond}", ids[*doc])
        }
        (Above { above, below }, Above { above: a, below: b }) if above == b && below == a => {
            format!("`above`: `{}` and `{}` each above the other", ids[*above], ids[*below])
        }
        (MinScore { doc, bound }, MaxScore { doc: same, bound: most })
            if doc == same && bound > most =>
        {
            format!("`{}` scores at least {bound} and at most {most}", ids[*doc])
        }
        _ => return Ok(()),
    };
    Err(never_passes(contradiction).hint("remove one of the two"))
}

/// Rejects more documents at a rank or better than there are ranks.
fn reject_crowding(expectations: &[Expectation], lines: &[u64]) -> Result<(), (u64, Diagnostic)> {
    let mut ranks: Vec<(usize, usize, u64)> = expectations
        .iter()
        .zip(lines)
        .filter_map(|(expectation, line)| match expectation {
            Expectation::Top { doc, rank } | Expectation::Within { doc, rank } => {
                Some((*doc, *rank, *line))
            }
            _ => None,
        })
        .collect();
    ranks.sort_unstable();
    ranks.dedup_by_key(|(doc, ..)| *doc);
    ranks.sort_unstable_by_key(|(_, rank, line)| (*rank, *line));
    match (1..).zip(&ranks).find(|(count, (_, rank, _))| count > rank) {
        Some((count, (_, rank, line))) => Err((
            *line,
            never_passes(format!("{count} documents at rank {rank} or better"))
                .hint("allow a lower rank for some of them"),
        )),
        None => Ok(()),
    }
}

/// Rejects expectations about the order that even equal scores for all documents would meet. The cause is a blank
/// document, which has no score and always comes last. Floors of measures are not checked: they can be as low as
/// their author likes.
fn reject_met_by_ties(case: &Case, lines: &[u64]) -> Result<(), (u64, Diagnostic)> {
    let constant: Vec<Option<f64>> = case
        .docs
        .documents
        .iter()
        .map(|doc| (!doc.is_blank() || doc.image().is_some()).then_some(0.0))
        .collect();
    let findings = evaluate(case, &constant, 0.0, ScoreBounds::NeverMet);
    for ((expectation, finding), line) in case.expectations.iter().zip(findings).zip(lines) {
        if finding.passed
            && let Some(what) = describe(expectation, &case.docs.ids)
        {
            return Err((
                *line,
                Diagnostic::new(what)
                    .cause("it could not fail: the same score for every document meets it")
                    .hint("expect it of a document that has text"),
            ));
        }
    }
    Ok(())
}

/// Describes an expectation about the order of documents.
fn describe(expectation: &Expectation, ids: &[String]) -> Option<String> {
    let kind = expectation.kind();
    let what = match expectation {
        Expectation::Top { doc, .. } => format!("`{}`", ids[*doc]),
        Expectation::Within { doc, rank } => format!("`{}` at rank {rank} or better", ids[*doc]),
        Expectation::Outside { doc, rank } => format!("`{}` beyond rank {rank}", ids[*doc]),
        Expectation::Above { above, below } => format!("`{}` over `{}`", ids[*above], ids[*below]),
        Expectation::MinScore { .. } | Expectation::MaxScore { .. } | Expectation::AtLeast(_) => {
            return None;
        }
    };
    Some(format!("`{kind}`: {what}"))
}
