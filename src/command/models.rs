//! `models`: lists the known models of NVIDIA, or the models of a self-hosted service.

use anyhow::Result;

use super::{interrupt, notify, write_report};
use crate::api::{self, Hosting, KnownModel};
use crate::client::{self, Bm25, Remote};
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Target;
use crate::plan::ModelsPlan;
use crate::report::models::{ListFormat, ModelReport, ModelRow};

pub(super) fn run(plan: &ModelsPlan) -> Result<Exit> {
    let target = Target::open(plan.output.as_deref())?;
    interrupt::clean_up_on_signal([&target], false);
    let list = match &plan.service {
        None => known_models(),
        Some((settings, url)) => {
            let models = Remote::new((**settings).clone())
                .list_models(url)
                .map_err(|error| Error::Call(error, None))?;
            let ids = models.into_iter().map(|model| model.id);
            ModelReport {
                as_of: api::AS_OF,
                endpoint: Some(client::shown_url(url)),
                models: ids.map(listed_model).collect(),
            }
        }
    };
    write_report(target, plan.format == ListFormat::Json, |out| {
        list.write(plan.format, plan.width(), out)?;
        out.flush()
    })?;
    match &list.endpoint {
        None => {
            let note = "NVIDIA's models by its documentation and public reports, as of";
            let is_json = plan.format == ListFormat::Json;
            notify(plan.notes && !is_json, &format!("{note} {}", list.as_of));
        }
        Some(endpoint) if list.models.is_empty() => {
            notify(true, &format!("{endpoint}: the service lists no models"));
            return Ok(Exit::Failure);
        }
        Some(_) => {}
    }
    Ok(Exit::Success)
}

/// Returns the known models of NVIDIA and the built-in scorer.
fn known_models() -> ModelReport {
    let built_in = ModelRow {
        id: Bm25::MODEL.into(),
        state: "built-in",
        retired: None,
        tokens: None,
        images: Some(false),
        successor: None,
    };
    ModelReport {
        as_of: api::AS_OF,
        endpoint: None,
        models: api::KNOWN.iter().map(known_model).chain([built_in]).collect(),
    }
}

fn known_model(known: &KnownModel) -> ModelRow {
    let (state, retired) = match known.hosting {
        Hosting::Hosted => ("hosted", None),
        Hosting::Retired(day) => ("retired", Some(day)),
        Hosting::SelfHosted => ("self-hosted", None),
        Hosting::Unknown => ("unknown", None),
    };
    ModelRow {
        id: known.id.into(),
        state,
        retired,
        tokens: known.context,
        images: Some(known.images),
        successor: known.successor,
    }
}

/// Returns a model that a service lists. Its state at NVIDIA does not concern a self-hosted service.
fn listed_model(id: String) -> ModelRow {
    let known = api::known_model(&id);
    ModelRow {
        id,
        state: "listed",
        retired: None,
        tokens: known.and_then(|known| known.context),
        images: known.map(|known| known.images),
        successor: None,
    }
}
