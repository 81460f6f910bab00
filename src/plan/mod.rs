//! What will be done: the command line and the environment become a [`Plan`] in which nothing is left to
//! look up or to check. This is the only room that asks whether something is a terminal.

mod endpoint;
mod error;
mod key;
mod load;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::cli;
use crate::client::{
    self, Api, Bm25, HttpSettings, Limits, ModelChoice, RemoteSettings, ScoreKind, Truncate,
};
use crate::error::Error;
use crate::input::{self, Format as InputFormat};
use crate::model::Scale;
use crate::output::{self, Format};
use crate::progress::When;
use crate::rank::Selection;

pub use error::PlanError;
pub use key::KeyPlace;

/// A ranking, ready to be carried out.
#[derive(Debug)]
pub struct Plan {
    /// The query.
    pub query: String,
    /// What is read.
    pub input: input::Settings,
    /// Who scores.
    pub service: Service,
    /// How much a batch may hold.
    pub limits: Limits,
    /// The most requests at once.
    pub concurrency: usize,
    /// Which documents are kept.
    pub selection: Selection,
    /// How results are printed.
    pub style: output::Style,
    /// The file to write to; none: standard output.
    pub output: Option<PathBuf>,
    /// Whether requests are printed instead of sent.
    pub dry_run: bool,
    /// When progress is shown; none: it cannot be.
    pub progress: Option<When>,
    /// Whether warnings are printed.
    pub warn: bool,
    /// Whether what happens is told.
    pub verbose: bool,
    /// What the user should know before it begins.
    pub warnings: Vec<String>,
}

/// Who scores.
#[derive(Debug)]
pub enum Service {
    /// The scorer built in.
    BuiltIn,
    /// A service on the network.
    Remote {
        /// How it is asked.
        settings: Box<RemoteSettings>,
        /// Where its key is, for a dry run to show.
        key: Option<KeyPlace>,
        /// Where the certificates are that it is trusted by, likewise.
        cacert: Option<PathBuf>,
    },
}

/// Checks what was asked for and resolves it.
pub fn make(options: cli::Rank) -> Result<Plan> {
    let terminal = std::io::stdout().is_terminal() && options.results.output.is_none();
    let mut warnings = Vec::new();
    let scorer = scorer(&options, &mut warnings)?;
    let sending = &options.sending;
    let messages = &options.messages;
    let scale = match options.results.score {
        cli::ScoreScale::Raw => Scale::Raw,
        cli::ScoreScale::Sigmoid if scorer.kind == ScoreKind::Logit => Scale::Sigmoid,
        cli::ScoreScale::Sigmoid => {
            let kind = scorer.kind.name();
            return usage(&format!(
                "--score sigmoid is for logits, and these scores are of kind {kind}"
            ));
        }
    };
    let style = style(&options, scale, scorer.kind, terminal)?;
    let limits = match sending.batch_size {
        Some(size) if matches!(scorer.service, Service::Remote { .. }) => Limits::of_requests(size),
        _ => scorer.limits,
    };
    let shows_progress = std::io::stderr().is_terminal() && !messages.quiet;
    Ok(Plan {
        query: query(&options)?,
        input: input_settings(&options)?,
        service: scorer.service,
        limits,
        concurrency: sending.concurrency.unwrap_or(scorer.concurrency),
        selection: Selection {
            top_n: options.results.top_n,
            min_score: options.results.min_score,
            scale,
        },
        style,
        output: options.results.output.filter(|path| path != Path::new("-")),
        dry_run: sending.dry_run,
        progress: match messages.progress {
            _ if !shows_progress => None,
            cli::When::Auto => Some(When::AfterAWhile),
            cli::When::Always => Some(When::AtOnce),
            cli::When::Never => None,
        },
        warn: !messages.quiet,
        verbose: messages.verbose,
        warnings,
    })
}

fn usage<T>(message: &str) -> Result<T> {
    Err(Error::Usage(cli::usage_error(message)).into())
}

/// An environment variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    let value = std::env::var_os(name)?;
    Some(value.to_string_lossy().into_owned()).filter(|value| !value.is_empty())
}

fn query(options: &cli::Rank) -> Result<String> {
    let query = match (&options.query.query, &options.query.query_file) {
        (Some(query), _) => query.clone(),
        (None, Some(path)) => query_of_file(path)?,
        (None, None) => String::new(),
    };
    if query.trim().is_empty() {
        return Err(PlanError::BlankQuery.into());
    }
    Ok(query)
}

