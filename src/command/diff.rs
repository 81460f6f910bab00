//! `diff`: compares two recordings or runs query by query.

mod rankings;

use std::collections::HashSet;

use anyhow::Result;

use super::{notify, open_reports, write_report, write_text};
use crate::compare::compare;
use crate::diagnostic::Diagnostic;
use crate::eval;
use crate::exit::Exit;
use crate::plan::DiffPlan;
use crate::report::diff::{DiffFormat, DiffReport, QueryDiff, Side};
use rankings::Rankings;

pub(super) fn run(plan: &DiffPlan) -> Result<Exit> {
    let (target, html) = open_reports(plan.output.as_deref(), plan.html.as_deref())?;
    let (old, new) = (Rankings::read(&plan.old)?, Rankings::read(&plan.new)?);
    let report = compare_queries(plan, &old, &new)?;
    for side in [&old, &new] {
        if let Some(line) = side.rank_against_tie {
            let place = format!("note: {}:{line}", side.source);
            let order = "equal scores are ordered by document id, last first, not by rank";
            notify(true, &format!("{place}: {order}"));
        }
    }
    let is_json = plan.style.format != DiffFormat::Table;
    write_report(target, is_json, |out| report.write(&plan.style, out))?;
    let (failed, verdict) = judge(plan, &report);
    if let Some(target) = html {
        let names = (&*old.source, &*new.source);
        write_text(target, &report.html(names, &plan.style, failed, verdict.clone()))?;
    }
    if let Some(verdict) = verdict.filter(|_| failed) {
        notify(true, &verdict);
    }
    Ok(if failed { Exit::Failure } else { Exit::Success })
}

/// Compares the queries of the old file in its order, and then those that only the new file has.
fn compare_queries<'a>(
    plan: &DiffPlan,
    old: &'a Rankings,
    new: &'a Rankings,
) -> Result<DiffReport<'a>, Diagnostic> {
    let old_names: HashSet<_> = old.names().collect();
    let added: Vec<_> = new.names().filter(|name| !old_names.contains(name)).collect();
    if added.len() == new.names().count() {
        let first = |rankings: &Rankings| rankings.names().next().map(eval::shorten);
        let (old_name, new_name) = (first(old).unwrap_or_default(), first(new).unwrap_or_default());
        let problem = format!("{} and {} have no query in common", old.source, new.source);
        return Err(
            Diagnostic::new(problem).cause(format!("one has `{old_name}`, the other `{new_name}`"))
        );
    }
    let queries = old.names().chain(added).map(|name| {
        let (old, new) = (old.get(name), new.get(name));
        QueryDiff {
            name,
            only: match (&old, &new) {
                (Some(_), None) => Some(Side::Old),
                (None, Some(_)) => Some(Side::New),
                _ => None,
            },
            comparison: compare(&old.unwrap_or_default(), &new.unwrap_or_default(), plan.settings),
        }
    });
    Ok(DiffReport::new(queries.collect()))
}

/// Returns whether the comparison failed: as with `diff`, if something differs. With `--min-rbo`, also returns how
/// many queries are below it.
fn judge(plan: &DiffPlan, report: &DiffReport<'_>) -> (bool, Option<String>) {
    match plan.min_rbo {
        None => (report.count_differing() > 0, None),
        Some(least) => {
            let (below, count) = (report.count_below(least), report.queries.len());
            (below > 0, Some(format!("queries below an RBO of {least}: {below} of {count}")))
        }
    }
}
