//! `doctor`: the way to a service, step by step. Each step is told as soon as it is taken; after one that fails,
//! those that need it are not taken.

mod checklist;
mod probe;
mod suggestion;

use anyhow::Result;

use crate::client::{self, Bm25, ClientError, ModelChoice, RemoteSettings, Trouble};
use crate::error::{Error, Told};
use crate::exit::Exit;
use crate::plan::{self, Masked, Patient};
use checklist::{Chart, Step};
use probe::{Answer, Listing};

/// Examines the service.
pub(super) fn run(plan: &plan::Doctor) -> Result<Exit> {
    let mut chart = Chart::new(plan.json);
    match &plan.patient {
        None => built_in(&mut chart)?,
        Some(Err(error)) => chart.failed(Step::Endpoint, crate::error::told(error))?,
        Some(Ok(patient)) => examine(patient, &mut chart)?,
    }
    chart.finish()
}

/// The scorer built in, with which little can be wrong.
fn built_in(chart: &mut Chart) -> Result<()> {
    chart.ok(Step::Endpoint, "none: the model is built in")?;
    for step in [Step::Connection, Step::Tls, Step::Health, Step::Key] {
        chart.skipped(step, "no service is asked")?;
    }
    chart.ok(Step::Model, Bm25::MODEL)?;
    chart.skipped(Step::Api, "no service is asked")?;
    let answer = Answer::of(&Bm25).map_err(|error| Error::Call(error, None))?;
    chart.scored(&answer, "bm25")?;
    chart.works(suggestion::built_in());
    Ok(())
}

/// Takes one step after the other, for as long as they lead somewhere.
fn examine(patient: &Patient, chart: &mut Chart) -> Result<()> {
    chart.ok(Step::Endpoint, &endpoint(patient))?;
    let goes_on = connection(patient, chart)?;
    match &patient.keyed {
        // What is wrong with the key is known without the service.
        Err(error) => chart.failed(Step::Key, crate::error::told(error)),
        Ok(settings) if goes_on => service(patient, settings, chart),
        Ok(_) => Ok(()),
    }
}

fn endpoint(patient: &Patient) -> String {
    let url = client::shown_url(&patient.bare.url);
    let moved = match patient.moved {
        Some((from, to)) => format!("; {from} does not serve reranking, so {to} is asked"),
        None => String::new(),
    };
    let from = match patient.base_from {
        Some(name) => format!("as {name} says"),
        None => "since nothing names another".into(),
    };
    format!("{url}, {from}{moved}")
}

/// Connection, TLS and health; whether there is reason to go on.
fn connection(patient: &Patient, chart: &mut Chart) -> Result<bool> {
    if patient.proxy.is_none() {
        match client::reach(&patient.bare.url, patient.bare.http.connect_timeout) {
            Ok(reached) => {
                let address = reached.address.to_string();
                chart.timed(Step::Connection, &address, reached.time)?;
            }
            Err(error) => return chart.failed_call(Step::Connection, error),
        }
    }
    let looked = client::look(patient.bare.clone(), &patient.health);
    if let Some(name) = patient.proxy {
        if let Err(error) = &looked
            && matches!(error.trouble, Trouble::Unreachable(_))
        {
            return chart.failed_call(Step::Connection, error.clone());
        }
        let words = format!("by way of the proxy that {name} names, if it is for this host");
        chart.ok(Step::Connection, &words)?;
    }
    if patient.bare.url.scheme() == "https" {
        match &looked {
            Err(error) if is_before_http(error) => {
                return chart.failed_call(Step::Tls, without_tls(error, patient));
            }
            _ => chart.ok(Step::Tls, "the certificate is trusted")?,
        }
    } else {
        chart.skipped(Step::Tls, "plain http://")?;
    }
    health(patient, looked, chart)
}

/// Whether a failure came before any words of HTTP.
fn is_before_http(error: &ClientError) -> bool {
    matches!(
        error.trouble,
        Trouble::Certificate(_) | Trouble::NotTls(_) | Trouble::Unreachable(_) | Trouble::Setup(_)
    )
}

/// A failure before any words of HTTP. Where there was a connection a moment ago, it is TLS that did not come
/// about.
fn without_tls(error: &ClientError, patient: &Patient) -> ClientError {
    let mut error = error.clone();
    if let (Trouble::Unreachable(words), None) = (&error.trouble, patient.proxy) {
        error.trouble = Trouble::NotTls(words.clone());
    }
    error
}

/// What the service says of its health. Only a status that says that it must wait ends the examination: with
/// any other one it may score all the same.
fn health(patient: &Patient, looked: Result<(), ClientError>, chart: &mut Chart) -> Result<bool> {
    let path = patient.health.path();
    match looked {
        _ if patient.hosted => chart.skipped(Step::Health, "a hosted service does not say")?,
        Ok(()) => chart.ok(Step::Health, &format!("ready, says {path}"))?,
        Err(error) => match error.trouble {
            Trouble::Status { status, .. } if !matches!(status, 429 | 503) => {
                chart.skipped(Step::Health, &format!("{path} does not say ({status})"))?;
            }
            _ => return chart.failed_call(Step::Health, error),
        },
    }
    Ok(true)
}

