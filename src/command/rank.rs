//! Ranking: the corridor from the input to the output.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;

use super::say;
use crate::client::{
    AsPassage, Batches, Bm25, Passage, Pool, Remote, Scorer, Scores, Status, Stop, Text,
};
use crate::error::Error;
use crate::exit::Exit;
use crate::input::{self, InputError};
use crate::model::{Document, Scored};
use crate::output::{self, Report, Target};
use crate::plan::{Plan, Service};
use crate::progress::{Progress, State};
use crate::rank::Collector;

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
    let target = Target::open(plan.output.as_deref()).map_err(Error::Output)?;
    let scorer: Arc<dyn Scorer> = match &plan.service {
        Service::BuiltIn => Arc::new(Bm25),
        Service::Remote { settings, .. } => Arc::new(Remote::new((**settings).clone())),
    };
    let batches = batches(plan)?;
    let begun = Instant::now();
    let mut tally = Tally::new(plan);
    score(plan, Arc::clone(&scorer), batches, &mut tally)?;
    let Tally {
        collector,
        requests,
        tokens,
    } = tally;
    let ranking = collector.finish();
    let model = scorer.model();
    let (api, endpoint) = endpoint(&plan.service);
    say(
        plan.verbose,
        &format!(
            "{} documents, {requests} requests, model {}, {:.2} s",
            ranking.documents,
            model.as_deref().unwrap_or("unnamed"),
            begun.elapsed().as_secs_f64(),
        ),
    );
    warn_of_blanks(plan, ranking.blank, ranking.documents);
    let report = Report {
        query: &plan.query,
        ranking: &ranking,
        model: model.as_deref(),
        api,
        endpoint: endpoint.as_deref(),
        requests,
        tokens: tokens.filter(|_| requests > 0),
    };
    target
        .write(|out| output::write(&report, &plan.style, out))
        .map_err(Error::Output)?;
    Ok(verdict(plan, &report))
}

/// The documents in batches, numbered.
pub(super) fn batches(
    plan: &Plan,
) -> Result<Batches<impl Iterator<Item = Result<Scored, InputError>> + Send + use<>, Scored>> {
    let verbose = plan.verbose;
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
    Ok(Batches::new(numbered, plan.limits))
}

/// What comes back while documents are scored.
struct Tally {
    collector: Collector<Document>,
    requests: u64,
    tokens: Option<u64>,
}

impl Tally {
    fn new(plan: &Plan) -> Self {
        Self {
            collector: Collector::new(plan.selection),
            requests: 0,
            tokens: Some(0),
        }
    }

    fn take(&mut self, batch: Vec<Scored>, scores: Scores) {
        self.requests += scores.requests;
        self.tokens = self.tokens.zip(scores.tokens).map(|(a, b)| a + b);
        let mut numbers = scores.numbers.into_iter();
        for mut scored in batch {
            if scored.passage().is_some() {
                scored.score = numbers.next();
            }
            self.collector.take(scored);
        }
    }
}

fn score(
    plan: &Plan,
    scorer: Arc<dyn Scorer>,
    batches: impl Iterator<Item = Result<Vec<Scored>, InputError>> + Send + 'static,
    tally: &mut Tally,
) -> Result<(), Error> {
    let mut progress = Progress::new(plan.progress);
    let pool = Pool::new(scorer, &plan.query, plan.concurrency);
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

/// The form and the address of the requests; the address without its query, which may hold a secret.
fn endpoint(service: &Service) -> (Option<&'static str>, Option<Cow<'_, str>>) {
    match service {
        Service::BuiltIn => (None, None),
        Service::Remote { settings, .. } => {
            let whole = settings.url.as_str();
            let path = whole.split('?').next().unwrap_or(whole);
            (Some(settings.api.name()), Some(path.into()))
        }
    }
}

fn warn_of_blanks(plan: &Plan, blank: u64, documents: u64) {
    let last = if plan.selection.min_score.is_some() {
        "left out"
    } else {
        "put last"
    };
    let words = match blank {
        0 => return,
        _ if blank == documents => return,
        1 => format!("1 document is blank: not scored, {last}"),
        many => format!("{many} documents are blank: not scored, {last}"),
    };
    say(plan.warn, &format!("warning: {words}"));
}

/// Says what came of it: no is an answer that a script must be able to see.
fn verdict(plan: &Plan, report: &Report<'_>) -> Exit {
    let ranking = report.ranking;
    let words = match (ranking.documents, plan.selection.min_score) {
        (0, _) => "no documents to rank".to_owned(),
        (documents, _) if ranking.blank == documents => {
            "no documents to rank: all of them are blank".to_owned()
        }
        (_, Some(least)) if ranking.results.is_empty() => {
            format!("no document scores {least} or more")
        }
        _ => return Exit::Ok,
    };
    say(true, &words);
    Exit::No
}
