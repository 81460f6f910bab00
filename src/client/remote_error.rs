//! Turns the failure of a call into an error.

use url::Url;

use super::error::ClientError;
use super::failure::{Failure, FailureKind};
use super::remote::{ModelChoice, Remote, shown_url};
use super::response::CallResult;
use super::wire::Truncate;
use super::{Passage, deprecation, echo};

impl Remote {
    /// Returns the error of a ranking request. Only its message is changed; its kind is that of the response.
    pub(super) fn ranking_error(
        &self,
        model: Option<&str>,
        passages: &[Passage<'_>],
        call: CallResult,
    ) -> ClientError {
        let mut error = self.error(&self.settings.url, call);
        let failure = &mut error.failure;
        if let Some(message) = &mut failure.message {
            let texts = passages.iter().map(Passage::plain);
            *message = echo::without_texts(message, texts);
        }
        self.refine(failure);
        if let Some(model) = model {
            if matches!(failure.kind, FailureKind::NotFound | FailureKind::NotReranker)
                && matches!(self.settings.model, ModelChoice::Listed(_))
            {
                let message = failure.message.take().map_or_else(String::new, |text| text + "; ");
                failure.message =
                    Some(format!("{message}the model is {model}, from the service's list"));
            }
            deprecation::explain(model, &mut error);
        }
        error
    }

    /// Refines the kind of a failure by what the API says of the request.
    fn refine(&self, failure: &mut Failure) {
        /// The names of the list of documents that are no common words.
        const LISTS: [&str; 3] = ["passages", "documents", "texts"];
        let api = self.settings.api;
        let own = api.request.documents.0;
        let is_rejected = matches!(
            failure.kind,
            FailureKind::UnknownField | FailureKind::WrongFields | FailureKind::Rejected
        );
        if failure.kind == FailureKind::NotFound {
            if let Some(server) = self.server_without_reranking(failure) {
                failure.kind = FailureKind::NoReranking(server);
            }
        } else if failure.kind == FailureKind::Busy && api.batch.too_large_is_429 {
            failure.kind = FailureKind::BusyOrTooLarge;
        } else if let Some(field) = self
            .writer
            .optional_fields()
            .find(|field| is_rejected && failure.names_any(&[field]))
            // A list of all fields that the service knows refuses none of them.
            .filter(|_| !failure.names_any(&["query", own]))
        {
            let is_dropped = self.settings.truncate == Truncate::End
                && api.request.truncate_end.contains(&format!("\"{field}\""))
                && !api
                    .request
                    .truncate_none
                    .is_some_and(|none| none.contains(&format!("\"{field}\"")));
            failure.kind = FailureKind::RefusedField(field.to_owned(), is_dropped);
        } else if is_rejected && LISTS.iter().any(|list| *list != own && failure.names_any(&[list]))
        {
            failure.kind = FailureKind::ForeignFields;
        }
    }

    /// Returns the error of a call that failed.
    pub(super) fn error(&self, url: &Url, call: CallResult) -> ClientError {
        let failure = match call.body {
            Err(failure) => failure,
            Ok(_) => FailureKind::CutOff.into(),
        };
        let endpoint = match &failure.kind {
            // Before there is a connection, the path is irrelevant.
            FailureKind::Unreachable | FailureKind::Tls(_) | FailureKind::ProxyAuthentication => {
                url.origin().ascii_serialization()
            }
            _ => shown_url(url),
        };
        ClientError {
            request_id: call.request_id,
            passage: call.passage,
            key_origin: self.settings.key_origin.clone(),
            retry_after: call.retry_after,
            can_truncate: self.settings.truncate == Truncate::None,
            proxy_variable: self.settings.http.proxy.as_ref().map(|proxy| proxy.variable),
            ..ClientError::new(&endpoint, failure)
        }
    }
}
