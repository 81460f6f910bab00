//! Scores that are asked for now. Requests of different cases go at once, at one pace; a case is one request
//! where it fits; the same query of the same documents is asked once.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use anyhow::Result;

use super::workers::{Answer, Unit, ask};
use super::{Account, Judging, Loss, Scored};
use crate::check::{Case, Collection};
use crate::command::scorer::ScorerHandle;
use crate::error::Error;
use crate::plan::{Check, OnLoss, Scoring, Service};
use crate::progress::{Progress, State};

/// How often progress is shown while nothing happens.
const TICK: Duration = Duration::from_millis(100);

/// Asks for the scores of all cases and judges them as they become whole, in the order of the file.
pub(super) fn score(plan: &Check, scoring: &Scoring, judging: &mut Judging<'_>) -> Result<Account> {
    let handle = ScorerHandle::new(scoring, OnLoss::GoOn, plan.messages);
    let (units, of_case) = units(judging.cases);
    let answers = ask(&units, &handle.scorer, scoring)?;
    let mut progress = Progress::new(plan.messages.progress);
    let total: usize = units.iter().map(|unit| unit.docs.len()).sum();
    let mut tallies: Vec<Tally> = units.iter().map(|unit| Tally::new(&unit.docs)).collect();
    let mut scored = 0;
    let mut next = 0;
    'cases: while next < of_case.len() {
        while tallies[of_case[next]].is_whole() {
            if !judging.take(tallies[of_case[next]].scored()) {
                break 'cases;
            }
            next += 1;
            if next == of_case.len() {
                break 'cases;
            }
        }
        match answers.recv_timeout(TICK) {
            Ok(answer) => {
                let unit = answer.unit;
                scored += tallies[unit].take(answer);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(Error::Lost.into()),
        }
        progress.show(State {
            read: total as u64,
            scored: scored as u64,
            in_flight: scoring.concurrency.min(total - scored) as u64,
            complete: true,
        });
    }
    drop(progress);
    handle.print_notice(plan.messages);
    Ok(Account {
        model: handle.model(),
        api: api(&scoring.service),
        requests: handle.requests(),
    })
}

fn api(service: &Service) -> Option<String> {
    match service {
        Service::BuiltIn => None,
        Service::Remote { settings, .. } => Some(settings.api.name.into()),
    }
}

/// What there is to ask, and which of it each case is about.
fn units(cases: &[Case]) -> (Vec<Arc<Unit>>, Vec<usize>) {
    let mut units: Vec<Arc<Unit>> = Vec::new();
    let mut known = HashMap::new();
    let of_case = cases.iter().map(|case| {
        let key = (Arc::as_ptr(&case.docs), case.query.as_str());
        *known.entry(key).or_insert_with(|| {
            units.push(Arc::new(Unit::new(&case.query, &case.docs)));
            units.len() - 1
        })
    });
    let of_case = of_case.collect();
    (units, of_case)
}

/// What has arrived of a unit.
struct Tally {
    scores: Vec<Option<f64>>,
    arrived: usize,
    loss: Option<Loss>,
    took: Duration,
}

impl Tally {
    fn new(docs: &Collection) -> Self {
        Self {
            scores: vec![None; docs.len()],
            arrived: 0,
            loss: None,
            took: Duration::ZERO,
        }
    }

    /// Takes an answer and gives how many documents it has scored.
    fn take(&mut self, answer: Answer) -> usize {
        self.took += answer.took;
        match answer.scores {
            Ok(scores) => {
                let count = answer.docs.len();
                self.arrived += count;
                for (doc, score) in answer.docs.into_iter().zip(scores) {
                    self.scores[doc] = score;
                }
                count
            }
            Err(loss) => {
                self.loss.get_or_insert(loss);
                0
            }
        }
    }

    /// Whether there is nothing to wait for.
    fn is_whole(&self) -> bool {
        self.loss.is_some() || self.arrived == self.scores.len()
    }

    fn scored(&self) -> Scored {
        Scored {
            scores: match &self.loss {
                Some(loss) => Err(loss.clone()),
                None => Ok(self.scores.clone()),
            },
            took: self.took,
        }
    }
}
