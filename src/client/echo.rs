//! Removes echoes of the user's texts from the message of a service.

use std::borrow::Cow;

use super::error_message::on_one_line;

/// The number of characters from which a piece of a text counts as an echo of it.
const MIN_ECHO: usize = 16;

/// Removes the user's own texts, which some validators repeat, from a message: it is cut where a longer piece
/// of a text begins, or a whole short text in quotes.
pub(super) fn without_texts<'a>(
    message: &str,
    texts: impl Iterator<Item = Cow<'a, str>>,
) -> String {
    let mut end = message.len();
    for text in texts {
        let text = on_one_line(&text);
        end = end.min(find_text(message, &text).unwrap_or(end));
    }
    match end {
        end if end == message.len() => message.into(),
        end => format!("{}…", &message[..end]),
    }
}

/// Returns the place in a message where a piece of a text begins.
fn find_text(message: &str, text: &str) -> Option<usize> {
    if text.chars().count() < MIN_ECHO {
        return ['"', '\'', '`']
            .iter()
            .find_map(|quote| message.find(&format!("{quote}{text}{quote}")));
    }
    let starts: Vec<usize> =
        message.char_indices().map(|(at, _)| at).chain([message.len()]).collect();
    let windows = starts.iter().zip(starts.iter().skip(MIN_ECHO));
    windows
        .map(|(from, to)| (*from, &message[*from..*to]))
        .find(|(_, piece)| text.contains(piece))
        .map(|(from, _)| from)
}
