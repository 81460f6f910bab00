//! `diff`: the corridor from two files to what moved between them.

mod side;

use std::collections::HashSet;

use anyhow::Result;

use super::{notify, open};
use crate::compare::{Item, compare};
use crate::error::Error;
use crate::exit::Exit;
use crate::output::OutputError;
use crate::plan::{DiffPlan, PlanError};
use crate::report::diff::{Query, Report, Side};
use side::Rankings;

/// Compares and prints.
pub(super) fn run(plan: &DiffPlan) -> Result<Exit> {
    let (target, _) = open(plan.output.as_deref(), None, false)?;
    let (old, new) = (Rankings::read(&plan.old)?, Rankings::read(&plan.new)?);
    let report = compared(plan, &old, &new)?;
    let written = target.write(|out| {
        let written = report.write(&plan.style, out);
        written.map_err(OutputError::from)
    });
    written.map_err(Error::Output)?;
    Ok(verdict(plan, &report))
}

/// Compares query by query: those of the old file in its order, then those that only the new one has.
fn compared<'a>(plan: &DiffPlan, old: &'a Rankings, new: &'a Rankings) -> Result<Report<'a>> {
    let was: HashSet<_> = old.names().collect();
    let shared = new.names().any(|name| was.contains(name));
    if let (false, Some(was), Some(is)) = (shared, old.names().next(), new.names().next()) {
        let names = [old.source.clone(), new.source.clone()];
        return Err(PlanError::NothingShared(names, [was.into(), is.into()]).into());
    }
    let names = old
        .names()
        .map(|name| (name, old.items(name), new.items(name)));
    let come = new.names().filter(|name| !was.contains(name));
    let come = come.map(|name| (name, None, new.items(name)));
    let query = |(name, old, new): (&'a str, Option<Vec<Item<'a>>>, Option<Vec<Item<'a>>>)| Query {
        name,
        only: match (&old, &new) {
            (Some(_), None) => Some(Side::Old),
            (None, Some(_)) => Some(Side::New),
            _ => None,
        },
        comparison: compare(
            &old.unwrap_or_default(),
            &new.unwrap_or_default(),
            plan.settings,
        ),
    };
    Ok(Report::new(names.chain(come).map(query).collect()))
}

/// What came of it: as `diff` does, 1 says that something is different.
fn verdict(plan: &DiffPlan, report: &Report<'_>) -> Exit {
    let failed = match plan.min_rbo {
        None => report.differing(),
        Some(least) => {
            let below = report.below(least);
            let count = report.queries.len();
            let words = format!("queries below an RBO of {least}: {below} of {count}");
            notify(below > 0, &words);
            below
        }
    };
    if failed > 0 {
        Exit::Negative
    } else {
        Exit::Success
    }
}
