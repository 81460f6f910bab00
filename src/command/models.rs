//! `models`: those that NVIDIA is known to serve, or those that a service lists.

use anyhow::Result;

use super::{interrupt, notify};
use crate::api::{self, Hosting, Known};
use crate::client::{self, Bm25};
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Target;
use crate::plan;
use crate::report::models::{Format, Model, Models};

/// Prints the list.
pub(super) fn run(plan: &plan::Models) -> Result<Exit> {
    let target = Target::open(plan.output.as_deref()).map_err(Error::Output)?;
    interrupt::leave_clean([&target], false);
    let list = match &plan.service {
        None => known(),
        Some((settings, url)) => {
            let ids = client::list_models((**settings).clone(), url);
            let ids = ids.map_err(|error| Error::Call(error, None))?;
            Models {
                as_of: api::AS_OF,
                endpoint: Some(client::shown_url(url)),
                models: ids.into_iter().map(listed).collect(),
            }
        }
    };
    target
        .write(|out| {
            list.write(plan.format, out)?;
            Ok(out.flush()?)
        })
        .map_err(Error::Output)?;
    let in_json = plan.format == Format::Json;
    match &list.endpoint {
        None => {
            let note = "NVIDIA's models by its documentation and public reports, as of";
            notify(plan.notes && !in_json, &format!("{note} {}", list.as_of));
        }
        Some(endpoint) if list.models.is_empty() => {
            notify(true, &format!("{endpoint}: the service lists no models"));
            return Ok(Exit::Negative);
        }
        Some(_) => {}
    }
    Ok(Exit::Success)
}

/// The models of the table, and the scorer that needs no service.
fn known() -> Models {
    let built_in = Model {
        id: Bm25::MODEL.into(),
        state: "built-in",
        retired: None,
        tokens: None,
        images: Some(false),
        successor: None,
    };
    Models {
        as_of: api::AS_OF,
        endpoint: None,
        models: api::KNOWN.iter().map(of_table).chain([built_in]).collect(),
    }
}

fn of_table(known: &Known) -> Model {
    let (state, retired) = match known.hosting {
        Hosting::Hosted => ("hosted", None),
        Hosting::Retired(day) => ("retired", Some(day)),
        Hosting::SelfHosted => ("self-hosted", None),
        Hosting::Unknown => ("unknown", None),
    };
    Model {
        id: known.id.into(),
        state,
        retired,
        tokens: known.context,
        images: Some(known.images),
        successor: known.successor,
    }
}

/// A model that a service of your own has, with what is known of models of that name. That it came to an end
/// elsewhere is nothing to this service.
fn listed(id: String) -> Model {
    let known = api::known_model(&id);
    Model {
        id,
        state: "listed",
        retired: None,
        tokens: known.and_then(|known| known.context),
        images: known.map(|known| known.images),
        successor: None,
    }
}