fn query_of_file(path: &Path) -> Result<String> {
    let (name, text) = if path == Path::new("-") {
        let text = std::io::read_to_string(std::io::stdin());
        ("stdin".into(), text)
    } else {
        (path.display().to_string(), std::fs::read_to_string(path))
    };
    let text = text.with_context(|| format!("{name}: cannot read the query"))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let line = text.strip_suffix('\n').unwrap_or(text);
    Ok(line.strip_suffix('\r').unwrap_or(line).into())
}

fn input_settings(options: &cli::Rank) -> Result<input::Settings> {
    let documents = &options.documents;
    let format = match documents.input {
        cli::InputFormat::Auto => InputFormat::Auto,
        cli::InputFormat::Lines => InputFormat::Lines,
        cli::InputFormat::Jsonl => InputFormat::Jsonl,
        cli::InputFormat::Json => InputFormat::Json,
        cli::InputFormat::Csv => InputFormat::Csv,
        cli::InputFormat::Tsv => InputFormat::Tsv,
        cli::InputFormat::Grep => InputFormat::Grep,
        cli::InputFormat::RgJson => InputFormat::RgJson,
        cli::InputFormat::Paths => InputFormat::Paths,
    };
    Ok(input::Settings {
        sources: sources(options)?,
        format,
        nul: documents.null,
        fields: input::Fields {
            text: documents.text_field.clone(),
            id: documents.id_field.clone(),
        },
    })
}

/// The sources in order. Standard input is read when it is named, or when nothing else is.
fn sources(options: &cli::Rank) -> Result<Vec<input::Origin>> {
    let documents = &options.documents;
    let dash = Path::new("-");
    let mut sources: Vec<_> = documents
        .files
        .iter()
        .map(|path| match path {
            path if path == dash => input::Origin::Stdin,
            path => input::Origin::File(path.clone()),
        })
        .collect();
    if !documents.doc.is_empty() {
        sources.push(input::Origin::Arguments(documents.doc.clone()));
    }
    let nothing_named = sources.is_empty();
    if nothing_named {
        sources.push(input::Origin::Stdin);
    }
    let takers = sources
        .iter()
        .filter(|source| **source == input::Origin::Stdin)
        .count();
    let query_takes = options.query.query_file.as_deref() == Some(dash);
    if takers + usize::from(query_takes) > 1 {
        return usage("standard input can be read only once");
    }
    if nothing_named && std::io::stdin().is_terminal() {
        return usage("no documents: name a FILE, give a --doc <TEXT>, or pipe them in");
    }
    Ok(sources)
}

fn style(
    options: &cli::Rank,
    scale: Scale,
    kind: ScoreKind,
    terminal: bool,
) -> Result<output::Style> {
    let results = &options.results;
    let format = match results.format {
        cli::Format::Auto if terminal => Format::Table,
        cli::Format::Auto | cli::Format::Tsv => Format::Tsv,
        cli::Format::Table => Format::Table,
        cli::Format::Json => Format::Json,
        cli::Format::Jsonl => Format::Jsonl,
        cli::Format::Csv => Format::Csv,
        cli::Format::Raw if results.no_documents => {
            return usage(
                "--format raw prints nothing but the documents that --no-documents leaves out",
            );
        }
        cli::Format::Raw => Format::Raw,
    };
    let wanted =
        variable("NO_COLOR").is_none() && variable("TERM").is_none_or(|term| term != "dumb");
    let columns = || variable("COLUMNS")?.parse().ok();
    Ok(output::Style {
        format,
        scale,
        score_name: match scale {
            Scale::Raw => kind.name(),
            Scale::Sigmoid => "sigmoid",
        },
        documents: !results.no_documents,
        nul: options.documents.null,
        color: match options.messages.color {
            cli::When::Auto => terminal && wanted,
            cli::When::Always => true,
            cli::When::Never => false,
        },
        width: terminal_size::terminal_size()
            .filter(|_| terminal)
            .map(|(width, _)| usize::from(width.0))
            .or_else(columns)
            .unwrap_or(output::USUAL_WIDTH),
    })
}

/// Who scores, with what depends on it.
struct Scorer {
    service: Service,
    kind: ScoreKind,
    limits: Limits,
    concurrency: usize,
}

