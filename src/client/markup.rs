//! Extracts the message from an error page in HTML or XML, as proxies, gateways and clouds send them.

/// The elements that can hold the message, the most telling first.
const ELEMENTS: [&str; 13] = [
    "title",
    "message",
    "faultstring",
    "detail",
    "reason",
    "description",
    "error",
    "h1",
    "h2",
    "h3",
    "pre",
    "p",
    "body",
];

/// Returns the text of the most telling element.
pub(super) fn message(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let texts = ELEMENTS.iter().filter_map(|name| Some((*name, element(page, &lower, name)?)));
    let texts: Vec<_> = texts.filter(|(_, text)| !text.is_empty()).collect();
    // All there is in a body can be the name of the server.
    let message = texts.iter().find(|(name, text)| *name != "body" && !is_status(text));
    let (_, text) = message.or(texts.first())?;
    Some(text.clone())
}

/// Returns true for a text that repeats the status, as the titles of many pages do.
fn is_status(text: &str) -> bool {
    let words: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    matches!(
        words.to_ascii_lowercase().as_str(),
        "" | "error"
            | "badrequest"
            | "unauthorized"
            | "forbidden"
            | "notfound"
            | "methodnotallowed"
            | "payloadtoolarge"
            | "requestentitytoolarge"
            | "unprocessableentity"
            | "toomanyrequests"
            | "internalservererror"
            | "badgateway"
            | "serviceunavailable"
            | "gatewaytimeout"
    )
}

/// Returns the text at the beginning of the first element of this name.
fn element(page: &str, lower: &str, name: &str) -> Option<String> {
    let opening = format!("<{name}");
    let mut tags = lower.match_indices(&opening).map(|(at, _)| at + opening.len());
    let tag = tags.find(|end| !lower[*end..].starts_with(|c: char| c.is_alphanumeric()))?;
    let mut rest = &page[tag + lower[tag..].find('>')? + 1..];
    loop {
        if let Some(literal) = rest.trim_start().strip_prefix("<![CDATA[") {
            return Some(literal.split("]]>").next()?.trim().into());
        }
        let end = rest.find('<').unwrap_or(rest.len());
        let text = decode(rest[..end].trim());
        // The text can be inside an inner element; a script or a style is none.
        let inner = rest[end..].to_ascii_lowercase();
        if !text.is_empty() || inner.starts_with("</") || inner.is_empty() {
            return Some(text);
        }
        let skipped = ["<script", "<style"].iter().find(|name| inner.starts_with(**name));
        let close = skipped.map_or(Some(0), |name| inner.find(&name.replace('<', "</")))?;
        rest = &rest[end + close + inner[close..].find('>')? + 1..];
    }
}

/// Replaces the entities that messages have.
fn decode(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain))
}
