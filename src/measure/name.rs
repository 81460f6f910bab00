//! The names of measures: ours, those of trec_eval as typed (`ndcg_cut.10`) and as printed (`ndcg_cut_10`),
//! and those of ir_measures (`nDCG@10`). Capitals make no difference.

use std::fmt;
use std::str::FromStr;

use super::{Kind, Measure};

/// Whether a name has a depth behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Never,
    Maybe,
    Always,
}

use Depth::{Always, Maybe, Never};

/// The names that take their depth behind an `@`: ours and those of ir_measures.
const NAMES: [(&str, Kind, Depth); 14] = [
    ("ndcg", Kind::Ndcg, Maybe),
    ("ndcg_exp", Kind::NdcgExp, Maybe),
    ("rr", Kind::Rr, Maybe),
    ("mrr", Kind::Rr, Maybe),
    ("recip_rank", Kind::Rr, Maybe),
    ("p", Kind::Precision, Always),
    ("precision", Kind::Precision, Always),
    ("recall", Kind::Recall, Always),
    ("r", Kind::Recall, Always),
    ("ap", Kind::Ap, Maybe),
    ("map", Kind::Ap, Maybe),
    ("success", Kind::Success, Always),
    ("hit", Kind::Success, Always),
    ("judged", Kind::Judged, Always),
];

/// The measures of trec_eval, in the order it prints them. Their depth stands behind a dot on its command
/// line, behind an underscore in its output. (`measures.c` and `m_*.c` of trec_eval 9.0.8.)
const TREC_NAMES: [(&str, Kind, Depth); 8] = [
    ("map", Kind::Ap, Never),
    ("recip_rank", Kind::Rr, Never),
    ("P", Kind::Precision, Always),
    ("recall", Kind::Recall, Always),
    ("ndcg", Kind::Ndcg, Never),
    ("ndcg_cut", Kind::Ndcg, Always),
    ("map_cut", Kind::Ap, Always),
    ("success", Kind::Success, Always),
];

/// A name that is none. Each variant holds it as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    /// No measure is called so.
    Unknown(String),
    /// The measure has no meaning without a depth; holds a name that has one, too.
    NoDepth(String, String),
    /// The depth is no whole number from 1 up.
    Depth(String),
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(
                f,
                "no measure is called `{name}`; there are ndcg, ndcg@k, rr, rr@k, p@k, recall@k, ap, ap@k, \
                 success@k, judged@k, ndcg_exp, ndcg_exp@k"
            ),
            Self::NoDepth(name, better) => {
                write!(f, "`{name}` needs a depth, as in `{better}`")
            }
            Self::Depth(name) => {
                write!(f, "the depth of `{name}` is not a whole number from 1 up")
            }
        }
    }
}

impl std::error::Error for NameError {}

impl FromStr for Measure {
    type Err = NameError;

    fn from_str(typed: &str) -> Result<Self, NameError> {
        let unknown = || NameError::Unknown(typed.into());
        let (name, sign, depth) = split(typed);
        let names = match sign {
            Some('@') => &NAMES[..],
            Some(_) => &TREC_NAMES[..],
            None => return bare(typed),
        };
        let mut names = names.iter();
        let found = names.find(|(known, _, takes)| {
            known.eq_ignore_ascii_case(name) && (sign == Some('@') || *takes == Always)
        });
        let (_, kind, _) = found.ok_or_else(unknown)?;
        let plain = !depth.is_empty() && depth.bytes().all(|byte| byte.is_ascii_digit());
        let depth = depth.parse().ok().filter(|depth| plain && *depth > 0);
        Ok(Self {
            kind: *kind,
            depth: Some(depth.ok_or_else(|| NameError::Depth(typed.into()))?),
        })
    }
}

/// A name without a depth.
fn bare(typed: &str) -> Result<Measure, NameError> {
    let mut names = NAMES.iter().chain(&TREC_NAMES);
    let found = names.find(|(known, ..)| known.eq_ignore_ascii_case(typed));
    match found {
        Some((_, kind, Never | Maybe)) => Ok(Measure {
            kind: *kind,
            depth: None,
        }),
        Some((known, ..)) => {
            let sign = if known.ends_with("_cut") { '.' } else { '@' };
            let better = format!("{typed}{sign}10");
            Err(NameError::NoDepth(typed.into(), better))
        }
        None => Err(NameError::Unknown(typed.into())),
    }
}

