//! What was typed, as it can be repeated to whoever reads: what may be a secret is put out of sight.

use crate::client;

/// What stands in the place of a secret.
const MASK: &str = "***";

/// A text in which nothing is left that may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// The text.
    pub text: String,
    /// Whether anything of it is out of sight.
    pub hides: bool,
}

impl Masked {
    /// A text that holds no secret.
    pub fn plain(text: String) -> Self {
        Self { text, hides: false }
    }

    /// What is to be said after it: nothing if nothing is out of sight.
    pub fn remark(&self) -> &'static str {
        if self.hides {
            ", with your own in place of ***"
        } else {
            ""
        }
    }

    /// A URL. The values of its query may be secrets, the names are not; what comes after is never sent.
    pub(super) fn url(typed: &str) -> Self {
        let sent = typed.split_once('#').map_or(typed, |(sent, _)| sent);
        let Some((start, query)) = sent.split_once('?') else {
            return Self::plain(sent.into());
        };
        let parts = query.split('&').map(|part| match part.split_once('=') {
            Some((_, "")) => part.to_owned(),
            Some((name, _)) => format!("{name}={MASK}"),
            None if part.is_empty() => String::new(),
            None => MASK.into(),
        });
        let shown = parts.collect::<Vec<_>>().join("&");
        Self {
            hides: shown != query,
            text: format!("{start}?{shown}"),
        }
    }

    /// A header.
    pub(super) fn header(typed: &str) -> Self {
        let (name, value) = typed.split_once(':').unwrap_or((typed, ""));
        if client::is_harmless_header(name.trim()) || value.trim().is_empty() {
            return Self::plain(typed.into());
        }
        Self {
            text: format!("{name}: {MASK}"),
            hides: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_a_query_are_out_of_sight() {
        for (typed, shown) in [
            ("http://h/v1?key=a&b=c", "http://h/v1?key=***&b=***"),
            ("http://h?a&&b=#c?d", "http://h?***&&b="),
            ("http://h/v1", "http://h/v1"),
            ("http://h/#a?b=c", "http://h/"),
        ] {
            let masked = Masked::url(typed);
            assert_eq!(masked.text, shown, "{typed}");
            assert_eq!(masked.hides, shown.contains(MASK), "{typed}");
        }
    }
}
