//! The image of a record: a data URL, or the path of a file that becomes one. Services take images as base64
//! data URLs only, so one on the web is refused rather than sent to fail there.

use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::diagnostic::Diagnostic;
use crate::os_error;

/// Reads the member `image`, given as spelled. A relative path is looked up in `folder`, the folder of the file
/// that names it, then in the current one.
///
/// # Errors
/// The member is not a string, or names no image that can be sent.
pub(super) fn find(member: Option<&str>, folder: &Path) -> Result<Option<String>, Diagnostic> {
    let name: String = match member {
        None | Some("null") => return Ok(None),
        Some(literal) => serde_json::from_str(literal)
            .map_err(|_| refusal(literal, "is not a name or a data URL"))?,
    };
    if let Some(rest) = name.strip_prefix("data:") {
        return if is_image(rest) {
            Ok(Some(name))
        } else {
            Err(refusal(&name, "is not a base64 data URL of an image"))
        };
    }
    if name.contains("://") {
        return Err(refusal(&name, "is not on this machine")
            .hint("download it and name the file, or drop the field: jq -c 'del(.image)'"));
    }
    let bytes = read(&folder.join(&name)).or_else(|_| read(Path::new(&name)));
    let bytes = bytes.map_err(|error| {
        Diagnostic::new(format!("cannot read `{name}`")).cause(os_error::words(&error))
    })?;
    match infer::get(&bytes) {
        Some(kind) if kind.matcher_type() == infer::MatcherType::Image => {
            let data = STANDARD.encode(&bytes);
            Ok(Some(format!("data:{};base64,{data}", kind.mime_type())))
        }
        _ => Err(refusal(&name, "is of no known image type")),
    }
}

fn refusal(name: &str, problem: &str) -> Diagnostic {
    let shown: String = name.chars().take(40).collect();
    Diagnostic::new(format!("the image `{shown}` {problem}"))
}

/// Reads a file. Anything else might never end.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let meta = std::fs::metadata(path)?;
    if !meta.is_file() && !meta.is_dir() {
        return Err(io::Error::other("it is a device or a pipe"));
    }
    std::fs::read(path)
}

/// Returns true if the part of a URL after `data:` is an image in base64.
fn is_image(rest: &str) -> bool {
    rest.split_once(',').is_some_and(|(head, data)| {
        head.starts_with("image/") && head.ends_with(";base64") && STANDARD.decode(data).is_ok()
    })
}
