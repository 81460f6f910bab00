//! A comparison as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::{Means, Query, Report};
use crate::compare::Moved;

/// A query, field by field in the order they are printed.
#[derive(Serialize)]
struct QueryFields<'a> {
    query: &'a str,
    rbo: f64,
    tau_b: Option<f64>,
    overlap: f64,
    moved: Vec<MovedFields<'a>>,
}

#[derive(Serialize)]
struct MovedFields<'a> {
    id: &'a str,
    old_rank: Option<usize>,
    new_rank: Option<usize>,
    old_score: Option<f64>,
    new_score: Option<f64>,
}

#[derive(Serialize)]
struct MeanFields {
    rbo: f64,
    tau_b: Option<f64>,
    overlap: f64,
}

fn query<'a>(query: &Query<'a>) -> QueryFields<'a> {
    let comparison = &query.comparison;
    QueryFields {
        query: query.name,
        rbo: comparison.rbo,
        tau_b: comparison.tau_b,
        overlap: comparison.overlap,
        moved: comparison.moved.iter().map(moved).collect(),
    }
}

fn moved<'a>(moved: &Moved<'a>) -> MovedFields<'a> {
    MovedFields {
        id: moved.id,
        old_rank: moved.old_rank,
        new_rank: moved.new_rank,
        old_score: moved.old_score,
        new_score: moved.new_score,
    }
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"queries\":[")?;
    for (at, one) in report.queries.iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        serde_json::to_writer(&mut *out, &query(one))?;
    }
    out.write_all(b"],\"mean\":")?;
    let Means {
        rbo,
        tau_b,
        overlap,
    } = report.means();
    let mean = MeanFields {
        rbo,
        tau_b,
        overlap,
    };
    serde_json::to_writer(&mut *out, &mean)?;
    out.write_all(b"}\n")
}

pub(super) fn write_lines(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for one in &report.queries {
        serde_json::to_writer(&mut *out, &query(one))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