/// The name, the sign behind it and the depth behind that.
fn split(typed: &str) -> (&str, Option<char>, &str) {
    if let Some((name, depth)) = typed.split_once('@') {
        return (name, Some('@'), depth);
    }
    if let Some((name, depth)) = typed.split_once('.') {
        return (name, Some('.'), depth);
    }
    match typed.rsplit_once('_') {
        Some((name, depth)) if depth.starts_with(|first: char| first.is_ascii_digit()) => {
            (name, Some('_'), depth)
        }
        _ => (typed, None, ""),
    }
}

impl Measure {
    /// Where trec_eval prints the measure among others, and the name it prints; none if it does not know it.
    pub fn in_trec_eval(self) -> Option<((usize, u32), String)> {
        let takes = if self.depth.is_some() { Always } else { Never };
        let known =
            (TREC_NAMES.iter()).position(|(_, kind, depth)| *kind == self.kind && *depth == takes);
        let place = known?;
        let name = TREC_NAMES[place].0;
        Some(match self.depth {
            Some(depth) => ((place, depth), format!("{name}_{depth}")),
            None => ((place, 0), name.into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(typed: &str) -> Measure {
        typed.parse().expect("a name")
    }

    #[test]
    fn every_spelling_of_a_measure_is_the_same_measure() {
        for spellings in [
            &[
                "ndcg@10",
                "nDCG@10",
                "NDCG@10",
                "ndcg_cut.10",
                "ndcg_cut_10",
            ][..],
            &["ndcg", "nDCG"],
            &["ndcg_exp", "NDCG_EXP"],
            &["rr", "RR", "recip_rank", "mrr", "MRR"],
            &["rr@10", "RR@10", "mrr@10"],
            &["p@5", "P@5", "P.5", "P_5"],
            &["recall@50", "R@50", "recall.50", "recall_50"],
            &["ap", "AP", "map", "MAP"],
            &["ap@5", "AP@5", "map_cut.5", "map_cut_5"],
            &["success@1", "Success@1", "success.1", "success_1", "hit@1"],
            &["judged@10", "Judged@10"],
        ] {
            let first = named(spellings[0]);
            for spelling in spellings {
                assert_eq!(named(spelling), first, "{spelling}");
            }
        }
        assert_ne!(named("ndcg@10"), named("ndcg_exp@10"));
        assert_ne!(named("ndcg@10"), named("ndcg@1"));
        assert_ne!(named("ndcg"), named("ndcg@1"));
    }

    #[test]
    fn what_is_no_name_is_told_apart() {
        for typed in [
            "",
            "@",
            "@10",
            "ndgc@10",
            "ndcg.10",
            "ndcg_10",
            "rr.10",
            "map.5",
            "judged.5",
            "ndcg_exp_3",
            "precision_5",
            "recall@@5@",
            " ndcg",
        ] {
            let error = typed.parse::<Measure>().expect_err(typed);
            let unknown = NameError::Unknown(typed.into());
            assert!(
                error == unknown || typed == "recall@@5@",
                "{typed}: {error}"
            );
        }
        for typed in [
            "ndcg@",
            "ndcg@0",
            "P.x",
            "p@-1",
            "p@+1",
            "p@1.5",
            "ap@4294967296",
            "recall@@5@",
        ] {
            let error = typed.parse::<Measure>().expect_err(typed);
            assert_eq!(error, NameError::Depth(typed.into()));
        }
        for (typed, better) in [
            ("P", "P@10"),
            ("recall", "recall@10"),
            ("ndcg_cut", "ndcg_cut.10"),
        ] {
            let error = typed.parse::<Measure>().expect_err(typed);
            assert_eq!(error, NameError::NoDepth(typed.into(), better.into()));
            better.parse::<Measure>().expect("the better name is one");
        }
    }

    #[test]
    fn trec_eval_prints_its_own_names_in_its_own_order() {
        let measures = [
            "success@1",
            "ap@5",
            "ndcg@10",
            "ndcg@5",
            "ndcg",
            "recall@3",
            "p@5",
            "rr",
            "ap",
        ];
        let mut printed: Vec<_> = measures
            .map(|name| named(name).in_trec_eval().expect(name))
            .into();
        printed.sort();
        let names: Vec<_> = printed.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "map",
                "recip_rank",
                "P_5",
                "recall_3",
                "ndcg",
                "ndcg_cut_5",
                "ndcg_cut_10",
                "map_cut_5",
                "success_1"
            ]
        );
        for name in ["rr@10", "judged@10", "ndcg_exp", "ndcg_exp@10"] {
            assert_eq!(named(name).in_trec_eval(), None, "{name}");
        }
    }
}
