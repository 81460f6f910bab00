//! Ranking: the corridor from the input to the output.

mod tally;

use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;

use super::judge::Judge;
use super::{open, say};
use crate::client::{self, AsPassage, Batches, Passage, Pool, Scorer, Status, Stop, Text};
use crate::error::Error;
use crate::exit::Exit;
use crate::input::{self, InputError};
use crate::model::{Document, Ranking, Scored};
use crate::output::{self, Report, Target};
use crate::plan::{Plan, Service};
use crate::progress::{Progress, State};
use tally::Tally;

impl AsPassage for Document {
    fn passage(&self) -> Option<Passage<'_>> {
        let image = self.image();
        let text = match self.text_literal() {
            _ if self.is_blank() => None,
            Some(literal) => Some(Text::Literal(literal)),
            None => Some(Text::Plain(self.text())),
        };
        (text.is_some() || image.is_some()).then_some(Passage { text, image })
    }
}

impl AsPassage for Scored {
    fn passage(&self) -> Option<Passage<'_>> {
        self.document.passage()
    }
}

/// Ranks and prints.
pub(super) fn run(plan: &Plan) -> Result<Exit> {
    let target = open(plan)?;
    let judge = Judge::new(&plan.scoring, plan.on_loss, plan.messages);
    let service = Arc::clone(&judge.scorer);
    let batches = batches(plan)?.asking(move || service.most_passages());
    let begun = Instant::now();
    let mut tally = Tally::new(plan);
    let result = score(plan, Arc::clone(&judge.scorer), batches, &mut tally);
    if let Some(notice) = judge.scorer.notice() {
        say(plan.messages.warn, &format!("warning: {notice}"));
    }
    result?;
    let failure = (judge.failure)();
    let tokens = tally.tokens();
    let ranking = tally.finish(failure.is_some());
    tell(plan, &ranking, judge.scorer.as_ref(), begun);
    print(plan, &ranking, judge.scorer.as_ref(), tokens, target)?;
    match failure {
        None => Ok(verdict(plan, &ranking)),
        Some(error) => {
            warn_of_passing_through(plan);
            Err(Error::Call(error, None).into())
        }
    }
}

/// The documents in batches, numbered.
pub(super) fn batches(
    plan: &Plan,
) -> Result<Batches<impl Iterator<Item = Result<Scored, InputError>> + Send + use<>, Scored>> {
    let verbose = plan.messages.verbose;
    let told = move |name: &str, format: input::Format| {
        say(verbose, &format!("{name}: read as {}", format.name()));
    };
    let documents = input::read(plan.input.clone(), Box::new(told)).map_err(Error::Input)?;
    let numbered = (0..).zip(documents).map(|(index, document)| {
        document.map(|document| Scored {
            index,
            score: None,
            document,
        })
    });
    Ok(Batches::new(numbered, plan.scoring.limits))
}

fn score(
    plan: &Plan,
    scorer: Arc<dyn Scorer>,
    batches: impl Iterator<Item = Result<Vec<Scored>, InputError>> + Send + 'static,
    tally: &mut Tally,
) -> Result<(), Error> {
    let mut progress = Progress::new(plan.messages.progress);
    let pool = Pool::new(scorer, &plan.query, plan.scoring.concurrency);
    let watch = |status: Status| {
        progress.show(State {
            read: status.read,
            scored: status.scored,
            in_flight: status.in_flight,
            complete: status.complete,
        });
    };
    let stopped = pool.run(batches, |batch, scores| tally.take(batch, scores), watch);
    drop(progress);
    stopped.map_err(|stop| match stop {
        Stop::Input(error) => Error::Input(error),
        Stop::Call(error, culprit) => {
            Error::Call(error, culprit.map(|scored| scored.document.origin()))
        }
        Stop::Lost => Error::Lost,
    })
}

/// The form and the address of the requests.
fn endpoint(service: &Service) -> (Option<&'static str>, Option<String>) {
    match service {
        Service::BuiltIn => (None, None),
        Service::Remote { settings, .. } => {
            let address = client::shown_url(&settings.url);
            (Some(settings.api.name), Some(address))
        }
    }
}

fn print(
    plan: &Plan,
    ranking: &Ranking,
    scorer: &dyn Scorer,
    tokens: Option<u64>,
    target: Target,
) -> Result<(), Error> {
    let model = scorer.model();
    let requests = scorer.requests();
    let (api, endpoint) = endpoint(&plan.scoring.service);
    let report = Report {
        query: &plan.query,
        ranking,
        model: model.as_deref(),
        api,
        endpoint: endpoint.as_deref(),
        requests,
        tokens: tokens.filter(|_| requests > 0),
    };
    let written = target.write(|out| output::write(&report, &plan.style, out));
    written.map_err(Error::Output)
}

/// Says what was done, if that is wanted, and what the user may not have expected.
fn tell(plan: &Plan, ranking: &Ranking, scorer: &dyn Scorer, begun: Instant) {
    let (documents, blank) = (ranking.documents, ranking.blank);
    let model = scorer.model();
    let (_, endpoint) = endpoint(&plan.scoring.service);
    let done = format!(
        "{}, {}{}, model {}, {:.2} s",
        counted(documents, "document"),
        counted(scorer.requests(), "request"),
        endpoint.map_or_else(String::new, |endpoint| format!(" to {endpoint}")),
        model.as_deref().unwrap_or("unnamed"),
        begun.elapsed().as_secs_f64(),
    );
    say(plan.messages.verbose, &done);
    if blank == 0 || blank == documents {
        return;
    }
    let place = match plan.selection.min_score {
        Some(_) => "left out",
        None => "put last",
    };
    let words = match blank {
        1 => format!("1 document is blank: not scored, {place}"),
        many => format!("{many} documents are blank: not scored, {place}"),
    };
    say(plan.messages.warn, &format!("warning: {words}"));
}

/// A number of things.
fn counted(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

fn warn_of_passing_through(plan: &Plan) {
    let ignored = match plan.selection.min_score {
        Some(_) => "; --min-score was not applied",
        None => "",
    };
    let words = format!("warning: not ranked: the documents are in input order{ignored}");
    say(plan.messages.warn, &words);
}

/// Why there was nothing to rank; `blank`, if there were documents.
pub(super) fn nothing_to_rank(blank: bool) -> &'static str {
    if blank {
        "no documents to rank: all of them are blank"
    } else {
        "no documents to rank"
    }
}

/// Says what came of it: no is an answer that a script must be able to see.
fn verdict(plan: &Plan, ranking: &Ranking) -> Exit {
    let words = match (ranking.documents, plan.selection.min_score) {
        (documents, _) if ranking.blank == documents => nothing_to_rank(documents > 0).to_owned(),
        (_, Some(least)) if ranking.results.is_empty() => {
            format!("no document scores {least} or more")
        }
        _ => return Exit::Ok,
    };
    say(true, &words);
    Exit::No
}
