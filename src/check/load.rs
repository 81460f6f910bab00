//! Loads a case file with the documents it names.

use std::collections::HashMap;

use super::case::Case;
use super::document_cache::DocumentCache;
use super::raw_case::RawCase;
use super::settings::{OnSource, SuiteSettings};
use super::{jsonl, resolve, table};
use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// Loads all cases, in the order of the file. A case whose documents cannot be read is part of the result.
///
/// # Errors
/// The first mistake in the case file, or unreadable documents of `--docs`.
pub fn load(settings: &SuiteSettings, on_source: OnSource) -> Result<Vec<Case>, Diagnostic> {
    let mut documents = DocumentCache::new(settings, on_source)?;
    let name = settings.cases.name();
    let raw_cases = read_raw_cases(&settings.cases)?;
    let mut lines: HashMap<String, u64> = HashMap::new();
    let mut cases = Vec::new();
    for mut raw in raw_cases {
        let line = raw.line;
        let id = raw.id.take().unwrap_or_else(|| format!("L{line}"));
        if let Some(first) = lines.insert(id.clone(), line) {
            let problem = format!("the id `{id}` is taken by the case on line {first}");
            return Err(Diagnostic::new(problem)
                .at(format!("{name}:{line}"))
                .hint("give each case an id of its own, or leave `id` out"));
        }
        let case = resolve::resolve(raw, id, &mut documents, &settings.floors);
        cases.push(case.map_err(|(line, fault)| fault.within(format!("{name}:{line}")))?);
    }
    if cases.is_empty() {
        return Err(Diagnostic::new("there are no cases in it").at(name).hint(jsonl::EXAMPLE));
    }
    Ok(cases)
}

/// Returns the cases that have one of these tags, or all if no tag is given.
///
/// # Errors
/// A tag that no case has.
pub fn select(cases: Vec<Case>, tags: &[String]) -> Result<Vec<Case>, Diagnostic> {
    if tags.is_empty() {
        return Ok(cases);
    }
    let mut known: Vec<&str> =
        cases.iter().flat_map(|case| &case.tags).map(String::as_str).collect();
    let unknown: Vec<&str> =
        tags.iter().map(String::as_str).filter(|tag| !known.contains(tag)).collect();
    if !unknown.is_empty() {
        known.sort_unstable();
        known.dedup();
        let problem = format!("no case is tagged {}", unknown.join(" or "));
        return Err(Diagnostic::new(problem).at("--tag").hint(if known.is_empty() {
            r#"no case has tags; they are written "tags":["smoke"]"#.into()
        } else {
            format!("the tags are {}", known.join(", "))
        }));
    }
    Ok(cases.into_iter().filter(|case| case.tags.iter().any(|tag| tags.contains(tag))).collect())
}

/// Reads the case file. The extension decides on the format, else the first line.
fn read_raw_cases(source: &Source) -> Result<Vec<RawCase>, Diagnostic> {
    let name = source.name();
    let text = read_text(source, &name)?;
    let at_line = |(line, fault): (u64, Diagnostic)| fault.at(format!("{name}:{line}"));
    if let Some(delimiter) = delimiter(source, &text) {
        return table::parse_cases(&text, delimiter).map_err(at_line);
    }
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| !is_skipped(line))
        .map(|(number, line)| {
            jsonl::parse_case(number, line).map_err(|fault| at_line((number, fault)))
        })
        .collect()
}

fn read_text(source: &Source, name: &str) -> Result<String, Diagnostic> {
    let bytes = source.read().map_err(|fault| match fault.get_hint() {
        Some(_) => fault,
        None => fault.hint("name a file of cases, or `-` for standard input"),
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + memchr::memchr_iter(b'\n', valid).count();
        Diagnostic::new("the text is not UTF-8")
            .at(format!("{name}:{line}"))
            .hint("convert it first: iconv -f ISO-8859-1 -t UTF-8")
    })?;
    // Some spreadsheets end lines in a carriage return alone.
    Ok(if text.contains('\n') { text } else { text.replace('\r', "\n") })
}

/// Returns true for blank lines and comments.
fn is_skipped(line: &str) -> bool {
    line.starts_with('#') || line.trim().is_empty()
}

/// Returns the delimiter of a table, `None` for JSON Lines.
fn delimiter(source: &Source, text: &str) -> Option<u8> {
    let header = text.lines().find(|line| !is_skipped(line))?;
    let in_header = || {
        [b'\t', b',', b';', b'|']
            .into_iter()
            .find(|delimiter| header.contains(char::from(*delimiter)))
    };
    match extension(source).as_deref() {
        Some("tsv") => Some(b'\t'),
        Some("csv") => in_header().or(Some(b',')),
        Some("jsonl" | "ndjson" | "json") => None,
        _ if header.trim_start().starts_with(['{', '[', '"']) => None,
        _ => in_header(),
    }
}

/// Returns the extension of a file, without that of its compression.
fn extension(source: &Source) -> Option<String> {
    let Source::File(path) = source else {
        return None;
    };
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
    Some(name.rsplit_once('.')?.1.to_owned())
}
