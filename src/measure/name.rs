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