/// Key, model, API and score: asked together, since one answer tells of all.
fn service(patient: &Patient, settings: &RemoteSettings, chart: &mut Chart) -> Result<()> {
    let listing = Listing::of(patient.list.as_ref(), settings);
    if let Listing::Failed(error) = &listing {
        let error = error.clone();
        return chart.failed_call(Step::Key, error).map(drop);
    }
    let settings = listing.settled(settings);
    let answer = match settings.model {
        // Nobody told which model to ask for.
        ModelChoice::First(_) => None,
        _ => Some(Answer::to(settings.clone())),
    };
    match answer {
        Some(Ok(answer)) => {
            let works = suggestion::command(&patient.typed, &settings, None);
            told(&listing, &settings, &answer, chart)?;
            chart.works(works);
            Ok(())
        }
        Some(Err(error)) if error.trouble.is_refusal() => {
            chart.failed_call(Step::Key, error).map(drop)
        }
        Some(Err(error)) if is_about_the_model(patient, &error) => {
            chart.skipped(Step::Key, &unproven(&settings))?;
            chart.failed_call(Step::Model, error).map(drop)
        }
        Some(Err(error)) if probe::may_speak_otherwise(&error) => {
            match listing.unlisted(&settings) {
                Some(told) => {
                    chart.skipped(Step::Key, &unproven(&settings))?;
                    chart.failed(Step::Model, told)
                }
                None => others(patient, &listing, &settings, Some(error), chart),
            }
        }
        Some(Err(error)) => no_score(&listing, &settings, error, chart),
        None => others(patient, &listing, &settings, None, chart),
    }
}

/// No score came, though the service may speak the API: one that is wrong has its form all the same.
fn no_score(
    listing: &Listing,
    settings: &RemoteSettings,
    error: ClientError,
    chart: &mut Chart,
) -> Result<()> {
    let api = settings.api.name;
    if matches!(
        error.trouble,
        Trouble::Incomplete(..) | Trouble::NotFinite(_)
    ) {
        chart.ok(Step::Key, &accepted(settings))?;
        chart.ok(Step::Model, &listing.words(settings))?;
        chart.ok(Step::Api, api)?;
    } else {
        chart.skipped(Step::Key, &unproven(settings))?;
        chart.skipped(Step::Model, &listing.words(settings))?;
        chart.skipped(Step::Api, &format!("no answer tells whether it is {api}"))?;
    }
    chart.failed_call(Step::Score, error).map(drop)
}

/// Whether a failure is about the model: it has come to an end, or the vendor has none of that name, which is in
/// the address there.
fn is_about_the_model(patient: &Patient, error: &ClientError) -> bool {
    match error.trouble {
        Trouble::Status { status: 410, .. } => true,
        Trouble::Status { status: 404, .. } => patient.hosted,
        _ => false,
    }
}

/// Tells of an answer that is as it should be.
fn told(
    listing: &Listing,
    settings: &RemoteSettings,
    answer: &Answer,
    chart: &mut Chart,
) -> Result<()> {
    chart.ok(Step::Key, &accepted(settings))?;
    let notice = answer.notice.as_ref();
    let notice = notice.map_or_else(String::new, |notice| format!("; {notice}"));
    chart.ok(Step::Model, &format!("{}{notice}", listing.words(settings)))?;
    chart.ok(Step::Api, settings.api.name)?;
    chart.scored(answer, probe::kind(settings))
}

/// Tries the other APIs after the chosen one did not answer as it should, or could not be asked.
fn others(
    patient: &Patient,
    listing: &Listing,
    chosen: &RemoteSettings,
    error: Option<ClientError>,
    chart: &mut Chart,
) -> Result<()> {
    let mut last = None;
    for other in &patient.others {
        let settings = listing.lent(chosen, &other.settings);
        match Answer::to(settings.clone()) {
            Ok(answer) => {
                let works = suggestion::command(&patient.typed, &settings, Some(&other.base));
                chart.ok(Step::Key, &accepted(&settings))?;
                chart.ok(Step::Model, &listing.words(&settings))?;
                chart.failed(Step::Api, spoken(chosen, error, &settings, &other.base))?;
                chart.scored(&answer, probe::kind(&settings))?;
                chart.works(works);
                return Ok(());
            }
            Err(error) if error.trouble.is_refusal() => {
                return chart.failed_call(Step::Key, error).map(drop);
            }
            Err(error) if probe::may_speak_otherwise(&error) => {}
            Err(error) => {
                last = Some(error);
                break;
            }
        }
    }
    chart.skipped(Step::Key, &unproven(chosen))?;
    chart.skipped(Step::Model, &listing.words(chosen))?;
    match last.or(error) {
        Some(error) => chart.failed_call(Step::Api, error).map(drop),
        None => chart.failed(Step::Api, listing.unknown_model(chosen)),
    }
}

/// The service speaks another API than the one that was chosen.
fn spoken(
    chosen: &RemoteSettings,
    error: Option<ClientError>,
    found: &RemoteSettings,
    base: &Masked,
) -> Told {
    let (asked, speaks) = (chosen.api.name, found.api.name);
    let url = client::shown_url(&found.url);
    Told {
        words: format!("it does not answer to {asked}, but to {speaks} at {url}"),
        cause: error.map(|error| Error::Call(error, None).to_string()),
        hint: Some(suggestion::instead(base, speaks)),
        exit: Exit::UserError,
    }
}

fn accepted(settings: &RemoteSettings) -> String {
    match &settings.key_origin {
        Some(origin) => format!("from {origin}, accepted"),
        None => "none was sent, and none is needed".into(),
    }
}

fn unproven(settings: &RemoteSettings) -> String {
    match &settings.key_origin {
        Some(origin) => format!("from {origin}; no answer tells whether it is good"),
        None => "none was sent; no answer tells whether one is needed".into(),
    }
}
