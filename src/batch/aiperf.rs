//! Rankings as AIPerf sends them: `{"texts":[{"name":"query","contents":["…"]},{"name":"passages","contents":["…"]}]}`.

use super::fields::FoundField;
use crate::json::{self, Object};

/// The query and the documents of a record.
pub(super) struct AiperfRanking<'a> {
    pub(super) query: FoundField<'a>,
    pub(super) passages: FoundField<'a>,
}

/// Returns the query and the documents of a record, if it has this form.
pub(super) fn find<'a>(object: &Object<'a>) -> Option<AiperfRanking<'a>> {
    let texts = json::elements(object.get("texts")?).ok()?;
    let contents = |name: &str| {
        texts.iter().find_map(|text| {
            let text = Object::parse(text).ok()?;
            (text.get("name")? == name).then(|| text.get("contents")).flatten()
        })
    };
    let query = *json::elements(contents("\"query\"")?).ok()?.first()?;
    Some(AiperfRanking {
        query: FoundField { name: "contents".into(), value: query },
        passages: FoundField { name: "contents".into(), value: contents("\"passages\"")? },
    })
}
