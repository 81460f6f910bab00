//! Parses the names of measures: our own, those of trec_eval as typed (`ndcg_cut.10`) and as printed
//! (`ndcg_cut_10`), and those of ir_measures (`nDCG@10`). Case does not matter.

use std::fmt;
use std::str::FromStr;

use super::{Measure, MeasureKind};

/// The rule for the depth after a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DepthRule {
    Never,
    Maybe,
    Always,
}

use DepthRule::{Always, Maybe, Never};

/// The names whose depth follows an `@`: our own and those of ir_measures.
const NAMES: [(&str, MeasureKind, DepthRule); 14] = [
    ("ndcg", MeasureKind::Ndcg, Maybe),
    ("ndcg_exp", MeasureKind::NdcgExp, Maybe),
    ("rr", MeasureKind::Rr, Maybe),
    ("mrr", MeasureKind::Rr, Maybe),
    ("recip_rank", MeasureKind::Rr, Maybe),
    ("p", MeasureKind::Precision, Always),
    ("precision", MeasureKind::Precision, Always),
    ("recall", MeasureKind::Recall, Always),
    ("r", MeasureKind::Recall, Always),
    ("ap", MeasureKind::Ap, Maybe),
    ("map", MeasureKind::Ap, Maybe),
    ("success", MeasureKind::Success, Always),
    ("hit", MeasureKind::Success, Always),
    ("judged", MeasureKind::Judged, Always),
];

/// The measures of trec_eval in the order it prints them (`measures.c` and `m_*.c` of trec_eval 9.0.8). The
/// depth follows a dot on its command line and an underscore in its output.
const TREC_NAMES: [(&str, MeasureKind, DepthRule); 8] = [
    ("map", MeasureKind::Ap, Never),
    ("recip_rank", MeasureKind::Rr, Never),
    ("P", MeasureKind::Precision, Always),
    ("recall", MeasureKind::Recall, Always),
    ("ndcg", MeasureKind::Ndcg, Never),
    ("ndcg_cut", MeasureKind::Ndcg, Always),
    ("map_cut", MeasureKind::Ap, Always),
    ("success", MeasureKind::Success, Always),
];

/// An invalid name of a measure. Each variant holds the name as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    Unknown(String),
    /// The measure needs a depth; also holds a name that has one.
    NoDepth(String, String),
    /// The depth is not a whole number from 1 up.
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
        let (name, sign, digits) = split(typed);
        let names = match sign {
            Some('@') => &NAMES[..],
            Some(_) => &TREC_NAMES[..],
            None => return parse_without_depth(typed),
        };
        let (_, kind, _) = names
            .iter()
            .find(|(known, _, rule)| {
                known.eq_ignore_ascii_case(name) && (sign == Some('@') || *rule == Always)
            })
            .ok_or_else(|| NameError::Unknown(typed.into()))?;
        // `parse` alone would accept a plus sign.
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        match digits.parse() {
            Ok(depth) if is_plain && depth > 0 => Ok(Self { kind: *kind, depth: Some(depth) }),
            _ => Err(NameError::Depth(typed.into())),
        }
    }
}

fn parse_without_depth(typed: &str) -> Result<Measure, NameError> {
    let mut names = NAMES.iter().chain(&TREC_NAMES);
    let found = names.find(|(known, ..)| known.eq_ignore_ascii_case(typed));
    match found {
        Some((_, kind, Never | Maybe)) => Ok(Measure { kind: *kind, depth: None }),
        Some((known, ..)) => {
            let sign = if known.ends_with("_cut") { '.' } else { '@' };
            let better = format!("{typed}{sign}10");
            Err(NameError::NoDepth(typed.into(), better))
        }
        None => Err(NameError::Unknown(typed.into())),
    }
}

/// Splits a name into the measure, the separator and the depth.
fn split(typed: &str) -> (&str, Option<char>, &str) {
    for sign in ['@', '.'] {
        if let Some((name, depth)) = typed.split_once(sign) {
            return (name, Some(sign), depth);
        }
    }
    match typed.rsplit_once('_') {
        Some((name, depth)) if depth.starts_with(|first: char| first.is_ascii_digit()) => {
            (name, Some('_'), depth)
        }
        _ => (typed, None, ""),
    }
}

impl Measure {
    /// Returns the name that trec_eval prints, after a key that sorts measures in its order; `None` if it does
    /// not have the measure.
    pub fn in_trec_eval(self) -> Option<((usize, u32), String)> {
        let rule = if self.depth.is_some() { Always } else { Never };
        let index =
            TREC_NAMES.iter().position(|(_, kind, known)| *kind == self.kind && *known == rule)?;
        let name = TREC_NAMES[index].0;
        Some(match self.depth {
            Some(depth) => ((index, depth), format!("{name}_{depth}")),
            None => ((index, 0), name.into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(typed: &str) -> Measure {
        typed.parse().expect("valid")
    }

    #[test]
    fn every_spelling_of_a_measure_is_the_same_measure() {
        for spellings in [
            &["ndcg@10", "nDCG@10", "NDCG@10", "ndcg_cut.10", "ndcg_cut_10"][..],
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
            let first = parse(spellings[0]);
            for spelling in spellings {
                assert_eq!(parse(spelling), first, "{spelling}");
            }
        }
        assert_ne!(parse("ndcg@10"), parse("ndcg_exp@10"));
        assert_ne!(parse("ndcg@10"), parse("ndcg@1"));
        assert_ne!(parse("ndcg"), parse("ndcg@1"));
    }

    #[test]
    fn invalid_names_are_classified() {
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
            assert!(error == unknown || typed == "recall@@5@", "{typed}: {error}");
        }
        for typed in
            ["ndcg@", "ndcg@0", "P.x", "p@-1", "p@+1", "p@1.5", "ap@4294967296", "recall@@5@"]
        {
            let error = typed.parse::<Measure>().expect_err(typed);
            assert_eq!(error, NameError::Depth(typed.into()));
        }
        for (typed, better) in [("P", "P@10"), ("recall", "recall@10"), ("ndcg_cut", "ndcg_cut.10")]
        {
            let error = typed.parse::<Measure>().expect_err(typed);
            assert_eq!(error, NameError::NoDepth(typed.into(), better.into()));
            better.parse::<Measure>().expect("the suggested name is valid");
        }
    }

    #[test]
    fn trec_eval_prints_its_own_names_in_its_own_order() {
        let measures = "success@1 ap@5 ndcg@10 ndcg@5 ndcg recall@3 p@5 rr ap".split(' ');
        let mut printed: Vec<_> =
            measures.map(|name| parse(name).in_trec_eval().expect(name)).collect();
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
            assert_eq!(parse(name).in_trec_eval(), None, "{name}");
        }
    }
}
