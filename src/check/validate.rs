//! Whether what is expected of a case can fail, and can pass, whatever the scores are. One that cannot is a
//! mistake of whoever wrote it: it proves nothing, or is never met.

use super::case::{Case, Expectation};
use super::error::Flaw;
use super::evaluate::{Bounds, weigh};

/// Checks what is expected of documents with these ids.
pub(super) fn check(expectations: &[Expectation], ids: &[String]) -> Result<(), Flaw> {
    for expectation in expectations {
        alone(expectation, ids)?;
    }
    let mut pairs = expectations.iter().enumerate();
    pairs.try_for_each(|(at, one)| {
        let mut others = expectations[at + 1..].iter();
        others.try_for_each(|other| together(one, other, ids))
    })?;
    crowded(expectations)
}

/// Checks that a scorer which gives all documents the same score meets nothing that is expected of their
/// order. It would where a document that is blank, and has no score, comes last by itself. Floors of measures
/// are left alone: how low one may be is for who sets it to say.
pub(super) fn tells_apart(case: &Case) -> Result<(), Flaw> {
    let documents = case.docs.documents.iter();
    let is_scored = |blank: bool, picture: bool| (!blank || picture).then_some(0.0);
    let same = documents.map(|doc| is_scored(doc.is_blank(), doc.image().is_some()));
    let findings = weigh(case, &same.collect::<Vec<_>>(), 0.0, Bounds::CannotBeMet);
    let mut met = case.expectations.iter().zip(findings);
    let moot = met.find_map(|(expectation, finding)| {
        let what = named(expectation, &case.docs.ids)?;
        finding.passed.then_some(what)
    });
    let why = "it could not fail: the same score for every document meets it";
    moot.map_or(Ok(()), |what| Err(Flaw::Moot(what, why.into())))
}

/// An expectation of the order of single documents, in words.
fn named(expectation: &Expectation, ids: &[String]) -> Option<String> {
    let kind = expectation.kind();
    let words = match expectation {
        Expectation::Top { doc, .. } => format!("`{}`", ids[*doc]),
        Expectation::Within { doc, rank } => format!("`{}` at rank {rank} or better", ids[*doc]),
        Expectation::Outside { doc, rank } => format!("`{}` beyond rank {rank}", ids[*doc]),
        Expectation::Above { above, below } => format!("`{}` over `{}`", ids[*above], ids[*below]),
        Expectation::MinScore { .. } | Expectation::MaxScore { .. } | Expectation::AtLeast(_) => {
            return None;
        }
    };
    Some(format!("`{kind}`: {words}"))
}

fn never_fails(what: String) -> Flaw {
    Flaw::Moot(what, "it could not fail".into())
}

fn never_passes(what: String) -> Flaw {
    Flaw::Moot(what, "it could not pass".into())
}

fn alone(expectation: &Expectation, ids: &[String]) -> Result<(), Flaw> {
    let count = ids.len();
    match *expectation {
        Expectation::Top { rank, .. } if rank >= count => Err(never_fails(format!(
            "`top` names {rank} of {} documents",
            ids.len()
        ))),
        Expectation::Within { doc, rank } if rank >= count => Err(never_fails(format!(
            "`within`: `{}` at rank {rank} or better of {count}",
            ids[doc]
        ))),
        Expectation::Outside { doc, rank } if rank >= count => Err(never_passes(format!(
            "`outside`: `{}` beyond rank {rank} of {count}",
            ids[doc]
        ))),
        Expectation::Above { above, below } if above == below => Err(never_passes(format!(
            "`above`: `{}` against itself",
            ids[above]
        ))),
        _ => Ok(()),
    }
}

/// Checks two expectations that speak of the same documents.
fn together(one: &Expectation, other: &Expectation, ids: &[String]) -> Result<(), Flaw> {
    use Expectation::{Above, MaxScore, MinScore, Outside, Top, Within};
    match (one, other) {
        (
            Top { doc, rank } | Within { doc, rank },
            Outside {
                doc: same,
                rank: beyond,
            },
        ) if doc == same && rank <= beyond => Err(never_passes(format!(
            "`{}` both at rank {rank} or better and beyond rank {beyond}",
            ids[*doc]
        ))),
        (Above { above, below }, Above { above: a, below: b }) if above == b && below == a => {
            Err(never_passes(format!(
                "`above`: `{}` and `{}` each above the other",
                ids[*above], ids[*below]
            )))
        }
        (
            MinScore { doc, bound },
            MaxScore {
                doc: same,
                bound: most,
            },
        ) if doc == same && bound > most => Err(never_passes(format!(
            "`{}` scores at least {bound} and at most {most}",
            ids[*doc]
        ))),
        _ => Ok(()),
    }
}

/// Checks that there is room for all documents that are to be near the top.
fn crowded(expectations: &[Expectation]) -> Result<(), Flaw> {
    let ranks = expectations
        .iter()
        .filter_map(|expectation| match expectation {
            Expectation::Top { doc, rank } | Expectation::Within { doc, rank } => {
                Some((*doc, *rank))
            }
            _ => None,
        });
    let mut ranks: Vec<(usize, usize)> = ranks.collect();
    ranks.sort_unstable_by_key(|(doc, rank)| (*doc, *rank));
    ranks.dedup_by_key(|(doc, _)| *doc);
    ranks.sort_unstable_by_key(|(_, rank)| *rank);
    match (1..).zip(&ranks).find(|(count, (_, rank))| count > rank) {
        Some((count, (_, rank))) => Err(never_passes(format!(
            "{count} documents at rank {rank} or better"
        ))),
        None => Ok(()),
    }
}