fn scorer(options: &cli::Rank, warnings: &mut Vec<String>) -> Result<Scorer> {
    let service = &options.service;
    match service.model.as_deref() {
        Some(Bm25::MODEL) => {
            return Ok(Scorer {
                service: Service::BuiltIn,
                kind: ScoreKind::Bm25,
                limits: Limits::NONE,
                concurrency: 1,
            });
        }
        Some(model) if model.starts_with("local/") => {
            return Err(PlanError::NoSuchBuiltIn(model.into()).into());
        }
        _ => {}
    }
    remote(options, warnings)
}

fn remote(options: &cli::Rank, warnings: &mut Vec<String>) -> Result<Scorer> {
    let service = &options.service;
    let usual = || variable("NVIDIA_NIM_API_BASE").or_else(|| variable("NVIDIA_BASE_URL"));
    let base = service.base_url.clone().or_else(usual);
    let api = service.api.map(|api| match api {
        cli::Api::Nim => Api::Nim,
        cli::Api::Cohere => Api::Cohere,
        cli::Api::Tei => Api::Tei,
    });
    let endpoint = endpoint::resolve(base.as_deref(), service.model.as_deref(), api)?;
    if endpoint.moved {
        let words = "integrate.api.nvidia.com does not serve reranking; asking ai.api.nvidia.com";
        warnings.push(words.into());
    }
    if options.sending.dry_run && matches!(endpoint.model, ModelChoice::First(_)) {
        return Err(PlanError::DryRunModel.into());
    }
    let api = endpoint.api;
    check_sending(&options.sending, api)?;
    let (http, key, key_origin) = http(options, &endpoint)?;
    Ok(Scorer {
        kind: api.score_kind(),
        limits: load::limits(api, endpoint.hosted),
        concurrency: load::concurrency(endpoint.hosted),
        service: Service::Remote {
            settings: Box::new(RemoteSettings {
                url: endpoint.url,
                api,
                model: endpoint.model,
                truncate: match options.sending.truncate {
                    cli::Truncate::End => Truncate::End,
                    cli::Truncate::None => Truncate::None,
                },
                http,
                key_origin,
            }),
            key,
            cacert: service.cacert.clone(),
        },
    })
}

fn check_sending(sending: &cli::Sending, api: Api) -> Result<()> {
    if let (Some(size), Some(cap)) = (sending.batch_size, api.batch_cap())
        && size > cap
    {
        return usage(&format!(
            "--batch-size {size} is more than the {cap} that the {} api takes",
            api.name()
        ));
    }
    if sending.truncate == cli::Truncate::None && !api.says_truncate() {
        return usage(&format!(
            "the {} api has no way to say --truncate none",
            api.name()
        ));
    }
    Ok(())
}

fn http(
    options: &cli::Rank,
    endpoint: &endpoint::Endpoint,
) -> Result<(HttpSettings, Option<KeyPlace>, Option<String>)> {
    let service = &options.service;
    let headers = headers(&service.header)?;
    let own_key = headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let secure = endpoint.url.scheme() == "https";
    let dry_run = options.sending.dry_run;
    let place = match key::place(service, endpoint.hosted, secure) {
        _ if own_key => None,
        Ok(place) => Some(place),
        Err(_) if !endpoint.hosted => None,
        Err(_) if dry_run => Some(key::usual_place()),
        Err(withheld) => {
            let origin = endpoint.url.origin().ascii_serialization();
            return Err(PlanError::NoKey(origin, withheld.is_some()).into());
        }
    };
    // A dry run shows where the key is and has no need of the key.
    let read = place.as_ref().filter(|_| !dry_run).map(key::read);
    let secret = read.transpose()?;
    let key_origin = match &place {
        Some(place) => Some(place.to_string()),
        None => own_key.then(|| "--header".into()),
    };
    let cacert = match &service.cacert {
        None => None,
        Some(path) => {
            let pem = std::fs::read(path);
            Some(pem.with_context(|| format!("{}: cannot read the certificate", path.display()))?)
        }
    };
    let http = HttpSettings {
        timeout: options.sending.timeout,
        connect_timeout: options.sending.connect_timeout,
        cacert,
        key: secret,
        headers,
    };
    Ok((http, place, key_origin))
}

fn headers(typed: &[String]) -> Result<Vec<(String, String)>> {
    let split = |(number, header): (usize, &String)| {
        let parts = header.split_once(':');
        let parts = parts.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        let sound = parts.filter(|(name, value)| client::check_header(name, value));
        sound.ok_or_else(|| PlanError::Header(number).into())
    };
    (1..).zip(typed).map(split).collect()
}
