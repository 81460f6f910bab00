//! The picture of a record: a data URL, or the path of a file that becomes one. Services take pictures
//! as base64 data URLs only, so one on the web is refused rather than sent to fail there.

use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::error::Flaw;

/// Reads the member `image`, given as spelled. A relative path is looked up in `folder`, the folder of
/// the file that names it, then in the current one.
///
/// # Errors
/// The member is no string, or names no picture that can be sent.
pub(super) fn find(member: Option<&str>, folder: &Path) -> Result<Option<String>, Flaw> {
    let name: String = match member {
        None | Some("null") => return Ok(None),
        Some(literal) if literal.starts_with('"') => serde_json::from_str(literal)
            .map_err(|_| Flaw::Image(literal.into(), "is not a name or a data URL"))?,
        Some(other) => {
            let shown = other.chars().take(40).collect();
            return Err(Flaw::Image(shown, "is not a name or a data URL"));
        }
    };
    if let Some(rest) = name.strip_prefix("data:") {
        return if is_picture(rest) {
            Ok(Some(name))
        } else {
            let shown = name.chars().take(40).collect();
            Err(Flaw::Image(shown, "is not a base64 data URL of an image"))
        };
    }
    if name.contains("://") {
        return Err(Flaw::Image(name, "is not on this machine"));
    }
    let beside = folder.join(&name);
    let bytes = content(&beside).or_else(|_| content(Path::new(&name)));
    let bytes = bytes.map_err(|cause| Flaw::File(name.clone(), cause))?;
    match infer::get(&bytes) {
        Some(kind) if kind.matcher_type() == infer::MatcherType::Image => {
            let data = STANDARD.encode(&bytes);
            Ok(Some(format!("data:{};base64,{data}", kind.mime_type())))
        }
        _ => Err(Flaw::Image(name, "is of no known image type")),
    }
}

/// The content of a file. What is none may never end.
fn content(path: &Path) -> io::Result<Vec<u8>> {
    let meta = std::fs::metadata(path)?;
    if !meta.is_file() && !meta.is_dir() {
        return Err(io::Error::other("it is a device or a pipe"));
    }
    std::fs::read(path)
}

/// Whether what follows `data:` is an image in base64.
fn is_picture(rest: &str) -> bool {
    rest.split_once(',').is_some_and(|(head, data)| {
        head.starts_with("image/") && head.ends_with(";base64") && STANDARD.decode(data).is_ok()
    })
}
